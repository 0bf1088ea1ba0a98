"""What sessions cost: a fresh token read, a thousand callers at an expired one, an import."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import threading
import time
import timeit
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import attrs
import httpx

from crosstie.core.messages import Request, Response
from crosstie.core.state import Put
from crosstie.sessions import AsyncSessionManager, RenewalPolicy, SessionManager
from crosstie.sessions.apps import Enrolment, Granted, Verdict
from crosstie.sessions.tokens import Session, Tokens
from crosstie.storage import Connection, SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.sql import AsyncSqlStorage, SqlStorage

CALLERS = 1_000
KEY = ("acme", "bench", "default")


class BenchApp:
    """A system whose sessions are begun by one call, as short as can be."""

    system = "bench"

    def __init__(self, url: str) -> None:
        """Renew at this address."""
        self._url = url
        self.policy = RenewalPolicy()

    def renewal(self, session: Session) -> Request | None:
        """Ask for a token."""
        del session
        return Request(method="POST", url=f"{self._url}/bearer", headers={"Accept": "application/json"})

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Take the answer as a token for an hour."""
        del session
        return Granted(tokens=Tokens(access=response.body.decode(), issued=at, expires=at + timedelta(hours=1)))

    def sign(self, request: Request, session: Session) -> Request:
        """Add the token."""
        token = session.tokens.access if session.tokens else ""
        return attrs.evolve(request, headers={**request.headers, "Authorization": f"Bearer {token}"})

    def refused(self, response: Response) -> bool:
        """Refuse as most do."""
        return response.status == 401

    def revocation(self, session: Session) -> Request | None:
        """Nothing to revoke."""
        del session

    def enrol(self, given: dict[str, str]) -> Enrolment:
        """Take any keys."""
        return Enrolment(account="bench", credentials=given)


def fresh_read_microseconds(url: str) -> float:
    """Read a fresh token through the whole protocol, from the process's memory; CPU, the best turn."""
    with SessionManager(MemoryStorage(), [BenchApp(url)]) as sessions:
        auth = sessions.authenticator(sessions.connect("bench", tenant="acme", key="k"))
        turns = timeit.repeat(lambda: sessions.run(auth.grant()), number=500, repeat=100, timer=time.process_time)
        return min(turns) / 500 * 1e6


def renewals_at_an_expired_token(url: str) -> dict[str, int]:
    """Let a thousand callers meet an expired token, as threads, tasks, and threads of six processes."""
    keys = SealingKeys.generate()
    found: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for world in ("threads", "tasks", "processes"):
            database = f"sqlite:///{Path(folder, world)}.db"
            with SqlStorage(database, keys=keys) as storage:
                storage.setup()
                with SessionManager(storage, [BenchApp(url)]) as sessions:
                    sessions.connect("bench", tenant="acme", key="k")
                _expire(storage)
            before = _renewals(url)
            _WORLDS[world](url, database, keys.reveal())
            found[world] = _renewals(url) - before
    return found


def _expire(storage: SqlStorage) -> None:
    stored = storage.get(Connection, [KEY])[KEY]
    storage.commit([Put(attrs.evolve(stored.record, tokens=None), stored.version)])


def _renewals(url: str) -> int:
    return int(httpx.get(f"{url}/renewals").text)


def _threads(url: str, database: str, keys: str, callers: int = CALLERS) -> None:
    ready = threading.Barrier(callers)
    with SqlStorage(database, keys=SealingKeys(keys)) as storage, SessionManager(storage, [BenchApp(url)]) as sessions:
        auth = sessions.authenticator(KEY)

        def call() -> None:
            ready.wait()
            sessions.run(auth.grant())

        threads = [threading.Thread(target=call) for _ in range(callers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _tasks(url: str, database: str, keys: str) -> None:
    async def call_all() -> None:
        asynchronous = database.replace("sqlite://", "sqlite+aiosqlite://")
        async with (
            AsyncSqlStorage(asynchronous, keys=SealingKeys(keys)) as storage,
            AsyncSessionManager(storage, [BenchApp(url)]) as sessions,
        ):
            auth = sessions.authenticator(KEY)
            await asyncio.gather(*(sessions.run(auth.grant()) for _ in range(CALLERS)))

    asyncio.run(call_all())


def _processes(url: str, database: str, keys: str) -> None:
    spawn = get_context("spawn")
    workers = [spawn.Process(target=_threads, args=(url, database, keys, CALLERS // 6)) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert all(worker.exitcode == 0 for worker in workers)


_WORLDS = {"threads": _threads, "tasks": _tasks, "processes": _processes}


def import_milliseconds() -> dict[str, float]:
    """Import httpx alone, and crosstie with its SessionManager after it, in fresh interpreters; CPU, best of nine."""
    return {
        "import httpx": _importing("import httpx"),
        "import httpx, crosstie": _importing("import httpx, crosstie"),
        "import httpx, then crosstie.SessionManager": _importing("import httpx, crosstie; crosstie.SessionManager"),
    }


def _importing(statement: str) -> float:
    script = f"import time; t = time.process_time(); {statement}; print(time.process_time() - t)"
    command = [sys.executable, "-c", script]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(9)]  # noqa: S603 - above
    return min(float(run.stdout) for run in runs) * 1e3
