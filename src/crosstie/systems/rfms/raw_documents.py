# @generated from src/crosstie/systems/rfms/raw_documents_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Quotes and orders, with status, headers, body and attempts of each call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller import raw
from crosstie.systems.rfms.api_documents import DocumentFilter
from crosstie.systems.rfms.models_documents import Line, Order, Quote
from crosstie.systems.rfms.models_saved import SavedDocument
from crosstie.systems.rfms.models_searches import DocumentValues, OrderHead

if TYPE_CHECKING:
    from crosstie.systems.rfms.orders import Orders
    from crosstie.systems.rfms.quotes import Quotes

__all__ = ["RawOrders", "RawQuotes"]


@attrs.frozen
class RawQuotes:
    """The calls of ``client.quotes``, answered with the exchange they came from."""

    _plain: Quotes

    def get(self, number: str, *, attachments: bool = False) -> Answer[Quote]:
        """Call ``get``."""
        return raw(self._plain.get)(number, attachments=attachments)

    def find_advanced(self, wanted: DocumentFilter | None = None) -> Answer[list[OrderHead]]:
        """Call ``find_advanced``."""
        return raw(self._plain.find_advanced)(wanted)

    def find_by_reference(self, reference: str) -> Answer[list[OrderHead]]:
        """Call ``find_by_reference``."""
        return raw(self._plain.find_by_reference)(reference)

    def updated_since(self, day: date) -> Answer[list[OrderHead]]:
        """Call ``updated_since``."""
        return raw(self._plain.updated_since)(day)

    def create(
        self, draft: Quote, *, reference: str | None = None, resume: str | None = None
    ) -> Answer[SavedDocument]:
        """Call ``create``."""
        return raw(self._plain.create)(draft, reference=reference, resume=resume)

    def update(self, draft: Quote, *, base: Quote | None = None, replace_notes: bool = False) -> Answer[None]:
        """Call ``update``."""
        return raw(self._plain.update)(draft, base=base, replace_notes=replace_notes)

    def add_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``add_lines``."""
        return raw(self._plain.add_lines)(number, lines)

    def change_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``change_lines``."""
        return raw(self._plain.change_lines)(number, lines)

    def remove_lines(self, number: str, line_ids: Sequence[str]) -> Answer[None]:
        """Call ``remove_lines``."""
        return raw(self._plain.remove_lines)(number, line_ids)

    def add_notes(
        self, number: str, *, public: str | None = None, private: str | None = None, work_order: str | None = None
    ) -> Answer[None]:
        """Call ``add_notes``."""
        return raw(self._plain.add_notes)(number, public=public, private=private, work_order=work_order)

    def values(self) -> Answer[DocumentValues]:
        """Call ``values``."""
        return raw(self._plain.values)()

    def unlock(self, lock_id: str) -> Answer[None]:
        """Call ``unlock``."""
        return raw(self._plain.unlock)(lock_id)

    def export(self, number: str, *, resume: str | None = None) -> Answer[str]:
        """Call ``export``."""
        return raw(self._plain.export)(number, resume=resume)


@attrs.frozen
class RawOrders:
    """The calls of ``client.orders``, answered with the exchange they came from."""

    _plain: Orders

    def get(self, number: str, *, attachments: bool = False) -> Answer[Order]:
        """Call ``get``."""
        return raw(self._plain.get)(number, attachments=attachments)

    def find_advanced(self, wanted: DocumentFilter | None = None) -> Answer[list[OrderHead]]:
        """Call ``find_advanced``."""
        return raw(self._plain.find_advanced)(wanted)

    def find_by_reference(self, reference: str) -> Answer[list[OrderHead]]:
        """Call ``find_by_reference``."""
        return raw(self._plain.find_by_reference)(reference)

    def updated_since(self, day: date) -> Answer[list[OrderHead]]:
        """Call ``updated_since``."""
        return raw(self._plain.updated_since)(day)

    def create(
        self, draft: Order, *, reference: str | None = None, resume: str | None = None
    ) -> Answer[SavedDocument]:
        """Call ``create``."""
        return raw(self._plain.create)(draft, reference=reference, resume=resume)

    def update(self, draft: Order, *, base: Order | None = None, replace_notes: bool = False) -> Answer[None]:
        """Call ``update``."""
        return raw(self._plain.update)(draft, base=base, replace_notes=replace_notes)

    def add_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``add_lines``."""
        return raw(self._plain.add_lines)(number, lines)

    def change_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Call ``change_lines``."""
        return raw(self._plain.change_lines)(number, lines)

    def remove_lines(self, number: str, line_ids: Sequence[str]) -> Answer[None]:
        """Call ``remove_lines``."""
        return raw(self._plain.remove_lines)(number, line_ids)

    def add_notes(
        self,
        number: str,
        *,
        public: str | None = None,
        private: str | None = None,
        work_order: str | None = None,
        of_lines: Mapping[str, str] | None = None,
    ) -> Answer[None]:
        """Call ``add_notes``."""
        return raw(self._plain.add_notes)(
            number, public=public, private=private, work_order=work_order, of_lines=of_lines
        )

    def values(self) -> Answer[DocumentValues]:
        """Call ``values``."""
        return raw(self._plain.values)()

    def unlock(self, lock_id: str) -> Answer[None]:
        """Call ``unlock``."""
        return raw(self._plain.unlock)(lock_id)

    def history(self, number: str) -> Answer[str | None]:
        """Call ``history``."""
        return raw(self._plain.history)(number)

    def job_costed(self) -> Answer[list[OrderHead]]:
        """Call ``job_costed``."""
        return raw(self._plain.job_costed)()
