"""What a table says about itself as a side of two-way sync, and the parts of its endpoint that need no call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar, cast

import attrs

from crosstie.core.endpoint import Abilities, Change, Values
from crosstie.core.shapes import Shape
from crosstie.errors import UsageError
from crosstie.systems.supabase.columns import col
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.literals import Scalar, regex_of
from crosstie.systems.supabase.target import Target

__all__ = ["Side", "Sync", "side_of"]

T = TypeVar("T")

_AT_ONCE = 100
"""Ids in one address: a hundred UUIDs fit on every gateway (postgrest.md, 13)."""


@attrs.frozen(kw_only=True)
class Sync:
    """Which fields of a row class tell the sync engine what it needs. All of them are optional.

    Attributes:
        updated: When the row was last changed: a ``timestamptz`` that the database sets on every write, never NULL.
            With it only what changed is read; without it everything, every time. Rows that are deleted outright are
            not seen by it: let the table mark them instead.
        version: What changes with every write, such as ``updated`` again or a counter: an update then refuses to write
            over what it has not seen.
        active: A flag that is false for rows that are switched off.
        deleted: Set (a time or a flag) for rows that are gone but kept.
        finds: Fields that rows can be looked up by.
        creation_key: A text column with a unique constraint of its own that keeps the key of a creation, so that a
            repeated one makes nothing twice. It need not be a field.
        where: Conditions that all rows fulfil which take part.
        query: The same in words: a cursor belongs to it.
        page_size: Rows to ask for at once.
    """

    updated: str | None = None
    version: str | None = None
    active: str | None = None
    deleted: str | None = None
    finds: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    creation_key: str | None = None
    where: tuple[Filter, ...] = attrs.field(default=(), converter=tuple)
    query: str = ""
    page_size: int = 500


@attrs.frozen(eq=False)
class Side(Generic[T]):
    """A table with a row class, and what its fields mean."""

    target: Target[T]
    sync: Sync
    shape: Shape[T]

    @property
    def abilities(self) -> Abilities:
        """What the engine may count on."""
        fixed = {field.name for field in self.target.plan.fields if not field.written}
        return Abilities(
            feed="scan" if self.sync.updated is None else "time",
            finds=frozenset(self.sync.finds),
            checks_version=self.sync.version is not None,
            honours_keys=self.sync.creation_key is not None,
            cannot_hold=frozenset(fixed),
            reads=_AT_ONCE,
            query=self.sync.query,
        )

    def column(self, field: str) -> str:
        """Return the column that a field is read from.

        Raises:
            UsageError: It is no column, but embedded or inside JSON.
        """
        found = next((one.column for one in self.target.plan.fields if one.name == field), None)
        if found is None:
            message = f"{self.target.plan.label}.{field} is no column of {self.target.name}."
            raise UsageError(message)
        return found

    def change_of(self, record: T) -> Change:
        """Return a row as a change."""
        gone = self.sync.deleted is not None and getattr(record, self.sync.deleted) not in (None, False)
        return self.shape.change_of(record, state="deleted" if gone else None)

    def found_by(self, values: Values) -> tuple[Filter, ...]:
        """Return the conditions for live rows with these values, up to letter case and surrounding blanks."""
        live: list[Filter] = []
        if self.sync.active is not None:
            live.append(~col(self.column(self.sync.active)).is_false())
        for path, value in values.items():
            column = col(self.column(path))
            if isinstance(value, str):
                live.append(column.imatch(rf"^\s*{regex_of(value.strip())}\s*$"))
            else:
                live.append(column.is_null() if value is None else column.eq(cast("Scalar", value)))
        return (*self.sync.where, *live)

    def columns_of(self, values: Values, base: T | None) -> Mapping[str, object]:
        """Return the columns that these values write; a JSON column is written whole, so that it needs the row.

        Raises:
            UsageError: A path is unknown or cannot be written, or lies in a JSON column and there is no row.
        """
        self.shape.check(values)
        plain = {path: value for path, value in values.items() if "." not in path}
        nested = {path: value for path, value in values.items() if "." in path}
        written: dict[str, Any] = {self.target.plan.column_of(name): value for name, value in plain.items()}
        if nested:
            names = {path.partition(".")[0] for path in nested}
            if base is None:
                whole = _below(nested)
            else:
                changed = self.shape.changed(base, nested)
                whole = {name: getattr(changed, name) for name in names}
            written.update({self.target.plan.column_of(name): whole.get(name) for name in names})
        return written


def _below(nested: Values) -> dict[str, Any]:
    """Turn ``{"a.b": 1}`` into ``{"a": {"b": 1}}``, without what is empty."""
    tree: dict[str, Any] = {}
    for path, value in nested.items():
        *parents, last = path.split(".")
        place = tree
        for part in parents:
            place = place.setdefault(part, {})
        if value is not None:
            place[last] = value
    return tree


def side_of(target: Target[T], sync: Sync) -> Side[T]:
    """Check that a table can be a side.

    Raises:
        UsageError: It has no row class or no single key, or a field is unknown.
    """
    kind = target.plan.kind
    if kind is None or len(target.key) != 1:
        message = f"{target.name} cannot be synced without a row class and a key of one column."
        raise UsageError(message, advice='Say table("customers", Customer, key="id").')
    name = target.plan.answered_as(target.key[0])
    shape = Shape(kind, id=name, version=sync.version, time=sync.updated, active=sync.active)
    named = (name, sync.updated, sync.version, sync.active, sync.deleted, *sync.finds)
    shape.check([one for one in named if one is not None])
    return Side(target, sync, shape)
