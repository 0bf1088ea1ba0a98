"""Conflicts: kept visible, decided by a policy, an owner or a person, and never losing a value without a trace."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.errors import Invalid, NotFound, UsageError


def clash(bench: Any) -> tuple[str, str]:
    """Change the name on both sides."""
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.clock.advance(1)
    bench.right.edit(right, {"name": "Cedar"})
    return left, right


# -- somebody is asked -------------------------------------------------------------------------------------------------


def test_a_conflict_keeps_both_values_and_lets_the_other_fields_flow(bench: Any) -> None:
    """With the base and the times of both sides; reported once, kept open quietly."""
    left, right = clash(bench)
    bench.left.edit(left, {"city": "Salem"})
    report = bench.engine.run(bench.pair())
    (conflict,) = report.conflicts
    assert (conflict.field, conflict.base, conflict.left, conflict.right) == ("name", "Ash", "Birch", "Cedar")
    assert None not in (conflict.left_at, conflict.right_at)
    assert bench.right.rows[right].values == {**bench.right.rows[right].values, "name": "Cedar", "city": "Salem"}
    assert bench.link().status == "conflict"
    written = len(bench.storage.written)
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert len(bench.storage.written) == written
    assert bench.engine.conflicts(bench.pair()) == [conflict]
    assert bench.engine.conflicts(tenant="acme") == [conflict]


@pytest.mark.parametrize(
    ("choice", "winner"),
    [("left", "Birch"), ("right", "Cedar"), (sync.Chosen("Dogwood"), "Dogwood"), (sync.Chosen(), None)],
)
def test_a_decision_is_written_by_the_next_run(bench: Any, choice: sync.Resolution, winner: str | None) -> None:
    """One side's value, or a third one; the history says who decided, and what lost."""
    left, right = clash(bench)
    bench.engine.run(bench.pair())
    (conflict,) = bench.engine.conflicts(bench.pair())
    decided = bench.engine.resolve(bench.pair(), conflict, choice, by="Nora")
    assert (decided.state, decided.resolved_by) == ("decided", "Nora")
    report = bench.engine.run(bench.pair())
    assert bench.left.rows[left].values["name"] == bench.right.rows[right].values["name"] == winner
    assert report.counts.conflicts == 0
    (row,) = bench.history()
    assert (row.state, row.chosen, row.left, row.right, row.resolved_by) == (
        "resolved",
        winner,
        "Birch",
        "Cedar",
        "Nora",
    )
    assert bench.link().status == "synced"
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_a_decision_about_values_that_changed_again_is_asked_anew(bench: Any) -> None:
    """It was made about other values; the old conflict is closed."""
    left, _ = clash(bench)
    bench.engine.run(bench.pair())
    (conflict,) = bench.engine.conflicts(bench.pair())
    bench.engine.resolve(bench.pair(), conflict, "right")
    bench.left.edit(left, {"name": "Dogwood"})
    report = bench.engine.run(bench.pair())
    assert [(one.left, one.right) for one in report.conflicts] == [("Dogwood", "Cedar")]
    assert bench.engine.conflicts(bench.pair()) == list(report.conflicts)
    old = next(one for one in bench.history() if one.id == conflict.id)
    assert (old.state, old.resolved_by) == ("resolved", "later changes")


def test_a_decision_survives_a_write_that_fails(bench: Any) -> None:
    """It is carried out when the write succeeds."""
    _, right = clash(bench)
    bench.engine.run(bench.pair())
    bench.engine.resolve(bench.pair(), bench.engine.conflicts(bench.pair())[0], "left")
    bench.right.fail("update", lambda: Invalid("Not today."))
    assert bench.engine.run(bench.pair()).counts.errors == 1
    assert bench.history()[0].state == "decided"
    bench.engine.run(bench.pair())
    assert bench.right.rows[right].values["name"] == "Birch"
    assert bench.history()[0].state == "resolved"


def test_a_conflict_ends_by_itself_when_a_side_gives_way(bench: Any) -> None:
    """Or when both come to the same value."""
    left, _ = clash(bench)
    bench.engine.run(bench.pair())
    bench.left.edit(left, {"name": "Cedar"})
    bench.engine.run(bench.pair())
    assert not bench.engine.conflicts(bench.pair())
    assert bench.link().status == "synced"


def test_a_conflict_ends_by_itself_also_after_a_failure(bench: Any) -> None:
    """Another field of the record could not be written in between; nobody is asked about what is settled."""
    left, _ = clash(bench)
    bench.engine.run(bench.pair())
    bench.left.edit(left, {"city": "Salem"})
    bench.right.fail("update", lambda: Invalid("Not today."))
    assert bench.engine.run(bench.pair()).counts.errors == 1
    bench.left.edit(left, {"name": "Cedar"})
    assert bench.engine.run(bench.pair()).ok
    assert (bench.link().status, bench.engine.conflicts(bench.pair())) == ("synced", [])


@pytest.mark.parametrize("choice", ["Left", "newest", None, True], ids=repr)
def test_what_names_neither_side_decides_nothing(bench: Any, choice: Any) -> None:
    """A misspelt side must not let the other one win."""
    left, right = clash(bench)
    bench.engine.run(bench.pair())
    (conflict,) = bench.engine.conflicts(bench.pair())
    with pytest.raises(UsageError, match="does not fit") as refused:
        bench.engine.resolve(bench.pair(), conflict, choice)
    assert "'left', 'right' or Chosen" in str(refused.value.advice)
    bench.engine.run(bench.pair())
    assert (bench.left.rows[left].values["name"], bench.right.rows[right].values["name"]) == ("Birch", "Cedar")
    assert bench.engine.conflicts(bench.pair()) == [conflict]


def test_decisions_that_do_not_fit_are_refused(bench: Any) -> None:
    """Nothing is stored; the message says what would fit."""
    clash(bench)
    pair = bench.pair()
    bench.engine.run(pair)
    (conflict,) = bench.engine.conflicts(pair)
    with pytest.raises(UsageError, match="does not fit") as refused:
        bench.engine.resolve(pair, conflict, sync.APART)
    assert "Chosen" in str(refused.value.advice)
    with pytest.raises(UsageError, match="belongs to the pair"):
        bench.engine.resolve(bench.pair(name="others"), conflict, "left")
    with pytest.raises(UsageError, match="does not fit the field"):
        bench.engine.resolve(pair, conflict, sync.Chosen({"no": "text"}))
    narrower = bench.pair(sync.both("email", "email", as_=sync.email))
    with pytest.raises(UsageError, match="no longer maps name"):
        bench.engine.resolve(narrower, conflict, "left")
    bench.engine.resolve(pair, conflict, "left")
    bench.engine.run(pair)
    with pytest.raises(NotFound, match="not open any more"):
        bench.engine.resolve(pair, conflict, "right")


def test_a_reference_is_decided_for_one_of_the_sides(bench: Any) -> None:
    """Another record cannot be named by a plain value."""
    clash(bench)
    bench.engine.run(bench.pair())
    (conflict,) = bench.engine.conflicts(bench.pair())
    referring = bench.pair(sync.ref("name", "name", pair="people"), sync.both("email", "email", as_=sync.email))
    with pytest.raises(UsageError, match="is a reference"):
        bench.engine.resolve(referring, conflict, sync.Chosen("L9"))


def test_every_open_conflict_is_listed(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Oldest first, however many pages of the storage they fill."""
    monkeypatch.setattr("crosstie.sync.resolving._PAGE", 2)
    names = [f"n{number}" for number in range(5)]
    for name in names:
        bench.left.add({"name": name, "email": f"{name}@x.test"})
        bench.right.add({"name": name.upper(), "email": f"{name}@x.test"})
        bench.engine.run(bench.pair())
        bench.clock.advance(60)
    assert [conflict.left for conflict in bench.engine.conflicts(bench.pair())] == names


# -- policies and owners -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "winner", "by"),
    [
        (sync.newest(), "Cedar", "newest, else ask"),
        (sync.left(), "Birch", "left"),
        (sync.right(), "Cedar", "right"),
        (lambda clash: sync.Chosen(f"{clash.left} & {clash.right}"), "Birch & Cedar", "<lambda>"),
    ],
    ids=["newest", "left", "right", "own"],
)
def test_a_policy_decides_and_the_loser_is_kept(bench: Any, policy: sync.Policy, winner: str, by: str) -> None:
    """In the history, with the policy that decided."""
    left, right = clash(bench)
    report = bench.engine.run(bench.pair(conflicts=policy))
    assert bench.left.rows[left].values["name"] == bench.right.rows[right].values["name"] == winner
    (row,) = bench.history()
    assert (row.state, row.chosen, by in str(row.resolved_by)) == ("resolved", winner, True)
    assert (report.counts.conflicts, report.ok) == (0, True)


def test_a_field_can_have_a_policy_of_its_own(bench: Any) -> None:
    """It goes before the pair's."""
    left, right = clash(bench)
    bench.left.edit(left, {"city": "Salem"})
    bench.right.edit(right, {"city": "Bend"})
    fields = [
        sync.both("name", "name", conflicts=sync.left()),
        sync.both("city", "city"),
        sync.both("email", "email", as_=sync.email),
    ]
    report = bench.engine.run(bench.pair(*fields))
    assert [one.field for one in report.conflicts] == ["city"]
    assert bench.right.rows[right].values["name"] == "Birch"


@pytest.mark.parametrize("owner", [sync.left_owns, sync.right_owns])
def test_what_an_owner_overrules_is_kept(bench: Any, owner: Any) -> None:
    """The other side's edit is put back, and stands in the history before it is overwritten."""
    pair = bench.pair(owner("name", "name"), sync.both("email", "email", as_=sync.email))
    left = bench.left.add({"name": "Ash", "email": "a@x.test"})
    bench.engine.run(pair)
    bench.clock.advance(60)
    loser, name = (bench.right, "right-1") if owner is sync.left_owns else (bench.left, left)
    loser.edit(name, {"name": "Birch"})
    report = bench.engine.run(pair)
    assert loser.rows[name].values["name"] == "Ash"
    (row,) = bench.history()
    assert (row.resolved_by, row.chosen, "Birch" in (row.left, row.right)) == ("owner", "Ash", True)
    assert sum(report.updated.values()) == 1


def test_an_owners_empty_field_is_filled_once(bench: Any) -> None:
    """When two records meet for the first time; from then on its emptiness counts."""
    bench.left.add({"name": None, "email": "a@x.test"})
    bench.right.add({"name": "Ash", "email": "a@x.test"})
    pair = bench.pair(sync.left_owns("name", "name"), sync.both("email", "email", as_=sync.email))
    bench.engine.run(pair)
    assert bench.left.rows["left-1"].values["name"] == "Ash"
    bench.left.edit("left-1", {"name": None})
    bench.engine.run(pair)
    assert bench.right.rows["right-1"].values["name"] is None


def test_a_field_that_a_side_cannot_hold_is_reported_not_dropped(bench: Any) -> None:
    """Once per run, with the number of records; the rest of the record flows."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, cannot_hold=frozenset({"city"}))
    left = bench.left.add({"name": "Ash", "email": "a@x.test", "city": "Salem"})
    report = bench.engine.run(bench.pair())
    assert report.unheld == (sync.Unheld(side="right", field="city", times=1),)
    assert bench.right.rows["right-1"].values["city"] is None
    bench.clock.advance(60)
    bench.left.edit(left, {"city": "Bend", "name": "Birch"})
    report = bench.engine.run(bench.pair())
    assert (report.unheld[0].times, report.updated) == (1, {"right": 1})
    bench.left.edit(left, {"city": "Salem"})
    assert bench.engine.run(bench.pair()).unheld[0].times == 1
    assert bench.engine.run(bench.pair()).unheld == ()


def test_a_third_value_goes_where_it_can_be_held(bench: Any) -> None:
    """A policy may choose a value for both; the side that cannot hold it keeps its own, and the report says so."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, cannot_hold=frozenset({"city"}))
    bench.left.add({"name": "Ash", "email": "a@x.test", "city": "Salem"})
    bench.right.add({"name": "Ash", "email": "a@x.test", "city": "Bend"})
    pair = bench.pair(conflicts=lambda _: sync.Chosen("Eugene"))
    report = bench.engine.run(pair)
    assert report.unheld == (sync.Unheld(side="right", field="city", times=1),)
    assert (bench.left.rows["left-1"].values["city"], bench.right.rows["right-1"].values["city"]) == ("Eugene", "Bend")
    assert bench.engine.run(pair).counts == sync.Counts()


def test_a_one_way_pair_fills_nothing_at_its_source(bench: Any) -> None:
    """What the source lacks and the target has stays as it is; it was never to be written, so nothing is reported."""
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    bench.right.add({"name": "Ash", "email": "a@x.test", "city": "Bend"})
    report = bench.engine.run(bench.pair(direction="to_right"))
    assert (report.counts, report.unheld) == (sync.Counts(linked=1), ())
    assert (bench.left.rows["left-1"].values["city"], bench.right.rows["right-1"].values["city"]) == (None, "Bend")
