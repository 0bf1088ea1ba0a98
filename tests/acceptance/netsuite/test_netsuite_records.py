# @generated from tests/acceptance/netsuite/test_netsuite_records_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Records from end to end: life, lines, lists, queries."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.systems.netsuite import Client, Customer, Item, Items, Ref, Settings, condition
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator

ACME = Customer(company_name="Acme Tile", email="acme tile+1@example.com", subsidiary=Ref(id="1"), external_id="H-1")


def test_the_life_of_a_customer(client: Client, simulator: NetSuiteSimulator) -> None:
    """Made, read, changed, upserted by the host's own id, deleted."""
    customers = client.customers
    made = customers.create(ACME)
    base = customers.get(made)
    assert (base.company_name, base.external_id) == ("Acme Tile", "H-1")
    customers.update(made, attrs.evolve(base, phone="555-0101", credit_limit=Decimal("1500.25")), base)
    customers.upsert("H-1", {"comments": "Knows what she wants."})
    customers.upsert("H-2", attrs.evolve(ACME, company_name="Second", external_id=None))
    found = customers.get("eid:H-1")
    assert (found.id, found.phone, found.credit_limit, found.comments) == (
        made,
        "555-0101",
        Decimal("1500.25"),
        "Knows what she wants.",
    )
    assert customers.get("eid:H-2").company_name == "Second"
    customers.delete(made)
    with pytest.raises(crosstie.NotFound):
        customers.get(made)
    assert len(simulator.writes("customer")) == 5


def test_an_update_without_a_difference_sends_nothing(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """What was read is what should be."""
    base = client.customers.get("801")
    client.customers.update("801", base, base)
    assert simulator.count("PATCH *") == 0


def test_a_property_that_does_not_exist_is_not_lost_silently(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """NetSuite's own default would save the rest, and say so in a header."""
    with pytest.raises(crosstie.Invalid) as caught:
        client.customers.update("801", {"nickName": "Al", "phone": "555-0102"})
    assert caught.value.fields[0].field == "nickName"
    assert simulator.writes() == []
    lax = client.with_options(settings=Settings(property_names="ignore"))
    lax.customers.update("801", {"nickName": "Al", "phone": "555-0102"})
    assert simulator.read("customer", "801")["phone"] == "555-0102"


def test_lists_hold_ids_of_what_fits_a_filter(client: Client) -> None:
    """With blanks, quotes around them and a plus sign, which is where signatures go wrong."""
    made = client.customers.create(ACME)
    assert client.customers.list(condition("email", "IS", "acme tile+1@example.com")).all() == [made]
    small = client.with_options(settings=Settings(page_size=10))
    assert len(small.customers.list().all()) == 26
    assert [len(page.items) for page in small.customers.list().pages()] == [10, 10, 6]


def test_lines_are_replaced_by_what_they_should_be(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """Sent with a base, a changed sublist takes the place of the old one: no line is appended to it."""
    order_id = client.estimates.transform("60001", "salesOrder", {"externalId": "SO-1"})
    orders = client.sales_orders
    base = orders.get(order_id or "eid:SO-1")
    assert base.item is not None
    first = attrs.evolve(base.item.items[0], quantity=Decimal(3), amount=None)
    added = Item(item=Ref(id="91"), quantity=Decimal(2))
    orders.update(base.id or "", attrs.evolve(base, item=Items(items=(first, added))), base)
    lines = simulator.read("salesOrder", base.id or "")["item"]["items"]
    assert [line["quantity"] for line in lines] == [3, 2]


def test_an_estimate_becomes_an_order_and_an_invoice(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """Typed from the first to the last, amounts exact."""
    estimate = client.estimates.get("60001")
    order_id = client.estimates.transform("60001", "salesOrder")
    assert order_id is not None
    simulator.fulfil(order_id)
    invoice_id = client.sales_orders.transform(order_id, "invoice")
    assert invoice_id is not None
    invoice = client.invoices.get(invoice_id)
    assert invoice.created_from is not None
    assert (invoice.created_from.id, invoice.total) == (order_id, estimate.total)


def test_any_type_can_be_had_by_its_name(client: Client) -> None:
    """Its fields are in extra."""
    employee = client.records("employee").list().first()
    assert employee is not None
    assert client.records("employee").get(employee).extra["lastName"] == "Holm"


def test_a_raw_view_shows_status_and_headers(client: Client) -> None:
    """The id of a creation is in Location only."""
    answer = client.customers.raw.create(ACME)
    assert answer.status == 204
    assert answer.headers["location"].endswith(f"/customer/{answer.value}")


@pytest.mark.parametrize("bound", [True, False])
def test_queries_take_parameters(client: Client, *, bound: bool) -> None:
    """Bound by NetSuite, or written into the query for accounts before 2026.2."""
    client.customers.create(attrs.evolve(ACME, company_name="O'Hara ? Sons"))
    client = client.with_options(settings=Settings(bound_parameters=bound, page_size=4))
    query = "SELECT id, companyname FROM customer WHERE companyname = ? OR id <= ? ORDER BY id"
    rows = client.suiteql.rows(query, ["O'Hara ? Sons", 806]).all()
    assert [row["id"] for row in rows] == ["801", "802", "803", "804", "805", "806", "826"]
    assert rows[-1] == {"id": "826", "companyname": "O'Hara ? Sons"}


def test_by_id_reads_beyond_what_a_query_shows(client: Client) -> None:
    """Where the list ends in an error behind its last page, because more may follow."""
    client = client.with_options(settings=Settings(page_size=5, reach=20))
    rows = client.suiteql.by_id("customer", ["email"]).all()
    assert [row["id"] for row in rows] == [str(number) for number in range(801, 826)]
    pages = client.suiteql.rows("SELECT id FROM customer ORDER BY id").pages()
    assert [len(next(pages).items) for _ in range(4)] == [5, 5, 5, 5]
    with pytest.raises(crosstie.Invalid, match="no more than 20"):
        next(pages)
    with pytest.raises(crosstie.Invalid):
        client.customers.list().all()


def test_pages_that_do_not_say_that_there_is_more_are_read_to_the_end(
    connect: Callable[[NetSuiteSimulator], Client], clock: FakeClock
) -> None:
    """As in the vendor's sample, which has no ``hasMore`` (4.1): by offset, by id, and for what changed."""
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(query_has_more=False))
    account.seed(25)
    client = connect(account).with_options(settings=Settings(page_size=10))
    ids = [str(number) for number in range(801, 826)]
    assert [row["id"] for row in client.suiteql.rows("SELECT id FROM customer ORDER BY id").all()] == ids
    assert [row["id"] for row in client.suiteql.by_id("customer", ["email"]).all()] == ids
    assert [head.id for head in client.customers.changes(None).heads()] == ids
