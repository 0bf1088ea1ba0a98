"""The RFMS simulator's customers are found and read: searches, two shapes, value lists (3.0, 3.1)."""

from __future__ import annotations

from typing import Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.testing.clock import FakeClock
from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator
from crosstie.testing.rfms.customer_search import contains


@pytest.fixture
def simulator() -> RfmsSimulator:
    """Return a store with 25 customers."""
    made = RfmsSimulator()
    made.seed(25)
    return made


@pytest.fixture
def caller(simulator: RfmsSimulator) -> RfmsCaller:
    """Return a caller with a session."""
    return RfmsCaller.begun(simulator)


def test_hits_of_the_text_search_are_in_detail_and_flat(caller: RfmsCaller) -> None:
    """3.1: ``result`` is an empty list, ``detail`` has the rows, the address is a string in them."""
    answer = caller.post("customers/find", {"searchText": "maple"})
    assert answer["status"] == "success"
    assert answer["result"] == []
    assert {hit["customerName"] for hit in answer["detail"]} == {"Maple"}
    first = answer["detail"][0]
    assert (first["customerSourceId"], first["customerAddress"]) == (4711, "1 HARBOR LN")


@pytest.mark.parametrize("text", ["nora maple", "503-555-0100", "5550100", "1 harbor", "nora.maple0@example.com"])
def test_the_text_search_is_fuzzy(caller: RfmsCaller, text: str) -> None:
    """3.1: name, phone, address and e-mail all match, in any case; exactness is the caller's task."""
    found = caller.post("customers/find", {"searchText": text})["detail"]
    assert 4711 in [hit["customerSourceId"] for hit in found]


def test_the_text_search_looks_at_the_ship_to_as_well(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1: the city of the ship-to matches."""
    simulator.edit_customer(4711, {"shipToAddress": {"city": "Astoria"}})
    assert len(caller.post("customers/find", {"searchText": "astoria"})["detail"]) == 1


@pytest.mark.parametrize("text", ["010", "unit 5550100"])
def test_few_digits_or_letters_are_no_phone_number(caller: RfmsCaller, text: str) -> None:
    """3.1: a phone number works as a search text; three digits and sentences are looked for as words."""
    assert caller.post("customers/find", {"searchText": text})["detail"] == []


def test_no_hit_is_success_with_an_empty_list(caller: RfmsCaller) -> None:
    """3.1: nothing found is no failure."""
    assert caller.post("customers/find", {"searchText": "zzz"}) == {"status": "success", "result": [], "detail": []}


def test_pages_have_ten_rows_from_a_row_offset(caller: RfmsCaller) -> None:
    """3.0: ``startIndex`` counts rows, the last page is short, and past it there is nothing."""
    pages = [
        caller.post("customers/find", {"searchText": "example.com", "startIndex": start})["detail"]
        for start in (0, 10, 20, 30)
    ]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    ids = [hit["customerSourceId"] for page in pages for hit in page]
    assert len(set(ids)) == len(ids)


def test_unknown_keys_are_ignored_and_flags_may_be_strings(caller: RfmsCaller) -> None:
    """3.1 and section 4: storeNumber means nothing to the search; "false" is false."""
    body = {"searchText": "example.com", "includeCustomers": "false", "storeNumber": 999, "customerType": "X"}
    found = caller.post("customers/find", body)["detail"]
    assert [hit["entryType"] for hit in found] == ["Prospect", "Prospect"]


def test_inactive_customers_are_left_out_unless_asked_for(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1: ``includeInactive`` defaults to false."""
    simulator.edit_customer(4711, {"active": False})
    search = {"searchText": "503-555-0100"}
    assert caller.post("customers/find", search)["detail"] == []
    assert len(caller.post("customers/find", {**search, "includeInactive": True})["detail"]) == 1


def test_active_is_false_for_everybody_in_the_flat_shape(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1: 201 records all said so; only the advanced find tells the truth."""
    simulator.edit_customer(4712, {"active": False})
    flat = caller.post("customers/find", {"searchText": "example.com", "includeInactive": True})["detail"]
    assert {hit["active"] for hit in flat} == {False}
    assert {hit["createdDate"] for hit in flat} == {None}
    rows = caller.post("customers/find/advanced", {})["result"]
    assert [row["customerId"] for row in rows if not row["active"]] == [4712]


def test_a_search_without_text_fails_or_finds_everybody(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1 calls the text required and does not say what happens without it."""
    assert caller.post("customers/find", {})["status"] == "failed"
    simulator.rules = attrs.evolve(simulator.rules, empty_customer_search="everybody")
    assert len(caller.post("customers/find", {})["detail"]) == 10


def test_the_advanced_find_answers_everything_at_once_in_result(caller: RfmsCaller) -> None:
    """3.0: there is no paging; 3.1: nested addresses, no tax fields."""
    answer = caller.post("customers/find/advanced", {})
    assert len(answer["result"]) == 25
    assert answer["detail"] is None
    row = answer["result"][0]
    assert row["customerAddress"]["city"] == "SALEM"
    assert "taxStatus" not in row
    assert row["dateCreated"] == "2025-09-28T09:00:00"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"stores": [12]}, 9),
        ({"customerTypes": ["COMMERCIAL"]}, 3),
        ({"searchText": "nora"}, 3),
        ({"searchText": "salem"}, 0),
        ({"businessSoldName": "interiors"}, 3),
        ({"salespersonName": "alma reyes"}, 9),
        ({"dateCreatedFrom": "2025-10-01", "dateCreatedTo": "2025-10-03"}, 3),
        ({"dateCreatedFrom": "10-20-2025"}, 3),
        ({"lastPurchaseFrom": "2020-01-01"}, 0),
    ],
)
def test_the_advanced_find_filters(caller: RfmsCaller, filters: dict[str, object], count: int) -> None:
    """3.1: names only in the text, dates in both forms that were seen, ends included."""
    assert len(caller.post("customers/find/advanced", filters)["result"]) == count


def test_get_answers_in_two_shapes(caller: RfmsCaller) -> None:
    """3.1: ``result`` is nested with ``customerId``, ``detail`` flat with ``customerSourceId``."""
    answer = caller.get("customer/4711")
    assert answer["result"]["customerId"] == answer["detail"]["customerSourceId"] == 4711
    assert answer["result"]["customerAddress"]["address1"] == answer["detail"]["customerAddress"] == "1 HARBOR LN"


@pytest.mark.parametrize(
    ("rule", "status", "body"),
    [
        ("failed", 200, b'{"status":"failed","result":"The customer was not found.","detail":null}'),
        ("empty", 200, b'{"status":"success","result":null,"detail":null}'),
        ("fault", 500, b'{"Message":"An error has occurred."}'),
    ],
)
def test_an_unknown_id_is_answered_as_the_rules_say(
    rule: Literal["failed", "empty", "fault"], status: int, body: bytes
) -> None:
    """Open question 3: nobody recorded it."""
    caller = RfmsCaller.begun(RfmsSimulator(rules=RfmsRules(unknown_record=rule)))
    for path in ("customer/1", "customer/none"):
        response = caller.send("GET", path)
        assert (response.status, response.body) == (status, body)


def test_an_unknown_id_can_be_a_page_not_found() -> None:
    """Open question 3, the fourth way."""
    caller = RfmsCaller.begun(RfmsSimulator(rules=RfmsRules(unknown_record="not_found")))
    assert caller.send("GET", "customer/1").status == 404


def test_the_value_lists_ignore_every_query_parameter(caller: RfmsCaller) -> None:
    """Section 2: GET /customers is not a search; the answer is bare, a display code can be one space (1.8)."""
    plain, asked = caller.get("customers"), caller.get("customers", ("searchText", "maple"), ("page", "2"))
    assert plain == asked
    assert plain["taxStatus"] == ["Tax", "Exempt", "Resale"]
    assert " " in [store["displayCode"] for store in plain["stores"]]
    assert "status" not in plain


def test_an_edit_of_nobody_is_a_usage_error(simulator: RfmsSimulator) -> None:
    """A test that edits a customer who is not there is told so."""
    with pytest.raises(UsageError, match="no customer 1"):
        simulator.edit_customer(1, {})


def test_seeds_are_the_same_every_time_and_add_up() -> None:
    """Two stores seeded alike, in one go or in two, hold the same customers."""
    one, two = RfmsSimulator(clock=FakeClock()), RfmsSimulator(clock=FakeClock())
    one.seed(150)
    two.seed(100)
    two.seed(50)
    assert list(one.store.customers) == list(two.store.customers)
    assert len({customer.phone1 for customer in one.store.customers}) == 150
    assert len({customer.email for customer in one.store.customers}) == 150


@given(st.text(alphabet="ab 5-", max_size=8), st.text(alphabet="ab 5-", min_size=1, max_size=8))
def test_a_text_contains_its_own_words_in_any_case_and_order(left: str, right: str) -> None:
    """Searching for what is there finds it; a word that is nowhere is not found."""
    wanted = f"{right} {left}".upper()
    assert contains(wanted, (left, right))
    assert not contains("q", (left, right), (left,))
