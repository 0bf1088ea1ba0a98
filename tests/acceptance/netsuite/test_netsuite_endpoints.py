# @generated from tests/acceptance/netsuite/test_netsuite_endpoints_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Records as sides of two-way sync."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

import crosstie
from crosstie.core.endpoint import AtTime, AtToken
from crosstie.systems.netsuite import Client, Item, Items, Ref, Settings, SideOptions
from crosstie.testing import Answer, FakeClock, Reset, Timeout
from crosstie.testing.netsuite import NetSuiteSimulator

ACME = {"company_name": "Acme Tile", "subsidiary.id": "1"}
GOODS = Items(items=(Item(item=Ref(id="91"), quantity=Decimal(2)),))


def test_everything_then_what_changed_then_what_was_deleted(
    client: Client, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """Heads without records, by id; inactive customers and deletions say so; the account's own clock comes along."""
    small = client.with_options(settings=Settings(page_size=10))
    side = small.customers.endpoint()
    simulator.edit("customer", "804", {"isInactive": True})
    pages = [side.changes(None, None)]
    while pages[-1].next_page is not None:
        pages.append(side.changes(None, pages[-1].next_page))
    found = [change for page in pages for change in page.changes]
    assert [change.id for change in found] == [str(number) for number in range(801, 826)]
    assert {change.id for change in found if change.state == "inactive"} == {"804"}
    assert {(change.record, change.version, page.clock) for page in pages for change in page.changes} == {
        (None, None, clock.now())
    }
    clock.advance(7200)
    since = AtTime(clock.now())
    simulator.edit("customer", "809", {"phone": "555-0109"})
    simulator.remove("customer", "810")
    first = side.changes(since, None)
    last = side.changes(since, first.next_page)
    assert [(one.id, one.time, one.state) for one in (*first.changes, *last.changes)] == [
        ("809", clock.now(), "live"),
        ("810", clock.now(), "deleted"),
    ]
    assert last.next_page is None
    with pytest.raises(crosstie.UsageError):
        side.changes(AtToken("x"), None)
    with pytest.raises(crosstie.UsageError):
        side.changes(None, "elsewhere")


def test_a_reading_goes_on_in_another_process(client: Client, simulator: NetSuiteSimulator) -> None:
    """The next page says all that is needed; the zone is learned again there."""
    client = client.with_options(settings=Settings(page_size=20))
    first = client.customers.endpoint().changes(None, None)
    simulator.forget_calls()
    second = client.customers.endpoint().changes(None, first.next_page)
    assert [one.id for one in second.changes] == [str(number) for number in range(821, 826)]
    assert all(one.time is not None for one in second.changes)


def test_deletions_can_be_left_out(client: Client, simulator: NetSuiteSimulator) -> None:
    """For roles without the permission: nothing asks for the table then."""
    side = client.customers.endpoint(SideOptions(deletes=False))
    assert side.changes(None, None).next_page is None
    assert "deletions" not in side.abilities.query
    assert not any(b"deletedrecord" in call.request.body for call in simulator.log)


def test_abilities_say_what_there_is(client: Client) -> None:
    """No versions; keys by external ids; what only NetSuite sets cannot be held; the overlap is a request's life."""
    side = client.customers.endpoint()
    told = side.abilities
    assert (told.feed, told.checks_version, told.honours_keys, told.batch) == ("time", False, True, 1)
    assert told.keys_last >= timedelta(days=365)
    assert told.overlap == timedelta(minutes=15)
    assert {"id", "balance", "last_modified_date", "date_created", "currency.ref_name"} <= told.cannot_hold
    assert {"company_name", "currency.id"}.isdisjoint(told.cannot_hold)
    assert {"status", "status.id", "total", "created_from.id"} <= client.invoices.endpoint().abilities.cannot_hold
    plain = client.customers.endpoint(SideOptions(keys=False, overlap=timedelta(minutes=5), finds=frozenset()))
    assert (plain.abilities.honours_keys, plain.abilities.finds) == (False, frozenset())
    assert plain.abilities.overlap == timedelta(minutes=5)
    names = [one.endpoint().name for one in (client.estimates, client.sales_orders, client.invoices)]
    assert [side.name, *names, client.records("vendor").endpoint().name] == [
        "netsuite.customers",
        "netsuite.estimates",
        "netsuite.sales_orders",
        "netsuite.invoices",
        "netsuite.vendor",
    ]
    assert side.tenant == "acme"


def test_a_customer_is_made_changed_and_emptied_by_paths(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """References by id, fields of the account by name; ``None`` clears, and nothing else is sent."""
    side = client.customers.endpoint()
    paths = [
        "company_name",
        "email",
        "phone",
        "subsidiary.id",
        "extra.custentity_origin",
        "category.id",
        "credit_limit",
    ]
    side.check(paths)
    values = {**ACME, "email": "acme@example.com", "extra.custentity_origin": "fair", "credit_limit": Decimal("99.5")}
    made = side.create({**values, "phone": None}, key="abc123")
    nothing = {"phone": None, "category.id": None}
    assert side.values_of(made.record, paths) == {**values, **nothing}
    changed = side.update(made.id, {"email": None, "category.id": "2"}, version=None, base=made.record)
    assert side.values_of(changed.record, ["email", "category.id", "credit_limit"]) == {
        "email": None,
        "category.id": "2",
        "credit_limit": Decimal("99.5"),
    }
    sent = next(call.request.body for call in reversed(simulator.log) if call.request.method == "PATCH")
    assert sent == b'{"email":null,"category":{"id":"2"}}'
    emptied = side.update(made.id, {"category.id": None}, version=None, base=None)
    assert side.values_of(emptied.record, ["category.id", "subsidiary.id"]) == {
        "category.id": None,
        "subsidiary.id": "1",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"colour": "red"},
        {"balance": 1},
        {"id": "7"},
        {"credit_limit": "much"},
        {"currency.ref_name": "USD"},
        {"status.id": "B"},
    ],
)
def test_what_cannot_be_written_is_refused(
    client: Client, simulator: NetSuiteSimulator, values: dict[str, object]
) -> None:
    """Before anything is sent, with the name of the path."""
    kind = client.invoices if "status.id" in values else client.customers
    with pytest.raises(crosstie.UsageError, match=next(iter(values)).split(".")[0]):
        kind.endpoint().update("801", values, version=None, base=None)
    assert not simulator.log


def test_a_document_is_made_with_its_lines(client: Client, simulator: NetSuiteSimulator) -> None:
    """Its lines are written whole: what is sent twice is there once."""
    side = client.estimates.endpoint()
    simulator.faults.add(Reset(after_effect=True), route="PUT estimate/{eid}")
    simulator.faults.add(Reset(after_effect=True), route="PATCH estimate/{id}")
    made = side.create(
        {"entity.id": "801", "item": GOODS, "memo": "Hall", "tran_date": date(2026, 3, 1)}, key="k1"
    )
    assert (made.record.memo, made.record.tran_date) == ("Hall", date(2026, 3, 1))
    assert [line.quantity for line in made.record.item.items] == [Decimal(2)]
    again = Items(items=(Item(item=Ref(id="91"), quantity=Decimal(5)),))
    changed = side.update(made.id, {"item": again}, version=None, base=made.record)
    assert [line.quantity for line in changed.record.item.items] == [Decimal(5)]


def test_a_void_document_is_inactive(
    client: Client, simulator: NetSuiteSimulator, clock: FakeClock
) -> None:
    """It stays, with nothing in the record API that says so; the queries do (6)."""
    side = client.estimates.endpoint()
    clock.advance(7200)
    simulator.void("estimate", "60001")
    page = side.changes(AtTime(clock.now()), None)
    assert [(one.id, one.state) for one in page.changes] == [("60001", "inactive")]
    assert [(one.id, one.state) for one in side.read(["60001", "60002", "60003"])] == [
        ("60001", "inactive"),
        ("60002", "live"),
    ]
    number = simulator.read("estimate", "60001")["tranId"]
    assert side.find({"tran_id": number}) == []


def test_records_are_read_and_found(client: Client, simulator: NetSuiteSimulator) -> None:
    """Reads bring inactive ones too, finds do not; letter case and blanks do not matter to finds."""
    side = client.customers.endpoint()
    simulator.edit("customer", "802", {"isInactive": True, "externalId": "H-2"})
    simulator.edit("customer", "803", {"externalId": "H-3"})
    assert [(one.id, one.state) for one in side.read(["801", "802", "999"])] == [
        ("801", "live"),
        ("802", "inactive"),
    ]
    assert [one.id for one in side.find({"email": " JON.1@Example.com "})] == ["801"]
    assert [one.id for one in side.find({"external_id": "h-3", "entity_id": "c0003"})] == ["803"]
    assert side.find({"external_id": "H-2"}) == []
    assert side.find({"email": None}) == []
    with pytest.raises(crosstie.UsageError):
        side.find({"subsidiary.id": "1"})


# -- creations that are repeated ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_creation_that_is_repeated_finds_the_first_one(
    client: Client, simulator: NetSuiteSimulator, *, after_effect: bool
) -> None:
    """Keys are ignored by synchronous calls, so the key is kept in the external id, and edits since are kept too."""
    side = client.with_options(timeout=0.3).customers.endpoint()
    simulator.faults.add(Timeout(after_effect=after_effect), route="PUT customer/{eid}", times=4)
    with pytest.raises(crosstie.OutcomeUnknown):
        side.create(ACME, key="abc123")
    if after_effect:
        simulator.edit("customer", "826", {"companyName": "Renamed meanwhile"})
    made = side.create(ACME, key="abc123")
    assert len(simulator.records("customer")) == 26
    assert made.record.external_id == "crosstie-abc123"
    assert made.record.company_name == ("Renamed meanwhile" if after_effect else "Acme Tile")


def test_an_external_id_that_is_taken_is_a_duplicate(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """One among the values belongs to somebody: their record is named, and not written over."""
    simulator.edit("customer", "801", {"externalId": "H-1"})
    side = client.customers.endpoint()
    with pytest.raises(crosstie.Conflict) as caught:
        side.create({**ACME, "external_id": "H-1"}, key="abc123")
    assert (caught.value.kind, caught.value.existing_id) == ("duplicate", "801")
    assert simulator.read("customer", "801")["companyName"] == "Castillo Tile & Stone 1"
    made = side.create({**ACME, "external_id": "H-9"}, key="abc124")
    assert made.record.external_id == "H-9"
    with pytest.raises(crosstie.UsageError, match="external id"):
        side.create({**ACME, "external_id": "A|B"}, key="abc125")


def test_external_ids_can_be_left_alone(client: Client, simulator: NetSuiteSimulator) -> None:
    """For hosts whose external ids are somebody else's: a creation is sent once, and says so."""
    side = client.customers.endpoint(SideOptions(keys=False))
    made = side.create(ACME, key="abc123")
    assert made.record.external_id is None
    simulator.faults.add(Reset(after_effect=True), route="POST customer")
    with pytest.raises(crosstie.OutcomeUnknown):
        side.create(ACME, key="abc124")
    assert simulator.count("POST customer") == 2


def test_a_creation_that_cannot_be_read_is_in_doubt(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """It happened: whoever took a 403 of the reading for one of the writing would make it again."""
    side = client.customers.endpoint()
    simulator.faults.add(Answer(status=403), route="GET customer/{eid}", nth=2)
    with pytest.raises(crosstie.OutcomeUnknown):
        side.create(ACME, key="abc123")
    simulator.faults.add(Answer(status=404), route="GET customer/{eid}", nth=2)
    with pytest.raises(crosstie.OutcomeUnknown):
        side.create(ACME, key="abc124")
    assert len(simulator.records("customer")) == 27


def test_an_update_that_cannot_be_read_is_no_failure(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """It happened, and whoever wants to know how it looks reads it: then a session that ended is told."""
    side = client.customers.endpoint()
    for status in (403, 401):
        simulator.faults.add(Answer(status=status), route="GET customer/{id}")
        changed = side.update("801", {"phone": str(status)}, version=None, base=None)
        assert (changed.id, changed.record) == ("801", None)
    assert side.read(["801"])[0].record.phone == "401"
    with pytest.raises(crosstie.NotFound):
        side.update("999", {"phone": "2"}, version=None, base=None)
