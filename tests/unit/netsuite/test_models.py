"""Customers and documents as NetSuite sends them, field by field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crosstie.errors import DecodeError, UsageError
from crosstie.models import decode_record
from crosstie.systems.netsuite import Customer, Estimate, Invoice, Item, NetSuiteRecord, SalesOrder
from crosstie.systems.netsuite.models_base import Address
from crosstie.testing.netsuite.fields import ADDRESS
from crosstie.testing.netsuite.lines import ITEM_LINES
from crosstie.testing.netsuite.record_types import RECORD_TYPES

MODELS: dict[str, type[NetSuiteRecord]] = {
    "customer": Customer,
    "estimate": Estimate,
    "salesOrder": SalesOrder,
    "invoice": Invoice,
}

DOCUMENTED = {
    "customer": """id externalId entityId altName companyName isPerson firstName middleName lastName salutation parent
        isInactive email altEmail phone altPhone mobilePhone homePhone fax comments subsidiary category
        entityStatus searchStage salesRep territory leadSource partner currency currencyList terms priceLevel
        creditLimit creditHoldOverride balance overdueBalance depositBalance aging aging1 aging2 aging3 aging4
        receivablesAccount taxable taxItem defaultTaxReg resaleNumber dateCreated lastModifiedDate
        firstOrderDate lastOrderDate lastSaleDate addressBook contactRoles salesTeam taxRegistration
        groupPricing itemPricing""",
    "estimate": """title entityStatus probability expectedCloseDate forecastType includeInForecast
        visibleToCustomer""",
    "salesOrder": """orderStatus estimate shipComplete actualShipDate nextBill amountDeposited paymentOption
        giftCertRedemption linkedTrackingNumbers intercoStatus""",
    "invoice": """account postingPeriod approvalStatus nextApprover amountPaid amountRemaining type installment
        expCost itemCost time billingAccount number asOfDate""",
}

ORDER = b"""{"links":[{"rel":"self","href":"https://h/services/rest/record/v1/salesorder/60120"}],
"id":"60120","externalId":"shop-5521","tranId":"SO3391","tranDate":"2026-11-20",
"createdDate":"2026-11-20T09:31:00Z","lastModifiedDate":"2026-11-20T10:31:00+01:00",
"entity":{"links":[],"id":"812","refName":"C0812 Northwind Tiles"},
"status":{"id":"Pending Fulfillment","refName":"Pending Fulfillment"},"orderStatus":{"id":"B","refName":"B"},
"currency":{"links":[],"id":1,"refName":"US Dollar"},"exchangeRate":1.0,"subtotal":80.10,"total":1234567.89,
"shipComplete":false,"nextBill":"2026-12-01","class":{"id":"3"},"tax2Total":0.1,"custbody_project":"P-7",
"someNewField":{"a":1.25},
"shippingAddress":{"addr1":"1 Oak","state":{"id":"UT","refName":"Utah"},"country":{"id":"US"}},
"item":{"links":[],"totalResults":1,"items":[{"links":[],"line":1,"lineUniqueKey":77,"item":{"id":"98"},
"quantity":2.0,"rate":40.05,"amount":80.10,"isClosed":false,"quantityBilled":0.0,"commitInventory":{"id":"1"},
"inventoryDetail":{"links":[]},"custcol_room":"Bath","expectedShipDate":"2026-11-30"}]}}"""


@pytest.mark.parametrize("name", MODELS)
def test_the_models_know_every_field_of_the_simulated_types(name: str) -> None:
    """Body fields and sublists of the fact sheet (3.2, 3.3); only three that it does not list are left to extra."""
    kind, known = RECORD_TYPES[name], MODELS[name].known_names().names
    assert {*kind.fields, *kind.sublists} - known <= {"url", "accountNumber", "defaultAddress"}


def test_the_lines_and_addresses_know_every_field_of_the_simulated_ones() -> None:
    """3.2 and 3.4."""
    assert {"line", *ITEM_LINES} <= Item.known_names().names
    assert {*ADDRESS} <= Address.known_names().names


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_models_know_what_the_documents_list(name: str) -> None:
    """By the vendor's names, so that a misspelt one shows here."""
    assert {*DOCUMENTED[name].split()} <= MODELS[name].known_names().names


def test_an_order_is_read_exactly() -> None:
    """Amounts are Decimal, days are dates, times are aware and UTC, ids are text."""
    order = decode_record(SalesOrder, ORDER)
    assert (order.total, order.subtotal, order.tax2_total) == (Decimal("1234567.89"), Decimal("80.10"), Decimal("0.1"))
    assert (order.tran_date, order.next_bill) == (date(2026, 11, 20), date(2026, 12, 1))
    assert order.created_date == order.last_modified_date == datetime(2026, 11, 20, 9, 31, tzinfo=UTC)
    assert order.currency is not None
    assert order.class_ is not None
    assert (order.currency.id, order.class_.id) == ("1", "3")
    assert order.item is not None
    line = order.item.numbered(1)
    assert line is not None
    assert order.item.numbered(2) is None
    assert (line.quantity, line.rate, line.amount) == (Decimal(2), Decimal("40.05"), Decimal("80.10"))
    assert line.expected_ship_date == date(2026, 11, 30)


def test_what_is_not_sent_is_none() -> None:
    """NetSuite leaves null out (3.1)."""
    order = decode_record(SalesOrder, ORDER)
    assert (order.memo, order.estimate, order.billing_address) == (None, None, None)


def test_custom_and_new_fields_are_kept() -> None:
    """On records and lines, numbers exact."""
    order = decode_record(SalesOrder, ORDER)
    assert (order.extra["custbody_project"], order.extra["someNewField"]) == ("P-7", {"a": Decimal("1.25")})
    assert order.item is not None
    assert order.item.items[0].extra["custcol_room"] == "Bath"


def test_the_status_trap_both_words_are_kept() -> None:
    """``status`` has its label for an id, translated; ``orderStatus`` has the letter (3.5)."""
    order = decode_record(SalesOrder, ORDER)
    assert order.status is not None
    assert order.order_status is not None
    assert (order.status.id, order.order_status.id) == ("Pending Fulfillment", "B")


@pytest.mark.parametrize(("state", "read"), [('"UT"', "UT"), ('{"id":"UT"}', {"id": "UT"})], ids=["text", "reference"])
def test_a_state_is_text_or_a_reference(state: str, read: object) -> None:
    """Recordings show the one, another client types the other (3.2): neither breaks the record."""
    address = decode_record(Address, b'{"state":' + state.encode() + b"}")
    assert address.state == read


def test_a_shape_that_is_not_the_documented_one_is_told() -> None:
    """An amount that is text would not be an amount."""
    with pytest.raises(DecodeError, match="total"):
        decode_record(SalesOrder, b'{"id":"1","total":"much"}')


@pytest.mark.parametrize("value", [0.1, True, "12.50"])
def test_money_is_no_float(value: object) -> None:
    """It would not be exact."""
    with pytest.raises(UsageError):
        Customer(credit_limit=value)  # type: ignore[arg-type]  # what is to be refused
