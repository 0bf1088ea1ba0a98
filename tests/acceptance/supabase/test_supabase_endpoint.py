# @generated from tests/acceptance/supabase/test_supabase_endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A table as a side of two-way sync."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.core.endpoint import AtTime
from crosstie.systems import supabase
from crosstie.systems.supabase import Sync, col, column
from crosstie.testing import Answer, FakeClock, Reset
from crosstie.testing.supabase import SupabaseSimulator


@attrs.frozen(kw_only=True)
class Details:
    """What is in the JSON column."""

    size: int | None = None
    floor: str | None = None


@attrs.frozen(kw_only=True)
class Customer:
    """A customer."""

    id: int | None = column(generated=True, default=None)
    name: str = column("customer_name", default="")
    email: str | None = None
    credit: Decimal | None = None
    active: bool = True
    details: Details | None = None
    updated_at: datetime | None = column(read_only=True, default=None)  # noqa: RUF009 - a field specifier


SYNC = Sync(
    updated="updated_at",
    version="updated_at",
    active="active",
    finds=("email", "name"),
    creation_key="sync_key",
    page_size=8,
)


@pytest.fixture
def side(client: supabase.Client) -> supabase.TableEndpoint[Customer]:
    """The customers as a side in the sync world."""
    return client.table("customers", Customer).endpoint(SYNC)


def test_it_says_what_it_can_do(side: supabase.TableEndpoint[Customer]) -> None:
    """By the columns that the table has for it."""
    abilities = side.abilities
    assert (side.name, side.tenant) == ("supabase.customers", "acme")
    assert (abilities.feed, abilities.checks_version, abilities.honours_keys) == ("time", True, True)
    assert (abilities.finds, abilities.cannot_hold) == (frozenset({"email", "name"}), frozenset({"updated_at"}))
    side.check(["name", "details.size"])
    with pytest.raises(crosstie.UsageError, match="nothing"):
        side.check(["nothing"])


def test_everything_is_listed_oldest_change_first(
    side: supabase.TableEndpoint[Customer], clock: FakeClock, simulator: SupabaseSimulator
) -> None:
    """Page by page, ties by id, with the project's own clock."""
    clock.advance(60)
    simulator.load("customers", [{"customer_name": "late"}])
    seen: list[str] = []
    page: str | None = None
    while True:
        answer = side.changes(None, page)
        seen += [change.id for change in answer.changes]
        assert answer.clock == clock.now()
        page = answer.next_page
        if page is None:
            break
    assert seen == [str(number) for number in range(1, 27)]


def test_only_what_changed_since_is_listed(
    side: supabase.TableEndpoint[Customer], clock: FakeClock
) -> None:
    """Inclusive, so that nothing falls between two readings."""
    clock.advance(60)
    side.update("7", {"credit": Decimal(1)}, version=None, base=None)
    changed = side.changes(AtTime(clock.now()), None)
    assert [(change.id, change.time) for change in changed.changes] == [("7", clock.now())]
    earlier = side.changes(AtTime(clock.now() - timedelta(seconds=61)), None)
    assert len(earlier.changes) == 8


def test_records_are_read_by_id_past_the_row_cap(side: supabase.TableEndpoint[Customer]) -> None:
    """Missing ones are absent; a cap that cuts the answer short is noticed by the count."""
    found = side.read([str(number) for number in (*range(1, 21), 99)])
    assert sorted(int(change.id) for change in found) == list(range(1, 21))
    assert side.read([]) == []


def test_records_are_found_up_to_case_and_blanks_if_they_are_in_use(
    side: supabase.TableEndpoint[Customer], client: supabase.Client
) -> None:
    """Values are taken literally; inactive rows are not offered as matches."""
    table = client.table("customers")
    table.update({"email": "  A_b*(c)@Example.com "}, col("id").eq(3))
    table.update({"email": "aXb*(c)@example.com"}, col("id").eq(4))
    assert [change.id for change in side.find({"email": "a_b*(c)@example.com"})] == ["3"]
    table.update({"active": False}, col("id").eq(3))
    assert side.find({"email": "a_b*(c)@example.com"}) == []
    assert [change.state for change in side.read(["3"])] == ["inactive"]


def test_a_creation_is_made_once_however_often_its_answer_is_lost(
    side: supabase.TableEndpoint[Customer], simulator: SupabaseSimulator
) -> None:
    """The key is kept in a unique column: the repeat finds what the first one made."""
    simulator.faults.add(Reset(after_effect=True), route="POST customers")
    values = {"name": "Ida", "email": "ida@example.com", "details.size": 3, "credit": None}
    made = side.create(values, key="key-0001")
    again = side.create({"name": "Other"}, key="key-0001")
    assert again.id == made.id
    assert side.values_of(made.record, ["name", "details.size"]) == {"name": "Ida", "details.size": 3}
    assert len(simulator.rows("customers")) == 26


def test_a_creation_that_cannot_be_looked_up_by_its_key_is_in_doubt(
    side: supabase.TableEndpoint[Customer], simulator: SupabaseSimulator
) -> None:
    """A pause that is asked for behind the repeat is no proof that there is no row: sync would insert another one."""
    simulator.faults.add(Reset(after_effect=True), route="POST customers")
    throttled = simulator.faults.add(Answer(status=429), route="GET customers", times=None)
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        side.create({"name": "Ida"}, key="key-0001")
    assert caught.value.idempotency_key == "key-0001"
    simulator.faults.remove(throttled)
    assert side.create({"name": "Ida"}, key="key-0001").record.name == "Ida"
    assert len(simulator.rows("customers")) == 26


def test_a_creation_without_a_key_that_shows_no_row_is_in_doubt(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """There is no column to look it up by: it is neither taken for done nor made again."""
    side = client.table("customers", Customer).endpoint(Sync())
    simulator.faults.add(Answer(status=201, body=b"[]"), route="POST customers")
    with pytest.raises(crosstie.OutcomeUnknown, match="shows none") as caught:
        side.create({"name": "Ida"}, key="key-0003")
    assert caught.value.connection == "acme/supabase/default"
    assert (simulator.count("POST customers"), simulator.count("GET customers")) == (1, 0)


def test_an_update_writes_over_nothing_that_it_has_not_seen(
    side: supabase.TableEndpoint[Customer], clock: FakeClock
) -> None:
    """The version goes into the condition; a JSON column is written whole, on top of the row."""
    (before,) = side.read(["5"])
    clock.advance(1)
    after = side.update("5", {"details.floor": "oak"}, version=before.version, base=before.record)
    assert side.values_of(after.record, ["details.floor", "details.size"]) == {
        "details.floor": "oak",
        "details.size": 5,
    }
    with pytest.raises(crosstie.Conflict) as caught:
        side.update("5", {"name": "x"}, version=before.version, base=before.record)
    assert caught.value.kind == "stale"


def test_an_update_reads_the_row_where_it_must(side: supabase.TableEndpoint[Customer]) -> None:
    """A JSON column is changed in one member only, also when the caller did not keep the row."""
    after = side.update("6", {"details.floor": "tile"}, version=None, base=None)
    assert after.record.details == Details(size=6, floor="tile")


def test_a_row_that_is_gone_is_not_found(side: supabase.TableEndpoint[Customer]) -> None:
    """An update that meets no row looks why."""
    with pytest.raises(crosstie.NotFound):
        side.update("999", {"name": "x"}, version="2026-01-01T00:00:00+00:00", base=None)


def test_a_duplicate_is_a_conflict(side: supabase.TableEndpoint[Customer]) -> None:
    """The database's unique constraint speaks."""
    with pytest.raises(crosstie.Conflict) as caught:
        side.create({"name": "Ida", "email": "customer1@example.com"}, key="key-0002")
    assert caught.value.kind == "duplicate"


def test_without_a_time_everything_is_scanned(client: supabase.Client) -> None:
    """By key; and a deletion that is only marked is told as one."""
    plain = client.table("customers", Customer).endpoint(Sync(deleted="active", where=[col("id").lte(2)]))
    assert plain.abilities.feed == "scan"
    first = plain.changes(None, None)
    assert [(change.id, change.state) for change in first.changes] == [("1", "deleted"), ("2", "deleted")]
    made = plain.create({"name": "Plain"}, key="unused")
    assert made.record.name == "Plain"


@pytest.mark.parametrize(
    ("kind", "key", "sync"),
    [
        (dict, "id", Sync()),
        (Customer, ("id", "email"), Sync()),
        (Customer, "id", Sync(updated="nothing")),
        (Customer, "id", Sync(finds=["nothing"])),
    ],
)
def test_a_table_that_cannot_be_a_side_says_so(
    client: supabase.Client, kind: type[object], key: str, sync: Sync
) -> None:
    """Before anything is sent."""
    with pytest.raises(crosstie.UsageError):
        client.table("customers", kind, key=key).endpoint(sync)
