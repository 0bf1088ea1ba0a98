"""Filters of lists, the ``q=`` of the record API (fact sheet: netsuite.md, 2.4)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

from crosstie.errors import UsageError

__all__ = ["Filter", "Value", "condition"]

Value: TypeAlias = str | int | Decimal | bool
"""What a field is compared with. Dates are left out: they would have to be in the format of the token's user."""

_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ALONE: Final = frozenset({"EMPTY", "EMPTY_NOT"})
_SEVERAL: Final = frozenset({"BETWEEN", "BETWEEN_NOT", "WITHIN", "WITHIN_NOT", "ANY_OF", "ANY_OF_NOT"})
_ONE: Final = frozenset(
    f"{operator}{negated}"
    for operator in ("IS", "CONTAIN", "START_WITH", "EQUAL", "GREATER", "GREATER_OR_EQUAL", "LESS", "LESS_OR_EQUAL")
    for negated in ("", "_NOT")
)


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


def condition(field: str, operator: str, *values: Value) -> Filter:
    """Compare a body field.

    >>> from crosstie.systems.netsuite import condition
    >>> condition("companyName", "START_WITH", "Acme Tile").text
    'companyName START_WITH "Acme Tile"'
    >>> condition("creditLimit", "BETWEEN", 100, 200).text
    'creditLimit BETWEEN [100, 200]'

    Args:
        field: Its wire name, such as ``email``.
        operator: Such as ``IS``, ``START_WITH``, ``EQUAL``, ``ANY_OF``, ``EMPTY``; ``_NOT`` behind it negates.
        values: None, one or several, as the operator needs.

    Raises:
        UsageError: The field is no name, the operator is unknown or needs another number of values, or a text holds
            a double quote or backslash, for which no spelling is documented.
    """
    if not _FIELD.fullmatch(field):
        message = f"{field!r} is not the name of a field."
        raise UsageError(message)
    if operator in _ALONE and not values:
        return Filter(f"{field} {operator}")
    if operator in _SEVERAL and values:
        return Filter(f"{field} {operator} [{', '.join(map(_literal, values))}]")
    if operator in _ONE and len(values) == 1:
        return Filter(f"{field} {operator} {_literal(values[0])}")
    message = f"{operator!r} is not an operator that takes {len(values)} values."
    raise UsageError(message)


def _literal(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            if '"' in value or "\\" in value or not value.isprintable():
                message = "A filter cannot hold a double quote, a backslash or a control character."
                raise UsageError(message, advice="Ask by SuiteQL, with a parameter.")
            return f'"{value}"'
        case Decimal() if not value.is_finite():
            message = "A filter needs a finite number."
            raise UsageError(message)
        case _:
            return format(value, "f") if isinstance(value, Decimal) else str(value)
