"""The client itself: every collection, options, the raw forms, connections of other systems."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.core.calls import RetryPolicy
from crosstie.core.endpoint import AtToken
from crosstie.systems import lightspeed
from crosstie.systems.lightspeed import field
from crosstie.testing import Answer
from crosstie.testing.lightspeed import LightspeedSimulator


async def test_every_collection_is_where_it_belongs(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """What was sold, counted and moved is readable, each from its own place."""
    line, payment = {"itemID": 1}, {"amount": "5", "paymentTypeID": 1}
    simulator.add("Sale", {"shopID": 1, "SaleLines": {"SaleLine": line}, "SalePayments": {"SalePayment": payment}})
    count = await async_client.inventory_counts.create(lightspeed.InventoryCount(name="Spring", shop_id="1"))
    entry = lightspeed.InventoryCountItem(inventory_count_id=count.inventory_count_id, item_id="1", qty=3)
    await async_client.inventory_count_items.create(entry)
    await async_client.inventory_count_reconciles.create(
        lightspeed.InventoryCountReconcile(inventory_count_id=count.inventory_count_id)
    )
    assert [one.calc_total for one in await async_client.sale_lines.list().all()] == [Decimal(5)]
    assert [one.amount for one in await async_client.sale_payments.list().all()] == [Decimal(5)]
    assert [one.qty for one in await async_client.inventory_count_items.list().all()] == [3]
    assert [one.item_id for one in await async_client.inventory_count_reconciles.list().all()] == [None]
    log = async_client.inventory_logs.list(where=field("reason").equals("InventoryCount"))
    assert [one.qoh_change for one in await log.all()] == [-1]
    assert (await async_client.item_shops.count(field("shop_id").equals("0"))) == 8
    with pytest.raises(crosstie.UsageError):
        await async_client.inventory_count_items.create(lightspeed.InventoryCountItem(item_id="1"))
    with pytest.raises(crosstie.UsageError):
        await async_client.vendors.create(lightspeed.Vendor())


async def test_raw_forms_answer_the_exchange(async_client: lightspeed.AsyncClient) -> None:
    """Of reads, writes, archivings and deletions."""
    vendors, categories = async_client.vendors.raw, async_client.categories.raw
    made = await vendors.create(lightspeed.Vendor(name="Second"))
    assert (made.status, made.value.vendor_id) == (200, "2")
    assert (await vendors.update(attrs.evolve(made.value, name="Third"), made.value)).value.name == "Third"
    assert (await vendors.archive("2")).value.archived is True
    assert (await vendors.unarchive("2")).value.archived is False
    assert (await vendors.count()).value == 2
    assert (await categories.delete("2")).value.category_id == "2"
    assert (await async_client.sale_lines.raw.page()).value.items == []


async def test_options_are_those_of_a_new_client(
    async_client: lightspeed.AsyncClient, simulator: LightspeedSimulator
) -> None:
    """Headers are added, a retry less patient is less patient; the first client stays as it was."""
    other = async_client.with_options(headers={"X-Trace": "t1"}, retry=RetryPolicy(attempts=1))
    await other.shops.get("1")
    sent = {name.lower(): value for name, value in simulator.log[-1].request.headers.items()}
    assert sent["x-trace"] == "t1"
    simulator.faults.add(Answer(status=502), times=2)
    with pytest.raises(crosstie.ServerFault) as caught:
        await other.shops.get("1")
    assert caught.value.attempts == 1
    assert (await async_client.shops.get("1")).name == "Main"
    async with async_client as same:
        assert same is async_client


async def test_a_connection_of_another_system_is_refused(async_sessions: crosstie.AsyncSessionManager) -> None:
    """There is no app for it, or it is not Lightspeed's."""
    with pytest.raises(crosstie.UsageError):
        lightspeed.AsyncClient(async_sessions, ("acme", "quickbooks", "default"))


async def test_sides_know_whose_they_are(async_client: lightspeed.AsyncClient) -> None:
    """The tenant, the name, and that positions of another kind are none of theirs."""
    customers, stock = async_client.customers.endpoint(), async_client.stock.endpoint(shop_id="2")
    assert (customers.tenant, stock.tenant, stock.name) == ("acme", "acme", "lightspeed.stock")
    assert stock.abilities.checks_version is True
    assert "qoh" not in stock.abilities.cannot_hold
    with pytest.raises(crosstie.UsageError):
        await stock.changes(AtToken("x"), None)
    (read,) = await stock.read(["4"])
    limits = await stock.update("4", {"reorder_level": 9}, version=read.version, base=read.record)
    assert (limits.record.reorder_level, limits.version) == (9, read.version)
