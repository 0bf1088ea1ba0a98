"""The journal: what is stored before anything is sent, and how what became of each unit is committed."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from crosstie.core.effects import Flow, commit
from crosstie.core.state import Write
from crosstie.errors import StaleWrite
from crosstie.storage import Intent
from crosstie.sync.run.context import Context
from crosstie.sync.run.entries import Entry
from crosstie.sync.run.units import Unit

__all__ = ["announce", "store"]


def announce(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Store what must be known before anything is sent: creations, and the values that lose by a policy.

    From here on a crash cannot make a second record, nor let a value vanish without a trace. A link and its record's
    end are made with a creation, so that of two runs at once only one goes on.
    """
    creating: list[Unit] = []
    for unit in units:
        unit.history += unit.round.decision.resolved
        if unit.task in {"create", "recover"}:
            _enter(context, unit)
            unit.link = attrs.evolve(unit.link, status="pending", run=context.run)
            creating.append(unit)
    yield from store(context, [unit for unit in units if unit.history or unit in creating])


def _enter(context: Context, unit: Unit) -> None:
    known = unit.creation
    if known is not None:  # a creation that is repeated has its entry already
        known.intent = attrs.evolve(known.intent, attempts=known.intent.attempts + 1, run=context.run)
        return
    name = context.new_id()
    intent = Intent(
        tenant=unit.link.tenant,
        pair=unit.link.pair,
        id=name,
        link_id=unit.link.id,
        side=unit.target,
        action="create",
        values=unit.round.decision.spelled,
        idempotency_key=name,
        attempts=1,
        created=context.started,
        run=context.run,
    )
    unit.entries.append(Entry(intent))


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
