"""JSON that was made from XML: every scalar is text, a list of one is the one itself, what is empty is ``""``.

msgspec reads texts as numbers, flags and instants when it is not strict, and takes one record or several where both are
allowed; a member takes its one form when it is looked at (:func:`listed`). Only ``""`` for a number or an instant has
no type of its own; an answer with such a member is read again without its empty members.
"""

from __future__ import annotations

from typing import Annotated, Any, Optional, TypeAlias, Union

import msgspec

from crosstie.models import money

__all__ = ["listed", "loose_type", "one_or_many", "split", "without_blanks"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | None"

_BLANK: Any = Annotated[str, msgspec.Meta(pattern=r"^\s*$")]

_values: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=money.from_number)
_raws = msgspec.json.Decoder(list[msgspec.Raw])
_encode = msgspec.json.Encoder(decimal_format="number").encode


def loose_type(inner: Any, *, many: bool, nested: bool) -> Any:  # noqa: ANN401 - type expressions
    """Return the type of a member that may be one or many, or an empty text where records are expected."""
    options: list[Any] = [inner]
    if many:
        options.append(tuple[inner, ...])
    if nested:
        options.append(_BLANK)
    return Optional[Union[tuple(options)]]  # noqa: UP007, UP045 - built at run time


def one_or_many(leaf: Any) -> Any:  # noqa: ANN401 - type expressions
    """Return the type of the records of an answer: a list of them, or one alone."""
    return Union[list[leaf], leaf]  # noqa: UP007 - built at run time


def listed(value: Any, *, nested: bool) -> tuple[Any, ...]:  # noqa: ANN401 - whatever the member held
    """Return the values of a member in their one form.

    Args:
        value: One, or several, or an empty text, or nothing.
        nested: Whether they are records; a text among those is always an empty one.
    """
    if value.__class__ is tuple:
        several: tuple[Any, ...] = value
        return several
    return () if not value or (nested and value.__class__ is str) else (value,)


def split(raw: msgspec.Raw) -> list[msgspec.Raw] | None:
    """Return the bytes of each record of a list, or of the one that stands in its place."""
    start = memoryview(raw)[:4].tobytes()
    if start == b"null":
        return None
    return _raws.decode(raw) if start.startswith(b"[") else [raw]


def without_blanks(data: bytes) -> bytes:
    """Return the same JSON without its members that are empty texts."""
    return _encode(_kept(_values.decode(data)))


def _kept(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _kept(member) for name, member in value.items() if member != ""}
    return [_kept(entry) for entry in value] if isinstance(value, list) else value
