"""The record API against fact sheet sections 2.1, 2.2 and 5.2: life of a record, validation, rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office

BASE = "https://9990001-sb1.suitetalk.api.netsuite.com/services/rest/record/v1"
CUSTOMER = {"companyName": "Castillo Homes", "subsidiary": {"id": "1"}}


def test_create_answers_204_with_the_id_in_location_only(netsuite: Caller) -> None:
    """Fact 3: the body is empty, the link shows the type in lower case (2.1)."""
    answer = netsuite.post("customer", CUSTOMER)
    assert (answer.status, answer.response.body) == (204, b"")
    assert answer.headers["location"] == f"{BASE}/customer/801"


def test_read_leaves_null_properties_out_and_shows_sublists_as_stubs(netsuite: Caller) -> None:
    """3.1: a null is left out, ids are text, a sublist is a link until it is expanded."""
    body = netsuite.get(f"customer/{netsuite.customer()}").body
    assert body["id"] == "801"
    assert body["addressBook"] == {"links": [{"rel": "self", "href": f"{BASE}/customer/801/addressBook"}]}
    assert None not in body.values()
    assert "email" not in body


def test_record_media_type_is_singular(netsuite: Caller) -> None:
    """2.1: one record is ``type=singular``, a list ``type=collection``, an error ``type=error``."""
    one = netsuite.get(f"customer/{netsuite.customer()}").headers["content-type"]
    assert one == "application/vnd.oracle.resource+json; type=singular"
    assert netsuite.get("customer").headers["content-type"].endswith("type=collection")
    assert netsuite.get("customer/1").headers["content-type"].endswith("type=error")


def test_type_names_are_taken_in_camel_and_in_lower_case(netsuite: Caller) -> None:
    """2.1: both were accepted in recordings."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 2))
    assert netsuite.get(f"salesorder/{order}").body == netsuite.get(f"salesOrder/{order}").body


def test_patch_leaves_other_fields_alone_and_null_clears(netsuite: Caller) -> None:
    """2.1: omitted fields are unchanged; a null clears."""
    identity = netsuite.customer(email="a@example.com", phone="555-0101")
    assert netsuite.patch(f"customer/{identity}", {"email": "b@example.com", "phone": None}).made == identity
    body = netsuite.get(f"customer/{identity}").body
    assert body["email"] == "b@example.com"
    assert "phone" not in body


def test_replace_selected_fields_keeps_what_is_not_named(netsuite: Caller) -> None:
    """2.2: with replaceSelectedFields=true a null clears only fields that ``replace`` names too."""
    identity = netsuite.customer(email="a@example.com", phone="555-0101")
    params = (("replaceSelectedFields", "true"), ("replace", "phone"))
    netsuite.patch(f"customer/{identity}", {"email": None, "phone": None}, *params)
    body = netsuite.get(f"customer/{identity}").body
    assert body["email"] == "a@example.com"
    assert "phone" not in body


def test_delete_answers_204_and_the_record_is_gone(netsuite: Caller) -> None:
    """2.1, 5.2: afterwards it is 404 NONEXISTENT_ID."""
    identity = netsuite.customer()
    assert netsuite.delete(f"customer/{identity}").status == 204
    gone = netsuite.get(f"customer/{identity}")
    assert (gone.status, gone.code) == (404, "NONEXISTENT_ID")


def test_unknown_ids_types_and_paths_are_404(netsuite: Caller) -> None:
    """5.2: no such record."""
    for path in ("customer/1", "customer/x", "customer/eid:none", "unheardOf", "customer/801/x/y/z"):
        assert (netsuite.get(path).status, netsuite.get(path).code) == (404, "NONEXISTENT_ID")
    assert netsuite.send("GET", "elsewhere").status == 404


def test_id_of_another_type_of_the_family_is_404(netsuite: Caller) -> None:
    """6: an order's id is no invoice's id, though they share one sequence."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 2))
    assert netsuite.get(f"invoice/{order}").status == 404


def test_subrecords_cannot_be_made_alone_and_custom_sublists_are_not_shown(netsuite: Caller) -> None:
    """2.1: an address has no type of its own, and a custom sublist is an unknown property."""
    assert netsuite.post("address", {"addr1": "1 Oak Street"}).status == 404
    held = {**CUSTOMER, "recmachcustrecord_visits": {"items": [{"name": "First"}]}}
    refused = netsuite.post("customer", held, x_netsuite_propertynamevalidation="error")
    assert (refused.status, refused.error["o:errorPath"]) == (400, "recmachcustrecord_visits")
    assert "recmachcustrecord_visits" not in netsuite.whole(f"customer/{netsuite.post('customer', held).made}")


# -- external ids ------------------------------------------------------------------------------------------------------


def test_put_with_an_external_id_makes_and_then_changes(netsuite: Caller) -> None:
    """2.1: upsert; its answer does not name the record unless the rules say so (open question 7)."""
    first = netsuite.put("customer/eid:crm-1", CUSTOMER)
    assert (first.status, "location" in first.headers) == (204, False)
    netsuite.put("customer/eid:crm-1", {"email": "a@example.com"})
    (only,) = netsuite.simulator.records("customer")
    assert (only["externalId"], only["email"], only["companyName"]) == ("crm-1", "a@example.com", "Castillo Homes")
    assert [note.operation for note in netsuite.simulator.writes()] == ["create", "update"]


def test_put_may_tell_its_location(office: Office) -> None:
    """Open question 7, the other way."""
    netsuite = office.open(location_on_upsert=True)
    assert netsuite.put("customer/eid:crm-1", CUSTOMER).made == "801"


def test_external_id_stands_wherever_an_internal_one_does(netsuite: Caller) -> None:
    """2.1: ``eid:`` reads, changes and deletes, percent-encoded or not."""
    netsuite.customer(externalId="crm-1")
    assert netsuite.get("customer/eid:crm-1").body["id"] == "801"
    assert netsuite.get("customer/eid%3Acrm-1").body["id"] == "801"
    assert netsuite.patch("customer/eid:crm-1", {"email": "a@example.com"}).made == "801"
    assert netsuite.delete("customer/eid:crm-1").status == 204


def test_pipe_in_an_external_id_breaks_the_path_and_is_found_by_filter(netsuite: Caller) -> None:
    """2.1: look it up with ``q=externalId IS "A|B"``."""
    identity = netsuite.customer(externalId="A|B")
    assert netsuite.get("customer/eid:A%7CB").status == 400
    (found,) = netsuite.get("customer", ("q", 'externalId IS "A|B"')).items
    assert found["id"] == identity


def test_put_with_an_internal_id_is_refused(netsuite: Caller) -> None:
    """2.1: only PUT upserts, and only by external id."""
    assert netsuite.put(f"customer/{netsuite.customer()}", {}).status == 400
    assert netsuite.put("customer", {}).status == 400


def test_external_id_is_unique_and_can_be_given_up(netsuite: Caller) -> None:
    """A second record with it is refused; once cleared it is free."""
    first = netsuite.customer("One", externalId="crm-1")
    taken = netsuite.post("customer", {**CUSTOMER, "externalId": "crm-1"})
    assert (taken.status, taken.error["o:errorPath"]) == (400, "externalId")
    netsuite.patch(f"customer/{first}", {"externalId": None})
    assert netsuite.customer("Two", externalId="crm-1") == "802"


# -- validation --------------------------------------------------------------------------------------------------------


def test_unknown_property_is_silently_lost_by_default(netsuite: Caller) -> None:
    """Fact 5: the write works, the property is gone, and only a header tells (2.2)."""
    answer = netsuite.post("customer", {**CUSTOMER, "favouriteColour": "blue"})
    assert answer.status == 204
    assert "favouriteColour" in answer.headers["x-netsuite-warnings"]
    assert "favouriteColour" not in netsuite.get("customer/801").body


def test_property_name_validation_error_refuses_unknown_properties(netsuite: Caller) -> None:
    """2.2: ``X-NetSuite-PropertyNameValidation: error`` names every one of them, lines included."""
    items = [{"item": netsuite.item("OAK-12"), "colour": "red"}]
    body = {"entity": {"id": netsuite.customer()}, "shade": 1, "item": {"items": items}}
    answer = netsuite.post("salesOrder", body, x_netsuite_propertynamevalidation="error")
    paths = [entry["o:errorPath"] for entry in answer.body["o:errorDetails"]]
    assert (answer.status, paths) == (400, ["shade", "item.items[0].colour"])


def test_property_name_validation_ignore_says_nothing(netsuite: Caller) -> None:
    """2.2: the third value."""
    answer = netsuite.post("customer", {**CUSTOMER, "x": 1}, x_netsuite_propertynamevalidation="ignore")
    assert "x-netsuite-warnings" not in answer.headers
    wrong = netsuite.post("customer", CUSTOMER, x_netsuite_propertynamevalidation="maybe")
    assert (wrong.status, wrong.error["o:errorHeader"]) == (400, "X-NetSuite-PropertyNameValidation")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", 5),
        ("isInactive", "yes"),
        ("creditLimit", "100"),
        ("creditLimit", True),
        ("subsidiary", "1"),
        ("subsidiary", {"id": ""}),
        ("creditHoldOverride", "SOMETIMES"),
        ("creditHoldOverride", 3),
        ("addressBook", []),
        ("addressBook", {"items": ["x"]}),
    ],
)
def test_values_of_the_wrong_shape_are_refused_by_default(netsuite: Caller, field: str, value: object) -> None:
    """2.2: property values are validated as errors unless a header says otherwise."""
    refused = netsuite.post("customer", {**CUSTOMER, field: value})
    assert (refused.status, refused.code) == (400, "INVALID_CONTENT")
    assert refused.error["o:errorPath"].startswith(field)


@pytest.mark.parametrize("day", ["20.11.2026", "2026-11-31", "2026-11-20T00:00:00Z", 20261120])
def test_dates_are_iso(netsuite: Caller, day: object) -> None:
    """3.1: a date is ``YYYY-MM-DD``."""
    body = {"entity": {"id": netsuite.customer()}, "tranDate": day}
    assert netsuite.post("invoice", body).error["o:errorPath"] == "tranDate"


def test_property_value_validation_warning_leaves_the_value_out(netsuite: Caller) -> None:
    """2.2: with ``warning`` a wrong value is dropped and told."""
    answer = netsuite.post("customer", {**CUSTOMER, "email": 5}, x_netsuite_propertyvaluevalidation="warning")
    assert answer.status == 204
    assert "email" in answer.headers["x-netsuite-warnings"]


def test_property_value_validation_ignore_says_nothing(netsuite: Caller) -> None:
    """2.2: the third value."""
    answer = netsuite.post("customer", {**CUSTOMER, "email": 5}, x_netsuite_propertyvaluevalidation="ignore")
    assert (answer.status, "x-netsuite-warnings" in answer.headers) == (204, False)
    assert "email" not in netsuite.whole(f"customer/{answer.made}")


def test_semantic_errors_always_fail(netsuite: Caller) -> None:
    """2.2: a reference to nothing is refused whatever the headers say, with its path (5.2)."""
    headers = {"x_netsuite_propertyvaluevalidation": "ignore", "x_netsuite_propertynamevalidation": "ignore"}
    items = [{"item": {"id": "98765"}}]
    body = {"entity": {"id": netsuite.customer()}, "item": {"items": items}}
    answer = netsuite.post("salesOrder", body, **headers)
    assert (answer.status, answer.code, answer.error["o:errorPath"]) == (
        400,
        "INVALID_CONTENT",
        "item.items[0].item",
    )


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'"x"'])
def test_body_that_is_no_object_is_refused(netsuite: Caller, body: bytes) -> None:
    """5.2: INVALID_CONTENT."""
    answer = netsuite.post("customer", body)
    assert (answer.status, answer.code) == (400, "INVALID_CONTENT")


def test_read_only_properties_that_are_sent_are_ignored(netsuite: Caller) -> None:
    """What a read showed can be sent back: ids, links and computed values change nothing."""
    identity = netsuite.customer()
    body = netsuite.get(f"customer/{identity}").body
    del body["addressBook"], body["contactRoles"], body["salesTeam"], body["taxRegistration"]
    del body["groupPricing"], body["itemPricing"], body["currencyList"]
    changed = {**body, "balance": 99, "lastModifiedDate": "2020-01-01T00:00:00Z"}
    assert netsuite.patch(f"customer/{identity}", changed, x_netsuite_propertynamevalidation="error").status == 204
    assert netsuite.get(f"customer/{identity}").body["balance"] == 0


def test_computed_values_of_documents_and_lines_cannot_be_set(netsuite: Caller) -> None:
    """3.3, 3.4: totals, status, links back and what was billed are the system's own."""
    customer = netsuite.customer()
    line = {"item": netsuite.item("TILE-98"), "itemType": {"id": "Service"}, "lineUniqueKey": 9, "quantityBilled": 5}
    computed = {"total": 1, "subtotal": 1, "status": {"id": "G"}, "createdFrom": {"id": "1"}, "transactionNumber": "X"}
    body = {"entity": {"id": customer}, "item": {"items": [line]}, **computed}
    order = netsuite.post("salesOrder", body, x_netsuite_propertynamevalidation="error").made
    shown = netsuite.whole(f"salesOrder/{order}")
    assert (shown["total"], shown["orderStatus"]["id"], shown["transactionNumber"]) == (40, "B", "SALESORD1")
    assert "createdFrom" not in shown
    made = shown["item"]["items"][0]
    assert (made["itemType"]["id"], made["lineUniqueKey"], made["quantityBilled"]) == ("InvtPart", 1, 0)
    invoice = {"entity": {"id": customer}, "item": {"items": [{"item": netsuite.item("TILE-98")}]}, "amountPaid": 40}
    assert netsuite.whole(f"invoice/{netsuite.post('invoice', invoice).made}")["amountRemaining"] == 40


# -- rights and scripts ------------------------------------------------------------------------------------------------


def test_hidden_types_are_forbidden(office: Office) -> None:
    """5.2: 403 INSUFFICIENT_PERMISSION in the record API."""
    netsuite = office.open(hidden=frozenset({"invoice"}))
    refused = netsuite.get("invoice")
    assert (refused.status, refused.code) == (403, "INSUFFICIENT_PERMISSION")
    assert netsuite.get("metadata-catalog/invoice").status == 404
    order = netsuite.document("salesOrder", netsuite.customer(), ("INSTALL", 1))
    assert netsuite.post(f"salesOrder/{order}/!transform/invoice").status == 403


def test_reading_one_record_opens_it_as_if_to_edit(office: Office) -> None:
    """2.1: with View only, lists work and one record does not; whether that is so is open question 12."""
    netsuite = office.open(view_only=frozenset({"customer"}))
    made = netsuite.simulator.add("customer", CUSTOMER)
    assert netsuite.get("customer").status == 200
    assert netsuite.get(f"customer/{made['id']}").status == 403
    assert netsuite.post("customer", CUSTOMER).status == 403
    lenient = office.open(view_only=frozenset({"customer"}), get_needs_edit=False)
    made = lenient.simulator.add("customer", CUSTOMER)
    assert lenient.get(f"customer/{made['id']}").status == 200
    assert lenient.patch(f"customer/{made['id']}", {"email": "a@example.com"}).status == 403


def test_script_of_the_account_refuses_in_its_own_words(netsuite: Caller) -> None:
    """5.2: free-form codes; nothing is saved."""
    netsuite.simulator.reject_saves("customer", code="COMPOSED_RULE", detail="No Castillos on Mondays.")
    refused = netsuite.post("customer", CUSTOMER)
    assert (refused.status, refused.code, refused.error["detail"]) == (400, "COMPOSED_RULE", "No Castillos on Mondays.")
    assert netsuite.simulator.records("customer") == []
    assert netsuite.post("customer", CUSTOMER).status == 204


def test_line_breaks_in_text_survive(netsuite: Caller) -> None:
    """6: a JSON encoder suffices."""
    identity = netsuite.customer(comments="one\ntwo")
    assert netsuite.get(f"customer/{identity}").body["comments"] == "one\ntwo"


def test_prefer_transient_on_record_calls_is_harmless(netsuite: Caller) -> None:
    """6: clients send it everywhere."""
    assert netsuite.get("customer", prefer="transient").status == 200


def test_links_may_show_another_address(office: Office) -> None:
    """6: clients use their own base and only the path of links."""
    netsuite = office.open(service_url="http://elsewhere.example.com")
    assert netsuite.post("customer", CUSTOMER).headers["location"].startswith("http://elsewhere.example.com/services/")
