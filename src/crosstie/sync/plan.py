"""What a run would do, shown before anything is written (B4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from crosstie.errors import CrosstieError
from crosstie.storage.columns import Json
from crosstie.sync.frames import data_frame
from crosstie.sync.sides import Side

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Action", "FieldChange", "Plan", "Step"]

Action: TypeAlias = Literal["create", "update", "link", "conflict", "skip", "error", "unresolved"]

_COLUMNS = ("action", "side", "left", "right", "fields", "reason")
_WIDEST = 60


@attrs.frozen(kw_only=True)
class FieldChange:
    """One field that would be written.

    Attributes:
        field: Its name in the mapping.
        before: What the side has, canonical.
        after: What it would get, canonical.
    """

    field: str
    before: Json = None
    after: Json = None


@attrs.frozen(kw_only=True)
class Step:
    """One thing that a run would do.

    Attributes:
        action: What.
        side: The side that would be written to; for a skip or an error the side the record is on.
        left_id: The record on the left, if there is one.
        right_id: The record on the right, if there is one.
        fields: What would be written.
        reason: Why.
    """

    action: Action
    side: Side | None = None
    left_id: str | None = None
    right_id: str | None = None
    fields: Sequence[FieldChange] = ()
    reason: str = ""

    def row(self) -> dict[str, str]:
        """Return it as the columns of a table."""
        fields = ", ".join(f"{change.field}: {change.before!r} → {change.after!r}" for change in self.fields)
        values = (self.action, self.side or "", self.left_id or "", self.right_id or "", fields, self.reason)
        return dict(zip(_COLUMNS, values, strict=True))


@attrs.frozen(kw_only=True)
class Plan:
    """What a run would do now; it prints as a table.

    Attributes:
        pair: What would be synced.
        tenant: For whom.
        steps: Every step.
        calls: How many remote calls the writes would take, by side.
        seconds: How long the writes take at least under the sides' limits; ``None`` when no side sets one.
        stopped: What ended the planning before its time; the steps are incomplete then.
    """

    pair: str
    tenant: str
    steps: Sequence[Step] = ()
    calls: Mapping[Side, int] = attrs.field(factory=dict[Side, int])
    seconds: float | None = None
    stopped: CrosstieError | None = None

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many steps, by action."""
        return Counter(step.action for step in self.steps)

    def summary(self) -> str:
        """Return the counts and the price in one line."""
        counted = ", ".join(f"{number} {action}" for action, number in sorted(self.counts.items())) or "nothing to do"
        calls = sum(self.calls.values())
        price = f"; {calls} remote call{'s' if calls != 1 else ''}" if calls else ""
        lasting = f", at least {self.seconds:.0f} s under the limits" if self.seconds else ""
        stopped = f"; incomplete: {self.stopped}" if self.stopped else ""
        return f"{self.pair}: {counted}{price}{lasting}{stopped}"

    def __str__(self) -> str:
        """Show it as a table."""
        rows = [dict(zip(_COLUMNS, _COLUMNS, strict=True)), *(step.row() for step in self.steps)]
        cut = [{name: _cut(value) for name, value in row.items()} for row in rows]
        widths = {name: max(len(row[name]) for row in cut) for name in _COLUMNS}
        lines = ["  ".join(row[name].ljust(widths[name]) for name in _COLUMNS).rstrip() for row in cut]
        return "\n".join([self.summary(), *(lines if self.steps else [])])

    def to_pandas(self) -> Any:  # noqa: ANN401 - a pandas.DataFrame, which only hosts with pandas have
        """Return the steps as a DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return data_frame([step.row() for step in self.steps], list(_COLUMNS))

    def _repr_html_(self) -> str:
        from crosstie.sync.pages import plan_section  # noqa: PLC0415 - pages need plans

        return plan_section(self)

    def __rich__(self) -> Table:
        """Show it as a table where rich is at work."""
        from rich.table import Table  # noqa: PLC0415 - only rich itself calls this
        from rich.text import Text  # noqa: PLC0415

        table = Table(*_COLUMNS, title=Text(self.summary()))
        for step in self.steps:
            table.add_row(*(Text(value) for value in step.row().values()))  # Text: values are no markup
        return table


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"
