"""One run of a pair, from the cursors to the report: the flow behind ``engine.run`` and ``engine.plan``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from crosstie.core.effects import Flow, commit, count, load, now, tell
from crosstie.core.endpoint import Position
from crosstie.core.state import ABSENT, Put, Query, Stored, Write
from crosstie.errors import StaleWrite, UsageError
from crosstie.storage import Conflict, Cursor, Run
from crosstie.storage.columns import Json
from crosstie.sync.cursor import Progress, begin_at, position_of, stored_position
from crosstie.sync.events import RunBegan, RunEnded
from crosstie.sync.pair import Pair
from crosstie.sync.plan import Plan
from crosstie.sync.report import Report
from crosstie.sync.run.context import Context, Settings
from crosstie.sync.run.joining import gather
from crosstie.sync.run.previewing import price
from crosstie.sync.run.scanning import View, scan
from crosstie.sync.run.trouble import Stop
from crosstie.sync.run.working import work
from crosstie.sync.sides import SIDES, Side

__all__ = ["History", "plan_pair", "run_pair", "tenant_of"]

History: TypeAlias = Literal["changes", "every"]
"""Which runs leave a row in the history: those that did something, or every one."""


def tenant_of(pair: Pair, tenant: str | None) -> str:
    """Return whose records a pair syncs.

    Raises:
        UsageError: Nobody says, or the sides and the caller disagree.
    """
    known = {side: pair.endpoint(side).tenant for side in SIDES}
    names = {name for name in (tenant, *known.values()) if name is not None}
    if len(names) == 1:
        return names.pop()
    if not names:
        message = f"Nobody says whose records the pair {pair.name} syncs."
        raise UsageError(message, advice="Give tenant=.")
    message = f"The pair {pair.name} mixes tenants: {', '.join(sorted(names))}."
    raise UsageError(message, done="Nothing was read.", advice="Both sides must belong to one tenant.")


def plan_pair(pair: Pair, tenant: str, settings: Settings, new_id: Callable[[], str]) -> Flow[Plan]:
    """Find out what a run would do, and write nothing."""
    context, _, stop = yield from _go(pair, tenant, settings, new_id, dry=True)
    calls, seconds = price(context)
    return Plan(
        pair=pair.name,
        tenant=tenant,
        steps=tuple(context.tally.steps),
        calls=calls,
        seconds=seconds,
        stopped=stop.error if stop else None,
    )


def run_pair(pair: Pair, tenant: str, settings: Settings, new_id: Callable[[], str], history: History) -> Flow[Report]:
    """Sync a pair once."""
    context, sides, stop = yield from _go(pair, tenant, settings, new_id, dry=False)
    finished = yield from now()
    before: Mapping[Side, Position | None] = {side: sides.cursors[side].position for side in SIDES}
    after = before
    if stop is None:
        after = yield from _move(context, sides, finished)
    report = _report(context, before, after, finished, stop)
    report = attrs.evolve(report, waiting=(yield from _waiting(pair, tenant)))
    if history == "every" or _did_something(report):
        yield from commit([Put(_history(report), ABSENT)])
    yield from tell(RunEnded(report=report))
    return report


@attrs.frozen
class _Start:
    """The cursor of one side at the beginning."""

    stored: Stored[Cursor] | None
    position: Position | None
    fingerprint: str


@attrs.frozen
class _Sides:
    cursors: Mapping[Side, _Start]
    views: Mapping[Side, View]


def _go(
    pair: Pair, tenant: str, settings: Settings, new_id: Callable[[], str], *, dry: bool
) -> Flow[tuple[Context, _Sides, Stop | None]]:
    started = yield from now()
    context = Context(
        pair=pair, tenant=tenant, run=new_id(), started=started, settings=settings, new_id=new_id, dry=dry
    )
    yield from tell(RunBegan(pair=pair.name, tenant=tenant, run=context.run, dry=dry))
    sides = yield from _begin(context)
    try:
        for side in SIDES:
            yield from scan(context, sides.views[side])
        units = yield from gather(context, sides.views)
        yield from work(context, sides.views, units)
    except Stop as stop:
        if isinstance(stop.error, UsageError):
            raise stop.error from stop  # the caller's mistake is told to the caller, not to a report
        return context, sides, stop
    return context, sides, None


def _begin(context: Context) -> Flow[_Sides]:
    pair, tenant = context.pair, context.tenant
    keys = {side: (tenant, pair.name, side) for side in SIDES}
    stored = yield from load(Cursor, list(keys.values()))
    cursors: dict[Side, _Start] = {}
    views: dict[Side, View] = {}
    for side in SIDES:
        cursor = stored.get(keys[side])
        fingerprint = pair.fingerprint(side)
        abilities = pair.endpoint(side).abilities
        position = position_of(cursor.record.position) if cursor else None
        cursors[side] = _Start(cursor, position, fingerprint)
        backfill = position is None or cursor is None or cursor.record.fingerprint != fingerprint
        # A changed configuration asks for everything anew: what the old cursor passed was judged by other rules.
        kept = None if backfill else position
        since = begin_at(kept, abilities, context.started)
        views[side] = View(side, Progress(abilities, kept), since, backfill)
    return _Sides(cursors, views)


def _move(context: Context, sides: _Sides, finished: datetime) -> Flow[Mapping[Side, Position | None]]:
    """Move the cursors past what is settled, which is everything that was read; a quiet side is not written."""
    after: dict[Side, Position | None] = {}
    writes: list[Write] = []
    for side in SIDES:
        start, position = sides.cursors[side], sides.views[side].progress.position()
        after[side] = position
        record = start.stored.record if start.stored else None
        plain: Mapping[str, Json] = stored_position(position) if position is not None else {}
        if record is None or record.fingerprint != start.fingerprint or dict(record.position) != dict(plain):
            moved = Cursor(
                tenant=context.tenant,
                pair=context.pair.name,
                side=side,
                fingerprint=start.fingerprint,
                position=plain,
                moved=finished,
                run=context.run,
            )
            writes.append(Put(moved, start.stored.version if start.stored else ABSENT))
    if writes:
        try:
            yield from commit(writes)
        except StaleWrite:
            # Another run of this pair was faster; its cursor is as good, and the links know what this run did.
            return {side: sides.cursors[side].position for side in SIDES}
    return after


# -- the report --------------------------------------------------------------------------------------------------------


def _report(
    context: Context,
    before: Mapping[Side, Position | None],
    after: Mapping[Side, Position | None],
    finished: datetime,
    stop: Stop | None,
) -> Report:
    tally = context.tally
    return Report(
        pair=context.pair.name,
        tenant=context.tenant,
        run=context.run,
        home=context.pair.home,
        created=dict(tally.created),
        updated=dict(tally.updated),
        linked=tally.linked,
        errors=tuple(tally.errors),
        conflicts=tuple(tally.conflicts),
        unresolved=tuple(tally.unresolved),
        skips=tuple(tally.skips),
        unheld=tuple(tally.fields_unheld()),
        altered=tuple(tally.fields_altered()),
        calls=dict(tally.calls),
        before=before,
        after=after,
        started=context.started,
        finished=finished,
        stopped=stop.error if stop else None,
    )


def _waiting(pair: Pair, tenant: str) -> Flow[int]:
    """Count the conflicts that wait for a person, whichever run found them."""
    query = Query(kind=Conflict, tenant=tenant, where={"pair": pair.name, "state": "open"})
    return sum((yield from count(query, "state")).values())


def _did_something(report: Report) -> bool:
    return bool(report.counts.in_words()) or not report.ok


def _history(report: Report) -> Run:
    counts = report.counts
    error = report.first_error()
    state = "stopped" if report.stopped is not None else ("done" if report.ok else "failed")
    return Run(
        tenant=report.tenant,
        id=report.run,
        subject=report.pair,
        state=state,
        counts={
            **attrs.asdict(counts),
            **{f"{side}_created": report.created.get(side, 0) for side in SIDES},
            **{f"{side}_updated": report.updated.get(side, 0) for side in SIDES},
        },
        succeeded=counts.imported + counts.exported + counts.updated + counts.linked,
        failed=counts.errors,
        calls=sum(report.calls.values()),
        error=None if error is None else str(error),
        cursors={
            "before": {side: _plain(report.before[side]) for side in SIDES},
            "after": {side: _plain(report.after[side]) for side in SIDES},
        },
        started=report.started,
        finished=report.finished,
    )


def _plain(position: Position | None) -> Json:
    return None if position is None else stored_position(position)
