"""The calls of payments; the order is the invoice, so there is nothing else to pay (fact sheet: rfms.md, 3.7)."""

from __future__ import annotations

import attrs

from crosstie.core.exchange import Call
from crosstie.errors import DecodeError, UsageError
from crosstie.models import check_record
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.api_documents import number_of
from crosstie.systems.rfms.envelope import Envelope, records, single
from crosstie.systems.rfms.models_payments import Accounts, Payment, PaymentResult, ReceiptAccount
from crosstie.systems.rfms.requests import call_of
from crosstie.systems.rfms.settings import Settings

__all__ = ["accounts", "of_order", "record"]


def accounts(settings: Settings) -> Call[list[ReceiptAccount]]:
    """List the accounts that payments go to."""

    def decode(answer: Envelope) -> list[ReceiptAccount]:
        return list((single("B", Accounts, answer, settings.zone) or Accounts()).receipt_accounts)

    return call_of("payments.accounts", routes.RECEIPT_ACCOUNTS, decode)


def record(payment: Payment, settings: Settings, resume: str | None) -> Call[PaymentResult]:
    """Record a payment."""
    check_record(Payment, payment)
    missing = [
        name
        for name in ("payment_method", "payment_amount", "receipt_account_id")
        if getattr(payment, name) in {None, ""}
    ]
    if missing:
        message = f"A payment cannot be recorded without {', '.join(missing)}."
        raise UsageError(message)

    def decode(answer: Envelope) -> PaymentResult:
        result = single("R", PaymentResult, answer, settings.zone)
        if result is None:
            message = "RFMS took the payment, but did not say for which order."
            raise DecodeError(message, excerpt=excerpt(answer.body))
        return result

    body = attrs.evolve(payment, document_number=number_of(payment.document_number)).to_wire(writable=True)
    return call_of("payments.record", routes.RECORD_PAYMENT, decode, body=body, resume=resume, settings=settings)


def of_order(number: str, settings: Settings) -> Call[list[Payment]]:
    """List the payments of an order."""
    return call_of(
        "payments.of_order",
        routes.PAYMENTS_OF_ORDER,
        lambda answer: records("R", Payment, answer, settings.zone),
        path={"number": number_of(number)},
    )
