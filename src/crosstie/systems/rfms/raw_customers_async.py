"""Customers, with status, headers, body and attempts of each call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller_async import async_raw
from crosstie.systems.rfms.api_customers import CustomerFilter
from crosstie.systems.rfms.models_customers import AllowedValues, Customer

if TYPE_CHECKING:
    from crosstie.systems.rfms.customers_async import AsyncCustomers

__all__ = ["AsyncRawCustomers"]


@attrs.frozen
class AsyncRawCustomers:
    """The calls of ``client.customers``, answered with the exchange they came from."""

    _plain: AsyncCustomers

    async def get(self, customer_id: str) -> Answer[Customer]:
        """Call ``get``."""
        return await async_raw(self._plain.get)(customer_id)

    async def with_email(self, email: str) -> Answer[list[Customer]]:
        """Call ``with_email``."""
        return await async_raw(self._plain.with_email)(email)

    async def with_phone(self, phone: str) -> Answer[list[Customer]]:
        """Call ``with_phone``."""
        return await async_raw(self._plain.with_phone)(phone)

    async def find_advanced(self, wanted: CustomerFilter | None = None) -> Answer[list[Customer]]:
        """Call ``find_advanced``."""
        return await async_raw(self._plain.find_advanced)(wanted)

    async def updated_since(self, moment: datetime) -> Answer[list[Customer]]:
        """Call ``updated_since``."""
        return await async_raw(self._plain.updated_since)(moment)

    async def save(
        self, customer: Customer, *, base: Customer | None = None, resume: str | None = None
    ) -> Answer[Customer]:
        """Call ``save``."""
        return await async_raw(self._plain.save)(customer, base=base, resume=resume)

    async def allowed_values(self) -> Answer[AllowedValues]:
        """Call ``allowed_values``."""
        return await async_raw(self._plain.allowed_values)()
