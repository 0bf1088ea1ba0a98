"""Quotes and orders, whole and as rows of a search (fact sheet: rfms.md, 3.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.rfms.models_attachments import Attachment
from crosstie.systems.rfms.models_base import ID, Address, RfmsRecord

__all__ = [
    "BillingContact",
    "BillingGroup",
    "Document",
    "Line",
    "Order",
    "Party",
    "PaymentSummary",
    "Quote",
    "Totals",
    "WorkOrderLine",
]


@model(kw_only=True)
class Party(RfmsRecord):
    """Whom a document is sold to: an address, the customer and how to reach them."""

    customer_id: str | None = wire(form=ID)
    customer_type: str | None = None
    business_name: str | None = None
    last_name: str | None = None
    first_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    county: str | None = None
    country: str | None = None
    phone1: str | None = None
    phone2: str | None = None
    email: str | None = None


@model(kw_only=True)
class WorkOrderLine(RfmsRecord):
    """One piece of work on a line; the quantities of a line's work have to add up."""

    id: str | None = wire(form=ID)
    line_number: int | None = None
    area_name: str | None = None
    quantity: Decimal | None = None
    rate: Decimal | None = None
    notes: str | None = None
    delete: bool | None = None


@model(kw_only=True)
class Line(RfmsRecord):
    """One line of a quote or order.

    On update a line with ``id`` is changed, one without is added, one with ``delete`` is removed. A line names a
    product by ``product_id`` and ``color_id``, or describes it in words; setting ``width`` makes it the second kind.

    Attributes:
        id: Id of the line.
        line_number: Position.
        product_code: Category, such as ``01``; the zero counts.
        roll_item_number: Roll or item.
        style_name: Style.
        color_name: Colour.
        supplier_name: Supplier.
        quantity: With the noise of the server's own arithmetic, such as 11999.9997.
        sale_units: Unit.
        freight: Freight.
        unit_price: Price of one.
        total: Total of the line.
        is_use_tax_line: Use tax.
        notes: Notes.
        product_id: Product.
        color_id: Colour option.
        delete: Remove this line.
        price_level: ``Price1`` to ``Price12``.
        line_status: ``None``, ``GeneratePurchaseOrder``, ``Reserved`` and others.
        in_transit: On its way.
        promise_date: Promised day.
        attachments: Files.
        work_order_lines: Work.
        bill_quantity: Newer installations, as is everything below.
        load: Load.
        unit_cost: Cost of one.
        internal_notes: Notes.
        serial_number: Serial number.
        ec_product_id: ProSource.
        ec_color_id: ProSource.
        line_group_id: Group of lines.
        install_date: Day of installation.
        width: Width.
        sample_taken: Sample.
        ship_to: Where this line goes.
    """

    id: str | None = wire(form=ID)
    line_number: int | None = None
    product_code: str | None = None
    roll_item_number: str | None = wire(form=ID)
    style_name: str | None = None
    color_name: str | None = None
    supplier_name: str | None = None
    quantity: Decimal | None = None
    sale_units: str | None = None
    freight: Decimal | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None
    is_use_tax_line: bool | None = None
    notes: str | None = None
    product_id: str | None = wire(form=ID)
    color_id: str | None = wire(form=ID)
    delete: bool | None = None
    price_level: str | None = wire(form=ID)
    line_status: str | None = None
    in_transit: Any = None
    promise_date: date | None = None
    attachments: tuple[Attachment, ...] = ()
    work_order_lines: tuple[WorkOrderLine, ...] = ()
    bill_quantity: Decimal | None = None
    load: Any = None
    unit_cost: Decimal | None = None
    internal_notes: str | None = None
    serial_number: str | None = wire(form=ID)
    ec_product_id: str | None = wire(form=ID)
    ec_color_id: str | None = wire(form=ID)
    line_group_id: str | None = wire(form=ID)
    install_date: date | None = None
    width: Any = None
    sample_taken: Any = None
    ship_to: Any = None


@model(kw_only=True)
class Totals(RfmsRecord):
    """The sums of a document; kept by RFMS."""

    material: Decimal | None = None
    labor: Decimal | None = None
    misc: Decimal | None = None
    total: Decimal | None = None
    sales_tax: Decimal | None = None
    misc_tax: Decimal | None = None
    grand_total: Decimal | None = None
    recycle_fee: Decimal | None = None
    discount: Decimal | None = None


@model(kw_only=True)
class PaymentSummary(RfmsRecord):
    """What was paid; the order is the invoice, so this is its balance."""

    paid_date: date | None = None
    paid_amount: Decimal | None = None
    balance_due: Decimal | None = None


@model(kw_only=True)
class BillingContact(RfmsRecord):
    """One of up to four people of a billing group."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    other: str | None = None


@model(kw_only=True)
class BillingGroup(RfmsRecord):
    """Orders that are billed together; on create, ``parent_order`` joins one."""

    id: str | None = wire(form=ID)
    description: str | None = None
    contact_list: tuple[BillingContact, ...] = wire(default=(), max_length=4)
    parent_order: str | None = wire(form=ID)


@model(kw_only=True)
class Document(RfmsRecord):
    """What quotes and orders have in common.

    On update everything but ``number`` is optional and null means unchanged. A body of notes alone appends them; with
    any other field beside them they are replaced.

    Attributes:
        id: Database id.
        number: The number people use, in capitals; its prefix says nothing about the kind of document.
        original_number: Number it had before.
        category: ``OriginalInvoice``; on create ``Order``, or RFMS makes a web order.
        order_number: On quotes: the order it became.
        is_exported_to_order: On quotes: whether it became one.
        lock_id: Set while somebody holds it.
        sold_to: The customer; with ``customer_id`` the store's data fill the rest.
        ship_to: Where goods go.
        salesperson1: Name.
        salesperson2: Name.
        salesperson_split_percent: Share of the first.
        store_code: Display code; never trimmed.
        store_number: Number of the store.
        job_number: Job number.
        po_number: The customer's order number; the place for a reference of one's own.
        private_notes: Notes.
        public_notes: Notes.
        work_order_notes: Notes.
        append_notes: Newer installations.
        ad_source: Where the customer heard of the store.
        user_order_type_id: 0 is unset.
        service_type_id: 0 is unset.
        contract_type_id: 0 is unset.
        tax_status: Tax status.
        tax_method: Tax method.
        is_occupied: Newer installations, as are the following up to ``calculate_fee``.
        time_slot: Slot.
        phase: Building site.
        model: Building site.
        unit: Building site.
        block: Building site.
        tract: Building site.
        lot: Building site.
        recycle_fee: Shape not documented.
        calculate_fee: Shape not documented.
        quote_date: Day of the quote.
        order_date: Day of the order.
        entered_date: Day it was entered.
        measure_date: Day of measuring.
        estimated_delivery_date: Planned delivery.
        delivery_date: Delivery.
        due_date: Due.
        billed_date: Billed.
        completed_date: Completed.
        closed_date: Closed.
        totals: Sums.
        payment: What was paid.
        lines: Lines.
        attachments: Files.
        billing_group: Orders billed together.
        store_specific: Shape not documented.
        related_quote: On create of a quote.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id")

    id: str | None = wire(form=ID, read_only=True)
    number: str | None = wire(form=ID, identity=True)
    original_number: str | None = wire(form=ID, read_only=True)
    category: str | None = None
    order_number: str | None = wire(form=ID, read_only=True)
    is_exported_to_order: bool | None = wire(read_only=True)
    lock_id: str | None = wire(form=ID, read_only=True)
    sold_to: Party | None = None
    ship_to: Address | None = None
    salesperson1: str | None = None
    salesperson2: str | None = None
    salesperson_split_percent: Decimal | None = None
    store_code: str | None = None
    store_number: int | None = None
    job_number: str | None = wire(form=ID)
    po_number: str | None = wire(form=ID)
    private_notes: str | None = None
    public_notes: str | None = None
    work_order_notes: str | None = None
    append_notes: Any = None
    ad_source: str | None = None
    user_order_type_id: int | None = None
    service_type_id: int | None = None
    contract_type_id: int | None = None
    tax_status: str | None = None
    tax_method: str | None = None
    is_occupied: bool | None = None
    time_slot: str | None = wire(form=ID)
    phase: str | None = wire(form=ID)
    model: str | None = wire(form=ID)
    unit: str | None = wire(form=ID)
    block: str | None = wire(form=ID)
    tract: str | None = wire(form=ID)
    lot: str | None = wire(form=ID)
    recycle_fee: Any = None
    calculate_fee: Any = None
    quote_date: date | None = None
    order_date: date | None = None
    entered_date: date | None = None
    measure_date: date | None = None
    estimated_delivery_date: date | None = None
    delivery_date: date | None = None
    due_date: date | None = None
    billed_date: date | None = None
    completed_date: date | None = None
    closed_date: date | None = None
    totals: Totals | None = wire(read_only=True)
    payment: PaymentSummary | None = wire(read_only=True)
    lines: tuple[Line, ...] = ()
    attachments: tuple[Attachment, ...] = wire(default=(), read_only=True)
    billing_group: BillingGroup | None = None
    store_specific: Any = wire(read_only=True)
    related_quote: str | None = wire(form=ID)


@model(kw_only=True)
class Quote(Document):
    """An offer; becomes an order by export."""


@model(kw_only=True)
class Order(Document):
    """An order, which is also the invoice."""
