"""Whether a row fits: comparisons with the three truth values of SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from crosstie.testing.supabase.grammar import Field, Group, Node, Test
from crosstie.testing.supabase.refusals import refuse
from crosstie.testing.supabase.schema import ColumnType, array_elements, from_text

__all__ = ["holds", "sort_key", "value_at"]

# Any: the values of columns, of whatever type those have.

_WORDS: Final = re.compile(r"\w+")


def holds(node: Node, row: Mapping[str, Any], types: Mapping[str, ColumnType], table: str) -> bool | None:
    """Return whether a row fits; ``None`` where that is unknown, because something is NULL."""
    if isinstance(node, Group):
        truths = [holds(part, row, types, table) for part in node.parts]
        return _negated(_all(truths) if node.kind == "and" else _any(truths), node.negated)
    value, kind = value_at(node.field, row, types, table)
    return _negated(_compared(node, value, kind), node.negated)


def value_at(
    field: Field, row: Mapping[str, Any], types: Mapping[str, ColumnType], table: str
) -> tuple[Any, ColumnType]:
    """Return the value of a field and its type.

    Raises:
        RefusedError: There is no such column (42703).
    """
    if field.name not in types:
        raise refuse(400, "42703", f"column {table}.{field.name} does not exist")
    value, kind = row.get(field.name), types[field.name]
    for arrow, part in field.path:
        value = _member(value, part)
        if arrow == "->>":
            return (None if value is None else _as_text(value)), "text"
    return value, kind


def _member(value: Any, part: str | int) -> Any:  # noqa: ANN401
    if _is(value, dict):
        return value.get(str(part))
    if _is(value, list) and isinstance(part, int):
        return value[part] if -len(value) <= part < len(value) else None
    return None


def _is(value: Any, kind: type[Any]) -> bool:  # noqa: ANN401
    # A plain answer, so that checkers keep taking the value for what it is: anything.
    return isinstance(value, kind)


def _as_text(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _negated(truth: bool | None, negated: bool) -> bool | None:  # noqa: FBT001
    return truth if truth is None or not negated else not truth


def _all(truths: list[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _any(truths: list[bool | None]) -> bool | None:
    if True in truths:
        return True
    return None if None in truths else False


def _compared(test: Test, value: Any, kind: ColumnType) -> bool | None:  # noqa: ANN401
    if test.operator == "is":
        return _is_word(test.value, value)
    if test.operator == "isdistinct":
        return value is None or value != from_text(test.value, kind)
    if test.operator == "in":
        wanted = [from_text(one, kind) for one in test.values]
        return False if not wanted else None if value is None else value in wanted
    if test.modifier in {"any", "all"}:
        truths = [_once(test.operator, value, one or "", kind) for one in array_elements(test.value)]
        return _any(truths) if test.modifier == "any" else _all(truths)
    return _once(test.operator, value, test.value, kind)


def _is_word(word: str, value: Any) -> bool:  # noqa: ANN401
    known = {"null": None, "true": True, "false": False, "unknown": None}
    if word.lower() not in known:
        message = f'"failed to parse filter (is.{word})" (line 1, column 1)'
        raise refuse(400, "PGRST100", message, details="unexpected input")
    return value is known[word.lower()]


def _once(operator: str, value: Any, text: str, kind: ColumnType) -> bool | None:  # noqa: ANN401
    if operator in _TEXTUAL:
        return None if value is None else _TEXTUAL[operator](str(value), text)
    other = from_text(text, kind)
    if value is None or other is None:
        return None
    return _TYPED[operator](value, other)


# -- text --------------------------------------------------------------------------------------------------------------


def _like(value: str, pattern: str) -> bool:
    return _matches(value, pattern, re.DOTALL)


def _ilike(value: str, pattern: str) -> bool:
    return _matches(value, pattern, re.DOTALL | re.IGNORECASE)


def _matches(value: str, pattern: str, flags: int) -> bool:
    regex, dangling = _like_regex(pattern)
    if not dangling:
        return re.fullmatch(regex, value, flags) is not None
    # The database notices a pattern that ends in its escape character only when a text gets that far.
    found = re.match(regex, value, flags)
    if found is not None and found.end() < len(value):
        raise refuse(400, "22025", "LIKE pattern must not end with escape character")
    return False


def _like_regex(pattern: str) -> tuple[str, bool]:
    found: list[str] = []
    escaped = False
    for sign in pattern.replace("*", "%"):
        if escaped:
            found.append(re.escape(sign))
            escaped = False
        elif sign == "\\":
            escaped = True
        else:
            found.append({"%": ".*", "_": "."}.get(sign) or re.escape(sign))
    return "".join(found), escaped


def _match(value: str, pattern: str) -> bool:
    return _regex(pattern, re.DOTALL).search(value) is not None


def _imatch(value: str, pattern: str) -> bool:
    return _regex(pattern, re.DOTALL | re.IGNORECASE).search(value) is not None


def _regex(pattern: str, flags: int) -> re.Pattern[str]:
    # The end of the text, and not also the place before a last line break.
    ends = pattern.endswith("$") and (len(pattern) - len(pattern[:-1].rstrip("\\"))) % 2 == 1
    try:
        return re.compile(pattern[:-1] + r"\Z" if ends else pattern, flags)
    except re.error as error:
        raise refuse(400, "2201B", f"invalid regular expression: {error}") from None


def _search(value: str, words: str) -> bool:
    """Look for all words; the simulator knows no stems, no stop words and no operators but ``&``."""
    there = {word.lower() for word in _WORDS.findall(value)}
    return all(word.lower() in there for word in _WORDS.findall(words))


_TEXTUAL: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "like": _like,
    "ilike": _ilike,
    "match": _match,
    "imatch": _imatch,
    "fts": _search,
    "plfts": _search,
    "phfts": _search,
    "wfts": _search,
}


# -- everything else ---------------------------------------------------------------------------------------------------


def _contains(value: Any, other: Any) -> bool:  # noqa: ANN401
    """Compare as ``@>`` does: arrays by their elements, JSON objects member by member."""
    if _is(value, dict) and _is(other, dict):
        return all(name in value and _contains(value[name], one) for name, one in other.items())
    if _is(value, list):
        wanted = other if _is(other, list) else [other]
        return all(any(_contains(mine, one) for mine in value) for one in wanted)
    return bool(value == other)


def _contained(value: Any, other: Any) -> bool:  # noqa: ANN401
    return _contains(other, value)


def _overlaps(value: list[Any], other: list[Any]) -> bool:
    return any(one in other for one in value)


def _compare(sign: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(value: Any, other: Any) -> bool:  # noqa: ANN401
        return bool(sign(value, other)) if type(value) is type(other) or _numbers(value, other) else False

    return compare


def _numbers(value: object, other: object) -> bool:
    return isinstance(value, (int, Decimal)) and isinstance(other, (int, Decimal))


_TYPED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda value, other: bool(value == other),
    "neq": lambda value, other: bool(value != other),
    "gt": _compare(lambda value, other: value > other),
    "gte": _compare(lambda value, other: value >= other),
    "lt": _compare(lambda value, other: value < other),
    "lte": _compare(lambda value, other: value <= other),
    "cs": _contains,
    "cd": _contained,
    "ov": _overlaps,
}


def sort_key(value: Any) -> Any:  # noqa: ANN401
    """Return what values of one column are sorted by."""
    if isinstance(value, (dict, list)):
        return str(cast("object", value))
    return value if isinstance(value, (str, int, Decimal, bool, date, datetime)) else str(value)
