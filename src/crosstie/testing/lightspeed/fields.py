"""Field types: what a value is inside, on the wire (always text, fact sheet 2.6), and in a filter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.testing.lightspeed.refusals import refuse

__all__ = ["Field", "Kind", "Value", "fields", "read_value", "shown"]

Kind: TypeAlias = Literal["id", "text", "int", "decimal", "flag", "time"]
Value: TypeAlias = str | int | Decimal | bool | datetime | None

_KINDS: Final[Mapping[str, Kind]] = {
    "id": "id",
    "text": "text",
    "int": "int",
    "decimal": "decimal",
    "flag": "flag",
    "time": "time",
}
_DEFAULTS: Final[Mapping[Kind, Value]] = {
    "id": 0,
    "text": "",
    "int": 0,
    "decimal": Decimal(0),
    "flag": False,
    "time": None,
}
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False, "": False}


@attrs.frozen(kw_only=True)
class Field:
    """One field of a record.

    Attributes:
        kind: Its type.
        writable: Whether a client may set it; other fields are ignored in a body.
        default: Its value when nothing was given.
    """

    kind: Kind
    writable: bool = True
    default: Value = None


def fields(text: str) -> dict[str, Field]:
    """Read a table: ``itemID:id! description:text tax:flag=true``; ``!`` marks what only the service sets."""
    table: dict[str, Field] = {}
    for word in text.split():
        name, _, rest = word.partition(":")
        rest, _, default = rest.partition("=")
        kind = _KINDS[rest.rstrip("!")]
        value = read_value(kind, default, name) if default else _DEFAULTS[kind]
        table[name] = Field(kind=kind, writable=not rest.endswith("!"), default=value)
    return table


def read_value(kind: Kind, given: object, name: str) -> Value:
    """Read a value from a body or a filter: numbers and booleans may be texts (2.1); empty clears (2.1).

    Raises:
        Refusal: It does not fit the type.
    """
    text = _text(given)
    try:
        match kind:
            case "text":
                return text
            case "flag":
                return _FLAGS[text.lower()]
            case "id" | "int":
                return int(text or 0)
            case "decimal":
                return _finite(text or "0")
            case _:
                return _moment(text) if text else None
    except (KeyError, ValueError, DecimalException):
        refuse(f"{name} has a value that is no {kind}.")


def _text(given: object) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    return "" if given is None else str(given).strip()


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    """Read a timestamp with any of the documented offsets; without one it is UTC (2.7)."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def shown(value: Value) -> str:
    """Return a value as answers hold it: a text, decimals in their shortest form, times in UTC (2.6, 2.7)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0).isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value)
