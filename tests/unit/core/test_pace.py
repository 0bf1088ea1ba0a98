"""Rate limits as arithmetic: nobody starts too early, and nobody waits for nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.pace import Bucket, Pace, reserve

moments = st.lists(st.floats(0, 100), min_size=1, max_size=40).map(sorted)


def starts(pace: Pace, arrivals: list[float], bucket: Bucket | None = None) -> list[float]:
    """Let callers arrive; return when each may start."""
    state, found = bucket or Bucket(), []
    for at in arrivals:
        state, delay = reserve(state, pace, at)
        assert delay >= 0
        found.append(at + delay)
    return found


@given(moments, st.floats(0.1, 50), st.integers(1, 5))
def test_no_more_than_the_burst_start_within_its_time(arrivals: list[float], rate: float, burst: int) -> None:
    """Between any call and the one a burst later lies at least one interval."""
    begun = starts(Pace("a", rate, burst), arrivals)
    for number in range(burst, len(begun)):
        assert begun[number] - begun[number - burst] >= 1 / rate - 1e-6


@given(moments, st.floats(0.1, 50), st.integers(1, 5))
def test_callers_start_in_the_order_they_came(arrivals: list[float], rate: float, burst: int) -> None:
    """The queue is fair."""
    assert all(first <= second + 1e-9 for first, second in pairwise(starts(Pace("a", rate, burst), arrivals)))


@given(st.floats(0, 100), st.integers(1, 5))
def test_a_rested_account_lets_its_burst_start_at_once(at: float, burst: int) -> None:
    """The first calls after a rest wait for nothing; the next one does."""
    begun = starts(Pace("a", 1.0, burst), [at] * (burst + 1))
    assert begun[:burst] == pytest.approx([at] * burst)
    assert begun[burst] > at


@given(moments, st.floats(0, 200), st.floats(0, 50))
def test_nobody_starts_within_a_pause(arrivals: list[float], until: float, rate: float) -> None:
    """A pause that the system asked for holds every caller, limited or not."""
    begun = starts(Pace("a", rate), arrivals, Bucket(paused_until=until))
    assert all(moment >= min(until, moment) and moment >= until - 1e-9 for moment in begun)


def test_without_a_rate_only_pauses_count() -> None:
    """A pace of zero a second is no limit."""
    assert starts(Pace("a"), [1.0, 1.0, 1.0]) == [1.0, 1.0, 1.0]
