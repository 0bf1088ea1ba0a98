"""Open a host's storage for the contract: a sync one as it is, an async one behind a loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, cast

from crosstie.core.ports import AsyncStorage, Storage
from crosstie.core.state import Key, Query, Stored, Write

__all__ = ["OpenStorage", "opened"]

R = TypeVar("R")

OpenStorage: TypeAlias = Callable[[], Storage | AsyncStorage]
"""Opens the storage under test; called again, it opens the same records again.

For stores that processes share it must pickle, as ``functools.partial(OurStorage, address)`` does."""


class _Blocking:
    """An async storage with the face of a sync one."""

    def __init__(self, storage: AsyncStorage, runner: asyncio.Runner) -> None:
        self._storage = storage
        self._runner = runner

    def get(self, kind: type[R], keys: Sequence[Key]) -> Mapping[Key, Stored[R]]:
        return self._runner.run(self._storage.get(kind, keys))

    def find(self, query: Query[R]) -> Sequence[Stored[R]]:
        return self._runner.run(self._storage.find(query))

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        return self._runner.run(self._storage.commit(writes))

    def count(self, query: Query[Any], by: str) -> Mapping[Any, int]:
        return self._runner.run(self._storage.count(query, by))

    def setup(self) -> None:
        self._runner.run(self._storage.setup())


@contextlib.contextmanager
def opened(open_storage: OpenStorage) -> Generator[Storage]:
    """Open a storage, and close it at the end if it has a way to be closed (``close`` or ``aclose``)."""
    storage = open_storage()
    if not inspect.iscoroutinefunction(storage.commit):
        try:
            yield cast("Storage", storage)
        finally:
            getattr(storage, "close", _nothing)()
        return
    with asyncio.Runner() as runner:
        try:
            yield _Blocking(cast("AsyncStorage", storage), runner)
        finally:
            runner.run(getattr(storage, "aclose", _nothing_async)())


def _nothing() -> None:
    """Stand in for a store that needs no closing."""


async def _nothing_async() -> None:
    """Stand in for an async store that needs no closing."""
