"""Remarks on customers, orders and quotes of one store."""

from __future__ import annotations

from typing import Literal

import attrs

from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.rfms import api_remarks as api
from crosstie.systems.rfms.models_saved import Remark
from crosstie.systems.rfms.raw_async import AsyncRawRemarks
from crosstie.systems.rfms.settings import Settings

__all__ = ["AsyncRemarks"]


@attrs.frozen
class AsyncRemarks:
    """Remarks: ``client.remarks``. They can be added, not read."""

    _caller: AsyncCaller
    _settings: Settings

    async def types(self) -> list[str]:
        """List the names of the kinds of remark."""
        return await self._caller.value(api.types())

    async def add(
        self,
        on: Literal["customer", "order", "quote"],
        record_id: str,
        text: str,
        *,
        remark_type: str,
        public: bool = False,
    ) -> Remark:
        """Add a remark; sent twice, it is there twice.

        Args:
            on: What kind of record it is on.
            record_id: Its database id: ``Customer.customer_id``, ``Order.id``; not a document number.
            text: The remark.
            remark_type: A name of :meth:`types`.
            public: Whether customers may see it.
        """
        call = api.add(on, record_id, text, self._settings, remark_type=remark_type, public=public)
        return await self._caller.value(call)

    @property
    def raw(self) -> AsyncRawRemarks:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawRemarks(self)
