"""The engine's own methods, in both worlds: what people see and decide between two runs."""

from __future__ import annotations

import attrs
import pytest

from crosstie import sync
from crosstie.core import effects
from crosstie.core.endpoint import Abilities
from crosstie.core.messages import Request
from crosstie.errors import Invalid, NotFound, SyncError, UsageError
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint_async import AsyncMemoryEndpoint
from crosstie.testing.shelf import Shelf, lost_answer


@attrs.frozen
class Desk:
    """An engine, and a pair whose two records hold different names."""

    engine: sync.AsyncEngine
    pair: sync.Pair
    left: Shelf
    right: Shelf


@pytest.fixture
def desk() -> Desk:
    """Make one, before its first run."""
    clock = FakeClock()
    left, right = (
        Shelf(name=name, clock=clock, abilities=Abilities(feed="time", checks_version=True), paths=("name", "email"))
        for name in ("left", "right")
    )
    left.add({"name": "Ash", "email": "a@x.test"})
    right.add({"name": "Birch", "email": "a@x.test"})
    pair = sync.Pair(
        "people",
        left=AsyncMemoryEndpoint(left, tenant="acme"),
        right=AsyncMemoryEndpoint(right, tenant="acme"),
        fields=[sync.both("name", "name"), sync.both("email", "email", as_=sync.email)],
        match=["email"],
    )
    engine = sync.AsyncEngine(AsyncMemoryStorage(), clock=clock.as_async)  # async-only
    # sync-only: engine = sync.Engine(MemoryStorage(), clock=clock)
    return Desk(engine, pair, left, right)


async def test_a_conflict_is_seen_and_decided_and_the_next_run_writes_it(desk: Desk) -> None:
    """By its pair, whose sides know the tenant; then it is history."""
    report = await desk.engine.run(desk.pair)
    (conflict,) = await desk.engine.conflicts(desk.pair)
    assert (conflict.left, conflict.right) == ("Ash", "Birch")
    assert list(report.conflicts) == [conflict]
    (status,) = await desk.engine.status([desk.pair], "right-1")
    assert (status.state, status.record_id) == ("conflict", "left-1")
    decided = await desk.engine.resolve(desk.pair, conflict, "right", by="Nora")
    assert await desk.engine.conflicts(desk.pair) == []
    assert await desk.engine.conflicts(desk.pair, state="decided") == [decided]
    (report,) = await desk.engine.run_all([desk.pair])
    assert report.updated == {"left": 1}
    assert desk.left.rows["left-1"].values["name"] == "Birch"
    (settled,) = await desk.engine.conflicts(desk.pair, state="resolved")
    assert (settled.id, settled.resolved_by) == (conflict.id, "Nora")


async def test_a_record_that_is_not_there_is_nobodys_counterpart(desk: Desk) -> None:
    """The decision is refused and the conflict stays open, also where the conflict itself names a record gone since."""
    desk.left.add({"name": "Cedar", "email": "a@x.test"})
    await desk.engine.run(desk.pair)
    mine = next(one for one in await desk.engine.conflicts(desk.pair) if one.left == "left-1")
    gone = desk.right.add({"name": "Dogwood", "email": "d@x.test"})
    desk.right.set_state(gone, "deleted")
    named = desk.right.rows.pop("right-1")
    assert mine.right == [named.id]
    for ghost in ("right-99", gone, named.id):
        with pytest.raises(NotFound, match=f"right has no record {ghost}") as refused:
            await desk.engine.resolve(desk.pair, mine, sync.LinkTo(ghost))
        assert refused.value.done == "Nothing was stored."
    assert mine in await desk.engine.conflicts(desk.pair)
    desk.right.rows[named.id] = named
    assert (await desk.engine.resolve(desk.pair, mine, sync.LinkTo(named.id))).state == "resolved"
    await desk.engine.run(desk.pair)
    assert mine.id not in {one.id for one in await desk.engine.conflicts(desk.pair)}


async def test_any_record_that_is_there_can_be_chosen(desk: Desk) -> None:
    """It is read first; where it cannot be, nothing is decided, and what a foreign side raised is not quoted."""
    desk.left.add({"name": "Cedar", "email": "a@x.test"})
    await desk.engine.run(desk.pair)
    other = desk.right.add({"name": "Dogwood", "email": "d@x.test"})
    mine = next(one for one in await desk.engine.conflicts(desk.pair) if one.left == "left-1")
    desk.right.fail("read", lambda: Invalid("Not now."))
    with pytest.raises(Invalid, match="Not now"):
        await desk.engine.resolve(desk.pair, mine, sync.LinkTo(other))
    desk.right.fail("read", lambda: KeyError("s3cret"))
    with pytest.raises(SyncError, match="raised KeyError") as foreign:
        await desk.engine.resolve(desk.pair, mine, sync.LinkTo(other))
    assert "s3cret" not in str(foreign.value)
    await desk.engine.resolve(desk.pair, mine, sync.LinkTo(other))
    await desk.engine.run(desk.pair)
    clash = [one.field for one in await desk.engine.conflicts(desk.pair) if one.left == "Ash"]
    assert clash == ["name"]


async def test_a_notice_tells_of_conflicts_of_earlier_runs(desk: Desk) -> None:
    """Nothing is to do, but somebody is waited for; once that is decided, nobody is."""
    report = await desk.engine.run(desk.pair)
    assert (report.waiting, report.notice().description) == (1, "1 linked, 1 conflict")
    report = await desk.engine.run(desk.pair)
    notice = report.notice()
    assert (report.waiting, notice.level) == (1, "info")
    assert notice.description == "Nothing to do; 1 earlier conflict waits for a decision."
    (conflict,) = await desk.engine.conflicts(desk.pair)
    await desk.engine.resolve(desk.pair, conflict, "left")
    assert (await desk.engine.run(desk.pair)).waiting == 0
    assert (await desk.engine.run(desk.pair)).notice().description == "Nothing to do."


async def test_conflicts_are_listed_by_name_or_for_all_pairs_of_a_tenant(desk: Desk) -> None:
    """Somebody has to say whose are wanted."""
    await desk.engine.run(desk.pair)
    found = await desk.engine.conflicts(desk.pair)
    assert found == await desk.engine.conflicts("people", tenant="acme") == await desk.engine.conflicts(tenant="acme")
    assert await desk.engine.conflicts("others", tenant="acme") == []
    assert await desk.engine.conflicts(tenant="other") == []
    with pytest.raises(UsageError, match="whose conflicts"):
        await desk.engine.conflicts("people")


async def test_a_plan_writes_nothing_and_failed_records_are_tried_again_on_request(desk: Desk) -> None:
    """Looking first, and a second chance for what was given up."""
    desk.left.add({"name": "Cedar", "email": "c@x.test"})
    plan = await desk.engine.plan(desk.pair)
    assert plan.counts == {"link": 1, "conflict": 1, "create": 1}
    assert (desk.right.count("create"), await desk.engine.conflicts(desk.pair)) == (0, [])
    desk.right.fail("create", lambda: Invalid("No."), times=5)
    for _ in range(5):
        await desk.engine.run(desk.pair)
    assert (await desk.engine.run(desk.pair)).counts == sync.Counts()
    assert await desk.engine.retry(desk.pair) == 1
    assert (await desk.engine.run(desk.pair)).counts == sync.Counts(imported=1)


async def test_an_engine_sends_nothing_itself(desk: Desk) -> None:
    """Its endpoints do, each with the session and the limits of its system."""
    with pytest.raises(UsageError, match="no transport of its own"):
        await desk.engine._run(effects.send(Request(method="GET", url="https://api.example.com"), timeout=1))


async def unresolved_creation(desk: Desk, *, after_effect: bool) -> sync.RecordError:
    """Lose the answer to a creation on the right, and change what it made beyond recognition."""
    desk.left.add({"name": "Cedar", "email": "c@x.test"})
    desk.right.fail("create", lost_answer, after_effect=after_effect)
    await desk.engine.run(desk.pair)
    if after_effect:
        desk.right.edit("right-2", {"name": "Dogwood", "email": "d@x.test"})
        desk.right.set_state("right-2", "inactive")
    report = await desk.engine.run(desk.pair)
    (entry,) = report.unresolved
    return entry


async def test_somebody_who_looked_says_that_a_creation_never_happened(desk: Desk) -> None:
    """The next run makes the record; there is nothing left to say afterwards."""
    entry = await unresolved_creation(desk, after_effect=False)
    await desk.engine.settle(desk.pair, entry, sync.APART)
    report = await desk.engine.run(desk.pair)
    assert (report.counts.imported, report.ok) == (1, True)
    assert [row.values["name"] for row in desk.right.rows.values()] == ["Birch", "Cedar"]
    with pytest.raises(NotFound, match="is unresolved"):
        await desk.engine.settle(desk.pair, entry, sync.APART)
    assert (await desk.engine.run(desk.pair)).counts == sync.Counts()


async def test_somebody_who_looked_says_which_record_a_creation_made(desk: Desk) -> None:
    """It is linked, if it is there and nobody else's; nothing is made."""
    entry = await unresolved_creation(desk, after_effect=True)
    with pytest.raises(NotFound, match="right has no record right-99"):
        await desk.engine.settle(desk.pair, entry, sync.LinkTo("right-99"))
    with pytest.raises(UsageError, match="linked with another one"):
        await desk.engine.settle(desk.pair, entry, sync.LinkTo("right-1"))
    await desk.engine.settle(desk.pair, entry, sync.LinkTo("right-2"))
    desk.right.set_state("right-2", "live")
    report = await desk.engine.run(desk.pair)
    assert {conflict.field for conflict in report.conflicts} == {"name", "email"}
    assert desk.right.count("create") == 1
    assert [one.record_id for one in await desk.engine.status([desk.pair], "right-2")] == ["left-2"]
