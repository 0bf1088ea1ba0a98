"""Payments on orders (fact sheet: rfms.md, 3.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from crosstie.models import model, wire
from crosstie.systems.rfms.models_base import ID, RfmsRecord

__all__ = ["Accounts", "Payment", "PaymentResult", "ReceiptAccount"]


@model(kw_only=True)
class Payment(RfmsRecord):
    """One payment of an order.

    Attributes:
        document_number: The order.
        payment_number: Number of the payment.
        payment_method: ``creditcard`` and others; an open list.
        payment_amount: Amount.
        payment_fee: Fee, when recording one.
        approval_code: Of the card.
        receipt_account_id: Where the money goes.
        payment_reference: Reference.
        payment_date: Day of the payment.
        order_date: Day of the order.
        beginning_balance: Before it.
        remaining_balance: After it.
        discount_amount: Discount.
        discount_account_number: Account of the discount.
        financing_charge: Charge.
        customer_name: Customer.
        store_number: Number of the store.
        notes: Notes.
    """

    document_number: str | None = wire(form=ID)
    payment_number: str | None = wire(form=ID, read_only=True)
    payment_method: str | None = None
    payment_amount: Decimal | None = None
    payment_fee: Decimal | None = None
    approval_code: str | None = wire(form=ID, repr=False)
    receipt_account_id: str | None = wire(form=ID)
    payment_reference: str | None = wire(form=ID)
    payment_date: date | None = wire(read_only=True)
    order_date: date | None = wire(read_only=True)
    beginning_balance: Decimal | None = wire(read_only=True)
    remaining_balance: Decimal | None = wire(read_only=True)
    discount_amount: Decimal | None = wire(read_only=True)
    discount_account_number: str | None = wire(form=ID, read_only=True)
    financing_charge: Decimal | None = wire(read_only=True)
    customer_name: str | None = wire(read_only=True)
    store_number: int | None = wire(read_only=True)
    notes: str | None = wire(read_only=True)


@model(kw_only=True)
class PaymentResult(RfmsRecord):
    """What RFMS says after recording a payment: the order and what is left to pay."""

    invoice_number: str | None = wire("InvoiceNumber", form=ID)
    balance: Decimal | None = wire("Balance")


@model(kw_only=True)
class ReceiptAccount(RfmsRecord):
    """An account that payments go to."""

    id: str | None = wire(form=ID)
    name: str | None = None
    credit_card_prefixes: tuple[int, ...] = ()


@model(kw_only=True)
class Accounts(RfmsRecord):
    """The accounts that payments go to."""

    receipt_accounts: tuple[ReceiptAccount, ...] = ()
