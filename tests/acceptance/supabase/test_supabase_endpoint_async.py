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
async def async_side(async_client: supabase.AsyncClient) -> supabase.AsyncTableEndpoint[Customer]:
    """The customers as a side in the async world."""
    return async_client.table("customers", Customer).endpoint(SYNC)


async def test_it_says_what_it_can_do(async_side: supabase.AsyncTableEndpoint[Customer]) -> None:
    """By the columns that the table has for it."""
    abilities = async_side.abilities
    assert (async_side.name, async_side.tenant) == ("supabase.customers", "acme")
    assert (abilities.feed, abilities.checks_version, abilities.honours_keys) == ("time", True, True)
    assert (abilities.finds, abilities.cannot_hold) == (frozenset({"email", "name"}), frozenset({"updated_at"}))
    async_side.check(["name", "details.size"])
    with pytest.raises(crosstie.UsageError, match="nothing"):
        async_side.check(["nothing"])


async def test_everything_is_listed_oldest_change_first(
    async_side: supabase.AsyncTableEndpoint[Customer], clock: FakeClock, simulator: SupabaseSimulator
) -> None:
    """Page by page, ties by id, with the project's own clock."""
    clock.advance(60)
    simulator.load("customers", [{"customer_name": "late"}])
    seen: list[str] = []
    page: str | None = None
    while True:
        answer = await async_side.changes(None, page)
        seen += [change.id for change in answer.changes]
        assert answer.clock == clock.now()
        page = answer.next_page
        if page is None:
            break
    assert seen == [str(number) for number in range(1, 27)]


async def test_only_what_changed_since_is_listed(
    async_side: supabase.AsyncTableEndpoint[Customer], clock: FakeClock
) -> None:
    """Inclusive, so that nothing falls between two readings."""
    clock.advance(60)
    await async_side.update("7", {"credit": Decimal(1)}, version=None, base=None)
    changed = await async_side.changes(AtTime(clock.now()), None)
    assert [(change.id, change.time) for change in changed.changes] == [("7", clock.now())]
    earlier = await async_side.changes(AtTime(clock.now() - timedelta(seconds=61)), None)
    assert len(earlier.changes) == 8


async def test_records_are_read_by_id_past_the_row_cap(async_side: supabase.AsyncTableEndpoint[Customer]) -> None:
    """Missing ones are absent; a cap that cuts the answer short is noticed by the count."""
    found = await async_side.read([str(number) for number in (*range(1, 21), 99)])
    assert sorted(int(change.id) for change in found) == list(range(1, 21))
    assert await async_side.read([]) == []


async def test_records_are_found_up_to_case_and_blanks_if_they_are_in_use(
    async_side: supabase.AsyncTableEndpoint[Customer], async_client: supabase.AsyncClient
) -> None:
    """Values are taken literally; inactive rows are not offered as matches."""
    table = async_client.table("customers")
    await table.update({"email": "  A_b*(c)@Example.com "}, col("id").eq(3))
    await table.update({"email": "aXb*(c)@example.com"}, col("id").eq(4))
    assert [change.id for change in await async_side.find({"email": "a_b*(c)@example.com"})] == ["3"]
    await table.update({"active": False}, col("id").eq(3))
    assert await async_side.find({"email": "a_b*(c)@example.com"}) == []
    assert [change.state for change in await async_side.read(["3"])] == ["inactive"]


async def test_a_creation_is_made_once_however_often_its_answer_is_lost(
    async_side: supabase.AsyncTableEndpoint[Customer], simulator: SupabaseSimulator
) -> None:
    """The key is kept in a unique column: the repeat finds what the first one made."""
    simulator.faults.add(Reset(after_effect=True), route="POST customers")
    values = {"name": "Ida", "email": "ida@example.com", "details.size": 3, "credit": None}
    made = await async_side.create(values, key="key-0001")
    again = await async_side.create({"name": "Other"}, key="key-0001")
    assert again.id == made.id
    assert async_side.values_of(made.record, ["name", "details.size"]) == {"name": "Ida", "details.size": 3}
    assert len(simulator.rows("customers")) == 26


async def test_a_creation_that_cannot_be_looked_up_by_its_key_is_in_doubt(
    async_side: supabase.AsyncTableEndpoint[Customer], simulator: SupabaseSimulator
) -> None:
    """A pause that is asked for behind the repeat is no proof that there is no row: sync would insert another one."""
    simulator.faults.add(Reset(after_effect=True), route="POST customers")
    throttled = simulator.faults.add(Answer(status=429), route="GET customers", times=None)
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        await async_side.create({"name": "Ida"}, key="key-0001")
    assert caught.value.idempotency_key == "key-0001"
    simulator.faults.remove(throttled)
    assert (await async_side.create({"name": "Ida"}, key="key-0001")).record.name == "Ida"
    assert len(simulator.rows("customers")) == 26


async def test_a_creation_without_a_key_that_shows_no_row_is_in_doubt(
    async_client: supabase.AsyncClient, simulator: SupabaseSimulator
) -> None:
    """There is no column to look it up by: it is neither taken for done nor made again."""
    side = async_client.table("customers", Customer).endpoint(Sync())
    simulator.faults.add(Answer(status=201, body=b"[]"), route="POST customers")
    with pytest.raises(crosstie.OutcomeUnknown, match="shows none") as caught:
        await side.create({"name": "Ida"}, key="key-0003")
    assert caught.value.connection == "acme/supabase/default"
    assert (simulator.count("POST customers"), simulator.count("GET customers")) == (1, 0)


async def test_an_update_writes_over_nothing_that_it_has_not_seen(
    async_side: supabase.AsyncTableEndpoint[Customer], clock: FakeClock
) -> None:
    """The version goes into the condition; a JSON column is written whole, on top of the row."""
    (before,) = await async_side.read(["5"])
    clock.advance(1)
    after = await async_side.update("5", {"details.floor": "oak"}, version=before.version, base=before.record)
    assert async_side.values_of(after.record, ["details.floor", "details.size"]) == {
        "details.floor": "oak",
        "details.size": 5,
    }
    with pytest.raises(crosstie.Conflict) as caught:
        await async_side.update("5", {"name": "x"}, version=before.version, base=before.record)
    assert caught.value.kind == "stale"


async def test_an_update_reads_the_row_where_it_must(async_side: supabase.AsyncTableEndpoint[Customer]) -> None:
    """A JSON column is changed in one member only, also when the caller did not keep the row."""
    after = await async_side.update("6", {"details.floor": "tile"}, version=None, base=None)
    assert after.record.details == Details(size=6, floor="tile")


async def test_a_row_that_is_gone_is_not_found(async_side: supabase.AsyncTableEndpoint[Customer]) -> None:
    """An update that meets no row looks why."""
    with pytest.raises(crosstie.NotFound):
        await async_side.update("999", {"name": "x"}, version="2026-01-01T00:00:00+00:00", base=None)


async def test_a_duplicate_is_a_conflict(async_side: supabase.AsyncTableEndpoint[Customer]) -> None:
    """The database's unique constraint speaks."""
    with pytest.raises(crosstie.Conflict) as caught:
        await async_side.create({"name": "Ida", "email": "customer1@example.com"}, key="key-0002")
    assert caught.value.kind == "duplicate"


async def test_without_a_time_everything_is_scanned(async_client: supabase.AsyncClient) -> None:
    """By key; and a deletion that is only marked is told as one."""
    plain = async_client.table("customers", Customer).endpoint(Sync(deleted="active", where=[col("id").lte(2)]))
    assert plain.abilities.feed == "scan"
    first = await plain.changes(None, None)
    assert [(change.id, change.state) for change in first.changes] == [("1", "deleted"), ("2", "deleted")]
    made = await plain.create({"name": "Plain"}, key="unused")
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
async def test_a_table_that_cannot_be_a_side_says_so(
    async_client: supabase.AsyncClient, kind: type[object], key: str, sync: Sync
) -> None:
    """Before anything is sent."""
    with pytest.raises(crosstie.UsageError):
        async_client.table("customers", kind, key=key).endpoint(sync)
