"""A simulated store and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, ExitStack

import pytest

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import rfms
from crosstie.testing import FakeClock
from crosstie.testing.rfms import RfmsSimulator

_KEYS = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}


@pytest.fixture
def simulator(clock: FakeClock) -> RfmsSimulator:
    """A store with 25 customers, 12 products and 3 orders."""
    store = RfmsSimulator(clock=clock)
    store.seed(25)
    store.seed_products(12)
    store.seed_orders(3)
    return store


@pytest.fixture
def app(address: str | None) -> rfms.App:
    """The host's registration."""
    return rfms.App() if address is None else rfms.App(base_url=f"{address}/v2")


@pytest.fixture
def make_sessions(
    address: str | None, simulator: RfmsSimulator, clock: FakeClock
) -> Generator[Callable[[rfms.App], crosstie.SessionManager]]:
    """Make the sessions of a host without asyncio, for an app of a test's own."""
    transport = simulator.transport() if address is None else None
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(
            crosstie.SessionManager(MemoryStorage(), [app], transport=transport, clock=clock)
        )


@pytest.fixture
async def make_async_sessions(
    address: str | None, simulator: RfmsSimulator, clock: FakeClock
) -> AsyncGenerator[Callable[[rfms.App], Awaitable[crosstie.AsyncSessionManager]]]:
    """Make the sessions of a host with asyncio, for an app of a test's own."""
    transport = simulator.async_transport() if address is None else None
    async with AsyncExitStack() as stack:
        yield lambda app: stack.enter_async_context(
            crosstie.AsyncSessionManager(AsyncMemoryStorage(), [app], transport=transport, clock=clock.as_async)
        )


@pytest.fixture
def client(sessions: crosstie.SessionManager) -> rfms.Client:
    """A client of the connected store."""
    return rfms.Client(sessions, sessions.connect("rfms", tenant="acme", **_KEYS))


@pytest.fixture
async def async_client(async_sessions: crosstie.AsyncSessionManager) -> rfms.AsyncClient:
    """An async client of the connected store."""
    return rfms.AsyncClient(async_sessions, await async_sessions.connect("rfms", tenant="acme", **_KEYS))


# -- between two stores, in process ------------------------------------------------------------------------------------


@pytest.fixture
def connect(clock: FakeClock) -> Callable[[RfmsSimulator], rfms.Client]:
    """Connect any store."""

    def connected(store: RfmsSimulator) -> rfms.Client:
        sessions = crosstie.SessionManager(MemoryStorage(), [rfms.App()], transport=store.transport(), clock=clock)
        return rfms.Client(sessions, sessions.connect("rfms", tenant="acme", **_KEYS))

    return connected


@pytest.fixture
def connect_async(clock: FakeClock) -> Callable[[RfmsSimulator], Awaitable[rfms.AsyncClient]]:
    """Connect any store, in the async world."""

    async def connected(store: RfmsSimulator) -> rfms.AsyncClient:
        sessions = crosstie.AsyncSessionManager(
            AsyncMemoryStorage(), [rfms.App()], transport=store.async_transport(), clock=clock.as_async
        )
        return rfms.AsyncClient(sessions, await sessions.connect("rfms", tenant="acme", **_KEYS))

    return connected
