"""A refusal that meets a renewal under way."""

# ruff: noqa: ANN401 - the world is what conftest makes; tests cannot import from there

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from crosstie.sessions.flights import Flights

KEY = ("acme", "quickbooks", "default")


class WatchedFlights(Flights):
    """Flights that tell when a follower has come to wait."""

    __slots__ = ("followed",)

    def __init__(self) -> None:
        """Start with nobody waiting."""
        super().__init__()
        self.followed = threading.Event()

    def _next_look(self, flight: Any, give_up: float) -> float:
        seconds = super()._next_look(flight, give_up)
        self.followed.set()
        return seconds


def test_a_renewal_that_had_begun_before_the_refusal_does_not_settle_it(world: Any) -> None:
    """It ends with the very tokens that were refused: then another one is made, once."""
    flights = WatchedFlights()
    sessions = world.manager(flights=flights)
    start = sessions.authorize("quickbooks", tenant="acme")
    sessions.complete(start, world.visit(start.url))
    auth = sessions.authenticator(KEY)
    lent = sessions.run(auth.grant())
    world.qb.expire_access_tokens()
    gate, begun = threading.Event(), threading.Event()

    def earlier() -> Any:
        begun.set()
        assert gate.wait(10)
        return lent

    with ThreadPoolExecutor(2) as pool:
        pool.submit(flights.run, KEY, earlier)
        assert begun.wait(5)
        refused = pool.submit(sessions.run, auth.refused(lent))
        assert flights.followed.wait(10)
        gate.set()
        other = refused.result(10)
    assert other.session.access != lent.session.access
    assert (other.minted, world.qb.grants.renewals) == (True, 1)
