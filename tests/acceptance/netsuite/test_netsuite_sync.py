# @generated from tests/acceptance/netsuite/test_netsuite_sync_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Two-way sync between an account and another side, by the sync engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from crosstie import sync
from crosstie.systems.netsuite import Client, Item, Items, Ref
from crosstie.testing import FakeClock, Timeout
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator
from crosstie.testing.shelf import Shelf

Connect: TypeAlias = Callable[[NetSuiteSimulator], Client]


@pytest.fixture
def account(clock: FakeClock) -> NetSuiteSimulator:
    """An account in California with five customers."""
    simulator = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo("America/Los_Angeles")))
    simulator.seed(5)
    return simulator


@pytest.fixture
def shelf(clock: FakeClock) -> Shelf:
    """The host's own customers: two, one of them a customer of the account too."""
    abilities = sync.Abilities(feed="time", checks_version=True, honours_keys=True, finds=frozenset({"email"}))
    shelf = Shelf(name="host", clock=clock, abilities=abilities, paths=("name", "email", "phone"))
    shelf.add({"name": "Castillo", "email": "JON.1@example.com"})
    shelf.add({"name": "Dogwood Homes", "email": "dogwood@example.com", "phone": "555-0177"})
    return shelf


@pytest.fixture
def pair(shelf: Shelf) -> Callable[[Client], sync.Pair]:
    """Return what is synced, for a client of the account."""

    def of(client: Client) -> sync.Pair:
        return sync.Pair(
            "customers",
            left=client.customers,
            right=MemoryEndpoint(shelf, tenant="acme"),
            match=["email"],
            fields=[
                sync.both("company_name", "name", named="name"),
                sync.both("email", "email", as_=sync.email),
                sync.both("phone", "phone"),
                sync.on_create("subsidiary.id", "1", side="left"),
            ],
            conflicts=sync.newest(),
        )

    return of


def of(rows: Any, email: str) -> Any:  # noqa: ANN401 - records of either side
    """Return the one record with an address."""
    (found,) = [row for row in rows if row.get("email", "").casefold() == email]
    return found


def test_customers_flow_both_ways(
    account: NetSuiteSimulator,
    shelf: Shelf,
    pair: Callable[[Client], sync.Pair],
    connect: Connect,
    engine: sync.Engine,
    clock: FakeClock,
) -> None:
    """One is matched, the others are made, edits and deletions flow, and the last run has nothing to do."""
    synced = pair(connect(account))
    clock.advance(3600)
    first = engine.run(synced)
    assert (first.linked, first.created, first.errors) == (1, {"left": 1, "right": 4}, ())
    clock.advance(3600)
    account.edit("customer", "802", {"phone": "555-0102"})
    dogwood = next(name for name, row in shelf.rows.items() if row.values["email"] == "dogwood@example.com")
    shelf.edit(dogwood, {"name": "Dogwood & Sons"})
    account.remove("customer", "805")
    clock.advance(3600)
    second = engine.run(synced)
    assert (second.updated, second.created, second.errors) == ({"left": 1, "right": 1}, {}, ())
    values = [row.values for row in shelf.rows.values()]
    assert of(values, account.read("customer", "802")["email"])["phone"] == "555-0102"
    assert of(account.records("customer"), "dogwood@example.com")["companyName"] == "Dogwood & Sons"
    calls, writes = len(account.log), len(account.writes("customer"))
    clock.advance(3600)
    third = engine.run(synced)
    assert (third.updated, third.created, third.errors) == ({}, {}, ())
    assert len(account.writes("customer")) == writes
    assert len(account.log) - calls < 12


def test_both_sides_change_one_field_and_the_newest_wins(
    account: NetSuiteSimulator,
    shelf: Shelf,
    pair: Callable[[Client], sync.Pair],
    connect: Connect,
    engine: sync.Engine,
    clock: FakeClock,
) -> None:
    """By times in UTC, though the account's queries tell them in California."""
    synced = pair(connect(account))
    engine.run(synced)
    castillo = next(name for name, row in shelf.rows.items() if row.values["email"] == "JON.1@example.com")
    clock.advance(3600)
    account.edit("customer", "801", {"phone": "earlier"})
    clock.advance(600)
    shelf.edit(castillo, {"phone": "later"})
    clock.advance(600)
    engine.run(synced)
    assert account.read("customer", "801")["phone"] == "later"
    clock.advance(3600)
    shelf.edit(castillo, {"phone": "earlier"})
    clock.advance(600)
    account.edit("customer", "801", {"phone": "latest"})
    clock.advance(600)
    engine.run(synced)
    assert (account.read("customer", "801")["phone"], shelf.rows[castillo].values["phone"]) == ("latest", "latest")


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_crash_between_the_creation_and_the_save_makes_no_second_customer(
    account: NetSuiteSimulator,
    shelf: Shelf,
    pair: Callable[[Client], sync.Pair],
    connect: Connect,
    engine: sync.Engine,
    clock: FakeClock,
    *,
    after_effect: bool,
) -> None:
    """Every answer is lost, and nothing was saved; the next run finds the customer, and an edit since is kept."""
    synced = pair(connect(account))
    account.faults.add(Timeout(after_effect=after_effect), route="PUT customer/{eid}", times=4)
    first = engine.run(synced)
    assert [type(one.error).__name__ for one in first.unresolved] == ["OutcomeUnknown"]
    if after_effect:
        account.edit("customer", "806", {"phone": "555-0166"})
    clock.advance(3600)
    second = engine.run(synced)
    assert (second.errors, second.unresolved) == ((), ())
    phone = "555-0166" if after_effect else "555-0177"
    assert of(account.records("customer"), "dogwood@example.com")["phone"] == phone
    assert of([row.values for row in shelf.rows.values()], "dogwood@example.com")["phone"] == phone
    assert (len(account.records("customer")), len(shelf.rows)) == (6, 6)


def test_a_lost_creation_that_nobody_recognises_is_asked_about(
    account: NetSuiteSimulator,
    shelf: Shelf,
    pair: Callable[[Client], sync.Pair],
    connect: Connect,
    engine: sync.Engine,
    clock: FakeClock,
) -> None:
    """Somebody changed its address meanwhile: it is not made a second time, on either side."""
    synced = pair(connect(account))
    account.faults.add(Timeout(after_effect=True), route="PUT customer/{eid}", times=4)
    engine.run(synced)
    account.edit("customer", "806", {"email": "other@example.com"})
    for _ in range(3):
        clock.advance(3600)
        engine.run(synced)
    assert (len(account.records("customer")), len(shelf.rows)) == (6, 6)
    assert {conflict.field for conflict in engine.conflicts(synced)} == {"(match)"}


def test_an_edit_in_the_minute_of_our_own_write_is_not_missed(
    account: NetSuiteSimulator,
    shelf: Shelf,
    pair: Callable[[Client], sync.Pair],
    connect: Connect,
    engine: sync.Engine,
    clock: FakeClock,
) -> None:
    """Both have the same time, so that no time may be taken for a version (3.1)."""
    synced = pair(connect(account))
    engine.run(synced)
    castillo = next(name for name, row in shelf.rows.items() if row.values["email"] == "JON.1@example.com")
    shelf.edit(castillo, {"phone": "555-0111"})
    clock.advance(3600)
    engine.run(synced)
    ours = account.read("customer", "801")["lastModifiedDate"]
    clock.advance(20)
    account.edit("customer", "801", {"phone": "555-0112"})
    assert account.read("customer", "801")["lastModifiedDate"] == ours
    clock.advance(600)
    engine.run(synced)
    assert shelf.rows[castillo].values["phone"] == "555-0112"


def test_a_save_that_took_ten_minutes_is_not_missed(
    account: NetSuiteSimulator,
    shelf: Shelf,
    pair: Callable[[Client], sync.Pair],
    connect: Connect,
    engine: sync.Engine,
    clock: FakeClock,
) -> None:
    """It is told with the time that it was begun at, which the run in between has read past (2.2, 4.4)."""
    synced = pair(connect(account))
    engine.run(synced)
    clock.advance(3600)
    begun = account.account.moment()
    clock.advance(300)
    account.edit("customer", "803", {"phone": "555-0103"})
    engine.run(synced)
    clock.advance(300)
    account.edit("customer", "802", {"phone": "555-0102"})
    slow = account.account.find(account.account.types["customer"], "802")
    slow.modified = begun
    account.account.version += 1
    engine.run(synced)
    assert of([row.values for row in shelf.rows.values()], "ben.2@example.com")["phone"] == "555-0102"


def test_edits_in_the_hour_that_comes_twice_arrive(
    connect: Connect, engine: sync.Engine, clock: FakeClock
) -> None:
    """Runs every five minutes while the clocks of the account go back: each edit is across at the next run."""
    clock.advance((datetime(2027, 4, 3, 15, 30, tzinfo=UTC) - clock.now()).total_seconds())
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo("Australia/Sydney")))
    account.seed(2)
    shelf = Shelf(name="host", clock=clock, abilities=sync.Abilities(feed="time"), paths=("name", "phone"))
    client = connect(account)
    synced = sync.Pair(
        "customers",
        left=client.customers,
        right=MemoryEndpoint(shelf, tenant="acme"),
        fields=[sync.both("company_name", "name", named="name"), sync.both("phone", "phone")],
    )
    engine.run(synced)
    for number in range(24):
        clock.advance(150)
        account.edit("customer", "801" if number % 2 else "802", {"phone": str(number)})
        clock.advance(150)
        engine.run(synced)
        assert str(number) in {row.values["phone"] for row in shelf.rows.values()}


def test_documents_refer_to_customers_of_the_other_side(
    account: NetSuiteSimulator,
    shelf: Shelf,
    pair: Callable[[Client], sync.Pair],
    connect: Connect,
    engine: sync.Engine,
    clock: FakeClock,
) -> None:
    """An order of the host is made for the customer that its own is linked with, lines and all."""
    client = connect(account)
    engine.run(pair(client))
    orders = Shelf(name="orders", clock=clock, abilities=sync.Abilities(feed="time"), paths=("customer", "memo"))
    castillo = next(name for name, row in shelf.rows.items() if row.values["email"] == "JON.1@example.com")
    orders.add({"customer": castillo, "memo": "Hall floor"})
    lines = Items(items=(Item(item=Ref(id="91"), quantity=2),))
    synced = sync.Pair(
        "orders",
        left=client.sales_orders,
        right=MemoryEndpoint(orders, tenant="acme"),
        fields=[
            sync.ref("entity.id", "customer", pair="customers"),
            sync.both("memo", "memo"),
            sync.on_create("item", lines, side="left"),
        ],
    )
    report = engine.run(synced)
    assert (report.created, report.errors) == ({"left": 1}, ())
    (order,) = account.records("salesOrder")
    assert (order["entity"]["id"], order["memo"], len(order["item"]["items"])) == ("801", "Hall floor", 1)
    clock.advance(3600)
    account.edit("salesOrder", order["id"], {"memo": "Hall and stairs"})
    clock.advance(3600)
    assert engine.run(synced).updated == {"right": 1}
    assert [row.values["memo"] for row in orders.rows.values()] == ["Hall and stairs"]
