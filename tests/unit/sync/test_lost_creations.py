"""Creations whose outcome is unknown: found again, asked again by their key, or left for somebody to find out."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.errors import Invalid, RateLimited
from crosstie.storage import Intent, Link, LinkEnd
from crosstie.testing.shelf import lost_answer


def add(bench: Any, *names: str) -> list[str]:
    """Make records that go by their names."""
    return [bench.left.add({"name": name, "email": f"{name}@example.com"}) for name in names]


def match_by(*keys: str) -> Callable[[Any], sync.Pair]:
    """Make pairs with these match keys."""
    return lambda bench: bench.pair(match=keys)


@pytest.mark.parametrize("pair_of", [match_by("email"), match_by()], ids=["by its key", "by what was sent"])
def test_a_lost_creation_is_found_again(bench: Any, pair_of: Callable[[Any], sync.Pair]) -> None:
    """The answer was lost after the effect: the record is linked, not made twice."""
    add(bench, "ash")
    bench.right.fail("create", lost_answer, after_effect=True)
    report = bench.engine.run(pair_of(bench))
    assert (report.counts.errors, [entry.id for entry in report.unresolved]) == (1, ["left-1"])
    assert bench.link().status == "unresolved"
    report = bench.engine.run(pair_of(bench))
    assert report.counts == sync.Counts(linked=1)
    assert len(bench.right.rows) == 1
    assert bench.link().status == "synced"
    assert [(entry.state, entry.record_id) for entry in bench.intents()] == [("done", "right-1")]


def test_a_throttled_creation_is_in_doubt_where_the_system_does_not_say_that_it_took_nothing(bench: Any) -> None:
    """It is looked for, not made again; a pause that a system is sure about proves that nothing happened."""
    add(bench, "ash")
    bench.right.fail("create", lambda: RateLimited(retry="unsafe"), after_effect=True)
    bench.engine.run(bench.pair())
    assert [entry.state for entry in bench.intents()] == ["unknown"]
    assert bench.engine.run(bench.pair()).counts == sync.Counts(linked=1)
    assert len(bench.right.rows) == 1


def test_a_creation_that_never_happened_is_not_repeated_blindly(bench: Any) -> None:
    """It waits as unresolved, quietly, until somebody finds out."""
    add(bench, "ash")
    bench.right.fail("create", lost_answer)
    bench.engine.run(bench.pair())
    for _ in range(3):
        report = bench.engine.run(bench.pair())
        assert "may have happened" in str(report.unresolved[0].error)
    assert bench.right.count("create") == 1
    assert bench.records_written(Link) == 3  # announced, unresolved, and in which words
    bench.right.add({"name": "ash", "email": "ash@example.com"})  # somebody made it by hand
    assert bench.engine.run(bench.pair()).counts == sync.Counts(linked=1)


@pytest.mark.parametrize("after", [True, False])
def test_a_side_that_honours_keys_is_asked_again(bench: Any, *, after: bool) -> None:
    """With the same key, while the side remembers it."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, honours_keys=True, feed="scan", finds=frozenset())
    add(bench, "ash")
    bench.right.fail("create", lost_answer, after_effect=after)
    pair = bench.pair(match=[])
    bench.engine.run(pair)
    if after:
        bench.right.edit("right-1", {"name": "Changed beyond recognition", "email": "other@example.com"})
        bench.right.set_state("right-1", "inactive")  # out of the listing, so only the key can tell
    report = bench.engine.run(pair)
    assert not report.unresolved
    assert len(bench.right.rows) == 1
    assert bench.link().status == ("deleted" if after else "synced")


def test_a_key_is_not_trusted_for_ever(bench: Any) -> None:
    """When the side may have forgotten it, a repetition would make a second record."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, honours_keys=True, keys_last=timedelta(hours=1))
    add(bench, "ash")
    bench.right.fail("create", lost_answer)
    bench.engine.run(bench.pair())
    bench.clock.advance(3601)
    assert len(bench.engine.run(bench.pair()).unresolved) == 1
    assert bench.right.count("create") == 1


def test_a_lost_creation_that_was_changed_since_is_asked_about(bench: Any) -> None:
    """Half of its values are still there, and it has no key: to take it for new would make a second record."""
    add(bench, "ash")
    bench.right.fail("create", lost_answer, after_effect=True)
    pair = bench.pair(match=[])
    bench.engine.run(pair)
    bench.right.edit("right-1", {"name": "Birch"})
    report = bench.engine.run(pair)
    assert (report.counts.conflicts, len(bench.left.rows)) == (2, 1)
    conflict = next(one for one in report.conflicts if one.left == "left-1")
    bench.engine.resolve(pair, conflict, sync.LinkTo("right-1"))
    assert not bench.engine.conflicts(pair)
    assert [(entry.state, entry.record_id) for entry in bench.intents()] == [("done", "right-1")]
    bench.engine.run(pair)
    assert bench.link().status == "conflict"  # linked; the two names are for somebody to decide
    assert [one.field for one in bench.engine.conflicts(pair)] == ["name"]


def test_somebody_may_say_that_a_lost_creation_never_happened(bench: Any) -> None:
    """None of the records that look like it is the one: it is made now, and those are asked about for themselves."""
    add(bench, "ash")
    bench.right.fail("create", lost_answer, after_effect=True)
    pair = bench.pair(match=[])
    bench.engine.run(pair)
    bench.right.edit("right-1", {"name": "Birch"})
    report = bench.engine.run(pair)
    lost = next(one for one in report.conflicts if one.left == "left-1")
    bench.engine.resolve(pair, lost, sync.APART, by="Nora")
    assert bench.engine.run(pair).counts == sync.Counts(imported=1)
    assert {(link.left_id, link.right_id) for link in bench.links()} == {("left-1", "right-2"), (None, "right-1")}
    assert sorted((entry.state, entry.record_id) for entry in bench.intents() if entry.record_id) == [
        ("done", "right-2")
    ]
    assert {entry.state for entry in bench.intents()} == {"done", "failed"}
    (settled,) = bench.engine.conflicts(pair, state="resolved")
    assert (settled.id, settled.resolved_by) == (lost.id, "Nora")
    assert [one.right for one in bench.engine.conflicts(pair)] == ["right-1"]


def test_the_lost_creation_of_a_record_that_was_chosen_is_settled_too(bench: Any) -> None:
    """Each side's record was to be made across, neither answer came; the two are one, and the journal says so."""
    add(bench, "ash")
    bench.right.add({"name": "ash", "email": "other@example.com"})
    bench.right.fail("create", lost_answer)
    bench.left.fail("create", lost_answer)
    pair = bench.pair()
    bench.engine.run(pair)
    bench.right.add({"name": "ash", "email": "else@example.com"})
    report = bench.engine.run(pair)
    lost = next(one for one in report.conflicts if one.left == "left-1")
    assert lost.right == ["right-2"]
    bench.engine.resolve(pair, lost, sync.LinkTo("right-1"))
    assert {(entry.state, entry.side, entry.record_id) for entry in bench.intents()} == {
        ("done", "right", "right-1"),
        ("done", "left", "left-1"),
    }


def test_a_lost_creation_whose_source_is_gone_is_found_all_the_same(bench: Any) -> None:
    """By what was sent; nothing is made on the other side."""
    (left,) = add(bench, "ash")
    bench.right.fail("create", lost_answer, after_effect=True)
    bench.engine.run(bench.pair())
    bench.left.set_state(left, "deleted")
    bench.engine.run(bench.pair())
    assert (len(bench.left.rows), len(bench.right.rows)) == (1, 1)
    assert (bench.link().status, bench.link().right_id) == ("deleted", "right-1")


def test_the_journal_tells_what_was_announced_and_what_became_of_it(bench: Any) -> None:
    """One entry for each creation, stored before it was sent, with its link and the end of its record."""
    add(bench, "ash")
    seen: list[Any] = []
    bench.storage.before = lambda writes: seen.extend(write.record for write in writes)
    bench.engine.run(bench.pair())
    assert {type(record) for record in seen} == {Link, LinkEnd, Intent}
    announced = next(record for record in seen if isinstance(record, Intent))
    assert (announced.state, announced.action, announced.side) == ("announced", "create", "right")
    assert announced.values["name"] == "ash"
    (entry,) = bench.intents()
    assert (entry.state, entry.record_id, entry.idempotency_key) == ("done", "right-1", entry.id)


def test_an_announced_creation_that_was_never_sent_is_no_doubt(bench: Any) -> None:
    """A value that cannot be turned for the other side: nothing left, so nothing is looked for later."""
    odd = sync.both("name", "name", convert=sync.convert("odd", to_right=int, to_left=str))
    pair = bench.pair(odd, sync.both("email", "email", as_=sync.email))
    add(bench, "ash")
    report = bench.engine.run(pair)
    assert "cannot be turned into one of right" in str(report.errors[0].error)
    assert [entry.state for entry in bench.intents()] == ["failed"]
    bench.left.edit("left-1", {"name": "7"})
    assert bench.engine.run(pair).counts.imported == 1
    assert bench.right.rows["right-1"].values["name"] == 7


def test_a_lost_creation_whose_source_is_gone_is_not_repeated(bench: Any) -> None:
    """Not even where the side would recognise the repetition: nobody wants the record any more."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, honours_keys=True)
    (left,) = add(bench, "ash")
    bench.right.fail("create", lost_answer)
    bench.engine.run(bench.pair())
    bench.left.set_state(left, "deleted")
    report = bench.engine.run(bench.pair())
    assert "may have happened" in str(report.unresolved[0].error)
    assert (bench.right.count("create"), bench.right.rows) == (1, {})


def test_two_records_that_may_both_be_the_lost_one_are_asked_about(bench: Any) -> None:
    """Each holds everything that was sent: luck does not choose between them."""
    add(bench, "ash")
    bench.right.fail("create", lost_answer, after_effect=True)
    pair = bench.pair(match=[])
    bench.engine.run(pair)
    bench.right.add({"name": "ash", "email": "ash@example.com"})
    report = bench.engine.run(pair)
    assert (report.counts.linked, report.counts.conflicts, len(bench.left.rows)) == (0, 3, 1)
    asked = next(one for one in report.conflicts if one.left == "left-1")
    assert asked.right == ["right-1", "right-2"]


def test_a_new_record_that_cannot_be_read_is_not_taken_for_new(bench: Any) -> None:
    """It may be the one that a lost creation made; memory was too short to keep it, and it waits until it is read."""
    add(bench, "ash")
    bench.right.fail("create", lost_answer, after_effect=True)
    pair = bench.pair(match=[])
    bench.engine.run(pair)
    bench.engine = sync.Engine(bench.storage, clock=bench.clock, settings=sync.Settings(keep=1))
    others = [bench.right.add({"name": name, "email": f"{name}@example.com"}) for name in ("birch", "cedar")]
    bench.clock.advance(1)
    bench.right.edit("right-1", {"city": "Salem"})  # last in the listing, so it is not kept
    bench.right.fail("read", lambda: Invalid("Not now."), record_id="right-1", times=2)
    report = bench.engine.run(pair)
    assert [entry.id for entry in report.errors] == ["right-1"]
    assert report.counts.exported == len(others)
    assert len(bench.left.rows) == 3
    assert bench.engine.run(pair).counts == sync.Counts(linked=1, updated=1)
    assert bench.left.rows["left-1"].values["city"] == "Salem"


def test_two_lost_creations_that_turn_out_to_be_one_record_are_linked(bench: Any) -> None:
    """Each side's record was to be made across; then their keys became the same. A third record is none of theirs."""
    (left,) = add(bench, "ash")
    bench.right.add({"name": "birch", "email": "birch@example.com"})
    bench.right.fail("create", lost_answer)
    bench.left.fail("create", lost_answer)
    assert len(bench.engine.run(bench.pair()).unresolved) == 2
    bench.left.edit(left, {"email": "birch@example.com"})
    bench.left.add({"name": "birch", "email": "other@example.com"})
    report = bench.engine.run(bench.pair())
    assert (report.counts.linked, report.counts.imported, report.unresolved) == (1, 1, ())
    assert {(link.left_id, link.right_id) for link in bench.links()} == {("left-1", "right-1"), ("left-2", "right-2")}
    assert len(bench.left.rows) == len(bench.right.rows) == 2
    assert {entry.state for entry in bench.intents()} == {"done"}


def test_a_lost_creation_is_settled_with_the_link_that_stays(bench: Any) -> None:
    """One creation was refused, one got lost; then their keys became the same, and the journal says what was made."""
    (left,) = add(bench, "ash")
    bench.right.add({"name": "birch", "email": "birch@example.com"})
    bench.right.fail("create", lambda: Invalid("Not today."))
    bench.left.fail("create", lost_answer)
    bench.engine.run(bench.pair())
    bench.left.edit(left, {"email": "birch@example.com"})
    assert bench.engine.run(bench.pair()).counts.linked == 1
    assert {(entry.side, entry.state, entry.record_id) for entry in bench.intents()} == {
        ("right", "failed", None),
        ("left", "done", "left-1"),
    }
