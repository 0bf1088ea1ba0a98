"""The RFMS simulator's quotes and orders are written: create, update, lines, notes, export (3.3, 3.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

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
    assert (order["soldTo"]["email"], order["soldTo"]["phone1"]) == ("site@example.com", "503-555-0100")
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
    crowd = {"category": "Order", **web, "billingGroup": {"contactList": [{"name": "Ines"}] * 5}}
    assert caller.post("order/create", crowd)["status"] == "failed"


def test_work_order_quantities_must_add_up(caller: RfmsCaller) -> None:
    """3.3: the areas share the line's quantity."""
    areas = [{"areaName": "Hall", "quantity": 25, "rate": 1}, {"areaName": "Stairs", "quantity": 15, "rate": 2}]
    line = _order(caller, _create(caller, lines=[{**LINE, "workOrderLines": areas}]))["lines"][0]
    assert [work["areaName"] for work in line["workOrderLines"]] == ["Hall", "Stairs"]
    short = {"category": "Order", "soldTo": {"customerId": 4711}, "lines": [{**LINE, "workOrderLines": areas[:1]}]}
    assert caller.post("order/create", short)["status"] == "failed"


def test_work_order_lines_are_edited_added_and_deleted(caller: RfmsCaller) -> None:
    """3.3: the same rules as for lines."""
    areas = [{"areaName": "Hall", "quantity": 40, "rate": 1}]
    number = _create(caller, lines=[{**LINE, "workOrderLines": areas}])
    line = _order(caller, number)["lines"][0]
    hall = line["workOrderLines"][0]["id"]

    def work(*bodies: dict[str, object]) -> list[tuple[str, int, int]]:
        caller.post("order", {"number": number, "lines": [{"id": line["id"], "workOrderLines": bodies}]})
        rows = _order(caller, number)["lines"][0]["workOrderLines"]
        return [(row["areaName"], row["quantity"], row["rate"]) for row in rows]

    assert work({"id": hall, "quantity": 30}, {"areaName": "Stairs", "quantity": 10}) == [
        ("Hall", 30, 1),
        ("Stairs", 10, 0),
    ]
    assert work({"id": hall, "delete": True}) == [("Hall", 30, 1), ("Stairs", 10, 0)]  # no longer adds up: refused
    assert work({"id": hall, "delete": True}, {"areaName": "Landing", "quantity": 30}) == [
        ("Stairs", 10, 0),
        ("Landing", 30, 0),
    ]


def test_a_line_takes_a_price_of_its_own_or_another_level(caller: RfmsCaller) -> None:
    """3.3: ``unitPrice`` wins over a level; an edit of the colour alone keeps the price."""
    number = _create(caller, lines=[{**LINE, "unitPrice": 5}])
    line = _order(caller, number)["lines"][0]
    assert line["unitPrice"] == 5
    for edit, price in (({"colorId": 10012}, 5), ({"priceLevel": "Price1"}, Decimal("2.49"))):
        caller.post("order", {"number": number, "lines": [{"id": line["id"], **edit}]})
        edited = _order(caller, number)["lines"][0]
        assert (edited["unitPrice"], edited["colorName"]) == (price, "Ember")


def test_a_number_of_ones_own_is_taken_once(caller: RfmsCaller) -> None:
    """3.2: own numbers, where the store allows them, are upper-cased and unique."""
    assert _create(caller, documentNumber="web-77") == "WEB-77"
    body = {"category": "Order", "soldTo": {"customerId": 4711}, "documentNumber": "WEB-77"}
    assert caller.post("order/create", body)["status"] == "failed"


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
    caller.post("order", {"number": number, "publicNotes": "more", "privateNotes": "p", "workOrderNotes": "w"})
    assert _order(caller, number)["publicNotes"] == "one\ntwo\nmore"
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
    assert _order(caller, second["detail"])["category"] != "OriginalInvoice"
    assert caller.get("order/history/CG600001") == {"status": "success", "result": "OK", "detail": None}
    read = caller.get(f"quote/{quote}")["result"]
    assert (read["isExportedToOrder"], read["orderNumber"]) == (True, second["detail"])
    _create(caller, "quote")
    assert len(caller.post("quote/find", {})["result"]) == 2
    found = caller.post("quote/find", {"viewExportedOnly": True})["result"]
    assert [(row["documentNumber"], row["status"]) for row in found] == [(quote, "Exported")]
    assert "balanceDue" not in found[0]


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
