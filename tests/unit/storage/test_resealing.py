"""After a rotation every secret moves to the active key, beside whatever else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import attrs

from crosstie.core.state import ABSENT, Delete, Key, Put, Query, Stored, Write, key_of
from crosstie.storage import Authorization, Connection, Resealed, SealingKeys, async_reseal, place_of, reseal
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage

R = TypeVar("R")

_OLD = SealingKeys.generate("old")
_KEYS = _OLD.rotated("new")


def _sealed(item: R, keys: SealingKeys, **secrets: bytes) -> R:
    return attrs.evolve(item, **{name: keys.seal(secret, place_of(item, name)) for name, secret in secrets.items()})  # type: ignore[misc]


def _connection(tenant: str, keys: SealingKeys) -> Connection:
    return _sealed(Connection(tenant=tenant, system="rfms"), keys, tokens=b"t", credentials=b"c")


def _opened(storage: MemoryStorage, tenant: str, keys: SealingKeys) -> tuple[bytes, bytes]:
    stored = storage.get(Connection, [(tenant, "rfms", "default")])[tenant, "rfms", "default"].record
    assert stored.tokens is not None
    assert stored.credentials is not None
    return keys.open(stored.tokens, place_of(stored, "tokens")), keys.open(
        stored.credentials, place_of(stored, "credentials")
    )


def test_every_secret_moves_to_the_active_key() -> None:
    """All sealed fields of all tenants open with the new key alone; a second run has nothing to do."""
    storage = MemoryStorage(keys=_KEYS)
    waiting = Authorization(tenant="a", state="s", system="q", name="n", expires=datetime(2030, 1, 1, tzinfo=UTC))
    storage.commit([Put(_connection(f"t{number}", _OLD), ABSENT) for number in range(450)])
    storage.commit(
        [Put(_sealed(waiting, _OLD, verifier=b"v"), ABSENT), Put(Connection(tenant="bare", system="rfms"), ABSENT)]
    )
    assert reseal(storage, _KEYS) == Resealed(moved=451, current=1)
    new = SealingKeys(_KEYS.reveal().split(",")[0])
    assert {_opened(storage, f"t{number}", new) for number in range(450)} == {(b"t", b"c")}
    assert reseal(storage, _KEYS) == Resealed(moved=0, current=452)


def test_the_async_twin_does_the_same() -> None:
    """Resealing an async store moves its secrets."""

    async def run() -> tuple[Resealed, Resealed]:
        storage = AsyncMemoryStorage(keys=_KEYS)
        await storage.commit([Put(_connection("acme", _OLD), ABSENT)])
        return await async_reseal(storage, _KEYS), await async_reseal(storage, _KEYS)

    assert asyncio.run(run()) == (Resealed(moved=1), Resealed(current=1))


def test_a_secret_that_does_not_open_is_reported_and_kept() -> None:
    """One broken seal does not stop the others, and is left as it is for whoever still has its key."""
    storage = MemoryStorage()
    stranger = _connection("b", SealingKeys.generate("stranger"))
    storage.commit([Put(_connection("a", _OLD), ABSENT), Put(stranger, ABSENT), Put(_connection("c", _OLD), ABSENT)])
    report = reseal(storage, _KEYS)
    assert report == Resealed(moved=2, broken=(("connections", ("b", "rfms", "default")),))
    assert not report.complete
    assert storage.get(Connection, [key_of(stranger)])[key_of(stranger)].record == stranger


class _Disturbed:
    """A real store in which somebody else is a moment faster, a number of times."""

    def __init__(self, storage: MemoryStorage, disturb: Callable[[], None], times: int) -> None:
        self.storage, self.disturb, self.times = storage, disturb, times

    def get(self, kind: type[R], keys: Sequence[Key]) -> Mapping[Key, Stored[R]]:
        return self.storage.get(kind, keys)

    def find(self, query: Query[R]) -> Sequence[Stored[R]]:
        return self.storage.find(query)

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        if self.times:
            self.times -= 1
            self.disturb()
        return self.storage.commit(writes)

    def count(self, query: Query[Any], by: str) -> Mapping[Any, int]:
        return self.storage.count(query, by)

    def setup(self) -> None:
        self.storage.setup()


def _renew(storage: MemoryStorage, tokens: bytes) -> None:
    key = ("acme", "rfms", "default")
    stored = storage.get(Connection, [key])[key]
    storage.commit([Put(_sealed(stored.record, _OLD, tokens=tokens), stored.version)])


def test_a_renewal_in_between_is_not_undone() -> None:
    """Tokens stored between the read and the write of resealing survive, and are moved in their turn."""
    storage = MemoryStorage()
    storage.commit([Put(_connection("acme", _OLD), ABSENT)])
    report = reseal(_Disturbed(storage, lambda: _renew(storage, b"renewed"), 2), _KEYS)
    assert report == Resealed(moved=1)
    assert _opened(storage, "acme", SealingKeys(_KEYS.reveal().split(",")[0])) == (b"renewed", b"c")


def test_a_connection_that_never_rests_is_reported() -> None:
    """Resealing gives up on a record that others keep changing, and says which."""
    storage = MemoryStorage()
    storage.commit([Put(_connection("acme", _OLD), ABSENT)])
    report = reseal(_Disturbed(storage, lambda: _renew(storage, b"renewed"), 99), _KEYS)
    assert report == Resealed(busy=(("connections", ("acme", "rfms", "default")),))
    assert not report.complete


def test_a_connection_deleted_in_between_is_no_trouble() -> None:
    """What is gone needs no new seal."""
    storage = MemoryStorage()
    (version,) = storage.commit([Put(_connection("acme", _OLD), ABSENT)])
    gone = Delete(Connection, ("acme", "rfms", "default"), version)
    report = reseal(_Disturbed(storage, lambda: storage.commit([gone]) and None, 1), _KEYS)
    assert report == Resealed(current=1)
