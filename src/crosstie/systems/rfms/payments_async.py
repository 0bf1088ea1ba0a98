"""Payments on the orders of one store."""

from __future__ import annotations

import attrs

from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.rfms import api_payments as api
from crosstie.systems.rfms.models_payments import Payment, PaymentResult, ReceiptAccount
from crosstie.systems.rfms.raw_async import AsyncRawPayments
from crosstie.systems.rfms.settings import Settings

__all__ = ["AsyncPayments"]


@attrs.frozen
class AsyncPayments:
    """Payments: ``client.payments``. They can be recorded and listed, not voided."""

    _caller: AsyncCaller
    _settings: Settings

    async def accounts(self) -> list[ReceiptAccount]:
        """List the accounts that payments go to."""
        return await self._caller.value(api.accounts(self._settings))

    async def record(self, payment: Payment, *, resume: str | None = None) -> PaymentResult:
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
        return await self._caller.value(api.record(payment, self._settings, resume))

    async def of_order(self, number: str) -> list[Payment]:
        """List the payments of an order."""
        return await self._caller.value(api.of_order(number, self._settings))

    @property
    def raw(self) -> AsyncRawPayments:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawPayments(self)
