"""Tables as a test declares them, and the values that their columns hold."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, DecimalException
from typing import Any, Final, Literal, TypeAlias

import attrs

from crosstie.testing.supabase.refusals import RefusedError, refuse

__all__ = ["ColumnType", "Function", "Returns", "TableDefinition", "array_elements", "from_json", "from_text"]

ColumnType: TypeAlias = Literal[
    "text", "bigint", "numeric", "boolean", "uuid", "date", "timestamptz", "jsonb", "text[]", "bigint[]"
]
"""The types that the simulator knows."""

Returns: TypeAlias = Literal["scalar", "row", "rows", "void"]
"""What a function answers."""

_BIGGEST: Final = 2**63
_TRUE: Final = frozenset({"t", "true", "y", "yes", "on", "1"})
_FALSE: Final = frozenset({"f", "false", "n", "no", "off", "0"})

# Any: the values of columns, of whatever type those have.


@attrs.frozen(kw_only=True)
class TableDefinition:
    """One table.

    Attributes:
        name: Its name.
        columns: Column names to types, in order.
        schema: Its schema.
        primary_key: The columns of the primary key; none for a table without one.
        unique: The column groups of further unique constraints.
        required: Columns that must not be NULL, beside those of the key.
        identity: The column that numbers rows by itself.
        defaults: Columns to what fills them in when an insert does not name them: a value, or a function without
            arguments.
        touched: The column that a trigger sets to the time of every write.
        references: Foreign keys: a column to ``table.column``.
    """

    name: str
    columns: Mapping[str, ColumnType]
    schema: str = "public"
    primary_key: tuple[str, ...] = ("id",)
    unique: tuple[tuple[str, ...], ...] = ()
    required: tuple[str, ...] = ()
    identity: str | None = None
    defaults: Mapping[str, object | Callable[[], object]] = attrs.field(factory=dict[str, object])
    touched: str | None = None
    references: Mapping[str, str] = attrs.field(factory=dict[str, str])


@attrs.frozen(kw_only=True)
class Function:
    """A database function that a test supplies.

    Attributes:
        name: Its name.
        body: What it does, given its arguments by keyword.
        arguments: Their names.
        returns: What it answers.
        volatile: Whether it may change something; then it cannot be called with GET.
        schema: Its schema.
    """

    name: str
    body: Callable[..., Any]
    arguments: tuple[str, ...] = ()
    returns: Returns = "scalar"
    volatile: bool = True
    schema: str = "public"


# -- values ------------------------------------------------------------------------------------------------------------


def from_text(text: str, kind: ColumnType) -> Any:  # noqa: ANN401
    """Read a literal as the database does.

    Raises:
        RefusedError: It is none of this type (22P02, 22007).
    """
    try:
        return _READERS[kind](text)
    except OverflowError:
        raise refuse(400, "22003", f'value "{text}" is out of range for type {kind}') from None
    except (ValueError, DecimalException):
        code = "22007" if kind in {"date", "timestamptz"} else "22P02"
        raise _unreadable(kind, text, code) from None


def from_json(value: Any, kind: ColumnType) -> Any:  # noqa: ANN401
    """Read a member of a body as the database does.

    Raises:
        RefusedError: It does not fit the type.
    """
    if value is None or kind == "jsonb":
        return value
    if kind.endswith("[]"):
        elements: list[Any] | None = [*value] if isinstance(value, list) else None
        if elements is None:
            raise _unreadable(kind, json.dumps(value, default=str), "22P02")
        inner: ColumnType = "text" if kind == "text[]" else "bigint"
        return [from_json(one, inner) for one in elements]
    if isinstance(value, bool):
        return from_text("true" if value else "false", kind)
    if isinstance(value, (dict, list)):
        return from_text(json.dumps(value, default=str), kind)
    return from_text(str(value), kind)


def _unreadable(kind: str, text: str, code: str) -> RefusedError:
    named = "timestamp with time zone" if kind == "timestamptz" else kind
    return refuse(400, code, f'invalid input syntax for type {named}: "{text}"')


def _whole(text: str) -> int:
    number = int(text)
    if not -_BIGGEST <= number < _BIGGEST:
        raise OverflowError
    return number


def _exact(text: str) -> Decimal:
    number = Decimal(text.strip())
    if number.is_infinite():
        raise ValueError
    return number


def _truth(text: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError


def _instant(text: str) -> datetime:
    value = datetime.fromisoformat(text.strip())
    return value.replace(tzinfo=UTC) if value.utcoffset() is None else value.astimezone(UTC)


def _day(text: str) -> date:
    return date.fromisoformat(text.strip()[:10])


def _loads(text: str) -> Any:  # noqa: ANN401
    return json.loads(text, parse_float=Decimal)


def _same(text: str) -> str:
    return text


def _uuid(text: str) -> str:
    return str(uuid.UUID(text.strip()))


def array_elements(text: str) -> list[str | None]:
    """Read an array literal such as ``{a,"b,c",NULL}``.

    Raises:
        ValueError: It is none.
    """
    if not (text.startswith("{") and text.endswith("}")):
        raise ValueError
    found: list[str | None] = []
    at, inner = 0, text[1:-1]
    while at < len(inner):
        if inner[at] == '"':
            word, at = _quoted_element(inner, at + 1)
            found.append(word)
        else:
            end = inner.find(",", at)
            end = len(inner) if end < 0 else end
            bare = inner[at:end].strip()
            if not bare or any(sign in bare for sign in '{}"'):
                raise ValueError
            found.append(None if bare.upper() == "NULL" else bare)
            at = end
        if at < len(inner):
            if inner[at] != "," or at + 1 == len(inner):
                raise ValueError
            at += 1
    return found


def _quoted_element(inner: str, at: int) -> tuple[str, int]:
    word: list[str] = []
    while at < len(inner) and inner[at] != '"':
        at += inner[at] == "\\"
        if at >= len(inner):
            raise ValueError
        word.append(inner[at])
        at += 1
    if at >= len(inner):
        raise ValueError
    return "".join(word), at + 1


def _whole_elements(text: str) -> list[int | None]:
    return [None if one is None else _whole(one) for one in array_elements(text)]


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "text": _same,
    "bigint": _whole,
    "numeric": _exact,
    "boolean": _truth,
    "uuid": _uuid,
    "date": _day,
    "timestamptz": _instant,
    "jsonb": _loads,
    "text[]": array_elements,
    "bigint[]": _whole_elements,
}
