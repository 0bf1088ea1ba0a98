"""From consent to disconnection: sessions of a company, as a host lives through them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

import crosstie
from crosstie.core.calls import RetryPolicy
from crosstie.systems import quickbooks
from crosstie.systems.options import CallOptions
from crosstie.testing import Answer, FakeClock, Timeout
from crosstie.testing.quickbooks import REALM, QuickBooksSimulator

HOUR = 3600.0


async def _connect(
    sessions: crosstie.AsyncSessionManager, browse: Callable[[str], str], tenant: str = "acme"
) -> quickbooks.AsyncClient:
    start = await sessions.authorize("quickbooks", tenant=tenant)
    return quickbooks.AsyncClient(sessions, await sessions.complete(start, browse(start.url)))


async def test_a_company_is_connected_by_its_person(
    async_sessions: crosstie.AsyncSessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """Redirect, consent, callback, code, tokens: the connection knows its company and environment."""
    start = await async_sessions.authorize("quickbooks", tenant="acme")
    connection = await async_sessions.complete(start, browse(start.url))
    assert (connection.account, connection.status, connection.settings) == (
        REALM,
        "connected",
        {"environment": "sandbox"},
    )
    qbo = quickbooks.AsyncClient(async_sessions, connection)
    assert (await qbo.company_info.get()).company_name == "Composed Flooring Supply"
    assert simulator.token_calls == 1


async def test_a_person_who_refuses_is_no_connection(
    async_sessions: crosstie.AsyncSessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """The refusal is an error with the provider's word for it; nothing was exchanged."""
    simulator.oauth.consent = False
    start = await async_sessions.authorize("quickbooks", tenant="acme")
    with pytest.raises(crosstie.SessionError) as caught:
        await async_sessions.complete(start, browse(start.url))
    assert caught.value.code == "access_denied"
    assert simulator.token_calls == 0


async def test_a_token_that_ends_in_the_middle_is_renewed_once(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """A listing goes on over the refusal of one page; the answers before and after belong together."""
    names: list[str | None] = []
    async for customer in async_client.customers.list(page_size=10):
        names.append(customer.id)
        if len(names) == 10:
            simulator.expire_access_tokens()
    assert names == [str(number) for number in range(1, 26)]
    assert (simulator.grants.renewals, simulator.count("GET query", status=401)) == (1, 1)


async def test_many_callers_at_an_expired_token_share_one_renewal(
    async_client: quickbooks.AsyncClient,
    async_together: Callable[..., Awaitable[list[quickbooks.Customer]]],
    simulator: QuickBooksSimulator,
) -> None:
    """Whoever is refused waits for the one renewal."""
    simulator.expire_access_tokens()
    ids = [str(number) for number in range(1, 9)]
    found = await async_together(async_client.customers.get, ids)
    assert [customer.id for customer in found] == ids
    assert simulator.grants.renewals == 1


async def test_a_token_is_renewed_before_it_ends(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """An hour later no call is refused first."""
    clock.advance(HOUR - 30)
    await async_client.customers.get("1")
    assert (simulator.grants.renewals, simulator.count("*", status=401)) == (1, 0)


async def test_a_second_refusal_is_the_callers_to_know(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """One renewal, one repeat, then a typed error that does not blame the grant, which was renewed: nothing loops."""
    simulator.faults.add(Answer(status=401), route="GET customer", times=None)
    with pytest.raises(crosstie.ReconnectRequired) as caught:
        await async_client.customers.get("1")
    assert caught.value.reason == "refused"
    assert (caught.value.code, caught.value.attempts, simulator.grants.renewals) == ("3200", 2, 1)
    assert "piece of the token" not in str(caught.value)


async def test_a_grant_that_is_gone_asks_for_a_person(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Disconnected in the product: the refresh is denied, and the connection says so from then on."""
    simulator.revoke_grants()
    for _ in range(2):
        with pytest.raises(crosstie.ReconnectRequired) as caught:
            await async_client.customers.get("1")
        assert caught.value.reason == "denied"
    assert simulator.grants.rejections == 1


async def test_a_company_of_somebody_else_is_forbidden_and_not_renewed(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Code 3100 is not settled by another token (5.4)."""
    body = b'{"fault":{"error":[{"message":"m","detail":"d","code":"3100"}],"type":"SERVICE"}}'
    simulator.faults.add(Answer(status=403, body=body), route="GET customer")
    with pytest.raises(crosstie.Forbidden) as caught:
        await async_client.customers.get("1")
    assert (caught.value.code, simulator.grants.renewals) == ("3100", 0)
    assert "connect again" in str(caught.value)


async def test_an_unanswered_refresh_is_tried_again_with_the_same_token(
    async_sessions: crosstie.AsyncSessionManager,
    browse: Callable[[str], str],
    simulator: QuickBooksSimulator,
    clock: FakeClock,
) -> None:
    """A refresh whose answer is a server error costs one call, not the connection."""
    qbo = await _connect(async_sessions, browse)
    simulator.expire_access_tokens()
    simulator.faults.add(Answer(status=503), route="POST token")
    with pytest.raises(crosstie.RenewalUnavailable):
        await qbo.customers.get("1")
    clock.advance(10)
    assert (await qbo.customers.get("1")).id == "1"


async def test_a_disconnected_company_is_revoked_at_intuit(
    async_sessions: crosstie.AsyncSessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """The whole grant ends, and the client says that a person must connect again."""
    start = await async_sessions.authorize("quickbooks", tenant="acme")
    connection = await async_sessions.complete(start, browse(start.url))
    await async_sessions.disconnect(connection)
    assert [grant.revoked for grant in simulator.grants.of()] == [True]
    with pytest.raises(crosstie.ReconnectRequired):
        await quickbooks.AsyncClient(async_sessions, connection).customers.get("1")


async def test_two_companies_are_kept_apart(
    async_sessions: crosstie.AsyncSessionManager, browse: Callable[[str], str], simulator: QuickBooksSimulator
) -> None:
    """Each client calls with its own company's token and path; ids repeat between companies."""
    simulator.add_company("9341450000000002", "Composed Tile")
    first = await _connect(async_sessions, browse)
    simulator.oauth.choice = "9341450000000002"
    second = await _connect(async_sessions, browse, tenant="other")
    names = [(await qbo.company_info.get()).company_name for qbo in (first, second)]
    assert names == ["Composed Flooring Supply", "Composed Tile"]
    with pytest.raises(crosstie.NotFound):
        await second.customers.get("1")


async def test_options_of_one_client_are_its_own(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Headers are added, what is not given stays, the first client is as it was."""
    other = async_client.with_options(headers={"X-Trace": "7"}, timeout=5.0)
    await other.customers.get("1")
    await async_client.customers.get("1")
    sent = [call.request.headers for call in simulator.log if call.route == "GET customer"]
    assert ["7" in {**headers}.values() for headers in sent] == [True, False]
    assert repr(other) == repr(async_client)


async def test_a_client_of_another_system_is_refused(async_sessions: crosstie.AsyncSessionManager) -> None:
    """Before any call: an RFMS connection has no books."""
    with pytest.raises(crosstie.UsageError):
        quickbooks.AsyncClient(async_sessions, ("acme", "rfms", "default"))


async def test_a_read_that_is_never_answered_times_out_after_its_tries(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Reads are repeated; in the end the error says how often."""
    simulator.faults.add(Timeout(), route="GET customer", times=None)
    patient = async_client.with_options(timeout=0.05, retry=RetryPolicy(attempts=2))
    with pytest.raises(crosstie.TimedOut) as caught:
        await patient.customers.get("1")
    assert (caught.value.attempts, caught.value.operation) == (2, "customers.get")


def test_options_must_make_sense() -> None:
    """A timeout of nothing is a mistake."""
    with pytest.raises(crosstie.UsageError, match="timeout"):
        CallOptions(timeout=0)
