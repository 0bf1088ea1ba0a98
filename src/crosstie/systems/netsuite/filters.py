"""Filters of lists, the ``q=`` of the record API (fact sheet: netsuite.md, 2.4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

from crosstie.errors import UsageError

__all__ = ["Filter", "Value", "condition"]

Value: TypeAlias = str | int | Decimal | bool | date
"""What a field is compared with. Times of day are left out: nobody knows in which zone they would be read."""

_FIELD: Final = re.compile(r"(?!(?:AND|OR)\Z)[A-Za-z][A-Za-z0-9_]*")
_FORMAT: Final = re.compile(r"(?=.*Y)(?=.*M)(?=.*D)(?:YYYY|YY|MM?|DD?)(?:[/.-](?:YYYY|YY|MM?|DD?)){2}")
_PART: Final = re.compile(r"YYYY|YY|MM?|DD?")
_CENTURY: Final = range(2000, 2100)


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _is_day(value: Value) -> bool:
    return isinstance(value, date)


def _is_choice(value: Value) -> bool:
    return isinstance(value, str) or _is_number(value)


def _is_plain(value: Value) -> bool:
    return isinstance(value, (str, bool))


@attrs.frozen
class _Operator:
    """What an operator takes: how many values, at most ``most`` where that is not ``None``, and of which kind."""

    least: int
    most: int | None
    takes: Callable[[Value], bool]
    kind: str

    def fits(self, values: tuple[Value, ...]) -> bool:
        return len(values) >= self.least and (self.most is None or len(values) <= self.most)

    @property
    def listed(self) -> bool:
        return self.most != 1 and self.least > 0


def _known() -> dict[str, _Operator]:
    found = {"EMPTY": _Operator(0, 0, _is_plain, ""), "EMPTY_NOT": _Operator(0, 0, _is_plain, "")}
    # Ends-with is printed in two spellings, one for each form.
    found |= dict.fromkeys(("ENDWITH", "END_WITH_NOT"), _Operator(1, 1, _is_text, "text"))
    text, number = _Operator(1, 1, _is_text, "text"), _Operator(1, 1, _is_number, "a number")
    kinds: Mapping[str, _Operator] = {
        "IS": _Operator(1, 1, _is_plain, "text, or True or False"),
        **dict.fromkeys(("CONTAIN", "START_WITH"), text),
        **dict.fromkeys(("EQUAL", "GREATER", "GREATER_OR_EQUAL", "LESS", "LESS_OR_EQUAL"), number),
        **dict.fromkeys(("BETWEEN", "WITHIN"), _Operator(2, 2, _is_number, "two numbers")),
        "ANY_OF": _Operator(1, None, _is_choice, "numbers or ids"),
        **dict.fromkeys(("ON", "AFTER", "BEFORE", "ON_OR_AFTER", "ON_OR_BEFORE"), _Operator(1, 1, _is_day, "a date")),
    }
    return found | {f"{name}{negated}": kind for name, kind in kinds.items() for negated in ("", "_NOT")}


_OPERATORS: Final = _known()


@attrs.frozen
class Filter:
    """A condition; ``&`` and ``|`` join two, each in parentheses so that nothing depends on which binds tighter."""

    text: str

    def __and__(self, other: Filter) -> Filter:
        """Both hold."""
        return Filter(f"({self.text}) AND ({other.text})")

    def __or__(self, other: Filter) -> Filter:
        """One of them holds."""
        return Filter(f"({self.text}) OR ({other.text})")


def condition(field: str, operator: str, *values: Value, date_format: str | None = None) -> Filter:
    """Compare a body field.

    >>> from datetime import date
    >>> from crosstie.systems.netsuite import condition
    >>> condition("companyName", "START_WITH", "Acme Tile").text
    'companyName START_WITH "Acme Tile"'
    >>> condition("creditLimit", "BETWEEN", 100, 200).text
    'creditLimit BETWEEN [100, 200]'
    >>> condition("tranDate", "ON_OR_AFTER", date(2026, 11, 2), date_format="D.M.YYYY").text
    'tranDate ON_OR_AFTER "2.11.2026"'

    ===================  ========================================================================================
    of                   operators
    ===================  ========================================================================================
    any field            ``EMPTY``, ``EMPTY_NOT``, without value
    true or false        ``IS``
    text                 ``IS``, ``CONTAIN``, ``START_WITH``, ``ENDWITH`` (``END_WITH_NOT``)
    numbers, ids         ``EQUAL``, ``GREATER``, ``GREATER_OR_EQUAL``, ``LESS``, ``LESS_OR_EQUAL``, ``BETWEEN`` and
                         ``WITHIN`` with two values, ``ANY_OF`` with any number of them
    dates                ``ON``, ``AFTER``, ``BEFORE``, ``ON_OR_AFTER``, ``ON_OR_BEFORE``
    ===================  ========================================================================================

    Args:
        field: Its wire name, such as ``email``; one that the account's metadata calls filterable.
        operator: One of the above; with ``_NOT`` behind it, the contrary.
        values: None, one or several, as the operator needs.
        date_format: How the user of the login prefers dates to be written, such as ``M/D/YYYY``; needed for dates,
            because NetSuite reads them like that and in no other way. A wrong one finds other days.

    Raises:
        UsageError: The field is no name, the operator is unknown or takes other values, a text holds a double quote or
            backslash, for which no spelling is documented, or it is not known how to write a date.
    """
    if not _FIELD.fullmatch(field):
        message = f"{field!r} is not the name of a field."
        raise UsageError(message)
    known = _OPERATORS.get(operator)
    if known is None or not known.fits(values) or not all(map(known.takes, values)):
        takes = f" {operator} takes {known.kind or 'no value'}." if known is not None else ""
        message = f"{operator!r} is not an operator for these {len(values)} values.{takes}"
        raise UsageError(message)
    told = [_literal(value, date_format) for value in values]
    if known.listed:
        return Filter(f"{field} {operator} [{', '.join(told)}]")
    return Filter(" ".join([field, operator, *told]))


def _literal(value: Value, date_format: str | None) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{_quotable(value)}"'
        case datetime():
            message = "A filter takes no time of day: nobody knows in which zone NetSuite would read it."
            raise UsageError(message, advice="Pass a date, or ask for changes, or by SuiteQL.")
        case date():
            return f'"{_written(value, date_format)}"'
        case Decimal() if not value.is_finite():
            message = "A filter needs a finite number."
            raise UsageError(message)
        case _:
            return format(value, "f") if isinstance(value, Decimal) else str(value)


def _quotable(text: str) -> str:
    """Return a text that nothing in it can end: no way is documented to write a quote inside quotes."""
    if '"' in text or "\\" in text or any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        message = "A filter cannot hold a double quote, a backslash or a control character."
        raise UsageError(message, advice="Ask by SuiteQL, with a parameter.")
    return text


def _written(day: date, date_format: str | None) -> str:
    if date_format is None or not _FORMAT.fullmatch(date_format):
        message = "A date in a filter is read as the user of the login prefers it, and that is not known."
        raise UsageError(message, advice="Pass date_format, such as M/D/YYYY, or ask by SuiteQL.")
    if "YYYY" not in date_format and day.year not in _CENTURY:
        message = f"{date_format} cannot tell the century of {day:%Y}."
        raise UsageError(message)
    parts = {
        "YYYY": f"{day.year:04d}",
        "YY": f"{day.year % 100:02d}",
        "MM": f"{day.month:02d}",
        "M": str(day.month),
        "DD": f"{day.day:02d}",
        "D": str(day.day),
    }
    return _PART.sub(lambda found: parts[found.group()], date_format)
