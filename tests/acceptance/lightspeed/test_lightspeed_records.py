# @generated from tests/acceptance/lightspeed/test_lightspeed_records_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Reading and writing records of an account: pages, filters, relations, archiving, money."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.systems import lightspeed
from crosstie.systems.lightspeed import either, field
from crosstie.testing import FakeClock, Stuck
from crosstie.testing.lightspeed import LightspeedSimulator


def test_a_listing_reads_page_by_page(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Pages follow ``next``, and nothing is asked for that nobody looks at (2.5)."""
    listing = client.customers.list(page_size=10)
    assert simulator.count("GET Customer") == 0
    assert listing.first() is not None
    assert simulator.count("GET Customer") == 1
    assert [one.customer_id for one in listing.all()] == [str(number) for number in range(1, 26)]
    assert simulator.count("GET Customer") == 4


def test_a_listing_can_go_on_later(client: lightspeed.Client) -> None:
    """A page's ``next`` brings the page behind it, with the same filters."""
    first = client.customers.page(limit=10, where={"last_name": "Maple"}, sort="-customer_id")
    assert [one.customer_id for one in first.items] == ["22", "15", "8", "1"]
    assert first.next is None
    page = client.customers.page(limit=20)
    behind = client.customers.page(after=page.next)
    assert [one.customer_id for one in behind.items] == ["21", "22", "23", "24", "25"]


def test_one_and_none_are_lists_too(client: lightspeed.Client) -> None:
    """A list of one comes as the one itself, a list of none without its key; both are lists here (2.6)."""
    assert [one.name for one in client.vendors.list().all()] == ["Composed Parts"]
    assert client.sales.list().all() == []
    assert client.orders.list().first() is None


def test_a_repeating_listing_is_noticed(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """A cursor that does not move ends in an error instead of never."""
    simulator.faults.add(Stuck(), route="GET Customer", times=None)
    with pytest.raises(crosstie.DecodeError, match="repeats a page") as repeated:
        client.customers.list(page_size=5).all()
    assert (repeated.value.operation, repeated.value.connection) == ("customers.list", "acme/lightspeed/default")


def test_filters_find_what_they_say(client: lightspeed.Client) -> None:
    """Operators, alternatives, relations and lists of values select as documented (2.4)."""
    items = client.items

    def found(where: lightspeed.WhereLike) -> list[str | None]:
        return [one.item_id for one in items.list(where=where).all()]

    assert found(field("item_id").between(2, 4)) == ["2", "3", "4"]
    assert found({"item_id": ["1", "8"], "archived": False}) == ["1", "8"]
    assert found(field("description").like("%pad%")) == ["2"]
    assert found(field("default_cost").at_least(Decimal("3.40")) & field("item_id").differs(8)) == ["7"]
    assert found(either(field("upc").equals("400000000002"), field("description").like("bell%"))) == ["3", "7"]
    assert found({"item_code": "400000000004"}) == ["5"]
    assert found(field("item_shops.qoh").below(3)) == ["3", "6"]


def test_contacts_are_searched_through_their_relation(client: lightspeed.Client) -> None:
    """A search by e-mail loads the contact, which the search needs (3.3)."""
    found = client.customers.list(where={"contact.email": "omar.harbor.2@example.com"}).all()
    assert [one.contact and one.contact.email() for one in found] == ["omar.harbor.2@example.com"]
    assert found[0].contact is not None
    assert found[0].contact.phone("Mobile") == "555-0101"
    assert found[0].contact.websites is None


def test_changes_are_read_oldest_first_with_archived_ones(
    client: lightspeed.Client, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """A list hides what is archived unless asked, so a reading of changes asks (the ninth surprise)."""
    clock.advance(60)
    since = clock.now()
    simulator.edit("Customer", 7, {"company": "Quist Floors"})
    clock.advance(1)
    simulator.remove("Customer", 3)
    seen = client.customers.list(updated_since=since, archived=True).all()
    assert [(one.customer_id, one.archived) for one in seen] == [("7", False), ("3", True)]
    assert [one.customer_id for one in client.customers.list(updated_since=since).all()] == ["7"]
    assert [one.customer_id for one in client.customers.list(archived="only").all()] == ["3"]


def test_counting_and_heads(client: lightspeed.Client, simulator: LightspeedSimulator) -> None:
    """A count is one call; heads hold ids and times alone."""
    assert client.customers.count() == 25
    assert client.customers.count({"last_name": "Maple"}) == 4
    heads = client.customers.heads(page_size=20).all()
    assert [head.id for head in heads][-1] == "25"
    assert heads[0].updated == simulator.clock.now()
    with pytest.raises(crosstie.UsageError):
        client.shops.heads(updated_since=simulator.clock.now())


def test_an_item_is_made_changed_archived_and_brought_back(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Money is exact in both directions, only what differs is sent, a field that is gone is cleared."""
    price = lightspeed.ItemPrice(amount=Decimal("19.95"), use_type="Default")
    draft = lightspeed.Item(
        description="Cargo rack",
        default_cost=Decimal("7.305"),
        custom_sku="RACK",
        prices=lightspeed.ItemPrices(item_price=(price,)),
    )
    made = client.items.create(draft)
    assert (made.price(), made.default_cost, made.tax) == (Decimal("19.95"), Decimal("7.305"), True)
    changed = client.items.update(attrs.evolve(made, custom_sku=None, tax=False), made)
    assert (changed.custom_sku, changed.tax, changed.description) == (None, False, "Cargo rack")
    sent = simulator.log[-1].request.body
    assert sent == b'{"tax":false,"customSku":null}'
    assert made.item_id is not None
    assert client.items.archive(made.item_id).archived is True
    assert client.items.unarchive(made.item_id).archived is False


def test_a_customer_is_reached_otherwise(client: lightspeed.Client) -> None:
    """A changed contact is written by entries; one that is gone is emptied, the others stay (3.3)."""
    base = client.customers.get("1", relations=["contact"])
    assert base.contact is not None
    work = lightspeed.ContactPhones(contact_phone=(lightspeed.ContactPhone(number="555-0177", use_type="Work"),))
    contact = attrs.evolve(base.contact, phones=work, no_mail=False)
    client.customers.update(attrs.evolve(base, contact=contact), base)
    after = client.customers.get("1", relations=["contact"])
    assert after.contact is not None
    assert (after.contact.phone("Work"), after.contact.phone("Mobile")) == ("555-0177", None)
    assert (after.contact.email(), after.contact.no_mail) == ("nora.maple.1@example.com", False)


def test_a_category_with_children_stays(client: lightspeed.Client) -> None:
    """Categories are deleted for good, but not above others (2.2)."""
    with pytest.raises(crosstie.Invalid, match="children"):
        client.categories.delete("1")
    client.categories.delete("2")
    client.categories.delete("1")
    with pytest.raises(crosstie.NotFound):
        client.categories.get("1")


def test_a_sale_is_completed_when_it_balances(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Made open, then paid: the stock goes down, and a completed sale cannot be archived (3.4)."""
    before = simulator.on_hand(1, 1)
    line = lightspeed.SaleLine(item_id="1", unit_quantity=Decimal(2))
    draft = lightspeed.Sale(
        shop_id="1",
        employee_id="1",
        register_id="1",
        reference_number="WEB-7",
        sale_lines=lightspeed.SaleLines(sale_line=(line,)),
    )
    sale = client.sales.create(draft)
    assert (sale.calc_total, sale.completed, sale.complete_time) == (Decimal(10), False, None)
    payment = lightspeed.SalePayment(amount=sale.calc_total, payment_type_id="1")
    paid = attrs.evolve(
        lightspeed.Sale(sale_id=sale.sale_id),
        completed=True,
        sale_payments=lightspeed.SalePayments(sale_payment=(payment,)),
    )
    done = client.sales.update(paid)
    assert (done.completed, done.balance) == (True, Decimal(0))
    assert simulator.on_hand(1, 1) == before - 2
    with pytest.raises(crosstie.Invalid):
        client.sales.archive(sale.sale_id or "")
    found = client.sales.list(where={"reference_number": "WEB-7"}, relations=["sale_lines"]).all()
    assert [one.sale_lines and one.sale_lines.sale_line[0].item_id for one in found] == ["1"]


def test_an_order_gets_its_lines_by_calls_of_their_own(client: lightspeed.Client) -> None:
    """An order is made first, then its lines (4)."""
    order = client.orders.create(lightspeed.Order(vendor_id="1", shop_id="1"))
    client.order_lines.create(
        lightspeed.OrderLine(order_id=order.order_id, item_id="2", quantity=5, price=Decimal("1.10"))
    )
    read = client.orders.get(order.order_id or "", relations=["order_lines"])
    assert read.order_lines is not None
    assert [(one.item_id, one.quantity, one.price) for one in read.order_lines.order_line] == [("2", 5, Decimal("1.1"))]


def test_raw_shows_the_exchange(client: lightspeed.Client) -> None:
    """Value, status, request id, headers and attempts of a call."""
    answer = client.customers.raw.get("2")
    assert (answer.value.customer_id, answer.status, len(answer.attempts)) == ("2", 200, 1)
    assert answer.request_id is not None
    assert answer.headers["x-ls-acct-id"] == "4711"
    assert client.customers.raw.page(limit=1).value.next is not None


def test_wrong_calls_are_found_before_anything_is_sent(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """Unknown fields, relations and orders, bad ids, empty drafts: nothing leaves."""
    simulator.forget_calls()
    with pytest.raises(crosstie.UsageError):
        client.customers.list(where={"nickname": "Nora"})
    with pytest.raises(crosstie.UsageError):
        client.customers.list(relations=["sales"])
    with pytest.raises(crosstie.UsageError):
        client.customers.list(sort="company")
    with pytest.raises(crosstie.UsageError):
        client.customers.list(page_size=101)
    with pytest.raises(crosstie.UsageError):
        client.customers.get("../Item/1")
    with pytest.raises(crosstie.UsageError):
        client.items.create(lightspeed.Item(custom_sku="X"))
    assert simulator.counts == {}
