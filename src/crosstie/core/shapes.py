"""Read and write the fields of typed records by path, so that a collection becomes an endpoint in a few lines.

CUSTOMER = Shape(Customer, id="id", version="sync_token", time="meta_data.last_updated_time", active="active")

CUSTOMER.change_of(record)                        # -> Change(id=..., version=..., time=..., record=record)
CUSTOMER.values_of(record, {"bill_addr.city"})    # -> {"bill_addr.city": "Salem"}
CUSTOMER.build({"display_name": "Maple", "bill_addr.city": "Salem"})   # -> a Customer with nested records
CUSTOMER.changed(record, {"bill_addr.city": None})                     # -> the record with this one change
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from crosstie.core.endpoint import Change, State, Values
from crosstie.errors import UsageError

__all__ = ["Shape"]

R = TypeVar("R")


@attrs.frozen
class Shape(Generic[R]):
    """Where the id, version, time and state of a record class are, and how its fields are reached by path.

    Attributes:
        record: The record class, made with attrs; nested records are attrs classes too.
        id: Path of the id.
        version: Path of the version token, where there is one.
        time: Path of the time of the last change, where there is one.
        active: Path of a flag that is ``False`` for records that are switched off, where there is one.
    """

    record: type[R]
    id: str = attrs.field(default="id", kw_only=True)
    version: str | None = attrs.field(default=None, kw_only=True)
    time: str | None = attrs.field(default=None, kw_only=True)
    active: str | None = attrs.field(default=None, kw_only=True)

    def change_of(self, record: R, *, state: State | None = None) -> Change:
        """Return a record as a :class:`Change`.

        Args:
            record: The record.
            state: Its state, where the flag does not tell it.

        Raises:
            UsageError: The record has no id, or its time is not an aware datetime.
        """
        name = _at(record, self.id)
        if name is None:
            message = f"A {self.record.__name__} without {self.id} cannot be synced."
            raise UsageError(message)
        version = _at(record, self.version) if self.version else None
        switched_off = self.active is not None and _at(record, self.active) is False
        return Change(
            id=str(name),
            version=None if version is None else str(version),
            time=self._time_of(record),
            record=record,
            state=state or ("inactive" if switched_off else "live"),
        )

    def values_of(self, record: R, paths: Collection[str]) -> Values:
        """Return the values at these paths; what lies below an empty nested record is ``None``."""
        return {path: _at(record, path) for path in paths}

    def build(self, values: Values) -> R:
        """Make a record of these values, with its nested records; ``None`` values are left out.

        Raises:
            UsageError: A path is unknown, or a value does not fit its field.
        """
        return cast(
            "R", _build(self.record, _tree({path: value for path, value in values.items() if value is not None}))
        )

    def changed(self, record: R, values: Values) -> R:
        """Return the record with these values in place of its own; missing nested records are made.

        Raises:
            UsageError: A path is unknown, or a value does not fit its field.
        """
        return cast("R", _changed(self.record, record, _tree(values)))

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that the record class does not have.

        Raises:
            UsageError: A path is unknown; the message names it and what there is.
        """
        for path in paths:
            kind: type[Any] | None = self.record
            for part in path.split("."):
                kind = _kind_below(kind, part, path)

    def _time_of(self, record: R) -> datetime | None:
        moment = _at(record, self.time) if self.time else None
        if moment is None:
            return None
        if not isinstance(moment, datetime) or moment.utcoffset() is None:
            message = f"{self.record.__name__}.{self.time} is not an aware datetime."
            raise UsageError(message)
        return moment


def _at(record: object, path: str) -> Any:  # noqa: ANN401 - the value of any field
    value: Any = record
    for part in path.split("."):
        if value is None:
            return None
        value = cast("Mapping[str, Any]", value).get(part) if isinstance(value, Mapping) else getattr(value, part)
    return value


def _tree(values: Values) -> dict[str, Any]:
    """Turn ``{"a.b": 1}`` into ``{"a": {"b": 1}}``."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        place = tree
        for part in parents:
            place = place.setdefault(part, _Branch())
        place[last] = value
    return tree


class _Branch(dict[str, Any]):
    """Values below a nested record, told apart from a mapping that is a value itself."""


def _build(kind: type[Any], tree: Mapping[str, Any]) -> object:
    arguments = {
        _alias(kind, name): _build(_nested(kind, name), value) if isinstance(value, _Branch) else value
        for name, value in tree.items()
    }
    return kind(**arguments)


def _changed(kind: type[Any], record: Any, tree: Mapping[str, Any]) -> object | None:  # noqa: ANN401 - any attrs record
    if record is None:
        filled = dict(_filled(tree))
        return _build(kind, filled) if filled else None
    changes = {
        _alias(kind, name): _changed(_nested(kind, name), getattr(record, name), value)
        if isinstance(value, _Branch)
        else value
        for name, value in tree.items()
    }
    return cast("object", attrs.evolve(record, **changes))


def _filled(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, _Branch):
            below = _Branch(_filled(value))
            if below:
                yield name, below
        elif value is not None:
            yield name, value


def _alias(kind: type[Any], name: str) -> str:
    for field in attrs.fields(kind):
        if field.name == name:
            return field.alias or name
    raise _unknown(kind, name, name)


def _nested(kind: type[Any], name: str) -> type[Any]:
    below = _nested_kinds(kind).get(name)
    if below is None:
        message = f"{kind.__name__}.{name} is not a nested record."
        raise UsageError(message)
    return below


def _kind_below(kind: type[Any] | None, part: str, path: str) -> type[Any] | None:
    if kind is None:
        message = f"The path {path} goes on below {part!r}, where no nested record is."
        raise UsageError(message)
    if part not in {field.name for field in attrs.fields(kind)}:
        raise _unknown(kind, part, path)
    return _nested_kinds(kind).get(part)


def _unknown(kind: type[Any], part: str, path: str) -> UsageError:
    names = ", ".join(field.name for field in attrs.fields(kind))
    message = f"{kind.__name__} has no field {part} (path {path})."
    return UsageError(message, advice=f"Its fields are: {names}.")


def _nested_kinds(kind: type[Any]) -> Mapping[str, type[Any]]:
    """Return the fields of a class that hold one nested record each, with its class."""
    return _read_nested_kinds(cast("Hashable", kind))


@cache
def _read_nested_kinds(kind: Hashable) -> Mapping[str, type[Any]]:
    found: dict[str, type[Any]] = {}
    for name, hint in get_type_hints(kind).items():
        options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
        inner = [option for option in options if option is not NoneType]
        if len(inner) == 1 and isinstance(inner[0], type) and attrs.has(inner[0]):
            found[name] = inner[0]
    return found
