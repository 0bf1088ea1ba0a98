"""RFMS records: several forms of one field, both shapes of a customer, dates per field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from crosstie.errors import DecodeError
from crosstie.models import decode_list, decode_record, heads
from crosstie.systems.rfms.models import (
    Address,
    AllowedValues,
    Attachment,
    Crew,
    Customer,
    CustomerRow,
    DocumentHit,
    Job,
    Opportunity,
    OpportunityEvent,
    Order,
    OrderHead,
    PaymentResult,
    Product,
    Quote,
    Statuses,
    TimeSlot,
)

ROW = b"""{"customerSource":"Customer","customerSourceId":4711,"salesLeadId":0,"customerName":"MAPLE",
"customerFirstName":"NORA","customerLastName":"MAPLE","customerBusinessName":"","customerAddress":"9 HARBOR LN",
"customerCity":"SALEM","customerState":"OR","customerZIP":"97301","customerPhone":"503-555-0100","customerPhone3":"",
"customerEmail":"nora@example.com","customerType":"RESIDENTIAL","entryType":"Customer","taxStatus":"Tax",
"taxMethod":"SalesTax","defaultStore":12,"creditLimit":0.0,"active":false,"remarks":[],"shipToCity":"SALEM",
"terms":"NET 30DAYS","termDays":30,"createdDate":null,"novelty":"x"}"""

NESTED = b"""{"customerId":4711,"customerType":"RESIDENTIAL","customerAddress":{"lastName":"Maple","firstName":"Nora",
"address1":"9 HARBOR LN","city":"SALEM","novelty":1},"phone1":"503-555-0100","storeNumber":"12","notes":"<p>a</p>",
"dateUpdated":"2026-10-04T08:30:00","active":"true"}"""


def test_a_find_row_becomes_the_public_customer() -> None:
    """The flat row of a search and the nested record of a get give the same public shape."""
    customer = decode_record(CustomerRow, ROW).customer()
    assert customer.customer_id == "4711"
    assert customer.customer_address == Address(
        last_name="MAPLE",
        first_name="NORA",
        business_name="",
        address1="9 HARBOR LN",
        city="SALEM",
        state="OR",
        postal_code="97301",
    )
    assert customer.ship_to_address == Address(city="SALEM")
    assert (customer.phone1, customer.email, customer.store_number) == ("503-555-0100", "nora@example.com", 12)
    assert (customer.terms, customer.term_days, customer.credit_limit) == ("NET 30DAYS", 30, Decimal("0.0"))


def test_active_of_a_row_means_nothing() -> None:
    """Rows say ``active: false`` for every customer, so the public customer does not repeat it."""
    assert decode_record(CustomerRow, ROW).customer().active is None
    assert decode_record(Customer, b'{"active":true}').active is True


def test_unknown_fields_of_a_row_stay_reachable_and_are_never_sent() -> None:
    """The row stays at ``customer.row``; saving sends the nested shape without it."""
    customer = decode_record(CustomerRow, ROW).customer()
    assert customer.row is not None
    assert customer.row.extra == {"novelty": "x"}
    sent = customer.to_wire(writable=True)
    assert "row" not in sent
    assert "novelty" not in sent
    assert "terms" not in sent
    assert sent["customerId"] == 4711
    assert sent["customerAddress"]["postalCode"] == "97301"


def test_a_nested_customer_keeps_unknown_members() -> None:
    """Numeric text, text flags and zoneless times read; unknown members of nested objects are sent back."""
    customer = decode_record(Customer, NESTED, zone=ZoneInfo("America/Boise"))
    assert customer.store_number == 12
    assert customer.active is True
    assert customer.date_updated == datetime(2026, 10, 4, 14, 30, tzinfo=UTC)
    sent = customer.to_wire(writable=True)
    assert sent["customerAddress"]["novelty"] == 1
    assert "notes" not in sent


def test_the_halves_of_a_get_are_joined() -> None:
    """A get answers both shapes; what only the flat half has is added to the nested half."""
    joined = decode_record(CustomerRow, ROW).complete(decode_record(Customer, NESTED))
    assert joined.terms == "NET 30DAYS"
    assert joined.phone3 == ""
    assert joined.notes == "<p>a</p>"
    assert joined.customer_address is not None
    assert joined.customer_address.extra == {"novelty": 1}


def test_heads_of_customers_tell_the_time_of_change() -> None:
    """Customers have no version; their heads hold the id and the time of change in the declared zone."""
    (head,) = heads(Customer, b"[" + NESTED + b"]", zone=ZoneInfo("America/Boise"))
    assert (head.id, head.version) == ("4711", None)
    assert head.updated == datetime(2026, 10, 4, 14, 30, tzinfo=UTC)
    with pytest.raises(DecodeError, match="dateUpdated"):
        heads(Customer, b'[{"dateUpdated":"yesterday"}]')


@pytest.mark.parametrize("unset", ['""', "null", '" "'])
def test_blank_means_missing_except_in_text(unset: str) -> None:
    """A date, number or flag that is not set comes as "", null or not at all; text keeps its blank."""
    body = f'{{"orderDate":{unset},"storeNumber":{unset},"salespersonSplitPercent":{unset},"isOccupied":{unset}}}'
    order = decode_record(Order, body.encode())
    assert (order.order_date, order.store_number, order.salesperson_split_percent, order.is_occupied) == (None,) * 4
    assert decode_record(Order, b'{"storeCode":" ","publicNotes":""}').store_code == " "


def test_an_order_reads_as_composed() -> None:
    """Ids come as text or numbers, quantities with noise, dates per field; all read, all exact."""
    body = b"""{"id":"90211","number":"XX600124","soldTo":{"customerId":4711,"lastName":"MAPLE"},"storeCode":" ",
    "orderDate":"2026-09-30","deliveryDate":"","totals":{"grandTotal":1250.5},"payment":{"balanceDue":250.5,"paidDate":""},
    "lines":[{"id":1,"productCode":"01","quantity":11999.9997,"productId":1001,"lineStatus":"None",
    "workOrderLines":[{"areaName":"Hall","rate":2.5}],"attachments":[{"id":7,"fileExtension":"pdf  "}]}],
    "billingGroup":null,"enteredDate":"2026-09-30T00:00:00"}"""
    order = decode_record(Order, body)
    assert order.id == "90211"
    assert order.sold_to is not None
    assert order.sold_to.customer_id == "4711"
    assert order.order_date == order.entered_date == date(2026, 9, 30)
    line = order.lines[0]
    assert (line.quantity, line.product_code, line.product_id) == (Decimal("11999.9997"), "01", "1001")
    assert line.work_order_lines[0].rate == Decimal("2.5")
    assert line.attachments[0].file_extension == "pdf"
    assert order.payment is not None
    assert order.payment.balance_due == Decimal("250.5")
    assert decode_record(Quote, body).number == "XX600124"


def test_searches_read_their_rows() -> None:
    """Rows of both document searches read: naive timestamps, days, flags and sums."""
    (hit,) = decode_list(
        DocumentHit,
        b'{"result":[],"detail":[{"databaseId":5,"documentType":1,"createdDate":"2026-09-30T07:00:00","balanceDue":1.5}]}',
        ("detail",),
    )
    assert (hit.database_id, hit.created_date) == ("5", datetime(2026, 9, 30, 7, tzinfo=UTC))
    head = decode_record(OrderHead, b'{"id":90210,"customer":{"customerId":1},"voided":true,"orderType":"RETAIL  "}')
    assert (head.id, head.voided, head.order_type) == ("90210", True, "RETAIL")


def test_jobs_have_padded_text_and_two_forms_of_days() -> None:
    """Jobs pad their text and write days compactly in lists and as ISO alone; both read alike."""
    listed = decode_record(Job, b'{"jobId":5566,"crewName":"CREW A    ","scheduledStart":"20261012","ZIP":"97301 "}')
    single = decode_record(Job, b'{"jobId":"5566","crewName":"CREW A","scheduledStart":"2026-10-12","zip":"97301"}')
    assert (listed.job_id, listed.crew_name, listed.scheduled_start) == ("5566", "CREW A", date(2026, 10, 12))
    assert listed.scheduled_start == single.scheduled_start
    assert listed.postal_code == single.postal_code == "97301"


def test_opportunities_write_american_dates() -> None:
    """Opportunities and their events write days and times the American way, local to the declared zone."""
    zone = ZoneInfo("America/Boise")
    body = b'{"id":"ABCDEFGHJ1","customerId":"4711","dateCreated":"3/5/2026","lastModified":"3/5/2026 7:05 PM"}'
    opportunity = decode_record(Opportunity, body, zone=zone)
    assert opportunity.date_created == date(2026, 3, 5)
    assert opportunity.last_modified == datetime(2026, 3, 6, 2, 5, tzinfo=UTC)
    event = decode_record(OpportunityEvent, b'{"eventTime":"3/5/2026 7:05:09 AM"}', zone=zone)
    assert event.event_time == datetime(2026, 3, 5, 14, 5, 9, tzinfo=UTC)


def test_value_lists_read() -> None:
    """The value lists of customers, crews, slots and statuses read; a display code keeps its space."""
    values = decode_record(
        AllowedValues, b'{"customerType":["RESIDENTIAL"],"stores":[{"id":12,"name":"Main","displayCode":" "}]}'
    )
    assert values.customer_type == ("RESIDENTIAL",)
    assert (values.stores[0].id, values.stores[0].display_code) == ("12", " ")
    crew = decode_record(Crew, b'{"id":1,"name":"A ","availability":{"Sunday":false,"Monday":true}}')
    assert crew.availability is not None
    assert (crew.name, crew.availability.monday) == ("A", True)
    assert decode_record(TimeSlot, b'{"id":1,"slot":"AM","startTime":"0008:30:00"}').start_time == "0008:30:00"
    assert decode_record(Statuses, b'{"activeStatuses":["OPEN  ","DONE"]}').active_statuses == ("OPEN", "DONE")


def test_products_payments_and_files_read() -> None:
    """Product ids are text, prices exact, payment answers PascalCase; file contents stay out of repr."""
    product = decode_record(
        Product,
        b'{"id":"1001","productCode":"01","defaultPrice":3.19,"priceListings":{"Price1":2.5},"colorOptions":[{"SKU":5}]}',
    )
    assert (product.id, product.default_price, product.color_options[0].sku) == ("1001", Decimal("3.19"), "5")
    assert product.price_listings == {"Price1": Decimal("2.5")}
    result = decode_record(PaymentResult, b'{"InvoiceNumber":"XX1","Balance":"1,250.50"}')
    assert result.balance == Decimal("1250.50")
    assert "QUJD" not in repr(decode_record(Attachment, b'{"id":1,"fileData":"QUJD"}'))


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (b'"orderDate":"30.09.2026"', "`orderDate` is in none of the documented forms"),
        (b'"orderDate":5', "`orderDate` is int, expected text"),
        (b'"storeNumber":"main"', "`storeNumber` is not a number"),
        (b'"storeNumber":1.5', "`storeNumber` is not a whole number"),
        (b'"isOccupied":"maybe"', "`isOccupied` is neither true nor false"),
        (b'"totals":{"total":{}}', "`total` is not a number"),
        (
            b'"lines":[{"promiseDate":"soon"}]',
            r"`promiseDate` is in none of .* - at `\$\.lines\[0\]`",
        ),
    ],
)
def test_wrong_values_are_found_when_the_answer_is_read(member: bytes, reason: str) -> None:
    """A value in no documented form is a DecodeError that names the member and not its value."""
    with pytest.raises(DecodeError, match=reason) as caught:
        decode_record(Order, b"{" + member + b"}")
    assert "30.09" not in str(caught.value)
