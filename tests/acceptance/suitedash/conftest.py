"""A simulated account and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest

import crosstie
from crosstie import sync
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import suitedash
from crosstie.testing import FakeClock
from crosstie.testing.serve import serve
from crosstie.testing.suitedash import PUBLIC_ID, SECRET_KEY, SuiteDashSimulator


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of account and clients."""
    return FakeClock()


@pytest.fixture
def simulator(clock: FakeClock) -> SuiteDashSimulator:
    """An account with 25 contacts, three companies and three projects."""
    account = SuiteDashSimulator(clock=clock)
    account.seed(25)
    account.seed_companies(3)
    account.seed_projects(3)
    return account


@pytest.fixture(params=["in process", "over HTTP"])
def address(request: pytest.FixtureRequest, simulator: SuiteDashSimulator) -> Generator[str | None]:
    """Where the account is served; ``None`` in process."""
    if request.param == "in process":
        yield None
        return
    with serve(simulator) as url:
        yield url


@pytest.fixture
def app(address: str | None) -> suitedash.App:
    """The host's registration; the slash at the end is the specification's own."""
    return suitedash.App() if address is None else suitedash.App(base_url=f"{address}/secure-api/")


@pytest.fixture
def storage() -> MemoryStorage:
    """Where connections and the state of syncs are kept."""
    return MemoryStorage()


@pytest.fixture
def async_storage() -> AsyncMemoryStorage:
    """The same, for asyncio."""
    return AsyncMemoryStorage()


@pytest.fixture
def engine(storage: MemoryStorage, clock: FakeClock) -> sync.Engine:
    """The engine of a host without asyncio."""
    return sync.Engine(storage, clock=clock)


@pytest.fixture
def async_engine(async_storage: AsyncMemoryStorage, clock: FakeClock) -> sync.AsyncEngine:
    """The engine of a host with asyncio."""
    return sync.AsyncEngine(async_storage, clock=clock.as_async)


@pytest.fixture
def client(
    app: suitedash.App,
    address: str | None,
    simulator: SuiteDashSimulator,
    clock: FakeClock,
    storage: MemoryStorage,
) -> Generator[suitedash.Client]:
    """A client of the connected account."""
    transport = simulator.transport() if address is None else None
    with crosstie.SessionManager(storage, [app], transport=transport, clock=clock) as sessions:
        connection = sessions.connect("suitedash", tenant="acme", public_id=PUBLIC_ID, secret_key=SECRET_KEY)
        yield suitedash.Client(sessions, connection)


@pytest.fixture
async def async_client(
    app: suitedash.App,
    address: str | None,
    simulator: SuiteDashSimulator,
    clock: FakeClock,
    async_storage: AsyncMemoryStorage,
) -> AsyncGenerator[suitedash.AsyncClient]:
    """An async client of the connected account."""
    transport = simulator.async_transport() if address is None else None
    async with crosstie.AsyncSessionManager(
        async_storage, [app], transport=transport, clock=clock.as_async
    ) as sessions:
        connection = await sessions.connect("suitedash", tenant="acme", public_id=PUBLIC_ID, secret_key=SECRET_KEY)
        yield suitedash.AsyncClient(sessions, connection)
