"""Which records belong together: by key, by somebody's decision, or because a system refuses a second one."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.state import ANY, Put
from crosstie.errors import Conflict, Invalid, UsageError


def doubtful(bench: Any) -> None:
    """Make two records on the left and one on the right that share a key."""
    for name in ("Ash", "Birch"):
        bench.left.add({"name": name, "email": "shared@example.com"})
    bench.right.add({"name": "Ash", "email": "shared@example.com"})


def test_doubtful_matches_are_asked_about_and_nothing_is_made(bench: Any) -> None:
    """Each record has its own conflict with its rivals; quiet until somebody decides."""
    doubtful(bench)
    report = bench.engine.run(bench.pair())
    assert report.counts == sync.Counts(conflicts=3)
    asked = {str(one.left if isinstance(one.left, str) else one.right): one for one in report.conflicts}
    assert asked["left-1"].right == ["right-1"]
    assert asked["right-1"].left == ["left-1", "left-2"]
    written = len(bench.storage.written)
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert (bench.remote_writes(), len(bench.storage.written)) == (0, written)


def test_somebody_says_which_belong_together(bench: Any) -> None:
    """The link takes the record over, the conflict of the other one is closed, the rest stays asked."""
    doubtful(bench)
    pair = bench.pair()
    bench.engine.run(pair)
    mine = next(one for one in bench.engine.conflicts(pair) if one.left == "left-1")
    bench.engine.resolve(pair, mine, sync.LinkTo("right-1"), by="Nora")
    assert [one.left for one in bench.engine.conflicts(pair)] == ["left-2"]
    bench.engine.run(pair)
    linked = next(link for link in bench.links() if link.left_id == "left-1")
    assert (linked.right_id, linked.status) == ("right-1", "synced")
    (other,) = bench.engine.conflicts(pair)
    with pytest.raises(UsageError, match="linked with another one"):
        bench.engine.resolve(pair, other, sync.LinkTo("right-1"))
    with pytest.raises(UsageError, match="does not fit"):
        bench.engine.resolve(pair, other, "left")
    bench.engine.resolve(pair, other, sync.APART)
    assert bench.engine.run(pair).counts.imported == 1
    assert bench.engine.run(pair).counts == sync.Counts()


def test_a_doubt_that_was_settled_cannot_be_settled_again(bench: Any) -> None:
    """Its record is linked already."""
    doubtful(bench)
    pair = bench.pair()
    bench.engine.run(pair)
    mine = next(one for one in bench.engine.conflicts(pair) if one.left == "left-1")
    link = next(link for link in bench.links() if link.left_id == "left-1")
    bench.storage.commit([Put(attrs.evolve(link, right_id="right-9"), ANY)])
    with pytest.raises(UsageError, match="linked already"):
        bench.engine.resolve(pair, mine, sync.LinkTo("right-1"))


def test_a_record_without_a_link_can_be_chosen(bench: Any) -> None:
    """The host may know better than any key."""
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    bench.left.add({"name": "Birch", "email": "a@x.test"})
    bench.right.add({"name": "Ash", "email": "a@x.test"})
    bench.right.add({"name": "Cedar", "email": "c@x.test"})
    pair = bench.pair(creates=[])
    bench.engine.run(pair)
    mine = next(one for one in bench.engine.conflicts(pair) if one.left == "left-2")
    bench.engine.resolve(pair, mine, sync.LinkTo("right-2"))
    report = bench.engine.run(pair)
    assert {one.field for one in report.conflicts} == {"name", "email"}


def test_a_doubt_ends_when_the_key_changes(bench: Any) -> None:
    """The record is new, and its conflict closed."""
    doubtful(bench)
    pair = bench.pair()
    bench.engine.run(pair)
    bench.left.edit("left-2", {"email": "birch@example.com"})
    assert bench.engine.run(pair).counts.imported == 1
    assert {one.left for one in bench.engine.conflicts(pair) if isinstance(one.left, str)} == {"left-1"}


@pytest.mark.parametrize("finds", [frozenset({"email"}), frozenset[str]()], ids=["asking", "listing"])
def test_a_new_record_finds_an_old_one_that_did_not_change(bench: Any, finds: frozenset[str]) -> None:
    """By asking the other side for its key, or by listing it once where it cannot be asked."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, finds=finds)
    bench.right.add({"name": "Ash", "email": "ash@example.com"})
    bench.engine.run(bench.pair(creates=[]))
    bench.clock.advance(10_000)
    bench.left.add({"name": "Ash", "email": "ash@example.com"})
    assert bench.engine.run(bench.pair(creates=[])).counts == sync.Counts(linked=1)


@pytest.mark.parametrize("finds", [frozenset({"email"}), frozenset[str]()], ids=["asking", "listing"])
def test_a_new_record_with_the_key_of_a_linked_one_is_doubtful(bench: Any, finds: frozenset[str]) -> None:
    """It may be a second record of the same thing."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, finds=finds)
    bench.right.heads_only = True
    bench.linked(name="Ash")
    bench.clock.advance(10_000)
    bench.left.add({"name": "Birch", "email": "NORA@example.com"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts(conflicts=1)


# -- refused as a duplicate --------------------------------------------------------------------------------------------


def refuse(bench: Any, existing: str | None, *, by: str = "a@x.test") -> str:
    """Let the right side refuse the next creation because of a record that its listing does not show yet."""
    name = bench.right.add({"name": "Ash", "email": by})
    row = bench.right.rows.pop(name)

    def taken() -> Exception:
        bench.right.rows[name] = row
        return Conflict("That name is taken.", kind="duplicate", existing_id=name if existing == "told" else existing)

    bench.right.fail("create", taken)
    bench.left.add({"name": "Ash", "email": "a@x.test", "city": "Salem"})
    return name


@pytest.mark.parametrize("existing", ["told", None], ids=["with its id", "without"])
def test_a_duplicate_whose_key_agrees_is_linked(bench: Any, existing: str | None) -> None:
    """A refusal proposes a link: named by the system, or found by the match keys."""
    name = refuse(bench, existing)
    report = bench.engine.run(bench.pair())
    assert (report.counts.linked, report.counts.errors, report.updated) == (1, 0, {"right": 1})
    assert bench.right.rows[name].values["city"] == "Salem"
    assert bench.link().right_id == name
    assert [entry.state for entry in bench.intents()] == ["failed"]
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_a_duplicate_whose_key_does_not_agree_is_asked_about(bench: Any) -> None:
    """The same name, another e-mail: perhaps somebody else. Nothing is overwritten."""
    name = refuse(bench, "told", by="other@x.test")
    report = bench.engine.run(bench.pair(creates=["right"]))
    (conflict,) = report.conflicts
    assert (conflict.left, conflict.right) == ("left-1", [name])
    bench.engine.resolve(bench.pair(), conflict, sync.LinkTo(name))
    bench.engine.run(bench.pair())
    assert next(link for link in bench.links() if link.left_id == "left-1").right_id == name


@pytest.mark.parametrize("existing", ["right-99", None])
def test_a_duplicate_that_cannot_be_found_is_an_error_or_a_question(bench: Any, existing: str | None) -> None:
    """With an id that leads nowhere somebody is asked; without any it is the record's error."""
    refuse(bench, existing, by="other@x.test")
    report = bench.engine.run(bench.pair(creates=["right"]))
    assert (report.counts.conflicts, report.counts.errors) == ((1, 0) if existing else (0, 1))


def test_a_duplicate_that_is_linked_already_is_asked_about(bench: Any) -> None:
    """Two records on one side, one on the other: one of them is too many, and a person knows which."""
    bench.linked(name="Ash")
    bench.left.add({"name": "Ash", "email": None})
    bench.right.fail("create", lambda: Conflict("Taken.", kind="duplicate", existing_id="right-1"))
    report = bench.engine.run(bench.pair())
    assert [(one.left, one.right) for one in report.conflicts] == [("left-2", ["right-1"])]


def test_a_duplicate_that_failed_to_go_the_other_way_is_taken_over(bench: Any) -> None:
    """Its own link, which has no other record, ends in the new one."""
    bench.right.add({"name": "Ash", "email": "a@x.test"})
    bench.left.fail("create", lambda: Invalid("Not today."))
    bench.engine.run(bench.pair())
    bench.right.fail("read", lambda: Invalid("Not now."))  # it cannot be looked at when its turn comes
    bench.left.add({"name": "Ash", "email": None, "city": "Salem"})
    bench.right.fail("create", lambda: Conflict("Taken.", kind="duplicate", existing_id="right-1"))
    pair = bench.pair(match=[sync.exact("name", trusted=True)])
    report = bench.engine.run(pair)
    assert report.counts.linked + bench.engine.run(pair).counts.linked == 1
    assert bench.link().status == "synced"


def test_a_name_that_is_taken_on_update_is_the_records_error(bench: Any) -> None:
    """There is nothing to link."""
    left, _ = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail("update", lambda: Conflict("Taken.", kind="duplicate", existing_id="right-9"))
    assert bench.engine.run(bench.pair()).counts == sync.Counts(errors=1)
