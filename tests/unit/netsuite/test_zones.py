"""The zone of SuiteQL is learned from samples, and nothing is concluded that they do not say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import DecodeError
from crosstie.systems.netsuite.zones import Zones

NAMES = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Phoenix",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Africa/Casablanca",
    "Europe/London",
    "Pacific/Kiritimati",
    "America/St_Johns",
)
_MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2029, 12, 31)).map(lambda told: told.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware


def local(moment: datetime, zone: str) -> datetime:
    """Return what SuiteQL says of a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def learned(zone: str, *moments: datetime) -> Zones:
    """Return what these moments tell of a zone."""
    zones = Zones.all_or(None)
    for moment in moments:
        zones.learn(local(moment, zone), moment)
    return zones


@given(zone=st.sampled_from(NAMES), samples=st.lists(_MOMENTS, min_size=1, max_size=4), asked=_MOMENTS)
def test_what_is_told_is_true(zone: str, samples: list[datetime], asked: datetime) -> None:
    """Whatever was learned, in whatever zone: a time is the right one, or is said to be open."""
    told = learned(zone, *samples).moment(local(asked, zone))
    assert told in {None, asked}


@given(
    zone=st.sampled_from(NAMES), sample=_MOMENTS, since=_MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=400))
)
def test_nothing_since_a_moment_stands_before_the_bound(
    zone: str, sample: datetime, since: datetime, later: timedelta
) -> None:
    """Not even what is made in the hour that comes twice: the bound is never later than a later time's local one."""
    stamp = (since + later).replace(second=0, microsecond=0)
    zones = learned(zone, sample)
    assert stamp < since.replace(second=0, microsecond=0) or zones.earliest(since) <= local(stamp, zone)


@pytest.mark.parametrize("zone", NAMES)
def test_a_sample_settles_the_time_around_it(zone: str) -> None:
    """One record of this week is enough for the others of the day, far from a change of the clock."""
    moment = datetime(2026, 7, 8, 12, 30, tzinfo=UTC)
    assert learned(zone, moment).moment(local(moment - timedelta(hours=3), zone)) == moment - timedelta(hours=3)


def test_summer_is_not_concluded_from_winter() -> None:
    """Los Angeles and Pitcairn agree in winter; a sample of summer tells them apart."""
    winter, summer = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)
    zones = learned("America/Los_Angeles", winter)
    assert zones.moment(local(summer, "America/Los_Angeles")) is None
    zones.learn(local(summer, "America/Los_Angeles"), summer)
    earlier = summer - timedelta(days=9)
    assert zones.moment(local(earlier, "America/Los_Angeles")) == earlier


@pytest.mark.parametrize("hour", [8, 9])
def test_the_hour_that_comes_twice_stays_open(hour: int) -> None:
    """01:30 of 1 November 2026 was at 08:30 and at 09:30 UTC; the hours around it were only once."""
    zone = "America/Los_Angeles"
    zones = Zones.all_or(ZoneInfo(zone))
    twice = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    assert local(twice, zone) == local(datetime(2026, 11, 1, 8, 30, tzinfo=UTC), zone)
    assert zones.moment(local(twice, zone)) is None
    for sure in (twice.replace(hour=7), twice.replace(hour=10)):
        assert zones.moment(local(sure, zone)) == sure


def test_the_bound_is_before_the_clocks_went_back() -> None:
    """What is made ten minutes later is told with an earlier time, and must not be missed."""
    zones = Zones.all_or(ZoneInfo("America/Los_Angeles"))
    since = datetime(2026, 11, 1, 8, 55, tzinfo=UTC)
    assert (
        zones.earliest(since)
        <= local(since + timedelta(minutes=10), "America/Los_Angeles")
        < local(since, "America/Los_Angeles")
    )
    assert zones.earliest(since + timedelta(days=1)) == local(since + timedelta(days=1), "America/Los_Angeles")


def test_times_that_fit_no_zone_are_refused() -> None:
    """The account's zone was changed meanwhile, or the one that was passed is not the account's; nothing is kept."""
    moment = datetime(2026, 7, 8, 12, tzinfo=UTC)
    zones = Zones.all_or(ZoneInfo("Asia/Kolkata"))
    with pytest.raises(DecodeError, match="zone"):
        zones.learn(local(moment, "America/Los_Angeles"), moment)
    assert (zones.possible, zones.samples) == ((ZoneInfo("Asia/Kolkata"),), 0)
    assert zones.moment(local(moment, "Asia/Kolkata")) == moment


def test_a_machine_without_zones_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be learned there unless the host names the zone."""
    from crosstie.errors import UsageError  # noqa: PLC0415 - beside what it is about
    from crosstie.systems.netsuite import zones  # noqa: PLC0415 - the module, not the class

    zones._every_zone.cache_clear()
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    with pytest.raises(UsageError, match="time zone database"):
        Zones.all_or(None)
    assert Zones.all_or(ZoneInfo("UTC")).possible == (ZoneInfo("UTC"),)
