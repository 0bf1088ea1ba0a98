# @generated from src/crosstie/systems/rfms/endpoint_documents_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Quotes and orders as a side of two-way sync: told apart by the day of their last change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Generic, Protocol, TypeVar

import attrs

from crosstie.core.endpoint import Abilities, AtDate, Change, ChangePage, Position, Values
from crosstie.core.shapes import Shape
from crosstie.errors import CrosstieError, NotFound
from crosstie.systems.rfms import shapes
from crosstie.systems.rfms.api_documents import DocumentFilter
from crosstie.systems.rfms.models_documents import Document
from crosstie.systems.rfms.models_saved import SavedDocument
from crosstie.systems.rfms.models_searches import OrderHead

__all__ = ["DocumentsEndpoint"]

D = TypeVar("D", bound=Document)


class _Documents(Protocol[D]):
    """What the endpoint needs of ``client.quotes`` or ``client.orders``."""

    def get(self, number: str) -> D: ...

    def find_advanced(self, wanted: DocumentFilter | None = None) -> list[OrderHead]: ...

    def create(self, draft: D) -> SavedDocument: ...

    def update(self, draft: D) -> None: ...


@attrs.frozen(kw_only=True)
class DocumentsEndpoint(Generic[D]):
    """Quotes or orders of a store by number: an :class:`~crosstie.core.endpoint.Endpoint`.

    The feed gives heads; documents that changed are read whole. Only the header is written: lines and notes have
    methods of their own in the collections.

    Attributes:
        documents: The collection.
        shape: How the fields are reached.
        name: ``rfms.quotes`` or ``rfms.orders``.
        tenant: Whose documents they are.
    """

    documents: _Documents[D] = attrs.field(repr=False)
    shape: Shape[D] = attrs.field(repr=False)
    name: str
    tenant: str | None = None

    @property
    def abilities(self) -> Abilities:
        """What documents of RFMS can do."""
        return shapes.document_abilities()

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that the documents do not have.

        Raises:
            UsageError: See above.
        """
        self.shape.check(paths)

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List the heads of what changed on or after a day; everything without a position."""
        del page
        first = since.day if isinstance(since, AtDate) else None
        heads = self.documents.find_advanced(DocumentFilter(updated_from=first))
        return ChangePage(changes=[_head(head) for head in heads if head.document_number])

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Read documents one by one; missing ones are absent."""
        found: list[Change] = []
        for number in ids:
            try:
                found.append(self.shape.change_of(self.documents.get(number)))
            except NotFound:
                continue
        return found

    def find(self, values: Values) -> Sequence[Change]:
        """Find nothing: there is no path that can be looked up exactly, and ``abilities.finds`` names none."""
        del values
        return ()

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - a Quote or Order
        """Return the values at these paths; RFMS writes missing texts as empty ones."""
        return shapes.values_of(self.shape, record, paths)

    def create(self, values: Values, *, key: str) -> Change:
        """Make a document and read it back; the key goes nowhere.

        Raises:
            Invalid: The store refused.
            OutcomeUnknown: It may have been made.
        """
        del key
        made = self.documents.create(self.shape.build(values))
        try:
            return self.shape.change_of(self.documents.get(made.number))
        except CrosstieError:
            # It is made: that it could not be read back must not make it look like a failure, after which it would be
            # made again. Sync reads it by its number.
            return Change(id=made.number)

    def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - a Quote or Order
    ) -> Change:
        """Change fields of the header, and read the document back.

        Raises:
            Invalid: The store refused.
            OutcomeUnknown: It may have been changed.
        """
        del version, base
        self.documents.update(shapes.sparse(self.shape, record_id, values))
        return self.shape.change_of(self.documents.get(record_id))


def _head(head: OrderHead) -> Change:
    return Change(id=head.document_number or "", state="inactive" if head.voided else "live")
