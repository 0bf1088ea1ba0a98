"""How one record of the host stands in every pair that syncs it."""
# ruff: noqa: ANN401 - the bench is what conftest makes; tests cannot import from there

from __future__ import annotations

from typing import Any

import pytest

from crosstie import sync
from crosstie.errors import Invalid, StorageUnavailable, UsageError
from crosstie.testing.shelf import lost_answer


def test_a_record_in_step_is_told_with_its_counterpart_and_the_time(bench: Any) -> None:
    """One line for each pair; a pair that does not know the record says so."""
    left, right = bench.linked(name="Ash")
    statuses = bench.engine.status([bench.pair(), bench.pair(name="others")], right)
    assert statuses == [
        sync.SyncStatus(pair="customers", name="left", state="synced", record_id=left, at=bench.link().synced),
        sync.SyncStatus(pair="others", name="left", state="not synced"),
    ]


def test_the_hosts_own_side_is_where_it_is_looked_up(bench: Any) -> None:
    """The pair says which side that is."""
    left, right = bench.linked(name="Ash")
    (status,) = bench.engine.status([bench.pair(home="left")], left)
    assert (status.name, status.record_id) == ("right", right)


@pytest.mark.parametrize(
    ("error", "state"), [(lambda: Invalid("Not today."), "failed"), (lost_answer, "unresolved")], ids=["failed", "lost"]
)
def test_what_failed_is_told_with_its_error(bench: Any, error: Any, state: str) -> None:
    """Also where nobody knows if the record was made; it has no counterpart yet."""
    right = bench.right.add({"name": "Ash", "email": "ash@x.test"})
    bench.left.fail("create", error)
    report = bench.engine.run(bench.pair())
    (status,) = bench.engine.status([bench.pair()], right)
    failure = [*report.errors, *report.unresolved][0].error
    assert (status.state, status.error, status.record_id) == (state, str(failure), None)
    assert status.at == report.started


def test_a_record_that_somebody_is_asked_about_is_in_conflict(bench: Any) -> None:
    """It is linked, and one of its fields waits."""
    left, right = bench.linked(name="Ash")
    bench.left.edit(left, {"name": "Birch"})
    bench.right.edit(right, {"name": "Cedar"})
    bench.engine.run(bench.pair())
    assert [(one.state, one.record_id) for one in bench.engine.status([bench.pair()], right)] == [("conflict", left)]


def test_a_storage_that_fails_is_no_answer(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is called "not synced" because nobody could look; nor where nobody says whose record it is."""
    pair = bench.pair()

    def fail(*_: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(bench.storage, "get", fail)
    with pytest.raises(StorageUnavailable):
        bench.engine.status([pair], "right-1")
    with pytest.raises(UsageError, match="mixes tenants"):
        bench.engine.status([pair], "right-1", tenant="other")
