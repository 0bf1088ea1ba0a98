"""A simulated customer of SMS-iT and clients of each dialect, in both worlds; in process and over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

import crosstie
from crosstie import sync
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import smsit
from crosstie.testing import FakeClock
from crosstie.testing.clock import START
from crosstie.testing.serve import serve
from crosstie.testing.smsit import API_KEY, CRM_KEY, GATEWAY_KEY, SENDER, SmsItSimulator

NEW_YORK: Final = ZoneInfo("America/New_York")
PLACES: Final = {
    "cloud": (API_KEY, "/apis"),
    "decentralized": (API_KEY, "/apis/"),
    "gateway": (GATEWAY_KEY, "/smsgateway/services"),
    "crm_v2": (CRM_KEY, "/api/v2"),
}


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of account and clients: noon in New York."""
    return FakeClock(START + timedelta(hours=8))


@pytest.fixture
def noon(clock: FakeClock) -> datetime:
    """The full minute in which a test begins."""
    return clock.now().replace(second=0)


@pytest.fixture
def simulator(clock: FakeClock) -> SmsItSimulator:
    """A customer with 25 contacts."""
    customer = SmsItSimulator(clock=clock)
    customer.seed(25)
    return customer


@pytest.fixture
def settings() -> smsit.Settings:
    """The account's zone, and the country of numbers of ten digits."""
    return smsit.Settings(zone=NEW_YORK, country="1")


@pytest.fixture(params=["in process", "over HTTP"])
def address(request: pytest.FixtureRequest, simulator: SmsItSimulator) -> Generator[str | None]:
    """Where the customer is served; ``None`` in process."""
    if request.param == "in process":
        yield None
        return
    with serve(simulator) as url:
        yield url


def keys_of(dialect: str, address: str | None) -> dict[str, str]:
    """Return what a dialect is connected with."""
    key, path = PLACES[dialect]
    keys = {"dialect": dialect, "api_key": key, "sender": SENDER}
    return keys if address is None else {**keys, "base_url": f"{address}{path}"}


@pytest.fixture
def consents(clock: FakeClock) -> smsit.MemoryConsents:
    """Who may be texted: nobody yet."""
    return smsit.MemoryConsents(clock=clock)


@pytest.fixture
def async_consents(clock: FakeClock) -> smsit.AsyncMemoryConsents:
    """The same, for asyncio."""
    return smsit.AsyncMemoryConsents(clock=clock.as_async)


@pytest.fixture
def willing(consents: smsit.MemoryConsents, noon: datetime) -> None:
    """Ada agreed to texts a day ago."""
    consents.record(_ada_agreed(noon))


@pytest.fixture
async def async_willing(async_consents: smsit.AsyncMemoryConsents, noon: datetime) -> None:
    """The same, for asyncio."""
    await async_consents.record(_ada_agreed(noon))


def _ada_agreed(noon: datetime) -> smsit.Consent:
    return smsit.Consent(number="+12025550100", state="granted", since=noon - timedelta(days=1))


@pytest.fixture
def connect(
    address: str | None,
    simulator: SmsItSimulator,
    clock: FakeClock,
    consents: smsit.MemoryConsents,
    settings: smsit.Settings,
) -> Generator[Callable[[str], smsit.Client]]:
    """Return what makes a client of a dialect."""
    transport = simulator.transport() if address is None else None
    with crosstie.SessionManager(MemoryStorage(), [smsit.App()], transport=transport, clock=clock) as sessions:

        def connected(dialect: str) -> smsit.Client:
            connection = sessions.connect("smsit", tenant="acme", name=dialect, **keys_of(dialect, address))
            return smsit.Client(sessions, connection, consents=consents, settings=settings)

        yield connected


@pytest.fixture
async def async_connect(
    address: str | None,
    simulator: SmsItSimulator,
    clock: FakeClock,
    async_consents: smsit.AsyncMemoryConsents,
    settings: smsit.Settings,
) -> AsyncGenerator[Callable[[str], Awaitable[smsit.AsyncClient]]]:
    """Return what makes an async client of a dialect."""
    transport = simulator.async_transport() if address is None else None
    async with crosstie.AsyncSessionManager(
        AsyncMemoryStorage(), [smsit.App()], transport=transport, clock=clock.as_async
    ) as sessions:

        async def connected(dialect: str) -> smsit.AsyncClient:
            connection = await sessions.connect("smsit", tenant="acme", name=dialect, **keys_of(dialect, address))
            return smsit.AsyncClient(sessions, connection, consents=async_consents, settings=settings)

        yield connected


@pytest.fixture
def client(connect: Callable[[str], smsit.Client]) -> smsit.Client:
    """A client of the control panel."""
    return connect("cloud")


@pytest.fixture
async def async_client(async_connect: Callable[[str], Awaitable[smsit.AsyncClient]]) -> smsit.AsyncClient:
    """An async client of the control panel."""
    return await async_connect("cloud")


@pytest.fixture
def engine(clock: FakeClock) -> sync.Engine:
    """The engine of a host without asyncio."""
    return sync.Engine(MemoryStorage(), clock=clock)


@pytest.fixture
def async_engine(clock: FakeClock) -> sync.AsyncEngine:
    """The engine of a host with asyncio."""
    return sync.AsyncEngine(AsyncMemoryStorage(), clock=clock.as_async)
