"""What one pair of records asks for: pure, from the link's bases and the two readings to writes and conflicts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from crosstie.errors import SyncError
from crosstie.storage import Conflict, Link
from crosstie.storage.columns import Json
from crosstie.sync.bonds import bases_of
from crosstie.sync.conflicts import Choice, Chosen, Clash, name_of
from crosstie.sync.mapping import Field
from crosstie.sync.merge import Bases, Verdict, merge
from crosstie.sync.pair import Pair
from crosstie.sync.readings import Reading
from crosstie.sync.sides import SIDES, Side, other
from crosstie.sync.swings import Guard, mark_between

__all__ = ["NOTHING", "Circumstances", "Decision", "conflict_id", "decide", "decide_creation", "nothing_yet"]


@attrs.frozen(kw_only=True)
class Decision:
    """What is to happen with one link.

    Attributes:
        writes: By side, the field values to be written there.
        spelled: By field, the canonical value that is written.
        open: By field, the conflicts that wait for a decision.
        resolved: Conflicts that a policy or an owner decided: the history of what loses by these writes.
        carried_out: Conflicts that people decided, and that these writes carry out.
        unheld: Sides and fields where a value had to be left out, because the side cannot hold it.
        needs: Sides that were assumed unchanged, but whose values are needed: read them and decide again.
    """

    writes: Mapping[Side, Mapping[str, Any]]
    spelled: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    open: Mapping[str, Conflict] = attrs.field(factory=dict[str, Conflict])
    resolved: Sequence[Conflict] = ()
    carried_out: Sequence[Conflict] = ()
    unheld: Sequence[tuple[Side, str]] = ()
    needs: frozenset[Side] = frozenset()

    @property
    def quiet(self) -> bool:
        """Whether nothing is to be written to either side."""
        return not any(self.writes[side] for side in SIDES)


NOTHING: Final = Decision(writes={"left": {}, "right": {}})
"""The decision before anything was decided."""


def nothing_yet(pair: Pair, record_id: str = "") -> Reading:
    """Return the reading of a record that is still to be made."""
    return Reading(id=record_id, spelled=dict.fromkeys(pair.mapped))


def conflict_id(link_id: str, field: str, *values: Json) -> str:
    """Return the id of a conflict: the same for the same values, so that a repeated run finds the same conflict."""
    written = json.dumps([link_id, field, *values], sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()


def decide_creation(pair: Pair, source: Side, reading: Reading) -> Decision:
    """Decide what a new record across gets: every field that is not empty and that the side can hold."""
    target = other(source)
    filled = [field for name, field in pair.mapped.items() if reading.spelled[name] is not None]
    held = [field.name for field in filled if pair.holds(field, target)]
    left_out = [field.name for field in filled if field.end(target).writes and field.name not in held]
    given: dict[Side, Mapping[str, Any]] = {
        source: {},
        target: {name: reading.values[name] for name in held},
    }
    return Decision(
        writes=given,
        spelled={name: reading.spelled[name] for name in held},
        unheld=[(target, name) for name in left_out],
    )


@attrs.frozen(kw_only=True)
class Circumstances:
    """What a decision rests on besides the link and its two records.

    Attributes:
        now: For the history.
        run: The run's id, for the history.
        guard: How often a field may go back and forth.
        decided: Conflicts that somebody decided and no run has written yet, by id.
        sent: The sides that interrupted updates went to, with the values, newest first: what is found there of them is
            our own, not somebody's edit.
    """

    now: datetime
    run: str
    guard: Guard
    decided: Mapping[str, Conflict] = attrs.field(factory=dict[str, Conflict])
    sent: Sequence[tuple[Side, Mapping[str, Json]]] = ()


def decide(pair: Pair, link: Link, readings: Mapping[Side, Reading], given: Circumstances) -> Decision:
    """Merge every field of two linked records.

    Args:
        pair: The mapping and the policies.
        link: What the sides last agreed on.
        readings: The two records.
        given: What else the decision rests on.
    """
    work = _Deciding(pair, link, readings, given)
    for field in pair.mapped.values():
        work.field(field)
    return work.result()


@attrs.define
class _Deciding:
    pair: Pair
    link: Link
    readings: Mapping[Side, Reading]
    given: Circumstances
    writes: dict[Side, dict[str, Any]] = attrs.field(factory=lambda: {"left": {}, "right": {}})
    spelled: dict[str, Json] = attrs.field(factory=dict[str, Json])
    open: dict[str, Conflict] = attrs.field(factory=dict[str, Conflict])
    resolved: list[Conflict] = attrs.field(factory=list[Conflict])
    carried_out: list[Conflict] = attrs.field(factory=list[Conflict])
    unheld: list[tuple[Side, str]] = attrs.field(factory=list[tuple[Side, str]])
    needs: set[Side] = attrs.field(factory=set[Side])

    def result(self) -> Decision:
        return Decision(
            writes=self.writes,
            spelled=self.spelled,
            open=self.open,
            resolved=self.resolved,
            carried_out=self.carried_out,
            unheld=self.unheld,
            needs=frozenset(self.needs),
        )

    def field(self, field: Field) -> None:
        bases = bases_of(self.link, field)
        values = self.folded(field)
        ours = self.written_by_us(field, values, bases)
        if isinstance(ours, Bases):
            bases = ours
        elif ours is not None:
            self.resolve(self.conflict(field, values), other(ours), "an update of ours that was interrupted")
            self.take(field, other(ours))
            return
        verdict = merge(bases, values["left"], values["right"], field.owner)
        if verdict is Verdict.SAME:
            return
        conflict = self.conflict(field, values)
        mark = mark_between(values["left"], values["right"])
        frozen = self.given.guard.frozen(self.link, field.name, mark, self.given.now)
        if frozen is not None and conflict.id not in self.given.decided:
            self.freeze(field, attrs.evolve(conflict, reason=frozen))
        elif frozen is not None or verdict is Verdict.CLASH:
            self.clash(field, conflict)
        else:
            self.give(field, "left" if verdict is Verdict.LEFT else "right", bases)

    def freeze(self, field: Field, conflict: Conflict) -> None:
        """Ask somebody about a field that goes back and forth; about what the sides hold, not what is assumed."""
        self.open[field.name] = conflict
        self.needs |= {side for side in SIDES if self.readings[side].assumed}

    def folded(self, field: Field) -> dict[Side, Json]:
        return {side: field.form.fold(self.readings[side].spelled[field.name]) for side in SIDES}

    def written_by_us(self, field: Field, values: Mapping[Side, Json], bases: Bases | None) -> Bases | Side | None:
        """Tell what an interrupted update did to a field, if anything.

        A side that holds what was sent took it: that is what both sides agreed on. A side that holds what it may have
        made of it (cut short, re-cased) is answered, for that value is nobody's edit.
        """
        for target, sent in self.given.sent:
            if field.name in sent:
                value, held = field.form.fold(sent[field.name]), values[target]
                if held == value:
                    return Bases(value, value)
                if (bases is None or held != _of(bases, target)) and _is_made_of(field, value, held):
                    return target
        return None

    def give(self, field: Field, winner: Side, bases: Bases | None) -> None:
        if field.owner == winner and self.pair.holds(field, other(winner)):
            self.overrule(field, winner, bases)
        self.take(field, winner)

    def take(self, field: Field, winner: Side) -> None:
        """Let one side's value go across."""
        target, reading = other(winner), self.readings[winner]
        if not self.pair.holds(field, target):
            self.leave_out(field, target)
        elif reading.assumed:
            self.needs.add(winner)
        else:
            self.writes[target][field.name] = reading.values[field.name]
            self.spelled[field.name] = reading.spelled[field.name]

    def leave_out(self, field: Field, side: Side) -> None:
        """Note a value that a side cannot hold; where the mapping never writes, nothing is missed."""
        if field.end(side).writes is not None:
            self.unheld.append((side, field.name))

    def overrule(self, field: Field, owner: Side, bases: Bases | None) -> None:
        """Keep what the owner's value replaces, if somebody had put it there."""
        losing = field.form.fold(self.readings[other(owner)].spelled[field.name])
        held = None if bases is None else _of(bases, other(owner))
        if losing != held:
            self.resolve(self.conflict(field, self.folded(field)), owner, "owner")

    def clash(self, field: Field, conflict: Conflict) -> None:
        choice, by = self.choice(field, conflict)
        if isinstance(choice, Chosen):
            spelled = field.form.of(choice.value)
            self.resolve(attrs.evolve(conflict, chosen=spelled), "value", by)
            for side in SIDES:
                if self.pair.holds(field, side):
                    self.writes[side][field.name] = choice.value
                    self.spelled[field.name] = spelled
                else:
                    self.leave_out(field, side)
        elif choice == "ask":
            self.open[field.name] = conflict
        else:
            self.resolve(conflict, choice, by)
            self.take(field, choice)

    def choice(self, field: Field, conflict: Conflict) -> tuple[Choice, str]:
        earlier = self.given.decided.get(conflict.id)
        if earlier is not None and earlier.resolution is not None:
            by = earlier.resolved_by or "somebody"
            if earlier.resolution == "value":
                return Chosen(field.form.restore(earlier.chosen)), by
            return ("left" if earlier.resolution == "left" else "right"), by
        policy = field.policy or self.pair.conflicts
        clash = Clash(
            pair=self.pair.name,
            field=field.name,
            base=conflict.base,
            left=self.readings["left"].values.get(field.name),
            right=self.readings["right"].values.get(field.name),
            left_at=conflict.left_at,
            right_at=conflict.right_at,
        )
        return _allowed(policy(clash), clash, name_of(policy)), name_of(policy)

    def resolve(self, conflict: Conflict, resolution: str, by: str) -> None:
        chosen = conflict.chosen if resolution == "value" else getattr(conflict, resolution)
        by_people = conflict.id in self.given.decided
        (self.carried_out if by_people else self.resolved).append(
            attrs.evolve(
                conflict,
                state="resolved",
                resolution=resolution,
                chosen=chosen,
                resolved_by=by,
                resolved=self.given.now,
            )
        )

    def conflict(self, field: Field, values: Mapping[Side, Json]) -> Conflict:
        base = self.link.base.get(field.name)
        left, right = self.readings["left"], self.readings["right"]
        return Conflict(
            tenant=self.link.tenant,
            pair=self.link.pair,
            id=conflict_id(self.link.id, field.name, base, values["left"], values["right"]),
            link_id=self.link.id,
            field=field.name,
            base=base,
            left=left.spelled[field.name],
            right=right.spelled[field.name],
            left_at=left.time,
            right_at=right.time,
            found=self.given.now,
            run=self.given.run,
        )


def _of(bases: Bases, side: Side) -> Json:
    return bases.left if side == "left" else bases.right


def _is_made_of(field: Field, sent: Json, held: Json) -> bool:
    """Tell whether a side that cuts text short, or re-cases it, makes this of what was sent."""
    if not (isinstance(sent, str) and isinstance(held, str) and held):
        return False
    plain = field.form.ignoring_case()
    return str(plain.fold(sent)).startswith(str(plain.fold(held)))


def _allowed(choice: object, clash: Clash, policy: str) -> Choice:
    """Return what a policy answered, if it is an answer.

    Raises:
        SyncError: A host's own function answered something else.
    """
    # By name: whatever is neither side must not count as the other one.
    if isinstance(choice, Chosen) or choice in ("left", "right", "ask"):
        return choice
    message = f"The conflict policy {policy} returned {choice!r:.80} for {clash.field}."
    raise SyncError(
        message,
        done="Nothing was written for this record.",
        advice="Let it return 'left', 'right', 'ask' or Chosen(value).",
    )
