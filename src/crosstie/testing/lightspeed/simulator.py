"""The Lightspeed Retail simulator: authorization, the R-Series V3 API, and what people do behind its back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Final

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.lightspeed.account import Account, WriteNote
from crosstie.testing.lightspeed.answers import Answers, Json
from crosstie.testing.lightspeed.api import PREFIX, Api, route_of_api
from crosstie.testing.lightspeed.composed import add_customers, add_items, compose_account
from crosstie.testing.lightspeed.entities import ENTITIES
from crosstie.testing.lightspeed.grants import Grants, TokenPair
from crosstie.testing.lightspeed.oauth import AUTHORIZE, INTROSPECT, REVOKE, TOKEN, AuthorizationServer
from crosstie.testing.lightspeed.refusals import Refusal, SessionRefusal
from crosstie.testing.lightspeed.settings import ACCOUNT, Limits, Rules
from crosstie.testing.lightspeed.writes import create, remove, update
from crosstie.testing.reading import path_of
from crosstie.testing.simulator import Simulator

__all__ = ["LightspeedSimulator"]

_OAUTH_ROUTES: Final = {AUTHORIZE: "authorize", TOKEN: "token", REVOKE: "revoke", INTROSPECT: "introspect"}
_UNAUTHORIZED, _THROTTLED, _SERVER_SIDE = 401, 429, 500


class LightspeedSimulator(Simulator):
    """Lightspeed Retail R-Series (V3) for tests, by the rules of the fact sheet.

    Routes are named ``GET authorize``, ``POST token``, ``GET Item`` (a list), ``GET Item one``, ``POST Item``,
    ``PUT Item one``, ``GET Account`` and so on. The address before the path does not matter.

    Args:
        clock: The time it lives by; a fake one if none is given.
        limits: The leaky bucket and the burst limiter; none by default, then answers lack their headers as well.
        rules: The app, lifetimes, and behaviours that the fact sheet leaves open.
        keep: How many of the latest calls the log keeps.

    Attributes:
        grants: The tokens: counts of renewals and rejections, early expiry.
        oauth: The authorization server: whether the person consents, and whose account it is.
    """

    def __init__(
        self,
        *,
        clock: MovableClock | None = None,
        limits: Limits | None = None,
        rules: Rules | None = None,
        keep: int = 1000,
    ) -> None:
        """Begin with one account of two shops, without items and customers."""
        super().__init__(clock=clock, keep=keep)
        self.rules: Rules = rules if rules is not None else Rules()
        self.grants: Grants = Grants(self.clock, self.rules)
        self._answers = Answers(self.rules)
        self.oauth: AuthorizationServer = AuthorizationServer(self.grants, self._answers, self.rules, choice=ACCOUNT)
        self._endpoints: Mapping[str, Callable[[Request], Response]] = {
            f"GET {AUTHORIZE}": self.oauth.authorize,
            f"POST {TOKEN}": self.oauth.token,
            f"GET {TOKEN}": self.oauth.token,
            f"POST {REVOKE}": self.oauth.revoke,
            f"GET {INTROSPECT}": self.oauth.introspect,
        }
        self._api = Api(clock=self.clock, grants=self.grants, answers=self._answers, rules=self.rules, limits=limits)
        self.add_account(ACCOUNT, "Composed Cycles")

    # -- the machine ---------------------------------------------------------------------------------------------------

    def route_of(self, request: Request) -> str:
        """Name what is called."""
        path = path_of(request)
        if path.startswith(PREFIX):
            return route_of_api(request.method, path)
        return f"{request.method} {_OAUTH_ROUTES.get(path.rstrip('/'), 'unknown')}"

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        path = path_of(request)
        if path.startswith(PREFIX):
            return self._api.answer(request)
        endpoint = self._endpoints.get(f"{request.method} {path.rstrip('/')}")
        if endpoint is None:
            return self._answers.send(404, b"<html><body>Not Found</body></html>", "text/html")
        return endpoint(request)

    def refusal(self, fault: Answer) -> Response:
        """Make the error answer that a fault asks for, in the shape this status has here."""
        if fault.body is not None:
            return self._answers.send(fault.status, fault.body)
        if fault.status == _UNAUTHORIZED:
            return self._answers.session_refused(SessionRefusal("Access token could not be verified"))
        if fault.status == _THROTTLED:
            further = {"x-ls-api-ratelimit-type": "api-leaky-bucket"}
            return self._answers.send(fault.status, b"", "text/html; charset=UTF-8", further)
        if fault.status >= _SERVER_SIDE:
            return self._answers.send(fault.status, b"<html><body>Bad gateway</body></html>", "text/html")
        return self._answers.refused(Refusal(fault.status, "A fault was asked for."))

    # -- setting up ----------------------------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add composed customers to the first account, the same ones every time."""
        with self._lock:
            add_customers(self.account(), customers)

    def seed_items(self, number: int, *, account: str = ACCOUNT) -> None:
        """Add composed items with prices and stock in both shops."""
        with self._lock:
            add_items(self.account(account), number)

    def add_account(self, account_id: str, name: str) -> Account:
        """Add another account with two shops, a vendor and two categories."""
        with self._lock:
            account = compose_account(account_id, name, clock=self.clock)
            self._api.add(account)
            return account

    def account(self, account_id: str = ACCOUNT) -> Account:
        """Return an account.

        Raises:
            UsageError: There is no account of this id.
        """
        found = self._api.accounts.get(account_id)
        if found is None:
            message = f"There is no account {account_id} in this simulator."
            raise UsageError(message, advice="Add it with add_account().")
        return found

    def connect(self, account: str = ACCOUNT, *, scopes: tuple[str, ...] = ("employee:all",)) -> TokenPair:
        """Hand out tokens for an account without the browser's round."""
        with self._lock:
            return self.grants.issue(self.grants.begin(self.account(account).id, scopes))

    # -- what people do in the shop ------------------------------------------------------------------------------------

    def add(self, kind: str, body: Json, *, account: str = ACCOUNT) -> Json:
        """Make a record as a person would, by the same rules as the API; return it as the API shows it.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._lock, _as_usage_error():
            made = create(self.account(account), ENTITIES[kind], body)
            return self._shown(kind, made.id, account)

    def edit(self, kind: str, identity: str | int, body: Json, *, account: str = ACCOUNT) -> Json:
        """Change some fields of a record as a person would; return it.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._lock, _as_usage_error():
            owner = self.account(account)
            record = owner.need(kind, identity)
            update(owner, ENTITIES[kind], record, body)
            return self._shown(kind, record.id, account)

    def remove(self, kind: str, identity: str | int, *, account: str = ACCOUNT) -> None:
        """Archive or delete a record as a person would, whichever the resource does.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._lock, _as_usage_error():
            owner = self.account(account)
            record = owner.need(kind, identity)
            remove(owner, ENTITIES[kind], record, moves_stamp=self.rules.archive_moves_stamp)

    def sell(self, item: str | int, shop: str | int, quantity: int = 1, *, account: str = ACCOUNT) -> None:
        """Sell some of an item at a till: the stock goes down, as it may between any two calls of a client.

        Raises:
            UsageError: There is no such item or shop.
        """
        with self._lock, _as_usage_error():
            owner = self.account(account)
            found = owner.need("Item", item)
            owner.move_stock(found.id, int(shop), -quantity, "Sale")

    # -- looking inside ------------------------------------------------------------------------------------------------

    def read(self, kind: str, identity: str | int, *, account: str = ACCOUNT) -> Json:
        """Return a record with all its relations, as the API would show it.

        Raises:
            UsageError: There is no such record.
        """
        with self._lock, _as_usage_error():
            return self._shown(kind, self.account(account).need(kind, identity).id, account)

    def records(self, kind: str, *, account: str = ACCOUNT) -> list[Json]:
        """Return all records of a resource, archived ones included, in the order of their ids."""
        with self._lock:
            return [self._shown(kind, record.id, account) for record in self.account(account).all(kind)]

    def on_hand(self, item: str | int, shop: str | int, *, account: str = ACCOUNT) -> int:
        """Return the stock of an item in a shop; shop 0 is the sum of all."""
        with self._lock:
            return self.account(account).level(int(item), int(shop)).number("qoh")

    def writes(self, kind: str | None = None, *, account: str = ACCOUNT) -> list[WriteNote]:
        """Return the API's writes that took effect, oldest first."""
        with self._lock:
            return [note for note in self.account(account).writes if kind in {None, note.entity}]

    @property
    def token_calls(self) -> int:
        """How often the token endpoint was called, refused calls included."""
        return self.count("POST token")

    @property
    def throttled(self) -> int:
        """How many calls the limits refused."""
        with self._lock:
            return sum(bucket.refused for bucket in self._api.buckets.values())

    def fill_bucket(self, level: float, account: str = ACCOUNT) -> None:
        """Put the leaky bucket to a level, as other work of the same app would."""
        with self._lock:
            self._api.buckets[account].fill(level)

    def _shown(self, kind: str, identity: int, account: str) -> Json:
        entity, owner = ENTITIES[kind], self.account(account)
        relations = [*entity.relations, *(["Contact"] if entity.contact else [])]
        return self._answers.record(owner, entity, owner.need(kind, identity), relations)

    # -- early ends ----------------------------------------------------------------------------------------------------

    def expire_access_tokens(self, account: str | None = None) -> None:
        """Let the access tokens of an account, or of all, expire now."""
        with self._lock:
            self.grants.expire_access(account)

    def expire_refresh_tokens(self, account: str | None = None) -> None:
        """Let the refresh tokens of an account, or of all, die now, as after 30 days without use."""
        with self._lock:
            self.grants.expire_refresh(account)

    def revoke_grants(self, account: str | None = None) -> None:
        """Let a person disconnect the app in the settings: all tokens of an account, or of all, are dead."""
        with self._lock:
            for grant in self.grants.of(account):
                grant.revoked = True


@contextmanager
def _as_usage_error() -> Generator[None]:
    """A test that breaks the vendor's rules behind the API learns it from its own error."""
    try:
        yield
    except Refusal as refusal:
        raise UsageError(refusal.message, code=str(refusal.status)) from refusal
