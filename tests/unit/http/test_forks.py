"""A forked child opens sockets of its own, and starts with every account at rest."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from crosstie.core.pace import Pace
from crosstie.http.httpx_clients import HttpxClients
from crosstie.http.limiter import Limiter
from crosstie.testing import FakeClock

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


def in_a_fork(check: Callable[[], bool]) -> bool:
    """Run a check in a forked child; tell whether it held."""
    child = os.fork()
    if child == 0:
        held = False
        try:
            held = check()
        finally:
            os._exit(0 if held else 1)
    return os.waitpid(child, 0)[1] == 0


def test_a_fork_does_not_share_sockets() -> None:
    """Two processes on one socket would read each other's answers."""
    clients = HttpxClients()
    mine = clients.get()
    assert clients.get() is mine
    assert in_a_fork(lambda: clients.get() is not mine and not mine.is_closed)
    clients.close()


def test_a_fork_begins_with_every_account_at_rest() -> None:
    """Calls of the parent that are in flight are none of the child's; giving back one of them frees nothing."""
    limiter, pace, clock = Limiter(), Pace("a", concurrent=1), FakeClock()
    limiter.enter(pace, clock)

    def child() -> bool:
        limiter.leave(pace)
        limiter.enter(pace, clock)
        return limiter._queues.here().by_key["a"].in_flight == 1

    assert in_a_fork(child)
