"""Each of the vendor's date forms is written as the fact sheet shows it, and requests are read leniently (3.0)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.testing.rfms import dates

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
AFTERNOON = datetime(2026, 2, 9, 13, 5, 7, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 31, 0, 0, 0, tzinfo=UTC)


def test_every_form_is_written_as_documented() -> None:
    """3.0: one function per form."""
    assert dates.day_iso(AFTERNOON.date()) == "2026-02-09"
    assert dates.day_iso(None) == ""
    assert dates.moment_iso(AFTERNOON.replace(tzinfo=None)) == "2026-02-09T13:05:07"
    assert dates.moment_iso(None) is None
    assert dates.day_us(AFTERNOON.date()) == "2/9/2026"
    assert dates.minute_us(AFTERNOON) == "2/9/2026 1:05 PM"
    assert dates.second_us(AFTERNOON) == "2/9/2026 1:05:07 PM"
    assert dates.second_us(MIDNIGHT) == "12/31/2026 12:00:00 AM"
    assert dates.day_packed(AFTERNOON.date()) == "20260209"
    assert dates.day_packed(None) == ""
    assert dates.hour_wide(time(8, 30)) == "0008:30:00"
    assert dates.expiry_old(AFTERNOON) == "2/9/2026 1:05:07 PM +00:00"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - zone beside
def test_rfc_1123_is_read_back_by_a_mail_parser(moment: datetime) -> None:
    """1.2: ``sessionExpires`` of today, to the second."""
    assert parsedate_to_datetime(dates.expiry_rfc1123(moment)) == moment.replace(microsecond=0)


@given(DAYS)
def test_requests_may_use_any_of_the_seen_forms(day: date) -> None:
    """3.0: ISO, dashed and slashed American, and two-digit years are all the same day."""
    forms = [day.isoformat(), f"{day.isoformat()}T23:59:59", day.strftime("%m-%d-%Y"), dates.day_us(day)]
    assert {dates.read_day(form) for form in forms} == {day}
    assert dates.read_day(f"{day.month}/{day.day}/{day.year % 100:02}") == day
    assert dates.read_day_dashed(day.strftime("%m-%d-%Y")) == day


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "02-30-2026", "20260209"])
def test_what_is_no_date_is_none(text: str) -> None:
    """Days that do not exist and forms that were never seen."""
    assert dates.read_day(text) is None


@given(DAYS, DAYS, DAYS)
def test_ranges_include_both_ends(day: date, first: date, last: date) -> None:
    """3.0: an unset day is only in the open range."""
    assert dates.in_range(day, day, day)
    assert dates.in_range(day, first, last) == (first <= day <= last)
    assert dates.in_range(day, None, last) == (day <= last)
    assert dates.in_range(None, None, None)
    assert not dates.in_range(None, first, None)
