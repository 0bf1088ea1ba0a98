"""Endpoints that exist in the real system and are not played here: they say so instead of pretending."""

from __future__ import annotations

from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Call, Reply, message

__all__ = ["ROUTES"]

_UNPLAYED = (
    ("POST", "session/request"),
    ("GET", "quote/grossprofit/{number}"),
    ("POST", "order/save/linestatus"),
    ("GET", "order/grossprofit/{number}"),
    ("POST", "order/purchaseorder/find"),
    ("POST", "calculatetaxes"),
    ("POST", "attachment/paperless/doctype"),
    ("GET", "estimate/{number}"),
    ("POST", "estimate/create"),
    ("POST", "estimate"),
    ("POST", "estimate/find"),
    ("POST", "claim/create"),
    ("POST", "claim/notes"),
    ("POST", "product/get/productbundle"),
    ("GET", "product/templates/{productCode}"),
    ("GET", "product/etaggs"),
    ("POST", "order/inventory/reserve"),
    ("POST", "order/inventory/cut"),
    ("POST", "order/inventory/stage"),
    ("POST", "order/inventory/deliver"),
    ("POST", "inventory/location"),
    ("POST", "order/provider"),
    ("GET", "suppliers"),
    ("GET", "personnel"),
    ("POST", "payables"),
    ("POST", "job/provider"),
    ("POST", "quote/report/generate"),
    ("POST", "order/report/generate"),
    ("GET", "report/terms"),
    ("GET", "report/terms/{companyId}"),
    ("GET", "cacherefresh"),
    ("POST", "passthrough"),
)


def _say_so(_store: Store, _call: Call) -> Reply:
    return message(501, "This endpoint exists in RFMS, and this simulator does not play it.")


ROUTES = tuple(Route(verb, path, "S", _say_so) for verb, path in _UNPLAYED)
