"""Transforms: an estimate becomes an order, an order becomes invoices, an invoice is paid (fact sheet 2.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json, items, members, number
from crosstie.testing.netsuite.documents import open_quantity
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.records import Record
from crosstie.testing.netsuite.refusals import refuse, refuse_missing, refuse_unplayed
from crosstie.testing.netsuite.sources import mark_source
from crosstie.testing.netsuite.writes import Manner, draft

__all__ = ["prepare", "transform"]

_COPIED: Final[tuple[str, ...]] = (
    *("entity", "currency", "subsidiary", "location", "department", "class", "terms", "salesRep", "memo"),
    *("otherRefNum", "email", "billingAddress", "shippingAddress", "billAddressList", "shipAddressList"),
    *("discountItem", "discountRate", "isTaxable", "taxItem", "taxRate", "shippingCost", "handlingCost", "message"),
    *("leadSource", "job", "opportunity"),
)
_UNPLAYED: Final = {
    "customer": {"cashsale", "opportunity", "vendor"},
    "estimate": {"cashsale"},
    "salesOrder": {"cashsale", "itemfulfillment"},
    "invoice": {"creditmemo", "returnauthorization"},
}
_LINE: Final[tuple[str, ...]] = (
    *("item", "itemType", "description", "quantity", "rate", "amount", "price", "units", "isTaxable", "taxCode"),
    *("taxRate1", "location", "department", "class", "job", "expectedShipDate"),
)


def transform(account: Account, source: Record, target: str, body: Json, manner: Manner) -> Record:
    """Make one document from another.

    Raises:
        Refusal: As :func:`prepare`.
    """
    kind, data = prepare(account, source, target, body, manner)
    account.run_scripts(kind)
    made = account.insert(kind, data)
    if source.type.family == "transaction":
        mark_source(account, source, data)
    return made


def prepare(account: Account, source: Record, target: str, body: Json, manner: Manner) -> tuple[RecordType, Json]:
    """Return what a transform would make, without making it.

    Args:
        account: Where.
        source: What is transformed.
        target: The name of the type to make.
        body: Properties that override what is copied.
        manner: How the body is to be taken.

    Raises:
        Refusal: 400 for what cannot be made, 404 for a target that there is none of, 501 for one that is not played.
    """
    kind = account.type_named(target)
    if target.lower() in _UNPLAYED.get(source.type.name, ()):
        refuse_unplayed(f"The transform of {source.type.label} to {target}")
    if kind is None or kind.name not in source.type.targets:
        refuse_missing(f"The transform of {source.type.label} to {target}")
    return kind, _whole(account, source, kind, body, manner)


def _whole(account: Account, source: Record, kind: RecordType, body: Json, manner: Manner) -> Json:
    held = account.copy(source)
    if source.type.name == "customer":
        holder = "customer" if kind.name == "customerPayment" else "entity"
        return draft(account, kind, {holder: {"id": str(source.id)}, **body}, manner, None)
    if kind.name == "customerPayment":
        return _payment(account, source, kind, held, body, manner)
    if held["status"] in {"V", "C", "H"} or (source.type.name == "salesOrder" and held["status"] == "A"):
        refuse("INVALID_REQUEST", f"{source.name} cannot be transformed as it stands.")
    if held.get("_processed") and not account.rules.repeat_transforms:
        refuse("INVALID_REQUEST", f"{source.name} was transformed before.")
    lines = _wanted(account, source, held, body, manner)
    header = {name: value for name, value in body.items() if name != "item"}
    return _document(account, kind, source, header, lines, manner)


def _document(
    account: Account, kind: RecordType, source: Record, header: Json, lines: list[Json], manner: Manner
) -> Json:
    """Complete the copied lines and header by the rules of any new document, overridden by the body's fields."""
    held = account.copy(source)
    copied: Json = {name: held[name] for name in _COPIED if name in held and name in kind.fields}
    seed = {**copied, "createdFrom": str(source.id), "item": lines}
    return draft(account, kind, header, manner, None, seed=seed)


def _wanted(account: Account, source: Record, held: Json, body: Json, manner: Manner) -> list[Json]:
    """Return the lines to make: all that is open, changed by the lines that the body names (2.5)."""
    ordered = source.type.name == "salesOrder"
    key = "orderLine" if ordered else "line"
    named = _named(body, key)
    made: list[Json] = []
    for line in held["item"]:
        asked = named.pop(line["line"], None)
        if asked is None and "item" in manner.replace:
            continue
        quantity = _quantity(account, line, asked, ordered=ordered)
        if quantity:
            made.append(_copied(source, line, quantity, asked or {}, ordered=ordered))
    if named:
        refuse("INVALID_CONTENT", f"{source.name} has no line {next(iter(named))}.", f"item.items[0].{key}")
    if not made:
        refuse("INVALID_CONTENT", f"There is nothing on {source.name} to make lines of.", "item")
    return [{**line, "line": place} for place, line in enumerate(made, 1)]


def _named(body: Json, key: str) -> dict[int, Json]:
    lines = [members(line) or {} for line in items((members(body.get("item")) or {}).get("items"))]
    for place, line in enumerate(lines):
        if not isinstance(line.get(key), int):
            refuse("INVALID_CONTENT", f"The line does not name its {key}.", f"item.items[{place}].{key}")
    return {line[key]: {**line, "_place": place} for place, line in enumerate(lines)}


def _quantity(account: Account, line: Json, asked: Json | None, *, ordered: bool) -> Decimal:
    """Return how much of a line is made: as asked, as much as is open, or, by default, as was fulfilled."""
    if not ordered:
        return number((asked or line).get("quantity", line["quantity"]))
    if asked is None or "quantity" not in asked:
        return open_quantity(line, fulfilled_only=account.rules.fulfilled_only)
    quantity = number(asked["quantity"])
    if not 0 <= quantity <= open_quantity(line, fulfilled_only=False):
        path = f"item.items[{asked['_place']}].quantity"
        refuse("INVALID_CONTENT", f"Line {line['line']} has less than {quantity} to bill.", path)
    return quantity


def _copied(source: Record, line: Json, quantity: Decimal, asked: Json, *, ordered: bool) -> Json:
    copy: Json = {name: line[name] for name in _LINE if name in line} | {"quantity": quantity}
    if quantity != number(line["quantity"]):
        del copy["amount"]
    for name in ("rate", "amount"):
        if name in asked:
            copy[name] = number(asked[name])
    if "rate" in asked and "amount" not in asked:
        copy.pop("amount", None)
    if "description" in asked:
        copy["description"] = str(asked["description"])
    if ordered:
        copy |= {"orderLine": line["line"], "orderDoc": str(source.id)}
    return copy


def _payment(account: Account, source: Record, kind: RecordType, held: Json, body: Json, manner: Manner) -> Json:
    """Pay an invoice: what remains, or as much as the body says."""
    remaining = number(held["amountRemaining"])
    data = draft(account, kind, {"customer": {"id": held["entity"]}, "payment": remaining, **body}, manner, None)
    if not 0 < number(data["payment"]) <= remaining:
        refuse("INVALID_CONTENT", f"{source.name} has {remaining} to pay.", "payment")
    return {**data, "createdFrom": str(source.id), "applied": data["payment"]}
