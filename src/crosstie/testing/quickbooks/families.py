"""Parents and children of list objects: full names, levels and joint balances follow the family (fact sheet 3.2)."""

from __future__ import annotations

from decimal import Decimal

from crosstie.testing.quickbooks.codec import Json, members, number, text
from crosstie.testing.quickbooks.company import Company
from crosstie.testing.quickbooks.entities import ENTITIES, Entity

__all__ = ["ancestors", "move_balance", "parent_of", "settle_family"]


def parent_of(data: Json) -> str | None:
    """Return the Id of the parent, if there is one."""
    reference = members(data.get("ParentRef"))
    return None if reference is None else text(reference.get("value"))


def ancestors(company: Company, kind: str, identity: str | None) -> list[str]:
    """Return an object's Id and those of all above it; a family never goes round in a circle."""
    found: list[str] = []
    while identity is not None:
        record = company.find(kind, identity)
        if record is None:
            break
        found.append(identity)
        identity = parent_of(record.read())
    return found


def settle_family(company: Company, entity: Entity, identity: str, old: Json, new: Json) -> None:
    """Carry a written list object over to its family: who its children are, their full names, joint balances."""
    before, now = parent_of(old), parent_of(new)
    if before != now:
        company.children.get((entity.name, before or ""), set()).discard(identity)
        if now is not None:
            company.children.setdefault((entity.name, now), set()).add(identity)
        for parent, sign in ((before, -1), (now, 1)):
            _move_jobs(company, entity.name, parent, sign * number(new.get("BalanceWithJobs")))
    if old and old.get("FullyQualifiedName") != new.get("FullyQualifiedName"):
        _rename_children(company, entity, identity, new)


def move_balance(company: Company, kind: str, identity: str, amount: Decimal) -> None:
    """Change the balance of a person, and the joint balance of all above.

    Neither SyncToken nor LastUpdatedTime move by it: the sheet tells of neither.
    """
    record = company.find(kind, identity)
    if record is None or amount == 0:
        return
    data = record.read()
    data["Balance"] = number(data.get("Balance")) + amount
    company.replace(ENTITIES[kind], record, data, token=False, moved=False)
    if kind == "Customer":
        _move_jobs(company, kind, identity, amount)


def _move_jobs(company: Company, kind: str, identity: str | None, amount: Decimal) -> None:
    for person in ancestors(company, kind, identity) if amount != 0 else []:
        record = company.need(kind, person)
        data = record.read()
        data["BalanceWithJobs"] = number(data.get("BalanceWithJobs")) + amount
        company.replace(ENTITIES[kind], record, data, token=False, moved=False)


def _rename_children(company: Company, entity: Entity, identity: str, parent: Json) -> None:
    for child in sorted(company.children.get((entity.name, identity), set()), key=int):
        record = company.need(entity.name, child)
        data = record.read()
        data["FullyQualifiedName"] = f"{parent['FullyQualifiedName']}:{data[entity.name_field or 'Name']}"
        data["ParentRef"] = {**data["ParentRef"], "name": parent["FullyQualifiedName"]}
        data["Level"] = int(parent.get("Level", 0)) + 1
        company.replace(entity, record, data, token=False, moved=False)
        _rename_children(company, entity, child, data)
