"""Sides that answer a write with the id alone: what happened is known, whatever becomes of reading it."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.errors import CredentialsRejected
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import lost_answer


class Terse(MemoryEndpoint):
    """Answers a write with the id alone; the engine reads the record itself."""

    def create(self, values: Any, *, key: str) -> sync.Change:
        """Make a record and say no more than which."""
        return sync.Change(id=super().create(values, key=key).id)

    def update(self, record_id: str, values: Any, *, version: str | None, base: Any) -> sync.Change:
        """Change a record and say no more than which."""
        return sync.Change(id=super().update(record_id, values, version=version, base=base).id)

    def write(self, writes: Any) -> Any:
        """Carry out several writes, and say no more than which."""
        answers = super().write(writes)
        return [answer if isinstance(answer, Exception) else sync.Change(id=answer.id) for answer in answers]


@pytest.mark.parametrize("batch", [1, 5], ids=["alone", "in a batch"])
def test_what_was_made_is_made_although_the_session_ended_before_it_was_read(bench: Any, batch: int) -> None:
    """The run stops, and the link is kept; the next run does not make the record again."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, batch=batch)
    pair = attrs.evolve(bench.pair(match=[]), right=Terse(bench.right))
    bench.left.add({"name": "Ash", "email": "ash@x.test"})
    bench.right.fail("read", CredentialsRejected)
    report = bench.engine.run(pair)
    assert (isinstance(report.stopped, CredentialsRejected), report.created) == (True, {"right": 1})
    assert [(entry.state, entry.record_id) for entry in bench.intents()] == [("done", "right-1")]
    assert bench.link().right_id == "right-1"
    assert bench.engine.run(pair).ok
    assert (bench.right.count("create"), bench.link().status) == (1, "synced")
    assert len(bench.right.rows) == 1


def test_what_was_changed_is_known_although_the_session_ended_before_it_was_read(bench: Any) -> None:
    """The update stays in doubt, so that an edit taken back meanwhile is not undone by it."""
    left, right = bench.linked(name="Ash")
    pair = attrs.evolve(bench.pair(), right=Terse(bench.right))
    bench.left.edit(left, {"name": "Birch"})
    bench.right.fail("read", CredentialsRejected)
    assert bench.engine.run(pair).stopped is not None
    assert bench.right.rows[right].values["name"] == "Birch"
    bench.left.edit(left, {"name": "Ash"})
    assert bench.engine.run(pair).ok
    assert (bench.left.rows[left].values["name"], bench.right.rows[right].values["name"]) == ("Ash", "Ash")


def test_each_answer_of_a_batch_counts_although_the_session_ended_with_the_first(bench: Any) -> None:
    """One creation of the batch got lost: that it may have happened is known before anything is read."""
    bench.right.abilities = attrs.evolve(bench.right.abilities, batch=5)
    pair = attrs.evolve(bench.pair(match=[]), right=Terse(bench.right))
    bench.right.fail("create", lost_answer, after_effect=True)
    for name in ("ash", "birch"):
        bench.left.add({"name": name, "email": f"{name}@x.test"})
    bench.right.fail("read", CredentialsRejected)
    assert bench.engine.run(pair).stopped is not None
    assert sorted(entry.state for entry in bench.intents()) == ["done", "unknown"]
    assert bench.engine.run(pair).ok
    assert sorted(row.values["name"] for row in bench.right.rows.values()) == ["ash", "birch"]
