"""Customers, and the documents of a sale, against fact sheet sections 2.1 and 3.2 to 3.5."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crosstie.testing import FakeClock

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office

BASE = "https://9990001-sb1.suitetalk.api.netsuite.com/services/rest/record/v1"
CUSTOMER = {"companyName": "Castillo Homes", "subsidiary": {"id": "1"}}


# -- customers ---------------------------------------------------------------------------------------------------------


def test_companies_need_a_company_name_and_persons_two_names(netsuite: Caller) -> None:
    """3.2: the name rule."""
    subsidiary = {"subsidiary": {"id": "1"}}
    assert netsuite.post("customer", subsidiary).error["o:errorPath"] == "companyName"
    half = netsuite.post("customer", {**subsidiary, "isPerson": True, "firstName": "Ada"})
    assert half.error["o:errorPath"] == "lastName"
    person = {**subsidiary, "isPerson": True, "firstName": "Ada", "lastName": "Berg"}
    body = netsuite.get(f"customer/{netsuite.post('customer', person).made}").body
    assert (body["altName"], body["entityId"]) == ("Ada Berg", "C0001")


def test_one_world_needs_a_subsidiary(netsuite: Caller, office: Office) -> None:
    """3.2: needed in OneWorld, and not elsewhere."""
    assert netsuite.post("customer", {"companyName": "x"}).error["o:errorPath"] == "subsidiary"
    assert office.open(one_world=False).post("customer", {"companyName": "x"}).status == 204


def test_entity_id_is_unique(netsuite: Caller) -> None:
    """The number or name shown cannot be taken twice, by an employee neither."""
    netsuite.customer(entityId="Castillo")
    for taken in ("castillo", "Gail Holm"):
        refused = netsuite.post("customer", {**CUSTOMER, "entityId": taken})
        assert refused.error["o:errorPath"] == "entityId"


def test_addresses_live_in_a_sublist_of_subrecords(netsuite: Caller) -> None:
    """3.2: addressBookAddress with its flags; only one is the default."""
    inner = {"addr1": "1 Oak Street", "city": "Dover", "state": "DE", "zip": "19901", "country": {"id": "US"}}
    line = {"addressBookAddress": inner, "defaultBilling": True, "defaultShipping": True}
    identity = netsuite.customer(addressBook={"items": [line]})
    netsuite.patch(f"customer/{identity}", {"addressBook": {"items": [{**line, "label": "New"}]}})
    book = netsuite.whole(f"customer/{identity}")["addressBook"]
    assert book["totalResults"] == 2
    assert [entry["defaultBilling"] for entry in book["items"]] == [False, True]
    assert book["items"][0]["addressBookAddress"]["country"] == {"id": "US", "refName": "US"}
    assert book["items"][0]["addressBookAddress"]["state"] == "DE"
    own = f"{BASE}/customer/{identity}/addressBook/1"
    assert book["items"][0]["links"] == [{"rel": "self", "href": own}]
    assert book["items"][0]["addressBookAddress"]["links"] == [{"rel": "self", "href": f"{own}/addressBookAddress"}]
    assert "1 Oak Street" in netsuite.get(f"customer/{identity}").body["defaultAddress"]


def test_sublist_is_spelled_either_way_in_paths(netsuite: Caller) -> None:
    """3.2: addressbook in Oracle's page, addressBook in the browser."""
    identity = netsuite.customer(addressBook={"items": [{"label": "Home"}]})
    assert (
        netsuite.get(f"customer/{identity}/addressbook").body == netsuite.get(f"customer/{identity}/addressBook").body
    )


def test_subrecord_is_a_stub_until_expanded(netsuite: Caller) -> None:
    """2.2: subrecords are inline only with expandSubResources."""
    address = {"addr1": "1 Oak Street", "override": True}
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 1), billingAddress=address)
    stub = netsuite.get(f"salesOrder/{order}").body["billingAddress"]
    assert stub == {"links": [{"rel": "self", "href": f"{BASE}/salesorder/{order}/billingAddress"}]}
    assert netsuite.whole(f"salesOrder/{order}")["billingAddress"]["addr1"] == "1 Oak Street"


def test_custom_fields_stand_at_top_level(netsuite: Caller, office: Office) -> None:
    """2.8: the schema is per account; a custom field that it lacks is an unknown property."""
    identity = netsuite.customer(custentity_origin="crm")
    assert netsuite.get(f"customer/{identity}").body["custentity_origin"] == "crm"
    other = office.open(custom_fields=frozenset())
    body = {**CUSTOMER, "custentity_origin": "crm"}
    assert other.post("customer", body, x_netsuite_propertynamevalidation="error").status == 400


def test_inactive_customers_stay_in_lists(netsuite: Caller) -> None:
    """6: they are filtered on purpose only."""
    netsuite.customer(isInactive=True)
    assert netsuite.get("customer").body["totalResults"] == 1


def test_customer_with_documents_cannot_be_deleted(netsuite: Caller) -> None:
    """What depends on a record holds it."""
    customer = netsuite.customer()
    order = netsuite.document("salesOrder", customer, ("TILE-98", 1))
    assert netsuite.delete(f"customer/{customer}").code == "USER_ERROR"
    netsuite.delete(f"salesOrder/{order}")
    assert netsuite.delete(f"customer/{customer}").status == 204


# -- documents ---------------------------------------------------------------------------------------------------------


def test_document_is_filled_from_customer_items_and_the_calendar(netsuite: Caller) -> None:
    """3.3: numbers, date, currency and prices come by themselves; ``source`` says who made it."""
    customer = netsuite.customer(terms={"id": "2"})
    body = netsuite.whole(f"invoice/{netsuite.document('invoice', customer, ('INSTALL', 3))}")
    assert (body["tranId"], body["tranDate"], body["dueDate"]) == ("INV1001", "2026-11-02", "2026-12-02")
    assert (body["total"], body["amountRemaining"]) == (195, 195)
    assert body["source"]["id"] == "restWebServices"
    assert body["item"]["items"][0]["description"] == "Installation, per hour"
    assert netsuite.simulator.edit("invoice", body["id"], {"memo": "x"})["memo"] == "x"


def test_today_is_the_accounts_day(netsuite: Caller, clock: FakeClock) -> None:
    """3.3: tranDate is a local date; at 02:00 UTC it is still yesterday in the account's zone."""
    clock.advance(17 * 3600)
    body = netsuite.whole(f"estimate/{netsuite.document('estimate', netsuite.customer(), ('INSTALL', 1))}")
    assert body["createdDate"] == "2026-11-03T02:00:00Z"
    assert body["tranDate"] == "2026-11-02"


def test_document_needs_a_customer_and_a_line(netsuite: Caller) -> None:
    """3.3: entity is required; a sublist that is mandatory cannot be emptied (2.5)."""
    assert netsuite.post("salesOrder", {"memo": "x"}).error["o:errorPath"] == "entity"
    body = {"entity": {"id": netsuite.customer()}}
    assert netsuite.post("salesOrder", body).error["o:errorPath"] == "item"
    assert netsuite.post("salesOrder", {**body, "item": {"items": [{}]}}).error["o:errorPath"] == "item.items[0].item"


def test_amount_is_not_always_rate_times_quantity(netsuite: Caller) -> None:
    """3.4: an amount of its own stands; a new quantity works it out again."""
    items = [{"item": netsuite.item("TILE-98"), "quantity": 3, "rate": 40, "amount": 99.99}]
    order = netsuite.post("salesOrder", {"entity": {"id": netsuite.customer()}, "item": {"items": items}}).made
    assert netsuite.whole(f"salesOrder/{order}")["total"] == Decimal("99.99")
    netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": 1, "quantity": 2}]}})
    assert netsuite.whole(f"salesOrder/{order}")["total"] == 80
    only_amount = [{"item": netsuite.item("TILE-98"), "quantity": 4, "amount": 100}]
    order = netsuite.post("salesOrder", {"entity": {"id": "801"}, "item": {"items": only_amount}}).made
    assert netsuite.whole(f"salesOrder/{order}")["item"]["items"][0]["rate"] == 25


def test_totals_add_tax_discount_and_costs(netsuite: Caller) -> None:
    """3.3: subtotal, discountTotal, taxTotal, shipping and handling make the total."""
    customer = netsuite.customer()
    items = [{"item": netsuite.item("TILE-98"), "quantity": 2, "isTaxable": True}, {"item": netsuite.item("MEASURE")}]
    more = {"isTaxable": True, "taxRate": 7.25, "shippingCost": 10.5, "handlingCost": 1}
    discount = {"discountItem": netsuite.item("TRIM-1"), "discountRate": -20}
    body = {"entity": {"id": customer}, "item": {"items": items}, **more, **discount}
    shown = netsuite.whole(f"invoice/{netsuite.post('invoice', body).made}")
    assert (shown["subtotal"], shown["discountTotal"], shown["taxTotal"]) == (200, -20, Decimal("5.8"))
    assert shown["total"] == Decimal("197.3")


def test_status_shows_the_label_in_both_members(netsuite: Caller) -> None:
    """3.5: the trap of late 2025: ``status`` has the label twice, ``orderStatus`` the letter twice."""
    body = netsuite.whole(f"salesOrder/{netsuite.document('salesOrder', netsuite.customer(), ('TILE-98', 1))}")
    assert body["status"] == {"id": "Pending Fulfillment", "refName": "Pending Fulfillment"}
    assert body["orderStatus"] == {"id": "B", "refName": "B"}


def test_status_may_show_the_letter(office: Office) -> None:
    """Open question 2, the other way."""
    netsuite = office.open(status_words="letter")
    body = netsuite.whole(f"estimate/{netsuite.document('estimate', netsuite.customer(), ('INSTALL', 1))}")
    assert body["status"] == {"id": "A", "refName": "Open"}


def test_approval_action(netsuite: Caller) -> None:
    """2.1: ``POST …/@approve`` answers ``{"result": true}``; an order that waits becomes pending fulfillment (3.5)."""
    customer = netsuite.customer()
    order = netsuite.document("salesOrder", customer, ("TILE-98", 1), orderStatus={"id": "A"})
    assert netsuite.whole(f"salesOrder/{order}")["status"]["id"] == "Pending Approval"
    assert netsuite.post(f"salesOrder/{order}/@approve").body == {"result": True}
    assert netsuite.whole(f"salesOrder/{order}")["orderStatus"]["id"] == "B"
    invoice = netsuite.document("invoice", customer, ("INSTALL", 1), approvalStatus={"id": "1"})
    assert netsuite.whole(f"invoice/{invoice}")["status"]["id"] == "Pending Approval"
    netsuite.post(f"invoice/{invoice}/@approve")
    assert netsuite.whole(f"invoice/{invoice}")["status"]["id"] == "Open"
    assert netsuite.post(f"invoice/{invoice}/@cancel").status == 501


def test_forms_are_filled_and_nothing_is_saved(netsuite: Caller) -> None:
    """2.1: with a create-form or edit-form Accept header the answer is what would be saved."""
    kind = "application/vnd.oracle.resource+json; type=create-form"
    body = {"entity": {"id": netsuite.customer()}, "item": {"items": [{"item": netsuite.item("TILE-98")}]}}
    form = netsuite.post("salesOrder", body, accept=kind)
    assert (form.status, form.body["total"]) == (200, 40)
    assert netsuite.simulator.records("salesOrder") == []
    order = netsuite.post("salesOrder", body).made
    changed = netsuite.patch(f"salesOrder/{order}", {"memo": "x"}, accept=kind.replace("create", "edit"))
    assert changed.body["memo"] == "x"
    invoice = netsuite.post(
        f"salesOrder/{order}/!transform/invoice", {"item": {"items": [{"orderLine": 1, "quantity": 1}]}}, accept=kind
    )
    assert invoice.body["total"] == 40
    assert netsuite.simulator.records("invoice") == []
    assert "memo" not in netsuite.whole(f"salesOrder/{order}")


def test_what_is_not_played_says_so(netsuite: Caller) -> None:
    """Attaching, saved datasets and other targets exist; the simulator does not pretend."""
    customer = netsuite.customer()
    assert netsuite.post(f"customer/{customer}/!attach/contact/1").status == 501
    assert netsuite.post(f"customer/{customer}/!transform/vendor").status == 501
    assert netsuite.send("GET", "query/v1/dataset/x/result").status == 501
    assert netsuite.send("GET", "system/v1/other").status == 501
    options = "application/vnd.oracle.resource+json; type=select-options"
    assert netsuite.post("customer", CUSTOMER, ("fields", "category"), accept=options).status == 501
    assert len(netsuite.simulator.records("customer")) == 1
