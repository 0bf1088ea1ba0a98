"""A simulated account and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
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
    NetSuiteRules,
    NetSuiteSimulator,
)

KEYS: Final = {
    "account": ACCOUNT,
    "consumer_key": CONSUMER_KEY,
    "consumer_secret": CONSUMER_SECRET,
    "token_id": TOKEN_ID,
    "token_secret": TOKEN_SECRET,
}


@pytest.fixture
def rules(request: pytest.FixtureRequest) -> NetSuiteRules:
    """What the account does where the documents say nothing; tests name others as their parameter."""
    found: NetSuiteRules = getattr(request, "param", NetSuiteRules())
    return found


@pytest.fixture
def simulator(clock: FakeClock, rules: NetSuiteRules) -> NetSuiteSimulator:
    """An account with 25 customers and two estimates."""
    account = NetSuiteSimulator(clock=clock, rules=rules)
    account.seed(25)
    account.seed_documents("estimate", 2)
    return account


@pytest.fixture
def app(address: str | None, clock: FakeClock) -> netsuite.App:
    """The rules of NetSuite logins, by the account's clock."""
    return netsuite.App(base_url=address, now=clock.now)


@pytest.fixture
def client(sessions: crosstie.SessionManager) -> netsuite.Client:
    """A client of the account, connected with the keys of a token."""
    return netsuite.Client(sessions, sessions.connect("netsuite", tenant="acme", **KEYS))


@pytest.fixture
async def async_client(async_sessions: crosstie.AsyncSessionManager) -> netsuite.AsyncClient:
    """An async client of the account."""
    return netsuite.AsyncClient(async_sessions, await async_sessions.connect("netsuite", tenant="acme", **KEYS))


# -- accounts by other rules, in process -------------------------------------------------------------------------------


@pytest.fixture
def connect() -> Callable[[NetSuiteSimulator], netsuite.Client]:
    """Connect any account, by its own clock."""

    def connected(account: NetSuiteSimulator) -> netsuite.Client:
        app = netsuite.App(now=account.clock.now)
        sessions = crosstie.SessionManager(MemoryStorage(), [app], transport=account.transport(), clock=account.clock)
        return netsuite.Client(sessions, sessions.connect("netsuite", tenant="acme", **KEYS))

    return connected


@pytest.fixture
def connect_async() -> Callable[[NetSuiteSimulator], Awaitable[netsuite.AsyncClient]]:
    """Connect any account, by its own clock, in the async world."""

    async def connected(account: NetSuiteSimulator) -> netsuite.AsyncClient:
        app = netsuite.App(now=account.clock.now)
        sessions = crosstie.AsyncSessionManager(
            AsyncMemoryStorage(), [app], transport=account.async_transport(), clock=account.clock.as_async
        )
        return netsuite.AsyncClient(sessions, await sessions.connect("netsuite", tenant="acme", **KEYS))

    return connected


@pytest.fixture
def busy(clock: FakeClock) -> Callable[[float], NetSuiteSimulator]:
    """Return an account whose asynchronous requests take so many seconds."""

    def opened(seconds: float) -> NetSuiteSimulator:
        return NetSuiteSimulator(clock=clock, rules=NetSuiteRules(async_seconds=seconds))

    return opened
