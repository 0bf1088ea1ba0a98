# @generated from tests/unit/core/test_driver_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The drivers perform each effect with what the host provided, and give back what a flow left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs
import pytest

from crosstie.core import effects
from crosstie.core.driver import Driver
from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.core.pace import Pace
from crosstie.core.state import ABSENT, Put, Query
from crosstie.errors import UsageError
from crosstie.http.limiter import Limiter
from crosstie.sessions.flights import Flights
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.records import Connection
from crosstie.testing import FakeClock
from crosstie.testing.clock import START

PACE = Pace("composed/1", concurrent=1)
KEY = ("acme", "composed", "default")
ME = Connection(tenant="acme", system="composed")


class Echo:
    """A transport that answers the address it was given."""

    def send(self, request: Request, *, timeout: float) -> Response:
        """Answer."""
        return Response(status=200, body=f"{request.url} in {timeout:g}".encode())


@attrs.define
class World:
    """A driver and what it heard."""

    driver: Driver
    limiter: Limiter
    clock: Any
    heard: list[object]

    @property
    def in_flight(self) -> int:
        """How many places are taken."""
        return self.limiter._queues.here().by_key[PACE.key].in_flight


def world(*, observer: Callable[[object], None] | None = None) -> World:
    """Make a world at the start of time."""
    limiter = Limiter()
    heard: list[object] = []
    clock = FakeClock()
    driver = Driver(
        transport=Echo(),
        storage=MemoryStorage(),
        clock=clock,
        sharing=Flights(),
        limits=limiter,
        draw=lambda: 0.25,
        observer=observer or heard.append,
    )
    return World(driver, limiter, clock, heard)


def test_every_effect_is_performed() -> None:
    """A flow that asks for everything gets it all, with the types that the helpers promise."""
    here = world()

    def inner() -> Flow[str]:
        yield from effects.sleep(3.0)
        return "inner"

    def everything() -> Flow[dict[str, Any]]:
        found: dict[str, Any] = {}
        found["sent"] = (yield from effects.send(Request(method="GET", url="u"), timeout=5)).body
        found["committed"] = yield from effects.commit([Put(ME, ABSENT)])
        found["loaded"] = (yield from effects.load(Connection, [KEY]))[KEY].record
        found["found"] = len((yield from effects.find(Query(kind=Connection, tenant="acme"))))
        found["counted"] = yield from effects.count(Query(kind=Connection, tenant="acme"), "status")
        yield from effects.enter(PACE)
        yield from effects.hold(PACE, 2.0)
        yield from effects.leave(PACE)
        yield from effects.enter(PACE)
        yield from effects.leave(PACE)
        found["shared"] = yield from effects.share(KEY, inner)
        found["alone"] = yield from effects.share_unless_running(KEY, inner)
        found["asked"] = yield from effects.ask(lambda: "host")
        found["drawn"] = yield from effects.draw()
        found["now"] = yield from effects.now()
        found["tick"] = yield from effects.tick()
        yield from effects.tell("event")
        return found

    found = here.driver.run(everything())
    assert found == {
        "sent": b"u in 5",
        "committed": [1],
        "loaded": ME,
        "found": 1,
        "counted": {"connected": 1},
        "shared": "inner",
        "alone": "inner",
        "asked": "host",
        "drawn": 0.25,
        "now": datetime(2026, 11, 2, 9, 0, 8, tzinfo=START.tzinfo),
        "tick": 8.0,
    }
    assert here.heard == ["event"]


def test_an_error_of_a_port_is_the_flows_to_handle() -> None:
    """What a port raises is thrown into the flow, which may go on."""

    def careful() -> Flow[str]:
        try:
            yield from effects.ask(_fail)
        except UsageError:
            return "handled"
        return "not reached"

    assert world().driver.run(careful()) == "handled"


def test_an_error_that_a_flow_does_not_handle_surfaces() -> None:
    """It comes out of ``run`` as it is."""
    with pytest.raises(UsageError):
        world().driver.run(effects.ask(_fail))


def test_an_observer_cannot_break_a_flow() -> None:
    """What it raises is ignored: it watches."""

    def hostile(_: object) -> None:
        raise RuntimeError

    assert world(observer=hostile).driver.run(effects.tell("event")) is None


def test_nobody_needs_to_listen() -> None:
    """Without an observer an event goes nowhere."""
    here = world()
    assert attrs.evolve(here.driver, observer=None).run(effects.tell("event")) is None
    assert here.heard == []


def test_a_place_that_a_flow_does_not_give_back_is_given_back_for_it() -> None:
    """A flow that ends in the middle holds no place for ever."""
    here = world()

    def careless() -> Flow[None]:
        yield from effects.enter(PACE)
        yield from effects.ask(_fail)

    with pytest.raises(UsageError):
        here.driver.run(careless())
    assert here.in_flight == 0


def _fail() -> None:
    raise UsageError
