"""Pages of lists and queries: by offset as far as that reaches, and by the last id beyond (fact sheet: 2.3, 4.2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeAlias, TypeVar

import msgspec

from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, Invalid, UsageError
from crosstie.models.excerpt import excerpt
from crosstie.systems.netsuite.settings import Settings

__all__ = ["Found", "Row", "offset_pages", "read_page"]

T = TypeVar("T")

Row: TypeAlias = dict[str, Any]
"""One item of a page; Any, because its members depend on account and query."""


class Found(msgspec.Struct):
    """A page as NetSuite sends it: ``hasMore`` is in recordings, and missing from the vendor's sample (4.1)."""

    items: list[Row]
    has_more: bool | None = msgspec.field(name="hasMore", default=None)
    total: int | None = msgspec.field(name="totalResults", default=None)

    def goes_on(self, offset: int, size: int) -> bool:
        """Tell whether there is more behind it: as it says, else by the total, else by whether it is full.

        Args:
            offset: What stands before it.
            size: How many rows were asked for.
        """
        if self.has_more is not None:
            return self.has_more
        if self.total is not None:
            return offset + len(self.items) < self.total
        return len(self.items) >= size


_DECODER: Final = msgspec.json.Decoder(Found, float_hook=Decimal)


def read_page(response: Response) -> Found:
    """Read a page.

    Raises:
        DecodeError: It does not have the documented shape.
    """
    try:
        return _DECODER.decode(response.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = "NetSuite answered with something that is no page of a list."
        raise DecodeError(message, excerpt=excerpt(response.body), retry="unknown") from error


def offset_pages(operation: str, request: Request, settings: Settings, read: Callable[[Row], T]) -> PageCall[T]:
    """Return what reads a list page by page.

    NetSuite ends a list at 100,000 results as if that were all. Here that is an error behind the last page, because
    nobody should take a part for the whole.

    Args:
        operation: Its name.
        request: The call, without limit and offset.
        settings: Size of pages, and how far they reach.
        read: Makes a record of an item.
    """
    size = settings.page_size

    def page(cursor: str | None) -> Call[Page[T]]:
        offset = _offset(cursor, size)
        if offset >= settings.farthest:
            message = f"The list goes on, or ends just here: NetSuite shows no more than {settings.farthest} results."
            raise Invalid(
                message,
                operation=operation,
                done="The records so far were handed over.",
                advice="Narrow the filter, use larger pages, or read by id with client.suiteql.by_id().",
            )

        def decode(response: Response) -> Page[T]:
            found = read_page(response)
            end = offset + len(found.items)
            cut = end >= settings.farthest
            try:
                items = [read(row) for row in found.items]
            except KeyError as error:
                message = "An item of the list has no id."
                raise DecodeError(message, excerpt=excerpt(response.body)) from error
            going_on = bool(items) and (cut or found.goes_on(offset, size))
            return Page(items=items, next=str(offset + size) if going_on else None, mark=_mark(found.items))

        asked = request.with_params(("limit", str(size)), ("offset", str(offset)))
        return Call(operation=operation, request=asked, decode=decode)

    return page


def _mark(rows: list[Row]) -> object:
    """Tell pages apart by their ids, where rows have any; rows without may be the same on every page."""
    named = [str(row["id"]) for row in rows if "id" in row]
    return tuple(named) or None


def _offset(cursor: str | None, size: int) -> int:
    text = cursor or "0"
    if not (text.isascii() and text.isdecimal()) or int(text) % size:
        message = "This is not where a page of this list ended."
        raise UsageError(message, advice="Pass the next of a page as it is, with the same page size.")
    return int(text)
