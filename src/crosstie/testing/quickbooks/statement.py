"""The query language (fact sheet 4.1): a real parser for the documented part, and nothing beyond it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias, cast

import attrs

from crosstie.testing.quickbooks.refusals import Problem, Refusal, refuse_query

__all__ = ["MOST", "Operator", "Predicate", "Statement", "Value", "parse"]

Operator: TypeAlias = Literal["=", "<", ">", "<=", ">=", "LIKE", "IN"]
Value: TypeAlias = str | bool | Decimal
"""A literal: quoted text, a bare boolean, a bare number."""

MOST: Final = 1000
"""The largest page."""

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][\w.]*)|(?P<sign><=|>=|[=<>(),*]))",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(['\\])")
_SIGNS: Final = frozenset({"=", "<", ">", "<=", ">="})


@attrs.frozen
class Predicate:
    """One condition; all of a statement's conditions must hold."""

    field: str
    operator: Operator
    values: tuple[Value, ...]


@attrs.frozen(kw_only=True)
class Statement:
    """A parsed query.

    Attributes:
        entity: The entity's name as written.
        count: Whether only the number is asked for.
        fields: The properties listed, ``*`` left out; whole objects are returned all the same.
        where: The conditions.
        order: The property to sort by.
        descending: Whether the largest comes first.
        start: STARTPOSITION, from 1.
        limit: MAXRESULTS, 100 if not given.
    """

    entity: str
    count: bool = False
    fields: tuple[str, ...] = ()
    where: tuple[Predicate, ...] = ()
    order: str | None = None
    descending: bool = False
    start: int = 1
    limit: int = 100


@lru_cache(maxsize=256)
def parse(text: str) -> Statement:
    """Parse a query.

    Raises:
        Refusal: 4000 where it is not of the language, 4001 for a page outside 1 to 1000 or a start below 1.
    """
    return _Parser(text).statement()


class _Parser:
    """Reads one statement, token by token."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0

    def statement(self) -> Statement:
        self._expect("SELECT")
        count, fields = self._selection()
        self._expect("FROM")
        statement = Statement(entity=self._word("an entity name"), count=count, fields=fields)
        if self._accept("WHERE"):
            statement = attrs.evolve(statement, where=self._conditions())
        while self._place < len(self._tokens):
            statement = self._clause(statement)
        return statement

    def _selection(self) -> tuple[bool, tuple[str, ...]]:
        if self._accept("COUNT"):
            for sign in "(*)":
                self._expect(sign)
            return True, ()
        fields: list[str] = []
        while True:
            if not self._accept("*"):
                fields.append(self._word("a property"))
            if not self._accept(","):
                return False, tuple(fields)

    def _conditions(self) -> tuple[Predicate, ...]:
        found = [self._condition()]
        while self._accept("AND"):
            found.append(self._condition())
        return tuple(found)

    def _condition(self) -> Predicate:
        field = self._word("a property")
        kind, token = self._next("an operator")
        if kind == "sign" and token in _SIGNS:
            return Predicate(field, cast("Operator", token), (self._value(),))
        if kind == "word" and token.upper() == "LIKE":
            return Predicate(field, "LIKE", (self._value(),))
        if kind == "word" and token.upper() == "IN":
            return Predicate(field, "IN", self._values())
        raise _unexpected(token, "where an operator was expected")

    def _values(self) -> tuple[Value, ...]:
        self._expect("(")
        values = [self._value()]
        while self._accept(","):
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _value(self) -> Value:
        kind, token = self._next("a value")
        if kind == "text":
            return _ESCAPE.sub(r"\1", token[1:-1])
        if kind == "number":
            return Decimal(token)
        if kind == "word" and token.lower() in {"true", "false"}:
            return token.lower() == "true"
        raise _unexpected(token, "where a value was expected")

    def _clause(self, statement: Statement) -> Statement:
        if self._accept("ORDERBY") or (self._accept("ORDER") and self._expect("BY")):
            order = self._word("a property")
            descending = self._accept("DESC")
            if not descending:
                self._accept("ASC")
            return attrs.evolve(statement, order=order, descending=descending)
        if self._accept("STARTPOSITION"):
            return attrs.evolve(statement, start=self._whole("STARTPOSITION", None))
        if self._accept("MAXRESULTS"):
            return attrs.evolve(statement, limit=self._whole("MAXRESULTS", MOST))
        raise _unexpected(self._tokens[self._place][1], "after the end of the statement")

    def _whole(self, clause: str, most: int | None) -> int:
        kind, token = self._next("a number")
        if kind != "number" or not token.isdigit():
            raise _unexpected(token, "where a number was expected")
        if int(token) < 1 or (most is not None and int(token) > most):
            refuse_query("4001", f"{clause} {token} is out of range")
        return int(token)

    def _word(self, what: str) -> str:
        kind, token = self._next(what)
        if kind != "word":
            raise _unexpected(token, f"where {what} was expected")
        return token

    def _accept(self, word: str) -> bool:
        if self._place < len(self._tokens):
            kind, token = self._tokens[self._place]
            if kind in {"word", "sign"} and token.upper() == word:
                self._place += 1
                return True
        return False

    def _expect(self, word: str) -> Literal[True]:
        if not self._accept(word):
            _, token = self._next(word)
            raise _unexpected(token, f"where {word} was expected")
        return True

    def _next(self, what: str) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            refuse_query("4000", f"the statement ends where {what} was expected")
        self._place += 1
        return self._tokens[self._place - 1]


def _unexpected(token: str, where: str) -> Refusal:
    return Refusal(Problem("4000", f"QueryParserError: encountered {token!r} {where}"))


def _tokens(text: str) -> list[tuple[str, str]]:
    stripped = text.strip()
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(stripped):
        match = _TOKEN.match(stripped, place)
        if match is None:
            refuse_query("4000", f"lexical error at column {place + 1}")
        found.append((cast("str", match.lastgroup), match[cast("str", match.lastgroup)]))
        place = match.end()
    return found
