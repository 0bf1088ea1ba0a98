"""The host's registration with Lightspeed, and the rules of its sessions (fact sheet: lightspeed.md, 1)."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

import crosstie
from crosstie.core.messages import Request, Response
from crosstie.sessions.apps import AsksForAccount, Denied, Granted, Misconfigured, OAuthApp, Returned, Unanswered
from crosstie.sessions.tokens import Session, Tokens
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import lightspeed
from crosstie.testing import Answer, Reset
from crosstie.testing.lightspeed import CLIENT_ID, CLIENT_SECRET, LightspeedSimulator

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECRET = "composed-secret-of-the-app"
APP = lightspeed.App(client_id="cid", client_secret=SECRET)
TOKENS = Tokens(access="AT-1", refresh="RT-1", issued=AT, expires=AT + timedelta(hours=1))
SESSION = Session(key=("acme", "lightspeed", "default"), account="4711", tokens=TOKENS)


def _jwt(claims: Mapping[str, Any]) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJSUzI1NiJ9.{payload}.c2ln"


def _answer(status: int, **members: Any) -> Response:  # noqa: ANN401 - JSON
    return Response(status=status, body=json.dumps(members).encode())


def _granted(access: str) -> Granted:
    body = {"token_type": "Bearer", "expires_in": 3600, "access_token": access, "refresh_token": "RT-2"}
    verdict = APP.judge(_answer(200, **body), SESSION, AT)
    assert isinstance(verdict, Granted)
    return verdict


def _form(request: Request | None) -> dict[str, str]:
    assert request is not None
    return dict(parse_qsl(request.body.decode()))


def test_it_is_an_oauth_app_that_can_ask_for_the_account() -> None:
    """The sessions know it by protocol, not by class."""
    assert isinstance(APP, OAuthApp)
    assert isinstance(APP, AsksForAccount)
    assert (APP.system, APP.pkce) == ("lightspeed", True)


def test_registrations_that_cannot_work_are_refused() -> None:
    """No id, no way to prove who it is, scopes that Lightspeed refuses (1.4)."""
    with pytest.raises(crosstie.UsageError):
        lightspeed.App(client_id="")
    with pytest.raises(crosstie.UsageError, match="pkce"):
        lightspeed.App(client_id="cid", pkce=False)
    for scopes in ((), ("inventory",), (lightspeed.EVERYTHING, "employee:inventory")):
        with pytest.raises(crosstie.UsageError):
            lightspeed.App(client_id="cid", client_secret="s", scopes=scopes)


def test_the_person_is_sent_with_scope_state_and_challenge() -> None:
    """The registered redirect address is used, so none is sent unless it is given (1.3)."""
    app = lightspeed.App(client_id="cid", scopes=("employee:inventory", "employee:customers"))
    asked = dict(parse_qsl(urlsplit(app.authorization_url("s1", "challenge")).query))
    assert asked == {
        "response_type": "code",
        "client_id": "cid",
        "scope": "employee:inventory employee:customers",
        "state": "s1",
        "code_challenge": "challenge",
        "code_challenge_method": "S256",
    }
    told = lightspeed.App(client_id="cid", redirect_uri="https://app.example.com/cb")
    assert "redirect_uri" in dict(parse_qsl(urlsplit(told.authorization_url("s1", None)).query))
    assert _form(told.code_exchange(Returned(code="c"), None))["redirect_uri"] == "https://app.example.com/cb"


def test_token_calls_are_forms_without_a_scope() -> None:
    """Id and secret in the body; a public client sends no secret; JSON where it is set (1.3)."""
    assert _form(APP.code_exchange(Returned(code="c1"), "verifier")) == {
        "grant_type": "authorization_code",
        "code": "c1",
        "code_verifier": "verifier",
        "client_id": "cid",
        "client_secret": SECRET,
    }
    renewal = _form(APP.renewal(SESSION))
    assert renewal == {
        "grant_type": "refresh_token",
        "refresh_token": "RT-1",
        "client_id": "cid",
        "client_secret": SECRET,
    }
    assert "client_secret" not in _form(lightspeed.App(client_id="cid").renewal(SESSION))
    request = lightspeed.App(client_id="cid", token_body="json").renewal(SESSION)
    assert request is not None
    assert json.loads(request.body)["refresh_token"] == "RT-1"
    assert _form(APP.revocation(SESSION))["refresh_token"] == "RT-1"


def test_nothing_can_be_renewed_without_a_refresh_token() -> None:
    """Neither a renewal nor a revocation is built."""
    bare = Session(key=SESSION.key, tokens=Tokens(access="AT", issued=AT))
    assert (APP.renewal(bare), APP.revocation(bare)) == (None, None)
    assert APP.renewal(Session(key=SESSION.key)) is None


def test_account_and_scope_stand_in_the_token() -> None:
    """Claims of a JWT, number or text; the refresh token ends after 30 idle days (1.5, 1.6)."""
    verdict = _granted(_jwt({"acct": 4711, "scope": "employee:all", "exp": 1.5}))
    assert (verdict.account, verdict.tokens.scope) == ("4711", "employee:all")
    assert verdict.tokens.expires == AT + timedelta(hours=1)
    assert verdict.tokens.refresh_expires == AT + timedelta(days=30)
    assert verdict.tokens.refresh == "RT-2"


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.!!.c", "a.WzFd.c", _jwt({"acct": None}), _jwt({"acct": [1]})])
def test_a_token_of_another_kind_names_no_account(token: str) -> None:
    """The client does not depend on the token staying a JWT (1.5)."""
    assert _granted(token).account is None


def test_what_the_token_endpoint_says() -> None:
    """Only invalid_grant ends a grant; the app's own trouble and the server's are told apart (1.7)."""
    assert isinstance(APP.judge(_answer(400, error="invalid_grant", hint="x"), SESSION, AT), Denied)
    assert isinstance(APP.judge(_answer(401, error="invalid_client"), SESSION, AT), Misconfigured)
    assert isinstance(APP.judge(_answer(200, access_token="x"), SESSION, AT), Unanswered)
    assert not isinstance(APP.judge(_answer(503), SESSION, AT), Denied | Granted)


def test_calls_are_signed_below_the_account() -> None:
    """Relative addresses get host and account, the account's own address only the host; absolute ones stay."""
    signed = APP.sign(Request(method="GET", url="/Item/1.json"), SESSION)
    assert signed.url == "https://api.lightspeedapp.com/API/V3/Account/4711/Item/1.json"
    assert signed.headers["Authorization"] == "Bearer AT-1"
    own = APP.sign(Request(method="GET", url="/Account.json"), SESSION)
    assert own.url == "https://api.lightspeedapp.com/API/V3/Account.json"
    assert APP.sign(Request(method="GET", url="https://x.example.com/a"), SESSION).url == "https://x.example.com/a"
    with pytest.raises(crosstie.ReconnectRequired):
        APP.sign(Request(method="GET", url="/Item.json"), Session(key=SESSION.key))


def test_only_a_401_refuses_a_session() -> None:
    """Whatever the body says: it has had two shapes (1.8)."""
    assert APP.refused(Response(status=401, body=b"<html>"))
    assert not APP.refused(Response(status=403))


def test_secrets_stay_inside() -> None:
    """Neither shown nor pickled."""
    assert SECRET not in repr(APP)
    with pytest.raises(crosstie.UsageError):
        pickle.dumps(APP)


class _Opaque(LightspeedSimulator):
    """A Lightspeed whose tokens tell nothing."""

    def answer(self, request: Request) -> Response:
        """Answer as ever, with tokens that are no JWT."""
        if "Authorization" in request.headers:
            given = request.headers["Authorization"].removeprefix("Bearer ")
            request = request.with_headers({"Authorization": f"Bearer {self.known.get(given, given)}"})
        response = super().answer(request)
        if not request.url.endswith("/token") or response.status != 200:
            return response
        body = json.loads(response.body)
        plain = f"opaque-{len(self.known)}"
        self.known[plain] = body["access_token"]
        return Response(status=200, body=json.dumps({**body, "access_token": plain}).encode())

    known: dict[str, str]


def _connect(simulator: _Opaque) -> crosstie.Connection:
    app = lightspeed.App.for_base("https://ls.example.com", client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    with crosstie.SessionManager(
        MemoryStorage(), [app], transport=simulator.transport(), clock=simulator.clock
    ) as sessions:
        start = sessions.authorize("lightspeed", tenant="acme")
        parts = urlsplit(start.url)
        asked = Request(method="GET", url=start.url.partition("?")[0], params=tuple(parse_qsl(parts.query)))
        return sessions.complete(start, simulator.handle(asked).headers["location"])


def test_an_account_that_the_token_does_not_tell_is_asked_for() -> None:
    """One call with the new token, before anything is stored (1.9)."""
    simulator = _Opaque()
    simulator.known = {}
    assert _connect(simulator).account == "4711"
    assert simulator.count("GET Account") == 1


def test_an_account_that_nobody_tells_is_no_connection() -> None:
    """An answer without an account, or none: the person begins again."""
    simulator = _Opaque()
    simulator.known = {}
    for fault in (Answer(status=200, body=b"{}"), Reset()):
        simulator.faults.add(fault, route="GET Account")
        with pytest.raises(crosstie.SessionError):
            _connect(simulator)
