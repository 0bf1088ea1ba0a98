# @generated from tests/acceptance/supabase/test_supabase_tables_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Tables through the client: typed rows, listings, raw answers, and what is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

import crosstie
from crosstie.systems import supabase
from crosstie.systems.supabase import col, column, unknown_columns, within
from crosstie.testing import Html, Stuck
from crosstie.testing.supabase import SupabaseSimulator, TableDefinition


@attrs.frozen(kw_only=True)
class Details:
    """What is in the JSON column."""

    size: int = 0


@attrs.frozen(kw_only=True)
class Customer:
    """A customer, as a host would type one."""

    id: int | None = column(generated=True, default=None)
    name: str = column("customer_name")
    email: str | None = None
    credit: Decimal = Decimal(0)
    details: Details | None = None
    updated_at: datetime | None = column(read_only=True, default=None)  # noqa: RUF009 - a field specifier
    rest: Mapping[str, object] = unknown_columns()


@pytest.fixture
def customers(client: supabase.Client) -> supabase.Table[Customer]:
    """The customers in the sync world."""
    return client.table("customers", Customer)


def test_all_rows_are_listed_whatever_the_cap(
    customers: supabase.Table[Customer], simulator: SupabaseSimulator
) -> None:
    """25 rows under a cap of 10: three pages with rows, and the empty one that is the end."""
    found = customers.list().all()
    assert [customer.id for customer in found] == list(range(1, 26))
    assert found[0].credit == Decimal("1.50")
    assert found[0].details == Details(size=1)
    assert found[0].updated_at is not None
    assert found[0].updated_at.utcoffset() == timedelta(0)
    assert found[0].rest["contact_number"] == "503-555-0101"
    assert simulator.count("GET customers") == 4


def test_a_listing_sends_nothing_before_it_is_looked_at(
    customers: supabase.Table[Customer], simulator: SupabaseSimulator
) -> None:
    """And no more pages than are looked at."""
    listing = customers.list()
    assert simulator.count() == 0
    assert listing.first() is not None
    assert simulator.count() == 1


def test_a_server_that_repeats_a_page_is_noticed(
    customers: supabase.Table[Customer], simulator: SupabaseSimulator
) -> None:
    """It must not keep its caller for ever."""
    simulator.faults.add(Stuck(), route="GET customers", times=None)
    with pytest.raises(crosstie.DecodeError, match="does not get on"):
        customers.list().all()


def test_a_written_row_comes_back_without_wiping_what_the_class_does_not_know(
    customers: supabase.Table[Customer], simulator: SupabaseSimulator
) -> None:
    """An upsert of a whole row names the class's columns only."""
    first = customers.get(1)
    changed = customers.upsert(attrs.evolve(first, credit=Decimal("9.90"), details=Details(size=3)))
    assert changed is not None
    assert changed.credit == Decimal("9.90")
    assert changed.rest == first.rest
    assert simulator.rows("customers")[0]["details"] == {"size": 3}


def test_a_raw_call_answers_the_exchange(
    customers: supabase.Table[Customer],
) -> None:
    """Status, headers and attempts beside the value."""
    page = customers.raw.page(limit=3)
    assert (page.status, len(page.value.items), len(page.attempts)) == (200, 3, 1)
    assert customers.raw.select(count="exact", limit=2).status == 206
    assert customers.raw.count().value == 25
    made = customers.raw.insert(Customer(name="Raw"))
    assert (made.status, made.value.name) == (201, "Raw")
    key = made.value.id
    assert customers.raw.get(key).value.name == "Raw"
    assert customers.raw.one(col("id").eq(key or 0)).value.name == "Raw"
    assert customers.raw.maybe_one(col("id").eq(0)).value is None
    assert customers.raw.update({"name": "Raw 2"}, col("id").eq(key or 0)).value[0].name == "Raw 2"
    upserted = customers.raw.upsert({"id": key, "customer_name": "Raw 3"})
    assert upserted.value is not None
    assert customers.raw.upsert_many([{"id": key, "customer_name": "Raw 4"}]).status == 200
    assert len(customers.raw.insert_many([{"customer_name": "Raw 5"}]).value) == 1
    assert customers.raw.delete(col("id").gt(25)).value[0].name == "Raw 4"


@pytest.mark.parametrize("all_conditions", [(), (~col("id").in_([]),), (supabase.all_of(),)])
def test_a_write_to_all_rows_must_be_meant(
    customers: supabase.Table[Customer],
    simulator: SupabaseSimulator,
    all_conditions: tuple[supabase.Filter, ...],
) -> None:
    """No condition, or one that holds for every row, is refused before anything is sent."""
    with pytest.raises(crosstie.UsageError, match="every row"):
        customers.delete(*all_conditions)
    with pytest.raises(crosstie.UsageError, match="every row"):
        customers.update({"credit": 0}, *all_conditions)
    with pytest.raises(crosstie.UsageError, match="every row"):
        customers.silent.delete(*all_conditions)
    assert simulator.count() == 0
    assert customers.silent.update({"credit": 0}, *all_conditions, all_rows=True) == 25
    assert customers.silent.delete(*all_conditions, all_rows=True) == 25


def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    client: supabase.Client, customers: supabase.Table[Customer], simulator: SupabaseSimulator
) -> None:
    """Each with a reason: nothing left the machine."""
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the point
    refused: list[Any] = [
        lambda: customers.upsert_many([{"id": 1, "customer_name": "a"}, {"id": 1, "customer_name": "b"}]),
        lambda: customers.upsert_many([{"id": 1, "customer_name": "a"}, {"id": 2}]),
        lambda: customers.upsert({"customer_name": "no key"}),
        lambda: customers.upsert(Customer(name="no key")),
        lambda: customers.update({}, col("id").eq(1)),
        lambda: customers.update({"updated_at": None}, col("id").eq(1)),
        lambda: customers.update({"nothing": 1}, col("id").eq(1)),
        lambda: customers.update({"credit": 1}, within("orders", col("id").eq(1))),
        lambda: customers.insert({"created_at": naive}),
        lambda: customers.insert({"credit": Decimal("NaN")}),
        lambda: customers.insert({"customer_name": b"bytes"}),
        lambda: customers.insert({"customer_name": "a", "credit": 0.1}),
        lambda: customers.update({"credit": 0.1}, col("id").eq(1)),
        lambda: customers.select(limit=-1),
        lambda: customers.select(col("id").in_(range(3000))),
        lambda: customers.get((1, 2)),
        lambda: customers.page(after="no cursor"),
        lambda: customers.page(limit=0),
        lambda: client.table("customers", key=()).page(),
        lambda: client.rpc("f", {"select": 1}, returns=int, get=True),
    ]
    for ask in refused:
        with pytest.raises(crosstie.UsageError):
            ask()
    assert simulator.count() == 0


def test_a_time_without_a_zone_is_refused_unless_the_zone_is_declared(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """A ``timestamp`` column has none: read as the zone that the table declares, or not at all."""
    simulator.define(TableDefinition(name="visits", columns={"id": "bigint", "updated_at": "text"}))
    simulator.load("visits", [{"id": 1, "updated_at": "2026-01-05T08:00:00"}])
    plain = client.table("visits", Visit)
    with pytest.raises(crosstie.DecodeError, match=r"Visit.updated_at came without a time zone"):
        plain.get(1)
    bangkok = timezone(timedelta(hours=7))
    visit = client.table("visits", Visit, zone=bangkok).get(1)
    assert visit.updated_at == datetime(2026, 1, 5, 8, tzinfo=bangkok)


@attrs.frozen
class Visit:
    """A row with a time."""

    id: int
    updated_at: datetime


def test_an_answer_of_another_shape_is_a_decode_error_without_values(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """It names the class and the place; personal data stays out."""
    with pytest.raises(crosstie.DecodeError, match="readable Narrow") as caught:
        client.table("customers", Narrow).get(1)
    assert "customer1@example.com" not in str(caught.value) + caught.value.excerpt
    simulator.faults.add(Html(), route="GET customers")
    with pytest.raises(crosstie.DecodeError, match="not a readable row"):
        client.table("customers").get(1)


@attrs.frozen
class Narrow:
    """A class that does not fit its table."""

    id: int
    email: int


def test_options_and_schemas_make_other_clients(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Headers are added; the first client stays as it is."""
    traced = client.with_options(headers={"x-trace": "t1"}, timeout=5)
    traced.table("customers").count()
    assert simulator.log[-1].request.headers["x-trace"] == "t1"
    client.table("customers").count()
    assert "x-trace" not in simulator.log[-1].request.headers
    with client.schema("crm") as other:
        leads = other.table("customers")
    with pytest.raises(crosstie.ApiError) as caught:
        leads.count()
    assert caught.value.status == 406
    assert repr(client).endswith("Client(acme/supabase/default)")
