"""The code grant as values: what makes an integration, and how long its tokens are taken to last."""

from __future__ import annotations

import base64
import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Denied, Granted, KeyApp, Misconfigured, OAuthApp, Returned, Unanswered, Unavailable
from crosstie.sessions.tokens import Session, Tokens
from crosstie.systems.netsuite import App

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
KEY = ("acme", "netsuite", "default")
CONFIDENTIAL = App(client_id="id", client_secret="s3cret", redirect_uri="https://host.example.com/back")
PUBLIC = App(client_id="id", redirect_uri="com.example.host:/back")
RETURNED = Returned(code="a code", account="9990001_SB1")
SESSION = Session(
    key=KEY,
    account="9990001_SB1",
    settings={"consented": (AT - timedelta(hours=150)).isoformat()},
    tokens=Tokens(access="a", refresh="r", issued=AT, refresh_expires=AT + timedelta(days=3)),
)


def _form(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


def _answer(**members: object) -> Response:
    whole = {"access_token": "opaque", "expires_in": 3600, "token_type": "bearer", **members}
    return Response(status=200, body=json.dumps(whole).encode())


def _jwt(claims: object) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "ES256"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "sig"])


def _granted(app: App, response: Response, session: Session = SESSION) -> Granted:
    verdict = app.judge(response, session, AT)
    assert isinstance(verdict, Granted)
    return verdict


@pytest.mark.parametrize(
    "given",
    [
        {"redirect_uri": "http://host.example.com/back"},
        {"redirect_uri": "host.example.com/back"},
        {"redirect_uri": None},
        {"client_id": ""},
        {"client_secret": None, "pkce": False},
        {"scopes": ()},
        {"scopes": ("restlets",)},
        {"scopes": ("rest_webservices", "mcp")},
        {"refresh_hours": 0.5},
        {"rotation_hours": 721},
    ],
    ids=["http", "no scheme", "none", "no id", "nobody", "nothing", "others only", "mcp", "short", "long"],
)
def test_what_netsuite_would_refuse_in_front_of_a_person_is_refused_at_once(given: dict[str, Any]) -> None:
    """Before anybody is sent anywhere; ``mcp`` is granted alone only, and would reach nothing here."""
    whole = {"client_id": "id", "client_secret": "s3cret", "redirect_uri": "https://host.example.com/back", **given}
    with pytest.raises(UsageError) as caught:
        App(**whole)
    assert "s3cret" not in str(caught.value)


def test_an_app_can_be_connected_to_in_every_way() -> None:
    """By keys and by a person, whichever the accounts of a host have."""
    assert isinstance(CONFIDENTIAL, KeyApp)
    assert isinstance(CONFIDENTIAL, OAuthApp)


def test_an_app_does_not_leave_the_process() -> None:
    """It holds a secret, which its repr does not show."""
    assert "s3cret" not in repr(CONFIDENTIAL)
    with pytest.raises(UsageError):
        pickle.dumps(CONFIDENTIAL)


def test_a_confidential_client_proves_itself_by_basic_a_public_one_by_its_id() -> None:
    """Two ways at once would be refused as malformed (1.6)."""
    secret = CONFIDENTIAL.code_exchange(RETURNED, "verifier")
    assert secret.url == "https://9990001-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
    assert secret.headers["Authorization"] == "Basic aWQ6czNjcmV0"
    assert _form(secret) == {
        "grant_type": "authorization_code",
        "code": "a code",
        "redirect_uri": "https://host.example.com/back",
        "code_verifier": "verifier",
    }
    plain = PUBLIC.code_exchange(RETURNED, "verifier")
    assert "Authorization" not in plain.headers
    assert _form(plain)["client_id"] == "id"
    assert "code_verifier" not in _form(CONFIDENTIAL.code_exchange(RETURNED, None))


def test_a_refresh_goes_to_the_account_that_was_chosen() -> None:
    """Not to the one of the login page."""
    request = PUBLIC.renewal(SESSION)
    assert request is not None
    assert request.url.startswith("https://9990001-sb1.suitetalk.api.netsuite.com/")
    assert _form(request) == {"grant_type": "refresh_token", "refresh_token": "r", "client_id": "id"}


def test_a_confidential_refresh_token_keeps_its_end() -> None:
    """Refreshing brings no other token and prolongs nothing; a consent begins seven days."""
    assert _granted(CONFIDENTIAL, _answer()).tokens.refresh_expires == AT + timedelta(days=3)
    assert _granted(CONFIDENTIAL, _answer()).tokens.refresh == "r"
    first = _granted(CONFIDENTIAL, _answer(refresh_token="first"), Session(key=KEY, account="1"))
    assert first.tokens.refresh_expires == AT + timedelta(days=7)
    assert first.settings == {"consented": AT.isoformat()}


def test_should_netsuite_replace_it_after_all_a_new_one_begins_a_new_life() -> None:
    """Its documents say that it does not; nobody should be sent to a person for that."""
    assert _granted(CONFIDENTIAL, _answer(refresh_token="new")).tokens.refresh_expires == AT + timedelta(days=7)


@pytest.mark.parametrize(
    ("access", "left"),
    [
        (_jwt({"oit": int((AT - timedelta(hours=140)).timestamp())}), 28),
        (_jwt({"oit": int((AT - timedelta(hours=10)).timestamp())}), 48),
        (_jwt({"oit": int((AT + timedelta(hours=10)).timestamp())}), 18),
        (_jwt({"oit": "soon"}), 18),
        (_jwt(["oit"]), 18),
        ("opaque", 18),
    ],
    ids=["near its end", "young", "from the future", "no number", "no object", "no JWT"],
)
def test_a_public_chain_ends_with_its_last_token(access: str, left: int) -> None:
    """Counted from its begin, as the token tells it, else as it was noted: 48 hours each, 168 in all."""
    tokens = _granted(PUBLIC, _answer(access_token=access, refresh_token="next")).tokens
    assert tokens.refresh == "next"
    assert tokens.refresh_expires == AT + timedelta(hours=left)


def test_the_lives_of_public_tokens_are_those_of_the_integration_record() -> None:
    """They can be set there, between one hour and thirty days."""
    app = App(client_id="id", redirect_uri="https://x.example.com", refresh_hours=12, rotation_hours=720)
    assert _granted(app, _answer(refresh_token="next")).tokens.refresh_expires == AT + timedelta(hours=12)


@pytest.mark.parametrize("seconds", [3600, "3600"], ids=["number", "text"])
@pytest.mark.parametrize("kind", ["bearer", "Bearer"])
@pytest.mark.parametrize("credentials", [{}, {"private_key": "x"}], ids=["consent", "certificate"])
def test_an_hour_is_an_hour_as_text_too(seconds: object, kind: str, credentials: dict[str, str]) -> None:
    """Some accounts are said to write the number as text, and the kind of token in capitals (1.3)."""
    session = Session(key=KEY, account="1", credentials=credentials)
    granted = _granted(CONFIDENTIAL, _answer(expires_in=seconds, token_type=kind), session)
    assert granted.tokens.expires == AT + timedelta(hours=1)


def test_the_scope_stands_in_the_token() -> None:
    """As a list there; the answer beside it names none."""
    access = _jwt({"scope": ["rest_webservices", "restlets"]})
    assert _granted(PUBLIC, _answer(access_token=access)).tokens.scope == "rest_webservices restlets"


@pytest.mark.parametrize(("app", "kind"), [(CONFIDENTIAL, Unavailable), (PUBLIC, Unanswered)], ids=["secret", "public"])
def test_a_server_error_can_have_spent_a_public_refresh_token(app: App, kind: type[object]) -> None:
    """For the other one nothing can be lost."""
    assert isinstance(app.judge(Response(status=502), SESSION, AT), kind)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, "invalid_grant", Denied),
        (401, "invalid_client", Misconfigured),
        (400, "invalid_request", Misconfigured),
        (400, "unauthorized_client", Misconfigured),
        (429, "", Unavailable),
    ],
)
def test_only_invalid_grant_ends_a_consent(status: int, error: str, kind: type[object]) -> None:
    """The rest is about the app, or about now (1.6)."""
    answer = Response(status=status, body=json.dumps({"error": error}).encode())
    assert isinstance(CONFIDENTIAL.judge(answer, SESSION, AT), kind)


def test_nothing_is_revoked_where_nobody_consented() -> None:
    """Keys and certificates are revoked in the product; a consent by its refresh token."""
    keys = Session(key=KEY, account="1", credentials={"consumer_key": "ck"}, tokens=SESSION.tokens)
    assert CONFIDENTIAL.revocation(keys) is None
    assert CONFIDENTIAL.revocation(Session(key=KEY, account="1")) is None
    request = CONFIDENTIAL.revocation(SESSION)
    assert request is not None
    assert (request.url.rpartition("/")[2], _form(request)) == ("revoke", {"token": "r"})


def test_a_consent_is_not_renewed_without_its_integration() -> None:
    """The host forgot to pass it: a mistake of the caller, which ends nothing."""
    with pytest.raises(UsageError, match="integration"):
        App().renewal(SESSION)


def test_nothing_is_signed_before_there_is_a_token() -> None:
    """Neither with a certificate nor by a person."""
    request = Request(method="GET", url="/services/rest/record/v1/customer/1")
    for credentials in ({"private_key": "x"}, {}):
        with pytest.raises(ReconnectRequired):
            CONFIDENTIAL.sign(request, Session(key=KEY, account="1", credentials=credentials))
    assert CONFIDENTIAL.sign(request, SESSION).headers["Authorization"] == "Bearer a"
