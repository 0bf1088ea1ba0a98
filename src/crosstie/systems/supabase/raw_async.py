"""The methods of a table in a form that answers the value with the exchange it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from crosstie.core.exchange import Answer
from crosstie.core.paging import Page
from crosstie.systems.caller_async import async_raw
from crosstie.systems.supabase.bodies import Rows
from crosstie.systems.supabase.columns import OrderLike
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.target import Counting
from crosstie.systems.supabase.writes import Duplicates, Missing, Values

if TYPE_CHECKING:  # the table offers this class, and imports it for that
    from crosstie.systems.supabase.table_async import AsyncTable

__all__ = ["AsyncRawTable"]

T = TypeVar("T")


@attrs.frozen
class AsyncRawTable(Generic[T]):
    """As :class:`AsyncTable`, answering the whole exchange."""

    _plain: AsyncTable[T]

    async def page(self, *filters: Filter, limit: int = 100, after: str | None = None) -> Answer[Page[T]]:
        """Read one page."""
        return await async_raw(self._plain.page)(*filters, limit=limit, after=after)

    async def select(
        self,
        *filters: Filter,
        order: Sequence[OrderLike] = (),
        limit: int | None = None,
        offset: int | None = None,
        count: Counting | None = None,
    ) -> Answer[Rows[T]]:
        """Read one answer."""
        return await async_raw(self._plain.select)(*filters, order=order, limit=limit, offset=offset, count=count)

    async def get(self, key: object) -> Answer[T]:
        """Read the row with this key."""
        return await async_raw(self._plain.get)(key)

    async def one(self, *filters: Filter) -> Answer[T]:
        """Read the one row that fits."""
        return await async_raw(self._plain.one)(*filters)

    async def maybe_one(self, *filters: Filter) -> Answer[T | None]:
        """Read the one row that fits, if there is one."""
        return await async_raw(self._plain.maybe_one)(*filters)

    async def count(self, *filters: Filter, how: Counting = "exact") -> Answer[int]:
        """Count rows."""
        return await async_raw(self._plain.count)(*filters, how=how)

    async def insert(self, row: T | Values) -> Answer[T]:
        """Insert a row."""
        return await async_raw(self._plain.insert)(row)

    async def insert_many(self, rows: Iterable[T | Values], *, missing: Missing | None = None) -> Answer[Sequence[T]]:
        """Insert rows."""
        return await async_raw(self._plain.insert_many)(rows, missing=missing)

    async def upsert(
        self, row: T | Values, *, on_conflict: Sequence[str] = (), duplicates: Duplicates = "merge"
    ) -> Answer[T | None]:
        """Insert a row, or write it over the one with the same key."""
        return await async_raw(self._plain.upsert)(row, on_conflict=on_conflict, duplicates=duplicates)

    async def upsert_many(
        self,
        rows: Iterable[T | Values],
        *,
        on_conflict: Sequence[str] = (),
        duplicates: Duplicates = "merge",
        missing: Missing | None = None,
    ) -> Answer[Sequence[T]]:
        """Insert rows, or write them over those with the same keys."""
        return await async_raw(self._plain.upsert_many)(
            rows, on_conflict=on_conflict, duplicates=duplicates, missing=missing
        )

    async def update(
        self, values: Values, *filters: Filter, all_rows: bool = False, max_affected: int | None = None
    ) -> Answer[Sequence[T]]:
        """Change rows."""
        return await async_raw(self._plain.update)(values, *filters, all_rows=all_rows, max_affected=max_affected)

    async def delete(
        self, *filters: Filter, all_rows: bool = False, max_affected: int | None = None
    ) -> Answer[Sequence[T]]:
        """Delete rows."""
        return await async_raw(self._plain.delete)(*filters, all_rows=all_rows, max_affected=max_affected)
