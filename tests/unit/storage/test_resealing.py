# @generated from tests/unit/storage/test_resealing_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""After a rotation every secret moves to the active key, beside whatever else goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import attrs

from crosstie.core.state import ABSENT, ANY, Delete, Key, Put, Stored, Write, key_of
from crosstie.storage import Authorization, Connection, Resealed, SealingKeys, place_of, reseal
from crosstie.storage.memory import MemoryStorage

R = TypeVar("R")

_OLD = SealingKeys.generate("old")
_KEYS = _OLD.rotated("new")
_NEW = SealingKeys(_KEYS.reveal().partition(",")[0])  # the active key alone


def _sealed(item: R, keys: SealingKeys, **secrets: bytes) -> R:
    return attrs.evolve(item, **{name: keys.seal(secret, place_of(item, name)) for name, secret in secrets.items()})  # type: ignore[misc]


def _connection(tenant: str, keys: SealingKeys) -> Connection:
    return _sealed(Connection(tenant=tenant, system="rfms"), keys, tokens=b"t", credentials=b"c")


def _stored(storage: MemoryStorage, key: Key) -> Stored[Connection]:
    return storage.get(Connection, [key])[key]


def _opened(storage: MemoryStorage, tenant: str, keys: SealingKeys) -> tuple[bytes, ...]:
    item = _stored(storage, (tenant, "rfms", "default")).record
    sealed = [(item.tokens, "tokens"), (item.credentials, "credentials")]
    return tuple(keys.open(envelope, place_of(item, field)) for envelope, field in sealed if envelope is not None)


def test_every_secret_moves_to_the_active_key() -> None:
    """All sealed fields of all tenants open with the new key alone; a second run has nothing to do."""
    storage = MemoryStorage(keys=_KEYS)
    waiting = Authorization(tenant="a", state="s", system="q", name="n", expires=datetime(2030, 1, 1, tzinfo=UTC))
    storage.commit([Put(_connection(f"t{number}", _OLD), ABSENT) for number in range(450)])
    storage.commit(
        [Put(_sealed(waiting, _OLD, verifier=b"v"), ABSENT), Put(Connection(tenant="bare", system="rfms"), ABSENT)]
    )
    assert reseal(storage, _KEYS) == Resealed(moved=451, current=1)
    opened = [_opened(storage, f"t{number}", _NEW) for number in range(450)]
    assert set(opened) == {(b"t", b"c")}
    assert reseal(storage, _KEYS) == Resealed(moved=0, current=452)


def test_a_secret_that_does_not_open_is_reported_and_kept() -> None:
    """One broken seal does not stop the others, and is left as it is for whoever still has its key."""
    storage = MemoryStorage()
    stranger = _connection("b", SealingKeys.generate("stranger"))
    storage.commit(
        [Put(_connection("a", _OLD), ABSENT), Put(stranger, ABSENT), Put(_connection("c", _OLD), ABSENT)]
    )
    report = reseal(storage, _KEYS)
    assert report == Resealed(moved=2, broken=(("connections", ("b", "rfms", "default")),))
    assert not report.complete
    assert _stored(storage, key_of(stranger)).record == stranger


class _Disturbed(MemoryStorage):
    """A store in which somebody else is a moment faster, a number of times."""

    def __init__(self, times: int, disturb: Callable[[MemoryStorage], None]) -> None:
        super().__init__()
        self.times, self.disturb = times, disturb

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        if self.times:
            self.times -= 1
            self.disturb(self.quiet())
        return super().commit(writes)

    def quiet(self) -> MemoryStorage:
        """Give the same records without the disturbance."""
        storage = MemoryStorage()
        storage._tables = self._tables
        return storage


def _renew(storage: MemoryStorage) -> None:
    stored = _stored(storage, ("acme", "rfms", "default"))
    storage.commit([Put(_sealed(stored.record, _OLD, tokens=b"renewed"), stored.version)])


def _remove(storage: MemoryStorage) -> None:
    storage.commit([Delete(Connection, ("acme", "rfms", "default"), ANY)])


def _disturbed(times: int, disturb: Callable[[MemoryStorage], None]) -> _Disturbed:
    storage = _Disturbed(times, disturb)
    storage.quiet().commit([Put(_connection("acme", _OLD), ABSENT)])
    return storage


def test_a_renewal_in_between_is_not_undone() -> None:
    """Tokens stored between the read and the write of resealing survive, and are moved in their turn."""
    storage = _disturbed(2, _renew)
    assert reseal(storage, _KEYS) == Resealed(moved=1)
    assert _opened(storage, "acme", _NEW) == (b"renewed", b"c")


def test_a_connection_that_never_rests_is_reported() -> None:
    """Resealing gives up on a record that others keep changing, and says which."""
    report = reseal(_disturbed(99, _renew), _KEYS)
    assert report == Resealed(busy=(("connections", ("acme", "rfms", "default")),))
    assert not report.complete


def test_a_connection_deleted_in_between_is_no_trouble() -> None:
    """What is gone needs no new seal."""
    assert reseal(_disturbed(1, _remove), _KEYS) == Resealed(current=1)
