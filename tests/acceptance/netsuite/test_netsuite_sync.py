# @generated from tests/acceptance/netsuite/test_netsuite_sync_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Two-way sync between an account and another side, by the sync engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import attrs
import pytest

from crosstie import sync
from crosstie.systems.netsuite import Client, Item, Items, Ref
from crosstie.testing import FakeClock, Timeout
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator
from crosstie.testing.shelf import Shelf

Connect: TypeAlias = Callable[[NetSuiteSimulator], Client]
CASTILLO = "jon.1@example.com"
DOGWOOD = "dogwood@example.com"


@attrs.frozen(kw_only=True, eq=False)
class Stage:
    """An account in California with five customers, and a host with two, one of them a customer of the account too."""

    account: NetSuiteSimulator
    client: Client
    shelf: Shelf
    engine: sync.Engine
    clock: FakeClock

    @property
    def customers(self) -> sync.Pair:
        """What is synced."""
        return sync.Pair(
            "customers",
            left=self.client.customers,
            right=MemoryEndpoint(self.shelf, tenant="acme"),
            match=["email"],
            fields=[
                sync.both("company_name", "name", named="name"),
                sync.both("email", "email", as_=sync.email),
                sync.both("phone", "phone"),
                sync.on_create("subsidiary.id", "1", side="left"),
            ],
            conflicts=sync.newest(),
        )

    def run(self, *, after: float = 0) -> sync.Report:
        """Sync the customers when so many seconds have passed."""
        self.clock.advance(after)
        return self.engine.run(self.customers)

    def shelved(self, email: str) -> str:
        """Return the id that the host has for the one customer with an address."""
        (found,) = [name for name, row in self.shelf.rows.items() if row.values["email"].casefold() == email]
        return found

    def kept(self, email: str) -> Any:  # noqa: ANN401 - whatever the host holds
        """Return what the host has of the one customer with an address."""
        return self.shelf.rows[self.shelved(email)].values

    def booked(self, email: str) -> Any:  # noqa: ANN401 - JSON
        """Return what the account has of the one customer with an address."""
        (found,) = [row for row in self.account.records("customer") if row["email"].casefold() == email]
        return found


@pytest.fixture
def stage(connect: Connect, engine: sync.Engine, clock: FakeClock) -> Stage:
    """The account and the host, before anything was synced."""
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo("America/Los_Angeles")))
    account.seed(5)
    abilities = sync.Abilities(feed="time", checks_version=True, honours_keys=True, finds=frozenset({"email"}))
    shelf = Shelf(name="host", clock=clock, abilities=abilities, paths=("name", "email", "phone"))
    shelf.add({"name": "Castillo", "email": "JON.1@example.com"})
    shelf.add({"name": "Dogwood Homes", "email": DOGWOOD, "phone": "555-0177"})
    client = connect(account)
    return Stage(account=account, client=client, shelf=shelf, engine=engine, clock=clock)


def test_customers_flow_both_ways(stage: Stage) -> None:
    """One is matched, the others are made, edits and deletions flow, and the last run has nothing to do."""
    account, shelf = stage.account, stage.shelf
    first = stage.run(after=3600)
    assert (first.linked, first.created, first.errors) == (1, {"left": 1, "right": 4}, ())
    stage.clock.advance(3600)
    account.edit("customer", "802", {"phone": "555-0102"})
    shelf.edit(stage.shelved(DOGWOOD), {"name": "Dogwood & Sons"})
    account.remove("customer", "805")
    second = stage.run(after=3600)
    assert (second.updated, second.created, second.errors) == ({"left": 1, "right": 1}, {}, ())
    assert stage.kept(account.read("customer", "802")["email"])["phone"] == "555-0102"
    assert stage.booked(DOGWOOD)["companyName"] == "Dogwood & Sons"
    calls, writes = len(account.log), len(account.writes("customer"))
    third = stage.run(after=3600)
    assert (third.updated, third.created, third.errors) == ({}, {}, ())
    assert len(account.writes("customer")) == writes
    assert len(account.log) - calls < 12


def test_both_sides_change_one_field_and_the_newest_wins(stage: Stage) -> None:
    """By times in UTC, though the account's queries tell them in California."""
    account, shelf, clock = stage.account, stage.shelf, stage.clock
    stage.run()
    castillo = stage.shelved(CASTILLO)
    clock.advance(3600)
    account.edit("customer", "801", {"phone": "earlier"})
    clock.advance(600)
    shelf.edit(castillo, {"phone": "later"})
    stage.run(after=600)
    assert account.read("customer", "801")["phone"] == "later"
    clock.advance(3600)
    shelf.edit(castillo, {"phone": "earlier"})
    clock.advance(600)
    account.edit("customer", "801", {"phone": "latest"})
    stage.run(after=600)
    assert (account.read("customer", "801")["phone"], shelf.rows[castillo].values["phone"]) == ("latest", "latest")


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_crash_between_the_creation_and_the_save_makes_no_second_customer(
    stage: Stage, *, after_effect: bool
) -> None:
    """Every answer is lost, and nothing was saved; the next run finds the customer, and an edit since is kept."""
    account, shelf = stage.account, stage.shelf
    account.faults.add(Timeout(after_effect=after_effect), route="PUT customer/{eid}", times=4)
    first = stage.run()
    assert [type(one.error).__name__ for one in first.unresolved] == ["OutcomeUnknown"]
    if after_effect:
        account.edit("customer", "806", {"phone": "555-0166"})
    second = stage.run(after=3600)
    assert (second.errors, second.unresolved) == ((), ())
    phone = "555-0166" if after_effect else "555-0177"
    assert stage.booked(DOGWOOD)["phone"] == phone
    assert stage.kept(DOGWOOD)["phone"] == phone
    assert (len(account.records("customer")), len(shelf.rows)) == (6, 6)


def test_a_lost_creation_that_nobody_recognises_is_asked_about(stage: Stage) -> None:
    """Somebody changed its address meanwhile: it is not made a second time, on either side."""
    account, shelf = stage.account, stage.shelf
    account.faults.add(Timeout(after_effect=True), route="PUT customer/{eid}", times=4)
    stage.run()
    account.edit("customer", "806", {"email": "other@example.com"})
    for _ in range(3):
        stage.run(after=3600)
    assert (len(account.records("customer")), len(shelf.rows)) == (6, 6)
    assert {conflict.field for conflict in stage.engine.conflicts(stage.customers)} == {"(match)"}


def test_an_edit_in_the_minute_of_our_own_write_is_not_missed(stage: Stage) -> None:
    """Both have the same time, so that no time may be taken for a version (3.1)."""
    account = stage.account
    stage.run()
    castillo = stage.shelved(CASTILLO)
    stage.shelf.edit(castillo, {"phone": "555-0111"})
    stage.run(after=3600)
    ours = account.read("customer", "801")["lastModifiedDate"]
    stage.clock.advance(20)
    account.edit("customer", "801", {"phone": "555-0112"})
    assert account.read("customer", "801")["lastModifiedDate"] == ours
    stage.run(after=600)
    assert stage.shelf.rows[castillo].values["phone"] == "555-0112"


def test_a_save_that_took_ten_minutes_is_not_missed(stage: Stage) -> None:
    """It is told with the time that it was begun at, which the run in between has read past (2.2, 4.4)."""
    account = stage.account
    stage.run()
    stage.clock.advance(3600)
    begun = account.account.moment()
    stage.clock.advance(300)
    account.edit("customer", "803", {"phone": "555-0103"})
    stage.run()
    stage.clock.advance(300)
    account.edit("customer", "802", {"phone": "555-0102"})
    slow = account.account.find(account.account.types["customer"], "802")
    assert slow is not None
    slow.modified = begun
    account.account.version += 1
    stage.run()
    assert stage.kept("ben.2@example.com")["phone"] == "555-0102"


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


def test_documents_refer_to_customers_of_the_other_side(stage: Stage) -> None:
    """An order of the host is made for the customer that its own is linked with, lines and all."""
    account, clock, engine = stage.account, stage.clock, stage.engine
    stage.run()
    orders = Shelf(name="orders", clock=clock, abilities=sync.Abilities(feed="time"), paths=("customer", "memo"))
    orders.add({"customer": stage.shelved(CASTILLO), "memo": "Hall floor"})
    lines = Items(items=(Item(item=Ref(id="91"), quantity=Decimal(2)),))
    synced = sync.Pair(
        "orders",
        left=stage.client.sales_orders,
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
