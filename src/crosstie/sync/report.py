"""What a run did: counts for people, errors for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from crosstie.core.endpoint import Position
from crosstie.errors import CrosstieError
from crosstie.storage import Conflict
from crosstie.sync.frames import data_frame
from crosstie.sync.sides import SIDES, Side, other

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Altered", "Counts", "Level", "Notice", "RecordError", "Report", "Skip", "Unheld", "both_values"]

Level: TypeAlias = Literal["success", "info", "warning"]


@attrs.frozen(kw_only=True)
class RecordError:
    """One record that could not be synced.

    Attributes:
        side: The side that the record was read from.
        id: Its id there.
        error: Why, typed.
        link_id: Its link, if it has one.
    """

    side: Side
    id: str
    error: CrosstieError
    link_id: str | None = None


@attrs.frozen(kw_only=True)
class Skip:
    """One record that was left alone on purpose.

    Attributes:
        side: The side that the record was read from.
        id: Its id there.
        reason: Why, in words.
    """

    side: Side
    id: str
    reason: str


@attrs.frozen(kw_only=True)
class Unheld:
    """A field that a side cannot hold; its values were left out there.

    Attributes:
        side: The side.
        field: The field, by its name in the mapping.
        times: For how many records.
    """

    side: Side
    field: str
    times: int


@attrs.frozen(kw_only=True)
class Altered:
    """A field that a side took in another form: cut short, re-cased, rounded.

    Attributes:
        side: The side.
        field: The field, by its name in the mapping.
        times: For how many records.
    """

    side: Side
    field: str
    times: int


@attrs.frozen(kw_only=True)
class Counts:
    """How many records, by what happened to them (R6).

    Attributes:
        imported: Made on the host's own side.
        exported: Made across.
        updated: Changed, on either side.
        linked: Found to be the same thing on both sides.
        skipped: Left alone on purpose.
        conflicts: Changed on both sides, or doubtful, and waiting for a decision.
        errors: Not synced, with an error each.
    """

    imported: int = 0
    exported: int = 0
    updated: int = 0
    linked: int = 0
    skipped: int = 0
    conflicts: int = 0
    errors: int = 0

    def in_words(self) -> str:
        """Return the counts that are not zero, errors left out: ``12 imported, 3 updated``."""
        named = {
            "imported": self.imported,
            "exported": self.exported,
            "updated": self.updated,
            "linked": self.linked,
            "skipped": self.skipped,
            "conflict" if self.conflicts == 1 else "conflicts": self.conflicts,
        }
        return ", ".join(f"{number} {name}" for name, number in named.items() if number)


@attrs.frozen(kw_only=True)
class Notice:
    """A report for people, as a host shows it.

    Attributes:
        title: A few words.
        description: One sentence.
        level: ``success``, ``info`` (nothing was written, and nothing failed) or ``warning``.
    """

    title: str
    description: str
    level: Level


@attrs.frozen(kw_only=True)
class Report:
    """What one run did.

    Attributes:
        pair: What was synced.
        tenant: For whom.
        run: The run's own id.
        home: The side that is the host's own.
        created: How many records were made, by the side they were made on.
        updated: How many records were changed, by side.
        linked: How many were found to be the same thing on both sides.
        errors: The records that could not be synced.
        conflicts: The conflicts that this run found and that wait for a decision.
        waiting: How many conflicts of the pair wait for a decision now, those of earlier runs included.
        unresolved: Records whose creation may or may not have happened; they wait, nothing is repeated blindly.
        skips: The records that were left alone.
        unheld: Fields that a side cannot hold.
        altered: Fields that a side took in another form.
        calls: Remote calls used, by side.
        before: The cursors before the run, by side.
        after: The cursors after it.
        started: When it began.
        finished: When it ended.
        stopped: What ended the run before its time, if something did; everything done until then is kept.
    """

    pair: str
    tenant: str
    run: str
    home: Side = "right"
    created: Mapping[Side, int] = attrs.field(factory=dict[Side, int])
    updated: Mapping[Side, int] = attrs.field(factory=dict[Side, int])
    linked: int = 0
    errors: Sequence[RecordError] = ()
    conflicts: Sequence[Conflict] = ()
    waiting: int = 0
    unresolved: Sequence[RecordError] = ()
    skips: Sequence[Skip] = ()
    unheld: Sequence[Unheld] = ()
    altered: Sequence[Altered] = ()
    calls: Mapping[Side, int] = attrs.field(factory=dict[Side, int])
    before: Mapping[Side, Position | None] = attrs.field(factory=dict[Side, Position | None])
    after: Mapping[Side, Position | None] = attrs.field(factory=dict[Side, Position | None])
    started: datetime
    finished: datetime
    stopped: CrosstieError | None = None

    @property
    def counts(self) -> Counts:
        """The counts of R6."""
        return Counts(
            imported=self.created.get(self.home, 0),
            exported=self.created.get(other(self.home), 0),
            updated=sum(self.updated.values()),
            linked=self.linked,
            skipped=len(self.skips),
            conflicts=len(self.conflicts),
            errors=len(self.errors) + len(self.unresolved) + (self.stopped is not None),
        )

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.finished - self.started).total_seconds()

    @property
    def ok(self) -> bool:
        """Whether everything was synced: no error, and not stopped. Conflicts wait, and are no error."""
        return not self.counts.errors

    def first_error(self) -> CrosstieError | None:
        """Return the first real error: what stopped the run, else the first of a record."""
        if self.stopped is not None:
            return self.stopped
        failed = [*self.errors, *self.unresolved]
        return failed[0].error if failed else None

    def notice(self) -> Notice:
        """Return the report as a title, a sentence and a level.

        Total failure shows the first real error as a warning; success lists the counts that are not zero; success with
        errors adds the number of warnings and is a warning; nothing to do says so.

        A run that wrote nothing and failed at nothing is ``info``, whatever it skipped or asked. While a person is
        waited for the notice says so, whichever run found the conflict: those of this run stand among the counts,
        those of earlier runs are added in a sentence of their own.
        """
        title, description, level = self._told()
        earlier = self.waiting - len(self.conflicts)
        if earlier > 0:
            many = "1 earlier conflict waits" if earlier == 1 else f"{earlier} earlier conflicts wait"
            description = f"{description.removesuffix('.')}; {many} for a decision."
        return Notice(title=f"{self.pair}: {title}", description=description, level=level)

    def _told(self) -> tuple[str, str, Level]:
        counts, error = self.counts, self.first_error()
        words = counts.in_words()
        if error is not None and not words:
            return "sync failed", str(error), "warning"
        if error is not None:
            many = f"{counts.errors} warning{'s' if counts.errors > 1 else ''}"
            return "synced with warnings", f"{words} ({many})", "warning"
        if counts.imported or counts.exported or counts.updated or counts.linked:
            return "synced", words, "success"
        title = "waiting for a decision" if counts.conflicts or self.waiting else "in step"
        return title, words or "Nothing to do.", "info"

    def raise_if_stopped(self) -> None:
        """Raise what stopped the run, for callers who prefer exceptions."""
        if self.stopped is not None:
            raise self.stopped

    def rows(self) -> list[dict[str, str]]:
        """Return one row for each record that needs a look: what, side, id, field, reason."""
        failed = [("error", entry) for entry in self.errors] + [("unresolved", entry) for entry in self.unresolved]
        return [
            *(_row(what, entry.side, entry.id, "", str(entry.error)) for what, entry in failed),
            *(_row("conflict", "", entry.link_id, entry.field, both_values(entry)) for entry in self.conflicts),
            *(_row("skipped", entry.side, entry.id, "", entry.reason) for entry in self.skips),
            *(_row("not held", entry.side, "", entry.field, f"{entry.times} records") for entry in self.unheld),
            *(_row("altered", entry.side, "", entry.field, f"{entry.times} records") for entry in self.altered),
        ]

    def to_pandas(self) -> Any:  # noqa: ANN401 - a pandas.DataFrame, which only hosts with pandas have
        """Return :meth:`rows` as a DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return data_frame(self.rows(), ["what", "side", "id", "field", "reason"])

    def to_html(self) -> str:
        """Return a whole HTML page that needs nothing else."""
        from crosstie.sync.pages import report_page  # noqa: PLC0415 - pages need reports

        return report_page(self)

    def _repr_html_(self) -> str:
        from crosstie.sync.pages import report_section  # noqa: PLC0415 - pages need reports

        return report_section(self)

    def __rich__(self) -> Table:
        """Show it as a table where rich is at work."""
        from rich.table import Table  # noqa: PLC0415 - only rich itself calls this
        from rich.text import Text  # noqa: PLC0415

        title = Text(str(self).splitlines()[0])  # Text: what an error says is no markup
        table = Table("direction", "created", "updated", title=title)
        for side in SIDES:
            table.add_row(f"to the {side}", str(self.created.get(side, 0)), str(self.updated.get(side, 0)))
        return table

    def __str__(self) -> str:
        """Say it in a few lines: the notice, then one line for each record that needs a look."""
        notice = self.notice()
        head = f"{notice.title}: {notice.description}" if notice.title else notice.description
        return "\n".join([head, *(_line(row) for row in self.rows())])


def _row(what: str, side: str, record_id: str, field: str, reason: str) -> dict[str, str]:
    return {"what": what, "side": side, "id": record_id, "field": field, "reason": reason}


def _line(row: Mapping[str, Any]) -> str:
    where = " ".join(part for part in (row["side"], row["id"], row["field"]) if part)
    return f"  {row['what']:<10} {where}: {row['reason']}"


def both_values(conflict: Conflict) -> str:
    """Return the two values of a conflict in words, with what was agreed on before."""
    reason = f"; {conflict.reason}" if conflict.reason else ""
    return f"left {conflict.left!r}, right {conflict.right!r}, agreed before {conflict.base!r}{reason}"
