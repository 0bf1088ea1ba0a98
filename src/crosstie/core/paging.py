"""One iterator behind every paging scheme: a system says how a page is asked for, and what asks for the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

import attrs

from crosstie.core.exchange import Call
from crosstie.errors import DecodeError

__all__ = ["Page", "PageCall", "Progress"]

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class Page(Generic[T_co]):
    """Some records of a listing.

    Attributes:
        items: The records, in the system's order.
        next: What asks for the page behind this one (opaque text); ``None`` on the last.
        mark: What tells this page from another one with other records, such as its first and last id.
    """

    items: Sequence[T_co]
    next: str | None = None
    mark: object = None


PageCall: TypeAlias = Callable[[str | None], Call[Page[T_co]]]
"""Builds the call for a page: the first for ``None``, else the one that a page's ``next`` names."""


@attrs.define(eq=False)
class Progress:
    """Watches that a listing gets on: a system that repeats itself for ever must not keep its caller for ever."""

    seen: set[str] = attrs.field(factory=set[str])
    last: object = None

    def note(self, page: Page[object], *, operation: str, connection: str) -> None:
        """Note a page.

        Args:
            page: What came.
            operation: The call that it came from, such as ``customers.list``.
            connection: The connection, as errors name it.

        Raises:
            DecodeError: The system answered the same page again, or named a page that it had named before.
        """
        repeats = page.mark is not None and page.mark == self.last
        if page.next is not None and (page.next in self.seen or repeats):
            message = "The listing does not get on: the system repeats a page."
            raise DecodeError(
                message,
                done="The records so far were handed over.",
                advice="List again; if it stays, tell the system's support.",
                operation=operation,
                connection=connection,
            )
        self.last = page.mark
        if page.next is not None:
            self.seen.add(page.next)
