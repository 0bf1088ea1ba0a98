"""What one process knows is not carried into its forks."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from crosstie.core.per_process import PerProcess


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


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_fork_begins_anew() -> None:
    """The child gets a value of its own, and its child another one; the parent keeps its value."""
    numbers = iter(range(10))
    kept = PerProcess(lambda: [next(numbers)])
    mine = kept.here()

    def child() -> bool:
        own = kept.here()
        return own is not mine and kept.here() is own and in_a_fork(lambda: kept.here() not in (mine, own))

    assert in_a_fork(child)
    assert kept.here() is mine


def test_all_threads_of_a_process_agree() -> None:
    """Threads that ask at once get the same value."""
    kept: PerProcess[object] = PerProcess(object)
    gate = threading.Barrier(8)
    found: list[object] = []

    def ask() -> None:
        gate.wait()
        found.append(kept.here())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1


def test_a_process_number_that_is_given_out_again_brings_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grandchild that happens to get the number of its grandparent does not see the grandparent's value."""
    kept: PerProcess[object] = PerProcess(object)
    found: list[object] = []
    for number in (10, 11, 10):
        monkeypatch.setattr("os.getpid", lambda number=number: number)
        found.append(kept.here())
        assert kept.here() is found[-1]
    assert len(set(map(id, found))) == 3
