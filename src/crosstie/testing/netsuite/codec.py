"""JSON as NetSuite writes it: numbers are doubles, and nothing is null."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, TypeAlias, cast

import msgspec

from crosstie.testing.netsuite.refusals import refuse

__all__ = ["Json", "carried", "decode", "double", "encode", "items", "members", "number", "read_body", "text"]

Json: TypeAlias = dict[str, Any]
"""A JSON object; Any, because a simulator takes whatever shape a client sends."""

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)


def encode(value: object) -> bytes:
    """Write JSON."""
    return _ENCODER.encode(value)


def decode(body: bytes) -> Json:
    """Read a JSON object that this simulator wrote."""
    return cast("Json", _DECODER.decode(body))


def carried(value: Json) -> Json:
    """Return an object as it is after it was written and read: a copy, whose numbers are decimals."""
    return decode(encode(value))


def read_body(body: bytes) -> Json:
    """Read the JSON object that a client sent; no body at all is an empty one.

    Raises:
        Refusal: 400 for what is no JSON object.
    """
    if not body:
        return {}
    try:
        found = members(_DECODER.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = None
    if found is None:
        refuse("INVALID_CONTENT", "The body is not a JSON object.")
    return found


def members(value: object) -> Json | None:
    """Return the value if it is an object."""
    return cast("Json", value) if isinstance(value, dict) else None


def items(value: object) -> list[Any]:
    """Return the value if it is an array, else an empty one."""
    entries: Any = value  # Any: isinstance tells that it is a list, and nothing of what it holds
    return entries if isinstance(value, list) else []


def text(value: object) -> str:
    """Return the value if it is text, else nothing."""
    return value if isinstance(value, str) else ""


def number(value: object) -> Decimal:
    """Return the value if it is a number, else zero."""
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else Decimal(0)


def double(value: Decimal | int) -> Decimal:
    """Return a number as a double is written: ``80`` is ``80.0`` (3.1, 7.4)."""
    return Decimal(repr(float(value)))
