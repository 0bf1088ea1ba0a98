# @generated from src/crosstie/systems/lightspeed/stock_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Stock of one account: read per shop, set, adjusted and counted without writing over what the tills do meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import add

import attrs

from crosstie.core import effects
from crosstie.core.checks import whole
from crosstie.errors import Conflict, CrosstieError, UsageError
from crosstie.systems.lightspeed import api_stock as api
from crosstie.systems.lightspeed.api import checked_id, pages, selection
from crosstie.systems.lightspeed.api_stock import MANUAL, StockChange
from crosstie.systems.lightspeed.calls import Calls
from crosstie.systems.lightspeed.kinds import ITEM_SHOP
from crosstie.systems.lightspeed.models import InventoryCount, InventoryCountReconcile, InventoryLog, ItemShop
from crosstie.systems.lightspeed.query import where
from crosstie.systems.lightspeed.raw import RawStock
from crosstie.systems.lightspeed.stock_endpoint import StockEndpoint
from crosstie.systems.listing import Listing

__all__ = ["Stock"]

_ROUNDS = 3


class Stock:
    """Stock: ``client.stock``.

    Lightspeed takes absolute numbers and has no compare-and-set. So nothing here writes from a number that a caller
    read earlier: the row is read again directly before the write. A write whose answer is lost is never repeated; one
    that was turned away, as by a full bucket, is decided anew from another reading. What a till sells in the moment
    between reading and writing can still be written over; :meth:`adjust` with ``verify=True`` finds that in the
    inventory log and puts it right. A write that has to wait for its turn, as where the bucket is full, reads again
    when that comes.
    """

    __slots__ = ("_calls",)

    def __init__(self, calls: Calls) -> None:
        """Take what calls are made with; nothing is sent."""
        self._calls = calls

    # -- reading -------------------------------------------------------------------------------------------------------

    def levels(self, item_id: str) -> Sequence[ItemShop]:
        """Return the stock of an item in each shop that has a row for it, without the row that sums them up."""
        rows = Listing(self._calls.caller, api.levels(item_id)).all()
        return [row for row in rows if not row.is_summary]

    def level(self, item_id: str, *, shop_id: str) -> ItemShop | None:
        """Return the stock of an item in one shop; ``None`` where there was never any.

        Raises:
            UsageError: The shop is 0, which sums up all shops.
        """
        return Listing(self._calls.caller, api.level_of(item_id, shop_id)).first()

    def changed_since(self, since: datetime, *, shop_id: str | None = None) -> Listing[ItemShop]:
        """List the stock rows that moved at or after a time, oldest first.

        The time stamp of an item does not move with its stock, so changes of stock are seen here only.

        Args:
            since: An aware time; overlap a little with the reading before.
            shop_id: One shop; without it all, and the rows that sum them up.
        """
        asked = where(None if shop_id is None else {"shop_id": shop_id})
        return Listing(self._calls.caller, pages(ITEM_SHOP, selection(ITEM_SHOP, asked, updated_since=since)))

    def log(self, item_id: str, *, shop_id: str | None = None) -> Listing[InventoryLog]:
        """List what moved the stock of an item, newest first; needs the right ``employee:inventory_log``."""
        return Listing(self._calls.caller, api.log(item_id, shop_id))

    # -- writing -------------------------------------------------------------------------------------------------------

    def set(self, item_id: str, *, shop_id: str, quantity: int, expected: int) -> StockChange:
        """Put the stock of an item in a shop to a number, if it still is what the caller takes it for.

        Args:
            item_id: The item.
            shop_id: The shop.
            quantity: On hand from now on.
            expected: On hand when the caller decided; read again and compared directly before the write.

        Raises:
            UsageError: A number is not whole; nothing was sent.
            Conflict: ``stale``: it is another number by now; nothing was written.
            Invalid: Lightspeed refused it, as for an item whose UPC another item has.
            OutcomeUnknown: No answer came: read the stock before writing it again.
        """
        whole("quantity", quantity)
        whole("expected", expected)

        def decide(found: int) -> int:
            if found != expected:
                raise api.moved(found, expected, item_id, shop_id)
            return quantity

        return self._write(item_id, shop_id, decide)

    def adjust(self, item_id: str, *, shop_id: str, by: int, verify: bool = False) -> StockChange:
        """Add to the stock of an item in a shop, or take away, from what is on hand at this moment.

        Args:
            item_id: The item.
            shop_id: The shop.
            by: How many more; negative for fewer.
            verify: Look in the inventory log afterwards whether a sale slipped in between reading and writing, and put
                it right. Needs the right ``employee:inventory_log``, and two more calls.

        Raises:
            UsageError: The number is not whole; nothing was sent.
            Invalid: Lightspeed refused it.
            Conflict: The stock moved each time that the write had waited for its turn; nothing was written. With
                ``verify`` also: the log does not show the write, or others wrote the same stock by hand meanwhile, so
                that it cannot be told apart. The stock was written.
            OutcomeUnknown: No answer came: read the stock and its log before adjusting again.
        """
        whole("by", by)
        mark = self._newest(item_id, shop_id) if verify else None
        change = self._write(item_id, shop_id, partial(add, by))
        if mark is None or not by:
            return change
        try:
            return self._corrected(change, by, mark)
        except CrosstieError as error:
            # Whatever kept the log from being read: who makes the same call again changes the stock twice.
            if error.retry == "safe":
                error.done = f"It was set to {change.after}, which is not verified."
            error.retry = "unsafe"
            raise

    def _write(self, item_id: str, shop_id: str, decide: Callable[[int], int]) -> StockChange:
        """Read the row and write what is decided from it; both again where the write surely did not happen."""
        caller = self._calls.caller
        retry = caller.options.retry
        once = attrs.evolve(caller, options=attrs.evolve(caller.options, retry=attrs.evolve(retry, attempts=1)))
        tries = 0
        while True:
            row = self.level(item_id, shop_id=shop_id)
            read_at = caller.sessions.run(effects.tick())
            before = api.on_hand(row)
            change = StockChange(item_id=item_id, shop_id=shop_id, before=before, after=decide(before))
            if change.after == before:
                return attrs.evolve(change, found=before)
            tries += 1
            check = partial(
                api.unmoved,
                item_id,
                shop_id,
                before,
                read_at,
                auth=caller.auth,
                dialect=caller.dialect,
                options=caller.options,
            )
            try:
                once.value(attrs.evolve(api.write(item_id, shop_id, change.after, row), check=check))
            except CrosstieError as error:
                error.attempts = max(error.attempts, tries)
                # By the time that there is room again, the tills have gone on: the same number would be a stale one.
                caller.sessions.run(api.paused(error, tries, retry))
            else:
                return self._confirmed(change)

    def _confirmed(self, change: StockChange) -> StockChange:
        if not self._calls.settings.confirm_stock:
            return change
        try:
            row = self.level(change.item_id, shop_id=change.shop_id)
        except CrosstieError:
            # The change is made: an error would have it made again.
            return change
        return attrs.evolve(change, found=api.on_hand(row))

    def _newest(self, item_id: str, shop_id: str) -> str:
        page = self._calls.value(api.log(item_id, shop_id, size=1)(None))
        return (page.items[0].inventory_log_id or "0") if page.items else "0"

    def _corrected(self, change: StockChange, by: int, mark: str) -> StockChange:
        """Give back what the write took from others: the log tells by how much it really moved the stock."""
        put_right = 0
        for _ in range(_ROUNDS):
            entries = Listing(self._calls.caller, api.log(change.item_id, change.shop_id, after=mark)).all()
            ours = [entry for entry in entries if entry.reason == MANUAL]
            if len(ours) != 1:
                # None: the log is late, or a sale had moved the stock to the very number. No guess is made.
                raise self._indistinct(change, seen=len(ours))
            lost = by - (ours[0].qoh_change or 0)
            if not lost:
                break
            mark, by = self._newest(change.item_id, change.shop_id), lost
            again = self._write(change.item_id, change.shop_id, partial(add, lost))
            put_right += lost
            change = attrs.evolve(change, after=again.after, found=again.found)
        return attrs.evolve(change, corrected=put_right)

    def _indistinct(self, change: StockChange, *, seen: int) -> Conflict:
        place = f"item {change.item_id} in shop {change.shop_id}"
        return Conflict(
            f"Others wrote the stock of {place} by hand at the same time."
            if seen
            else f"The inventory log does not show the change of {place}, so it cannot be verified.",
            kind="stale",
            done=f"It was set to {change.after}.",
            advice="Look at the inventory log, and count.",
        )

    # -- counting ------------------------------------------------------------------------------------------------------

    def count(
        self, name: str, *, shop_id: str, counted: Mapping[str, int], employee_id: str | None = None
    ) -> InventoryCount:
        """Write down what was counted in a shop; nothing moves before :meth:`reconcile`.

        Args:
            name: What people see.
            shop_id: The shop.
            counted: Item id to quantity.
            employee_id: Who counted.

        Raises:
            UsageError: Nothing was counted, or a number is not whole; nothing was sent.
            NotFound: There is no such item; the count is begun, and incomplete.
            OutcomeUnknown: No answer came; the count may be incomplete, and can be deleted.
        """
        if not counted:
            message = "A count needs at least one item."
            raise UsageError(message)
        # Every item is checked before the first call, so that no half of a count is left for a wrong id.
        for item_id, quantity in counted.items():
            checked_id(item_id)
            whole("counted", quantity)
        begun = self._calls.value(api.begin_count(name, shop_id))
        count_id = begun.inventory_count_id or ""
        try:
            for item_id, quantity in counted.items():
                self._calls.value(api.count_item(count_id, item_id, quantity, employee_id))
        except CrosstieError as error:
            error.retry = "unsafe"
            error.done = f"Count {count_id} is begun, and incomplete; nothing moves before it is reconciled."
            error.advice = "Delete it with inventory_counts.delete, or write down the rest."
            raise
        return begun

    def reconcile(self, count_id: str, *, item_id: str | None = None) -> InventoryCountReconcile:
        """Make a count the stock of its shop. Cannot be undone; costs ten drips.

        Args:
            count_id: The count.
            item_id: Only this item of it.
        """
        return self._calls.value(api.reconcile(count_id, item_id))

    # -- forms ---------------------------------------------------------------------------------------------------------

    def endpoint(self, *, shop_id: str) -> StockEndpoint:
        """Return the stock of one shop as a side of two-way sync: records by item id, the quantity is ``qoh``."""
        return StockEndpoint(self._calls, self, shop_id=shop_id)

    @property
    def raw(self) -> RawStock:
        """The same methods, answering the value with the exchange of the last call."""
        return RawStock(self)
