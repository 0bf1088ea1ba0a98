"""The resource API below ``/API/V3``: who may call, what it costs, and which call does what (fact sheet 1.4, 2, 5)."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from typing import Final, cast

from crosstie.core.messages import Request, Response
from crosstie.testing.clock import MovableClock
from crosstie.testing.lightspeed.account import Account
from crosstie.testing.lightspeed.answers import Answers, Json
from crosstie.testing.lightspeed.bucket import Ask, Bucket, Throttled, cost_of
from crosstie.testing.lightspeed.entities import ENTITIES, Entity
from crosstie.testing.lightspeed.filters import alternatives
from crosstie.testing.lightspeed.grants import Grant, Grants
from crosstie.testing.lightspeed.listing import counted, listed, query_of, relations_of
from crosstie.testing.lightspeed.refusals import Refusal, SessionRefusal, refuse, refuse_missing, refuse_right
from crosstie.testing.lightspeed.settings import Limits, Rules
from crosstie.testing.lightspeed.writes import create, remove, update
from crosstie.testing.reading import bearer_token, param_of, path_of

__all__ = ["PREFIX", "Api", "route_of_api"]

PREFIX: Final = "/API/V3/"
_PLACE: Final = re.compile(r"Account/(?P<account>[^/]+)/(?P<resource>[^/.]+)(?:/(?P<id>[^/.]+))?(?:\.json|\.xml)?")


def route_of_api(method: str, path: str) -> str:
    """Name a call: ``GET Item`` for a list, ``GET Item one``, ``PUT Item one``, ``GET Account``."""
    found = _PLACE.fullmatch(path[len(PREFIX) :])
    if found is None:
        return f"{method} {path[len(PREFIX) :].partition('/')[0].partition('.')[0]}"
    return f"{method} {found['resource']}{' one' if found['id'] else ''}"


class Api:
    """Answers API calls for the accounts it knows.

    Attributes:
        accounts: The accounts by id.
        buckets: The limiters of each account; none without limits.
    """

    def __init__(
        self, *, clock: MovableClock, grants: Grants, answers: Answers, rules: Rules, limits: Limits | None
    ) -> None:
        """Begin without accounts."""
        self.accounts: dict[str, Account] = {}
        self.buckets: dict[str, Bucket] = {}
        self._clock = clock
        self._grants = grants
        self._answers = answers
        self._rules = rules
        self._limits = limits

    def add(self, account: Account) -> None:
        """Serve another account."""
        self.accounts[account.id] = account
        if self._limits is not None:
            self.buckets[account.id] = Bucket(self._clock, self._limits)

    def answer(self, request: Request) -> Response:
        """Answer one call."""
        try:
            grant = self._holder(request)
        except SessionRefusal as refusal:
            return self._answers.session_refused(refusal)
        further = {"x-ls-acct-id": grant.account, "x-ls-oauth-client-id": self._rules.client_id}
        try:
            further.update(self._paid(grant, request))
            body = self._served(grant, request)
        except Throttled as throttled:
            return self._throttled(grant, throttled, further)
        except Refusal as refusal:
            return self._answers.refused(refusal, further)
        return self._answers.of(request, body, further)

    def _holder(self, request: Request) -> Grant:
        token = bearer_token(request)
        grant = self._grants.holder(token)
        if grant is not None and grant.account in self.accounts:
            return grant
        revoked = self._grants.was_revoked(token)
        raise SessionRefusal("Access token has been revoked" if revoked else "Access token could not be verified")

    def _throttled(self, grant: Grant, throttled: Throttled, further: Mapping[str, str]) -> Response:
        """Answer a 429; its body is not known, so it is empty (5.4)."""
        headers = {
            **further,
            **self.buckets[grant.account].headers(1.0),
            "retry-after": str(throttled.seconds),
            "x-ls-api-ratelimit-type": throttled.limiter,
        }
        return self._answers.send(429, b"", "text/html; charset=UTF-8", headers)

    def _paid(self, grant: Grant, request: Request) -> dict[str, str]:
        bucket = self.buckets.get(grant.account)
        if bucket is None or self._limits is None:
            return {}
        cost = cost_of(_ask_of(request), self._limits.costs)
        bucket.admit(cost)
        return bucket.headers(cost)

    def _served(self, grant: Grant, request: Request) -> Json:
        rest = path_of(request)[len(PREFIX) :].partition("?")[0]
        if rest.partition(".")[0] == "Account" and request.method == "GET":
            return self._own_account(grant)
        found = _PLACE.fullmatch(rest)
        if found is None:
            return self._account_or_session(grant, request, rest)
        if found["account"] != grant.account:
            # An unknown account is a 404, not a 403 (5.4).
            refuse_missing(f"Account {found['account']}")
        entity = ENTITIES.get(found["resource"])
        if entity is None:
            refuse_missing(found["resource"])
        if request.method not in entity.methods:
            refuse(f"{entity.name} does not take {request.method}.", status=405)
        _check_right(grant, entity, request.method)
        return self._carried_out(self.accounts[grant.account], entity, request, found["id"])

    def _own_account(self, grant: Grant) -> Json:
        account = self.accounts[grant.account]
        link = {"@attributes": {"href": f"{PREFIX}Account/{account.id}"}}
        return self._answers.single("Account", {"accountID": account.id, "name": account.name, "link": link})

    def _account_or_session(self, grant: Grant, request: Request, rest: str) -> Json:
        if request.method == "GET" and rest in {f"Account/{grant.account}.json", f"Account/{grant.account}"}:
            # No wrapper here: fields at the top, the id among the attributes (1.9).
            account = self.accounts[grant.account]
            return {"@attributes": {"systemCustomerID": account.id}, "name": account.name, "defaultCurrency": "CAD"}
        if request.method == "GET" and rest.partition(".")[0] == "Session":
            shops = str(len(self.accounts[grant.account].all("Shop")))
            return {"systemCustomerID": grant.account, "employeeID": "1", "shopCount": shops}
        message = f"{rest} was not found."
        raise Refusal(404, message)

    def _carried_out(self, account: Account, entity: Entity, request: Request, identity: str | None) -> Json:
        if request.method == "GET":
            return self._read(account, entity, request, identity)
        relations = relations_of(entity, param_of(request, "load_relations"))
        if request.method == "POST":
            if identity is not None:
                refuse(f"{entity.name} does not take POST with an id.", status=405)
            record = create(account, entity, _body(request))
        else:
            record = account.need(entity.name, identity or "")
            if request.method == "PUT":
                update(account, entity, record, _body(request))
            else:
                remove(account, entity, record, moves_stamp=self._rules.archive_moves_stamp)
        account.note(request.method, entity.name, record)
        loaded = relations if self._rules.write_relations else []
        return self._answers.single(entity.name, self._answers.record(account, entity, record, loaded))

    def _read(self, account: Account, entity: Entity, request: Request, identity: str | None) -> Json:
        if identity is not None:
            relations = relations_of(entity, param_of(request, "load_relations"))
            record = account.need(entity.name, identity)
            return self._answers.single(entity.name, self._answers.record(account, entity, record, relations))
        query = query_of(entity, request)
        if query.count:
            return {"@attributes": {"count": str(counted(account, entity, query))}}
        window = listed(account, entity, query, request)
        records = [self._answers.record(account, entity, record, query.relations) for record in window.records]
        return self._answers.listed(entity.name, records, {"next": window.next, "previous": window.previous})


def _check_right(grant: Grant, entity: Entity, method: str) -> None:
    rights = entity.rights[0 if method == "GET" else 1]
    if "employee:all" in grant.scopes or any(f"employee:{right}" in grant.scopes for right in rights):
        return
    refuse_right(f"employee:{rights[0]}")


def _body(request: Request) -> Mapping[str, object]:
    try:
        found: object = json.loads(request.body)
    except ValueError:
        refuse("The body is no JSON.")
    if not isinstance(found, dict):
        refuse("The body is no record.")
    return cast("dict[str, object]", found)


def _ask_of(request: Request) -> Ask:
    """Read from a request what it costs; whatever is wrong with it is found later."""
    found = _PLACE.fullmatch(path_of(request)[len(PREFIX) :])
    resource = found["resource"] if found else "Account"
    entity = ENTITIES.get(resource)
    to_one = to_many = 0
    either: list[tuple[str, str]] = []
    body: Mapping[str, object] = {}
    with contextlib.suppress(Refusal):
        for name in relations_of(entity, param_of(request, "load_relations")) if entity else ():
            many = name != "Contact" and entity is not None and entity.relations[name].member is not None
            to_many, to_one = to_many + many, to_one + (not many)
        either = [(one.field, one.operator) for one in alternatives(param_of(request, "or") or "")]
    with contextlib.suppress(Refusal):
        body = _body(request) if request.body else {}
    return Ask(
        method=request.method,
        resource=resource,
        single=bool(found and found["id"]),
        to_one=to_one,
        to_many=to_many,
        count=param_of(request, "count") in {"1", "true"},
        alternatives=either,
        body=body,
    )
