"""What is sent for each call (fact sheet: quickbooks.md, 2)."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

import attrs
import pytest

import crosstie
from crosstie.core.calls import Call
from crosstie.core.messages import Response
from crosstie.models import decode_record
from crosstie.systems.quickbooks import (
    Account,
    Bill,
    Customer,
    EmailAddress,
    Entity,
    Invoice,
    Item,
    Line,
    LinkedTxn,
    Payment,
    PhysicalAddress,
    Ref,
    SalesItemLineDetail,
    Settings,
    TelephoneNumber,
    Vendor,
)
from crosstie.systems.quickbooks import api_writes as writes
from crosstie.systems.quickbooks.api import Api
from crosstie.systems.quickbooks.bodies import clears_more_than_texts
from crosstie.systems.quickbooks.kinds import ACCOUNT, CUSTOMER, INVOICE, ITEM, PAYMENT, SALES_RECEIPT, VENDOR, kind_of
from crosstie.systems.quickbooks.statements import selection

API = Api()
CUSTOMER_READ = b"""{"domain": "QBO", "sparse": false, "Id": "77", "SyncToken": "3", "DisplayName": "Castillo Homes",
    "Notes": "Mornings", "Taxable": true, "Balance": 12.50, "Active": true, "Later": {"odd": 1},
    "PrimaryEmailAddr": {"Address": "ana@example.com"}, "PrimaryPhone": {"FreeFormNumber": "555-0100"},
    "BillAddr": {"Id": "5", "Line1": "1 Pine", "City": "Salem", "Lat": "INVALID"},
    "MetaData": {"CreateTime": "2026-11-01T08:00:00-08:00", "LastUpdatedTime": "2026-11-02T08:00:00-08:00"}}"""
INVOICE_READ = b"""{"Id": "9", "SyncToken": "1", "CustomerRef": {"value": "77", "name": "Castillo"}, "TotalAmt": 11.00,
    "Line": [{"Id": "1", "LineNum": 1, "Amount": 11.00, "DetailType": "SalesItemLineDetail",
              "SalesItemLineDetail": {"ItemRef": {"value": "31"}, "Qty": 2, "UnitPrice": 5.5}},
             {"Amount": 11.00, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}]}"""


def _customer() -> Customer:
    return decode_record(Customer, CUSTOMER_READ)


def _invoice() -> Invoice:
    return decode_record(Invoice, INVOICE_READ)


def _params(call: Call[Any]) -> dict[str, str]:
    return dict(call.request.params)


def _body(call: Call[Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call.request.body, parse_float=Decimal)
    return found


def _changed(new: Entity, base: Entity | None) -> dict[str, Any]:
    return _body(writes.update(API, kind_of(type(new)), new, base, key="k"))


# -- reads -------------------------------------------------------------------------------------------------------------


def test_a_record_is_read_by_its_path() -> None:
    """Lower-case singular, minor version, JSON wanted."""
    call = API.get(CUSTOMER, "42", ("enhancedAllCustomFields",))
    assert (call.request.method, call.request.url) == ("GET", "/customer/42")
    assert _params(call) == {"minorversion": "75", "include": "enhancedAllCustomFields"}
    assert call.request.headers["Accept"] == "application/json"
    assert (call.operation, call.kind) == ("customers.get", "read")


@pytest.mark.parametrize("name", ["", " ", ".", ".."])
def test_an_id_that_leads_elsewhere_is_refused(name: str) -> None:
    """``/customer/`` and ``/customer/..`` would be other addresses."""
    with pytest.raises(crosstie.UsageError):
        API.get(CUSTOMER, name)


def test_an_id_stays_one_part_of_the_path() -> None:
    """Whatever it holds."""
    assert API.get(CUSTOMER, "1/../2?x").request.url == "/customer/1%2F..%2F2%3Fx"


def test_the_minor_version_can_be_another_or_none() -> None:
    """75 is the default of QuickBooks too (2.6)."""
    assert _params(Api(Settings(minor_version=80)).get(CUSTOMER, "1")) == {"minorversion": "80"}
    assert _params(Api(Settings(minor_version=None)).get(CUSTOMER, "1")) == {}


def test_a_pdf_is_asked_for_as_one() -> None:
    """Another Accept (2.2); whatever else comes back is no PDF."""
    call = API.pdf(INVOICE, "9")
    assert (call.request.url, call.request.headers["Accept"]) == ("/invoice/9/pdf", "application/pdf")
    assert call.decode(Response(status=200, body=b"%PDF-1.4")) == b"%PDF-1.4"
    with pytest.raises(crosstie.DecodeError):
        call.decode(Response(status=200, body=b"<html>"))


def test_a_long_statement_goes_in_the_body() -> None:
    """As text, by POST, and still a read (2.1); from which length on is a setting."""
    short = API.count(CUSTOMER, selection(CUSTOMER, {"id": ["1"]}))
    assert (short.request.method, short.request.url) == ("GET", "/query")
    assert _params(short)["query"] == "SELECT COUNT(*) FROM Customer WHERE Id IN ('1')"
    long = API.count(CUSTOMER, selection(CUSTOMER, {"id": [str(number) for number in range(1000)]}))
    assert (long.request.method, long.request.headers["Content-Type"]) == ("POST", "application/text")
    assert long.kind == "read"
    assert long.request.body.startswith(b"SELECT COUNT(*) FROM Customer WHERE Id IN ('0', '1'")
    assert _params(long) == {"minorversion": "75"}
    always = Api(Settings(longest_query=0)).count(CUSTOMER, selection(CUSTOMER, None))
    assert always.request.method == "POST"


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_a_page_has_one_to_a_thousand_records(size: int) -> None:
    """More are not answered (4.1)."""
    with pytest.raises(crosstie.UsageError, match="1000"):
        API.pages(CUSTOMER, selection(CUSTOMER, None), size)


@pytest.mark.parametrize("cursor", ["", "0", "-1", "x", "1.5", "[null,1,[]]"])
def test_a_cursor_of_something_else_is_refused(cursor: str) -> None:
    """Cursors are opaque: only a page's own is taken."""
    with pytest.raises(crosstie.UsageError):
        API.pages(CUSTOMER, selection(CUSTOMER, None), 10)(cursor)


def test_an_answer_without_a_count_is_a_decode_error() -> None:
    """Rather than a zero."""
    call = API.count(CUSTOMER, selection(CUSTOMER, None))
    assert call.decode(Response(status=200, body=b'{"QueryResponse":{"totalCount":7}}')) == 7
    for body in (b'{"QueryResponse":{}}', b"<html>", b""):
        with pytest.raises(crosstie.DecodeError):
            call.decode(Response(status=200, body=body))


def test_an_answer_without_the_company_is_a_decode_error() -> None:
    """There is always one."""
    with pytest.raises(crosstie.DecodeError):
        API.company().decode(Response(status=200, body=b'{"QueryResponse":{}}'))


# -- creations ---------------------------------------------------------------------------------------------------------


def test_a_creation_carries_a_key_and_only_what_is_set() -> None:
    """Amounts keep their digits; nothing is defaulted (7.6)."""
    draft = Item(name="Plank", type="Service", income_account_ref=Ref("2"), unit_price=Decimal("5.50"))
    call = writes.create(API, ITEM, draft, key="order-7")
    assert (call.request.method, call.request.url) == ("POST", "/item")
    assert _params(call) == {"minorversion": "75", "requestid": "order-7"}
    assert call.request.body.endswith(b'"UnitPrice":5.50,"IncomeAccountRef":{"value":"2"}}')
    assert set(_body(call)) == {"Name", "Type", "IncomeAccountRef", "UnitPrice"}
    assert (call.kind, call.key, call.operation) == ("keyed", "order-7", "items.create")


def test_a_key_is_made_where_none_is_given() -> None:
    """A UUID, anew for each call (2.5)."""
    keys = {writes.create(API, CUSTOMER, Customer(display_name="A"), key=None).key for _ in range(3)}
    assert len({uuid.UUID(key) for key in keys}) == 3


@pytest.mark.parametrize("key", ["", "x" * 51, "two words", "tab\t", "é"])
def test_a_key_that_quickbooks_refuses_is_refused_first(key: str) -> None:
    """Up to 50 printable characters (2.5)."""
    with pytest.raises(crosstie.UsageError, match="idempotency key"):
        writes.create(API, CUSTOMER, Customer(display_name="A"), key=key)


def test_a_record_that_exists_is_not_created() -> None:
    """An Id in a creation would make it an update."""
    with pytest.raises(crosstie.UsageError, match="no id"):
        writes.create(API, CUSTOMER, _customer(), key=None)


def test_a_draft_is_checked_before_it_is_sent() -> None:
    """Limits and required fields (3.2)."""
    with pytest.raises(crosstie.UsageError, match="display_name"):
        writes.create(API, CUSTOMER, Customer(notes="no name"), key=None)


def test_an_included_permission_goes_along() -> None:
    """A document number may repeat where the caller says so (2.7)."""
    draft = attrs.evolve(_invoice(), id=None, sync_token=None)
    call = writes.create(API, INVOICE, draft, key="k", include=("allowduplicatedocnum",))
    assert _params(call)["include"] == "allowduplicatedocnum"
    assert [line["DetailType"] for line in _body(call)["Line"]] == ["SalesItemLineDetail"]


# -- sparse updates ----------------------------------------------------------------------------------------------------


def test_only_what_differs_is_sent() -> None:
    """With Id, SyncToken and the sparse flag; unknown fields and what the system computes stay out (2.3)."""
    base = _customer()
    body = _changed(attrs.evolve(base, notes="Evenings"), base)
    assert body == {"Id": "77", "SyncToken": "3", "sparse": True, "Notes": "Evenings"}


def test_nothing_that_differs_is_still_a_valid_update() -> None:
    """The answer then is the record as it is, or the news that it changed."""
    base = _customer()
    assert _changed(base, base) == {"Id": "77", "SyncToken": "3", "sparse": True}


def test_a_nested_record_that_differs_is_sent_whole() -> None:
    """QuickBooks replaces it whole."""
    base = _customer()
    moved = attrs.evolve(base, bill_addr=attrs.evolve(base.bill_addr or PhysicalAddress(), city="Dover"))
    assert _changed(moved, base)["BillAddr"] == {"Id": "5", "Line1": "1 Pine", "City": "Dover", "Lat": "INVALID"}


def test_a_cleared_text_is_sent_as_an_empty_one() -> None:
    """Null is not known to clear anything (2.3); records of texts are emptied text by text."""
    base = _customer()
    bare = attrs.evolve(base, notes=None, primary_email_addr=None, primary_phone=TelephoneNumber())
    body = _changed(bare, base)
    assert (body["Notes"], body["PrimaryEmailAddr"]) == ("", {"Address": ""})
    assert body["PrimaryPhone"] == {"FreeFormNumber": ""}
    assert _changed(attrs.evolve(base, bill_addr=None), base)["BillAddr"] == {"Line1": "", "City": ""}
    part = attrs.evolve(base, bill_addr=PhysicalAddress(line1="2 Oak"))
    assert _changed(part, base)["BillAddr"] == {"Line1": "2 Oak", "City": ""}


def test_a_nested_record_that_was_not_there_is_sent_as_it_is() -> None:
    """Nothing to empty in it."""
    base = _customer()
    assert _changed(attrs.evolve(base, mobile=TelephoneNumber("555-0101")), base)["Mobile"] == {
        "FreeFormNumber": "555-0101"
    }


def test_what_is_no_text_cannot_be_cleared_sparsely() -> None:
    """The error points at the way that can."""
    base = _customer()
    for cleared in (attrs.evolve(base, taxable=None), attrs.evolve(base, active=None)):
        with pytest.raises(crosstie.UsageError, match="cannot be cleared") as caught:
            _changed(cleared, base)
        assert caught.value.advice is not None
        assert "replace()" in caught.value.advice
        assert clears_more_than_texts(CUSTOMER, cleared, base)
    assert not clears_more_than_texts(CUSTOMER, attrs.evolve(base, notes=None, bill_addr=None), base)


def test_the_unique_name_cannot_be_cleared_at_all() -> None:
    """A sparse update cannot remove it (3.2), and a full one would make up another."""
    base = _customer()
    cleared = attrs.evolve(base, display_name=None)
    with pytest.raises(crosstie.UsageError, match="display_name"):
        _changed(cleared, base)
    assert not clears_more_than_texts(CUSTOMER, cleared, base)


def test_what_only_quickbooks_sets_cannot_be_changed() -> None:
    """The caller's mistake shows before anything is sent."""
    base = attrs.evolve(_invoice(), balance=Decimal(11))
    with pytest.raises(crosstie.UsageError, match="balance"):
        _changed(attrs.evolve(base, balance=Decimal(0)), base)


def test_without_a_base_all_that_is_set_is_sent() -> None:
    """A record of a few fields changes those; nothing is cleared, nothing unknown goes along."""
    assert _changed(Customer(id="77", sync_token="3", notes="x"), None) == {
        "Id": "77",
        "SyncToken": "3",
        "sparse": True,
        "Notes": "x",
    }
    body = _changed(_customer(), None)
    assert "Later" not in body
    assert "MetaData" not in body
    assert "domain" not in body


@pytest.mark.parametrize("missing", ["id", "sync_token"])
def test_an_update_needs_id_and_version(missing: str) -> None:
    """Both are part of every change (2.4)."""
    record = attrs.evolve(_customer(), **{missing: None})
    for build in (
        lambda: writes.update(API, CUSTOMER, record, None, key=None),
        lambda: writes.replace(API, CUSTOMER, record, key=None),
        lambda: writes.activate(API, CUSTOMER, record, active=False, key=None),
    ):
        with pytest.raises(crosstie.UsageError, match="sync_token"):
            build()


def test_a_limit_is_checked_where_the_field_changes() -> None:
    """An old record that breaks today's limits can still be changed elsewhere."""
    base = attrs.evolve(_customer(), title="x" * 40)
    assert "Title" not in _changed(attrs.evolve(base, notes="y"), base)
    with pytest.raises(crosstie.UsageError, match="title"):
        _changed(attrs.evolve(base, title="z" * 40), base)
    with pytest.raises(crosstie.UsageError, match="title"):
        _changed(base, None)


def test_forms_repeat_their_customer() -> None:
    """Some companies asked for it in sparse updates too (2.3)."""
    base = _invoice()
    body = _changed(attrs.evolve(base, private_note="order 7"), base)
    assert body["CustomerRef"] == {"value": "77", "name": "Castillo"}
    assert "Line" not in body


def test_lines_go_all_together_without_the_systems_subtotal() -> None:
    """A line that is left out is removed; a subtotal sent back would be added (2.3, 3.5)."""
    base = _invoice()
    detail = SalesItemLineDetail(item_ref=Ref("32"))
    more = Line(amount=Decimal("1.00"), detail_type="SalesItemLineDetail", sales_item_line_detail=detail)
    body = _changed(attrs.evolve(base, line=(*base.line, more)), base)
    assert [(line.get("Id"), line["Amount"]) for line in body["Line"]] == [("1", Decimal("11.00")), (None, Decimal(1))]


def test_an_emptied_list_unlinks_everything() -> None:
    """All lines of a payment or none (2.3)."""
    links = (LinkedTxn(txn_id="9", txn_type="Invoice"),)
    lines = (Line(amount=Decimal(5), linked_txn=links),)
    base = Payment(id="1", sync_token="0", customer_ref=Ref("77"), total_amt=Decimal(5), line=lines)
    assert _changed(attrs.evolve(base, line=()), base)["Line"] == []
    assert "Line" not in _changed(attrs.evolve(base, private_note="x"), base)


# -- whole records, names, deletions -----------------------------------------------------------------------------------


def test_a_full_update_sends_unknown_fields_back_and_leaves_out_what_is_read_only() -> None:
    """What is left out would be wiped; what the system sets would be ignored (2.1, 2.3)."""
    body = _body(writes.replace(API, CUSTOMER, attrs.evolve(_customer(), notes=None), key="k"))
    assert body["Later"] == {"odd": 1}
    assert (body["Id"], body["SyncToken"], body["sparse"]) == ("77", "3", False)
    assert not {"MetaData", "domain", "Notes"} & set(body)
    lines = _body(writes.replace(API, INVOICE, _invoice(), key="k"))["Line"]
    assert [line["Id"] for line in lines] == ["1"]


def test_a_name_is_made_inactive_and_active_again() -> None:
    """The suffix that it got is taken off by sending the name (7.1); an account sends its name anyway (2.3)."""
    gone = _body(writes.activate(API, CUSTOMER, _customer(), active=False, key="k"))
    assert gone == {"Id": "77", "SyncToken": "3", "sparse": True, "Active": False}
    suffixed = Vendor(id="5", sync_token="1", display_name="Oak Mill (deleted)", active=False)
    back = _body(writes.activate(API, VENDOR, suffixed, active=True, key="k"))
    assert back == {"Id": "5", "SyncToken": "1", "sparse": True, "Active": True, "DisplayName": "Oak Mill"}
    account = Account(id="6", sync_token="0", name="Till")
    assert _body(writes.activate(API, ACCOUNT, account, active=False, key="k"))["Name"] == "Till"
    assert writes.activate(API, CUSTOMER, _customer(), active=True, key="k").operation == "customers.reactivate"


def test_a_deletion_needs_id_and_version_only() -> None:
    """By record, or by both (2.2)."""
    by_record = writes.delete(API, INVOICE, _invoice(), None, key="k")
    by_name = writes.delete(API, INVOICE, "9", "1", key="k")
    for call in (by_record, by_name):
        assert _params(call) == {"minorversion": "75", "operation": "delete", "requestid": "k"}
        assert _body(call) == {"Id": "9", "SyncToken": "1"}
    with pytest.raises(crosstie.UsageError):
        writes.delete(API, INVOICE, "9", None, key="k")


def test_a_void_has_the_form_of_its_kind() -> None:
    """``operation=void`` for invoices, ``include=void`` for payments and receipts (2.2)."""
    invoice = writes.void(API, INVOICE, "9", "1", key="k")
    assert _params(invoice) == {"minorversion": "75", "operation": "void", "requestid": "k"}
    assert _body(invoice) == {"Id": "9", "SyncToken": "1"}
    payment = writes.void(API, PAYMENT, Payment(id="3", sync_token="0"), None, key="k")
    receipt = writes.void(API, SALES_RECEIPT, "3", "0", key="k")
    for call in (payment, receipt):
        assert _params(call) == {"minorversion": "75", "operation": "update", "include": "void", "requestid": "k"}
        assert _body(call) == {"Id": "3", "SyncToken": "0", "sparse": True}


def test_a_mail_is_never_repeated_blindly() -> None:
    """No key is documented for sending (2.5), so it is a plain write, without a body (2.2)."""
    call = writes.send(API, INVOICE, "9", "ana@example.com")
    assert (call.request.method, call.request.url, call.request.body) == ("POST", "/invoice/9/send", b"")
    assert call.request.headers["Content-Type"] == "application/octet-stream"
    assert _params(call)["sendTo"] == "ana@example.com"
    assert call.kind == "write"
    assert "sendTo" not in _params(writes.send(API, INVOICE, "9", None))
    with pytest.raises(crosstie.UsageError, match="e-mail"):
        writes.send(API, INVOICE, "9", "nobody")


def test_an_unreadable_answer_to_a_write_leaves_it_in_doubt() -> None:
    """The status said success: the write may have happened."""
    call = writes.create(API, CUSTOMER, Customer(display_name="A"), key="k")
    for body in (b"<html>Sign in</html>", b'{"Customer":', b"{}"):
        with pytest.raises(crosstie.OutcomeUnknown):
            call.decode(Response(status=200, body=body))


def test_a_class_the_client_does_not_know_is_refused() -> None:
    """With the names of those it knows."""
    assert kind_of(Bill).name == "Bill"
    with pytest.raises(crosstie.UsageError, match="EmailAddress"):
        kind_of(EmailAddress)  # type: ignore[type-var]
