"""What the system makes of customers, employees and items: required names, numbers, defaults (fact sheet 3.2)."""

from __future__ import annotations

from decimal import Decimal

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json, members
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.records import Record
from crosstie.testing.netsuite.refusals import refuse

__all__ = ["complete_entity", "complete_item"]

_ZERO = Decimal(0)
_BALANCES = ("balance", "overdueBalance", "depositBalance")


def complete_entity(account: Account, record_type: RecordType, data: Json, own: Record | None) -> None:
    """Complete a customer or an employee.

    Raises:
        Refusal: 400 for a missing name or subsidiary, or an entity id that is taken.
    """
    person = record_type.name == "employee" or data.setdefault("isPerson", False)
    needed = ("firstName", "lastName") if person else ("companyName",)
    for name in needed:
        if not data.get(name):
            refuse("INVALID_CONTENT", f"Please enter a value for {name}.", name)
    if account.rules.one_world and data.get("subsidiary") is None:
        refuse("INVALID_CONTENT", "Please enter a value for subsidiary.", "subsidiary")
    if not data.get("entityId"):
        account.numbers[record_type.name] += 1
        data["entityId"] = f"{record_type.label[0]}{account.numbers[record_type.name]:04d}"
    holder = account.named("entity", data["entityId"])
    if holder is not None and holder is not own:
        refuse("INVALID_CONTENT", f"The entity id {data['entityId']} is taken.", "entityId")
    data.setdefault("isInactive", False)
    if record_type.name == "customer":
        _complete_customer(data)


def _complete_customer(data: Json) -> None:
    person = f"{data.get('firstName', '')} {data.get('lastName', '')}".strip()
    data["altName"] = data.get("companyName") or person
    for name, value in (("currency", "1"), ("entityStatus", "13"), ("searchStage", "Customer"), ("taxable", False)):
        data.setdefault(name, value)
    for name in _BALANCES:
        data.setdefault(name, _ZERO)
    _sole_defaults(data)


def _sole_defaults(data: Json) -> None:
    """Only one address is the default for billing, one for shipping: the one that was said so last."""
    book = data.get("addressBook", [])
    for flag in ("defaultBilling", "defaultShipping"):
        marked = [line for line in book if line.get(flag)]
        for line in book:
            line[flag] = bool(marked) and line is marked[-1]
    billing = next((members(line.get("addressBookAddress")) for line in book if line["defaultBilling"]), None)
    if billing:
        shown = (billing.get(name) for name in ("addressee", "addr1", "addr2", "city", "state", "zip", "country"))
        data["defaultAddress"] = "\n".join(part for part in shown if part)
    else:
        data.pop("defaultAddress", None)


def complete_item(account: Account, data: Json, own: Record | None) -> None:
    """Complete an item.

    Raises:
        Refusal: 400 for a missing name, or one that is taken.
    """
    if not data.get("itemId"):
        refuse("INVALID_CONTENT", "Please enter a value for itemId.", "itemId")
    holder = account.named("item", data["itemId"])
    if holder is not None and holder is not own:
        refuse("INVALID_CONTENT", f"The item name {data['itemId']} is taken.", "itemId")
    data.setdefault("isInactive", False)
