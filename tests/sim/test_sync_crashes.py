"""Kill a run of sync at every effect: what the next run must find, and what it must never make twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import attrs
import pytest

from crosstie import sync
from crosstie.core.driver import Driver
from crosstie.core.messages import Request, Response
from crosstie.core.state import Query
from crosstie.http.limiter import Limiter
from crosstie.sessions.flights import Flights
from crosstie.storage import Intent, Link
from crosstie.storage.memory import MemoryStorage
from crosstie.sync.run.running import run_pair
from crosstie.testing import FakeClock
from crosstie.testing.crash import CrashingDriver, Death, Plan, every_death
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Shelf

TENANT = "acme"
ABLE = sync.Abilities(feed="time", checks_version=True, finds=frozenset({"email"}))
PATHS = ("name", "email", "city")


class Unused:
    """The engine's driver has a transport that nobody may call."""

    def send(self, request: Request, *, timeout: float) -> Response:
        """Refuse."""
        raise AssertionError((request, timeout))


@attrs.define(eq=False)
class World:
    """What outlives a process: both systems, the storage, the time."""

    abilities: sync.Abilities
    policy: sync.Policy = attrs.field(factory=sync.left)
    most: int = 1000
    clock: FakeClock = attrs.field(factory=FakeClock)
    storage: MemoryStorage = attrs.field(factory=MemoryStorage)
    ids: Any = attrs.field(factory=lambda: count(1))
    left: Shelf = attrs.field(init=False)
    right: Shelf = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Set two sides up on which there is work of every kind: edits, a clash, new records, one known to both."""
        self.left, self.right = (
            Shelf(name=name, clock=self.clock, abilities=self.abilities, paths=PATHS) for name in sync.SIDES
        )
        self.right.most = self.most
        ash, birch = (
            self.left.add({"name": name, "email": f"{name}@example.com", "city": "Salem"}) for name in ("ash", "birch")
        )
        assert self.run().counts == sync.Counts(imported=2)
        self.clock.advance(3600)
        self.left.edit(ash, {"city": "Bend"})
        self.right.edit(self.right_of(ash), {"name": "Ash"})
        self.left.edit(birch, {"name": "Birch of the left"})
        self.right.edit(self.right_of(birch), {"name": "Birch of the right"})
        self.left.add({"name": "cedar", "email": "cedar@example.com"})
        self.right.add({"name": "dogwood", "email": "dogwood@example.com"})
        self.left.add({"name": "elm", "email": "elm@example.com"})
        self.right.add({"name": "elm", "email": "ELM@example.com", "city": "Albany"})

    def right_of(self, left_id: str) -> str:
        """Return the partner of a left record."""
        return next(str(link.right_id) for link in self.stored(Link) if link.left_id == left_id)

    def pair(self) -> sync.Pair:
        """Return what is synced; where both sides changed a field, the policy decides."""
        return sync.Pair(
            "customers",
            left=MemoryEndpoint(self.left, tenant=TENANT),
            right=MemoryEndpoint(self.right, tenant=TENANT),
            match=["email"],
            fields=[
                sync.both("name", "name"),
                sync.both("email", "email", as_=sync.email),
                sync.both("city", "city"),
            ],
            conflicts=self.policy,
        )

    def engine(self) -> sync.Engine:
        """Begin a process."""
        return sync.Engine(self.storage, clock=self.clock, new_id=self.new_id)

    def run(self) -> sync.Report:
        """Run once, to the end."""
        return self.engine().run(self.pair())

    def run_by(self, plan: Plan) -> None:
        """Run once, and die by the plan."""
        driver: Driver = CrashingDriver(
            plan=plan,
            transport=Unused(),
            storage=self.storage,
            clock=self.clock,
            sharing=Flights(),
            limits=Limiter(),
            draw=lambda: 0.5,
        )
        driver.run(run_pair(self.pair(), TENANT, sync.Settings(), self.new_id, "changes"))

    def new_id(self) -> str:
        """Make an id."""
        return f"id-{next(self.ids):05}"

    def stored(self, kind: type[Any]) -> list[Any]:
        """Return all records of a kind."""
        return [one.record for one in self.storage.find(Query(kind=kind, tenant=TENANT))]

    def values(self, side: sync.Side) -> Mapping[str, Mapping[str, Any]]:
        """Return what the records of a side hold, by e-mail address; two with one address are a duplicate."""
        rows = (self.left if side == "left" else self.right).rows.values()
        by_email = {row.values["email"].casefold(): row.values for row in rows}
        assert len(by_email) == len(rows), "a record was made twice"
        return by_email

    def writes(self) -> int:
        """Return how many writes there were on both sides."""
        return self.left.count("create", "update") + self.right.count("create", "update")


def deaths_of(abilities: sync.Abilities) -> list[tuple[Death, World]]:
    """Kill a run at each of its effects, each time in a new world."""
    return deaths_in(lambda: World(abilities))


def deaths_in(make: Callable[[], World]) -> list[tuple[Death, World]]:
    """Kill a run at each of its effects, each time in a world of its own."""
    worlds: list[World] = []

    def act(plan: Plan) -> None:
        worlds.append(make())
        worlds[-1].run_by(plan)

    return [(death, worlds[-1]) for death in every_death(act)]


def check_sides(world: World, *, missing: int = 0) -> None:
    """Both sides hold the same of everybody who is on both; edits arrived, and what lost stands in the history."""
    left, right = world.values("left"), world.values("right")
    both = left.keys() & right.keys()
    assert len(left.keys() ^ right.keys()) == missing
    for email in both:
        one, two = ({**values, "email": email} for values in (left[email], right[email]))
        assert one == two
    assert (left["ash@example.com"]["name"], left["ash@example.com"]["city"]) == ("Ash", "Bend")
    assert right["birch@example.com"]["name"] == "Birch of the left"
    assert left["elm@example.com"]["city"] == "Albany"
    history = world.engine().conflicts(tenant=TENANT, state="resolved")
    assert "Birch of the right" in {conflict.right for conflict in history}


def check_quiet(world: World) -> None:
    """One more run writes nothing."""
    before = world.writes()
    world.clock.advance(60)
    world.run()
    assert world.writes() == before


@pytest.mark.parametrize("batch", [1, 10], ids=["one by one", "in batches"])
def test_where_keys_are_honoured_every_death_ends_as_no_death(batch: int) -> None:
    """Whatever had happened, the next run finishes it: nothing made twice, nothing lost, nothing left in doubt."""
    deaths = deaths_of(attrs.evolve(ABLE, honours_keys=True, batch=batch))
    assert len(deaths) > 30
    for death, world in deaths:
        report = world.run()
        assert report.ok, (death, report)
        check_sides(world)
        assert {link.status for link in world.stored(Link)} == {"synced"}, death
        check_quiet(world)


@pytest.mark.parametrize("batch", [1, 10], ids=["one by one", "in batches"])
def test_without_keys_an_announced_creation_that_was_not_made_waits(batch: int) -> None:
    """It may have been made, so it is never repeated: it is named as unresolved. One that was made is linked."""
    waited = 0
    for death, world in deaths_of(attrs.evolve(ABLE, batch=batch)):
        announced = [entry for entry in world.stored(Intent) if (entry.state, entry.action) == ("announced", "create")]
        made = {email for side in sync.SIDES for email in world.values(side)}
        both = world.values("left").keys() & world.values("right").keys()
        lost = [entry for entry in announced if entry.values["email"] in made - both]
        report = world.run()
        assert len(report.unresolved) == len(lost), death
        assert not report.errors, death
        check_sides(world, missing=len(lost))
        check_quiet(world)
        waited += len(lost)
    assert waited > 0


@pytest.mark.parametrize("taken_back", [False, True], ids=["as it was", "taken back"])
def test_a_value_that_a_side_cuts_short_stays_whole_whenever_the_run_dies(*, taken_back: bool) -> None:
    """The right side's record is always the newer one; what it made of our own write wins over nobody's edit."""
    name, place = "ash and daughters", "Salem in the valley"

    def make() -> World:
        world = World(attrs.evolve(ABLE, honours_keys=True), policy=sync.newest(), most=len("ash@example.com"))
        world.run()
        world.clock.advance(3600)
        world.left.edit("left-1", {"name": name, "city": place})
        world.clock.advance(60)
        return world

    for death, world in deaths_in(make):
        world.clock.advance(60)
        if taken_back:
            world.left.edit("left-1", {"name": "Ash"})
        assert world.run().ok, death
        left, right = world.values("left")["ash@example.com"], world.values("right")["ash@example.com"]
        assert (left["name"], right["name"]) == (("Ash", "Ash") if taken_back else (name, name[:15])), death
        assert (left["city"], right["city"]) == (place, place[:15]), death
        check_quiet(world)


def test_what_waits_is_linked_as_soon_as_it_is_there() -> None:
    """Somebody makes the record by hand; the next run finds it by its keys."""
    world = next(world for _, world in deaths_of(ABLE) if world.run().unresolved)
    for side, shelf in (("left", world.left), ("right", world.right)):
        across = world.values("right" if side == "left" else "left")
        for email in across.keys() - world.values(side).keys():
            shelf.add(across[email])
    assert world.run().counts.linked == 2
    check_sides(world)
    check_quiet(world)
