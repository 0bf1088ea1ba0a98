"""The calls that quotes and orders share: get, searches, creating (fact sheet: rfms.md, 3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Generic, Literal, TypeVar, cast

import attrs
import msgspec

from crosstie.core.checks import sendable
from crosstie.core.exchange import Call
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, NotFound, UsageError
from crosstie.models import check_draft, check_record
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.envelope import Envelope, records, single, words
from crosstie.systems.rfms.exact import same_text
from crosstie.systems.rfms.models_base import write_id
from crosstie.systems.rfms.models_documents import Document, Order, Quote
from crosstie.systems.rfms.models_saved import SavedDocument
from crosstie.systems.rfms.models_searches import DocumentHit, DocumentValues, OrderHead
from crosstie.systems.rfms.requests import call_of, day_in, filled, page_of
from crosstie.systems.rfms.routes import Route
from crosstie.systems.rfms.settings import Settings

__all__ = [
    "ORDER",
    "QUOTE",
    "DocumentFilter",
    "Kind",
    "create",
    "doc_id",
    "find",
    "find_advanced",
    "get",
    "job_costed",
    "number_of",
    "of_reference",
    "saved_document",
    "values",
]

D = TypeVar("D", bound=Document)


@attrs.frozen(kw_only=True)
class Kind(Generic[D]):
    """What differs between quotes and orders.

    Attributes:
        name: The collection, as operations name it.
        record: The model.
        search: What the advanced search calls it.
        only: The filter that one of the two searches has.
        get: Endpoint.
        create: Endpoint.
        update: Endpoint.
        find: Endpoint.
    """

    name: str
    record: type[D]
    search: Literal["Quote", "Order"]
    only: str
    get: Route
    create: Route
    update: Route
    find: Route


QUOTE: Final = Kind(
    name="quotes",
    record=Quote,
    search="Quote",
    only="viewExportedOnly",
    get=routes.GET_QUOTE,
    create=routes.CREATE_QUOTE,
    update=routes.UPDATE_QUOTE,
    find=routes.FIND_QUOTES,
)
ORDER: Final = Kind(
    name="orders",
    record=Order,
    search="Order",
    only="viewBilledOnly",
    get=routes.GET_ORDER,
    create=routes.CREATE_ORDER,
    update=routes.UPDATE_ORDER,
    find=routes.FIND_ORDERS,
)


def number_of(number: str | None) -> str:
    """Return a document number as RFMS keeps it: in capitals.

    Raises:
        UsageError: There is none.
    """
    text = "" if number is None else sendable("The number of a document", number).strip()
    if not text:
        message = "A document is named by its number, and none was given."
        raise UsageError(message)
    return text.upper()


def get(kind: Kind[D], number: str, settings: Settings, *, attachments: bool) -> Call[D]:
    """Read one document, never locking it: releasing a lock takes another tier."""

    def decode(answer: Envelope) -> D:
        found = single("R", kind.record, answer, settings.zone)
        if found is None or found.number is None:
            message = f"RFMS has no {kind.search.lower()} {number}."
            raise NotFound(message)
        return found

    params = (("locked", "false"), ("includeAttachments", "true" if attachments else "false"))
    return call_of(f"{kind.name}.get", kind.get, decode, path={"number": number_of(number)}, params=params)


# -- searches ----------------------------------------------------------------------------------------------------------


def find(
    kind: Kind[D],
    text: str,
    settings: Settings,
    *,
    customer_id: str | None,
    created: tuple[date | None, date | None],
    salespeople: tuple[str | None, str | None],
    only: bool,
) -> PageCall[DocumentHit]:
    """Search by the customer's name and filters, newest first, ten rows at a time by page number."""
    fields = {
        "searchText": text,
        "dateCreatedFrom": day_in(created[0], settings),
        "dateCreatedTo": day_in(created[1], settings),
        "salesperson1": salespeople[0],
        "salesperson2": salespeople[1],
        "customerId": None if customer_id is None else write_id(customer_id),
        kind.only: True if only else None,
    }

    def page(cursor: str | None) -> Call[Page[DocumentHit]]:
        number = settings.first_page if cursor is None else int(cursor)

        def decode(answer: Envelope) -> Page[DocumentHit]:
            # Both halves list the same documents; the second has the ids and references.
            found = records("D", DocumentHit, answer, settings.zone)
            return page_of(found, str(number + 1), [hit.database_id or hit.document_number for hit in found])

        body = filled({**fields, settings.page_parameter: number})
        return call_of(f"{kind.name}.find", kind.find, decode, body=body)

    return page


@attrs.frozen(kw_only=True)
class DocumentFilter:
    """What an advanced search of quotes, orders or claims is limited to; all of it is optional.

    Attributes:
        text: Looked for in name, phone, address, PO number and job number.
        stores: Store numbers; those of the settings when empty.
        kind: ``Order``, ``Quote`` or ``Claim``; that of the collection when not given.
        order_type_id: See :class:`~crosstie.systems.rfms.DocumentValues`, as for the next two.
        contract_type_id: Answers have names where requests have ids.
        service_type_id: The same.
        ad_source: Where the customer heard of the store.
        status_id: Of Schedule Pro.
        ordered: First and last day of the order; ``None`` for open ends, as in all pairs.
        measured: First and last day.
        estimated_delivery: First and last day.
        delivered: First and last day.
        updated_from: First day of the last change; there is no time of day and no last day.
    """

    text: str | None = None
    stores: Sequence[int] = ()
    kind: Literal["Order", "Quote", "Claim"] | None = None
    order_type_id: int | None = None
    contract_type_id: int | None = None
    service_type_id: int | None = None
    ad_source: str | None = None
    status_id: int | None = None
    ordered: tuple[date | None, date | None] = (None, None)
    measured: tuple[date | None, date | None] = (None, None)
    estimated_delivery: tuple[date | None, date | None] = (None, None)
    delivered: tuple[date | None, date | None] = (None, None)
    updated_from: date | None = None

    def to_wire(self, settings: Settings, usual: str) -> dict[str, object]:
        """Return it as RFMS spells it."""
        pairs = {
            "orderDate": self.ordered,
            "measureDate": self.measured,
            "estimatedDelivery": self.estimated_delivery,
            "deliveryDate": self.delivered,
        }
        days = {
            f"{name}{end}": day_in(day, settings)
            for name, pair in pairs.items()
            for end, day in zip(("From", "To"), pair, strict=True)
        }
        return filled(
            {
                "searchText": self.text,
                "stores": tuple(self.stores or settings.stores),
                "orderSearchType": self.kind or usual,
                "orderType": self.order_type_id,
                "contractType": self.contract_type_id,
                "serviceType": self.service_type_id,
                "adSource": self.ad_source,
                "scheduleProStatus": self.status_id,
                **days,
                "updatedDateFrom": day_in(self.updated_from, settings),
            }
        )


def find_advanced(kind: Kind[D], wanted: DocumentFilter, settings: Settings) -> Call[list[OrderHead]]:
    """Search by filters; everything comes in one answer, more than 1,000 documents were seen (3.0)."""

    def decode(answer: Envelope) -> list[OrderHead]:
        found = records("R", OrderHead, answer, settings.zone)
        return list({head.id or head.document_number: head for head in found}.values())

    body = wanted.to_wire(settings, kind.search)
    return call_of(f"{kind.name}.find_advanced", routes.FIND_DOCUMENTS_ADVANCED, decode, body=body)


def of_reference(found: Sequence[OrderHead], reference: str) -> list[OrderHead]:
    """Return the documents that bear a reference as PO or job number: the search takes it as any text."""
    return [head for head in found if same_text(head.po_number, reference) or same_text(head.job_number, reference)]


def job_costed(settings: Settings) -> Call[list[OrderHead]]:
    """List the orders delivered in the last 31 days and touched in the last 48 hours."""
    return call_of(
        "orders.job_costed", routes.JOB_COSTED_ORDERS, lambda answer: records("?", OrderHead, answer, settings.zone)
    )


def values(kind: Kind[D], settings: Settings) -> Call[DocumentValues]:
    """Read what the type ids of documents stand for."""

    def decode(answer: Envelope) -> DocumentValues:
        return single("B", DocumentValues, answer, settings.zone) or DocumentValues()

    return call_of(f"{kind.name}.values", routes.DOCUMENT_VALUES, decode)


# -- creating ----------------------------------------------------------------------------------------------------------


def create(
    kind: Kind[D], draft: D, settings: Settings, *, reference: str | None, resume: str | None
) -> Call[SavedDocument]:
    """Make a document."""
    check_record(kind.record, draft)
    if draft.number is not None or draft.id is not None:
        message = f"A new {kind.search.lower()} gets its number from RFMS; this draft has one."
        raise UsageError(message, advice="Use update() for a document that exists.")
    draft = _stamped(draft, reference)
    check_draft(draft)
    body = draft.to_wire(writable=True)
    if kind.search == "Order":
        # Any other category, and none, makes a web order (3.3).
        body.setdefault("category", "Order")
    body.setdefault("lines", [])
    return call_of(f"{kind.name}.create", kind.create, saved_document, body=body, resume=resume, settings=settings)


def _stamped(draft: D, reference: str | None) -> D:
    """Put the caller's own reference where it can be looked up: PO number, else job number."""
    if reference is None or same_text(draft.po_number, reference) or same_text(draft.job_number, reference):
        return draft
    if not draft.po_number:
        return attrs.evolve(draft, po_number=reference)
    if not draft.job_number:
        return attrs.evolve(draft, job_number=reference)
    message = "PO number and job number of this draft are taken, so that there is no place for the reference."
    raise UsageError(message)


def saved_document(answer: Envelope) -> SavedDocument:
    """Read the answer of a creation: ``docId`` is the database id here, and was a message id while waiting (1.6).

    Raises:
        DecodeError: It has no number.
    """
    number = words(answer.result)
    if number is None:
        message = "RFMS made the document, but did not say under which number."
        raise DecodeError(message, excerpt=excerpt(answer.body))
    return SavedDocument(number=number, id=doc_id(answer.detail))


def doc_id(detail: msgspec.Raw) -> str | None:
    """Return the database id beside an answer, where it has one."""
    value: object = msgspec.json.decode(detail)
    found = cast("Mapping[str, object]", value).get("docId") if isinstance(value, dict) else None
    return str(found) if isinstance(found, str | int) and str(found).strip() else None
