# @generated from src/crosstie/systems/supabase/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The methods of a table in a form that answers the value with the exchange it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from crosstie.core.exchange import Answer
from crosstie.core.paging import Page
from crosstie.systems.caller import raw
from crosstie.systems.supabase.bodies import Rows
from crosstie.systems.supabase.columns import OrderLike
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.target import Counting
from crosstie.systems.supabase.writes import Duplicates, Missing, Values

if TYPE_CHECKING:  # the table offers this class, and imports it for that
    from crosstie.systems.supabase.table import Table

__all__ = ["RawTable"]

T = TypeVar("T")


@attrs.frozen
class RawTable(Generic[T]):
    """As :class:`Table`, answering the whole exchange."""

    _plain: Table[T]

    def page(self, *filters: Filter, limit: int = 100, after: str | None = None) -> Answer[Page[T]]:
        """Read one page."""
        return raw(self._plain.page)(*filters, limit=limit, after=after)

    def select(
        self,
        *filters: Filter,
        order: Sequence[OrderLike] = (),
        limit: int | None = None,
        offset: int | None = None,
        count: Counting | None = None,
    ) -> Answer[Rows[T]]:
        """Read one answer."""
        return raw(self._plain.select)(*filters, order=order, limit=limit, offset=offset, count=count)

    def get(self, key: object) -> Answer[T]:
        """Read the row with this key."""
        return raw(self._plain.get)(key)

    def one(self, *filters: Filter) -> Answer[T]:
        """Read the one row that fits."""
        return raw(self._plain.one)(*filters)

    def maybe_one(self, *filters: Filter) -> Answer[T | None]:
        """Read the one row that fits, if there is one."""
        return raw(self._plain.maybe_one)(*filters)

    def count(self, *filters: Filter, how: Counting = "exact") -> Answer[int]:
        """Count rows."""
        return raw(self._plain.count)(*filters, how=how)

    def insert(self, row: T | Values) -> Answer[T]:
        """Insert a row."""
        return raw(self._plain.insert)(row)

    def insert_many(self, rows: Iterable[T | Values], *, missing: Missing | None = None) -> Answer[Sequence[T]]:
        """Insert rows."""
        return raw(self._plain.insert_many)(rows, missing=missing)

    def upsert(
        self, row: T | Values, *, on_conflict: Sequence[str] = (), duplicates: Duplicates = "merge"
    ) -> Answer[T | None]:
        """Insert a row, or write it over the one with the same key."""
        return raw(self._plain.upsert)(row, on_conflict=on_conflict, duplicates=duplicates)

    def upsert_many(
        self,
        rows: Iterable[T | Values],
        *,
        on_conflict: Sequence[str] = (),
        duplicates: Duplicates = "merge",
        missing: Missing | None = None,
    ) -> Answer[Sequence[T]]:
        """Insert rows, or write them over those with the same keys."""
        return raw(self._plain.upsert_many)(
            rows, on_conflict=on_conflict, duplicates=duplicates, missing=missing
        )

    def update(
        self, values: Values, *filters: Filter, all_rows: bool = False, max_affected: int | None = None
    ) -> Answer[Sequence[T]]:
        """Change rows."""
        return raw(self._plain.update)(values, *filters, all_rows=all_rows, max_affected=max_affected)

    def delete(
        self, *filters: Filter, all_rows: bool = False, max_affected: int | None = None
    ) -> Answer[Sequence[T]]:
        """Delete rows."""
        return raw(self._plain.delete)(*filters, all_rows=all_rows, max_affected=max_affected)
