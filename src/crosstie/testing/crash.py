"""Kill a flow at every effect: before it is performed, or when it is done and nobody has learnt of it.

::

    for death in every_death(act):
        ...  # restart from the storage that the act left behind, and check what must hold

where ``act(plan)`` makes a fresh world each time and runs a flow in it with ``CrashingDriver(plan=plan, ...)``. What
the dead process held in memory must not be used again; what it stored, and what it sent, has happened.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, TypeAlias

import attrs

from crosstie.core.driver import Driver
from crosstie.core.effects import Draw, Effect, Now, Share, Tell, Tick
from crosstie.core.pace import Pace
from crosstie.errors import UsageError

__all__ = ["CrashingDriver", "Death", "Killed", "Plan", "every_death"]

When: TypeAlias = Literal["before", "after"]
_WHENS: Final[tuple[When, ...]] = ("before", "after")

# They leave no trace outside the process: to die at them is to die at the effect before or behind.
_TRACELESS: Final = (Draw, Now, Share, Tell, Tick)


class Killed(BaseException):
    """The process was killed; no handler of errors sees this, as none runs in a process that is gone."""


@attrs.frozen(kw_only=True)
class Death:
    """Where a process was killed.

    Attributes:
        number: At which of its effects, from 1.
        when: ``before`` the effect took place, or ``after`` it, when the process had not learnt the answer.
        effect: The effect.
    """

    number: int
    when: When
    effect: Effect

    def __repr__(self) -> str:
        """Say it in words."""
        return f"<killed {self.when} effect {self.number}, {type(self.effect).__name__}>"


@attrs.define(eq=False)
class Plan:
    """When a process is to be killed, and whether it came to that.

    Attributes:
        number: At which of its effects, from 1.
        when: ``before`` or ``after`` it.
        death: Where it was killed.
    """

    number: int
    when: When
    death: Death | None = None
    _seen: int = 0

    def reach(self, effect: Effect) -> None:
        """Count an effect that is about to take place.

        Raises:
            Killed: Here.
        """
        if isinstance(effect, _TRACELESS):
            return
        self._seen += 1
        self._strike("before", effect)

    def pass_by(self, effect: Effect) -> None:
        """Note that the effect took place.

        Raises:
            Killed: Here.
        """
        if not isinstance(effect, _TRACELESS):
            self._strike("after", effect)

    def _strike(self, when: When, effect: Effect) -> None:
        if self._seen == self.number and when == self.when and self.death is None:
            self.death = Death(number=self.number, when=when, effect=effect)
            raise Killed


@attrs.frozen(kw_only=True)
class CrashingDriver(Driver):
    """A driver whose process is killed according to plan.

    Attributes:
        plan: When.
    """

    plan: Plan

    def _perform(self, effect: Effect, places: list[Pace]) -> Any:  # noqa: ANN401 - what the effect answers
        self.plan.reach(effect)
        answer = super()._perform(effect, places)
        self.plan.pass_by(effect)
        return answer


def every_death(act: Callable[[Plan], None], *, limit: int = 1000) -> Iterator[Death]:
    """Play an act again and again, killed at each of its effects in turn; yield each death right after it.

    Args:
        act: Makes a fresh world, and runs a flow in it by the plan.
        limit: It is expected to end within so many effects.

    Raises:
        UsageError: It does not end.
    """
    for number, when in itertools.product(range(1, limit + 1), _WHENS):
        plan = Plan(number, when)
        try:
            act(plan)
        except Killed:
            assert plan.death is not None  # noqa: S101 - only a plan kills
            yield plan.death
        else:
            return
    message = f"The act does not end within {limit} effects."
    raise UsageError(message)
