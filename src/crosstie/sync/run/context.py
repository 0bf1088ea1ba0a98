"""What one run carries along: its pair, its settings, its tally, and how it asks the endpoints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import attrs

from crosstie.core.checks import count
from crosstie.core.effects import Flow, ask
from crosstie.errors import CrosstieError
from crosstie.storage import Conflict
from crosstie.sync.pair import Pair
from crosstie.sync.plan import Step
from crosstie.sync.report import Altered, RecordError, Skip, Unheld
from crosstie.sync.run.trouble import Stop, foreign, stops, weighs
from crosstie.sync.sides import Side
from crosstie.sync.swings import Guard

__all__ = ["Context", "Settings", "Tally", "call", "record_call", "weigh"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Settings:
    """The numbers of a run; the defaults fit most.

    Attributes:
        batch: How many links are worked on, and committed, together.
        keep: How many changed records of a side are kept in memory; those beyond are read again when their turn comes.
        finds: Up to so many new records are looked up one by one on the other side; for more it is listed once.
        attempts: After so many failures in a row a record is left until it changes.
        rounds: How often a record is merged again within one run, because it changed in between or because a system
            changed other fields on the way.
        trouble: So many calls in a row without a sensible answer end the run.
        swings: A field that was written so many times between the same two values, back and forth, is left until
            somebody decides; see ``swing_window``.
        swing_window: The time within which that many times are too many.
    """

    batch: int = attrs.field(default=50, validator=count(1))
    keep: int = attrs.field(default=5000, validator=count(1))
    finds: int = attrs.field(default=50, validator=count(0))
    attempts: int = attrs.field(default=5, validator=count(1))
    rounds: int = attrs.field(default=4, validator=count(1))
    trouble: int = attrs.field(default=3, validator=count(1))
    swings: int = attrs.field(default=10, validator=count(1))
    swing_window: timedelta = timedelta(days=1)


@attrs.define
class Tally:
    """What happened so far; becomes the report, or the plan."""

    created: Counter[Side] = attrs.field(factory=Counter[Side])
    updated: Counter[Side] = attrs.field(factory=Counter[Side])
    calls: Counter[Side] = attrs.field(factory=Counter[Side])
    linked: int = 0
    errors: list[RecordError] = attrs.field(factory=list[RecordError])
    unresolved: list[RecordError] = attrs.field(factory=list[RecordError])
    conflicts: list[Conflict] = attrs.field(factory=list[Conflict])
    skips: list[Skip] = attrs.field(factory=list[Skip])
    steps: list[Step] = attrs.field(factory=list[Step])
    unheld: Counter[tuple[Side, str]] = attrs.field(factory=Counter[tuple[Side, str]])
    altered: Counter[tuple[Side, str]] = attrs.field(factory=Counter[tuple[Side, str]])

    def fields_unheld(self) -> list[Unheld]:
        """Return the fields that a side cannot hold."""
        return [Unheld(side=side, field=field, times=times) for (side, field), times in sorted(self.unheld.items())]

    def fields_altered(self) -> list[Altered]:
        """Return the fields that a side took in another form."""
        return [Altered(side=side, field=field, times=times) for (side, field), times in sorted(self.altered.items())]


@attrs.define(kw_only=True)
class Context:
    """One run, or the planning of one.

    Attributes:
        pair: What is synced.
        tenant: For whom.
        run: The run's id.
        started: When it began.
        settings: Its numbers.
        new_id: Makes ids, at most 32 characters each.
        dry: Whether nothing may be written.
        tally: What happened so far.
        weight: Calls in a row that gave no sensible answer.
    """

    pair: Pair
    tenant: str
    run: str
    started: datetime
    settings: Settings
    new_id: Callable[[], str]
    dry: bool = False
    tally: Tally = attrs.field(factory=Tally)
    weight: int = 0

    @property
    def guard(self) -> Guard:
        """What keeps a field from going back and forth for ever."""
        return Guard(self.settings.swings, self.settings.swing_window)

    def skip(self, side: Side, record_id: str, reason: str) -> None:
        """Note that a record was left alone."""
        self.tally.skips.append(Skip(side=side, id=record_id, reason=reason))


def call(context: Context, side: Side, question: Callable[[], T | Awaitable[T]]) -> Flow[T]:
    """Ask an endpoint something that the run cannot go on without.

    Raises:
        Stop: It failed, for whatever reason.
    """
    try:
        return (yield from _asked(context, side, question))
    except CrosstieError as error:
        raise Stop(error) from error


def record_call(context: Context, side: Side, question: Callable[[], T | Awaitable[T]]) -> Flow[T]:
    """Ask an endpoint something about some records.

    Raises:
        CrosstieError: It failed, and that concerns only these records.
        Stop: The error concerns everybody, or it was one too many in a row without a sensible answer.
    """
    try:
        answer = yield from _asked(context, side, question)
    except CrosstieError as error:
        weigh(context, error)
        raise
    weigh(context, answer)
    return answer


def weigh(context: Context, answer: object) -> None:
    """Judge the answer to a call: end the run when an error concerns everybody.

    Raises:
        Stop: It does, or it was one too many in a row without a sensible answer.
    """
    if not isinstance(answer, CrosstieError):
        context.weight = 0
        return
    context.weight = context.weight + 1 if weighs(answer) else 0
    if stops(answer) or context.weight >= context.settings.trouble:
        raise Stop(answer) from answer


def _asked(context: Context, side: Side, question: Callable[[], T | Awaitable[T]]) -> Flow[T]:
    context.tally.calls[side] += 1
    try:
        return (yield from ask(question))
    except CrosstieError:
        raise
    except Exception as error:
        raise foreign(context.pair.endpoint(side).name, error) from error
