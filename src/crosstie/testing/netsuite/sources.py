"""What becomes of a document when another is made from it, or when that one is deleted (fact sheet 2.5)."""

from __future__ import annotations

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json, number
from crosstie.testing.netsuite.documents import settle_status
from crosstie.testing.netsuite.records import Record

__all__ = ["mark_source", "release_source"]


def mark_source(account: Account, source: Record, made: Json) -> None:
    """Note on a document that another was made from it: processed, billed, paid."""
    _settle(account, source, made, sign=1)


def release_source(account: Account, made: Json) -> None:
    """Undo that, because the document with these properties is deleted or void."""
    made_from = made.get("createdFrom")
    source = None if made_from is None else account.families["transaction"].get(int(made_from))
    if source is not None:
        _settle(account, source, made, sign=-1)


def _settle(account: Account, source: Record, made: Json, *, sign: int) -> None:
    held = account.copy(source)
    moved = True
    match source.type.name:
        case "estimate":
            held["_processed"] = sign > 0
        case "salesOrder":
            _bill(account, source, held, made, sign)
        case _:
            held["amountPaid"] = number(held["amountPaid"]) + sign * number(made.get("applied"))
            held["amountRemaining"] = number(held["total"]) - held["amountPaid"]
            moved = account.rules.payment_moves_invoice
    settle_status(source.type, held)
    account.replace(source, held, moved=moved)


def _bill(account: Account, source: Record, held: Json, made: Json, sign: int) -> None:
    by_line = {line["line"]: line for line in held["item"]}
    for line in made["item"]:
        ordered = by_line.get(line.get("orderLine")) if line.get("orderDoc") == str(source.id) else None
        if ordered is not None:
            ordered["quantityBilled"] = number(ordered["quantityBilled"]) + sign * number(line["quantity"])
            ordered["_modified"] = account.moment()
