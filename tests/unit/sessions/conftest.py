"""A host in small: two simulated systems and one with static keys, one clock, a storage that can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs
import pytest

from crosstie.core.exchange import Call, RetryPolicy, exchange
from crosstie.core.messages import Request, Response
from crosstie.errors import CredentialsRejected, CrosstieError, NotSent, UsageError
from crosstie.sessions import AsyncSessionManager, SessionManager
from crosstie.sessions.apps import Enrolment, Unanswered, Verdict
from crosstie.sessions.sealed import open_session
from crosstie.sessions.tokens import ConnectionKey, RenewalPolicy, Session, Tokens
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys
from crosstie.systems import quickbooks, rfms
from crosstie.testing import AsyncFakeClock, FakeClock
from crosstie.testing.failing_storage import FailingStorage
from crosstie.testing.failing_storage_async import AsyncFailingStorage
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, REALM, QuickBooksSimulator
from crosstie.testing.rfms import RfmsSimulator

QUICKBOOKS = "https://quickbooks.example.com"
RFMS = "https://rfms.example.com"
STATIC = "https://static.example.com"
KEYS = SealingKeys.generate()


class StaticApp:
    """A system with one key that never changes: nothing can be renewed, nothing is revoked."""

    system = "static"
    policy = RenewalPolicy()

    def enrol(self, given: Mapping[str, str]) -> Enrolment:
        """Take the key."""
        if set(given) != {"api_key"}:
            raise UsageError
        return Enrolment(account="static account", credentials=dict(given), settings={"shop": "7"})

    def renewal(self, session: Session) -> Request | None:
        """Nothing can be renewed."""
        del session

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read an answer that never comes."""
        del response, session, at
        return Unanswered("Nothing was asked.")

    def sign(self, request: Request, session: Session) -> Request:
        """Put the key in."""
        return request.with_headers({"X-Key": session.credentials["api_key"]})

    def refused(self, response: Response) -> bool:
        """A 401 refuses the key."""
        return response.status == 401

    def revocation(self, session: Session) -> Request | None:
        """Nothing can be revoked."""
        del session


class Dialect:
    """Says no in the fewest words."""

    def error(self, response: Response) -> CrosstieError | None:
        """Only refusals matter here."""
        return CredentialsRejected() if response.status in (401, 403) else None

    def request_id(self, response: Response) -> str | None:
        """Return Intuit's id."""
        return response.headers.get("intuit_tid")


@attrs.define(eq=False)
class Line:
    """The network: leads each address to its system.

    Attributes:
        before: Is told of each request before it arrives; what it raises breaks the line.
        after: Is told of each answer before it comes back; may give another one.
    """

    systems: dict[str, Callable[[Request, float], Response]]
    before: Callable[[Request], None] | None = None
    after: Callable[[Request, Response], Response] | None = None

    def carry(self, request: Request, timeout: float) -> Response:
        """Carry a request there and its answer back."""
        if self.before is not None:
            self.before(request)
        for address, system in self.systems.items():
            if request.url.startswith(address):
                response = system(request, timeout)
                return response if self.after is None else self.after(request, response)
        raise NotSent


class SyncLine(Line):
    """The network of the sync world."""

    def send(self, request: Request, *, timeout: float) -> Response:
        """Carry a request."""
        return self.carry(request, timeout)


class AsyncLine(Line):
    """The network of the async world."""

    async def send(self, request: Request, *, timeout: float) -> Response:  # noqa: ASYNC109 - the seam's own contract
        """Let the others run, then carry a request."""
        await asyncio.sleep(0)
        return self.carry(request, timeout)


@attrs.define(eq=False)
class World:
    """A host with its systems; :meth:`manager` makes another process of it."""

    is_async: bool
    clock: FakeClock
    qb: QuickBooksSimulator
    rfms: RfmsSimulator
    line: Line
    storage: Any
    static_key: str = "static-key"
    apps: dict[str, Any] = attrs.field(factory=dict)
    events: list[Any] = attrs.field(factory=list)
    sessions: Any = None
    runner: Any = None

    def manager(self, **options: Any) -> Any:  # noqa: ANN401 - of either world
        """Make a SessionManager of its own memory on the same storage: what another process would have."""
        make: Any = AsyncSessionManager if self.is_async else SessionManager
        options = {
            "transport": self.line,
            "clock": AsyncFakeClock(self.clock) if self.is_async else self.clock,
            "observer": self.events.append,
            **options,
        }
        storage = options.pop("storage", self.storage)
        apps = options.pop("apps", self.apps.values())
        return make(storage, apps, **options)

    def policy(self, **changes: Any) -> None:  # noqa: ANN401 - the policy's own fields
        """Change the renewal policy of QuickBooks, for managers made from here on."""
        app = self.apps["quickbooks"]
        self.apps["quickbooks"] = attrs.evolve(app, policy=attrs.evolve(app.policy, **changes))
        self.sessions = self.manager()

    def visit(self, url: str) -> str:
        """Open an address as the person's browser does; return where it is sent to."""
        address, _, query = url.partition("?")
        params = tuple(tuple(part.split("=", 1)) for part in query.split("&"))
        decoded = tuple((name, _unquoted(value)) for name, value in params)
        response = self.qb.handle(Request(method="GET", url=address, params=decoded))
        return response.headers["location"]

    def stored(self, key: ConnectionKey = ("acme", "quickbooks", "default")) -> Connection:
        """Return a connection as it stands in the storage."""
        records: Any = self.storage.storage._tables.get(Connection, [key])
        found: Connection = records[key].record
        return found

    def tokens(self, key: ConnectionKey = ("acme", "quickbooks", "default")) -> Tokens:
        """Return the stored tokens."""
        found = open_session(self.stored(key), KEYS).tokens
        assert found is not None
        return found

    def put(self, record: Connection) -> None:
        """Write a connection behind everybody's back."""
        from crosstie.core.state import ANY, Put  # noqa: PLC0415 - for the few tests that do

        self.storage.storage._tables.commit([Put(record, ANY)])

    def reading(self, sessions: Any, key: ConnectionKey = ("acme", "quickbooks", "default")) -> Any:  # noqa: ANN401
        """Return the flow of one read of a connection's system."""
        url = {
            "quickbooks": f"{QUICKBOOKS}/v3/company/{REALM}/companyinfo/{REALM}",
            "rfms": f"{RFMS}/v2/customers",
            "static": f"{STATIC}/things",
        }[key[1]]
        call = Call(
            operation="read",
            request=Request(method="GET", url=url, headers={"Accept": "application/json"}),
            decode=lambda response: response.status,
        )
        auth = sessions.authenticator(key)
        return exchange(call, auth=auth, dialect=Dialect(), timeout=30, retry=RetryPolicy(attempts=1))

    def outcomes(self) -> list[str]:
        """Return how each renewal ended so far."""
        return [event.outcome for event in self.events if hasattr(event, "outcome")]


def _unquoted(text: str) -> str:
    from urllib.parse import unquote_plus  # noqa: PLC0415 - only here

    return unquote_plus(text)


def _world(*, is_async: bool) -> World:
    clock = FakeClock()
    qb = QuickBooksSimulator(clock=clock, rotation="always", grace=None)
    store = RfmsSimulator(clock=clock)
    storage = (
        AsyncFailingStorage(AsyncMemoryStorage(keys=KEYS)) if is_async else FailingStorage(MemoryStorage(keys=KEYS))
    )
    line = (AsyncLine if is_async else SyncLine)({})
    made = World(is_async, clock, qb, store, line, storage)
    line.systems = {
        QUICKBOOKS: lambda request, timeout: qb.handle(request, timeout=timeout),
        RFMS: lambda request, timeout: store.handle(request, timeout=timeout),
        STATIC: lambda request, _: Response(status=200 if request.headers.get("X-Key") == made.static_key else 401),
    }
    made.apps = {
        "quickbooks": quickbooks.App.for_base(QUICKBOOKS, client_id=CLIENT_ID, client_secret=CLIENT_SECRET),
        "rfms": rfms.App(base_url=f"{RFMS}/v2"),
        "static": StaticApp(),
    }
    made.sessions = made.manager()
    return made


@pytest.fixture
def world() -> World:
    """Give a host of the sync world."""
    return _world(is_async=False)


@pytest.fixture
def async_world() -> World:
    """Give a host of the async world."""
    return _world(is_async=True)
