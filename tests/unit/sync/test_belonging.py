"""Which records belong together: by key, by somebody's decision, or because a system refuses a second one."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.state import ANY, Put
from crosstie.errors import Conflict, Invalid, ServerFault, UsageError
from crosstie.testing.memory_endpoint import MemoryEndpoint


def doubtful(bench: Any) -> None:
    """Make two records on the left and one on the right that share a key."""
    for name in ("Ash", "Birch"):
        bench.left.add({"name": name, "email": "shared@example.com"})
    bench.right.add({"name": "Ash", "email": "shared@example.com"})


def passed_by(bench: Any, pair: sync.Pair) -> None:
    """Let a run see what is there and link nothing: from now on it is found by looking for it only."""
    for shelf in (bench.left, bench.right):
        shelf.abilities = attrs.evolve(shelf.abilities, feed="token")
    bench.engine.run(pair)
    assert not any(link.left_id and link.right_id for link in bench.links())


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
    passed_by(bench, bench.pair(creates=[]))
    bench.left.add({"name": "Ash", "email": "ash@example.com"})
    bench.right.calls.clear()
    assert bench.engine.run(bench.pair(creates=[])).counts == sync.Counts(linked=1)
    assert bench.right.count("find") == bool(finds)


@pytest.mark.parametrize("finds", [frozenset({"email"}), frozenset[str]()], ids=["asking", "listing"])
def test_a_new_record_with_the_key_of_a_linked_one_is_doubtful(bench: Any, finds: frozenset[str]) -> None:
    """It may be a second record of the same thing."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, finds=finds)
    bench.right.heads_only = True
    bench.linked(name="Ash")
    bench.clock.advance(10_000)
    bench.left.add({"name": "Birch", "email": "NORA@example.com"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts(conflicts=1)


def test_a_doubt_is_asked_about_once(bench: Any) -> None:
    """Its record may change in other fields: the same question is not put again, and still waits for an answer."""
    doubtful(bench)
    pair = bench.pair()
    bench.engine.run(pair)
    before = bench.engine.conflicts(pair)
    bench.left.edit("left-1", {"city": "Salem"})
    assert bench.engine.run(pair).counts == sync.Counts()
    assert bench.engine.conflicts(pair) == before
    assert bench.remote_writes() == 0


def test_a_record_without_the_first_key_is_found_by_the_second(bench: Any) -> None:
    """An empty field belongs to no key."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, finds=frozenset({"email", "phone"}))
    fields = [
        sync.both("name", "name"),
        sync.both("email", "email", as_=sync.email),
        sync.both("phone", "phone", as_=sync.code),
    ]
    pair = bench.pair(*fields, match=["email", "phone"], creates=[])
    bench.right.add({"name": "Ash", "phone": "100"})
    passed_by(bench, pair)
    bench.left.add({"name": "Ash", "phone": "100"})
    assert bench.engine.run(pair).counts == sync.Counts(linked=1)


class Generous(MemoryEndpoint):
    """Finds by something like the value that was asked for: everything."""

    def find(self, values: Any) -> Any:
        """Return every record."""
        del values
        return [self.shelf.change_of(row) for row in self.shelf.rows.values()]


def test_what_a_side_finds_is_looked_at(bench: Any) -> None:
    """Searches are fuzzy: who is switched off, has another key, or cannot be read, is nobody's partner."""
    for name, email, owed in [("Ash", "a@x.test", "1"), ("Gone", "a@x.test", "1"), ("Odd", "a@x.test", "a lot")]:
        bench.right.add({"name": name, "email": email, "owed": owed})
    bench.right.add({"name": "Else", "email": "else@x.test"})
    bench.right.set_state("right-2", "inactive")
    base = bench.pair(
        sync.both("name", "name"),
        sync.both("email", "email", as_=sync.email),
        sync.both("owed", "owed", as_=sync.money()),
        creates=[],
    )
    pair = attrs.evolve(base, right=Generous(bench.right))
    passed_by(bench, pair)
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    assert bench.engine.run(pair).counts.linked == 1
    assert {(link.left_id, link.right_id) for link in bench.links() if link.left_id} == {("left-1", "right-1")}


def test_a_listing_with_an_odd_record_still_finds_the_others(bench: Any) -> None:
    """What cannot be read has no key."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, finds=frozenset())
    pair = bench.pair(
        sync.both("name", "name"),
        sync.both("email", "email", as_=sync.email),
        sync.both("owed", "owed", as_=sync.money()),
        creates=[],
    )
    bench.right.add({"name": "Odd", "email": "odd@x.test", "owed": "a lot"})
    for name in ("Birch", "Cedar", "Ash"):  # more than one page of it
        bench.right.add({"name": name, "email": f"{name[0]}@x.test"})
    passed_by(bench, pair)
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    assert bench.engine.run(pair).counts.linked == 1


def test_a_key_that_cannot_be_asked_for_concerns_one_record(bench: Any) -> None:
    """A value that does not turn into one of the other side: it is reported, not made, and the others go on."""
    odd = sync.both("email", "email", as_=sync.code, convert=sync.convert("odd", to_right=int, to_left=str))
    pair = bench.pair(sync.both("name", "name"), odd)
    passed_by(bench, pair)
    bench.left.add({"name": "Ash", "email": "seven"})
    bench.left.add({"name": "Birch", "email": "8"})
    report = bench.engine.run(pair)
    assert (report.counts.imported, report.counts.errors) == (1, 1)
    assert "cannot be turned into one of right" in str(report.errors[0].error)
    assert [row.values["name"] for row in bench.right.rows.values()] == ["Birch"]


def test_a_key_that_the_side_refuses_to_look_up_concerns_one_record(bench: Any) -> None:
    """Nobody knows if the record is there already, so it is not made; the others go on, and it is tried again."""
    pair = bench.pair()
    passed_by(bench, pair)
    for name in ("ash", "birch", "cedar"):
        bench.left.add({"name": name, "email": f"{name}@x.test"})
    bench.right.fail("find", lambda: Invalid("What a value."))
    report = bench.engine.run(pair)
    assert (report.stopped, [entry.id for entry in report.errors], report.counts.imported) == (None, ["left-1"], 2)
    assert bench.engine.run(pair).counts == sync.Counts(imported=1)


def test_a_side_that_looks_nothing_up_stops_the_run(bench: Any) -> None:
    """Several questions in a row without a sensible answer are no fault of the records."""
    pair = bench.pair()
    passed_by(bench, pair)
    for name in ("ash", "birch", "cedar", "dogwood"):
        bench.left.add({"name": name, "email": f"{name}@x.test"})
    bench.right.fail("find", ServerFault, times=9)
    report = bench.engine.run(pair)
    assert (isinstance(report.stopped, ServerFault), bench.right.count("find")) == (True, 3)
    assert not bench.right.rows


def test_a_duplicate_that_cannot_be_looked_for_is_the_records_error(bench: Any) -> None:
    """The refusal does not say who stands in the way, and the question for that fails: the others go on."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, batch=3)
    for name in ("ash", "birch"):
        bench.left.add({"name": name, "email": f"{name}@x.test"})
    bench.right.fail("create", lambda: Conflict("That name is taken.", kind="duplicate"))
    bench.right.fail("find", lambda: Invalid("What a value."))
    report = bench.engine.run(bench.pair(creates=["right"]))
    assert (report.stopped, report.counts.imported) == (None, 1)
    assert "That name is taken" in str(report.errors[0].error)


def test_who_cannot_be_read_again_is_not_made_anew(bench: Any) -> None:
    """Of more changes than are kept each is read again; without its key nobody knows whether it is there already."""
    pair = bench.pair()
    passed_by(bench, pair)
    bench.engine = sync.Engine(bench.storage, clock=bench.clock, settings=sync.Settings(keep=1))
    names = [bench.left.add({"name": name, "email": f"{name}@x.test"}) for name in ("ash", "birch", "cedar")]
    bench.left.fail("read", lambda: Invalid("Not now."), record_id=names[1], times=2)
    report = bench.engine.run(pair)
    assert ([entry.id for entry in report.errors], report.counts.imported) == ([names[1]], 2)
    assert {row.values["name"] for row in bench.right.rows.values()} == {"ash", "cedar"}
    assert bench.engine.run(pair).counts == sync.Counts(imported=1)


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


@pytest.mark.parametrize("existing", ["right-99", None], ids=["with an id that leads nowhere", "without"])
def test_a_duplicate_that_is_nowhere_to_be_found_is_the_records_error(bench: Any, existing: str | None) -> None:
    """Nobody is asked about a record that the side does not have: what takes the name may be of another kind."""
    refuse(bench, existing, by="other@x.test")
    report = bench.engine.run(bench.pair(creates=["right"]))
    assert (report.counts.conflicts, report.counts.errors) == (0, 1)
    assert "That name is taken" in str(report.errors[0].error)


@pytest.mark.parametrize("state", ["inactive", "unreadable"])
def test_a_duplicate_that_cannot_be_looked_at_is_asked_about(bench: Any, state: str) -> None:
    """It is there, and perhaps the counterpart: switched off, or not to be read just now."""
    name = bench.right.add({"name": "Ash", "email": "a@x.test"})
    bench.right.set_state(name, "inactive")
    if state == "unreadable":
        bench.right.fail("read", lambda: Invalid("Not now."), record_id=name)
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    bench.right.fail("create", lambda: Conflict("Taken.", kind="duplicate", existing_id=name))
    report = bench.engine.run(bench.pair())
    assert [(one.left, one.right) for one in report.conflicts] == [("left-1", [name])]


def test_a_duplicate_that_is_refused_again_leaves_no_creation_in_doubt(bench: Any) -> None:
    """Somebody said that the two are apart, and the side refuses all the same: nothing was made, says the journal."""
    name = bench.right.add({"name": "Ash", "email": "other@x.test"})
    bench.engine.run(bench.pair(creates=[]))
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    pair = bench.pair(creates=["right"])
    bench.right.fail("create", lambda: Conflict("Taken.", kind="duplicate", existing_id=name), times=3)
    (conflict,) = bench.engine.run(pair).conflicts
    bench.engine.resolve(pair, conflict, sync.APART)
    assert bench.engine.run(pair).counts.conflicts == 1
    assert [entry.state for entry in bench.intents()] == ["failed"] * 3


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


def test_a_duplicate_that_was_given_up_the_other_way_is_taken_over(bench: Any) -> None:
    """Nobody looks at its failed link any more; the refusal leads to it, and the two records share one link."""
    bench.right.add({"name": "Ash", "email": "a@x.test"})
    bench.left.fail("create", lambda: Invalid("Not today."), times=5)
    for _ in range(5):
        bench.engine.run(bench.pair())
    row = bench.right.rows.pop("right-1")  # its search lags behind

    def taken() -> Exception:
        bench.right.rows["right-1"] = row
        return Conflict("That name is taken.", kind="duplicate", existing_id="right-1")

    bench.right.fail("create", taken)
    bench.left.add({"name": "Ash", "email": "a@x.test", "city": "Salem"})
    report = bench.engine.run(bench.pair())
    assert (report.counts.linked, report.updated) == (1, {"right": 1})
    assert (bench.link().left_id, bench.link().right_id, bench.link().status) == ("left-1", "right-1", "synced")
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_a_name_that_is_taken_on_update_is_the_records_error(bench: Any) -> None:
    """There is nothing to link."""
    left, _ = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail("update", lambda: Conflict("Taken.", kind="duplicate", existing_id="right-9"))
    assert bench.engine.run(bench.pair()).counts == sync.Counts(errors=1)
