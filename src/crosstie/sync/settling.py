"""What a link remembers once a decision was carried out: new bases, and how often its fields went back and forth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crosstie.storage import Link
from crosstie.storage.columns import Json
from crosstie.sync.bonds import with_bases
from crosstie.sync.decision import Decision
from crosstie.sync.pair import Pair
from crosstie.sync.readings import Reading
from crosstie.sync.sides import SIDES, Side
from crosstie.sync.swings import Guard, asked_fields, mark_between

__all__ = ["counted", "settled"]


def settled(
    pair: Pair,
    link: Link,
    decision: Decision,
    before: Mapping[Side, Reading],
    after: Mapping[Side, Reading],
    wrote: frozenset[Side],
) -> Link:
    """Return the link with the bases that hold after the writes.

    A field that was written is agreed on as each side holds it now. A field that nothing had to be done about is agreed
    on as it was read; if a write changed it on the way (a system that computes one field from another), the difference
    to this base shows it as a change of that side. An open conflict, and a field whose write failed, keep their base.

    Args:
        pair: The mapping.
        link: The link as it was.
        decision: What was to be done.
        before: The records as they were read.
        after: The records as they are now.
        wrote: The sides that were written successfully.
    """
    agreed: dict[str, tuple[Json, Json]] = {}
    for name in pair.mapped:
        targets = {side for side in SIDES if name in decision.writes[side]}
        if name in decision.open or not targets <= wrote:
            continue
        left, right = ((after if side in targets else before)[side].spelled[name] for side in SIDES)
        agreed[name] = (left, right)
    return with_bases(link, agreed, pair)


def counted(
    pair: Pair,
    link: Link,
    decision: Decision,
    before: Mapping[Side, Reading],
    wrote: frozenset[Side],
    guard: Guard,
    now: datetime,
) -> Link:
    """Return the link with the swings of the fields that were written counted; arguments as of :func:`settled`."""
    # A record that was just made had no value that could have gone back and forth.
    written = {name for side in SIDES for name in decision.writes[side] if side in wrote and before[side].id}
    failed = {name for side in SIDES for name in decision.writes[side] if side not in wrote}
    marks: dict[str, str] = {}
    for name in written - failed:
        fold = pair.mapped[name].form.fold
        marks[name] = mark_between(fold(before["left"].spelled[name]), fold(before["right"].spelled[name]))
    decided = {conflict.field for conflict in decision.carried_out} - failed
    # What was asked and could not be written yet is still asked.
    asked = {name for name, conflict in decision.open.items() if conflict.reason is not None}
    asked |= failed & asked_fields(link)
    return guard.counted(link, marks, asked, decided, now)
