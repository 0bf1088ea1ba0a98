"""A lazy listing over any number of pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Generic, TypeVar

from crosstie.core.paging import Page, PageCall, Progress
from crosstie.systems.caller_async import AsyncCaller

__all__ = ["AsyncListing"]

T = TypeVar("T")


class AsyncListing(Generic[T]):
    """The records of a listing, read page by page while they are looked at; nothing is sent before.

    Each iteration begins anew::

        async for customer in listing:
            ...
        async for page in listing.pages():
            ...
        customers = await listing.all()

    Raises:
        DecodeError: While iterating: the system repeats a page.
    """

    __slots__ = ("_caller", "_pages")

    def __init__(self, caller: AsyncCaller, pages: PageCall[T]) -> None:
        """Remember how to ask."""
        self._caller = caller
        self._pages = pages

    async def __aiter__(self) -> AsyncIterator[T]:
        """Iterate over the records of all pages."""
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self, after: str | None = None) -> AsyncIterator[Page[T]]:
        """Iterate over the pages.

        Args:
            after: A page's ``next``, to go on behind it.
        """
        progress = Progress()
        cursor = after
        while True:
            call = self._pages(cursor)
            page = await self._caller.value(call)
            progress.note(page, operation=call.operation, connection=self._caller.auth.label)
            yield page
            if page.next is None:
                return
            cursor = page.next

    async def page(self, after: str | None = None) -> Page[T]:
        """Read one page: the first, or the one behind ``after``."""
        return await self._caller.value(self._pages(after))

    async def all(self) -> list[T]:
        """Read every page into one list."""
        return [item async for item in self]

    async def first(self) -> T | None:
        """Read the first page and return its first record, if there is one."""
        page = await self.page()
        return page.items[0] if page.items else None
