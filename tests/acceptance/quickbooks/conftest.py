"""Simulated books and clients of them, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import crosstie
from crosstie.systems import quickbooks
from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator


@pytest.fixture
def simulator(clock: FakeClock) -> QuickBooksSimulator:
    """A company with 25 customers, and item 1 at 5.50."""
    books = QuickBooksSimulator(clock=clock)
    books.seed(25)
    books.add("Item", {"Name": "Oak plank", "IncomeAccountRef": {"value": "2"}, "UnitPrice": 5})
    return books


@pytest.fixture
def app(address: str | None) -> quickbooks.App:
    """The host's registration."""
    base = address or "https://qb.example.com"
    return quickbooks.App.for_base(base, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)


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
