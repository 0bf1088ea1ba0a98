"""The RFMS simulator's quotes and orders are found and read (3.0, 3.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator

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
        ({"dateCreatedTo": "2026-10-03"}, 25),
        ({"dateCreatedTo": "2026-10-02"}, 0),
        ({"salesperson1": "Bruno Keller"}, 10),
        ({"viewBilledOnly": True}, 1),
        ({"viewExportedOnly": True}, 25),
    ],
)
def test_find_filters(simulator: RfmsSimulator, caller: RfmsCaller, filters: dict[str, object], count: int) -> None:
    """3.3: names of customers, not papers; ids also as numeric strings."""
    simulator.edit_document("CG600001", {"billedDate": "2026-10-31"})
    pages = [caller.post("order/find", {**filters, "resultPageNumber": page})["result"] for page in (1, 2, 3)]
    assert sum(len(page) for page in pages) == count


def test_get_order_is_in_result_and_detail_is_null(caller: RfmsCaller) -> None:
    """Table 20 and 3.3: the database id is a string here, unset dates are empty."""
    answer = caller.get("order/CG600001", ("locked", "false"))
    assert answer["detail"] is None
    order = answer["result"]
    assert (order["id"], order["number"], order["category"]) == ("90210", "CG600001", "OriginalInvoice")
    assert (order["storeNumber"], order["storeCode"], order["shipTo"]["city"]) == (12, "H", "SALEM")
    assert caller.get("order/CG600002")["result"]["storeCode"] == " "
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
    assert row["invoiceType"] == "Order"
    assert "lines" not in row


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"searchText": "PO-00003"}, 1),
        ({"stores": [12]}, 10),
        ({"orderSearchType": "Quote"}, 0),
        ({"orderSearchType": "Claim"}, 0),
        ({"orderType": 2}, 1),
        ({"adSource": "Web"}, 1),
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
    simulator.edit_document("CG600002", {"userOrderTypeId": 2, "adSource": "WEB"})
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
    simulator.edit_document("CG600005", {**costed, "deliveryDate": "2026-10-30"})
    simulator.edit_document("CG600002", {**costed, "deliveryDate": "2026-10-01"})
    simulator.edit_document("CG600003", {"deliveryDate": "2026-10-30"})
    simulator.edit_document("CG600004", costed)

    def numbers() -> list[str]:
        caller.begin()
        return [row["documentNumber"] for row in caller.get("orders/jobcosted")["result"]]

    assert numbers() == ["CG600001", "CG600005"]
    simulator.clock.advance(48 * 3600)
    assert numbers() == ["CG600005"]
    simulator.clock.advance(1)
    assert numbers() == []


def test_orders_need_customers_and_edits_need_documents() -> None:
    """The helpers of a test say what is missing."""
    simulator = RfmsSimulator()
    with pytest.raises(UsageError, match="no customer"):
        simulator.seed_orders(1)
    with pytest.raises(UsageError, match="no document CG1"):
        simulator.edit_document("CG1", {})
