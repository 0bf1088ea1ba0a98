# @generated from tests/acceptance/quickbooks/test_quickbooks_sessions_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""From consent to disconnection: sessions of a company, as a host lives through them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import crosstie
from crosstie.core.calls import RetryPolicy
from crosstie.systems import quickbooks
from crosstie.systems.options import CallOptions
from crosstie.testing import Answer, FakeClock, Timeout
from crosstie.testing.quickbooks import REALM, QuickBooksSimulator

HOUR = 3600.0


def _connect(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], tenant: str = "acme"
) -> quickbooks.Client:
    start = sessions.authorize("quickbooks", tenant=tenant)
    return quickbooks.Client(sessions, sessions.complete(start, browse(start.url)))


def test_a_company_is_connected_by_its_person(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """Redirect, consent, callback, code, tokens: the connection knows its company and environment."""
    start = sessions.authorize("quickbooks", tenant="acme")
    connection = sessions.complete(start, browse(start.url))
    assert (connection.account, connection.status, connection.settings) == (
        REALM,
        "connected",
        {"environment": "sandbox"},
    )
    qbo = quickbooks.Client(sessions, connection)
    assert qbo.company_info.get().company_name == "Composed Flooring Supply"
    assert simulator.token_calls == 1


def test_a_person_who_refuses_is_no_connection(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """The refusal is an error with the provider's word for it; nothing was exchanged."""
    simulator.oauth.consent = False
    start = sessions.authorize("quickbooks", tenant="acme")
    with pytest.raises(crosstie.SessionError) as caught:
        sessions.complete(start, browse(start.url))
    assert caught.value.code == "access_denied"
    assert simulator.token_calls == 0


def test_a_token_that_ends_in_the_middle_is_renewed_once(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """A listing goes on over the refusal of one page; the answers before and after belong together."""
    names: list[str | None] = []
    for customer in client.customers.list(page_size=10):
        names.append(customer.id)
        if len(names) == 10:
            simulator.expire_access_tokens()
    assert names == [str(number) for number in range(1, 26)]
    assert (simulator.grants.renewals, simulator.count("GET query", status=401)) == (1, 1)


def test_many_callers_at_an_expired_token_share_one_renewal(
    client: quickbooks.Client,
    together: Callable[..., list[quickbooks.Customer]],
    simulator: QuickBooksSimulator,
) -> None:
    """Whoever is refused waits for the one renewal."""
    simulator.expire_access_tokens()
    ids = [str(number) for number in range(1, 9)]
    found = together(client.customers.get, ids)
    assert [customer.id for customer in found] == ids
    assert simulator.grants.renewals == 1


def test_a_token_is_renewed_before_it_ends(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """An hour later no call is refused first."""
    clock.advance(HOUR - 30)
    client.customers.get("1")
    assert (simulator.grants.renewals, simulator.count("*", status=401)) == (1, 0)


def test_a_second_refusal_is_the_callers_to_know(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """One renewal, one repeat, then a typed error that does not blame the grant, which was renewed: nothing loops."""
    simulator.faults.add(Answer(status=401), route="GET customer", times=None)
    with pytest.raises(crosstie.ReconnectRequired) as caught:
        client.customers.get("1")
    assert caught.value.reason == "refused"
    assert (caught.value.code, caught.value.attempts, simulator.grants.renewals) == ("3200", 2, 1)
    assert "piece of the token" not in str(caught.value)


def test_a_grant_that_is_gone_asks_for_a_person(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Disconnected in the product: the refresh is denied, and the connection says so from then on."""
    simulator.revoke_grants()
    for _ in range(2):
        with pytest.raises(crosstie.ReconnectRequired) as caught:
            client.customers.get("1")
        assert caught.value.reason == "denied"
    assert simulator.grants.rejections == 1


def test_a_company_of_somebody_else_is_forbidden_and_not_renewed(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Code 3100 is not settled by another token (5.4)."""
    body = b'{"fault":{"error":[{"message":"m","detail":"d","code":"3100"}],"type":"SERVICE"}}'
    simulator.faults.add(Answer(status=403, body=body), route="GET customer")
    with pytest.raises(crosstie.Forbidden) as caught:
        client.customers.get("1")
    assert (caught.value.code, simulator.grants.renewals) == ("3100", 0)
    assert "connect again" in str(caught.value)


def test_an_unanswered_refresh_is_tried_again_with_the_same_token(
    sessions: crosstie.SessionManager,
    browse: Callable[[str], str],
    simulator: QuickBooksSimulator,
    clock: FakeClock,
) -> None:
    """A refresh whose answer is a server error costs one call, not the connection."""
    qbo = _connect(sessions, browse)
    simulator.expire_access_tokens()
    simulator.faults.add(Answer(status=503), route="POST token")
    with pytest.raises(crosstie.RenewalUnavailable):
        qbo.customers.get("1")
    clock.advance(10)
    assert qbo.customers.get("1").id == "1"


def test_a_disconnected_company_is_revoked_at_intuit(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """The whole grant ends, and the client says that a person must connect again."""
    start = sessions.authorize("quickbooks", tenant="acme")
    connection = sessions.complete(start, browse(start.url))
    sessions.disconnect(connection)
    assert [grant.revoked for grant in simulator.grants.of()] == [True]
    with pytest.raises(crosstie.ReconnectRequired):
        quickbooks.Client(sessions, connection).customers.get("1")


def test_two_companies_are_kept_apart(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """Each client calls with its own company's token and path; ids repeat between companies."""
    simulator.add_company("9341450000000002", "Composed Tile")
    first = _connect(sessions, browse)
    simulator.oauth.choice = "9341450000000002"
    second = _connect(sessions, browse, tenant="other")
    names = [qbo.company_info.get().company_name for qbo in (first, second)]
    assert names == ["Composed Flooring Supply", "Composed Tile"]
    with pytest.raises(crosstie.NotFound):
        second.customers.get("1")


def test_options_of_one_client_are_its_own(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Headers are added, what is not given stays, the first client is as it was."""
    other = client.with_options(headers={"X-Trace": "7"}, timeout=5.0)
    other.customers.get("1")
    client.customers.get("1")
    sent = [call.request.headers for call in simulator.log if call.route == "GET customer"]
    assert ["7" in {**headers}.values() for headers in sent] == [True, False]
    assert repr(other) == repr(client)


def test_a_client_of_another_system_is_refused(sessions: crosstie.SessionManager) -> None:
    """Before any call: an RFMS connection has no books."""
    with pytest.raises(crosstie.UsageError):
        quickbooks.Client(sessions, ("acme", "rfms", "default"))


def test_a_read_that_is_never_answered_times_out_after_its_tries(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Reads are repeated; in the end the error says how often."""
    simulator.faults.add(Timeout(), route="GET customer", times=None)
    patient = client.with_options(timeout=0.05, retry=RetryPolicy(attempts=2))
    with pytest.raises(crosstie.TimedOut) as caught:
        patient.customers.get("1")
    assert (caught.value.attempts, caught.value.operation) == (2, "customers.get")


def test_options_must_make_sense() -> None:
    """A timeout of nothing is a mistake."""
    with pytest.raises(crosstie.UsageError, match="timeout"):
        CallOptions(timeout=0)
