"""Decide what is to be done with each unit of a batch: read what is missing, merge, look up what people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from crosstie.core.effects import Flow, load
from crosstie.core.state import Key
from crosstie.errors import CrosstieError, NotFound, SyncError, Unresolved
from crosstie.storage import Conflict
from crosstie.sync.bonds import id_on, version_on
from crosstie.sync.conflicts import MATCH
from crosstie.sync.decision import Circumstances, conflict_id, decide, decide_creation, nothing_yet
from crosstie.sync.readings import Reading, assumed
from crosstie.sync.run.context import Context
from crosstie.sync.run.fetching import read_by_id
from crosstie.sync.run.units import Round, Unit
from crosstie.sync.settling import counted, settled
from crosstie.sync.sides import SIDES, Side

__all__ = ["decide_units", "doubt", "fill"]


def fill(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Read the records that the units need and do not have; what a side says is unchanged is taken from the link.

    Raises:
        Stop: A side gives nobody an answer.
    """
    missing: dict[Side, dict[str, Unit]] = {"left": {}, "right": {}}
    for unit in units:
        if not unit.open():
            continue
        for side in SIDES:
            name = id_on(unit.link, side)
            if name is None or unit.reading(side) is not None:
                continue
            if _may_assume(context, unit, side):
                unit.put(side, assumed(context.pair, side, unit.link))
            else:
                missing[side][name] = unit
    for side, wanted in missing.items():
        yield from _read(context, side, wanted)


def decide_units(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Decide about every unit that is open; those without anything to write are done afterwards.

    Raises:
        Stop: A side gives nobody an answer.
    """
    for unit in units:
        _decide(context, unit, {})
    needy = [unit for unit in units if unit.open() and unit.round.decision.needs]
    for unit in needy:
        for side in unit.round.decision.needs:
            unit.put(side, None)
            unit.changed.add(side)  # so that it is read now, not assumed again
    yield from fill(context, needy)
    for unit in needy:
        _decide(context, unit, {})
    yield from _ask_people(context, units)
    for unit in units:
        if unit.open() and unit.task == "merge":
            _close_quiet(context, unit)


# -- reading -----------------------------------------------------------------------------------------------------------


def _may_assume(context: Context, unit: Unit, side: Side) -> bool:
    """Tell whether the link knows what the side holds.

    Only when the two agreed, when the side said nothing of a change, and when it will refuse the write if that was
    wrong.
    """
    return (
        bool(unit.changed)
        and side not in unit.changed
        and unit.link.status == "synced"
        and not unit.adopted
        and context.pair.endpoint(side).abilities.checks_version
        and version_on(unit.link, side) is not None
        and all(name in unit.link.base for name in context.pair.mapped)
    )


def _read(context: Context, side: Side, wanted: Mapping[str, Unit]) -> Flow[None]:
    if not wanted:
        return
    answers = yield from read_by_id(context, side, list(wanted))
    for name, unit in wanted.items():
        answer = answers[name]
        if isinstance(answer, NotFound):
            unit.put(side, Reading(id=name, version=version_on(unit.link, side), state="deleted"))
        elif isinstance(answer, CrosstieError):
            unit.fail(answer)
        else:
            unit.put(side, answer)


# -- deciding ----------------------------------------------------------------------------------------------------------


def _decide(context: Context, unit: Unit, decided: Mapping[str, Conflict]) -> None:
    if not unit.open():
        return
    if unit.task in {"merge", "create"} and any(reading.state != "live" for reading in unit.readings.values()):
        unit.task = "gone"
    try:
        _DECIDERS[unit.task](context, unit, decided)
    except CrosstieError as error:
        unit.fail(error)
    except Exception as error:  # noqa: BLE001 - a policy of the host failed: this record waits, the others go on
        message = f"The conflict policy raised {type(error).__name__}."
        made = SyncError(message, done="Nothing was written for this record.")
        made.__cause__ = error
        unit.fail(made)


def _merge(context: Context, unit: Unit, decided: Mapping[str, Conflict]) -> None:
    before: dict[Side, Reading] = {side: unit.readings[side] for side in SIDES}
    given = Circumstances(
        now=context.started,
        run=context.run,
        guard=context.guard,
        decided=decided,
        sent=[(entry.side, entry.intent.values) for entry in reversed(unit.updates_in_doubt)],
    )
    unit.round = Round(decide(context.pair, unit.link, before, given), before)


def _create(context: Context, unit: Unit, _: Mapping[str, Conflict]) -> None:
    reading = unit.readings[unit.source]
    before: dict[Side, Reading] = {unit.source: reading, unit.target: nothing_yet(context.pair)}
    unit.round = Round(decide_creation(context.pair, unit.source, reading), before)


def _recover(context: Context, unit: Unit, decided: Mapping[str, Conflict]) -> None:
    """Repeat a creation of unknown outcome only where the side recognises the repetition."""
    if _may_repeat(context, unit):
        _create(context, unit, decided)
        return
    name = context.pair.endpoint(unit.target).name
    error = Unresolved(
        f"An earlier creation in {name} may have happened, and the record cannot be found there.",
        done="It was not repeated.",
        advice=f"Look for it in {name}: the next run links it when its match keys agree; else say so with settle().",
    )
    unit.fail(error, unsure=True)


def _may_repeat(context: Context, unit: Unit) -> bool:
    abilities, entry = context.pair.endpoint(unit.target).abilities, unit.creation
    if entry is None or entry.intent.created is None or unit.readings[unit.source].state != "live":
        return False
    return abilities.honours_keys and context.started - entry.intent.created < abilities.keys_last


def _doubt(context: Context, unit: Unit, _: Mapping[str, Conflict]) -> None:
    unit.asked = [doubt(context, unit)]


def doubt(context: Context, unit: Unit) -> Conflict:
    """Return the conflict that asks which record across belongs to the one of this unit."""
    side, name = unit.name
    return Conflict(
        tenant=unit.link.tenant,
        pair=unit.link.pair,
        id=conflict_id(unit.link.id, MATCH, *unit.rivals),
        link_id=unit.link.id,
        field=MATCH,
        left=name if side == "left" else list(unit.rivals),
        right=list(unit.rivals) if side == "left" else name,
        found=context.started,
        run=context.run,
    )


def _gone(context: Context, unit: Unit, _: Mapping[str, Conflict]) -> None:
    """Leave the other side alone, and nothing is made anew (policy ``ignore``)."""
    unit.done = True
    if unit.link.status == "deleted":
        return
    side: Side = "left" if "left" in unit.readings and unit.readings["left"].state != "live" else "right"
    reading = unit.readings[side]
    context.skip(side, reading.id, f"It is {reading.state}; the other side keeps its record.")


def _refuse(context: Context, unit: Unit, _: Mapping[str, Conflict]) -> None:
    side, name = unit.name
    context.skip(side, name, f"No new records are made in {context.pair.endpoint(unit.target).name}.")
    unit.done = True


def _broken(_context: Context, _unit: Unit, _: Mapping[str, Conflict]) -> None:
    """Nothing to decide: the error is there already."""


_DECIDERS = {
    "merge": _merge,
    "create": _create,
    "recover": _recover,
    "doubt": _doubt,
    "gone": _gone,
    "refuse": _refuse,
    "broken": _broken,
}


# -- what people decided -----------------------------------------------------------------------------------------------


def _ask_people(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Look up the conflicts that were found: known from an earlier run, or decided meanwhile."""
    wanted: list[Key] = []
    for unit in units:
        if unit.open():
            found = unit.asked if unit.task == "doubt" else _open_of(unit)
            wanted += [(context.tenant, context.pair.name, conflict.id) for conflict in found]
    stored = yield from load(Conflict, wanted)
    kept = {entry.record.id: entry.record for entry in stored.values()}
    for unit in units:
        if unit.open() and unit.task == "doubt":
            _settle_doubt(context, unit, kept)
        elif unit.open():
            _settle_conflicts(context, unit, kept)


def _settle_doubt(context: Context, unit: Unit, kept: Mapping[str, Conflict]) -> None:
    conflict = unit.asked[0]
    known = kept.get(conflict.id)
    if known is not None and known.state == "decided" and known.resolution == "apart":
        unit.asked = []
        unit.history.append(attrs.evolve(known, state="resolved", resolved=context.started))
        unit.task = "create"
        # The others were settled with the decision; what was refused in this run is still to be stored.
        unit.entries = [entry for entry in unit.entries if entry.intent.state == "failed"]
        _decide(context, unit, {})
        return
    if known is not None and known.state in {"open", "decided"}:
        unit.known.add(known.id)
        unit.asked = []
    unit.done = True


def _settle_conflicts(context: Context, unit: Unit, kept: Mapping[str, Conflict]) -> None:
    found = _open_of(unit)
    decided = {one.id: kept[one.id] for one in found if one.id in kept and kept[one.id].state == "decided"}
    if decided:
        _decide(context, unit, decided)
    unit.known = {one.id for one in _open_of(unit) if one.id in kept and kept[one.id].state == "open"}
    unit.asked = [one for one in _open_of(unit) if one.id not in unit.known]


def _open_of(unit: Unit) -> list[Conflict]:
    return list(unit.round.decision.open.values())


def _close_quiet(context: Context, unit: Unit) -> None:
    """Close a unit that has nothing to write; its bases move to what was read."""
    decision, before = unit.round.decision, unit.round.before
    if not decision.quiet:
        return
    for name in decision.unheld:
        context.tally.unheld[name] += 1
    unit.history += [*decision.resolved, *decision.carried_out]
    link = settled(context.pair, unit.link, decision, before, before, frozenset())
    unit.link = counted(context.pair, link, decision, before, frozenset(), context.guard, context.started)
    unit.done = True
