"""The rules of payments: what they apply to, and what that does to invoices and credit memos (fact sheet 3.7, 3.8)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Final, TypeAlias

from crosstie.testing.quickbooks.codec import Json, items, members, number, text
from crosstie.testing.quickbooks.company import Company
from crosstie.testing.quickbooks.drafts import Draft, resolve
from crosstie.testing.quickbooks.entities import ENTITIES
from crosstie.testing.quickbooks.refusals import refuse, refuse_missing

__all__ = ["Links", "apply", "dress_payment", "links_of"]

Links: TypeAlias = dict[tuple[str, str], Decimal]
"""By (kind, Id) of an invoice or credit memo: the amount applied to it."""

_LINKABLE: Final = frozenset({"Invoice", "CreditMemo", "JournalEntry", "Expense", "Check", "CreditCardCredit"})
_KEPT: Final = frozenset({"Invoice", "CreditMemo"})


def links_of(data: Json) -> Links:
    """Return what a payment applies to."""
    links: Links = defaultdict(Decimal)
    for line in map(members, items(data.get("Line"))):
        for link in map(members, items((line or {}).get("LinkedTxn"))):
            if link is not None and line is not None:
                links[text(link.get("TxnType")), text(link.get("TxnId"))] += number(line.get("Amount"))
    return dict(links)


def dress_payment(draft: Draft) -> None:
    """Complete a payment."""
    data = draft.data
    if resolve(draft, data, "CustomerRef", "Customer") is None:
        refuse_missing("CustomerRef")
    if data.get("TotalAmt") is None:
        refuse_missing("TotalAmt")
    resolve(draft, data, "DepositToAccountRef", "Account")
    data.setdefault("TxnDate", draft.company.today())
    data.setdefault("ProcessPayment", False)
    draft.currency()
    _lines(draft)
    links = links_of(data)
    for (kind, identity), amount in links.items():
        _check_link(draft, kind, identity, amount)
    credit = sum((amount for (kind, _), amount in links.items() if kind == "CreditMemo"), Decimal(0))
    paid = sum((amount for (kind, _), amount in links.items() if kind != "CreditMemo"), Decimal(0))
    data["UnappliedAmt"] = number(data["TotalAmt"]) + credit - paid
    if data["UnappliedAmt"] < 0:
        refuse("6000", "The lines apply more than TotalAmt", "TotalAmt")


def _lines(draft: Draft) -> None:
    """All lines or none of them: absent keeps them, an empty list unlinks all, a part of them is refused (2.3)."""
    data = draft.data
    if "Line" not in draft.body and draft.old:
        data["Line"] = draft.old.get("Line", [])
        return
    lines = [dict(line) for line in map(members, items(data.get("Line"))) if line is not None]
    for place, line in enumerate(lines, 1):
        line["LineNum"] = place
        if line.get("Amount") is None:
            refuse_missing("Line.Amount")
        if len(items(line.get("LinkedTxn"))) != 1:
            refuse("6000", "Each line of a payment links exactly one transaction", "Line.LinkedTxn")
    data["Line"] = lines
    left_out = set(links_of(draft.old)) - set(links_of(data))
    if lines and left_out:
        refuse("6000", "All lines of the payment must be sent, or none of them", "Line")


def _check_link(draft: Draft, kind: str, identity: str, amount: Decimal) -> None:
    company = draft.company
    if kind not in _LINKABLE:
        refuse("620", f"A payment cannot link a {kind or 'nothing'}")
    record = company.find(kind, identity) if kind in _KEPT else None
    if record is None:
        refuse("2500", f"Invalid Reference Id : LinkedTxn {kind} {identity!r} does not exist", "Line.LinkedTxn")
    form = record.read()
    if form["CustomerRef"]["value"] != draft.data["CustomerRef"]["value"]:
        refuse("6250", "The linked transaction belongs to another customer")
    own = company.applied.get((kind, identity), {}).get(draft.id or "", Decimal(0))
    still_open = number(form["RemainingCredit" if kind == "CreditMemo" else "Balance"]) + own
    if amount < 0 or amount > still_open:
        refuse("6000", f"{amount} cannot be applied to {kind} {identity}, of which {still_open} is open", "Line.Amount")


def apply(company: Company, payment: str, before: Links, after: Links) -> list[tuple[str, str]]:
    """Carry a payment's change over to what it applies to.

    Each form concerned gets its balance and its link to the payment, and its LastUpdatedTime moves (4.2).

    Returns:
        The forms that changed, as (kind, Id).
    """
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    for key in changed:
        shares = company.applied.setdefault(key, {})
        shares.pop(payment, None)
        if key in after:
            shares[payment] = after[key]
        _refresh(company, *key)
    return changed


def _refresh(company: Company, kind: str, identity: str) -> None:
    record = company.find(kind, identity)
    if record is None:
        return
    shares = company.applied.get((kind, identity), {})
    data = record.read()
    still_open = number(data["TotalAmt"]) - number(data.get("Deposit")) - sum(shares.values(), Decimal(0))
    data["RemainingCredit" if kind == "CreditMemo" else "Balance"] = still_open
    links = [link for link in map(members, items(data.get("LinkedTxn"))) if link is not None]
    kept = [link for link in links if link.get("TxnType") != "Payment"]
    data["LinkedTxn"] = kept + [{"TxnId": payment, "TxnType": "Payment"} for payment in shares]
    company.replace(ENTITIES[kind], record, data, token=company.rules.payment_raises_token)
