"""Calls at once, which is what an account limits: one line for all its connections, and what blocked calls become."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

import crosstie
from crosstie.core.calls import RetryPolicy
from crosstie.systems.netsuite import AsyncClient, Customer, Settings
from crosstie.testing import Answer, FakeClock
from crosstie.testing.netsuite import (
    ACCOUNT,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    TOKEN_ID,
    TOKEN_SECRET,
    NetSuiteRules,
    NetSuiteSimulator,
)

KEYS = {
    "account": ACCOUNT,
    "consumer_key": CONSUMER_KEY,
    "consumer_secret": CONSUMER_SECRET,
    "token_id": TOKEN_ID,
    "token_secret": TOKEN_SECRET,
}
NEW = {"companyName": "A", "subsidiary": {"id": "1"}}


def by(**rules: object) -> pytest.MarkDecorator:
    """Let the account of a test have these rules."""
    return pytest.mark.parametrize("rules", [NetSuiteRules(**rules)], indirect=True, ids=["-".join(rules)])  # type: ignore[arg-type]  # the rules' own


async def clients(sessions: crosstie.AsyncSessionManager, settings: Settings) -> list[AsyncClient]:
    """Three clients of one account: of two tenants, and of one of them by its key alone."""
    first = await sessions.connect("netsuite", tenant="acme", **KEYS)
    second = await sessions.connect("netsuite", tenant="best", **KEYS)
    key = ("acme", "netsuite", "default")
    return [AsyncClient(sessions, connection, settings=settings) for connection in (first, second, key)]


@by(concurrency=2)
async def test_all_clients_of_an_account_stand_in_one_line(
    async_sessions: crosstie.AsyncSessionManager,
    async_together: Callable[..., Awaitable[list[Customer]]],
    simulator: NetSuiteSimulator,
) -> None:
    """The limit is the account's, not the connection's: none of them is blocked for the others (5.1)."""
    made = await clients(async_sessions, Settings(concurrent=2))
    found = await async_together(
        lambda number: made[int(number) % 3].customers.get(number), [str(number) for number in range(801, 813)]
    )
    assert [customer.id for customer in found] == [str(number) for number in range(801, 813)]
    assert simulator.throttled == 0


@by(concurrency=2)
async def test_what_others_take_of_the_limit_is_waited_out(
    async_sessions: crosstie.AsyncSessionManager,
    async_together: Callable[..., Awaitable[list[Customer]]],
    simulator: NetSuiteSimulator,
) -> None:
    """Without a line of our own the account blocks calls, as it does when other programs use it; all go through."""
    made = await clients(async_sessions, Settings(concurrent=0))
    many = made[0].with_options(retry=RetryPolicy(attempts=20))
    found = await async_together(many.customers.get, [str(number) for number in range(801, 809)])
    assert [customer.id for customer in found] == [str(number) for number in range(801, 809)]
    assert simulator.count(status=429) == simulator.throttled


@pytest.mark.parametrize(
    ("route", "call"),
    [
        ("GET customer/{id}", lambda client: client.customers.get("801")),
        ("GET customer", lambda client: client.customers.list().all()),
        ("POST suiteql", lambda client: client.suiteql.rows("SELECT id FROM customer").all()),
        ("POST customer", lambda client: client.customers.create(NEW)),
        ("PATCH customer/{id}", lambda client: client.customers.update("801", {"comments": "c"})),
        (
            "PUT customer/{eid}",
            lambda client: client.customers.upsert("H-1", {"companyName": "A", "subsidiary": {"id": "1"}}),
        ),
        ("DELETE customer/{id}", lambda client: client.customers.delete("825")),
        (
            "PATCH estimate/{id}",
            lambda client: client.estimates.update(
                "60001", {"item": {"items": [{"item": {"id": "91"}}]}}, append=["item"]
            ),
        ),
        ("POST estimate/{id}/!transform/salesOrder", lambda client: client.estimates.transform("60001", "salesOrder")),
    ],
    ids=["get", "list", "query", "create", "update", "upsert", "delete", "append", "transform"],
)
async def test_a_blocked_call_is_made_again_whatever_it_does(
    async_client: AsyncClient,
    simulator: NetSuiteSimulator,
    clock: FakeClock,
    route: str,
    call: Callable[[AsyncClient], Awaitable[object]],
) -> None:
    """It was blocked before any work, so that even what must never be done twice is done once (5.2)."""
    simulator.faults.add(Answer(status=429), route=route, times=2)
    await call(async_client)
    assert simulator.count(route) == 3
    assert len(simulator.writes()) == int(not route.startswith("GET") and route != "POST suiteql")
    first, second = clock.sleeps
    assert 0 < first < second


async def test_an_account_that_goes_on_blocking_is_told_as_such(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """After some patience, with what could be done about it; a wait that is asked for is obeyed."""
    simulator.faults.add(Answer(status=429, retry_after="7"), times=None)
    with pytest.raises(crosstie.RateLimited) as caught:
        await async_client.customers.get("801")
    assert (caught.value.retry, caught.value.retry_after, caught.value.attempts) == ("safe", 7, 4)
    assert "concurrent" in (caught.value.advice or "")


@by(concurrency=0, overload_as_login=True)
async def test_too_many_calls_that_look_like_a_refused_login_end_nothing(
    async_sessions: crosstie.AsyncSessionManager, simulator: NetSuiteSimulator
) -> None:
    """Some users saw that: nothing is renewed, it is sent once, for five failures lock (6), the next call heals it."""
    (client, *_) = await clients(async_sessions, Settings())
    with pytest.raises(crosstie.CredentialsRejected) as caught:
        await client.customers.get("801")
    assert "concurrent" in (caught.value.advice or "")
    assert (simulator.count("GET customer/{id}"), simulator.token_calls) == (1, 0)
    assert [(one.state, one.reason) for one in await async_sessions.status("acme")] == [("error", "refused")]
    simulator.account.rules = NetSuiteRules()
    assert (await client.customers.get("801")).id == "801"
    assert [(one.state, one.reason) for one in await async_sessions.status("acme")] == [("connected", None)]


@by(administrator=True, concurrency=15, integration_limit=4)
async def test_administrators_can_ask_for_the_limits(async_client: AsyncClient) -> None:
    """In all, of this integration, and what is left."""
    limits = await async_client.governance_limits()
    assert (limits.account_concurrency_limit, limits.account_unallocated_concurrency_limit) == (15, 11)
    assert (limits.integration_concurrency_limit, limits.integration_limit_type) == (4, "integrationSpecific")


async def test_others_are_not_told_the_limits(async_client: AsyncClient) -> None:
    """It takes an administrator's role (5.1)."""
    with pytest.raises(crosstie.Forbidden):
        await async_client.governance_limits()


async def test_every_write_asks_for_names_to_be_checked(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """NetSuite's own default would lose an unknown property silently (fact 5)."""
    made = await async_client.customers.create({"companyName": "A", "subsidiary": {"id": "1"}})
    await async_client.customers.update(made, {"comments": "c"})
    await async_client.customers.upsert("H-1", {"companyName": "B", "subsidiary": {"id": "1"}})
    await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    sent = [call.request for call in simulator.log if call.request.method in {"POST", "PATCH", "PUT"}]
    assert {request.headers["x-netsuite-propertynamevalidation"] for request in sent} == {"error"}
    assert len(sent) == 4
    for write in (async_client.customers.create, lambda body: async_client.customers.upsert("H-1", body)):
        with pytest.raises(crosstie.Invalid) as caught:
            await write({**NEW, "nickName": "n"})
        assert [problem.field for problem in caught.value.fields] == ["nickName"]


async def test_a_connection_that_is_not_there_is_told_with_what_was_asked(
    async_sessions: crosstie.AsyncSessionManager,
) -> None:
    """By its key alone the account is learnt from the connection, and there is none."""
    client = AsyncClient(async_sessions, ("nobody", "netsuite", "default"))
    with pytest.raises(crosstie.ReconnectRequired) as caught:
        await client.customers.get("801")
    assert caught.value.operation == "customer.get"
