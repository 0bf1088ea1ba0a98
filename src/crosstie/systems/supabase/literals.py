"""Values and names as PostgREST reads them in a query string: the only place that quotes (postgrest.md, 4.2).

Three places have three rules. After the operator of a plain filter the value is taken as it stands, and quotes would
be part of it. Inside a list and inside a logic tree it ends at the next comma or parenthesis unless it is
quoted, and then a quote mark and a backslash are escaped. Quoting every value there is always safe, so that is what
happens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

import msgspec

from crosstie.core.checks import aware, sendable
from crosstie.errors import UsageError

__all__ = ["Scalar", "array_of", "json_text", "like_pattern", "list_of", "name_of", "quoted", "regex_of", "text_of"]

Scalar: TypeAlias = str | int | bool | Decimal | float | datetime | date | UUID
"""What a column can be compared with."""

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Reserved as parameters, or words of the query language, or (apikey) read by the gateway.
_RESERVED: Final = frozenset(
    {"select", "order", "limit", "offset", "columns", "on_conflict", "and", "or", "not", "apikey"}
)
_NOT_LITERAL: Final = re.compile(r"[^A-Za-z0-9_\s\x80-\U0010ffff]")
_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def text_of(value: Any) -> str:  # noqa: ANN401 - a Scalar, but callers do not all check their types
    """Return a value as the database reads it.

    Raises:
        UsageError: It cannot be compared with: nothing at all, a time without a zone, a number that is none.
    """
    if isinstance(value, str):
        return _sendable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return aware("What a column is compared with", value).isoformat()
    if isinstance(value, (Decimal, float)):
        return _finite(value)
    if isinstance(value, (int, date, UUID)):
        return str(value)
    if value is None:
        message = "Nothing equals NULL, and eq.null would look for the text 'null'."
        raise UsageError(message, advice="Use is_null(), or ~column.is_null().")
    message = f"A {type(value).__name__} cannot be compared with a column."
    raise UsageError(message, advice="Pass text, a number, a date, an aware datetime or a UUID.")


def _sendable(text: str) -> str:
    if "\x00" in text:
        message = "No column holds a NUL character."
        raise UsageError(message)
    return sendable("The text", text)


def _finite(number: Decimal | float) -> str:
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite():
        message = f"{number} is no number to compare with."
        raise UsageError(message)
    return format(exact, "f")


def quoted(text: str) -> str:
    """Return text in double quotes, for lists, logic trees, arrays and unusual names."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def list_of(values: Iterable[Scalar]) -> str:
    """Return a list for ``in``, every element quoted."""
    return f"({','.join(quoted(text_of(value)) for value in values)})"


def array_of(values: Iterable[Scalar]) -> str:
    """Return an array literal of PostgreSQL; each element is quoted, so that ``NULL`` and blanks are text."""
    return f"{{{','.join(quoted(text_of(value)) for value in values)}}}"


def json_text(value: object) -> str:
    """Return a value as JSON, Decimals with all their digits.

    Raises:
        UsageError: JSON cannot say it.
    """
    try:
        return _encoder.encode(value).decode()
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        message = f"The value cannot be said in JSON: {error}."
        raise UsageError(message) from error


def name_of(name: Any) -> str:  # noqa: ANN401 - whatever a caller takes for a name
    """Return a column, table or alias as it is written in a query: quoted where anything in it has a meaning.

    Raises:
        UsageError: It is no name.
    """
    if not isinstance(name, str) or not name or "\x00" in name:
        message = "A column needs a name."
        raise UsageError(message)
    return name if _PLAIN_NAME.fullmatch(name) and name.lower() not in _RESERVED else quoted(_sendable(name))


def like_pattern(text: str) -> str | None:
    """Return the pattern that matches exactly this text; ``None`` where there is none.

    PostgREST makes ``%`` of every ``*``, even of an escaped one, so that a literal asterisk cannot be said.
    """
    if "*" in text:
        return None
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def regex_of(text: str) -> str:
    """Return the regular expression of PostgreSQL that matches exactly this text."""
    return _NOT_LITERAL.sub(lambda found: "\\" + found[0], text)
