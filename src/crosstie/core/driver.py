# @generated from src/crosstie/core/driver_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Performs the effects of a flow, one after the other, with what the host provided."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, assert_never

import attrs

from crosstie.core.effects import (
    Ask,
    Commit,
    Count,
    Draw,
    Effect,
    Enter,
    Find,
    Flow,
    Hold,
    Leave,
    Load,
    Now,
    Send,
    Share,
    Sleep,
    Tell,
    Tick,
)
from crosstie.core.pace import Pace
from crosstie.core.ports import Clock, Observer, Storage, Transport
from crosstie.core.state import Key
from crosstie.core.waiting import answer
from crosstie.core.worlds import check_world

__all__ = ["Driver", "Limits", "Sharing"]

T = TypeVar("T")


class Sharing(Protocol):
    """Lets callers of one key share one running piece of work."""

    def run(self, key: Key, work: Callable[[], T], *, join: bool) -> T | None:
        """Start the work, or wait for the one that runs (without ``join``: answer ``None``); its result is for all."""
        ...


class Limits(Protocol):
    """Holds the state of all rate limits of a process."""

    def enter(self, pace: Pace, clock: Clock) -> None:
        """Wait for a place."""
        ...

    def leave(self, pace: Pace) -> None:
        """Give the place back."""
        ...

    def hold(self, pace: Pace, until: float) -> None:
        """Let nobody enter before ``until`` (monotonic seconds)."""
        ...


@attrs.frozen(kw_only=True)
class Driver:
    """Performs effects in the sync world.

    A storage of the other world is refused: ``UsageError``.

    Attributes:
        transport: Sends requests.
        storage: Keeps records.
        clock: Tells the time and waits.
        sharing: One running renewal per connection.
        limits: Rate limits.
        draw: Source of jitter, numbers in [0, 1).
        observer: Receives events, if anybody listens.
    """

    transport: Transport
    storage: Storage
    clock: Clock
    sharing: Sharing
    limits: Limits
    draw: Callable[[], float]
    observer: Observer | None = None

    def __attrs_post_init__(self) -> None:
        """Check that the storage is of this world."""
        check_world(self.storage, awaits=False)

    def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return its value, or raise its error."""
        places: list[Pace] = []
        try:
            effect = next(flow)
            while True:
                try:
                    answer = self._perform(effect, places)
                except BaseException as error:  # noqa: BLE001 - cancellation too: the flow must give back what it holds
                    effect = flow.throw(error)
                else:
                    effect = flow.send(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        finally:
            # A flow that was dropped in the middle could not give back what it held.
            for pace in places:
                self.limits.leave(pace)

    def _perform(self, effect: Effect, places: list[Pace]) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 - one arm per effect
        match effect:
            case Send():
                return self.transport.send(effect.request, timeout=effect.timeout)
            case Now():
                return self.clock.now()
            case Tick():
                return self.clock.monotonic()
            case Tell():
                return self._tell(effect.event)
            case Enter():
                self.limits.enter(effect.pace, self.clock)
                return places.append(effect.pace)
            case Leave():
                places.remove(effect.pace)
                return self.limits.leave(effect.pace)
            case Hold():
                return self.limits.hold(effect.pace, self.clock.monotonic() + effect.seconds)
            case Load():
                return self.storage.get(effect.kind, effect.keys)
            case Find():
                return self.storage.find(effect.query)
            case Commit():
                return self.storage.commit(effect.writes)
            case Count():
                return self.storage.count(effect.query, effect.by)
            case Ask():
                return answer(effect.call())
            case Sleep():
                return self.clock.sleep(effect.seconds)
            case Draw():
                return self.draw()
            case Share():
                flow = effect.flow
                return self.sharing.run(effect.key, lambda: self.run(flow()), join=effect.join)
            case _:  # pragma: no cover
                assert_never(effect)

    def _tell(self, event: object) -> None:
        if self.observer is not None:
            # An observer watches; it must not be able to break a renewal half-way.
            with contextlib.suppress(Exception):
                self.observer(event)
