"""The calls of CRM opportunities (fact sheet: rfms.md, 3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

import attrs

from crosstie.core.exchange import Call
from crosstie.errors import NotFound, UsageError
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.envelope import Envelope, records, single, words
from crosstie.systems.rfms.models_base import Address, write_id, write_slash_day
from crosstie.systems.rfms.models_customers import Customer
from crosstie.systems.rfms.models_opportunities import Opportunity, OpportunityEvent
from crosstie.systems.rfms.requests import call_of, filled
from crosstie.systems.rfms.settings import Settings

__all__ = ["STAGES", "OpportunityDraft", "changed", "create", "events", "get", "in_stage"]

STAGES: Final = ("To Do", "Contact", "Products", "Measure", "Quote", "Won", "Lost")
"""The generic names; they are the ones to ask for even where a company has renamed them."""

_FLAGS: Final[Mapping[str, Mapping[str, object]]] = {
    "opportunity": {"useCRM": True},
    "order": {"createOrder": True, "orderType": "Order"},
    "web order": {"createOrder": True},
    "quote": {},
    "estimate": {"useBidPro": True},
    "lead": {"useProjectManager": True},
}


@attrs.frozen(kw_only=True)
class OpportunityDraft:
    """What ``POST /opportunity`` makes in one call: a customer, new or existing, and something for them.

    A business name becomes the last name on the document that is made, with an empty first name.

    Attributes:
        customer: A new customer; or an existing one, of which only ``customer_id`` is sent.
        makes: A CRM opportunity, an order, a web order, an empty quote, a BidPro estimate or a project manager's lead.
        ship_to: Where goods go, for an existing customer.
        document_number: A number of the host's own, if the store allows it.
        model_name: Needed by many stores for estimates.
        notes: Notes.
        estimated_delivery_date: Planned delivery.
        measure_date: Day of measuring.
        time_slot: Id of a slot.
        ad_source: Where the customer heard of the store.
        po_number: The place for a reference of one's own.
        job_number: Another.
        store_number: Number of the store.
        preferred_salesperson1: Name.
        preferred_salesperson2: Name.
        company_id: A secondary company.
    """

    customer: Customer
    makes: Literal["opportunity", "order", "web order", "quote", "estimate", "lead"] = "opportunity"
    ship_to: Address | None = None
    document_number: str | None = None
    model_name: str | None = None
    notes: str | None = None
    estimated_delivery_date: date | None = None
    measure_date: date | None = None
    time_slot: int | None = None
    ad_source: str | None = None
    po_number: str | None = None
    job_number: str | None = None
    store_number: int | None = None
    preferred_salesperson1: str | None = None
    preferred_salesperson2: str | None = None
    company_id: str | None = None

    def to_wire(self) -> dict[str, object]:
        """Return it as RFMS spells it; days as ``10/31/2026`` (3.0)."""
        existing = self.customer.customer_id
        who = {"customerId": write_id(existing)} if existing else self.customer.to_wire(writable=True)
        return {**who, **filled(self._document()), **_FLAGS[self.makes]}

    def _document(self) -> dict[str, object]:
        return {
            "shipTo": None if self.ship_to is None else self.ship_to.to_wire(writable=True),
            "documentNumber": self.document_number,
            "modelName": self.model_name,
            "notes": self.notes,
            "estimatedDeliveryDate": _day(self.estimated_delivery_date),
            "measureDate": _day(self.measure_date),
            "timeSlot": self.time_slot,
            "adSource": self.ad_source,
            "poNumber": self.po_number,
            "jobNumber": self.job_number,
            "storeNumber": self.store_number,
            "preferredSalesperson1": self.preferred_salesperson1,
            "preferredSalesperson2": self.preferred_salesperson2,
            "companyId": self.company_id,
        }


def _day(day: date | None) -> str | None:
    return None if day is None else write_slash_day(day)


def create(draft: OpportunityDraft, settings: Settings, resume: str | None) -> Call[str | None]:
    """Make a customer and something for them."""

    def decode(answer: Envelope) -> str | None:
        made = words(answer.result)
        return None if made == "0" else made

    body = draft.to_wire()
    return call_of(
        "opportunities.create", routes.CREATE_OPPORTUNITY, decode, body=body, resume=resume, settings=settings
    )


def changed(settings: Settings) -> Call[list[Opportunity]]:
    """List what changed in the last seven days."""
    return call_of(
        "opportunities.changed", routes.OPPORTUNITIES, lambda answer: records("R", Opportunity, answer, settings.zone)
    )


def in_stage(stage: str, settings: Settings) -> Call[list[Opportunity]]:
    """List everything in a stage."""
    if stage not in STAGES:
        # "lastmodified" in this place would be another endpoint, and any other word an empty list.
        message = f"{stage!r} is no stage of opportunities."
        raise UsageError(message, advice=f"Choose from: {', '.join(STAGES)}.")
    return call_of(
        "opportunities.in_stage",
        routes.OPPORTUNITIES_IN_STAGE,
        lambda answer: records("R", Opportunity, answer, settings.zone),
        path={"stage": stage},
    )


def events(settings: Settings) -> Call[list[OpportunityEvent]]:
    """List what happened in the last seven days."""
    return call_of(
        "opportunities.events",
        routes.OPPORTUNITY_EVENTS,
        lambda answer: records("R", OpportunityEvent, answer, settings.zone),
    )


def get(opportunity_id: str, settings: Settings) -> Call[Opportunity]:
    """Read one opportunity."""

    def decode(answer: Envelope) -> Opportunity:
        found = single("R", Opportunity, answer, settings.zone)
        if found is None or not found.id:
            message = f"RFMS has no opportunity {opportunity_id}."
            raise NotFound(message)
        return found

    return call_of("opportunities.get", routes.GET_OPPORTUNITY, decode, path={"id": opportunity_id})
