# @generated from tests/acceptance/lightspeed/test_lightspeed_sessions_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""From consent to disconnection: sessions of an account, as a host lives through them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import crosstie
from crosstie.systems import lightspeed
from crosstie.testing import Answer, FakeClock, Timeout
from crosstie.testing.lightspeed import ACCOUNT, LightspeedSimulator

HOUR = 3600.0
DAY = 24 * HOUR


def test_an_account_is_connected_by_its_person(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], simulator: LightspeedSimulator
) -> None:
    """Redirect with a challenge, consent, callback, code and verifier: the connection knows its account (L1)."""
    start = sessions.authorize("lightspeed", tenant="acme")
    connection = sessions.complete(start, browse(start.url))
    assert (connection.account, connection.status) == (ACCOUNT, "connected")
    shop = lightspeed.Client(sessions, connection)
    assert shop.account().name == "Composed Cycles"
    assert "code_challenge_method=S256" in start.url
    assert simulator.token_calls == 1


def test_a_person_who_refuses_is_no_connection(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], simulator: LightspeedSimulator
) -> None:
    """The refusal is an error with the provider's word for it; nothing was exchanged."""
    simulator.oauth.consent = False
    start = sessions.authorize("lightspeed", tenant="acme")
    with pytest.raises(crosstie.SessionError) as caught:
        sessions.complete(start, browse(start.url))
    assert caught.value.code == "access_denied"
    assert simulator.token_calls == 0


def test_a_code_lives_a_minute(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], clock: FakeClock
) -> None:
    """A callback that comes late is refused, and says to begin again (1.3)."""
    start = sessions.authorize("lightspeed", tenant="acme")
    address = browse(start.url)
    clock.advance(61)
    with pytest.raises(crosstie.SessionError):
        sessions.complete(start, address)


def test_many_accounts_of_one_host_are_renewed_in_one_sweep(
    sessions: crosstie.SessionManager,
    browse: Callable[[str], str],
    simulator: LightspeedSimulator,
    clock: FakeClock,
) -> None:
    """A row per account, 200 ms between two, and one account's trouble does not stop the other (L1, L2, L3)."""
    simulator.add_account("4712", "Composed Skates")
    for tenant, account in (("acme", ACCOUNT), ("best", "4712")):
        simulator.oauth.choice = account
        start = sessions.authorize("lightspeed", tenant=tenant)
        assert sessions.complete(start, browse(start.url)).account == account
    simulator.revoke_grants("4712")
    clock.advance(HOUR - 120)
    sweep = sessions.renew_due(within=600, pause=0.2)
    errors = {row.connection.split("/")[0]: row.error for row in sweep.rows}
    assert errors["acme"] is None
    assert isinstance(errors["best"], crosstie.ReconnectRequired)
    assert simulator.grants.renewals == 1
    assert 0.2 in clock.sleeps


def test_a_token_that_ends_in_the_middle_is_renewed_once(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """A listing goes on over the refusal of one page; the answers before and after belong together (L5)."""
    names: list[str | None] = []
    for customer in client.customers.list(page_size=10):
        names.append(customer.customer_id)
        if len(names) == 10:
            simulator.expire_access_tokens()
    assert names == [str(number) for number in range(1, 26)]
    assert (simulator.grants.renewals, simulator.count("GET Customer", status=401)) == (1, 1)


def test_many_callers_at_an_expired_token_share_one_renewal(
    client: lightspeed.Client,
    together: Callable[..., list[lightspeed.Customer]],
    simulator: LightspeedSimulator,
) -> None:
    """Ten calls meet a dead token together; the token endpoint hears of it once."""
    simulator.expire_access_tokens()
    found = together(client.customers.get, [str(number) for number in range(1, 11)])
    assert [customer.customer_id for customer in found] == [str(number) for number in range(1, 11)]
    assert (simulator.grants.renewals, simulator.grants.rejections) == (1, 0)


def test_a_refresh_whose_answer_is_lost_can_be_made_again(
    client: lightspeed.Client, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """Until the new token is used the old refresh token still works, so a lost answer loses no account (1.6)."""
    simulator.expire_access_tokens()
    simulator.faults.add(Timeout(after_effect=True), route="POST token")
    with pytest.raises(crosstie.RenewalUnavailable):
        client.shops.get("1")
    clock.advance(130)
    assert client.shops.get("1").name == "Main"
    assert (simulator.grants.renewals, simulator.grants.rejections) == (2, 0)


def test_an_account_that_was_disconnected_needs_a_person(
    client: lightspeed.Client, sessions: crosstie.SessionManager, simulator: LightspeedSimulator
) -> None:
    """The connection becomes expired with the reason, and no further call asks the token endpoint again (L3)."""
    simulator.revoke_grants()
    with pytest.raises(crosstie.ReconnectRequired):
        client.shops.get("1")
    asked = simulator.token_calls
    with pytest.raises(crosstie.ReconnectRequired):
        client.shops.get("1")
    (status,) = sessions.status("acme")
    assert (status.state, simulator.token_calls) == ("expired", asked)


def test_trouble_at_the_token_endpoint_is_not_the_end(
    client: lightspeed.Client,
    sessions: crosstie.SessionManager,
    simulator: LightspeedSimulator,
    clock: FakeClock,
) -> None:
    """A 503 there is an error that is tried again next time, not a lost connection (L3)."""
    simulator.expire_access_tokens()
    simulator.faults.add(Answer(status=503), route="POST token")
    with pytest.raises(crosstie.RenewalUnavailable):
        client.shops.get("1")
    (status,) = sessions.status("acme")
    assert status.state == "error"
    clock.advance(130)
    assert client.shops.get("1").name == "Main"
    (status,) = sessions.status("acme")
    assert status.state == "connected"


def test_an_idle_account_keeps_its_link(
    sessions: crosstie.SessionManager,
    client: lightspeed.Client,
    simulator: LightspeedSimulator,
    clock: FakeClock,
) -> None:
    """A refresh token dies after 30 days without use; the sweep renews before that (1.6)."""
    for _ in range(4):
        clock.advance(20 * DAY)
        sessions.renew_due()
        # The new pair replaces the old one for good only when it is used.
        client.shops.get("1")
    assert simulator.grants.rejections == 0


def test_disconnecting_ends_the_grant(
    sessions: crosstie.SessionManager, client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Lightspeed hears of it, and calls say that a person must connect again."""
    connection = sessions.disconnect(("acme", "lightspeed", "default"))
    assert connection.status == "disconnected"
    assert simulator.count("POST revoke", status=200) == 1
    with pytest.raises(crosstie.ReconnectRequired):
        client.shops.get("1")
