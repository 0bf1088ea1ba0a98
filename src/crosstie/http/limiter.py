"""The state of all rate limits of a process, shared by threads and event loops."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import Future

import attrs

from crosstie.core.pace import Bucket, Pace, reserve
from crosstie.core.ports import AsyncClock, Clock

__all__ = ["Limiter"]


@attrs.define(eq=False)
class _Queue:
    """One remote account: its bucket, how many calls are in flight, and who waits for a place."""

    bucket: Bucket = attrs.field(factory=Bucket)
    in_flight: int = 0
    waiting: deque[Future[None]] = attrs.field(factory=deque)


class Limiter:
    """Keeps the calls to each remote account under its :class:`~crosstie.core.pace.Pace`.

    One limiter serves the sync and the async clients of a process; a place that becomes free goes to whoever waited
    longest, thread or task.
    """

    __slots__ = ("_lock", "_queues")

    def __init__(self) -> None:
        """Start with every account at rest."""
        self._lock = threading.Lock()
        self._queues: dict[str, _Queue] = {}

    def enter(self, pace: Pace, clock: Clock) -> None:
        """Take a place, blocking this thread until there is one and its turn has come."""
        ticket = self._line_up(pace)
        if ticket is not None:
            ticket.result()
        delay = self._reserve(pace, clock.monotonic())
        if delay > 0:
            try:
                clock.sleep(delay)
            except BaseException:
                self.leave(pace)
                raise

    async def enter_async(self, pace: Pace, clock: AsyncClock) -> None:
        """Take a place, suspending this task until there is one and its turn has come."""
        ticket = self._line_up(pace)
        if ticket is not None:
            await self._wait_async(pace, ticket)
        delay = self._reserve(pace, clock.monotonic())
        if delay > 0:
            try:
                await clock.sleep(delay)
            except BaseException:
                self.leave(pace)
                raise

    def leave(self, pace: Pace) -> None:
        """Give a place back: to the first who still waits, else to nobody."""
        with self._lock:
            queue = self._queues[pace.key]
            while queue.waiting:
                ticket = queue.waiting.popleft()
                if ticket.set_running_or_notify_cancel():
                    ticket.set_result(None)
                    return
            queue.in_flight -= 1

    def hold(self, pace: Pace, until: float) -> None:
        """Let nobody enter before ``until`` (monotonic seconds)."""
        with self._lock:
            queue = self._queues.setdefault(pace.key, _Queue())
            queue.bucket = attrs.evolve(queue.bucket, paused_until=max(queue.bucket.paused_until, until))

    def _line_up(self, pace: Pace) -> Future[None] | None:
        with self._lock:
            queue = self._queues.setdefault(pace.key, _Queue())
            if not pace.concurrent or queue.in_flight < pace.concurrent:
                queue.in_flight += 1
                return None
            ticket: Future[None] = Future()
            queue.waiting.append(ticket)
            return ticket

    async def _wait_async(self, pace: Pace, ticket: Future[None]) -> None:
        try:
            await asyncio.wrap_future(ticket)
        except asyncio.CancelledError:
            # The place may have been given to us in the same moment: then it must go on to the next.
            if ticket.done() and not ticket.cancelled():
                self.leave(pace)
            raise

    def _reserve(self, pace: Pace, at: float) -> float:
        with self._lock:
            queue = self._queues[pace.key]
            queue.bucket, delay = reserve(queue.bucket, pace, at)
            return delay
