# @generated from tests/unit/sessions/test_keeping_alive_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
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
from crosstie.sessions.manager import SessionManager
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys
from crosstie.testing import Timeout

QUEUE = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}
DAY = 86_400


def connected(world: Any, tenant: str = "acme") -> Connection:
    """Send a person to QuickBooks and back."""
    start = world.sessions.authorize("quickbooks", tenant=tenant)
    made: Connection = world.sessions.complete(start, world.visit(start.url))
    return made


# -- the sweep ---------------------------------------------------------------------------------------------------------


def test_the_sweep_renews_what_ends_soon_soonest_first(world: Any) -> None:
    """Over all tenants, in the order of their ends, with a pause between two; others are left alone."""
    for tenant in ("cedar", "birch", "acorn"):
        connected(world, tenant)
        world.clock.advance(60)
    world.clock.advance(3600 - 600 - 90)
    swept = world.sessions.renew_due(within=600, pause=0.5)
    assert [(row.connection, row.outcome) for row in swept.rows] == [
        ("cedar/quickbooks/default", "renewed"),
        ("birch/quickbooks/default", "renewed"),
    ]
    assert (swept.renewed, swept.failures) == (2, [])
    assert swept.rows[0].access_expires == world.clock.now() - timedelta(seconds=0.5) + timedelta(hours=1)
    assert world.clock.sleeps == (0.5,)
    assert world.sessions.renew_due(within=600).rows == []


def test_the_sweep_stops_at_its_limit(world: Any) -> None:
    """The soonest ones are done; the next sweep goes on."""
    for tenant in ("acorn", "birch", "cedar"):
        connected(world, tenant)
    world.clock.advance(3500)
    assert [row.connection[:5] for row in world.sessions.renew_due(limit=2).rows] == ["acorn", "birch"]
    assert [row.connection[:5] for row in world.sessions.renew_due(limit=2).rows] == ["cedar"]


def test_one_connections_trouble_does_not_stop_the_others(world: Any) -> None:
    """Each row has its own outcome and error: ended, unreachable, unreadable, renewed."""
    for tenant in ("acorn", "birch", "cedar", "dogwood"):
        connected(world, tenant)
        world.clock.advance(1)
    world.clock.advance(3500)
    world.qb.grants.of()[0].revoked = True
    world.qb.faults.add(Timeout(), route="POST token", nth=2)
    broken = world.stored(("cedar", "quickbooks", "default"))
    world.put(attrs.evolve(broken, tokens=SealingKeys.generate().seal(b"x", ("elsewhere",))))
    swept = world.sessions.renew_due()
    assert [row.outcome for row in swept.rows] == ["expired", "failed", "failed", "renewed"]
    errors = [type(row.error) for row in swept.rows]
    assert errors == [ReconnectRequired, RenewalUnavailable, SealBroken, type(None)]
    assert [row.connection[:5] for row in swept.failures] == ["acorn", "birch", "cedar"]


def test_what_failed_is_tried_again_by_the_next_sweep(world: Any) -> None:
    """Trouble is no end: the connection is in error, not expired."""
    connected(world)
    world.clock.advance(3500)
    world.qb.faults.add(Timeout(), route="POST token")
    assert world.sessions.renew_due().rows[0].outcome == "failed"
    world.clock.advance(300)
    assert world.sessions.renew_due().rows[0].outcome == "renewed"


def test_the_sweep_uses_what_another_process_renewed(world: Any) -> None:
    """Between the list and the renewal somebody else was faster: theirs is adopted."""
    connected(world)
    world.clock.advance(3500)
    world.storage.storage = Overtaken(world)
    swept = world.sessions.renew_due()
    assert (swept.renewed, world.qb.grants.renewals) == (1, 1)


class Overtaken:
    """A storage whose first list is overtaken by another process's sweep."""

    def __init__(self, world: Any) -> None:
        """Stand in front of the world's storage."""
        self.world = world
        self.storage = world.storage.storage

    def find(self, query: Any) -> Any:
        """Pass on, then step aside and let the other process sweep."""
        found = self.storage.find(query)
        if found:
            self.world.storage.storage = self.storage
            self.world.manager().renew_due()
        return found


def test_sessions_that_cost_nothing_to_lose_are_not_swept(world: Any) -> None:
    """A store nobody calls needs no session."""
    world.sessions.connect("rfms", tenant="acme", **QUEUE)
    world.sessions.connect("static", tenant="acme", api_key="static-key")
    world.clock.advance(DAY)
    assert world.sessions.renew_due(within=DAY).rows == []


def test_idle_grants_are_kept_alive_in_time(world: Any) -> None:
    """Where access tokens are not swept, a grant is renewed when a fifth of the refresh token's life is left."""
    world.policy(swept=False)
    connected(world)
    world.clock.advance(80 * DAY)
    assert world.sessions.renew_due().rows == []
    world.clock.advance(DAY)
    assert world.sessions.renew_due().renewed == 1


def test_connections_of_systems_without_an_app_use_up_no_limit(world: Any) -> None:
    """A process that serves one system sweeps that one, however many others are due."""
    connected(world)
    at = world.clock.now()
    strangers = [Connection(tenant=f"t{number}", system="netsuite", renew_at=at) for number in range(5)]
    world.storage.commit([Put(stranger, ANY) for stranger in strangers])
    world.clock.advance(3500)
    swept = world.sessions.renew_due(limit=2)
    assert [row.connection for row in swept.rows] == ["acme/quickbooks/default"]


# -- the status --------------------------------------------------------------------------------------------------------


def test_the_status_tells_how_a_tenants_connections_are(world: Any) -> None:
    """State, reason, expiries and errors; nothing secret; other tenants' are not among them."""
    connected(world)
    connected(world, "birch")
    world.sessions.connect("static", tenant="acme", api_key="static-key")
    world.clock.advance(600)
    found = world.sessions.status("acme")
    assert [(status.system, status.state) for status in found] == [("quickbooks", "connected"), ("static", "connected")]
    assert found[0].minutes_left(world.clock.now()) == 50
    assert found[1].minutes_left(world.clock.now()) is None
    world.clock.advance(3600)
    world.qb.revoke_grants()
    with pytest.raises(ReconnectRequired):
        world.sessions.run(world.reading(world.sessions))
    ended = world.sessions.status("acme")[0]
    assert (ended.state, ended.reason, ended.error_at) == ("expired", "denied", world.clock.now())
    assert ended.minutes_left(world.clock.now()) == -10


def test_a_tenant_may_have_many_connections(world: Any) -> None:
    """They are read page by page."""
    many = [Connection(tenant="acme", system="lightspeed", name=f"{number:04}") for number in range(1001)]
    world.storage.commit([Put(one, ANY) for one in many])
    found = world.sessions.status("acme")
    assert [status.name for status in found] == [f"{number:04}" for number in range(1001)]
    assert world.storage.calls["find"] == 3


# -- what a host gives -------------------------------------------------------------------------------------------------


def test_sealing_keys_are_required(world: Any) -> None:
    """Tokens are never stored in the clear; the storage's own keys are used unless others are given."""
    bare = world.storage
    bare.keys = None
    with pytest.raises(UsageError, match="no sealing keys"):
        world.manager()
    assert repr(world.manager(keys=SealingKeys.generate())).endswith("SessionManager(quickbooks, rfms, static)")


def test_two_apps_of_one_system_are_refused(world: Any) -> None:
    """Nobody could tell which one a connection belongs to."""
    app = world.apps["quickbooks"]
    with pytest.raises(UsageError, match="Two apps for quickbooks"):
        world.manager(apps=[app, app])


def test_a_client_and_a_transport_are_refused(world: Any) -> None:
    """There is one way to send."""
    client = httpx.Client()
    with pytest.raises(UsageError, match="not both"):
        world.manager(client=client)
    client.close()


def test_a_manager_makes_what_it_was_not_given(world: Any) -> None:
    """The machine's clock and a transport of its own, which it closes; nothing is opened before it is used."""
    with SessionManager(world.storage, world.apps.values()) as sessions:
        assert sessions.status("nobody") == []
        with pytest.raises(ReconnectRequired):
            sessions.run(sessions.authenticator(("nobody", "static", "default")).grant())


def test_a_hosts_transport_stays_open(world: Any) -> None:
    """What was given is not closed."""
    with world.manager() as sessions:
        sessions.close()
    connected(world)


def test_a_manager_is_not_pickled(world: Any) -> None:
    """It holds keys and sockets; the error says what to do in another process."""
    with pytest.raises(UsageError, match="SessionManager is not pickled") as refused:
        pickle.dumps(world.sessions)
    assert "in each process" in str(refused.value.advice)


def test_managers_that_share_their_flights_share_renewals_without_a_lease(world: Any) -> None:
    """A sync and a sync manager of one process wait for each other's renewal, not for the storage."""
    flights = Flights()
    connected(world)
    one, other = (world.manager(flights=flights) for _ in range(2))
    world.clock.advance(3600)
    for sessions in (one, other):
        assert sessions.run(world.reading(sessions)).value == 200
    assert world.qb.grants.renewals == 1
    assert world.clock.sleeps == ()


def test_a_connection_may_be_named_by_its_record_or_its_key(world: Any) -> None:
    """A host that kept only the key needs no record."""
    made = connected(world)
    labels = {world.sessions.authenticator(name).label for name in (made, ("acme", "quickbooks", "default"))}
    assert labels == {"acme/quickbooks/default"}
