"""A simulated project and clients of it, in both worlds; each test runs in process and over real HTTP."""

from __future__ import annotations

import pytest

import crosstie
from crosstie import SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import supabase
from crosstie.testing import FakeClock
from crosstie.testing.supabase import SECRET_KEY, SupabaseSimulator


@pytest.fixture
def simulator(clock: FakeClock) -> SupabaseSimulator:
    """A project with 25 customers, a row cap of 10, and a service user."""
    project = SupabaseSimulator(clock=clock, row_cap=10)
    project.seed(25)
    project.add_user("service@example.com", "composed-password")
    return project


@pytest.fixture
def url(address: str | None) -> str:
    """The address of the project."""
    return address or "https://project.example.com"


@pytest.fixture
def app() -> supabase.App:
    """The rules of Supabase logins."""
    return supabase.App()


@pytest.fixture
def storage() -> MemoryStorage:
    """Where connections are kept; it seals, as the passwords of service users need."""
    return MemoryStorage(keys=SealingKeys.generate())


@pytest.fixture
def async_storage() -> AsyncMemoryStorage:
    """The same, for asyncio."""
    return AsyncMemoryStorage(keys=SealingKeys.generate())


@pytest.fixture
def client(sessions: crosstie.SessionManager, url: str) -> supabase.Client:
    """A client that may do everything."""
    return supabase.Client(sessions, sessions.connect("supabase", tenant="acme", url=url, key=SECRET_KEY))


@pytest.fixture
async def async_client(async_sessions: crosstie.AsyncSessionManager, url: str) -> supabase.AsyncClient:
    """The same in the async world."""
    connection = await async_sessions.connect("supabase", tenant="acme", url=url, key=SECRET_KEY)
    return supabase.AsyncClient(async_sessions, connection)
