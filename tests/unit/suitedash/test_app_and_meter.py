"""The keys of an account, and the count of its calls (suitedash.md, 1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import QuotaExhausted, ReconnectRequired, UsageError
from crosstie.sessions.apps import Misconfigured
from crosstie.sessions.tokens import Session
from crosstie.systems.suitedash import App, Meter, Usage
from crosstie.systems.suitedash.meter import month_at

SECRET = "$2y$13$composed"
KEYS = {"public_id": "11111111-2222-4333-8444-555555555555", "secret_key": SECRET}


def _session(**settings: str) -> Session:
    enrolment = App().enrol(KEYS)
    key = ("acme", "suitedash", "default")
    return Session(key=key, account=enrolment.account, credentials=enrolment.credentials, settings=settings)


def test_both_keys_stand_on_every_call() -> None:
    """The two headers, and the address in full with one slash."""
    signed = App(base_url="https://app.suitedash.com/secure-api/").sign(
        Request(method="GET", url="/contacts"), _session()
    )
    assert signed.url == "https://app.suitedash.com/secure-api/contacts"
    assert signed.headers == {"X-Public-ID": KEYS["public_id"], "X-Secret-Key": SECRET}


def test_a_connection_may_have_an_address_of_its_own() -> None:
    """A portal under its own name goes before the app's address."""
    enrolment = App().enrol({**KEYS, "base_url": "https://portal.example.com/secure-api/"})
    signed = App().sign(Request(method="GET", url="/contacts"), _session(**enrolment.settings))
    assert signed.url == "https://portal.example.com/secure-api/contacts"


def test_what_comes_along_when_a_key_is_copied_is_dropped() -> None:
    """Blanks and quotes; a dollar sign at the beginning is the secret's own."""
    enrolment = App().enrol({"public_id": ' "abc" ', "secret_key": f"'{SECRET}'\n"})
    assert (enrolment.account, enrolment.credentials) == ("abc", {"secret_key": SECRET})


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"public_id": "abc"},
        {"public_id": "abc", "secret_key": " '' "},
        {**KEYS, "token": "x"},
        {"public_id": "abc", "secret_key": "two\nlines"},
        {"public_id": "abc", "secret_key": "schlüssel"},
        {**KEYS, "base_url": "app.suitedash.com"},
        {**KEYS, "base_url": "http://portal.example.com/secure-api"},
        {**KEYS, "base_url": "https://me:secret@portal.example.com"},
    ],
)
def test_keys_that_cannot_be_good_are_refused_before_any_call(given: dict[str, str]) -> None:
    """Missing, unknown, unfit for a header, or on their way over an open line; the secret is not repeated."""
    with pytest.raises(UsageError) as caught:
        App().enrol(given)
    assert SECRET not in str(caught.value)


def test_nothing_is_ever_renewed_or_revoked() -> None:
    """There is no token: only 401 says that the keys are not good."""
    app, session = App(), _session()
    assert app.renewal(session) is None
    assert app.revocation(session) is None
    assert isinstance(app.judge(Response(status=200), session, datetime(2026, 11, 2, tzinfo=UTC)), Misconfigured)
    assert [app.refused(Response(status=status)) for status in (200, 401, 403, 429)] == [False, True, False, False]


def test_a_connection_without_keys_signs_nothing() -> None:
    """Somebody has to connect it first."""
    with pytest.raises(ReconnectRequired):
        App().sign(Request(method="GET", url="/contacts"), Session(key=("acme", "suitedash", "default")))


def test_a_month_begins_where_the_settings_say() -> None:
    """The same moment belongs to two months."""
    moment = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    assert month_at(moment, UTC) == "2026-12"
    assert month_at(moment, timezone(timedelta(hours=-5))) == "2026-11"


def test_the_meter_counts_by_account_and_month() -> None:
    """Neither another account nor another month shares the count."""
    meter = Meter()
    meter.add("a", "2026-11", 2)
    meter.add("a", "2026-11", 1)
    meter.add("b", "2026-11", 5)
    assert meter.usage("a", "2026-11", 400) == Usage(month="2026-11", calls=3, allowance=400)
    assert meter.usage("a", "2026-11", 400).left == 397
    assert meter.usage("a", "2026-12").calls == 0
    assert meter.usage("a", "2026-12").left is None


def test_a_plan_that_is_used_up_refuses_before_sending() -> None:
    """The count of this process reaches the plan's number."""
    meter = Meter()
    meter.add("a", "2026-11", 80)
    with pytest.raises(QuotaExhausted, match="80 calls of 2026-11"):
        meter.admit("a", "2026-11", 80)
    meter.admit("a", "2026-11", 81)
    assert meter.usage("a", "2026-11", 81).left == 0
    meter.admit("a", "2026-11", None)


def test_what_the_account_says_goes_before_the_count() -> None:
    """Others spend calls too: after its word nothing is left, whatever was counted here."""
    meter = Meter()
    meter.exhaust("a", "2026-11")
    assert meter.usage("a", "2026-11", 400).left == 0


def test_counts_go_out_and_come_back() -> None:
    """A host that restarts keeps them."""
    meter, later = Meter(), Meter()
    meter.add("a", "2026-11", 7)
    later.start_from(meter.counts())
    later.add("a", "2026-11", 1)
    assert later.usage("a", "2026-11").calls == 8
    with pytest.raises(UsageError, match="negative"):
        later.start_from({("a", "2026-11"): -1})
