"""Create, update, delete, void and send: the writes of fact sheet 2.2 to 2.4, over the rules of each entity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from crosstie.testing.quickbooks.balances import settle
from crosstie.testing.quickbooks.codec import Json, items, members, text
from crosstie.testing.quickbooks.company import Company, Record
from crosstie.testing.quickbooks.drafts import Draft
from crosstie.testing.quickbooks.entities import Entity
from crosstie.testing.quickbooks.fields import check
from crosstie.testing.quickbooks.forms import dress_bill, dress_sales_form
from crosstie.testing.quickbooks.lists import dress_account, dress_company_info, dress_item, dress_person
from crosstie.testing.quickbooks.payments import dress_payment
from crosstie.testing.quickbooks.refusals import refuse, refuse_missing, refuse_stale, refuse_unsupported

__all__ = ["create", "delete", "send", "update", "void"]

_DRESS: Final[Mapping[str, Callable[[Draft], None]]] = {
    "CompanyInfo": dress_company_info,
    "Customer": dress_person,
    "Vendor": dress_person,
    "Employee": dress_person,
    "Item": dress_item,
    "Account": dress_account,
    "Estimate": dress_sales_form,
    "Invoice": dress_sales_form,
    "SalesReceipt": dress_sales_form,
    "CreditMemo": dress_sales_form,
    "Payment": dress_payment,
    "Bill": dress_bill,
}
_SYSTEM: Final = frozenset({"Id", "SyncToken", "MetaData", "domain", "sparse", "status"})


def create(company: Company, entity: Entity, body: Json, *, include: frozenset[str] = frozenset()) -> Record:
    """Make a new object.

    Raises:
        Refusal: By the rules of the entity.
    """
    _allow(entity, "create" in entity.operations, "create")
    check(entity.name, entity.fields, entity.closed, body)
    data = {name: value for name, value in _sent(entity, body, {"write", "create"}).items() if not _empty(value)}
    draft = Draft(company=company, entity=entity, body=body, data=_numbered(company, entity, data, {}), include=include)
    _DRESS[entity.name](draft)
    record = company.insert(entity, draft.data)
    settle(company, entity, record.id, {}, draft.data)
    company.note("create", entity, record)
    return record


def update(company: Company, entity: Entity, body: Json, *, include: frozenset[str] = frozenset()) -> Record:
    """Change an object: fully, where a writable field that is left out becomes null, or sparsely (2.3).

    Raises:
        Refusal: 610 without such an object, 5010 for a stale SyncToken, and by the rules of the entity.
    """
    _allow(entity, "update" in entity.operations, "update")
    check(entity.name, entity.fields, entity.closed, body)
    record = _current(company, entity, body)
    old = _stored(record)
    draft = Draft(
        company=company,
        entity=entity,
        body=body,
        data=_numbered(company, entity, _combined(company, entity, body, old), old),
        old=old,
        record=record,
        sparse=body.get("sparse") is True,
        include=include,
    )
    _DRESS[entity.name](draft)
    return _save(draft, record, "update")


def delete(company: Company, entity: Entity, body: Json) -> Json:
    """Delete a transaction; list objects cannot be deleted.

    Returns:
        What the answer shows of it: ``domain``, ``status`` and ``Id`` (2.3).

    Raises:
        Refusal: 500 for a list object, 610, 5010, or 6000 while payments are linked to an invoice.
    """
    _allow(entity, "delete" in entity.operations, "delete")
    record = _current(company, entity, body)
    _unlinked(company, entity, record)
    settle(company, entity, record.id, _stored(record), {})
    company.remove(entity, record)
    company.note("delete", entity, record)
    return {"domain": "QBO", "status": "Deleted", "Id": record.id}


def void(company: Company, entity: Entity, body: Json, *, included: bool) -> Record:
    """Void a transaction: amounts become zero, the note says so, lines and customer stay (2.3).

    Args:
        company: Where.
        entity: What kind.
        body: Id and SyncToken.
        included: Whether ``operation=update&include=void`` was asked for, rather than ``operation=void``.

    Raises:
        Refusal: 500 if this kind is not voided in this way, 610, 5010, or 6000 while payments are linked.
    """
    _allow(entity, ("include_void" if included else "void") in entity.operations, "void")
    record = _current(company, entity, body)
    _unlinked(company, entity, record)
    old = _stored(record)
    data: Json = {**old, "TotalAmt": 0, "PrivateNote": "Voided"}
    data["Line"] = [{**line, "Amount": 0} for line in map(members, items(old.get("Line"))) if line is not None]
    if "Balance" in old:
        data["Balance"] = 0
    if entity.name == "Payment":
        data.update({"Line": [], "UnappliedAmt": 0})
    if "TxnTaxDetail" in old:
        data["TxnTaxDetail"] = {**data["TxnTaxDetail"], "TotalTax": 0}
    draft = Draft(company=company, entity=entity, body=body, data=data, old=old, record=record)
    return _save(draft, record, "void")


def send(company: Company, entity: Entity, identity: str, address: str | None) -> Record:
    """Send a form by e-mail; the address given replaces BillEmail (2.8).

    Raises:
        Refusal: 500 if this kind is not sent, 610, or 6420 without any address.
    """
    _allow(entity, "send" in entity.operations, "send")
    record = company.need(entity.name, identity)
    old = _stored(record)
    data = dict(old)
    if address:
        data["BillEmail"] = {"Address": address}
    if entity.name != "Payment" and members(data.get("BillEmail")) is None:
        refuse("6420", "The form has no BillEmail, and sendTo gives no address", "BillEmail")
    moment = company.stamp(int(company.clock.now().timestamp()))
    data.update({"EmailStatus": "EmailSent", "DeliveryInfo": {"DeliveryType": "Email", "DeliveryTime": moment}})
    draft = Draft(company=company, entity=entity, body={}, data=data, old=old, record=record)
    return _save(draft, record, "send")


def _save(draft: Draft, record: Record, operation: str) -> Record:
    changed = _differs(draft.old, draft.data)
    if not changed and not draft.company.rules.unchanged_writes_count:
        return record
    draft.company.replace(draft.entity, record, draft.data)
    settle(draft.company, draft.entity, record.id, draft.old, draft.data)
    draft.company.note(operation, draft.entity, record)
    return record


def _differs(old: Json, new: Json) -> bool:
    return {name: value for name, value in new.items() if value is not None} != old


def _allow(entity: Entity, allowed: bool, operation: str) -> None:  # noqa: FBT001 - what is asked, as a fact
    if not allowed:
        refuse_unsupported(f"Operation {operation} is not supported for {entity.name}")


def _current(company: Company, entity: Entity, body: Json) -> Record:
    """Return the object, if the SyncToken sent is the current one (2.4)."""
    if body.get("Id") is None:
        refuse_missing("Id")
    record = company.need(entity.name, text(body["Id"]), "Id")
    if body.get("SyncToken") is None:
        refuse_missing("SyncToken")
    if body["SyncToken"] != str(record.token):
        refuse_stale()
    return record


def _unlinked(company: Company, entity: Entity, record: Record) -> None:
    if entity.name != "Payment" and company.applied.get((entity.name, record.id)):
        refuse("6000", "A payment is linked to this transaction; unlink it first")


def _stored(record: Record) -> Json:
    return {name: value for name, value in record.read().items() if name not in _SYSTEM}


def _sent(entity: Entity, body: Json, access: set[str]) -> Json:
    """Return what may be written of a body; read-only properties are ignored without an error (2.1)."""
    return {
        name: value
        for name, value in body.items()
        if name not in _SYSTEM and (name not in entity.fields or entity.fields[name].access in access)
    }


def _combined(company: Company, entity: Entity, body: Json, old: Json) -> Json:
    sent = _sent(entity, body, {"write"})
    if body.get("sparse") is not True:
        fixed = {name: value for name, value in old.items() if name in entity.fields and _fixed(entity, name)}
        return {**fixed, **{name: value for name, value in sent.items() if not _empty(value)}}
    combined = dict(old)
    for name, value in sent.items():
        if value is None and not company.rules.null_clears:
            continue
        if not _empty(value):
            combined[name] = value
        elif name != entity.name_field:
            # A sparse update cannot remove DisplayName (3.2); other fields are cleared by an empty text (2.3).
            combined.pop(name, None)
    return combined


def _fixed(entity: Entity, name: str) -> bool:
    return entity.fields[name].access != "write"


def _empty(value: object) -> bool:
    """Nothing, or an object that holds nothing: it is not stored (2.1). An empty list says something."""
    inside = members(value)
    return value is None or value == "" or (inside is not None and all(_empty(held) for held in inside.values()))


def _numbered(company: Company, entity: Entity, data: Json, old: Json) -> Json:
    """Give each address an Id, its own one if it had one (3.1), and references no name but the system's."""
    for name, value in data.items():
        field = entity.fields.get(name)
        inside = members(value)
        if field is None or inside is None:
            continue
        if field.shape == "address" and "Id" not in inside:
            known = (members(old.get(name)) or {}).get("Id")
            company.numbers["address"] += known is None
            data[name] = {"Id": known or str(company.numbers["address"]), **inside}
        elif field.shape == "ref":
            data[name] = {"value": inside["value"]}
    return data
