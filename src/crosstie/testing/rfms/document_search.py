"""Finding quotes and orders: pages of ten, newest first, or all that pass the filters (3.0, 3.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from crosstie.testing.rfms.customer_search import PAGE, contains
from crosstie.testing.rfms.dates import in_range
from crosstie.testing.rfms.document_shapes import advanced_row, row, wide_row
from crosstie.testing.rfms.paperwork import Document
from crosstie.testing.rfms.routing import Handler
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, Reply, failed, in_both, in_result

__all__ = ["advanced", "finder", "job_costed"]

_DATE_PAIRS = {
    "estimatedDelivery": "estimatedDeliveryDate",
    "orderDate": "orderDate",
    "measureDate": "measureDate",
    "deliveryDate": "deliveryDate",
}
_TYPE_IDS = {"orderType": "userOrderTypeId", "contractType": "contractTypeId", "serviceType": "serviceTypeId"}
_DELIVERED_WITHIN = timedelta(days=31)
_TOUCHED_WITHIN = timedelta(hours=48)


def finder(kind: Literal["quote", "order"]) -> Handler:
    """Make the answer to ``POST /quote/find`` or ``/order/find``.

    No filter is required and unknown keys are ignored, so that a search by ``poNumber`` is answered with the newest
    documents, whatever they are (3.3).
    """

    def find(store: Store, call: Call) -> Reply:
        hits = [document for document in store.documents if document.kind == kind and _passes(document, call.body)]
        hits.sort(key=lambda document: (document.created, document.id), reverse=True)
        page = call.body.number(store.rules.page_parameter)
        start = max((store.rules.first_page if page is None else page) - store.rules.first_page, 0) * PAGE
        shown = hits[start : start + PAGE]
        return in_both([row(store, hit) for hit in shown], [wide_row(store, hit) for hit in shown])

    return find


def _passes(document: Document, body: Body) -> bool:
    customer, billed = body.number("customerId"), document.dates.get("billedDate")
    first, last = body.day("dateCreatedFrom"), body.day("dateCreatedTo")
    return (
        contains(body.text("searchText"), (document.sold_to.first_name, document.sold_to.last_name))
        and in_range(document.created.date(), first, last)
        and (not customer or document.customer_id == customer)
        and all(
            not body.has(key) or document.text(key).casefold() == body.text(key).casefold()
            for key in ("salesperson1", "salesperson2")
        )
        and (not body.flag("viewExportedOnly") or document.kind == "order" or document.status == "Exported")
        and (not body.flag("viewBilledOnly") or document.kind == "quote" or billed is not None)
    )


def advanced(store: Store, call: Call) -> Reply:
    """Answer ``POST /order/find/advanced`` with everything that passes, in one answer."""
    if store.rules.stores_required and not call.body.numbers("stores"):
        return failed("At least one store is required.")
    kind = call.body.text("orderSearchType", "Order").casefold()
    found = [document for document in store.documents if document.kind == kind]
    return in_result([advanced_row(store, document) for document in found if _passes_advanced(document, call.body)])


def _passes_advanced(document: Document, body: Body) -> bool:
    place, stores = document.sold_to, body.numbers("stores")
    texts = (place.business_name, place.first_name, place.last_name, place.address1, place.address2, place.city)
    papers = (document.text("poNumber"), document.text("jobNumber"))
    # Only the day counts, so a client must overlap and drop what it knows (3.0).
    updated_from = body.day("updatedDateFrom")
    return (
        contains(body.text("searchText"), (*texts, *papers), (document.phone1, document.phone2))
        and (not stores or document.store_number in stores)
        and in_range(document.updated.date(), updated_from, None)
        and all(not body.has(key) or document.id_of(field) == body.number(key) for key, field in _TYPE_IDS.items())
        and (not body.has("adSource") or document.text("adSource").casefold() == body.text("adSource").casefold())
        and _dates_pass(document, body)
    )


def _dates_pass(document: Document, body: Body) -> bool:
    return all(
        in_range(document.dates.get(field), body.day(f"{key}From"), body.day(f"{key}To"))
        for key, field in _DATE_PAIRS.items()
    )


def job_costed(store: Store, _call: Call) -> Reply:
    """Answer ``GET /orders/jobcosted``: delivered in the last 31 days and touched in the last 48 hours."""
    found = [
        document
        for document in store.documents
        if document.kind == "order" and document.status == "Job Costed" and _fresh(store, document)
    ]
    return in_result([advanced_row(store, document) for document in found])


def _fresh(store: Store, document: Document) -> bool:
    delivered: date | None = document.dates.get("deliveryDate")
    touched = store.now() - document.updated <= _TOUCHED_WITHIN
    return touched and delivered is not None and store.today() - delivered <= _DELIVERED_WITHIN
