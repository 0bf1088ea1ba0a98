"""What changed, for systems that cannot be asked: everything, or what webhooks have named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from crosstie.core.endpoint import AtToken, Change, ChangePage, Position
from crosstie.core.shapes import Shape
from crosstie.errors import NotFound
from crosstie.models import Record
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.suitedash.hints_async import AsyncHints

__all__ = ["async_changes", "async_read_each"]

R = TypeVar("R", bound=Record)


async def async_changes(
    shape: Shape[R],
    listing: AsyncListing[R],
    read: Callable[[str], Awaitable[R]],
    hints: AsyncHints | None,
    since: Position | None,
    page: str | None,
) -> ChangePage:
    """Return a page of the whole listing, or what webhooks have named since a token.

    Args:
        shape: Where the uid is.
        listing: Everybody.
        read: Reads one record.
        hints: The host's record of webhooks, if it has one.
        since: Where to begin.
        page: ``next_page`` of the page before.
    """
    if hints is None:
        rows = await listing.page(page)
        return ChangePage(changes=[shape.change_of(row) for row in rows.items], next_page=rows.next)
    if isinstance(since, AtToken):
        hinted = await hints.since(since.token)
        named = list(dict.fromkeys(hinted.ids))
        found = {change.id: change for change in await async_read_each(shape, read, named)}
        changes = [found.get(uid, Change(id=uid, state="deleted")) for uid in named]
        return ChangePage(changes=changes, position=AtToken(hinted.token))
    # The token is taken before the listing begins, so that what is named meanwhile is read once more.
    token, _, cursor = page.rpartition("\n") if page is not None else ((await hints.since(None)).token, "", None)
    rows = await listing.page(cursor)
    return ChangePage(
        changes=[shape.change_of(row) for row in rows.items],
        next_page=None if rows.next is None else f"{token}\n{rows.next}",
        position=AtToken(token),
    )


async def async_read_each(shape: Shape[R], read: Callable[[str], Awaitable[R]], ids: Sequence[str]) -> list[Change]:
    """Read records one by one; missing ones are absent."""
    found: list[Change] = []
    for uid in ids:
        try:
            found.append(shape.change_of(await read(uid)))
        except NotFound:
            continue
    return found
