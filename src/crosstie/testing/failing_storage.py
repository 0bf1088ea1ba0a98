# @generated from src/crosstie/testing/failing_storage_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A storage that fails when it is told to: in front of a real one, for tests of what must survive that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypeVar

import attrs

from crosstie.core.ports import Storage
from crosstie.core.state import Key, Query, Stored, Write
from crosstie.errors import StorageError, StorageUnavailable
from crosstie.storage.sealing import SealingKeys

__all__ = ["FailingStorage"]

R = TypeVar("R")
Method: TypeAlias = Literal["get", "find", "commit", "count", "setup"]


@attrs.define(eq=False)
class _Rule:
    """So many calls pass, so many fail."""

    passes: int
    fails: float
    error: StorageError


class FailingStorage:
    """Passes every call on to another storage, unless it was told to fail.

    Args:
        storage: Where the records really are.
        keys: What secrets are sealed with; those of the storage unless given.

    Attributes:
        calls: How often each method was called.
    """

    def __init__(self, storage: Storage, *, keys: SealingKeys | None = None) -> None:
        """Begin healthy."""
        self.storage = storage
        self.keys: SealingKeys | None = keys or getattr(storage, "keys", None)
        self.calls: Counter[str] = Counter()
        self._rules: dict[str, _Rule] = {}

    def fail(
        self, *methods: Method, after: int = 0, times: float = float("inf"), error: StorageError | None = None
    ) -> None:
        """Let calls fail.

        Args:
            *methods: Which.
            after: So many calls still pass.
            times: So many fail then; all of them unless given.
            error: With what; ``StorageUnavailable`` unless given.
        """
        for method in methods:
            self._rules[method] = _Rule(after, times, error or StorageUnavailable("The disk is full."))

    def heal(self) -> None:
        """Work again."""
        self._rules.clear()

    def get(self, kind: type[R], keys: Sequence[Key]) -> Mapping[Key, Stored[R]]:
        """Return the records with these keys; missing ones are absent."""
        self._pass("get")
        return self.storage.get(kind, keys)

    def find(self, query: Query[R]) -> Sequence[Stored[R]]:
        """Return the records that match, in the query's order."""
        self._pass("find")
        return self.storage.find(query)

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Carry out all writes or none; return the new version of each."""
        self._pass("commit")
        return self.storage.commit(writes)

    def count(self, query: Query[Any], by: str) -> Mapping[Any, int]:
        """Count the matching records, grouped by one field."""
        self._pass("count")
        return self.storage.count(query, by)

    def setup(self) -> None:
        """Create or upgrade what the storage needs."""
        self._pass("setup")
        self.storage.setup()

    def _pass(self, method: Method) -> None:
        self.calls[method] += 1
        rule = self._rules.get(method)
        if rule is None:
            return
        if rule.passes > 0:
            rule.passes -= 1
        elif rule.fails > 0:
            rule.fails -= 1
            raise rule.error
