"""The simulated writes: partial updates, archiving, stock, sales, counts (2.1, 2.2, 3.1 to 3.4, 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from crosstie.errors import UsageError
from crosstie.testing import FakeClock
from crosstie.testing.lightspeed import Rules

if TYPE_CHECKING:
    from tests.unit.testing.lightspeed.conftest import Caller, Shops


def test_an_item_needs_a_description(shop: Caller) -> None:
    """The recorded words; nothing is kept of it (5.4)."""
    refused = shop.send("POST", "Item.json", {"customSku": "X"})
    assert (refused.status, refused.message) == (400, "Item not created. An Item must have a description.")
    assert len(shop.simulator.records("Item")) == 4


def test_an_update_is_partial_and_empty_clears(shop: Caller) -> None:
    """Omitted fields stay; an empty text or null clears; what only the service sets is ignored (2.1)."""
    changed = shop.send("PUT", "Item/1.json", {"customSku": "", "tax": "false", "systemSku": "1", "upc": None})
    item = changed.body["Item"]
    assert (item["customSku"], item["tax"], item["upc"]) == ("", "false", "")
    assert (item["description"], item["systemSku"]) == ("Trail helmet 1", "210000000001")
    assert shop.send("PUT", "Item/1.json", {"description": ""}).status == 400
    assert shop.send("PUT", "Item/1.json", {"tax": "perhaps"}).status == 400
    assert shop.send("PUT", "Item/1.json", [1]).status == 400


def test_deleting_means_what_the_resource_says(shop: Caller) -> None:
    """Items and customers are archived, categories deleted but not above children (2.2)."""
    assert shop.send("DELETE", "Item/1.json").body["Item"]["archived"] == "true"
    assert (shop.simulator.on_hand(1, 1), shop.simulator.on_hand(1, 0)) == (0, 0)
    assert shop.send("PUT", "Item/1.json", {"archived": "true"}).status == 400
    assert shop.send("PUT", "Item/1.json", {"archived": "false"}).body["Item"]["archived"] == "false"
    assert shop.send("DELETE", "Category/1.json").status == 400
    assert shop.send("DELETE", "Category/2.json").status == 200
    assert shop.get("Category/2.json").status == 404


def test_archiving_may_move_the_stamp(shops: Shops, clock: FakeClock) -> None:
    """Whether polling sees it is an open question: a rule (9, question 9)."""
    for moves in (True, False):
        shop = shops.open(Rules(archive_moves_stamp=moves))
        clock.advance(10)
        shop.send("DELETE", "Customer/1.json")
        changed = shop.ids("Customer", archived="true", timeStamp=f">=,{clock.now().isoformat()}")
        assert changed == (["1"] if moves else [])


def test_a_shared_code_refuses_every_write(shop: Caller) -> None:
    """422 for a duplicate UPC, even where only stock is written (3.1)."""
    assert shop.send("POST", "Item.json", {"description": "x", "upc": "400000000000"}).status == 422
    shop.simulator.account().need("Item", 2).values["ean"] = "777"
    shop.simulator.account().need("Item", 1).values["ean"] = "777"
    assert shop.send("PUT", "Item/1.json", {"ItemShops": {"ItemShop": {"shopID": 1, "qoh": 3}}}).status == 422


def test_stock_is_written_through_the_item(shop: Caller, clock: FakeClock) -> None:
    """Absolute, by shop or row, in both nestings; logged; the item's stamp stays (4, the tenth surprise)."""
    before = shop.get("Item/1.json").body["Item"]["timeStamp"]
    clock.advance(30)
    shop.send("PUT", "Item/1.json", {"ItemShops": {"ItemShop": {"shopID": "1", "qoh": "3"}}})
    row = shop.simulator.account().level(1, 2).id
    shop.send("PUT", "Item/1.json", {"ItemShops": [{"ItemShop": {"itemShopID": row, "qoh": -2}}]})
    assert [shop.simulator.on_hand(1, number) for number in (0, 1, 2)] == [1, 3, -2]
    rows = shop.get("ItemShop.json", itemID="1").body["ItemShop"]
    assert [one["sellable"] for one in rows] == ["1", "3", "0"]
    assert {one["timeStamp"] for one in rows} == {"2026-11-02T09:00:30+00:00"}
    assert shop.get("Item/1.json").body["Item"]["timeStamp"] == before
    log = shop.get("InventoryLog.json", itemID="1", sort="-inventoryLogID", limit="2").body["InventoryLog"]
    assert [(one["qohChange"], one["reason"]) for one in log] == [
        ("-9", "ManualQuantityAdjustment"),
        ("-1", "ManualQuantityAdjustment"),
    ]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"shopID": 0, "qoh": 1}, 400),
        ({"qoh": 1}, 400),
        ({"shopID": 9, "qoh": 1}, 404),
        ({"itemShopID": 1, "qoh": 1}, 400),
        ({"itemShopID": 5, "qoh": 1}, 400),
        ({"shopID": 1, "qoh": "many"}, 400),
    ],
)
def test_stock_that_cannot_be_written(shop: Caller, row: dict[str, object], status: int) -> None:
    """The summary row, no shop, another item's row, no number."""
    assert shop.send("PUT", "Item/1.json", {"ItemShops": {"ItemShop": row}}).status == status


def test_a_stock_row_takes_reorder_fields_only(shop: Caller) -> None:
    """``qoh`` through the row itself is ignored (4)."""
    answer = shop.send("PUT", "ItemShop/2.json", {"qoh": 99, "reorderPoint": 2, "reorderLevel": "6"})
    row = answer.body["ItemShop"]
    assert (row["reorderPoint"], row["reorderLevel"], row["qoh"]) == ("2", "6", "4")


def test_a_new_contact_wants_nothing_unless_it_says_so(shop: Caller) -> None:
    """noEmail, noPhone and noMail are true unless sent as false; entries go by use type (3.3)."""
    emails = {"ContactEmail": {"address": "ida@example.com", "useType": "Primary"}}
    made = shop.made(
        "Customer",
        {"firstName": "Ida", "Contact": {"noMail": "false", "Emails": emails}},
        load_relations='["Contact"]',
    )
    contact = made["Contact"]
    assert (contact["noEmail"], contact["noMail"]) == ("true", "false")
    change = {"Contact": {"Emails": {"ContactEmail": [{"address": "", "useType": "Primary"}]}}}
    changed = shop.send("PUT", "Customer/6.json", change, load_relations='["Contact"]')
    assert changed.body["Customer"]["Contact"]["Emails"] == ""
    wrong = {"Contact": {"Phones": {"ContactPhone": {"number": "1", "useType": "Boat"}}}}
    assert shop.send("PUT", "Customer/6.json", wrong).status == 400
    assert shop.send("PUT", "Customer/6.json", {"Contact": "x"}).status == 400
    assert shop.send("PUT", "Customer/6.json", {"Contact": {"Phones": {"ContactPhone": 1}}}).status == 400


def test_a_sale_must_balance_to_be_completed(shop: Caller) -> None:
    """Refused without a trace otherwise; completed it takes stock and cannot be archived (3.4)."""
    line, other = {"itemID": 1, "unitQuantity": 2}, {"itemID": 2, "unitQuantity": -1, "unitPrice": "1"}
    body = {"shopID": 1, "completed": True, "SaleLines": {"SaleLine": [line, other]}}
    refused = shop.send("POST", "Sale.json", {**body, "SalePayments": {"SalePayment": {"amount": 1}}})
    assert (refused.status, shop.simulator.records("SaleLine"), shop.simulator.records("Sale")) == (400, [], [])
    sale = shop.made("Sale", {**body, "SalePayments": {"SalePayment": [{"amount": "9", "paymentTypeID": 1}]}})
    assert (sale["completed"], sale["calcTotal"], sale["balance"]) == ("true", "9", "0")
    assert sale["ticketNumber"] == "220000000002"
    assert [shop.simulator.on_hand(1, 1), shop.simulator.on_hand(2, 1)] == [2, 12]
    assert shop.send("DELETE", "Sale/2.json").status == 400
    assert shop.send("DELETE", "SaleLine/3.json").status == 400


def test_an_open_sale_is_paid_later(shop: Caller) -> None:
    """Two steps: made open, then completed with its payment; a refused second step leaves it open (3.4)."""
    sale = shop.made("Sale", {"shopID": 1, "tax1Rate": "0.13", "SaleLines": {"SaleLine": {"itemID": 1}}})
    assert ("completeTime" in sale, sale["calcTotal"]) == (False, "5.65")
    short = {"completed": "true", "SalePayments": {"SalePayment": {"amount": "5"}}}
    assert shop.send("PUT", "Sale/1.json", short).status == 400
    assert shop.simulator.records("SalePayment") == []
    future = {"completeTime": "2030-01-01T00:00:00Z", "SalePayments": {"SalePayment": {"amount": "5.65"}}}
    assert shop.send("PUT", "Sale/1.json", {**future, "completed": True}).status == 400
    done = shop.send("PUT", "Sale/1.json", {"completed": True, "SalePayments": {"SalePayment": {"amount": "5.65"}}})
    assert (done.body["Sale"]["completed"], done.body["Sale"]["completeTime"]) == ("true", "2026-11-02T09:00:00+00:00")
    two = {"itemID": 1, "discountAmount": 1, "discountPercent": "0.1"}
    assert shop.send("POST", "Sale.json", {"shopID": 1, "SaleLines": {"SaleLine": two}}).status == 400
    part = shop.made("Sale", {"shopID": 1, "SaleLines": {"SaleLine": {"itemID": 1, "discountPercent": "0.1"}}})
    assert Decimal(part["calcTotal"]) == Decimal("4.5")


def test_a_count_moves_stock_when_it_is_reconciled(shop: Caller) -> None:
    """Of one item or of all; items must exist (4)."""
    count = shop.made("InventoryCount", {"name": "Spring", "shopID": 1})["inventoryCountID"]
    for item, quantity in ((1, 11), (2, 0)):
        shop.made("InventoryCountItem", {"inventoryCountID": count, "itemID": item, "qty": quantity, "employeeID": 1})
    assert shop.simulator.on_hand(1, 1) == 4
    shop.made("InventoryCountReconcile", {"inventoryCountID": count, "itemID": 1})
    assert [shop.simulator.on_hand(1, 1), shop.simulator.on_hand(2, 1)] == [11, 11]
    shop.made("InventoryCountReconcile", {"inventoryCountID": count})
    assert shop.simulator.on_hand(2, 1) == 0
    assert shop.send("POST", "InventoryCountItem.json", {"inventoryCountID": count, "itemID": 99}).status == 404
    assert shop.send("POST", "InventoryCount.json", {"shopID": 9}).status == 404
    assert shop.send("DELETE", f"InventoryCount/{count}.json").status == 200


def test_orders_take_lines_one_by_one(shop: Caller) -> None:
    """An order needs a vendor and a shop, a line its order and item (4)."""
    assert shop.send("POST", "Order.json", {"shopID": 1}).status == 400
    assert shop.send("POST", "Order.json", {"shopID": 1, "vendorID": 9}).status == 404
    order = shop.made("Order", {"shopID": 1, "vendorID": 1})["orderID"]
    shop.made("OrderLine", {"orderID": order, "itemID": 1, "quantity": 3, "price": "1.10"})
    read = shop.get(f"Order/{order}.json", load_relations='["OrderLines"]').body["Order"]
    assert read["OrderLines"]["OrderLine"]["price"] == "1.1"


def test_people_do_things_behind_the_api(shop: Caller) -> None:
    """Seeds, edits and sales by the same rules; the API's own writes are told apart."""
    simulator = shop.simulator
    simulator.add("Vendor", {"name": "Second"})
    simulator.edit("Vendor", 2, {"name": "Third"})
    simulator.remove("Vendor", 2)
    assert simulator.read("Vendor", 2)["name"] == "Third"
    assert simulator.writes() == []
    shop.made("Vendor", {"name": "Fourth"})
    assert [(note.method, note.entity, note.id) for note in simulator.writes("Vendor")] == [("POST", "Vendor", 3)]
    with pytest.raises(UsageError):
        simulator.add("Item", {})
    with pytest.raises(UsageError):
        simulator.account("4712")
