"""Two-way sync against every order of events, on sides in memory with very different manners."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from crosstie import sync
from crosstie.testing.sync_machine import SyncMachine
from crosstie.testing.sync_world import Manners, ShelfWorld, World


class ByTime(SyncMachine):
    """Both sides tell changes by time, and check versions."""

    def world_of(self) -> World:
        """Return the plainest world."""
        return ShelfWorld(Manners(), Manners(), sync.ask())


class ByToken(SyncMachine):
    """One side has a change token and gives heads only; the other honours keys, takes batches, and owns the city."""

    def world_of(self) -> World:
        """Return that world."""
        left = Manners(feed="token", heads_only=True)
        right = Manners(batch=3, honours_keys=True)
        return ShelfWorld(left, right, sync.ask(), city=sync.right_owns("city", "city"))


class ByScan(SyncMachine):
    """One side can only be listed, has no versions, checks nothing, finds nothing, and upper-cases and cuts text."""

    def world_of(self) -> World:
        """Return that world."""
        odd = Manners(feed="scan", checks_version=False, finds=frozenset(), versions=False, uppers=("city",), most=12)
        return ShelfWorld(Manners(honours_keys=True), odd, sync.ask())


class ByDate(SyncMachine):
    """One side counts in days; the newest change wins."""

    def world_of(self) -> World:
        """Return that world."""
        right = Manners(feed="scan", uppers=("city", "name"), heads_only=True)
        return ShelfWorld(Manners(feed="date", checks_version=False), right, sync.newest())


@pytest.mark.parametrize("machine", [ByTime, ByToken, ByScan, ByDate])
def test_the_invariants_hold(machine: type[SyncMachine]) -> None:
    """Converges, Quiet, No lost update, No duplicate, No gap and No echo hold after every order of events."""
    profile = settings.default or settings()
    case = machine.TestCase
    case.settings = settings(
        profile,
        max_examples=profile.max_examples,
        stateful_step_count=40,
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()
