"""The sweep, the status, and what a host gives to a SessionManager."""

# ruff: noqa: ANN401 - the world is what conftest makes; tests cannot import from there

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import Any

import attrs
import httpx
import pytest

from crosstie.core.state import ANY, Put
from crosstie.errors import ReconnectRequired, RenewalUnavailable, SealBroken, UsageError
from crosstie.sessions.flights import Flights
from crosstie.sessions.manager_async import AsyncSessionManager
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys
from crosstie.testing import Timeout

QUEUE = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}
DAY = 86_400


async def connected(world: Any, tenant: str = "acme") -> Connection:
    """Send a person to QuickBooks and back."""
    start = await world.sessions.authorize("quickbooks", tenant=tenant)
    made: Connection = await world.sessions.complete(start, world.visit(start.url))
    return made


# -- the sweep ---------------------------------------------------------------------------------------------------------


async def test_the_sweep_renews_what_ends_soon_soonest_first(async_world: Any) -> None:
    """Over all tenants, in the order of their ends, with a pause between two; others are left alone."""
    for tenant in ("cedar", "birch", "acorn"):
        await connected(async_world, tenant)
        async_world.clock.advance(60)
    async_world.clock.advance(3600 - 600 - 90)
    swept = await async_world.sessions.renew_due(within=600, pause=0.5)
    assert [(row.connection, row.outcome) for row in swept.rows] == [
        ("cedar/quickbooks/default", "renewed"),
        ("birch/quickbooks/default", "renewed"),
    ]
    assert (swept.renewed, swept.failures) == (2, [])
    assert swept.rows[0].access_expires == async_world.clock.now() - timedelta(seconds=0.5) + timedelta(hours=1)
    assert async_world.clock.sleeps == (0.5,)
    assert (await async_world.sessions.renew_due(within=600)).rows == []


async def test_the_sweep_stops_at_its_limit(async_world: Any) -> None:
    """The soonest ones are done; the next sweep goes on."""
    for tenant in ("acorn", "birch", "cedar"):
        await connected(async_world, tenant)
    async_world.clock.advance(3500)
    assert [row.connection[:5] for row in (await async_world.sessions.renew_due(limit=2)).rows] == ["acorn", "birch"]
    assert [row.connection[:5] for row in (await async_world.sessions.renew_due(limit=2)).rows] == ["cedar"]


async def test_one_connections_trouble_does_not_stop_the_others(async_world: Any) -> None:
    """Each row has its own outcome and error: ended, unreachable, unreadable, renewed."""
    for tenant in ("acorn", "birch", "cedar", "dogwood"):
        await connected(async_world, tenant)
        async_world.clock.advance(1)
    async_world.clock.advance(3500)
    async_world.qb.grants.of()[0].revoked = True
    async_world.qb.faults.add(Timeout(), route="POST token", nth=2)
    broken = async_world.stored(("cedar", "quickbooks", "default"))
    async_world.put(attrs.evolve(broken, tokens=SealingKeys.generate().seal(b"x", ("elsewhere",))))
    swept = await async_world.sessions.renew_due()
    assert [row.outcome for row in swept.rows] == ["expired", "failed", "failed", "renewed"]
    errors = [type(row.error) for row in swept.rows]
    assert errors == [ReconnectRequired, RenewalUnavailable, SealBroken, type(None)]
    assert [row.connection[:5] for row in swept.failures] == ["acorn", "birch", "cedar"]


async def test_what_failed_is_tried_again_by_the_next_sweep(async_world: Any) -> None:
    """Trouble is no end: the connection is in error, not expired."""
    await connected(async_world)
    async_world.clock.advance(3500)
    async_world.qb.faults.add(Timeout(), route="POST token")
    assert (await async_world.sessions.renew_due()).rows[0].outcome == "failed"
    async_world.clock.advance(300)
    assert (await async_world.sessions.renew_due()).rows[0].outcome == "renewed"


async def test_the_sweep_uses_what_another_process_renewed(async_world: Any) -> None:
    """Between the list and the renewal somebody else was faster: theirs is adopted."""
    await connected(async_world)
    async_world.clock.advance(3500)
    async_world.storage.storage = Overtaken(async_world)
    swept = await async_world.sessions.renew_due()
    assert (swept.renewed, async_world.qb.grants.renewals) == (1, 1)


class Overtaken:
    """A storage whose first list is overtaken by another process's sweep."""

    def __init__(self, world: Any) -> None:
        """Stand in front of the world's storage."""
        self.world = world
        self.storage = world.storage.storage

    async def find(self, query: Any) -> Any:
        """Pass on, then step aside and let the other process sweep."""
        found = await self.storage.find(query)
        if found:
            self.world.storage.storage = self.storage
            await self.world.manager().renew_due()
        return found


async def test_sessions_that_cost_nothing_to_lose_are_not_swept(async_world: Any) -> None:
    """A store nobody calls needs no session."""
    await async_world.sessions.connect("rfms", tenant="acme", **QUEUE)
    await async_world.sessions.connect("static", tenant="acme", api_key="static-key")
    async_world.clock.advance(DAY)
    assert (await async_world.sessions.renew_due(within=DAY)).rows == []


async def test_idle_grants_are_kept_alive_in_time(async_world: Any) -> None:
    """Where access tokens are not swept, a grant is renewed when a fifth of the refresh token's life is left."""
    async_world.policy(swept=False)
    await connected(async_world)
    async_world.clock.advance(80 * DAY)
    assert (await async_world.sessions.renew_due()).rows == []
    async_world.clock.advance(DAY)
    assert (await async_world.sessions.renew_due()).renewed == 1


async def test_connections_of_systems_without_an_app_use_up_no_limit(async_world: Any) -> None:
    """A process that serves one system sweeps that one, however many others are due."""
    await connected(async_world)
    at = async_world.clock.now()
    strangers = [Connection(tenant=f"t{number}", system="netsuite", renew_at=at) for number in range(5)]
    await async_world.storage.commit([Put(stranger, ANY) for stranger in strangers])
    async_world.clock.advance(3500)
    swept = await async_world.sessions.renew_due(limit=2)
    assert [row.connection for row in swept.rows] == ["acme/quickbooks/default"]


# -- the status --------------------------------------------------------------------------------------------------------


async def test_the_status_tells_how_a_tenants_connections_are(async_world: Any) -> None:
    """State, reason, expiries and errors; nothing secret; other tenants' are not among them."""
    await connected(async_world)
    await connected(async_world, "birch")
    await async_world.sessions.connect("static", tenant="acme", api_key="static-key")
    async_world.clock.advance(600)
    found = await async_world.sessions.status("acme")
    assert [(status.system, status.state) for status in found] == [("quickbooks", "connected"), ("static", "connected")]
    assert found[0].minutes_left(async_world.clock.now()) == 50
    assert found[1].minutes_left(async_world.clock.now()) is None
    async_world.clock.advance(3600)
    async_world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired):
        await async_world.sessions.run(async_world.reading(async_world.sessions))
    ended = (await async_world.sessions.status("acme"))[0]
    assert (ended.state, ended.reason, ended.error_at) == ("expired", "denied", async_world.clock.now())
    assert ended.minutes_left(async_world.clock.now()) == -10


async def test_a_tenant_may_have_many_connections(async_world: Any) -> None:
    """They are read page by page."""
    many = [Connection(tenant="acme", system="lightspeed", name=f"{number:04}") for number in range(1001)]
    await async_world.storage.commit([Put(one, ANY) for one in many])
    found = await async_world.sessions.status("acme")
    assert [status.name for status in found] == [f"{number:04}" for number in range(1001)]
    assert async_world.storage.calls["find"] == 3


# -- what a host gives -------------------------------------------------------------------------------------------------


async def test_sealing_keys_are_required(async_world: Any) -> None:
    """Tokens are never stored in the clear; the storage's own keys are used unless others are given."""
    bare = async_world.storage
    bare.keys = None
    with pytest.raises(UsageError, match="no sealing keys"):
        async_world.manager()
    assert repr(async_world.manager(keys=SealingKeys.generate())).endswith("SessionManager(quickbooks, rfms, static)")


async def test_two_apps_of_one_system_are_refused(async_world: Any) -> None:
    """Nobody could tell which one a connection belongs to."""
    app = async_world.apps["quickbooks"]
    with pytest.raises(UsageError, match="Two apps for quickbooks"):
        async_world.manager(apps=[app, app])


async def test_a_client_and_a_transport_are_refused(async_world: Any) -> None:
    """There is one way to send."""
    client = httpx.AsyncClient()
    with pytest.raises(UsageError, match="not both"):
        async_world.manager(client=client)
    await client.aclose()


async def test_a_manager_makes_what_it_was_not_given(async_world: Any) -> None:
    """The machine's clock and a transport of its own, which it closes; nothing is opened before it is used."""
    async with AsyncSessionManager(async_world.storage, async_world.apps.values()) as sessions:
        assert await sessions.status("nobody") == []
        with pytest.raises(ReconnectRequired):
            await sessions.run(sessions.authenticator(("nobody", "static", "default")).grant())


async def test_a_hosts_transport_stays_open(async_world: Any) -> None:
    """What was given is not closed."""
    async with async_world.manager() as sessions:
        await sessions.aclose()
    await connected(async_world)


async def test_a_manager_is_not_pickled(async_world: Any) -> None:
    """It holds keys and sockets; the error says what to do in another process."""
    with pytest.raises(UsageError, match="SessionManager is not pickled") as refused:
        pickle.dumps(async_world.sessions)
    assert "in each process" in str(refused.value.advice)


async def test_managers_that_share_their_flights_share_renewals_without_a_lease(async_world: Any) -> None:
    """A sync and an async manager of one process wait for each other's renewal, not for the storage."""
    flights = Flights()
    await connected(async_world)
    one, other = (async_world.manager(flights=flights) for _ in range(2))
    async_world.clock.advance(3600)
    for sessions in (one, other):
        assert (await sessions.run(async_world.reading(sessions))).value == 200
    assert async_world.qb.grants.renewals == 1
    assert async_world.clock.sleeps == ()


async def test_a_connection_may_be_named_by_its_record_or_its_key(async_world: Any) -> None:
    """A host that kept only the key needs no record."""
    made = await connected(async_world)
    labels = {async_world.sessions.authenticator(name).label for name in (made, ("acme", "quickbooks", "default"))}
    assert labels == {"acme/quickbooks/default"}
