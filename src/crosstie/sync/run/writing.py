"""Carry out what was decided: announce creations in the journal, write, and learn from each write's own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeAlias, cast

import attrs

from crosstie.core.effects import Flow, commit
from crosstie.core.endpoint import BatchEndpoint, Change, Creation, Revision
from crosstie.core.state import Write
from crosstie.errors import Conflict, CrosstieError, NotFound, StaleWrite, SyncError
from crosstie.storage import Intent, Link
from crosstie.sync.bonds import id_on, links_by_record, seen
from crosstie.sync.decision import NOTHING, settled
from crosstie.sync.matching import key_digests
from crosstie.sync.readings import Reading, values_to_write
from crosstie.sync.run.candidates import find_by_keys
from crosstie.sync.run.context import Context, record_call, weigh
from crosstie.sync.run.scanning import read_by_id, readings_of
from crosstie.sync.run.trouble import Stop, did_not_happen
from crosstie.sync.run.units import Unit
from crosstie.sync.sides import SIDES, Side

__all__ = ["announce", "store", "write_units"]

_Job: TypeAlias = tuple[Unit, Creation | Revision]


# -- the journal -------------------------------------------------------------------------------------------------------


def announce(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Store what must be known before anything is sent: creations, and the values that lose by a policy.

    From here on a crash cannot make a second record, nor let a value vanish without a trace. A link and its record's
    end are made with a creation, so that of two runs at once only one goes on.
    """
    creating: list[Unit] = []
    for unit in units:
        unit.history += unit.decision.resolved
        if unit.task in {"create", "recover"}:
            unit.intent = _entry(context, unit)
            unit.link = attrs.evolve(unit.link, status="pending", run=context.run)
            creating.append(unit)
    yield from store(context, [unit for unit in units if unit.history or unit in creating])
    for unit in creating:
        unit.announced = unit.open()


def _entry(context: Context, unit: Unit) -> Intent:
    if unit.intent is not None and unit.task == "recover":
        return attrs.evolve(unit.intent, attempts=unit.intent.attempts + 1, run=context.run)
    name = context.new_id()
    unit.intent_version = 0
    return Intent(
        tenant=unit.link.tenant,
        pair=unit.link.pair,
        id=name,
        link_id=unit.link.id,
        side=unit.target,
        action="create",
        values=unit.decision.spelled,
        idempotency_key=name,
        attempts=1,
        created=context.started,
        run=context.run,
    )


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


# -- writes ------------------------------------------------------------------------------------------------------------


def write_units(context: Context, units: Sequence[Unit]) -> Flow[None]:
    """Send the writes of one round, side by side; then move each unit's bases to what the sides hold now.

    Raises:
        Stop: An error concerns everybody; what was written until then is in the units.
    """
    try:
        for side in SIDES:
            jobs = list(_jobs(context, side, units))
            size = context.pair.endpoint(side).abilities.batch
            for start in range(0, len(jobs), size):
                yield from _send(context, side, jobs[start : start + size])
    finally:
        for unit in units:
            _settle(context, unit)


def _jobs(context: Context, side: Side, units: Sequence[Unit]) -> Sequence[_Job]:
    jobs: list[_Job] = []
    for unit in units:
        if not unit.open() or unit.stale:
            continue
        creating = id_on(unit.link, side) is None
        values = unit.decision.writes[side]
        if not (values or creating):
            continue
        try:
            written = values_to_write(context.pair, side, values, creating=creating)
        except SyncError as error:
            unit.fail(error)
            continue
        jobs.append((unit, _job(unit, side, written, creating=creating)))
    return jobs


def _job(unit: Unit, side: Side, values: Mapping[str, object], *, creating: bool) -> Creation | Revision:
    if creating:
        return Creation(values=values, key=str(unit.entry.idempotency_key))
    reading = unit.before[side]
    return Revision(id=reading.id, values=values, version=reading.version, base=reading.record)


def _send(context: Context, side: Side, jobs: Sequence[_Job]) -> Flow[None]:
    try:
        results = yield from _results(context, side, jobs)
    except Stop as stop:
        for unit, job in jobs:
            yield from _refused(context, side, unit, job, stop.error)
        raise
    yield from _learn(context, side, list(zip(jobs, results, strict=True)))
    if len(jobs) > 1:
        for result in results:
            weigh(context, result)


def _results(context: Context, side: Side, jobs: Sequence[_Job]) -> Flow[Sequence[Change | CrosstieError]]:
    endpoint = context.pair.endpoint(side)
    try:
        if endpoint.abilities.batch == 1:
            return [(yield from _send_one(context, side, jobs[0][1]))]
        batch = cast("BatchEndpoint", endpoint)
        return (yield from record_call(context, side, partial(batch.write, [job for _, job in jobs])))
    except CrosstieError as error:
        return [error] * len(jobs)  # an error of the whole call says of no write more than of the others


def _send_one(context: Context, side: Side, job: Creation | Revision) -> Flow[Change]:
    endpoint = context.pair.endpoint(side)
    if isinstance(job, Creation):
        return (yield from record_call(context, side, partial(endpoint.create, job.values, key=job.key)))
    question = partial(endpoint.update, job.id, job.values, version=job.version, base=job.base)
    return (yield from record_call(context, side, question))


# -- answers -----------------------------------------------------------------------------------------------------------


def _learn(context: Context, side: Side, answers: Sequence[tuple[_Job, Change | CrosstieError]]) -> Flow[None]:
    """Take in what the writes answered: trimmed and re-cased values are known before they come back as changes."""
    changes = [answer for _, answer in answers if not isinstance(answer, CrosstieError)]
    readings = dict((yield from readings_of(context, side, [one for one in changes if one.record is not None])))
    silent = [one.id for one in changes if one.record is None]
    readings.update((yield from read_by_id(context, side, silent)))
    for (unit, job), answer in answers:
        if isinstance(answer, CrosstieError):
            yield from _refused(context, side, unit, job, answer)
            continue
        reading = readings[answer.id]
        _count(context, side, unit, job, answer)
        if isinstance(reading, CrosstieError):
            unit.fail(reading)
        else:
            unit.put(side, reading)
            if reading.state == "live":
                unit.wrote.add(side)


def _count(context: Context, side: Side, unit: Unit, job: Creation | Revision, change: Change) -> None:
    if isinstance(job, Creation):
        context.tally.created[side] += 1
        unit.bind(side, change.id)
        unit.note("done", context.started, record_id=change.id)
        unit.task, unit.announced = "merge", False
    else:
        context.tally.updated[side] += 1


def _refused(context: Context, side: Side, unit: Unit, job: Creation | Revision, error: CrosstieError) -> Flow[None]:
    creating = isinstance(job, Creation)
    if creating:
        state = "failed" if did_not_happen(error) else "unknown"
        unit.note(state, context.started, error=str(error))
    if isinstance(error, Conflict) and error.kind == "stale" and not creating:
        unit.stale.add(side)
        unit.changed.add(side)
        unit.put(side, None)
    elif isinstance(error, Conflict) and error.kind == "duplicate" and creating:
        yield from _propose(context, side, unit, error)
    elif isinstance(error, NotFound) and not creating:
        unit.put(side, attrs.evolve(unit.before[side], state="deleted"))
        unit.task = "gone"
    else:
        unit.fail(error, unsure=creating and not did_not_happen(error))


def _propose(context: Context, side: Side, unit: Unit, error: Conflict) -> Flow[None]:
    """Link with the record that stands in the way, when the match keys agree; else ask somebody."""
    mine = unit.before[unit.source]
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
    # Its values have been turned for this side already, so they can be asked for as well.
    candidates = yield from find_by_keys(context, side, unit.before[unit.source])
    return next(iter(candidates.values())) if len(candidates) == 1 else None


# -- afterwards --------------------------------------------------------------------------------------------------------


def _settle(context: Context, unit: Unit) -> None:
    """Move the bases of a unit to what its sides hold now."""
    decision = unit.decision
    if not unit.wrote:
        return
    after: dict[Side, Reading] = {}
    for side in SIDES:
        after[side] = unit.readings[side] if side in unit.wrote else unit.before[side]
    unit.link = settled(context.pair, unit.link, decision, unit.before, after, frozenset(unit.wrote))
    unit.link = _marked(context, unit.link, after)
    for side in unit.wrote:
        for name in decision.writes[side]:
            form = context.pair.mapped[name].form
            if form.fold(after[side].spelled[name]) != form.fold(decision.spelled[name]):
                context.tally.altered[side, name] += 1
    for unheld in decision.unheld:
        context.tally.unheld[unheld] += 1
    if not unit.stale and unit.error is None:
        unit.history += decision.carried_out
    unit.wrote = set()
    unit.decision = NOTHING


def _marked(context: Context, link: Link, after: Mapping[Side, Reading]) -> Link:
    for side, reading in after.items():
        link = seen(link, side, reading, context.pair)
    return link
