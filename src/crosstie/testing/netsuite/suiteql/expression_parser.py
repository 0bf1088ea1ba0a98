"""The parser of SuiteQL's expressions and conditions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from crosstie.testing.netsuite.refusals import refuse_query
from crosstie.testing.netsuite.suiteql.tokens import KEYWORDS, Reader
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
    Order,
    Parameter,
    Rank,
    RowNumber,
    Select,
)

__all__ = ["ExpressionParser"]

_COMPARISONS: Final = ("=", "<>", "!=", "<=", ">=", "<", ">")
_BARE: Final = frozenset({"CURRENT_TIMESTAMP", "CURRENT_DATE", "SYSDATE", "SYSTIMESTAMP"})


class ExpressionParser:
    """Reads expressions from a reader that the statement's parser shares.

    Attributes:
        parameters: How many ``?`` were read so far.
    """

    def __init__(self, reader: Reader, subquery: Callable[[], Select]) -> None:
        """Read from here; ``subquery`` reads a query inside parentheses."""
        self.parameters: int = 0
        self._reader = reader
        self._subquery = subquery

    # -- conditions ---------------------------------------------------------------------------------------------------

    def condition(self) -> Expression:
        """Read a condition; AND binds tighter than OR."""
        left = self._both()
        while self._reader.accept("OR"):
            left = Operation("OR", left, self._both())
        return left

    def _both(self) -> Expression:
        left = self._maybe_not()
        while self._reader.accept("AND"):
            left = Operation("AND", left, self._maybe_not())
        return left

    def _maybe_not(self) -> Expression:
        if self._reader.accept("NOT"):
            return Negation("NOT", self._maybe_not())
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self.value()
        reader = self._reader
        for sign in _COMPARISONS:
            if reader.accept(sign):
                return Operation("<>" if sign == "!=" else sign, left, self.value())
        if reader.accept("IS"):
            negated = reader.accept("NOT")
            reader.expect("NULL")
            return IsNull(left, negated)
        negated = reader.accept("NOT")
        if reader.accept("LIKE"):
            pattern = self.value()
            return Like(left, pattern, reader.take().text[1:-1] if reader.accept("ESCAPE") else None, negated)
        if reader.accept("BETWEEN"):
            low = self.value()
            reader.expect("AND")
            return Between(left, low, self.value(), negated)
        if reader.accept("IN"):
            return In(left, self._options(), negated)
        if negated:
            refuse_query("NOT stands where an operator was expected")
        return left

    def _options(self) -> tuple[Expression, ...] | Select:
        self._reader.expect("(")
        if self._reader.peek().upper == "SELECT":
            found: tuple[Expression, ...] | Select = self._subquery()
        else:
            found = self._arguments()
        self._reader.expect(")")
        return found

    # -- values -------------------------------------------------------------------------------------------------------

    def value(self) -> Expression:
        """Read a value: sums, differences and concatenations of terms."""
        left = self._term()
        while (sign := self._reader.peek().text) in {"+", "-", "||"} and self._reader.peek().kind == "sign":
            self._reader.take()
            left = Operation(sign, left, self._term())
        return left

    def orders(self) -> tuple[Order, ...]:
        """Read the keys of an order."""
        found = [self._order()]
        while self._reader.accept(","):
            found.append(self._order())
        return tuple(found)

    def _order(self) -> Order:
        key = self.value()
        descending = self._reader.accept("DESC")
        if not descending:
            self._reader.accept("ASC")
        return Order(key, descending)

    def _term(self) -> Expression:
        left = self._factor()
        while (sign := self._reader.peek().text) in {"*", "/"} and self._reader.peek().kind == "sign":
            self._reader.take()
            left = Operation(sign, left, self._factor())
        return left

    def _factor(self) -> Expression:
        if self._reader.accept("-"):
            return Negation("-", self._factor())
        if self._reader.accept("("):
            inside = self.condition()
            self._reader.expect(")")
            return inside
        token = self._reader.peek()
        match token.kind:
            case "text":
                self._reader.take()
                return Constant(token.text[1:-1].replace("''", "'") or None)
            case "number":
                self._reader.take()
                return Constant(int(token.text) if token.text.isdecimal() else Decimal(token.text))
            case "sign":
                return self._parameter()
            case "word":
                return self._word()

    def _parameter(self) -> Expression:
        self._reader.expect("?")
        self.parameters += 1
        return Parameter(self.parameters - 1)

    def _word(self) -> Expression:
        reader = self._reader
        if reader.accept("NULL"):
            return Constant(None)
        if reader.accept("CASE"):
            return self._case()
        if reader.accept("ROWNUM"):
            return RowNumber()
        # A few unavailable functions are named like keywords: they are read, and refused by their name.
        first = reader.peek().upper
        if first in KEYWORDS and reader.peek(1).text != "(":
            refuse_query(f"{reader.peek().text!r} was not expected")
        name = reader.take().text.strip('"').lower()
        if name.upper() in _BARE:
            return Call(name=name.upper(), arguments=())
        if reader.accept("."):
            return self._qualified(name)
        return self._call(name) if reader.accept("(") else Column(None, name)

    def _qualified(self, table: str) -> Expression:
        inner = self._reader.name("a column")
        return self._call(f"{table}.{inner}") if self._reader.accept("(") else Column(table, inner)

    def _call(self, name: str) -> Expression:
        reader = self._reader
        if reader.accept("*"):
            reader.expect(")")
            return Call(name=name.upper(), arguments=(), star=True)
        distinct = reader.accept("DISTINCT")
        arguments = () if reader.peek().text == ")" else self._arguments()
        reader.expect(")")
        if reader.accept("OVER"):
            return self._rank(name)
        return Call(name=name.upper(), arguments=arguments, distinct=distinct)

    def _arguments(self) -> tuple[Expression, ...]:
        found = [self.value()]
        while self._reader.accept(","):
            found.append(self.value())
        return tuple(found)

    def _rank(self, name: str) -> Expression:
        if name != "row_number":
            refuse_query(f"the window function {name.upper()} is not played by this simulator")
        self._reader.expect("(")
        partition = self._arguments() if self._reader.accept("PARTITION", "BY") else ()
        self._reader.expect("ORDER", "BY")
        order = self.orders()
        self._reader.expect(")")
        return Rank(partition, order)

    def _case(self) -> Expression:
        branches: list[tuple[Expression, Expression]] = []
        while self._reader.accept("WHEN"):
            condition = self.condition()
            self._reader.expect("THEN")
            branches.append((condition, self.value()))
        otherwise: Expression = self.value() if self._reader.accept("ELSE") else Constant(None)
        self._reader.expect("END")
        return Case(tuple(branches), otherwise)
