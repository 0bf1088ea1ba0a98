"""What a record looks like, against fact sheet sections 2.2 and 3.1."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from crosstie.testing import FakeClock

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office

BASE = "https://9990001-sb1.suitetalk.api.netsuite.com/services/rest/record/v1"
CUSTOMER = {"companyName": "Castillo Homes", "subsidiary": {"id": "1"}}


def test_fields_selects_body_fields_and_leaves_the_id_out(netsuite: Caller) -> None:
    """2.2: ``id`` comes back only if it is asked for; sublists do not."""
    identity = netsuite.customer(email="a@example.com")
    assert set(netsuite.get(f"customer/{identity}", ("fields", "email")).body) == {"links", "email"}
    assert netsuite.get(f"customer/{identity}", ("fields", "id,email")).body["id"] == identity
    refused = netsuite.get(f"customer/{identity}", ("fields", "addressBook"))
    assert (refused.status, refused.error["o:errorQueryParam"]) == (400, "fields")


def test_simple_enum_format_shows_bare_ids(netsuite: Caller) -> None:
    """2.2: enums are bare ids instead of id and refName."""
    identity = netsuite.customer(creditHoldOverride={"id": "AUTO"})
    assert netsuite.get(f"customer/{identity}").body["creditHoldOverride"] == {"id": "AUTO", "refName": "Auto"}
    simple = netsuite.get(f"customer/{identity}", ("simpleEnumFormat", "true")).body
    assert simple["creditHoldOverride"] == "AUTO"


@pytest.mark.parametrize("value", [{"id": "ON"}, {"refName": "On"}, "ON", "On"])
def test_enums_are_written_in_three_ways(netsuite: Caller, value: object) -> None:
    """3.1: by id, by refName, or bare."""
    identity = netsuite.customer(creditHoldOverride=value)
    assert netsuite.get(f"customer/{identity}").body["creditHoldOverride"]["id"] == "ON"


def test_reference_has_id_name_and_a_link_if_it_leads_to_a_record(netsuite: Caller) -> None:
    """3.1: ids are text whatever was sent, links may be empty."""
    customer = netsuite.customer()
    order = netsuite.document("salesOrder", customer, ("TILE-98", 1), entity={"id": int(customer)})
    body = netsuite.whole(f"salesOrder/{order}")
    link = [{"rel": "self", "href": f"{BASE}/customer/801"}]
    assert body["entity"] == {"links": link, "id": "801", "refName": "C0001 Castillo Homes"}
    assert body["currency"] == {"links": [], "id": "1", "refName": "US Dollar"}


def test_expanded_sublist_has_neither_count_nor_has_more(netsuite: Caller) -> None:
    """3.1, 7.4: links, items and totalResults only; the record's own link repeats the parameter."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 2))
    body = netsuite.whole(f"salesOrder/{order}")
    assert body["links"][0]["href"] == f"{BASE}/salesorder/{order}/?expandSubResources=true"
    assert set(body["item"]) == {"links", "items", "totalResults"}
    (line,) = body["item"]["items"]
    assert line["links"][0]["href"] == f"{BASE}/salesorder/{order}/item/1"
    assert (line["line"], line["item"]["refName"]) == (1, "TILE-98")


def test_numbers_are_doubles(netsuite: Caller) -> None:
    """3.1, 7.4: whole amounts are written with a fraction."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 2))
    raw = netsuite.get(f"salesOrder/{order}", ("expandSubResources", "true")).response.body
    for written in (b'"subtotal":80.0', b'"total":80.0', b'"exchangeRate":1.0', b'"quantity":2.0', b'"line":1,'):
        assert written in raw


def test_moments_are_utc_with_minutes(netsuite: Caller, clock: FakeClock) -> None:
    """3.1: date-times are UTC and their seconds are 00 (open question 10)."""
    clock.advance(95)
    body = netsuite.get(f"customer/{netsuite.customer()}").body
    assert body["dateCreated"] == body["lastModifiedDate"] == "2026-11-02T09:01:00Z"


def test_moments_may_have_seconds(office: Office, clock: FakeClock) -> None:
    """Open question 10, the other way."""
    netsuite = office.open(resolution="second")
    clock.advance(95)
    assert netsuite.get(f"customer/{netsuite.customer()}").body["dateCreated"] == "2026-11-02T09:01:35Z"


def test_change_moves_the_last_modified_date(netsuite: Caller, clock: FakeClock) -> None:
    """A write moves it, the creation stays."""
    identity = netsuite.customer()
    clock.advance(timedelta(hours=1).total_seconds())
    netsuite.patch(f"customer/{identity}", {"email": "a@example.com"})
    body = netsuite.get(f"customer/{identity}").body
    assert (body["dateCreated"], body["lastModifiedDate"]) == ("2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z")


def test_field_with_several_values_is_a_page_of_references(netsuite: Caller) -> None:
    """3.1: a page envelope, unlike a sublist, with count and hasMore; written as items, whole, and found by ANY_OF."""
    identity = netsuite.customer(custentity_interests={"items": [{"id": "1"}, {"id": 2}]})
    netsuite.customer("Another")
    shown = netsuite.get(f"customer/{identity}").body["custentity_interests"]
    told = {name: shown[name] for name in ("links", "count", "hasMore", "offset", "totalResults")}
    assert told == {"links": [], "count": 2, "hasMore": False, "offset": 0, "totalResults": 2}
    assert [entry["id"] for entry in shown["items"]] == ["1", "2"]
    assert netsuite.patch(f"customer/{identity}", {"custentity_interests": {"items": [{"id": "3"}]}}).status == 204
    assert [one["id"] for one in netsuite.whole(f"customer/{identity}")["custentity_interests"]["items"]] == ["3"]
    for wanted, found in (("[3, 4]", [identity]), ("[1, 4]", [])):
        items = netsuite.get("customer", ("q", f"custentity_interests ANY_OF {wanted}")).items
        assert [item["id"] for item in items] == found


def test_moments_are_written_with_any_offset_and_read_in_utc(netsuite: Caller) -> None:
    """3.1: offsets are accepted on write; without one a time is refused."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 1))
    at = {"custbody_install_at": "2026-11-20T15:03:00+01:00"}
    assert netsuite.patch(f"salesOrder/{order}", at).status == 204
    assert netsuite.get(f"salesOrder/{order}").body["custbody_install_at"] == "2026-11-20T14:03:00Z"
    refused = netsuite.patch(f"salesOrder/{order}", {"custbody_install_at": "2026-11-20T15:03:00"})
    assert (refused.status, refused.error["o:errorPath"]) == (400, "custbody_install_at")
