"""Carry out what was decided: write, and learn from each write's own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeAlias, cast

import attrs

from crosstie.core.effects import Flow
from crosstie.core.endpoint import BatchEndpoint, Change, Creation, Revision
from crosstie.errors import Conflict, CrosstieError, NotFound, SyncError
from crosstie.storage import Link
from crosstie.sync.bonds import id_on, seen
from crosstie.sync.readings import Reading, values_to_write
from crosstie.sync.run.context import Context, record_call, weigh
from crosstie.sync.run.duplicates import propose
from crosstie.sync.run.entries import Entry
from crosstie.sync.run.fetching import read_by_id, readings_of
from crosstie.sync.run.journal import close_updates, withdraw
from crosstie.sync.run.trouble import Stop, did_not_happen
from crosstie.sync.run.units import Round, Unit
from crosstie.sync.settling import counted, settled
from crosstie.sync.sides import SIDES, Side

__all__ = ["write_units"]

_Job: TypeAlias = tuple[Unit, Creation | Revision]


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
            withdraw(context, unit)
            _settle(context, unit)


def _jobs(context: Context, side: Side, units: Sequence[Unit]) -> Sequence[_Job]:
    jobs: list[_Job] = []
    for unit in units:
        if not unit.open() or unit.round.stale:
            continue
        creating = id_on(unit.link, side) is None
        values = unit.round.decision.writes[side]
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
        return Creation(values=values, key=str(_creation(unit).intent.idempotency_key))
    reading = unit.round.before[side]
    return Revision(id=reading.id, values=values, version=reading.version, base=reading.record)


def _creation(unit: Unit) -> Entry:
    assert unit.creation is not None  # noqa: S101 - every creation is announced before it is sent
    return unit.creation


def _send(context: Context, side: Side, jobs: Sequence[_Job]) -> Flow[None]:
    try:
        results = yield from _results(context, side, jobs)
    except Stop as stop:
        for unit, job in jobs:
            _note(context, side, unit, job, stop.error)
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
    # First what happened: reading may end the run, and then nothing that was made may pass for never sent.
    for (unit, job), answer in answers:
        _note(context, side, unit, job, answer)
    yield from _read_back(context, side, answers)
    for (unit, job), answer in answers:
        if isinstance(answer, CrosstieError):
            yield from _refused(context, side, unit, job, answer)


def _note(context: Context, side: Side, unit: Unit, job: Creation | Revision, answer: Change | CrosstieError) -> None:
    entry = _creation(unit) if isinstance(job, Creation) else unit.update_to(side)
    if isinstance(answer, CrosstieError):
        state = "failed" if did_not_happen(answer) else "unknown"
        entry.note(state, context.started, record_id=entry.intent.record_id, error=str(answer))
    elif isinstance(job, Creation):
        context.tally.created[side] += 1
        unit.bind(side, answer.id)
        entry.note("done", context.started, record_id=answer.id)
        unit.task = "merge"
    else:
        context.tally.updated[side] += 1
        entry.note("unknown", context.started, record_id=job.id)  # until it is known what the side made of it


def _read_back(context: Context, side: Side, answers: Sequence[tuple[_Job, Change | CrosstieError]]) -> Flow[None]:
    """Learn what the side made of the writes that it took; an answer without the record asks for it."""
    taken = [(unit, job, answer) for (unit, job), answer in answers if not isinstance(answer, CrosstieError)]
    told = [answer for _, _, answer in taken if answer.record is not None]
    readings = dict((yield from readings_of(context, side, told)))
    silent = [answer.id for _, _, answer in taken if answer.record is None]
    readings.update((yield from read_by_id(context, side, silent)))
    for unit, job, answer in taken:
        reading = readings[answer.id]
        if isinstance(reading, CrosstieError):
            unit.fail(reading)
            continue
        unit.put(side, reading)
        if reading.state == "live":
            unit.round.wrote.add(side)
        if not isinstance(job, Creation):
            unit.update_to(side).note("done", context.started, record_id=job.id)


def _refused(context: Context, side: Side, unit: Unit, job: Creation | Revision, error: CrosstieError) -> Flow[None]:
    creating = isinstance(job, Creation)
    if isinstance(error, Conflict) and error.kind == "stale" and not creating:
        unit.round.stale.add(side)
        unit.changed.add(side)
        unit.put(side, None)
    elif isinstance(error, Conflict) and error.kind == "duplicate" and creating:
        yield from propose(context, side, unit, error)
    elif isinstance(error, NotFound) and not creating:
        unit.put(side, attrs.evolve(unit.round.before[side], state="deleted"))
        unit.task = "gone"
    else:
        unit.fail(error, unsure=creating and not did_not_happen(error))


# -- afterwards --------------------------------------------------------------------------------------------------------


def _settle(context: Context, unit: Unit) -> None:
    """Move the bases of a unit to what its sides hold now."""
    decision, before, wrote = unit.round.decision, unit.round.before, unit.round.wrote
    if not wrote:
        return
    after: dict[Side, Reading] = {}
    for side in SIDES:
        after[side] = unit.readings[side] if side in wrote else before[side]
    link = settled(context.pair, unit.link, decision, before, after, frozenset(wrote))
    link = counted(context.pair, link, decision, before, frozenset(wrote), context.guard, context.started)
    unit.link = _marked(context, link, after)
    for side in wrote:
        for name in decision.writes[side]:
            form = context.pair.mapped[name].form
            if form.fold(after[side].spelled[name]) != form.fold(decision.spelled[name]):
                context.tally.altered[side, name] += 1
    for unheld in decision.unheld:
        context.tally.unheld[unheld] += 1
    if not unit.round.stale and unit.error is None:
        unit.history += decision.carried_out
        close_updates(context, unit)
    unit.round = Round()


def _marked(context: Context, link: Link, after: Mapping[Side, Reading]) -> Link:
    for side, reading in after.items():
        link = seen(link, side, reading, context.pair)
    return link
