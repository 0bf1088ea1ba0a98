# @generated from tests/acceptance/lightspeed/test_lightspeed_endpoints_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Collections and stock as sides of two-way sync."""

from __future__ import annotations

from decimal import Decimal

import pytest

import crosstie
from crosstie.core.endpoint import AtTime, AtToken
from crosstie.core.messages import Request
from crosstie.systems import lightspeed
from crosstie.testing import Answer, FakeClock
from crosstie.testing.lightspeed import LightspeedSimulator


def test_everything_then_what_changed(
    client: lightspeed.Client, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """The first reading lists all, archived ones as inactive; the next begins at a time, inclusive."""
    side = client.customers.endpoint(page_size=20)
    simulator.remove("Customer", 4)
    first = side.changes(None, None)
    second = side.changes(None, first.next_page)
    everybody = [*first.changes, *second.changes]
    assert (len(everybody), second.next_page) == (25, None)
    assert [one.id for one in everybody if one.state == "inactive"] == ["4"]
    clock.advance(90)
    simulator.edit("Customer", 9, {"lastName": "Birch"})
    page = side.changes(AtTime(clock.now()), None)
    assert [(one.id, one.time) for one in page.changes] == [("9", clock.now())]
    with pytest.raises(crosstie.UsageError):
        side.changes(AtToken("x"), None)


def test_a_customer_is_made_and_changed_by_paths(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Short paths reach into the contact; only what changes is sent, and ``None`` clears."""
    side = client.customers.endpoint()
    paths = ["first_name", "email", "phone_mobile", "city", "zip", "no_email"]
    side.check(paths)
    values = {"first_name": "Ada", "email": "ada@example.com", "phone_mobile": "555-0142", "city": "Salem"}
    made = side.create({**values, "zip": "97301", "no_email": False, "company": None}, key="k1")
    assert side.values_of(made.record, paths) == {**values, "zip": "97301", "no_email": False}
    changed = side.update(made.id, {"email": None, "city": "Dover"}, version=None, base=made.record)
    assert side.values_of(changed.record, paths) == {
        **values,
        "email": None,
        "city": "Dover",
        "zip": "97301",
        "no_email": False,
    }
    again = side.update(made.id, {"city": "Albany"}, version=None, base=None)
    assert side.values_of(again.record, ["city", "zip"]) == {"city": "Albany", "zip": "97301"}
    assert b"firstName" not in simulator.log[-2].request.body


def test_paths_that_are_not_there_are_refused(client: lightspeed.Client) -> None:
    """The message names the path; what cannot be written is said beforehand."""
    side = client.items.endpoint()
    with pytest.raises(crosstie.UsageError, match="colour"):
        side.check({"colour"})
    with pytest.raises(crosstie.UsageError, match="tax"):
        side.update("1", {"tax": "perhaps"}, version=None, base=None)
    assert {"system_sku", "time_stamp", "archived"} <= side.abilities.cannot_hold
    assert side.abilities.feed == "time"
    assert client.shops.endpoint().abilities.feed == "scan"
    assert client.inventory_counts.endpoint().name == "lightspeed.inventory_counts"


def test_records_are_read_and_found(client: lightspeed.Client, simulator: LightspeedSimulator) -> None:
    """Reads bring archived ones too, finds do not; a hundred and more ids take several calls."""
    items = client.items.endpoint()
    simulator.remove("Item", 2)
    assert [(one.id, one.state) for one in items.read(["1", "2", "999"])] == [("1", "live"), ("2", "inactive")]
    assert [one.id for one in items.find({"upc": "400000000002"})] == ["3"]
    assert items.find({"upc": "400000000001"}) == []
    assert items.find({"upc": None}) == []
    simulator.forget_calls()
    assert len(items.read([str(number) for number in range(1, 151)])) == 8
    assert simulator.count("GET Item") == 2
    customers = client.customers.endpoint()
    assert [one.id for one in customers.find({"email": "NORA.MAPLE.1@example.com"})] == ["1"]


def test_prices_are_paths_of_items(client: lightspeed.Client) -> None:
    """The default price is ``price``, exact in both directions."""
    side = client.items.endpoint()
    made = side.create({"description": "Pump", "price": Decimal("12.305"), "msrp": Decimal(15)}, key="k")
    assert side.values_of(made.record, ["price", "msrp"]) == {"price": Decimal("12.305"), "msrp": Decimal(15)}
    changed = side.update(made.id, {"price": Decimal(13)}, version=None, base=made.record)
    assert side.values_of(changed.record, ["price", "msrp"]) == {"price": Decimal(13), "msrp": Decimal(15)}


def test_a_write_that_cannot_be_read_back_is_no_failure(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """The customer was made: a reading that fails afterwards must not make it look otherwise."""
    simulator.faults.add(Answer(status=403), route="GET Customer one")
    made = client.customers.endpoint().create({"first_name": "Ida"}, key="k")
    assert made.record.first_name == "Ida"
    assert len(simulator.records("Customer")) == 26


def test_a_write_behind_which_the_session_ends_is_no_failure(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Sync takes the end of a session for proof that nothing was written, and would make the customer again."""

    def disconnect(request: Request) -> bool:
        if request.method == "GET" and simulator.writes("Customer"):
            simulator.revoke_grants()
        return False

    simulator.faults.add(Answer(status=403), when=disconnect, times=None)
    side = client.customers.endpoint()
    made = side.create({"first_name": "Ida"}, key="k")
    assert (made.id, len(simulator.records("Customer"))) == ("26", 26)
    with pytest.raises(crosstie.ReconnectRequired):
        side.read([made.id])


def test_stock_is_a_side_that_checks_what_it_replaces(
    client: lightspeed.Client, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """Records go by item; a quantity that moved since it was read is a stale version."""
    side = client.stock.endpoint(shop_id="1")
    side.check({"qoh", "reorder_point"})
    assert len(side.changes(None, None).changes) == 8
    clock.advance(60)
    simulator.sell(3, 1)
    (moved,) = side.changes(AtTime(clock.now()), None).changes
    assert (moved.id, side.values_of(moved.record, ["qoh"])) == ("3", {"qoh": 17})
    changed = side.update("3", {"qoh": 20, "reorder_point": 4}, version=moved.version, base=moved.record)
    assert (changed.version, changed.record.reorder_point, simulator.on_hand(3, 1)) == ("20", 4, 20)
    with pytest.raises(crosstie.Conflict):
        side.update("3", {"qoh": 1}, version=moved.version, base=moved.record)
    with pytest.raises(crosstie.UsageError):
        side.update("3", {"qoh": Decimal(1)}, version=changed.version, base=changed.record)
    with pytest.raises(crosstie.Invalid):
        side.create({"qoh": 1}, key="k")
    assert side.find({"qoh": 1}) == []
    assert [one.id for one in side.read(["3", "77"])] == ["3"]
    with pytest.raises(crosstie.NotFound):
        side.update("77", {"qoh": 1}, version=None, base=None)
    with pytest.raises(crosstie.UsageError):
        client.stock.endpoint(shop_id="0")
