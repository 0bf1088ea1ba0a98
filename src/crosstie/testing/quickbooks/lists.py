"""The rules of list entities: names, parents, defaults, making inactive (fact sheet 3.2, 3.3, 7.1, 7.2)."""

from __future__ import annotations

from typing import Final

from crosstie.testing.quickbooks.codec import Json, members, number, text
from crosstie.testing.quickbooks.drafts import Draft, resolve
from crosstie.testing.quickbooks.families import ancestors
from crosstie.testing.quickbooks.refusals import refuse, refuse_missing, refuse_unsupported

__all__ = ["SUFFIX", "dress_account", "dress_company_info", "dress_item", "dress_person"]

SUFFIX: Final = " (deleted)"
"""What the name of an inactive object ends in (7.1)."""

_NAME_PARTS: Final = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_DEEPEST: Final = 4
_ACCOUNTS: Final = {
    "Inventory": ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"),
    "Service": ("IncomeAccountRef",),
    "NonInventory": (),
}


def dress_person(draft: Draft) -> None:
    """Complete a customer, vendor or employee."""
    data = draft.data
    name = text(data.get("DisplayName")) or " ".join(filter(None, (text(data.get(part)) for part in _NAME_PARTS)))
    if not name.strip():
        refuse("6080", "DisplayName or a part of the name must be given", "DisplayName")
    _plain_name(name, "DisplayName")
    data["DisplayName"] = name
    if not data.get("PrintOnCheckName"):
        data["PrintOnCheckName"] = name.removesuffix(SUFFIX)[:110]
    draft.currency()
    data["Balance"] = draft.old.get("Balance", data.get("Balance", 0))
    if draft.entity.name == "Customer":
        _dress_customer(draft)
    _active(draft, "DisplayName")
    _claim(draft, "DisplayName")
    _qualify(draft, "DisplayName")


def _dress_customer(draft: Draft) -> None:
    data = draft.data
    for flag in ("Job", "BillWithParent"):
        data.setdefault(flag, False)
    data.setdefault("Taxable", True)
    data.setdefault("PreferredDeliveryMethod", "Print")
    if data["Job"] and members(data.get("ParentRef")) is None:
        refuse_missing("ParentRef")
    data["BalanceWithJobs"] = draft.old.get("BalanceWithJobs", data["Balance"])


def dress_item(draft: Draft) -> None:
    """Complete an item."""
    data = draft.data
    _need_name(data)
    kind = data.setdefault("Type", "Service")
    if kind in {"Group", "Bundle"}:
        refuse_unsupported("Bundles cannot be written through the API")
    if kind == "Category" and data.get("Active") is False:
        refuse("6000", "A category cannot be made inactive through the API")
    for field in _ACCOUNTS.get(kind, ()):
        if members(data.get(field)) is None:
            refuse_missing(field)
    if kind == "Inventory":
        _need_stock(data)
    for field in ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"):
        resolve(draft, data, field, "Account")
    resolve(draft, data, "PrefVendorRef", "Vendor")
    data.setdefault("UnitPrice", 0)
    data.setdefault("Taxable", False)
    data.setdefault("TrackQtyOnHand", False)
    _active(draft, "Name")
    _claim(draft, "Name")
    _qualify(draft, "Name")


def _need_stock(data: Json) -> None:
    for field in ("QtyOnHand", "InvStartDate"):
        if data.get(field) is None:
            refuse_missing(field)
    if data.get("TrackQtyOnHand") is not True:
        refuse_missing("TrackQtyOnHand")


def dress_account(draft: Draft) -> None:
    """Complete an account."""
    data = draft.data
    _need_name(data)
    data.setdefault("AccountType", "Expense")
    data.setdefault("SubAccount", members(data.get("ParentRef")) is not None)
    data["CurrentBalance"] = draft.old.get("CurrentBalance", 0)
    draft.currency()
    _active(draft, "Name")
    _claim(draft, "Name")
    _qualify(draft, "Name")


def dress_company_info(draft: Draft) -> None:
    """Complete the company's own record."""
    if not draft.data.get("CompanyName"):
        refuse_missing("CompanyName")
    draft.data["NameValue"] = draft.old.get("NameValue", [])


def _need_name(data: Json) -> None:
    if not text(data.get("Name")).strip():
        refuse_missing("Name")
    _plain_name(text(data["Name"]), "Name")


def _plain_name(name: str, element: str) -> None:
    """A name holds no colon, tab or newline (3.2, 3.3)."""
    if any(sign in name for sign in ":\t\n"):
        refuse("2040", f"{element} must not hold a colon, tab or newline", element)


def _active(draft: Draft, field: str) -> None:
    """Give an object that becomes inactive the suffix; one that comes back keeps it until its name is sent (7.1)."""
    data = draft.data
    if data.setdefault("Active", True):
        return
    if draft.old.get("Active") is not False and number(data.get("Balance")) != 0:
        refuse("6220", f"{draft.entity.name} has a balance and cannot be made inactive")
    name = text(data[field])
    if name.endswith(SUFFIX) and draft.old.get("Active") is False:
        return
    data[field] = _free_name(draft, name.removesuffix(SUFFIX))


def _free_name(draft: Draft, name: str) -> str:
    """Return the suffixed name; when another inactive object has it already, a numbered one."""
    own = (draft.entity.name, draft.id)
    candidate, turn = name + SUFFIX, 1
    while draft.company.holder(draft.entity.name, candidate) not in {None, own}:
        turn += 1
        candidate = f"{name} {turn}{SUFFIX}"
    return candidate


def _claim(draft: Draft, field: str) -> None:
    """A name belongs to one object of its space, whatever the case (7.2); 6240 does not tell which one."""
    holder = draft.company.holder(draft.entity.name, text(draft.data[field]))
    if holder is not None and holder != (draft.entity.name, draft.id):
        refuse("6240", "The name supplied already exists. : null")


def _qualify(draft: Draft, field: str) -> None:
    """Fill in FullyQualifiedName and Level; five levels in all (3.2), 6180 beyond (7.2)."""
    data = draft.data
    parent = resolve(draft, data, "ParentRef", draft.entity.name)
    if parent is None:
        data["FullyQualifiedName"] = data[field]
        if draft.entity.name in {"Customer", "Item"}:
            data["Level"] = 0
        return
    if draft.id in ancestors(draft.company, draft.entity.name, parent["Id"]):
        refuse("2500", "An object cannot be above itself", "ParentRef")
    level = int(parent.get("Level", 0)) + 1
    if level > _DEEPEST:
        refuse("6180", f"{field} would be on level {level + 1} of five", field)
    data["Level"] = level
    data["FullyQualifiedName"] = f"{parent['FullyQualifiedName']}:{data[field]}"
