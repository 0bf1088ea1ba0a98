# @generated from src/crosstie/systems/rfms/raw_customers_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Customers, with status, headers, body and attempts of each call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller import raw
from crosstie.systems.rfms.api_customers import CustomerFilter
from crosstie.systems.rfms.models_customers import AllowedValues, Customer

if TYPE_CHECKING:
    from crosstie.systems.rfms.customers import Customers

__all__ = ["RawCustomers"]


@attrs.frozen
class RawCustomers:
    """The calls of ``client.customers``, answered with the exchange they came from."""

    _plain: Customers

    def get(self, customer_id: str) -> Answer[Customer]:
        """Call ``get``."""
        return raw(self._plain.get)(customer_id)

    def with_email(self, email: str) -> Answer[list[Customer]]:
        """Call ``with_email``."""
        return raw(self._plain.with_email)(email)

    def with_phone(self, phone: str) -> Answer[list[Customer]]:
        """Call ``with_phone``."""
        return raw(self._plain.with_phone)(phone)

    def find_advanced(self, wanted: CustomerFilter | None = None) -> Answer[list[Customer]]:
        """Call ``find_advanced``."""
        return raw(self._plain.find_advanced)(wanted)

    def updated_since(self, moment: datetime) -> Answer[list[Customer]]:
        """Call ``updated_since``."""
        return raw(self._plain.updated_since)(moment)

    def save(
        self, customer: Customer, *, base: Customer | None = None, resume: str | None = None
    ) -> Answer[Customer]:
        """Call ``save``."""
        return raw(self._plain.save)(customer, base=base, resume=resume)

    def allowed_values(self) -> Answer[AllowedValues]:
        """Call ``allowed_values``."""
        return raw(self._plain.allowed_values)()
