# @generated from src/crosstie/systems/supabase/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from crosstie.core.exchange import Answer
from crosstie.core.paging import Page
from crosstie.systems.caller import raw
from crosstie.systems.supabase.bodies import Rows
from crosstie.systems.supabase.columns import OrderLike
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.target import Counting
from crosstie.systems.supabase.writes import Duplicates, Missing, Values

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.supabase.table import Table

__all__ = [
    "RawTable",
]

T = TypeVar("T")


class RawTable(Generic[T]):
    """As :class:`Table`, answering the whole exchange."""

    __slots__ = ("_table",)

    def __init__(self, plain: Table[T]) -> None:
        """Take the collection."""
        self._table = plain

    def page(self, *filters: Filter, limit: int=100, after: str | None=None) -> Answer[Page[T]]:
        """Read one page of :meth:`list`: the first, or the one behind a page's ``next``."""
        return raw(self._table.page)(*filters, limit=limit, after=after)

    def select(self, *filters: Filter, order: Sequence[OrderLike]=(), limit: int | None=None, offset: int | None=None, count: Counting | None=None) -> Answer[Rows[T]]:
        """Read one answer in any order. The server's row cap (1000 on a new project) may cut it short, silently."""
        return raw(self._table.select)(*filters, order=order, limit=limit, offset=offset, count=count)

    def get(self, key: object) -> Answer[T]:
        """Read the row with this key; a tuple where the key has several columns."""
        return raw(self._table.get)(key)

    def one(self, *filters: Filter) -> Answer[T]:
        """Read the one row that fits."""
        return raw(self._table.one)(*filters)

    def maybe_one(self, *filters: Filter) -> Answer[T | None]:
        """Read the one row that fits, if there is one."""
        return raw(self._table.maybe_one)(*filters)

    def count(self, *filters: Filter, how: Counting="exact") -> Answer[int]:
        """Count the rows that fit."""
        return raw(self._table.count)(*filters, how=how)

    def insert(self, row: T | Values) -> Answer[T]:
        """Insert a row and return it as it now is."""
        return raw(self._table.insert)(row)

    def insert_many(self, rows: Iterable[T | Values], *, missing: Missing | None=None) -> Answer[Sequence[T]]:
        """Insert rows, all or none, and return them as they now are."""
        return raw(self._table.insert_many)(rows, missing=missing)

    def upsert(self, row: T | Values, *, on_conflict: Sequence[str]=(), duplicates: Duplicates="merge") -> Answer[T | None]:
        """Insert a row, or write it over the one with the same key; ``None`` where that was left alone."""
        return raw(self._table.upsert)(row, on_conflict=on_conflict, duplicates=duplicates)

    def upsert_many(self, rows: Iterable[T | Values], *, on_conflict: Sequence[str]=(), duplicates: Duplicates="merge", missing: Missing | None=None) -> Answer[Sequence[T]]:
        """Insert rows, or write them over those with the same keys; all or none."""
        return raw(self._table.upsert_many)(rows, on_conflict=on_conflict, duplicates=duplicates, missing=missing)

    def update(self, values: Values, *filters: Filter, all_rows: bool=False, max_affected: int | None=None) -> Answer[Sequence[T]]:
        """Change the rows that fit and return them as they now are; none is no error."""
        return raw(self._table.update)(values, *filters, all_rows=all_rows, max_affected=max_affected)

    def delete(self, *filters: Filter, all_rows: bool=False, max_affected: int | None=None) -> Answer[Sequence[T]]:
        """Delete the rows that fit and return them as they were; the arguments are those of :meth:`update`."""
        return raw(self._table.delete)(*filters, all_rows=all_rows, max_affected=max_affected)
