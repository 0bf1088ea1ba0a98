"""The RFMS simulator's quotes and orders: find, get, create, update, notes, export (3.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator

LINE: dict[str, Any] = {"productId": 1001, "colorId": 10011, "quantity": 40, "priceLevel": "Price3"}
FREE_LINE: dict[str, Any] = {
    "productCode": "09",
    "styleName": "Labor",
    "saleUnits": "EA",
    "unitPrice": 75.5,
    "quantity": 2,
}


@pytest.fixture
def simulator() -> RfmsSimulator:
    """Return a store with customers, products and 25 orders."""
    made = RfmsSimulator()
    made.seed(5)
    made.seed_products(3)
    made.seed_orders(25)
    return made


@pytest.fixture
def caller(simulator: RfmsSimulator) -> RfmsCaller:
    """Return a caller with a session."""
    return RfmsCaller.begun(simulator)


def _create(caller: RfmsCaller, kind: str = "order", **fields: object) -> str:
    answer = caller.post(f"{kind}/create", {"category": "Order", "soldTo": {"customerId": 4711}, **fields})
    assert answer["status"] == "success", answer
    return str(answer["result"])


def _order(caller: RfmsCaller, number: str) -> Any:  # noqa: ANN401 - the wire
    return caller.get(f"order/{number}")["result"]


def test_find_answers_newest_first_in_pages_of_ten(caller: RfmsCaller) -> None:
    """3.0: ``resultPageNumber`` counts pages from 1; 3.3: short rows in ``result``, wide ones in ``detail``."""
    pages = [caller.post("order/find", {"resultPageNumber": page}) for page in (1, 2, 3, 4)]
    assert [len(page["result"]) for page in pages] == [10, 10, 5, 0]
    numbers = [row["documentNumber"] for page in pages for row in page["result"]]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers == [row["documentNumber"] for page in pages for row in page["detail"]]
    wide = pages[0]["detail"][0]
    assert isinstance(wide["databaseId"], int)
    assert (wide["documentType"], wide["deliveryDate"], wide["createdDate"]) == (1, None, "2026-10-03T09:24:00")


def test_find_ignores_unknown_keys_and_answers_the_newest_unfiltered(caller: RfmsCaller) -> None:
    """3.3: 80 of 80 searches by ``poNumber`` were answered with the ten newest orders."""
    rows = caller.post("order/find", {"poNumber": "PO-00003"})["detail"]
    assert len(rows) == 10
    assert "PO-00003" not in [row["poNumber"] for row in rows]


def test_find_may_count_pages_from_zero_or_under_another_name(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """Open question 6: both are settings."""
    second = caller.post("order/find", {"resultPageNumber": 2})
    simulator.rules = attrs.evolve(simulator.rules, first_page=0, page_parameter="pageResultNumber")
    assert caller.post("order/find", {"pageResultNumber": 1}) == second
    assert caller.post("order/find", {"resultPageNumber": 1}) != second


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"searchText": "nora"}, 5),
        ({"searchText": "PO-00003"}, 0),
        ({"customerId": 4712}, 5),
        ({"customerId": "4712"}, 5),
        ({"dateCreatedFrom": "2026-10-04"}, 0),
        ({"dateCreatedTo": "2026-10-03"}, 10),
        ({"salesperson1": "Bruno Keller"}, 10),
        ({"viewBilledOnly": True}, 1),
    ],
)
def test_find_filters(simulator: RfmsSimulator, caller: RfmsCaller, filters: dict[str, object], count: int) -> None:
    """3.3: names of customers, not papers; ids also as numeric strings."""
    simulator.edit_document("CG600001", {"billedDate": "2026-10-31"})
    assert len(caller.post("order/find", filters)["result"]) == count


def test_get_order_is_in_result_and_detail_is_null(caller: RfmsCaller) -> None:
    """Table 20 and 3.3: the database id is a string here, unset dates are empty."""
    answer = caller.get("order/CG600001", ("locked", "false"))
    assert answer["detail"] is None
    order = answer["result"]
    assert (order["id"], order["number"], order["category"]) == ("90210", "CG600001", "OriginalInvoice")
    assert (order["orderDate"], order["deliveryDate"], order["lockId"]) == ("2026-10-03", "", None)
    assert order["totals"]["grandTotal"] == order["payment"]["balanceDue"] == Decimal("32.50")


def test_get_quote_has_an_older_model_in_detail(caller: RfmsCaller) -> None:
    """Table 14: both are filled, the ``detail`` is to be ignored."""
    number = _create(caller, "quote", lines=[FREE_LINE])
    answer = caller.get(f"quote/{number}")
    assert answer["result"]["lines"][0]["id"] == answer["detail"]["lines"][0]["lineId"]
    assert caller.get(f"order/{number}")["status"] == "failed"


def test_numbers_are_upper_case(caller: RfmsCaller) -> None:
    """3.3: stored upper-case and compared as they are, so the caller must upper-case."""
    assert caller.get("order/cg600001")["status"] == "failed"


def test_a_locking_read_keeps_others_from_writing(caller: RfmsCaller) -> None:
    """3.3: ``locked=true`` takes a lock; releasing it is a GET (table 63)."""
    lock = caller.get("order/CG600001", ("locked", "true"))["result"]["lockId"]
    assert lock
    assert caller.post("order", {"number": "CG600001", "poNumber": "X"})["status"] == "failed"
    assert caller.get(f"unlock/{lock}")["status"] == "success"
    assert caller.post("order", {"number": "CG600001", "poNumber": "X"})["status"] == "success"
    assert caller.get(f"unlock/{lock}")["status"] == "failed"


def test_create_answers_the_number_and_the_database_id_as_a_string(caller: RfmsCaller) -> None:
    """3.3: the customer's data fills sold-to and ship-to, what was sent overrides."""
    body = {
        "category": "Order",
        "poNumber": "EXT-78",
        "orderDate": "2026-11-01",
        "soldTo": {"customerId": "4711", "email": "site@example.com"},
        "lines": [LINE],
    }
    answer = caller.post("order/create", body)
    assert answer["detail"] == {"docId": "90235"}
    order = _order(caller, answer["result"])
    assert order["id"] == "90235"
    assert (order["soldTo"]["customerId"], order["soldTo"]["lastName"]) == (4711, "Maple")
    assert order["soldTo"]["email"] == "site@example.com"
    assert order["shipTo"]["city"] == "SALEM"
    assert (order["orderDate"], order["poNumber"], order["storeNumber"]) == ("2026-11-01", "EXT-78", 12)


def test_a_catalogue_line_takes_name_and_price_from_the_product(caller: RfmsCaller) -> None:
    """3.3: product, colour and a price level are enough."""
    line = _order(caller, _create(caller, lines=[LINE]))["lines"][0]
    assert (line["styleName"], line["colorName"], line["productCode"]) == ("Driftwood 1", "Slate", "01")
    assert (line["unitPrice"], line["total"]) == (Decimal("2.29"), Decimal("91.60"))
    assert (line["productId"], line["colorId"]) == (1001, 10011)


def test_a_width_makes_a_line_unreferenced(caller: RfmsCaller) -> None:
    """3.3: it no longer points to the catalogue."""
    line = _order(caller, _create(caller, lines=[{**LINE, "width": 144, "unitPrice": 3}]))["lines"][0]
    assert (line["productId"], line["colorId"], line["width"]) == (0, 0, 144)


@pytest.mark.parametrize(
    "change", [{"priceLevel": "10"}, {"productId": 9}, {"colorId": 9}, {"priceLevel": None}, {"productId": "x"}]
)
def test_a_doubtful_line_is_refused_and_nothing_is_made(caller: RfmsCaller, change: dict[str, object]) -> None:
    """3.3: a level that is none, or an unknown product, fails with a .NET text and HTTP 200."""
    body = {"category": "Order", "soldTo": {"customerId": 4711}, "lines": [{**LINE, **change}]}
    response = caller.send("POST", "order/create", body)
    assert response.status == (400 if change == {"productId": "x"} else 200)
    assert b"success" not in response.body
    assert caller.get("order/CG600026")["status"] == "failed"


def test_a_header_without_lines_is_accepted(caller: RfmsCaller) -> None:
    """3.3: ``lines: []`` was accepted; a document sold to nobody is not."""
    assert _order(caller, _create(caller, lines=[]))["lines"] == []
    assert caller.post("order/create", {"category": "Order", "lines": []})["status"] == "failed"
    assert caller.post("order/create", {"soldTo": {"customerId": 1}})["status"] == "failed"


def test_an_order_without_its_category_is_a_web_order(caller: RfmsCaller) -> None:
    """3.3: ``category`` other than "Order" makes a web order, which takes no billing group."""
    group = {"description": "Unit 4", "contactList": [{"name": "Ines", "phone": "503-555-0160"}]}
    normal = _order(caller, _create(caller, billingGroup=group))
    assert normal["category"] == "OriginalInvoice"
    assert normal["billingGroup"]["contactList"] == [
        {"name": "Ines", "phone": "503-555-0160", "email": "", "other": ""}
    ]
    assert _order(caller, _create(caller, category=""))["category"] != "OriginalInvoice"
    web = {"soldTo": {"customerId": 4711}, "billingGroup": group}
    assert caller.post("order/create", web)["status"] == "failed"
    crowd = {"category": "Order", **web, "billingGroup": {"contactList": [{}] * 5}}
    assert caller.post("order/create", crowd)["status"] == "failed"


def test_work_order_quantities_must_add_up(caller: RfmsCaller) -> None:
    """3.3: the areas share the line's quantity."""
    areas = [{"areaName": "Hall", "quantity": 25, "rate": 1}, {"areaName": "Stairs", "quantity": 15, "rate": 2}]
    line = _order(caller, _create(caller, lines=[{**LINE, "workOrderLines": areas}]))["lines"][0]
    assert [work["areaName"] for work in line["workOrderLines"]] == ["Hall", "Stairs"]
    short = {"category": "Order", "soldTo": {"customerId": 4711}, "lines": [{**LINE, "workOrderLines": areas[:1]}]}
    assert caller.post("order/create", short)["status"] == "failed"


def test_an_update_is_sparse_and_null_means_unchanged(caller: RfmsCaller) -> None:
    """3.3: only what is sent changes."""
    before = _order(caller, "CG600001")
    body = {"number": "CG600001", "jobNumber": "J-1", "poNumber": None, "measureDate": "2026-11-20"}
    assert caller.post("order", body)["status"] == "success"
    assert _order(caller, "CG600001") == {**before, "jobNumber": "J-1", "measureDate": "2026-11-20"}


def test_lines_are_added_edited_and_deleted(caller: RfmsCaller) -> None:
    """3.3: with id edit, without add, with ``delete`` remove; an unknown id is refused and nothing changes."""
    number = _create(caller, lines=[LINE, FREE_LINE])
    first, second = (line["id"] for line in _order(caller, number)["lines"])
    edit = [{"id": first, "quantity": 50}, {"id": second, "delete": True}, {**FREE_LINE, "styleName": "Freight"}]
    assert caller.post("order", {"number": number, "lines": edit})["status"] == "success"
    lines = _order(caller, number)["lines"]
    assert [(line["styleName"], line["quantity"]) for line in lines] == [("Driftwood 1", 50), ("Freight", 2)]
    assert lines[0]["unitPrice"] == Decimal("2.29")
    assert lines[1]["id"] not in {first, second}
    refused = {"number": number, "poNumber": "NO", "lines": [{"id": second, "quantity": 1}]}
    assert caller.post("order", refused)["status"] == "failed"
    assert _order(caller, number)["poNumber"] == ""


def test_notes_alone_are_appended_and_beside_others_replaced(caller: RfmsCaller) -> None:
    """3.3: the trap of the update call."""
    number = _create(caller, publicNotes="one")
    caller.post("order", {"number": number, "publicNotes": "two"})
    assert _order(caller, number)["publicNotes"] == "one\ntwo"
    caller.post("order", {"number": number, "publicNotes": "three", "poNumber": "P"})
    assert _order(caller, number)["publicNotes"] == "three"


def test_order_notes_append_even_after_job_costing(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.3 and 3.8: the update call no longer works then, the notes call does, for lines too."""
    number = _create(caller, lines=[LINE], privateNotes="one")
    line = _order(caller, number)["lines"][0]["id"]
    simulator.edit_document(number, {"status": "Job Costed"})
    assert caller.post("order", {"number": number, "poNumber": "late"})["status"] == "failed"
    body = {"number": number, "privateNotes": "two", "lineNotes": [{"id": line, "note": "cut twice"}]}
    answer = caller.post("order/notes", body)
    assert isinstance(answer["result"], str)
    order = _order(caller, number)
    assert (order["privateNotes"], order["lines"][0]["notes"]) == ("one\ntwo", "cut twice")
    assert caller.post("order/notes", {"number": number, "lineNotes": [{"id": 0, "note": "x"}]})["status"] == "failed"


def test_export_is_not_idempotent(caller: RfmsCaller) -> None:
    """3.3: each call makes another web order; its history names the quote."""
    quote = _create(caller, "quote", lines=[LINE])
    first, second = (caller.post(f"quote/{quote}/export", None) for _ in range(2))
    assert first["result"] == "OK"
    assert first["detail"] != second["detail"]
    assert caller.get(f"order/history/{second['detail']}")["detail"] == quote
    assert caller.get("order/history/CG600001") == {"status": "success", "result": "OK", "detail": None}
    read = caller.get(f"quote/{quote}")["result"]
    assert (read["isExportedToOrder"], read["orderNumber"]) == (True, second["detail"])
    found = caller.post("quote/find", {"viewExportedOnly": True})["result"]
    assert [(row["documentNumber"], row["status"]) for row in found] == [(quote, "Exported")]
    assert "balanceDue" not in found[0]


def test_get_order_without_a_number_is_value_lists(caller: RfmsCaller) -> None:
    """Table 13: not an order; names may end in spaces."""
    answer = caller.get("order")
    assert set(answer) == {"userOrderTypeId", "serviceTypeId", "contractTypeId"}
    assert answer["userOrderTypeId"][0] == {"id": 1, "name": "Retail "}


def test_the_advanced_find_answers_all_and_tells_what_is_voided(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.3: no paging, ints as ids, names for types, no lines, the only source of ``voided``."""
    simulator.edit_document("CG600002", {"voided": True, "userOrderTypeId": 2})
    answer = caller.post("order/find/advanced", {"stores": [12, 32, 50]})
    assert answer["detail"] is None
    assert len(answer["result"]) == 25
    row = next(row for row in answer["result"] if row["voided"])
    assert (row["documentNumber"], row["id"], row["orderType"]) == ("CG600002", 90211, "Builder")
    assert "lines" not in row


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"searchText": "PO-00003"}, 1),
        ({"stores": [12]}, 10),
        ({"orderSearchType": "Quote"}, 0),
        ({"orderSearchType": "Claim"}, 0),
        ({"orderType": 2}, 1),
        ({"orderDateFrom": "2026-10-03", "orderDateTo": "2026-10-03"}, 25),
        ({"orderDateFrom": "10-04-2026"}, 0),
        ({"deliveryDateFrom": "2026-01-01"}, 0),
        ({}, 25),
    ],
)
def test_the_advanced_find_filters(
    simulator: RfmsSimulator, caller: RfmsCaller, filters: dict[str, object], count: int
) -> None:
    """3.3: PO numbers are found here; types are asked by id; dates in both forms that were seen."""
    simulator.edit_document("CG600002", {"userOrderTypeId": 2})
    assert len(caller.post("order/find/advanced", filters)["result"]) == count


def test_stores_can_be_required_of_the_advanced_find() -> None:
    """Open question 5: the documents say so, a live client gets by without."""
    caller = RfmsCaller.begun(RfmsSimulator(rules=RfmsRules(stores_required=True)))
    assert caller.post("order/find/advanced", {})["status"] == "failed"
    assert caller.post("order/find/advanced", {"stores": [12]})["status"] == "success"


def test_changed_since_has_the_granularity_of_a_day(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.0: everything of the day comes back, whatever the hour, so clients overlap and drop repeats."""
    simulator.edit_document("CG600003", {"poNumber": "early"})
    simulator.clock.advance(12 * 3600)
    caller.begin()
    simulator.edit_document("CG600004", {"poNumber": "late"})
    for moment in ("2026-11-02", "2026-11-02T20:00:00"):
        rows = caller.post("order/find/advanced", {"updatedDateFrom": moment})["result"]
        assert [row["poNumber"] for row in rows] == ["early", "late"]
    assert caller.post("order/find/advanced", {"updatedDateFrom": "2026-11-03"})["result"] == []


def test_a_date_that_cannot_be_read_is_a_bad_request(caller: RfmsCaller) -> None:
    """3.0: a client that writes a date in a form of its own must not get everything instead."""
    assert caller.send("POST", "order/find/advanced", {"updatedDateFrom": "2.11.2026"}).status == 400
    assert caller.send("POST", "order", {"number": "CG600001", "measureDate": "soon"}).status == 400


def test_job_costed_has_fixed_windows(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.0: delivered at most 31 days ago and touched in the last 48 hours."""
    costed = {"status": "Job Costed"}
    simulator.edit_document("CG600001", {**costed, "deliveryDate": "2026-10-02"})
    simulator.edit_document("CG600002", {**costed, "deliveryDate": "2026-10-01"})
    simulator.edit_document("CG600003", {"deliveryDate": "2026-10-30"})
    simulator.edit_document("CG600004", costed)
    assert [row["documentNumber"] for row in caller.get("orders/jobcosted")["result"]] == ["CG600001"]
    simulator.clock.advance(48 * 3600 + 1)
    caller.begin()
    assert caller.get("orders/jobcosted")["result"] == []


def test_quantities_can_carry_float_noise() -> None:
    """Section 4: 11999.9997 for 12000; the total stays what it is."""
    simulator = RfmsSimulator(rules=RfmsRules(float_noise=True))
    simulator.seed(1)
    caller = RfmsCaller.begun(simulator)
    line = _order(caller, _create(caller, lines=[{**FREE_LINE, "quantity": 12000, "unitPrice": 1}]))["lines"][0]
    assert (line["quantity"], line["total"]) == (Decimal("11999.9997"), Decimal("12000.00"))


def test_tax_is_added_where_the_customer_pays_it() -> None:
    """3.3: totals hold the tax; exempt customers have none."""
    simulator = RfmsSimulator(rules=RfmsRules(tax_rate=Decimal("0.08")))
    simulator.seed(2)
    simulator.edit_customer(4712, {"taxStatus": "Exempt"})
    caller = RfmsCaller.begun(simulator)
    taxed = _order(caller, _create(caller, lines=[FREE_LINE]))["totals"]
    exempt = _order(caller, _create(caller, soldTo={"customerId": 4712}, lines=[FREE_LINE]))["totals"]
    assert (taxed["total"], taxed["salesTax"], taxed["grandTotal"]) == (151, Decimal("12.08"), Decimal("163.08"))
    assert (exempt["salesTax"], exempt["grandTotal"]) == (0, 151)


def test_money_keeps_its_digits(caller: RfmsCaller) -> None:
    """Amounts go through the simulator as decimals, not as binary floats."""
    line = {**FREE_LINE, "quantity": 1, "unitPrice": Decimal("0.1").__float__()}
    number = _create(caller, lines=[line, line, line])
    body = caller.send("GET", f"order/{number}").body
    assert b'"grandTotal":0.30,' in body


def test_orders_need_customers_and_edits_need_documents() -> None:
    """The helpers of a test say what is missing."""
    simulator = RfmsSimulator()
    with pytest.raises(UsageError, match="no customer"):
        simulator.seed_orders(1)
    with pytest.raises(UsageError, match="no document CG1"):
        simulator.edit_document("CG1", {})
