"""The functions of SuiteQL that are available (fact sheet 4.2); any other is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, TypeAlias

import attrs

from crosstie.testing.netsuite.refusals import refuse_query
from crosstie.testing.netsuite.rules import NetSuiteRules
from crosstie.testing.netsuite.suiteql.masks import read_moment, show_moment
from crosstie.testing.netsuite.suiteql.values import Value, number_of, text_of

__all__ = ["AGGREGATES", "Context", "Function", "function", "moment_of"]

AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG"})
"""Functions of many rows."""

_ZONES: Final = {"GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_DEFAULT_MASK: Final = "YYYY-MM-DD HH24:MI:SS"


@attrs.frozen(kw_only=True)
class Context:
    """What functions need to know.

    Attributes:
        rules: The account's rules.
        now: The time.
    """

    rules: NetSuiteRules
    now: datetime


Function: TypeAlias = Callable[[Context, list[Value]], Value]


def function(name: str, arguments: int) -> Function:
    """Return a function.

    Raises:
        Refusal: 400 for one that is not available, such as ``LISTAGG``, or a wrong number of arguments.
    """
    known = _FUNCTIONS.get(name)
    if known is None:
        refuse_query(f"Unknown function '{name}'")
    least, most, carry_out = known
    if not least <= arguments <= most:
        refuse_query(f"{name} does not take {arguments} arguments")
    return carry_out


def moment_of(name: str, context: Context) -> datetime:
    """Return the present: with the session's zone, or without any.

    Raises:
        Refusal: 400 for ``CURRENT_DATE``, unless the account's rules say that it works (4.2).
    """
    local = context.now.astimezone(context.rules.zone)
    if name == "CURRENT_DATE" and not context.rules.current_date_works:
        refuse_query("Unknown identifier 'CURRENT_DATE'")
    return local if name in {"CURRENT_TIMESTAMP", "SYSTIMESTAMP"} else local.replace(tzinfo=None, microsecond=0)


# -- dates -------------------------------------------------------------------------------------------------------------


def _to_char(context: Context, values: list[Value]) -> Value:
    value = values[0]
    if isinstance(value, datetime):
        return show_moment(value, str(values[1])) if len(values) > 1 else text_of(value, context.rules)
    return None if value is None else text_of(value, context.rules)


def _to_moment(_context: Context, values: list[Value]) -> Value:
    if values[0] is None or isinstance(values[0], datetime):
        return values[0]
    return read_moment(str(values[0]), str(values[1]) if len(values) > 1 else _DEFAULT_MASK)


def _moment(value: Value) -> datetime:
    if not isinstance(value, datetime):
        refuse_query(f"{value!r} is no date")
    return value


def _sys_extract_utc(context: Context, values: list[Value]) -> Value:
    if values[0] is None:
        return None
    moment = _moment(values[0])
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=context.rules.zone)
    return zoned.astimezone(UTC).replace(tzinfo=None)


def _from_tz(_context: Context, values: list[Value]) -> Value:
    return None if values[0] is None else _moment(values[0]).replace(tzinfo=_zone(str(values[1])))


def _new_time(_context: Context, values: list[Value]) -> Value:
    if values[0] is None:
        return None
    given = _moment(values[0]).replace(tzinfo=_zone(str(values[1])))
    return given.astimezone(_zone(str(values[2]))).replace(tzinfo=None)


def _tz_offset(_context: Context, values: list[Value]) -> Value:
    seconds = int(_zone(str(values[0])).utcoffset(None).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def _zone(name: str) -> timezone:
    if name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    try:
        sign = -1 if name[0] == "-" else 1
        hours, minutes = name.lstrip("+-").split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
    except (ValueError, IndexError):
        refuse_query(f"the time zone {name!r} is not known")


def _trunc(_context: Context, values: list[Value]) -> Value:
    value = values[0]
    if not isinstance(value, datetime):
        return None if value is None else int(number_of(value))
    midnight = value.replace(hour=0, minute=0, second=0, microsecond=0)
    match str(values[1]).upper() if len(values) > 1 else "DD":
        case "DD" | "DDD":
            return midnight
        case "MM" | "MONTH":
            return midnight.replace(day=1)
        case "YYYY" | "YEAR" | "YY":
            return midnight.replace(month=1, day=1)
        case other:
            return refuse_query(f"TRUNC by {other} is not played by this simulator")


# -- text and numbers --------------------------------------------------------------------------------------------------


def _coalesce(_context: Context, values: list[Value]) -> Value:
    return next((value for value in values if value is not None), None)


def _nvl2(_context: Context, values: list[Value]) -> Value:
    return values[2] if values[0] is None else values[1]


def _decode(_context: Context, values: list[Value]) -> Value:
    """Oracle's ``DECODE``: pairs of value and result, then what remains; a null equals a null."""
    pairs = values[1:]
    rest: Value = None
    if len(pairs) % 2:
        rest = pairs.pop()
    for wanted, result in zip(pairs[::2], pairs[1::2], strict=True):
        if wanted == values[0]:
            return result
    return rest


def _substr(context: Context, values: list[Value]) -> Value:
    if values[0] is None:
        return None
    whole, start = text_of(values[0], context.rules), int(number_of(values[1]))
    begin = start - 1 if start > 0 else max(len(whole) + start, 0) if start < 0 else 0
    piece = whole[begin:] if len(values) == 2 else whole[begin : begin + max(int(number_of(values[2])), 0)]  # noqa: PLR2004 - no length
    return piece or None


def _text(change: Callable[[str], str | int | None]) -> Function:
    def carry_out(context: Context, values: list[Value]) -> Value:
        return None if values[0] is None else change(text_of(values[0], context.rules))

    return carry_out


def _replace(context: Context, values: list[Value]) -> Value:
    whole, old, new = (None if value is None else text_of(value, context.rules) for value in values)
    return whole if whole is None or old is None else whole.replace(old, new or "") or None


def _instr(context: Context, values: list[Value]) -> Value:
    if values[0] is None or values[1] is None:
        return None
    return text_of(values[0], context.rules).find(text_of(values[1], context.rules)) + 1


def _round(_context: Context, values: list[Value]) -> Value:
    if values[0] is None:
        return None
    places = int(number_of(values[1])) if len(values) > 1 else 0
    return Decimal(number_of(values[0])).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _to_number(_context: Context, values: list[Value]) -> Value:
    return None if values[0] is None else number_of(values[0])


def _abs(_context: Context, values: list[Value]) -> Value:
    value = None if values[0] is None else Decimal(number_of(values[0]))
    return None if value is None else value.copy_abs()


_FUNCTIONS: Final[Mapping[str, tuple[int, int, Function]]] = {
    "TO_CHAR": (1, 2, _to_char),
    "TO_DATE": (1, 2, _to_moment),
    "TO_TIMESTAMP": (1, 2, _to_moment),
    "TO_TIMESTAMP_TZ": (2, 2, _to_moment),
    "SYS_EXTRACT_UTC": (1, 1, _sys_extract_utc),
    "FROM_TZ": (2, 2, _from_tz),
    "NEW_TIME": (3, 3, _new_time),
    "TZ_OFFSET": (1, 1, _tz_offset),
    "TRUNC": (1, 2, _trunc),
    "NVL": (2, 2, _coalesce),
    "NVL2": (3, 3, _nvl2),
    "COALESCE": (2, 100, _coalesce),
    "DECODE": (3, 255, _decode),
    "SUBSTR": (2, 3, _substr),
    "LENGTH": (1, 1, _text(len)),
    "UPPER": (1, 1, _text(str.upper)),
    "LOWER": (1, 1, _text(str.lower)),
    "TRIM": (1, 1, _text(lambda value: value.strip() or None)),
    "REPLACE": (3, 3, _replace),
    "INSTR": (2, 2, _instr),
    "ROUND": (1, 2, _round),
    "ABS": (1, 1, _abs),
    "TO_NUMBER": (1, 1, _to_number),
}
"""By name: the least and the most arguments, and what carries it out."""
