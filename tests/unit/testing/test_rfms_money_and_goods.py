"""The RFMS simulator's products, payments and attachments (3.5 to 3.7)."""

from __future__ import annotations

import base64
import json
from typing import Any

import attrs
import pytest

from crosstie.testing.rfms import RfmsCaller, RfmsSimulator

PAYMENT: dict[str, Any] = {
    "documentNumber": "CG600001",
    "paymentMethod": "creditcard",
    "paymentAmount": "12.50",
    "receiptAccountId": 2,
    "paymentReference": "R-1",
}


@pytest.fixture
def simulator() -> RfmsSimulator:
    """Return a store with customers, products and orders."""
    made = RfmsSimulator()
    made.seed(14)
    made.seed_products(25)
    made.seed_orders(2)
    return made


@pytest.fixture
def caller(simulator: RfmsSimulator) -> RfmsCaller:
    """Return a caller with a session."""
    return RfmsCaller.begun(simulator)


def test_products_are_found_in_pages_from_zero(caller: RfmsCaller) -> None:
    """3.0: ``pageIndex`` counts pages, the first is 0; ids are strings; a colour's name matches too."""
    pages = [caller.post("product/find", {"searchText": "slate", "pageIndex": page})["result"] for page in (0, 1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert (pages[0][0]["id"], pages[0][0]["productCode"]) == ("1001", "01")
    assert pages[0][0]["colorOptions"][0]["id"] == "10010"


def test_hits_may_be_in_detail(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """Open question 7: the documents say ``result``, clients read ``detail``."""
    hits = caller.post("product/find", {"searchText": "driftwood"})["result"]
    simulator.rules = attrs.evolve(simulator.rules, product_hits="detail")
    answer = caller.post("product/find", {"searchText": "driftwood"})
    assert (answer["result"], answer["detail"]) == ("OK", hits)


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"searchText": "driftwood"}, 5),
        ({"searchText": "driftwood", "productCode": "1"}, 0),
        ({"searchText": "", "productCode": "01"}, 9),
        ({"colorSKU": "SKU-1003-2"}, 1),
        ({"searchText": "driftwood", "storeNumber": 12}, 5),
    ],
)
def test_product_filters(caller: RfmsCaller, filters: dict[str, object], count: int) -> None:
    """3.5: the zero of a product code counts."""
    assert len(caller.post("product/find", filters)["result"]) == count


def test_products_of_another_store_are_left_out(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.5: ``storeNumber`` keeps what belongs to that store or to all."""
    first = next(iter(simulator.store.products))
    simulator.store.products.put(attrs.evolve(first, store_number=32))
    counts = [
        len(caller.post("product/find", {"searchText": "driftwood", "storeNumber": store})["result"])
        for store in (12, 32, None)
    ]
    assert counts == [4, 5, 5]


def test_a_product_search_needs_something(caller: RfmsCaller) -> None:
    """3.5: the text is called required."""
    assert caller.post("product/find", {"pageIndex": 0})["status"] == "failed"


def test_products_by_id_come_in_two_models(caller: RfmsCaller) -> None:
    """3.5: sparse price listings, a misspelt key, and a second model in ``detail``."""
    answer = caller.post("product/get", {"products": ["1001", "1003", "9"]})
    assert [product["id"] for product in answer["result"]] == ["1001", "1003"]
    assert [product["id"] for product in answer["detail"]] == [1001, 1003]
    assert set(answer["result"][0]["priceListings"]) == {"Price1", "Price2", "Price3"}
    assert "attactments" in answer["result"][0]


def test_product_codes_keep_their_zero(caller: RfmsCaller) -> None:
    """Table 45: a bare list."""
    assert caller.get("product/get/productcodes")[0]["productCode"] == "01"


def test_inventory_is_an_exact_match(caller: RfmsCaller) -> None:
    """3.5: code, style and colour as they are written; colours without stock are not listed."""
    exact = {"productCode": "01", "styleName": "Driftwood 1", "colorName": "Slate"}
    (stock,) = caller.post("product/inventorycheck", exact)["result"]
    assert (stock["availableQuantity"], stock["inventoryLink"]) == (100, {"inventoryId": 10011, "rollNumber": "R10011"})
    for other in ({"styleName": "driftwood 1"}, {"productCode": "1"}, {"colorName": "Sand"}):
        assert caller.post("product/inventorycheck", {**exact, **other})["result"] == []


def test_get_payments_is_the_accounts(caller: RfmsCaller) -> None:
    """3.7: bare, and not payments."""
    assert [account["id"] for account in caller.get("payments")["receiptAccounts"]] == [1, 2, 3]


def test_a_payment_answers_the_balance_and_calls_itself_html(caller: RfmsCaller) -> None:
    """3.7 and 1.1: no receipt id; JSON with the content type of a page."""
    response = caller.send("POST", "payment", PAYMENT)
    assert response.headers["content-type"].startswith("text/html")
    assert json.loads(response.body)["result"] == {"InvoiceNumber": "CG600001", "Balance": 20.0}
    order = caller.get("order/CG600001")["result"]
    assert order["payment"] == {"paidDate": "2026-11-02", "paidAmount": 12.5, "balanceDue": 20}


def test_a_payment_made_twice_is_received_twice(caller: RfmsCaller) -> None:
    """3.7: nothing makes it idempotent; the list tells the balances before and after."""
    for _ in range(2):
        caller.post("payment", PAYMENT)
    rows = caller.get("order/payments/CG600001")["result"]
    assert [(row["paymentNumber"], row["beginningBalance"], row["remainingBalance"]) for row in rows] == [
        (1, 32.5, 20),
        (2, 20, 7.5),
    ]
    assert (rows[0]["paymentReference"], rows[0]["paymentDate"]) == ("R-1", "2026-11-02")
    assert caller.get("order/payments/CG600002")["result"] == []


@pytest.mark.parametrize(
    "change", [{"documentNumber": "CG1"}, {"receiptAccountId": 9}, {"paymentAmount": 0}, {"paymentMethod": None}]
)
def test_a_payment_without_order_account_amount_or_method_is_refused(
    caller: RfmsCaller, change: dict[str, object]
) -> None:
    """3.7: nothing is received."""
    assert caller.post("payment", {**PAYMENT, **change})["status"] == "failed"
    assert caller.get("order/payments/CG600001")["result"] == []


def test_a_payment_counts_as_a_change_of_its_order(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.0: the order is the invoice, so its balance is in the change feed."""
    assert caller.post("order/find/advanced", {"updatedDateFrom": "2026-11-02"})["result"] == []
    caller.post("payment", PAYMENT)
    (row,) = caller.post("order/find/advanced", {"updatedDateFrom": "2026-11-02"})["result"]
    assert (row["paid"], row["balanceDue"]) == (12.5, 20)
    assert simulator.count("POST payment") == 1


def test_files_are_listed_with_all_their_bytes(caller: RfmsCaller) -> None:
    """3.6: base64 of every file inline; adding tells no id; extensions are padded."""
    file = {"documentNumber": "CG600001", "documentType": "Order", "fileExtension": "pdf", "description": "Plan"}
    data = base64.b64encode(b"\x00plan\xff").decode()
    added = caller.post("attachment", {**file, "fileData": data, "lineNumber": 1})
    assert added == {"status": "success", "result": "OK", "detail": None}
    (listed,) = caller.post("attachments", {"documentNumber": "CG600001", "documentType": "Order"})["result"]
    assert (listed["fileData"], listed["size"], listed["fileExtension"]) == (data, 6, "pdf  ")
    assert listed["path"].startswith("\\\\")
    assert caller.get(f"attachment/{listed['id']}") == {"status": "success", "result": "OK", "detail": data}
    other_line = {"documentNumber": "CG600001", "documentType": "Order", "lineNumber": 2}
    assert caller.post("attachments", other_line)["result"] == []
    described = caller.get("order/CG600001", ("includeAttachments", "true"))["result"]["attachments"]
    assert [file["id"] for file in described] == [listed["id"]]
    assert "fileData" not in described[0]
    assert caller.get("order/CG600001")["result"]["attachments"] == []


def test_files_belong_to_products_as_well(caller: RfmsCaller) -> None:
    """3.6: the other form, by product and colour."""
    place = {"productId": "1001", "colorId": "10011"}
    caller.post("attachment", {**place, "fileExtension": "jpg", "fileData": "AAAA"})
    assert len(caller.post("attachments", place)["result"]) == 1
    assert caller.post("attachments", {"productId": "1001"})["result"] == []
    assert caller.post("attachments", {"productId": "9"})["status"] == "failed"


def test_a_deleted_file_is_gone(caller: RfmsCaller) -> None:
    """3.6: irreversible."""
    caller.post(
        "attachment",
        {"documentNumber": "CG600001", "documentType": "Order", "fileExtension": "txt", "fileData": "AAAA"},
    )
    assert json.loads(caller.send("DELETE", "attachment/301").body)["status"] == "success"
    assert caller.get("attachment/301")["status"] == "failed"


@pytest.mark.parametrize(
    "change", [{"fileExtension": ".pdf"}, {"fileExtension": ""}, {"fileData": "?"}, {"documentType": "Claim"}]
)
def test_a_file_that_cannot_be_kept_is_refused(
    simulator: RfmsSimulator, caller: RfmsCaller, change: dict[str, object]
) -> None:
    """3.6: no dot in the extension, base64 only; claims are not played."""
    file = {"documentNumber": "CG600001", "documentType": "Order", "fileExtension": "pdf", "fileData": "AAAA"}
    assert caller.post("attachment", {**file, **change})["status"] == "failed"
    assert len(simulator.store.attachments) == 0
