"""The simulated authorization server: PKCE, the minute of a code, rotation with grace, idle death (1.2 to 1.8)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from crosstie.core.messages import Request, Response
from crosstie.testing import FakeClock
from crosstie.testing.lightspeed import ACCOUNT, CLIENT_ID, CLIENT_SECRET, LightspeedSimulator, Rules, TokenPair

if TYPE_CHECKING:
    from tests.unit.testing.lightspeed.conftest import Caller

BASE = "https://cloud.lightspeedapp.com/auth/oauth"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-in-all"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def _authorize(simulator: LightspeedSimulator, **params: str) -> Response:
    asked = {"response_type": "code", "client_id": CLIENT_ID, "scope": "employee:inventory", "state": "s1", **params}
    return simulator.handle(Request(method="GET", url=f"{BASE}/authorize", params=tuple(asked.items())))


def _code(simulator: LightspeedSimulator, **params: str) -> str:
    location = _authorize(simulator, **params).headers["location"]
    return dict(parse_qsl(urlsplit(location).query))["code"]


def _token(simulator: LightspeedSimulator, *, as_json: bool = False, **form: str) -> Response:
    whole = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **form}
    kind = "application/json" if as_json else "application/x-www-form-urlencoded"
    body = json.dumps(whole) if as_json else urlencode(whole)
    return simulator.handle(
        Request(method="POST", url=f"{BASE}/token", headers={"Content-Type": kind}, body=body.encode())
    )


def _renew(simulator: LightspeedSimulator, pair: TokenPair | dict[str, Any], **form: str) -> Response:
    refresh = pair.refresh if isinstance(pair, TokenPair) else str(pair["refresh_token"])
    return _token(simulator, grant_type="refresh_token", refresh_token=refresh, **form)


def _call(simulator: LightspeedSimulator, access: str) -> Response:
    headers = {"Authorization": f"Bearer {access}"}
    return simulator.handle(
        Request(method="GET", url="https://api.lightspeedapp.com/API/V3/Account.json", headers=headers)
    )


def _body(response: Response) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.body)
    return found


@pytest.fixture
def simulator(clock: FakeClock) -> LightspeedSimulator:
    """A simulator as it comes."""
    return LightspeedSimulator(clock=clock)


def test_a_code_is_traded_once_within_its_minute(simulator: LightspeedSimulator, clock: FakeClock) -> None:
    """Form or JSON, both are taken; a second trade and a late one are invalid_grant (1.3)."""
    code = _code(simulator)
    first = _token(simulator, as_json=True, grant_type="authorization_code", code=code)
    assert (first.status, _body(first)["token_type"], _body(first)["expires_in"]) == (200, "Bearer", 3600)
    assert "scope" not in _body(first)
    again = _token(simulator, grant_type="authorization_code", code=code)
    assert (again.status, _body(again)["error"]) == (400, "invalid_grant")
    late = _code(simulator)
    clock.advance(60)
    assert _token(simulator, grant_type="authorization_code", code=late).status == 400
    assert simulator.grants.rejections == 2


def test_a_code_bound_to_a_verifier_needs_it(simulator: LightspeedSimulator) -> None:
    """S256 and plain, and nothing else proves it (1.3)."""
    bound = _code(simulator, code_challenge=CHALLENGE, code_challenge_method="S256")
    assert _token(simulator, grant_type="authorization_code", code=bound).status == 400
    assert _token(simulator, grant_type="authorization_code", code=bound, code_verifier="x" * 50).status == 400
    assert _token(simulator, grant_type="authorization_code", code=bound, code_verifier=VERIFIER).status == 200
    plain = _code(simulator, code_challenge=VERIFIER, code_challenge_method="plain")
    assert _token(simulator, grant_type="authorization_code", code=plain, code_verifier=VERIFIER).status == 200


def test_a_public_client_needs_pkce_and_no_secret(clock: FakeClock) -> None:
    """A publicly distributed client may leave the secret out, but not the challenge (1.3)."""
    simulator = LightspeedSimulator(clock=clock, rules=Rules(public=True))
    assert _authorize(simulator).status == 400
    code = _code(simulator, code_challenge=CHALLENGE, code_challenge_method="S256")
    body = {"client_id": CLIENT_ID, "grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
    answer = simulator.handle(Request(method="POST", url=f"{BASE}/token", body=urlencode(body).encode()))
    assert answer.status == 200


def test_everything_and_something_is_an_invalid_scope(simulator: LightspeedSimulator) -> None:
    """``employee:all`` goes alone; other words are no scopes (1.4)."""
    for scope in ("employee:all employee:inventory", "inventory", ""):
        assert _body(_authorize(simulator, scope=scope))["error"] == "invalid_scope"
    assert _authorize(simulator, scope="employee:all").status == 302


def test_a_wrong_app_is_told_apart_from_a_dead_token(simulator: LightspeedSimulator) -> None:
    """401 invalid_client; 400 at authorize; 405 for the wrong verb; 400 for a missing grant type (1.7)."""
    wrong = _token(simulator, client_secret="wrong", grant_type="refresh_token", refresh_token="x")
    assert (wrong.status, _body(wrong)["error"]) == (401, "invalid_client")
    assert _body(_authorize(simulator, client_id="other"))["error"] == "invalid_client"
    verb = simulator.handle(Request(method="GET", url=f"{BASE}/token"))
    assert (verb.status, _body(verb)["error"]) == (405, "invalid_request")
    assert _body(_token(simulator))["error"] == "invalid_request"


def test_the_token_names_its_account(simulator: LightspeedSimulator) -> None:
    """A JWT with ``acct``, ``scope`` and times with fractions (1.5)."""
    token = simulator.connect(scopes=("employee:inventory", "employee:register_read")).access
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert (claims["acct"], claims["scope"]) == (ACCOUNT, "employee:inventory employee:register_read")
    assert isinstance(claims["exp"], float)


def test_a_refresh_token_lives_until_the_new_access_token_is_used(simulator: LightspeedSimulator) -> None:
    """Each refresh brings both tokens anew; the old one dies with the first call of the new pair (1.6)."""
    pair = simulator.connect()
    first, second = _body(_renew(simulator, pair)), _body(_renew(simulator, pair))
    assert first["refresh_token"] != second["refresh_token"] != pair.refresh
    assert _call(simulator, second["access_token"]).status == 200
    dead = _renew(simulator, pair)
    assert (dead.status, _body(dead)["error"], _body(dead)["hint"]) == (400, "invalid_grant", "Token has been revoked")
    assert _renew(simulator, second).status == 200


def test_without_grace_a_used_refresh_token_is_dead_at_once(clock: FakeClock) -> None:
    """As before 2026-01-15 (1.6)."""
    simulator = LightspeedSimulator(clock=clock, rules=Rules(grace=False))
    pair = simulator.connect()
    assert [_renew(simulator, pair).status, _renew(simulator, pair).status] == [200, 400]


def test_a_dead_token_may_end_the_whole_chain(clock: FakeClock) -> None:
    """Whether reuse revokes the chain is an open question: a rule (9, question 4)."""
    simulator = LightspeedSimulator(clock=clock, rules=Rules(grace=False, reuse_revokes=True))
    pair = simulator.connect()
    newer = _body(_renew(simulator, pair))
    _renew(simulator, pair)
    assert _renew(simulator, newer).status == 400
    assert _call(simulator, newer["access_token"]).status == 401


def test_one_token_is_presented_five_times_a_minute_at_most(simulator: LightspeedSimulator, clock: FakeClock) -> None:
    """More attempts are refused until the minute is over (1.6)."""
    pair = simulator.connect()
    assert [_renew(simulator, pair).status for _ in range(6)] == [200] * 5 + [429]
    clock.advance(60)
    assert _renew(simulator, pair).status == 200


def test_an_unused_refresh_token_dies_after_thirty_days(simulator: LightspeedSimulator, clock: FakeClock) -> None:
    """Used at least that often, the link lives on (1.6)."""
    pair = simulator.connect()
    clock.advance(29 * 86_400)
    newer = _body(_renew(simulator, pair))
    clock.advance(29 * 86_400)
    assert _renew(simulator, newer).status == 200
    clock.advance(30 * 86_400)
    assert _renew(simulator, newer).status == 400


def test_a_scope_on_refresh_is_answered_like_a_dead_token(simulator: LightspeedSimulator) -> None:
    """As one client's users report (1.3)."""
    pair = simulator.connect()
    refused = _renew(simulator, pair, scope="employee:all")
    assert (refused.status, _body(refused)["error"]) == (400, "invalid_grant")
    assert _renew(simulator, pair).status == 200


def test_expired_and_revoked_tokens_are_401_with_a_hint(simulator: LightspeedSimulator) -> None:
    """OAuth's shape, and none of the limit headers (1.8)."""
    pair = simulator.connect()
    simulator.expire_access_tokens()
    expired = _call(simulator, pair.access)
    assert (expired.status, _body(expired)["error"]) == (401, "access_denied")
    assert _body(expired)["hint"] == "Access token could not be verified"
    assert not [name for name in expired.headers if name.startswith("x-ls-")]
    other = simulator.connect()
    simulator.revoke_grants()
    assert _body(_call(simulator, other.access))["hint"] == "Access token has been revoked"
    assert _call(simulator, "no-token").status == 401


def test_revoking_and_introspecting(simulator: LightspeedSimulator) -> None:
    """The newest refresh token ends both; introspection tells about a good token (1.2)."""
    pair = simulator.connect()
    headers = {"Authorization": f"Bearer {pair.access}"}
    told = simulator.handle(Request(method="GET", url=f"{BASE}/introspect", headers=headers))
    assert _body(told)["acct"] == ACCOUNT
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": pair.refresh}
    ended = Request(method="POST", url=f"{BASE}/revoke", body=urlencode(form).encode())
    assert [simulator.handle(ended).status, simulator.handle(ended).status] == [200, 400]
    assert simulator.handle(Request(method="GET", url=f"{BASE}/introspect", headers=headers)).status == 401
    wrong = Request(method="POST", url=f"{BASE}/revoke", body=b"client_id=x")
    assert simulator.handle(wrong).status == 401


def test_early_death_of_refresh_tokens(simulator: LightspeedSimulator) -> None:
    """A test can let them die at any time, of one account or all."""
    pair = simulator.connect()
    simulator.expire_refresh_tokens("4712")
    assert _renew(simulator, pair).status == 200
    simulator.expire_refresh_tokens()
    assert _renew(simulator, pair).status == 400


def test_rights_are_those_of_the_grant(shop: Caller) -> None:
    """A missing scope is a 403, not a 401; reading is part of writing (1.4)."""
    shop.scopes = ("employee:inventory_read",)
    assert shop.get("Item/1.json").status == 200
    refused = shop.send("PUT", "Item/1.json", {"customSku": "A"})
    assert (refused.status, "employee:inventory" in refused.message) == (403, True)
    shop.scopes = ("employee:inventory",)
    assert shop.send("PUT", "Item/1.json", {"customSku": "A"}).status == 200
    assert shop.get("Item/1.json").status == 200
    assert shop.get("InventoryLog.json").status == 403
