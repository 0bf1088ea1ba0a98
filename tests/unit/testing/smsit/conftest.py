"""A simulator of SMS-iT with a few people, on a clock that the test moves, and a caller with its keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crosstie.testing import FakeClock
from crosstie.testing.smsit import SmsItCaller, SmsItRules, SmsItSimulator


@pytest.fixture
def clock() -> FakeClock:
    """Nine in the morning in New York, where the account is."""
    return FakeClock(datetime(2026, 11, 2, 14, 0, tzinfo=UTC))


@pytest.fixture
def opened(clock: FakeClock) -> Callable[..., SmsItCaller]:
    """Open an account by other rules, with three people: the third is in two groups."""

    def open_account(**rules: object) -> SmsItCaller:
        simulator = SmsItSimulator(clock=clock, rules=SmsItRules(**rules))  # type: ignore[arg-type]
        simulator.seed(3)
        return SmsItCaller(simulator)

    return open_account


@pytest.fixture
def caller(opened: Callable[..., SmsItCaller]) -> SmsItCaller:
    """Call an account as it comes."""
    return opened()


@pytest.fixture
def simulator(caller: SmsItCaller) -> SmsItSimulator:
    """Look at the account that ``caller`` calls."""
    return caller.simulator
