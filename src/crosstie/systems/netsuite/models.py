"""The three documents of a sale: estimate, sales order, invoice (fact sheet: netsuite.md, 3.3 and 3.5)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.netsuite.models_base import Address, NetSuiteRecord, Ref
from crosstie.systems.netsuite.models_customers import Customer
from crosstie.systems.netsuite.models_lines import Item, Items

__all__ = ["Customer", "Estimate", "Invoice", "Item", "Items", "SalesDocument", "SalesOrder"]


@model(kw_only=True)
class SalesDocument(NetSuiteRecord):
    """What estimates, sales orders and invoices share; custom fields (``custbody_…``) are in ``extra``.

    Amounts are in the currency of the document. Sublists other than ``item`` are as NetSuite sends them: their lines
    are not in the facts this was built on.

    Attributes:
        tran_id: The number that people see.
        entity: The customer; required.
        tran_date: The day of the document; today where it is not sent.
        status: A label that is translated; query SuiteQL for the letter before deciding by it.
        custom_form: Decides which fields are needed.
        item: The lines.
        other_ref_num: The customer's own order number.
        bill_address: As text, for reading; write ``billing_address`` or ``bill_address_list``.
        bill_address_list: One of the customer's addresses.
        billing_address: An address of its own.
        tax_details_override: Whether ``tax_details`` are given, in accounts with SuiteTax.
        source: ``restWebServices`` for what was made here.
        created_from: The document that it was made from.
        created_date: When it was made, in UTC.
        last_modified_date: When it was changed last, in UTC, to the minute.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id", updated="last_modified_date")

    tran_id: str | None = None
    transaction_number: str | None = wire(read_only=True)
    entity: Ref | None = None
    tran_date: date | None = None
    due_date: date | None = None
    start_date: date | None = None
    end_date: date | None = None
    ship_date: date | None = None
    status: Ref | None = wire(read_only=True)
    custom_form: Ref | None = None
    currency: Ref | None = None
    exchange_rate: Decimal | None = None
    subsidiary: Ref | None = None
    location: Ref | None = None
    department: Ref | None = None
    class_: Ref | None = None
    terms: Ref | None = None
    nexus: Ref | None = None
    item: Items | None = None
    subtotal: Decimal | None = wire(read_only=True)
    discount_item: Ref | None = None
    discount_rate: Decimal | None = None
    discount_total: Decimal | None = wire(read_only=True)
    tax_total: Decimal | None = wire(read_only=True)
    tax2_total: Decimal | None = wire(read_only=True)
    shipping_cost: Decimal | None = None
    handling_cost: Decimal | None = None
    total: Decimal | None = wire(read_only=True)
    total_after_taxes: Decimal | None = wire(read_only=True)
    is_taxable: bool | None = None
    tax_item: Ref | None = None
    tax_rate: Decimal | None = None
    tax_details_override: bool | None = None
    tax_details: Any = None
    memo: str | None = None
    message: str | None = None
    other_ref_num: str | None = None
    email: str | None = None
    to_be_emailed: bool | None = None
    to_be_printed: bool | None = None
    opportunity: Ref | None = None
    job: Ref | None = None
    lead_source: Ref | None = None
    sales_rep: Ref | None = None
    bill_address: str | None = wire(read_only=True)
    bill_address_list: Ref | None = None
    billing_address: Address | None = None
    ship_address: str | None = wire(read_only=True)
    ship_address_list: Ref | None = None
    shipping_address: Address | None = None
    sales_team: Any = None
    partners: Any = None
    promotions: Any = None
    ship_group: Any = None
    accounting_book_detail: Any = None
    source: Ref | None = wire(read_only=True)
    created_from: Ref | None = wire(read_only=True)
    created_date: datetime | None = wire(read_only=True)
    last_modified_date: datetime | None = wire(read_only=True)


@model(kw_only=True)
class Estimate(SalesDocument):
    """An estimate.

    Attributes:
        entity_status: One of the account's customer statuses.
        probability: In percent.
    """

    title: str | None = None
    entity_status: Ref | None = None
    probability: Decimal | None = None
    expected_close_date: date | None = None
    forecast_type: Any = None
    include_in_forecast: bool | None = None
    visible_to_customer: bool | None = None


@model(kw_only=True)
class SalesOrder(SalesDocument):
    """A sales order.

    Attributes:
        order_status: ``A`` pending approval, ``B`` pending fulfillment; the later ones follow by themselves.
        estimate: The estimate that it was made from.
    """

    order_status: Ref | None = None
    estimate: Ref | None = None
    ship_complete: bool | None = None
    actual_ship_date: date | None = wire(read_only=True)
    next_bill: date | None = wire(read_only=True)
    amount_deposited: Decimal | None = wire(read_only=True)
    payment_option: Ref | None = None
    gift_cert_redemption: Any = None
    linked_tracking_numbers: Any = wire(read_only=True)
    interco_status: Any = wire(read_only=True)


@model(kw_only=True)
class Invoice(SalesDocument):
    """An invoice.

    Attributes:
        account: The account of receivables that it is booked on.
        approval_status: By its number; only ``2``, approved, was seen in a recording.
        amount_remaining: What is still to be paid.
    """

    account: Ref | None = None
    posting_period: Ref | None = None
    approval_status: Ref | None = None
    next_approver: Ref | None = None
    amount_paid: Decimal | None = wire(read_only=True)
    amount_remaining: Decimal | None = wire(read_only=True)
    billing_account: Ref | None = None
    as_of_date: date | None = None
    type: Any = wire(read_only=True)
    number: Any = None
    installment: Any = None
    exp_cost: Any = None
    item_cost: Any = None
    time: Any = None
