"""Customers flow between two stores by the sync engine, in spite of everything that RFMS cannot do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from crosstie import sync
from crosstie.systems import rfms
from crosstie.testing import FakeClock, Timeout
from crosstie.testing.rfms import RfmsSimulator

Connect: TypeAlias = Callable[[RfmsSimulator], Awaitable[rfms.AsyncClient]]

_FIELDS = [
    sync.both("customer_address.last_name", "customer_address.last_name", named="last_name"),
    sync.both("customer_address.first_name", "customer_address.first_name", named="first_name"),
    sync.both("customer_address.city", "customer_address.city", named="city"),
    sync.both("customer_type", "customer_type"),
    sync.both("phone1", "phone1", as_=sync.phone_digits),
    sync.both("email", "email", as_=sync.email),
]


@pytest.fixture
def there(clock: FakeClock) -> RfmsSimulator:
    """Another store, which knows two of the customers already."""
    store = RfmsSimulator(clock=clock)
    store.seed(2)
    return store


async def test_customers_are_matched_made_and_kept_equal(
    simulator: RfmsSimulator, there: RfmsSimulator, async_engine: sync.AsyncEngine, connect_async: Connect
) -> None:
    """Those with the same e-mail are linked, the others made; edits flow, and the last run has nothing to do."""
    left, right = await connect_async(simulator), await connect_async(there)
    pair = sync.Pair("customers", left=left.customers, right=right.customers, fields=_FIELDS, match=["email"])

    first = await async_engine.run(pair)
    assert (first.linked, first.created, first.errors) == (2, {"right": 23}, ())
    simulator.edit_customer(4712, {"customerAddress": {"city": "Bend"}})
    there.edit_customer(4711, {"email": "nora@example.com"})
    simulator.expire_sessions()
    second = await async_engine.run(pair)
    assert (second.updated, second.created) == ({"left": 1, "right": 1}, {})
    assert (await right.customers.get("4712")).customer_address == (await left.customers.get("4712")).customer_address
    assert (await left.customers.get("4711")).email == "nora@example.com"
    assert simulator.sessions_begun == 2
    third = await async_engine.run(pair)
    assert (third.updated, third.created, third.errors) == ({}, {}, ())


async def test_a_creation_in_doubt_is_not_made_twice(
    simulator: RfmsSimulator, there: RfmsSimulator, async_engine: sync.AsyncEngine, connect_async: Connect
) -> None:
    """The answer of one save is lost after its effect; the next run finds the customer and links it."""
    left, right = await connect_async(simulator), await connect_async(there)
    pair = sync.Pair("customers", left=left.customers, right=right.customers, fields=_FIELDS, match=["email"])
    there.faults.add(Timeout(after_effect=True), route="POST customer", nth=5)
    await async_engine.run(pair)
    await async_engine.run(pair)
    assert len(there.store.customers) == 25
    assert len({customer.email for customer in there.store.customers}) == 25
    assert (await async_engine.run(pair)).created == {}
