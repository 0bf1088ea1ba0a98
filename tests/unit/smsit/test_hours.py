"""Quiet hours, by the clock where the person is (smsit.md, 6.3)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.systems.smsit import QuietHours

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    [NEW_YORK, ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@pytest.mark.parametrize(
    ("clock", "allowed"),
    [
        ("07:59:59", False),
        ("08:00:00", True),
        ("12:00:00", True),
        ("20:59:59", True),
        ("21:00:00", False),
        ("00:00:00", False),
    ],
)
def test_the_day_is_from_eight_to_nine(clock: str, allowed: bool) -> None:  # noqa: FBT001
    """Eight is in it, nine is not."""
    moment = datetime.combine(datetime(2026, 11, 2, tzinfo=NEW_YORK), time.fromisoformat(clock), tzinfo=NEW_YORK)
    assert QuietHours().allow(moment.astimezone(UTC), NEW_YORK) is allowed


@pytest.mark.parametrize("day", [datetime(2026, 3, 8, 12, tzinfo=UTC), datetime(2026, 11, 1, 12, tzinfo=UTC)])
def test_days_on_which_the_clocks_change(day: datetime) -> None:
    """The offset is the one of the moment: 13:00 UTC is 8 or 9 in the morning, before and after the change."""
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    hours = QuietHours(opens=time(8), closes=time(8, 30))
    moments = [moment.replace(hour=hour) for moment in (before, after) for hour in (12, 13)]
    assert sorted(hours.allow(moment, NEW_YORK) for moment in moments) == [False, False, True, True]
    assert hours.allow(moments[0], NEW_YORK) != hours.allow(moments[2], NEW_YORK)


@given(MOMENTS, ZONES)
def test_the_next_opening_is_the_first_moment_allowed(moment: datetime, zone: ZoneInfo) -> None:
    """It is not before the moment, it is allowed, and the second before it is not."""
    hours = QuietHours()
    opening = hours.next_opening(moment, zone)
    assert opening >= moment
    assert hours.allow(opening, zone)
    if opening != moment:
        assert opening - moment <= timedelta(hours=36)
        assert not hours.allow(opening.astimezone(UTC) - timedelta(seconds=1), zone)
        assert not hours.allow(moment, zone)


def test_a_time_that_the_clock_leaps_over_counts_as_what_it_stands_for() -> None:
    """Half past two of that night, in the very zone, is half past three on every clock there."""
    gap = datetime(2027, 3, 14, 2, 30, tzinfo=NEW_YORK)
    assert not QuietHours(opens=time(2), closes=time(3)).allow(gap, NEW_YORK)
    assert QuietHours(opens=time(3), closes=time(4)).allow(gap, NEW_YORK)


def test_an_opening_that_the_clock_leaps_over_is_a_moment_that_comes() -> None:
    """Half past two becomes half past three in that night; hours that end before then begin on the next day."""
    night = datetime(2027, 3, 14, 5, tzinfo=UTC)
    opening = QuietHours(opens=time(2, 30), closes=time(5)).next_opening(night, NEW_YORK)
    assert (opening.isoformat(), opening.astimezone(UTC).hour) == ("2027-03-14T03:30:00-04:00", 7)
    opening = QuietHours(opens=time(2, 15), closes=time(2, 45)).next_opening(night, NEW_YORK)
    assert opening.isoformat() == "2027-03-15T02:15:00-04:00"


def test_hours_that_are_none_are_refused() -> None:
    """A day that ends before it begins, or times of some other zone."""
    for opens, closes in ((time(21), time(8)), (time(8), time(8)), (time(8, tzinfo=timezone(timedelta(0))), time(21))):
        with pytest.raises(UsageError):
            QuietHours(opens=opens, closes=closes)
