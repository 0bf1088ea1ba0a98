"""The store in memory says what it is."""

from __future__ import annotations

from crosstie.core.state import ABSENT, Put
from crosstie.storage import Connection, SealingKeys
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage


def test_it_says_that_it_forgets() -> None:
    """Whoever prints the store learns how much it holds and how long."""
    with MemoryStorage() as storage:
        storage.commit([Put(Connection(tenant="acme", system="rfms"), ABSENT)])
        assert repr(storage) == "MemoryStorage(1 records, forgotten when the process ends)"
    assert repr(AsyncMemoryStorage()) == "AsyncMemoryStorage(0 records, forgotten when the process ends)"


async def test_the_async_one_is_closed_like_any_other() -> None:
    """Hosts swap one store for another without changing their code."""
    async with AsyncMemoryStorage() as storage:
        await storage.setup()
        await storage.commit([Put(Connection(tenant="acme", system="rfms"), ABSENT)])
    assert len(await storage.get(Connection, [("acme", "rfms", "default")])) == 1


def test_it_makes_keys_for_itself() -> None:
    """Without keys every store has random ones of its own; given keys are kept."""
    keys = SealingKeys.generate("mine")
    assert MemoryStorage(keys=keys).keys is keys
    assert MemoryStorage().keys.ids != MemoryStorage().keys.ids


def test_a_stored_mapping_cannot_be_changed_from_outside() -> None:
    """The store keeps values, not the caller's objects."""
    settings = {"store": "7"}
    storage = MemoryStorage()
    storage.commit([Put(Connection(tenant="acme", system="rfms", settings=settings), ABSENT)])
    settings["store"] = "8"
    key = ("acme", "rfms", "default")
    assert storage.get(Connection, [key])[key].record.settings == {"store": "7"}
