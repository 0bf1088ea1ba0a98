"""Fields that go back and forth: after some times somebody is asked, and nothing is written until they answer."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.state import ANY, Put
from crosstie.errors import Invalid

OWNED = (sync.left_owns("name", "name"), sync.both("email", "email", as_=sync.email), sync.both("city", "city"))


def engine_of(bench: Any, swings: int = 4, window: timedelta = timedelta(days=1)) -> None:
    """Let a field go back and forth so many times within so long."""
    settings = sync.Settings(batch=4, swings=swings, swing_window=window)
    bench.engine = sync.Engine(bench.storage, clock=bench.clock, settings=settings)


def swing(bench: Any, pair: sync.Pair, times: int, *, minutes: int = 5) -> list[sync.Report]:
    """Let a program on the left set a name and one on the right set it back, with a run after each."""
    left, right = str(bench.link().left_id), str(bench.link().right_id)
    reports: list[sync.Report] = []
    for number in range(times):
        if number % 2:
            bench.right.edit(right, {"name": "Ash"})
        else:
            bench.left.edit(left, {"name": "Birch"})
        reports.append(bench.engine.run(pair))
        bench.clock.advance(60 * minutes)
    return reports


def names(bench: Any) -> list[Any]:
    """Return the name on each side."""
    return [bench.values(side)[0]["name"] for side in sync.SIDES]


def test_two_programs_that_undo_each_other_are_stopped(bench: Any) -> None:
    """As often as allowed their values are carried; then somebody is asked, told why, and nothing is written."""
    bench.linked(name="Ash")
    engine_of(bench)
    *carried, asked = swing(bench, bench.pair(), 5)
    assert [report.counts for report in carried] == [sync.Counts(updated=1)] * 4
    (conflict,) = asked.conflicts
    assert (conflict.field, conflict.base, conflict.left, conflict.right) == ("name", "Ash", "Birch", "Ash")
    assert conflict.reason == "It went back and forth 4 times since 2026-11-02 09:01 UTC"
    assert conflict.reason in str(asked)
    assert (asked.counts, names(bench)) == (sync.Counts(conflicts=1), ["Birch", "Ash"])
    assert bench.link().status == "conflict"
    written = (bench.remote_writes(), len(bench.storage.written))
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert (bench.remote_writes(), len(bench.storage.written)) == written


def test_a_program_that_sets_an_owned_field_again_and_again_is_stopped(bench: Any) -> None:
    """What the owner says is put back some times; a policy or an owner is no reason to fight for ever."""
    _, right = bench.linked(name="Ash")
    engine_of(bench, swings=3)
    pair = bench.pair(*OWNED)
    for _ in range(3):
        bench.right.edit(right, {"name": "Birch"})
        assert bench.engine.run(pair).updated == {"right": 1}
        bench.clock.advance(60)
    bench.right.edit(right, {"name": "Birch"})
    assert bench.engine.plan(pair).counts == {"conflict": 1}
    assert bench.engine.run(pair).counts == sync.Counts(conflicts=1)
    assert names(bench) == ["Ash", "Birch"]


def test_a_policy_that_always_says_the_same_is_stopped_too(bench: Any) -> None:
    """Both sides change the field each time, and one always wins."""
    left, right = bench.linked(name="Ash")
    engine_of(bench, swings=2)
    pair = bench.pair(conflicts=sync.left())
    for expected in ({"right": 1}, {"right": 1}, {}):
        bench.left.edit(left, {"name": "Birch"})
        bench.right.edit(right, {"name": "Cedar"})
        assert bench.engine.run(pair).updated == expected
        bench.clock.advance(60)
        bench.left.edit(left, {"name": "Ash"})
        bench.right.edit(right, {"name": "Ash"})
        bench.engine.run(pair)


def test_the_other_fields_of_a_frozen_one_flow(bench: Any) -> None:
    """Only the field waits, and its question is not put again."""
    left, right = bench.linked(name="Ash")
    engine_of(bench)
    swing(bench, bench.pair(), 5)
    bench.left.edit(left, {"city": "Salem"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts(updated=1)
    assert (bench.right.rows[right].values["city"], names(bench)) == ("Salem", ["Birch", "Ash"])
    assert len(bench.engine.conflicts(bench.pair())) == 1


@pytest.mark.parametrize(
    ("choice", "winner"), [("left", "Birch"), ("right", "Ash"), (sync.Chosen("Cedar"), "Cedar")], ids=str
)
def test_a_decision_is_written_and_begins_anew(bench: Any, choice: sync.Resolution, winner: str) -> None:
    """However late it comes; afterwards the field may go back and forth as often as before."""
    bench.linked(name="Ash")
    engine_of(bench)
    swing(bench, bench.pair(), 5)
    bench.clock.advance(10 * 86_400)
    (conflict,) = bench.engine.conflicts(bench.pair())
    bench.engine.resolve(bench.pair(), conflict, choice, by="Nora")
    assert bench.engine.run(bench.pair()).ok
    assert names(bench) == [winner, winner]
    assert (bench.link().status, bench.link().swings) == ("synced", {})
    (kept,) = bench.history()
    assert (kept.state, kept.chosen, kept.resolved_by) == ("resolved", winner, "Nora")
    bench.clock.advance(60)
    assert sum(report.counts.conflicts for report in swing(bench, bench.pair(), 4)) == 0


def test_a_decision_whose_write_fails_is_kept(bench: Any) -> None:
    """The field stays frozen until the decision is written."""
    bench.linked(name="Ash")
    engine_of(bench)
    swing(bench, bench.pair(), 5)
    bench.engine.resolve(bench.pair(), bench.engine.conflicts(bench.pair())[0], "left")
    bench.right.fail("update", lambda: Invalid("Not today."))
    assert bench.engine.run(bench.pair()).counts.errors == 1
    assert bench.engine.run(bench.pair()).ok
    assert names(bench) == ["Birch", "Birch"]


def test_a_decision_that_is_written_by_halves_is_kept(bench: Any) -> None:
    """Another field of the record went the other way meanwhile; who decided is still known when it is written."""
    _, right = bench.linked(name="Ash")
    engine_of(bench)
    swing(bench, bench.pair(), 5)
    bench.engine.resolve(bench.pair(), bench.engine.conflicts(bench.pair())[0], "left", by="Nora")
    bench.right.edit(right, {"city": "Salem"})
    bench.right.fail("update", lambda: Invalid("Not today."))
    report = bench.engine.run(bench.pair())
    assert (report.counts.errors, report.updated) == (1, {"left": 1})
    assert bench.engine.run(bench.pair()).ok
    assert names(bench) == ["Birch", "Birch"]
    assert [(one.state, one.resolved_by) for one in bench.history()] == [("resolved", "Nora")]


def test_another_value_flows(bench: Any) -> None:
    """A side that comes to a new value is no swing; the question is closed."""
    left, _ = bench.linked(name="Ash")
    engine_of(bench)
    swing(bench, bench.pair(), 5)
    bench.left.edit(left, {"name": "Cedar"})
    assert bench.engine.run(bench.pair()).updated == {"right": 1}
    assert names(bench) == ["Cedar", "Cedar"]
    assert (bench.engine.conflicts(bench.pair()), bench.link().status) == ([], "synced")


def test_a_side_that_gives_way_ends_it(bench: Any) -> None:
    """Both hold the same again: nothing is asked, and the count begins anew."""
    left, _ = bench.linked(name="Ash")
    engine_of(bench)
    swing(bench, bench.pair(), 5)
    bench.left.edit(left, {"name": "Ash"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert (bench.engine.conflicts(bench.pair()), bench.link().swings) == ([], {})


def test_what_goes_back_and_forth_slowly_is_nobodys_fight(bench: Any) -> None:
    """Only so many times within the window count; people change their minds, too."""
    bench.linked(name="Ash")
    engine_of(bench, swings=2, window=timedelta(hours=1))
    reports = swing(bench, bench.pair(), 6, minutes=61)
    assert [report.counts for report in reports] == [sync.Counts(updated=1)] * 6
    assert bench.link().swings["name"]["times"] == 1
    assert [report.counts.conflicts for report in swing(bench, bench.pair(), 3)] == [0, 0, 1]  # now it is one


def test_many_different_values_are_nobodys_fight(bench: Any) -> None:
    """A balance that changes all day goes to other values each time."""
    left, _ = bench.linked(name="Ash")
    assert bench.link().swings == {}  # making a record is no swing
    engine_of(bench, swings=2)
    for number in range(6):
        bench.left.edit(left, {"name": f"Ash {number}"})
        assert bench.engine.run(bench.pair()).updated == {"right": 1}
        bench.clock.advance(60)


def test_somebody_is_asked_about_what_the_sides_hold(bench: Any) -> None:
    """The unchanged side is read once before, although its version would have been checked with the write."""
    _, right = bench.linked(name="Ash")
    engine_of(bench, swings=1)
    swing(bench, bench.pair(), 1)
    bench.left.calls.clear()
    bench.right.edit(right, {"name": "Ash"})
    (conflict,) = bench.engine.run(bench.pair()).conflicts
    assert bench.left.count("read") == 1
    assert conflict.left_at is not None


def test_a_count_that_this_version_does_not_know_begins_anew(bench: Any) -> None:
    """Another version of the library may keep it in another way."""
    left, _ = bench.linked(name="Ash")
    engine_of(bench, swings=1)
    swing(bench, bench.pair(), 1)
    bench.storage.commit([Put(attrs.evolve(bench.link(), swings={"name": ["odd"], "city": 7}), ANY)])
    bench.left.edit(left, {"name": "Ash"})
    assert bench.engine.run(bench.pair()).updated == {"right": 1}
    assert set(bench.link().swings) == {"name"}
