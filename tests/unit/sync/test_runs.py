"""A run, from empty sides to a quiet one: creations, updates, links, echoes, cursors, reports, history."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

import asyncio
from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.endpoint import Abilities, AtToken
from crosstie.errors import UsageError
from crosstie.storage import Cursor, Run
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.memory_endpoint_async import AsyncMemoryEndpoint
from crosstie.testing.shelf import Shelf


def test_a_first_run_makes_links_and_fills(bench: Any) -> None:
    """New records go across both ways; those that share a key are linked, and their empty fields are filled."""
    bench.left.add({"name": "Ash", "email": "ash@example.com"})
    bench.right.add({"name": "Birch", "email": "birch@example.com"})
    bench.left.add({"name": "Cedar", "email": "Cedar@example.com", "city": "Salem"})
    bench.right.add({"name": "Cedar", "email": "cedar@example.com"})
    report = bench.engine.run(bench.pair())
    assert report.counts == sync.Counts(imported=1, exported=1, updated=1, linked=1)
    assert sorted(value["name"] for value in bench.values("left")) == ["Ash", "Birch", "Cedar"]
    assert sorted(value["name"] for value in bench.values("right")) == ["Ash", "Birch", "Cedar"]
    assert {"name": "Cedar", "email": "cedar@example.com", "city": "Salem"} in bench.values("right")
    assert {link.status for link in bench.links()} == {"synced"}


def test_a_second_run_is_quiet(bench: Any) -> None:
    """Nothing is written, neither remote nor local, and what was written does not come back as a change."""
    bench.linked(name="Ash")
    remote, local = bench.remote_writes(), len(bench.storage.written)
    report = bench.engine.run(bench.pair())
    assert (bench.remote_writes(), len(bench.storage.written)) == (remote, local)
    assert report.notice().description == "Nothing to do."
    assert report.before == report.after


def test_edits_flow_both_ways_field_by_field(bench: Any) -> None:
    """Different fields of one record, changed on both sides in between, both arrive."""
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"city": "Salem"})
    report = bench.engine.run(bench.pair())
    assert report.updated == {"left": 1, "right": 1}
    assert bench.values("left") == bench.values("right")
    assert bench.values("left")[0]["city"] == "Salem"


def test_an_emptied_field_is_emptied_across(bench: Any) -> None:
    """Once both have agreed on a value, taking it away is an edit like any other."""
    left, right = bench.linked(name="Ash", city="Salem")
    bench.left.edit(left, {"city": None})
    bench.engine.run(bench.pair())
    assert bench.right.rows[right].values["city"] is None


def test_only_what_changed_is_written(bench: Any) -> None:
    """An update names the changed fields, and reads nothing where the side checks versions."""
    left, _ = bench.linked(name="Ash", city="Salem")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.calls.clear()
    plan = bench.engine.plan(bench.pair())
    (step,) = plan.steps
    assert [(change.field, change.before, change.after) for change in step.fields] == [("name", "Ash", "Birch")]
    bench.engine.run(bench.pair())
    assert bench.right.count("read") == 0


def test_a_side_that_checks_nothing_is_read_before_it_is_written(bench: Any) -> None:
    """Else an edit of the last moment would be overwritten unseen."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, checks_version=False)
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.calls.clear()
    bench.engine.run(bench.pair())
    assert [(call.operation, call.id) for call in bench.right.calls if call.id] == [("read", right), ("update", right)]


def test_values_trimmed_and_recased_by_a_side_are_no_change(bench: Any) -> None:
    """They are learned from the answer of the write, and reported once."""
    bench.right.uppers, bench.right.most = ("city",), 8
    bench.right.abilities = attrs.evolve(bench.right.abilities, recases=frozenset({"city"}))
    left = bench.left.add({"name": "Ash and Sons", "email": "a@x.test", "city": "Salem"})
    report = bench.engine.run(bench.pair())
    assert report.altered == (sync.Altered(side="right", field="name", times=1),)
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert bench.left.rows[left].values["name"] == "Ash and Sons"
    bench.clock.advance(60)
    bench.left.edit(left, {"name": "Birch and Daughters"})
    bench.engine.run(bench.pair())
    assert bench.right.rows["right-1"].values["name"] == "Birch an"


def test_a_side_without_versions_echoes_nothing_either(bench: Any) -> None:
    """There the values tell: what was written comes back equal."""
    bench.right.versions = False
    bench.right.abilities = Abilities(feed="scan")
    left, _ = bench.linked(name="Ash")
    remote = bench.remote_writes()
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert bench.remote_writes() == remote
    bench.left.edit(left, {"name": "Birch"})
    assert bench.engine.run(bench.pair()).counts.updated == 1


def test_a_change_outside_the_mapping_writes_nothing_remote(bench: Any) -> None:
    """The link only remembers the new version."""
    left, _ = bench.linked(name="Ash")
    bench.left.edit(left, {"phone": "503-555-0100"})
    remote = bench.remote_writes()
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert bench.remote_writes() == remote
    assert bench.link().left_version == "2"


def test_a_side_that_gives_heads_only_is_read_where_it_changed(bench: Any) -> None:
    """Ids and versions first; what the links know is not read."""
    bench.left.heads_only = True
    left, _ = bench.linked(name="Ash")
    other = bench.left.add({"name": "Birch", "email": "b@x.test"})
    bench.left.calls.clear()
    assert bench.engine.run(bench.pair()).counts.imported == 1
    assert [call.id for call in bench.left.calls if call.operation == "read"] == [other]
    assert left in bench.left.rows


def test_more_changes_than_are_kept_are_read_again(bench: Any) -> None:
    """Memory stays bounded, and nothing is forgotten."""
    bench.engine = sync.Engine(
        bench.storage,
        clock=bench.clock,
        settings=sync.Settings(keep=2, batch=3),
        new_id=iter(map(str, range(999))).__next__,
    )
    for number in range(7):
        bench.left.add({"name": f"n{number}", "email": f"n{number}@x.test"})
    assert bench.engine.run(bench.pair()).counts.imported == 7
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_writes_go_in_batches_where_the_side_takes_them(bench: Any) -> None:
    """And each is answered on its own."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, batch=3)
    for number in range(4):
        bench.left.add({"name": f"n{number}", "email": f"n{number}@x.test"})
    report = bench.engine.run(bench.pair())
    assert report.counts.imported == 4
    # Two pages of changes were read, and the four creations took two calls.
    assert report.calls["right"] == 1 + 2


def test_a_side_that_changes_other_fields_on_the_way_comes_to_rest(bench: Any) -> None:
    """What a system computes from what was written goes back within the same run."""
    bench.right.reacts = lambda values: {"city": f"City of {values['name']}"}
    left, right = bench.linked(name="Ash", city="Salem")
    assert bench.left.rows[left].values["city"] == "Salem"  # it was written, and held in another form
    bench.left.edit(left, {"name": "Birch"})
    report = bench.engine.run(bench.pair())
    assert report.updated == {"right": 1, "left": 1}
    assert bench.left.rows[left].values["city"] == bench.right.rows[right].values["city"] == "City of Birch"


def test_a_side_that_never_comes_to_rest_is_reported(bench: Any) -> None:
    """After some rounds the record is left with an error instead of going on for ever."""
    left, _ = bench.linked(name="Ash")
    turns = iter(range(99))
    bench.right.reacts = lambda _: {"name": f"turn {next(turns)}"}
    bench.left.reacts = lambda _: {"city": f"turn {next(turns)}"}
    bench.left.edit(left, {"city": "Salem"})
    report = bench.engine.run(bench.pair())
    assert "did not come to rest" in str(report.errors[0].error)


def test_a_token_that_a_side_gave_is_handed_back(bench: Any) -> None:
    """Feeds by token begin where the side said."""
    bench.left.abilities = attrs.evolve(bench.left.abilities, feed="token")
    bench.left.add({"name": "ash", "email": "ash@example.com"})
    report = bench.engine.run(bench.pair())
    assert report.after["left"] == AtToken("1")
    bench.left.add({"name": "birch", "email": "birch@example.com"})
    assert bench.engine.run(bench.pair()).counts.imported == 1


# -- directions --------------------------------------------------------------------------------------------------------


def test_a_one_way_pair_writes_one_way(bench: Any) -> None:
    """What the target changes is put back, what it makes is left alone."""
    left = bench.left.add({"name": "Ash", "email": "a@x.test"})
    bench.right.add({"name": "Birch", "email": "b@x.test"})
    pair = bench.pair(direction="to_right")
    report = bench.engine.run(pair)
    assert (report.counts.imported, report.counts.exported, report.counts.skipped) == (1, 0, 1)
    assert "No new records are made in left" in report.skips[0].reason
    bench.clock.advance(60)
    bench.right.edit("right-2", {"name": "Other"})
    assert bench.engine.run(pair).updated == {"right": 1}
    assert bench.left.rows[left].values["name"] == bench.right.rows["right-2"].values["name"] == "Ash"


def test_creations_can_be_switched_off(bench: Any) -> None:
    """Then only what is matched is synced; once they are allowed, nothing was missed."""
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    assert bench.engine.run(bench.pair(creates=["left"])).counts.skipped == 1
    assert not bench.links()
    assert bench.engine.run(bench.pair()).counts.imported == 1


def test_home_says_what_counts_as_imported(bench: Any) -> None:
    """The side that is the host's own."""
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    assert bench.engine.run(bench.pair(home="left")).counts.exported == 1


# -- configuration -----------------------------------------------------------------------------------------------------


def test_a_changed_configuration_compares_everything_anew(bench: Any) -> None:
    """A field that joins the mapping is filled on old records too, without touching the rest."""
    bench.left.add({"name": "Ash", "email": "a@x.test", "phone": "503-555-0100"})
    bench.engine.run(bench.pair())
    bench.clock.advance(10_000)
    bench.engine.run(bench.pair())
    wider = bench.pair(
        sync.both("name", "name"), sync.both("email", "email", as_=sync.email), sync.both("phone", "phone")
    )
    report = bench.engine.run(wider)
    assert report.before["left"] is not None
    assert bench.values("right")[0]["phone"] == "503-555-0100"
    assert bench.engine.run(wider).counts == sync.Counts()
    assert "city" not in bench.link().base


def test_a_run_needs_to_know_whose_records_these_are(bench: Any) -> None:
    """From the sides or from the caller; tenants are never mixed."""
    pair = bench.pair()
    with pytest.raises(UsageError, match="mixes tenants"):
        bench.engine.run(pair, tenant="other")
    nobody = sync.Pair(
        "p", left=MemoryEndpoint(bench.left), right=MemoryEndpoint(bench.right), fields=[sync.both("name", "name")]
    )
    with pytest.raises(UsageError, match="whose"):
        bench.engine.plan(nobody)
    assert bench.engine.run(nobody, tenant="acme").ok
    with pytest.raises(UsageError, match="whose conflicts"):
        bench.engine.conflicts("p")


def test_tenants_are_apart(bench: Any) -> None:
    """The same sides for two tenants share no link, cursor or conflict."""
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    sides = {"left": MemoryEndpoint(bench.left), "right": MemoryEndpoint(bench.right)}
    pair = sync.Pair(
        "p", **sides, fields=[sync.both("name", "name"), sync.both("email", "email", as_=sync.email)], match=["email"]
    )
    assert bench.engine.run(pair, tenant="one").counts.imported == 1
    report = bench.engine.run(pair, tenant="two")
    assert (report.counts.imported, report.counts.linked) == (0, 1)


# -- both worlds -------------------------------------------------------------------------------------------------------


def test_the_async_engine_asks_async_sides() -> None:
    """And sync ones; the sync engine refuses async sides before anything is stored."""
    clock = FakeClock()
    shelves = [
        Shelf(name=name, clock=clock, abilities=Abilities(feed="time"), paths=("name", "email"))
        for name in ("left", "right")
    ]
    shelves[0].add({"name": "Ash", "email": "a@x.test"})
    fields = [sync.both("name", "name")]
    mixed = sync.Pair("p", left=AsyncMemoryEndpoint(shelves[0]), right=MemoryEndpoint(shelves[1]), fields=fields)

    async def both() -> tuple[sync.Plan, sync.Report, list[sync.Report], int]:
        engine = sync.AsyncEngine(AsyncMemoryStorage(), clock=clock.as_async)
        plan = await engine.plan(mixed, tenant="acme")
        report = await engine.run(mixed, tenant="acme")
        again = await engine.run_all([mixed], tenant="acme")
        assert not await engine.conflicts(mixed, tenant="acme")
        return plan, report, again, await engine.retry(mixed, tenant="acme")

    plan, report, again, failed = asyncio.run(both())
    assert (plan.counts["create"], report.counts.imported, again[0].counts, failed) == (1, 1, sync.Counts(), 0)
    with pytest.raises(UsageError, match="async endpoint"):
        sync.Engine(sync_storage(), clock=clock).run(mixed, tenant="acme")


def sync_storage() -> Any:
    """Make a store for the sync world."""
    from crosstie.storage.memory import MemoryStorage  # noqa: PLC0415 - only here

    return MemoryStorage()


# -- what is told and kept ---------------------------------------------------------------------------------------------


def test_an_observer_sees_the_progress(bench: Any) -> None:
    """Begin, each page, each batch, the end with the report."""
    for number in range(5):
        bench.left.add({"name": f"n{number}", "email": f"n{number}@x.test"})
    report = bench.engine.run(bench.pair())
    kinds = [type(event).__name__ for event in bench.events]
    assert kinds == ["RunBegan", "PageRead", "PageRead", "PageRead", "BatchSettled", "BatchSettled", "RunEnded"]
    assert [(event.changes, event.fresh) for event in bench.events if isinstance(event, sync.PageRead)] == [
        (3, 3),
        (2, 2),
        (0, 0),
    ]
    assert [(event.done, event.total) for event in bench.events if isinstance(event, sync.BatchSettled)] == [
        (4, 5),
        (5, 5),
    ]
    assert bench.events[-1].report == report
    assert not bench.events[0].dry


def test_runs_leave_a_history(bench: Any) -> None:
    """Those that did something; all of them where the host wants it."""
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    report = bench.engine.run(bench.pair())
    bench.engine.run(bench.pair())
    (row,) = bench.runs()
    assert (row.id, row.subject, row.state, row.succeeded, row.failed) == (report.run, "customers", "done", 1, 0)
    assert (row.counts["imported"], row.counts["right_created"]) == (1, 1)
    assert row.cursors["before"] == {"left": None, "right": None}
    every = sync.Engine(bench.storage, clock=bench.clock, history="every")
    every.run(bench.pair())
    assert bench.records_written(Run) == 2
    assert bench.records_written(Cursor) == 2


def test_several_pairs_run_in_order(bench: Any) -> None:
    """References are translated through the links of the pair before; one that is not linked yet waits."""
    customer = bench.left.add({"name": "Ash", "email": "a@x.test"})
    clock = bench.clock
    left = Shelf(name="bills", clock=clock, abilities=Abilities(feed="time"), paths=("number", "customer"))
    right = Shelf(name="invoices", clock=clock, abilities=Abilities(feed="time"), paths=("number", "customer_id"))
    bill = left.add({"number": "7", "customer": customer})
    invoices = sync.Pair(
        "invoices",
        left=MemoryEndpoint(left, tenant="acme"),
        right=MemoryEndpoint(right, tenant="acme"),
        fields=[sync.both("number", "number", as_=sync.code), sync.ref("customer", "customer_id", pair="customers")],
        match=["number"],
    )
    waiting = bench.engine.run(invoices)
    assert "not linked yet" in str(waiting.errors[0].error)
    for _ in range(9):  # waiting is no failure of the record: it is tried for as long as it takes
        bench.engine.run(invoices)
    reports = bench.engine.run_all([bench.pair(), invoices])
    assert [report.counts.imported for report in reports] == [1, 1]
    assert right.rows["invoices-1"].values["customer_id"] == "right-1"
    assert left.rows[bill].values["customer"] == customer
