"""Throttles of one realm on the injected clock (fact sheet 5.1)."""

from __future__ import annotations

from collections import deque

from crosstie.testing.clock import MovableClock
from crosstie.testing.quickbooks.refusals import throttled
from crosstie.testing.quickbooks.settings import Limits

__all__ = ["Throttle"]


class Throttle:
    """Counts the calls of a realm and refuses those beyond the limits; a refused call does not count.

    Attributes:
        refused: How many calls were refused.
    """

    def __init__(self, clock: MovableClock, limits: Limits) -> None:
        """Begin with no calls."""
        self.refused: int = 0
        self._clock = clock
        self._limits = limits
        self._calls: deque[float] = deque()
        self._batches: deque[float] = deque()

    def admit(self, *, batch: bool, in_flight: int) -> None:
        """Let a call in.

        Args:
            batch: Whether it is a batch.
            in_flight: How many calls have a place, this one included.

        Raises:
            GatewayRefusal: 429 with code 3001.
        """
        limits = self._limits
        if limits == _NONE:
            return
        now = self._clock.monotonic()
        _forget(self._calls, now - 60.0)
        _forget(self._batches, now - 60.0)
        last_second = sum(1 for moment in self._calls if moment > now - 1.0)
        for used, limit in (
            (len(self._calls), limits.per_minute),
            (last_second, limits.per_second),
            (in_flight - 1, limits.concurrent),
            (len(self._batches) if batch else 0, limits.batches_per_minute if batch else None),
        ):
            if limit is not None and used >= limit:
                self.refused += 1
                raise throttled()
        self._calls.append(now)
        if batch:
            self._batches.append(now)


_NONE = Limits()


def _forget(moments: deque[float], horizon: float) -> None:
    while moments and moments[0] <= horizon:
        moments.popleft()
