"""The plain logic of an endpoint in memory: records with versions and times, a change feed, and faults on demand."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal, TypeAlias

import attrs

from crosstie.core.endpoint import (
    Abilities,
    AtDate,
    AtTime,
    AtToken,
    Change,
    ChangePage,
    Creation,
    Position,
    Revision,
    State,
    Values,
)
from crosstie.errors import Conflict, CrosstieError, NotFound, OutcomeUnknown, UsageError
from crosstie.testing.clock import MovableClock

__all__ = ["Call", "Fault", "Operation", "Row", "Shelf", "lost_answer"]

Operation: TypeAlias = Literal["changes", "read", "find", "create", "update"]


@attrs.frozen(kw_only=True)
class Row:
    """One record.

    Attributes:
        id: Its id.
        values: Its values, by path.
        version: Counts its changes, from 1.
        sequence: Its place in the order of all changes.
        time: When it was last changed.
        state: Whether it is in use.
    """

    id: str
    values: Mapping[str, Any]
    version: int
    sequence: int
    time: datetime
    state: State = "live"


@attrs.frozen
class Call:
    """One call that was made.

    Attributes:
        operation: What was asked.
        id: The record it concerned; empty where it concerned none or many.
    """

    operation: Operation
    id: str = ""


@attrs.define(kw_only=True)
class Fault:
    """What goes wrong with the next calls.

    Attributes:
        operation: Which calls.
        error: Makes what they raise.
        id: Only calls that concern this record; any when ``None``.
        times: How many calls.
        after_effect: Whether a write is carried out nevertheless.
    """

    operation: Operation
    error: Callable[[], Exception]
    id: str | None = None
    times: int = 1
    after_effect: bool = False


@attrs.define(eq=False, kw_only=True)
class Shelf:
    """Records in memory, with the manners of a real system.

    Attributes:
        name: What it is called.
        clock: Its clock.
        abilities: What it can do, and does.
        paths: The fields its records have.
        unique: Fields whose values must be unique among records in use.
        uppers: Fields whose text it turns into upper case.
        most: The longest text it keeps; longer ones are cut.
        page_size: How many changes a page has.
        heads_only: Whether its listing gives ids and versions only.
        versions: Whether it gives versions at all.
        reacts: What it sets by itself with every change, from the record's new values.
    """

    name: str
    clock: MovableClock
    abilities: Abilities
    paths: Sequence[str]
    unique: Collection[str] = ()
    uppers: Collection[str] = ()
    most: int = 1000
    page_size: int = 3
    heads_only: bool = False
    versions: bool = True
    reacts: Callable[[Values], Values] | None = None
    rows: dict[str, Row] = attrs.field(factory=dict[str, Row], init=False)
    calls: list[Call] = attrs.field(factory=list[Call], init=False)
    faults: list[Fault] = attrs.field(factory=list[Fault], init=False)
    made: dict[str, str] = attrs.field(factory=dict[str, str], init=False)
    _ids: Any = attrs.field(factory=lambda: count(1), init=False)
    _sequence: Any = attrs.field(factory=lambda: count(1), init=False)

    # -- what happens on the other side of the wire --------------------------------------------------------------------

    def add(self, values: Values, *, at: datetime | None = None) -> str:
        """Make a record as a person does there; return its id."""
        self._refuse_duplicates(values, None)
        name = f"{self.name}-{next(self._ids)}"
        self._keep(name, dict.fromkeys(self.paths) | dict(values), at=at)
        return name

    def edit(self, record_id: str, values: Values, *, at: datetime | None = None) -> None:
        """Change a record as a person does there."""
        row = self.rows[record_id]
        self._refuse_duplicates(values, record_id)
        self._keep(record_id, {**row.values, **values}, at=at, state=row.state)

    def set_state(self, record_id: str, state: State) -> None:
        """Switch a record off, delete it, or bring it back."""
        self._keep(record_id, self.rows[record_id].values, state=state)

    def lose(self, record_id: str) -> None:
        """Let a record vanish without a trace in the feed."""
        del self.rows[record_id]

    def fail(
        self,
        operation: Operation,
        error: Callable[[], Exception],
        *,
        record_id: str | None = None,
        times: int = 1,
        after_effect: bool = False,
    ) -> None:
        """Let the next calls go wrong; see :class:`Fault`."""
        self.faults.append(
            Fault(operation=operation, error=error, id=record_id, times=times, after_effect=after_effect)
        )

    def count(self, *operations: Operation) -> int:
        """Return how many calls of these kinds were made."""
        return sum(call.operation in operations for call in self.calls)

    # -- what the endpoint asks ----------------------------------------------------------------------------------------

    def check(self, paths: Collection[str]) -> None:
        """Refuse unknown paths."""
        unknown = sorted(set(paths) - set(self.paths))
        if unknown:
            message = f"{self.name} has no fields {', '.join(unknown)}."
            raise UsageError(message)

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List changes in the order of the feed."""
        self._call("changes")
        rows = sorted(self.rows.values(), key=self._place)
        rows = [row for row in rows if self._is_after(row, since)]
        if self.abilities.feed == "scan":
            rows = [row for row in rows if row.state != "deleted"]
        if page is not None:
            rows = [row for row in rows if self._place(row) > tuple(json.loads(page))]
        part = rows[: self.page_size]
        more = len(rows) > len(part)
        last = max((row.sequence for row in self.rows.values()), default=0)
        return ChangePage(
            changes=[self.change_of(row, whole=not self.heads_only) for row in part],
            next_page=json.dumps(self._place(part[-1])) if more else None,
            position=AtToken(str(last)) if self.abilities.feed == "token" and not more else None,
            clock=self.clock.now(),
        )

    def read(self, ids: Sequence[str]) -> list[Change]:
        """Return records by id."""
        for name in ids:
            self._call("read", name)
        return [self.change_of(self.rows[name]) for name in ids if name in self.rows]

    def find(self, values: Values) -> list[Change]:
        """Return live records with these values."""
        self._call("find")
        return [
            self.change_of(row)
            for row in self.rows.values()
            if row.state == "live" and all(_alike(row.values.get(path), value) for path, value in values.items())
        ]

    def create(self, creation: Creation) -> Change:
        """Make a record."""
        fault = self._call("create")
        if self.abilities.honours_keys and creation.key in self.made:
            return self.change_of(self.rows[self.made[creation.key]])
        self.check(creation.values)
        name = self.add(creation.values)
        self.made[creation.key] = name
        self._raise_late(fault)
        return self.change_of(self.rows[name])

    def update(self, revision: Revision) -> Change:
        """Change a record."""
        fault = self._call("update", revision.id)
        row = self.rows.get(revision.id)
        if row is None or row.state == "deleted":
            message = f"{self.name} has no record {revision.id}."
            raise NotFound(message)
        if self.abilities.checks_version and revision.version not in {None, str(row.version)}:
            message = f"{revision.id} no longer has the version {revision.version}."
            raise Conflict(message, kind="stale")
        self.check(revision.values)
        self.edit(revision.id, revision.values)
        self._raise_late(fault)
        return self.change_of(self.rows[revision.id])

    def write(self, writes: Sequence[Creation | Revision]) -> list[Change | CrosstieError]:
        """Carry out writes, each on its own."""
        results: list[Change | CrosstieError] = []
        for write in writes:
            try:
                results.append(self.create(write) if isinstance(write, Creation) else self.update(write))
            except CrosstieError as error:
                results.append(error)
        return results

    def change_of(self, row: Row, *, whole: bool = True) -> Change:
        """Return a row as the endpoint shows it."""
        return Change(
            id=row.id,
            version=str(row.version) if self.versions else None,
            time=row.time,
            record=row if whole and row.state != "deleted" else None,
            state=row.state,
        )

    # -- inside --------------------------------------------------------------------------------------------------------

    def _keep(self, name: str, values: Values, *, at: datetime | None = None, state: State = "live") -> None:
        known = self.rows.get(name)
        if self.reacts is not None:
            values = {**values, **self.reacts(values)}
        self.rows[name] = Row(
            id=name,
            values={path: self._form(path, value) for path, value in values.items()},
            version=known.version + 1 if known else 1,
            sequence=next(self._sequence),
            time=(at or self.clock.now()).astimezone(UTC),
            state=state,
        )

    def _form(self, path: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        return (value.upper() if path in self.uppers else value).strip()[: self.most]

    def _refuse_duplicates(self, values: Values, record_id: str | None) -> None:
        for path in self.unique:
            value = values.get(path)
            for row in self.rows.values():
                taken = value is not None and row.id != record_id and _alike(row.values.get(path), value)
                if taken and row.state != "deleted":
                    message = f"{self.name} has another record with this {path}."
                    raise Conflict(message, kind="duplicate", existing_id=row.id)

    def _call(self, operation: Operation, record_id: str = "") -> Fault | None:
        self.calls.append(Call(operation, record_id))
        for fault in self.faults:
            if fault.operation == operation and fault.id in {None, record_id}:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                if not fault.after_effect:
                    raise fault.error()
                return fault
        return None

    def _raise_late(self, fault: Fault | None) -> None:
        if fault is not None:
            raise fault.error()

    def _place(self, row: Row) -> tuple[Any, ...]:
        if self.abilities.feed == "token":
            return (row.sequence,)
        return (row.time.isoformat(), row.id) if self.abilities.feed in {"time", "date"} else (row.id,)

    def _is_after(self, row: Row, since: Position | None) -> bool:
        match since:
            case AtTime(at):
                return row.time >= at
            case AtDate(day):
                return row.time.date() >= day
            case AtToken(token):
                return row.sequence > int(token)
            case _:
                return True


def lost_answer() -> OutcomeUnknown:
    """Make the error of a write whose answer never came."""
    return OutcomeUnknown("No answer came in time.")


def _alike(held: object, wanted: object) -> bool:
    return str(held).strip().casefold() == str(wanted).strip().casefold()
