"""Payments of customers and bills of vendors (fact sheet: quickbooks.md, 2.3 and 3.8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from crosstie.models import model, wire
from crosstie.models.forms import KEY
from crosstie.systems.quickbooks.models_base import Entity, LinkedTxn, PhysicalAddress, Ref
from crosstie.systems.quickbooks.models_lines import Line, TxnTaxDetail, line_problems

__all__ = ["Bill", "Payment"]


@model(kw_only=True)
class Payment(Entity):
    """Money from a customer, applied to invoices by its lines; without lines it is credit that waits.

    On any update all lines are sent or none; an empty list unlinks everything. A payment that was deposited cannot be
    changed. A credit memo is applied by a payment of 0 with one line for the invoice and one for the memo.

    Attributes:
        customer_ref: The customer. Required.
        total_amt: Amount. Required; the lines may not add up to more.
        line: Each with an amount and one link, to an invoice, credit memo, journal entry, expense, check or credit.
        unapplied_amt: What is not applied yet; kept by QuickBooks.
        txn_date: Day of the payment.
        currency_ref: Where several currencies are on.
        exchange_rate: Home units for one foreign unit.
        payment_method_ref: Method.
        payment_ref_num: Number of a check and the like; required in France.
        deposit_to_account_ref: Bank or other current asset; Undeposited Funds when not given.
        ar_account_ref: Account of receivables.
        private_note: Up to 4000 characters; ``Voided`` after a void.
        process_payment: Whether QuickBooks charges the card.
        credit_card_payment: Charge and answer; shape not documented here.
        payment_type: In the schema.
        check_payment: In the schema; shape not documented.
        payment_extended_type: ``Prepayment``.
        txn_source: Set by QuickBooks.
        project_ref: Project.
        transaction_location_type: France, India, United Arab Emirates.
        tax_exemption_ref: Set by QuickBooks.
        linked_txn: Links of the payment as a whole.
    """

    customer_ref: Ref | None = None
    total_amt: Decimal | None = None
    line: tuple[Line, ...] = wire(default=(), max_length=10_000)
    unapplied_amt: Decimal | None = wire(read_only=True)
    txn_date: date | None = None
    currency_ref: Ref | None = None
    exchange_rate: Decimal | None = None
    payment_method_ref: Ref | None = None
    payment_ref_num: str | None = None
    deposit_to_account_ref: Ref | None = None
    ar_account_ref: Ref | None = wire("ARAccountRef")
    private_note: str | None = wire(max_length=4000)
    process_payment: bool | None = None
    credit_card_payment: Any = wire(repr=False)
    payment_type: str | None = None
    check_payment: Any = None
    payment_extended_type: str | None = None
    txn_source: str | None = wire(read_only=True)
    project_ref: Ref | None = None
    transaction_location_type: str | None = None
    tax_exemption_ref: Ref | None = wire(read_only=True)
    linked_txn: tuple[LinkedTxn, ...] = ()

    def draft_problems(self) -> Iterator[str]:
        """Yield what QuickBooks would refuse about a new payment as a whole."""
        if self.customer_ref is None or not self.customer_ref.value:
            yield "customer_ref must be given"
        if self.total_amt is None:
            yield "total_amt must be given"
        for index, line in enumerate(self.line):
            if line.amount is None:
                yield f"line[{index}] needs amount"
            if len(line.linked_txn) != 1:
                yield f"line[{index}] needs exactly one linked_txn"


@model(kw_only=True)
class Bill(Entity):
    """What the company owes to a vendor.

    Attributes:
        vendor_ref: The vendor. Required.
        line: Lines of items or expenses.
        txn_date: Day of the bill.
        due_date: Day it is due.
        doc_number: The vendor's number.
        total_amt: Kept by QuickBooks.
        balance: What is not paid yet; kept by QuickBooks.
        home_balance: In the home currency; kept by QuickBooks.
        ap_account_ref: Account of payables.
        sales_term_ref: Terms.
        department_ref: Location.
        currency_ref: Where several currencies are on.
        exchange_rate: Home units for one foreign unit.
        private_note: Up to 4000 characters.
        linked_txn: Links, such as the payment.
        txn_tax_detail: Tax.
        global_tax_calculation: Outside the United States.
        vendor_addr: Address.
        transaction_location_type: France, India, United Arab Emirates.
        recur_data_ref: The recurring transaction it was made from; set by QuickBooks.
    """

    vendor_ref: Ref | None = None
    line: tuple[Line, ...] = wire(default=(), max_length=10_000)
    txn_date: date | None = None
    due_date: date | None = None
    doc_number: str | None = wire(form=KEY)
    total_amt: Decimal | None = wire(read_only=True)
    balance: Decimal | None = wire(read_only=True)
    home_balance: Decimal | None = wire(read_only=True)
    ap_account_ref: Ref | None = wire("APAccountRef")
    sales_term_ref: Ref | None = None
    department_ref: Ref | None = None
    currency_ref: Ref | None = None
    exchange_rate: Decimal | None = None
    private_note: str | None = wire(max_length=4000)
    linked_txn: tuple[LinkedTxn, ...] = ()
    txn_tax_detail: TxnTaxDetail | None = None
    global_tax_calculation: str | None = None
    vendor_addr: PhysicalAddress | None = None
    transaction_location_type: str | None = None
    recur_data_ref: Ref | None = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what QuickBooks would refuse about a new bill as a whole."""
        if self.vendor_ref is None or not self.vendor_ref.value:
            yield "vendor_ref must be given"
        if not self.line:
            yield "line must hold at least one line"
        yield from line_problems(self.line)
