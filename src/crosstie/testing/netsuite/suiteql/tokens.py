"""The words of a SuiteQL query, and a reader that steps through them."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias, cast

import attrs

from crosstie.testing.netsuite.refusals import refuse_query

__all__ = ["KEYWORDS", "Kind", "Reader", "Token"]

Kind: TypeAlias = Literal["text", "number", "word", "sign"]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<word>[A-Za-z_][\w$#]*|\"[^\"]+\")"
    r"|(?P<sign><>|!=|<=|>=|\|\||[=<>(),.*/+?-]))",
    re.DOTALL,
)
KEYWORDS: Final = frozenset(
    [
        *("SELECT", "DISTINCT", "FROM", "WHERE", "GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "FETCH", "FIRST"),
        *("NEXT", "ROW", "ROWS", "ONLY", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "OUTER", "CROSS", "ON", "AS"),
        *("AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "ESCAPE", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END"),
        *("UNION", "LIMIT", "OFFSET", "OVER", "PARTITION", "WITH", "NULLS"),
    ]
)
"""Words that are no names."""


@attrs.frozen
class Token:
    """One word, number, text or sign."""

    kind: Kind
    text: str

    @property
    def upper(self) -> str:
        """The word in upper case; nothing for a text or number."""
        return self.text.upper() if self.kind in {"word", "sign"} else ""


class Reader:
    """Steps through the tokens of a query."""

    def __init__(self, query: str) -> None:
        """Split a query.

        Raises:
            Refusal: 400 for a sign that the language does not have, such as ``[``.
        """
        self._tokens = _split(query)
        self._place = 0

    @property
    def over(self) -> bool:
        """Whether everything was read."""
        return self._place >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token:
        """Return a token without taking it; an empty sign at the end."""
        place = self._place + ahead
        return self._tokens[place] if place < len(self._tokens) else Token("sign", "")

    def take(self) -> Token:
        """Take a token.

        Raises:
            Refusal: 400 at the end.
        """
        if self.over:
            refuse_query("it ends too early")
        self._place += 1
        return self._tokens[self._place - 1]

    def accept(self, *words: str) -> bool:
        """Take these words if they come next."""
        if any(self.peek(ahead).upper != word for ahead, word in enumerate(words)):
            return False
        self._place += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Take these words.

        Raises:
            Refusal: 400 if others come next.
        """
        for word in words:
            if not self.accept(word):
                refuse_query(f"{word} was expected at {self.peek().text!r}")

    def name(self, what: str) -> str:
        """Take a name, and return it in lower case.

        Raises:
            Refusal: 400 if something else comes next.
        """
        token = self.take()
        if token.kind != "word" or token.upper in KEYWORDS:
            refuse_query(f"{what} was expected at {token.text!r}")
        return token.text.strip('"').lower()

    def whole(self) -> int:
        """Take a whole number.

        Raises:
            Refusal: 400 if something else comes next.
        """
        token = self.take()
        if token.kind != "number" or not token.text.isdecimal():
            refuse_query(f"a whole number was expected at {token.text!r}")
        return int(token.text)


def _split(query: str) -> list[Token]:
    found: list[Token] = []
    place, end = 0, len(query.rstrip())
    while place < end:
        match = _TOKEN.match(query, place)
        if match is None:
            refuse_query(f"it cannot be read from column {place + 1} on")
        kind = cast("Kind", match.lastgroup)
        found.append(Token(kind, match[kind]))
        place = match.end()
    return found
