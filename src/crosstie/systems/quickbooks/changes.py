# @generated from src/crosstie/systems/quickbooks/changes_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A lazy listing of changes that checks first whether QuickBooks still remembers them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from crosstie.core.paging import Page
from crosstie.systems.listing import Listing
from crosstie.systems.quickbooks.api_changes import Changed, change_page, check_look_back
from crosstie.systems.quickbooks.books import Books
from crosstie.systems.quickbooks.kinds import Kind
from crosstie.systems.quickbooks.models import Entity

__all__ = ["Changes"]

R = TypeVar("R", bound=Entity)


class Changes(Listing[Changed[R]]):
    """What changed since a time: records as they are now, and the traces of deleted ones.

    Raises:
        UsageError: While iterating, before anything is sent: the time is longer ago than QuickBooks remembers.
        DecodeError: While iterating: QuickBooks cannot tell all of it.
    """

    __slots__ = ("_books", "_since")

    def __init__(self, books: Books, kind: Kind[R], since: datetime) -> None:
        """Remember what to ask."""
        super().__init__(books.caller, lambda cursor: change_page(books.api, kind, since, cursor))
        self._books = books
        self._since = since

    def pages(self, after: str | None = None) -> Iterator[Page[Changed[R]]]:
        """Iterate over the pages.

        Args:
            after: A page's ``next``, to go on behind it.
        """
        self._check()
        for page in super().pages(after):
            yield page

    def page(self, after: str | None = None) -> Page[Changed[R]]:
        """Read one page: the first, or the one behind ``after``."""
        self._check()
        return super().page(after)

    def _check(self) -> None:
        check_look_back(self._since, self._books.now(), self._books.api.settings.change_days)
