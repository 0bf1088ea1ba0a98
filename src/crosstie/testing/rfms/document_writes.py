"""Writing quotes and orders: create, sparse update, notes, export (3.3, 3.8)."""

from __future__ import annotations

from typing import Literal

import attrs

from crosstie.testing.rfms.addresses import read_address
from crosstie.testing.rfms.customers import customer_with
from crosstie.testing.rfms.document_fields import NOTES, appended, only_notes, read_dates, read_header
from crosstie.testing.rfms.document_lines import merged_lines
from crosstie.testing.rfms.paperwork import Document, Line
from crosstie.testing.rfms.records import Address
from crosstie.testing.rfms.routing import Handler, covers
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, RefusedError, Reply, failed, in_both, in_detail, in_result

__all__ = ["append_notes", "creator", "drafted", "edited", "export", "updater"]

Kind = Literal["quote", "order"]
_CONTACTS = 4


def creator(kind: Kind) -> Handler:
    """Make the answer to ``POST /quote/create`` or ``/order/create``: the number, and the database id as a string."""

    def create(store: Store, call: Call) -> Reply:
        document = drafted(store, kind, call.body, web=call.body.text("category") != "Order")
        store.put_document(document)
        return in_both(document.number, {"docId": str(document.id)})

    return create


def drafted(store: Store, kind: Kind, body: Body, *, web: bool, number: str = "") -> Document:
    """Make the document that a body describes, not yet in the store.

    Raises:
        RefusedError: The customer, a product or a line is not acceptable.
    """
    now = store.now()
    blank = _for_customer(store, kind, body)
    document = attrs.evolve(
        blank,
        number=(number or body.text("documentNumber") or store.draw_number(kind)).upper(),
        web=web and kind == "order",
        dates={f"{kind}Date": now.date(), "enteredDate": now.date(), **read_dates(body)},
        header={**blank.header, **read_header(body)},
        lines=merged_lines(store, (), body.children("lines")),
        store_number=body.number("storeNumber") or blank.store_number,
    )
    if store.find_document(kind, document.number) is not None:
        raise RefusedError(failed(f"Document {document.number} exists already."))
    return attrs.evolve(document, billing_group=_billing_group(document, body))


def _for_customer(store: Store, kind: Kind, body: Body) -> Document:
    """Begin a document: the store's data of a known customer, with what was sent on top."""
    sent, now = body.child("soldTo"), store.now()
    known = customer_with(store, sent.number("customerId")) if sent.number("customerId") else None
    sold_to = read_address(sent, known.sold_to if known else Address())
    if not sold_to.person:
        raise RefusedError(failed("A document needs a customer to be sold to."))
    return Document(
        kind=kind,
        id=store.documents.new_id(),
        number="",
        customer_id=known.id if known else 0,
        sold_to=sold_to,
        ship_to=read_address(body.child("shipTo"), known.ship_to if known else Address()),
        phone1=sent.text("phone1", known.phone1 if known else ""),
        phone2=sent.text("phone2", known.phone2 if known else ""),
        email=sent.text("email", known.email if known else ""),
        customer_type=sent.text("customerType", known.customer_type if known else ""),
        store_number=known.store_number if known else 0,
        header={"taxStatus": known.tax_status, "taxMethod": known.tax_method} if known else {},
        created=now,
        updated=now,
    )


def _billing_group(document: Document, body: Body) -> dict[str, object] | None:
    if not body.has("billingGroup"):
        return None if document.billing_group is None else dict(document.billing_group)
    group = body.child("billingGroup")
    if document.web:
        raise RefusedError(failed("A web order cannot have a billing group."))
    contacts = group.children("contactList")
    if len(contacts) > _CONTACTS:
        raise RefusedError(failed("A billing group has at most four contacts."))
    written = [{key: contact.text(key) for key in ("name", "phone", "email", "other")} for contact in contacts]
    return {"id": 1, "description": group.text("description"), "contactList": written}


def updater(kind: Kind) -> Handler:
    """Make the answer to ``POST /quote`` or ``/order``, for which there is no sample."""

    def update(store: Store, call: Call) -> Reply:
        document = store.document(kind, call.body.text("number"))
        if call.body.values("lines") and not covers(store.rules.tier, "E"):
            raise store.above_tier()
        _check_open(document)
        store.put_document(edited(store, document, call.body))
        return in_result(store.rules.unsampled_result)

    return update


def _check_open(document: Document) -> None:
    if document.lock_id:
        raise RefusedError(failed(f"{document.number} is locked by another user."))
    if document.status == "Job Costed":
        raise RefusedError(failed(f"{document.number} is job costed."))


def edited(store: Store, document: Document, body: Body) -> Document:
    """Apply a sparse body. Notes alone are appended; beside any other field they replace what is there (3.3)."""
    if only_notes(body):
        header = appended(document.header, read_header(body))
        return attrs.evolve(document, header=header, updated=store.now())
    sent = body.child("soldTo")
    return attrs.evolve(
        document,
        sold_to=read_address(sent, document.sold_to),
        ship_to=read_address(body.child("shipTo"), document.ship_to),
        phone1=sent.text("phone1", document.phone1),
        phone2=sent.text("phone2", document.phone2),
        email=sent.text("email", document.email),
        header={**document.header, **read_header(body)},
        dates={**document.dates, **read_dates(body)},
        lines=merged_lines(store, document.lines, body.children("lines")),
        store_number=body.number("storeNumber") or document.store_number,
        billing_group=_billing_group(document, body),
        updated=store.now(),
    )


def append_notes(store: Store, call: Call) -> Reply:
    """Answer ``POST /order/notes``: always appends, and works even after job costing."""
    document = store.document("order", call.body.text("number"))
    notes = {key: call.body.text(key) for key in NOTES if call.body.has(key)}
    line_notes = {note.number("id"): note.text("note") for note in call.body.children("lineNotes")}
    unknown = set(line_notes) - {line.id for line in document.lines}
    if unknown:
        return failed(f"There is no such line on {document.number}.")
    store.put_document(
        attrs.evolve(
            document,
            header=appended(document.header, notes),
            lines=tuple(_noted(line, line_notes.get(line.id, "")) for line in document.lines),
            updated=store.now(),
        )
    )
    return in_result(f"Notes were added to {document.number}.")


def _noted(line: Line, note: str) -> Line:
    return attrs.evolve(line, notes=f"{line.notes}\n{note}".strip("\n")) if note else line


def export(store: Store, call: Call) -> Reply:
    """Answer ``POST /quote/{number}/export``: a web order, and another one each time it is called."""
    quote = store.document("quote", call.path["number"])
    now = store.now()
    order = attrs.evolve(
        quote,
        kind="order",
        id=store.documents.new_id(),
        number=store.draw_number("order"),
        web=True,
        status="Open",
        billing_group=None,
        source=quote.number,
        exported_to="",
        dates={**quote.dates, "orderDate": now.date(), "enteredDate": now.date()},
        created=now,
        updated=now,
    )
    store.put_document(order)
    store.put_document(attrs.evolve(quote, status="Exported", exported_to=order.number, updated=now))
    return in_detail(order.number)
