"""Clocks that a test controls: nothing ever waits."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from crosstie.clock import SystemClock
from crosstie.errors import UsageError

__all__ = ["START", "AsyncFakeClock", "FakeClock", "MovableClock", "RunningClock"]

START: Final = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When a fake clock begins: a Monday morning."""


class MovableClock(Protocol):
    """A clock that can be pushed forward; what simulators live by."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait, or pretend to."""
        ...

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        ...


class FakeClock:
    """A clock that stands still until it is told otherwise; sleeping on it advances it.

    It fits :class:`crosstie.core.ports.Clock`; :attr:`as_async` is the same clock for the async world. Safe to share
    between threads.

    Args:
        start: The wall-clock time to begin at; must be aware.
        tick: Seconds that pass on their own with every look at :meth:`now`, to tell apart moments in a row.

    Raises:
        UsageError: ``start`` has no time zone.
    """

    def __init__(self, start: datetime = START, *, tick: float = 0.0) -> None:
        """Begin at ``start``."""
        self._lock = threading.Lock()
        self._wall = _aware(start)
        self._steady = 0.0
        self._tick = tick
        self._sleeps: list[float] = []

    def __repr__(self) -> str:
        """Show the time it stands at."""
        return f"FakeClock({self._wall.isoformat()})"

    @property
    def as_async(self) -> AsyncFakeClock:
        """The same clock, fitting :class:`crosstie.core.ports.AsyncClock`."""
        return AsyncFakeClock(self)

    @property
    def sleeps(self) -> tuple[float, ...]:
        """Every wait asked for so far, in seconds and in order."""
        with self._lock:
            return tuple(self._sleeps)

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        with self._lock:
            if self._tick:
                self._pass(self._tick)
            return self._wall

    def monotonic(self) -> float:
        """Return the seconds passed since the start; jumps of the wall clock do not show here."""
        with self._lock:
            return self._steady

    def sleep(self, seconds: float) -> None:
        """Advance by so many seconds and remember that somebody waited."""
        with self._lock:
            self._sleeps.append(seconds)
            self._pass(max(seconds, 0.0))

    def advance(self, seconds: float) -> None:
        """Let time pass, on both the wall and the monotonic clock.

        Raises:
            UsageError: ``seconds`` is negative; use :meth:`jump` to turn the wall clock back.
        """
        if seconds < 0:
            message = "Time does not run backwards."
            raise UsageError(message, advice="Use jump() to turn the wall clock back.")
        with self._lock:
            self._pass(seconds)

    def set(self, moment: datetime) -> None:
        """Turn the wall clock to a moment, either way; the monotonic clock does not move."""
        with self._lock:
            self._wall = _aware(moment)

    def jump(self, seconds: float) -> None:
        """Turn the wall clock forward or (negative) back, as an operator or a time server does."""
        with self._lock:
            self._wall += timedelta(seconds=seconds)

    def _pass(self, seconds: float) -> None:
        self._wall += timedelta(seconds=seconds)
        self._steady += seconds


class AsyncFakeClock:
    """A :class:`FakeClock` for coroutines: sleeping advances it and lets the other tasks run."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        """Wrap a clock; a new one when none is given."""
        self.clock: FakeClock = clock if clock is not None else FakeClock()

    def __repr__(self) -> str:
        """Show the time it stands at."""
        return f"AsyncFakeClock({self.clock!r})"

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        return self.clock.now()

    def monotonic(self) -> float:
        """Return the seconds passed since the start."""
        return self.clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Advance by so many seconds, then let the other tasks run."""
        self.clock.sleep(seconds)
        await asyncio.sleep(0)


class RunningClock:
    """The real time, plus what was skipped: for simulators that serve other processes."""

    def __init__(self) -> None:
        """Begin with nothing skipped."""
        self._real = SystemClock()
        self._skipped = 0.0

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        return self._real.now() + timedelta(seconds=self._skipped)

    def monotonic(self) -> float:
        """Return seconds that never jump back."""
        return self._real.monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        """Really wait."""
        self._real.sleep(seconds)

    def advance(self, seconds: float) -> None:
        """Skip so many seconds."""
        self._skipped += seconds


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = f"The moment {moment.isoformat()} has no time zone."
        raise UsageError(message, advice="Give an aware datetime, for example with tzinfo=datetime.UTC.")
    return moment.astimezone(UTC)
