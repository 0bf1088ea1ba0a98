"""Expressions turned into functions of a row, or, in a grouped query, of the rows of a group."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol, TypeAlias

import attrs

from crosstie.testing.netsuite.refusals import refuse_query
from crosstie.testing.netsuite.suiteql.functions import AGGREGATES, Context, function, moment_of
from crosstie.testing.netsuite.suiteql.scope import Env, Evaluate, Scope
from crosstie.testing.netsuite.suiteql.steps import FOLDS, always, both, either, moved, pattern_of
from crosstie.testing.netsuite.suiteql.tree import (
    Between,
    Call,
    Case,
    Column,
    Constant,
    Expression,
    In,
    IsNull,
    Like,
    Negation,
    Operation,
    Parameter,
    Rank,
    RowNumber,
    Select,
    walk,
)
from crosstie.testing.netsuite.suiteql.values import Value, comparison, number_of, text_of

__all__ = ["Compiler", "Subquery"]

_MOMENTS: Final = frozenset({"CURRENT_TIMESTAMP", "CURRENT_DATE", "SYSDATE", "SYSTIMESTAMP"})
_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


class Subquery(Protocol):
    """Carries out a query inside a query, and names what references stand for."""

    def values_of(self, select: Select) -> set[Value]:
        """Return the values of the query's only column."""
        ...

    def display(self, target: str, value: Value) -> Value:
        """Return the text that a reference shows (``BUILTIN.DF``)."""
        ...


_Condition: TypeAlias = Operation | Negation | IsNull | Like | Between | In
_WorkedOut: TypeAlias = Parameter | Call | Case | _Condition


@attrs.frozen(kw_only=True)
class Compiler:
    """Compiles expressions.

    Attributes:
        scope: The tables.
        context: Rules and time.
        parameters: The values of ``?``.
        subquery: Carries out inner queries.
        slots: By :class:`Rank` or :class:`RowNumber`: the place in an env where it was worked out.
        grouped: Whether the functions take a list of envs, of which columns look at the first.
    """

    scope: Scope
    context: Context
    parameters: tuple[Value, ...]
    subquery: Subquery
    slots: Mapping[Expression, int]
    grouped: bool = False

    def __call__(self, expression: Expression) -> Evaluate:
        """Compile an expression.

        Raises:
            Refusal: 400 for what there is none of.
        """
        match expression:
            case Constant(value):
                return always(value)
            case Column():
                place, get = self.scope.place_of(expression), self.scope.field(expression).get
                return self._of_row(lambda env: None if env[place] is None else get(env[place]))
            case Rank() | RowNumber():
                return self._slot(expression)
            case _:
                return self._worked_out(expression)

    def _worked_out(self, expression: _WorkedOut) -> Evaluate:
        match expression:
            case Parameter(place):
                return always(self.parameters[place])
            case Call():
                return self._call(expression)
            case Case():
                return self._case(expression)
            case _:
                return self._condition(expression)

    def _of_row(self, evaluate: Evaluate) -> Evaluate:
        if not self.grouped:
            return evaluate
        return lambda group: evaluate(group[0]) if group else None

    def _slot(self, expression: Rank | RowNumber) -> Evaluate:
        if expression not in self.slots:
            refuse_query("ROWNUM and ROW_NUMBER are played in the selected columns, and ROWNUM <= n in WHERE")
        place = self.slots[expression]
        return self._of_row(lambda env: env[place])

    # -- functions ----------------------------------------------------------------------------------------------------

    def _call(self, call: Call) -> Evaluate:
        if call.name in AGGREGATES:
            return self._aggregate(call)
        if call.name in _MOMENTS:
            return always(moment_of(call.name, self.context))
        if call.name == "BUILTIN.DF":
            return self._display(call)
        carry_out, context = function(call.name, len(call.arguments)), self.context
        arguments = [self(argument) for argument in call.arguments]
        if not any(
            isinstance(node, Column | Rank | RowNumber | Call) for part in call.arguments for node in walk(part)
        ):
            # The same for every row, such as the moment of a change-since query: worked out once.
            return always(carry_out(context, [argument(()) for argument in arguments]))
        return lambda env: carry_out(context, [argument(env) for argument in arguments])

    def _display(self, call: Call) -> Evaluate:
        if len(call.arguments) != 1 or not isinstance(call.arguments[0], Column):
            refuse_query("BUILTIN.DF takes one column")
        column = call.arguments[0]
        place, field, display = self.scope.place_of(column), self.scope.field(column), self.subquery.display
        told = field.display

        def show(env: Env) -> Value:
            if env[place] is None:
                return None
            return told(env[place]) if told is not None else display(field.target, field.get(env[place]))

        return self._of_row(show)

    def _aggregate(self, call: Call) -> Evaluate:
        if not self.grouped:
            refuse_query(f"{call.name} stands where there is no group")
        if call.star:
            return len
        plain = attrs.evolve(self, grouped=False)(call.arguments[0])
        fold = FOLDS[call.name]

        def aggregate(group: list[Env]) -> Value:
            values: Iterable[Value] = [value for value in map(plain, group) if value is not None]
            return fold(list(dict.fromkeys(values)) if call.distinct else list(values))

        return aggregate

    def _case(self, case: Case) -> Evaluate:
        branches = [(self(condition), self(value)) for condition, value in case.branches]
        otherwise = self(case.otherwise)

        def choose(env: Any) -> Any:  # noqa: ANN401 - a row, or the rows of a group
            return next((value(env) for condition, value in branches if condition(env) is True), otherwise(env))

        return choose

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _condition(self, expression: _Condition) -> Evaluate:
        match expression:
            case Operation():
                return self._operation(expression)
            case Negation():
                return self._negation(expression)
            case IsNull(inner, negated):
                value = self(inner)
                return lambda env: (value(env) is None) != negated
            case Like():
                return self._like(expression)
            case Between(inner, low, high, negated):
                whole = Operation("AND", Operation(">=", inner, low), Operation("<=", inner, high))
                return self(Negation("NOT", whole) if negated else whole)
            case In():
                return self._in(expression)

    def _operation(self, operation: Operation) -> Evaluate:
        left, right = self(operation.left), self(operation.right)
        match operation.operator:
            case "AND":
                return lambda env: both(left(env), right, env)
            case "OR":
                return lambda env: either(left(env), right, env)
            case "||":
                rules = self.context.rules
                parts = (left, right)
                return lambda env: (
                    "".join(text_of(value, rules) for part in parts if (value := part(env)) is not None) or None
                )
            case "+" | "-" | "*" | "/":
                return self._arithmetic(operation.operator, left, right)
            case sign:
                compare = comparison(sign, self.context.rules)
                return lambda env: compare(left(env), right(env))

    def _arithmetic(self, sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
        def work_out(env: Any) -> Value:  # noqa: ANN401 - a row, or the rows of a group
            one, other = left(env), right(env)
            if one is None or other is None:
                return None
            if isinstance(one, datetime):
                return moved(one, other, sign)
            if sign == "/":
                return Decimal(number_of(one)) / Decimal(number_of(other))
            found: Value = _ARITHMETIC[sign](number_of(one), number_of(other))
            return found

        return work_out

    def _negation(self, negation: Negation) -> Evaluate:
        inner = self(negation.inner)
        if negation.operator == "-":
            return lambda env: None if (value := inner(env)) is None else -number_of(value)
        return lambda env: None if (value := inner(env)) is None else not value

    def _like(self, like: Like) -> Evaluate:
        inner, pattern, rules = self(like.inner), self(like.pattern), self.context.rules

        def matches(env: Any) -> bool | None:  # noqa: ANN401 - a row, or the rows of a group
            value, wanted = inner(env), pattern(env)
            if value is None or wanted is None:
                return None
            found = pattern_of(str(wanted), like.escape).fullmatch(text_of(value, rules)) is not None
            return found != like.negated

        return matches

    def _in(self, condition: In) -> Evaluate:
        inner = self(condition.inner)
        compare = comparison("=", self.context.rules)
        if isinstance(condition.options, Select):
            found = self.subquery.values_of(condition.options)
            options: list[Evaluate] = [always(value) for value in found]
        else:
            options = [self(option) for option in condition.options]

        def among(env: Any) -> bool | None:  # noqa: ANN401 - a row, or the rows of a group
            value = inner(env)
            answers = [compare(value, option(env)) for option in options]
            if True in answers:
                return not condition.negated
            return None if None in answers else condition.negated

        return among
