# @generated from tests/acceptance/lightspeed/test_lightspeed_client_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
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


def test_every_collection_is_where_it_belongs(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """What was sold, counted and moved is readable, each from its own place."""
    line, payment = {"itemID": 1}, {"amount": "5", "paymentTypeID": 1}
    simulator.add("Sale", {"shopID": 1, "SaleLines": {"SaleLine": line}, "SalePayments": {"SalePayment": payment}})
    count = client.inventory_counts.create(lightspeed.InventoryCount(name="Spring", shop_id="1"))
    entry = lightspeed.InventoryCountItem(inventory_count_id=count.inventory_count_id, item_id="1", qty=3)
    client.inventory_count_items.create(entry)
    client.inventory_count_reconciles.create(
        lightspeed.InventoryCountReconcile(inventory_count_id=count.inventory_count_id)
    )
    assert [one.calc_total for one in client.sale_lines.list().all()] == [Decimal(5)]
    assert [one.amount for one in client.sale_payments.list().all()] == [Decimal(5)]
    assert [one.qty for one in client.inventory_count_items.list().all()] == [3]
    assert [one.item_id for one in client.inventory_count_reconciles.list().all()] == [None]
    log = client.inventory_logs.list(where=field("reason").equals("InventoryCount"))
    assert [one.qoh_change for one in log.all()] == [-1]
    assert client.item_shops.count(field("shop_id").equals("0")) == 8
    with pytest.raises(crosstie.UsageError):
        client.inventory_count_items.create(lightspeed.InventoryCountItem(item_id="1"))
    with pytest.raises(crosstie.UsageError):
        client.vendors.create(lightspeed.Vendor())


def test_raw_forms_answer_the_exchange(client: lightspeed.Client) -> None:
    """Of reads, writes, archivings and deletions."""
    vendors, categories = client.vendors.raw, client.categories.raw
    made = vendors.create(lightspeed.Vendor(name="Second"))
    assert (made.status, made.value.vendor_id) == (200, "2")
    assert vendors.update(attrs.evolve(made.value, name="Third"), made.value).value.name == "Third"
    assert vendors.archive("2").value.archived is True
    assert vendors.unarchive("2").value.archived is False
    assert vendors.count().value == 2
    assert categories.delete("2").value.category_id == "2"
    assert client.sale_lines.raw.page().value.items == []


def test_options_are_those_of_a_new_client(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Headers are added, a retry less patient is less patient; the first client stays as it was."""
    other = client.with_options(headers={"X-Trace": "t1"}, retry=RetryPolicy(attempts=1))
    other.shops.get("1")
    sent = {name.lower(): value for name, value in simulator.log[-1].request.headers.items()}
    assert sent["x-trace"] == "t1"
    simulator.faults.add(Answer(status=502), times=2)
    with pytest.raises(crosstie.ServerFault) as caught:
        other.shops.get("1")
    assert caught.value.attempts == 1
    assert client.shops.get("1").name == "Main"
    with client as same:
        assert same is client


def test_a_connection_of_another_system_is_refused(sessions: crosstie.SessionManager) -> None:
    """There is no app for it, or it is not Lightspeed's."""
    with pytest.raises(crosstie.UsageError):
        lightspeed.Client(sessions, ("acme", "quickbooks", "default"))


def test_sides_know_whose_they_are(client: lightspeed.Client) -> None:
    """The tenant, the name, and that positions of another kind are none of theirs."""
    customers, stock = client.customers.endpoint(), client.stock.endpoint(shop_id="2")
    assert (customers.tenant, stock.tenant, stock.name) == ("acme", "acme", "lightspeed.stock")
    assert stock.abilities.checks_version is True
    assert "qoh" not in stock.abilities.cannot_hold
    with pytest.raises(crosstie.UsageError):
        stock.changes(AtToken("x"), None)
    (read,) = stock.read(["4"])
    limits = stock.update("4", {"reorder_level": 9}, version=read.version, base=read.record)
    assert (limits.record.reorder_level, limits.version) == (9, read.version)
