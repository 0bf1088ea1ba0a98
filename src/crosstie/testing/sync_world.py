"""What a sync machine needs of two sides: to look at them, to edit them behind sync's back, and to make calls fail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Literal, Protocol, TypeAlias

import attrs

from crosstie import sync
from crosstie.core.endpoint import State
from crosstie.errors import Conflict, CredentialsRejected, Invalid, ServerFault
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Operation, Shelf, lost_answer

__all__ = ["FIELDS", "Disturbance", "Manners", "Seen", "ShelfWorld", "World", "alike"]

FIELDS: Final = ("name", "email", "city", "code")
"""The fields of every world: ``name`` is text, ``email`` the match key, ``city`` may be empty, ``code`` is unique."""

TENANT: Final = "acme"

Disturbance: TypeAlias = Literal["lost before", "lost after", "no session", "refused", "down"]
"""What goes wrong: the answer to a write is lost before or after its effect, the session is refused, a record is not
acceptable, the system fails for a while."""


@attrs.frozen(kw_only=True)
class Seen:
    """A record as somebody sees it who looks at the system itself.

    Attributes:
        values: Its values by field name.
        state: Whether it is in use.
    """

    values: Mapping[str, Any]
    state: State = "live"


class World(Protocol):
    """Two sides, their clock, and the pair that syncs them."""

    @property
    def clock(self) -> FakeClock:
        """The time of everybody."""
        ...

    @property
    def pair(self) -> sync.Pair:
        """What syncs the two; its fields are named as :data:`FIELDS`."""
        ...

    def rows(self, side: sync.Side) -> Mapping[str, Seen]:
        """Return every record of a side that is not deleted, by id."""
        ...

    def add(self, side: sync.Side, values: Mapping[str, Any], late: float) -> str:
        """Make a record as a person does, as if it had been committed ``late`` seconds after its time."""
        ...

    def edit(self, side: sync.Side, record_id: str, field: str, value: str | None) -> None:
        """Change a field as a person does."""
        ...

    def switch(self, side: sync.Side, record_id: str, state: State) -> bool:
        """Delete a record, switch it off or on; answer whether the side knows such a thing."""
        ...

    def writes(self) -> int:
        """Return how many writes sync has made on both sides so far."""
        ...

    def disturb(self, side: sync.Side, what: Disturbance, operation: Operation, times: int) -> None:
        """Let the next calls go wrong."""
        ...

    def interfere(self, side: sync.Side, record_id: str, name: str) -> bool:
        """Rename a record in the very moment in which it is to be updated; answer whether that can be arranged."""
        ...

    def interfered(self) -> Mapping[tuple[sync.Side, str], str]:
        """Return the names that such interference has given since the last call."""
        ...

    def disturbed(self) -> bool:
        """Tell whether calls still wait to go wrong."""
        ...

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        ...


def alike(one: object, two: object) -> bool:
    """Tell whether two values are the same to people: case, and what a side cut off, do not count."""
    left, right = str(one or "").strip().casefold(), str(two or "").strip().casefold()
    shorter = min(left, right, key=len)
    return left == right or (len(shorter) >= _TELLING and left.startswith(shorter) and right.startswith(shorter))


_TELLING = 10


# -- sides in memory ---------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Manners:
    """How one side in memory behaves; see :class:`~crosstie.core.endpoint.Abilities` and :class:`Shelf`."""

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


class ShelfWorld:
    """Two sides in memory, with manners.

    Args:
        left: How the left side behaves.
        right: How the right side behaves.
        conflicts: The pair's policy.
        city: How cities are mapped; either side may change them when not given.
    """

    def __init__(
        self, left: Manners, right: Manners, conflicts: sync.Policy, *, city: sync.Field | None = None
    ) -> None:
        """Set both up, empty."""
        self.clock: FakeClock = FakeClock()
        self.shelves: dict[sync.Side, Shelf] = {
            "left": left.shelf("left", self.clock),
            "right": right.shelf("right", self.clock),
        }
        self._interfered: dict[tuple[sync.Side, str], str] = {}
        self.pair: sync.Pair = sync.Pair(
            "customers",
            left=MemoryEndpoint(self.shelves["left"], tenant=TENANT),
            right=MemoryEndpoint(self.shelves["right"], tenant=TENANT),
            match=["email"],
            fields=[
                sync.both("name", "name"),
                sync.both("email", "email", as_=sync.email),
                city or sync.both("city", "city"),
                sync.both("code", "code"),
            ],
            conflicts=conflicts,
        )

    def rows(self, side: sync.Side) -> Mapping[str, Seen]:
        """Return every record of a side that is not deleted, by id."""
        rows = self.shelves[side].rows.items()
        return {name: Seen(values=row.values, state=row.state) for name, row in rows if row.state != "deleted"}

    def add(self, side: sync.Side, values: Mapping[str, Any], late: float) -> str:
        """Make a record as a person does."""
        return self.shelves[side].add(values, at=self.clock.now() - timedelta(seconds=late))

    def edit(self, side: sync.Side, record_id: str, field: str, value: str | None) -> None:
        """Change a field as a person does."""
        self.shelves[side].edit(record_id, {field: value})

    def switch(self, side: sync.Side, record_id: str, state: State) -> bool:
        """Delete a record, switch it off or on."""
        self.shelves[side].set_state(record_id, state)
        return True

    def writes(self) -> int:
        """Return how many writes sync has made on both sides so far."""
        return sum(shelf.count("create", "update") for shelf in self.shelves.values())

    def disturb(self, side: sync.Side, what: Disturbance, operation: Operation, times: int) -> None:
        """Let the next calls go wrong."""
        error = {"no session": CredentialsRejected, "refused": Invalid, "down": ServerFault}.get(what, lost_answer)
        self.shelves[side].fail(operation, error, times=times, after_effect=what == "lost after")

    def interfere(self, side: sync.Side, record_id: str, name: str) -> bool:
        """Rename a record in the very moment in which it is to be updated."""
        shelf = self.shelves[side]
        if not shelf.abilities.checks_version or not shelf.versions:
            return False

        def change() -> Exception:
            if record_id in shelf.rows and not alike(shelf.rows[record_id].values["name"], name):
                shelf.edit(record_id, {"name": name})
                self._interfered[side, record_id] = name
            return Conflict("It was changed meanwhile.", kind="stale")

        shelf.fail("update", change, record_id=record_id)
        return True

    def interfered(self) -> Mapping[tuple[sync.Side, str], str]:
        """Return the names that interference has given since the last call."""
        given, self._interfered = self._interfered, {}
        return given

    def disturbed(self) -> bool:
        """Tell whether calls still wait to go wrong."""
        return any(shelf.faults for shelf in self.shelves.values())

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        for shelf in self.shelves.values():
            shelf.faults.clear()
