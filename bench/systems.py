"""What each system costs beside QuickBooks, per byte, and with sixteen calls in flight beside the bare transport."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from statistics import fmean
from typing import Any

import attrs
import composed
import httpx
from composed import SYSTEMS, System

from crosstie.core.messages import Request, Response
from crosstie.http.httpx_transport_async import AsyncHttpxTransport
from crosstie.sessions import AsyncSessionManager, SessionManager
from crosstie.storage import SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage

IN_FLIGHT = 16
TURNS = 12


@attrs.frozen(kw_only=True)
class PerByte:
    """What reading one system costs, in nanoseconds of CPU for a byte.

    Attributes:
        page: Bytes of the page that was read.
        records: Records in it.
        decode: Decoding it.
        listing: Listing it through the client, over loopback.
    """

    page: int
    records: int
    decode: float
    listing: float


@attrs.frozen(kw_only=True)
class _Read:
    """A page that was read, and the ways to read it again."""

    body: int
    records: int
    decode: Callable[[], Any]
    listing: Callable[[], Any]


def _visited(url: str) -> str:
    return httpx.get(url, follow_redirects=False).headers["location"]


def _first_page(system: System, name: str, url: str, stack: ExitStack) -> _Read:
    """Connect, and read the page once as the client's own listing does."""
    sessions = stack.enter_context(SessionManager(MemoryStorage(keys=SealingKeys.generate()), [system.app(url)]))
    if system.keys is None:
        start = sessions.authorize(name, tenant="acme")
        connection = sessions.complete(start, _visited(start.url))
    else:
        connection = sessions.connect(name, tenant="acme", **system.keys(url))
    client = system.client[0](sessions, connection)
    listing = system.listing(client)
    call = listing._pages(None)  # noqa: SLF001 - what the listing itself decodes with
    answer = listing._caller.answer(call)  # noqa: SLF001 - the same
    return _Read(
        body=len(answer.response.body),
        records=len(answer.value.items),
        decode=lambda: call.decode(answer.response),
        listing=listing.page,
    )


def per_byte(urls: dict[str, str], turns: int = TURNS) -> dict[str, PerByte]:
    """Decode and list a megabyte of each system in turns; the best turn of each counts."""
    with ExitStack() as stack:
        pages = {name: _first_page(system, name, urls[name], stack) for name, system in SYSTEMS.items()}
        decode = _best({name: page.decode for name, page in pages.items()}, turns)
        listing = _best({name: page.listing for name, page in pages.items()}, turns)
    return {
        name: PerByte(
            page=page.body,
            records=page.records,
            decode=decode[name] / page.body * 1e9,
            listing=listing[name] / page.body * 1e9,
        )
        for name, page in pages.items()
    }


def _best(ways: dict[str, Callable[[], Any]], turns: int) -> dict[str, float]:
    """Return the seconds of CPU of the best turn of each."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(turns):
        for name, way in ways.items():
            gc.collect()
            before = time.process_time()
            kept = way()
            best[name] = min(best[name], time.process_time() - before)
            del kept
    return best


@attrs.define(eq=False)
class _Noting:
    """A transport that remembers the last request, as it was signed."""

    inner: AsyncHttpxTransport
    last: Request | None = None

    async def send(self, request: Request, *, timeout: float) -> Response:  # noqa: ASYNC109 - the seam's own contract
        self.last = request
        return await self.inner.send(request, timeout=timeout)


def in_flight(urls: dict[str, str], calls: int = 96, turns: int = 4 * TURNS) -> Iterator[tuple[str, dict[str, float]]]:
    """Ask for one record with sixteen calls in flight, through the client and through the transport alone, in turns.

    Yields:
        The system, and microseconds of CPU for a call of each way: the mean of the faster half of its turns. The best
        turn alone scattered by more than the promise allows.
    """
    for name, system in SYSTEMS.items():
        yield name, asyncio.run(_both_ways(name, system, urls[name], calls, turns))


async def _both_ways(name: str, system: System, url: str, calls: int, turns: int) -> dict[str, float]:
    transport = AsyncHttpxTransport()
    noting = _Noting(transport)
    storage = AsyncMemoryStorage(keys=SealingKeys.generate())
    async with transport, AsyncSessionManager(storage, [system.app(url)], transport=noting) as sessions:
        if system.keys is None:
            start = await sessions.authorize(name, tenant="acme")
            connection = await sessions.complete(start, _visited(start.url))
        else:
            connection = await sessions.connect(name, tenant="acme", **system.keys(url))
        client = system.client[1](sessions, connection)
        await system.one(client)
        request = noting.last
        assert request is not None
        ways = {
            "transport": lambda: transport.send(request, timeout=30),
            "client": lambda: system.one(client),
        }
        took: dict[str, list[float]] = {way: [] for way in ways}
        for turn in range(turns):
            for way in sorted(ways, reverse=bool(turn % 2)):
                gc.collect()
                before = time.process_time()
                await _together(ways[way], calls)
                took[way].append((time.process_time() - before) / calls * 1e6)
    return {way: fmean(sorted(turns_of_way)[: turns // 2]) for way, turns_of_way in took.items()}


async def _together(call: Callable[[], Awaitable[Any]], calls: int) -> None:
    async def worker() -> None:
        for _ in range(calls // IN_FLIGHT):
            await call()

    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))


if __name__ == "__main__":
    with composed.served() as served:
        for system_name, cost in per_byte(served).items():
            print(system_name, cost)
        for system_name, took in in_flight(served):
            print(system_name, took, took["client"] / took["transport"])
