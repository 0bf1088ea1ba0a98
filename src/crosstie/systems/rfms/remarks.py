# @generated from src/crosstie/systems/rfms/remarks_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Remarks on customers, orders and quotes of one store."""

from __future__ import annotations

from typing import Literal

import attrs

from crosstie.systems.caller import Caller
from crosstie.systems.rfms import api_remarks as api
from crosstie.systems.rfms.models_saved import Remark
from crosstie.systems.rfms.raw import RawRemarks
from crosstie.systems.rfms.settings import Settings

__all__ = ["Remarks"]


@attrs.frozen
class Remarks:
    """Remarks: ``client.remarks``. They can be added, not read."""

    _caller: Caller
    _settings: Settings

    def types(self) -> list[str]:
        """List the names of the kinds of remark."""
        return self._caller.value(api.types())

    def add(
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
        return self._caller.value(call)

    @property
    def raw(self) -> RawRemarks:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawRemarks(self)
