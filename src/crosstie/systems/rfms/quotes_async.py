"""Quotes of one store."""

from __future__ import annotations

from datetime import date

import attrs

from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.rfms import api_document_edits as edits
from crosstie.systems.rfms import api_documents as api
from crosstie.systems.rfms import shapes
from crosstie.systems.rfms.documents_async import AsyncDocuments
from crosstie.systems.rfms.endpoint_documents_async import AsyncDocumentsEndpoint
from crosstie.systems.rfms.models_documents import Quote
from crosstie.systems.rfms.models_searches import DocumentHit
from crosstie.systems.rfms.raw_async import AsyncRawQuotes

__all__ = ["AsyncQuotes"]


@attrs.frozen
class AsyncQuotes(AsyncDocuments[Quote]):
    """Quotes: ``client.quotes``. An offer that can become an order.

    Numbers are kept in capitals; their prefix says nothing about the kind of document.
    """

    def find(
        self,
        text: str = "",
        *,
        customer_id: str | None = None,
        created: tuple[date | None, date | None] = (None, None),
        salespeople: tuple[str | None, str | None] = (None, None),
        exported_only: bool = False,
    ) -> AsyncListing[DocumentHit]:
        """Search by the customer's name, newest first, ten at a time; verify what is found.

        A search that RFMS does not understand is answered with everything, newest first.

        Args:
            text: First or last name of the customer; not a PO or quote number, see :meth:`find_by_reference`.
            customer_id: Whose.
            created: First and last day; ``None`` for open ends.
            salespeople: First and second salesperson.
            exported_only: Only those that became orders.
        """
        pages = api.find(
            self._kind,
            text,
            self._settings,
            customer_id=customer_id,
            created=created,
            salespeople=salespeople,
            only=exported_only,
        )
        return AsyncListing(self._caller, pages)

    async def add_notes(
        self, number: str, *, public: str | None = None, private: str | None = None, work_order: str | None = None
    ) -> None:
        """Add to the notes of a quote, with a body of nothing else, which RFMS appends."""
        await self._caller.value(edits.notes(self._kind, number, public=public, private=private, work_order=work_order))

    async def export(self, number: str, *, resume: str | None = None) -> str:
        """Turn a quote into an order, which is flagged as a web order; done twice, there are two.

        Args:
            number: The quote.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that export.

        Returns:
            The number of the order.

        Raises:
            OutcomeUnknown: It may have been exported; the quote's ``order_number`` tells.
        """
        return await self._caller.value(edits.export(number, self._settings, resume))

    def endpoint(self) -> AsyncDocumentsEndpoint[Quote]:
        """Return the quotes as a side of two-way sync, by number."""
        return AsyncDocumentsEndpoint(
            documents=self, shape=shapes.QUOTE, name="rfms.quotes", tenant=self._caller.auth.key[0]
        )

    @property
    def raw(self) -> AsyncRawQuotes:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawQuotes(self)
