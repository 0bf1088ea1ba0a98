"""Which columns a kind of record has, and how its values become plain ones and back.

Every store goes through here, so that a record comes back the same from each of them: times in UTC, JSON as text, and
values that some database could not hold (a NUL in text, a naive time) are refused before anything is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from crosstie.core.state import kind_of
from crosstie.errors import UsageError

__all__ = ["SHORT", "Column", "Json", "Plain", "Row", "Shape", "columns_of", "decode", "encode", "plain"]

R = TypeVar("R")

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""What a JSON column holds. Money and times go in as canonical text; sequences come back as lists."""
Shape: TypeAlias = Literal["text", "integer", "truth", "time", "bytes", "json"]
Plain: TypeAlias = str | int | bool | datetime | bytes | None
Row: TypeAlias = dict[str, Plain]

SHORT = 190
"""Longest text, in characters, in a key, an index or a field that is never empty.

Four of them fit into one index of every database we know (InnoDB allows 3072 bytes, four a character)."""

# Json names itself, and its names must be known wherever a record mentions it.
_JSON_NAMES = {"Json": Json, "Mapping": Mapping, "Sequence": Sequence}
_INTEGERS = range(-(2**63), 2**63)
_SHAPES: Mapping[Any, Shape] = {str: "text", int: "integer", bool: "truth", datetime: "time", bytes: "bytes"}
_WORDS: Mapping[Shape, str] = {
    "text": "text",
    "integer": "a whole number",
    "truth": "true or false",
    "time": "a time",
    "bytes": "bytes",
    "json": "a JSON value",
}


@attrs.frozen(kw_only=True)
class Column:
    """One field of a kind, as a column.

    Attributes:
        name: The field's name, and the column's.
        shape: What it holds.
        key: Whether it is part of the key.
        optional: Whether the field may be ``None``.
        short: Whether its text is limited to :data:`SHORT` characters.
        default: What a row of an older table stands for, as a plain value; ``None`` when there is no default.
    """

    name: str
    shape: Shape
    key: bool
    optional: bool
    short: bool
    default: Plain


def columns_of(kind: type[Any]) -> tuple[Column, ...]:
    """Read the columns of a kind off its attrs fields.

    Raises:
        UsageError: It is not a kind, or a field has a type that no column can hold.
    """
    return _columns_of(cast("Hashable", kind))


def encode(item: object) -> Row:
    """Turn a record into plain column values.

    Raises:
        UsageError: A value does not fit its column; the message names the field, never the value.
    """
    kind = type(item)
    return {column.name: plain(kind, column, getattr(item, column.name)) for column in columns_of(kind)}


def decode(kind: type[R], row: Mapping[str, Plain]) -> R:
    """Turn plain column values back into a record; a missing or empty column of an older row takes its default."""
    values: dict[str, Any] = {}
    for column in columns_of(kind):
        value = row.get(column.name)
        if value is not None:
            values[column.name] = json.loads(cast("str", value)) if column.shape == "json" else value
        elif column.optional:
            values[column.name] = None
    return kind(**values)


def plain(kind: type[Any], column: Column, value: object) -> Plain:
    """Turn one field's value into what the column holds.

    Raises:
        UsageError: It does not fit.
    """
    if value is None and column.optional:
        return None
    try:
        result = _CONVERTERS[column.shape](value)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        message = f"{kind.__name__}.{column.name} must be {_WORDS[column.shape]}, and it is not: {error}."
        raise UsageError(message) from None
    if column.short and isinstance(result, str) and len(result) > SHORT:
        message = f"{kind.__name__}.{column.name} is longer than {SHORT} characters."
        raise UsageError(message, advice="Shorten it, or store a hash of it.")
    return result


@cache
def _columns_of(hashable: Hashable) -> tuple[Column, ...]:
    kind = cast("type[Any]", hashable)
    declared = kind_of(kind)
    listed = {*declared.key, *(name for group in declared.indexes for name in group)}
    hints = get_type_hints(kind, localns=_JSON_NAMES)
    fields = attrs.fields(kind)
    unknown = listed - {field.name for field in fields}
    if unknown:
        message = f"{kind.__name__} has no fields {', '.join(sorted(unknown))} to be keyed or indexed by."
        raise UsageError(message)
    return tuple(_column(field, hints[field.name], declared.key, listed) for field in fields)


def _column(field: attrs.Attribute[Any], hint: Any, key: tuple[str, ...], listed: set[str]) -> Column:  # noqa: ANN401 - a type hint can be any object
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    optional = NoneType in options
    inner = [option for option in options if option is not NoneType]
    shape: Shape = "json"
    if len(inner) == 1 and get_origin(inner[0]) is not Mapping:
        shape = _shape(inner[0], field.name)
    column = Column(
        name=field.name,
        shape=shape,
        key=field.name in key,
        optional=optional,
        short=shape == "text" and (field.name in listed or not optional),
        default=None,
    )
    default = _default(field)
    return attrs.evolve(column, default=None if default is None else _CONVERTERS[shape](default))


def _shape(hint: Any, name: str) -> Shape:  # noqa: ANN401 - a type hint can be any object
    origin = get_origin(hint)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "json"
    try:
        return _SHAPES[hint]
    except (KeyError, TypeError):
        message = f"The field {name} has a type that no column can hold: {hint!r}."
        raise UsageError(message, advice="Use str, int, bool, datetime, bytes, Json or a mapping of Json.") from None


def _default(field: attrs.Attribute[Any]) -> object:
    default: Any = field.default
    if default is attrs.NOTHING:
        return None
    factory = getattr(default, "factory", None)
    return factory() if factory is not None else default


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    if "\0" in value:
        message = "it contains a NUL character"
        raise ValueError(message)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            message = "it contains half of a surrogate pair"
            raise ValueError(message) from None
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(type(value).__name__)
    if value not in _INTEGERS:
        message = "it needs more than 64 bits"
        raise ValueError(message)
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(type(value).__name__)
    return value


def _time(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(type(value).__name__)
    if value.utcoffset() is None:
        message = "it has no time zone"
        raise ValueError(message)
    return value.astimezone(UTC)


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError(type(value).__name__)
    return value


def _json(value: object) -> str:
    tree = _tree(value)
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        # Escapes can say what UTF-8 cannot: half a surrogate pair in some system's data must not stop a sync.
        text = json.dumps(tree, allow_nan=False, separators=(",", ":"))
    return text


def _tree(value: object) -> object:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        if not all(isinstance(name, str) for name in entries):
            message = "a name in it is not text"
            raise TypeError(message)
        return {name: _tree(entry) for name, entry in entries.items()}
    if isinstance(value, list | tuple):
        return [_tree(entry) for entry in cast("Sequence[object]", value)]
    message = f"it contains a {type(value).__name__}"
    raise TypeError(message)


_CONVERTERS: Mapping[Shape, Callable[[object], Plain]] = {
    "text": _text,
    "integer": _integer,
    "truth": _truth,
    "time": _time,
    "bytes": _bytes,
    "json": _json,
}
