"""Real processes, or threads, that race for the same records of one store."""

from __future__ import annotations

import functools
import multiprocessing
import multiprocessing.queues
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

import attrs

from crosstie.core.ports import Storage
from crosstie.core.state import ABSENT, Key, Put, key_of
from crosstie.errors import StaleWrite, StorageUnavailable, UsageError
from crosstie.storage.records import Job, Run
from crosstie.testing.storage_access import OpenStorage, opened

__all__ = ["COUNTERS", "LEASES", "Taken", "in_processes", "in_threads"]

Taken: TypeAlias = list[str]
"""The ids of the leases one worker got."""

COUNTERS = 2
LEASES = 20
_PATIENCE = 120.0


class _Barrier(Protocol):
    """What threads' and processes' barriers have in common."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the others."""
        ...


def in_processes(open_storage: OpenStorage, tenant: str, *, workers: int, rounds: int) -> list[Taken]:
    """Let processes race; see :func:`race`.

    Raises:
        UsageError: The function that opens the storage cannot be sent to another process.
        RuntimeError: A process failed or hung; it has printed why.
    """
    try:
        pickle.dumps(open_storage)
    except Exception as error:  # noqa: BLE001 - pickling raises whatever it meets
        message = f"The open_storage fixture cannot be sent to another process: {error}."
        advice = "Return functools.partial(OurStorage, address), or set shared = False if processes share nothing."
        raise UsageError(message, advice=advice) from None
    # A fresh interpreter each, as a host's workers are; a forked one would share open connections.
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(workers)
    results: multiprocessing.queues.SimpleQueue[tuple[int, Taken]] = context.SimpleQueue()
    work = functools.partial(_report, results.put, barrier, open_storage, tenant, rounds)
    processes = [context.Process(target=work, args=(number,), daemon=True) for number in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(_PATIENCE)
    codes = [process.exitcode for process in processes]
    for process in processes:
        process.kill()
    if any(codes) or None in codes:
        message = f"The racing processes ended with the codes {codes}; None means that one hung."
        raise RuntimeError(message)
    return [taken for _, taken in sorted(results.get() for _ in processes)]


def in_threads(open_storage: OpenStorage, tenant: str, *, workers: int, rounds: int) -> list[Taken]:
    """Let threads of this process race, each with the storage opened for itself."""
    barrier = threading.Barrier(workers)
    results: list[tuple[int, Taken]] = []
    work = functools.partial(_report, results.append, barrier, open_storage, tenant, rounds)
    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE)
    if len(results) != workers:
        message = f"Only {len(results)} of {workers} racing threads came to an end."
        raise RuntimeError(message)
    return [taken for _, taken in sorted(results)]


def _report(
    tell: Callable[[tuple[int, Taken]], Any],
    barrier: _Barrier,
    open_storage: OpenStorage,
    tenant: str,
    rounds: int,
    number: int,
) -> None:
    with opened(open_storage) as storage:
        storage.setup()  # all at once: it must be safe to race
        barrier.wait(_PATIENCE)
        tell((number, race(storage, tenant, number, rounds)))


def race(storage: Storage, tenant: str, number: int, rounds: int) -> Taken:
    """Count up the shared counters, then take what can be had of the shared leases.

    Args:
        storage: The store, as this worker opened it.
        tenant: Whom the raced records belong to.
        number: Which worker this is; odd ones name the records in the opposite order.
        rounds: How often each counter is raised.

    Returns:
        The ids of the leases that this worker got.
    """
    for _ in range(rounds):
        _raise(storage, tenant, backwards=number % 2 == 1)
    return [name for name in map(str, range(LEASES)) if _take(storage, tenant, name, number)]


def _raise(storage: Storage, tenant: str, *, backwards: bool) -> None:
    """Raise all counters, of two kinds, in one commit: half of the workers would dead-lock the other half."""
    keys: Sequence[tuple[type[Any], Key]] = [
        (kind, (tenant, f"counter-{number}")) for kind in (Job, Run) for number in range(COUNTERS)
    ]
    while True:
        found = {kind: storage.get(kind, [key for known, key in keys if known is kind]) for kind in (Job, Run)}
        writes = [_raised(found[kind].get(key), kind, key) for kind, key in keys]
        if _commits(storage, writes[::-1] if backwards else writes):
            return


def _raised(stored: Any, kind: type[Any], key: Key) -> Put[Any]:  # noqa: ANN401 - either of two kinds
    if stored is None:
        first = (
            Job(tenant=key[0], id=key[1], task="count") if kind is Job else Run(tenant=key[0], id=key[1], subject="r")
        )
        return Put(_up(first), ABSENT)
    return Put(_up(stored.record), stored.version)


def _up(record: Job | Run) -> Job | Run:
    if isinstance(record, Job):
        return attrs.evolve(record, attempts=record.attempts + 1)
    return attrs.evolve(record, succeeded=record.succeeded + 1)


def _take(storage: Storage, tenant: str, name: str, number: int) -> bool:
    lease = Job(tenant=tenant, id=f"lease-{name}", task="lease", lease_owner=str(number))
    while True:
        stored = storage.get(Job, [key_of(lease)]).get(key_of(lease))
        if stored is not None:
            return False
        if _commits(storage, [Put(lease, ABSENT)]):
            return True


def _commits(storage: Storage, writes: Sequence[Put[Any]]) -> bool:
    try:
        storage.commit(writes)
    except StaleWrite:
        return False
    except StorageUnavailable as error:
        if error.retry != "safe":
            raise
        return False
    return True
