"""A parsed SuiteQL query."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, TypeAlias

import attrs

__all__ = [
    "Between",
    "Call",
    "Case",
    "Column",
    "Constant",
    "Expression",
    "In",
    "IsNull",
    "Like",
    "Negation",
    "Operation",
    "Order",
    "Parameter",
    "Projection",
    "Rank",
    "RowNumber",
    "Select",
    "Source",
    "Star",
    "walk",
]


@attrs.frozen
class Constant:
    """A text, a number or null; an empty text is null, as in Oracle."""

    value: str | int | Decimal | None


@attrs.frozen
class Parameter:
    """A ``?``, by its place from 0."""

    place: int


@attrs.frozen
class Column:
    """A column, of a table if one is named."""

    table: str | None
    name: str


@attrs.frozen(kw_only=True)
class Call:
    """A function, such as ``BUILTIN.DF`` or ``COUNT(DISTINCT …)``."""

    name: str
    arguments: tuple[Expression, ...]
    star: bool = False
    distinct: bool = False


@attrs.frozen
class Operation:
    """Two sides of an operator."""

    operator: str
    left: Expression
    right: Expression


@attrs.frozen
class Negation:
    """``NOT`` of a condition, or minus of a number."""

    operator: Literal["NOT", "-"]
    inner: Expression


@attrs.frozen
class IsNull:
    """``IS NULL``, or ``IS NOT NULL``."""

    inner: Expression
    negated: bool


@attrs.frozen
class Like:
    """``LIKE`` with an escape character, if one is given."""

    inner: Expression
    pattern: Expression
    escape: str | None
    negated: bool


@attrs.frozen
class Between:
    """``BETWEEN``, both ends included."""

    inner: Expression
    low: Expression
    high: Expression
    negated: bool


@attrs.frozen
class In:
    """``IN`` a list or the only column of a query."""

    inner: Expression
    options: tuple[Expression, ...] | Select
    negated: bool


@attrs.frozen
class Case:
    """``CASE WHEN … THEN … ELSE … END``."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


@attrs.frozen
class Order:
    """One key of an order."""

    key: Expression
    descending: bool


@attrs.frozen
class Rank:
    """``ROW_NUMBER() OVER (PARTITION BY … ORDER BY …)``."""

    partition: tuple[Expression, ...]
    order: tuple[Order, ...]


@attrs.frozen
class RowNumber:
    """``ROWNUM``: the number of a row before any order (4.2)."""


Expression: TypeAlias = (
    Constant | Parameter | Column | Call | Operation | Negation | IsNull | Like | Between | In | Case | Rank | RowNumber
)


@attrs.frozen
class Projection:
    """One column of the result."""

    value: Expression
    alias: str | None


@attrs.frozen
class Star:
    """All columns, of one table if it is named."""

    table: str | None


@attrs.frozen(kw_only=True)
class Source:
    """A table or query in ``FROM``.

    Attributes:
        origin: The table's name, or a query.
        alias: What it is called.
        how: How it is joined to those before it; ``comma`` is the Oracle form.
        on: The condition of a join.
    """

    origin: str | Select
    alias: str
    how: Literal["first", "comma", "inner", "left"] = "first"
    on: Expression | None = None


@attrs.frozen(kw_only=True)
class Select:
    """A whole query."""

    columns: tuple[Projection | Star, ...]
    sources: tuple[Source, ...]
    distinct: bool = False
    where: Expression | None = None
    group: tuple[Expression, ...] = ()
    having: Expression | None = None
    order: tuple[Order, ...] = ()
    fetch: int | None = None


def walk(expression: Expression) -> Iterator[Expression]:
    """Return an expression and all that it is made of, but for queries inside it."""
    yield expression
    for inner in _inner(expression):
        yield from walk(inner)


def _inner(expression: Expression) -> tuple[Expression, ...]:  # noqa: PLR0911 - one line for each form
    match expression:
        case Call(arguments=arguments):
            return arguments
        case Operation(_, left, right):
            return left, right
        case Negation(_, inner) | IsNull(inner):
            return (inner,)
        case Like(inner, pattern):
            return inner, pattern
        case Between(inner, low, high):
            return inner, low, high
        case In(inner, options):
            return (inner, *options) if isinstance(options, tuple) else (inner,)
        case Case(branches, otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case Rank(partition, order):
            return (*partition, *(key.key for key in order))
        case _:
            return ()
