"""The sixteen operations: verb and path to what they do (2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast
from urllib.parse import unquote

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.reading import param_of, path_of
from crosstie.testing.suitedash import writes
from crosstie.testing.suitedash.account import Account, Stored
from crosstie.testing.suitedash.fields import Kind, schema
from crosstie.testing.suitedash.listing import listed
from crosstie.testing.suitedash.marketing import subscribe
from crosstie.testing.suitedash.shapes import shown, shown_row, shown_thinly
from crosstie.testing.suitedash.wire import Json, RefusedError, answered, body_of

__all__ = ["PREFIX", "Call", "find_route", "perform", "takes_dummy"]

PREFIX: Final = "/secure-api/"

_PLURALS: Final[Mapping[str, Kind]] = {"contacts": "contact", "companies": "company", "projects": "project"}
_TYPES: Final = frozenset({"uid", "name", "contains_the_following", "most_recent"})


@attrs.frozen(kw_only=True)
class Call:
    """A request that found its operation.

    Attributes:
        account: Whose account.
        request: The whole request.
        values: What stands in the path at the placeholders.
    """

    account: Account
    request: Request
    values: Mapping[str, str]


Handler: TypeAlias = Callable[[Call], Response]


def _meta(kind: Kind) -> Handler:
    def handle(call: Call) -> Response:
        account = call.account
        data = schema(kind, account.rules, account.custom[kind])
        if kind == "project":
            data["status"]["values"] = list(account.statuses)
        return answered(200, {"success": True, "data": data})

    return handle


def _list(plural: str) -> Handler:
    kind = _PLURALS[plural]

    def handle(call: Call) -> Response:
        account = call.account
        records = [record for record in account.records(kind).values() if not record.idle]
        body = listed(account, call.request, plural, records, lambda record: shown_row(account, kind, record))
        if param_of(call.request, "meta"):
            body["meta"]["attributes"] = schema(kind, account.rules, account.custom[kind])
        return answered(200, body)

    return handle


def _worlds(call: Call) -> Response:
    records = call.account.worlds.values() if call.account.rules.worlds_addon else ()
    page = listed(
        call.account, _without_bounds(call.request), "worlds", records, lambda world: {"uid": world.uid, **world.values}
    )
    return answered(200, page)


def _without_bounds(request: Request) -> Request:
    # Worlds take page and orderBy only (3.5).
    return attrs.evolve(request, params=tuple(pair for pair in request.params if pair[0] in {"page", "orderBy"}))


def _get(kind: Kind) -> Handler:
    def handle(call: Call) -> Response:
        return answered(200, {"success": True, "data": shown(call.account, kind, _found(call, kind))})

    return handle


def _create(kind: Kind, make: Callable[[Account, Json], Stored]) -> Handler:
    def handle(call: Call) -> Response:
        record = make(call.account, _object(call.request))
        return answered(201, {"success": True, "data": shown_thinly(call.account, kind, record)})

    return handle


def _update(kind: Kind, change: Callable[[Account, Stored, Json], Stored]) -> Handler:
    def handle(call: Call) -> Response:
        sent = _object(call.request)
        record = change(call.account, _found(call, kind), sent)
        return answered(200, {"success": True, "data": shown_thinly(call.account, kind, record)})

    return handle


def _subscribe(call: Call) -> Response:
    return answered(200, subscribe(call.account, body_of(call.request)))


def _object(request: Request) -> Json:
    body = body_of(request)
    if not isinstance(body, dict):
        raise RefusedError(400, "The request body must be an object")
    return cast("Json", body)


def _found(call: Call, kind: Kind) -> Stored:
    account, identifier = call.account, call.values["identifier"]
    if kind == "contact":
        record = account.contact(identifier)
    elif kind == "company":
        record = account.company(identifier)
    else:
        fits = list(account.projects_like(call.values["type"], identifier))
        newest = call.values["type"] == "most_recent" or account.rules.project_tie == "newest"
        record = fits[-1 if newest else 0] if fits else None
    if record is None:
        raise RefusedError(404, f"The requested {kind} does not exist")
    return record


_ROUTES: Final[Mapping[str, Handler]] = {
    "GET contact/meta": _meta("contact"),
    "GET contacts": _list("contacts"),
    "POST contact": _create("contact", writes.create_contact),
    "GET contact/{identifier}": _get("contact"),
    "PUT contact/{identifier}": _update("contact", writes.update_contact),
    "GET company/meta": _meta("company"),
    "GET companies": _list("companies"),
    "POST company": _create("company", writes.create_company),
    "GET company/{identifier}": _get("company"),
    "PUT company/{identifier}": _update("company", writes.update_company),
    "GET project/meta": _meta("project"),
    "GET projects": _list("projects"),
    "GET project/{type}/{identifier}": _get("project"),
    "PUT project/{type}/{identifier}": _update("project", writes.update_project),
    "POST marketing/subscribe": _subscribe,
    "GET worlds": _worlds,
}


def find_route(request: Request) -> tuple[str, dict[str, str]]:
    """Return the operation, such as ``PUT contact/{identifier}``, and the values in its path.

    Raises:
        RefusedError: 404 for an unknown path, 405 for a wrong verb; ``//`` is an unknown path.
    """
    path = path_of(request)
    fits = [
        (name, values)
        for name in _ROUTES
        if path.startswith(PREFIX)
        and (values := _match(name.partition(" ")[2].split("/"), path.removeprefix(PREFIX).split("/"))) is not None
    ]
    for name, values in sorted(fits, key=lambda fit: len(fit[1])):
        if name.partition(" ")[0] == request.method:
            return name, values
    if fits:
        raise RefusedError(405, "Method Not Allowed")
    raise RefusedError(404, "Page not found")


def _match(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    if len(pattern) != len(parts):
        return None
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{") and part:
            values[wanted[1:-1]] = unquote(part)
        elif wanted != part:
            return None
    return values if values.get("type", "uid") in _TYPES else None


def takes_dummy(route: str) -> bool:
    """Tell whether the vendor's dummy pair is accepted: on every read (1)."""
    return route.startswith("GET ")


def perform(route: str, call: Call) -> Response:
    """Carry out an operation.

    Raises:
        RefusedError: It is refused.
    """
    return _ROUTES[route](call)
