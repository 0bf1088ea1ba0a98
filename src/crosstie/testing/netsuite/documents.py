"""What the system makes of estimates, orders, invoices, payments: numbers, totals, status (fact sheet 3.3 to 3.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json, number
from crosstie.testing.netsuite.lines import NEEDS_FULFILMENT
from crosstie.testing.netsuite.lists import NET_DAYS
from crosstie.testing.netsuite.record_types import RECORD_TYPES, RecordType
from crosstie.testing.netsuite.refusals import refuse

__all__ = ["complete_document", "open_quantity", "settle_status"]

_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_PREFIXES: Final = {"estimate": "EST", "salesOrder": "SO", "invoice": "INV", "customerPayment": "PYMT"}
_PENDING: Final = "A"


def complete_document(account: Account, record_type: RecordType, data: Json, old: Json) -> None:
    """Complete a transaction: header, lines, totals, status.

    Args:
        account: Where.
        record_type: What it is.
        data: Its properties as they would stand; completed in place.
        old: Its properties before, empty for a new one.

    Raises:
        Refusal: 400 for a missing customer or missing lines.
    """
    _complete_header(account, record_type, data)
    if record_type.name == "customerPayment":
        data["total"] = number(data.get("payment"))
    else:
        _complete_lines(account, data, old)
        _total(data)
    if record_type.name == "invoice":
        _complete_invoice(data)
    settle_status(record_type, data)


def settle_status(record_type: RecordType, data: Json) -> None:
    """Derive the letter of the status from the rest (3.5)."""
    letter = "V" if data.get("_voided") else _STATUS[record_type.name](data)
    data["status"] = letter
    if record_type.name == "salesOrder":
        data["orderStatus"] = letter


def open_quantity(line: Json, *, fulfilled_only: bool) -> Decimal:
    """Return what of an order's line can still be billed."""
    if line.get("isClosed"):
        return _ZERO
    basis = number(line["quantity"])
    if fulfilled_only and line.get("itemType") in NEEDS_FULFILMENT:
        basis = number(line.get("quantityFulfilled"))
    return max(basis - number(line.get("quantityBilled")), _ZERO)


# -- header ------------------------------------------------------------------------------------------------------------


def _complete_header(account: Account, record_type: RecordType, data: Json) -> None:
    holder = "customer" if record_type.name == "customerPayment" else "entity"
    if data.get(holder) is None:
        refuse("INVALID_CONTENT", f"Please enter a value for {holder}.", holder)
    customer = account.find(RECORD_TYPES["customer"], data[holder])
    if customer is not None:
        known = account.data(customer)
        inherited = ("currency",) if holder == "customer" else ("currency", "subsidiary", "terms", "salesRep", "email")
        for name in inherited:
            if known.get(name) is not None:
                data.setdefault(name, known[name])
    data.setdefault("tranDate", account.today())
    data.setdefault("exchangeRate", Decimal(1))
    data.setdefault("source", "restWebServices" if account.actor == "api" else "userInterface")
    if not data.get("tranId"):
        account.numbers[record_type.name] += 1
        data["tranId"] = f"{_PREFIXES[record_type.name]}{account.numbers[record_type.name] + 1000}"
    if record_type.name != "customerPayment":
        account.numbers["transactionNumber"] += "transactionNumber" not in data
        data.setdefault("transactionNumber", f"{record_type.code.upper()}{account.numbers['transactionNumber']}")


# -- lines -------------------------------------------------------------------------------------------------------------


def _complete_lines(account: Account, data: Json, old: Json) -> None:
    lines: list[Json] = data.get("item") or []
    if not lines:
        refuse("INVALID_CONTENT", "Please enter at least one line item.", "item")
    before = {line["line"]: line for line in old.get("item", [])}
    for place, line in enumerate(lines):
        was = before.get(line["line"], {})
        if line.get("item") is None:
            refuse("INVALID_CONTENT", "Please choose an item.", f"item.items[{place}].item")
        _complete_line(account, line, was)
        if line != was:
            line["_modified"] = account.moment()


def _complete_line(account: Account, line: Json, was: Json) -> None:
    item = account.families["item"].get(int(line["item"]))
    known = {} if item is None else account.data(item)
    if item is not None:
        line["itemType"] = item.type.code
    line.setdefault("quantity", Decimal(1))
    if line.get("description") is None and known.get("salesDescription"):
        line["description"] = known["salesDescription"]
    line.setdefault("price", "-1" if "rate" in line else "1")
    _price(line, was, number(known.get("basePrice")))
    if "lineUniqueKey" not in line:
        account.numbers["lineUniqueKey"] += 1
        line["lineUniqueKey"] = account.numbers["lineUniqueKey"]
    for name in ("quantityBilled", "quantityFulfilled"):
        line.setdefault(name, _ZERO)
    line.setdefault("isClosed", False)
    line["isOpen"] = not line["isClosed"]


def _price(line: Json, was: Json, base_price: Decimal) -> None:
    """Work out rate and amount from each other; an amount of its own stands, for it need not be rate times quantity."""
    quantity = number(line["quantity"])
    same_amount = line.get("amount") is None or line["amount"] == was.get("amount")
    if line.get("rate") is None:
        own = line.get("amount") is not None and quantity
        line["rate"] = number(line["amount"]) / quantity if own else base_price
    if same_amount and (line["rate"], line["quantity"]) != (was.get("rate"), was.get("quantity")):
        line["amount"] = _cents(number(line["rate"]) * quantity)


def _total(data: Json) -> None:
    subtotal = sum((number(line["amount"]) for line in data["item"]), _ZERO)
    discount = _ZERO
    if data.get("discountItem") is not None:
        discount = number(data.get("discountRate"))
    taxed = sum((number(line["amount"]) for line in data["item"] if line.get("isTaxable")), _ZERO)
    tax = _cents(taxed * number(data.get("taxRate")) / 100) if data.get("isTaxable") else _ZERO
    more = number(data.get("shippingCost")) + number(data.get("handlingCost"))
    data["subtotal"], data["discountTotal"], data["taxTotal"] = subtotal, discount, tax
    data["total"] = subtotal + discount + tax + more


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


# -- invoices ----------------------------------------------------------------------------------------------------------


def _complete_invoice(data: Json) -> None:
    data.setdefault("account", "119")
    data.setdefault("postingPeriod", "301")
    data.setdefault("approvalStatus", "2")
    if "dueDate" not in data and data.get("terms") in NET_DAYS:
        due = date.fromisoformat(data["tranDate"]) + timedelta(days=NET_DAYS[data["terms"]])
        data["dueDate"] = due.isoformat()
    data["amountPaid"] = number(data.get("amountPaid"))
    data["amountRemaining"] = data["total"] - data["amountPaid"]


# -- status ------------------------------------------------------------------------------------------------------------


def _estimate_status(data: Json) -> str:
    return "B" if data.get("_processed") else "A"


def _order_status(data: Json) -> str:
    if data.get("orderStatus") == _PENDING:
        return _PENDING
    lines = [line for line in data["item"] if not line.get("isClosed")]
    if not lines:
        return "H"
    shipped = [line for line in lines if line.get("itemType") in NEEDS_FULFILMENT]
    fulfilled = [line for line in shipped if number(line["quantityFulfilled"]) >= number(line["quantity"])]
    if len(fulfilled) == len(shipped):
        billed = all(number(line["quantityBilled"]) >= number(line["quantity"]) for line in lines)
        return "G" if billed else "F"
    if not any(number(line["quantityFulfilled"]) for line in shipped):
        return "B"
    waiting = any(number(line["quantityFulfilled"]) > number(line["quantityBilled"]) for line in shipped)
    return "E" if waiting else "D"


def _invoice_status(data: Json) -> str:
    waiting = {"1": "D", "3": "E"}.get(data["approvalStatus"])
    if waiting is not None:
        return waiting
    return "B" if data["total"] and data["amountRemaining"] <= 0 else "A"


def _payment_status(_data: Json) -> str:
    return "C"


_STATUS: Final[Mapping[str, Callable[[Json], str]]] = {
    "estimate": _estimate_status,
    "salesOrder": _order_status,
    "invoice": _invoice_status,
    "customerPayment": _payment_status,
}
