"""For hosts' own tests and for ours: simulators of the external systems, a clock, faults on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crosstie.testing.clock import AsyncFakeClock, FakeClock, RunningClock
from crosstie.testing.faults import Answer, BrokenJson, Html, Refused, Reset, Slow, Stuck, Timeout, Truncated
from crosstie.testing.simulator import Exchange, Simulator

if TYPE_CHECKING:
    from crosstie.testing.storage_contract import StorageContract

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
    "StorageContract",
    "Stuck",
    "Timeout",
    "Truncated",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import the storage contract when it is asked for: it needs pytest and hypothesis, simulators do not."""
    if name != "StorageContract":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    import pytest  # noqa: PLC0415 - see above

    # Before the import, so that a failed assertion shows its values as in a test of one's own.
    pytest.register_assert_rewrite("crosstie.testing.storage_contract", "crosstie.testing.storage_model")
    from crosstie.testing.storage_contract import StorageContract  # noqa: PLC0415 - see above

    return StorageContract
