"""A simulated merchant and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import crosstie
from crosstie.systems import lightspeed
from crosstie.systems.options import CallOptions
from crosstie.testing import FakeClock
from crosstie.testing.lightspeed import CLIENT_ID, CLIENT_SECRET, LightspeedSimulator, Limits


@pytest.fixture
def simulator(clock: FakeClock) -> LightspeedSimulator:
    """An account with 25 customers and 8 items in two shops, and the limits of one register but for bursts."""
    merchant = LightspeedSimulator(clock=clock, limits=Limits(burst=None))
    merchant.seed(25)
    merchant.seed_items(8)
    return merchant


@pytest.fixture
def app(address: str | None) -> lightspeed.App:
    """The host's registration."""
    base = address or "https://ls.example.com"
    return lightspeed.App.for_base(base, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)


# A call that is never answered must not keep a test for long.
_OPTIONS = CallOptions(timeout=0.5)


@pytest.fixture
def client(sessions: crosstie.SessionManager, browse: Callable[[str], str]) -> lightspeed.Client:
    """A client of the connected account."""
    start = sessions.authorize("lightspeed", tenant="acme")
    return lightspeed.Client(sessions, sessions.complete(start, browse(start.url)), options=_OPTIONS)


@pytest.fixture
async def async_client(
    async_sessions: crosstie.AsyncSessionManager, browse: Callable[[str], str]
) -> lightspeed.AsyncClient:
    """An async client of the connected account."""
    start = await async_sessions.authorize("lightspeed", tenant="acme")
    connection = await async_sessions.complete(start, browse(start.url))
    return lightspeed.AsyncClient(async_sessions, connection, options=_OPTIONS)
