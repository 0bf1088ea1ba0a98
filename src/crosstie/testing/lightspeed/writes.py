"""Writes: create, partial update, archive or delete, by the rules of each resource (fact sheet 2.1, 2.2, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from crosstie.testing.lightspeed.account import Account, Record
from crosstie.testing.lightspeed.contacts import empty_contact, entries, write_contact
from crosstie.testing.lightspeed.entities import ENTITIES, Entity
from crosstie.testing.lightspeed.fields import Value, read_value
from crosstie.testing.lightspeed.refusals import refuse
from crosstie.testing.lightspeed.sales import complete_sale, price_sale, write_sale_parts

__all__ = ["create", "remove", "update"]

_PEOPLE_MOVED: Final = "ManualQuantityAdjustment"
_UNIQUE: Final = ("upc", "ean")
_STOCK_ONLY: Final = frozenset({"ItemShops"})


def create(account: Account, entity: Entity, body: Mapping[str, object]) -> Record:
    """Make a record; omitted fields get defaults (2.1).

    Raises:
        Refusal: Something needed is missing, or does not fit.
    """
    values = _values(entity, body)
    for name in entity.required:
        if not values.get(name):
            noun = f"{'An' if entity.name[0] in 'AEIOU' else 'A'} {entity.name}"
            refuse(f"{entity.name} not created. {noun} must have a {name}.")
    _check(account, entity, None, values)
    record = account.insert(entity, values)
    if entity.contact:
        record.contact = empty_contact(account.now())
    _finish_creation(account, entity, record, body)
    return record


def _finish_creation(account: Account, entity: Entity, record: Record, body: Mapping[str, object]) -> None:
    if entity.name == "Item":
        record.values["systemSku"] = f"21{record.id:010d}"
        account.level(record.id, 0)
    if entity.name == "Sale":
        # The ticket number is "22" and the padded id, as recorded (3.4).
        record.values["ticketNumber"] = f"22{record.id:010d}"
    if entity.name == "InventoryCountReconcile":
        _reconcile(account, record)
    try:
        _parts(account, entity, record, body)
    except Exception:
        account.forget(entity.name, record)
        raise


def update(account: Account, entity: Entity, record: Record, body: Mapping[str, object]) -> None:
    """Change a record: omitted fields stay, empty ones are cleared (2.1).

    Raises:
        Refusal: The values do not fit, or the record does not allow it.
    """
    values = _values(entity, body)
    if "archived" in entity.fields and "archived" in body:
        if read_value("flag", body["archived"], "archived"):
            refuse(f"{entity.name} cannot be archived by a change, delete it.")
        values["archived"] = False
    _check(account, entity, record, values)
    before, contact = dict(record.values), dict(record.contact)
    parts = account.parts(record) if entity.name == "Sale" else set[tuple[str, int]]()
    completes = entity.name == "Sale" and values.get("completed") is True and not record.values["completed"]
    record.values.update(values)
    if completes:
        record.values["completed"] = False
    try:
        _parts(account, entity, record, body)
        if completes:
            complete_sale(account, record)
    except Exception:
        record.values, record.contact = before, contact
        if entity.name == "Sale":
            account.keep_parts(record, parts)
        raise
    # What moves stock moves the stamps of the stock rows, not the item's own (the tenth surprise).
    if set(body) - _STOCK_ONLY:
        account.touch(entity.name, record)


def remove(account: Account, entity: Entity, record: Record, *, moves_stamp: bool) -> None:
    """Archive or delete a record, whichever the resource does (2.2).

    Raises:
        Refusal: It has children, or is completed.
    """
    if entity.name == "Category" and account.related("Category", "parentID", record.id):
        refuse("A category with children cannot be deleted.")
    if entity.name == "Sale" and record.values["completed"]:
        refuse("A completed sale cannot be archived.")
    if entity.name == "SaleLine" and account.need("Sale", record.values["saleID"]).values["completed"]:
        refuse("A line of a completed sale cannot be deleted.")
    if entity.removal == "delete":
        account.forget(entity.name, record)
        return
    if entity.name == "Item":
        for row in account.levels(record.id):
            if row.values["shopID"]:
                account.set_stock(record.id, row.number("shopID"), 0, "Archived")
    record.values["archived"] = True
    if moves_stamp:
        account.touch(entity.name, record)


# -- parts -------------------------------------------------------------------------------------------------------------


def _values(entity: Entity, body: Mapping[str, object]) -> dict[str, Value]:
    """Read the fields that a client may set; what only the service sets is ignored, what is unknown as well."""
    known = {name: field for name, field in entity.fields.items() if field.writable and name in body}
    return {name: read_value(field.kind, body[name], name) for name, field in known.items()}


def _check(account: Account, entity: Entity, record: Record | None, values: dict[str, Value]) -> None:
    if entity.name == "Item":
        _check_codes(account, record, values)
        if record is not None and "description" in values and not values["description"]:
            refuse("Item not updated. An Item must have a description.")
    if entity.name == "Order" and record is None:
        account.need("Vendor", values["vendorID"])
    for name, kind in (("itemID", "Item"), ("inventoryCountID", "InventoryCount"), ("orderID", "Order")):
        if values.get(name) and name != entity.key:
            account.need(kind, values[name])
    if entity.name == "InventoryCount" and record is None:
        account.need("Shop", values["shopID"])


def _check_codes(account: Account, record: Record | None, values: dict[str, Value]) -> None:
    """Refuse a code that another item has, even where this write does not touch it (3.1)."""
    for name in _UNIQUE:
        code = values.get(name, record.values[name] if record is not None else "")
        if code and any(one.values[name] == code and one is not record for one in account.all("Item")):
            refuse(f"The {name} {code} belongs to another item.", status=422)


def _parts(account: Account, entity: Entity, record: Record, body: Mapping[str, object]) -> None:
    """Carry out the nested writes of a body."""
    if entity.contact and "Contact" in body:
        write_contact(record.contact, body["Contact"], account.now())
    if entity.name == "Item":
        for price in entries(body.get("Prices"), "ItemPrice"):
            use = str(price.get("useType") or {"1": "Default", "2": "MSRP"}.get(str(price.get("useTypeID")), ""))
            record.prices[use] = cast("Any", read_value("decimal", price.get("amount"), "amount"))
        for row in entries(body.get("ItemShops"), "ItemShop"):
            _write_level(account, record, row)
    if entity.name == "Sale":
        write_sale_parts(account, record, body)
    if entity.name == "SaleLine":
        price_sale(account, account.need("Sale", record.values["saleID"]))


def _write_level(account: Account, item: Record, row: Mapping[str, object]) -> None:
    """Write one stock row through its item, named by its id or its shop; ``qoh`` is absolute (4)."""
    if row.get("itemShopID"):
        found = account.need("ItemShop", row["itemShopID"])
        if found.values["itemID"] != item.id:
            refuse("The stock row belongs to another item.")
        shop = found.number("shopID")
    else:
        shop = cast("int", read_value("id", row.get("shopID"), "shopID"))
        if not shop:
            refuse("A stock row is named by itemShopID or shopID.")
        account.need("Shop", shop)
    if "qoh" in row:
        account.set_stock(item.id, shop, cast("int", read_value("int", row["qoh"], "qoh")), _PEOPLE_MOVED)
    limits = _values(ENTITIES["ItemShop"], row)
    if limits:
        level = account.level(item.id, shop)
        level.values.update(limits)
        account.touch("ItemShop", level)


def _reconcile(account: Account, record: Record) -> None:
    """Put the stock to what was counted: of one item, or of all in the count; not undoable (4)."""
    count = account.need("InventoryCount", record.values["inventoryCountID"])
    only = record.values["itemID"]
    for counted in account.related("InventoryCountItem", "inventoryCountID", count.id):
        if not only or counted.values["itemID"] == only:
            item, shop = counted.number("itemID"), count.number("shopID")
            account.set_stock(item, shop, counted.number("qty"), "InventoryCount")
