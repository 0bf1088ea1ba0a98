"""One running piece of work per key, for threads and loops alike: who leads, who waits, and who takes over."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from typing import Any

import pytest

from crosstie.errors import RenewalUnavailable, UsageError
from crosstie.sessions.flights import Flights, _Flight

KEY = ("acme", "composed", "default")
LONG = 10.0
"""Seconds after which a test that hangs has failed."""


class Signal:
    """Something that happens once; threads and coroutines alike can wait for it."""

    def __init__(self) -> None:
        """Wait for it to happen."""
        self._told = Future[None]()
        self._told.set_running_or_notify_cancel()  # who stops waiting does not call it off

    def set(self) -> None:
        """Let it have happened."""
        with contextlib.suppress(InvalidStateError):
            self._told.set_result(None)

    def wait(self) -> None:
        """Stop this thread until it has happened."""
        self._told.result(LONG)

    async def reached(self) -> None:
        """Let the loop go on until it has happened."""
        await asyncio.wrap_future(self._told)


class Work:
    """Work that begins when it is told to, ends when it is told to, and counts its runs."""

    def __init__(self) -> None:
        """Begin with a closed gate."""
        self.begun = Signal()
        self.gate = Signal()
        self.runs = 0
        self.error: BaseException | None = None

    def __call__(self) -> str:
        """Do it in a thread."""
        self.runs += 1
        self.begun.set()
        self.gate.wait()
        return self._end()

    async def as_task(self) -> str:
        """Do it on a loop."""
        self.runs += 1
        self.begun.set()
        await self.gate.reached()
        return self._end()

    def _end(self) -> str:
        if self.error is not None:
            raise self.error
        return f"run {self.runs}"


class WatchedFlights(Flights):
    """Flights that tell who has come to wait: every follower, and the caller of work that is a task."""

    __slots__ = ("_news", "_waiting")

    def __init__(self) -> None:
        """Start with nobody waiting."""
        super().__init__()
        self._news = threading.Condition()
        self._waiting = set[tuple[int, Any]]()

    def _next_look(self, flight: _Flight, give_up: float) -> float:
        seconds = super()._next_look(flight, give_up)
        with self._news:
            self._waiting.add((threading.get_ident(), _task()))
            self._news.notify_all()
        return seconds

    def until_waiting(self, number: int) -> None:
        """Stop this thread until so many have come."""
        with self._news:
            assert self._news.wait_for(lambda: len(self._waiting) >= number, LONG)


def _task_of(flights: Flights) -> asyncio.Task[None]:
    """Return the task that does the work."""
    task = flights._board.here().flights[KEY].task
    assert task is not None
    return task


def _task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


async def _quick() -> str:
    return "another"


def test_threads_share_one_run() -> None:
    """However many ask while it runs, the work is done once, and all get its result."""
    flights, work = WatchedFlights(), Work()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(flights.run, KEY, work) for _ in range(8)]
        flights.until_waiting(7)
        work.gate.set()
        assert {future.result(5) for future in asked} == {"run 1"}
    assert not flights.under_way(KEY)


def test_tasks_share_one_run() -> None:
    """The same on a loop."""
    flights, work = Flights(), Work()

    async def all_of_them() -> list[str | None]:
        asked = [asyncio.create_task(flights.run_async(KEY, work.as_task)) for _ in range(8)]
        await asyncio.sleep(0)
        assert flights.under_way(KEY)
        work.gate.set()
        return await asyncio.gather(*asked)

    assert set(asyncio.run(all_of_them())) == {"run 1"}
    assert not flights.under_way(KEY)


@pytest.mark.parametrize("leader", ["thread", "task"])
def test_threads_and_loops_share_one_run(leader: str) -> None:
    """A loop waits for a thread's work without blocking, and a thread for a loop's."""
    flights, work = WatchedFlights(), Work()

    def on_a_loop() -> str | None:
        return asyncio.run(flights.run_async(KEY, work.as_task))

    def in_a_thread() -> str | None:
        return flights.run(KEY, work)

    first, second = (in_a_thread, on_a_loop) if leader == "thread" else (on_a_loop, in_a_thread)
    with ThreadPoolExecutor(2) as pool:
        leading = pool.submit(first)
        work.begun.wait()
        following = pool.submit(second)
        flights.until_waiting(1 if leader == "thread" else 2)
        work.gate.set()
        assert leading.result(5) == following.result(5) == "run 1"
    assert work.runs == 1


def test_other_keys_do_not_wait() -> None:
    """Each connection has its own flight."""
    flights, work = Flights(), Work()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(flights.run, KEY, work)
        work.begun.wait()
        assert flights.run(("other",), lambda: "at once") == "at once"
        work.gate.set()
        asked.result(5)


def test_who_does_not_join_is_answered_at_once() -> None:
    """In the advisory window nobody waits for the one who renews, thread or task."""
    flights, work = Flights(), Work()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(flights.run, KEY, work, join=False)
        work.begun.wait()
        assert flights.run(KEY, work, join=False) is None
        assert asyncio.run(flights.run_async(KEY, _quick, join=False)) is None
        work.gate.set()
        assert asked.result(5) == "run 1"


# -- errors ------------------------------------------------------------------------------------------------------------


def test_every_caller_gets_an_error_of_its_own() -> None:
    """Each one's is annotated with its own operation; they must not write into each other's."""
    flights, work = WatchedFlights(), Work()
    work.error = RenewalUnavailable("down", retry_after=3.0)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(flights.run, KEY, work) for _ in range(3)]
        flights.until_waiting(2)
        work.gate.set()
        errors = [future.exception(5) for future in asked]
    assert len(set(map(id, errors))) == 3
    assert all(isinstance(error, RenewalUnavailable) and error.retry_after == 3.0 for error in errors)


def test_a_time_out_of_the_work_is_not_taken_for_lost_patience() -> None:
    """What the work itself raises is what its callers get, whatever class it has."""
    flights, work = Flights(), Work()
    work.error, patience = TimeoutError("of the work"), Flights()

    async def follow() -> None:
        with pytest.raises(TimeoutError, match="of the work"):
            await patience.run_async(KEY, work.as_task)

    work.gate.set()
    asyncio.run(follow())
    with pytest.raises(TimeoutError, match="of the work"):
        flights.run(KEY, work)


@pytest.mark.parametrize("world", ["thread", "task"])
def test_patience_has_an_end(world: str) -> None:
    """A leader that does not come back holds nobody for ever; the next one is told what to do."""
    flights, work = Flights(patience=0.05), Work()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(flights.run, KEY, work)
        work.begun.wait()
        with pytest.raises(RenewalUnavailable, match="too long") as caught:
            _follow(flights, work, world)
        assert (caught.value.retry, caught.value.done) == ("safe", "Waited 0.05 seconds.")
        work.gate.set()
        asked.result(5)


def _follow(flights: Flights, work: Work, world: str) -> object:
    return flights.run(KEY, work) if world == "thread" else asyncio.run(flights.run_async(KEY, work.as_task))


# -- callers and leaders that are stopped ------------------------------------------------------------------------------


def test_a_cancelled_follower_leaves_the_work_alone() -> None:
    """It goes, the others get their result."""
    flights, work = Flights(), Work()

    async def cancel_one() -> None:
        first, second = (asyncio.create_task(flights.run_async(KEY, work.as_task)) for _ in range(2))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        work.gate.set()
        assert await first == "run 1"

    asyncio.run(cancel_one())


def test_a_cancelled_leader_loses_nothing() -> None:
    """The work is a task of its own: the new token is saved although nobody asks for it any more."""
    flights, work = Flights(), Work()

    async def cancel_the_leader() -> None:
        leader = asyncio.create_task(flights.run_async(KEY, work.as_task))
        await asyncio.sleep(0)
        follower = asyncio.create_task(flights.run_async(KEY, work.as_task))
        await asyncio.sleep(0)
        leader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leader
        assert flights.under_way(KEY)
        work.gate.set()
        assert await follower == "run 1"

    asyncio.run(cancel_the_leader())
    assert work.runs == 1


def test_an_error_that_nobody_waits_for_makes_no_noise(caplog: pytest.LogCaptureFixture) -> None:
    """All callers were cancelled, then the work failed: asyncio has nothing to complain of."""
    flights, work = Flights(), Work()
    work.error = RenewalUnavailable()

    async def leave() -> None:
        caller = asyncio.create_task(flights.run_async(KEY, work.as_task))
        await asyncio.sleep(0)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        work.gate.set()
        await asyncio.wait([_task_of(flights)])

    asyncio.run(leave())
    assert not flights.under_way(KEY)
    assert caplog.records == []


def test_a_leader_that_is_interrupted_hands_over() -> None:
    """Ctrl-C in the leading thread is not the followers' error: one of them leads."""
    flights, work = WatchedFlights(), Work()
    work.error = KeyboardInterrupt()

    def follow() -> str | None:
        return flights.run(KEY, lambda: "second run")

    with ThreadPoolExecutor(2) as pool:
        leading = pool.submit(flights.run, KEY, work)
        work.begun.wait()
        following = pool.submit(follow)
        flights.until_waiting(1)
        work.gate.set()
        assert following.result(5) == "second run"
        assert isinstance(leading.exception(5), KeyboardInterrupt)


def test_work_that_is_cancelled_before_its_first_step_is_handed_over() -> None:
    """A loop that ends just then leaves no flight behind that nobody flies."""
    flights, work = Flights(), Work()

    async def begin_and_end() -> None:
        asking = asyncio.create_task(flights.run_async(KEY, work.as_task))
        await asyncio.sleep(0)
        _task_of(flights).cancel()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(begin_and_end())
    assert work.runs == 0
    assert not flights.under_way(KEY)
    assert flights.run(KEY, lambda: "again") == "again"


def test_a_caller_goes_on_when_only_the_work_was_cancelled() -> None:
    """Somebody cancelled every task of the loop but the caller's: the caller leads anew."""
    flights, work = Flights(), Work()

    async def cancel_the_work() -> str | None:
        asking = asyncio.create_task(flights.run_async(KEY, work.as_task))
        await work.begun.reached()
        _task_of(flights).cancel()
        work.gate.set()
        return await asking

    assert asyncio.run(cancel_the_work()) == "run 2"


def test_when_the_leaders_loop_ends_a_follower_leads() -> None:
    """``asyncio.run`` cancels what is left; the thread that waited does the work itself."""
    flights, work, over = WatchedFlights(), Work(), Signal()

    def lead() -> None:
        async def begin() -> None:
            leading = asyncio.create_task(flights.run_async(KEY, work.as_task))
            await over.reached()
            assert not leading.done()

        asyncio.run(begin())

    with ThreadPoolExecutor(2) as pool:
        leading = pool.submit(lead)
        work.begun.wait()
        following = pool.submit(flights.run, KEY, lambda: "by the follower")
        flights.until_waiting(2)
        over.set()
        assert following.result(5) == "by the follower"
        leading.result(5)


@pytest.mark.parametrize("world", ["thread", "task"])
def test_when_the_leaders_loop_is_closed_under_it_a_follower_leads(world: str) -> None:
    """Nothing was cancelled, nothing will ever go on: who waits notices, who comes later does not wait at all."""
    flights, work, loop = WatchedFlights(), Work(), asyncio.new_event_loop()
    stranded = loop.create_task(flights.run_async(KEY, work.as_task))
    loop.run_until_complete(work.begun.reached())
    lost = _task_of(flights)
    with ThreadPoolExecutor(1) as pool:
        work.gate.set()
        following = pool.submit(_follow, flights, work, world)
        flights.until_waiting(2)
        loop.close()
        assert following.result(5) == "run 2"
    again = flights._take_off(("late",), loop)[0]
    assert again.stranded
    assert flights.run(("late",), lambda: "at once", join=False) == "at once"
    for task in (stranded, lost):
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # what is shown here is that they were left


def test_a_stranded_leader_that_is_swept_away_late_does_no_harm() -> None:
    """The garbage collector ends its coroutine after a follower has taken over."""
    flights, work, loop = Flights(), Work(), asyncio.new_event_loop()
    stranded = loop.create_task(flights.run_async(KEY, work.as_task))
    loop.run_until_complete(work.begun.reached())
    lost = _task_of(flights)
    loop.close()
    assert flights.run(KEY, lambda: "taken over") == "taken over"
    lost.get_coro().close()
    for task in (stranded, lost):
        task._log_destroy_pending = False  # type: ignore[attr-defined]
    assert not flights.under_way(KEY)


# -- deadlocks ---------------------------------------------------------------------------------------------------------


def test_a_blocking_call_on_the_leaders_own_loop_is_refused() -> None:
    """It would wait for what only this thread can go on with: an error instead of a standstill."""
    flights, work = Flights(), Work()

    async def block_myself() -> None:
        asyncio.create_task(flights.run_async(KEY, work.as_task))  # noqa: RUF006 - ended below
        await work.begun.reached()
        with pytest.raises(UsageError, match="own event loop"):
            flights.run(KEY, work)
        work.gate.set()
        assert await flights.run_async(KEY, work.as_task) == "run 1"

    asyncio.run(block_myself())


def test_work_that_asks_for_itself_is_refused() -> None:
    """A leader cannot wait for its own flight."""
    flights = Flights()
    with pytest.raises(UsageError, match="this very thread"):
        flights.run(KEY, lambda: flights.run(KEY, lambda: "never"))
    assert not flights.under_way(KEY)


def test_another_loops_work_may_be_waited_for_on_a_loop_of_ones_own() -> None:
    """A blocking call in a coroutine blocks that loop, but it ends."""
    flights, work = Flights(), Work()

    async def block() -> str | None:
        work.gate.set()
        return flights.run(KEY, work)  # noqa: ASYNC210, RUF100 - what is shown here

    with ThreadPoolExecutor(1) as pool:
        leading = pool.submit(asyncio.run, flights.run_async(KEY, work.as_task))
        work.begun.wait()
        assert asyncio.run(block()) in ("run 1", "run 2")
        assert leading.result(5) == "run 1"


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_fork_starts_clean() -> None:
    """What runs in the parent runs nowhere in the child."""
    flights, work = Flights(), Work()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(flights.run, KEY, work)
        work.begun.wait()
        child = os.fork()
        if child == 0:
            fine = False
            try:
                fine = not flights.under_way(KEY) and flights.run(KEY, lambda: "own") == "own"
            finally:
                os._exit(0 if fine else 1)
        assert os.waitpid(child, 0)[1] == 0
        work.gate.set()
        assert asked.result(5) == "run 1"
