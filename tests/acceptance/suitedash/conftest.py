"""A simulated account and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

import pytest

import crosstie
from crosstie.systems import suitedash
from crosstie.testing import FakeClock
from crosstie.testing.suitedash import PUBLIC_ID, SECRET_KEY, SuiteDashSimulator


@pytest.fixture
def simulator(clock: FakeClock) -> SuiteDashSimulator:
    """An account with 25 contacts, three companies and three projects."""
    account = SuiteDashSimulator(clock=clock)
    account.seed(25)
    account.seed_companies(3)
    account.seed_projects(3)
    return account


@pytest.fixture
def app(address: str | None) -> suitedash.App:
    """The host's registration; the slash at the end is the specification's own."""
    return suitedash.App() if address is None else suitedash.App(base_url=f"{address}/secure-api/")


@pytest.fixture
def client(sessions: crosstie.SessionManager) -> suitedash.Client:
    """A client of the connected account."""
    connection = sessions.connect("suitedash", tenant="acme", public_id=PUBLIC_ID, secret_key=SECRET_KEY)
    return suitedash.Client(sessions, connection)


@pytest.fixture
async def async_client(async_sessions: crosstie.AsyncSessionManager) -> suitedash.AsyncClient:
    """An async client of the connected account."""
    connection = await async_sessions.connect("suitedash", tenant="acme", public_id=PUBLIC_ID, secret_key=SECRET_KEY)
    return suitedash.AsyncClient(async_sessions, connection)
