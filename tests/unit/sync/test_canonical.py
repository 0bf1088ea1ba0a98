"""Canonical forms: formatting is no change, a difference stays one, and nothing is invented."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie import sync
from crosstie.errors import MissingExtra, UsageError
from crosstie.sync import Form, Unfit

texts = st.text(max_size=20)
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
moments = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC) | st.just(ZoneInfo("America/Los_Angeles")) | st.just(timezone(timedelta(hours=13))),
)
FORMS = [sync.text, sync.code, sync.email, sync.words, sync.phone_digits, sync.money(), sync.whole, sync.flag, sync.day]


def same(form: Form, one: object, two: object) -> bool:
    """Tell whether a form takes two values for one."""
    return form.fold(form.of(one)) == form.fold(form.of(two))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("empty", [None, "", "  \t\n", [], (), set[str]()])
def test_empty_is_missing(form: Form, empty: object) -> None:
    """None, blank text and empty collections are one value: nothing."""
    assert form.of(empty) is None
    assert form.fold(None) is None


@given(texts)
def test_spelling_twice_changes_nothing(value: str) -> None:
    """The canonical form of a canonical form is itself, and it is JSON."""
    for form in (sync.text, sync.code, sync.email, sync.words, sync.phone_digits):
        spelled = form.of(value)
        assert form.of(spelled) == spelled
        assert json.loads(json.dumps(spelled)) == spelled


@given(texts)
def test_case_is_no_difference_where_the_form_says_so(value: str) -> None:
    """What a system upper-cases or lower-cases stays the same value; the spelling keeps its letters."""
    form = sync.text.ignoring_case()
    assert same(form, value, value.upper())
    assert form.of(value) == sync.text.of(value)
    assert form.ignoring_case() is form


def test_text_keeps_what_matters() -> None:
    """Surrounding blanks, line ends and the composition of accents go; case and inner blanks stay."""
    assert sync.text.of("  9 Harbor  Ln\r\nSuite 2 ") == "9 Harbor  Ln\nSuite 2"
    assert sync.text.of("Cafe\u0301") == "Café"
    assert not same(sync.text, "Salem", "SALEM")
    assert sync.text.of(97301) == "97301"
    assert same(sync.email, " Nora@Example.com", "nora@example.com ")
    assert same(sync.words, "B2B, Business Account", ["business account", "b2b"])
    assert sync.words.of([" "]) is None
    assert sync.code.of(" AB 12 ") == "AB12"


@pytest.mark.parametrize("form", [sync.text, sync.words, sync.money(), sync.whole, sync.flag, sync.day])
def test_a_value_of_another_kind_is_refused_without_quoting_it(form: Form) -> None:
    """The reason finishes the sentence "it ..." and never holds the value."""
    with pytest.raises(Unfit) as refused:
        form.of({"secret": "0xsecret"})
    assert "0xsecret" not in str(refused.value)


@given(amounts)
def test_amounts_are_exact_and_come_back(amount: Decimal) -> None:
    """Trailing zeros, text and exponents are no difference; the value survives the way there and back."""
    form = sync.money()
    assert form.restore(form.of(amount)) == (amount if form.of(amount) is not None else None)
    assert same(form, amount, str(amount))
    assert same(form, amount, amount.normalize())
    assert same(form, amount, amount + 0)


def test_amounts_in_detail() -> None:
    """A float is what its shortest spelling says; zero has no sign; rounding is asked for."""
    assert sync.money().of(0.1) == "0.1"
    assert sync.money().of(Decimal("-0.00")) == "0"
    assert sync.money().of(Decimal("1E+3")) == "1000"
    assert sync.money(2).of("2.675") == "2.68"
    assert same(sync.money(2), Decimal("2.5"), "2.500001")
    assert not same(sync.money(), Decimal("2.5"), "2.500001")
    assert sync.money().restore(None) is None
    for odd in ("NaN", "Infinity", "1e999999", "twelve", True):
        with pytest.raises(Unfit):
            sync.money().of(odd)


def test_whole_numbers_and_truths() -> None:
    """7, "7" and 7.0 are one; so are the usual words for true and false."""
    assert sync.whole.of("7") == sync.whole.of(7.0) == 7
    with pytest.raises(Unfit, match="whole"):
        sync.whole.of("7.5")
    assert [sync.flag.of(value) for value in (True, "yes", 1, "False", 0)] == [True, True, True, False, False]


@given(moments)
def test_instants_are_compared_in_utc(moment: datetime) -> None:
    """The zone is no difference, the text form neither; the instant comes back."""
    form = sync.instant()
    assert same(form, moment, moment.astimezone(UTC))
    assert same(form, moment, moment.isoformat())
    assert form.restore(form.of(moment)) == moment.astimezone(UTC)


def test_instants_around_midnight_and_daylight_saving() -> None:
    """Local times are read in the zone that was named; the repeated hour stays two different instants."""
    zone = ZoneInfo("America/Los_Angeles")
    form = sync.instant(zone=zone)
    assert form.of("2026-11-01T23:30:00") == "2026-11-02T07:30:00+00:00"
    first = datetime(2026, 11, 1, 1, 30, tzinfo=zone)
    assert not same(form, first, first.replace(fold=1))
    with pytest.raises(Unfit, match="without a zone"):
        sync.instant().of("2026-11-01T23:30:00")
    with pytest.raises(Unfit):
        sync.instant().of(7)
    assert sync.instant().restore(None) is None


def test_instants_are_cut_to_what_the_coarser_side_keeps() -> None:
    """A side that keeps seconds does not seem to change what the other side wrote with microseconds."""
    fine = datetime(2026, 11, 2, 9, 0, 0, 999_999, tzinfo=UTC)
    assert same(sync.instant(precision="second"), fine, fine.replace(microsecond=0))
    assert not same(sync.instant(precision="millisecond"), fine, fine.replace(microsecond=0))
    assert same(sync.instant(precision="millisecond"), fine, fine.replace(microsecond=999_000))


def test_days() -> None:
    """A day is a date, its text, or the date of a time in its own zone."""
    evening = datetime(2026, 11, 1, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert sync.day.of(evening) == sync.day.of(date(2026, 11, 1)) == sync.day.of("2026-11-01") == "2026-11-01"
    assert sync.day.restore("2026-11-01") == date(2026, 11, 1)
    assert sync.day.restore(None) is None


# -- phones ------------------------------------------------------------------------------------------------------------


def test_phones_in_e164() -> None:
    """Punctuation and the country code are no difference where the region is known; an extension is one."""
    form = sync.phone("US")
    assert form.of("(503) 555-0100") == form.of("+1 503 555 0100") == form.of("503.555.0100") == "+15035550100"
    assert form.of("503-555-0100 x12") == "+15035550100;ext=12"
    assert form.of("+44 20 7946 0018") == "+442079460018"
    assert form.identifies


def test_what_is_no_phone_is_compared_by_its_digits() -> None:
    """Nothing is refused and nothing lost: a short number, a word."""
    form = sync.phone("US")
    assert form.of("0100") == "0100"
    assert form.of("call the office") == "call the office"
    assert form.of("555") == "555"


def test_phones_by_digits_need_no_library() -> None:
    """The plain rule: ASCII digits only, a leading + or 00 is the international mark."""
    digits = sync.phone_digits
    assert digits.of("503-555-0100") == digits.of("(503) 555 0100") == "5035550100"
    assert digits.of("+1 503 555 0100") == digits.of("001 503 555 0100") == "+15035550100"
    assert digits.of("00") == "00"
    assert digits.of("none") == "none"


def test_phones_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error names the extra; an unknown region is the caller's mistake."""
    with pytest.raises(UsageError, match="region"):
        sync.phone("us")
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    with pytest.raises(MissingExtra, match="phonenumbers") as missing:
        sync.phone("US")
    assert "crosstie[phone]" in str(missing.value.advice)
