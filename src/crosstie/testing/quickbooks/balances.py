"""What a written transaction does to others: balances of people, links between forms, numbers in use."""

from __future__ import annotations

from decimal import Decimal

from crosstie.testing.quickbooks.codec import Json, items, members, number, text
from crosstie.testing.quickbooks.company import Company
from crosstie.testing.quickbooks.entities import ENTITIES, Entity
from crosstie.testing.quickbooks.families import move_balance, settle_family
from crosstie.testing.quickbooks.payments import apply, links_of

__all__ = ["settle"]


def settle(company: Company, entity: Entity, identity: str, old: Json, new: Json) -> None:
    """Carry a write over to what depends on it; ``old`` is empty for a new object, ``new`` for a deleted one."""
    key = (entity.name, identity)
    if entity.name == "Payment":
        for changed in apply(company, identity, links_of(old), links_of(new)):
            _owe(company, changed, _current(company, changed))
    if entity.name in {"Invoice", "Estimate"}:
        _link_back(company, key, old, new)
    if entity.listed:
        settle_family(company, entity, identity, old, new)
        return
    _renumber(company, key, text(old.get("DocNumber")), text(new.get("DocNumber")))
    _owe(company, key, new)


def _current(company: Company, key: tuple[str, str]) -> Json:
    record = company.find(*key)
    return {} if record is None else record.read()


def _owe(company: Company, key: tuple[str, str], data: Json) -> None:
    """Move the balances by the difference between what a transaction made somebody owe before and now."""
    before = company.owed.pop(key, None)
    now = _debt(key[0], data) if data else None
    if now is not None:
        company.owed[key] = now
    if before is not None and now is not None and before[:2] == now[:2]:
        move_balance(company, now[0], now[1], now[2] - before[2])
        return
    if before is not None:
        move_balance(company, before[0], before[1], -before[2])
    if now is not None:
        move_balance(company, *now)


def _debt(kind: str, data: Json) -> tuple[str, str, Decimal] | None:
    who, amount = {
        "Invoice": ("CustomerRef", number(data.get("Balance"))),
        "CreditMemo": ("CustomerRef", -number(data.get("RemainingCredit"))),
        "Payment": ("CustomerRef", -number(data.get("UnappliedAmt"))),
        "Bill": ("VendorRef", number(data.get("Balance"))),
    }.get(kind, ("", Decimal(0)))
    reference = members(data.get(who))
    return None if reference is None else (who.removesuffix("Ref"), text(reference["value"]), amount)


def _renumber(company: Company, key: tuple[str, str], before: str, now: str) -> None:
    if before and before != now and company.documents.get((key[0], before)) == key[1]:
        del company.documents[key[0], before]
    if now:
        company.documents.setdefault((key[0], now), key[1])


def _link_back(company: Company, key: tuple[str, str], old: Json, new: Json) -> None:
    """The link of an estimate and an invoice shows on both sides (3.7)."""
    other = "Estimate" if key[0] == "Invoice" else "Invoice"
    before, now = _linked(old, other), _linked(new, other)
    for identity in before ^ now:
        record = company.find(other, identity)
        if record is None:
            continue
        data = record.read()
        back = {"TxnId": key[1], "TxnType": key[0]}
        links = [link for link in items(data.get("LinkedTxn")) if link != back]
        data["LinkedTxn"] = [*links, back] if identity in now else links
        if data["LinkedTxn"] != record.read().get("LinkedTxn"):
            company.replace(ENTITIES[other], record, data)


def _linked(data: Json, kind: str) -> set[str]:
    links = [link for link in map(members, items(data.get("LinkedTxn"))) if link is not None]
    return {text(link.get("TxnId")) for link in links if link.get("TxnType") == kind}
