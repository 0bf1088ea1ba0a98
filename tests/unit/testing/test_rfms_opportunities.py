"""The RFMS simulator's opportunities: one call that makes many things, and feeds of seven days (3.2)."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator

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
    simulator.rules = attrs.evolve(simulator.rules, opportunity_answer="zero", undefined_text=False)
    assert caller.get(f"opportunity/{made}")["result"]["quotes"] == []
    assert caller.post("opportunity", {"customerId": 4712, "useCRM": True})["result"] == 0


def test_an_opportunity_call_can_make_both(caller: RfmsCaller) -> None:
    """3.2: with an order beside it the opportunity lists the order, and its value is the order's."""
    assert caller.post("opportunity", {"phone1": "503-555-0190"})["status"] == "failed"
    number = caller.post("opportunity", {"customerId": 4711, "createOrder": True, "useCRM": True})["result"]
    (row,) = caller.get("opportunities")["result"]
    assert (row["orders"], row["quotes"]) == ([number], ["undefined"])


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
