"""CRM opportunities: one call that makes customers and documents, and the feeds of the last seven days (3.2)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Literal

import attrs

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.customers import DUPLICATE, created, customer_with, same_person
from crosstie.testing.rfms.dates import day_us, minute_us, second_us
from crosstie.testing.rfms.document_writes import drafted
from crosstie.testing.rfms.paperwork import Document
from crosstie.testing.rfms.records import Customer, Event, Opportunity
from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, JsonObject, RefusedError, Reply, bare, failed, in_result, message

__all__ = ["ROUTES", "moved", "opened"]

_WINDOW = timedelta(days=7)


def create(store: Store, call: Call) -> Reply:
    """Answer ``POST /opportunity``: a customer, new or existing, and what the flags ask for.

    Estimates and project-manager leads are not played: their flags are answered with 501.
    """
    body = call.body
    if body.flag("useBidPro") or body.flag("useProjectManager"):
        raise RefusedError(message(501, "This simulator plays neither estimates nor project-manager leads."))
    customer = _customer(store, body)
    document = None
    if body.flag("createOrder") or not body.flag("useCRM"):
        document = store.put_document(_document(store, customer, body))
    if body.flag("useCRM"):
        opportunity = opened(store, customer, document)
        if document is None:
            return in_result(opportunity.id if store.rules.opportunity_answer == "id" else 0)
    return in_result(document.number if document else None)


def _customer(store: Store, body: Body) -> Customer:
    wanted = body.number("customerId") or body.number("customerid")
    if wanted:
        return customer_with(store, wanted)
    if not body.has("customerAddress"):
        raise RefusedError(failed("Required: customerAddress."))
    customer = created(store, body)
    existing = same_person(store, customer)
    if existing is None:
        return store.customers.put(customer)
    if store.rules.opportunity_duplicate == "failed":
        raise RefusedError(failed(DUPLICATE, {"existingCustomerId": existing.id}))
    # The one failure that is outside the envelope (1.5).
    messages = [DUPLICATE, f"existingCustomerId:{existing.id}"]
    raise RefusedError(bare({"accepted": False, "requestId": "", "messages": messages}))


def _document(store: Store, customer: Customer, body: Body) -> Document:
    """Draft an order (a web one unless ``orderType`` is ``Order``) or an empty quote."""
    kind: Literal["quote", "order"] = "order" if body.flag("createOrder") else "quote"
    fields: JsonObject = {key: value for key, value in body.fields.items() if key not in {"lines", "notes"}}
    fields |= {"soldTo": {"customerId": customer.id}, "publicNotes": body.text("notes")}
    fields |= {f"salesperson{place}": body.text(f"preferredSalesperson{place}") for place in (1, 2)}
    document = drafted(store, kind, Body(fields), web=body.text("orderType") != "Order")
    business = document.sold_to.business_name
    if not business:
        return document
    # A business becomes the last name of the document's customer (3.0).
    sold_to = attrs.evolve(document.sold_to, business_name="", last_name=business, first_name="")
    return attrs.evolve(document, sold_to=sold_to)


def opened(store: Store, customer: Customer, document: Document | None = None) -> Opportunity:
    """Open an opportunity in the first stage, with its event."""
    now, place = store.now(), len(store.opportunities) + 1
    number = (document.number,) if document else ()
    opportunity = Opportunity(
        id=hashlib.sha256(f"opportunity {place}".encode()).hexdigest()[:10].upper(),
        title=customer.sold_to.person,
        customer_id=customer.id,
        salesperson=customer.salesperson1,
        store_number=customer.store_number,
        total=store.grand_total(document) if document else Decimal(0),
        quotes=number if document and document.kind == "quote" else (),
        orders=number if document and document.kind == "order" else (),
        created=now,
        modified=now,
    )
    store.opportunities[opportunity.id] = opportunity
    _tell(store, opportunity, "OPPORTUNITY CREATED", opportunity.stage)
    return opportunity


def moved(store: Store, opportunity: Opportunity, stage: str) -> Opportunity:
    """Put an opportunity into another stage, with its event; Won can go back."""
    after = attrs.evolve(opportunity, stage=stage, modified=store.now())
    store.opportunities[after.id] = after
    _tell(store, after, "STAGE CHANGED", f"{opportunity.stage} -> {stage}")
    return after


def _tell(store: Store, opportunity: Opportunity, name: str, detail: str) -> None:
    store.events.append(
        Event(
            opportunity_id=opportunity.id,
            title=opportunity.title,
            name=name,
            at=store.now(),
            user=opportunity.salesperson or lists.SALESPEOPLE[0],
            detail=detail,
        )
    )


def recent(store: Store, _call: Call) -> Reply:
    """Answer ``GET /opportunities``: changed in the last seven days, nothing older."""
    since = store.now() - _WINDOW
    return in_result([_row(store, item) for item in store.opportunities.values() if item.modified >= since])


def in_stage(store: Store, call: Call) -> Reply:
    """Answer ``GET /opportunities/{stage}``, by the generic names; all of them, whatever their age."""
    wanted = call.path["stage"].casefold()
    return in_result([_row(store, item) for item in store.opportunities.values() if item.stage.casefold() == wanted])


def events(store: Store, _call: Call) -> Reply:
    """Answer ``GET /opportunities/lastmodified``: what happened in the last seven days."""
    since = store.now() - _WINDOW
    return in_result(
        [
            {
                "opportunityId": event.opportunity_id,
                "opportunityName": event.title,
                "eventName": event.name,
                "eventTime": second_us(event.at),
                "user": event.user,
                "detail": event.detail,
            }
            for event in store.events
            if event.at >= since
        ]
    )


def get(store: Store, call: Call) -> Reply:
    """Answer ``GET /opportunity/{id}``."""
    found = store.opportunities.get(call.path["id"])
    if found is None:
        store.refuse_missing("opportunity")
    return in_result(_row(store, found))


def _row(store: Store, opportunity: Opportunity) -> JsonObject:
    undefined = store.rules.undefined_text and not opportunity.quotes
    return {
        "id": opportunity.id,
        "title": opportunity.title,
        "customerId": str(opportunity.customer_id),
        "salesperson": opportunity.salesperson,
        "store": opportunity.store_number,
        "dateCreated": day_us(opportunity.created),
        "lastModified": minute_us(opportunity.modified),
        "totalValue": opportunity.total,
        "stage": opportunity.stage,
        "quotes": ["undefined"] if undefined else list(opportunity.quotes),
        "quoteApproval": "undefined" if undefined else None,
        "orders": list(opportunity.orders),
        "products": [],
    }


ROUTES = (
    Route("POST", "opportunity", "S", create),
    Route("GET", "opportunities", "P", recent),
    Route("GET", "opportunities/{stage}", "P", in_stage),
    Route("GET", "opportunities/lastmodified", "P", events),
    Route("GET", "opportunity/{id}", "P", get),
)
