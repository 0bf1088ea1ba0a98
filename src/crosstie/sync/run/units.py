"""One unit of work: a link, what is known of its two records, and what became of it in this run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from crosstie.core.endpoint import Change
from crosstie.core.state import ABSENT, ANY, Delete, Put, Stored, Write
from crosstie.errors import CrosstieError
from crosstie.storage import Conflict, Link, LinkEnd
from crosstie.sync.bonds import id_on, with_id
from crosstie.sync.decision import NOTHING, Decision
from crosstie.sync.readings import Reading
from crosstie.sync.run.context import Context
from crosstie.sync.run.entries import Entry
from crosstie.sync.sides import SIDES, Side, other

__all__ = ["Round", "Task", "Unit", "new_unit"]

Task: TypeAlias = Literal["merge", "create", "doubt", "recover", "broken", "gone", "refuse"]
"""What is to be done: merge two records; make the missing one; ask who belongs to whom; find out whether a creation
happened; note that a record cannot be read; note that a record is gone; leave alone what may not be created."""


@attrs.define
class Round:
    """One round of a unit: what was decided, and how far that got.

    Attributes:
        decision: What is to happen.
        before: The records as they were when that was decided.
        wrote: The sides that were written since.
        stale: The sides that had changed when they were to be written.
    """

    decision: Decision = NOTHING
    before: Mapping[Side, Reading] = attrs.field(factory=dict[Side, Reading])
    wrote: set[Side] = attrs.field(factory=set[Side])
    stale: set[Side] = attrs.field(factory=set[Side])


@attrs.define(eq=False)
class Unit:
    """One link at work.

    Attributes:
        link: The link as it will be stored.
        was: The link as it is stored; ``None`` for a new one.
        version: Its stored version.
        task: What is to be done.
        readings: The records by side, as far as they are read.
        changed: Sides that the reading said have changed.
        ends: Sides whose record is bound to this link for the first time.
        entries: Its journal entries whose outcome matters, oldest first.
        writes: Further writes to be committed with it.
        absorbed: Links whose record came over to this one.
        rivals: Ids of the records it may belong to, when that is doubtful.
        error: Why it failed.
        unsure: Whether the error leaves open if a record was made.
        round: What was decided last, and how far that got.
        history: Conflicts that were decided in this run.
        asked: Conflicts that this run found and that wait for a decision.
        known: Ids of open conflicts that an earlier run found.
        done: Whether nothing is left to do in this run.
        adopted: Whether the two records were found to belong together in this run.
        lost: Whether nothing of it is to be stored: another run was faster, or this one was stopped before it began.
    """

    link: Link
    was: Link | None = None
    version: int = ABSENT
    task: Task = "merge"
    readings: dict[Side, Reading] = attrs.field(factory=dict[Side, Reading])
    changed: set[Side] = attrs.field(factory=set[Side])
    ends: set[Side] = attrs.field(factory=set[Side])
    entries: list[Entry] = attrs.field(factory=list[Entry])
    writes: list[Write] = attrs.field(factory=list[Write])
    absorbed: list[Link] = attrs.field(factory=list[Link])
    rivals: tuple[str, ...] = ()
    error: CrosstieError | None = None
    unsure: bool = False
    round: Round = attrs.field(factory=Round)
    history: list[Conflict] = attrs.field(factory=list[Conflict])
    asked: list[Conflict] = attrs.field(factory=list[Conflict])
    known: set[str] = attrs.field(factory=set[str])
    done: bool = False
    adopted: bool = False
    lost: bool = False

    @classmethod
    def of(cls, stored: Stored[Link]) -> Unit:
        """Make a unit of a stored link."""
        return cls(link=stored.record, was=stored.record, version=stored.version)

    def reading(self, side: Side) -> Reading | None:
        """Return the record of one side, if it was read."""
        return self.readings.get(side)

    def put(self, side: Side, reading: Reading | None) -> None:
        """Set the record of one side; with ``None`` it is to be read again."""
        if reading is None:
            self.readings.pop(side, None)
        else:
            self.readings[side] = reading

    @property
    def source(self) -> Side:
        """The side that has a record; the left one when both do."""
        return "left" if self.link.left_id is not None else "right"

    @property
    def target(self) -> Side:
        """The side across from the source."""
        return other(self.source)

    @property
    def one_sided(self) -> bool:
        """Whether one side has no record yet."""
        return self.link.left_id is None or self.link.right_id is None

    @property
    def name(self) -> tuple[Side, str]:
        """What it is called in reports: a side, and the id there."""
        return self.source, str(id_on(self.link, self.source))

    @property
    def creation(self) -> Entry | None:
        """The journal entry of the creation that is under way or in doubt, or that was carried out."""
        made = [entry for entry in self.entries if not entry.is_update and entry.intent.state != "failed"]
        return made[-1] if made else None

    def update_to(self, side: Side) -> Entry:
        """Return the journal entry of the update that this round sends to a side: each is announced before."""
        return next(entry for entry in reversed(self.entries) if entry.is_update and entry.side == side)

    @property
    def updates_in_doubt(self) -> list[Entry]:
        """The journal entries of updates that may have happened or not, oldest first."""
        return [entry for entry in self.entries if entry.is_update and entry.in_doubt]

    def bind(self, side: Side, record_id: str) -> None:
        """Bind a record of one side to this link."""
        self.link = with_id(self.link, side, record_id)
        self.ends.add(side)

    def open(self) -> bool:
        """Tell whether there is work left in this run."""
        return not self.done and self.error is None

    def fail(self, error: CrosstieError, *, unsure: bool = False) -> None:
        """End the work of this run with an error."""
        self.error, self.unsure, self.done = error, unsure, True

    def forget(self) -> None:
        """Drop what this run found out and did not act upon; the journal alone is kept."""
        self.link = self.was or self.link
        for found in (self.writes, self.ends, self.history, self.asked):
            found.clear()

    def commits(self) -> list[Write]:
        """Return everything that is to be stored together for this unit, nothing when nothing changed."""
        writes = list(self.writes)
        if self.link != self.was:
            writes.append(Put(self.link, self.version))
        writes += [Put(self._end(side), ABSENT) for side in SIDES if side in self.ends]
        writes += [Put(conflict, ANY) for conflict in (*self.history, *self.asked)]
        return writes + [write for entry in self.entries if (write := entry.write()) is not None]

    def committed(self, writes: Sequence[Write], versions: Sequence[int]) -> None:
        """Take note that writes are stored, with the version that each of them has now."""
        for write, version in zip(writes, versions, strict=True):
            if isinstance(write, Put) and write.record is self.link:
                self.version = version
            for entry in self.entries:
                if isinstance(write, Put) and write.record is entry.intent:
                    entry.was, entry.version = entry.intent, version
        self.entries = [entry for entry in self.entries if not entry.over]
        self.was = self.link
        self.ends.clear()
        self.writes.clear()
        self.history.clear()
        self.asked.clear()

    def absorb(self, rival: Unit, at: datetime) -> None:
        """Take over the record of another one-sided link, which then ceases to exist.

        Creations of either that were in doubt are so no longer: their records are found.
        """
        side = rival.source
        self.link = with_id(self.link, side, str(id_on(rival.link, side)))
        self.put(side, rival.reading(side))
        self.entries += rival.entries
        for entry in self.entries:
            if entry.intent.state != "failed":  # both links had one record, so these are creations
                entry.note("done", at, record_id=id_on(self.link, entry.side))
        if rival.was is None:
            self.ends.add(side)
            return
        link = rival.was
        self.absorbed.append(link)
        self.writes += [
            Delete(Link, (link.tenant, link.pair, link.id), rival.version),
            Put(self._end(side), ANY),
        ]

    def _end(self, side: Side) -> LinkEnd:
        return LinkEnd(
            tenant=self.link.tenant,
            pair=self.link.pair,
            side=side,
            record_id=str(id_on(self.link, side)),
            link_id=self.link.id,
        )


def new_unit(context: Context, side: Side, record: Reading | Change | str, task: Task) -> Unit:
    """Make a unit with a new link for a record that has none."""
    link = Link(
        tenant=context.tenant,
        pair=context.pair.name,
        id=context.new_id(),
        created=context.started,
        run=context.run,
    )
    unit = Unit(link=link, task=task)
    unit.bind(side, record if isinstance(record, str) else record.id)
    unit.put(side, record if isinstance(record, Reading) else None)
    return unit
