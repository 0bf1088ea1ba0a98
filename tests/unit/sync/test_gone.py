"""Records that are deleted, switched off, or simply not there: reported, left alone, never made anew."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import pytest

from crosstie import sync
from crosstie.core.endpoint import Abilities
from crosstie.errors import Invalid


@pytest.mark.parametrize("state", ["deleted", "inactive"])
@pytest.mark.parametrize("side", sync.SIDES)
def test_a_deletion_is_reported_once_and_changes_nothing_across(bench: Any, side: sync.Side, state: Any) -> None:
    """The other side keeps its record; later edits of it go nowhere and make nothing."""
    ids = dict(zip(sync.SIDES, bench.linked(name="Ash"), strict=True))
    across = sync.other(side)
    bench.shelf(side).set_state(ids[side], state)
    report = bench.engine.run(bench.pair())
    assert [(skip.side, skip.id) for skip in report.skips] == [(side, ids[side])]
    assert state in report.skips[0].reason
    assert bench.link().status == "deleted"
    written = len(bench.storage.written)
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert len(bench.storage.written) == written
    bench.shelf(across).edit(ids[across], {"name": "Birch"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert len(bench.left.rows) == len(bench.right.rows) == 1


def test_what_comes_back_is_synced_again(bench: Any) -> None:
    """With the edits that were made meanwhile, on either side."""
    left, right = bench.linked(name="Ash")
    bench.left.set_state(left, "inactive")
    bench.engine.run(bench.pair())
    bench.right.edit(right, {"city": "Salem"})
    bench.engine.run(bench.pair())
    bench.left.set_state(left, "live")
    assert bench.engine.run(bench.pair()).updated == {"left": 1}
    assert (bench.link().status, bench.left.rows[left].values["city"]) == ("synced", "Salem")


def test_unlinked_records_that_are_gone_are_nobodys_business(bench: Any) -> None:
    """They are neither made across nor reported."""
    bench.left.add({"name": "Ash", "email": "a@x.test"})
    bench.left.set_state("left-1", "inactive")
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert not bench.links()


def test_a_record_that_is_merely_absent_is_no_deletion(bench: Any) -> None:
    """A listing that is wrongly empty wipes nothing (B1)."""
    bench.left.abilities = Abilities(feed="scan")
    bench.linked(name="Ash")
    kept = dict(bench.left.rows)
    bench.left.rows.clear()
    assert bench.engine.run(bench.pair()).counts == sync.Counts()
    assert bench.link().status == "synced"
    bench.left.rows.update(kept)
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_a_record_that_vanished_is_found_out_when_it_is_written(bench: Any) -> None:
    """The side says that there is none; it is not made anew."""
    left, right = bench.linked(name="Ash")
    bench.right.lose(right)
    bench.left.edit(left, {"name": "Birch"})
    report = bench.engine.run(bench.pair())
    assert (report.counts, bench.link().status) == (sync.Counts(skipped=1), "deleted")
    assert not bench.right.rows


def test_a_record_that_vanished_is_found_out_when_it_is_read(bench: Any) -> None:
    """A side that checks no versions is read before it is written."""
    bench.right.abilities = Abilities(feed="time")
    left, right = bench.linked(name="Ash")
    bench.right.lose(right)
    bench.left.edit(left, {"name": "Birch"})
    assert bench.engine.run(bench.pair()).counts == sync.Counts(skipped=1)


def test_a_record_deleted_before_it_went_across_is_dropped(bench: Any) -> None:
    """Its failed link ends; nothing is made."""
    left = bench.left.add({"name": "Ash", "email": "a@x.test"})
    bench.right.fail("create", lambda: Invalid("Not today."))
    bench.engine.run(bench.pair())
    bench.left.set_state(left, "deleted")
    assert bench.engine.run(bench.pair()).counts == sync.Counts(skipped=1)
    assert (bench.link().status, bench.right.rows) == ("deleted", {})
