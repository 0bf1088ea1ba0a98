"""Calls that read and change stock (fact sheet: lightspeed.md, 3.2 and 4)."""

from __future__ import annotations

from typing import Any, Final

import attrs
import msgspec

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.exchange import Authenticator, Call, Dialect, RetryPolicy, exchange
from crosstie.core.messages import Request
from crosstie.core.paging import PageCall
from crosstie.errors import Conflict, CrosstieError, UsageError
from crosstie.models import decode_record
from crosstie.systems.doubt import surely_done
from crosstie.systems.lightspeed.api import JSON, checked_id, pages, selection
from crosstie.systems.lightspeed.api_writes import post
from crosstie.systems.lightspeed.kinds import (
    INVENTORY_COUNT,
    INVENTORY_COUNT_ITEM,
    INVENTORY_COUNT_RECONCILE,
    INVENTORY_LOG,
    ITEM,
    ITEM_SHOP,
)
from crosstie.systems.lightspeed.models import (
    InventoryCount,
    InventoryCountItem,
    InventoryCountReconcile,
    InventoryLog,
    Item,
    ItemShop,
)
from crosstie.systems.lightspeed.query import field, where
from crosstie.systems.lightspeed.settings import rest
from crosstie.systems.options import CallOptions

__all__ = [
    "StockChange",
    "begin_count",
    "count_item",
    "level_of",
    "levels",
    "log",
    "moved",
    "on_hand",
    "paused",
    "reconcile",
    "unmoved",
    "write",
]

_AT_ONCE: Final = 0.2
"""Seconds between reading and writing within which nothing was waited for."""

_LOOKS: Final = 2
"""How often a write that waited for its turn is looked at: again where the first look took the room that it needs."""

MANUAL: Final = "ManualQuantityAdjustment"
"""The reason in the log when a quantity was written, by a person or through the API (4)."""


@attrs.frozen(kw_only=True)
class StockChange:
    """What became of a change of stock.

    Attributes:
        item_id: The item.
        shop_id: The shop.
        before: On hand directly before the write.
        after: What was written.
        found: On hand when it was read back: another number than ``after`` when the tills went on; ``None`` when it
            was not, or could not be, read back.
        corrected: How much of other people's movements was written over, noticed in the log and put right.
    """

    item_id: str
    shop_id: str
    before: int
    after: int
    found: int | None = None
    corrected: int = 0


def levels(item_id: str) -> PageCall[ItemShop]:
    """List the stock rows of an item, the summary row among them."""
    return pages(ITEM_SHOP, selection(ITEM_SHOP, where({"item_id": checked_id(item_id)})))


def level_of(item_id: str, shop_id: str) -> PageCall[ItemShop]:
    """List the stock row of an item in one shop: one, or none where there was never stock.

    Raises:
        UsageError: The shop is the summary of all shops.
    """
    asked = {"item_id": checked_id(item_id), "shop_id": _real_shop(shop_id)}
    return pages(ITEM_SHOP, selection(ITEM_SHOP, where(asked)))


def write(item_id: str, shop_id: str, quantity: int, row: ItemShop | None) -> Call[Item]:
    """Put the stock to a number, through the item; never repeated: a sale in between would be undone.

    Args:
        item_id: The item.
        shop_id: The shop.
        quantity: On hand from now on.
        row: The row as it was read; named by its id, which every version of the API takes.
    """
    place = {"shopID": _real_shop(shop_id)}
    if row is not None and row.item_shop_id is not None:
        place = {"itemShopID": row.item_shop_id}
    body: dict[str, Any] = {"ItemShops": {"ItemShop": [{**place, "qoh": str(quantity)}]}}
    return Call(
        operation="stock.set",
        request=Request(
            method="PUT",
            url=f"{ITEM.path}/{checked_id(item_id)}.json",
            headers={**JSON, "Content-Type": "application/json"},
            body=msgspec.json.encode(body),
        ),
        decode=surely_done(lambda response: decode_record(Item, response.body, (ITEM.name,))),
        kind="write",
    )


def unmoved(
    item_id: str,
    shop_id: str,
    before: int,
    read_at: float,
    *,
    auth: Authenticator,
    dialect: Dialect,
    options: CallOptions,
) -> Flow[None]:
    """Read the stock again, directly before it is written, where the write had to wait for its turn meanwhile.

    Args:
        item_id: The item.
        shop_id: The shop.
        before: What the number to write was made from.
        read_at: When that was read, in monotonic seconds.
        auth: Signs the call.
        dialect: Reads its errors.
        options: Its timeout and headers.

    Raises:
        Conflict: ``stale``: it is another number by now; nothing was sent, and all of it may be done again.
    """
    if (yield from effects.tick()) - read_at <= _AT_ONCE:
        return
    call = level_of(item_id, shop_id)(None)
    call = attrs.evolve(call, request=call.request.with_headers(options.headers))
    once = attrs.evolve(options.retry, attempts=1)
    for look in range(_LOOKS):
        # At once, without waiting for a place of its own: the write has one.
        answer = yield from exchange(call, auth=auth, dialect=dialect, timeout=options.timeout, retry=once)
        found = on_hand(next(iter(answer.value.items), None))
        if found != before:
            moved_on = moved(found, before, item_id, shop_id)
            moved_on.retry = "safe"
            raise moved_on
        if look or not rest(answer.response):
            return
        # It took the room that there was for the write: there has to be enough for both.
        yield from effects.sleep(min(rest(answer.response, 2), options.retry.obey))


def paused(error: CrosstieError, tries: int, retry: RetryPolicy) -> Flow[None]:
    """Wait until a change of stock may be decided anew, as long as any call would wait before it is sent again.

    Args:
        error: What became of the write.
        tries: How often it was tried.
        retry: How often and how patiently.

    Raises:
        CrosstieError: The error, where it may have happened, or has been tried often enough.
    """
    pause = retry.pause(tries, (yield from effects.draw()), error.retry_after)
    if error.retry != "safe" or tries >= retry.attempts or pause is None:
        raise error
    yield from effects.sleep(pause)


def on_hand(row: ItemShop | None) -> int:
    """Return the number of a row; 0 where there is none."""
    return row.qoh or 0 if row is not None else 0


def moved(found: int, expected: int, item_id: str, shop_id: str) -> Conflict:
    """Return what is wrong when the stock is not what a caller took it for."""
    return Conflict(
        f"Item {item_id} has {found} on hand in shop {shop_id} by now, not {expected}.",
        kind="stale",
        done="Nothing was written.",
        advice="Look at the new number, then decide again.",
    )


def log(
    item_id: str, shop_id: str | None = None, *, after: str | None = None, size: int = 100
) -> PageCall[InventoryLog]:
    """List what moved the stock of an item, newest first; needs the right ``employee:inventory_log``.

    Args:
        item_id: The item.
        shop_id: One shop; all when ``None``.
        after: Only entries younger than the one with this id.
        size: Records of one page.
    """
    asked = field("item_id").equals(checked_id(item_id))
    if shop_id is not None:
        asked &= field("shop_id").equals(_real_shop(shop_id))
    if after is not None:
        asked &= field("inventory_log_id").above(checked_id(after))
    return pages(INVENTORY_LOG, selection(INVENTORY_LOG, asked, sort="-inventory_log_id", size=size))


# -- counts ------------------------------------------------------------------------------------------------------------


def begin_count(name: str, shop_id: str) -> Call[InventoryCount]:
    """Begin a count of one shop."""
    return post(INVENTORY_COUNT, {"name": name, "shopID": _real_shop(shop_id)})


def count_item(count_id: str, item_id: str, quantity: int, employee_id: str | None) -> Call[InventoryCountItem]:
    """Write down what was counted of one item."""
    body = {"inventoryCountID": checked_id(count_id), "itemID": checked_id(item_id), "qty": str(quantity)}
    if employee_id is not None:
        body["employeeID"] = checked_id(employee_id)
    return post(INVENTORY_COUNT_ITEM, body)


def reconcile(count_id: str, item_id: str | None) -> Call[InventoryCountReconcile]:
    """Make a count, or one item of it, the stock; costs ten drips and cannot be undone."""
    body = {"inventoryCountID": checked_id(count_id)}
    if item_id is not None:
        body["itemID"] = checked_id(item_id)
    return post(INVENTORY_COUNT_RECONCILE, body)


def _real_shop(shop_id: str) -> str:
    if checked_id(shop_id) == "0":
        message = "Shop 0 sums up all shops; stock belongs to one of them."
        raise UsageError(message)
    return shop_id
