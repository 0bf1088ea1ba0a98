"""One simulated account: its records, stored as bytes beside the few values that every list and query needs.

A hundred thousand customers must list as fast as bytes can be joined, so a record is decoded only where somebody looks
inside, and the record that was decoded last is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from crosstie.testing.clock import MovableClock
from crosstie.testing.netsuite.codec import Json, decode, encode
from crosstie.testing.netsuite.lists import LISTS
from crosstie.testing.netsuite.record_types import Family, RecordType, types_of
from crosstie.testing.netsuite.records import (
    Actor,
    DeletedRow,
    Key,
    Operation,
    Record,
    ScriptRefusal,
    Shelf,
    WriteNote,
)
from crosstie.testing.netsuite.refusals import Problem, Refusal, refuse_missing
from crosstie.testing.netsuite.rules import NetSuiteRules

__all__ = ["FAMILY_OF", "Account"]

FAMILY_OF: Final[Mapping[str, Family]] = {
    "customer": "entity",
    "employee": "entity",
    "item": "item",
    "transaction": "transaction",
}
"""The targets of references that are records; all others are lists."""


class Account:
    """All records of one account.

    Attributes:
        types: The record types with the account's custom fields, by name.
        shelves: The records of each type.
        last_ids: The largest id so far of each family.
        families: The records of each family.
        version: Grows with every change.
        deleted: What was deleted, oldest first.
        writes: What was written through the API or by people, oldest first.
        users: By record: the records that cannot do without it.
        scripts: Scripts that refuse saves.
        actor: Who is writing now.
    """

    def __init__(self, clock: MovableClock, rules: NetSuiteRules) -> None:
        """Begin with nothing but lists."""
        self.clock = clock
        self.rules = rules
        self.types: dict[str, RecordType] = types_of(rules)
        self.shelves: dict[str, Shelf] = {name: Shelf() for name in self.types}
        self.last_ids: dict[Family, int] = {"entity": 16, "transaction": 60_000, "item": 90}
        self.families: dict[Family, Shelf] = {family: Shelf() for family in self.last_ids}
        self.version: int = 0
        self.deleted: list[DeletedRow] = []
        self.writes: list[WriteNote] = []
        self.users: dict[Key, set[Key]] = {}
        self.numbers: Counter[str] = Counter()
        self.scripts: list[ScriptRefusal] = []
        self.actor: Actor = "api"
        self._external: dict[tuple[str, str], Record] = {}
        self._names: dict[tuple[Family, str], Record] = {}
        self._last: dict[Family, tuple[Record, bytes, Json]] = {}

    # -- time ---------------------------------------------------------------------------------------------------------

    def moment(self) -> int:
        """Return the time as coarse as the account shows it, in seconds since 1970 (3.1)."""
        now = int(self.clock.now().timestamp())
        return now - now % 60 if self.rules.resolution == "minute" else now

    def today(self) -> str:
        """Return the account's date."""
        return self.clock.now().astimezone(self.rules.zone).date().isoformat()

    # -- looking ------------------------------------------------------------------------------------------------------

    def data(self, record: Record) -> Json:
        """Return a record's properties, to look at only."""
        last = self._last.get(record.type.family)
        if last is not None and last[0] is record and last[1] is record.body:
            return last[2]
        data = decode(record.body)
        self._last[record.type.family] = (record, record.body, data)
        return data

    def copy(self, record: Record) -> Json:
        """Return a copy of a record's properties, to change."""
        return decode(record.body)

    def type_named(self, name: str) -> RecordType | None:
        """Return a record type by its name, in camel or in lower case (2.1)."""
        return next((known for known in self.types.values() if known.name.lower() == name.lower()), None)

    def find(self, record_type: RecordType, identity: str) -> Record | None:
        """Return a record by internal id, or by ``eid:`` and external id."""
        if identity.startswith("eid:"):
            return self.by_external_id(record_type, identity[4:])
        return self.shelves[record_type.name].get(int(identity)) if identity.isdecimal() else None

    def need(self, record_type: RecordType, identity: str) -> Record:
        """Return a record that must be there.

        Raises:
            Refusal: 404.
        """
        record = self.find(record_type, identity)
        if record is None:
            refuse_missing(f"{record_type.label} {identity}")
        return record

    def by_external_id(self, record_type: RecordType, external: str) -> Record | None:
        """Return the record of an external id."""
        return self._external.get((record_type.name, external))

    def named(self, family: Family, name: str) -> Record | None:
        """Return who has an entity id, document number or item name."""
        return self._names.get((family, name.casefold()))

    def display(self, target: str, identity: str) -> str | None:
        """Return the name that a reference shows; ``None`` if it points at nothing."""
        if target in LISTS:
            return LISTS[target].get(identity)
        if target not in FAMILY_OF:
            return f"{target} {identity}"  # lists that are not played hold whatever a client says
        found = self.target(target, identity)
        return None if found is None else found.name

    def target(self, target: str, identity: str) -> Record | None:
        """Return the record that a reference points at; ``None`` for an entry of a list, or for nothing."""
        family = FAMILY_OF.get(target)
        if family is None or not identity.isdecimal():
            return None
        shelf = self.shelves[target] if target in self.shelves else self.families[family]
        return shelf.get(int(identity))

    # -- changing -----------------------------------------------------------------------------------------------------

    def insert(self, record_type: RecordType, data: Json, *, quietly: bool = False) -> Record:
        """Store a new record whose properties are complete; ``quietly`` leaves no note."""
        family = record_type.family
        self.last_ids[family] += 1
        record = Record(self.last_ids[family], record_type, self.moment(), self.moment())
        self._write(record, data)
        self.shelves[record_type.name].put(record)
        self.families[family].put(record)
        if not quietly:
            self.note("create", record)
        return record

    def replace(self, record: Record, data: Json, *, moved: bool = True) -> None:
        """Store new properties of a record; ``moved`` is whether its ``lastModifiedDate`` becomes now."""
        self._forget(record)
        if moved:
            record.modified = self.moment()
        self._write(record, data)

    def remove(self, record: Record) -> None:
        """Delete a record; a row of it stays (6)."""
        self._forget(record)
        self.shelves[record.type.name].drop(record)
        self.families[record.type.family].drop(record)
        self.version += 1
        row = DeletedRow(id=record.id, type=record.type, name=record.name, at=self.moment(), by=self.actor)
        self.deleted.append(row)
        self.note("delete", record)

    def note(self, operation: Operation, record: Record) -> None:
        """Remember a write that took effect."""
        self.writes.append(
            WriteNote(
                operation=operation,
                type=record.type.name,
                id=str(record.id),
                by=self.actor,
                at=self.clock.now(),
            )
        )

    def run_scripts(self, record_type: RecordType) -> None:
        """Let the account's scripts look at a save.

        Raises:
            Refusal: 400 in the script's own words (5.2).
        """
        script = next((one for one in self.scripts if one.type == record_type.name and one.times > 0), None)
        if script is not None:
            script.times -= 1
            raise Refusal(Problem(script.code, script.detail))

    # -- indexes ------------------------------------------------------------------------------------------------------

    def _write(self, record: Record, data: Json) -> None:
        record.body = encode({name: value for name, value in data.items() if value is not None})
        record.external = data.get("externalId")
        record.name = _name(record.type, data)
        record.refs = frozenset(_refs(data))
        self.version += 1
        self._names[record.type.family, _unique(record.type, data).casefold()] = record
        if record.external is not None:
            self._external[record.type.name, record.external] = record
        for key in record.refs:
            self.users.setdefault(key, set()).add(record.key)

    def _forget(self, record: Record) -> None:
        self._names.pop((record.type.family, _unique(record.type, self.data(record)).casefold()), None)
        if record.external is not None:
            self._external.pop((record.type.name, record.external), None)
        for key in record.refs:
            self.users[key].discard(record.key)


_NEEDED: Final[Mapping[str, Family]] = {
    "entity": "entity",
    "customer": "entity",
    "parent": "entity",
    "createdFrom": "transaction",
}


def _refs(data: Json) -> Iterable[Key]:
    for name, family in _NEEDED.items():
        if data.get(name) is not None:
            yield family, int(data[name])


def _unique(record_type: RecordType, data: Json) -> str:
    """Return the name that must be unique: the entity id, the item's name; of a document its type and number."""
    if record_type.family == "transaction":
        return f"{record_type.name} {data.get('tranId')}"
    return str(data.get("entityId" if record_type.family == "entity" else "itemId"))


def _name(record_type: RecordType, data: Json) -> str:
    if record_type.family == "item":
        return str(data["itemId"])
    if record_type.family == "transaction":
        return f"{record_type.label} #{data['tranId']}"
    person = f"{data.get('firstName', '')} {data.get('lastName', '')}".strip()
    return f"{data['entityId']} {data.get('companyName') or person}".strip()
