"""When a recurring schedule may run, by a clock that is put forward and back (smsit.md, 2.1)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crosstie.errors import UsageError
from crosstie.systems.smsit import QuietHours, Recurrence

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 2, 17, tzinfo=UTC)


def _daily(first: datetime, *, days: int) -> list[datetime]:
    return Recurrence(repeat="Daily", until=first + timedelta(days=days)).moments(first, NEW_YORK)


@pytest.mark.parametrize(
    "wrong",
    [
        {"repeat": "Hourly"},
        {"repeat": ["Daily"]},
        {"every": 0},
        {"every": 31},
        {"every": "2"},
        {"until": datetime(2026, 1, 1)},  # noqa: DTZ001 - that is what is wrong
    ],
)
def test_a_recurrence_has_its_limits(wrong: dict[str, object]) -> None:
    """Four words, one to thirty, and an end with a zone."""
    with pytest.raises(UsageError):
        Recurrence(**{"repeat": "Daily", "until": NOON, **wrong})  # type: ignore[arg-type]


def test_every_run_of_a_recurrence_is_looked_at() -> None:
    """The same hour of each day by the account's clock, also when the clocks change; the end has to come."""
    first = datetime(2026, 10, 31, 12, tzinfo=UTC)
    moments = Recurrence(repeat="Weekly", until=first + timedelta(days=3)).moments(first, NEW_YORK)
    assert [moment.astimezone(NEW_YORK).hour for moment in moments] == [8, 8, 8, 8]
    assert [moment.hour for moment in moments] == [12, 13, 13, 13]
    for days in (-1, 4000):
        with pytest.raises(UsageError):
            Recurrence(repeat="Daily", until=first + timedelta(days=days)).moments(first, NEW_YORK)


def test_a_run_in_the_hour_that_is_leapt_over_has_two_readings() -> None:
    """Half past two does not come on that night: some take it for half past one, others for half past three."""
    moments = _daily(datetime(2027, 3, 13, 2, 30, tzinfo=NEW_YORK), days=2)
    assert [f"{moment.astimezone(NEW_YORK):%d %H:%M}" for moment in moments] == [
        "13 02:30",
        "14 01:30",
        "14 03:30",
        "15 02:30",
    ]


def test_a_run_in_the_hour_that_comes_twice_is_looked_at_twice() -> None:
    """Half past one in summer time, and again an hour later."""
    moments = _daily(datetime(2026, 10, 31, 1, 30, tzinfo=NEW_YORK), days=1)
    assert [moment.hour for moment in moments] == [5, 5, 6]


def test_a_first_run_in_the_gap_is_the_moment_that_it_stands_for() -> None:
    """It is told to SMS-iT as half past three, and repeats at half past three."""
    moments = _daily(datetime(2027, 3, 14, 2, 30, tzinfo=NEW_YORK), days=1)
    assert [moment.astimezone(NEW_YORK).time() for moment in moments] == [time(3, 30), time(3, 30)]


def test_a_run_of_the_gap_keeps_quiet_hours_by_either_reading() -> None:
    """Hours that end at three would let half past two pass, which nobody's clock shows on that night."""
    hours = QuietHours(opens=time(1, 45), closes=time(3))
    moments = _daily(datetime(2027, 3, 13, 2, 30, tzinfo=NEW_YORK), days=2)
    assert [hours.allow(moment, NEW_YORK) for moment in moments] == [True, False, False, True]
