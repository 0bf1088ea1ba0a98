"""The query language, read the way the server reads it, its traps included (postgrest.md, 4.2)."""

from __future__ import annotations

import re
from typing import Final, Literal

import attrs

from crosstie.testing.supabase.refusals import RefusedError, refuse

__all__ = ["Field", "Group", "Key", "Node", "Scanner", "Test", "filter_of", "key_of", "names_of", "tree_of"]

_OPERATOR: Final = re.compile(
    r"(eq|neq|gte|gt|lte|lt|like|ilike|match|imatch|isdistinct|in|is|cs|cd|ov|fts|plfts|phfts|wfts)(?:\((\w+)\))?\."
)
_BARE_END: Final = frozenset('.,:()"!')
_TREE_END: Final = frozenset(",)")


@attrs.frozen
class Field:
    """A column, and the way down into it where it holds JSON."""

    name: str
    path: tuple[tuple[Literal["->", "->>"], str | int], ...] = ()


@attrs.frozen(kw_only=True)
class Test:
    """One comparison; ``values`` instead of ``value`` for lists."""

    field: Field
    operator: str
    modifier: str | None
    value: str
    values: tuple[str, ...] = ()
    negated: bool = False


@attrs.frozen(kw_only=True)
class Group:
    """Joined conditions."""

    kind: Literal["and", "or"]
    parts: tuple[Node, ...]
    negated: bool = False


Node = Test | Group


@attrs.frozen(kw_only=True)
class Key:
    """The name of a parameter.

    Attributes:
        embeds: The embedded relations that it is about, outermost first.
        logic: ``and`` or ``or``, with ``negated``; ``None`` for a field.
        field: The field.
        last: The last word as it was written, for ``order``, ``limit`` and ``offset``.
    """

    embeds: tuple[str, ...]
    logic: Literal["and", "or"] | None
    negated: bool
    field: Field
    last: str


def _syntax(what: str, text: str) -> RefusedError:
    return refuse(400, "PGRST100", f'"failed to parse {what} ({text})" (line 1, column 1)', details="unexpected input")


class Scanner:
    """Reads names, fields and values from a text, left to right."""

    def __init__(self, text: str, what: str) -> None:
        """Begin at the left."""
        self.text: str = text
        self.what: str = what
        self.at: int = 0

    def fail(self) -> RefusedError:
        """Return the refusal of a text that cannot be read."""
        return _syntax(self.what, self.text)

    def peek(self, word: str) -> bool:
        """Tell whether a word comes next."""
        return self.text.startswith(word, self.at)

    def take(self, word: str) -> bool:
        """Step over a word if it comes next."""
        if not self.peek(word):
            return False
        self.at += len(word)
        return True

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self.at >= len(self.text)

    def quoted(self) -> str:
        """Read text in double quotes, from behind the first one."""
        found: list[str] = []
        while not self.done:
            sign = self.text[self.at]
            self.at += 1
            if sign == '"':
                return "".join(found)
            if sign == "\\":
                if self.at >= len(self.text):
                    break
                sign = self.text[self.at]
                self.at += 1
            found.append(sign)
        raise self.fail()

    def name(self) -> str:
        """Read a name."""
        if self.take('"'):
            return self.quoted()
        start = self.at
        while not self.done and self.text[self.at] not in _BARE_END and not self.peek("->"):
            self.at += 1
        if start == self.at:
            raise self.fail()
        return self.text[start : self.at].strip(" ")

    def field(self) -> Field:
        """Read a column and its path."""
        name = self.name()
        path: list[tuple[Literal["->", "->>"], str | int]] = []
        while self.peek("->"):
            arrow: Literal["->", "->>"] = "->>" if self.take("->>") else "->"
            if arrow == "->":
                self.at += 2
            quoted = self.peek('"')
            part = self.name()
            path.append((arrow, part if quoted or not part.lstrip("-").isdigit() else int(part)))
        return Field(name, tuple(path))

    def operator(self) -> tuple[bool, str, str | None]:
        """Read ``not.``, an operator with its modifier, and the dot."""
        negated = self.take("not.")
        found = _OPERATOR.match(self.text, self.at)
        if found is None:
            raise self.fail()
        self.at = found.end()
        return negated, found[1], found[2]

    def values(self) -> tuple[str, ...]:
        """Read a list in parentheses: an unquoted element ends at the next comma or parenthesis."""
        if not self.take("("):
            raise self.fail()
        found: list[str] = []
        while True:
            found.append(self.element())
            if self.take(","):
                continue
            if self.take(")"):
                # A list of one empty text is the empty list.
                return () if found == [""] else tuple(found)
            raise self.fail()

    def element(self) -> str:
        """Read a value inside a list or a tree: quoted, or up to the next comma or parenthesis."""
        if self.take('"'):
            return self.quoted()
        start = self.at
        while not self.done and self.text[self.at] not in _TREE_END:
            self.at += 1
        return self.text[start : self.at]

    def node(self) -> Node:
        """Read one condition of a logic tree."""
        start = self.at
        negated = self.take("not.")
        for kind in ("and", "or"):
            if self.take(f"{kind}("):
                self.at -= 1
                return Group(kind=kind, parts=self.nodes(), negated=negated)
        self.at = start
        field = self.field()
        if not self.take("."):
            raise self.fail()
        denied, operator, modifier = self.operator()
        if operator == "in":
            return Test(field=field, operator="in", modifier=None, value="", values=self.values(), negated=denied)
        value = self._array() if self.peek("{") else self.element()
        return Test(field=field, operator=operator, modifier=modifier, value=value, negated=denied)

    def _array(self) -> str:
        """Read a bare ``{...}`` whole."""
        end = self.text.find("}", self.at)
        if end < 0:
            raise self.fail()
        start, self.at = self.at, end + 1
        return self.text[start : self.at]

    def nodes(self) -> tuple[Node, ...]:
        """Read conditions in parentheses."""
        if not self.take("("):
            raise self.fail()
        found = [self.node()]
        while self.take(","):
            found.append(self.node())
        if not self.take(")"):
            raise self.fail()
        return tuple(found)


def key_of(text: str) -> Key:
    """Read the name of a parameter."""
    scanner = Scanner(text, "filter")
    words: list[tuple[Field, bool]] = []
    while True:
        quoted = scanner.peek('"')
        words.append((scanner.field(), quoted))
        if not scanner.take("."):
            break
    plain = [field.name if not quoted and not field.path else None for field, quoted in words]
    last = plain[-1]
    embeds = [field.name for field, _ in words[:-1]]
    if last in {"and", "or"}:
        negated = len(plain) > 1 and plain[-2] == "not"
        logic: Literal["and", "or"] = "and" if last == "and" else "or"
        return Key(
            embeds=tuple(embeds[:-1] if negated else embeds),
            logic=logic,
            negated=negated,
            field=words[-1][0],
            last=last,
        )
    return Key(embeds=tuple(embeds), logic=None, negated=False, field=words[-1][0], last=last or "")


def filter_of(field: Field, text: str) -> Test:
    """Read a plain filter: everything behind the operator is the value, taken literally."""
    scanner = Scanner(text, "filter")
    negated, operator, modifier = scanner.operator()
    if operator == "in":
        # What stands behind the closing parenthesis is not looked at.
        return Test(field=field, operator="in", modifier=None, value="", values=scanner.values(), negated=negated)
    return Test(field=field, operator=operator, modifier=modifier, value=text[scanner.at :], negated=negated)


def tree_of(kind: Literal["and", "or"], text: str, *, negated: bool) -> Group:
    """Read a logic tree; whatever stands behind its closing parenthesis is dropped without a word."""
    return Group(kind=kind, parts=Scanner(text, "logic tree").nodes(), negated=negated)


def names_of(text: str) -> tuple[str, ...]:
    """Read a list of names, as in ``columns`` and ``on_conflict``."""
    scanner = Scanner(text, "columns parameter")
    found = [scanner.name()]
    while scanner.take(","):
        found.append(scanner.name())
    if not scanner.done:
        raise scanner.fail()
    return tuple(found)
