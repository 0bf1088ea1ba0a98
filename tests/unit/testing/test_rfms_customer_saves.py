"""The RFMS simulator's customers are saved: duplicates, upper-casing, merge or replace (3.1)."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import attrs
import pytest

from crosstie.testing.rfms import RfmsCaller, RfmsSimulator

NORA: dict[str, Any] = {
    "customerType": "RESIDENTIAL",
    "entryType": "Customer",
    "customerAddress": {
        "lastName": "Ober",
        "firstName": "Nora",
        "address1": "9 Harbor Ln",
        "city": "Salem",
        "state": "OR",
        "postalCode": "97301",
    },
    "phone1": "503-555-0199",
    "email": "nora@example.com",
    "storeNumber": 12,
}


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


def test_a_saved_customer_gets_an_id_in_both_shapes(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1 and example 6.3: created, with a new id."""
    answer = caller.post("customer/", NORA)
    assert answer["status"] == "success"
    assert answer["result"]["customerId"] == answer["detail"]["customerSourceId"] == 4736
    assert len(simulator.store.customers) == 26


def test_the_server_upper_cases_address_lines_and_city(caller: RfmsCaller) -> None:
    """3.1: names stay as sent."""
    address = caller.post("customer", NORA)["result"]["customerAddress"]
    assert (address["address1"], address["city"]) == ("9 HARBOR LN", "SALEM")
    assert (address["firstName"], address["lastName"]) == ("Nora", "Ober")


def test_the_same_name_and_phone_is_refused_with_the_existing_id(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1: HTTP 200 all the same; spelling of name and phone does not matter."""
    first = caller.post("customer", NORA)["result"]["customerId"]
    again = {**NORA, "phone1": "(503) 555 0199", "customerAddress": {"lastName": "OBER", "firstName": "nora"}}
    response = caller.send("POST", "customer", again)
    assert response.status == 200
    answer = caller.post("customer", again)
    assert answer["status"] == "failed"
    assert answer["detail"] == {"existingCustomerId": first}
    assert len(simulator.store.customers) == 26


def test_another_phone_or_no_check_makes_a_second_customer(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1: both must agree, no phone agrees with nothing, and the store can turn the check off."""
    assert caller.post("customer", NORA)["status"] == "success"
    assert caller.post("customer", {**NORA, "phone1": "503-555-0198"})["status"] == "success"
    assert caller.post("customer", {**NORA, "phone1": ""})["status"] == "success"
    assert caller.post("customer", {**NORA, "phone1": ""})["status"] == "success"
    simulator.rules = attrs.evolve(simulator.rules, duplicate_check=False)
    assert caller.post("customer", NORA)["status"] == "success"


@pytest.mark.parametrize("missing", ["customerType", "entryType", "customerAddress"])
def test_a_strict_store_wants_type_entry_type_and_address(
    simulator: RfmsSimulator, caller: RfmsCaller, missing: str
) -> None:
    """3.1: one client's belief; the vendor lists none as required."""
    body = {key: value for key, value in NORA.items() if key != missing}
    answer = caller.post("customer", body)
    assert answer["status"] == "failed"
    assert missing in answer["result"]
    simulator.rules = attrs.evolve(simulator.rules, strict_customers=False)
    assert caller.post("customer", body)["status"] == "success"


def test_a_numeric_string_is_accepted_as_a_store_number(caller: RfmsCaller) -> None:
    """3.1: seen to be accepted."""
    assert caller.post("customer", {**NORA, "storeNumber": "32"})["result"]["storeNumber"] == 32


def test_an_update_replaces_what_was_not_sent(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """Open question 3: by default half a record loses the other half, so that tests notice who sends one."""
    simulator.edit_customer(4711, {"notes": "<b>gate code</b>", "phone3": "503-555-0177"})
    before = caller.get("customer/4711")["result"]
    after = caller.post("customer", {"customerId": 4711, "phone2": "503-555-0150"})["result"]
    assert after["phone2"] == "503-555-0150"
    assert before["email"]
    assert (after["email"], after["customerAddress"]["lastName"]) == ("", "")
    assert after["notes"] == "<b>gate code</b>"
    assert caller.get("customer/4711")["detail"]["customerPhone3"] == "503-555-0177"


def test_an_update_can_merge(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """Open question 3, the other way."""
    simulator.rules = attrs.evolve(simulator.rules, customer_update="merge")
    before = caller.get("customer/4711")["result"]
    after = caller.post("customer", {"customerId": 4711, "phone2": "503-555-0150"})["result"]
    assert after == {**before, "phone2": "503-555-0150"}


@pytest.mark.parametrize("merge", [True, False])
def test_what_get_answered_can_be_saved_back(simulator: RfmsSimulator, caller: RfmsCaller, *, merge: bool) -> None:
    """3.1: the full record sent back changes nothing, whichever way updates work; read-only fields are ignored."""
    simulator.rules = attrs.evolve(simulator.rules, customer_update="merge" if merge else "replace")
    before = caller.get("customer/4715")["result"]
    assert caller.post("customer", {**before, "notes": "changed", "active": True})["result"] == before


def test_an_update_of_an_unknown_customer_is_refused(caller: RfmsCaller) -> None:
    """Open question 3."""
    assert caller.post("customer", {**NORA, "customerId": 99})["status"] == "failed"


def test_a_save_can_answer_with_an_id_of_zero(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.1, odd cases: the customer is there, the answer does not say where."""
    simulator.spoil_saves()
    assert caller.post("customer", NORA)["result"]["customerId"] == 0
    assert len(simulator.store.customers) == 26
    assert caller.post("customer", {**NORA, "phone1": "503-555-0111"})["result"]["customerId"] == 4737


def test_an_edit_in_the_store_moves_the_updated_stamp(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.0: ``dateUpdated`` of the advanced find is what a full scan compares; it has no zone."""
    zone = timezone(timedelta(hours=-7))
    simulator.rules = attrs.evolve(simulator.rules, store_zone=zone)
    simulator.clock.advance(60)
    simulator.edit_customer(4713, {"email": "new@example.com"})
    rows = {row["customerId"]: row for row in caller.post("customers/find/advanced", {})["result"]}
    assert rows[4713]["dateUpdated"] == "2026-11-02T02:01:00"
    assert rows[4713]["email"] == "new@example.com"
    assert rows[4712]["dateUpdated"] < "2026"
