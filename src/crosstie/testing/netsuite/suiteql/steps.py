"""Small steps that compiled expressions are made of: three-valued logic, patterns, dates, folds of many values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from crosstie.testing.netsuite.suiteql.scope import Evaluate
from crosstie.testing.netsuite.suiteql.values import Value, number_of

__all__ = ["FOLDS", "always", "both", "either", "moved", "pattern_of"]


def always(value: Value) -> Evaluate:
    """Return what gives this value for every row."""
    return lambda _env: value


def both(left: Any, right: Evaluate, env: Any) -> bool | None:  # noqa: ANN401 - true, false or unknown
    """Say whether both sides hold; ``None`` is unknown."""
    if left is False:
        return False
    other = right(env)
    if other is False:
        return False
    return None if left is None or other is None else True


def either(left: Any, right: Evaluate, env: Any) -> bool | None:  # noqa: ANN401 - true, false or unknown
    """Say whether one side holds; ``None`` is unknown."""
    if left is True:
        return True
    other = right(env)
    if other is True:
        return True
    return None if left is None or other is None else False


def moved(moment: datetime, by: Value, sign: str) -> Value:
    """Add days to a date, or subtract days or another date from it."""
    if isinstance(by, datetime):
        return Decimal(str((moment - by).total_seconds())) / 86400
    days = timedelta(days=float(number_of(by)))
    return moment + days if sign == "+" else moment - days


@lru_cache(maxsize=64)
def pattern_of(pattern: str, escape: str | None) -> re.Pattern[str]:
    """Return the expression that a ``LIKE`` pattern stands for."""
    pieces: list[str] = []
    signs = iter(pattern)
    for sign in signs:
        if escape is not None and sign == escape:
            pieces.append(re.escape(next(signs, "")))
        else:
            pieces.append({"%": ".*", "_": "."}.get(sign) or re.escape(sign))
    return re.compile("".join(pieces), re.DOTALL)


def _count(values: list[Value]) -> Value:
    return len(values)


def _sum(values: list[Value]) -> Value:
    return sum((number_of(value) for value in values), Decimal(0)) if values else None


def _average(values: list[Value]) -> Value:
    return Decimal(number_of(_sum(values))) / len(values) if values else None


def _least(values: list[Any]) -> Value:
    return min(values, default=None)


def _greatest(values: list[Any]) -> Value:
    return max(values, default=None)


FOLDS: Final[Mapping[str, Callable[[list[Value]], Value]]] = {
    "COUNT": _count,
    "SUM": _sum,
    "AVG": _average,
    "MIN": _least,
    "MAX": _greatest,
}
"""What aggregates make of the values of a group, nulls left out."""
