"""The values of SuiteQL: text, numbers, dates without a zone, moments with one, null; how they compare and show."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from crosstie.testing.netsuite.local_dates import read_span, show_date
from crosstie.testing.netsuite.refusals import refuse_query
from crosstie.testing.netsuite.rules import DateFormat, NetSuiteRules

__all__ = ["Value", "comparison", "number_of", "shown", "text_of"]

Value: TypeAlias = str | int | Decimal | datetime | None

_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(sign: str, rules: NetSuiteRules) -> Callable[[Value, Value], bool | None]:
    """Return a comparison; with a null it is neither true nor false."""
    compare = _SIGNS[sign]
    zone, preference = rules.zone, rules.date_format

    def compared(left: Value, right: Value) -> bool | None:
        if left is None or right is None:
            return None
        if type(left) is type(right) and (not isinstance(left, datetime) or left.tzinfo is right.tzinfo):  # type: ignore[union-attr]  # the same type
            return compare(left, right)
        return compare(*_aligned(left, right, zone, preference))

    return compared


def _aligned(left: Any, right: Any, zone: tzinfo, preference: DateFormat) -> tuple[Any, Any]:  # noqa: ANN401 - two values
    """Bring two values to one type: text becomes a number, or a date in the user's format; a date gets the zone."""
    if isinstance(left, datetime) or isinstance(right, datetime):
        one, other = _date_of(left, preference), _date_of(right, preference)
        if (one.tzinfo is None) != (other.tzinfo is None):
            return _zoned(one, zone), _zoned(other, zone)
        return one, other
    return number_of(left), number_of(right)


def _date_of(value: object, preference: DateFormat) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return read_span(str(value), preference)[0]
    except ValueError:
        refuse_query(f"{str(value)!r} is no date in the format {preference}")


def _zoned(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def number_of(value: Value) -> int | Decimal:
    """Return a value as a number.

    Raises:
        Refusal: 400 if it is none.
    """
    if isinstance(value, int | Decimal):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        refuse_query(f"{str(value)!r} is no number")


def text_of(value: Value, rules: NetSuiteRules) -> str:
    """Return a value as text: numbers without needless zeros, dates in the user's format without their time (4.1)."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, datetime):
        return show_date(value, rules.date_format)
    return str(value)


def shown(names: tuple[str, ...], values: list[Value], rules: NetSuiteRules) -> dict[str, object]:
    """Return a row of the answer: every value is text, a null is left out, and ``links`` is always there (4.1)."""
    row: dict[str, object] = {"links": []}
    for name, value in zip(names, values, strict=True):
        if value is not None:
            row[name] = text_of(value, rules)
    return row
