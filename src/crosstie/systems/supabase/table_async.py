"""A table or view of a project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import attrs

from crosstie.core.paging import Page
from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.supabase.bodies import Rows
from crosstie.systems.supabase.columns import OrderLike
from crosstie.systems.supabase.endpoint_async import AsyncTableEndpoint
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.raw_async import AsyncRawTable
from crosstie.systems.supabase.reads import count_call, key_filters, maybe_call, one_call, page_calls, select_call
from crosstie.systems.supabase.rows import row_plan
from crosstie.systems.supabase.selecting import Item, asked_for
from crosstie.systems.supabase.sides import Sync
from crosstie.systems.supabase.silent_async import AsyncSilentTable
from crosstie.systems.supabase.target import Counting, Target
from crosstie.systems.supabase.writes import (
    Duplicates,
    Missing,
    Upsert,
    Values,
    delete_call,
    insert_call,
    inserted,
    returned,
    update_call,
)

__all__ = ["AsyncTable"]

T = TypeVar("T")
U = TypeVar("U")


@attrs.frozen
class AsyncTable(Generic[T]):
    """A table or view: ``crm.table("customers", Customer)``.

    Conditions are built with :func:`~crosstie.systems.supabase.col`; several of them must all hold.
    """

    _caller: AsyncCaller
    _target: Target[T]

    # -- reading -------------------------------------------------------------------------------------------------------

    def list(self, *filters: Filter, page_size: int = 500, descending: bool = False) -> AsyncListing[T]:
        """List all rows that fit, by key, page by page while they are looked at.

        The server's row cap cuts nothing off, and rows that come or go meanwhile shift nothing.

        Args:
            *filters: Which rows.
            page_size: Rows to ask for at once; the server may send fewer.
            descending: Largest key first.

        Raises:
            UsageError: The table has no key, or the row class does not hold it.
        """
        return AsyncListing(self._caller, page_calls(self._target, filters, limit=page_size, descending=descending))

    async def page(self, *filters: Filter, limit: int = 100, after: str | None = None) -> Page[T]:
        """Read one page of :meth:`list`: the first, or the one behind a page's ``next``."""
        return await self._caller.value(page_calls(self._target, filters, limit=limit)(after))

    async def select(
        self,
        *filters: Filter,
        order: Sequence[OrderLike] = (),
        limit: int | None = None,
        offset: int | None = None,
        count: Counting | None = None,
    ) -> Rows[T]:
        """Read one answer in any order. The server's row cap (1000 on a new project) may cut it short, silently.

        Args:
            *filters: Which rows.
            order: Columns to sort by; without it the order is undefined.
            limit: At most so many rows.
            offset: Leave out so many first.
            count: Count all rows that fit as well, in ``total``.

        Raises:
            UsageError: A negative limit or offset, or the address would be too long.
        """
        call = select_call(self._target, filters, order=order, limit=limit, offset=offset, count=count)
        return await self._caller.value(call)

    async def get(self, key: object) -> T:
        """Read the row with this key; a tuple where the key has several columns.

        Raises:
            NotFound: There is none, or a row security policy hides it.
        """
        return await self._caller.value(one_call(self._target, key_filters(self._target, key), "get"))

    async def one(self, *filters: Filter) -> T:
        """Read the one row that fits.

        Raises:
            NotFound: There is none.
            ApiError: There are several.
        """
        return await self._caller.value(one_call(self._target, filters))

    async def maybe_one(self, *filters: Filter) -> T | None:
        """Read the one row that fits, if there is one.

        Raises:
            ApiError: There are several.
        """
        return await self._caller.value(maybe_call(self._target, filters))

    async def count(self, *filters: Filter, how: Counting = "exact") -> int:
        """Count the rows that fit.

        Args:
            *filters: Which rows.
            how: ``exact`` is slow on large tables; ``planned`` reads statistics, which may be far off; ``estimated`` is
                exact up to the server's row cap.
        """
        return await self._caller.value(count_call(self._target, filters, how))

    # -- writing -------------------------------------------------------------------------------------------------------

    async def insert(self, row: T | Values) -> T:
        """Insert a row and return it as it now is.

        Args:
            row: A row of the table's class, or a mapping of columns; columns that it does not name get their default.

        Raises:
            Conflict: A unique value is taken.
            Invalid: The database does not accept a value.
            OutcomeUnknown: No answer came, or none that can be read, or the database took it and shows no row: it may
                have been inserted.
        """
        made: T = await self._caller.value(insert_call(self._target, (row,), inserted(self._target)))
        return made

    async def insert_many(self, rows: Iterable[T | Values], *, missing: Missing | None = None) -> Sequence[T]:
        """Insert rows, all or none, and return them as they now are.

        Args:
            rows: Rows of the table's class, or mappings of columns.
            missing: What columns get that only other rows name; their default when not given.
        """
        call = insert_call(self._target, rows, returned(self._target), missing=missing)
        return await self._caller.value(call)

    async def upsert(
        self, row: T | Values, *, on_conflict: Sequence[str] = (), duplicates: Duplicates = "merge"
    ) -> T | None:
        """Insert a row, or write it over the one with the same key; ``None`` where that was left alone.

        Args:
            row: A row of the table's class, or a mapping of columns. Columns that it does not name keep their values.
            on_conflict: The columns of one unique constraint that tell whether the row exists; the key if not given.
            duplicates: Whether to write over a row that exists, or leave it alone.
        """
        rows = await self.upsert_many((row,), on_conflict=on_conflict, duplicates=duplicates)
        return rows[0] if rows else None

    async def upsert_many(
        self,
        rows: Iterable[T | Values],
        *,
        on_conflict: Sequence[str] = (),
        duplicates: Duplicates = "merge",
        missing: Missing | None = None,
    ) -> Sequence[T]:
        """Insert rows, or write them over those with the same keys; all or none.

        Repeated by itself when an answer is lost and ``duplicates`` is ``merge``: twice merged is once merged.

        Args:
            rows: Rows of the table's class, or mappings of columns.
            on_conflict: The columns of one unique constraint that tell whether a row exists; the key if not given.
            duplicates: Whether to write over rows that exist, or leave them alone.
            missing: For rows that do not all name the same columns.

        Returns:
            The rows that were written; rows that were left alone are not among them.

        Raises:
            UsageError: Two rows have the same key, one has none, or they name different columns.
        """
        upsert = Upsert(target=tuple(on_conflict) or self._target.key, duplicates=duplicates)
        call = insert_call(self._target, rows, returned(self._target), upsert=upsert, missing=missing)
        return await self._caller.value(call)

    async def update(
        self, values: Values, *filters: Filter, all_rows: bool = False, max_affected: int | None = None
    ) -> Sequence[T]:
        """Change the rows that fit and return them as they now are; none is no error.

        Args:
            values: Fields of the row class (columns where there is none) to values; ``None`` empties a column.
            *filters: Which rows.
            all_rows: That every row is really meant.
            max_affected: Let the server refuse to change more rows than this (PostgREST 12.2 and later).

        Raises:
            UsageError: There is no condition and ``all_rows`` was not said; nothing was sent.
        """
        call = update_call(
            self._target, values, filters, returned(self._target), all_rows=all_rows, max_affected=max_affected
        )
        return await self._caller.value(call)

    async def delete(self, *filters: Filter, all_rows: bool = False, max_affected: int | None = None) -> Sequence[T]:
        """Delete the rows that fit and return them as they were; the arguments are those of :meth:`update`.

        Raises:
            UsageError: There is no condition and ``all_rows`` was not said; nothing was sent.
        """
        call = delete_call(self._target, filters, returned(self._target), all_rows=all_rows, max_affected=max_affected)
        return await self._caller.value(call)

    # -- other views ---------------------------------------------------------------------------------------------------

    def selecting(self, kind: type[U], *items: Item) -> AsyncTable[U]:
        """Return the same table with other rows.

        Args:
            kind: The class of the rows; ``dict`` for plain mappings.
            *items: What to ask for; what the class asks for when not given.
        """
        plan = row_plan(kind)
        target = self._target
        other: Target[U] = Target(
            path=target.path,
            name=target.name,
            schema=target.schema,
            plan=plan,
            asked=asked_for(items) if items else plan.asked,
            key=target.key,
            zone=target.zone,
            longest_url=target.longest_url,
        )
        return AsyncTable(self._caller, other)

    @property
    def silent(self) -> AsyncSilentTable[T]:
        """The same writes, answered with how many rows they touched; for roles that may write but not read."""
        return AsyncSilentTable(self._caller, self._target)

    @property
    def raw(self) -> AsyncRawTable[T]:
        """The same methods, answering status, headers, body and attempts as well."""
        return AsyncRawTable(self)

    def endpoint(self, sync: Sync | None = None) -> AsyncTableEndpoint[T]:
        """Return the table as a side for two-way sync.

        Args:
            sync: Which columns tell what changed, what is in use and so on; none of them when not given.

        Raises:
            UsageError: The table has no row class or no single key, or a column is not among its fields.
        """
        return AsyncTableEndpoint(self._caller, self._target, sync or Sync())
