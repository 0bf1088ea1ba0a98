"""What people do in the product and no call of the API does: ship, take payments, void, merge (fact sheet 6)."""

from __future__ import annotations

from decimal import Decimal

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json, number
from crosstie.testing.netsuite.documents import settle_status
from crosstie.testing.netsuite.lines import NEEDS_FULFILMENT
from crosstie.testing.netsuite.records import Record
from crosstie.testing.netsuite.sources import release_source
from crosstie.testing.netsuite.transforms import transform
from crosstie.testing.netsuite.writes import Manner

__all__ = ["fulfil", "merge", "pay", "void"]


def fulfil(account: Account, order: Record, quantity: Decimal | int | None) -> Record:
    """Ship goods of an order: all of every open line, or so much more of each."""
    data = account.copy(order)
    for line in data["item"]:
        if line.get("itemType") in NEEDS_FULFILMENT and not line.get("isClosed"):
            whole = number(line["quantity"])
            more = whole if quantity is None else number(line["quantityFulfilled"]) + Decimal(quantity)
            line["quantityFulfilled"] = min(more, whole)
            line["_modified"] = account.moment()
    return _settled(account, order, data)


def pay(account: Account, invoice: Record, amount: Decimal | int | None) -> Record:
    """Take a payment for an invoice."""
    body: Json = {} if amount is None else {"payment": Decimal(amount)}
    transform(account, invoice, "customerPayment", body, Manner())
    return invoice


def void(account: Account, document: Record) -> Record:
    """Void a document: it stays, and what it was made from is open again."""
    data = account.copy(document)
    release_source(account, data)
    return _settled(account, document, {**data, "_voided": True})


def merge(account: Account, keep: Record, gone: Record) -> None:
    """Merge a customer into another: what points at it moves, and it is deleted."""
    for family, identity in tuple(account.users.get(gone.key, ())):
        user = account.families[family].get(identity)
        if user is not None:
            data = account.copy(user)
            for name in ("entity", "customer", "parent"):
                if data.get(name) == str(gone.id):
                    data[name] = str(keep.id)
            account.replace(user, data)
    account.remove(gone)


def _settled(account: Account, document: Record, data: Json) -> Record:
    settle_status(document.type, data)
    account.replace(document, data)
    account.note("update", document)
    return document
