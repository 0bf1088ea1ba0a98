"""The item lines of estimates, orders and invoices (fact sheet 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crosstie.testing.netsuite.fields import Field

__all__ = ["ITEM_LINES", "NEEDS_FULFILMENT"]

_ITEM_TYPES: Final = ("InvtPart", "NonInvtPart", "Service", "Kit", "Discount", "Subtotal", "Description", "OthCharge")
_NUMBER: Final = Field(shape="number")
_COUNTED: Final = Field(shape="number", writable=False)
_TEXT: Final = Field(shape="text")

ITEM_LINES: Final[Mapping[str, Field]] = {
    "lineUniqueKey": Field(shape="whole", writable=False),
    "item": Field(shape="ref", target="item"),
    "itemType": Field(shape="enum", choices={name: name for name in _ITEM_TYPES}, writable=False),
    "itemSubtype": Field(shape="enum", writable=False),
    **dict.fromkeys(("description", "taxDetailsReference"), _TEXT),
    **dict.fromkeys(("quantity", "rate", "amount", "rateIncludingTax", "taxRate1", "taxRate2"), _NUMBER),
    **dict.fromkeys(("grossAmt", "tax1Amt", "taxAmount"), _NUMBER),
    **dict.fromkeys(("isTaxable", "isClosed", "commitInventory"), Field(shape="flag")),
    **dict.fromkeys(("isOpen", "linked"), Field(shape="flag", writable=False)),
    **dict.fromkeys(
        ("quantityFulfilled", "quantityBilled", "quantityCommitted", "quantityBackOrdered", "quantityPicked"), _COUNTED
    ),
    "quantityPacked": _COUNTED,
    "units": Field(shape="ref", target="unit"),
    "price": Field(shape="ref", target="priceLevel"),
    "taxCode": Field(shape="ref", target="taxItem"),
    "location": Field(shape="ref", target="location"),
    "department": Field(shape="ref", target="department"),
    "class": Field(shape="ref", target="classification"),
    "job": Field(shape="ref", target="job"),
    "shipAddress": Field(shape="ref", target="address"),
    "shipMethod": Field(shape="ref", target="shipItem"),
    "expectedShipDate": Field(shape="date"),
    "createPo": Field(shape="enum"),
    "createdPo": Field(shape="ref", target="transaction", writable=False),
    "orderLine": Field(shape="whole"),
    "orderDoc": Field(shape="ref", target="transaction", writable=False),
}
"""The properties of a line besides ``line``, which is its key."""

NEEDS_FULFILMENT: Final = frozenset({"InvtPart", "Kit"})
"""The item types that are shipped before they are billed."""
