"""Real processes, threads and event loops at one provider whose refresh tokens work once, over HTTP, on real databases.

What is asserted does not depend on timing: how often tokens were renewed, and that none was ever refused.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
from renewal_host import KEYS, hosting, key_of

from crosstie.sessions import AsyncSessionManager
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import quickbooks
from crosstie.testing import RunningClock
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator
from crosstie.testing.serve import serve

PATIENT = {"timeout": 15.0, "lease": 30.0, "patience": 50.0, "poll": 0.02}
"""Nothing times out, however busy the machine is."""


def test_every_expiry_is_renewed_once_by_all_processes_together(database: str) -> None:
    """4 processes, each with 3 threads and 8 tasks of two managers: one renewal an expiry, and none is ever refused.

    The provider ends a whole grant when a refresh token is used twice, so a single slip would be seen in every round.
    """
    rounds, connections = 5, 3
    with hosting(database, PATIENT, reuse="revoke", connections=connections) as host:
        processes = host.start(4, threads=3, tasks=8)
        assert set(host.round(processes, "round")) == {"200"}
        for _ in range(rounds):
            host.provider.expire_access_tokens()
            assert host.round(processes, "round") == ["200"] * (4 * (3 + 8) * connections)
        assert host.provider.grants.renewals == rounds * connections
        assert host.provider.grants.rejections == 0


def test_a_thousand_callers_in_six_processes_cause_one_renewal(database: str) -> None:
    """All of them find the token at its end, with nothing in memory; all of them leave with the same new one."""
    with hosting(database, PATIENT, reuse="revoke", connections=1) as host:
        processes = host.start(6, threads=40, tasks=127)
        host.end_stored_tokens()
        found = host.round(processes, "grants")
        assert (len(found), len(set(found))) == (1002, 1)
        assert (host.provider.grants.renewals, host.provider.grants.rejections) == (1, 0)


def test_a_thousand_threads_cause_one_renewal(database: str) -> None:
    """The same in one process."""
    with hosting(database, PATIENT, reuse="revoke", connections=1) as host:
        auth = host.sessions.authenticator(key_of(host.tenants[0]))
        host.end_stored_tokens()
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

    async def ask_all(url: str) -> set[str | None]:
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
