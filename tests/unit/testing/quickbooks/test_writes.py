"""Create, update, delete, void, send and read of the simulator against fact sheet sections 2 and 5."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import REALM, Rules

if TYPE_CHECKING:
    from tests.unit.testing.quickbooks.conftest import Books, Caller


def test_answer_wraps_the_object_with_the_time_beside_it(qbo: Caller) -> None:
    """A write answers {Entity: ..., time}: domain, sparse, Id, SyncToken "0" and stamps with an offset (2.1, 3.1)."""
    body = qbo.post("customer", {"DisplayName": "Castillo Homes"}).body
    assert set(body) == {"Customer", "time"}
    assert body["time"] == "2026-11-02T01:00:00.000-08:00"
    made = body["Customer"]
    assert (made["domain"], made["sparse"], made["Id"], made["SyncToken"]) == ("QBO", False, "1", "0")
    assert made["MetaData"] == {
        "CreateTime": "2026-11-02T01:00:00-08:00",
        "LastUpdatedTime": "2026-11-02T01:00:00-08:00",
    }


def test_ids_are_per_kind(shop: Caller) -> None:
    """Ids are numbered per entity, never globally: customer 1 and item 1 are different things (3.1)."""
    assert shop.read("customer/1")["DisplayName"] == "Castillo Homes"
    assert shop.read("item/1")["Name"] == "Oak plank"


def test_properties_without_a_value_are_absent(qbo: Caller) -> None:
    """Only properties that hold a value are returned (2.1)."""
    made = qbo.made(
        "customer", {"DisplayName": "A", "Notes": None, "Title": "", "PrimaryPhone": {"FreeFormNumber": ""}}
    )
    assert not {"Notes", "Title", "PrimaryPhone", "GivenName"} & set(made)


def test_money_keeps_every_digit(qbo: Caller) -> None:
    """Amounts go in and come out digit by digit, never through binary fractions (3.1)."""
    made = qbo.made("customer", {"DisplayName": "A", "Balance": Decimal("1234567890.10001")})
    assert made["Balance"] == Decimal("1234567890.10001")
    assert b'"Balance":1234567890.10001' in qbo.get("customer/1").response.body


def test_without_accept_the_answer_is_xml(qbo: Caller) -> None:
    """Whoever does not ask for JSON is answered in XML, faults included (2.1, 5.3)."""
    qbo.made("customer", {"DisplayName": "O'Hara & Sons"})
    answer = qbo.send("GET", "customer/1", headers={"accept": "*/*"}).response
    assert answer.headers["content-type"].startswith("application/xml")
    assert b'<Customer domain="QBO" sparse="false"><Id>1</Id>' in answer.body
    assert b"O'Hara &amp; Sons" in answer.body
    fault = qbo.send("GET", "customer/9", headers={}).response
    assert b'<Fault type="ValidationFault"><Error code="610">' in fault.body


def test_unknown_property_is_2010_and_lists_the_known_ones(qbo: Caller) -> None:
    """An unknown property answers 400 with code 2010, and the detail lists the known ones (2.1, 5.4)."""
    answer = qbo.post("customer", {"DisplayName": "A", "Colour": "red"})
    assert (answer.status, answer.codes) == (400, ["2010"])
    assert "Colour" in answer.error["Detail"]
    assert "PrintOnCheckName" in answer.error["Detail"]


def test_amount_inside_the_line_detail_is_2010(shop: Caller) -> None:
    """Members are checked on every level: Amount belongs on the line, not in its detail (7.6)."""
    line = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "Amount": 5}}
    answer = shop.post("invoice", {"CustomerRef": {"value": "1"}, "Line": [line]})
    assert answer.codes == ["2010"]
    assert "SalesItemLineDetail" in answer.error["Detail"]


def test_several_problems_come_at_once(qbo: Caller) -> None:
    """One answer can hold several errors, each with its element (5.3)."""
    body = {"DisplayName": "x" * 501, "Taxable": "yes", "Title": "y" * 17, "PrimaryEmailAddr": {"Address": "nowhere"}}
    answer = qbo.post("customer", body)
    found = {(error["element"], error["code"]) for error in answer.body["Fault"]["Error"]}
    assert found == {("DisplayName", "2050"), ("Taxable", "2110"), ("Title", "2050"), ("PrimaryEmailAddr", "2210")}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("Balance", "12.50", "2090"),
        ("OpenBalanceDate", "02.11.2026", "2060"),
        ("PreferredDeliveryMethod", "Pigeon", "2170"),
        ("PrimaryPhone", {"FreeFormNumber": "5" * 31}, "2050"),
        ("PrimaryPhone", {"Number": "5"}, "2010"),
        ("BillAddr", {"PostalCode": "1" * 31}, "2050"),
        ("ParentRef", {"name": "no value"}, "2020"),
    ],
)
def test_values_are_checked_by_their_type(qbo: Caller, field: str, value: object, code: str) -> None:
    """Lengths, numbers, dates, enums and references have the shapes of the field tables (3.1, 3.2, 5.4)."""
    assert qbo.post("customer", {"DisplayName": "A", field: value}).codes == [code]


def test_broken_bodies_are_refused(qbo: Caller) -> None:
    """What is no JSON object is 2010; text that is not UTF-8 is code 500 (2.1)."""
    for body in (b"{", b"[]", b""):
        assert qbo.send("POST", "customer", body).codes == ["2010"]
    broken = qbo.send("POST", "customer", b'{"DisplayName":"\xff"}')
    assert (broken.status, broken.codes) == (500, ["500"])


def test_read_only_properties_are_ignored_without_an_error(qbo: Caller) -> None:
    """A client may send back what it read: system fields are overwritten silently (2.1)."""
    body = {
        "DisplayName": "A",
        "Level": 9,
        "BalanceWithJobs": 99,
        "MetaData": {},
        "domain": "x",
        "FullyQualifiedName": "Z",
    }
    made = qbo.made("customer", body)
    assert (made["Level"], made["BalanceWithJobs"], made["FullyQualifiedName"], made["domain"]) == (0, 0, "A", "QBO")


def test_sparse_update_keeps_what_is_left_out(qbo: Caller) -> None:
    """A sparse update changes the fields sent and keeps the others; SyncToken grows by one (2.3, 2.4)."""
    qbo.made("customer", {"DisplayName": "A", "Notes": "kept", "CompanyName": "old"})
    changed = qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "CompanyName": "new"})
    assert (changed["Notes"], changed["CompanyName"], changed["SyncToken"]) == ("kept", "new", "1")


def test_full_update_wipes_what_is_left_out(qbo: Caller) -> None:
    """Without sparse, every writable field that is left out becomes null or falls back to its default (2.3)."""
    qbo.made(
        "customer", {"DisplayName": "A", "Notes": "lost", "Mobile": {"FreeFormNumber": "555-0100"}, "Taxable": False}
    )
    changed = qbo.made("customer", {"Id": "1", "SyncToken": "0", "DisplayName": "A"})
    assert not {"Notes", "Mobile"} & set(changed)
    assert changed["Taxable"] is True


def test_fields_set_on_create_only_stay(qbo: Caller) -> None:
    """An opening balance is taken on create and ignored afterwards, sparse or full (3.2)."""
    qbo.made("customer", {"DisplayName": "A", "Balance": 50})
    for token, sparse in (("0", True), ("1", False)):
        changed = qbo.made(
            "customer", {"Id": "1", "SyncToken": token, "sparse": sparse, "DisplayName": f"A{token}", "Balance": 9}
        )
        assert changed["Balance"] == 50


def test_empty_text_clears_a_field_sparsely(qbo: Caller) -> None:
    """A sparse update clears by an empty string; it cannot clear DisplayName (2.3, 3.2)."""
    qbo.made("customer", {"DisplayName": "A", "Notes": "here"})
    changed = qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "", "DisplayName": ""})
    assert "Notes" not in changed
    assert changed["DisplayName"] == "A"


def test_null_in_a_sparse_update_is_a_setting(books: Books) -> None:
    """Whether null clears differs by field and is unverified (2.3): it keeps the value unless set otherwise."""
    for clears in (False, True):
        caller = books.open(Rules(null_clears=clears))
        caller.made("customer", {"DisplayName": "A", "Notes": "here", "Title": "Dr"})
        changed = caller.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": None, "Title": "Ms"})
        assert ("Notes" in changed) is not clears


def test_stale_sync_token_is_5010(qbo: Caller) -> None:
    """An outdated SyncToken answers 400, ValidationFault, 5010, and changes nothing; the UI bumps it too (2.4)."""
    qbo.made("customer", {"DisplayName": "A"})
    qbo.simulator.edit("Customer", "1", {"Notes": "from the product"})
    answer = qbo.post("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "late"})
    assert (answer.status, answer.codes, answer.body["Fault"]["type"]) == (400, ["5010"], "ValidationFault")
    assert qbo.read("customer/1")["Notes"] == "from the product"
    assert qbo.read("customer/1")["SyncToken"] == "1"


def test_update_needs_the_sync_token(qbo: Caller) -> None:
    """Without SyncToken an update is 2020, and the element names it (5.4)."""
    qbo.made("customer", {"DisplayName": "A"})
    answer = qbo.post("customer", {"Id": "1", "sparse": True, "Notes": "x"})
    assert (answer.codes, answer.error["element"]) == (["2020"], "SyncToken")


def test_update_without_effect_leaves_token_and_time(books: Books, clock: FakeClock) -> None:
    """No effective change: SyncToken and LastUpdatedTime stay, as recorded; the other way is a setting (2.3)."""
    for counts in (False, True):
        caller = books.open(Rules(unchanged_writes_count=counts))
        before = caller.made("customer", {"DisplayName": "A", "Notes": "same"})
        clock.advance(60)
        after = caller.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "same"})
        assert (after != before) is counts
        assert len(caller.simulator.writes()) == 1 + counts


def test_unknown_id_is_610_and_a_bad_id_is_2030(qbo: Caller) -> None:
    """A missing object is HTTP 400 with 610, not 404; an Id that is no number is 2030 (5.4, 5.5)."""
    assert (qbo.get("customer/77").status, qbo.get("customer/77").codes) == (400, ["610"])
    assert qbo.get("customer/abc").codes == ["2030"]
    assert qbo.post("customer", {"Id": "77", "SyncToken": "0", "sparse": True}).codes == ["610"]


def test_same_requestid_replays_the_first_answer(qbo: Caller, clock: FakeClock) -> None:
    """A repeated requestid answers the first result, time included, and writes once (2.5)."""
    key = ("requestid", "7a3c2b1e-0000-4000-8000-000000000001")
    first = qbo.post("customer", {"DisplayName": "A"}, key)
    clock.advance(60)
    second = qbo.post("customer", {"DisplayName": "A"}, key)
    assert second.body == first.body
    assert second.response.headers["intuit_tid"] != first.response.headers["intuit_tid"]
    assert [note.request_id for note in qbo.simulator.writes("Customer")] == [key[1]]


def test_refused_write_is_replayed_as_well(qbo: Caller) -> None:
    """After a 5010 the same requestid answers 5010 again: a merged write needs a new id (2.5)."""
    qbo.made("customer", {"DisplayName": "A"})
    qbo.simulator.edit("Customer", "1", {"Notes": "x"})
    key = ("requestid", "one")
    assert qbo.post("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Title": "Dr"}, key).codes == ["5010"]
    assert qbo.post("customer", {"Id": "1", "SyncToken": "1", "sparse": True, "Title": "Dr"}, key).codes == ["5010"]
    assert qbo.post("customer", {"Id": "1", "SyncToken": "1", "sparse": True, "Title": "Dr"}).status == 200


def test_requestid_belongs_to_one_company(qbo: Caller) -> None:
    """The same requestid in another company is another write (2.5)."""
    qbo.simulator.add_company("9341450000000002", "Composed Tiles")
    other = type(qbo)(qbo.simulator, "9341450000000002")
    for caller in (qbo, other):
        assert caller.made("customer", {"DisplayName": "A"}, ("requestid", "one"))["Id"] == "1"
    assert len(other.simulator.writes(realm="9341450000000002")) == 1


@pytest.mark.parametrize("wrong", ["x" * 51, "two words", "", "umlaut-ü"])
def test_badly_formed_requestid_is_2130(qbo: Caller, wrong: str) -> None:
    """More than 50 characters, or other than printable ones, answer 2130 and write nothing (2.5)."""
    assert qbo.post("customer", {"DisplayName": "A"}, ("requestid", wrong)).codes == ["2130"]
    assert qbo.simulator.writes() == []
    assert qbo.post("customer", {"DisplayName": "A"}, ("requestid", "x" * 50)).status == 200


def test_deleted_transaction_answers_three_members(shop: Caller) -> None:
    """Delete answers domain, status and Id only; afterwards the transaction is 610 (2.3, 7.1)."""
    shop.sell()
    answer = shop.post("invoice", {"Id": "1", "SyncToken": "0"}, ("operation", "delete"))
    assert answer.body["Invoice"] == {"domain": "QBO", "status": "Deleted", "Id": "1"}
    assert shop.get("invoice/1").codes == ["610"]
    assert shop.query("SELECT * FROM Invoice").body["QueryResponse"] == {}
    assert shop.sell()["Id"] == "2"


@pytest.mark.parametrize("path", ["customer", "item", "vendor", "account"])
def test_list_entities_cannot_be_deleted(shop: Caller, path: str) -> None:
    """Customers, items, vendors and accounts are made inactive, never deleted (2.3)."""
    shop.made("vendor", {"DisplayName": "Mill"})
    assert shop.post(path, {"Id": "1", "SyncToken": "0"}, ("operation", "delete")).codes == ["500"]
    assert shop.get(f"{path}/1").status == 200


def test_void_zeroes_the_amounts_and_keeps_lines_and_customer(shop: Caller) -> None:
    """The answer is the whole invoice: amounts zero, note "Voided", SyncToken one higher, lines kept (2.3)."""
    shop.sell(amount=Decimal("99.50"))
    voided = shop.made("invoice", {"Id": "1", "SyncToken": "0"}, ("operation", "void"))
    assert (voided["TotalAmt"], voided["Balance"], voided["PrivateNote"], voided["SyncToken"]) == (0, 0, "Voided", "1")
    assert [line["Amount"] for line in voided["Line"]] == [0, 0]
    assert voided["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"] == "1"
    assert voided["CustomerRef"]["value"] == "1"
    assert shop.read("customer/1")["Balance"] == 0
    assert shop.query("SELECT * FROM Invoice").body["QueryResponse"]["maxResults"] == 1


def test_each_kind_is_voided_in_its_own_way(shop: Caller) -> None:
    """Invoices by operation=void; payments and sales receipts by operation=update&include=void (2.2, 2.3)."""
    shop.sell()
    shop.made("payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 10})
    body = {"Id": "1", "SyncToken": "0", "sparse": True}
    included = (("operation", "update"), ("include", "void"))
    assert shop.post("payment", body, ("operation", "void")).codes == ["500"]
    assert shop.post("invoice", body, *included).codes == ["500"]
    assert shop.made("payment", body, *included)["TotalAmt"] == 0
    line = {"Amount": 5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}
    assert shop.made("salesreceipt", {"Line": [line]})["TotalAmt"] == 5
    assert shop.made("salesreceipt", body, *included)["PrivateNote"] == "Voided"


def test_send_marks_the_form_and_stores_the_address(shop: Caller) -> None:
    """Send sets EmailStatus and DeliveryInfo, and sendTo becomes BillEmail; without any address it is 6420 (2.8)."""
    shop.sell()
    assert shop.send("POST", "invoice/1/send").codes == ["6420"]
    sent = shop.send("POST", "invoice/1/send", params=(("sendTo", "buyer@example.com"),)).body["Invoice"]
    assert (sent["EmailStatus"], sent["BillEmail"]) == ("EmailSent", {"Address": "buyer@example.com"})
    assert sent["DeliveryInfo"] == {"DeliveryType": "Email", "DeliveryTime": "2026-11-02T01:00:00-08:00"}
    assert shop.send("POST", "bill/1/send").codes == ["500"]


def test_pdf_is_a_pdf(shop: Caller) -> None:
    """GET of an invoice's pdf answers application/pdf; kinds without one are unsupported (2.2, 2.3)."""
    shop.sell()
    answer = shop.send("GET", "invoice/1/pdf", headers={"accept": "application/pdf"}).response
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body.startswith(b"%PDF-")
    assert shop.get("customer/1/pdf").codes == ["500"]


def test_company_info_is_read_by_the_realm(qbo: Caller) -> None:
    """The path of CompanyInfo holds the realm while its Id is "1"; it can be updated, not created (2.2, 2.3)."""
    found = qbo.read(f"companyinfo/{REALM}")
    assert found["Id"] == "1"
    changed = qbo.made("companyinfo", {**found, "CompanyName": "Renamed"})
    assert (changed["CompanyName"], changed["SyncToken"]) == ("Renamed", "1")
    assert qbo.post("companyinfo", {"CompanyName": "Another"}).codes == ["500"]


def test_unknown_paths_are_unsupported(qbo: Caller) -> None:
    """An unknown entity is code 500; only GET and POST exist; outside the API it is 404 (5.4, 5.5)."""
    assert qbo.get("widget/1").codes == ["500"]
    assert qbo.send("PUT", "customer").codes == ["500"]
    assert qbo.send("DELETE", "customer/1").codes == ["500"]
    assert qbo.send("GET", "../../elsewhere").status in {400, 404}


def test_writes_are_noted_for_tests_that_count_them(shop: Caller) -> None:
    """Each write that took effect is noted with its kind, Id and token; refused ones are not."""
    shop.post("customer", {"Id": "1", "SyncToken": "9", "sparse": True, "Notes": "x"})
    shop.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "x"})
    shop.sell()
    shop.post("invoice", {"Id": "1", "SyncToken": "0"}, ("operation", "delete"))
    found = [(note.operation, note.entity, note.id, note.token) for note in shop.simulator.writes()][2:]
    assert found == [("update", "Customer", "1", 1), ("create", "Invoice", "1", 0), ("delete", "Invoice", "1", 0)]


def test_address_gets_an_id_and_keeps_it(qbo: Caller) -> None:
    """Answers show an Id on an address (3.1); sent back without it, the same address is no change."""
    address = {"Line1": "1 Oak Street", "City": "Dover"}
    made = qbo.made("customer", {"DisplayName": "A", "BillAddr": address})
    assert made["BillAddr"] == {"Id": "1", **address}
    again = qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "BillAddr": address})
    assert again == made
    moved = qbo.made("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "BillAddr": {"City": "Riverton"}})
    assert moved["BillAddr"] == {"Id": "1", "City": "Riverton"}
    assert qbo.post("customer", {"DisplayName": "B", "BillAddr": {"City": "x" * 256}}).codes == ["2050"]


def test_names_of_references_are_the_system_s(shop: Caller) -> None:
    """The name in a reference is filled on answers and ignored on writes (3.1)."""
    body = {"DisplayName": "A", "SalesTermRef": {"value": "3", "name": "whatever"}}
    assert shop.made("customer", body)["SalesTermRef"] == {"value": "3"}
    child = {"DisplayName": "B", "Job": True, "ParentRef": {"value": "1", "name": "Wrong"}}
    assert shop.made("customer", child)["ParentRef"] == {"value": "1", "name": "Castillo Homes"}


def test_people_in_the_product_can_delete_transactions(shop: Caller) -> None:
    """A deletion behind the API's back shows like any other."""
    shop.sell()
    shop.simulator.remove("Invoice", "1")
    assert shop.get("invoice/1").codes == ["610"]


def test_company_needs_its_name(qbo: Caller) -> None:
    """A full update of CompanyInfo without CompanyName is 2020."""
    found = qbo.read(f"companyinfo/{REALM}")
    del found["CompanyName"]
    assert qbo.post("companyinfo", found).codes == ["2020"]


def test_preferences_are_read_only(qbo: Caller) -> None:
    """Preferences can be read, and not be written by this simulator."""
    assert qbo.read("preferences")["CurrencyPrefs"]["MultiCurrencyEnabled"] is False
    assert qbo.post("preferences", {}).codes == ["500"]


def test_unknown_operations_are_refused(shop: Caller) -> None:
    """An operation that does not exist, a list read without an Id and a post below an object are code 500."""
    assert shop.post("invoice", {}, ("operation", "explode")).codes == ["500"]
    assert shop.get("customer").codes == ["500"]
    assert shop.post("customer/1/rename", {}).codes == ["500"]
    assert shop.post("invoice", {"SyncToken": "0"}, ("operation", "delete")).error["element"] == "Id"


@pytest.mark.parametrize("path", ["vendor", "employee", "account"])
def test_unlisted_fields_are_kept_where_the_sheet_lists_none(qbo: Caller, path: str) -> None:
    """Full field tables exist for some kinds only (3.2 to 3.8): of the others, properties are stored as sent."""
    made = qbo.made(path, {"DisplayName": "A", "Name": "A", "Vendor1099": True})
    assert made["Vendor1099"] is True


@pytest.mark.parametrize("path", ["estimate", "salesreceipt", "creditmemo", "bill"])
def test_unlisted_fields_of_forms_are_kept_too(shop: Caller, path: str) -> None:
    """The same for the forms whose tables are not in the sheet; an invoice is checked (2010)."""
    shop.made("vendor", {"DisplayName": "Mill"})
    line = {"Amount": 5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}
    body = {"CustomerRef": {"value": "1"}, "VendorRef": {"value": "1"}, "Line": [line], "Unlisted": "x"}
    assert shop.made(path, body)["Unlisted"] == "x"
    del body["VendorRef"]
    assert shop.post("invoice", body).codes == ["2010"]
