"""The REST API: who may call, how many at once, and which part answers (fact sheet 1.1, 2.6, 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.answers import problem, resource
from crosstie.testing.netsuite.batch import single_requests
from crosstie.testing.netsuite.codec import Json
from crosstie.testing.netsuite.jobs import JOBS, Jobs
from crosstie.testing.netsuite.logins import LoginRefusal, Logins
from crosstie.testing.netsuite.preferences import is_batch, prefers
from crosstie.testing.netsuite.query_api import QUERIES, QueryApi
from crosstie.testing.netsuite.record_api import RecordApi
from crosstie.testing.netsuite.records import iso
from crosstie.testing.netsuite.refusals import (
    Problem,
    Refusal,
    overloaded,
    refuse,
    refuse_forbidden,
    refuse_missing,
    refuse_unplayed,
)
from crosstie.testing.netsuite.rendering import RECORDS
from crosstie.testing.reading import header_of, path_of

__all__ = ["PREFIX", "Api", "route_of_api"]

PREFIX: Final = "/services/rest/"
_SYSTEM: Final = "/services/rest/system/v1/"
_KEY: Final = "x-netsuite-idempotency-key"
_UNAUTHORIZED: Final = 401


def route_of_api(method: str, path: str) -> str:
    """Name a call: ``GET customer``, ``PATCH customer/{id}``, ``POST estimate/{id}/!transform/salesOrder``."""
    if path.startswith(RECORDS):
        parts = path[len(RECORDS) :].split("/")
        if len(parts) > 1 and parts[0] != "metadata-catalog":
            parts[1] = "{eid}" if unquote(parts[1]).startswith("eid:") else "{id}"
        return f"{method} {'/'.join(parts)}".rstrip("/")
    if path.startswith(JOBS):
        parts = path[len(JOBS) :].split("/")
        return f"{method} job" + "".join(f"/{'{id}' if part.isdecimal() else part}" for part in parts if part)
    for prefix in (QUERIES, _SYSTEM):
        if path.startswith(prefix):
            return f"{method} {path[len(prefix) :]}"
    return f"{method} unknown"


class Api:
    """Answers API calls.

    Attributes:
        jobs: The asynchronous requests.
        throttled: How many calls were blocked because too many were under way.
    """

    def __init__(self, account: Account, logins: Logins, jobs: Jobs, turn_away: Callable[[], None]) -> None:
        """Serve this account; ``turn_away`` is told of each call that takes no place because it is blocked."""
        self.jobs = jobs
        self.throttled: int = 0
        self._turn_away = turn_away
        self._account = account
        self._logins = logins
        self._records = RecordApi(account)
        self._queries = QueryApi(account)

    def answer(self, request: Request, *, in_flight: int) -> Response:
        """Answer one call.

        The login comes first: a signed call that is then blocked has used its nonce up, and must be signed anew.

        Args:
            request: The call.
            in_flight: How many calls have a place, this one included.
        """
        path = path_of(request)
        try:
            if path != f"{_SYSTEM}serverTime":
                self._logins.admit(request)
            self.admit_one_more(in_flight)
            return self._serve(request, path)
        except LoginRefusal as refusal:
            answer = problem(refusal)
            return attrs.evolve(answer, headers={**answer.headers, **refusal.headers})
        except Refusal as refusal:
            return self._refused(refusal)

    def admit_one_more(self, in_flight: int) -> None:
        """Block a call that is one too many for the whole account (5.1).

        Raises:
            Refusal: 429; or 401, where the account reports it as an invalid login (6).
        """
        limit = self._account.rules.concurrency
        if limit is None or in_flight <= limit:
            return
        self.throttled += 1
        self._turn_away()
        if self._account.rules.overload_as_login:
            raise Refusal(Problem("INVALID_LOGIN", "Invalid login attempt."), status=_UNAUTHORIZED)
        raise overloaded()

    def _refused(self, refusal: Refusal) -> Response:
        answer = problem(refusal)
        wait = self._account.rules.retry_after
        if refusal.problems[0].code != "CONCURRENCY_LIMIT_EXCEEDED" or wait is None:
            return answer
        return attrs.evolve(answer, headers={**answer.headers, "retry-after": wait})

    # -- parts --------------------------------------------------------------------------------------------------------

    def _serve(self, request: Request, path: str) -> Response:
        if path.startswith(RECORDS):
            return self._serve_records(request, [unquote(part) for part in path[len(RECORDS) :].split("/")])
        if path.startswith(QUERIES):
            if prefers(request, "respond-async"):
                refuse("INVALID_REQUEST", "SuiteQL cannot run asynchronously.", header="Prefer")
            return self._queries.answer(request, [unquote(part) for part in path[len(QUERIES) :].split("/")])
        if path.startswith(f"{JOBS}/"):
            return self.jobs.answer([unquote(part) for part in path[len(JOBS) + 1 :].split("/")])
        if path.startswith(_SYSTEM):
            return self._system(path[len(_SYSTEM) :])
        return refuse_missing(path)

    def _serve_records(self, request: Request, parts: list[str]) -> Response:
        """Answer at once, or take the call for later; an idempotency key counts for the latter only (2.2, 2.6)."""
        batch = is_batch(request)
        if batch and (len(parts) > 1 or parts[0] == "metadata-catalog"):
            refuse("INVALID_REQUEST", "A batch is sent to the address of a record type.")
        if not batch and not prefers(request, "respond-async"):
            return self._records.answer(request, parts)
        self._records.kind(parts[0])
        calls = single_requests(request) if batch else [request]
        parallel = prefers(request, "batch-processing=parallel")
        works = [_Later(self._records, call) for call in calls]
        return self.jobs.submit(works, header_of(request, _KEY), parallel=parallel)

    def _system(self, what: str) -> Response:
        match what:
            case "serverTime":
                now = int(self._account.clock.now().timestamp())
                return resource({"serverTime": iso(now)})
            case "governanceLimits":
                return resource(self._limits())
            case _:
                return refuse_unplayed(what)

    def _limits(self) -> Json:
        """Tell the limits, to administrators only (5.1)."""
        rules = self._account.rules
        if not rules.administrator:
            refuse_forbidden("governanceLimits")
        limit = rules.concurrency or 0
        if rules.integration_limit is None:
            told: Json = {"integrationLimitType": "accountLimit", "accountUnallocatedConcurrencyLimit": limit}
        else:
            rest = limit - rules.integration_limit
            told = {
                "integrationLimitType": "integrationSpecific",
                "integrationConcurrencyLimit": rules.integration_limit,
                "accountUnallocatedConcurrencyLimit": rest,
            }
        return {"accountConcurrencyLimit": limit, **told}


@attrs.frozen
class _Later:
    """Carries a call out when its time has come; a refusal is its result."""

    records: RecordApi
    request: Request

    def __call__(self) -> Response:
        path = path_of(self.request)
        try:
            return self.records.answer(self.request, [unquote(part) for part in path[len(RECORDS) :].split("/")])
        except Refusal as refusal:
            return problem(refusal)
