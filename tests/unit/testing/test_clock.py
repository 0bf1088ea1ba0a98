"""The clocks that tests control."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crosstie.errors import UsageError
from crosstie.testing import AsyncFakeClock, FakeClock, RunningClock

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def test_fake_clock_stands_still_until_told_otherwise() -> None:
    """Looking at the clock does not move it; advance moves the wall and the monotonic time alike."""
    clock = FakeClock(NOON)
    assert (clock.now(), clock.now(), clock.monotonic()) == (NOON, NOON, 0.0)
    clock.advance(90)
    assert (clock.now(), clock.monotonic()) == (NOON + timedelta(seconds=90), 90.0)


def test_sleeping_advances_and_is_remembered() -> None:
    """A sleep returns at once, the time has passed, and every wait is on record."""
    clock = FakeClock(NOON)
    clock.sleep(5)
    clock.sleep(0.5)
    assert (clock.monotonic(), clock.sleeps) == (5.5, (5, 0.5))


def test_wall_clock_jumps_back_while_monotonic_time_stays() -> None:
    """Both set and jump turn the wall clock only, as a time server does."""
    clock = FakeClock(NOON)
    clock.advance(10)
    clock.jump(-3600)
    assert (clock.now(), clock.monotonic()) == (NOON - timedelta(seconds=3590), 10.0)
    clock.set(NOON)
    assert (clock.now(), clock.monotonic()) == (NOON, 10.0)


def test_advance_refuses_to_run_backwards() -> None:
    """A negative advance is a mistake that says what to use instead."""
    with pytest.raises(UsageError, match="jump"):
        FakeClock().advance(-1)


def test_times_without_a_zone_are_refused_and_others_turned_to_utc() -> None:
    """The clock is always aware and in UTC."""
    with pytest.raises(UsageError, match="time zone"):
        FakeClock(datetime(2026, 1, 1))  # noqa: DTZ001 - a naive time is what is tried
    local = FakeClock(datetime(2026, 11, 2, 4, 0, tzinfo=timezone(timedelta(hours=-8))))
    assert local.now() == NOON
    assert local.now().tzinfo is UTC


def test_tick_tells_moments_in_a_row_apart() -> None:
    """With a tick, every look at the time is a little later."""
    clock = FakeClock(NOON, tick=1)
    assert clock.now() < clock.now()


def test_async_clock_is_the_same_clock_and_lets_others_run() -> None:
    """An async sleep advances the shared clock and gives the other tasks their turn."""
    clock = FakeClock(NOON)
    seen: list[str] = []

    async def work(name: str) -> None:
        for _ in range(2):
            seen.append(name)
            await clock.as_async.sleep(1)

    async def both() -> None:
        await asyncio.gather(work("a"), work("b"))

    asyncio.run(both())
    assert seen == ["a", "b", "a", "b"]
    assert clock.monotonic() == 4.0
    assert clock.as_async.now() == clock.now()
    assert AsyncFakeClock(clock).monotonic() == 4.0
    assert AsyncFakeClock().now() == FakeClock().now()


def test_threads_share_a_fake_clock() -> None:
    """Eight threads advance it; no second is lost."""
    clock = FakeClock()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: clock.sleep(1), range(400)))
    assert clock.monotonic() == 400.0
    assert len(clock.sleeps) == 400


def test_running_clock_is_real_time_plus_what_was_skipped() -> None:
    """Skipping an hour moves both times on by an hour, and they go on running."""
    clock = RunningClock()
    before, steady = datetime.now(UTC), clock.monotonic()
    clock.advance(3600)
    clock.sleep(0)
    assert timedelta(hours=1) <= clock.now() - before < timedelta(hours=1, minutes=5)
    assert 3600 <= clock.monotonic() - steady < 3900
