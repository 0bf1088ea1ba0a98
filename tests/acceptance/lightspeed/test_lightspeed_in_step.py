"""Customers and stock of an account kept in step with a host's records by the sync engine."""

from __future__ import annotations

import pytest

import crosstie
from crosstie import sync
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import lightspeed
from crosstie.testing import FakeClock
from crosstie.testing.lightspeed import LightspeedSimulator
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Shelf


@pytest.fixture
def engine(clock: FakeClock) -> sync.Engine:
    """An engine that keeps its state in memory."""
    return sync.Engine(MemoryStorage(keys=crosstie.SealingKeys.generate()), clock=clock)


def _writes(simulator: LightspeedSimulator) -> int:
    return len(simulator.writes())


def test_customers_follow_each_other(
    client: lightspeed.Client, engine: sync.Engine, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """Made, changed and emptied on either side, it arrives on the other; then nothing more is written."""
    shelf = Shelf(
        name="host",
        clock=clock,
        abilities=sync.Abilities(feed="token", finds=frozenset({"email"})),
        paths=("first", "last", "email", "town"),
    )
    pair = sync.Pair(
        "customers",
        left=client.customers,
        right=MemoryEndpoint(shelf),
        match=["email"],
        fields=[
            sync.both("first_name", "first"),
            sync.both("last_name", "last"),
            sync.both("email", "email", as_=sync.email),
            sync.both("city", "town"),
        ],
        conflicts=sync.newest(),
    )
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.errors, report.stopped) == ({"right": 25}, (), None)
    clock.advance(3600)
    simulator.edit("Customer", 1, {"lastName": "Birch"})
    name = shelf.add({"first": "Zoe", "last": "Quill", "email": "zoe@example.com", "town": "Dover"})
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.updated, report.errors) == ({"left": 1}, {"right": 1}, ())
    clock.advance(3600)
    shelf.edit(name, {"town": None, "last": "Quilling"})
    report = engine.run(pair, tenant="acme")
    assert (report.updated, report.errors) == ({"left": 1}, ())
    zoe = client.customers.list(where={"contact.email": "zoe@example.com"}).first()
    assert zoe is not None
    assert zoe.contact is not None
    assert (zoe.last_name, zoe.contact.addresses) == ("Quilling", None)
    before = _writes(simulator)
    clock.advance(3600)
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.updated, report.errors) == ({}, {}, ())
    assert _writes(simulator) == before


def test_stock_follows_a_host_unless_the_tills_were_faster(
    client: lightspeed.Client, engine: sync.Engine, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """A host's number arrives in the shop, a sale arrives at the host; neither is written over the other (L6)."""
    shelf = Shelf(
        name="host",
        clock=clock,
        abilities=sync.Abilities(feed="token", finds=frozenset({"item"})),
        paths=("item", "pieces"),
    )
    pair = sync.Pair(
        "stock",
        left=client.stock.endpoint(shop_id="1"),
        right=MemoryEndpoint(shelf),
        match=["item"],
        fields=[sync.left_owns("item_id", "item", as_=sync.code), sync.both("qoh", "pieces")],
        conflicts=sync.newest(),
    )
    report = engine.run(pair, tenant="acme")
    assert (report.created, report.errors, report.stopped) == ({"right": 8}, (), None)
    rows = {change.record.values["item"]: change for change in shelf.changes(None, None).changes}
    clock.advance(3600)
    shelf.edit(rows["2"].id, {"pieces": 30})
    simulator.sell(3, 1, 2)
    report = engine.run(pair, tenant="acme")
    assert (report.updated, report.errors) == ({"left": 1, "right": 1}, ())
    assert simulator.on_hand(2, 1) == 30
    (changed,) = shelf.read([rows["3"].id])
    assert changed.record.values["pieces"] == simulator.on_hand(3, 1) == 16
