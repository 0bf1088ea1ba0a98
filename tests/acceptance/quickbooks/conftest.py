"""Simulated books and clients of them, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

import crosstie
from crosstie.core.messages import Request
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import quickbooks
from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator
from crosstie.testing.serve import serve


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of the books and the clients."""
    return FakeClock()


@pytest.fixture
def simulator(clock: FakeClock) -> QuickBooksSimulator:
    """A company with 25 customers, and item 1 at 5.50."""
    books = QuickBooksSimulator(clock=clock)
    books.seed(25)
    books.add("Item", {"Name": "Oak plank", "IncomeAccountRef": {"value": "2"}, "UnitPrice": 5})
    return books


@pytest.fixture(params=["in process", "over HTTP"])
def address(request: pytest.FixtureRequest, simulator: QuickBooksSimulator) -> Generator[str | None]:
    """Where the books are served; ``None`` in process."""
    if request.param == "in process":
        yield None
        return
    with serve(simulator) as url:
        yield url


@pytest.fixture
def app(address: str | None) -> quickbooks.App:
    """The host's registration."""
    base = address or "https://qb.example.com"
    return quickbooks.App.for_base(base, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)


@pytest.fixture
def browse(simulator: QuickBooksSimulator) -> Callable[[str], str]:
    """A person at a browser: opens an address and returns where it led."""

    def visit(url: str) -> str:
        parts = urlsplit(url)
        request = Request(
            method="GET",
            url=f"{parts.scheme}://{parts.netloc}{parts.path}",
            params=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        )
        return simulator.handle(request).headers["location"]

    return visit


@pytest.fixture
def sessions(
    app: quickbooks.App, address: str | None, simulator: QuickBooksSimulator, clock: FakeClock
) -> Generator[crosstie.SessionManager]:
    """The sessions of a host without asyncio."""
    transport = simulator.transport() if address is None else None
    with crosstie.SessionManager(MemoryStorage(), [app], transport=transport, clock=clock) as manager:
        yield manager


@pytest.fixture
async def async_sessions(
    app: quickbooks.App, address: str | None, simulator: QuickBooksSimulator, clock: FakeClock
) -> AsyncGenerator[crosstie.AsyncSessionManager]:
    """The sessions of a host with asyncio."""
    transport = simulator.async_transport() if address is None else None
    async with crosstie.AsyncSessionManager(
        AsyncMemoryStorage(), [app], transport=transport, clock=clock.as_async
    ) as manager:
        yield manager


@pytest.fixture
def client(sessions: crosstie.SessionManager, browse: Callable[[str], str]) -> quickbooks.Client:
    """A client of the connected company."""
    start = sessions.authorize("quickbooks", tenant="acme")
    return quickbooks.Client(sessions, sessions.complete(start, browse(start.url)))


@pytest.fixture
async def async_client(
    async_sessions: crosstie.AsyncSessionManager, browse: Callable[[str], str]
) -> quickbooks.AsyncClient:
    """An async client of the connected company."""
    start = await async_sessions.authorize("quickbooks", tenant="acme")
    connection = await async_sessions.complete(start, browse(start.url))
    return quickbooks.AsyncClient(async_sessions, connection)


@pytest.fixture
def together() -> Callable[[Callable[[str], Any], Sequence[str]], list[Any]]:
    """Make a call for each of several arguments at once: in threads."""

    def run(call: Callable[[str], Any], arguments: Sequence[str]) -> list[Any]:
        with ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(call, arguments))

    return run


@pytest.fixture
def async_together() -> Callable[[Callable[[str], Awaitable[Any]], Sequence[str]], Awaitable[list[Any]]]:
    """Make a call for each of several arguments at once: in tasks."""

    async def run(call: Callable[[str], Awaitable[Any]], arguments: Sequence[str]) -> list[Any]:
        return await asyncio.gather(*(call(argument) for argument in arguments))

    return run
