"""How session begins are asked for and judged, without any I/O."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstie
from crosstie.core.messages import Request, Response
from crosstie.sessions.apps import App as AppProtocol
from crosstie.sessions.apps import Granted, KeyApp, Misconfigured, Unanswered, Unavailable
from crosstie.sessions.tokens import Session, Tokens
from crosstie.systems import rfms

_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_SESSION = Session(key=("acme", "rfms", "default"), account="store-EXAMPLE0001", credentials={"api_key": "KEY-EXAMPLE"})


def _judged(body: bytes, status: int = 200, **headers: str) -> object:
    return rfms.App().judge(Response(status=status, headers=headers, body=body), _SESSION, _AT)


def _life(body: bytes, **headers: str) -> timedelta:
    verdict = _judged(body, **headers)
    assert isinstance(verdict, Granted)
    assert verdict.tokens.expires is not None
    return verdict.tokens.expires - _AT


def _begun(expires: str) -> bytes:
    return b'{"authorized":true,"sessionToken":"rfmsapi-EXAMPLE","sessionExpires":"%s"}' % expires.encode()


def test_an_app_is_one_for_systems_with_keys() -> None:
    """The SessionManager takes it for what it is, and asks for no revocation."""
    app: AppProtocol = rfms.App()
    assert isinstance(app, KeyApp)
    assert (app.system, app.revocation(_SESSION)) == ("rfms", None)


def test_a_session_begin_is_signed_with_queue_and_key_and_has_no_body() -> None:
    """The whole queue with its prefix is the user name."""
    request = rfms.App(base_url="https://rfms.example.com/v2/").renewal(_SESSION)
    assert (request.method, request.url, request.body) == ("POST", "https://rfms.example.com/v2/session/begin", b"")
    pair = base64.b64decode(request.headers["authorization"].removeprefix("Basic "))
    assert pair == b"store-EXAMPLE0001:KEY-EXAMPLE"


def test_later_calls_are_signed_with_queue_and_token() -> None:
    """A relative address is completed, query and headers stay; nothing else carries the token."""
    session = attrs.evolve(_SESSION, tokens=Tokens(access="rfmsapi-EXAMPLE", issued=_AT))
    request = Request(method="GET", url="/customer/1", params=(("a", "b"),), headers={"accept": "application/json"})
    signed = rfms.App().sign(request, session)
    assert (signed.url, signed.params) == ("https://api.rfms.online/v2/customer/1", (("a", "b"),))
    assert base64.b64decode(signed.headers["authorization"].removeprefix("Basic ")) == (
        b"store-EXAMPLE0001:rfmsapi-EXAMPLE"
    )
    assert set(signed.headers) == {"accept", "authorization"}


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"store_queue": "store-EXAMPLE0001"},
        {"store_queue": "store-EXAMPLE0001", "api_key": " "},
        {"store_queue": "EXAMPLE0001", "api_key": "k"},
        {"store_queue": "store-", "api_key": "k"},
        {"store_queue": "store-EX:AMPLE", "api_key": "k"},
        {"store_queue": "store-EXAMPLE0001", "api_key": "two words"},
        {"store_queue": "store-EXAMPLE0001", "api_key": "k", "password": "p"},
    ],
)
def test_keys_that_cannot_be_right_are_refused(keys: dict[str, str]) -> None:
    """The message never repeats them."""
    with pytest.raises(crosstie.UsageError) as caught:
        rfms.App().enrol(keys)
    assert "two words" not in str(caught.value)


@pytest.mark.parametrize("queue", ["store-0123456789abcdef0123456789abcdef", "1234@TPD-EXAMPLE"])
def test_stores_and_third_party_developers_are_enrolled(queue: str) -> None:
    """Blanks around copied keys are dropped; the key does not show."""
    enrolment = rfms.App().enrol({"store_queue": f" {queue} ", "api_key": " KEY-EXAMPLE\n"})
    assert (enrolment.account, dict(enrolment.credentials)) == (queue, {"api_key": "KEY-EXAMPLE"})
    assert "KEY-EXAMPLE" not in repr(enrolment)


@pytest.mark.parametrize("url", ["api.rfms.online/v2", "ftp://api.rfms.online", "https://", "https://h/v2?x=1"])
def test_a_base_url_that_is_none_is_refused(url: str) -> None:
    """Before anything is sent there."""
    with pytest.raises(crosstie.UsageError):
        rfms.App(base_url=url)


def test_both_forms_of_the_expiry_are_read_as_utc() -> None:
    """RFC 1123 today, American in 2018."""
    assert _life(_begun("Mon, 02 Nov 2026 09:10:00 GMT")) == timedelta(minutes=10)
    assert _life(_begun("11/2/2026 9:10:00 AM +00:00")) == timedelta(minutes=10)


@pytest.mark.parametrize("expires", ["", "soon", "Mon, 02 Nov 2020 09:10:00 GMT", "Mon, 02 Nov 2099 09:10:00 GMT"])
def test_an_expiry_that_cannot_be_meant_gives_way_to_the_usual_life(expires: str) -> None:
    """A token is a token: it is used, as long as the policy says sessions live."""
    assert _life(_begun(expires)) == timedelta(minutes=15)
    assert _life(b'{"authorized":true,"sessionToken":"t"}') == timedelta(minutes=15)


@given(st.integers(-7200, 7200), st.integers(1, 3600))
def test_the_life_is_counted_on_the_providers_clock(skew: int, life: int) -> None:
    """However wrong our clock is, the session lives as long as the store meant."""
    theirs = _AT + timedelta(seconds=skew)
    expires = format_datetime(theirs + timedelta(seconds=life), usegmt=True)
    assert _life(_begun(expires), date=format_datetime(theirs, usegmt=True)) == timedelta(seconds=life)


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (403, b"", Misconfigured),
        (401, b"", Misconfigured),
        (200, b'{"authorized":false,"sessionToken":"t"}', Misconfigured),
        (404, b"<html></html>", Misconfigured),
        (302, b"", Misconfigured),
        (429, b"", Unavailable),
        (500, b'{"Message":"An error has occurred."}', Unavailable),
        (503, b"", Unavailable),
        (200, b"", Unanswered),
        (200, b"<html></html>", Unanswered),
        (200, b"[]", Unanswered),
        (200, b"{}", Unanswered),
        (200, b'{"authorized":"yes","sessionToken":"t"}', Unanswered),
        (200, b'{"authorized":true,"sessionToken":""}', Unanswered),
        (200, b'{"authorized":true,"sessionToken":7}', Unanswered),
        (200, b"\xff\xfe", Unanswered),
    ],
)
def test_every_other_answer_has_its_verdict(status: int, body: bytes, verdict: type[object]) -> None:
    """Refused keys, a system that cannot say, and garbage are three different things."""
    assert type(_judged(body, status)) is verdict


def test_a_pause_that_is_asked_for_is_passed_on() -> None:
    """In seconds."""
    verdict = _judged(b"", 429, **{"retry-after": "30"})
    assert isinstance(verdict, Unavailable)
    assert verdict.retry_after == 30


@given(st.binary(max_size=200))
def test_no_body_of_a_session_begin_raises(body: bytes) -> None:
    """Whatever stands there, it is judged."""
    assert isinstance(_judged(body), (Granted, Misconfigured, Unanswered))


def test_what_counts_as_a_refusal_is_a_setting() -> None:
    """Both by default, because clients in use act on both."""
    answers = [Response(status=status) for status in (200, 401, 403, 404)]
    assert [rfms.App().refused(answer) for answer in answers] == [False, True, True, False]
    assert [rfms.App(refusal_statuses={401}).refused(answer) for answer in answers] == [False, True, False, False]


def test_a_session_is_replaced_after_fourteen_idle_minutes() -> None:
    """The windows of the policy, on the age since the last use; the sweep leaves these sessions alone."""
    tokens = Tokens(access="t", issued=_AT, expires=_AT + timedelta(minutes=15))
    policy = rfms.SESSION_POLICY
    used = _AT + timedelta(minutes=9)
    windows = policy.windows(tokens, used=used)
    assert windows.stage(used + timedelta(minutes=14) - timedelta(seconds=1)) == "fresh"
    assert windows.stage(used + timedelta(minutes=14)) == "mandatory"
    assert policy.renew_at(tokens) is None
