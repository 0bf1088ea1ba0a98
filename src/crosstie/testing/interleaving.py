"""Run many flows as if they were processes, in every order that chance allows, with pauses and deaths; all from a seed.

Each actor is a flow with a memory of its own. They share one storage and one transport. Between any two effects of an
actor the others may run, the actor may be held up for longer than a lease, or it may die. Nothing waits in real time,
and the same seed gives the same history.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, assert_never

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
from crosstie.core.messages import Request, Response
from crosstie.core.ports import Storage
from crosstie.errors import UsageError
from crosstie.testing.clock import START

__all__ = ["Actor", "Hazards", "Interleaving"]


@attrs.frozen(kw_only=True)
class Hazards:
    """What may befall an actor between two effects.

    Attributes:
        pause: The chance that it is held up.
        pause_seconds: For how long, at most (at least a third of it).
        pause_rest: It is not held up again within this many seconds.
        deaths: How many actors may die in one history.
        death: The chance of that after each effect, while deaths are left.
    """

    pause: float = 0.0
    pause_seconds: float = 90.0
    pause_rest: float = 300.0
    deaths: int = 0
    death: float = 0.01


@attrs.define(eq=False)
class Actor:
    """One process: a flow that runs, and what became of it.

    Attributes:
        name: For the history.
        flows: What it does, the innermost last.
        outcome: ``running``, ``done``, ``failed`` or ``died``.
        value: What it returned.
        error: What it raised.
        died_after: The effect after which it was killed.
    """

    name: str
    flows: list[Flow[Any]]
    outcome: str = "running"
    value: Any = None
    error: Exception | None = None
    died_after: Effect | None = None
    next_pause: float = 0.0


class Interleaving:
    """A little world of actors on a clock of its own.

    Args:
        seed: Decides everything.
        storage: What the actors share.
        transport: Answers requests; called at the moment the request arrives.
        hazards: What may befall the actors.

    Attributes:
        actors: All of them.
        acting: Whose effect is being performed.
    """

    def __init__(
        self, seed: int, *, storage: Storage, transport: Callable[[Request], Response], hazards: Hazards | None = None
    ) -> None:
        """Begin with no actors at the start of time."""
        self._chance = random.Random(seed)  # noqa: S311 - a seed must give the same history again
        self._storage = storage
        self._transport = transport
        self._hazards = hazards or Hazards()
        self._deaths = self._hazards.deaths
        self._seconds = 0.0
        self._order = 0
        self._due: list[tuple[float, int, Actor, Callable[[], Any]]] = []
        self.actors: list[Actor] = []
        self.acting: Actor | None = None

    @property
    def seconds(self) -> float:
        """Seconds since the start of this world."""
        return self._seconds

    def now(self) -> datetime:
        """Return the wall-clock time of this world."""
        return START + timedelta(seconds=self._seconds)

    def add(self, name: str, flow: Flow[Any], *, after: float = 0.0) -> Actor:
        """Let an actor begin after some seconds."""
        actor = Actor(name, [flow])
        self.actors.append(actor)
        self._schedule(self._seconds + after, actor, lambda: None)
        return actor

    def run(self, *, limit: int = 100_000) -> None:
        """Run until every actor has ended.

        Raises:
            UsageError: They did not end within so many effects.
        """
        for _ in range(limit):
            if not self._due:
                return
            moment, _, actor, perform = heapq.heappop(self._due)
            self._seconds = max(self._seconds, moment)
            self.acting = actor
            self._step(actor, perform)
        message = "The actors do not come to an end."
        raise UsageError(message)

    def _step(self, actor: Actor, perform: Callable[[], Any]) -> None:
        """Perform what the actor asked for, hand it the answer, and take its next wish."""
        try:
            answer = perform()
        except Exception as error:  # noqa: BLE001 - whatever the port raises is the flow's to handle
            self._resume(actor, error=error)
        else:
            self._resume(actor, answer=answer)

    def _resume(self, actor: Actor, *, answer: Any = None, error: Exception | None = None) -> None:  # noqa: ANN401
        """Go on with the innermost flow; what it ends with is the answer to the one around it."""
        while actor.outcome == "running":
            flow = actor.flows[-1]
            try:
                effect = flow.send(answer) if error is None else flow.throw(error)
            except StopIteration as end:
                actor.flows.pop()
                answer, error = end.value, None
            except Exception as raised:  # noqa: BLE001 - the actor's own end is part of the history
                actor.flows.pop()
                answer, error = None, raised
            else:
                self._plan(actor, effect)
                return
            if not actor.flows:
                actor.outcome, actor.value, actor.error = ("done" if error is None else "failed"), answer, error

    def _plan(self, actor: Actor, effect: Effect) -> None:
        before, perform = self._reading(effect, actor)
        moment = self._seconds + before + self._held_up(actor)
        if self._deaths and self._chance.random() < self._hazards.death:
            self._deaths -= 1
            self._schedule(moment, actor, lambda: self._die(actor, effect, perform))
            return
        self._schedule(moment, actor, perform)

    def _die(self, actor: Actor, effect: Effect, perform: Callable[[], Any]) -> Any:  # noqa: ANN401 - never answered
        """The effect happens, the actor never learns of it."""
        actor.outcome, actor.died_after = "died", effect
        for flow in reversed(actor.flows):
            flow.close()
        return perform()

    def _held_up(self, actor: Actor) -> float:
        hazards = self._hazards
        if self._seconds < actor.next_pause or self._chance.random() >= hazards.pause:
            return 0.0
        pause = self._chance.uniform(hazards.pause_seconds / 3, hazards.pause_seconds)
        actor.next_pause = self._seconds + pause + hazards.pause_rest
        return pause

    def _schedule(self, moment: float, actor: Actor, perform: Callable[[], Any]) -> None:
        self._order += 1
        heapq.heappush(self._due, (moment, self._order, actor, perform))

    def _reading(self, effect: Effect, actor: Actor) -> tuple[float, Callable[[], Any]]:  # noqa: C901, PLR0911, PLR0912
        """Return how long the effect takes, and what performs it when that time has come."""
        store, blink = self._storage, self._chance.uniform(0.001, 0.05)
        match effect:
            case Send(request=request):
                return self._chance.uniform(0.05, 1.5), lambda: self._transport(request)
            case Load(kind=kind, keys=keys):
                return blink, lambda: store.get(kind, keys)
            case Find(query=query):
                return blink, lambda: store.find(query)
            case Commit(writes=writes):
                return blink, lambda: store.commit(writes)
            case Count(query=query, by=by):
                return blink, lambda: store.count(query, by)
            case Now():
                return 0.0, self.now
            case Tick():
                return 0.0, lambda: self._seconds
            case Sleep(seconds=seconds):
                return seconds, lambda: None
            case Draw():
                return 0.0, self._chance.random
            case Enter() | Leave() | Hold() | Tell():
                return 0.0, lambda: None
            case Ask(call=call):
                return blink, call
            case Share(flow=flow):
                # An actor is one process with one caller: what would be shared is simply run.
                actor.flows.append(flow())
                return 0.0, lambda: None
            case _:  # pragma: no cover
                assert_never(effect)
