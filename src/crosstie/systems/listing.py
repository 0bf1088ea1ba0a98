# @generated from src/crosstie/systems/listing_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A lazy listing over any number of pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from crosstie.core.paging import Page, PageCall, Progress
from crosstie.systems.caller import Caller

__all__ = ["Listing"]

T = TypeVar("T")


class Listing(Generic[T]):
    """The records of a listing, read page by page while they are looked at; nothing is sent before.

    Each iteration begins anew::

        for customer in listing:
            ...
        for page in listing.pages():
            ...
        customers = listing.all()

    Raises:
        DecodeError: While iterating: the system repeats a page.
    """

    __slots__ = ("_caller", "_pages")

    def __init__(self, caller: Caller, pages: PageCall[T]) -> None:
        """Remember how to ask."""
        self._caller = caller
        self._pages = pages

    def __iter__(self) -> Iterator[T]:
        """Iterate over the records of all pages."""
        for page in self.pages():
            for item in page.items:
                yield item

    def pages(self, after: str | None = None) -> Iterator[Page[T]]:
        """Iterate over the pages.

        Args:
            after: A page's ``next``, to go on behind it.
        """
        progress = Progress()
        cursor = after
        while True:
            call = self._pages(cursor)
            page = self._caller.value(call)
            progress.note(page, operation=call.operation, connection=self._caller.auth.label)
            yield page
            if page.next is None:
                return
            cursor = page.next

    def page(self, after: str | None = None) -> Page[T]:
        """Read one page: the first, or the one behind ``after``."""
        return self._caller.value(self._pages(after))

    def all(self) -> list[T]:
        """Read every page into one list."""
        return [item for item in self]

    def first(self) -> T | None:
        """Read the first page and return its first record, if there is one."""
        page = self.page()
        return page.items[0] if page.items else None
