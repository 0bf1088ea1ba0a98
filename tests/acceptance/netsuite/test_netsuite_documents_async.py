"""Documents and their lines against an account: what each way of writing them makes of the lines that are there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.systems.netsuite import (
    Address,
    AddressBook,
    AddressBookEntry,
    AsyncClient,
    Customer,
    Estimate,
    Item,
    Items,
    Ref,
    SalesOrder,
    condition,
)
from crosstie.testing import Reset
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator


def quantities(simulator: NetSuiteSimulator, record_id: str = "60001", kind: str = "estimate") -> list[object]:
    """Return the quantity of every line as it stands in the account."""
    return [line["quantity"] for line in simulator.read(kind, record_id)["item"]["items"]]


async def test_a_document_is_made_with_all_its_parts(async_client: AsyncClient, simulator: NetSuiteSimulator) -> None:
    """Lines, an address of its own, custom fields on both; read back as it was written, totals computed."""
    draft = Estimate(
        entity=Ref(id="801"),
        external_id="EST-1",
        tran_date=date(2026, 11, 20),
        title="Hall",
        memo="First line\nsecond line\twith a tab",
        probability=Decimal(50),
        class_=Ref(id="1"),
        billing_address=Address(addr1="1 Oak", city="Riverton", state="UT", country=Ref(id="US")),
        item=Items(items=(Item(item=Ref(id="94"), quantity=Decimal("2.5"), rate=Decimal("0.1")),)),
        extra={"custbody_project": "P-1"},
    )
    made = await async_client.estimates.create(draft)
    found = await async_client.estimates.get(made)
    assert (found.title, found.memo, found.tran_date) == (draft.title, draft.memo, draft.tran_date)
    assert (found.total, found.probability) == (Decimal("0.25"), Decimal(50))
    assert found.extra["custbody_project"] == "P-1"
    assert found.billing_address is not None
    assert (found.billing_address.city, found.billing_address.state) == ("Riverton", "UT")
    assert simulator.read("estimate", made)["source"]["id"] == "restWebServices"


async def test_the_append_trap_what_is_said_twice_is_there_twice(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """This is what NetSuite does with a line without key, and why it has to be said in so many words (2.5)."""
    before = quantities(simulator)
    line = {"item": {"items": [{"item": {"id": "91"}, "quantity": 7}]}}
    with pytest.raises(crosstie.UsageError, match="each time they are sent"):
        await async_client.estimates.update("60001", line)
    assert quantities(simulator) == before
    for _ in range(2):
        await async_client.estimates.update("60001", line, append=["item"])
    assert quantities(simulator) == [*before, 7, 7]


async def test_a_line_that_is_named_is_changed_and_the_others_stay(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """By its ``line``; sent again after a doubt, because a second time changes nothing."""
    first, _ = quantities(simulator)
    simulator.faults.add(Reset(after_effect=True), route="PATCH estimate/{id}")
    await async_client.estimates.update("60001", {"item": {"items": [{"line": 2, "quantity": 7}]}})
    assert quantities(simulator) == [first, 7]
    assert simulator.count("PATCH estimate/{id}") == 2


async def test_a_changed_line_does_not_undo_what_others_did_meanwhile(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """Only what differs is sent, so that a line added since the record was read stays."""
    base = await async_client.estimates.get("60001")
    assert base.item is not None
    first, second = base.item.items
    simulator.edit("estimate", "60001", {"item": {"items": [{"item": {"id": "91"}, "quantity": 3}]}})
    new = attrs.evolve(base, item=Items(items=(attrs.evolve(first, quantity=Decimal(7)), second)))
    await async_client.estimates.update("60001", new, base)
    assert quantities(simulator) == [7, second.quantity, 3]
    changed = (await async_client.estimates.get("60001")).item
    assert changed is not None
    assert first.rate is not None
    assert changed.items[0].amount == 7 * first.rate


async def test_a_line_is_taken_away_by_giving_the_others(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """There is no call that removes one; the update replaces the sublist, and may be sent twice."""
    base = await async_client.estimates.get("60001")
    assert base.item is not None
    _, second = base.item.items
    simulator.faults.add(Reset(after_effect=True), route="PATCH estimate/{id}")
    added = Item(item=Ref(id="91"), quantity=Decimal(3))
    await async_client.estimates.update("60001", attrs.evolve(base, item=Items(items=(second, added))), base)
    assert quantities(simulator) == [second.quantity, 3]
    assert simulator.count("PATCH estimate/{id}") == 2


async def test_lines_that_a_document_needs_cannot_be_emptied(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """Null empties a sublist, and is refused for one that is mandatory (2.5)."""
    before = quantities(simulator)
    with pytest.raises(crosstie.Invalid):
        await async_client.estimates.update("60001", {"item": None})
    assert quantities(simulator) == before


async def test_an_upsert_repeated_has_its_lines_once(async_client: AsyncClient, simulator: NetSuiteSimulator) -> None:
    """A draft says what all lines are; PUT alone would append them to those of the first time."""
    draft = SalesOrder(entity=Ref(id="801"), item=Items(items=(Item(item=Ref(id="94"), quantity=Decimal(2)),)))
    for _ in range(2):
        await async_client.sales_orders.upsert("SO-1", draft)
    made = await async_client.sales_orders.find("SO-1")
    assert made is not None
    assert quantities(simulator, made, "salesOrder") == [2]


async def test_an_order_is_closed_by_closing_every_line(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """There is no other way (2.5)."""
    order_id = await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    base = await async_client.sales_orders.get(order_id)
    assert base.item is not None
    closed = tuple(attrs.evolve(line, is_closed=True) for line in base.item.items)
    await async_client.sales_orders.update(order_id, attrs.evolve(base, item=Items(items=closed)), base)
    assert simulator.read("salesOrder", order_id)["status"]["refName"] == "Closed"


async def test_a_sublist_without_keys_is_only_ever_appended_to(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """So it is replaced, or appended to on purpose (2.5)."""
    team = {"salesTeam": {"items": [{"employee": {"id": simulator.records("employee")[0]["id"]}, "contribution": 100}]}}
    with pytest.raises(crosstie.UsageError):
        await async_client.customers.update("801", team)
    for expected in (1, 1):
        await async_client.customers.update("801", team, replace=["salesTeam"])
        assert simulator.read("customer", "801")["salesTeam"]["totalResults"] == expected
    await async_client.customers.update("801", team, append=["salesTeam"])
    assert simulator.read("customer", "801")["salesTeam"]["totalResults"] == 2


async def test_addresses_are_changed_whole_and_stay_one_each(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """The address book of a customer that was read is replaced by what it should be."""
    base = await async_client.customers.get("801")
    assert base.address_book is not None
    (home,) = base.address_book.items
    assert home.address is not None
    moved = attrs.evolve(home, address=attrs.evolve(home.address, addr1="2 Elm"))
    shop = AddressBookEntry(label="Shop", address=Address(addr1="3 Ash", city="Lakewood", country=Ref(id="US")))
    await async_client.customers.update("801", attrs.evolve(base, address_book=AddressBook(items=(moved, shop))), base)
    lines = simulator.read("customer", "801")["addressBook"]["items"]
    assert [line["addressBookAddress"]["addr1"] for line in lines] == ["2 Elm", "3 Ash"]


async def test_custom_fields_are_set_changed_and_cleared(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """Through the record as it should be, on header and line."""
    base = await async_client.estimates.get("60001")
    assert base.item is not None
    first, second = base.item.items
    line = attrs.evolve(first, extra={**first.extra, "custcol_room": "Bath"})
    new = attrs.evolve(base, item=Items(items=(line, second)), extra={**base.extra, "custbody_project": "P-1"})
    await async_client.estimates.update("60001", new, base)
    found = await async_client.estimates.get("60001")
    assert found.extra["custbody_project"] == "P-1"
    assert found.item is not None
    assert found.item.items[0].extra["custcol_room"] == "Bath"
    bare = {name: value for name, value in found.extra.items() if name != "custbody_project"}
    await async_client.estimates.update("60001", attrs.evolve(found, extra=bare), found)
    assert "custbody_project" not in simulator.read("estimate", "60001")


async def test_a_field_with_several_values_is_set_whole_and_never_added_to(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """It looks like a sublist and is none (3.1): it may be sent again, and neither replace nor append is asked for."""
    customers = async_client.customers
    simulator.faults.add(Reset(after_effect=True), route="PATCH customer/{id}")
    await customers.update("801", {"custentity_interests": {"items": [{"id": "1"}, {"id": "2"}]}})
    assert simulator.count("PATCH customer/{id}") == 2
    base = await customers.get("801")
    assert [one["id"] for one in base.extra["custentity_interests"]["items"]] == ["1", "2"]
    extra = {**base.extra, "custentity_interests": {"items": [{"id": "3"}]}}
    await customers.update("801", attrs.evolve(base, extra=extra), base)
    held = simulator.read("customer", "801")["custentity_interests"]["items"]
    assert [one["id"] for one in held] == ["3"]


@pytest.mark.parametrize("rules", [NetSuiteRules(status_words="letter")], indirect=True, ids=["letters"])
async def test_a_status_may_be_a_letter_after_all(async_client: AsyncClient) -> None:
    """As the browser has it: what the model holds is what was sent, and SuiteQL has the letter either way (3.5)."""
    found = await async_client.estimates.get("60001")
    assert found.status is not None
    assert found.status.id == "A"
    rows = async_client.suiteql.rows("SELECT status FROM transaction WHERE id = ?", ["60001"])
    assert await rows.all() == [{"status": "A"}]


@pytest.mark.parametrize("rules", [NetSuiteRules(view_only=frozenset({"customer"}))], indirect=True, ids=["view only"])
async def test_to_read_one_record_can_need_more_than_to_view_it(async_client: AsyncClient) -> None:
    """GET opens a record for editing; lists and SuiteQL do not (2.1, open question 12)."""
    with pytest.raises(crosstie.Forbidden) as caught:
        await async_client.customers.get("801")
    assert caught.value.advice == "Add the permission."
    assert len(await async_client.customers.list().all()) == 25


async def test_a_field_that_cannot_be_filtered_by_is_told(async_client: AsyncClient) -> None:
    """Although the type lists it: the last change of an employee (2.4)."""
    wanted = condition("lastModifiedDate", "AFTER", date(2026, 1, 1), date_format="M/D/YYYY")
    with pytest.raises(crosstie.Invalid) as caught:
        await async_client.records("employee").list(wanted).all()
    assert (caught.value.code, caught.value.fields[0].field) == ("NONEXISTENT_FIELD", "q")


async def test_a_date_in_the_wrong_format_is_refused_with_netsuites_words(async_client: AsyncClient) -> None:
    """ISO is not what a user in America prefers (2.4)."""
    wanted = condition("tranDate", "ON", date(2026, 11, 20), date_format="YYYY-MM-DD")
    with pytest.raises(crosstie.Invalid, match="Unparseable date"):
        await async_client.estimates.list(wanted).all()


async def test_a_bad_reference_is_told_with_its_place(async_client: AsyncClient) -> None:
    """By the path of the wire, of every detail."""
    draft = Estimate(entity=Ref(id="9"), item=Items(items=(Item(item=Ref(id="94")), Item(item=Ref(id="9999")))))
    with pytest.raises(crosstie.Invalid) as caught:
        await async_client.estimates.create(draft)
    assert [problem.field for problem in caught.value.fields] == ["entity", "item.items[1].item"]


async def test_a_person_and_a_company_have_their_names_in_other_fields(async_client: AsyncClient) -> None:
    """3.2; a filter tells the ones from the others."""
    person = Customer(is_person=True, first_name="Ada", last_name="Berg", subsidiary=Ref(id="1"))
    made = await async_client.customers.create(person)
    yes = True
    assert made in await async_client.customers.list(condition("isPerson", "IS", yes)).all()
    assert (await async_client.customers.get(made)).alt_name == "Ada Berg"
