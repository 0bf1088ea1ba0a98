"""What a simulated store holds about its work: documents with their lines, payments, files and jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import attrs

from crosstie.testing.rfms.records import Address

__all__ = [
    "Attachment",
    "Document",
    "Job",
    "JobLine",
    "Line",
    "Payment",
    "WorkLine",
]


@attrs.frozen(kw_only=True)
class WorkLine:
    """One area of a document line's work order."""

    id: int
    number: int
    area: str = ""
    quantity: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)
    notes: str = ""


@attrs.frozen(kw_only=True)
class Line:
    """A line of a quote or order; it refers to the catalogue when ``product_id`` is not 0."""

    id: int
    number: int
    product_code: str = ""
    style_name: str = ""
    color_name: str = ""
    supplier_name: str = ""
    quantity: Decimal = Decimal(0)
    sale_units: str = ""
    unit_price: Decimal = Decimal(0)
    unit_cost: Decimal = Decimal(0)
    notes: str = ""
    product_id: int = 0
    color_id: int = 0
    price_level: str = ""
    line_status: str = "None"
    line_group_id: int = 0
    width: Decimal | None = None
    work: tuple[WorkLine, ...] = ()

    @property
    def total(self) -> Decimal:
        """Quantity times price, to the cent."""
        return (self.quantity * self.unit_price).quantize(Decimal("0.01"))


@attrs.frozen(kw_only=True)
class Document:
    """A quote or an order.

    Attributes:
        header: Plain header fields under the vendor's names; see ``document_fields``.
        dates: Header dates under the vendor's names.
        web: Whether an order is a web order.
        status: ``Open``, ``Exported`` or ``Job Costed`` (3.3).
        exported_to: The order a quote became last, or empty.
        source: Where an order came from, as order history tells it.
        lock_id: The lock somebody holds on it, or 0.
    """

    kind: Literal["quote", "order"]
    id: int
    number: str
    customer_id: int
    sold_to: Address
    ship_to: Address
    phone1: str = ""
    phone2: str = ""
    email: str = ""
    customer_type: str = ""
    store_number: int = 0
    header: Mapping[str, object] = attrs.field(factory=dict[str, object])
    dates: Mapping[str, date | None] = attrs.field(factory=dict[str, "date | None"])
    lines: tuple[Line, ...] = ()
    billing_group: Mapping[str, object] | None = None
    web: bool = False
    status: str = "Open"
    voided: bool = False
    exported_to: str = ""
    source: str | None = None
    lock_id: int = 0
    created: datetime
    updated: datetime

    def text(self, name: str) -> str:
        """Return a header field as text, empty when unset."""
        value = self.header.get(name)
        return "" if value is None else str(value)

    def id_of(self, name: str) -> int:
        """Return a header field that holds the id of a list entry, 0 when unset."""
        value = self.header.get(name)
        return value if isinstance(value, int) else 0


@attrs.frozen(kw_only=True)
class Payment:
    """Money received for a document."""

    id: int
    document_number: str
    method: str
    amount: Decimal
    approval_code: str = ""
    account_id: int = 0
    reference: str = ""
    fee: Decimal = Decimal(0)
    balance_before: Decimal
    at: datetime


@attrs.frozen(kw_only=True)
class Attachment:
    """A file on a document (``document_type`` set) or on a product (``product_id`` set)."""

    id: int
    extension: str
    data: bytes = attrs.field(repr=False)
    description: str = ""
    document_type: str = ""
    document_number: str = ""
    line_number: int | None = None
    product_id: str = ""
    color_id: str = ""


@attrs.frozen(kw_only=True)
class JobLine:
    """One order line within a job."""

    id: int
    number: int
    product_code: str = ""
    style_name: str = ""
    color_name: str = ""
    units: str = ""
    quantity: Decimal = Decimal(0)
    notes: str = ""
    work_notes: str = ""
    scheduled: date | None = None


@attrs.frozen(kw_only=True)
class Job:
    """A Schedule Pro job.

    Attributes:
        place: Address block and phones under the vendor's names.
        slot_id: The time slot, or 0.
    """

    id: int
    name: str
    document_number: str
    store_number: int = 0
    job_number: str = ""
    customer_name: str = ""
    place: Mapping[str, str] = attrs.field(factory=dict[str, str])
    salesperson: str = ""
    crew: str = ""
    secondary_crew: str = ""
    depot: str = ""
    status_id: int = 1
    slot_id: int = 0
    start: date | None = None
    end: date | None = None
    work_order_notes: str = ""
    work_ticket_notes: str = ""
    notes: str = ""
    track1: str = ""
    track2: str = ""
    labor_total: Decimal = Decimal(0)
    lines: tuple[JobLine, ...] = ()
    created: datetime
    updated: datetime
