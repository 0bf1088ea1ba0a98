"""A creation that was refused because there is such a record already: a proposed link, not a failure."""

from __future__ import annotations

from crosstie.core.effects import Flow
from crosstie.errors import Conflict, CrosstieError, NotFound
from crosstie.sync.bonds import links_by_record
from crosstie.sync.matching import key_digests
from crosstie.sync.readings import Reading
from crosstie.sync.run.candidates import find_by_keys
from crosstie.sync.run.context import Context
from crosstie.sync.run.fetching import read_by_id
from crosstie.sync.run.units import Unit
from crosstie.sync.sides import Side

__all__ = ["propose"]


def propose(context: Context, side: Side, unit: Unit, error: Conflict) -> Flow[None]:
    """Link with the record that stands in the way, when the match keys agree; else ask somebody."""
    mine = unit.round.before[unit.source]
    rival = yield from _standing_in_the_way(context, side, unit, error)
    if rival is None or isinstance(rival, NotFound):
        unit.fail(error)  # nobody there could be meant: what takes the name is of another kind
        return
    if isinstance(rival, CrosstieError) or rival.state != "live":
        _doubt(unit, str(error.existing_id))
        return
    links = yield from links_by_record(context.tenant, context.pair.name, side, [rival.id])
    keys = [key_digests(context.pair.match, context.pair.mapped, one.spelled) for one in (mine, rival)]
    agree = any(left is not None and left == right for left, right in zip(*keys, strict=True))
    stored = links.get(rival.id)
    if not agree or (stored is not None and stored.record.left_id is not None and stored.record.right_id is not None):
        _doubt(unit, rival.id)
        return
    if stored is None:
        unit.bind(side, rival.id)
    else:
        unit.absorb(Unit.of(stored), context.started)
    unit.put(side, rival)
    unit.task, unit.adopted = "merge", True


def _doubt(unit: Unit, rival: str) -> None:
    unit.task, unit.rivals = "doubt", (rival,)


def _standing_in_the_way(
    context: Context, side: Side, unit: Unit, error: Conflict
) -> Flow[Reading | CrosstieError | None]:
    if error.existing_id is not None:
        return (yield from read_by_id(context, side, [error.existing_id]))[error.existing_id]
    try:
        candidates = yield from find_by_keys(context, side, unit.round.before[unit.source])
    except CrosstieError:
        return None
    return next(iter(candidates.values())) if len(candidates) == 1 else None
