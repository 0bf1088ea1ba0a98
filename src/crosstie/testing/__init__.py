"""For hosts' own tests and for ours: simulators of the external systems, a clock, faults on demand."""

from __future__ import annotations

from crosstie.testing.clock import AsyncFakeClock, FakeClock, RunningClock
from crosstie.testing.faults import Answer, BrokenJson, Html, Refused, Reset, Slow, Stuck, Timeout, Truncated
from crosstie.testing.simulator import Exchange, Simulator

__all__ = [
    "Answer",
    "AsyncFakeClock",
    "BrokenJson",
    "Exchange",
    "FakeClock",
    "Html",
    "Refused",
    "Reset",
    "RunningClock",
    "Simulator",
    "Slow",
    "Stuck",
    "Timeout",
    "Truncated",
]
