"""The QuickBooks Online simulator: authorization, the accounting API, and what a test does behind its back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Final

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.quickbooks.answers import Answers
from crosstie.testing.quickbooks.api import PREFIX, Api, route_of_api
from crosstie.testing.quickbooks.codec import Json
from crosstie.testing.quickbooks.company import Company, WriteNote
from crosstie.testing.quickbooks.composed import add_customers, compose_company
from crosstie.testing.quickbooks.entities import ENTITIES
from crosstie.testing.quickbooks.grants import Grants, TokenPair
from crosstie.testing.quickbooks.oauth import AUTHORIZE, REVOKE, TOKEN, AuthorizationServer
from crosstie.testing.quickbooks.refusals import Refusal, expired, throttled, unsupported
from crosstie.testing.quickbooks.settings import REALM, Limits, Reuse, Rotation, Rules
from crosstie.testing.quickbooks.writes import create, delete, update
from crosstie.testing.reading import param_of, path_of
from crosstie.testing.simulator import Simulator

__all__ = ["QuickBooksSimulator"]

_OAUTH_ROUTES: Final = {AUTHORIZE: "authorize", TOKEN: "token", REVOKE: "revoke"}
_UNAUTHORIZED, _THROTTLED, _SERVER_SIDE = 401, 429, 500
_ANY_REQUEST: Final = Request(method="GET", url="/", headers={"accept": "application/json"})


class QuickBooksSimulator(Simulator):
    """QuickBooks Online for tests, by the rules of the fact sheet.

    Routes are named ``GET authorize``, ``POST token``, ``POST revoke``, ``GET query``, ``POST customer``,
    ``POST invoice void``, ``GET cdc``, ``POST batch`` and so on. The address before the path does not matter.

    Args:
        clock: The time it lives by; a fake one if none is given.
        rotation: When a refresh returns a new refresh token.
        grace: For how many seconds the token replaced by it still works; ``None`` when it is dead at once.
        reuse: What a replaced token causes after that.
        limits: Throttles; none by default.
        rules: The app, lifetimes, and behaviours that the fact sheet leaves open.
        keep: How many of the latest calls the log keeps.

    Attributes:
        grants: The tokens: counts of renewals and rejections, early expiry.
        oauth: The authorization server: whether the person consents, and which company they pick.
    """

    def __init__(
        self,
        *,
        clock: MovableClock | None = None,
        rotation: Rotation = "daily",
        grace: float | None = None,
        reuse: Reuse = "refuse",
        limits: Limits | None = None,
        rules: Rules | None = None,
        keep: int = 1000,
    ) -> None:
        """Begin with one company, no customers."""
        super().__init__(clock=clock, keep=keep)
        self.rules: Rules = rules if rules is not None else Rules()
        self.grants: Grants = Grants(self.clock, self.rules, rotation=rotation, grace=grace, reuse=reuse)
        self._answers = Answers(self.clock, self.rules)
        self.oauth: AuthorizationServer = AuthorizationServer(self.grants, self._answers, self.rules, choice=REALM)
        self._endpoints: Mapping[str, Callable[[Request], Response]] = {
            f"GET {AUTHORIZE}": self.oauth.authorize,
            f"POST {TOKEN}": self.oauth.token,
            f"POST {REVOKE}": self.oauth.revoke,
        }
        self._api = Api(
            clock=self.clock,
            grants=self.grants,
            answers=self._answers,
            limits=limits or Limits(),
            turn_away=self.turn_away,
        )
        self.add_company(REALM, "Composed Flooring Supply")

    # -- the machine --------------------------------------------------------------------------------------------------

    def route_of(self, request: Request) -> str:
        """Name what is called."""
        path = path_of(request)
        if path.startswith(PREFIX):
            return route_of_api(request.method, path, param_of(request, "operation"))
        return f"{request.method} {_OAUTH_ROUTES.get(path.rstrip('/'), 'unknown')}"

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        path = path_of(request)
        if path.startswith(PREFIX):
            return self._api.answer(request, in_flight=self.at_work)
        endpoint = self._endpoints.get(f"{request.method} {path.rstrip('/')}")
        if endpoint is None:
            return self._answers.send(404, b"<html><body>Not Found</body></html>", "text/html")
        return endpoint(request)

    def refusal(self, fault: Answer) -> Response:
        """Make the error answer that a fault asks for, in the shape this status has here."""
        if fault.body is not None:
            return self._answers.send(fault.status, fault.body)
        if fault.status == _UNAUTHORIZED:
            return self._answers.gateway_fault(expired("a piece of the token"))
        if fault.status == _THROTTLED:
            return self._answers.gateway_fault(throttled())
        if fault.status >= _SERVER_SIDE:
            return self._answers.send(fault.status, b"<html><body>Service Unavailable</body></html>", "text/html")
        return self._answers.fault(_ANY_REQUEST, unsupported("A fault was asked for", status=fault.status))

    # -- setting up ---------------------------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add composed customers to the first company, the same ones every time."""
        self.seed_company(REALM, customers)

    def seed_company(self, realm: str, customers: int) -> None:
        """Add composed customers to one company."""
        with self._lock:
            add_customers(self.company(realm), customers)

    def add_company(self, realm: str, name: str) -> Company:
        """Add another company with a small chart of accounts."""
        with self._lock:
            company = compose_company(realm, name, clock=self.clock, rules=self.rules)
            self._api.add(company)
            return company

    def company(self, realm: str = REALM) -> Company:
        """Return a company.

        Raises:
            UsageError: There is no company of this realm id.
        """
        found = self._api.companies.get(realm)
        if found is None:
            message = f"There is no company {realm} in this simulator."
            raise UsageError(message, advice="Add it with add_company().")
        return found

    def connect(self, realm: str = REALM) -> TokenPair:
        """Hand out tokens for a company without the browser's round."""
        with self._lock:
            return self.grants.issue(self.grants.begin(self.company(realm).realm))

    # -- what a person does in the product ----------------------------------------------------------------------------

    def add(self, kind: str, fields: Json, *, realm: str = REALM) -> Json:
        """Make an object as a person would, by the same rules as the API; return it as the API shows it.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._lock, _as_usage_error():
            return create(self.company(realm), ENTITIES[kind], fields).read()

    def edit(self, kind: str, identity: str, fields: Json, *, realm: str = REALM) -> Json:
        """Change some fields of an object as a person would, whatever its SyncToken is; return it.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._lock, _as_usage_error():
            company = self.company(realm)
            token = str(company.need(kind, identity).token)
            body = {**fields, "Id": identity, "SyncToken": token, "sparse": True}
            return update(company, ENTITIES[kind], body).read()

    def remove(self, kind: str, identity: str, *, realm: str = REALM) -> None:
        """Delete a transaction as a person would.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._lock, _as_usage_error():
            company = self.company(realm)
            token = str(company.need(kind, identity).token)
            delete(company, ENTITIES[kind], {"Id": identity, "SyncToken": token})

    # -- looking inside -----------------------------------------------------------------------------------------------

    def read(self, kind: str, identity: str, *, realm: str = REALM) -> Json:
        """Return an object as the API would show it.

        Raises:
            UsageError: There is no such object.
        """
        with self._lock, _as_usage_error():
            return self.company(realm).need(kind, identity).read()

    def records(self, kind: str, *, realm: str = REALM) -> list[Json]:
        """Return all objects of a kind, inactive ones included, in the order of their Ids."""
        with self._lock:
            return [record.read() for record in self.company(realm).shelves[kind].all()]

    def writes(self, kind: str | None = None, *, realm: str = REALM) -> list[WriteNote]:
        """Return the writes that took effect, oldest first; composed records are not among them."""
        with self._lock:
            return [note for note in self.company(realm).writes if kind in {None, note.entity}]

    @property
    def token_calls(self) -> int:
        """How often the token endpoint was called, refused calls included."""
        return self.count("POST token")

    @property
    def throttled(self) -> int:
        """How many calls the limits refused."""
        with self._lock:
            return sum(throttle.refused for throttle in self._api.throttles.values())

    # -- early ends ---------------------------------------------------------------------------------------------------

    def expire_access_tokens(self, realm: str | None = None) -> None:
        """Let the access tokens of a company, or of all, expire now."""
        with self._lock:
            self.grants.expire_access(realm)

    def expire_refresh_tokens(self, realm: str | None = None) -> None:
        """Let the refresh tokens of a company, or of all, expire now."""
        with self._lock:
            self.grants.expire_refresh(realm)

    def revoke_grants(self, realm: str | None = None) -> None:
        """Let a person disconnect the app in the product: all tokens of a company, or of all, are dead."""
        with self._lock:
            for grant in self.grants.of(realm):
                self.grants.revoke(grant)


@contextmanager
def _as_usage_error() -> Generator[None]:
    """A test that breaks the vendor's rules behind the API learns it from its own error."""
    try:
        yield
    except Refusal as refusal:
        problem = refusal.problems[0]
        message = f"{problem.message}: {problem.detail}"
        raise UsageError(message, code=problem.code) from refusal
