"""A store in this process's memory: for tests, notebooks and trying things out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from crosstie.core.state import Key, Query, Stored, Write
from crosstie.storage.sealing import SealingKeys
from crosstie.storage.tables import Tables

__all__ = ["AsyncMemoryStorage"]

R = TypeVar("R")


class AsyncMemoryStorage:
    """Keeps everything in memory and forgets it when the process ends.

    The semantics are those of every other store: versions, all-or-nothing commits, the same order and refusals. It is
    safe to use from many threads and event loops of one process, and invisible to every other process: where
    several processes share connections, use a database.

    Attributes:
        keys: What secrets are sealed with; random ones unless given.
    """

    __slots__ = ("_tables", "keys")

    def __init__(self, *, keys: SealingKeys | None = None) -> None:
        """Start empty."""
        self.keys: SealingKeys = keys or SealingKeys.generate()
        self._tables = Tables()

    async def get(self, kind: type[R], keys: Sequence[Key]) -> Mapping[Key, Stored[R]]:
        """Return the records with these keys; missing ones are absent.

        Raises:
            UsageError: A key does not have the parts that this kind is keyed by.
        """
        return self._tables.get(kind, keys)

    async def find(self, query: Query[R]) -> Sequence[Stored[R]]:
        """Return the records that match, in the query's order.

        Raises:
            UsageError: The query names an unknown field, or a value does not fit its field.
        """
        return self._tables.find(query)

    async def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Carry out all writes or none; return the new version of each (0 for a deletion).

        Raises:
            StaleWrite: An expected version did not hold; nothing was written.
            UsageError: A value does not fit its field, or a record is written twice.
        """
        return self._tables.commit(writes)

    async def count(self, query: Query[Any], by: str) -> Mapping[Any, int]:
        """Count the matching records, grouped by one field; order, limit and ``after`` are ignored."""
        return self._tables.count(query, by)

    async def setup(self) -> None:
        """Do nothing: memory needs no preparation."""

    async def aclose(self) -> None:
        """Do nothing: the records stay until the store itself is gone."""

    async def __aenter__(self) -> Self:
        """Return the store."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.aclose()

    def __repr__(self) -> str:
        """Say how much it holds, and that it forgets."""
        return f"AsyncMemoryStorage({len(self._tables)} records, forgotten when the process ends)"
