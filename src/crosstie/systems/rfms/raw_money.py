# @generated from src/crosstie/systems/rfms/raw_money_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Payments and remarks, with status, headers, body and attempts of each call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller import raw
from crosstie.systems.rfms.models_payments import Payment, PaymentResult, ReceiptAccount
from crosstie.systems.rfms.models_saved import Remark

if TYPE_CHECKING:
    from crosstie.systems.rfms.payments import Payments
    from crosstie.systems.rfms.remarks import Remarks

__all__ = ["RawPayments", "RawRemarks"]


@attrs.frozen
class RawPayments:
    """The calls of ``client.payments``, answered with the exchange they came from."""

    _plain: Payments

    def accounts(self) -> Answer[list[ReceiptAccount]]:
        """Call ``accounts``."""
        return raw(self._plain.accounts)()

    def record(self, payment: Payment, *, resume: str | None = None) -> Answer[PaymentResult]:
        """Call ``record``."""
        return raw(self._plain.record)(payment, resume=resume)

    def of_order(self, number: str) -> Answer[list[Payment]]:
        """Call ``of_order``."""
        return raw(self._plain.of_order)(number)


@attrs.frozen
class RawRemarks:
    """The calls of ``client.remarks``, answered with the exchange they came from."""

    _plain: Remarks

    def types(self) -> Answer[list[str]]:
        """Call ``types``."""
        return raw(self._plain.types)()

    def add(
        self,
        on: Literal["customer", "order", "quote"],
        record_id: str,
        text: str,
        *,
        remark_type: str,
        public: bool = False,
    ) -> Answer[Remark]:
        """Call ``add``."""
        return raw(self._plain.add)(on, record_id, text, remark_type=remark_type, public=public)
