# @generated from tests/acceptance/netsuite/test_netsuite_consent_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The code grant from end to end: confidential and public clients, and how differently their tokens end."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import attrs
import pytest

import crosstie
from crosstie.core.messages import Request
from crosstie.sessions.tokens import RenewalPolicy
from crosstie.systems import netsuite
from crosstie.testing import Answer, FakeClock, Timeout
from crosstie.testing.netsuite import (
    ACCOUNT,
    CLIENT_ID,
    CLIENT_SECRET,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    PUBLIC_CLIENT_ID,
    TOKEN_ID,
    TOKEN_SECRET,
    NetSuiteSimulator,
)

HOUR = 3600.0
DAY = 24 * HOUR
REDIRECT = "https://host.example.com/netsuite"


@pytest.fixture
def app(address: str | None, clock: FakeClock, kind: str) -> netsuite.App:
    """A confidential integration, or a public one."""
    secret = kind == "confidential"
    policy = RenewalPolicy(swept=False, mandatory=300, timeout=0.5)  # a lost answer is waited for over real HTTP
    return netsuite.App(
        base_url=address,
        now=clock.now,
        redirect_uri=REDIRECT,
        policy=policy,
        client_id=CLIENT_ID if secret else PUBLIC_CLIENT_ID,
        client_secret=CLIENT_SECRET if secret else None,
    )


@pytest.fixture(params=["confidential", "public"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which integration; tests about one of them set it."""
    return str(request.param)


def only(kind: str) -> pytest.MarkDecorator:
    """Let a test be about one kind of integration."""
    return pytest.mark.parametrize("kind", [kind])


def browse(simulator: NetSuiteSimulator, url: str) -> str:
    """Be the person at the browser; return where they are sent."""
    base, _, query = url.partition("?")
    answer = simulator.handle(Request(method="GET", url=base, params=tuple(parse_qsl(query))))
    assert answer.status == 302, answer.body
    return answer.headers["location"]


def consented(sessions: crosstie.SessionManager, simulator: NetSuiteSimulator) -> crosstie.Connection:
    """Send a person to NetSuite and back."""
    start = sessions.authorize("netsuite", tenant="acme")
    return sessions.complete(start, browse(simulator, start.url))


def test_a_person_connects_the_account_that_they_choose(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator
) -> None:
    """The redirect names it, in ``company``; code and verifier go to that account's own address."""
    connection = consented(sessions, simulator)
    assert (connection.account, connection.status) == (ACCOUNT, "connected")
    customer = netsuite.Client(sessions, connection).customers.get("801")
    assert customer.id == "801"
    assert simulator.token_calls == 1


def test_the_person_lands_where_netsuite_expects_them(
    sessions: crosstie.SessionManager, app: netsuite.App
) -> None:
    """On the page for all accounts, with state, challenge and the REST scope; on an account's own if told."""
    start = sessions.authorize("netsuite", tenant="acme")
    asked = parse_qs(urlsplit(start.url).query)
    assert asked["scope"] == ["rest_webservices"]
    assert asked["code_challenge_method"] == ["S256"]
    assert 22 <= len(asked["state"][0]) <= 1024
    real = attrs.evolve(app, base_url=None)
    assert real.authorization_url("s", "c").startswith("https://system.netsuite.com/app/login/oauth2/authorize.nl?")
    known = attrs.evolve(real, account="9990001_SB1", prompt="login consent")
    assert known.authorization_url("s", "c").startswith("https://9990001-sb1.app.netsuite.com/app/login/oauth2/")
    assert known.authorization_url("s", "c").endswith("&prompt=login+consent")


def test_a_person_who_refuses_is_no_connection(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator
) -> None:
    """NetSuite's word for it is told; nothing was exchanged, nothing stored."""
    simulator.oauth.consent = False
    with pytest.raises(crosstie.SessionError) as caught:
        consented(sessions, simulator)
    assert caught.value.code == "access_denied"
    assert (simulator.token_calls, sessions.status("acme")) == (0, [])


def test_another_account_does_not_take_the_place_of_the_first(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator
) -> None:
    """Who reconnects and picks another company on the consent page would mix two companies' books."""
    consented(sessions, simulator)
    simulator.oauth.choice = "9990002"
    with pytest.raises(crosstie.CredentialsRejected, match="belongs to account 9990001_SB1"):
        consented(sessions, simulator)
    (status,) = sessions.status("acme")
    assert (status.account, status.state) == (ACCOUNT, "connected")


@pytest.mark.parametrize("company", ["", "a.example.com", "1@x", "1/2"])
def test_a_redirect_without_an_account_sends_the_code_nowhere(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, company: str
) -> None:
    """It becomes part of the address that code and secret go to."""
    start = sessions.authorize("netsuite", tenant="acme")
    with pytest.raises(crosstie.SessionError, match="which account"):
        sessions.complete(start, f"{REDIRECT}?state={start.state}&code=c&company={company}")
    assert simulator.token_calls == 0


def test_a_call_at_the_end_of_the_hour_brings_the_next_token(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """After 55 minutes nobody goes on with the old one; and one that is refused is renewed once."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    clock.advance(55 * 60)
    client.customers.get("801")
    assert simulator.grants.renewals == 1
    simulator.expire_access_tokens()
    client.customers.get("801")
    assert simulator.grants.renewals == 2
    assert (simulator.grants.rejections, simulator.count(status=401)) == (0, 1)


@only("confidential")
def test_a_confidential_consent_ends_after_seven_days_whatever_is_renewed(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """The refresh token stays the same, and no renewal prolongs it; its end is known from the first day."""
    connection = consented(sessions, simulator)
    client = netsuite.Client(sessions, connection)
    assert connection.refresh_expires == clock.now() + timedelta(days=7)
    for _ in range(6):
        clock.advance(DAY)
        client.customers.get("801")
        (status,) = sessions.status("acme")
        assert status.refresh_expires == connection.refresh_expires
    assert simulator.grants.renewals == 6
    clock.advance(DAY)
    with pytest.raises(crosstie.ReconnectRequired) as caught:
        client.customers.get("801")
    assert caught.value.reason == "denied"
    consented(sessions, simulator)
    assert client.customers.get("801").id == "801"


@only("public")
def test_a_public_refresh_token_is_good_once_and_replaced_each_time(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """Two days each, never beyond the seven days of the whole chain, which the access token tells the begin of."""
    begun = clock.now()
    client = netsuite.Client(sessions, consented(sessions, simulator))
    ends: list[float] = []
    for _ in range(6):
        clock.advance(DAY)
        client.customers.get("801")
        (status,) = sessions.status("acme")
        assert status.refresh_expires is not None
        ends.append((status.refresh_expires - begun) / timedelta(days=1))
    assert ends == [3.0, 4.0, 5.0, 6.0, 7.0, 7.0]
    assert (simulator.grants.renewals, simulator.grants.rejections) == (6, 0)
    clock.advance(DAY)
    with pytest.raises(crosstie.ReconnectRequired):
        client.customers.get("801")


@only("public")
def test_an_idle_public_connection_is_kept_alive_by_the_sweep(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """Nobody calls for five days; renewed in time by an hourly sweep it lives on, and the sweep tells of its end."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    for _ in range(5 * 24):
        clock.advance(HOUR)
        sessions.renew_due()
    assert (simulator.grants.renewals, simulator.grants.rejections) == (3, 0)
    assert client.customers.get("801").id == "801"
    clock.advance(2 * DAY)
    sweep = sessions.renew_due()
    assert [type(row.error) for row in sweep.rows] == [crosstie.ReconnectRequired]


def test_a_refresh_that_never_arrived_is_simply_made_again(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """The caller hears that it can try again; a while later the same refresh token works."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    simulator.expire_access_tokens()
    simulator.faults.add(Timeout(), route="POST token")
    with pytest.raises(crosstie.RenewalUnavailable):
        client.customers.get("801")
    clock.advance(130)
    assert client.customers.get("801").id == "801"


@only("confidential")
def test_a_lost_answer_costs_a_confidential_client_nothing(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """Its refresh token is good any number of times."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    simulator.expire_access_tokens()
    simulator.faults.add(Timeout(after_effect=True), route="POST token")
    with pytest.raises(crosstie.RenewalUnavailable):
        client.customers.get("801")
    clock.advance(130)
    assert client.customers.get("801").id == "801"
    assert (simulator.grants.renewals, simulator.grants.rejections) == (2, 0)


@only("public")
def test_a_lost_answer_costs_a_public_client_its_consent_and_says_so(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """The used refresh token is spent and the next one never came: one denial is not believed, the second one is."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    simulator.expire_access_tokens()
    simulator.faults.add(Timeout(after_effect=True), route="POST token")
    for wait in (130, 130):
        with pytest.raises(crosstie.RenewalUnavailable):
            client.customers.get("801")
        clock.advance(wait)
    with pytest.raises(crosstie.ReconnectRequired) as caught:
        client.customers.get("801")
    assert caught.value.reason == "lost"
    assert simulator.grants.rejections == 2


def test_trouble_at_the_token_endpoint_ends_nothing(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """Whatever a 500 did with the refresh token, it is tried again before anybody is sent to a person."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    simulator.expire_access_tokens()
    simulator.faults.add(Answer(status=500), route="POST token")
    with pytest.raises(crosstie.RenewalUnavailable):
        client.customers.get("801")
    clock.advance(130)
    assert client.customers.get("801").id == "801"


def test_disconnecting_revokes_the_refresh_token(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator
) -> None:
    """NetSuite ends its access tokens with it; calls say that a person must connect again."""
    connection = consented(sessions, simulator)
    lent = sessions.run(sessions.authenticator(connection).grant())
    assert simulator.grants.holder(lent.session.access or "") is not None
    assert sessions.disconnect(connection).status == "disconnected"
    assert simulator.count("POST revoke", status=200) == 1
    with pytest.raises(crosstie.ReconnectRequired):
        netsuite.Client(sessions, connection).customers.get("801")
    assert simulator.grants.holder(lent.session.access or "") is None


def test_a_consent_that_was_withdrawn_needs_a_person(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator
) -> None:
    """The refused call renews once, is denied, and ends the connection with the reason."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    simulator.revoke_grants()
    with pytest.raises(crosstie.ReconnectRequired):
        client.customers.get("801")
    (status,) = sessions.status("acme")
    assert (status.state, status.reason) == ("expired", "denied")


def test_a_login_that_is_blocked_is_renewed_once_and_not_ended(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator
) -> None:
    """A second refusal is about a permission or a blocked integration: no other token would help."""
    client = netsuite.Client(sessions, consented(sessions, simulator))
    simulator.logins.blocked = True
    with pytest.raises(crosstie.CredentialsRejected):
        client.customers.get("801")
    assert (simulator.grants.renewals, simulator.count("GET customer/{id}")) == (1, 2)
    simulator.logins.blocked = False
    assert client.customers.get("801").id == "801"


def test_a_login_takes_the_place_of_one_of_another_kind(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """From keys to a consent, as every account must by 2028, and back: nothing of the one before signs or expires."""
    keys = {
        "account": ACCOUNT,
        "consumer_key": CONSUMER_KEY,
        "consumer_secret": CONSUMER_SECRET,
        "token_id": TOKEN_ID,
        "token_secret": TOKEN_SECRET,
    }
    client = netsuite.Client(sessions, sessions.connect("netsuite", tenant="acme", **keys))
    client.customers.get("801")
    consented(sessions, simulator)
    clock.advance(2 * HOUR)
    client.customers.get("801")
    assert simulator.grants.renewals == 1
    sessions.connect("netsuite", tenant="acme", **keys)
    clock.advance(2 * HOUR)
    client.customers.get("801")
    assert (simulator.grants.renewals, simulator.count(status=401)) == (1, 0)


def test_an_app_without_an_integration_sends_nobody_anywhere(
    sessions: crosstie.SessionManager, simulator: NetSuiteSimulator, app: netsuite.App
) -> None:
    """A UsageError before anything is stored; and what people consented to is not renewed without it."""
    bare = netsuite.App(base_url=app.base_url)
    with pytest.raises(crosstie.UsageError, match="integration"):
        bare.authorization_url("s", None)
    consented(sessions, simulator)
    assert CLIENT_SECRET not in repr(app)
