"""Quotes and orders: get, the value lists, history, locks, and the table of their endpoints (3.3)."""

from __future__ import annotations

from typing import Literal

import attrs

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.attachments import described
from crosstie.testing.rfms.document_search import advanced, finder, job_costed
from crosstie.testing.rfms.document_shapes import old_quote, whole
from crosstie.testing.rfms.document_writes import append_notes, creator, export, updater
from crosstie.testing.rfms.routing import Handler, Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Call, Reply, bare, in_both, in_detail, in_result

__all__ = ["ROUTES"]


def _getter(kind: Literal["quote", "order"]) -> Handler:
    def get(store: Store, call: Call) -> Reply:
        document = store.document(kind, call.path["number"])
        if call.query.flag("locked") and not document.lock_id:
            # A read that locks: others can no longer write until the lock is released (3.3).
            document = store.put_document(attrs.evolve(document, lock_id=document.id))
        files = described(store, document) if call.query.flag("includeAttachments") else []
        written = whole(store, document, files)
        return in_both(written, old_quote(store, document)) if kind == "quote" else in_result(written)

    return get


def unlock(store: Store, call: Call) -> Reply:
    """Answer ``GET /unlock/{lockId}``, which changes something although it is a GET."""
    wanted = call.path["lockId"]
    locked = next((held for held in store.documents if held.lock_id and str(held.lock_id) == wanted), None)
    if locked is None:
        store.refuse_missing("lock")
    store.put_document(attrs.evolve(locked, lock_id=0))
    return in_result(store.rules.unsampled_result)


def value_lists(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /order``: lists, not an order."""
    series = {
        "userOrderTypeId": lists.ORDER_TYPES,
        "serviceTypeId": lists.SERVICE_TYPES,
        "contractTypeId": lists.CONTRACT_TYPES,
    }
    return bare({key: [{"id": entry.id, "name": entry.name} for entry in entries] for key, entries in series.items()})


def history(store: Store, call: Call) -> Reply:
    """Answer ``GET /order/history/{number}``: where an order came from, or null."""
    return in_detail(store.document("order", call.path["number"]).source)


ROUTES = (
    Route("GET", "order", "P", value_lists),
    Route("GET", "quote/{number}", "P", _getter("quote")),
    Route("POST", "quote/create", "E", creator("quote")),
    Route("POST", "quote", "P", updater("quote")),
    Route("POST", "quote/find", "P", finder("quote")),
    Route("POST", "quote/{number}/export", "P", export),
    Route("GET", "order/{number}", "P", _getter("order")),
    Route("POST", "order/create", "E", creator("order")),
    Route("POST", "order", "P", updater("order")),
    Route("POST", "order/notes", "P", append_notes),
    Route("POST", "order/find", "P", finder("order")),
    Route("POST", "order/find/advanced", "P", advanced),
    Route("GET", "orders/jobcosted", "P", job_costed),
    Route("GET", "order/history/{number}", "P", history),
    Route("GET", "unlock/{lockId}", "E", unlock),
)
