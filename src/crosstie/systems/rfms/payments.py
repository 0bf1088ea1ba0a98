# @generated from src/crosstie/systems/rfms/payments_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Payments on the orders of one store."""

from __future__ import annotations

import attrs

from crosstie.systems.caller import Caller
from crosstie.systems.rfms import api_payments as api
from crosstie.systems.rfms.models_payments import Payment, PaymentResult, ReceiptAccount
from crosstie.systems.rfms.raw import RawPayments
from crosstie.systems.rfms.settings import Settings

__all__ = ["Payments"]


@attrs.frozen
class Payments:
    """Payments: ``client.payments``. They can be recorded and listed, not voided."""

    _caller: Caller
    _settings: Settings

    def accounts(self) -> list[ReceiptAccount]:
        """List the accounts that payments go to."""
        return self._caller.value(api.accounts(self._settings))

    def record(self, payment: Payment, *, resume: str | None = None) -> PaymentResult:
        """Record a payment; it is never sent twice by itself. The answer has no receipt id.

        Set ``payment_reference`` to a name of your own: when the outcome is unknown, look for it in :meth:`of_order`.

        Args:
            payment: At least order, method, amount and account.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that payment.

        Raises:
            UsageError: One of them is missing.
            Pending: The store has not answered yet; call again with ``resume=error.token``.
            OutcomeUnknown: It may have been recorded.
        """
        return self._caller.value(api.record(payment, self._settings, resume))

    def of_order(self, number: str) -> list[Payment]:
        """List the payments of an order."""
        return self._caller.value(api.of_order(number, self._settings))

    @property
    def raw(self) -> RawPayments:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawPayments(self)
