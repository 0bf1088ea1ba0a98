"""Orders of one store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import attrs

from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.rfms import api_document_edits as edits
from crosstie.systems.rfms import api_documents as api
from crosstie.systems.rfms import shapes
from crosstie.systems.rfms.api_documents import ORDER, DocumentFilter
from crosstie.systems.rfms.endpoint_documents_async import AsyncDocumentsEndpoint
from crosstie.systems.rfms.lookup_async import async_looked_up
from crosstie.systems.rfms.models_documents import Line, Order
from crosstie.systems.rfms.models_saved import SavedDocument
from crosstie.systems.rfms.models_searches import DocumentHit, DocumentValues, OrderHead
from crosstie.systems.rfms.raw_async import AsyncRawOrders
from crosstie.systems.rfms.settings import Settings

__all__ = ["AsyncOrders"]


@attrs.frozen
class AsyncOrders:
    """Orders: ``client.orders``. The order is the invoice too; its balance is what is due.

    Numbers are kept in capitals; their prefix says nothing about the kind of document.
    """

    _caller: AsyncCaller
    _settings: Settings

    async def get(self, number: str, *, attachments: bool = False) -> Order:
        """Read one order with its lines; it is never locked by that.

        Args:
            number: The number that people use, in any case.
            attachments: Whether to list its files, without their contents.

        Raises:
            NotFound: There is none with this number.
        """
        return await async_looked_up(self._caller, api.get(ORDER, number, self._settings, attachments=attachments))

    def find(
        self,
        text: str = "",
        *,
        customer_id: str | None = None,
        created: tuple[date | None, date | None] = (None, None),
        salespeople: tuple[str | None, str | None] = (None, None),
        billed_only: bool = False,
    ) -> AsyncListing[DocumentHit]:
        """Search by the customer's name, newest first, ten at a time; verify what is found.

        A search that RFMS does not understand is answered with everything, newest first.

        Args:
            text: First or last name of the customer; not a PO or order number, see :meth:`find_by_reference`.
            customer_id: Whose.
            created: First and last day; ``None`` for open ends.
            salespeople: First and second salesperson.
            billed_only: Only those that were billed.
        """
        pages = api.find(
            ORDER,
            text,
            self._settings,
            customer_id=customer_id,
            created=created,
            salespeople=salespeople,
            only=billed_only,
        )
        return AsyncListing(self._caller, pages)

    async def find_advanced(self, wanted: DocumentFilter | None = None) -> list[OrderHead]:
        """Search by filters; everything comes in one answer, without lines, and with ``voided`` as nowhere else.

        Args:
            wanted: The filters; every order when not given.
        """
        return await self._caller.value(api.find_advanced(ORDER, wanted or DocumentFilter(), self._settings))

    async def find_by_reference(self, reference: str) -> list[OrderHead]:
        """Return the orders that bear exactly this PO or job number, without regard to letter case.

        This is how to find out whether a creation in doubt was carried out: see :meth:`create`.
        """
        found = await self.find_advanced(DocumentFilter(text=reference))
        return api.of_reference(found, reference)

    async def updated_since(self, day: date) -> list[OrderHead]:
        """Return the heads of all orders that changed on or after a day.

        RFMS compares days by its own clock, so one day more is asked for: expect repeats.
        """
        return await self.find_advanced(DocumentFilter(updated_from=day - timedelta(days=1)))

    async def create(self, draft: Order, *, reference: str | None = None, resume: str | None = None) -> SavedDocument:
        """Make an order (Enterprise tier). It is never sent twice by itself; RFMS has no idempotency keys.

        When it fails with :class:`~crosstie.errors.OutcomeUnknown`, look it up before making it again::

            try:
                made = await client.orders.create(draft, reference="EXT-78")
            except crosstie.OutcomeUnknown:
                made = await client.orders.find_by_reference("EXT-78")

        Args:
            draft: The order. With ``sold_to.customer_id`` the store's data fill the rest of the customer.
                ``category`` is ``Order`` unless given: RFMS makes a web order of any other.
            reference: The host's own name for it: stands in the PO number, or in the job number where that is taken.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that creation.

        Raises:
            UsageError: The draft has a number, or no place for the reference.
            Invalid: The store refused; its words are often useless.
            Pending: The store has not answered yet; call again with ``resume=error.token``.
            OutcomeUnknown: It may have been made.
        """
        call = api.create(ORDER, draft, self._settings, reference=reference, resume=resume)
        return await self._caller.value(call)

    async def update(self, draft: Order, *, base: Order | None = None, replace_notes: bool = False) -> None:
        """Change fields of the header of ``draft.number``; what is ``None`` stays.

        RFMS does not say what came of it: read the order again where that matters.

        Args:
            draft: The fields to change, or the whole order as changed.
            base: The order as it was read: only what differs from it is sent.
            replace_notes: Let notes among the fields replace those that are there; :meth:`add_notes` adds to them.

        Raises:
            UsageError: There is nothing to change, a field cannot be emptied, or lines or notes are among the fields.
        """
        await self._caller.value(edits.update(ORDER, draft, base=base, replace_notes=replace_notes))

    async def add_lines(self, number: str, lines: Sequence[Line]) -> None:
        """Add lines (Enterprise tier). Sent twice, they are there twice."""
        await self._caller.value(edits.lines(ORDER, "add_lines", number, lines, existing=False))

    async def change_lines(self, number: str, lines: Sequence[Line]) -> None:
        """Change lines that have ids; fields that are ``None`` stay (Enterprise tier)."""
        await self._caller.value(edits.lines(ORDER, "change_lines", number, lines, existing=True))

    async def remove_lines(self, number: str, line_ids: Sequence[str]) -> None:
        """Remove lines by their ids (Enterprise tier)."""
        await self._caller.value(edits.removal(ORDER, number, line_ids))

    async def add_notes(
        self,
        number: str,
        *,
        public: str | None = None,
        private: str | None = None,
        work_order: str | None = None,
        of_lines: Mapping[str, str] | None = None,
    ) -> None:
        """Add to the notes of an order; works even after job costing.

        Args:
            number: The order.
            public: What customers see.
            private: What the store sees.
            work_order: What installers see.
            of_lines: Notes of lines, by the id of the line.
        """
        call = edits.order_notes(number, public=public, private=private, work_order=work_order, of_lines=of_lines or {})
        await self._caller.value(call)

    async def values(self) -> DocumentValues:
        """Read what the type ids of documents stand for; names may end with blanks, which are dropped here."""
        return await self._caller.value(api.values(ORDER, self._settings))

    async def unlock(self, lock_id: str) -> None:
        """Release the lock that somebody's ``lock_id`` names (Enterprise tier); their unsaved work may suffer."""
        await self._caller.value(edits.unlock(ORDER, lock_id))

    async def history(self, number: str) -> str | None:
        """Read which quote or estimate an order came from, such as ``JE100250.1`` for a part of an estimate."""
        return await self._caller.value(edits.history(number))

    async def job_costed(self) -> list[OrderHead]:
        """List the orders that were delivered in the last 31 days and touched in the last 48 hours."""
        return await self._caller.value(api.job_costed(self._settings))

    def endpoint(self) -> AsyncDocumentsEndpoint[Order]:
        """Return the orders as a side of two-way sync, by number."""
        return AsyncDocumentsEndpoint(
            documents=self, shape=shapes.ORDER, name="rfms.orders", tenant=self._caller.auth.key[0]
        )

    @property
    def raw(self) -> AsyncRawOrders:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawOrders(self)
