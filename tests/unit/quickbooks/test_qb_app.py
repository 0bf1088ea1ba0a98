"""The host's registration with Intuit, and the rules of its sessions (fact sheet: quickbooks.md, 1)."""

from __future__ import annotations

import base64
import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

import crosstie
from crosstie.core.messages import Request, Response
from crosstie.sessions.apps import Denied, Granted, Misconfigured, OAuthApp, Returned, Unanswered, Unavailable
from crosstie.sessions.tokens import Session, Tokens
from crosstie.systems import quickbooks

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECRET = "composed-client-secret"
APP = quickbooks.App(client_id="ABcomposed", client_secret=SECRET, redirect_uri="https://app.example.com/callback")
TOKENS = Tokens(access="AT-1", refresh="RT-1", issued=AT, expires=AT + timedelta(hours=1))
SESSION = Session(key=("acme", "quickbooks", "default"), account="9341450000000001", tokens=TOKENS)


def _answer(status: int, **members: Any) -> Response:  # noqa: ANN401 - JSON
    return Response(status=status, headers={"intuit_tid": "1-a"}, body=json.dumps(members).encode())


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode()))


# -- the registration --------------------------------------------------------------------------------------------------


def test_it_is_an_oauth_app_of_quickbooks() -> None:
    """The sessions know it by protocol, not by class."""
    assert isinstance(APP, OAuthApp)
    assert (APP.system, APP.pkce, APP.policy.swept) == ("quickbooks", False, True)


def test_the_environment_says_where_the_api_is() -> None:
    """Authorize, token and revoke are the same for both (1.1)."""
    live = quickbooks.App(client_id="a", client_secret="b", redirect_uri="c", environment="production")
    assert (APP.api_base, live.api_base) == (
        "https://sandbox-quickbooks.api.intuit.com",
        "https://quickbooks.api.intuit.com",
    )
    assert APP.token_url == live.token_url == "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"


def test_all_addresses_can_be_below_one_base() -> None:
    """For simulators, and for proxies."""
    app = quickbooks.App.for_base("http://127.0.0.1:9/", client_id="a", client_secret="b")
    addresses = (app.api_base, app.authorize_url, app.token_url, app.revoke_url)
    assert {urlsplit(address).netloc for address in addresses} == {"127.0.0.1:9"}
    assert app.api_base == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    "given", [{"client_id": ""}, {"client_secret": ""}, {"environment": "staging"}], ids=["id", "secret", "environment"]
)
def test_a_registration_that_cannot_work_is_refused(given: dict[str, Any]) -> None:
    """Empty keys and unknown environments are mistakes of the caller."""
    with pytest.raises(crosstie.UsageError):
        quickbooks.App(**{"client_id": "a", "client_secret": "b", "redirect_uri": "c", **given})


def test_the_secret_shows_nowhere() -> None:
    """Not in the repr, and there is no pickle."""
    assert SECRET not in repr(APP)
    with pytest.raises(crosstie.UsageError, match="not pickled"):
        pickle.dumps(APP)


# -- connecting --------------------------------------------------------------------------------------------------------


def test_the_person_is_sent_to_intuit_with_what_the_app_wants() -> None:
    """Client id, scope, redirect address and state (1.3 step 1); no secret."""
    url = urlsplit(APP.authorization_url("state-1", None))
    assert (url.netloc, url.path) == ("appcenter.intuit.com", "/connect/oauth2")
    assert dict(parse_qsl(url.query)) == {
        "client_id": "ABcomposed",
        "response_type": "code",
        "redirect_uri": "https://app.example.com/callback",
        "scope": "com.intuit.quickbooks.accounting",
        "state": "state-1",
    }


def test_the_redirect_brings_code_and_company() -> None:
    """The realm id comes on the redirect and nowhere else (1.3 step 2)."""
    assert APP.returned({"code": "AC-1", "state": "s", "realmId": "934"}) == Returned(code="AC-1", account="934")


@pytest.mark.parametrize(
    "params", [{"error": "access_denied"}, {"code": "AC-1"}, {"realmId": "934"}, {"code": "AC-1", "realmId": "9/../8"}]
)
def test_a_redirect_that_brings_less_is_no_connection(params: dict[str, str]) -> None:
    """A person who refused, no company, no code."""
    with pytest.raises(crosstie.SessionError):
        APP.returned(params)


def test_the_code_is_exchanged_with_the_same_redirect_address() -> None:
    """Basic credentials, form body (1.3 step 4)."""
    request = APP.code_exchange(Returned(code="AC-1", account="934"), None)
    assert (request.method, request.url) == ("POST", APP.token_url)
    assert _form(request) == {
        "grant_type": "authorization_code",
        "code": "AC-1",
        "redirect_uri": "https://app.example.com/callback",
    }
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(f"ABcomposed:{SECRET}".encode()).decode()


# -- renewing ----------------------------------------------------------------------------------------------------------


def test_a_refresh_sends_the_latest_refresh_token() -> None:
    """And asks for the end of the whole grant, unless told not to (1.4, 1.5)."""
    request = APP.renewal(SESSION)
    assert request is not None
    assert _form(request) == {"grant_type": "refresh_token", "refresh_token": "RT-1"}
    assert request.headers["x-include-refresh-token-hard-expires-in"] == "true"
    plain = quickbooks.App(client_id="a", client_secret="b", redirect_uri="c", hard_expiry=False).renewal(SESSION)
    assert plain is not None
    assert "x-include-refresh-token-hard-expires-in" not in plain.headers


def test_without_a_refresh_token_nothing_is_renewed() -> None:
    """A grant that cannot be renewed says so."""
    bare = Session(key=SESSION.key, tokens=Tokens(access="AT", issued=AT))
    assert APP.renewal(bare) is None
    assert APP.renewal(Session(key=SESSION.key)) is None


def test_an_answer_with_tokens_is_a_grant_with_absolute_times() -> None:
    """Lives are read from the answer, never assumed (1.4)."""
    answer = _answer(
        200, access_token="AT-2", refresh_token="RT-2", expires_in=3600, x_refresh_token_expires_in=8_726_400
    )
    verdict = APP.judge(answer, SESSION, AT)
    assert isinstance(verdict, Granted)
    assert (verdict.tokens.access, verdict.tokens.refresh) == ("AT-2", "RT-2")
    assert verdict.tokens.expires == AT + timedelta(hours=1)
    assert verdict.tokens.refresh_expires == AT + timedelta(days=101)
    assert verdict.settings == {"environment": "sandbox"}


def test_the_whole_grant_ends_after_five_years_whatever_the_refresh_token_says() -> None:
    """The earlier of both ends counts (1.5)."""
    members = {"access_token": "AT-2", "expires_in": 3600, "x_refresh_token_expires_in": 8_640_000}
    near = APP.judge(_answer(200, **members, x_refresh_token_hard_expires_in=60), SESSION, AT)
    far = APP.judge(_answer(200, **members, x_refresh_token_hard_expires_in=157_680_000), SESSION, AT)
    alone = APP.judge(
        _answer(200, access_token="AT-2", expires_in=3600, x_refresh_token_hard_expires_in=60), SESSION, AT
    )
    ends = [verdict.tokens.refresh_expires for verdict in (near, far, alone) if isinstance(verdict, Granted)]
    assert ends == [AT + timedelta(minutes=1), AT + timedelta(days=100), AT + timedelta(minutes=1)]


def test_the_old_refresh_token_stays_where_no_new_one_comes() -> None:
    """Within a day the same one is good (1.5)."""
    verdict = APP.judge(_answer(200, access_token="AT-2", expires_in=3600), SESSION, AT)
    assert isinstance(verdict, Granted)
    assert verdict.tokens.refresh == "RT-1"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (_answer(400, error="invalid_grant", error_description="Incorrect or invalid refresh token"), Denied),
        (_answer(400, error="invalid_grant"), Denied),
        (_answer(401, error="invalid_client"), Misconfigured),
        (_answer(400, error="invalid_request"), Misconfigured),
        (_answer(400, error="unsupported_grant_type"), Misconfigured),
        (_answer(400, error="unauthorized_client"), Misconfigured),
        (_answer(429), Unavailable),
        (_answer(500), Unanswered),
        (Response(status=503, body=b"<html>Down</html>"), Unanswered),
        (_answer(200, error="invalid_grant"), Unanswered),
        (Response(status=200, body=b"<html>Sign in</html>"), Unanswered),
    ],
)
def test_the_token_endpoint_says_no_in_these_ways(answer: Response, kind: type[Any]) -> None:
    """Each cause has its verdict (1.7); an error body is never taken for tokens; a 5xx may hide a refresh that was."""
    assert type(APP.judge(answer, SESSION, AT)) is kind


def test_revoking_ends_the_whole_grant() -> None:
    """One JSON member, the refresh token where there is one (1.6)."""
    request = APP.revocation(SESSION)
    assert request is not None
    assert (request.method, request.url) == ("POST", "https://developer.api.intuit.com/v2/oauth2/tokens/revoke")
    assert json.loads(request.body) == {"token": "RT-1"}
    assert request.headers["Authorization"].startswith("Basic ")
    assert APP.revocation(Session(key=SESSION.key)) is None


# -- calls -------------------------------------------------------------------------------------------------------------


def test_a_relative_address_is_that_of_the_sessions_company() -> None:
    """Parameters, headers and body stay; the token goes in."""
    request = Request(method="GET", url="/customer/1", params=(("a", "b"),), headers={"Accept": "x"}, body=b"y")
    signed = APP.sign(request, SESSION)
    assert signed.url == "https://sandbox-quickbooks.api.intuit.com/v3/company/9341450000000001/customer/1"
    assert (signed.method, signed.params, signed.body) == ("GET", (("a", "b"),), b"y")
    assert signed.headers == {"Accept": "x", "Authorization": "Bearer AT-1"}


def test_an_absolute_address_stays_as_it_is() -> None:
    """A host's own calls go where the host says."""
    signed = APP.sign(Request(method="GET", url="https://quickbooks.example.com/v3/x"), SESSION)
    assert (signed.url, signed.headers["Authorization"]) == ("https://quickbooks.example.com/v3/x", "Bearer AT-1")


def test_a_connection_of_the_other_environment_is_not_used() -> None:
    """A sandbox token at a production address would only say 3100 (1.1)."""
    live = Session(key=SESSION.key, account="934", settings={"environment": "production"}, tokens=TOKENS)
    with pytest.raises(crosstie.UsageError, match="production"):
        APP.sign(Request(method="GET", url="/customer/1"), live)


def test_a_session_without_tokens_signs_nothing() -> None:
    """Rather than sending a call that can only be refused."""
    with pytest.raises(crosstie.ReconnectRequired):
        APP.sign(Request(method="GET", url="/customer/1"), Session(key=SESSION.key))


def test_a_refusal_is_told_from_a_missing_right() -> None:
    """The app asks the faults; the table is in test_qb_faults."""
    assert APP.refused(Response(status=401))
    assert not APP.refused(Response(status=403, body=b'{"fault":{"error":[{"code":"3100"}]}}'))
