"""Purchase orders, inventory counts and the inventory log (fact sheet: lightspeed.md, 2.2, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.lightspeed.models_base import ID, REF, LightspeedRecord

__all__ = [
    "InventoryCount",
    "InventoryCountItem",
    "InventoryCountReconcile",
    "InventoryLog",
    "Order",
    "OrderLine",
    "OrderLines",
]


@model(kw_only=True)
class OrderLine(LightspeedRecord):
    """One line of a purchase order, made by a call of its own.

    Attributes:
        num_received: How many have come.
        checked_in: How many of them are booked into the stock.
    """

    head: ClassVar[HeadNames | None] = HeadNames("order_line_id", None, "time_stamp")

    order_line_id: str | None = wire(form=ID, identity=True)
    order_id: str | None = wire(form=REF)
    item_id: str | None = wire(form=REF)
    quantity: int | None = None
    price: Decimal | None = None
    num_received: int | None = None
    checked_in: int | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a new line."""
        yield from _missing(self, "order_id", "item_id")


@model(kw_only=True)
class OrderLines(LightspeedRecord):
    """The lines of a purchase order."""

    order_line: tuple[OrderLine, ...] = wire("OrderLine", default=())


@model(kw_only=True)
class Order(LightspeedRecord):
    """A purchase order. A person finishes it in the shop. Deleting one archives it.

    Attributes:
        ordered_date: Midnight of the shop's time zone, in UTC, as is the next.
        arrival_date: When it is to come.
        order_lines: Loaded on request.
    """

    head: ClassVar[HeadNames | None] = HeadNames("order_id", None, "time_stamp")

    order_id: str | None = wire(form=ID, identity=True)
    ship_instructions: str | None = None
    complete: bool | None = wire(read_only=True)
    archived: bool | None = wire(read_only=True)
    ordered_date: datetime | None = None
    arrival_date: datetime | None = None
    vendor_id: str | None = wire(form=REF)
    shop_id: str | None = wire(form=REF)
    time_stamp: datetime | None = wire(read_only=True)
    order_lines: OrderLines | None = wire("OrderLines", read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a new order."""
        yield from _missing(self, "vendor_id", "shop_id")


@model(kw_only=True)
class InventoryCount(LightspeedRecord):
    """A count of stock. Nothing moves before it is reconciled."""

    head: ClassVar[HeadNames | None] = HeadNames("inventory_count_id", None, "time_stamp")

    inventory_count_id: str | None = wire(form=ID, identity=True)
    name: str | None = None
    shop_id: str | None = wire(form=REF)
    archived: bool | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a new count."""
        yield from _missing(self, "shop_id")


@model(kw_only=True)
class InventoryCountItem(LightspeedRecord):
    """What was counted of one item."""

    head: ClassVar[HeadNames | None] = HeadNames("inventory_count_item_id", None, "time_stamp")

    inventory_count_item_id: str | None = wire(form=ID, identity=True)
    inventory_count_id: str | None = wire(form=REF)
    item_id: str | None = wire(form=REF)
    qty: int | None = None
    employee_id: str | None = wire(form=REF)
    time_stamp: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a new entry."""
        yield from _missing(self, "inventory_count_id", "item_id", "qty")


@model(kw_only=True)
class InventoryCountReconcile(LightspeedRecord):
    """The moment in which a count, or one item of it, became the stock; it cannot be undone."""

    inventory_count_reconcile_id: str | None = wire(form=ID, identity=True)
    inventory_count_id: str | None = wire(form=REF)
    item_id: str | None = wire(form=REF)
    create_time: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse."""
        yield from _missing(self, "inventory_count_id")


@model(kw_only=True)
class InventoryLog(LightspeedRecord):
    """One movement of stock, and what caused it; needs the right ``employee:inventory_log``."""

    head: ClassVar[HeadNames | None] = HeadNames("inventory_log_id", None, "create_time")

    inventory_log_id: str | None = wire(form=ID, identity=True)
    item_id: str | None = wire(form=REF)
    shop_id: str | None = wire(form=REF)
    qoh_change: int | None = None
    reason: str | None = None
    employee_id: str | None = wire(form=REF)
    sale_id: str | None = wire(form=REF)
    order_id: str | None = wire(form=REF)
    transfer_id: str | None = wire(form=REF)
    create_time: datetime | None = None


def _missing(record: LightspeedRecord, *names: str) -> Iterator[str]:
    yield from (f"{name} must be given" for name in names if getattr(record, name) is None)
