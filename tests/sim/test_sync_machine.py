"""Two-way sync against every order of events: edits on both sides, deletions, faults, runs, decisions.

One state machine, over sides with different manners. Its checks are the invariants of two-way sync, by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from crosstie import sync
from crosstie.core.state import Put, Query, Write
from crosstie.errors import Conflict, CredentialsRejected, Invalid, ServerFault
from crosstie.storage import Conflict as ConflictRecord
from crosstie.storage import Link, LinkEnd, Run
from crosstie.storage.memory import MemoryStorage
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Operation, Shelf, lost_answer

TENANT = "acme"
FIELDS = ("name", "email", "city", "code")
WRITES = ("create", "update")

names = st.sampled_from(["Ash", "Birch", "Cedar", "Dogwood"])
emails = st.sampled_from([None, "one@example.com", "two@example.com", "Three@Example.com", "four@example.com"])
cities = st.sampled_from([None, "Salem", "Bend", "Springfield upon the River"])
sides = st.sampled_from(sync.SIDES)
picks = st.integers(0, 30)


@attrs.frozen(kw_only=True)
class Manners:
    """How one side behaves."""

    feed: sync.Feed = "time"
    checks_version: bool = True
    honours_keys: bool = False
    finds: frozenset[str] = frozenset({"email"})
    batch: int = 1
    heads_only: bool = False
    versions: bool = True
    uppers: tuple[str, ...] = ()
    most: int = 1000

    def shelf(self, name: str, clock: FakeClock) -> Shelf:
        """Make a side like this."""
        abilities = sync.Abilities(
            feed=self.feed,
            checks_version=self.checks_version,
            honours_keys=self.honours_keys,
            finds=self.finds,
            batch=self.batch,
            recases=frozenset(self.uppers),
        )
        return Shelf(
            name=name,
            clock=clock,
            abilities=abilities,
            paths=FIELDS,
            uppers=self.uppers,
            most=self.most,
            heads_only=self.heads_only,
            versions=self.versions,
        )


class CountingStorage(MemoryStorage):
    """The real store in memory, which also counts what is written to it; the history of runs that failed aside."""

    def __init__(self) -> None:
        """Start with nothing written."""
        super().__init__()
        self.written = 0

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Count, and carry out."""
        self.written += sum(not (isinstance(write, Put) and isinstance(write.record, Run)) for write in writes)
        return super().commit(writes)


def alike(one: object, two: object) -> bool:
    """Tell whether two values are the same to people: case, and what a side cut off, do not count."""
    left, right = str(one or "").strip().casefold(), str(two or "").strip().casefold()
    return left == right or (min(len(left), len(right)) >= 10 and (left.startswith(right) or right.startswith(left)))


class SyncMachine(RuleBasedStateMachine):
    """Whatever happens on both sides and between them, the invariants hold."""

    left_manners = Manners()
    right_manners = Manners()
    policy = staticmethod(sync.ask)

    def __init__(self) -> None:
        """Set two empty sides up."""
        super().__init__()
        self.clock = FakeClock()
        self.shelves = {
            "left": self.left_manners.shelf("left", self.clock),
            "right": self.right_manners.shelf("right", self.clock),
        }
        self.storage = CountingStorage()
        ids = count(1)
        self.engine = sync.Engine(
            self.storage,
            clock=self.clock,
            settings=sync.Settings(batch=4, keep=3, finds=2),
            new_id=lambda: f"id-{next(ids):05}",
        )
        self.pair = sync.Pair(
            "customers",
            left=MemoryEndpoint(self.shelves["left"], tenant=TENANT),
            right=MemoryEndpoint(self.shelves["right"], tenant=TENANT),
            match=["email"],
            fields=[
                sync.both("name", "name"),
                sync.both("email", "email", as_=sync.email),
                sync.both("city", "city"),
                sync.both("code", "code"),
            ],
            conflicts=self.policy(),
        )
        self.codes = count(1)
        self.edits: dict[tuple[sync.Side, str, str], Any] = {}
        self.calm = False  # whether nothing happened since a run that did everything it wanted

    # -- what is looked at ---------------------------------------------------------------------------------------------

    def links(self) -> list[Link]:
        """Return all links."""
        query = Query(kind=Link, tenant=TENANT, where={"pair": "customers"}, limit=100_000)
        return [stored.record for stored in self.storage.find(query)]

    def conflicts(self) -> list[ConflictRecord]:
        """Return all conflicts, open and decided."""
        query = Query(kind=ConflictRecord, tenant=TENANT, limit=100_000)
        return [stored.record for stored in self.storage.find(query)]

    def record(self, side: sync.Side, pick: int) -> str | None:
        """Choose a record of a side."""
        ids = sorted(name for name, row in self.shelves[side].rows.items() if row.state != "deleted")
        return ids[pick % len(ids)] if ids else None

    def writes(self) -> int:
        """Return how many remote writes were made so far."""
        return sum(shelf.count(*WRITES) for shelf in self.shelves.values())

    # -- what people do ------------------------------------------------------------------------------------------------

    @initialize(amount=st.integers(0, 3))
    def begin(self, amount: int) -> None:
        """Start with some records on both sides that share their e-mail addresses."""
        for number in range(amount):
            for side in sync.SIDES:
                self.add(side, f"n{number}", f"person{number}@example.com", None, 0)

    @rule(side=sides, name=names, email=emails, city=cities, late=st.integers(0, 8))
    def add(self, side: sync.Side, name: str, email: str | None, city: str | None, late: int) -> None:
        """Somebody makes a record; its time may lie a little in the past (a late commit)."""
        values = {"name": name, "email": email, "city": city, "code": f"c{next(self.codes)}"}
        at = self.clock.now() - timedelta(seconds=late)
        self.shelves[side].add(values, at=at)
        self.calm = False

    @rule(side=sides, pick=picks, name=names)
    def rename(self, side: sync.Side, pick: int, name: str) -> None:
        """Somebody changes a name."""
        self.edit(side, pick, "name", name)

    @rule(side=sides, pick=picks, city=cities)
    def move(self, side: sync.Side, pick: int, city: str | None) -> None:
        """Somebody changes or empties a city."""
        self.edit(side, pick, "city", city)

    def edit(self, side: sync.Side, pick: int, field: str, value: str | None) -> None:
        """Change a field and remember that it must not get lost."""
        name = self.record(side, pick)
        if name is None:
            return
        shelf = self.shelves[side]
        held = shelf.rows[name].values[field]
        if held != value:
            shelf.edit(name, {field: value})
            self.calm = False
            if not alike(held, value):
                self.remember(side, name, field, value)

    def remember(self, side: sync.Side, name: str, field: str, value: str | None) -> None:
        """Remember an edit; one that goes back to what both sides agreed on is none any more."""
        agreed = [link.base for link in self.links() if name in {link.left_id, link.right_id} and field in link.base]
        if agreed and alike(agreed[0][field], value):
            self.edits.pop((side, name, field), None)
        else:
            self.edits[side, name, field] = value

    @rule(side=sides, pick=picks, state=st.sampled_from(["inactive", "deleted", "live"]))
    def switch(self, side: sync.Side, pick: int, state: sync.State) -> None:
        """Somebody deletes a record, switches it off or on."""
        name = self.record(side, pick)
        if name is not None and self.shelves[side].rows[name].state != state:
            self.shelves[side].set_state(name, state)
            self.calm = False

    @rule(seconds=st.sampled_from([1, 7, 60, 1000]))
    def wait(self, seconds: int) -> None:
        """Time goes by."""
        self.clock.advance(seconds)

    # -- what goes wrong -----------------------------------------------------------------------------------------------

    @rule(side=sides, after=st.booleans(), operation=st.sampled_from(["create", "update"]))
    def lose_answer(self, side: sync.Side, operation: Operation, *, after: bool) -> None:
        """The answer to the next write gets lost, before or after its effect."""
        self.shelves[side].fail(operation, lost_answer, after_effect=after)
        self.calm = False

    @rule(side=sides, operation=st.sampled_from(["changes", "read", "find", "create", "update"]))
    def end_session(self, side: sync.Side, operation: Operation) -> None:
        """The credentials are refused once."""
        self.shelves[side].fail(operation, CredentialsRejected)
        self.calm = False

    @rule(side=sides, operation=st.sampled_from(["read", "create", "update"]), times=st.integers(1, 2))
    def refuse(self, side: sync.Side, operation: Operation, times: int) -> None:
        """A record is not acceptable once or twice."""
        self.shelves[side].fail(operation, Invalid, times=times)
        self.calm = False

    @rule(side=sides)
    def break_down(self, side: sync.Side) -> None:
        """The system fails for a while."""
        self.shelves[side].fail("update", ServerFault, times=4)
        self.calm = False

    @rule(side=sides, pick=picks, name=names)
    def interfere(self, side: sync.Side, pick: int, name: str) -> None:
        """Somebody changes a record in the very moment in which it is to be written."""
        target = self.record(side, pick)
        shelf = self.shelves[side]
        if target is None or not shelf.abilities.checks_version or not shelf.versions:
            return

        def change() -> Exception:
            if target in shelf.rows and not alike(shelf.rows[target].values["name"], name):
                shelf.edit(target, {"name": name}, at=self.clock.now())
                self.remember(side, target, "name", name)
            return Conflict("It was changed meanwhile.", kind="stale")

        shelf.fail("update", change, record_id=target)
        self.calm = False

    # -- sync ----------------------------------------------------------------------------------------------------------

    @rule()
    def plan(self) -> None:
        """A plan writes nothing, neither remote nor local."""
        remote, local = self.writes(), self.storage.written
        self.engine.plan(self.pair)
        assert (self.writes(), self.storage.written) == (remote, local)

    @rule()
    def run(self) -> None:
        """A run keeps what it reached, whatever happens; after a calm one the next has nothing to do."""
        calm, remote, local = self.calm, self.writes(), self.storage.written
        report = self.engine.run(self.pair)
        if calm:
            self.check_7_no_echo(remote, local)
        self.calm = report.ok and not any(shelf.faults for shelf in self.shelves.values())
        self.discharge(report)

    @precondition(lambda self: any(one.state == "open" for one in self.conflicts()))
    @rule(pick=picks, choice=st.sampled_from(["left", "right"]))
    def decide(self, pick: int, choice: sync.Side) -> None:
        """Somebody decides a conflict."""
        waiting = self.engine.conflicts(self.pair)
        conflict = waiting[pick % len(waiting)]
        self.engine.resolve(self.pair, conflict, self.judgement(conflict) or choice, by="a person")
        self.calm = False

    def judgement(self, conflict: ConflictRecord) -> sync.Resolution | None:
        """Decide a doubtful match as somebody who knows the records does; ``None`` for a conflict about a field."""
        if conflict.field != "(match)":
            return None
        one_left = isinstance(conflict.left, str)
        mine, rivals = (conflict.left, conflict.right) if one_left else (conflict.right, conflict.left)
        here, there = ("left", "right") if one_left else ("right", "left")
        links = {link.left_id: link for link in self.links()} | {link.right_id: link for link in self.links()}
        row = self.shelves[here].rows.get(str(mine))
        for rival in rivals if isinstance(rivals, list) else []:
            other = self.shelves[there].rows.get(rival)
            link = links.get(rival)
            linked = link is not None and link.left_id is not None and link.right_id is not None
            if row is not None and other is not None and not linked and row.values["code"] == other.values["code"]:
                return sync.LinkTo(rival)
        return sync.APART

    @rule()
    def settle(self) -> None:
        """Once edits and faults stop and everything is decided, all invariants hold."""
        for shelf in self.shelves.values():
            shelf.faults.clear()
        self.clock.advance(20)
        self.engine.retry(self.pair)
        for _ in range(6):
            report = self.engine.run(self.pair)
            assert report.stopped is None
            self.discharge(report)
            while waiting := self.engine.conflicts(self.pair):  # one decision can close another conflict
                choice = self.judgement(waiting[0]) or "left"
                self.engine.resolve(self.pair, waiting[0], choice, by="a person")
        self.engine.run(self.pair)
        assert not self.engine.conflicts(self.pair)
        self.check_1_converges()
        self.check_2_quiet()
        self.check_3_no_lost_update()
        self.check_4_no_duplicate()
        self.check_5_no_gap()
        self.calm = True

    # -- the invariants ------------------------------------------------------------------------------------------------

    def both_live(self, link: Link) -> bool:
        """Tell whether both records of a link are there and in use."""
        rows = [self.shelves["left"].rows.get(link.left_id or ""), self.shelves["right"].rows.get(link.right_id or "")]
        return all(row is not None and row.state == "live" for row in rows)

    def check_1_converges(self) -> None:
        """Converges: the mapped fields are equal on both sides."""
        for link in self.links():
            if self.both_live(link):
                left = self.shelves["left"].rows[str(link.left_id)].values
                right = self.shelves["right"].rows[str(link.right_id)].values
                assert all(alike(left[field], right[field]) for field in FIELDS), (link, left, right)
                assert link.status == "synced", link

    def check_2_quiet(self) -> None:
        """Quiet: one more run writes nothing, neither remote nor local."""
        remote, local = self.writes(), self.storage.written
        self.engine.run(self.pair)
        assert (self.writes(), self.storage.written) == (remote, local)

    def check_3_no_lost_update(self) -> None:
        """No lost update: every edit reached both sides, or stands in a conflict or its history."""
        assert not self.edits

    def check_4_no_duplicate(self) -> None:
        """No duplicate: no record was made twice, and no record has two links."""
        for side, shelf in self.shelves.items():
            codes = [row.values["code"] for row in shelf.rows.values() if row.values["code"]]
            assert len(codes) == len(set(codes)), (side, codes)
            ids = [link.left_id if side == "left" else link.right_id for link in self.links()]
            known = [name for name in ids if name is not None]
            assert len(known) == len(set(known)), (side, known)
        ends = self.storage.find(Query(kind=LinkEnd, tenant=TENANT, limit=100_000))
        bound = {(end.record.side, end.record.record_id): end.record.link_id for end in ends}
        held = {("left", link.left_id): link.id for link in self.links() if link.left_id}
        held |= {("right", link.right_id): link.id for link in self.links() if link.right_id}
        assert bound == held

    def check_5_no_gap(self) -> None:
        """No gap: no record in use was passed over; each is linked, or known to wait for its unknown outcome."""
        for side, shelf in self.shelves.items():
            known = {link.left_id if side == "left" else link.right_id: link for link in self.links()}
            for name, row in shelf.rows.items():
                if row.state != "live":
                    continue
                assert name in known, (side, row)
                link = known[name]
                assert link.status in {"synced", "deleted", "unresolved"}, (link, row)

    def check_7_no_echo(self, remote: int, local: int) -> None:
        """No echo: our own writes coming back as changes cause no write."""
        assert (self.writes(), self.storage.written) == (remote, local)

    def discharge(self, report: sync.Report) -> None:
        """Strike off the edits that arrived, or that lost visibly."""
        linked = {("left", link.left_id): link for link in self.links()}
        linked |= {("right", link.right_id): link for link in self.links()}
        history = self.conflicts()
        for (side, name, field), value in list(self.edits.items()):
            link = linked.get((side, name))
            gone = link is not None and link.left_id and link.right_id and not self.both_live(link)
            row = self.shelves[side].rows.get(name)
            if gone or row is None or row.state != "live" or (link is not None and link.status == "unresolved"):
                del self.edits[side, name, field]
                continue
            if link is None or link.left_id is None or link.right_id is None:
                continue
            left = self.shelves["left"].rows[link.left_id].values[field]
            right = self.shelves["right"].rows[link.right_id].values[field]
            arrived = alike(left, value) and alike(right, value)
            lost = any(
                one.link_id == link.id
                and one.field == field
                and any(alike(held, value) for held in (one.left, one.right))
                for one in history
            )
            # Between records that never agreed an empty value does not count as an edit.
            never = value is None and link.created is not None and link.created >= report.started
            if arrived or lost or never:
                del self.edits[side, name, field]


class ByToken(SyncMachine):
    """One side has a change token and gives heads only; the other honours idempotency keys and takes batches."""

    left_manners = Manners(feed="token", heads_only=True)
    right_manners = Manners(batch=3, honours_keys=True)


class ByScan(SyncMachine):
    """One side can only be listed, has no versions, checks nothing, finds nothing, and upper-cases and cuts text."""

    left_manners = Manners(honours_keys=True)
    right_manners = Manners(
        feed="scan", checks_version=False, finds=frozenset(), versions=False, uppers=("city",), most=12
    )


class ByDate(SyncMachine):
    """One side counts in days; the newest change wins."""

    left_manners = Manners(feed="date", checks_version=False)
    right_manners = Manners(feed="scan", uppers=("city", "name"), heads_only=True)
    policy = staticmethod(sync.newest)


@pytest.mark.parametrize("machine", [SyncMachine, ByToken, ByScan, ByDate])
def test_the_invariants_hold(machine: type[SyncMachine]) -> None:
    """Converges, Quiet, No lost update, No duplicate, No gap and No echo hold after every order of events."""
    profile = settings.default or settings()
    test = machine.TestCase
    test.settings = settings(
        profile,
        max_examples=max(60, profile.max_examples // 2),
        stateful_step_count=30,
        suppress_health_check=list(HealthCheck),
    )
    test("runTest").runTest()
