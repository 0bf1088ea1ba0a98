# @generated from src/crosstie/testing/memory_endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""An endpoint in memory, for trying out pairs and for the tests of sync itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crosstie.core.endpoint import Abilities, Change, ChangePage, Creation, Position, Revision, Values
from crosstie.errors import CrosstieError
from crosstie.testing.shelf import Row, Shelf

__all__ = ["MemoryEndpoint"]


class MemoryEndpoint:
    """One side of a pair whose records are in a :class:`~crosstie.testing.shelf.Shelf`.

    Args:
        shelf: The records, what the side can do, and the faults that wait.
        tenant: Whose records they are, if the endpoint is to know.
    """

    def __init__(self, shelf: Shelf, *, tenant: str | None = None) -> None:
        """Stand in front of the shelf."""
        self.shelf = shelf
        self._tenant = tenant

    @property
    def name(self) -> str:
        """What it is called."""
        return self.shelf.name

    @property
    def tenant(self) -> str | None:
        """Whose records these are."""
        return self._tenant

    @property
    def abilities(self) -> Abilities:
        """What it can do."""
        return self.shelf.abilities

    def check(self, paths: Collection[str]) -> None:
        """Refuse unknown paths."""
        self.shelf.check(paths)

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List changes."""
        return self.shelf.changes(since, page)

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Return records by id."""
        return self.shelf.read(ids)

    def find(self, values: Values) -> Sequence[Change]:
        """Return live records with these values."""
        return self.shelf.find(values)

    def values_of(self, record: Row, paths: Collection[str]) -> Mapping[str, object]:
        """Return values of a record."""
        return {path: record.values.get(path) for path in paths}

    def create(self, values: Values, *, key: str) -> Change:
        """Make a record."""
        return self.shelf.create(Creation(values=values, key=key))

    def update(self, record_id: str, values: Values, *, version: str | None, base: Row | None) -> Change:
        """Change a record."""
        return self.shelf.update(Revision(id=record_id, values=values, version=version, base=base))

    def write(self, writes: Sequence[Creation | Revision]) -> Sequence[Change | CrosstieError]:
        """Carry out several writes."""
        return self.shelf.write(writes)
