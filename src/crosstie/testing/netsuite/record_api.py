"""The record API below ``/services/rest/record/v1``: which call does what (fact sheet 2.1, 2.5, 2.7)."""

from __future__ import annotations

import re
from typing import Final

from crosstie.core.messages import Request, Response
from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.answers import COLLECTION, empty, resource, send
from crosstie.testing.netsuite.codec import read_body
from crosstie.testing.netsuite.documents import settle_status
from crosstie.testing.netsuite.filters import select
from crosstie.testing.netsuite.metadata import answer_metadata
from crosstie.testing.netsuite.paging import page, window_of
from crosstie.testing.netsuite.preferences import asks_for_form, manner_of, view_of
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.records import Record
from crosstie.testing.netsuite.refusals import refuse, refuse_forbidden, refuse_missing, refuse_unplayed
from crosstie.testing.netsuite.rendering import (
    RECORDS,
    render,
    render_draft,
    render_line,
    render_sublist,
    self_link,
)
from crosstie.testing.netsuite.transforms import prepare, transform
from crosstie.testing.netsuite.writes import Manner, change, create, delete, draft, upsert
from crosstie.testing.reading import param_of

__all__ = ["RecordApi"]

_EXTERNAL: Final = re.compile(r"eid:[A-Za-z0-9_-]+")
_APPROVED: Final = {"salesOrder": {"orderStatus": "B"}, "invoice": {"approvalStatus": "2"}}
_WRITES: Final = frozenset({"POST", "PATCH", "PUT", "DELETE"})


class RecordApi:
    """Carries out synchronous calls of the record API."""

    def __init__(self, account: Account) -> None:
        """Serve this account."""
        self._account = account

    def answer(self, request: Request, parts: list[str]) -> Response:
        """Answer a call.

        Args:
            request: The call.
            parts: What follows the common path, split and decoded.

        Raises:
            Refusal: As the service would.
        """
        if parts[0] == "metadata-catalog":
            return answer_metadata(self._account, request, parts[1:])
        kind = self.kind(parts[0])
        self.permit(request.method, kind, one=len(parts) > 1)
        if len(parts) == 1:
            return self._collection(request, kind)
        identity = _identity(parts[1])
        if len(parts) == 2:  # noqa: PLR2004 - type and id
            return self._one(request, kind, identity)
        return self._below(request, self._account.need(kind, identity), parts[2:])

    def kind(self, name: str) -> RecordType:
        """Return a record type.

        Raises:
            Refusal: 404 if there is none.
        """
        kind = self._account.type_named(name)
        if kind is None:
            refuse_missing(f"Record type {name}")
        return kind

    def permit(self, method: str, kind: RecordType, *, one: bool) -> None:
        """Check that the role may do this; one record opens as if to edit it (2.1).

        Raises:
            Refusal: 403.
        """
        rules = self._account.rules
        opens = method in _WRITES or (one and rules.get_needs_edit)
        if kind.name in rules.hidden or (kind.name in rules.view_only and opens):
            refuse_forbidden(f"{method} of {kind.label}")

    # -- calls --------------------------------------------------------------------------------------------------------

    def _collection(self, request: Request, kind: RecordType) -> Response:
        if request.method == "GET":
            return self._list(request, kind)
        if request.method != "POST":
            refuse("INVALID_REQUEST", f"{request.method} needs the id of a record.")
        body, manner = read_body(request.body), manner_of(request)
        if asks_for_form(request):
            return resource(render_draft(self._account, kind, draft(self._account, kind, body, manner, None)))
        return self._written(create(self._account, kind, body, manner), manner)

    def _list(self, request: Request, kind: RecordType) -> Response:
        """A list tells ids and links only, never fields (2.1)."""
        window = window_of(request, self._account.rules)
        found = select(self._account, kind, param_of(request, "q"))
        path = f"{RECORDS}{kind.name.lower()}"
        prefix = f'{{"links":[{{"rel":"self","href":"{self._account.rules.base}{path}/'
        part = found[window.offset : window.offset + window.limit]
        bodies = [f'{prefix}{record.id}"}}],"id":"{record.id}"}}'.encode() for record in part]
        return send(200, page(request, self._account.rules, window, path, bodies, len(found)), COLLECTION)

    def _one(self, request: Request, kind: RecordType, identity: str) -> Response:
        account = self._account
        if request.method == "PUT":
            return self._upsert(request, kind, identity)
        record = account.need(kind, identity)
        match request.method:
            case "GET":
                return resource(render(account, record, view_of(request)))
            case "DELETE":
                delete(account, record)
                return empty(204, {})
            case "PATCH":
                body, manner = read_body(request.body), manner_of(request)
                if asks_for_form(request):
                    return resource(render_draft(account, kind, draft(account, kind, body, manner, record)))
                return self._written(change(account, record, body, manner), manner)
            case _:
                return refuse("INVALID_REQUEST", f"{request.method} is not possible with one record.")

    def _upsert(self, request: Request, kind: RecordType, identity: str) -> Response:
        """Only an external id can be put; whether the answer names the record is not documented (2.1)."""
        if not identity.startswith("eid:"):
            refuse("INVALID_REQUEST", "PUT needs an external id in the form eid:….")
        body, manner = read_body(request.body), manner_of(request)
        record = upsert(self._account, kind, identity[4:], body, manner)
        return self._written(record, manner, located=self._account.rules.location_on_upsert)

    def _below(self, request: Request, record: Record, parts: list[str]) -> Response:
        account, view = self._account, view_of(request)
        match request.method, parts:
            case "POST", ["!transform", target]:
                return self._transform(request, record, target)
            case "POST", [action] if action.startswith("@"):
                return self._act(record, action[1:])
            case "POST", [("!attach" | "!detach") as what, *_]:
                refuse_unplayed(what)
            case "GET", [""]:
                return resource(render(account, record, view))
            case "GET", [name]:
                return resource(render_sublist(account, record, name, view))
            case "GET", [name, key]:
                return resource(render_line(account, record, name, key, view))
            case "DELETE", [_, _]:
                refuse("INVALID_REQUEST", "A single line cannot be deleted; PATCH with replace.")
            case _:
                pass
        return refuse_missing("/".join(parts))

    def _transform(self, request: Request, record: Record, target: str) -> Response:
        account = self._account
        body, manner = read_body(request.body), manner_of(request)
        if asks_for_form(request):
            return resource(render_draft(account, *prepare(account, record, target, body, manner)))
        kind = account.type_named(target)
        if kind is not None:
            self.permit("POST", kind, one=True)
        made = transform(account, record, target, body, manner)
        return self._written(made, manner, located=account.rules.location_on_transform)

    def _act(self, record: Record, action: str) -> Response:
        """Carry out an action; only approval is played (2.1)."""
        approved = _APPROVED.get(record.type.name)
        if action != "approve" or approved is None:
            refuse_unplayed(f"The action {action} of {record.type.label}")
        account = self._account
        data = {**account.copy(record), **approved}
        settle_status(record.type, data)
        account.replace(record, data)
        account.note("update", record)
        return resource({"result": True})

    def _written(self, record: Record, manner: Manner, *, located: bool = True) -> Response:
        """Answer a write: 204 without a body, 201 with ``replace``; the id is in ``Location`` only (2.1)."""
        rules = self._account.rules
        headers = {"location": self_link(self._account, record)} if located else {}
        if manner.warnings:
            headers[rules.warning_header] = "; ".join(manner.warnings)
        return empty(201 if manner.replace and rules.replace_answers_201 else 204, headers)


def _identity(said: str) -> str:
    """Check an id of the path: a ``|`` in an external id breaks it (2.1)."""
    if said.startswith("eid:") and not _EXTERNAL.fullmatch(said):
        refuse("INVALID_REQUEST", "An external id in the path has letters, digits, _ and - only.")
    return said
