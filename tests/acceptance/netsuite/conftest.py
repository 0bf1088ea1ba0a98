"""A simulated account and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Final

import pytest

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import netsuite
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import (
    ACCOUNT,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    TOKEN_ID,
    TOKEN_SECRET,
    NetSuiteSimulator,
)
from crosstie.testing.serve import serve

KEYS: Final = {
    "account": ACCOUNT,
    "consumer_key": CONSUMER_KEY,
    "consumer_secret": CONSUMER_SECRET,
    "token_id": TOKEN_ID,
    "token_secret": TOKEN_SECRET,
}


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of account and clients."""
    return FakeClock()


@pytest.fixture
def simulator(clock: FakeClock) -> NetSuiteSimulator:
    """An account with 25 customers and two estimates."""
    account = NetSuiteSimulator(clock=clock)
    account.seed(25)
    account.seed_documents("estimate", 2)
    return account


@pytest.fixture(params=["in process", "over HTTP"])
def address(request: pytest.FixtureRequest, simulator: NetSuiteSimulator) -> Generator[str | None]:
    """Where the account is served; ``None`` in process."""
    if request.param == "in process":
        yield None
        return
    with serve(simulator) as url:
        yield url


@pytest.fixture
def app(address: str | None, clock: FakeClock) -> netsuite.App:
    """The rules of NetSuite logins, by the account's clock."""
    return netsuite.App(base_url=address, now=clock.now)


@pytest.fixture
def sessions(
    app: netsuite.App, address: str | None, simulator: NetSuiteSimulator, clock: FakeClock
) -> Generator[crosstie.SessionManager]:
    """What lends sessions."""
    transport = simulator.transport() if address is None else None
    with crosstie.SessionManager(MemoryStorage(), [app], transport=transport, clock=clock) as manager:
        yield manager


@pytest.fixture
async def async_sessions(
    app: netsuite.App, address: str | None, simulator: NetSuiteSimulator, clock: FakeClock
) -> AsyncGenerator[crosstie.AsyncSessionManager]:
    """The same, for asyncio."""
    transport = simulator.async_transport() if address is None else None
    async with crosstie.AsyncSessionManager(
        AsyncMemoryStorage(), [app], transport=transport, clock=clock.as_async
    ) as manager:
        yield manager


@pytest.fixture
def client(sessions: crosstie.SessionManager) -> netsuite.Client:
    """A client of the account, connected with the keys of a token."""
    return netsuite.Client(sessions, sessions.connect("netsuite", tenant="acme", **KEYS))


@pytest.fixture
async def async_client(async_sessions: crosstie.AsyncSessionManager) -> netsuite.AsyncClient:
    """An async client of the account."""
    return netsuite.AsyncClient(async_sessions, await async_sessions.connect("netsuite", tenant="acme", **KEYS))
