"""One worker process of a host: threads and an event loop, a sync and an async SessionManager, real HTTP.

It follows the commands that come through its pipe:

``round``  every caller makes one call on every connection; the answer tells how that went
``grants``  every caller asks for the session of every connection, without a call
``run``    every caller makes calls on and on, until the process is killed or told to ``rest``

A caller that meets an error tells the provider, in a request of its own. That is how the test learns of it, and why a
connection that cannot be renewed just now is not asked in a circle: every turn of a caller takes a journey over HTTP.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

import attrs
import httpx
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from crosstie.errors import CrosstieError
from crosstie.sessions import AsyncSessionManager, RenewalPolicy, SessionManager
from crosstie.storage.sealing import SealingKeys
from crosstie.storage.sql import AsyncSqlStorage, SqlStorage
from crosstie.systems import quickbooks
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, REALM

DRIVERS: Final = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
DRIVERS_ASYNC: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
TOLD: Final = "x-told"
"""The header in which a caller tells the provider what error it met, and on whose connection."""

Key = tuple[str, str, str]


@attrs.frozen(kw_only=True)
class Options:
    """What the process is told at its start.

    Attributes:
        database: The address of the database, without a driver.
        keys: What its secrets are sealed with.
        url: Where QuickBooks is.
        tenants: Whose connections to use.
        threads: How many threads call.
        tasks: How many tasks call.
        policy: The renewal policy.
        seed: Decides the order of calls.
    """

    database: str
    keys: str
    url: str
    tenants: list[str]
    threads: int
    tasks: int
    policy: dict[str, Any]
    seed: int

    @property
    def app(self) -> quickbooks.App:
        """The host's registration."""
        policy = RenewalPolicy(**self.policy)
        return quickbooks.App.for_base(self.url, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, policy=policy)

    @property
    def headers(self) -> dict[str, str]:
        """Name this process in every request, so that the test can tell who asked."""
        return {"X-Worker": str(os.getpid()), "Accept": "application/json"}

    @property
    def address(self) -> str:
        """A small read."""
        return f"{self.url}/v3/company/{REALM}/companyinfo/{REALM}"

    def engine_url(self, drivers: dict[str, str]) -> URL:
        """The database's address with a driver."""
        url = make_url(self.database)
        return url.set(drivername=drivers[url.drivername])

    def turns(self, work: Work, who: str) -> Iterable[Key]:
        """Return the connections to use, one after the other: each once, or on and on."""
        chance = random.Random(f"{self.seed} {who}")
        for _ in itertools.takewhile(work.goes_on, itertools.count()):
            for tenant in chance.sample(self.tenants, len(self.tenants)):
                yield (tenant, "quickbooks", "default")


@attrs.frozen
class Work:
    """A command that is being followed."""

    command: str
    over: threading.Event = attrs.field(factory=threading.Event)

    def goes_on(self, rounds: int) -> bool:
        """Tell whether there is another round after so many."""
        return not self.over.is_set() if self.command == "run" else rounds == 0


def told(key: Key, error: CrosstieError) -> dict[str, str]:
    """Return the headers of a request that tells of an error."""
    return {TOLD: f"{type(error).__name__} {key[0]}"}


@attrs.frozen
class Mouth:
    """Speaks to the test, one voice at a time."""

    pipe: Pipe
    _lock: Any = attrs.field(factory=threading.Lock)

    def say(self, message: object) -> None:
        """Send a message."""
        with self._lock:
            self.pipe.send(message)

    def heard(self, event: object) -> None:
        """Tell of renewals that got no answer: their grants may be lost without anybody's death."""
        if getattr(event, "outcome", None) == "unanswered":
            self.say("unanswered")


# -- the sync half -----------------------------------------------------------------------------------------------------


def call_on(options: Options, sessions: SessionManager, client: httpx.Client, work: Work, number: int) -> list[str]:
    """Be one thread."""
    found: list[str] = []
    for key in options.turns(work, f"thread {number}"):
        try:
            if work.command == "grants":
                found.append(sessions.run(sessions.authenticator(key).grant()).session.access or "")
            else:
                found.append(str(client.get(options.address, auth=sessions.auth(key)).status_code))
        except CrosstieError as error:
            found.append(type(error).__name__)
            client.get(options.address, headers=told(key, error))
        del found[:-100]
    return found


def follow(options: Options, mouth: Mouth, other: AsyncHalf, pool: ThreadPoolExecutor) -> None:
    """Follow the commands with both halves at once."""
    engine = create_engine(options.engine_url(DRIVERS), pool_size=3, max_overflow=0)
    storage = SqlStorage(engine, keys=SealingKeys(options.keys))
    with (
        httpx.Client(headers=options.headers, timeout=30) as client,
        SessionManager(storage, [options.app], client=client, observer=mouth.heard) as sessions,
    ):
        mouth.say("ready")
        while (command := mouth.pipe.recv()) != "end":
            work = Work(command)
            tasks = asyncio.run_coroutine_threadsafe(other.call_on(work), other.loop)
            threads = pool.map(partial(call_on, options, sessions, client, work), range(options.threads))
            if command == "run":
                mouth.pipe.recv()
                work.over.set()
            mouth.say([one for many in [*threads, tasks.result()] for one in many])
    engine.dispose()


# -- the async half ----------------------------------------------------------------------------------------------------


@attrs.define(eq=False)
class AsyncHalf:
    """The tasks of the process, on a loop in a thread of its own."""

    options: Options
    mouth: Mouth
    ready: threading.Event = attrs.field(factory=threading.Event)
    loop: Any = None
    over: Any = None
    sessions: Any = None
    client: Any = None

    async def live(self) -> None:
        """Open everything, and wait until it is over."""
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        engine = create_async_engine(self.options.engine_url(DRIVERS_ASYNC), pool_size=3, max_overflow=0)
        storage = AsyncSqlStorage(engine, keys=SealingKeys(self.options.keys))
        async with (
            httpx.AsyncClient(headers=self.options.headers, timeout=30) as self.client,
            AsyncSessionManager(
                storage, [self.options.app], client=self.client, observer=self.mouth.heard
            ) as self.sessions,
        ):
            self.ready.set()
            await self.over.wait()
        await engine.dispose()

    async def call_on(self, work: Work) -> list[str]:
        """Be all tasks."""
        found = await asyncio.gather(*(self._one(work, number) for number in range(self.options.tasks)))
        return [one for many in found for one in many]

    async def _one(self, work: Work, number: int) -> list[str]:
        found: list[str] = []
        for key in self.options.turns(work, f"task {number}"):
            try:
                if work.command == "grants":
                    lent = await self.sessions.run(self.sessions.authenticator(key).grant())
                    found.append(lent.session.access)
                else:
                    response = await self.client.get(self.options.address, auth=self.sessions.auth(key))
                    found.append(str(response.status_code))
            except CrosstieError as error:
                found.append(type(error).__name__)
                await self.client.get(self.options.address, headers=told(key, error))
            del found[:-100]
        return found


def live(options: Options, pipe: Pipe) -> None:
    """Be a process: open both halves, and follow the commands."""
    mouth = Mouth(pipe)
    other = AsyncHalf(options, mouth)
    with ThreadPoolExecutor(options.threads + 1) as pool:
        living = pool.submit(asyncio.run, other.live())
        living.add_done_callback(lambda _: other.ready.set())
        other.ready.wait()
        if not living.done():
            follow(options, mouth, other, pool)
            other.loop.call_soon_threadsafe(other.over.set)
        living.result()
