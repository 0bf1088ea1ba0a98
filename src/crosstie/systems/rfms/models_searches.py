"""Quotes and orders as rows of a search, and the value lists of documents (fact sheet: rfms.md, 3.3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.rfms.models_base import ID, PADDED, Address, NamedId, RfmsRecord
from crosstie.systems.rfms.models_documents import Party

__all__ = ["DocumentHit", "DocumentValues", "OrderHead"]


@model(kw_only=True)
class DocumentHit(RfmsRecord):
    """A row of a quote or order search; ``document_type`` is 0 for a quote, 1 for an order."""

    head: ClassVar[HeadNames | None] = HeadNames("database_id")

    database_id: str | None = wire(form=ID)
    document_number: str | None = wire(form=ID)
    document_type: int | None = None
    customer_first: str | None = None
    customer_last: str | None = None
    customer_type: str | None = None
    customer_address1: str | None = None
    customer_address2: str | None = None
    customer_city: str | None = None
    customer_state: str | None = None
    customer_postal_code: str | None = None
    customer_county: str | None = None
    phone1: str | None = None
    email: str | None = None
    description: str | None = None
    created_date: datetime | None = None
    entered_date: date | None = None
    delivery_date: date | None = None
    grand_total: Decimal | None = None
    balance_due: Decimal | None = None
    status: str | None = None
    is_template: bool | None = None
    job_number: str | None = wire(form=ID)
    po_number: str | None = wire(form=ID)
    salesperson1: str | None = None
    salesperson2: str | None = None
    store_id: str | None = wire(form=ID)
    billing_group_id: str | None = wire(form=ID)


@model(kw_only=True)
class OrderHead(RfmsRecord):
    """A row of the advanced find: the header of an order, quote or claim, and the only place that tells ``voided``."""

    head: ClassVar[HeadNames | None] = HeadNames("id")

    id: str | None = wire(form=ID)
    document_number: str | None = wire(form=ID)
    customer: Party | None = None
    ship_to: Address | None = None
    invoice_type: str | None = wire(form=ID)
    order_date: date | None = None
    date_entered: date | None = None
    estimated_delivery_date: date | None = None
    delivery_date: date | None = None
    measure_date: date | None = None
    invoice_date: date | None = None
    closed_date: date | None = None
    po_number: str | None = wire(form=ID)
    job_number: str | None = wire(form=ID)
    ad_source: str | None = None
    order_type: str | None = wire(form=PADDED)
    contract_type: str | None = wire(form=PADDED)
    service_type: str | None = wire(form=PADDED)
    order_total: Decimal | None = None
    grand_total: Decimal | None = None
    balance_due: Decimal | None = None
    paid: Decimal | None = None
    salesperson1: str | None = None
    salesperson2: str | None = None
    store: int | None = None
    occupied: bool | None = None
    voided: bool | None = None


@model(kw_only=True)
class DocumentValues(RfmsRecord):
    """The value lists for documents: what the three type ids stand for."""

    user_order_type_id: tuple[NamedId, ...] = ()
    service_type_id: tuple[NamedId, ...] = ()
    contract_type_id: tuple[NamedId, ...] = ()
