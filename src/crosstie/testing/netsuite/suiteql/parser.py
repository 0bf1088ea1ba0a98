"""The parser of SuiteQL: the statement and its clauses (fact sheet 4.1, 4.2)."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import attrs

from crosstie.testing.netsuite.refusals import refuse_query
from crosstie.testing.netsuite.suiteql.expression_parser import ExpressionParser
from crosstie.testing.netsuite.suiteql.tokens import KEYWORDS, Reader
from crosstie.testing.netsuite.suiteql.tree import (
    Expression,
    Projection,
    Select,
    Source,
    Star,
)

__all__ = ["parse"]


@lru_cache(maxsize=256)
def parse(query: str) -> tuple[Select, int]:
    """Parse a query.

    Returns:
        The query, and how many parameters it has.

    Raises:
        Refusal: 400 where it is not of the language; there is no ``LIMIT``, ``UNION`` or ``[ ]``.
    """
    parser = _Parser(Reader(query))
    found = parser.select()
    if not parser.reader.over:
        refuse_query(f"{parser.reader.peek().text!r} was not expected")
    return found, parser.expressions.parameters


class _Parser:
    """Reads one statement."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.expressions = ExpressionParser(reader, self.select)

    def select(self) -> Select:
        reader = self.reader
        reader.expect("SELECT")
        distinct = reader.accept("DISTINCT")
        columns = self._columns()
        reader.expect("FROM")
        found = Select(columns=columns, sources=self._sources(), distinct=distinct)
        if reader.accept("WHERE"):
            found = attrs.evolve(found, where=self.expressions.condition())
        if reader.accept("GROUP", "BY"):
            found = attrs.evolve(found, group=self._several())
        if reader.accept("HAVING"):
            found = attrs.evolve(found, having=self.expressions.condition())
        if reader.accept("ORDER", "BY"):
            found = attrs.evolve(found, order=self.expressions.orders())
        if reader.accept("FETCH"):
            found = attrs.evolve(found, fetch=self._fetch())
        return found

    def _columns(self) -> tuple[Projection | Star, ...]:
        columns = [self._column()]
        while self.reader.accept(","):
            columns.append(self._column())
        return tuple(columns)

    def _column(self) -> Projection | Star:
        reader = self.reader
        if reader.accept("*"):
            return Star(None)
        if reader.peek().kind == "word" and reader.peek(1).text == "." and reader.peek(2).text == "*":
            table = reader.name("a table")
            reader.expect(".", "*")
            return Star(table)
        value = self.expressions.value()
        if reader.accept("AS"):
            return Projection(value, reader.name("an alias"))
        return Projection(value, reader.name("an alias") if self._is_name() else None)

    def _is_name(self) -> bool:
        token = self.reader.peek()
        return token.kind == "word" and token.upper not in KEYWORDS

    def _sources(self) -> tuple[Source, ...]:
        sources = [self._source("first")]
        while True:
            if self.reader.accept(","):
                sources.append(self._source("comma"))
            elif self.reader.accept("JOIN") or self.reader.accept("INNER", "JOIN"):
                sources.append(self._joined("inner"))
            elif self.reader.accept("LEFT", "JOIN") or self.reader.accept("LEFT", "OUTER", "JOIN"):
                sources.append(self._joined("left"))
            else:
                break
        if {"comma"} < {source.how for source in sources} - {"first"}:
            refuse_query("the Oracle and the SQL-92 form of a join cannot be mixed")
        return tuple(sources)

    def _source(self, how: Literal["first", "comma", "inner", "left"]) -> Source:
        origin: str | Select
        if self.reader.accept("("):
            origin = self.select()
            self.reader.expect(")")
        else:
            origin = self.reader.name("a record type")
        named = self.reader.accept("AS") or self._is_name()
        alias = self.reader.name("an alias") if named else origin if isinstance(origin, str) else ""
        return Source(origin=origin, alias=alias, how=how)

    def _joined(self, how: Literal["inner", "left"]) -> Source:
        source = self._source(how)
        self.reader.expect("ON")
        return attrs.evolve(source, on=self.expressions.condition())

    def _several(self) -> tuple[Expression, ...]:
        found = [self.expressions.value()]
        while self.reader.accept(","):
            found.append(self.expressions.value())
        return tuple(found)

    def _fetch(self) -> int:
        reader = self.reader
        if not reader.accept("FIRST"):
            reader.expect("NEXT")
        number = reader.whole()
        if not reader.accept("ROWS"):
            reader.expect("ROW")
        reader.expect("ONLY")
        return number
