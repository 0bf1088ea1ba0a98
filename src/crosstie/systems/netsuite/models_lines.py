"""Item lines of estimates, sales orders and invoices (fact sheet: netsuite.md, 3.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from crosstie.models import model, wire
from crosstie.systems.netsuite.models_base import Ref, WireRecord

__all__ = ["Item", "Items"]


@model(kw_only=True)
class Item(WireRecord):
    """One line of goods or work; custom columns (``custcol_…``) are in ``extra``.

    Which fields a line has depends on the document: ``is_closed`` is one of estimates and orders, the quantities that
    were committed, fulfilled, billed and so on are of orders, ``order_line`` and ``order_doc`` of what was made from
    an order. The line of an invoice is described by analogy, for its own description was not at hand.

    Attributes:
        line: Names the line in updates; without it a line that is sent is a new one.
        line_unique_key: Names it beyond edits, on sales orders.
        item: What is sold.
        item_type: Such as ``InvtPart``, ``NonInvtPart``, ``Service``, ``Kit``, ``Discount``, ``Description``.
        units: The unit of measure.
        rate: The price of one; ``rate`` times ``quantity`` is not always ``amount``.
        amount: Computed where it is not sent.
        price: The price level.
        gross_amt: With tax.
        tax_details_reference: Ties a row of ``tax_details`` to the line, in accounts with SuiteTax.
        order_line: The line of the order that it was made from.
        order_doc: That order.
        commit_inventory: As NetSuite sends it.
        inventory_detail: As NetSuite sends it: lots, bins, serial numbers.
    """

    line: int | None = None
    line_unique_key: int | None = wire(read_only=True)
    item: Ref | None = None
    item_type: Ref | None = wire(read_only=True)
    item_subtype: Ref | None = wire(read_only=True)
    description: str | None = None
    quantity: Decimal | None = None
    units: Ref | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    price: Ref | None = None
    rate_including_tax: Decimal | None = None
    gross_amt: Decimal | None = None
    tax1_amt: Decimal | None = None
    tax_amount: Decimal | None = None
    tax_code: Ref | None = None
    tax_rate1: Decimal | None = None
    tax_rate2: Decimal | None = None
    is_taxable: bool | None = None
    tax_details_reference: str | None = None
    location: Ref | None = None
    department: Ref | None = None
    class_: Ref | None = None
    job: Ref | None = None
    ship_address: Ref | None = None
    ship_method: Ref | None = None
    expected_ship_date: date | None = None
    is_closed: bool | None = None
    is_open: bool | None = wire(read_only=True)
    linked: bool | None = wire(read_only=True)
    quantity_committed: Decimal | None = wire(read_only=True)
    quantity_fulfilled: Decimal | None = wire(read_only=True)
    quantity_billed: Decimal | None = wire(read_only=True)
    quantity_back_ordered: Decimal | None = wire(read_only=True)
    quantity_picked: Decimal | None = wire(read_only=True)
    quantity_packed: Decimal | None = wire(read_only=True)
    create_po: Ref | None = None
    created_po: Ref | None = wire(read_only=True)
    commit_inventory: Any = None
    inventory_detail: Any = None
    order_line: int | None = None
    order_doc: Ref | None = wire(read_only=True)


@model(kw_only=True)
class Items(WireRecord):
    """The lines of a document."""

    items: tuple[Item, ...] = ()

    def numbered(self, line: int) -> Item | None:
        """Return the line with this key."""
        return next((item for item in self.items if item.line == line), None)
