"""The endpoint that the documentation shows keeps every promise of sync."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import pytest
from hypothesis import HealthCheck, settings

from crosstie import sync
from crosstie.core.endpoint import State
from crosstie.errors import Conflict, CredentialsRejected, CrosstieError, Invalid, OutcomeUnknown, ServerFault
from crosstie.testing.clock import FakeClock
from crosstie.testing.shelf import Operation
from crosstie.testing.sync_machine import SyncMachine
from crosstie.testing.sync_world import TENANT, Disturbance, Seen

_PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "your-own-endpoint.md"
T = TypeVar("T")
Tag: TypeAlias = Mapping[str, object]
ERRORS: Mapping[Disturbance, type[CrosstieError]] = {
    "no session": CredentialsRejected,
    "refused": Invalid,
    "down": ServerFault,
}
SWITCH = "UPDATE tags SET gone = ?, number = (SELECT max(number) + 1 FROM tags) WHERE id = ?"
_PATHS = {"name": "title", "email": "sku", "city": "price", "code": "aisle"}


def documented() -> dict[str, Any]:
    """Run the page's example, and return what it defines."""
    example = re.search(r"```\{testcode\}\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    names: dict[str, Any] = {}
    exec(example[1], names)  # noqa: S102 - our own page
    return names


class Troubled:
    """An endpoint whose next calls may go wrong, before or after their effect."""

    def __init__(self, endpoint: sync.Endpoint, name: str) -> None:
        """Stand in front of the endpoint of the page."""
        self.endpoint = endpoint
        self.name = name
        self.tenant = TENANT
        self.abilities = endpoint.abilities
        self.troubles: list[tuple[Operation, Disturbance]] = []
        self.interference: dict[str, str] = {}
        self.writes = 0

    def check(self, paths: Collection[str]) -> None:
        """Ask the page's own."""
        self.endpoint.check(paths)

    def values_of(self, record: Tag, paths: Collection[str]) -> sync.Values:
        """Ask the page's own."""
        return self.endpoint.values_of(record, paths)

    def changes(self, since: sync.Position | None, page: str | None) -> sync.ChangePage:
        """List, unless something is wrong."""
        return self._do("changes", lambda: self.endpoint.changes(since, page))

    def read(self, ids: Sequence[str]) -> Sequence[sync.Change]:
        """Read, unless something is wrong."""
        return self._do("read", lambda: self.endpoint.read(ids))

    def find(self, values: sync.Values) -> Sequence[sync.Change]:
        """Search, unless something is wrong."""
        return self._do("find", lambda: self.endpoint.find(values))

    def create(self, values: sync.Values, *, key: str) -> sync.Change:
        """Make a record, unless something is wrong."""
        self.writes += 1
        return self._do("create", lambda: self.endpoint.create(values, key=key))

    def update(self, record_id: str, values: sync.Values, *, version: str | None, base: Tag | None) -> sync.Change:
        """Change a record, unless something is wrong or somebody was faster."""
        self.writes += 1
        if record_id in self.interference:
            self.endpoint.update(record_id, {"title": self.interference.pop(record_id)}, version=None, base=None)
        return self._do("update", lambda: self.endpoint.update(record_id, values, version=version, base=base))

    def _do(self, operation: Operation, work: Callable[[], T]) -> T:
        trouble = next((one for one in self.troubles if one[0] == operation), None)
        if trouble is None:
            return work()
        self.troubles.remove(trouble)
        if trouble[1] == "lost after":
            work()
        raise ERRORS.get(trouble[1], OutcomeUnknown)


class TagsWorld:
    """Two stores of the page, seen and changed behind the back of sync."""

    def __init__(self) -> None:
        """Open both, empty."""
        self.clock = FakeClock()
        self.folder = tempfile.TemporaryDirectory()
        tags = documented()["Tags"]
        self.sides = {side: Troubled(tags(f"{self.folder.name}/{side}.db"), side) for side in sync.SIDES}
        self.named: dict[tuple[sync.Side, str], str] = {}
        fields = [
            sync.both(path, path, as_=sync.email if field == "email" else sync.text, named=field)
            for field, path in _PATHS.items()
        ]
        self.pair = sync.Pair(
            "tags", left=self.sides["left"], right=self.sides["right"], match=["email"], fields=fields
        )

    def rows(self, side: sync.Side) -> Mapping[str, Seen]:
        """Return every tag, as somebody sees it who opens the file."""
        with self.sides[side].endpoint.transaction() as db:
            tags = db.execute("SELECT * FROM tags").fetchall()
        return {
            str(tag["id"]): Seen(
                values={field: tag[path] for field, path in _PATHS.items()}, state="deleted" if tag["gone"] else "live"
            )
            for tag in tags
        }

    def add(self, side: sync.Side, values: Mapping[str, Any], late: float) -> str:
        """Make a tag by hand; nothing here goes by time."""
        del late
        given = {path: values[field] for field, path in _PATHS.items()}
        return str(self.sides[side].endpoint.create(given, key=f"by hand {len(self.rows(side))}").id)

    def edit(self, side: sync.Side, record_id: str, field: str, value: str | None) -> None:
        """Change a tag by hand."""
        self.sides[side].endpoint.update(record_id, {_PATHS[field]: value}, version=None, base=None)

    def switch(self, side: sync.Side, record_id: str, state: State) -> bool:
        """Delete a tag, or bring it back."""
        if state == "inactive":
            return False
        with self.sides[side].endpoint.transaction() as db:
            db.execute(SWITCH, (state == "deleted", record_id))
        return True

    def writes(self) -> int:
        """Return how many writes sync has made."""
        return sum(side.writes for side in self.sides.values())

    def disturb(self, side: sync.Side, what: Disturbance, operation: Operation, times: int) -> None:
        """Let the next calls go wrong."""
        self.sides[side].troubles += [(operation, what)] * times

    def interfere(self, side: sync.Side, record_id: str, name: str) -> bool:
        """Rename a tag in the very moment in which it is to be updated."""
        if self.rows(side)[record_id].state != "live":
            return False
        self.sides[side].interference[record_id] = name
        self.named[side, record_id] = name
        return True

    def interfered(self) -> Mapping[tuple[sync.Side, str], str]:
        """Return the names that interference has given since the last call."""
        happened = {key: name for key, name in self.named.items() if key[1] not in self.sides[key[0]].interference}
        self.named = {key: name for key, name in self.named.items() if key not in happened}
        return happened

    def disturbed(self) -> bool:
        """Tell whether calls still wait to go wrong."""
        return any(side.troubles or side.interference for side in self.sides.values())

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        for side in self.sides.values():
            side.troubles.clear()
            side.interference.clear()
        self.named.clear()


class DocumentedEndpoint(SyncMachine):
    """Two stores of the page."""

    def world_of(self) -> TagsWorld:
        """Return both."""
        return TagsWorld()

    def teardown(self) -> None:
        """Remove their files."""
        assert isinstance(self.world, TagsWorld)
        self.world.folder.cleanup()


def test_the_documented_endpoint_keeps_every_promise_of_sync() -> None:
    """Converges, Quiet, No lost update, No duplicate, No gap and No echo hold after every order of events."""
    case = DocumentedEndpoint.TestCase
    case.settings = settings(max_examples=25, stateful_step_count=30, suppress_health_check=list(HealthCheck))
    case("runTest").runTest()


def test_it_refuses_a_version_that_is_no_longer_current() -> None:
    """The claim that the engine relies on most."""
    with tempfile.TemporaryDirectory() as folder:
        tags = documented()["Tags"](f"{folder}/tags.db")
        made = tags.create({"sku": "OAK-5"}, key="one")
        tags.update(made.id, {"price": "2"}, version=made.version, base=None)
        with pytest.raises(Conflict) as caught:
            tags.update(made.id, {"price": "3"}, version=made.version, base=None)
        assert caught.value.kind == "stale"
        assert tags.read([made.id])[0].record["price"] == "2"
        assert tags.create({"sku": "ASH-3"}, key="one").id == made.id
