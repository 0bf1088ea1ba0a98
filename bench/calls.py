"""What our clients add to a bare httpx call, and to a bare loop over pages; beside the peers, on one server."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable

import decode
import httpx
import peers

from crosstie.models.plan import plan_of
from crosstie.sessions import AsyncSessionManager, SessionManager, Start
from crosstie.storage import Connection
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import quickbooks
from crosstie.systems.quickbooks.settings import Settings

UNLIMITED = Settings(per_second=0, concurrent=0)
REDIRECT = "http://localhost/callback"
TURNS = 20


def app(url: str) -> quickbooks.App:
    """Return an app whose addresses are all on the bench server."""
    return quickbooks.App.for_base(url, client_id="bench", client_secret="composed", redirect_uri=REDIRECT)


def callback(start: Start) -> str:
    """Return what the provider would redirect to."""
    return f"{REDIRECT}?code=bench&state={start.state}&realmId=1"


def connected(url: str) -> tuple[SessionManager, Connection]:
    """Connect one company."""
    sessions = SessionManager(MemoryStorage(), [app(url)])
    start = sessions.authorize("quickbooks", tenant="acme")
    return sessions, sessions.complete(start, callback(start))


def _cpu(work: Callable[[], object], calls: int) -> float:
    """Return microseconds of CPU for one call."""
    before = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - before) / calls * 1e6


def get_cpu(url: str, calls: int = 100) -> dict[str, float]:
    """Read one customer, bare and through the client, in turns; the best turn of each, microseconds of CPU."""
    address = f"{url}/v3/company/1/customer/42?minorversion=75"
    sessions, connection = connected(url)
    best = {"httpx and json.loads": float("inf"), "crosstie customers.get": float("inf")}
    with sessions, httpx.Client(headers={"Authorization": "Bearer AT-1", "Accept": "application/json"}) as bare:
        customers = quickbooks.Client(sessions, connection, settings=UNLIMITED).customers
        ways = {
            "httpx and json.loads": lambda: json.loads(bare.get(address).content),
            "crosstie customers.get": lambda: customers.get("42"),
        }
        for _ in range(TURNS):
            for name, way in ways.items():
                best[name] = min(best[name], _cpu(way, calls))
    return best


def get_cpu_async(url: str, calls: int = 128, in_flight: int = 1) -> dict[str, float]:
    """The same in the async world, with so many calls in flight."""

    async def many(way: Callable[[], object]) -> None:
        async def worker() -> None:
            for _ in range(calls // in_flight):
                await way()  # type: ignore[misc]  # every way is a coroutine function

        await asyncio.gather(*(worker() for _ in range(in_flight)))

    async def measured() -> dict[str, float]:
        address = f"{url}/v3/company/1/customer/42?minorversion=75"
        best = {"httpx and json.loads": float("inf"), "crosstie customers.get": float("inf")}
        headers = {"Authorization": "Bearer AT-1", "Accept": "application/json"}
        async with (
            AsyncSessionManager(AsyncMemoryStorage(), [app(url)]) as sessions,
            httpx.AsyncClient(headers=headers) as bare,
        ):
            start = await sessions.authorize("quickbooks", tenant="acme")
            connection = await sessions.complete(start, callback(start))
            customers = quickbooks.AsyncClient(sessions, connection, settings=UNLIMITED).customers

            async def bare_get() -> object:
                return json.loads((await bare.get(address)).content)

            ways = {"httpx and json.loads": bare_get, "crosstie customers.get": lambda: customers.get("42")}
            for _ in range(TURNS):
                for name, way in ways.items():
                    before = time.process_time()
                    await many(way)
                    best[name] = min(best[name], (time.process_time() - before) / calls * 1e6)
        return best

    return asyncio.run(measured())


def listing_seconds(url: str, records: int, turns: int = 3) -> dict[str, float]:
    """List every customer in pages of 1,000; seconds of CPU of the best turn, the peers in the same turns."""
    sessions, connection = connected(url)
    structs = decode._envelope(decode._plain(plan_of(quickbooks.Customer), {}, gc_tracked=True))  # noqa: SLF001 - same bench
    with sessions:
        customers = quickbooks.Client(sessions, connection, settings=UNLIMITED).customers
        ways: dict[str, Callable[[], Iterable[object]]] = {
            "httpx and msgspec Structs": lambda: peers.bare_listing(url, structs.decode),
            "crosstie customers.list": customers.list,
            "dlt rest_api source": lambda: peers.dlt_listing(url),
            "python-quickbooks": lambda: peers.python_quickbooks_listing(url),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(turns):
            for name, way in ways.items():
                gc.collect()
                before = time.process_time()
                assert sum(1 for _ in way()) == records
                best[name] = min(best[name], time.process_time() - before)
    return best


def peak_megabytes(url: str) -> float:
    """List every customer in a fresh process; return its peak memory."""
    command = [sys.executable, __file__, "--peak", url]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603 - this file


def client_cost(url: str, clients: int = 10_000) -> dict[str, float]:
    """Make a client for each of so many tenants of one process; microseconds and bytes for one."""
    sessions, connection = connected(url)
    keys = [(f"tenant-{number}", "quickbooks", "default") for number in range(clients)]
    with sessions:
        quickbooks.Client(sessions, connection)
        gc.collect()
        before = time.process_time()
        made = [quickbooks.Client(sessions, key) for key in keys]
        seconds = time.process_time() - before
        del made
        gc.collect()
        tracemalloc.start()
        made = [quickbooks.Client(sessions, key) for key in keys]
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(made) == clients
    return {"microseconds": seconds / clients * 1e6, "bytes": held / clients}


def _peak(url: str) -> None:
    import resource  # noqa: PLC0415 - not on every platform

    sessions, connection = connected(url)
    with sessions:
        seen = sum(1 for _ in quickbooks.Client(sessions, connection, settings=UNLIMITED).customers.list())
    assert seen
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    _peak(sys.argv[2])
