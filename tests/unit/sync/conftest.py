"""Two sides in memory and an engine, as most tests of sync need them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.state import Put, Query, Write
from crosstie.storage import Conflict, Intent, Link, Run
from crosstie.storage.memory import MemoryStorage
from crosstie.sync.pair import Direction
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Shelf

TENANT = "acme"
PATHS = ("name", "email", "city", "phone", "owed")
ABLE = sync.Abilities(feed="time", checks_version=True, finds=frozenset({"email"}))
FIELDS = (
    sync.both("name", "name"),
    sync.both("email", "email", as_=sync.email),
    sync.both("city", "city"),
)


class WatchedStorage(MemoryStorage):
    """The real store in memory; a test may look at what is written, and act just before."""

    def __init__(self) -> None:
        """Start with nothing written."""
        super().__init__()
        self.written: list[Write] = []
        self.before: Callable[[Sequence[Write]], None] | None = None

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Tell the test, then carry out."""
        if self.before is not None:
            acting, self.before = self.before, None
            acting(writes)
        self.written += writes
        return super().commit(writes)


@attrs.define(kw_only=True)
class Bench:
    """Two sides, a store and an engine."""

    clock: FakeClock
    left: Shelf
    right: Shelf
    storage: WatchedStorage
    engine: sync.Engine
    events: list[Any]

    def pair(
        self,
        *fields: sync.Field | sync.Initial,
        match: Sequence[sync.Exact | str] = ("email",),
        conflicts: sync.Policy | None = None,
        direction: Direction = "both",
        creates: Sequence[sync.Side] = sync.SIDES,
        home: sync.Side = "right",
        name: str = "customers",
    ) -> sync.Pair:
        """Make a pair of the two sides."""
        return sync.Pair(
            name,
            left=MemoryEndpoint(self.left, tenant=TENANT),
            right=MemoryEndpoint(self.right, tenant=TENANT),
            fields=fields or FIELDS,
            match=match,
            conflicts=conflicts or sync.ask(),
            direction=direction,
            creates=creates,
            home=home,
        )

    def shelf(self, side: sync.Side) -> Shelf:
        """Return one side."""
        return self.left if side == "left" else self.right

    def values(self, side: sync.Side) -> list[Mapping[str, Any]]:
        """Return what the live records of a side hold, without empty fields."""
        rows = self.shelf(side).rows.values()
        return [
            {path: value for path, value in row.values.items() if value is not None}
            for row in rows
            if row.state == "live"
        ]

    def links(self) -> list[Link]:
        """Return all links."""
        return [stored.record for stored in self.storage.find(Query(kind=Link, tenant=TENANT))]

    def link(self) -> Link:
        """Return the only link."""
        (link,) = self.links()
        return link

    def intents(self) -> list[Intent]:
        """Return the whole journal."""
        return [stored.record for stored in self.storage.find(Query(kind=Intent, tenant=TENANT))]

    def history(self) -> list[Conflict]:
        """Return all conflicts, decided ones too."""
        return [stored.record for stored in self.storage.find(Query(kind=Conflict, tenant=TENANT))]

    def runs(self) -> list[Run]:
        """Return the history of runs."""
        return [stored.record for stored in self.storage.find(Query(kind=Run, tenant=TENANT))]

    def records_written(self, kind: type[Any]) -> int:
        """Return how many records of a kind were put so far."""
        return sum(isinstance(write, Put) and isinstance(write.record, kind) for write in self.storage.written)

    def remote_writes(self) -> int:
        """Return how many writes were sent to either side."""
        return self.left.count("create", "update") + self.right.count("create", "update")

    def linked(self, name: str = "Ash", city: str | None = None) -> tuple[str, str]:
        """Make a record on the left, sync it, and return the ids on both sides."""
        left = self.left.add({"email": "nora@example.com", "name": name, "city": city})
        self.engine.run(self.pair())
        link = next(link for link in self.links() if link.left_id == left)
        self.clock.advance(60)
        return left, str(link.right_id)


def side(name: str, clock: FakeClock) -> Shelf:
    """Make one side."""
    return Shelf(name=name, clock=clock, abilities=ABLE, paths=PATHS)


@pytest.fixture
def bench() -> Bench:
    """Make an empty bench; a test may put other sides in place."""
    clock, storage, events, ids = FakeClock(), WatchedStorage(), [], count(1)
    engine = sync.Engine(
        storage, clock=clock, observer=events.append, new_id=lambda: f"id-{next(ids)}", settings=sync.Settings(batch=4)
    )
    return Bench(
        clock=clock,
        left=side("left", clock),
        right=side("right", clock),
        storage=storage,
        engine=engine,
        events=events,
    )
