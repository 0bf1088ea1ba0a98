"""JSON with exact numbers: a fraction is a Decimal on the way in and written digit by digit on the way out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeAlias, cast

import msgspec

from crosstie.testing.quickbooks.refusals import refuse, unsupported

__all__ = ["Json", "cents", "decode", "encode", "items", "members", "number", "read_body", "text"]

Json: TypeAlias = dict[str, Any]
"""A JSON object; Any, because a simulator stores whatever shape a client sends."""

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)
_CENT: Final = Decimal("0.01")


def encode(value: object) -> bytes:
    """Write JSON."""
    return _ENCODER.encode(value)


def decode(body: bytes) -> Json:
    """Read a JSON object that this simulator wrote."""
    return cast("Json", _DECODER.decode(body))


def read_body(body: bytes) -> Json:
    """Read the JSON object that a client sent.

    Raises:
        Refusal: 500 for text that is not UTF-8 (fact sheet 2.1), 2010 for what is no JSON object.
    """
    try:
        body.decode()
        value: object = _DECODER.decode(body)
    except UnicodeDecodeError as error:
        detail = "The body is not UTF-8."
        raise unsupported(detail, status=500, kind="SystemFault") from error
    except msgspec.DecodeError:
        refuse("2010", "The body is not JSON.")
    found = members(value)
    if found is None:
        refuse("2010", "The body is not a JSON object.")
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


def cents(value: Decimal) -> Decimal:
    """Round to two places, a half away from zero."""
    return value.quantize(_CENT, ROUND_HALF_UP)
