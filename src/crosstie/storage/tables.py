"""Tables in memory: the plain logic of a store, under one lock."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any, TypeVar

import attrs

from crosstie.core.state import Key, Query, Stored, Write
from crosstie.storage.columns import Row, decode
from crosstie.storage.questions import (
    Change,
    Selection,
    changes_of,
    keys_sought,
    matches,
    rank,
    selection_of,
    stale_write,
)

__all__ = ["Tables"]

R = TypeVar("R")


@attrs.frozen
class _Entry:
    row: Row
    version: int


class Tables:
    """Rows by kind and key, with versions; safe to use from many threads.

    It keeps encoded rows, not the records it was given, so that what comes back is what a database would give back and
    nobody can change a stored mapping from outside.
    """

    __slots__ = ("_lock", "_rows", "_versions")

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._rows: dict[type[Any], dict[Key, _Entry]] = {}
        # One count for all records: a version is never used again, not even for a key that was deleted and made anew.
        self._versions = count(1)

    def __len__(self) -> int:
        """Return how many records there are."""
        with self._lock:
            return sum(len(rows) for rows in self._rows.values())

    def get(self, kind: type[R], keys: Sequence[Key]) -> dict[Key, Stored[R]]:
        """Return the records with these keys."""
        wanted = keys_sought(kind, keys)
        with self._lock:
            rows = self._rows.get(kind, {})
            found = {key: rows[key] for key in wanted if key in rows}
        return {key: Stored(decode(kind, entry.row), entry.version) for key, entry in found.items()}

    def find(self, query: Query[R]) -> list[Stored[R]]:
        """Return the records that match, in order."""
        selection = selection_of(query)
        found = self._selected(selection)
        found.sort(key=lambda entry: rank(selection.order, selection.key, entry.row))
        return [Stored(decode(query.kind, entry.row), entry.version) for entry in found[: selection.limit]]

    def count(self, query: Query[Any], by: str) -> dict[Any, int]:
        """Count the records that match, by the values of one field."""
        selection = selection_of(query, by)
        return dict(Counter(entry.row[by] for entry in self._selected(selection)))

    def commit(self, writes: Sequence[Write]) -> list[int]:
        """Carry out all writes, or none when an expected version does not hold."""
        changes = changes_of(writes)
        with self._lock:
            stale = [change for change in changes if not change.holds(self._version(change))]
            if stale:
                raise stale_write(stale, changes)
            return [self._apply(change) for change in changes]

    def _selected(self, selection: Selection) -> list[_Entry]:
        with self._lock:
            entries = list(self._rows.get(selection.kind, {}).values())
        return [entry for entry in entries if matches(selection, entry.row)]

    def _version(self, change: Change) -> int | None:
        entry = self._rows.get(change.kind, {}).get(change.key)
        return None if entry is None else entry.version

    def _apply(self, change: Change) -> int:
        rows: dict[Key, _Entry] = self._rows.setdefault(change.kind, {})
        if change.row is None:
            rows.pop(change.key, None)
            return 0
        version = next(self._versions)
        rows[change.key] = _Entry(change.row, version)
        return version
