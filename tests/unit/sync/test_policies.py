"""Conflict policies: what wins when both sides changed a field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie import sync
from crosstie.sync.conflicts import name_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
times = st.none() | st.sampled_from([NOON, NOON + timedelta(seconds=1)])


def clash(left_at: datetime | None = None, right_at: datetime | None = None) -> sync.Clash:
    """Make a clash of two values."""
    return sync.Clash(pair="customers", field="name", base="a", left="b", right="c", left_at=left_at, right_at=right_at)


def test_a_side_always_wins() -> None:
    """Or somebody is always asked."""
    assert [policy(clash()) for policy in (sync.left(), sync.right(), sync.ask())] == ["left", "right", "ask"]


@given(times, times)
def test_the_newest_wins_and_nobody_by_luck(left_at: datetime | None, right_at: datetime | None) -> None:
    """Without times, or with equal ones, the other policy decides; asking, when none is given."""
    choice = sync.newest()(clash(left_at, right_at))
    if left_at is None or right_at is None or left_at == right_at:
        assert choice == "ask"
        assert sync.newest(otherwise=sync.right())(clash(left_at, right_at)) == "right"
    else:
        assert choice == ("left" if left_at > right_at else "right")


def longest(found: sync.Clash) -> sync.Choice:
    """Decide as a host's own function does."""
    return sync.Chosen(max(found.left, found.right, key=len))


@pytest.mark.parametrize(
    ("policy", "name"),
    [
        (sync.left(), "left"),
        (sync.newest(), "newest, else ask"),
        (sync.newest(sync.left()), "newest, else left"),
        (longest, "longest"),
    ],
)
def test_policies_have_names_for_the_history(policy: sync.Policy, name: str) -> None:
    """Ready ones their own, functions that of the function."""
    assert name_of(policy) == name
    assert sync.left() == sync.left()
