"""The lines of a form: their ids, their arithmetic, and the total (fact sheet 2.3, 3.5, 3.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from crosstie.testing.quickbooks.codec import Json, cents, items, members, number, text
from crosstie.testing.quickbooks.drafts import Draft, resolve
from crosstie.testing.quickbooks.fields import DETAILS
from crosstie.testing.quickbooks.refusals import refuse, refuse_missing

__all__ = ["dress_lines"]

_SPECIAL_ITEMS: Final = frozenset({"SHIPPING_ITEM_ID", "GRATUITY_ITEM_ID"})
_TAX_CODES: Final = frozenset({"TAX", "NON"})
_TOLERANCE: Final = Decimal("0.005")
_MOST_LINES: Final = 10_000


def dress_lines(draft: Draft) -> Decimal:
    """Complete the lines of a sales form or bill and the tax detail.

    Returns:
        The total of the form: lines, less discount, plus tax.

    Raises:
        Refusal: 2020 without lines or DetailType, 6070 where Amount is not Qty x UnitPrice, and what references cause.
    """
    data = draft.data
    own = _merged(draft)
    if not own:
        refuse_missing("Line")
    if len(own) > _MOST_LINES:
        refuse("6000", f"A transaction has at most {_MOST_LINES} lines", "Line")
    _number_lines(draft, own)
    subtotal = sum((_dress_line(draft, line) for line in own), Decimal(0))
    discount = sum((_discount(line, subtotal) for line in own), Decimal(0))
    if "CustomerRef" in data or draft.entity.name == "SalesReceipt":
        own.append({"Amount": subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
    data["Line"] = own
    tax = members(data.get("TxnTaxDetail")) or {}
    data["TxnTaxDetail"] = {**tax, "TotalTax": tax.get("TotalTax", 0)}
    return subtotal - discount + number(data["TxnTaxDetail"]["TotalTax"])


def _merged(draft: Draft) -> list[Json]:
    """Return the lines that will stand; subtotals are made by the system, so those sent are dropped."""
    sent = _real(draft.data.get("Line"))
    if not draft.sparse or draft.company.rules.sparse_drops_lines or "Line" not in draft.body:
        return sent
    named = {text(line.get("Id")) for line in sent}
    return [line for line in _real(draft.old.get("Line")) if text(line.get("Id")) not in named] + sent


def _real(value: object) -> list[Json]:
    lines = [dict(line) for line in map(members, items(value)) if line is not None]
    return [line for line in lines if line.get("DetailType") != "SubTotalLineDetail"]


def _number_lines(draft: Draft, lines: list[Json]) -> None:
    """Known Id = changed, none or unknown = new; a new one is numbered beyond all the old ones (2.3: 5 became 6)."""
    known = {text(line.get("Id")) for line in _real(draft.old.get("Line"))}
    last = max((int(identity) for identity in known if identity.isdigit()), default=0)
    for place, line in enumerate(lines, 1):
        line["LineNum"] = place
        if line.get("Id") not in known:
            last += 1
            line["Id"] = str(last)


def _dress_line(draft: Draft, line: Json) -> Decimal:
    """Check one line and return what it adds to the subtotal."""
    kind = text(line.get("DetailType"))
    if not kind:
        refuse_missing("Line.DetailType")
    if kind not in DETAILS:
        refuse("2170", f"DetailType {kind!r} is not known", "Line.DetailType")
    detail = dict(members(line.get(DETAILS[kind][0])) or {})
    if kind == "DiscountLineDetail":
        return Decimal(0)
    if kind == "DescriptionOnly" or (kind == "SalesItemLineDetail" and members(detail.get("ItemRef")) is None):
        # A line without ItemRef is a text line and its Amount is ignored (3.5).
        line.pop("Amount", None)
        return Decimal(0)
    if kind == "GroupLineDetail":
        return sum((_dress_line(draft, part) for part in _real(detail.get("Line"))), Decimal(0))
    return _priced(draft, line, kind, detail)


def _priced(draft: Draft, line: Json, kind: str, detail: Json) -> Decimal:
    if line.get("Amount") is None:
        refuse_missing("Line.Amount")
    amount = number(line["Amount"])
    _item(draft, detail)
    resolve(draft, detail, "AccountRef", "Account")
    resolve(draft, detail, "CustomerRef", "Customer")
    _arithmetic(detail, amount)
    if draft.entity.name != "Bill":
        code = members(detail.setdefault("TaxCodeRef", {"value": "NON"})) or {}
        if code.get("value") not in _TAX_CODES:
            refuse("6100", "TaxCodeRef of a US company is TAX or NON", "Line.TaxCodeRef")
        detail["TaxCodeRef"] = {"value": code["value"]}
    line[DETAILS[kind][0]] = detail
    return amount


def _arithmetic(detail: Json, amount: Decimal) -> None:
    if detail.get("Qty") is None or detail.get("UnitPrice") is None:
        return
    if abs(number(detail["Qty"]) * number(detail["UnitPrice"]) - amount) > _TOLERANCE:
        refuse("6070", f"Amount is not equal to UnitPrice * Qty. Supplied value: {amount}", "Line.Amount")


def _item(draft: Draft, detail: Json) -> None:
    given = members(detail.get("ItemRef"))
    if given is None or given.get("value") in _SPECIAL_ITEMS:
        return
    item = resolve(draft, detail, "ItemRef", "Item")
    start = text((item or {}).get("InvStartDate"))
    if start and text(draft.data.get("TxnDate")) < start:
        refuse("6270", f"The transaction date is before the inventory start date {start}", "TxnDate")


def _discount(line: Json, subtotal: Decimal) -> Decimal:
    if line.get("DetailType") != "DiscountLineDetail":
        return Decimal(0)
    detail = members(line.get("DiscountLineDetail")) or {}
    if detail.get("PercentBased"):
        line["Amount"] = cents(subtotal * number(detail.get("DiscountPercent")) / 100)
    return number(line.get("Amount"))
