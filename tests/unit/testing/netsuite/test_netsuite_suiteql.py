"""SuiteQL against fact sheet section 4: the call, rows as text, tables, what an account lacks."""

# ruff: noqa: S608 - the queries go to a simulator, and their parts are written here

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crosstie.testing import FakeClock

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office

STAMP = "TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS')"


# -- the call ----------------------------------------------------------------------------------------------------------


def test_prefer_transient_is_required(netsuite: Caller) -> None:
    """Fact 6: without the header the call is refused (4.1)."""
    answer = netsuite.send("POST", "query/v1/suiteql", {"q": "SELECT id FROM customer"})
    assert (answer.status, answer.error["o:errorHeader"]) == (400, "Prefer")
    assert netsuite.send("GET", "query/v1/suiteql", prefer="transient").status == 400


def test_every_value_is_text_and_every_row_has_useless_links(netsuite: Caller) -> None:
    """4.1: amounts, ids and booleans are strings; the page's counters are numbers."""
    netsuite.customer(creditLimit=1250.5)
    body = netsuite.sql("SELECT id, isperson, isinactive, creditlimit FROM customer").body
    assert body["items"] == [{"links": [], "id": "801", "isperson": "F", "isinactive": "F", "creditlimit": "1250.5"}]
    assert (body["count"], body["offset"], body["totalResults"], body["hasMore"]) == (1, 0, 1, False)


def test_null_columns_are_left_out(netsuite: Caller) -> None:
    """4.1: an absent key is a null; an empty text is one too."""
    netsuite.customer(comments="", email="a@example.com")
    netsuite.customer("Two", externalId="")
    assert netsuite.rows("SELECT id, email, externalid FROM customer ORDER BY id") == [
        {"id": "801", "email": "a@example.com"},
        {"id": "802"},
    ]


def test_keys_are_lower_case_even_for_aliases(netsuite: Caller) -> None:
    """4.1: an alias in camel case comes back in lower case."""
    netsuite.customer()
    assert netsuite.rows('SELECT companyName AS Company, ID "Ident" FROM CUSTOMER') == [
        {"company": "Castillo Homes", "ident": "801"}
    ]


def test_dates_come_without_time_in_a_local_format(netsuite: Caller, clock: FakeClock) -> None:
    """Fact 6: unless TO_CHAR is used, a date-time is a bare date, unpadded (4.1)."""
    clock.advance(3 * 3600)
    netsuite.customer()
    assert netsuite.rows(f"SELECT lastmodifieddate, {STAMP} AS stamp FROM customer") == [
        {"lastmodifieddate": "11/2/2026", "stamp": "2026-11-02 04:00:00"}
    ]


def test_parameters_are_bound_since_2026_2(netsuite: Caller, office: Office) -> None:
    """4.1: anonymous ``?``; their number must fit; older accounts do not take them."""
    netsuite.customer("O'Hara -- ? Homes")
    query = "SELECT id FROM customer WHERE companyname = ? AND id > ?"
    assert netsuite.rows(query, "O'Hara -- ? Homes", "800") == [{"id": "801"}]
    assert netsuite.rows("SELECT id FROM customer WHERE companyname = 'O''Hara -- ? Homes'") == [{"id": "801"}]
    assert netsuite.sql(query, "x").status == 400
    assert netsuite.sql("SELECT id FROM customer", "x").status == 400
    flag: object = True
    assert netsuite.sql("SELECT id FROM customer WHERE id = ?", flag).status == 400
    old = office.open(bound_parameters=False)
    assert old.sql(query, "x", "1").error["o:errorPath"] == "params"
    assert old.sql("SELECT id FROM customer").status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"q": ""},
        {"q": 5},
        {"q": "SELECT id FROM customer", "query": "x"},
        {"q": "SELECT id FROM customer", "params": "x"},
    ],
)
def test_bodies_that_are_no_query(netsuite: Caller, body: object) -> None:
    """The body is ``{"q": …, "params": […]}`` (4.1)."""
    answer = netsuite.send("POST", "query/v1/suiteql", body, prefer="transient")
    assert (answer.status, answer.code) == (400, "INVALID_CONTENT")


def test_pages_of_a_query_follow_the_rules_of_lists(netsuite: Caller) -> None:
    """2.3: limit, offset, hasMore and the next link."""
    netsuite.simulator.seed(5)
    query = "SELECT id FROM customer ORDER BY id"
    pages = [netsuite.sql(query, limit=2, offset=offset).body for offset in (0, 2, 4)]
    assert [[row["id"] for row in page["items"]] for page in pages] == [["801", "802"], ["803", "804"], ["805"]]
    assert [page["hasMore"] for page in pages] == [True, True, False]
    assert {link["rel"] for link in pages[0]["links"]} == {"self", "next", "last"}
    assert netsuite.sql(query, limit=2, offset=3).error["o:errorQueryParam"] == "offset"


def test_has_more_may_be_missing(office: Office) -> None:
    """4.1: a printed sample has the total and no ``hasMore``; lists have it either way (2.3)."""
    netsuite = office.open(query_has_more=False)
    for number in range(3):
        netsuite.customer(f"Customer {number}")
    body = netsuite.sql("SELECT id FROM customer ORDER BY id", limit=2).body
    assert ("hasMore" in body, body["count"], body["totalResults"]) == (False, 2, 3)
    assert netsuite.get("customer", ("limit", "2")).body["hasMore"] is True


def test_kept_results_do_not_outlive_a_change(netsuite: Caller) -> None:
    """The same query after a write shows the write, and no more than some results are kept."""
    query = "SELECT COUNT(*) AS n FROM customer"
    for number in range(20):
        assert netsuite.rows(query) == [{"n": str(number)}]
        netsuite.customer(f"Number {number}")
    for number in range(20):
        assert netsuite.rows(f"SELECT id FROM customer WHERE id = {801 + number}") == [{"id": str(801 + number)}]


# -- tables ------------------------------------------------------------------------------------------------------------


def test_customer_columns(netsuite: Caller) -> None:
    """4.3: the columns to rely on, custom ones included; there is no subsidiary."""
    address = {"addressBookAddress": {"addr1": "1 Oak Street", "country": {"id": "US"}}, "defaultBilling": True}
    netsuite.customer(
        email="a@example.com",
        phone="555-0101",
        category={"id": "1"},
        salesRep={"id": "17"},
        externalId="crm-1",
        custentity_origin="crm",
        addressBook={"items": [address]},
    )
    (row,) = netsuite.rows("SELECT * FROM customer")
    assert row == {
        "id": "801",
        "externalid": "crm-1",
        "entityid": "C0001",
        "altname": "Castillo Homes",
        "companyname": "Castillo Homes",
        "fullname": "Castillo Homes",
        "isperson": "F",
        "email": "a@example.com",
        "phone": "555-0101",
        "currency": "1",
        "category": "1",
        "entitystatus": "13",
        "searchstage": "Customer",
        "salesrep": "17",
        "isinactive": "F",
        "datecreated": "11/2/2026",
        "lastmodifieddate": "11/2/2026",
        "custentity_origin": "crm",
        "defaultbillingaddress": "80101",
    }
    assert "Field 'subsidiary'" in netsuite.sql("SELECT c.subsidiary FROM customer c").error["detail"]


def test_transaction_types_and_status_letters(sold: Caller) -> None:
    """4.3: ``type``, ``recordtype`` and the single letter; the long form silently matches nothing."""
    assert sold.rows("SELECT id, type, recordtype, status FROM transaction ORDER BY id") == [
        {"id": "60001", "type": "Estimate", "recordtype": "estimate", "status": "B"},
        {"id": "60002", "type": "SalesOrd", "recordtype": "salesorder", "status": "G"},
        {"id": "60003", "type": "CustInvc", "recordtype": "invoice", "status": "A"},
    ]
    assert len(sold.rows("SELECT id FROM transaction WHERE status = 'G'")) == 1
    assert sold.rows("SELECT id FROM transaction WHERE status = 'SalesOrd:G'") == []


def test_transaction_columns(sold: Caller) -> None:
    """4.3: what a header shows; there is no ``total``."""
    (row,) = sold.rows("SELECT * FROM transaction WHERE id = 60003")
    assert row == {
        "id": "60003",
        "createddate": "11/2/2026",
        "lastmodifieddate": "11/2/2026",
        "tranid": "INV1001",
        "transactionnumber": "CUSTINVC3",
        "status": "A",
        "approvalstatus": "2",
        "trandate": "11/2/2026",
        "duedate": "12/2/2026",
        "exchangerate": "1",
        "currency": "1",
        "terms": "2",
        "postingperiod": "301",
        "type": "CustInvc",
        "recordtype": "invoice",
        "entity": "801",
        "foreigntotal": "275",
        "posting": "T",
        "void": "F",
        "voided": "F",
    }
    assert sold.sql("SELECT t.total FROM transaction t").status == 400


def test_headers_are_positive_and_their_lines_negative(sold: Caller) -> None:
    """6: sales headers positive, ``foreignamount`` and ``netamount`` of their lines negative."""
    rows = sold.rows(
        "SELECT mainline, quantity, rate, netamount, foreignamount FROM transactionline "
        "WHERE transaction = 60002 ORDER BY id"
    )
    assert rows == [
        {"mainline": "T", "netamount": "275", "foreignamount": "275"},
        {"mainline": "F", "quantity": "-2", "rate": "40", "netamount": "-80", "foreignamount": "-80"},
        {"mainline": "F", "quantity": "-3", "rate": "65", "netamount": "-195", "foreignamount": "-195"},
    ]


def test_quantity_of_lines_may_be_positive(office: Office) -> None:
    """6, by rule."""
    netsuite = office.open(negative_line_quantity=False)
    netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 2))
    assert netsuite.rows("SELECT quantity FROM transactionline WHERE mainline = 'F'") == [{"quantity": "2"}]


def test_sum_of_lines_leaves_out_main_tax_and_cost_lines(sold: Caller) -> None:
    """4.3: filter ``mainline``, ``taxline`` and ``iscogs`` when summing."""
    items = [{"item": sold.item("TILE-98"), "quantity": 1, "isTaxable": True}]
    more = {"isTaxable": True, "taxRate": 10}
    sold.post("invoice", {"entity": {"id": "801"}, "item": {"items": items}, **more})
    query = "SELECT SUM(-l.netamount) AS total FROM transactionline l WHERE l.transaction = 60004"
    assert sold.rows(query) != [{"total": "40"}]
    whole = query + " AND l.mainline = 'F' AND l.taxline = 'F' AND l.iscogs = 'F' AND l.assemblycomponent = 'F'"
    assert sold.rows(whole) == [{"total": "40"}]
    ids = sold.rows("SELECT id FROM transactionline WHERE transaction = 60004 ORDER BY id")
    assert [row["id"] for row in ids] == ["0", "1", "2", "3", "4"]
    kinds = "SELECT mainline, taxline, iscogs FROM transactionline WHERE transaction = 60004"
    assert sorted("".join(row.values()) for row in sold.rows(kinds)) == ["FFF", "FFT", "FFT", "FTF", "TFF"]


def test_line_columns(sold: Caller) -> None:
    """4.3: item, kind, what was billed and shipped, and where it came from."""
    (row,) = sold.rows("SELECT * FROM transactionline l WHERE l.transaction = 60002 AND l.itemtype = 'InvtPart'")
    assert row == {
        "transaction": "60002",
        "id": "1",
        "linesequencenumber": "1",
        "uniquekey": "60002001",
        "item": "91",
        "itemtype": "InvtPart",
        "quantity": "-2",
        "rate": "40",
        "netamount": "-80",
        "foreignamount": "-80",
        "mainline": "F",
        "taxline": "F",
        "iscogs": "F",
        "assemblycomponent": "F",
        "isclosed": "F",
        "createdfrom": "60001",
        "subsidiary": "1",
        "quantitybilled": "2",
        "quantityshiprecv": "2",
        "linelastmodifieddate": "11/2/2026",
    }


def test_links_lead_from_estimate_to_order_to_invoice_to_payment(sold: Caller) -> None:
    """4.3: previousdoc and nextdoc; the one table has a row per line, so documents repeat."""
    sold.simulator.pay("60003")
    assert sold.rows("SELECT previousdoc, nextdoc FROM previoustransactionlink ORDER BY nextdoc") == [
        {"previousdoc": "60001", "nextdoc": "60002"},
        {"previousdoc": "60002", "nextdoc": "60003"},
        {"previousdoc": "60003", "nextdoc": "60004"},
    ]
    repeated = sold.rows("SELECT nextdoc FROM nexttransactionlinelink WHERE previousdoc = 60001")
    assert repeated == [{"nextdoc": "60002"}, {"nextdoc": "60002"}]


def test_addresses_are_joined_by_key(netsuite: Caller) -> None:
    """4.3: the address book and the addresses of documents."""
    inner = {"addr1": "1 Oak Street", "city": "Dover", "country": {"id": "US"}}
    netsuite.customer(addressBook={"items": [{"addressBookAddress": inner, "defaultBilling": True, "label": "Home"}]})
    rows = netsuite.rows(
        "SELECT b.entity, b.label, b.defaultbilling, b.defaultshipping, a.addr1, a.city, a.country "
        "FROM customeraddressbook b JOIN customeraddressbookentityaddress a ON a.nkey = b.addressbookaddress"
    )
    assert rows == [
        {
            "entity": "801",
            "label": "Home",
            "defaultbilling": "T",
            "defaultshipping": "F",
            "addr1": "1 Oak Street",
            "city": "Dover",
            "country": "US",
        }
    ]
    netsuite.document("salesOrder", "801", ("TILE-98", 1), shippingAddress=inner)
    query = (
        "SELECT t.billingaddress, s.city FROM transaction t "
        "LEFT JOIN transactionshippingaddress s ON s.nkey = t.shippingaddress"
    )
    assert netsuite.rows(query) == [{"city": "Dover"}]
    assert netsuite.rows("SELECT nkey FROM transactionbillingaddress") == []


def test_items_and_employees_can_be_looked_up(netsuite: Caller) -> None:
    """What lines and sales representatives refer to."""
    assert netsuite.rows("SELECT id, itemid, itemtype FROM item WHERE itemid = 'INSTALL'") == [
        {"id": "94", "itemid": "INSTALL", "itemtype": "Service"}
    ]
    assert netsuite.rows("SELECT id, lastname FROM employee") == [{"id": "17", "lastname": "Holm"}]


def test_builtin_df_gives_the_display_text(sold: Caller) -> None:
    """4.2: of references, lists, types and status."""
    query = (
        "SELECT BUILTIN.DF(t.entity) AS who, BUILTIN.DF(t.currency) AS cur, BUILTIN.DF(t.type) AS kind, "
        "BUILTIN.DF(t.status) AS state, BUILTIN.DF(t.tranid) AS plain, BUILTIN.DF(t.terms) AS terms "
        "FROM transaction t WHERE t.id = 60002"
    )
    assert sold.rows(query) == [
        {
            "who": "C0001 Castillo Homes",
            "cur": "US Dollar",
            "kind": "Sales Order",
            "state": "Sales Order : Billed",
            "plain": "SO1001",
            "terms": "Net 30",
        }
    ]
    states = sold.rows("SELECT BUILTIN.DF(status) AS state FROM transaction ORDER BY id")
    assert [row["state"] for row in states] == ["Estimate : Processed", "Sales Order : Billed", "Invoice : Open"]
    lines = "SELECT BUILTIN.DF(l.item) AS item FROM transactionline l WHERE l.transaction = 60002 ORDER BY l.id"
    assert sold.rows(lines) == [{}, {"item": "TILE-98"}, {"item": "INSTALL"}]
    assert sold.sql("SELECT BUILTIN.DF('x') FROM customer").status == 400


# -- what an account lacks ---------------------------------------------------------------------------------------------


def test_one_bad_column_fails_all(netsuite: Caller, office: Office) -> None:
    """4.2: 400 with Field, Unknown identifier or Record in the detail; some bad fields are 500."""
    assert "Field 'colour'" in netsuite.sql("SELECT c.id, c.colour FROM customer c").error["detail"]
    assert "Unknown identifier 'colour'" in netsuite.sql("SELECT id, colour FROM customer").error["detail"]
    assert "Unknown identifier 'x'" in netsuite.sql("SELECT x.id FROM customer c").error["detail"]
    assert "Record 'moon' was not found" in netsuite.sql("SELECT id FROM moon").error["detail"]
    poor = office.open(
        missing_columns=frozenset({"transactionline.itemtype"}), faulty_columns=frozenset({"customer.phone"})
    )
    assert "Field 'itemtype'" in poor.sql("SELECT itemtype FROM transactionline").error["detail"]
    failed = poor.sql("SELECT phone FROM customer")
    assert (failed.status, failed.code) == (500, "UNEXPECTED_ERROR")


def test_hidden_types_are_as_if_they_were_not_there(office: Office) -> None:
    """4.2: a missing permission shows as "Record was not found"."""
    netsuite = office.open(hidden=frozenset({"customer"}))
    refused = netsuite.sql("SELECT id FROM customer")
    assert (refused.status, "Record 'customer' was not found" in refused.error["detail"]) == (400, True)


def test_more_than_100_columns_give_no_rows_without_error(netsuite: Caller, office: Office) -> None:
    """4.2, open question 13."""
    columns = ", ".join(f"id AS c{place}" for place in range(101))
    netsuite.customer()
    answer = netsuite.sql(f"SELECT {columns} FROM customer")
    assert (answer.status, answer.body["totalResults"]) == (200, 0)
    assert len(netsuite.rows(f"SELECT {columns.rpartition(',')[0]} FROM customer")) == 1
    wide = office.open(wide_select="answer")
    wide.customer()
    assert len(wide.rows(f"SELECT {columns} FROM customer")) == 1
