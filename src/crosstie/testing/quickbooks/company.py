"""One simulated company: its objects, stored as the bytes that are sent, with what finds them quickly.

A hundred thousand customers must page as fast as bytes can be joined, and a million must fit: so an object is kept as
encoded JSON plus the few values that every call needs, and decoded only where somebody looks inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

import attrs

from crosstie.core.messages import Response
from crosstie.testing.clock import MovableClock
from crosstie.testing.quickbooks.codec import Json, decode, encode
from crosstie.testing.quickbooks.entities import ENTITIES, PEOPLE, Entity
from crosstie.testing.quickbooks.refusals import refuse, refuse_gone
from crosstie.testing.quickbooks.settings import Rules

__all__ = ["Company", "Record", "Shelf", "WriteNote"]


@attrs.define(eq=False)
class Record:
    """One object as it stands.

    Attributes:
        id: Its Id, unique within its kind.
        token: The number in SyncToken.
        active: False for an inactive list object.
        created: When it was made, in whole seconds since 1970.
        updated: When it was changed last, in whole seconds since 1970: stamps have no fractions (fact sheet 3.1).
        body: The object as JSON.
    """

    id: str
    token: int
    active: bool
    created: int
    updated: int
    body: bytes

    def read(self) -> Json:
        """Decode a fresh copy of the object."""
        return decode(self.body)


@attrs.frozen(kw_only=True)
class WriteNote:
    """One write that took effect, for tests that count them.

    Attributes:
        operation: ``create``, ``update``, ``delete``, ``void`` or ``send``.
        entity: The kind of object.
        id: Its Id.
        token: Its SyncToken afterwards; that of the deleted object for a deletion.
        request_id: The ``requestid`` of the call, if it had one.
        at: When.
    """

    operation: str
    entity: str
    id: str
    token: int
    request_id: str | None
    at: datetime


class Shelf:
    """All objects of one kind, in the order of their Ids."""

    def __init__(self) -> None:
        """Begin empty."""
        self.records: dict[str, Record] = {}
        self.deleted: dict[str, int] = {}
        self.version: int = 0
        self._next = 1
        self._all: list[Record] | None = []
        self._active: list[Record] | None = []

    def next_id(self) -> str:
        """Return an Id that was never used on this shelf."""
        self._next += 1
        return str(self._next - 1)

    def put(self, record: Record) -> None:
        """Store a new object, or one whose values have changed."""
        new = record.id not in self.records
        self.records[record.id] = record
        self.version += 1
        if new and self._all is not None:
            self._all.append(record)
        if new and record.active and self._active is not None:
            self._active.append(record)
        elif not new:
            self._active = None

    def drop(self, record: Record, moment: int) -> None:
        """Delete an object and remember when."""
        del self.records[record.id]
        self.deleted[record.id] = moment
        self.version += 1
        self._all = self._active = None

    def all(self) -> Sequence[Record]:
        """Return every object."""
        if self._all is None:
            self._all = list(self.records.values())
        return self._all

    def active(self) -> Sequence[Record]:
        """Return every object that is not inactive."""
        if self._active is None:
            self._active = [record for record in self.all() if record.active]
        return self._active


class Company:
    """One company behind a realm id.

    Attributes:
        applied: By (kind, Id) of an invoice or credit memo: the amount that each payment (by Id) applies to it.
        owed: By (kind, Id) of a transaction: who owes how much because of it, as (kind, Id, amount).
        children: By (kind, Id) of a list object: the Ids of its children.
        documents: By (kind, DocNumber): the Id of the form that has the number.
        results: By query, without its paging: the version of the shelf and what matched.
        replays: By ``requestid``: the first answer.
    """

    def __init__(self, realm: str, name: str, *, clock: MovableClock, rules: Rules) -> None:
        """Begin with nothing but the shelves."""
        self.realm = realm
        self.name = name
        self.clock = clock
        self.rules = rules
        self.shelves: dict[str, Shelf] = {kind: Shelf() for kind in ENTITIES}
        self.applied: dict[tuple[str, str], dict[str, Decimal]] = {}
        self.owed: dict[tuple[str, str], tuple[str, str, Decimal]] = {}
        self.children: dict[tuple[str, str], set[str]] = {}
        self.documents: dict[tuple[str, str], str] = {}
        self.results: dict[Hashable, tuple[int, list[Record]]] = {}
        self.replays: dict[str, Response] = {}
        self.numbers: Counter[str] = Counter()
        self.writes: list[WriteNote] = []
        self.request_id: str | None = None
        self._names: dict[tuple[str, str], tuple[str, str]] = {}

    # -- time ---------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return the time where the company is."""
        return self.clock.now().astimezone(self.rules.zone)

    def stamp(self, moment: int) -> str:
        """Return whole seconds since 1970 as the API prints them."""
        return _stamp(moment, self.rules.zone)

    def today(self) -> str:
        """Return the company's date."""
        return self.now().date().isoformat()

    # -- objects ------------------------------------------------------------------------------------------------------

    def find(self, kind: str, identity: str) -> Record | None:
        """Return an object, or nothing."""
        return self.shelves[kind].records.get(identity)

    def need(self, kind: str, identity: str, element: str | None = None) -> Record:
        """Return an object that must be there.

        Raises:
            Refusal: 2030 for an Id that is none, 610 when there is no such object (any more).
        """
        if not identity.isascii() or not identity.isdigit():
            refuse("2030", f"{kind} Id {identity!r} is not a number", element)
        record = self.find(kind, identity)
        if record is None:
            refuse_gone(f"{kind} {identity}", element)
        return record

    def insert(self, entity: Entity, data: Json) -> Record:
        """Store a new object whose fields are complete; it is given Id, SyncToken and MetaData."""
        shelf = self.shelves[entity.name]
        moment = int(self.clock.now().timestamp())
        record = Record(shelf.next_id(), 0, data.get("Active", True) is not False, moment, moment, b"")
        self._write(entity, record, data)
        return record

    def replace(self, entity: Entity, record: Record, data: Json, *, token: bool = True, moved: bool = True) -> None:
        """Store new values of an object.

        Args:
            entity: Its kind.
            record: The object.
            data: All its fields.
            token: Whether the SyncToken grows.
            moved: Whether LastUpdatedTime becomes now.
        """
        record.token += token
        record.active = data.get("Active", True) is not False
        if moved:
            record.updated = int(self.clock.now().timestamp())
        self._write(entity, record, data)

    def remove(self, entity: Entity, record: Record) -> None:
        """Delete an object."""
        self.shelves[entity.name].drop(record, int(self.clock.now().timestamp()))

    def note(self, operation: str, entity: Entity, record: Record) -> None:
        """Remember a write that took effect."""
        self.writes.append(
            WriteNote(
                operation=operation,
                entity=entity.name,
                id=record.id,
                token=record.token,
                request_id=self.request_id,
                at=self.clock.now(),
            )
        )

    def _write(self, entity: Entity, record: Record, data: Json) -> None:
        whole = {
            "domain": "QBO",
            "sparse": False,
            "Id": record.id,
            "SyncToken": str(record.token),
            "MetaData": {"CreateTime": self.stamp(record.created), "LastUpdatedTime": self.stamp(record.updated)},
        }
        whole.update((name, value) for name, value in data.items() if name not in whole and value is not None)
        if entity.name_field is not None:
            self._name(entity, record, str(data[entity.name_field]))
        record.body = encode(whole)
        self.shelves[entity.name].put(record)

    # -- names --------------------------------------------------------------------------------------------------------

    def holder(self, kind: str, name: str) -> tuple[str, str] | None:
        """Return who has a name in the name space of a kind: (kind, Id)."""
        return self._names.get((_space(kind), _folded(name)))

    def named(self, kind: str, names: Iterable[str]) -> list[Record]:
        """Return the objects of one kind that may have one of these names, whatever the case."""
        holders = {self.holder(kind, name) for name in names}
        found = [self.shelves[kind].records[holder[1]] for holder in holders if holder and holder[0] == kind]
        return sorted(found, key=lambda record: int(record.id))

    def _name(self, entity: Entity, record: Record, name: str) -> None:
        """Give the name to the object, which gives up the one it had. List objects are never deleted."""
        key = (_space(entity.name), _folded(name))
        holder = (entity.name, record.id)
        if self._names.get(key) == holder:
            return
        if record.body and entity.name_field is not None:
            self._names.pop((_space(entity.name), _folded(str(record.read()[entity.name_field]))), None)
        self._names[key] = holder


@lru_cache(maxsize=64)
def _stamp(moment: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(moment, zone).isoformat()


def _space(kind: str) -> str:
    return "people" if kind in PEOPLE else kind


def _folded(name: str) -> str:
    return name.strip().casefold()
