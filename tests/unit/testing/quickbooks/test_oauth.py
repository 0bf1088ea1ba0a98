"""The simulated authorization server against fact sheet section 1."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from crosstie.core.messages import Request, Response
from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, REALM, QuickBooksSimulator, Rules

REDIRECT = "https://app.example.com/callback"
SCOPE = "com.intuit.quickbooks.accounting"
DAY = 86_400


def _basic(secret: str) -> str:
    return "Basic " + base64.b64encode(f"{CLIENT_ID}:{secret}".encode()).decode()


def _token(
    simulator: QuickBooksSimulator, form: dict[str, str], *, secret: str = CLIENT_SECRET, hard: bool = False
) -> Response:
    headers = {"Authorization": _basic(secret), "Accept": "application/json"}
    if hard:
        headers["x-include-refresh-token-hard-expires-in"] = "true"
    url = "https://oauth.example.com/oauth2/v1/tokens/bearer"
    return simulator.handle(Request(method="POST", url=url, headers=headers, body=urlencode(form).encode()))


def _renew(simulator: QuickBooksSimulator, refresh: str) -> Response:
    return _token(simulator, {"grant_type": "refresh_token", "refresh_token": refresh})


def _body(response: Response) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.body)
    return found


def _authorize(simulator: QuickBooksSimulator, **changed: str) -> Response:
    asked = {"client_id": CLIENT_ID, "response_type": "code", "scope": SCOPE, "redirect_uri": REDIRECT, "state": "s-1"}
    url = "https://appcenter.example.com/connect/oauth2"
    return simulator.handle(Request(method="GET", url=url, params=tuple({**asked, **changed}.items())))


def _callback(response: Response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def _exchange(simulator: QuickBooksSimulator, code: str, redirect: str = REDIRECT) -> Response:
    return _token(simulator, {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect})


def _read(simulator: QuickBooksSimulator, access: str, realm: str = REALM) -> Response:
    headers = {"authorization": f"Bearer {access}", "accept": "application/json"}
    url = f"https://quickbooks.example.com/v3/company/{realm}/companyinfo/{realm}"
    return simulator.handle(Request(method="GET", url=url, headers=headers))


def test_consent_sends_the_browser_back_with_code_state_and_realm() -> None:
    """The callback carries code, state and realmId, and keeps the query the address had (1.3 step 2)."""
    answer = _authorize(QuickBooksSimulator(), redirect_uri=REDIRECT + "?tenant=acme")
    assert answer.status == 302
    assert answer.headers["location"].startswith(REDIRECT + "?tenant=acme&")
    found = _callback(answer)
    assert (found["state"], found["realmId"]) == ("s-1", REALM)
    assert found["code"]


def test_refusal_sends_the_browser_back_with_an_error() -> None:
    """A person who refuses comes back with error=access_denied and the state (1.3 step 2)."""
    simulator = QuickBooksSimulator()
    simulator.oauth.consent = False
    assert _callback(_authorize(simulator)) == {"error": "access_denied", "state": "s-1"}


def test_redirect_address_is_compared_byte_for_byte() -> None:
    """An address that differs from the registered one, be it by a slash, is never redirected to (1.3)."""
    simulator = QuickBooksSimulator(rules=Rules(redirect_uris=frozenset({REDIRECT})))
    assert _authorize(simulator).status == 302
    refused = _authorize(simulator, redirect_uri=REDIRECT + "/")
    assert refused.status == 400
    assert "location" not in refused.headers


def test_code_is_exchanged_once_for_tokens() -> None:
    """The exchange answers the documented fields; the same code a second time is invalid_grant (1.3, 1.4)."""
    simulator = QuickBooksSimulator()
    code = _callback(_authorize(simulator))["code"]
    tokens = _body(_exchange(simulator, code))
    assert tokens["token_type"].lower() == "bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["x_refresh_token_expires_in"] == 8_726_400
    assert "x_refresh_token_hard_expires_in" not in tokens
    assert "realmId" not in tokens
    assert _read(simulator, tokens["access_token"]).status == 200
    again = _exchange(simulator, code)
    assert (again.status, _body(again)["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("wrong", ["elsewhere", "later"])
def test_code_needs_its_redirect_address_and_its_minutes(wrong: str) -> None:
    """Another redirect address, or ten minutes of waiting, make a code invalid_grant (1.3, 1.7)."""
    clock = FakeClock()
    simulator = QuickBooksSimulator(clock=clock)
    code = _callback(_authorize(simulator))["code"]
    if wrong == "later":
        clock.advance(600)
    answer = _exchange(simulator, code, REDIRECT if wrong == "later" else "https://other.example.com/")
    assert (answer.status, _body(answer)["error"]) == (400, "invalid_grant")


def test_hard_expiry_is_told_only_when_asked_for() -> None:
    """The header x-include-refresh-token-hard-expires-in: true adds the seconds left of five years (1.4)."""
    clock = FakeClock()
    simulator = QuickBooksSimulator(clock=clock)
    refresh = simulator.connect().refresh
    clock.advance(1000)
    answer = _token(simulator, {"grant_type": "refresh_token", "refresh_token": refresh}, hard=True)
    assert _body(answer)["x_refresh_token_hard_expires_in"] == 157_680_000 - 1000


def test_wrong_secret_is_invalid_client() -> None:
    """A wrong secret answers 401 invalid_client and touches no grant (1.7)."""
    simulator = QuickBooksSimulator()
    refresh = simulator.connect().refresh
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    answer = _token(simulator, form, secret="wrong")
    assert (answer.status, _body(answer)) == (401, {"error": "invalid_client"})
    assert _renew(simulator, refresh).status == 200


def test_credentials_may_come_in_the_form() -> None:
    """Id and secret in the form body work as well as HTTP Basic (1.3)."""
    simulator = QuickBooksSimulator()
    form = {"grant_type": "refresh_token", "refresh_token": simulator.connect().refresh}
    form |= {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    url = "https://oauth.example.com/oauth2/v1/tokens/bearer"
    assert simulator.handle(Request(method="POST", url=url, body=urlencode(form).encode())).status == 200


@pytest.mark.parametrize(
    ("form", "error"), [({}, "invalid_request"), ({"grant_type": "password"}, "unsupported_grant_type")]
)
def test_malformed_token_calls_are_named(form: dict[str, str], error: str) -> None:
    """No grant type and an unknown one have errors of their own (1.7)."""
    answer = _token(QuickBooksSimulator(), form)
    assert (answer.status, _body(answer)["error"]) == (400, error)


def test_access_token_ends_after_an_hour() -> None:
    """A token is good for 3,600 seconds, then the gateway answers 401 with code 3200 (1.5, 5.3)."""
    clock = FakeClock()
    simulator = QuickBooksSimulator(clock=clock)
    access = simulator.connect().access
    clock.advance(3599)
    assert _read(simulator, access).status == 200
    clock.advance(1)
    answer = _read(simulator, access)
    assert answer.status == 401
    assert _body(answer)["fault"]["error"][0]["code"] == "3200"
    assert answer.headers["www-authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


def test_refresh_token_stays_the_same_within_a_day_and_changes_after() -> None:
    """Inside 24 hours a refresh returns the refresh token that was sent; afterwards a new one (1.5)."""
    clock = FakeClock()
    simulator = QuickBooksSimulator(clock=clock)
    first = simulator.connect().refresh
    clock.advance(DAY - 1)
    same = _body(_renew(simulator, first))
    assert same["refresh_token"] == first
    assert same["x_refresh_token_expires_in"] == 8_726_400 - (DAY - 1)
    clock.advance(1)
    new = _body(_renew(simulator, first))
    assert new["refresh_token"] != first
    assert new["x_refresh_token_expires_in"] == 8_726_400
    assert simulator.grants.renewals == 2


def test_replaced_token_is_dead_at_once_by_default() -> None:
    """Safe reading of 1.5: after a rotation the previous token is invalid_grant, the new one goes on working."""
    simulator = QuickBooksSimulator(rotation="always")
    first = simulator.connect().refresh
    second = _body(_renew(simulator, first))["refresh_token"]
    denied = _renew(simulator, first)
    assert (denied.status, _body(denied)["error"]) == (400, "invalid_grant")
    assert _renew(simulator, second).status == 200
    assert simulator.grants.rejections == 1


def test_replaced_token_works_within_its_grace_and_brings_the_current_one() -> None:
    """Old reading of 1.5: for the grace the previous token still renews, without rotating once more."""
    clock = FakeClock()
    simulator = QuickBooksSimulator(clock=clock, rotation="always", grace=DAY)
    first = simulator.connect().refresh
    second = _body(_renew(simulator, first))["refresh_token"]
    clock.advance(DAY - 1)
    assert _body(_renew(simulator, first))["refresh_token"] == second
    clock.advance(1)
    assert _renew(simulator, first).status == 400


def test_reuse_can_end_the_whole_grant() -> None:
    """Reuse taken for an attack revokes the new token too, and the access tokens (1.5, concurrency)."""
    simulator = QuickBooksSimulator(rotation="always", reuse="revoke")
    pair = simulator.connect()
    second = _body(_renew(simulator, pair.refresh))
    assert _renew(simulator, pair.refresh).status == 400
    assert _renew(simulator, second["refresh_token"]).status == 400
    assert _read(simulator, second["access_token"]).status == 401


def test_reuse_can_rotate_once_more() -> None:
    """The third server model: an old token is accepted and rotates again, so that every answer differs."""
    simulator = QuickBooksSimulator(rotation="always", reuse="rotate")
    first = simulator.connect().refresh
    answers = {_body(_renew(simulator, first))["refresh_token"] for _ in range(3)}
    assert len(answers) == 3


def test_idle_grant_ends_after_its_days() -> None:
    """A refresh token that nobody used for its lifetime is invalid_grant (1.5, idle lifetime)."""
    clock = FakeClock()
    simulator = QuickBooksSimulator(clock=clock)
    refresh = simulator.connect().refresh
    clock.advance(8_726_400)
    assert _renew(simulator, refresh).status == 400


def test_grant_ends_after_five_years_however_busy() -> None:
    """Renewed in time again and again, a grant still ends at its absolute lifetime (1.5)."""
    clock = FakeClock()
    simulator = QuickBooksSimulator(clock=clock, rotation="always", rules=Rules(hard_seconds=200 * DAY))
    refresh = simulator.connect().refresh
    clock.advance(99 * DAY)
    refresh = _body(_renew(simulator, refresh))["refresh_token"]
    clock.advance(100 * DAY)
    refresh = _body(_renew(simulator, refresh))["refresh_token"]
    clock.advance(DAY)
    assert _renew(simulator, refresh).status == 400


@pytest.mark.parametrize("which", ["access", "refresh"])
def test_revoking_either_token_ends_the_grant(which: str) -> None:
    """Revoke takes a JSON body with either token and ends everything; a second time is 400 (1.6)."""
    simulator = QuickBooksSimulator()
    pair = simulator.connect()
    body = json.dumps({"token": getattr(pair, which)}).encode()
    url = "https://developer.example.com/v2/oauth2/tokens/revoke"
    request = Request(method="POST", url=url, headers={"authorization": _basic(CLIENT_SECRET)}, body=body)
    assert simulator.handle(request).status == 200
    assert _renew(simulator, pair.refresh).status == 400
    assert _read(simulator, pair.access).status == 401
    assert simulator.handle(request).status == 400


def test_token_of_one_company_does_not_open_another() -> None:
    """A good token on another realm is 403 with gateway code 3100, type SERVICE (5.3, 5.4)."""
    simulator = QuickBooksSimulator()
    simulator.add_company("9341450000000002", "Composed Tiles")
    answer = _read(simulator, simulator.connect().access, "9341450000000002")
    fault = _body(answer)["fault"]
    assert (answer.status, fault["type"], fault["error"][0]["code"]) == (403, "SERVICE", "3100")


def test_gateway_fault_leaks_a_piece_of_the_token() -> None:
    """The 401 has lower-case keys, null siblings, the recorded message, and a piece of the token to redact (5.3)."""
    simulator = QuickBooksSimulator()
    access = simulator.connect().access
    simulator.expire_access_tokens()
    body = _body(_read(simulator, access))
    error = body["fault"]["error"][0]
    assert access[:28] in error["detail"]
    assert access not in error["detail"]
    assert "errorCode=003200; statusCode=401" in error["message"]
    assert body["fault"]["type"] == "AUTHENTICATION"
    assert body["warnings"] is None
    assert body["batchItemResponse"] == []
    assert isinstance(body["time"], int)


def test_every_answer_has_a_transaction_id_of_its_own() -> None:
    """API, token and error answers all carry intuit_tid, and no two the same (1.8)."""
    simulator = QuickBooksSimulator()
    pair = simulator.connect()
    answers = [
        _read(simulator, pair.access),
        _read(simulator, "none"),
        _renew(simulator, pair.refresh),
        _renew(simulator, "none"),
    ]
    assert len({answer.headers["intuit_tid"] for answer in answers}) == 4


def test_person_can_disconnect_in_the_product() -> None:
    """After a disconnect neither token works any more, and nothing but the next call tells (1.7)."""
    simulator = QuickBooksSimulator()
    pair = simulator.connect()
    simulator.revoke_grants()
    assert _read(simulator, pair.access).status == 401
    assert _renew(simulator, pair.refresh).status == 400


def test_secrets_are_absent_from_reprs() -> None:
    """Tokens and the client secret show in no repr of the log, the rules, the tokens or the grants."""
    simulator = QuickBooksSimulator()
    pair = simulator.connect()
    _renew(simulator, pair.refresh)
    _read(simulator, pair.access)
    shown = repr((simulator.log, simulator.rules, pair, simulator.grants.of()))
    assert "POST token -> 200" in shown
    for secret in (pair.access, pair.refresh, CLIENT_SECRET):
        assert secret not in shown


@pytest.mark.parametrize("missing", ["response_type", "scope", "state"])
def test_incomplete_authorization_stays_on_the_page(missing: str) -> None:
    """Without response_type=code, the accounting scope or a state, the person is not sent anywhere."""
    assert _authorize(QuickBooksSimulator(), **{missing: ""}).status == 400


def test_reused_code_can_end_the_grant() -> None:
    """Two exchanges of one code can cancel the grant (1.3): so it is where reuse revokes."""
    simulator = QuickBooksSimulator(reuse="revoke")
    code = _callback(_authorize(simulator))["code"]
    access = _body(_exchange(simulator, code))["access_token"]
    assert _read(simulator, access).status == 200
    assert _exchange(simulator, code).status == 400
    assert _read(simulator, access).status == 401


def test_refresh_tokens_expire_on_demand_and_calls_are_counted() -> None:
    """A test can end the idle time at once; refused token calls count like the others."""
    simulator = QuickBooksSimulator()
    refresh = simulator.connect().refresh
    assert _renew(simulator, refresh).status == 200
    simulator.expire_refresh_tokens()
    assert _renew(simulator, refresh).status == 400
    assert (simulator.token_calls, simulator.grants.renewals, simulator.grants.rejections) == (2, 1, 1)


@pytest.mark.parametrize("header", ["Basic !!!", "Basic " + base64.b64encode(b"no colon").decode(), "Bearer x"])
def test_unreadable_credentials_are_invalid_client(header: str) -> None:
    """Whatever is in the header, an app that cannot be made out is 401 at token and revoke."""
    simulator = QuickBooksSimulator()
    for path in ("oauth2/v1/tokens/bearer", "v2/oauth2/tokens/revoke"):
        request = Request(method="POST", url=f"https://oauth.example.com/{path}", headers={"Authorization": header})
        assert simulator.handle(request).status == 401


def test_revoking_needs_a_token() -> None:
    """A revoke call whose body is no JSON object, or has no token, is 400 (1.6)."""
    for body in (b"", b"[]", b"{}"):
        url = "https://developer.example.com/v2/oauth2/tokens/revoke"
        request = Request(method="POST", url=url, headers={"authorization": _basic(CLIENT_SECRET)}, body=body)
        assert QuickBooksSimulator().handle(request).status == 400


def test_other_addresses_are_not_found() -> None:
    """What the vendor does not have is 404, in the log as unknown."""
    simulator = QuickBooksSimulator()
    assert simulator.handle(Request(method="GET", url="https://oauth.example.com/nothing")).status == 404
    assert simulator.log[0].route == "GET unknown"
