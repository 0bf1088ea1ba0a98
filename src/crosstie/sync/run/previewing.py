"""Turn what was decided into the steps of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crosstie.storage.columns import Json
from crosstie.sync.bonds import id_on
from crosstie.sync.plan import Action, FieldChange, Step
from crosstie.sync.report import both_values
from crosstie.sync.run.context import Context
from crosstie.sync.run.units import Unit
from crosstie.sync.sides import SIDES, Side

__all__ = ["preview", "price"]


def preview(context: Context, units: Sequence[Unit]) -> None:
    """Add the steps of a batch to the plan."""
    for unit in units:
        context.tally.steps += _steps(unit)
    context.tally.steps += [
        Step(
            action="skip",
            side=skip.side,
            left_id=skip.id if skip.side == "left" else None,
            right_id=skip.id if skip.side == "right" else None,
            reason=skip.reason,
        )
        for skip in context.tally.skips
    ]
    context.tally.skips.clear()


def price(context: Context) -> tuple[dict[Side, int], float | None]:
    """Return how many calls the planned writes take on each side, and the seconds they take under the limits."""
    calls: dict[Side, int] = {}
    seconds: list[float] = []
    for side in SIDES:
        abilities = context.pair.endpoint(side).abilities
        writes = sum(step.side == side and step.action in {"create", "update"} for step in context.tally.steps)
        if writes:
            calls[side] = -(-writes // abilities.batch)
            if abilities.calls_per_minute:
                seconds.append(calls[side] * 60 / abilities.calls_per_minute)
    return calls, max(seconds, default=None)


def _steps(unit: Unit) -> Iterable[Step]:
    if unit.error is not None:
        yield _step(unit, "unresolved" if unit.unsure else "error", unit.source, reason=str(unit.error))
        return
    if unit.task == "doubt":
        across = ", ".join(unit.rivals)
        yield _step(unit, "conflict", unit.target, reason=f"It may belong to {across}; somebody has to decide.")
        return
    if unit.adopted:
        yield _step(unit, "link", None, reason="The match keys agree.")
    if unit.task not in {"merge", "create", "recover"}:
        return
    for side in SIDES:
        creating = id_on(unit.link, side) is None
        if unit.round.decision.writes[side] or creating:
            yield _step(unit, "create" if creating else "update", side, fields=_changes(unit, side))
    for conflict in unit.round.decision.open.values():
        yield _step(unit, "conflict", None, reason=f"{conflict.field}: {both_values(conflict)}")


def _step(
    unit: Unit, action: Action, side: Side | None, *, fields: Sequence[FieldChange] = (), reason: str = ""
) -> Step:
    return Step(
        action=action,
        side=side,
        left_id=unit.link.left_id,
        right_id=unit.link.right_id,
        fields=fields,
        reason=reason,
    )


def _changes(unit: Unit, side: Side) -> list[FieldChange]:
    held: dict[str, Json] = dict(unit.round.before[side].spelled)
    return [
        FieldChange(field=name, before=held.get(name), after=unit.round.decision.spelled.get(name))
        for name in unit.round.decision.writes[side]
    ]
