# @generated from src/crosstie/systems/rfms/documents_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What quotes and orders of one store have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Generic, TypeVar

import attrs

from crosstie.systems.caller import Caller
from crosstie.systems.rfms import api_document_edits as edits
from crosstie.systems.rfms import api_documents as api
from crosstie.systems.rfms.api_documents import DocumentFilter, Kind
from crosstie.systems.rfms.lookup import looked_up
from crosstie.systems.rfms.models_documents import Document, Line
from crosstie.systems.rfms.models_saved import SavedDocument
from crosstie.systems.rfms.models_searches import DocumentValues, OrderHead
from crosstie.systems.rfms.raw import RawDocuments
from crosstie.systems.rfms.settings import Settings

__all__ = ["Documents"]

D = TypeVar("D", bound=Document)


@attrs.frozen
class Documents(Generic[D]):
    """Quotes or orders, by number: read, found, made, changed.

    Numbers are kept in capitals; their prefix says nothing about the kind of document.
    """

    _caller: Caller
    _settings: Settings
    _kind: Kind[D]

    def get(self, number: str, *, attachments: bool = False) -> D:
        """Read one document with its lines; it is never locked by that.

        Args:
            number: The number that people use, in any case.
            attachments: Whether to list its files, without their contents.

        Raises:
            NotFound: There is none with this number.
        """
        return looked_up(self._caller, api.get(self._kind, number, self._settings, attachments=attachments))

    def find_advanced(self, wanted: DocumentFilter | None = None) -> list[OrderHead]:
        """Search by filters; everything comes in one answer, without lines, and with ``voided`` as nowhere else.

        Args:
            wanted: The filters; every one when not given.
        """
        return self._caller.value(api.find_advanced(self._kind, wanted or DocumentFilter(), self._settings))

    def find_by_reference(self, reference: str) -> list[OrderHead]:
        """Return those that bear exactly this PO or job number, without regard to letter case.

        This is how to find out whether a creation in doubt was carried out: see :meth:`create`.
        """
        found = self.find_advanced(DocumentFilter(text=reference))
        return api.of_reference(found, reference)

    def updated_since(self, day: date) -> list[OrderHead]:
        """Return the heads of all that changed on or after a day.

        RFMS compares days by its own clock, so one day more is asked for: expect repeats.
        """
        return self.find_advanced(DocumentFilter(updated_from=day - timedelta(days=1)))

    def create(self, draft: D, *, reference: str | None = None, resume: str | None = None) -> SavedDocument:
        """Make one (Enterprise tier). It is never sent twice by itself; RFMS has no idempotency keys.

        When it fails with :class:`~crosstie.errors.OutcomeUnknown`, look it up before making it again::

            try:
                client.quotes.create(draft, reference="EXT-78")
            except crosstie.OutcomeUnknown:
                made = client.quotes.find_by_reference("EXT-78")  # empty: it was not made

        Args:
            draft: The document. With ``sold_to.customer_id`` the store's data fill the rest of the customer.
                An order's ``category`` is ``Order`` unless given: RFMS makes a web order of any other.
            reference: The host's own name for it: stands in the PO number, or in the job number where that is taken.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that creation.

        Raises:
            UsageError: The draft has a number, or no place for the reference.
            Invalid: The store refused; its words are often useless.
            Pending: The store has not answered yet; call again with ``resume=error.token``.
            OutcomeUnknown: It may have been made.
        """
        call = api.create(self._kind, draft, self._settings, reference=reference, resume=resume)
        return self._caller.value(call)

    def update(self, draft: D, *, base: D | None = None, replace_notes: bool = False) -> None:
        """Change fields of the header of ``draft.number``; what is ``None`` stays.

        RFMS does not say what came of it: read the document again where that matters.

        Args:
            draft: The fields to change, or the whole document as changed.
            base: The document as it was read: only what differs from it is sent.
            replace_notes: Let notes among the fields replace those that are there; ``add_notes`` adds to them.

        Raises:
            UsageError: There is nothing to change, a field cannot be emptied, or lines or notes are among the fields.
        """
        self._caller.value(edits.update(self._kind, draft, base=base, replace_notes=replace_notes))

    def add_lines(self, number: str, lines: Sequence[Line]) -> None:
        """Add lines (Enterprise tier). Sent twice, they are there twice."""
        self._caller.value(edits.lines(self._kind, "add_lines", number, lines, existing=False))

    def change_lines(self, number: str, lines: Sequence[Line]) -> None:
        """Change lines that have ids; fields that are ``None`` stay (Enterprise tier)."""
        self._caller.value(edits.lines(self._kind, "change_lines", number, lines, existing=True))

    def remove_lines(self, number: str, line_ids: Sequence[str]) -> None:
        """Remove lines by their ids (Enterprise tier)."""
        self._caller.value(edits.removal(self._kind, number, line_ids))

    def values(self) -> DocumentValues:
        """Read what the type ids of documents stand for; names may end with blanks, which are dropped here."""
        return self._caller.value(api.values(self._kind, self._settings))

    def unlock(self, lock_id: str) -> None:
        """Release the lock that somebody's ``lock_id`` names (Enterprise tier); their unsaved work may suffer."""
        self._caller.value(edits.unlock(self._kind, lock_id))

    @property
    def raw(self) -> RawDocuments[D]:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawDocuments(self)
