"""The state of all rate limits of a process, shared by threads and event loops."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import Future

import attrs

from crosstie.core.pace import Bucket, Pace, reserve
from crosstie.core.per_process import PerProcess
from crosstie.core.ports import AsyncClock, Clock

__all__ = ["Limiter"]


@attrs.frozen(eq=False)
class _Ticket:
    """Somebody who waits for a place: a thread, or a task of a loop."""

    loop: asyncio.AbstractEventLoop | None
    called: Future[None] = attrs.field(factory=Future[None])

    def call(self) -> bool:
        """Give the place; ``False`` when nobody is there any more to take it."""
        if (self.loop is not None and self.loop.is_closed()) or not self.called.set_running_or_notify_cancel():
            return False
        self.called.set_result(None)
        return True


@attrs.define(eq=False)
class _Queue:
    """One remote account: its bucket, how many calls are in flight, and who waits for a place."""

    bucket: Bucket = attrs.field(factory=Bucket)
    in_flight: int = 0
    waiting: deque[_Ticket] = attrs.field(factory=deque["_Ticket"])


@attrs.define(eq=False)
class _Queues:
    """All accounts, under one lock."""

    lock: threading.Lock = attrs.field(factory=threading.Lock)
    by_key: dict[str, _Queue] = attrs.field(factory=dict[str, _Queue])

    def of(self, pace: Pace) -> _Queue:
        queue = self.by_key.get(pace.key)
        if queue is None:
            queue = self.by_key[pace.key] = _Queue()
        return queue


class Limiter:
    """Keeps the calls to each remote account under its :class:`~crosstie.core.pace.Pace`.

    One limiter serves the sync and the async clients of a process; a place that becomes free goes to whoever waited
    longest, thread or task. A forked child starts with every account at rest.
    """

    __slots__ = ("_queues",)

    def __init__(self) -> None:
        """Start with every account at rest."""
        self._queues = PerProcess(_Queues)

    def enter(self, pace: Pace, clock: Clock) -> None:
        """Take a place, blocking this thread until there is one and its turn has come."""
        ticket = self._line_up(pace, None)
        if ticket is not None:
            try:
                ticket.called.result()
            except BaseException:
                self._step_out(pace, ticket)
                raise
        try:
            while delay := self._reserve(pace, clock.monotonic()):
                clock.sleep(delay)
                if not self._paused(pace, clock.monotonic()):
                    return
        except BaseException:
            self.leave(pace)
            raise

    async def enter_async(self, pace: Pace, clock: AsyncClock) -> None:
        """Take a place, suspending this task until there is one and its turn has come."""
        ticket = self._line_up(pace, asyncio.get_running_loop())
        if ticket is not None:
            try:
                await asyncio.wrap_future(ticket.called)
            except BaseException:
                self._step_out(pace, ticket)
                raise
        try:
            while delay := self._reserve(pace, clock.monotonic()):
                await clock.sleep(delay)
                if not self._paused(pace, clock.monotonic()):
                    return
        except BaseException:
            self.leave(pace)
            raise

    def leave(self, pace: Pace) -> None:
        """Give a place back: to the first who still waits, else to nobody."""
        queues = self._queues.here()
        with queues.lock:
            queue = queues.of(pace)
            while queue.waiting:
                if queue.waiting.popleft().call():
                    return
            queue.in_flight = max(queue.in_flight - 1, 0)  # a place taken before a fork is none of the child's

    def hold(self, pace: Pace, until: float) -> None:
        """Let nobody enter before ``until`` (monotonic seconds)."""
        queues = self._queues.here()
        with queues.lock:
            queue = queues.of(pace)
            queue.bucket = attrs.evolve(queue.bucket, paused_until=max(queue.bucket.paused_until, until))

    def _line_up(self, pace: Pace, loop: asyncio.AbstractEventLoop | None) -> _Ticket | None:
        queues = self._queues.here()
        with queues.lock:
            queue = queues.of(pace)
            if not pace.concurrent or queue.in_flight < pace.concurrent:
                queue.in_flight += 1
                return None
            ticket = _Ticket(loop)
            queue.waiting.append(ticket)
            return ticket

    def _step_out(self, pace: Pace, ticket: _Ticket) -> None:
        """Leave the queue; a place that was given in the same moment goes on to the next."""
        queues = self._queues.here()
        with queues.lock:
            waiting = queues.of(pace).waiting
            if ticket in waiting:
                waiting.remove(ticket)
                return
        if ticket.called.done() and not ticket.called.cancelled():
            self.leave(pace)

    def _reserve(self, pace: Pace, at: float) -> float:
        queues = self._queues.here()
        with queues.lock:
            queue = queues.of(pace)
            queue.bucket, delay = reserve(queue.bucket, pace, at)
            return delay

    def _paused(self, pace: Pace, at: float) -> bool:
        """Tell whether a pause was asked for while this caller waited: then its turn comes after it."""
        queues = self._queues.here()
        with queues.lock:
            return at < queues.of(pace).bucket.paused_until
