"""The storage that fails on demand is a real one until it is told otherwise."""

from __future__ import annotations

import asyncio

import pytest

from crosstie.core.state import ABSENT, Put, Query
from crosstie.errors import StaleWrite, StorageUnavailable
from crosstie.storage import SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.storage.records import Connection
from crosstie.testing import StorageContract
from crosstie.testing.failing_storage import FailingStorage
from crosstie.testing.failing_storage_async import AsyncFailingStorage
from crosstie.testing.storage_access import OpenStorage

ME = Connection(tenant="acme", system="composed")


class TestHealthy(StorageContract):
    """It passes the contract of every store."""

    shared = False

    @pytest.fixture
    def open_storage(self) -> OpenStorage:
        """Open the same memory each time."""
        storage = FailingStorage(MemoryStorage())
        return lambda: storage


def test_the_calls_that_were_chosen_fail() -> None:
    """After so many that pass, so often, with the chosen error; then it works again."""
    storage = FailingStorage(MemoryStorage())
    storage.fail("commit", after=1, times=1, error=StaleWrite())
    storage.commit([Put(ME, ABSENT)])
    with pytest.raises(StaleWrite):
        storage.commit([Put(ME, ABSENT)])
    storage.commit([Put(ME, 1)])
    assert storage.calls["commit"] == 3


def test_it_fails_until_it_is_healed() -> None:
    """Without a number every call fails, as on a full disk."""
    storage = FailingStorage(MemoryStorage())
    storage.fail("get", "find", "count", "setup")
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            storage.get(Connection, [])
        with pytest.raises(StorageUnavailable):
            storage.find(Query(kind=Connection, tenant="acme"))
        with pytest.raises(StorageUnavailable):
            storage.count(Query(kind=Connection, tenant="acme"), "status")
        with pytest.raises(StorageUnavailable):
            storage.setup()
    storage.heal()
    assert storage.get(Connection, []) == {}


def test_the_async_twin_fails_as_well() -> None:
    """The same in the async world; the keys are those of the storage behind it, unless others are given."""
    keys = SealingKeys.generate()
    storage = AsyncFailingStorage(AsyncMemoryStorage(keys=keys))

    async def use() -> None:
        await storage.setup()
        await storage.commit([Put(ME, ABSENT)])
        assert len(await storage.find(Query(kind=Connection, tenant="acme"))) == 1
        assert await storage.count(Query(kind=Connection, tenant="acme"), "status") == {"connected": 1}
        storage.fail("get")
        with pytest.raises(StorageUnavailable):
            await storage.get(Connection, [])

    asyncio.run(use())
    assert storage.keys is keys
    other = SealingKeys.generate()
    assert AsyncFailingStorage(AsyncMemoryStorage(), keys=other).keys is other
