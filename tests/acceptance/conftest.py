"""What the acceptance tests of all systems stand on: each runs in process and over real HTTP, in both worlds.

A system's folder adds its ``simulator`` and ``app``, and its clients.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

import crosstie
from crosstie import sync
from crosstie.core.messages import Request
from crosstie.sessions.apps import App
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.testing import FakeClock
from crosstie.testing.serve import serve
from crosstie.testing.simulator import Simulator


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of simulator and clients."""
    return FakeClock()


@pytest.fixture(params=["in process", "over HTTP"])
def address(request: pytest.FixtureRequest, simulator: Simulator) -> Generator[str | None]:
    """Where the simulator is served; ``None`` in process."""
    if request.param == "in process":
        yield None
        return
    with serve(simulator) as url:
        yield url


@pytest.fixture
def browse(simulator: Simulator) -> Callable[[str], str]:
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


# -- the host ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def storage() -> MemoryStorage:
    """Where connections and the state of syncs are kept."""
    return MemoryStorage()


@pytest.fixture
def async_storage() -> AsyncMemoryStorage:
    """The same, for asyncio."""
    return AsyncMemoryStorage()


@pytest.fixture
def sessions(
    storage: MemoryStorage, app: App, address: str | None, simulator: Simulator, clock: FakeClock
) -> Generator[crosstie.SessionManager]:
    """The sessions of a host without asyncio."""
    transport = simulator.transport() if address is None else None
    with crosstie.SessionManager(storage, [app], transport=transport, clock=clock) as manager:
        yield manager


@pytest.fixture
async def async_sessions(
    async_storage: AsyncMemoryStorage, app: App, address: str | None, simulator: Simulator, clock: FakeClock
) -> AsyncGenerator[crosstie.AsyncSessionManager]:
    """The sessions of a host with asyncio."""
    transport = simulator.async_transport() if address is None else None
    async with crosstie.AsyncSessionManager(async_storage, [app], transport=transport, clock=clock.as_async) as manager:
        yield manager


@pytest.fixture
def engine(storage: MemoryStorage, clock: FakeClock) -> sync.Engine:
    """The sync engine of a host without asyncio."""
    return sync.Engine(storage, clock=clock)


@pytest.fixture
def async_engine(async_storage: AsyncMemoryStorage, clock: FakeClock) -> sync.AsyncEngine:
    """The sync engine of a host with asyncio."""
    return sync.AsyncEngine(async_storage, clock=clock.as_async)


# -- several calls at once ---------------------------------------------------------------------------------------------


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
