# @generated from tests/acceptance/netsuite/test_netsuite_changes_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What changed and what was deleted, in accounts of several zones, and beyond what a query shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import attrs
import pytest

import crosstie
from crosstie.core.messages import Request
from crosstie.systems.netsuite import Client, Settings, SideOptions
from crosstie.testing import Answer, FakeClock
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator

Connect: TypeAlias = Callable[[NetSuiteSimulator], Client]

ZONES = ("America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/London", "UTC")


def at(clock: FakeClock, moment: datetime) -> None:
    """Let the clock stand at a later moment."""
    clock.advance((moment - clock.now()).total_seconds())


def opened(clock: FakeClock, zone: str, **rules: object) -> NetSuiteSimulator:
    """Return an account in a zone, with five customers that were made when the clock began."""
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo(zone), **rules))
    account.seed(5)
    return account


# -- the time-zone trap (4.4) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ZONES)
def test_changes_are_told_in_utc_whatever_the_zone(connect: Connect, clock: FakeClock, zone: str) -> None:
    """SuiteQL's literals and values name no zone; what was changed before the time is not among them."""
    account = opened(clock, zone)
    client = connect(account)
    clock.advance(7200)
    account.edit("customer", "802", {"phone": "555-0102"})
    clock.advance(7200)
    since = clock.now()
    account.edit("customer", "804", {"phone": "555-0104"})
    clock.advance(7200)
    changes = client.customers.changes(since)
    assert [(head.id, head.at) for head in changes.heads()] == [("804", since)]
    assert [(one.phone, one.last_modified_date) for one in changes] == [("555-0104", since)]
    everything = [(head.id, head.at) for head in client.customers.changes(None).heads()]
    assert everything[1] == ("802", since - timedelta(hours=2))
    assert [name for name, _ in everything] == ["801", "802", "803", "804", "805"]


def test_a_whole_year_is_told_right(connect: Connect) -> None:
    """Summer and winter have other offsets, and no sample of the one says anything about the other."""
    clock = FakeClock(datetime(2026, 1, 10, 20, 15, tzinfo=UTC))
    account = opened(clock, "America/Los_Angeles")
    told: dict[str, datetime] = {}
    for month in range(1, 13):
        at(clock, datetime(2026, month, 20, 20, 15, tzinfo=UTC))
        made = account.add("customer", {"companyName": f"Made in {month}", "subsidiary": {"id": "1"}})
        told[made["id"]] = clock.now()
    client = connect(account)
    found = {head.id: head.at for head in client.customers.changes(datetime(2026, 1, 15, tzinfo=UTC)).heads()}
    assert found == told
    # One to begin with, and the few that tell the zones apart, each between two readings by SuiteQL.
    assert account.count("GET customer/{id}") < 8


def test_the_hour_that_comes_twice(connect: Connect) -> None:
    """Six changes within the two hours that both are one o'clock: every one is there, with its own time."""
    clock = FakeClock(datetime(2026, 11, 1, 7, 55, tzinfo=UTC))
    account = opened(clock, "America/Los_Angeles")
    client = connect(account)
    told: dict[str, datetime] = {}
    for minutes in (5, 20, 35, 65, 80, 95):
        at(clock, datetime(2026, 11, 1, 8, 0, tzinfo=UTC) + timedelta(minutes=minutes))
        made = account.add("customer", {"companyName": f"After {minutes}", "subsidiary": {"id": "1"}})
        told[made["id"]] = clock.now()
    for since in (datetime(2026, 11, 1, 8, 0, tzinfo=UTC), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)):
        found = {head.id: head.at for head in client.customers.changes(since).heads()}
        assert found == {name: moment for name, moment in told.items() if moment >= since}


def test_the_hour_that_is_left_out(connect: Connect) -> None:
    """In March the clocks leap from two to three; nothing around it is missed or told an hour off."""
    clock = FakeClock(datetime(2026, 3, 8, 9, 50, tzinfo=UTC))
    account = opened(clock, "America/Los_Angeles")
    client = connect(account)
    told: dict[str, datetime] = {}
    for minutes in (55, 65, 130):
        at(clock, datetime(2026, 3, 8, 9, 0, tzinfo=UTC) + timedelta(minutes=minutes))
        made = account.add("customer", {"companyName": f"After {minutes}", "subsidiary": {"id": "1"}})
        told[made["id"]] = clock.now()
    found = {
        head.id: head.at for head in client.customers.changes(datetime(2026, 3, 8, 9, 51, tzinfo=UTC)).heads()
    }
    assert found == told


def test_each_reading_learns_the_zone_anew(connect: Connect, clock: FakeClock) -> None:
    """Somebody changes the zone of the account between two readings of the same object."""
    account = opened(clock, "Asia/Kolkata")
    client = connect(account)
    changes = client.customers.changes(clock.now())
    assert len([head for head in changes.heads()]) == 5
    account.change_zone(ZoneInfo("America/Los_Angeles"))
    assert {head.at for head in changes.heads()} == {clock.now()}


def test_a_zone_that_is_not_the_accounts_is_noticed(connect: Connect, clock: FakeClock) -> None:
    """A host may name the zone; it is checked against the records all the same."""
    client = connect(opened(clock, "America/Los_Angeles"))
    right, wrong = (SideOptions(zone=ZoneInfo(name)) for name in ("America/Los_Angeles", "Asia/Kolkata"))
    assert len(client.customers.changes(clock.now(), options=right).all()) == 5
    with pytest.raises(crosstie.DecodeError, match="fit no zone"):
        client.customers.changes(clock.now(), options=wrong).all()


def test_a_record_that_is_changed_while_it_is_a_sample_is_none(connect: Connect, clock: FakeClock) -> None:
    """Between the two readings of the newest record somebody saves it, and an hour would be taken for an offset."""
    account = opened(clock, "America/Los_Angeles")
    client = connect(account)
    clock.advance(3600)
    customer = account.account.find(account.account.types["customer"], "805")
    edits = iter(("555-0105",))

    def save_meanwhile(_: Request) -> bool:
        for phone in edits:
            account.account.replace(customer, {**account.account.copy(customer), "phone": phone})
        return False

    account.faults.add(Answer(status=500), route="GET customer/{id}", when=save_meanwhile)
    heads = [head for head in client.customers.changes(clock.now()).heads()]
    assert [(head.id, head.at) for head in heads] == [("805", clock.now())]


def test_a_record_that_goes_while_changes_are_read_is_left_out(connect: Connect, clock: FakeClock) -> None:
    """Between the list and its own turn, or while it is a sample for the zone: nothing ends there."""
    account = opened(clock, "America/Los_Angeles")
    client = connect(account)
    found: list[str | None] = []
    for customer in client.customers.changes(None):
        if not found:
            account.remove("customer", "803")
        found.append(customer.id)
    assert found == ["801", "802", "804", "805"]
    doomed = iter(("805",))

    def remove_meanwhile(_: Request) -> bool:
        for identity in doomed:
            account.remove("customer", identity)
        return False

    account.faults.add(Answer(status=500), route="GET customer/{id}", when=remove_meanwhile)
    assert [head.id for head in client.customers.changes(None).heads()] == ["801", "802", "804"]


def test_an_account_without_records_has_no_changes(connect: Connect, clock: FakeClock) -> None:
    """There is nothing to learn a zone from, and nothing to be wrong about."""
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo("Asia/Kolkata")))
    client = connect(account)
    assert client.invoices.changes(clock.now()).all() == []
    assert [one for one in client.invoices.changes(clock.now()).deleted()] == []


def test_a_change_within_the_minute_of_the_question_is_among_them(
    connect: Connect, clock: FakeClock
) -> None:
    """Times are told to the minute, so what was changed at ten seconds past stands at its beginning (3.1)."""
    account = opened(clock, "Asia/Kolkata")
    client = connect(account)
    at(clock, clock.now() + timedelta(hours=1, seconds=10))
    since = clock.now()
    clock.advance(20)
    account.edit("customer", "801", {"phone": "1"})
    assert [head.id for head in client.customers.changes(since).heads()] == ["801"]


def test_a_time_without_a_zone_is_refused(client: Client, simulator: NetSuiteSimulator) -> None:
    """Before anything is sent."""
    with pytest.raises(crosstie.UsageError, match="aware"):
        client.customers.changes(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake
    assert not simulator.log


# -- documents and their lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [True, False])
def test_an_edit_of_lines_is_a_change(connect: Connect, clock: FakeClock, *, lines: bool) -> None:
    """It may leave the time of the document as it was; the lines have times of their own (4.4)."""
    account = opened(clock, "America/Los_Angeles", line_edit_moves_header=False)
    account.seed_documents("estimate", 3)
    client = connect(account)
    clock.advance(86_400)
    since = clock.now()
    account.edit("estimate", "60002", {"item": {"items": [{"line": 1, "quantity": 9}]}})
    changes = client.estimates.changes(since, options=SideOptions(lines=lines))
    assert [one.id for one in changes] == (["60002"] if lines else [])


def test_types_are_told_apart(connect: Connect, clock: FakeClock) -> None:
    """All documents stand in one table."""
    account = opened(clock, "UTC")
    account.seed_documents("estimate", 2)
    account.seed_documents("invoice", 1)
    client = connect(account)
    assert [one.id for one in client.invoices.changes(clock.now())] == ["60003"]
    assert [one.id for one in client.records("employee").changes(None).heads()] == ["17"]


# -- deletions (6) -----------------------------------------------------------------------------------------------------


def test_deletions_are_told_with_their_times(connect: Connect, clock: FakeClock) -> None:
    """Of this type, since that time, oldest first."""
    account = opened(clock, "America/Los_Angeles")
    account.seed_documents("estimate", 2)
    client = connect(account)
    account.remove("estimate", "60001")
    clock.advance(3600)
    since = clock.now()
    account.remove("estimate", "60002")
    account.remove("customer", "804")
    clock.advance(60)
    account.remove("customer", "803")
    gone = [(one.id, one.at, one.type) for one in client.customers.changes(since).deleted()]
    assert gone == [("804", since, "customer"), ("803", clock.now(), "customer")]
    assert [one.id for one in client.estimates.changes(None).deleted()] == ["60001", "60002"]


def test_a_merge_is_a_deletion(connect: Connect, clock: FakeClock) -> None:
    """The customer that was merged into another one is gone."""
    account = opened(clock, "UTC")
    client = connect(account)
    account.merge_customers(keep="801", gone="805")
    assert [one.id for one in client.customers.changes(clock.now()).deleted()] == ["805"]


def test_an_id_of_another_type_is_no_deletion(connect: Connect, clock: FakeClock) -> None:
    """Customers are listed as entities, and so may others be: who is there still was not deleted."""
    account = opened(clock, "UTC")
    client = connect(account)
    account.seed_documents("estimate", 1)
    account.remove("estimate", "60001")
    row = account.account.deleted[0]
    account.account.deleted.append(type(row)(id=802, type=row.type, name="Somebody", at=row.at, by=row.by))
    mistaken = SideOptions(deleted_as={"customer": frozenset({"estimate"})})
    assert [one.id for one in client.customers.changes(None, options=mistaken).deleted()] == ["60001"]
    assert [one.id for one in client.customers.changes(None).deleted()] == []


def test_deletions_beyond_a_page_and_beyond_what_a_query_shows(connect: Connect, clock: FakeClock) -> None:
    """The table has no id: pages go on at time and id, through many that were deleted in the same minute."""
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo("Asia/Kolkata"), shown=40))
    account.seed(130)
    client = connect(account).with_options(settings=Settings(page_size=20, reach=40))
    for number in range(801, 921):
        account.remove("customer", str(number))
        clock.advance(30 if number > 880 else 0)
    gone = [one.id for one in client.customers.changes(None).deleted()]
    assert gone == [str(number) for number in range(801, 921)]


@pytest.mark.parametrize("size", [3, 5])
def test_deletions_of_two_types_with_one_id_are_both_told(
    connect: Connect, clock: FakeClock, size: int
) -> None:
    """An id is unique within its type only, and a page can end between two that have it at the same time."""
    account = opened(clock, "UTC")
    client = connect(account).with_options(settings=Settings(page_size=size))
    for number in range(801, 805):
        account.remove("customer", str(number))
    gone = account.account.deleted
    gone += [attrs.evolve(row, type=account.account.types["estimate"]) for row in gone]
    for records in (client.customers, client.estimates):
        assert [one.id for one in records.changes(None).deleted()] == ["801", "802", "803", "804"]
    smallest = client.with_options(settings=Settings(page_size=2))
    with pytest.raises(crosstie.DecodeError, match="one time and one id"):
        _ = [one for one in smallest.customers.changes(None).deleted()]


def test_deletions_that_the_role_does_not_see(connect: Connect, clock: FakeClock) -> None:
    """NetSuite says that there is no such table; here it is a missing permission, with what to do."""
    client = connect(opened(clock, "UTC", hidden=frozenset({"deletedRecord"})))
    with pytest.raises(crosstie.Forbidden, match="Deleted Records"):
        _ = [one for one in client.customers.changes(None).deleted()]


# -- beyond what a query shows (4.2) -----------------------------------------------------------------------------------


def test_changes_beyond_what_a_query_shows(connect: Connect, clock: FakeClock) -> None:
    """A query ends at its cap as if that were all; by id, everything is there, and each once."""
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo("Asia/Kolkata"), shown=50))
    account.seed(230)
    client = connect(account).with_options(settings=Settings(page_size=20, reach=50))
    heads = [head.id for head in client.customers.changes(clock.now()).heads()]
    assert heads == [str(number) for number in range(801, 1031)]
    with pytest.raises(crosstie.Invalid, match="no more than 50"):
        client.suiteql.rows("SELECT id FROM customer ORDER BY id").all()


def test_what_is_changed_while_pages_are_read_is_not_missed(connect: Connect, clock: FakeClock) -> None:
    """Records keep their place in the order of ids: nothing slips over the edge of a page, and new ones come last."""
    account = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(zone=ZoneInfo("Asia/Kolkata")))
    account.seed(60)
    client = connect(account).with_options(settings=Settings(page_size=10))
    found: list[str] = []
    for head in client.customers.changes(clock.now()).heads():
        found.append(head.id)
        if len(found) % 10 == 5 and len(found) < 60:
            clock.advance(60)
            account.edit("customer", found[0], {"phone": str(len(found))})
            account.edit("customer", "860", {"phone": str(len(found))})
    account.add("customer", {"companyName": "Late", "subsidiary": {"id": "1"}})
    assert found == [str(number) for number in range(801, 861)]
