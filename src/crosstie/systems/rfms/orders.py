# @generated from src/crosstie/systems/rfms/orders_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Orders of one store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from crosstie.systems.listing import Listing
from crosstie.systems.rfms import api_document_edits as edits
from crosstie.systems.rfms import api_documents as api
from crosstie.systems.rfms import shapes
from crosstie.systems.rfms.documents import Documents
from crosstie.systems.rfms.endpoint_documents import DocumentsEndpoint
from crosstie.systems.rfms.models_documents import Order
from crosstie.systems.rfms.models_searches import DocumentHit, OrderHead
from crosstie.systems.rfms.raw import RawOrders

__all__ = ["Orders"]


@attrs.frozen
class Orders(Documents[Order]):
    """Orders: ``client.orders``. The order is the invoice too; its balance is what is due.

    Numbers are kept in capitals; their prefix says nothing about the kind of document.
    """

    def find(
        self,
        text: str = "",
        *,
        customer_id: str | None = None,
        created: tuple[date | None, date | None] = (None, None),
        salespeople: tuple[str | None, str | None] = (None, None),
        billed_only: bool = False,
    ) -> Listing[DocumentHit]:
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
            self._kind,
            text,
            self._settings,
            customer_id=customer_id,
            created=created,
            salespeople=salespeople,
            only=billed_only,
        )
        return Listing(self._caller, pages)

    def add_notes(
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
        self._caller.value(call)

    def history(self, number: str) -> str | None:
        """Read which quote or estimate an order came from, such as ``JE100250.1`` for a part of an estimate."""
        return self._caller.value(edits.history(number))

    def job_costed(self) -> list[OrderHead]:
        """List the orders that were delivered in the last 31 days and touched in the last 48 hours."""
        return self._caller.value(api.job_costed(self._settings))

    def endpoint(self) -> DocumentsEndpoint[Order]:
        """Return the orders as a side of two-way sync, by number."""
        return DocumentsEndpoint(
            documents=self, shape=shapes.ORDER, name="rfms.orders", tenant=self._caller.auth.key[0]
        )

    @property
    def raw(self) -> RawOrders:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawOrders(self)
