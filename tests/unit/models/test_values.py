"""Money, instants and names: the values that records are made of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.models import instants, money, naming

_moments = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone follows
_days = st.dates(min_value=date(1000, 1, 1))


@pytest.mark.parametrize("value", [0.1, True, "1", None, float("nan")])
def test_only_exact_numbers_are_amounts(value: object) -> None:
    """Floats, flags and text are refused as amounts."""
    with pytest.raises(TypeError):
        money.exact(value)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_amounts_read_back_from_text(amount: Decimal) -> None:
    """An amount that a system sends as text is exactly what was written, with or without separators around it."""
    assert money.from_text(f" {amount} ").as_tuple() == amount.as_tuple()


def test_thousands_are_read() -> None:
    """Separators of thousands are no obstacle; what is no number is refused."""
    assert money.from_text("1,250.50") == Decimal("1250.50")
    for text in ("", "twelve", "NaN", "Infinity"):
        with pytest.raises(ValueError, match="number"):
            money.from_text(text)


@given(_days)
def test_days_read_back_in_every_form(value: date) -> None:
    """Each form of a day reads exactly what was written in it, and no other form takes it for its own."""
    forms = {
        instants.iso_day: value.isoformat(),
        instants.compact_day: value.strftime("%Y%m%d").zfill(8),
        instants.slash_day: f"{value.month}/{value.day}/{value.year}",
    }
    for parse, text in forms.items():
        assert parse(text) == value
        for other in forms.keys() - {parse}:
            with pytest.raises(ValueError, match="is not"):
                other(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/5/2018 7:00:39 PM +00:00", datetime(2018, 3, 5, 19, 0, 39, tzinfo=UTC)),
        ("12/31/2026 12:00 AM", datetime(2026, 12, 31, 0, 0, tzinfo=UTC)),
        ("12/31/2026 12:05:09 pm", datetime(2026, 12, 31, 12, 5, 9, tzinfo=UTC)),
        ("1/2/2026 9:07 AM", datetime(2026, 1, 2, 9, 7, tzinfo=UTC)),
    ],
)
def test_american_timestamps(text: str, expected: datetime) -> None:
    """Noon, midnight, missing seconds and the zone suffix of twelve-hour timestamps are read rightly."""
    assert instants.slash_stamp(text) == expected


@pytest.mark.parametrize(
    "text", ["3/5/2018", "13/1/2026 1:00 AM", "1/1/2026 13:00 PM", "1/1/2026 0:10 AM", "2026-01-01"]
)
def test_other_timestamps_are_refused(text: str) -> None:
    """What is no American timestamp is refused, not guessed at."""
    with pytest.raises(ValueError, match=r".+"):
        instants.slash_stamp(text)


def test_rfc_1123() -> None:
    """The HTTP date form of session ends is read as UTC."""
    assert instants.rfc1123("Thu, 19 Feb 2026 14:10:33 GMT") == datetime(2026, 2, 19, 14, 10, 33, tzinfo=UTC)
    with pytest.raises(ValueError, match=r".+"):
        instants.rfc1123("yesterday")


def test_the_declared_zone_applies_to_naive_timestamps_only() -> None:
    """A timestamp without a zone is local to the declared zone; one with an offset keeps it; outside, UTC holds."""
    boise = ZoneInfo("America/Boise")
    with instants.reading_in(boise):
        assert instants.local_iso("2026-07-01T08:00:00") == datetime(2026, 7, 1, 14, 0, tzinfo=UTC)
        assert instants.local_iso("2026-07-01T08:00:00+02:00") == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
        assert instants.slash_stamp("1/1/2026 8:00 AM") == datetime(2026, 1, 1, 15, 0, tzinfo=UTC)
        with instants.reading_in(None):
            assert instants.local_iso("2026-07-01T08:00:00").tzinfo is boise
    assert instants.local_iso("2026-07-01T08:00:00") == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


@given(_moments)
def test_iso_reads_back(moment: datetime) -> None:
    """ISO 8601 with an offset is the same instant again; without one it is refused."""
    shifted = moment.astimezone(timezone(timedelta(hours=5, minutes=30))) if moment.year < 9999 else moment
    assert instants.iso(shifted.isoformat()) == moment
    with pytest.raises(ValueError, match="offset"):
        instants.iso(moment.replace(tzinfo=None).isoformat())


def test_several_documented_forms() -> None:
    """A field with more than one documented form takes each of them, and nothing else."""
    parse = instants.first_of(instants.iso_day, instants.compact_day)
    assert parse("2026-03-18") == parse("20260318") == date(2026, 3, 18)
    with pytest.raises(ValueError, match="none of the documented forms"):
        parse("3/18/2026")


def test_names() -> None:
    """Wire names follow from Python names."""
    assert naming.pascal("country_sub_division_code") == "CountrySubDivisionCode"
    assert naming.camel("preferred_salesperson1") == "preferredSalesperson1"
    assert naming.snake("due_date") == "due_date"
