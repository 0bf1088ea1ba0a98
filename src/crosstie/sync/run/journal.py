"""The journal: what is stored before anything is sent, and how what became of each unit is committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from crosstie.core.effects import Flow, commit
from crosstie.core.state import Write
from crosstie.errors import StaleWrite
from crosstie.storage import Intent
from crosstie.storage.columns import Json
from crosstie.sync.run.context import Context
from crosstie.sync.run.entries import Entry
from crosstie.sync.run.units import Unit
from crosstie.sync.sides import SIDES, Side, other

__all__ = ["announce", "close_updates", "store", "withdraw"]


def announce(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Store what must be known before anything is sent: every write, and the values that lose by a policy.

    From here on a crash cannot make a second record, nor let a value vanish without a trace, nor take what we wrote
    ourselves for somebody's edit. A link and its record's end are made with a creation, so that of two runs at once
    only one goes on.
    """
    for unit in units:
        unit.history += unit.round.decision.resolved
        if unit.task in {"create", "recover"}:
            _enter_creation(context, unit)
            unit.link = attrs.evolve(unit.link, status="pending", run=context.run)
        else:
            _enter_updates(context, unit)
    yield from store(context, units)


def _enter_creation(context: Context, unit: Unit) -> None:
    known = unit.creation
    if known is not None:  # a creation that is repeated has its entry already
        known.intent = attrs.evolve(known.intent, attempts=known.intent.attempts + 1, run=context.run)
        return
    intent = _intent(context, unit, unit.target, "create", unit.round.decision.spelled)
    unit.entries.append(Entry(attrs.evolve(intent, idempotency_key=intent.id)))


def _enter_updates(context: Context, unit: Unit) -> None:
    decision, before = unit.round.decision, unit.round.before
    for side in SIDES:
        if decision.writes[side]:
            # A value that neither side had says nothing of what the other one held: it is decided again.
            carried = decision.writes[side].keys() - decision.writes[other(side)].keys()
            values = {name: decision.spelled[name] for name in sorted(carried)}
            intent = _intent(context, unit, side, "update", values)
            known = attrs.evolve(intent, record_id=before[side].id, expected=before[side].version)
            unit.entries.append(Entry(known))


def _intent(context: Context, unit: Unit, side: Side, action: str, values: Mapping[str, Json]) -> Intent:
    return Intent(
        tenant=unit.link.tenant,
        pair=unit.link.pair,
        id=context.new_id(),
        link_id=unit.link.id,
        side=side,
        action=action,
        values=values,
        attempts=1,
        created=context.started,
        run=context.run,
    )


def withdraw(context: Context, unit: Unit) -> None:
    """Take back the updates that this run announced and did not send."""
    for entry in unit.updates_in_doubt:
        if entry.intent.state == "announced" and entry.intent.run == context.run:
            entry.note("failed", context.started)


def close_updates(context: Context, unit: Unit) -> None:
    """Close the updates that were in doubt: the bases say now what the sides hold."""
    for entry in unit.updates_in_doubt:
        entry.note("done", context.started, record_id=entry.intent.record_id)


def store(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Commit units together; when another run was faster with one of them, the others are committed without it."""
    parts = [(unit, unit.commits()) for unit in units]
    parts = [(unit, writes) for unit, writes in parts if writes]
    if not parts:
        return
    try:
        versions = yield from commit([write for _, writes in parts for write in writes])
    except StaleWrite:
        if len(parts) > 1:
            for unit, _ in parts:
                yield from store(context, [unit])
            return
        unit = parts[0][0]
        side, name = unit.name
        context.skip(side, name, "Another run is at work on it.")
        unit.done, unit.lost = True, True
        return
    _take_versions(context, parts, versions)


def _take_versions(context: Context, parts: Sequence[tuple[Unit, list[Write]]], versions: Sequence[int]) -> None:
    start = 0
    for unit, writes in parts:
        context.tally.conflicts += unit.asked
        unit.committed(writes, versions[start : start + len(writes)])
        start += len(writes)
