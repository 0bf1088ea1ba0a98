"""What an account holds: records, notes of what was written, rows of what was deleted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal, TypeAlias

import attrs

from crosstie.testing.netsuite.record_types import Family, RecordType

__all__ = ["Actor", "DeletedRow", "Key", "Operation", "Record", "ScriptRefusal", "Shelf", "WriteNote", "iso"]

Actor: TypeAlias = Literal["api", "person"]
Operation: TypeAlias = Literal["create", "update", "delete"]
Key: TypeAlias = tuple[Family, int]
"""What is unique over the whole account: an id is unique within its family only."""


@attrs.define(eq=False)
class Record:
    """One record as it stands.

    Attributes:
        id: Its internal id.
        type: Its record type.
        created: When it was made, in whole seconds since 1970.
        modified: When it was changed last, as coarse as the account shows it.
        external: Its external id.
        name: Its name for people, as references show it.
        refs: The records that it cannot do without.
        body: Its properties in their plain form, as JSON.
    """

    id: int
    type: RecordType
    created: int
    modified: int
    external: str | None = None
    name: str = ""
    refs: frozenset[Key] = frozenset()
    body: bytes = b"{}"

    @property
    def key(self) -> Key:
        """Its family and id."""
        return self.type.family, self.id


@attrs.frozen(kw_only=True)
class WriteNote:
    """One write that took effect, for tests that count them."""

    operation: Operation
    type: str
    id: str
    by: Actor
    at: datetime


@attrs.frozen(kw_only=True)
class DeletedRow:
    """What stays of a deleted record (6)."""

    id: int
    type: RecordType
    name: str
    at: int
    by: Actor


@attrs.define(kw_only=True, eq=False)
class ScriptRefusal:
    """A script of the account that refuses the next saves of a type in its own words (5.2)."""

    type: str
    code: str
    detail: str
    times: int


class Shelf:
    """Records in the order of their ids."""

    def __init__(self) -> None:
        """Begin empty."""
        self._records: dict[int, Record] = {}
        self._ids: list[int] | None = []
        self._all: list[Record] | None = []

    def get(self, identity: int) -> Record | None:
        """Return a record."""
        return self._records.get(identity)

    def put(self, record: Record) -> None:
        """Add a record; its id is the largest so far."""
        if record.id in self._records:
            return
        self._records[record.id] = record
        if self._ids is not None:
            self._ids.append(record.id)
        if self._all is not None:
            self._all.append(record)

    def drop(self, record: Record) -> None:
        """Remove a record."""
        del self._records[record.id]
        self._ids = self._all = None

    def all(self) -> Sequence[Record]:
        """Return every record."""
        if self._all is None:
            self._all = list(self._records.values())
        return self._all

    def beyond(self, identity: int) -> Sequence[Record]:
        """Return the records whose id is larger: what keyset paging asks for again and again."""
        if self._ids is None:
            self._ids = list(self._records)
        return self.all()[bisect_right(self._ids, identity) :]


@lru_cache(maxsize=256)
def iso(moment: int) -> str:
    """Return a moment as the record API prints it: UTC (3.1)."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
