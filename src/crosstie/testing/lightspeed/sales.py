"""Sales: their lines and payments, their sums, and what completing one does (fact sheet 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from crosstie.testing.lightspeed.account import Account, Record
from crosstie.testing.lightspeed.contacts import entries
from crosstie.testing.lightspeed.entities import ENTITIES
from crosstie.testing.lightspeed.fields import Value, read_value
from crosstie.testing.lightspeed.refusals import refuse

__all__ = ["complete_sale", "price_sale", "write_sale_parts"]

_CENT = Decimal("0.01")


def write_sale_parts(account: Account, sale: Record, body: Mapping[str, object]) -> None:
    """Add the lines and payments of a body, sum up, and complete a sale that was made complete.

    Raises:
        Refusal: An item is not there, a line has two discounts, or the payments do not equal the total.
    """
    for line in entries(body.get("SaleLines"), "SaleLine"):
        _add_line(account, sale, line)
    for payment in entries(body.get("SalePayments"), "SalePayment"):
        _add(account, "SalePayment", payment, {"saleID": sale.id})
    price_sale(account, sale)
    if sale.values["completed"] and sale.values["completeTime"] is None:
        sale.values["completed"] = False
        complete_sale(account, sale)


def _add_line(account: Account, sale: Record, given: Mapping[str, object]) -> None:
    if given.get("discountAmount") and given.get("discountPercent"):
        refuse("A line has a discountAmount or a discountPercent, not both.")
    owned: dict[str, Value] = {"saleID": sale.id, "shopID": sale.values["shopID"]}
    if given.get("itemID"):
        item = account.need("Item", given["itemID"])
        price = item.prices.get("Default", Decimal(0))
        owned.update({"normalUnitPrice": price, "avgCost": item.values["avgCost"]})
        if "unitPrice" not in given:
            owned["unitPrice"] = price
    _add(account, "SaleLine", given, owned)


def _add(account: Account, kind: str, given: Mapping[str, object], owned: dict[str, Value]) -> None:
    known = {name: field for name, field in ENTITIES[kind].fields.items() if field.writable and name in given}
    values = {name: read_value(field.kind, given[name], name) for name, field in known.items()}
    account.insert(ENTITIES[kind], {**values, **owned})


def price_sale(account: Account, sale: Record) -> None:
    """Compute the sums of the lines and of the sale."""
    lines = account.related("SaleLine", "saleID", sale.id)
    for line in lines:
        _price_line(line, sale.amount("tax1Rate"))
    subtotal, tax, discount = (
        sum((line.amount(name) for line in lines), Decimal(0))
        for name in ("calcSubtotal", "calcTax1", "discountAmount")
    )
    payments = account.related("SalePayment", "saleID", sale.id)
    paid = sum((payment.amount("amount") for payment in payments), Decimal(0))
    total = (subtotal + tax).quantize(_CENT, ROUND_HALF_UP)
    sale.values.update(
        {
            "calcSubtotal": subtotal,
            "calcDiscount": discount,
            "calcTax1": tax,
            "taxTotal": tax,
            "calcTotal": total,
            "total": total,
            "totalDue": total,
            "calcPayments": paid,
            "balance": total - paid,
        }
    )


def _price_line(line: Record, rate: Decimal) -> None:
    gross = line.amount("unitPrice") * line.amount("unitQuantity")
    subtotal = gross - line.amount("discountAmount") - gross * line.amount("discountPercent")
    tax = subtotal * rate if line.values["tax"] else Decimal(0)
    line.values.update({"tax1Rate": rate, "calcSubtotal": subtotal, "calcTax1": tax, "calcTotal": subtotal + tax})


def complete_sale(account: Account, sale: Record) -> None:
    """Complete a sale: it must balance; then it takes its stock.

    Raises:
        Refusal: It does not balance, or would be completed in the future.
    """
    if sale.values["balance"]:
        refuse("Sale not completed. The payments must equal the total.")
    given = sale.values["completeTime"]
    if isinstance(given, datetime) and given > account.now():
        refuse("Sale not completed. completeTime is in the future.")
    sale.values["completed"] = True
    sale.values["completeTime"] = given or account.now()
    for line in account.related("SaleLine", "saleID", sale.id):
        shop = line.number("shopID")
        if line.values["itemID"] and shop:
            account.move_stock(
                line.number("itemID"), shop, -int(line.amount("unitQuantity")), "Sale", {"saleID": sale.id}
            )
