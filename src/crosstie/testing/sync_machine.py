"""A hypothesis state machine that syncs two sides through every order of events and checks the invariants by name.

Hosts run it against their own endpoints: give it a :class:`~crosstie.testing.sync_world.World`::

    class OurMachine(SyncMachine):
        def world_of(self) -> World:
            return OurWorld()


    TestOurSync = OurMachine.TestCase
"""
# ruff: noqa: S101 - assert is how a test states what must hold

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from crosstie import sync
from crosstie.core.endpoint import State
from crosstie.core.state import Put, Query, Write
from crosstie.storage import Conflict, Link, LinkEnd, Run
from crosstie.storage.memory import MemoryStorage
from crosstie.sync.conflicts import MATCH
from crosstie.testing.shelf import Operation
from crosstie.testing.sync_world import FIELDS, TENANT, Disturbance, World, alike

__all__ = ["SyncMachine"]

_ALL = 100_000
_SETTLING = 8

_trees = st.sampled_from(["Ash", "Birch", "Cedar", "Dogwood"])
_emails = st.sampled_from([None, "one@example.com", "two@example.com", "Three@Example.com", "four@example.com"])
_cities = st.sampled_from([None, "Salem", "Bend", "Springfield upon the River"])
_sides = st.sampled_from(sync.SIDES)
_picks = st.integers(0, 30)


class _CountingStorage(MemoryStorage):
    """The real store in memory, which also counts what is written to it; the history of runs that failed aside."""

    def __init__(self) -> None:
        super().__init__()
        self.written: int = 0

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        self.written += sum(not (isinstance(write, Put) and isinstance(write.record, Run)) for write in writes)
        return super().commit(writes)


class SyncMachine(RuleBasedStateMachine):
    """Whatever happens on both sides and between them, the invariants hold."""

    def __init__(self) -> None:
        """Set two empty sides up."""
        super().__init__()
        self.world: World = self.world_of()
        self.pair: sync.Pair = self.world.pair
        self.storage: _CountingStorage = _CountingStorage()
        ids = count(1)
        self.numbers: count[int] = count(1)
        self.engine: sync.Engine = sync.Engine(
            self.storage,
            clock=self.world.clock,
            settings=sync.Settings(batch=4, keep=3, finds=2, swings=2),
            new_id=lambda: f"id-{next(ids):05}",
        )
        # The latest edit of each field on each side that sync has to carry across, or to lose visibly.
        self.edits: dict[tuple[sync.Side, str, str], Any] = {}
        # Whether nothing has happened since a run that did everything it wanted.
        self.quiet: bool = False

    def world_of(self) -> World:
        """Say which two sides are synced; a subclass must give this."""
        message = f"{type(self).__name__} does not say which world it plays in."
        raise AssertionError(message)

    # -- what people do ------------------------------------------------------------------------------------------------

    @initialize(amount=st.integers(0, 3))
    def begin(self, amount: int) -> None:
        """Start with some records on both sides that share their e-mail addresses."""
        for number in range(amount):
            for side in sync.SIDES:
                self.add(side, "Elm", f"person{number}@example.com", None, 0)

    @rule(side=_sides, tree=_trees, email=_emails, city=_cities, late=st.integers(0, 8))
    def add(self, side: sync.Side, tree: str, email: str | None, city: str | None, late: int) -> None:
        """Somebody makes a record; its time may lie a little in the past (a late commit)."""
        number = next(self.numbers)
        values = {"name": f"{tree} {number}", "email": email, "city": city, "code": f"50355501{number:02}"}
        self.world.add(side, values, late)
        self.quiet = False

    @rule(side=_sides, pick=_picks, tree=_trees)
    def rename(self, side: sync.Side, pick: int, tree: str) -> None:
        """Somebody changes a name."""
        self._edit(side, pick, "name", f"{tree} {next(self.numbers)}")

    @rule(side=_sides, pick=_picks, city=_cities)
    def move(self, side: sync.Side, pick: int, city: str | None) -> None:
        """Somebody changes or empties a city."""
        self._edit(side, pick, "city", city)

    @rule(side=_sides, pick=_picks, state=st.sampled_from(["inactive", "deleted", "live"]))
    def switch(self, side: sync.Side, pick: int, state: State) -> None:
        """Somebody deletes a record, switches it off or on."""
        name = self._record(side, pick)
        if name is not None and self.world.rows(side)[name].state != state and self.world.switch(side, name, state):
            self.quiet = False

    @rule(seconds=st.sampled_from([1, 7, 60, 1000]))
    def wait(self, seconds: int) -> None:
        """Time goes by."""
        self.world.clock.advance(seconds)

    # -- what goes wrong -----------------------------------------------------------------------------------------------

    @rule(
        side=_sides,
        what=st.sampled_from(["lost before", "lost after", "refused"]),
        operation=st.sampled_from(["create", "update"]),
    )
    def lose(self, side: sync.Side, what: Disturbance, operation: Operation) -> None:
        """A write is refused, or its answer gets lost, before or after its effect."""
        self.world.disturb(side, what, operation, 1)
        self.quiet = False

    @rule(side=_sides, operation=st.sampled_from(["changes", "read", "find", "create", "update"]))
    def end_session(self, side: sync.Side, operation: Operation) -> None:
        """The credentials are refused once."""
        self.world.disturb(side, "no session", operation, 1)
        self.quiet = False

    @rule(side=_sides, times=st.integers(1, 2))
    def hide(self, side: sync.Side, times: int) -> None:
        """A record cannot be read once or twice."""
        self.world.disturb(side, "refused", "read", times)
        self.quiet = False

    @rule(side=_sides)
    def break_down(self, side: sync.Side) -> None:
        """The system fails for a while."""
        self.world.disturb(side, "down", "update", 4)
        self.quiet = False

    @rule(side=_sides, pick=_picks, tree=_trees)
    def interfere(self, side: sync.Side, pick: int, tree: str) -> None:
        """Somebody changes a record in the very moment in which it is to be written."""
        name = self._record(side, pick)
        if name is not None and self.world.interfere(side, name, f"{tree} {next(self.numbers)}"):
            self.quiet = False

    # -- sync ----------------------------------------------------------------------------------------------------------

    @rule()
    def plan(self) -> None:
        """A plan writes nothing, neither remote nor local."""
        before = self._written()
        self.engine.plan(self.pair)
        assert self._written() == before

    @rule()
    def run(self) -> None:
        """A run keeps what it reached, whatever happens; after a quiet one the next has nothing to do."""
        before, was_quiet = self._written(), self.quiet
        report = self._run()
        if was_quiet:
            self.check_7_no_echo(before)
        self.quiet = report.ok and not self.world.disturbed()

    @precondition(lambda self: self.engine.conflicts(self.pair))
    @rule(pick=_picks, choice=_sides)
    def decide(self, pick: int, choice: sync.Side) -> None:
        """Somebody decides a conflict."""
        waiting = self.engine.conflicts(self.pair)
        self._decide(waiting[pick % len(waiting)], choice)
        self.quiet = False

    @rule()
    def settle(self) -> None:
        """Once edits and faults stop and everything is decided, all invariants hold."""
        self.world.calm()
        self.world.clock.advance(20)
        self.engine.retry(self.pair)
        for _ in range(_SETTLING):
            report = self._run()
            assert report.stopped is None, report.stopped
            while waiting := self.engine.conflicts(self.pair):  # one decision can close another conflict
                self._decide(waiting[0], "left")
        self.engine.run(self.pair)
        assert not self.engine.conflicts(self.pair)
        self.check_1_converges()
        self.check_2_quiet()
        self.check_3_no_lost_update()
        self.check_4_no_duplicate()
        self.check_5_no_gap()
        self.quiet = True

    # -- the invariants ------------------------------------------------------------------------------------------------

    def check_1_converges(self) -> None:
        """Converges: the mapped fields are equal on both sides."""
        for link in self._links():
            if self._both_live(link):
                left = self.world.rows("left")[str(link.left_id)].values
                right = self.world.rows("right")[str(link.right_id)].values
                assert all(alike(left[field], right[field]) for field in FIELDS), (link, left, right)
                assert link.status == "synced", link

    def check_2_quiet(self) -> None:
        """Quiet: one more run writes nothing, neither remote nor local."""
        before = self._written()
        self.engine.run(self.pair)
        assert self._written() == before

    def check_3_no_lost_update(self) -> None:
        """No lost update: every edit reached both sides, or stands in a conflict or its history."""
        assert not self.edits

    def check_4_no_duplicate(self) -> None:
        """No duplicate: no record was made twice, and no record has two links."""
        links = self._links()
        for side in sync.SIDES:
            codes = [row.values["code"] for row in self.world.rows(side).values() if row.values["code"]]
            assert len(codes) == len(set(codes)), (side, codes)
        held = {(side, name): link.id for link in links for side, name in _ends(link)}
        assert len(held) == sum(len(_ends(link)) for link in links)
        ends = self.storage.find(Query(kind=LinkEnd, tenant=TENANT, limit=_ALL))
        assert {(end.record.side, end.record.record_id): end.record.link_id for end in ends} == held

    def check_5_no_gap(self) -> None:
        """No gap: no record in use was passed over; each is linked, or known to wait for its unknown outcome."""
        known = {end: link for link in self._links() for end in _ends(link)}
        for side in sync.SIDES:
            for name, row in self.world.rows(side).items():
                if row.state == "live":
                    assert (side, name) in known, (side, name, row)
                    link = known[side, name]
                    assert link.status in {"synced", "deleted", "unresolved"}, (link, row)

    def check_7_no_echo(self, before: tuple[int, int]) -> None:
        """No echo: our own writes coming back as changes cause no write, neither remote nor local."""
        assert self._written() == before

    # -- inside --------------------------------------------------------------------------------------------------------

    def _written(self) -> tuple[int, int]:
        return self.world.writes(), self.storage.written

    def _links(self) -> list[Link]:
        return [stored.record for stored in self.storage.find(Query(kind=Link, tenant=TENANT, limit=_ALL))]

    def _record(self, side: sync.Side, pick: int) -> str | None:
        ids = sorted(self.world.rows(side))
        return ids[pick % len(ids)] if ids else None

    def _both_live(self, link: Link) -> bool:
        rows = [self.world.rows("left").get(str(link.left_id)), self.world.rows("right").get(str(link.right_id))]
        return all(row is not None and row.state == "live" for row in rows)

    def _edit(self, side: sync.Side, pick: int, field: str, value: str | None) -> None:
        name = self._record(side, pick)
        if name is None or self.world.rows(side)[name].state != "live":
            return
        before = self.world.rows(side)[name].values[field]
        if before != value:
            self.world.edit(side, name, field, value)
            self.quiet = False
            if not alike(before, value):
                self._remember(side, name, field, value)

    def _remember(self, side: sync.Side, name: str, field: str, value: str | None) -> None:
        """Remember an edit.

        One that goes back to what both sides agreed on is none any more; and between records that never agreed on a
        field, emptying it does not count: what the other side has fills it.
        """
        agreed = [link.base[field] for link in self._links() if (side, name) in _ends(link) and field in link.base]
        if (agreed and alike(agreed[0], value)) or (not agreed and value is None):
            self.edits.pop((side, name, field), None)
        else:
            self.edits[side, name, field] = value

    def _run(self) -> sync.Report:
        report = self.engine.run(self.pair)
        for (side, name), value in self.world.interfered().items():
            self._remember(side, name, "name", value)
        self._strike_off()
        return report

    def _strike_off(self) -> None:
        """Strike off the edits that arrived, or that lost visibly."""
        linked = {end: link for link in self._links() for end in _ends(link)}
        history = [stored.record for stored in self.storage.find(Query(kind=Conflict, tenant=TENANT, limit=_ALL))]
        for (side, name, field), value in list(self.edits.items()):
            link = linked.get((side, name))
            if self._is_out_of_play(side, name, link) or (
                link is not None and self._arrived_or_lost(link, field, value, history)
            ):
                del self.edits[side, name, field]

    def _is_out_of_play(self, side: sync.Side, name: str, link: Link | None) -> bool:
        row = self.world.rows(side).get(name)
        if row is None or row.state != "live":
            return True
        if link is None:
            return False
        whole = link.left_id is not None and link.right_id is not None
        return link.status == "unresolved" or (whole and not self._both_live(link))

    def _arrived_or_lost(self, link: Link, field: str, value: str | None, history: Sequence[Conflict]) -> bool:
        if link.left_id is None or link.right_id is None:
            return False
        left = self.world.rows("left")[link.left_id].values[field]
        right = self.world.rows("right")[link.right_id].values[field]
        arrived = alike(left, value) and alike(right, value)
        mine = [one for one in history if one.link_id == link.id and one.field == field]
        return arrived or any(alike(held, value) for one in mine for held in (one.left, one.right))

    def _decide(self, conflict: Conflict, choice: sync.Side) -> None:
        self.engine.resolve(self.pair, conflict, self._judgement(conflict) or choice, by="a person")

    def _judgement(self, conflict: Conflict) -> sync.Resolution | None:
        """Decide a doubtful match as somebody who knows the records does; ``None`` for a conflict about a field."""
        if conflict.field != MATCH:
            return None
        here: Literal["left", "right"] = "left" if isinstance(conflict.left, str) else "right"
        there = sync.other(here)
        mine, rivals = (conflict.left, conflict.right) if here == "left" else (conflict.right, conflict.left)
        row = self.world.rows(here).get(str(mine))
        linked = {end for link in self._links() if len(_ends(link)) > 1 for end in _ends(link)}
        for rival in rivals if isinstance(rivals, list) else []:
            found = self.world.rows(there).get(str(rival))
            same = row is not None and found is not None and row.values["code"] == found.values["code"]
            if same and (there, str(rival)) not in linked:
                return sync.LinkTo(str(rival))
        return sync.APART


def _ends(link: Link) -> list[tuple[sync.Side, str]]:
    ends: list[tuple[sync.Side, str]] = []
    if link.left_id is not None:
        ends.append(("left", link.left_id))
    if link.right_id is not None:
        ends.append(("right", link.right_id))
    return ends
