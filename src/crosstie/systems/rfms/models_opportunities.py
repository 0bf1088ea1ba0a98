"""Opportunities of the CRM (fact sheet: rfms.md, 3.2). They are read; nothing but creating one is possible."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.rfms.models_base import ID, SLASH_DAY, SLASH_INSTANT, RfmsRecord

__all__ = ["Opportunity", "OpportunityEvent", "OpportunityProduct"]


@model(kw_only=True)
class OpportunityProduct(RfmsRecord):
    """A product that a customer looks at."""

    id: str | None = wire(form=ID)
    color_id: str | None = wire(form=ID)
    quantity: Decimal | None = None
    sample_checked_out: bool | None = None
    price: Decimal | None = None


@model(kw_only=True)
class Opportunity(RfmsRecord):
    """A sale that may happen.

    Attributes:
        id: Ten capitals and digits.
        title: Title.
        customer_id: Customer.
        salesperson: Name or e-mail.
        store: Number of the store; may be 0.
        date_created: Day.
        last_modified: To the minute.
        total_value: Worth.
        stage: ``To Do``, ``Contact``, ``Products``, ``Measure``, ``Quote``, ``Won`` or ``Lost``; Won can go back.
        quotes: Numbers; may hold the text ``undefined``.
        quote_approval: May be the text ``undefined``.
        orders: Numbers.
        products: Products.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id", updated="last_modified")

    id: str | None = wire(form=ID)
    title: str | None = None
    customer_id: str | None = wire(form=ID)
    salesperson: str | None = None
    store: int | None = None
    date_created: date | None = wire(form=SLASH_DAY)
    last_modified: datetime | None = wire(form=SLASH_INSTANT)
    total_value: Decimal | None = None
    stage: str | None = None
    quotes: tuple[str, ...] = ()
    quote_approval: str | None = None
    orders: tuple[str, ...] = ()
    products: tuple[OpportunityProduct, ...] = ()


@model(kw_only=True)
class OpportunityEvent(RfmsRecord):
    """One change of an opportunity.

    Attributes:
        opportunity_id: Which.
        opportunity_name: Its title.
        event_name: ``OPPORTUNITY CREATED``, ``STAGE CHANGED`` and others.
        event_time: When.
        user: Who.
        detail: The stage, or ``From -> To``.
    """

    opportunity_id: str | None = wire(form=ID)
    opportunity_name: str | None = None
    event_name: str | None = None
    event_time: datetime | None = wire(form=SLASH_INSTANT)
    user: str | None = None
    detail: str | None = None
