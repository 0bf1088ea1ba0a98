"""The accounting API below ``/v3/company/{realmId}``: who may call, and which call does what (fact sheet 2.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote

from crosstie.core.messages import Request, Response
from crosstie.testing.clock import MovableClock
from crosstie.testing.quickbooks.answers import Answers
from crosstie.testing.quickbooks.batch import answer_batch
from crosstie.testing.quickbooks.changes import answer_changes
from crosstie.testing.quickbooks.codec import encode, read_body
from crosstie.testing.quickbooks.company import Company, Record
from crosstie.testing.quickbooks.entities import BY_PATH, Entity
from crosstie.testing.quickbooks.grants import Grants
from crosstie.testing.quickbooks.refusals import (
    GatewayRefusal,
    Refusal,
    expired,
    refuse,
    refuse_query,
    refuse_unsupported,
    unauthorized,
    unsupported,
)
from crosstie.testing.quickbooks.search import answer_query
from crosstie.testing.quickbooks.settings import Limits
from crosstie.testing.quickbooks.throttle import Throttle
from crosstie.testing.quickbooks.writes import create, delete, send, update, void
from crosstie.testing.reading import bearer_token, param_of, path_of

__all__ = ["PREFIX", "Api", "route_of_api"]

PREFIX: Final = "/v3/company/"
_REQUEST_ID: Final = re.compile(r"[!-~]+")
_LONGEST_ID: Final = 50
_LONGEST_BATCH_ID: Final = 36


def route_of_api(method: str, path: str, operation: str | None) -> str:
    """Name a call: ``GET customer``, ``POST invoice void``, ``GET invoice pdf``, ``POST batch``."""
    parts = path[len(PREFIX) :].split("/")
    words = [method, *parts[1:2], *parts[3:4]]
    if operation in {"delete", "void"}:
        words.append(operation)
    return " ".join(words)


class Api:
    """Answers API calls for the companies it knows.

    Attributes:
        companies: The companies by realm id.
        throttles: The throttle of each company.
    """

    def __init__(
        self,
        *,
        clock: MovableClock,
        grants: Grants,
        answers: Answers,
        limits: Limits,
        turn_away: Callable[[], None],
    ) -> None:
        """Begin without companies; ``turn_away`` is told of each call that takes no place because it is refused."""
        self.companies: dict[str, Company] = {}
        self.throttles: dict[str, Throttle] = {}
        self._clock = clock
        self._grants = grants
        self._answers = answers
        self._limits = limits
        self._turn_away = turn_away

    def add(self, company: Company) -> None:
        """Serve another company."""
        self.companies[company.realm] = company
        self.throttles[company.realm] = Throttle(self._clock, self._limits)

    def answer(self, request: Request, *, in_flight: int) -> Response:
        """Answer one call.

        Args:
            request: The call.
            in_flight: How many calls have a place, this one included.
        """
        realm, _, rest = path_of(request)[len(PREFIX) :].partition("/")
        try:
            self._authorize(request, realm)
            self._admit(realm, batch=rest == "batch", in_flight=in_flight)
        except GatewayRefusal as refusal:
            return self._turned_away(refusal)
        return self._repeatable(self.companies[realm], request, rest)

    def _admit(self, realm: str, *, batch: bool, in_flight: int) -> None:
        try:
            self.throttles[realm].admit(batch=batch, in_flight=in_flight)
        except GatewayRefusal:
            self._turn_away()
            raise

    def _turned_away(self, refusal: GatewayRefusal) -> Response:
        answer = self._answers.gateway_fault(refusal)
        if refusal.code != "3001" or self._limits.retry_after is None:
            return answer
        headers = {**answer.headers, "retry-after": self._limits.retry_after}
        return Response(status=answer.status, headers=headers, body=answer.body)

    def _authorize(self, request: Request, realm: str) -> None:
        token = bearer_token(request)
        grant = self._grants.holder(token)
        if grant is None:
            raise expired((token or "")[:28])
        if grant.realm != realm or realm not in self.companies:
            raise unauthorized()

    def _repeatable(self, company: Company, request: Request, rest: str) -> Response:
        """A write with a ``requestid`` that was seen before gets the first answer again (2.5)."""
        identity = param_of(request, "requestid") if request.method == "POST" else None
        if identity is not None and identity in company.replays:
            return self._answers.again(company.replays[identity])
        company.request_id = identity
        try:
            _check_request_id(identity, rest)
            answer = self._serve(company, request, rest)
        except Refusal as refusal:
            answer = self._answers.fault(request, refusal)
            if any(problem.code == "2130" for problem in refusal.problems):
                return answer
        finally:
            company.request_id = None
        if identity is not None:
            company.replays[identity] = answer
        return answer

    def _serve(self, company: Company, request: Request, rest: str) -> Response:
        special = _SPECIAL.get(f"{request.method} {rest}")
        if special is not None:
            name, carry_out = special
            return self._answers.wrapped(request, name, *carry_out(company, request))
        path, *further = rest.split("/")
        entity = BY_PATH.get(path)
        if entity is None:
            refuse_unsupported(f"Operation {path!r} is not supported")
        if request.method == "GET":
            return self._read(company, request, entity, [unquote(part) for part in further])
        if request.method == "POST":
            return self._write(company, request, entity, [unquote(part) for part in further])
        detail = f"Method {request.method} is not supported"
        raise unsupported(detail)

    def _read(self, company: Company, request: Request, entity: Entity, further: list[str]) -> Response:
        match further:
            case [identity]:
                record = company.need(entity.name, _own_id(company, entity, identity))
            case [identity, "pdf"] if "pdf" in entity.operations:
                record = company.need(entity.name, identity)
                return self._answers.send(200, _pdf(entity, record), "application/pdf")
            case [] if entity.name == "Preferences":
                record = company.need(entity.name, "1")
            case _:
                refuse_unsupported(f"Reading {entity.name} like this is not supported")
        return self._answers.wrapped(request, entity.name, record.body)

    def _write(self, company: Company, request: Request, entity: Entity, further: list[str]) -> Response:
        if len(further) == 2 and further[1] == "send":  # noqa: PLR2004 - Id and "send"
            sent = send(company, entity, further[0], param_of(request, "sendTo"))
            return self._answers.wrapped(request, entity.name, sent.body)
        if further:
            refuse_unsupported(f"POST to {'/'.join(further)!r} is not supported")
        return self._answers.wrapped(request, entity.name, _changed(company, request, entity))


def _changed(company: Company, request: Request, entity: Entity) -> bytes:
    body = read_body(request.body)
    include = frozenset((param_of(request, "include") or "").split(","))
    operation = param_of(request, "operation")
    if operation == "delete":
        return encode(delete(company, entity, body))
    if operation == "void":
        return void(company, entity, body, included=False).body
    if operation == "update" and "void" in include:
        return void(company, entity, body, included=True).body
    if operation not in {None, "update", "create"}:
        refuse_unsupported(f"Operation {operation!r} is not supported")
    if body.get("Id") and operation != "create":
        return update(company, entity, body, include=include).body
    return create(company, entity, body, include=include).body


def _own_id(company: Company, entity: Entity, identity: str) -> str:
    """The path of CompanyInfo names the realm, its Id is 1 (2.3)."""
    return "1" if entity.name == "CompanyInfo" and identity == company.realm else identity


def _check_request_id(identity: str | None, rest: str) -> None:
    longest = _LONGEST_BATCH_ID if rest == "batch" else _LONGEST_ID
    if identity is not None and (len(identity) > longest or not _REQUEST_ID.fullmatch(identity)):
        refuse("2130", f"A requestid here is of 1 to {longest} printable characters", "requestid")


def _query_by_get(company: Company, request: Request) -> list[bytes]:
    text = param_of(request, "query")
    if text is None:
        refuse_query("4000", "the parameter query is missing")
    return answer_query(company, text)


def _query_by_post(company: Company, request: Request) -> list[bytes]:
    return answer_query(company, request.body.decode("utf-8", "replace"))


def _changes(company: Company, request: Request) -> list[bytes]:
    return answer_changes(company, param_of(request, "entities"), param_of(request, "changedSince"))


def _batch(company: Company, request: Request) -> list[bytes]:
    repeatable = param_of(request, "requestid") is not None
    return [answer_batch(company, read_body(request.body), repeatable=repeatable)]


_SPECIAL: Final[Mapping[str, tuple[str, Callable[[Company, Request], list[bytes]]]]] = {
    "GET query": ("QueryResponse", _query_by_get),
    "POST query": ("QueryResponse", _query_by_post),
    "GET cdc": ("CDCResponse", _changes),
    "POST batch": ("BatchItemResponse", _batch),
}


def _pdf(entity: Entity, record: Record) -> bytes:
    """Return the smallest file that a reader takes for a PDF."""
    title = f"{entity.name} {record.id}".encode()
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% " + title + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
