"""Places under a rate limit: everybody gets one in turn, nobody keeps one for ever."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from crosstie.core.pace import Pace
from crosstie.http.limiter import Limiter, _Ticket
from crosstie.testing import AsyncFakeClock, FakeClock

ONE = Pace("a", concurrent=1)


def in_flight(limiter: Limiter) -> int:
    """How many places of ``ONE`` are taken."""
    return limiter._queues.here().by_key["a"].in_flight


def waiting(limiter: Limiter) -> int:
    """How many wait for one."""
    return len(limiter._queues.here().by_key["a"].waiting)


class WatchedLimiter(Limiter):
    """A limiter that tells when a thread has come to wait."""

    __slots__ = ("thread_waits",)

    def __init__(self) -> None:
        """Start with nobody waiting."""
        super().__init__()
        self.thread_waits = threading.Event()

    def _line_up(self, pace: Pace, loop: asyncio.AbstractEventLoop | None) -> _Ticket | None:
        ticket = super()._line_up(pace, loop)
        if ticket is not None and loop is None:
            self.thread_waits.set()
        return ticket


def test_calls_follow_each_other_at_the_pace() -> None:
    """The first starts at once, each further one an interval later."""
    limiter, clock = Limiter(), FakeClock()
    pace = Pace("a", per_second=4.0)
    for _ in range(3):
        limiter.enter(pace, clock)
        limiter.leave(pace)
    assert clock.sleeps == (0.25, 0.25)


def test_accounts_do_not_wait_for_each_other() -> None:
    """Each key has a queue of its own."""
    limiter, clock = Limiter(), FakeClock()
    for key in ("a", "b"):
        limiter.enter(Pace(key, per_second=1.0, concurrent=1), clock)
    assert clock.sleeps == ()


def test_a_hold_keeps_everybody_out_until_it_is_over() -> None:
    """After a 429 the whole account pauses; a shorter hold does not end a longer one."""
    limiter, clock = Limiter(), FakeClock()
    limiter.hold(ONE, clock.monotonic() + 30)
    limiter.hold(ONE, clock.monotonic() + 10)
    limiter.enter(ONE, clock)
    assert clock.sleeps == (30.0,)


def test_a_hold_also_catches_those_who_wait_already() -> None:
    """Who sleeps until its turn when the pause is asked for, takes its turn after the pause."""
    limiter = Limiter()
    pace = Pace("a", per_second=1.0)

    class Held(FakeClock):
        """The first sleep is disturbed by a pause."""

        def sleep(self, seconds: float) -> None:
            """Wait, and meanwhile somebody is told to pause."""
            if not self.sleeps:
                limiter.hold(pace, 50.0)
            super().sleep(seconds)

    clock = Held()
    limiter.enter(pace, clock)
    limiter.enter(pace, clock)
    assert clock.monotonic() >= 50.0


def test_a_hold_catches_waiting_tasks_too() -> None:
    """The same in the async world."""
    limiter = Limiter()
    pace = Pace("a", per_second=1.0)

    class Held(AsyncFakeClock):
        """The first sleep is disturbed by a pause."""

        async def sleep(self, seconds: float) -> None:
            """Wait, and meanwhile somebody is told to pause."""
            if not self.clock.sleeps:
                limiter.hold(pace, 50.0)
            await super().sleep(seconds)

    async def enter_twice() -> float:
        clock = Held()
        for _ in range(2):
            await limiter.enter_async(pace, clock)
        return clock.monotonic()

    assert asyncio.run(enter_twice()) >= 50.0


def test_a_sleep_that_is_broken_off_gives_the_place_back() -> None:
    """An interrupted thread does not keep the account busy."""

    class Interrupted(FakeClock):
        """Somebody presses Ctrl-C."""

        def sleep(self, seconds: float) -> None:
            """Break off."""
            del seconds
            raise KeyboardInterrupt

    limiter = Limiter()
    limiter.hold(ONE, 10.0)
    with pytest.raises(KeyboardInterrupt):
        limiter.enter(ONE, Interrupted())
    assert in_flight(limiter) == 0


def test_a_wait_that_is_broken_off_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted thread does not stand in the way of those behind it."""
    limiter, clock = Limiter(), FakeClock()
    limiter.enter(ONE, clock)

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("crosstie.http.limiter.Future.result", interrupt)
    with pytest.raises(KeyboardInterrupt):
        limiter.enter(ONE, clock)
    assert waiting(limiter) == 0
    limiter.leave(ONE)
    assert in_flight(limiter) == 0


def test_threads_take_turns() -> None:
    """As many in flight as are allowed, never more, and everybody gets a place."""
    limiter, clock = Limiter(), FakeClock()
    pace = Pace("a", concurrent=3)
    most, now = 0, 0
    lock, three = threading.Lock(), threading.Barrier(3)

    def call(_: int) -> None:
        nonlocal most, now
        limiter.enter(pace, clock)
        try:
            with lock:
                now += 1
                most = max(most, now)
            three.wait(30)
            with lock:
                now -= 1
        finally:
            limiter.leave(pace)  # or who still waits would never end

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(3 * 66)))
    assert most == 3
    assert in_flight(limiter) == 0


def test_a_thread_and_a_task_share_one_queue() -> None:
    """A place that a thread gives back goes to the task that waited for it."""
    limiter = Limiter()
    limiter.enter(ONE, FakeClock())

    async def wait_for_it() -> None:
        entering = asyncio.create_task(limiter.enter_async(ONE, AsyncFakeClock()))
        await asyncio.sleep(0)
        assert waiting(limiter) == 1
        await asyncio.to_thread(limiter.leave, ONE)
        await entering

    asyncio.run(wait_for_it())
    assert in_flight(limiter) == 1


def test_whoever_waited_longest_is_next() -> None:
    """Places are given in the order of asking."""
    limiter, clock = Limiter(), AsyncFakeClock()
    order: list[int] = []

    async def call(number: int) -> None:
        await limiter.enter_async(ONE, clock)
        order.append(number)
        await asyncio.sleep(0)
        limiter.leave(ONE)

    async def all_of_them() -> None:
        await asyncio.gather(*(call(number) for number in range(6)))

    asyncio.run(all_of_them())
    assert order == list(range(6))


def test_a_cancelled_waiter_leaves_the_queue() -> None:
    """Its place goes to the next one behind it."""
    limiter, clock = Limiter(), AsyncFakeClock()

    async def cancel_the_first() -> None:
        await limiter.enter_async(ONE, clock)
        first, second = (asyncio.create_task(limiter.enter_async(ONE, clock)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        assert waiting(limiter) == 1
        limiter.leave(ONE)
        await second
        assert first.cancelled()

    asyncio.run(cancel_the_first())
    assert in_flight(limiter) == 1


def test_a_waiter_that_is_cancelled_as_its_place_comes_passes_it_on() -> None:
    """The place was given, the task never woke up: it goes to the next instead of being lost."""
    limiter, clock = Limiter(), AsyncFakeClock()

    async def cross() -> None:
        await limiter.enter_async(ONE, clock)
        first, second = (asyncio.create_task(limiter.enter_async(ONE, clock)) for _ in range(2))
        await asyncio.sleep(0)
        limiter.leave(ONE)
        first.cancel()
        await second
        assert first.cancelled()

    asyncio.run(cross())
    assert in_flight(limiter) == 1


def test_a_ticket_that_was_cancelled_before_its_turn_is_passed_over() -> None:
    """The cancellation reaches the queue before the task wakes up to leave it."""
    limiter, clock = Limiter(), AsyncFakeClock()

    async def cross() -> None:
        await limiter.enter_async(ONE, clock)
        first, second = (asyncio.create_task(limiter.enter_async(ONE, clock)) for _ in range(2))
        await asyncio.sleep(0)
        limiter._queues.here().by_key["a"].waiting[0].called.cancel()
        limiter.leave(ONE)
        await second
        with pytest.raises(asyncio.CancelledError):
            await first

    asyncio.run(cross())
    assert in_flight(limiter) == 1


def test_the_tasks_of_a_loop_that_was_closed_are_passed_over() -> None:
    """A place given to a loop that is gone would be lost for everybody."""
    limiter = WatchedLimiter()
    limiter.enter(ONE, FakeClock())
    loop = asyncio.new_event_loop()
    stranded = loop.create_task(limiter.enter_async(ONE, AsyncFakeClock()))
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    entering = threading.Thread(target=limiter.enter, args=(ONE, FakeClock()), daemon=True)
    entering.start()
    assert limiter.thread_waits.wait(30)
    assert waiting(limiter) == 2
    limiter.leave(ONE)
    entering.join(5)
    assert not entering.is_alive()
    assert in_flight(limiter) == 1
    stranded._log_destroy_pending = False  # type: ignore[attr-defined]  # what is shown here is that it was left


def test_a_task_that_is_cancelled_in_its_pause_gives_the_place_back() -> None:
    """The place was taken, the turn had not come."""

    class Endless(AsyncFakeClock):
        """Sleeps until it is cancelled."""

        async def sleep(self, seconds: float) -> None:
            """Never come back."""
            del seconds
            await asyncio.Event().wait()

    limiter = Limiter()
    limiter.hold(ONE, 10.0)

    async def cancel_it() -> None:
        entering = asyncio.create_task(limiter.enter_async(ONE, Endless()))
        await asyncio.sleep(0)
        entering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await entering

    asyncio.run(cancel_it())
    assert in_flight(limiter) == 0
