"""Batches: up to 100 records of one type in one asynchronous call, a task for each (fact sheet 2.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import attrs

from crosstie.core.messages import Request
from crosstie.testing.netsuite.codec import Json, encode, items, members, read_body, text
from crosstie.testing.netsuite.preferences import prefers
from crosstie.testing.netsuite.refusals import refuse
from crosstie.testing.reading import param_of

__all__ = ["single_requests"]

_MOST: Final = 100
_BATCH_PARAMS: Final = frozenset({"ids", "expandRecords"})


def single_requests(request: Request) -> list[Request]:
    """Return the synchronous calls that a batch stands for.

    Raises:
        Refusal: 400 for more than 100 records, none, a record that is not named, or a call that is not asynchronous.
    """
    if not prefers(request, "respond-async"):
        refuse("INVALID_REQUEST", "A batch needs Prefer: respond-async.", header="Prefer")
    if request.method in {"GET", "DELETE"}:
        made = _by_ids(request)
    else:
        held = items(read_body(request.body).get("items"))
        made = [_NAMED[request.method](request, members(entry) or {}, place) for place, entry in enumerate(held)]
    if not 1 <= len(made) <= _MOST:
        refuse("INVALID_REQUEST", f"A batch has 1 to {_MOST} records; {len(made)} were sent.")
    return made


def _by_ids(request: Request) -> list[Request]:
    ids = [identity.strip() for identity in (param_of(request, "ids") or "").split(",") if identity.strip()]
    if request.method == "GET" and param_of(request, "expandRecords") != "true":
        refuse("INVALID_PARAMETER", "Reading several records needs expandRecords=true.", query="expandRecords")
    params = tuple(pair for pair in request.params if pair[0] not in _BATCH_PARAMS)
    return [attrs.evolve(_at(request, identity), params=params, body=b"") for identity in ids]


def _created(request: Request, entry: Json, _place: int) -> Request:
    return attrs.evolve(request, body=encode(entry))


def _changed(request: Request, entry: Json, place: int) -> Request:
    """``id`` wins over ``externalId``."""
    identity = str(entry["id"]) if entry.get("id") is not None else _external(entry, place)
    body = {name: value for name, value in entry.items() if name != "id"}
    return attrs.evolve(_at(request, identity), body=encode(body))


def _put(request: Request, entry: Json, place: int) -> Request:
    return attrs.evolve(_at(request, _external(entry, place)), body=encode(entry))


def _external(entry: Json, place: int) -> str:
    external = text(entry.get("externalId"))
    if not external:
        refuse("INVALID_CONTENT", "The record is named by neither id nor external id.", f"items[{place}]")
    return f"eid:{external}"


def _at(request: Request, identity: str) -> Request:
    return attrs.evolve(request, url=f"{request.url.rstrip('/')}/{quote(identity, safe=':')}")


_NAMED: Final[dict[str, Callable[[Request, Json, int], Request]]] = {
    "POST": _created,
    "PATCH": _changed,
    "PUT": _put,
}
