"""The RFMS simulator's products, payments, attachments and opportunities (3.2, 3.5 to 3.7)."""

from __future__ import annotations

import base64
import json
from typing import Any

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator

PAYMENT: dict[str, Any] = {
    "documentNumber": "CG600001",
    "paymentMethod": "creditcard",
    "paymentAmount": "12.50",
    "receiptAccountId": 2,
    "paymentReference": "R-1",
}
NEW: dict[str, Any] = {
    "customerType": "RESIDENTIAL",
    "entryType": "Prospect",
    "customerAddress": {"lastName": "Ober", "firstName": "Nora", "city": "Salem"},
    "phone1": "503-555-0199",
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


# -- products ----------------------------------------------------------------------------------------------------------


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


# -- payments ----------------------------------------------------------------------------------------------------------


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


# -- attachments -------------------------------------------------------------------------------------------------------


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


# -- opportunities -----------------------------------------------------------------------------------------------------


def test_an_opportunity_call_makes_a_customer_and_an_empty_quote(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.2: without flags the answer is the number of an empty quote."""
    number = caller.post("opportunity", {**NEW, "notes": "from the web", "poNumber": "W-1"})["result"]
    quote = caller.get(f"quote/{number}")["result"]
    assert (quote["soldTo"]["lastName"], quote["lines"], quote["poNumber"]) == ("Ober", [], "W-1")
    assert quote["publicNotes"] == "from the web"
    assert len(simulator.store.customers) == 15


@pytest.mark.parametrize(("order_type", "category"), [("Order", "OriginalInvoice"), ("", "WebOrder")])
def test_an_opportunity_call_can_make_an_order(caller: RfmsCaller, order_type: str, category: str) -> None:
    """3.2: a web order unless ``orderType`` says "Order"; both spellings of the customer's id work."""
    number = caller.post("opportunity", {"customerid": 4711, "createOrder": True, "orderType": order_type})["result"]
    order = caller.get(f"order/{number}")["result"]
    assert (order["category"], order["soldTo"]["customerId"]) == (category, 4711)


def test_a_business_becomes_the_last_name_of_the_document(caller: RfmsCaller) -> None:
    """3.0: with an empty first name."""
    address = {"businessName": "Quill Works", "lastName": "Ober", "firstName": "Nora"}
    number = caller.post("opportunity", {**NEW, "customerAddress": address})["result"]
    sold_to = caller.get(f"quote/{number}")["result"]["soldTo"]
    assert (sold_to["lastName"], sold_to["firstName"], sold_to["businessName"]) == ("Quill Works", "", "")


def test_an_existing_customer_is_refused_outside_the_envelope(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """1.5: the one failure without a status; configurable to an ordinary ``failed``."""
    existing = caller.post("customer", NEW)["result"]["customerId"]
    answer = caller.post("opportunity", NEW)
    assert (answer["accepted"], answer["requestId"]) == (False, "")
    assert answer["messages"][1] == f"existingCustomerId:{existing}"
    assert "status" not in answer
    simulator.rules = attrs.evolve(simulator.rules, opportunity_duplicate="failed")
    assert caller.post("opportunity", NEW)["detail"] == {"existingCustomerId": existing}
    assert caller.post("opportunity", {"customerId": existing})["status"] == "success"


def test_a_crm_opportunity_has_string_ids_and_odd_texts(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.2: ten upper-case characters, ``customerId`` as a string, three date forms, the text "undefined"."""
    made = caller.post("opportunity", {"customerId": 4711, "useCRM": True})["result"]
    row = caller.get(f"opportunity/{made}")["result"]
    assert (len(row["id"]), row["id"].upper()) == (10, row["id"])
    assert (row["customerId"], row["quotes"], row["stage"]) == ("4711", ["undefined"], "To Do")
    assert (row["dateCreated"], row["lastModified"]) == ("11/2/2026", "11/2/2026 9:00 AM")
    assert caller.get("opportunities/lastmodified")["result"][0]["eventTime"] == "11/2/2026 9:00:00 AM"
    simulator.rules = attrs.evolve(simulator.rules, opportunity_answer="zero")
    assert caller.post("opportunity", {"customerId": 4712, "useCRM": True})["result"] == 0


def test_feeds_forget_after_seven_days(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.0: fixed windows without backfill; a full load goes through the stages."""
    first, second = (simulator.open_opportunity(customer).id for customer in (4711, 4712))
    simulator.clock.advance(7 * 86400 + 60)
    caller.begin()
    simulator.move_opportunity(second, "Products")
    assert [row["id"] for row in caller.get("opportunities")["result"]] == [second]
    (event,) = caller.get("opportunities/lastmodified")["result"]
    assert (event["eventName"], event["detail"]) == ("STAGE CHANGED", "To Do -> Products")
    assert [row["id"] for row in caller.get("opportunities/To%20Do")["result"]] == [first]


def test_an_account_without_opportunities_is_success(caller: RfmsCaller) -> None:
    """3.2: an empty list; an unknown id is refused."""
    assert caller.get("opportunities")["result"] == []
    assert caller.get("opportunity/ABCDEFGHIJ")["status"] == "failed"


def test_estimates_and_leads_say_that_they_are_not_played(caller: RfmsCaller) -> None:
    """An honest gap is 501, and nothing is made."""
    assert caller.send("POST", "opportunity", {**NEW, "useBidPro": True}).status == 501
    assert caller.send("POST", "opportunity", {**NEW, "useProjectManager": True}).status == 501
    assert caller.post("customers/find", {"searchText": "ober"})["detail"] == []


def test_standard_creates_opportunities_and_cannot_read_them() -> None:
    """1.7: creating is Standard, reading is Plus."""
    simulator = RfmsSimulator(rules=RfmsRules(tier="S"))
    caller = RfmsCaller.begun(simulator)
    assert caller.send("POST", "opportunity", NEW).status == 200
    assert caller.send("GET", "opportunities").status == 401


def test_moves_of_unknown_opportunities_or_stages_are_usage_errors(simulator: RfmsSimulator) -> None:
    """The helpers of a test say what is missing."""
    made = simulator.open_opportunity(4711)
    with pytest.raises(UsageError, match="no opportunity"):
        simulator.move_opportunity("nobody", "Won")
    with pytest.raises(UsageError, match="stage"):
        simulator.move_opportunity(made.id, "Lunch")
