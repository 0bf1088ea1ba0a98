"""A simulated project and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest

import crosstie
from crosstie import SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import supabase
from crosstie.testing import FakeClock
from crosstie.testing.serve import serve
from crosstie.testing.supabase import SECRET_KEY, SupabaseSimulator


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of project and clients."""
    return FakeClock()


@pytest.fixture
def simulator(clock: FakeClock) -> SupabaseSimulator:
    """A project with 25 customers, a row cap of 10, and a service user."""
    project = SupabaseSimulator(clock=clock, row_cap=10)
    project.seed(25)
    project.add_user("service@example.com", "composed-password")
    return project


@pytest.fixture(params=["in process", "over HTTP"])
def address(request: pytest.FixtureRequest, simulator: SupabaseSimulator) -> Generator[str | None]:
    """Where the project is served; ``None`` in process."""
    if request.param == "in process":
        yield None
        return
    with serve(simulator) as url:
        yield url


@pytest.fixture
def url(address: str | None) -> str:
    """The address of the project."""
    return address or "https://project.example.com"


@pytest.fixture
def sessions(address: str | None, simulator: SupabaseSimulator, clock: FakeClock) -> Generator[crosstie.SessionManager]:
    """The sessions of a host without asyncio."""
    transport = simulator.transport() if address is None else None
    storage = MemoryStorage(keys=SealingKeys.generate())
    with crosstie.SessionManager(storage, [supabase.App()], transport=transport, clock=clock) as made:
        yield made


@pytest.fixture
async def async_sessions(
    address: str | None, simulator: SupabaseSimulator, clock: FakeClock
) -> AsyncGenerator[crosstie.AsyncSessionManager]:
    """The sessions of a host with asyncio."""
    transport = simulator.async_transport() if address is None else None
    storage = AsyncMemoryStorage(keys=SealingKeys.generate())
    apps = [supabase.App()]
    async with crosstie.AsyncSessionManager(storage, apps, transport=transport, clock=clock.as_async) as made:
        yield made


@pytest.fixture
def client(sessions: crosstie.SessionManager, url: str) -> supabase.Client:
    """A client that may do everything."""
    return supabase.Client(sessions, sessions.connect("supabase", tenant="acme", url=url, key=SECRET_KEY))


@pytest.fixture
async def async_client(async_sessions: crosstie.AsyncSessionManager, url: str) -> supabase.AsyncClient:
    """The same in the async world."""
    connection = await async_sessions.connect("supabase", tenant="acme", url=url, key=SECRET_KEY)
    return supabase.AsyncClient(async_sessions, connection)
