"""Work through the units of a run, batch by batch: decide, announce, write, and store what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from crosstie.core.effects import Flow, tell
from crosstie.core.state import ANY, Put
from crosstie.errors import CrosstieError, SyncError
from crosstie.storage import Conflict, Link
from crosstie.sync.bonds import failed, id_on, open_conflicts, seen, with_version
from crosstie.sync.events import BatchSettled
from crosstie.sync.report import RecordError
from crosstie.sync.run.context import Context
from crosstie.sync.run.deciding import decide_units, fill
from crosstie.sync.run.journal import announce, close_updates, store
from crosstie.sync.run.previewing import preview
from crosstie.sync.run.scanning import View
from crosstie.sync.run.trouble import Stop, stops
from crosstie.sync.run.units import Unit
from crosstie.sync.run.writing import write_units
from crosstie.sync.sides import SIDES, Side

__all__ = ["work"]


def work(context: Context, views: Mapping[Side, View], units: Sequence[Unit]) -> Flow[None]:
    """Do the work of a run.

    Raises:
        Stop: An error concerns everybody; everything done until then is stored.
    """
    size = context.settings.batch
    for start in range(0, len(units), size):
        batch = units[start : start + size]
        yield from _batch(context, views, batch)
        event = BatchSettled(pair=context.pair.name, run=context.run, done=start + len(batch), total=len(units))
        yield from tell(event)


def _batch(context: Context, views: Mapping[Side, View], units: Sequence[Unit]) -> Flow[None]:
    try:
        yield from fill(context, units)
        for _ in range(context.settings.rounds):
            yield from decide_units(context, units)
            if context.dry:
                break
            yield from _round(context, units)
        else:
            yield from decide_units(context, units)
    except Stop as stop:
        if not context.dry:
            yield from _finish(context, views, units, stop.error)
        raise
    if context.dry:
        preview(context, units)
        return
    for unit in units:
        if unit.open():
            unit.fail(SyncError("The record did not come to rest: it changed again with every write."))
    yield from _finish(context, views, units, None)


def _round(context: Context, units: Sequence[Unit]) -> Flow[None]:
    live = [unit for unit in units if unit.open()]
    yield from announce(context, live)
    yield from write_units(context, live)
    yield from fill(context, live)


# -- the end of a batch ------------------------------------------------------------------------------------------------


def _finish(
    context: Context, views: Mapping[Side, View], units: Sequence[Unit], stopped: CrosstieError | None
) -> Flow[None]:
    """Store what became of each unit: link, bases, ends, journal and conflicts in one commit."""
    kept = [unit for unit in units if not unit.lost]
    for unit in kept:
        if unit.error is not None:
            _failed(context, views, unit, unit.error, stopped)
        elif unit.done:
            _done(context, unit)
        else:
            _interrupted(context, unit, stopped)
    for unit in kept:
        yield from _supersede(context, unit)
    yield from store(context, kept)
    for unit in kept:
        context.tally.linked += unit.adopted and unit.error is None and unit.task == "merge" and not unit.lost


def _done(context: Context, unit: Unit) -> None:
    if unit.task == "refuse":
        # Nothing is remembered of it, so that it is made as soon as that is allowed.
        unit.link, unit.ends = unit.was or unit.link, set()
        unit.was = unit.link
        return
    close_updates(context, unit)
    link = _seen(context, unit.link, unit)
    if unit.task == "gone":
        link = attrs.evolve(link, status="deleted", error=None, error_at=None)
    elif unit.task == "doubt":
        link = attrs.evolve(link, status="conflict")
    else:
        link = attrs.evolve(
            link, status="conflict" if unit.round.decision.open else "synced", error=None, error_at=None, attempts=0
        )
    _put(context, unit, link)


def _failed(
    context: Context, views: Mapping[Side, View], unit: Unit, error: CrosstieError, stopped: CrosstieError | None
) -> None:
    _withdraw(context, unit, str(error))
    side, name = unit.name
    entry = RecordError(side=side, id=name, error=error, link_id=unit.link.id)
    # What goes wrong while a lost creation is looked for leaves it as unresolved as it was.
    unsure = unit.unsure or unit.task == "recover"
    if unsure:
        context.tally.unresolved.append(entry)
    elif error is not stopped:
        context.tally.errors.append(entry)
    link = _seen(context, unit.link, unit)
    broken = views[side].broken.get(name)
    if broken is not None:
        link = with_version(link, side, broken.version)
    if unsure:
        changed = link.status != "unresolved" or link.error != str(error)
        if changed:
            link = attrs.evolve(link, status="unresolved", error=str(error), error_at=context.started)
    else:
        link = failed(link, str(error), context.started, counts=error.retry != "safe" and not stops(error))
    _put(context, unit, link)


def _interrupted(context: Context, unit: Unit, stopped: CrosstieError | None) -> None:
    """Keep what was reached before the run was stopped; the next run goes on from there."""
    if _withdraw(context, unit, str(stopped)):
        unit.link = failed(unit.link, str(stopped), context.started, counts=False)
    elif unit.link != unit.was and (unit.was is not None or unit.link.base):
        unit.link = attrs.evolve(_seen(context, unit.link, unit), status="pending")
    elif unit.was is None:
        unit.lost = True
    else:
        unit.forget()


def _withdraw(context: Context, unit: Unit, words: str) -> bool:
    """Take back a creation that was announced in this run and never sent; tell whether there was one."""
    # A repetition that was not sent says nothing about the first sending: its entry stays as it is.
    entry = unit.creation
    if unit.task != "create" or entry is None or entry.intent.state != "announced":
        return False
    entry.note("failed", context.started, error=words)
    return True


def _seen(context: Context, link: Link, unit: Unit) -> Link:
    for side in SIDES:
        reading = unit.reading(side)
        if reading is not None and not reading.assumed and id_on(link, side) is not None:
            link = seen(link, side, reading, context.pair)
    return link


def _put(context: Context, unit: Unit, link: Link) -> None:
    """Set the link; when and by which run it was touched is only noted when something else changed."""
    if link != unit.was:
        link = attrs.evolve(link, run=context.run)
        if link.status == "synced":
            link = attrs.evolve(link, synced=context.started)
    unit.link = link


def _supersede(context: Context, unit: Unit) -> Flow[None]:
    """Close earlier conflicts that are none any more: a side gave way, the values are others, or the link is gone."""
    if unit.error is not None or not unit.done:
        return
    links = list(unit.absorbed)
    # A failure in between takes the place of the status "conflict", and the conflict is open all the same.
    if unit.was is not None and unit.was.status not in {"synced", "deleted"}:
        links.append(unit.link)
    current = unit.known | {one.id for one in (*unit.asked, *unit.history)}
    for link in links:
        for stored in (yield from open_conflicts(link)):
            if stored.record.id not in current:
                unit.writes.append(Put(_closed(context, stored.record), ANY))


def _closed(context: Context, conflict: Conflict) -> Conflict:
    by = conflict.resolved_by if conflict.resolution == "apart" else "later changes"
    return attrs.evolve(conflict, state="resolved", resolved_by=by, resolved=context.started)
