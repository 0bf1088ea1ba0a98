"""Invoices and the other sales forms (fact sheet: quickbooks.md, 2.3 and 3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crosstie.models import model, wire
from crosstie.models.forms import KEY
from crosstie.systems.quickbooks.models_base import (
    EmailAddress,
    Entity,
    LinkedTxn,
    MemoRef,
    PhysicalAddress,
    QuickBooksRecord,
    Ref,
)
from crosstie.systems.quickbooks.models_lines import Line, TxnTaxDetail, line_problems

__all__ = ["CreditMemo", "DeliveryInfo", "Estimate", "Invoice", "SalesForm", "SalesReceipt", "TxnRetainageDetail"]

_MOST_LINES = 10_000


@model(kw_only=True)
class DeliveryInfo(QuickBooksRecord):
    """How a form reached the customer; kept by QuickBooks."""

    delivery_type: str | None = None
    delivery_time: datetime | None = None
    delivery_error_type: str | None = None


@model(kw_only=True)
class TxnRetainageDetail(QuickBooksRecord):
    """What is held back until the work is finished; kept by QuickBooks."""

    retainage_amount: Decimal | None = None
    retainage_open_balance: Decimal | None = None


@model(kw_only=True)
class SalesForm(Entity):
    """What invoices, estimates, credit memos and sales receipts have in common.

    Attributes:
        doc_number: Up to 21 characters; given by QuickBooks unless the company numbers its own forms. No key: it can
            repeat.
        auto_doc_number: In the schema: makes QuickBooks number the form.
        txn_date: Day of the form; the server's day when not given.
        department_ref: Location.
        class_ref: Class of the form.
        currency_ref: Required where several currencies are on.
        exchange_rate: Home units for one foreign unit; 1 when not given.
        private_note: Up to 4000 characters; ``Voided`` after a void.
        customer_memo: Printed on the form.
        txn_status: On estimates ``Pending``, ``Accepted``, ``Closed``, ``Rejected`` or ``Converted``.
        txn_source: Set by QuickBooks.
        txn_sub_type: Set by QuickBooks.
        linked_txn: Links to other transactions.
        line: Up to 10,000 lines, 750 if taxable.
        txn_tax_detail: Tax.
        global_tax_calculation: ``TaxExcluded``, ``TaxInclusive`` or ``NotApplicable``; required outside the US.
        apply_tax_after_discount: United States.
        customer_ref: The customer. Required.
        bill_addr: Billing address.
        ship_addr: Shipping address; where automated sales tax looks for the destination.
        ship_from_addr: Where automated sales tax looks for the origin.
        free_form_address: The address consists of lines only; set by QuickBooks.
        ship_method_ref: Its value is the name itself.
        ship_date: Day of shipping.
        tracking_num: Number of the shipment.
        po_number: In the schema, up to 15 characters.
        fob: In the schema.
        total_amt: With tax and discount; kept by QuickBooks.
        home_total_amt: In the home currency; kept by QuickBooks.
        discount_rate: Regional.
        discount_amt: Regional.
        print_status: ``NotSet``, ``NeedToPrint`` or ``PrintComplete``.
        email_status: ``NotSet``, ``NeedToSend`` or ``EmailSent``.
        bill_email: Where it is sent; required with ``NeedToSend``.
        bill_email_cc: Copy.
        bill_email_bcc: Blind copy.
        delivery_info: How it reached the customer.
        template_ref: Desktop era.
        remit_to_ref: Desktop era.
        sales_rep_ref: Desktop era.
        sales_term_ref: Terms.
        payment_method_ref: Method of payment, on sales receipts.
        payment_ref_num: Number of a check and the like, on sales receipts.
        payment_type: On sales receipts.
        check_payment: On sales receipts; shape not documented.
        credit_card_payment: On sales receipts; shape not documented.
        deposit_to_account_ref: Account of the deposit.
        recur_data_ref: The recurring transaction it was made from; set by QuickBooks.
        recurring_info: Inside templates; shape not documented.
        project_ref: Project.
        total_cost_amount: On project estimates.
        home_total_cost_amount: On project estimates, in the home currency.
        tax_exemption_ref: Set by QuickBooks.
        shipping_tax_included_in_total_tax: With an override of the tax.
        transaction_location_type: France, India, United Arab Emirates.
        govt_txn_ref_identifier: Regional.
        tax_form_type: Regional.
        tax_form_num: Regional.
        tag: Set by QuickBooks; shape not documented.
        attachable_ref: Set by QuickBooks; shape not documented.
    """

    doc_number: str | None = wire(form=KEY, max_length=21)
    auto_doc_number: bool | None = None
    txn_date: date | None = None
    department_ref: Ref | None = None
    class_ref: Ref | None = None
    currency_ref: Ref | None = None
    exchange_rate: Decimal | None = None
    private_note: str | None = wire(max_length=4000)
    customer_memo: MemoRef | None = None
    txn_status: str | None = None
    txn_source: str | None = wire(read_only=True)
    txn_sub_type: str | None = wire(read_only=True)
    linked_txn: tuple[LinkedTxn, ...] = wire(default=(), max_length=_MOST_LINES)
    line: tuple[Line, ...] = wire(default=(), max_length=_MOST_LINES)
    txn_tax_detail: TxnTaxDetail | None = None
    global_tax_calculation: str | None = None
    apply_tax_after_discount: bool | None = None
    customer_ref: Ref | None = None
    bill_addr: PhysicalAddress | None = None
    ship_addr: PhysicalAddress | None = None
    ship_from_addr: PhysicalAddress | None = None
    free_form_address: bool | None = wire(read_only=True)
    ship_method_ref: Ref | None = None
    ship_date: date | None = None
    tracking_num: str | None = None
    po_number: str | None = wire("PONumber", max_length=15)
    fob: str | None = wire("FOB")
    total_amt: Decimal | None = wire(read_only=True)
    home_total_amt: Decimal | None = wire(read_only=True)
    discount_rate: Decimal | None = None
    discount_amt: Decimal | None = None
    print_status: str | None = None
    email_status: str | None = None
    bill_email: EmailAddress | None = None
    bill_email_cc: EmailAddress | None = None
    bill_email_bcc: EmailAddress | None = None
    delivery_info: DeliveryInfo | None = wire(read_only=True)
    template_ref: Ref | None = None
    remit_to_ref: Ref | None = None
    sales_rep_ref: Ref | None = None
    sales_term_ref: Ref | None = None
    payment_method_ref: Ref | None = None
    payment_ref_num: str | None = None
    payment_type: str | None = None
    check_payment: Any = None
    credit_card_payment: Any = wire(repr=False)
    deposit_to_account_ref: Ref | None = None
    recur_data_ref: Ref | None = wire(read_only=True)
    recurring_info: Any = None
    project_ref: Ref | None = None
    total_cost_amount: Decimal | None = None
    home_total_cost_amount: Decimal | None = None
    tax_exemption_ref: Ref | None = wire(read_only=True)
    shipping_tax_included_in_total_tax: bool | None = None
    transaction_location_type: str | None = None
    govt_txn_ref_identifier: str | None = None
    tax_form_type: str | None = None
    tax_form_num: str | None = None
    tag: Any = wire(read_only=True)
    attachable_ref: Any = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what QuickBooks would refuse about a new form as a whole."""
        if self.customer_ref is None or not self.customer_ref.value:
            yield "customer_ref must be given"
        if not self.line:
            yield "line must hold at least one line"
        if self.email_status == "NeedToSend" and (self.bill_email is None or not self.bill_email.address):
            yield "bill_email must be given when email_status is NeedToSend"
        yield from line_problems(self.line)


@model(kw_only=True)
class Invoice(SalesForm):
    """What a customer owes. Can be updated, deleted and voided; paid only by creating a payment that links to it.

    Attributes:
        due_date: Follows the terms when not given.
        balance: What is not paid yet; 0 when paid or void. Kept by QuickBooks.
        home_balance: In the home currency; kept by QuickBooks.
        deposit: Down payment; the company must allow it.
        allow_online_credit_card_payment: Needs the payments feature.
        allow_online_ach_payment: Needs the payments feature.
        allow_online_paypal_payment: Newer.
        allow_online_affirm_payment: Newer, 2026.
        allow_ipn_payment: No longer used; send false or nothing.
        allow_online_payment: No longer used; send false or nothing.
        invoice_link: Address where the customer pays; only in answers that were asked for it.
        invoice_link_security_code: Set by QuickBooks.
        invoice_link_expiry_date: Set by QuickBooks.
        invoice_status: ``PARTIALLY_PAID``, ``VOIDED`` and others; set by QuickBooks.
        call_to_action: Set by QuickBooks.
        invoice_status_log: Set by QuickBooks; shape not documented.
        e_invoice_status: ``Sent``, ``Viewed``, ``Paid`` and others; set by QuickBooks.
        e_cloud_status_time_stamp: Set by QuickBooks.
        ar_account_ref: Desktop era; not in the United States.
        finance_charge: Set by QuickBooks.
        cfdi_use: Mexico.
        exportation: Mexico.
        global_info: Mexico; shape not documented.
        less_cis: United Kingdom; set by QuickBooks.
        txn_approval_info: Set by QuickBooks; shape not documented.
        payment_details_message: Payments.
        convenience_fee_detail: Payments; shape not documented.
        enabled_surcharge_info: Payments, 2026; shape not documented.
        auto_pay_eligible: Payments; set by QuickBooks, as are the following.
        schedule_pay_eligible: Payments.
        scheduled_payment_id: Payments.
        gratuity_enabled: Payments.
        financing_product_type: Payments.
        subscription_payments_setting: Payments.
        txn_retainage_detail: What is held back; 2026.
    """

    due_date: date | None = None
    balance: Decimal | None = wire(read_only=True)
    home_balance: Decimal | None = wire(read_only=True)
    deposit: Decimal | None = None
    allow_online_credit_card_payment: bool | None = None
    allow_online_ach_payment: bool | None = wire("AllowOnlineACHPayment")
    allow_online_paypal_payment: bool | None = wire("AllowOnlinePayPalPayment")
    allow_online_affirm_payment: bool | None = None
    allow_ipn_payment: bool | None = wire("AllowIPNPayment")
    allow_online_payment: bool | None = None
    invoice_link: str | None = wire(read_only=True, repr=False)
    invoice_link_security_code: str | None = wire(read_only=True, repr=False)
    invoice_link_expiry_date: date | None = wire(read_only=True)
    invoice_status: str | None = wire("invoiceStatus", read_only=True)
    call_to_action: str | None = wire("callToAction", read_only=True)
    invoice_status_log: Any = wire("invoiceStatusLog", read_only=True)
    e_invoice_status: str | None = wire(read_only=True)
    e_cloud_status_time_stamp: datetime | None = wire(read_only=True)
    ar_account_ref: Ref | None = wire("ARAccountRef")
    finance_charge: bool | None = wire(read_only=True)
    cfdi_use: str | None = None
    exportation: str | None = None
    global_info: Any = None
    less_cis: Decimal | None = wire("LessCIS", read_only=True)
    txn_approval_info: Any = wire(read_only=True)
    payment_details_message: str | None = None
    convenience_fee_detail: Any = None
    enabled_surcharge_info: Any = None
    auto_pay_eligible: Any = wire(read_only=True)
    schedule_pay_eligible: Any = wire(read_only=True)
    scheduled_payment_id: str | None = wire(form=KEY, read_only=True)
    gratuity_enabled: Any = wire(read_only=True)
    financing_product_type: Any = wire(read_only=True)
    subscription_payments_setting: Any = wire(read_only=True)
    txn_retainage_detail: TxnRetainageDetail | None = wire(read_only=True)


@model(kw_only=True)
class Estimate(SalesForm):
    """An offer to a customer; when an invoice is made from it, each links to the other. Cannot be voided."""

    due_date: date | None = None
    expiration_date: date | None = None
    accepted_by: str | None = None
    accepted_date: date | None = None


@model(kw_only=True)
class CreditMemo(SalesForm):
    """What a customer gets back; ``remaining_credit`` is what is not used yet."""

    balance: Decimal | None = wire(read_only=True)
    home_balance: Decimal | None = wire(read_only=True)
    remaining_credit: Decimal | None = wire(read_only=True)
    invoice_ref: Ref | None = None
    ar_account_ref: Ref | None = wire("ARAccountRef")


@model(kw_only=True)
class SalesReceipt(SalesForm):
    """A sale that was paid at once."""

    balance: Decimal | None = wire(read_only=True)
    home_balance: Decimal | None = wire(read_only=True)
