"""Edits behind the API's back: what somebody at the store does in RFMS itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import attrs

from crosstie.errors import UsageError
from crosstie.testing.rfms import lists
from crosstie.testing.rfms.customers import changed
from crosstie.testing.rfms.document_writes import edited
from crosstie.testing.rfms.opportunities import moved, opened
from crosstie.testing.rfms.paperwork import Document
from crosstie.testing.rfms.records import Customer, Opportunity
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body

__all__ = ["edit_customer", "edit_document", "move_opportunity", "open_opportunity"]

T = TypeVar("T")

_STORE_DATES = ("billedDate", "deliveryDate")


def _known(found: T | None, noun: str, wanted: object) -> T:
    if found is None:
        text = f"The store has no {noun} {wanted}."
        raise UsageError(text)
    return found


def edit_customer(store: Store, customer_id: int, fields: Mapping[str, object]) -> Customer:
    """Merge fields of the shape that save takes, and those that only the store can write."""
    body = Body(fields)
    before = _known(store.customers.get(customer_id), "customer", customer_id)
    after = changed(store, before, body, merge=True)
    return store.customers.put(
        attrs.evolve(
            after,
            phone3=body.text("phone3", after.phone3),
            notes=body.text("notes", after.notes),
            active=body.flag("active", default=after.active),
        )
    )


def edit_document(store: Store, number: str, fields: Mapping[str, object]) -> Document:
    """Apply fields of the shape that update takes, and those that only the store can write."""
    body = Body(fields)
    found = store.find_document("order", number) or store.find_document("quote", number)
    after = edited(store, _known(found, "document", number), body)
    days = {key: body.day(key) for key in _STORE_DATES if body.has(key)}
    return store.put_document(
        attrs.evolve(
            after,
            voided=body.flag("voided", default=after.voided),
            status=body.text("status", after.status),
            dates={**after.dates, **days},
        )
    )


def open_opportunity(store: Store, customer_id: int) -> Opportunity:
    """Open an opportunity for a customer."""
    return opened(store, _known(store.customers.get(customer_id), "customer", customer_id))


def move_opportunity(store: Store, opportunity_id: str, stage: str) -> Opportunity:
    """Put an opportunity into another stage."""
    found = store.opportunities.get(opportunity_id) if stage in lists.STAGES else None
    return moved(store, _known(found, "opportunity and stage", opportunity_id), stage)
