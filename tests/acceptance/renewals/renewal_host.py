"""A host with many processes at one provider: the QuickBooks simulator at its strictest, served from this process."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Final
from urllib.parse import parse_qs

import attrs
import httpx
import pytest
import renewal_worker
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from crosstie.core.messages import Request
from crosstie.core.state import ANY, Put
from crosstie.sessions import RenewalPolicy, SessionManager
from crosstie.sessions.sealed import open_session, seal_tokens
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys
from crosstie.storage.sql import SqlStorage
from crosstie.systems import quickbooks
from crosstie.testing import RunningClock
from crosstie.testing.delivery import Delivery
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator, Reuse
from crosstie.testing.quickbooks.grants import Grant
from crosstie.testing.serve import serve

FORKS: Final = multiprocessing.get_context("forkserver")
KEYS: Final = SealingKeys.generate()
LONG: Final = 120.0
"""Seconds after which what a test waits for has failed to happen; nothing ever takes that long."""


class Provider(QuickBooksSimulator):
    """QuickBooks, which tells the test of every request, and keeps what workers say of their errors in them.

    Attributes:
        asker: The process that asked for the latest renewal.
    """

    def __init__(self, clock: RunningClock, reuse: Reuse) -> None:
        """Begin with no grants."""
        super().__init__(clock=clock, rotation="always", grace=None, reuse=reuse, keep=100_000)
        self._news = threading.Condition()
        self._told = set[str]()
        self.asker = ""

    def deliver(self, request: Request) -> Delivery:
        """Take a request as ever, and wake who waits for it."""
        delivery = super().deliver(request)
        with self._news:
            self._told.add(request.headers.get(renewal_worker.TOLD, ""))
            if self.route_of(request) == "POST token":
                self.asker = request.headers.get("x-worker", "")
            self._news.notify_all()
        return delivery

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for the requests that make something true; a test that waits in vain has failed."""
        with self._news:
            if not self._news.wait_for(holds, LONG):
                pytest.fail(f"What was waited for did not happen in {LONG:g} seconds: {self.counts}, {self._told}")

    def until_more(self, number: int) -> None:
        """Wait for so many further requests of any kind."""
        enough = self.count() + number
        self.until(lambda: self.count() >= enough)

    @property
    def ended(self) -> int:
        """Of how many connections a worker has said that they have ended."""
        return sum(told.startswith("ReconnectRequired ") for told in self._told)


@attrs.define(eq=False)
class Process:
    """A worker, and the pipe to it."""

    process: Any
    pipe: Any
    unanswered: bool = False

    @property
    def name(self) -> str:
        """How it names itself in its requests."""
        return str(self.process.pid)

    def hear(self) -> Any:  # noqa: ANN401 - whatever it says
        """Wait for its next message; what it says about itself is kept aside."""
        with contextlib.suppress(EOFError, ConnectionResetError):
            while (said := self.pipe.recv()) == "unanswered":
                self.unanswered = True
            return said
        return None

    def kill(self) -> None:
        """End it at once, wherever it is; read what it had said."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()
        self.hear()

    def end(self) -> None:
        """Leave nothing of it behind."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


@attrs.define(eq=False)
class Host:
    """A provider, a database, and worker processes.

    Attributes:
        clock: The time of the provider and of :attr:`sessions`. The workers live by the machine's.
        sessions: The manager of this process.
    """

    clock: RunningClock
    provider: Provider
    url: str
    database: str
    sessions: SessionManager
    storage: SqlStorage
    policy: Mapping[str, float]
    stack: ExitStack
    tenants: list[str] = attrs.field(factory=list[str])
    processes: list[Process] = attrs.field(factory=list[Process])

    def connect(self, tenant: str) -> None:
        """Send a person to the provider and back."""
        start = self.sessions.authorize("quickbooks", tenant=tenant)
        self.sessions.complete(start, httpx.get(start.url).headers["location"])

    def start(self, number: int, *, threads: int, tasks: int) -> list[Process]:
        """Start so many workers, and wait until they are ready."""
        new = [self._fork(threads, tasks) for _ in range(number)]
        assert [process.hear() for process in new] == ["ready"] * number
        return new

    def _fork(self, threads: int, tasks: int) -> Process:
        options = renewal_worker.Options(
            database=self.database,
            keys=KEYS.reveal(),
            url=self.url,
            tenants=self.tenants,
            threads=threads,
            tasks=tasks,
            policy=dict(self.policy),
            seed=len(self.processes),
        )
        ours, theirs = FORKS.Pipe()
        forked = FORKS.Process(target=renewal_worker.live, args=(options, theirs), daemon=True)
        forked.start()
        theirs.close()
        process = Process(forked, ours)
        self.processes.append(process)
        self.stack.callback(process.end)
        return process

    def round(self, processes: list[Process], command: str) -> list[str]:
        """Let all callers of all processes follow a command at once; return what each call came to."""
        for process in processes:
            process.pipe.send(command)
        said = [process.hear() for process in processes]
        assert None not in said, "a worker broke off"
        return [result for results in said for result in results]

    def stored(self, tenant: str) -> tuple[Connection, str]:
        """Return a connection as it stands, and its refresh token."""
        key = key_of(tenant)
        record = self.storage.get(Connection, [key])[key].record
        tokens = open_session(record, KEYS).tokens
        assert tokens is not None
        return record, tokens.refresh or ""

    def end_stored_tokens(self) -> None:
        """Let the stored tokens have ended: by the record, as if an hour had passed."""
        for tenant in self.tenants:
            record, _ = self.stored(tenant)
            tokens = open_session(record, KEYS).tokens
            assert tokens is not None
            assert tokens.expires is not None
            life = tokens.expires - tokens.issued
            ended = attrs.evolve(tokens, issued=tokens.issued - life, expires=tokens.issued)
            self.storage.commit([Put(seal_tokens(record, ended, 0, RenewalPolicy(), KEYS), ANY)])

    def grant(self, refresh: str) -> Grant:
        """Return the provider's grant that a refresh token belongs to."""
        return self.provider.grants._by_refresh[refresh]

    def renewers(self) -> dict[int, str]:
        """Return, for each grant, the process whose renewal was the last that the provider carried out."""
        last: dict[int, str] = {}
        for call in self.provider.log:
            form = parse_qs(call.request.body.decode())
            if call.route == "POST token" and call.status == 200 and "refresh_token" in form:
                last[id(self.grant(form["refresh_token"][0]))] = call.request.headers.get("x-worker", "")
        return last


def key_of(tenant: str) -> ConnectionKey:
    """Return the key of a tenant's connection."""
    return (tenant, "quickbooks", "default")


@contextmanager
def hosting(database: str, policy: Mapping[str, float], *, reuse: Reuse, connections: int) -> Generator[Host]:
    """Open a host with so many connected accounts."""
    clock = RunningClock()
    provider = Provider(clock, reuse)
    url = make_url(database)
    engine = create_engine(url.set(drivername=renewal_worker.DRIVERS[url.drivername]))
    storage = SqlStorage(engine, keys=KEYS)
    storage.setup()
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        address = stack.enter_context(serve(provider))
        app = quickbooks.App.for_base(
            address,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            policy=RenewalPolicy(**policy),  # type: ignore[arg-type]
        )
        sessions = stack.enter_context(SessionManager(storage, [app], clock=clock))
        host = Host(clock, provider, address, database, sessions, storage, policy, stack)
        for tenant in (f"tenant-{place}" for place in range(connections)):
            host.connect(tenant)
            host.tenants.append(tenant)
        yield host
