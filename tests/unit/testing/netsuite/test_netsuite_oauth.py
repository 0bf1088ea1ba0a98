"""The OAuth 2 code grant against fact sheet sections 1.4 and 1.6, confidential and public clients."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest

from crosstie.core.messages import Request, Response
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import (
    ACCOUNT,
    CLIENT_ID,
    CLIENT_SECRET,
    PUBLIC_CLIENT_ID,
    NetSuiteRules,
    NetSuiteSimulator,
)

HOST = "https://9990001-sb1.suitetalk.api.netsuite.com"
OAUTH = f"{HOST}/services/rest/auth/oauth2/v1"
REDIRECT = "https://app.example.com/callback"
STATE = "a-state-of-22-letters!"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
HOUR, DAY = 3600, 86_400


def _body(response: Response) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.body)
    return found


def _basic(client_id: str = CLIENT_ID, secret: str = CLIENT_SECRET) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def _authorize(simulator: NetSuiteSimulator, **changed: str | None) -> Response:
    asked: dict[str, str | None] = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT,
        "scope": "rest_webservices",
        "state": STATE,
    }
    params = tuple((name, value) for name, value in {**asked, **changed}.items() if value is not None)
    url = "https://9990001-sb1.app.netsuite.com/app/login/oauth2/authorize.nl"
    return simulator.handle(Request(method="GET", url=url, params=params))


def _callback(response: Response) -> dict[str, str]:
    assert response.status == 302, response.body
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def _post(
    simulator: NetSuiteSimulator, form: dict[str, str], headers: dict[str, str] | None = None, *, at: str = "token"
) -> Response:
    sent = {"content-type": "application/x-www-form-urlencoded", **(_basic() if headers is None else headers)}
    return simulator.handle(Request(method="POST", url=f"{OAUTH}/{at}", headers=sent, body=urlencode(form).encode()))


def _exchange(simulator: NetSuiteSimulator, code: str, **changed: str) -> Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    return _post(simulator, {**form, **changed})


def _renew(simulator: NetSuiteSimulator, refresh: str, *, public: bool = False) -> Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    if public:
        return _post(simulator, {**form, "client_id": PUBLIC_CLIENT_ID}, {})
    return _post(simulator, form)


def _read(simulator: NetSuiteSimulator, access: str) -> Response:
    headers = {"authorization": f"Bearer {access}"}
    return simulator.handle(Request(method="GET", url=f"{HOST}/services/rest/record/v1/customer", headers=headers))


# -- the browser -------------------------------------------------------------------------------------------------------


def test_consent_sends_the_browser_back_with_company_role_and_entity() -> None:
    """The callback carries state, code, role, entity and company, and keeps the query the address had (1.4)."""
    found = _callback(_authorize(NetSuiteSimulator(), redirect_uri=REDIRECT + "?tenant=acme"))
    assert set(found) == {"tenant", "state", "code", "role", "entity", "company"}
    assert (found["tenant"], found["state"], found["company"]) == ("acme", STATE, ACCOUNT)


def test_refusal_has_an_error_and_no_code() -> None:
    """A person who refuses comes back with error=access_denied (1.4)."""
    simulator = NetSuiteSimulator()
    simulator.oauth.consent = False
    assert _callback(_authorize(simulator)) == {"error": "access_denied", "state": STATE}


def test_person_may_pick_another_account() -> None:
    """The company of the callback is the truth; tokens of another account do not open this one (1.4)."""
    simulator = NetSuiteSimulator()
    simulator.oauth.choice = "7770007"
    found = _callback(_authorize(simulator))
    assert found["company"] == "7770007"
    access = _body(_exchange(simulator, found["code"]))["access_token"]
    assert _read(simulator, access).status == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "http://app.example.com/callback"},
        {"redirect_uri": ""},
        {"redirect_uri": None},
        {"client_id": "somebody-else"},
        {"response_type": "token"},
        {"scope": ""},
        {"scope": "rest_webservices everything"},
        {"scope": "rest_webservices mcp"},
        {"state": "only-21-letters-long!"},
        {"state": "s" * 1025},
        {"state": "umlauts-are-not-äscii-"},
        {"prompt": "always"},
        {"code_challenge": CHALLENGE},
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
        {"code_challenge": "too-short", "code_challenge_method": "S256"},
    ],
)
def test_requests_that_the_authorize_page_refuses(wrong: dict[str, str | None]) -> None:
    """Redirects are https or a custom scheme; state is 22 to 1024 ASCII characters; PKCE is S256 (1.4)."""
    answer = _authorize(NetSuiteSimulator(), **wrong)
    assert answer.status == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "right",
    [
        {"redirect_uri": "com.example.app:/callback"},
        {"scope": "rest_webservices restlets suite_analytics"},
        {"scope": "mcp"},
        {"prompt": "login consent"},
        {"state": "s" * 1024},
        {"code_challenge": CHALLENGE, "code_challenge_method": "S256"},
    ],
)
def test_requests_that_the_authorize_page_takes(right: dict[str, str]) -> None:
    """Custom schemes, several scopes, mcp alone, prompts and PKCE are fine (1.4)."""
    assert "code" in _callback(_authorize(NetSuiteSimulator(), **right))


def test_state_is_unique_per_flow() -> None:
    """The same state a second time is refused (1.4)."""
    simulator = NetSuiteSimulator()
    assert _authorize(simulator).status == 302
    assert _authorize(simulator).status == 400


def test_redirect_address_is_compared_exactly() -> None:
    """A registered address is matched to the letter (1.4)."""
    simulator = NetSuiteSimulator(rules=NetSuiteRules(redirect_uris=frozenset({REDIRECT})))
    assert _authorize(simulator, redirect_uri=REDIRECT + "/").status == 400
    assert _authorize(simulator).status == 302


def test_public_client_needs_pkce_and_new_confidential_ones_will() -> None:
    """Without a challenge a public client is refused, a confidential one by rule from 2027.1 on (1.2, 1.4)."""
    assert _authorize(NetSuiteSimulator(), client_id=PUBLIC_CLIENT_ID).status == 400
    assert _authorize(NetSuiteSimulator(rules=NetSuiteRules(pkce_required=True))).status == 400
    assert _authorize(NetSuiteSimulator()).status == 302


# -- confidential clients ----------------------------------------------------------------------------------------------


def test_code_is_exchanged_once() -> None:
    """The exchange answers a token pair for an hour; the same code again is invalid_grant (1.4, 1.6)."""
    simulator = NetSuiteSimulator()
    code = _callback(_authorize(simulator))["code"]
    tokens = _body(_exchange(simulator, code))
    assert set(tokens) == {"access_token", "refresh_token", "expires_in", "token_type"}
    assert (tokens["expires_in"], tokens["token_type"]) == (3600, "bearer")
    assert _read(simulator, tokens["access_token"]).status == 200
    again = _exchange(simulator, code)
    assert (again.status, _body(again)) == (400, {"error": "invalid_grant"})
    assert simulator.grants.rejections == 1


def test_expires_in_may_be_text_and_token_type_upper_case() -> None:
    """Both spellings were reported (1.3)."""
    simulator = NetSuiteSimulator(rules=NetSuiteRules(expires_in_text=True, token_type="Bearer"))
    tokens = _body(_exchange(simulator, _callback(_authorize(simulator))["code"]))
    assert (tokens["expires_in"], tokens["token_type"]) == ("3600", "Bearer")


def test_code_needs_its_redirect_address_and_its_time() -> None:
    """Another address, or a wait, make a code invalid_grant (1.6)."""
    clock = FakeClock()
    simulator = NetSuiteSimulator(clock=clock)
    code = _callback(_authorize(simulator))["code"]
    assert _body(_exchange(simulator, code, redirect_uri=REDIRECT + "/"))["error"] == "invalid_grant"
    late = _callback(_authorize(simulator, state=STATE + "2"))["code"]
    clock.advance(600)
    assert _body(_exchange(simulator, late))["error"] == "invalid_grant"


@pytest.mark.parametrize("verifier", ["w" * 43, "v" * 42, "", "v" * 42 + "!"])
def test_wrong_verifier_is_invalid_grant(verifier: str) -> None:
    """A verifier that the challenge was not made of, or none, is 400 invalid_grant (1.4)."""
    simulator = NetSuiteSimulator()
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    code = _callback(_authorize(simulator, **pkce))["code"]
    answer = _exchange(simulator, code, **({"code_verifier": verifier} if verifier else {}))
    assert (answer.status, _body(answer)) == (400, {"error": "invalid_grant"})


def test_verifier_is_proved_and_not_taken_without_a_challenge() -> None:
    """The right verifier passes; one that no challenge asked for does not."""
    simulator = NetSuiteSimulator()
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    code = _callback(_authorize(simulator, **pkce))["code"]
    assert _exchange(simulator, code, code_verifier=VERIFIER).status == 200
    plain = _callback(_authorize(simulator, state=STATE + "2"))["code"]
    assert _exchange(simulator, plain, code_verifier=VERIFIER).status == 400


def test_confidential_refresh_gives_no_new_refresh_token() -> None:
    """The answer has no refresh_token, the old one goes on working, and ends 7 days after the consent (fact 2, 1.4)."""
    clock = FakeClock()
    simulator = NetSuiteSimulator(clock=clock)
    refresh = simulator.connect().refresh or ""
    for _ in range(6):
        clock.advance(DAY)
        renewed = _body(_renew(simulator, refresh))
        assert "refresh_token" not in renewed
        assert _read(simulator, renewed["access_token"]).status == 200
    clock.advance(DAY)
    assert _body(_renew(simulator, refresh)) == {"error": "invalid_grant"}
    assert (simulator.grants.renewals, simulator.grants.rejections) == (6, 1)


def test_confidential_refresh_may_extend_after_all() -> None:
    """Open question 8, by rule: a refresh prolongs the seven days."""
    clock = FakeClock()
    simulator = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(confidential_refresh_extends=True))
    refresh = simulator.connect().refresh or ""
    for _ in range(3):
        clock.advance(6 * DAY)
        assert _renew(simulator, refresh).status == 200


def test_access_token_lives_an_hour() -> None:
    """At 60 minutes it is refused with the header of 1.6."""
    clock = FakeClock()
    simulator = NetSuiteSimulator(clock=clock)
    access = simulator.connect().access
    clock.advance(HOUR - 1)
    assert _read(simulator, access).status == 200
    clock.advance(1)
    refused = _read(simulator, access)
    assert refused.status == 401
    assert refused.headers["www-authenticate"].startswith('Bearer realm="9990001_SB1", error="invalid_token"')
    assert b'"o:errorCode":"INVALID_LOGIN"' in refused.body


# -- public clients ----------------------------------------------------------------------------------------------------


def test_public_client_exchanges_without_a_secret() -> None:
    """Its id goes alone into the form, or alone into Basic (1.4)."""
    simulator = NetSuiteSimulator()
    pkce = {"client_id": PUBLIC_CLIENT_ID, "code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    code = _callback(_authorize(simulator, **pkce))["code"]
    assert _post(simulator, {**form, "code": code, "client_id": PUBLIC_CLIENT_ID}, {}).status == 200
    code = _callback(_authorize(simulator, **pkce, state=STATE + "2"))["code"]
    assert _post(simulator, {**form, "code": code}, _basic(PUBLIC_CLIENT_ID, "")).status == 200


def test_public_refresh_rotates_and_is_good_once() -> None:
    """Each refresh answers a new pair; the used token is dead at once (1.4)."""
    simulator = NetSuiteSimulator()
    first = simulator.connect(public=True).refresh or ""
    second = _body(_renew(simulator, first, public=True))["refresh_token"]
    assert second != first
    assert _body(_renew(simulator, first, public=True)) == {"error": "invalid_grant"}
    assert _renew(simulator, second, public=True).status == 200


def test_reuse_may_end_the_whole_chain() -> None:
    """By rule, a used refresh token that is shown again ends the grant, access tokens included."""
    simulator = NetSuiteSimulator(rules=NetSuiteRules(public_reuse="revoke"))
    first = simulator.connect(public=True).refresh or ""
    second = _body(_renew(simulator, first, public=True))
    _renew(simulator, first, public=True)
    assert _renew(simulator, second["refresh_token"], public=True).status == 400
    assert _read(simulator, second["access_token"]).status == 401


def test_public_refresh_token_lives_48_hours_and_the_chain_168() -> None:
    """An unused token dies after two days; a chain ends after a week however busy it is (1.4)."""
    clock = FakeClock()
    simulator = NetSuiteSimulator(clock=clock)
    idle = simulator.connect(public=True).refresh or ""
    busy = simulator.connect(public=True).refresh or ""
    for _ in range(4):
        clock.advance(40 * HOUR)
        busy = _body(_renew(simulator, busy, public=True))["refresh_token"]
    assert _renew(simulator, idle, public=True).status == 400
    clock.advance(7 * HOUR)
    assert _renew(simulator, busy, public=True).status == 200
    late = simulator.connect(public=True).refresh or ""
    for _ in range(4):
        clock.advance(40 * HOUR)
        late = _body(_renew(simulator, late, public=True))["refresh_token"]
    clock.advance(8 * HOUR)
    assert _body(_renew(simulator, late, public=True)) == {"error": "invalid_grant"}


def test_client_cannot_use_another_clients_tokens() -> None:
    """A refresh token belongs to the integration that got it."""
    simulator = NetSuiteSimulator()
    assert _renew(simulator, simulator.connect(public=True).refresh or "").status == 400
    assert _renew(simulator, simulator.connect().refresh or "", public=True).status == 400


# -- ends and errors ---------------------------------------------------------------------------------------------------


def test_revoking_the_refresh_token_kills_its_access_tokens_too() -> None:
    """``POST …/revoke`` ends the grant (1.4)."""
    simulator = NetSuiteSimulator()
    pair, other = simulator.connect(), simulator.connect()
    assert _post(simulator, {"token": pair.refresh or ""}, at="revoke").status == 200
    assert _read(simulator, pair.access).status == 401
    assert _renew(simulator, pair.refresh or "").status == 400
    assert _read(simulator, other.access).status == 200
    assert _body(_post(simulator, {}, at="revoke")) == {"error": "invalid_request"}
    assert _post(simulator, {"token": "x"}, _basic(secret="wrong"), at="revoke").status == 401


@pytest.mark.parametrize(
    ("form", "headers", "status", "error"),
    [
        ({}, None, 400, "invalid_request"),
        ({"grant_type": "password"}, None, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, None, 400, "invalid_request"),
        ({"grant_type": "authorization_code"}, None, 400, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, None, 400, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, {}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, _basic(secret="no"), 401, "invalid_client"),
        ({"grant_type": "refresh_token", "refresh_token": "x", "client_secret": "s"}, None, 400, "invalid_request"),
    ],
)
def test_errors_of_the_token_endpoint(
    form: dict[str, str], headers: dict[str, str] | None, status: int, error: str
) -> None:
    """The errors of 1.6, without any description; two ways of client authentication are invalid_request."""
    answer = _post(NetSuiteSimulator(), form, headers)
    assert (answer.status, _body(answer)) == (status, {"error": error})
    if error == "invalid_client":
        assert answer.headers["www-authenticate"] == 'Basic realm="9990001_SB1"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic eDp5", "token"])
def test_malformed_authorization_is_400_with_the_bearer_header(header: str) -> None:
    """A call whose Authorization is no bearer token is invalid_request (1.6)."""
    request = Request(method="GET", url=f"{HOST}/services/rest/record/v1/customer", headers={"authorization": header})
    answer = NetSuiteSimulator().handle(request)
    assert answer.status == 400
    assert 'error="invalid_request"' in answer.headers["www-authenticate"]


def test_token_without_the_scope_or_of_a_blocked_integration_is_an_invalid_login() -> None:
    """Any login failure is INVALID_LOGIN; the trail tells the cause (1.6)."""
    simulator = NetSuiteSimulator()
    access = _body(_exchange(simulator, _callback(_authorize(simulator, scope="restlets"))["code"]))["access_token"]
    assert _read(simulator, access).status == 401
    simulator.logins.blocked = True
    assert _read(simulator, simulator.connect().access).status == 401
    assert [entry.cause for entry in simulator.logins.trail] == ["ScopeMismatched", "IntegrationBlocked"]


def test_early_ends() -> None:
    """A test can let tokens expire, or a person revoke the application."""
    simulator = NetSuiteSimulator()
    pair = simulator.connect()
    simulator.expire_access_tokens()
    assert _read(simulator, pair.access).status == 401
    fresh = _body(_renew(simulator, pair.refresh or ""))["access_token"]
    assert _read(simulator, fresh).status == 200
    simulator.expire_refresh_tokens()
    assert _renew(simulator, pair.refresh or "").status == 400
    simulator.revoke_grants()
    assert _read(simulator, fresh).status == 401
    assert simulator.token_calls == 2


def test_access_token_is_a_jwt_of_the_published_keys() -> None:
    """Its payload names role and entity and, for a public client, the start of the chain (1.4)."""
    clock = FakeClock()
    simulator = NetSuiteSimulator(clock=clock)
    born = int(clock.now().timestamp())
    public = simulator.connect(public=True)
    clock.advance(60)
    renewed = _body(_renew(simulator, public.refresh or "", public=True))["access_token"]
    answer = simulator.handle(Request(method="GET", url=f"{OAUTH}/keys"))
    (published,) = _body(answer)["keys"]
    key = jwt.PyJWK(published)
    unchecked = {"verify_exp": False, "verify_iat": False, "verify_aud": False}
    claims = jwt.decode(renewed, key, algorithms=["ES256"], options=unchecked)
    assert (claims["sub"], claims["oit"], claims["iat"]) == ("1003;17", born, born + 60)
    assert claims["exp"] - claims["iat"] == 3600
    own = jwt.decode(simulator.connect().access, key, algorithms=["ES256"], options=unchecked)
    assert "oit" not in own
    assert {"aud", "scope", "iss", "jti"} <= set(own)
