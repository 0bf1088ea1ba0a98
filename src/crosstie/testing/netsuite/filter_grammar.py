"""The grammar of ``q=``: ``field OPERATOR value [AND|OR …]``, with parentheses (fact sheet 2.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NoReturn, TypeAlias

import attrs

from crosstie.testing.netsuite.refusals import refuse

__all__ = ["Both", "Condition", "Either", "Node", "parse_filter"]


@attrs.frozen
class Condition:
    """One comparison."""

    field: str
    operator: str
    values: tuple[str, ...]


@attrs.frozen
class Both:
    """Both sides must hold."""

    left: Node
    right: Node


@attrs.frozen
class Either:
    """One side must hold."""

    left: Node
    right: Node


Node: TypeAlias = Condition | Both | Either

_TOKEN: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([()\[\],])|([^\s()\[\],"]+))', re.DOTALL)
_WITHOUT: Final = frozenset({"EMPTY", "EMPTY_NOT"})
_TWO: Final = frozenset({"BETWEEN", "BETWEEN_NOT", "WITHIN", "WITHIN_NOT"})
_MANY: Final = frozenset({"ANY_OF", "ANY_OF_NOT"})
_POSITIVE: Final = (
    *("IS", "EQUAL", "GREATER", "GREATER_OR_EQUAL", "LESS", "LESS_OR_EQUAL", "CONTAIN", "START_WITH"),
    *("ON", "AFTER", "BEFORE", "ON_OR_AFTER", "ON_OR_BEFORE"),
)
# Ends-with is printed in two spellings, one for each form.
_ONE: Final = frozenset({*_POSITIVE, *(f"{word}_NOT" for word in _POSITIVE), "ENDWITH", "END_WITH_NOT"})


@lru_cache(maxsize=256)
def parse_filter(text: str) -> Node:
    """Parse a filter.

    Raises:
        Refusal: 400 where it is not of the grammar.
    """
    return _Parser(text).whole()


@attrs.frozen
class _Token:
    text: str
    quoted: bool


class _Parser:
    """Reads one filter, token by token; AND binds tighter than OR."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0

    def whole(self) -> Node:
        found = self._either()
        if self._place < len(self._tokens):
            _wrong(f"{self._tokens[self._place].text!r} was not expected")
        return found

    def _either(self) -> Node:
        left = self._both()
        while self._accept("OR"):
            left = Either(left, self._both())
        return left

    def _both(self) -> Node:
        left = self._one()
        while self._accept("AND"):
            left = Both(left, self._one())
        return left

    def _one(self) -> Node:
        if self._accept("("):
            inside = self._either()
            self._expect(")")
            return inside
        field, operator = self._next("a field").text, self._next("an operator").text
        if operator in _WITHOUT:
            return Condition(field, operator, ())
        if operator in _TWO or operator in _MANY:
            values = self._listed()
            if operator in _TWO and len(values) != 2:  # noqa: PLR2004 - from and to
                _wrong(f"{operator} takes two values")
            return Condition(field, operator, values)
        if operator not in _ONE:
            _wrong(f"{operator!r} is not an operator")
        return Condition(field, operator, (self._value(),))

    def _listed(self) -> tuple[str, ...]:
        self._expect("[")
        values = [self._value()]
        while self._accept(","):
            values.append(self._value())
        self._expect("]")
        return tuple(values)

    def _value(self) -> str:
        token = self._next("a value")
        if not token.quoted and token.text in {"(", ")", "[", "]", ",", "AND", "OR"}:
            _wrong(f"{token.text!r} stands where a value was expected")
        return token.text

    def _accept(self, word: str) -> bool:
        if self._place < len(self._tokens):
            token = self._tokens[self._place]
            if not token.quoted and token.text == word:
                self._place += 1
                return True
        return False

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            _wrong(f"{word!r} was expected")

    def _next(self, what: str) -> _Token:
        if self._place >= len(self._tokens):
            _wrong(f"it ends where {what} was expected")
        self._place += 1
        return self._tokens[self._place - 1]


def _wrong(reason: str) -> NoReturn:
    refuse("INVALID_PARAMETER", f"The filter cannot be read: {reason}.", query="q")


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            refuse("INVALID_PARAMETER", f"The filter cannot be read from column {place + 1} on.", query="q")
        quoted = match[1] is not None
        found.append(_Token(re.sub(r"\\(.)", r"\1", match[1]) if quoted else match[2] or match[3], quoted))
        place = match.end()
    if not found:
        refuse("INVALID_PARAMETER", "The filter is empty.", query="q")
    return found
