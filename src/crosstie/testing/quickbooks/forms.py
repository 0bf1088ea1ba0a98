"""The rules of sales forms and bills: references, numbers, defaults, totals (fact sheet 3.4 to 3.7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from crosstie.testing.quickbooks.codec import Json, items, members, number, text
from crosstie.testing.quickbooks.drafts import Draft, resolve
from crosstie.testing.quickbooks.lines import dress_lines
from crosstie.testing.quickbooks.refusals import refuse, refuse_missing

__all__ = ["dress_bill", "dress_sales_form", "open_amount"]

_NUMBERED = frozenset({"Invoice", "SalesReceipt", "CreditMemo"})
_FIRST_NUMBER = 1001


def dress_sales_form(draft: Draft) -> None:
    """Complete an invoice, sales receipt, credit memo or estimate."""
    data, kind = draft.data, draft.entity.name
    customer = resolve(draft, data, "CustomerRef", "Customer")
    # A sales receipt does without: one in a recording shows no CustomerRef after an update (2.3).
    if customer is None and kind != "SalesReceipt":
        refuse_missing("CustomerRef")
    data.setdefault("TxnDate", draft.company.today())
    total = dress_lines(draft)
    _money_kind(draft, customer)
    _document_number(draft)
    data.setdefault("ApplyTaxAfterDiscount", False)
    data.setdefault("PrintStatus", "NeedToPrint")
    _email(data)
    _links(draft)
    data["TotalAmt"] = total
    if kind == "Estimate":
        data.setdefault("TxnStatus", "Pending")
        return
    if kind == "Invoice":
        data.setdefault("DueDate", _due(draft))
    _balance(draft)


def dress_bill(draft: Draft) -> None:
    """Complete a bill."""
    data = draft.data
    if resolve(draft, data, "VendorRef", "Vendor") is None:
        refuse_missing("VendorRef")
    resolve(draft, data, "APAccountRef", "Account")
    data.setdefault("TxnDate", draft.company.today())
    data.setdefault("DueDate", _due(draft))
    data["TotalAmt"] = dress_lines(draft)
    draft.currency()
    _balance(draft)


def open_amount(draft: Draft) -> Decimal:
    """Return what is still open of a form: its total less the deposit and what payments apply to it."""
    applied = draft.company.applied.get((draft.entity.name, draft.id or ""), {})
    return number(draft.data["TotalAmt"]) - number(draft.data.get("Deposit")) - sum(applied.values(), Decimal(0))


def _balance(draft: Draft) -> None:
    data = draft.data
    still_open = open_amount(draft)
    if still_open < 0:
        refuse("6000", "The total would fall below what payments apply to it")
    match draft.entity.name:
        case "CreditMemo":
            data["RemainingCredit"] = still_open
            data["Balance"] = 0
        case "SalesReceipt":
            data["Balance"] = 0
        case _:
            data["Balance"] = still_open


def _due(draft: Draft) -> str:
    days = timedelta(days=draft.company.rules.due_days)
    return (date.fromisoformat(text(draft.data["TxnDate"])) + days).isoformat()


def _money_kind(draft: Draft, customer: Json | None) -> None:
    draft.currency()
    home = (members((customer or {}).get("CurrencyRef")) or {}).get("value", "USD")
    if draft.data["CurrencyRef"]["value"] != home:
        refuse("6000", f"CurrencyRef must be the customer's own, {home}", "CurrencyRef")


def _document_number(draft: Draft) -> None:
    """Number the form; a number in use is refused (6140), but estimates may share theirs (7.6)."""
    company, kind = draft.company, draft.entity.name
    given = text(draft.data.get("DocNumber"))
    if not given:
        draft.data["DocNumber"] = text(draft.old.get("DocNumber")) or _free_number(draft)
        return
    holder = company.documents.get((kind, given))
    if kind in _NUMBERED and holder not in {None, draft.id} and "allowduplicatedocnum" not in draft.include:
        refuse(
            "6140", f"You must specify a different number. The number {given} is in use by TxnId={holder}", "DocNumber"
        )


def _free_number(draft: Draft) -> str:
    company, kind = draft.company, draft.entity.name
    while True:
        company.numbers[kind] += 1
        candidate = str(_FIRST_NUMBER - 1 + company.numbers[kind])
        if (kind, candidate) not in company.documents:
            return candidate


def _email(data: Json) -> None:
    address = text((members(data.get("BillEmail")) or {}).get("Address"))
    if data.setdefault("EmailStatus", "NotSet") == "NeedToSend" and not address:
        refuse("6420", "An e-mail address is required when EmailStatus is NeedToSend", "BillEmail")


def _links(draft: Draft) -> None:
    """Keep the system's links, take the writable ones: one estimate, any time activities (3.7)."""
    given = [link for entry in items(draft.data.get("LinkedTxn")) if (link := members(entry)) is not None]
    written = [link for link in given if link.get("TxnType") in {"Estimate", "TimeActivity"}]
    estimates = [link for link in written if link["TxnType"] == "Estimate"]
    if len(estimates) > 1:
        refuse("6000", "Only one estimate can be linked", "LinkedTxn")
    for link in estimates:
        if draft.company.find("Estimate", text(link.get("TxnId"))) is None:
            refuse("2500", "LinkedTxn names no estimate of this company", "LinkedTxn")
    own = [link for link in map(members, items(draft.old.get("LinkedTxn"))) if link is not None]
    system = [link for link in own if link.get("TxnType") not in {"Estimate", "TimeActivity"}]
    draft.data["LinkedTxn"] = written + system
