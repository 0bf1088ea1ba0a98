"""Quotes and orders, with status, headers, body and attempts of each call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller_async import async_raw
from crosstie.systems.rfms.api_documents import DocumentFilter
from crosstie.systems.rfms.models_documents import Line, Order, Quote
from crosstie.systems.rfms.models_saved import SavedDocument
from crosstie.systems.rfms.models_searches import DocumentValues, OrderHead

if TYPE_CHECKING:
    from crosstie.systems.rfms.orders_async import AsyncOrders
    from crosstie.systems.rfms.quotes_async import AsyncQuotes

__all__ = ["AsyncRawOrders", "AsyncRawQuotes"]


@attrs.frozen
class AsyncRawQuotes:
    """The calls of ``client.quotes``, answered with the exchange they came from."""

    _plain: AsyncQuotes

    async def get(self, number: str, *, attachments: bool = False) -> Answer[Quote]:
        """Call ``get``."""
        return await async_raw(self._plain.get)(number, attachments=attachments)

    async def find_advanced(self, wanted: DocumentFilter | None = None) -> Answer[list[OrderHead]]:
        """Call ``find_advanced``."""
        return await async_raw(self._plain.find_advanced)(wanted)

    async def find_by_reference(self, reference: str) -> Answer[list[OrderHead]]:
        """Call ``find_by_reference``."""
        return await async_raw(self._plain.find_by_reference)(reference)

    async def updated_since(self, day: date) -> Answer[list[OrderHead]]:
        """Call ``updated_since``."""
        return await async_raw(self._plain.updated_since)(day)

    async def create(
        self, draft: Quote, *, reference: str | None = None, resume: str | None = None
    ) -> Answer[SavedDocument]:
        """Call ``create``."""
        return await async_raw(self._plain.create)(draft, reference=reference, resume=resume)

    async def update(self, draft: Quote, *, base: Quote | None = None, replace_notes: bool = False) -> Answer[None]:
        """Call ``update``."""
        return await async_raw(self._plain.update)(draft, base=base, replace_notes=replace_notes)

    async def add_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``add_lines``."""
        return await async_raw(self._plain.add_lines)(number, lines)

    async def change_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``change_lines``."""
        return await async_raw(self._plain.change_lines)(number, lines)

    async def remove_lines(self, number: str, line_ids: Sequence[str]) -> Answer[None]:
        """Call ``remove_lines``."""
        return await async_raw(self._plain.remove_lines)(number, line_ids)

    async def add_notes(
        self, number: str, *, public: str | None = None, private: str | None = None, work_order: str | None = None
    ) -> Answer[None]:
        """Call ``add_notes``."""
        return await async_raw(self._plain.add_notes)(number, public=public, private=private, work_order=work_order)

    async def values(self) -> Answer[DocumentValues]:
        """Call ``values``."""
        return await async_raw(self._plain.values)()

    async def unlock(self, lock_id: str) -> Answer[None]:
        """Call ``unlock``."""
        return await async_raw(self._plain.unlock)(lock_id)

    async def export(self, number: str, *, resume: str | None = None) -> Answer[str]:
        """Call ``export``."""
        return await async_raw(self._plain.export)(number, resume=resume)


@attrs.frozen
class AsyncRawOrders:
    """The calls of ``client.orders``, answered with the exchange they came from."""

    _plain: AsyncOrders

    async def get(self, number: str, *, attachments: bool = False) -> Answer[Order]:
        """Call ``get``."""
        return await async_raw(self._plain.get)(number, attachments=attachments)

    async def find_advanced(self, wanted: DocumentFilter | None = None) -> Answer[list[OrderHead]]:
        """Call ``find_advanced``."""
        return await async_raw(self._plain.find_advanced)(wanted)

    async def find_by_reference(self, reference: str) -> Answer[list[OrderHead]]:
        """Call ``find_by_reference``."""
        return await async_raw(self._plain.find_by_reference)(reference)

    async def updated_since(self, day: date) -> Answer[list[OrderHead]]:
        """Call ``updated_since``."""
        return await async_raw(self._plain.updated_since)(day)

    async def create(
        self, draft: Order, *, reference: str | None = None, resume: str | None = None
    ) -> Answer[SavedDocument]:
        """Call ``create``."""
        return await async_raw(self._plain.create)(draft, reference=reference, resume=resume)

    async def update(self, draft: Order, *, base: Order | None = None, replace_notes: bool = False) -> Answer[None]:
        """Call ``update``."""
        return await async_raw(self._plain.update)(draft, base=base, replace_notes=replace_notes)

    async def add_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``add_lines``."""
        return await async_raw(self._plain.add_lines)(number, lines)

    async def change_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``change_lines``."""
        return await async_raw(self._plain.change_lines)(number, lines)

    async def remove_lines(self, number: str, line_ids: Sequence[str]) -> Answer[None]:
        """Call ``remove_lines``."""
        return await async_raw(self._plain.remove_lines)(number, line_ids)

    async def add_notes(
        self,
        number: str,
        *,
        public: str | None = None,
        private: str | None = None,
        work_order: str | None = None,
        of_lines: Mapping[str, str] | None = None,
    ) -> Answer[None]:
        """Call ``add_notes``."""
        return await async_raw(self._plain.add_notes)(
            number, public=public, private=private, work_order=work_order, of_lines=of_lines
        )

    async def values(self) -> Answer[DocumentValues]:
        """Call ``values``."""
        return await async_raw(self._plain.values)()

    async def unlock(self, lock_id: str) -> Answer[None]:
        """Call ``unlock``."""
        return await async_raw(self._plain.unlock)(lock_id)

    async def history(self, number: str) -> Answer[str | None]:
        """Call ``history``."""
        return await async_raw(self._plain.history)(number)

    async def job_costed(self) -> Answer[list[OrderHead]]:
        """Call ``job_costed``."""
        return await async_raw(self._plain.job_costed)()
