"""Bodies of both directions: rows to JSON and back, exact, and the numbers in ``Content-Range``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from math import isfinite
from typing import Any, Final, Generic, TypeVar

import attrs
import msgspec

from crosstie.core.messages import Response
from crosstie.errors import DecodeError, UsageError
from crosstie.models.excerpt import excerpt
from crosstie.systems.supabase.instants import settle
from crosstie.systems.supabase.rows import RowPlan

__all__ = ["Rows", "affected", "body_of", "decode_as", "last_key", "read_rows", "total_of"]

T = TypeVar("T")

_UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ArithmeticError)
_NO_CONTENT: Final = 204
_encoder: Final = msgspec.json.Encoder(decimal_format="number")
_raws: Final = msgspec.json.Decoder(list[msgspec.Raw])
_objects: Final = msgspec.json.Decoder(list[dict[str, Any]], float_hook=Decimal)


@attrs.frozen(kw_only=True)
class Rows(Generic[T]):
    """The rows of one answer.

    Attributes:
        items: The rows, in the order that was asked for. The server's row cap may have cut them short, silently.
        total: How many there are in all, where a count was asked for.
    """

    items: Sequence[T]
    total: int | None = None

    def __iter__(self) -> Iterator[T]:
        """Iterate over the rows."""
        return iter(self.items)

    def __len__(self) -> int:
        """Return how many came."""
        return len(self.items)


# -- reading -----------------------------------------------------------------------------------------------------------


def read_rows(response: Response, plan: RowPlan[T], zone: tzinfo | None) -> list[T]:
    """Read an array of rows; an answer without content (204) is none.

    Args:
        response: The answer.
        plan: What the rows are.
        zone: The zone of ``timestamp`` columns.

    Raises:
        DecodeError: The answer does not fit the class, or a time has no zone.
    """
    body = response.body
    if not body and response.status == _NO_CONTENT:
        return []
    rows: list[Any] = _decoded(plan.decoder, body, plan.label)  # Any: of the host's class
    if plan.unknown is not None:
        _keep_unknown(rows, _decoded(_objects, body, plan.label), plan, plan.unknown)
    if plan.instants:
        for row in rows:
            bare = settle(row, plan.instants, zone)
            if bare is not None:
                message = f"{plan.label}.{bare} came without a time zone."
                advice = "Make the column timestamptz, or declare the table's zone."
                raise DecodeError(message, advice=advice, excerpt=excerpt(body))
    return rows


def decode_as(response: Response, kind: Any) -> Any:  # noqa: ANN401 - any type expression, and a value of it
    """Read a body as any type that msgspec knows; an empty one is ``None``.

    Raises:
        DecodeError: It does not fit.
    """
    label = getattr(kind, "__name__", str(kind))
    body = response.body or b"null"
    return _decoded(msgspec.json.Decoder(kind, float_hook=Decimal), body, label)


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes, label: str) -> T:
    try:
        if not body.isascii():
            body.decode()  # msgspec skips unknown members without looking at their text
        return decoder.decode(body)
    except _UNREADABLE as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        message = f"The answer is not a readable {label}: {reason}."
        raise DecodeError(message, excerpt=excerpt(body)) from error


def _keep_unknown(rows: list[Any], plain: list[dict[str, Any]], plan: RowPlan[Any], field: str) -> None:
    known = {name for one in plan.fields for name in (one.name, one.column)}
    for row, members in zip(rows, plain, strict=True):
        rest = {name: value for name, value in members.items() if name not in known}
        object.__setattr__(row, field, rest)  # frozen for everybody but its maker


def last_key(response: Response, names: Sequence[str]) -> tuple[Any, ...]:
    """Return the values of some members of the last row, exactly as they came.

    Raises:
        DecodeError: One is missing or NULL: rows cannot be told apart by it.
    """
    last = _decoded(_raws, response.body, "list of rows")[-1]
    members: dict[str, Any] = decode_as(Response(status=response.status, body=bytes(last)), dict[str, Any])
    missing = [name for name in names if members.get(name) is None]
    if missing:
        message = f"The rows cannot be listed by {', '.join(missing)}: a row has none."
        raise DecodeError(message, advice="List by columns that every row has, such as the primary key.")
    return tuple(members[name] for name in names)


def total_of(response: Response) -> int | None:
    """Return the count behind the slash of ``Content-Range``, where one was asked for."""
    behind = response.headers.get("content-range", "").rpartition("/")[2]
    return int(behind) if behind.isascii() and behind.isdigit() else None


def affected(response: Response) -> int:
    """Return how many rows a write with ``count=exact`` touched.

    Raises:
        DecodeError: The answer does not say it.
    """
    total = total_of(response)
    if total is None:
        message = "The answer does not say how many rows there were."
        raise DecodeError(message, done="The call was carried out.", advice="Look whether a proxy drops Content-Range.")
    return total


# -- writing -----------------------------------------------------------------------------------------------------------


def body_of(value: object) -> bytes:
    """Encode rows or arguments, amounts as JSON numbers with all their digits.

    Raises:
        UsageError: JSON or the database cannot say a value: a time without a zone, NaN, bytes.
    """
    problem = next(_unsayable(value), None)
    if problem is not None:
        message = f"A value cannot be sent: {problem}."
        raise UsageError(message)
    try:
        return _encoder.encode(value)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        message = f"A value cannot be sent: {error}."
        raise UsageError(message) from error


def _unsayable(value: Any) -> Iterator[str]:  # noqa: ANN401 - any value of a row
    if isinstance(value, (Decimal, float)) and not (
        value.is_finite() if isinstance(value, Decimal) else isfinite(value)
    ):
        yield "a number is not finite"
    elif isinstance(value, datetime) and value.utcoffset() is None:
        yield "a datetime has no time zone"
    elif isinstance(value, (bytes, bytearray, memoryview)):
        yield "bytes have no form in JSON"
    else:
        for part in _parts(value):
            yield from _unsayable(part)


def _parts(value: Any) -> Iterable[Any]:  # noqa: ANN401 - any value of a row
    parts: Iterable[Any]
    if _is_one_of(value, dict):
        parts = value.values()
        return parts
    if _is_one_of(value, list, tuple, set, frozenset):
        parts = value
        return parts
    kind = value.__class__
    return (getattr(value, field.name) for field in attrs.fields(kind)) if attrs.has(kind) else ()


def _is_one_of(value: object, *kinds: type[Any]) -> bool:
    # A plain answer, so that checkers keep taking the value for what it is: anything.
    return isinstance(value, kinds)
