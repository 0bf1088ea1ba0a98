# @generated from src/crosstie/systems/supabase/silent_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Writes that answer with a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import attrs

from crosstie.systems.caller import Caller
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.target import Target
from crosstie.systems.supabase.writes import (
    Duplicates,
    Missing,
    Upsert,
    Values,
    counted,
    delete_call,
    insert_call,
    update_call,
)

__all__ = ["SilentTable"]

T = TypeVar("T")


@attrs.frozen
class SilentTable(Generic[T]):
    """The writes of a table, each answered with how many rows it touched: ``table.silent``."""

    _caller: Caller
    _target: Target[T]

    def insert_many(self, rows: Iterable[T | Values], *, missing: Missing | None = None) -> int:
        """Insert rows, all or none; see :meth:`Table.insert_many`."""
        count: int = self._caller.value(insert_call(self._target, rows, counted(), missing=missing))
        return count

    def upsert_many(
        self,
        rows: Iterable[T | Values],
        *,
        on_conflict: Sequence[str] = (),
        duplicates: Duplicates = "merge",
        missing: Missing | None = None,
    ) -> int:
        """Insert rows, or write them over those with the same keys; see :meth:`Table.upsert_many`."""
        upsert = Upsert(target=tuple(on_conflict) or self._target.key, duplicates=duplicates)
        call = insert_call(self._target, rows, counted(), upsert=upsert, missing=missing)
        count: int = self._caller.value(call)
        return count

    def update(
        self, values: Values, *filters: Filter, all_rows: bool = False, max_affected: int | None = None
    ) -> int:
        """Change the rows that fit; see :meth:`Table.update`."""
        call = update_call(self._target, values, filters, counted(), all_rows=all_rows, max_affected=max_affected)
        count: int = self._caller.value(call)
        return count

    def delete(self, *filters: Filter, all_rows: bool = False, max_affected: int | None = None) -> int:
        """Delete the rows that fit; see :meth:`Table.delete`."""
        call = delete_call(self._target, filters, counted(), all_rows=all_rows, max_affected=max_affected)
        count: int = self._caller.value(call)
        return count
