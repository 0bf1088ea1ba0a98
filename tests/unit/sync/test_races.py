"""Others at work at the same time: a person who edits in the last moment, a second run of the same pair."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import attrs

from crosstie import sync
from crosstie.core.state import ANY, Put
from crosstie.errors import Conflict


def add(bench: Any, *names: str) -> list[str]:
    """Make records that go by their names."""
    return [bench.left.add({"name": name, "email": f"{name}@example.com"}) for name in names]


def test_a_stale_version_is_read_and_merged_again(bench: Any) -> None:
    """Somebody changed another field in the last moment: both edits arrive."""
    left, right = bench.linked(name="Ash")

    def meanwhile() -> Exception:
        bench.right.edit(right, {"city": "Salem"})
        return Conflict("It was changed.", kind="stale")

    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail("update", meanwhile)
    report = bench.engine.run(bench.pair())
    assert report.ok
    assert bench.values("left") == bench.values("right")
    assert bench.values("left")[0] == {"name": "Birch", "email": "nora@example.com", "city": "Salem"}


def test_a_stale_version_does_not_hold_up_the_others(bench: Any) -> None:
    """The rest of the round is written, and the record merged again in the next one."""
    names = add(bench, "ash", "birch")
    bench.engine.run(bench.pair())
    bench.clock.advance(60)
    for name in names:
        bench.left.edit(name, {"city": "Salem"})
    bench.right.fail("update", lambda: Conflict("It was changed.", kind="stale"))
    report = bench.engine.run(bench.pair())
    assert (report.ok, report.updated) == (True, {"right": 2})
    assert [values["city"] for values in bench.values("right")] == ["Salem", "Salem"]


def test_a_record_that_changes_with_every_write_is_left_after_some_rounds(bench: Any) -> None:
    """It is reported, and tried in the next run."""
    left, _ = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail("update", lambda: Conflict("It was changed.", kind="stale"), times=4)
    assert "did not come to rest" in str(bench.engine.run(bench.pair()).errors[0].error)
    assert bench.engine.run(bench.pair()).ok


def test_two_runs_at_once_make_one_record(bench: Any) -> None:
    """The announcement is a compare-and-swap: one of them goes on, the other leaves the record to it."""
    add(bench, "ash", "birch")
    inner: list[sync.Report] = []
    bench.storage.before = lambda _: inner.append(bench.engine.run(bench.pair()))
    report = bench.engine.run(bench.pair())
    assert inner[0].counts.imported == 2
    assert (report.counts.imported, report.counts.skipped) == (0, 2)
    assert "Another run is at work" in report.skips[0].reason
    assert len(bench.right.rows) == 2
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_a_cursor_moved_by_another_run_is_left_alone(bench: Any) -> None:
    """Its work is as good as ours."""
    add(bench, "ash")
    bench.engine.run(bench.pair())
    bench.clock.advance(600)
    bench.left.add({"name": "birch", "email": "birch@example.com"})

    inner: list[sync.Report] = []

    def overtake(_: object) -> None:
        bench.left.add({"name": "cedar", "email": "cedar@example.com"})
        inner.append(bench.engine.run(bench.pair()))

    def wait(_: object, commits: int = 2) -> None:
        bench.storage.before = overtake if commits == 1 else lambda _: wait(_, commits - 1)

    bench.storage.before = wait  # announcement and links go by; the cursors are next
    report = bench.engine.run(bench.pair())
    assert report.before == report.after
    assert inner[0].before != inner[0].after
    assert bench.engine.run(bench.pair()).counts == sync.Counts()


def test_a_link_that_was_changed_by_another_run_is_not_overwritten(bench: Any) -> None:
    """The other records of the batch are stored all the same."""
    names = add(bench, "ash", "birch")
    bench.engine.run(bench.pair())
    bench.clock.advance(60)
    for name in names:
        bench.left.edit(name, {"city": "Salem"})
    first = next(link for link in bench.links() if link.left_id == names[0])
    bench.storage.before = lambda _: bench.storage.commit([Put(attrs.evolve(first, attempts=3), ANY)])
    report = bench.engine.run(bench.pair())
    assert [skip.id for skip in report.skips] == [names[0]]
    assert {link.attempts for link in bench.links()} == {0, 3}
    assert bench.engine.run(bench.pair()).ok
