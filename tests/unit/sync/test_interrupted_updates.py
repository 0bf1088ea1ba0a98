"""Updates whose outcome is unknown: what they wrote is known for our own, and never taken for somebody's edit."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.state import ANY, Put
from crosstie.errors import Conflict, CredentialsRejected, Invalid
from crosstie.storage import Intent, Link
from crosstie.sync.sides import Side
from crosstie.testing.shelf import lost_answer

LONG = "Birch and Daughters"


def interrupt(bench: Any, value: str = "Birch", *, after_effect: bool = True) -> tuple[str, str]:
    """Edit a name on the left, and lose the answer to its write; return the ids of the record."""
    left, right = bench.linked(name="Ash", city="Salem")
    bench.left.edit(left, {"name": value})
    bench.right.fail("update", lost_answer, after_effect=after_effect)
    assert bench.engine.run(bench.pair()).counts.errors == 1
    bench.clock.advance(60)
    return left, right


def names(bench: Any) -> list[Any]:
    """Return the name on each side."""
    return [bench.values(side)[0]["name"] for side in sync.SIDES]


# -- the journal -------------------------------------------------------------------------------------------------------


def test_an_update_stands_in_the_journal_while_its_outcome_is_open(bench: Any) -> None:
    """What is written, where, and over which version; stored before it is sent, gone when its bases are stored."""
    left, right = bench.linked(name="Ash")
    before = bench.link().right_version
    bench.left.edit(left, {"name": "Birch"})
    seen: list[Any] = []
    bench.storage.before = lambda writes: seen.extend(write.record for write in writes)
    bench.engine.run(bench.pair())
    (announced,) = seen
    assert isinstance(announced, Intent)
    assert (announced.state, announced.action, announced.side) == ("announced", "update", "right")
    assert (announced.record_id, announced.values, announced.expected) == (right, {"name": "Birch"}, before)
    assert [entry.action for entry in bench.intents()] == ["create"]


@pytest.mark.parametrize(
    ("error", "after_effect", "states"),
    [(lost_answer, True, ["unknown"]), (lambda: Invalid("Not today."), False, [])],
    ids=["lost", "refused"],
)
def test_what_became_of_an_update_is_written_down(
    bench: Any, error: Callable[[], Exception], after_effect: Any, states: list[str]
) -> None:
    """It stays while it is in doubt; a refusal leaves none."""
    left, _ = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail("update", error, after_effect=after_effect)
    bench.engine.run(bench.pair())
    assert [entry.state for entry in bench.intents() if entry.action == "update"] == states
    bench.engine.run(bench.pair())
    assert [entry.action for entry in bench.intents()] == ["create"]
    assert names(bench) == ["Birch", "Birch"]


def test_updates_that_were_announced_and_never_sent_are_taken_back(bench: Any) -> None:
    """The session ends with the first write of a batch; only that one was sent, and it certainly did nothing."""
    ids = [bench.left.add({"name": name, "email": f"{name}@x.test"}) for name in ("ash", "birch", "cedar")]
    bench.engine.run(bench.pair())
    bench.clock.advance(60)
    for name in ids:
        bench.left.edit(name, {"city": "Salem"})
    bench.right.fail("update", CredentialsRejected)
    announced = bench.records_written(Intent)
    report = bench.engine.run(bench.pair())
    assert isinstance(report.stopped, CredentialsRejected)
    assert bench.records_written(Intent) == announced + 3
    assert {entry.action for entry in bench.intents()} == {"create"}
    assert bench.engine.run(bench.pair()).updated == {"right": 3}


def test_the_journal_is_read_page_by_page(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many writes are in doubt, every one is looked at."""
    monkeypatch.setattr("crosstie.sync.bonds._PAGE", 2)
    ids = [bench.left.add({"name": f"n{number}", "email": f"n{number}@x.test"}) for number in range(5)]
    bench.engine.run(bench.pair())
    bench.clock.advance(60)
    bench.engine = sync.Engine(bench.storage, clock=bench.clock, settings=sync.Settings(trouble=9))
    for name in ids:
        bench.left.edit(name, {"name": f"{name} again"})
    bench.right.fail("update", lost_answer, after_effect=True, times=5)
    bench.engine.run(bench.pair())
    for name in ids:
        bench.left.edit(name, {"name": name})
    report = bench.engine.run(bench.pair())
    assert (report.updated, report.counts.conflicts) == ({"right": 5}, 0)
    assert sorted(values["name"] for values in bench.values("right")) == ids


# -- whose value it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after_effect", [True, False], ids=["happened", "did not happen"])
@pytest.mark.parametrize("value", ["Ash", "Birch", "Cedar"], ids=["taken back", "as it was", "edited again"])
def test_the_latest_edit_wins_over_our_own_earlier_write(bench: Any, value: str, after_effect: Any) -> None:
    """Nobody edited the right side: what stands there is what sync wrote, and it does not come back as an edit."""
    left, _ = interrupt(bench, after_effect=after_effect)
    bench.left.edit(left, {"name": value})
    report = bench.engine.run(bench.pair(conflicts=sync.newest()))
    assert (report.ok, report.counts.conflicts, names(bench)) == (True, 0, [value, value])
    assert not bench.history()
    assert [entry.action for entry in bench.intents()] == ["create"]
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_of_several_writes_in_doubt_each_is_known(bench: Any) -> None:
    """The first happened, the second did not: what stands there is still our own."""
    left, _ = interrupt(bench)
    bench.left.edit(left, {"name": "Cedar"})
    bench.right.fail("update", lost_answer)
    assert bench.engine.run(bench.pair()).counts.errors == 1
    assert len(bench.intents()) == 3
    bench.left.edit(left, {"name": "Dogwood"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts(updated=1)
    assert names(bench) == ["Dogwood", "Dogwood"]
    assert len(bench.intents()) == 1


def test_an_edit_of_the_record_that_was_written_is_a_conflict_as_ever(bench: Any) -> None:
    """Somebody changed it after our write, or instead of it: both values are kept, and somebody is asked."""
    _, right = interrupt(bench)
    bench.right.edit(right, {"name": "Cedar"})
    report = bench.engine.run(bench.pair())
    assert [(one.base, one.left, one.right) for one in report.conflicts] == [("Ash", "Birch", "Cedar")]
    assert not [entry for entry in bench.intents() if entry.action == "update"]


def test_an_edit_of_another_field_arrives(bench: Any) -> None:
    """The doubt is about what was sent, and about nothing else."""
    _, right = interrupt(bench)
    bench.right.edit(right, {"city": "Bend"})
    assert bench.engine.run(bench.pair()).updated == {"left": 1}
    assert (
        bench.values("left")
        == bench.values("right")
        == [{"name": "Birch", "email": "nora@example.com", "city": "Bend"}]
    )


def test_a_record_that_stays_in_trouble_keeps_its_doubt(bench: Any) -> None:
    """The next run could not even read it; the one after that still knows whose value it is."""
    left, right = interrupt(bench)
    bench.right.fail("read", lambda: Invalid("Not now."), record_id=right)
    bench.right.heads_only = True
    assert bench.engine.run(bench.pair()).counts.errors == 1
    bench.left.edit(left, {"name": "Ash"})
    assert bench.engine.run(bench.pair()).ok
    assert names(bench) == ["Ash", "Ash"]


def test_a_record_that_was_given_up_keeps_its_doubt(bench: Any) -> None:
    """Nobody looks at it until it changes; others are synced meanwhile, and its last write is known all the same."""
    other = bench.left.add({"name": "Cedar", "email": "cedar@x.test"})
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.engine = sync.Engine(bench.storage, clock=bench.clock, settings=sync.Settings(attempts=1))
    bench.right.fail("update", lost_answer, after_effect=True)
    assert bench.engine.run(bench.pair()).counts.errors == 1
    link = next(link for link in bench.links() if link.left_id == left)
    version = str(bench.right.rows[right].version)
    bench.storage.commit([Put(attrs.evolve(link, right_version=version), ANY)])  # so that its feed has no news
    bench.left.edit(other, {"name": "Dogwood"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts(updated=1)
    assert [entry.link_id for entry in bench.intents() if entry.action == "update"] == [link.id]
    bench.left.edit(left, {"name": "Ash"})
    assert bench.engine.run(bench.pair()).updated == {"right": 1}
    assert bench.right.rows[right].values["name"] == "Ash"


def test_an_update_whose_record_cannot_be_read_afterwards_is_in_doubt(bench: Any) -> None:
    """It happened, and nobody knows what the side made of it; the next run finds out."""
    left, right = bench.linked(name="Ash")
    owed = sync.both("owed", "owed", as_=sync.money())
    pair = bench.pair(sync.both("name", "name"), sync.both("email", "email", as_=sync.email), owed)
    bench.engine.run(pair)
    bench.left.edit(left, {"name": "Birch"})
    bench.right.reacts = lambda _: {"owed": "a lot"}
    assert bench.engine.run(pair).counts.errors == 1
    assert [entry.state for entry in bench.intents() if entry.action == "update"] == ["unknown"]
    bench.right.reacts = None
    bench.right.edit(right, {"owed": None})
    bench.left.edit(left, {"name": "Ash"})
    assert bench.engine.run(pair).ok
    assert names(bench) == ["Ash", "Ash"]


def test_a_stale_update_is_in_no_doubt(bench: Any) -> None:
    """The side refused it because of somebody's edit, and that edit is not taken for ours although it says the same."""
    left, right = bench.linked(name="Ash", city="Salem")

    def meanwhile() -> Exception:
        bench.right.edit(right, {"name": "Birch", "city": "Bend"})
        return Conflict("It was changed.", kind="stale")

    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail("update", meanwhile)
    assert bench.engine.run(bench.pair()).updated == {"left": 1}
    assert bench.values("left") == bench.values("right")
    assert not [entry for entry in bench.intents() if entry.action == "update"]


@pytest.mark.parametrize("lost", ["left", "right"])
def test_a_value_that_neither_side_had_is_decided_again(bench: Any, lost: Side) -> None:
    """A policy's own value was under way to both: which of the two took it says nothing of what the other held."""
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"name": "Cedar"})
    pair = bench.pair(conflicts=lambda _: sync.Chosen("Dogwood"))
    bench.left.fail("update", lost_answer, after_effect=lost != "left")
    bench.right.fail("update", lost_answer, after_effect=lost != "right")
    for _ in range(3):
        report = bench.engine.run(pair)
    assert (report.ok, names(bench)) == (True, ["Dogwood", "Dogwood"])
    assert {one.right for one in bench.history()} >= {"Cedar"}


# -- sides that alter what they take -----------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [sync.newest(), sync.right(), sync.ask()], ids=["newest", "right", "ask"])
@pytest.mark.parametrize("alters", ["cuts", "upper-cases"])
def test_what_a_side_made_of_our_write_is_not_carried_back(bench: Any, policy: sync.Policy, alters: str) -> None:
    """The answer that told of the alteration was lost: the whole value is written again, and stays whole here."""
    bench.right.most, bench.right.uppers = (9, ()) if alters == "cuts" else (1000, ("name",))
    _, right = interrupt(bench, LONG)
    made = {"cuts": "Birch and", "upper-cases": LONG.upper()}[alters]
    assert bench.right.rows[right].values["name"] == made
    report = bench.engine.run(bench.pair(conflicts=policy))
    assert (report.ok, report.counts.conflicts, names(bench)) == (True, 0, [LONG, made])
    assert report.altered == (sync.Altered(side="right", field="name", times=1),)
    (kept,) = bench.history()
    assert (kept.state, kept.right, kept.resolved_by) == ("resolved", made, "an update of ours that was interrupted")
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_a_value_that_was_cut_before_already_is_no_news(bench: Any) -> None:
    """The side held the beginning of the new value all along: the write did not happen, and is simply repeated."""
    bench.right.most = 9
    left, _ = bench.linked(name="Birch and")
    bench.left.edit(left, {"name": LONG})
    bench.right.fail("update", lost_answer)
    bench.engine.run(bench.pair())
    assert bench.engine.run(bench.pair()).updated == {"right": 1}
    assert (names(bench), bench.history()) == ([LONG, "Birch and"], [])


def test_only_text_can_be_cut(bench: Any) -> None:
    """Another amount is somebody's edit, and so is an emptied field."""
    owed = sync.both("owed", "owed", as_=sync.whole)
    pair = bench.pair(sync.both("name", "name"), sync.both("email", "email", as_=sync.email), owed)
    left = bench.left.add({"name": "Ash", "email": "ash@x.test", "owed": 1})
    bench.engine.run(pair)
    bench.clock.advance(60)
    bench.left.edit(left, {"name": LONG, "owed": 100})
    bench.right.fail("update", lost_answer, after_effect=True)
    bench.engine.run(pair)
    bench.right.edit("right-1", {"name": None, "owed": 10})
    assert {one.field for one in bench.engine.run(pair).conflicts} == {"name", "owed"}


def test_a_field_that_was_never_agreed_on_is_known_all_the_same(bench: Any) -> None:
    """Two records meet, and the answer to filling one of them gets lost: what it took is no second opinion."""
    bench.right.most = 9
    bench.left.add({"name": LONG, "email": "a@x.test"})
    bench.right.add({"name": None, "email": "a@x.test"})
    bench.right.fail("update", lost_answer, after_effect=True)
    bench.engine.run(bench.pair())
    report = bench.engine.run(bench.pair())
    assert (report.counts.conflicts, names(bench)) == (0, [LONG, "Birch and"])
    assert bench.records_written(Link) > 0
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
