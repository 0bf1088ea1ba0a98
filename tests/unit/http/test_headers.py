"""The headers that every system shares, read leniently: garbage is no header, never an exception."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.messages import Response
from crosstie.http.headers import basic, provider_time, retry_after

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DATE = "Mon, 02 Nov 2026 12:00:00 GMT"


def answer(**headers: str) -> Response:
    """Return an answer with these headers."""
    return Response(status=429, headers={name.replace("_", "-"): value for name, value in headers.items()})


@given(st.text(), st.text())
def test_basic_carries_user_and_password(user: str, password: str) -> None:
    """Both come out again, in UTF-8."""
    scheme, _, value = basic(user, password).partition(" ")
    assert (scheme, base64.b64decode(value).decode()) == ("Basic", f"{user}:{password}")


@pytest.mark.parametrize(
    "text",
    [DATE, "Mon, 02 Nov 2026 12:00:00 -0000", "Mon, 02 Nov 2026 14:00:00 +0200", "Monday, 02-Nov-26 12:00:00 GMT"],
)
def test_the_providers_clock_is_read_in_every_form(text: str) -> None:
    """With a zone, with the odd one that means UTC, and in the old form."""
    assert provider_time(answer(date=text)) == NOON


@given(st.integers(0, 10**8))
def test_seconds_are_seconds(seconds: int) -> None:
    """The plain form."""
    assert retry_after(answer(retry_after=str(seconds))) == seconds


def test_a_part_of_a_second_is_read_too() -> None:
    """Some gateways send it."""
    assert retry_after(answer(retry_after=" 0.25 ")) == 0.25


@given(st.integers(-1000, 10**6))
def test_a_date_counts_from_the_answers_own(seconds: int) -> None:
    """This machine's clock does not matter; a moment that has passed asks for nothing."""
    until = format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)
    assert retry_after(answer(retry_after=until, date=DATE)) == max(seconds, 0)


@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "nan", "inf", "1e400", "9" * 400, "٣", "12:00", "Mon, 99 Nov 2026"]
)
def test_garbage_asks_for_nothing(value: str) -> None:
    """What cannot be read is as good as absent."""
    assert retry_after(answer(retry_after=value, date=DATE)) is None


def test_a_date_without_a_date_to_count_from_asks_for_nothing() -> None:
    """A provider without a clock cannot name a moment."""
    assert retry_after(answer(retry_after=DATE)) is None
    assert retry_after(answer()) is None
    assert provider_time(answer()) is None


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    """Whatever a proxy writes into these headers, reading goes on."""
    found = answer(retry_after=text, date=text)
    moment, seconds = provider_time(found), retry_after(found)
    assert moment is None or moment.tzinfo is not None
    assert seconds is None or 0 <= seconds < float("inf")
