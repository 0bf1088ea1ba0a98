"""Payments and remarks, with status, headers, body and attempts of each call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller_async import async_raw
from crosstie.systems.rfms.models_payments import Payment, PaymentResult, ReceiptAccount
from crosstie.systems.rfms.models_saved import Remark

if TYPE_CHECKING:
    from crosstie.systems.rfms.payments_async import AsyncPayments
    from crosstie.systems.rfms.remarks_async import AsyncRemarks

__all__ = ["AsyncRawPayments", "AsyncRawRemarks"]


@attrs.frozen
class AsyncRawPayments:
    """The calls of ``client.payments``, answered with the exchange they came from."""

    _plain: AsyncPayments

    async def accounts(self) -> Answer[list[ReceiptAccount]]:
        """Call ``accounts``."""
        return await async_raw(self._plain.accounts)()

    async def record(self, payment: Payment, *, resume: str | None = None) -> Answer[PaymentResult]:
        """Call ``record``."""
        return await async_raw(self._plain.record)(payment, resume=resume)

    async def of_order(self, number: str) -> Answer[list[Payment]]:
        """Call ``of_order``."""
        return await async_raw(self._plain.of_order)(number)


@attrs.frozen
class AsyncRawRemarks:
    """The calls of ``client.remarks``, answered with the exchange they came from."""

    _plain: AsyncRemarks

    async def types(self) -> Answer[list[str]]:
        """Call ``types``."""
        return await async_raw(self._plain.types)()

    async def add(
        self,
        on: Literal["customer", "order", "quote"],
        record_id: str,
        text: str,
        *,
        remark_type: str,
        public: bool = False,
    ) -> Answer[Remark]:
        """Call ``add``."""
        return await async_raw(self._plain.add)(on, record_id, text, remark_type=remark_type, public=public)
