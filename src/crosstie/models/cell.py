"""What every record holds inside: its wire values, where they came from, and the fields the model does not know.

A record read from an answer is built without running ``__init__``: it keeps the private Struct that msgspec filled
(``_wire``) and a copy of its own bytes (``_origin``), and nothing else. Attributes are properties over the Struct;
nested records are made when first asked for, and put back into the Struct. Two threads that ask at once may both make
one; either is right, and one of them stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from decimal import Decimal
from itertools import repeat
from typing import Any, TypeAlias, TypeVar

import msgspec

from crosstie.models import money

__all__ = [
    "Cell",
    "KnownNames",
    "Origin",
    "Path",
    "Step",
    "begin",
    "copied",
    "get_extra",
    "place_of",
    "revive",
    "revive_all",
    "same_bytes",
    "set_extra",
    "store",
]

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Decimal | bool | None"


class KnownNames(msgspec.Struct, frozen=True):
    """The wire names that a model knows, which of them hold other models, and which lists may be one alone."""

    names: frozenset[str]
    nested: Mapping[str, type[Any]]
    lists: frozenset[str] = frozenset()


class Origin(msgspec.Struct, gc=False):
    """The bytes of one top-level record, shared by the records nested in it; its unknown fields are looked up once."""

    raw: bytes
    root: type[Any]
    unknown: dict[Path, dict[str, Any]] | None = None

    def unknown_at(self, path: Path) -> dict[str, Any]:
        """Return a fresh dict of the unknown fields at a place in the record."""
        if self.unknown is None:
            found: dict[Path, dict[str, Any]] = {}
            _strangers(_open_values(self.raw), self.root.known_names(), (), found)
            self.unknown = found
        return dict(self.unknown.get(path, ()))


class Cell:
    """The slots of a record; ``_origin`` is its bytes, ``(Origin, path)`` once shared, ``None`` if made by hand."""

    __slots__ = ("__weakref__", "_extra", "_origin", "_wire")

    _wire: Any  # the generated Struct of the class: its type exists only at run time
    _origin: bytes | tuple[Origin, Path] | None
    _extra: Mapping[str, Any]


T = TypeVar("T", bound=Cell)

_new = object.__new__
# The slots themselves: models are frozen, so nothing else can write them, and this module alone opens a cell.
_wire_of: Callable[[Cell], Any] = vars(Cell)["_wire"].__get__
_origin_of: Callable[[Cell], bytes | tuple[Origin, Path] | None] = vars(Cell)["_origin"].__get__
_extra_of: Callable[[Cell], Mapping[str, Any]] = vars(Cell)["_extra"].__get__
_set_wire: Callable[[Cell, object], None] = vars(Cell)["_wire"].__set__
_set_origin: Callable[[Cell, object], None] = vars(Cell)["_origin"].__set__
_set_extra: Callable[[Cell, object], None] = vars(Cell)["_extra"].__set__


def revive(kind: type[Any], wire: object, origin: bytes | tuple[Origin, Path] | None) -> Any:  # noqa: ANN401
    """Make a record around wire values without running its ``__init__``."""
    record = _new(kind)
    _set_wire(record, wire)
    _set_origin(record, origin)
    return record


def revive_all(kind: type[Any], wires: Sequence[object], origins: Iterable[bytes]) -> list[Any]:
    """Make a record around each of several wire values, as :func:`revive` does, without a call of Python for each."""
    records: list[Any] = list(map(_new, repeat(kind, len(wires))))
    deque(map(_set_wire, records, wires), maxlen=0)
    deque(map(_set_origin, records, origins), maxlen=0)
    return records


def copied(record: T) -> T:
    """Return a record of the same wire values, which sits where the other one does in the bytes both came from."""
    twin: T = revive(type(record), copy(_wire_of(record)), place_of(record))
    with suppress(AttributeError):
        _set_extra(twin, _extra_of(record))
    return twin


def begin(record: Cell, wire: object) -> None:
    """Give a record that is made by hand its empty wire values."""
    _set_wire(record, wire)
    _set_origin(record, None)


def store(record: Cell, name: str, value: object) -> None:
    """Put a value into the wire Struct."""
    setattr(_wire_of(record), name, value)


def place_of(record: Cell) -> tuple[Origin, Path] | None:
    """Return where a record sits in the bytes it came from, making them shareable on first use."""
    origin = _origin_of(record)
    if isinstance(origin, bytes):
        origin = (Origin(origin, type(record)), ())
        _set_origin(record, origin)
    return origin


def same_bytes(one: Cell, other: Cell) -> bool:
    """Whether both were read from equal bytes, as far as that can be told without looking anything up."""
    origin = _origin_of(one)
    return isinstance(origin, bytes) and origin == _origin_of(other)


def get_extra(record: Cell) -> Mapping[str, Any]:
    """Return the unknown fields, looking them up on first use."""
    try:
        return _extra_of(record)
    except AttributeError:
        place = place_of(record)
        extra: Mapping[str, Any] = place[0].unknown_at(place[1]) if place else {}
        _set_extra(record, extra)
        return extra


def set_extra(record: Cell, extra: Mapping[str, Any]) -> None:
    """Keep a copy of the unknown fields that a caller gave."""
    _set_extra(record, dict(extra))


def _strangers(value: Json, known: KnownNames, path: Path, found: dict[Path, dict[str, Any]]) -> None:
    """Walk decoded JSON beside its model and collect the members that the model does not know, by place."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _strangers(item, known, (*path, index), found)
    elif isinstance(value, dict):
        if not value.keys() <= known.names:
            found[path] = {name: member for name, member in value.items() if name not in known.names}
        for name, member in value.items():
            if isinstance(member, (dict, list)) and name in known.nested:
                # One alone stands where the first of the list would.
                alone = name in known.lists and isinstance(member, dict)
                place = (*path, name, 0) if alone else (*path, name)
                _strangers(member, known.nested[name].known_names(), place, found)


_values: msgspec.json.Decoder[Json] = msgspec.json.Decoder(float_hook=money.from_number)
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def _open_values(raw: bytes) -> Json:
    try:
        return _values.decode(raw)
    except msgspec.DecodeError:
        # A number of thousands of digits: Python refuses to hold it as an int. The record was accepted, so reading
        # it must not fail now; the members concerned stay text.
        return {name: _value_or_text(bytes(member)) for name, member in _members.decode(raw).items()}


def _value_or_text(raw: bytes) -> Json:
    try:
        return _values.decode(raw)
    except msgspec.DecodeError:
        return raw.decode()
