"""OAuth 2 as values: what goes to the provider, and what its answers mean."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.messages import Response
from crosstie.errors import SessionError
from crosstie.sessions.apps import Denied, Granted, Misconfigured, Unanswered, Unavailable
from crosstie.sessions.oauth import authorization_url, code_from, judge_token_answer, s256_challenge, token_request
from crosstie.sessions.tokens import Tokens

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
GOOD = {"access_token": "AT", "expires_in": 3600, "refresh_token": "RT", "refresh_token_expires_in": 86_400}


def answered(body: Any, status: int = 200, **headers: str) -> Response:  # noqa: ANN401 - anything that JSON can say
    """Return an answer of the token endpoint."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=raw)


def test_the_person_is_sent_with_everything_the_provider_needs() -> None:
    """Scope, redirect address and state are escaped; a challenge only where there is one."""
    url = authorization_url(
        "https://provider.example.com/auth?tenant=1",
        client_id="id",
        redirect_uri="https://host.example.com/back?a=1&b=2",
        scope="one two",
        state="s&t",
    )
    query = parse_qs(urlsplit(url).query)
    assert query == {
        "tenant": ["1"],
        "response_type": ["code"],
        "client_id": ["id"],
        "redirect_uri": ["https://host.example.com/back?a=1&b=2"],
        "scope": ["one two"],
        "state": ["s&t"],
    }
    bound = authorization_url(
        "https://p.example.com", client_id="i", redirect_uri="r", scope="s", state="t", challenge="c"
    )
    assert parse_qs(urlsplit(bound).query)["code_challenge_method"] == ["S256"]


def test_the_challenge_is_the_digest_of_the_verifier() -> None:
    """RFC 7636 §4.2."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    assert s256_challenge("v" * 43) == digest


def test_the_app_shows_itself_by_basic() -> None:
    """The form is encoded; the repr shows neither."""
    request = token_request(
        "https://p.example.com/token", {"code": "a b&c"}, client_id="id", client_secret="se cret", headers={"X": "1"}
    )
    assert request.body == b"code=a+b%26c"
    assert base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")) == b"id:se cret"
    assert request.headers["X"] == "1"
    assert "se cret" not in repr(request)


def test_a_redirect_brings_a_code() -> None:
    """Or an error, told in the provider's words."""
    assert code_from({"code": "c"}) == "c"
    with pytest.raises(SessionError, match="no code"):
        code_from({"code": ""})
    with pytest.raises(SessionError, match="The person said no"):
        code_from({"error": "access_denied", "error_description": "The person said no"})
    with pytest.raises(SessionError, match="access_denied"):
        code_from({"error": "access_denied"})


def test_a_complete_answer_is_a_grant() -> None:
    """Ends are counted from the arrival on this clock; the provider's clock is kept beside it."""
    verdict = judge_token_answer(answered({**GOOD, "scope": "s"}, date="Mon, 02 Nov 2026 12:00:05 GMT"), NOON)
    assert verdict == Granted(
        tokens=Tokens(
            access="AT",
            refresh="RT",
            issued=NOON,
            expires=NOON + timedelta(hours=1),
            refresh_expires=NOON + timedelta(days=1),
            granted_at=NOON + timedelta(seconds=5),
            scope="s",
        )
    )


def test_a_refresh_token_that_is_not_replaced_stays() -> None:
    """Providers without rotation send none."""
    before = Tokens(access="old", refresh="KEPT", issued=NOON)
    verdict = judge_token_answer(answered({"access_token": "AT", "expires_in": 60, "scope": 7}), NOON, before=before)
    assert isinstance(verdict, Granted)
    assert (verdict.tokens.refresh, verdict.tokens.refresh_expires, verdict.tokens.scope) == ("KEPT", None, None)


@pytest.mark.parametrize("life", ["3600", 3600, 3600.0])
def test_a_life_may_be_written_as_text(life: object) -> None:
    """Some servers quote the number."""
    verdict = judge_token_answer(answered({**GOOD, "expires_in": life}), NOON)
    assert isinstance(verdict, Granted)
    assert verdict.tokens.expires == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[1]",
        b"\xff\xfe",
        b"[" * 100_000,
        {},
        {**GOOD, "access_token": ""},
        {**GOOD, "access_token": 7},
        {**GOOD, "refresh_token": 7},
        {**GOOD, "expires_in": None},
        {**GOOD, "expires_in": "soon"},
        {**GOOD, "expires_in": True},
        {**GOOD, "expires_in": 0},
        {**GOOD, "expires_in": -5},
        {**GOOD, "expires_in": 1e300},
        {**GOOD, "expires_in": "9" * 400},
        {**GOOD, "expires_in": "٣٦"},
    ],
    ids=str,
)
def test_what_is_not_complete_is_no_grant(body: Any) -> None:  # noqa: ANN401 - anything
    """It was said to be a success, so something may have been granted; but nothing can be kept of it."""
    assert isinstance(judge_token_answer(answered(body), NOON), Unanswered)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["access_token", "expires_in", "refresh_token", "error", "scope", "x"]), inner
            )
        ),
    ),
    st.integers(200, 599),
)
def test_no_answer_breaks_the_reader(body: object, status: int) -> None:
    """Whatever the endpoint says, there is a verdict, and a grant can be stored."""
    verdict = judge_token_answer(answered(body, status), NOON)
    if isinstance(verdict, Granted):
        assert Tokens.from_bytes(verdict.tokens.to_bytes()) == verdict.tokens


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_grant"}, Denied),
        (401, {"error": "invalid_grant"}, Denied),
        (400, {"error": "invalid_request"}, Misconfigured),
        (400, {"error": ["invalid_grant"]}, Misconfigured),
        (401, {"error": "invalid_client"}, Misconfigured),
        (403, b"<html>", Misconfigured),
        (302, b"", Misconfigured),
        (408, b"", Unavailable),
        (429, {"error": "invalid_grant"}, Unavailable),
        (503, b"", Unavailable),
        (500, {"error": "invalid_grant"}, Unanswered),
        (504, b"", Unanswered),
    ],
)
def test_every_refusal_has_its_class(status: int, body: Any, kind: type) -> None:  # noqa: ANN401 - anything
    """Denied ends a connection, so only ``invalid_grant`` from a server that works is one."""
    verdict = judge_token_answer(answered(body, status, retry_after="7"), NOON)
    assert isinstance(verdict, kind)
    if isinstance(verdict, (Unavailable, Unanswered)):
        assert verdict.retry_after == 7


def test_details_are_redacted_words() -> None:
    """The provider's own, with its secrets masked; the start of the body where it has none."""
    said = answered({"error": "invalid_grant", "error_description": "Token expired: AB-1234"}, 400)
    assert judge_token_answer(said, NOON) == Denied("invalid_grant: Token expired: •••")
    assert judge_token_answer(answered(b"", 302), NOON) == Misconfigured("HTTP 302: no text")
    assert judge_token_answer(answered(b"<p>Sorry</p>", 403), NOON) == Misconfigured("HTTP 403: <p>Sorry</p>")
