"""The NetSuite simulator: logins, the REST API, and what a test does behind its back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import tzinfo
from decimal import Decimal
from typing import Final

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.answers import problem, send
from crosstie.testing.netsuite.api import PREFIX, Api, route_of_api
from crosstie.testing.netsuite.certificates import Certificates
from crosstie.testing.netsuite.codec import Json, carried
from crosstie.testing.netsuite.composed import add_customers, add_documents, furnish
from crosstie.testing.netsuite.grants import Grants, TokenPair
from crosstie.testing.netsuite.jobs import Jobs
from crosstie.testing.netsuite.logins import Logins
from crosstie.testing.netsuite.oauth import AUTHORIZE, KEYS, REVOKE, TOKEN, AuthorizationServer
from crosstie.testing.netsuite.people import fulfil, merge, pay, void
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.records import Record, ScriptRefusal, WriteNote
from crosstie.testing.netsuite.refusals import Problem, Refusal, overloaded
from crosstie.testing.netsuite.rendering import View, render
from crosstie.testing.netsuite.rules import NetSuiteRules
from crosstie.testing.netsuite.transforms import transform
from crosstie.testing.netsuite.writes import Manner, change, create, delete
from crosstie.testing.reading import path_of
from crosstie.testing.simulator import Simulator

__all__ = ["NetSuiteSimulator"]

_OAUTH: Final = {AUTHORIZE: "authorize", TOKEN: "token", REVOKE: "revoke", KEYS: "keys"}
_CODES: Final = {401: "INVALID_LOGIN", 403: "INSUFFICIENT_PERMISSION", 404: "NONEXISTENT_ID", 400: "INVALID_REQUEST"}
_TOO_MANY, _SERVER_SIDE = 429, 500


class NetSuiteSimulator(Simulator):
    """One NetSuite account for tests, by the rules of the fact sheet.

    Routes are named ``GET authorize``, ``POST token``, ``POST revoke``, ``POST suiteql``, ``GET customer`` (a list),
    ``GET customer/{id}``, ``PUT customer/{eid}``, ``POST estimate/{id}/!transform/salesOrder``, ``GET job/{id}`` and so
    on. The address before the path does not matter, but that it is part of what a signature covers.

    Args:
        clock: The time it lives by; a fake one if none is given.
        rules: The account, its integrations, and what the vendor leaves open.
        keep: How many of the latest calls the log keeps.

    Attributes:
        grants: The OAuth 2 tokens: counts of renewals and rejections.
        oauth: The authorization server: whether the person consents, and what they pick.
        certificates: The certificates for client credentials; refreshing a sandbox clears them.
        logins: The Login Audit Trail, and whether the integration is blocked.
        account: The records; tests may look, and change them through the methods below.
    """

    def __init__(
        self, *, clock: MovableClock | None = None, rules: NetSuiteRules | None = None, keep: int = 1000
    ) -> None:
        """Begin with a few items and one employee, and no customers."""
        super().__init__(clock=clock, keep=keep)
        self.rules: NetSuiteRules = rules if rules is not None else NetSuiteRules()
        self.grants: Grants = Grants(self.clock, self.rules)
        self.certificates: Certificates = Certificates(self.clock, self.rules)
        self.oauth: AuthorizationServer = AuthorizationServer(self.grants, self.certificates, self.rules)
        self.logins: Logins = Logins(self.clock, self.rules, self.grants)
        self.account: Account = Account(self.clock, self.rules)
        self._jobs = Jobs(self.clock, self.rules)
        self._api = Api(self.account, self.logins, self._jobs, self.turn_away)
        self._endpoints: Mapping[str, Callable[[Request], Response]] = {
            f"GET {AUTHORIZE}": self.oauth.authorize,
            f"POST {TOKEN}": self.oauth.token,
            f"POST {REVOKE}": self.oauth.revoke,
            f"GET {KEYS}": self.oauth.keys,
        }
        furnish(self.account)

    # -- the machine --------------------------------------------------------------------------------------------------

    def route_of(self, request: Request) -> str:
        """Name what is called."""
        path = path_of(request)
        return f"{request.method} {_OAUTH[path]}" if path in _OAUTH else route_of_api(request.method, path)

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        self._jobs.work()
        path = path_of(request)
        endpoint = self._endpoints.get(f"{request.method} {path}")
        if endpoint is not None:
            return self._login_call(request, endpoint)
        if path.startswith(PREFIX) and path not in _OAUTH:
            return self._api.answer(request, in_flight=self.at_work)
        return send(404, b"<html><body>Page not found</body></html>", "text/html")

    def _login_call(self, request: Request, endpoint: Callable[[Request], Response]) -> Response:
        try:
            if self.rules.token_calls_count:
                self._api.admit_one_more(self.at_work)
        except Refusal as refusal:
            return problem(refusal)
        return endpoint(request)

    def refusal(self, fault: Answer) -> Response:
        """Make the error answer that a fault asks for, in the shape this status has here."""
        if fault.body is not None:
            return send(fault.status, fault.body)
        if fault.status == _TOO_MANY:
            return problem(overloaded())
        code = "UNEXPECTED_ERROR" if fault.status >= _SERVER_SIDE else _CODES.get(fault.status, "INVALID_REQUEST")
        return problem(Refusal(Problem(code, "A fault was asked for."), status=fault.status))

    # -- setting up ---------------------------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add so many composed customers, the same ones every time."""
        with self._lock:
            add_customers(self.account, customers)

    def seed_documents(self, kind: str, count: int) -> None:
        """Add so many composed estimates, salesOrders or invoices, spread over the customers there are.

        Raises:
            UsageError: There is no customer yet.
        """
        with self._lock:
            if not self.account.shelves["customer"].all():
                message = "There is no customer to compose documents for."
                raise UsageError(message, advice="Call seed() first.")
            add_documents(self.account, kind, count)

    def connect(self, *, public: bool = False) -> TokenPair:
        """Hand out tokens without the browser's round."""
        with self._lock:
            client = self.rules.public_client_id if public else self.rules.client_id
            grant = self.grants.begin(client, self.rules.account, frozenset({"rest_webservices"}))
            return self.grants.issue(grant)

    # -- what a person does in the product ----------------------------------------------------------------------------

    def add(self, kind: str, fields: Json) -> Json:
        """Make a record as a person would, by the same rules as the API; return it as the API shows it.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._by_a_person():
            record = create(self.account, self._kind(kind), carried(fields), Manner(names="error"))
            return self._shown(record)

    def edit(self, kind: str, identity: str, fields: Json, *, replace: str | None = None) -> Json:
        """Change some fields of a record as a person would; return it.

        Args:
            kind: The record type.
            identity: Its internal id.
            fields: As PATCH takes them.
            replace: A sublist whose lines become those given.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._by_a_person():
            manner = Manner(names="error", replace=frozenset() if replace is None else frozenset({replace}))
            return self._shown(change(self.account, self._found(kind, identity), carried(fields), manner))

    def remove(self, kind: str, identity: str) -> None:
        """Delete a record as a person would.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._by_a_person():
            delete(self.account, self._found(kind, identity))

    def transform(self, kind: str, identity: str, target: str) -> Json:
        """Make one document from another as a person would, whole; return it.

        Raises:
            UsageError: The rules do not allow it.
        """
        with self._by_a_person():
            made = transform(self.account, self._found(kind, identity), target, {}, Manner())
            return self._shown(made)

    def fulfil(self, order: str, quantity: Decimal | int | None = None) -> Json:
        """Ship the goods of a sales order: all, or so much of every line; return the order."""
        with self._by_a_person():
            return self._shown(fulfil(self.account, self._found("salesOrder", order), quantity))

    def pay(self, invoice: str, amount: Decimal | int | None = None) -> Json:
        """Take a payment for an invoice, of what remains by default; return the invoice."""
        with self._by_a_person():
            return self._shown(pay(self.account, self._found("invoice", invoice), amount))

    def void(self, kind: str, identity: str) -> Json:
        """Void a document; it stays, with ``voided`` set (6). Return it."""
        with self._by_a_person():
            return self._shown(void(self.account, self._found(kind, identity)))

    def merge_customers(self, keep: str, gone: str) -> None:
        """Merge a customer into another: the documents move, and a deletion stays (6)."""
        with self._by_a_person():
            merge(self.account, self._found("customer", keep), self._found("customer", gone))

    def change_zone(self, zone: tzinfo) -> None:
        """Change the preference that SuiteQL's literals and values go by (open question 1)."""
        with self._lock:
            self.rules = self.account.rules = attrs.evolve(self.rules, zone=zone)
            self._api = Api(self.account, self.logins, self._jobs, self.turn_away)

    def reject_saves(self, kind: str, *, code: str, detail: str, times: int = 1) -> None:
        """Let a script of the account refuse the next saves of a type, in its own words (5.2)."""
        with self._lock:
            self.account.scripts.append(ScriptRefusal(type=kind, code=code, detail=detail, times=times))

    # -- looking inside -----------------------------------------------------------------------------------------------

    def read(self, kind: str, identity: str) -> Json:
        """Return a record as the API shows it, expanded.

        Raises:
            UsageError: There is no such record.
        """
        with self._by_a_person():
            return self._shown(self._found(kind, identity))

    def records(self, kind: str) -> list[Json]:
        """Return all records of a type as the API shows them, in the order of their ids."""
        with self._by_a_person():
            return [self._shown(record) for record in self.account.shelves[self._kind(kind).name].all()]

    def writes(self, kind: str | None = None) -> list[WriteNote]:
        """Return the writes that took effect, oldest first; composed records are not among them."""
        with self._lock:
            self._jobs.work()
            return [note for note in self.account.writes if kind in {None, note.type}]

    @property
    def token_calls(self) -> int:
        """How often the token endpoint was called, refused calls included."""
        return self.count("POST token")

    @property
    def throttled(self) -> int:
        """How many calls were blocked because too many were under way."""
        return self._api.throttled

    # -- early ends ---------------------------------------------------------------------------------------------------

    def expire_access_tokens(self) -> None:
        """Let all access tokens expire now."""
        with self._lock:
            self.grants.expire_access()

    def expire_refresh_tokens(self) -> None:
        """Let all refresh tokens expire now."""
        with self._lock:
            self.grants.expire_refresh()

    def revoke_grants(self) -> None:
        """Let a person revoke the application: all OAuth 2 tokens are dead."""
        with self._lock:
            self.grants.revoke_all()

    # -- parts --------------------------------------------------------------------------------------------------------

    def _kind(self, name: str) -> RecordType:
        kind = self.account.type_named(name)
        if kind is None:
            message = f"There is no record type {name} in this simulator."
            raise UsageError(message, advice=f"Choose from: {', '.join(self.account.types)}.")
        return kind

    def _found(self, kind: str, identity: str) -> Record:
        return self.account.need(self._kind(kind), identity)

    def _shown(self, record: Record) -> Json:
        return carried(render(self.account, record, View(expand=True)))

    @contextmanager
    def _by_a_person(self) -> Generator[None]:
        """Act as a person; a test that breaks the vendor's rules learns it from its own error."""
        with self._lock:
            self._jobs.work()
            self.account.actor = "person"
            try:
                yield
            except Refusal as refusal:
                first = refusal.problems[0]
                raise UsageError(first.detail, code=first.code) from refusal
            finally:
                self.account.actor = "api"
