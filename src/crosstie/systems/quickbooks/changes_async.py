"""A lazy listing of changes that checks first whether QuickBooks still remembers them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TypeVar

from crosstie.core.paging import Page
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.quickbooks.api_changes import Changed, change_page, check_look_back
from crosstie.systems.quickbooks.books_async import AsyncBooks
from crosstie.systems.quickbooks.kinds import Kind
from crosstie.systems.quickbooks.models import Entity

__all__ = ["AsyncChanges"]

R = TypeVar("R", bound=Entity)


class AsyncChanges(AsyncListing[Changed[R]]):
    """What changed since a time: records as they are now, and the traces of deleted ones.

    Raises:
        UsageError: While iterating, before anything is sent: the time is longer ago than QuickBooks remembers.
        DecodeError: While iterating: QuickBooks cannot tell all of it.
    """

    __slots__ = ("_books", "_since")

    def __init__(self, books: AsyncBooks, kind: Kind[R], since: datetime) -> None:
        """Remember what to ask."""
        super().__init__(books.caller, lambda cursor: change_page(books.api, kind, since, cursor))
        self._books = books
        self._since = since

    async def pages(self, after: str | None = None) -> AsyncIterator[Page[Changed[R]]]:
        """Iterate over the pages.

        Args:
            after: A page's ``next``, to go on behind it.
        """
        await self._check()
        async for page in super().pages(after):
            yield page

    async def page(self, after: str | None = None) -> Page[Changed[R]]:
        """Read one page: the first, or the one behind ``after``."""
        await self._check()
        return await super().page(after)

    async def _check(self) -> None:
        check_look_back(self._since, await self._books.now(), self._books.api.settings.change_days)
