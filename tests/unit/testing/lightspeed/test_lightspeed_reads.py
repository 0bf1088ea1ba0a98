"""The simulated reads: texts, one-or-many, cursors, filters, relations, archived records (2.1 to 2.7)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crosstie.core.messages import Request
from crosstie.testing import FakeClock
from crosstie.testing.lightspeed import Rules

if TYPE_CHECKING:
    from tests.unit.testing.lightspeed.conftest import Caller, Shops


def _scalars(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return [inner for member in value.values() for inner in _scalars(member)]
    return [inner for member in value for inner in _scalars(member)] if isinstance(value, list) else [value]


def test_every_scalar_is_a_text(shop: Caller) -> None:
    """Numbers, flags and times included (the fifth surprise)."""
    for path in ("Item.json", "Customer.json", "Shop.json", "ItemShop.json", "Category.json"):
        found = _scalars(shop.get(path).body)
        assert found
        assert all(isinstance(value, str) for value in found)


def test_one_is_an_object_and_none_a_missing_key(shop: Caller) -> None:
    """The sixth surprise; the empty answer has its @attributes only."""
    assert isinstance(shop.get("Vendor.json").body["Vendor"], dict)
    assert shop.get("Sale.json").body == {"@attributes": {"next": "", "previous": ""}}
    assert len(shop.get("Shop.json").body["Shop"]) == 2


def test_an_empty_relation_is_an_empty_text(shop: Caller, shops: Shops) -> None:
    """The seventh surprise; by rule it can be missing instead."""
    contact = shop.get("Customer/1.json", load_relations='["Contact"]').body["Customer"]["Contact"]
    assert contact["Websites"] == ""
    other = shops.open(Rules(blank_relations=False, single_as_object=False))
    contact = other.get("Customer/1.json", load_relations='["Contact"]').body["Customer"]["Contact"]
    assert "Websites" not in contact
    assert isinstance(contact["Emails"]["ContactEmail"], list)


def test_unset_times_are_missing_and_others_in_utc(shop: Caller) -> None:
    """Second precision, with the offset (2.7)."""
    customer = shop.get("Customer/1.json").body["Customer"]
    assert "dob" not in customer
    assert customer["timeStamp"] == "2026-11-02T09:00:00+00:00"


def test_decimals_are_in_their_shortest_form(shop: Caller) -> None:
    """``4`` and ``3.305``, never ``4.00`` (2.6)."""
    made = shop.made("Item", {"description": "Pump", "defaultCost": "4.00"})
    assert made["defaultCost"] == "4"
    assert shop.made("Item", {"description": "Pump", "defaultCost": 3.305})["defaultCost"] == "3.305"


def test_pages_follow_complete_addresses(shop: Caller) -> None:
    """``next`` repeats the filters and spells out sort and limit; ``previous`` leads back (2.5)."""
    seen: list[str] = []
    params = {"limit": "2", "customerID": ">,1"}
    while True:
        body = shop.get("Customer.json", **params).body
        found = body["Customer"]
        seen += [one["customerID"] for one in (found if isinstance(found, list) else [found])]
        if not body["@attributes"]["next"]:
            break
        assert body["@attributes"]["next"].startswith("https://api.lightspeedapp.com/API/V3/Account/4711/Customer.json")
        params = dict(parse_qsl(urlsplit(body["@attributes"]["next"]).query))
        assert {"sort", "limit", "after", "customerID"} <= params.keys()
    assert seen == ["2", "3", "4", "5"]
    back = dict(parse_qsl(urlsplit(body["@attributes"]["previous"]).query))
    assert shop.ids("Customer", **back) == ["2", "3"]


def test_sorting_by_time_survives_ties(shop: Caller, clock: FakeClock) -> None:
    """The cursor holds time and id, in both directions."""
    clock.advance(5)
    shop.simulator.edit("Customer", 2, {"company": "X"})
    for sort, wanted in (("timeStamp", ["1", "3", "4", "5", "2"]), ("-timeStamp", ["2", "5", "4", "3", "1"])):
        params, seen = {"sort": sort, "limit": "2"}, []
        for _ in range(3):
            answer = shop.get("Customer.json", **params).body
            found = answer["Customer"]
            seen += [one["customerID"] for one in (found if isinstance(found, list) else [found])]
            params = dict(parse_qsl(urlsplit(answer["@attributes"]["next"]).query))
        assert seen == wanted


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"offset": "10"}, "offset"),
        ({"limit": "101"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"sort": "company"}, "customerID, timeStamp, firstName, lastName"),
        ({"nickname": "x"}, "no field nickname"),
        ({"load_relations": '["Sales"]'}, "Contact"),
        ({"load_relations": "Contact"}, "no JSON array"),
        ({"Contact.email": "a@example.com"}, "load_relations"),
        ({"count": "1", "limit": "5"}, "count"),
        ({"after": "nonsense"}, "cursor"),
        ({"or": "upc"}, "field=value"),
        ({"customerID": "IN,[" + ",".join(map(str, range(101))) + "]"}, "100"),
        ({"timeStamp": ">,yesterday"}, "timeStamp"),
    ],
)
def test_impossible_questions_are_400(shop: Caller, params: dict[str, str], words: str) -> None:
    """The message says what is possible; it claims to be HTML while holding JSON (the eighth surprise)."""
    refused = shop.get("Customer.json", **params)
    assert (refused.status, refused.header("content-type").startswith("text/html")) == (400, True)
    assert words in refused.message
    assert set(refused.body) == {"httpCode", "httpMessage", "message", "errorClass"}


def test_operators_select_as_documented(shop: Caller) -> None:
    """Equality, order, between, like, IN and alternatives (2.4)."""
    assert shop.ids("Item", itemID=">=,3") == ["3", "4"]
    assert shop.ids("Item", itemID="<,3") == ["1", "2"]
    assert shop.ids("Item", itemID="!=,3") == ["1", "2", "4"]
    assert shop.ids("Item", itemID="><,2,3") == ["2", "3"]
    assert shop.ids("Item", itemID="IN,[1, 4]") == ["1", "4"]
    assert shop.ids("Item", description="~,%BRAKE%") == ["2"]
    assert shop.ids("Item", description="!~,%e%") == []
    assert shop.ids("Item", **{"or": "upc%3D400000000001|description%3D~%2CBottle%25"}) == ["2", "4"]
    assert shop.ids("Item", itemCode="400000000002") == ["3"]
    assert shop.ids("Item", load_relations='["Category"]', **{"Category.name": "Parts"}) == ["1", "2", "3", "4"]


def test_contacts_are_searched_by_use(shop: Caller) -> None:
    """``Contact.mobile`` and the like; an empty value with ``!~`` finds those that have one (3.3)."""
    loaded = {"load_relations": '["Contact"]'}
    assert shop.ids("Customer", **loaded, **{"Contact.mobile": "555-0102"}) == ["3"]
    assert shop.ids("Customer", **loaded, **{"Contact.phoneHome": "555-0102"}) == []
    shop.made("Customer", {"firstName": "Ida"})
    assert shop.ids("Customer", **loaded, **{"Contact.email": "!~,"}) == ["1", "2", "3", "4", "5"]
    assert shop.get("Customer.json", **loaded, **{"Contact.shoe": "1"}).status == 400


def test_archived_records_hide_unless_asked(shop: Caller) -> None:
    """``true`` shows both, ``only`` those (the ninth surprise)."""
    shop.send("DELETE", "Customer/2.json")
    assert shop.ids("Customer") == ["1", "3", "4", "5"]
    assert shop.ids("Customer", archived="true") == ["1", "2", "3", "4", "5"]
    assert shop.ids("Customer", archived="only") == ["2"]
    assert shop.get("Customer/2.json").body["Customer"]["archived"] == "true"


def test_counting_answers_a_number_alone(shop: Caller) -> None:
    """Lists have no count, single records have (2.5)."""
    assert shop.get("Customer.json", count="1").body == {"@attributes": {"count": "5"}}
    assert "count" not in shop.get("Customer.json").body["@attributes"]
    assert shop.get("Customer/1.json").body["@attributes"] == {"count": "1"}


def test_relations_come_when_they_are_asked_for(shop: Caller) -> None:
    """``all`` loads every one; averageCost stands on the summary row only (2.3, 3.2)."""
    assert "ItemShops" not in shop.get("Item/1.json").body["Item"]
    item = shop.get("Item/1.json", load_relations="all").body["Item"]
    rows = item["ItemShops"]["ItemShop"]
    assert [row["shopID"] for row in rows] == ["0", "1", "2"]
    assert ["averageCost" in row for row in rows] == [True, False, False]
    assert item["Category"]["name"] == "Parts"
    assert [price["useType"] for price in item["Prices"]["ItemPrice"]] == ["Default", "MSRP"]


def test_xml_is_the_default(shop: Caller) -> None:
    """Without the suffix and without ``Accept``; the header wins over the suffix (2.1)."""
    assert shop.get("Shop").header("content-type") == "application/xml"
    assert shop.send("GET", "Shop.json", headers={"Accept": "application/xml"}).header("content-type") == (
        "application/xml"
    )
    assert shop.send("GET", "Shop", headers={"Accept": "application/json"}).body["Shop"]
    assert b"<name>Main</name>" in shop.get("Shop/1").response.body
    assert b"<ItemPrice>" in shop.get("Item/1").response.body


def test_the_account_is_found_in_three_ways(shop: Caller) -> None:
    """Account.json, the account's own address without a wrapper, and the session (1.9)."""
    token = shop.simulator.connect().access
    found: dict[str, Any] = {}
    for path in ("Account.json", "Account/4711.json", "Session.json"):
        url = f"https://api.lightspeedapp.com/API/V3/{path}"
        request = Request(method="GET", url=url, headers={"authorization": f"Bearer {token}"})
        found[path] = json.loads(shop.simulator.handle(request).body)
    assert found["Account.json"]["Account"]["accountID"] == "4711"
    assert found["Account/4711.json"]["@attributes"]["systemCustomerID"] == "4711"
    assert found["Session.json"]["systemCustomerID"] == "4711"


def test_what_is_not_there_is_404(shop: Caller) -> None:
    """A record, a resource, another account: 404; a verb that is not offered: 405 (5.4)."""
    assert shop.get("Item/99.json").status == 404
    assert shop.get("Item/x.json").status == 404
    assert shop.get("Spaceship.json").status == 404
    assert shop.send("DELETE", "Shop/1.json").status == 405
    assert shop.send("POST", "ItemShop.json", {}).status == 405
    shop.simulator.add_account("4712", "Composed Skates")
    token = shop.simulator.connect("4712").access
    assert shop.send("GET", "Item/1.json", headers={"authorization": f"Bearer {token}"}).status == 404
    assert shop.send("POST", "Item/1.json", {"description": "x"}).status == 405
