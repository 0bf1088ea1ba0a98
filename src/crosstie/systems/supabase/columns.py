"""What conditions and orders are made of: ``col("email").same_text(address)``, ``col("created_at").desc()``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias, cast

import attrs

from crosstie.errors import UsageError
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.literals import (
    Scalar,
    array_of,
    json_text,
    like_pattern,
    list_of,
    name_of,
    quoted,
    regex_of,
    text_of,
)

__all__ = ["Column", "Json", "Order", "OrderLike", "Search", "col", "order_text"]

Search: TypeAlias = Literal["fts", "plfts", "phfts", "wfts"]
"""How words are read: as a query of operators, plain, as a phrase, or as people write to search engines."""

_CONFIG: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_JSON_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@attrs.frozen
class Json:
    """A value that is to be compared as JSON, for jsonb columns: ``col("tags").contains(Json(["new"]))``."""

    value: object


@attrs.frozen
class Order:
    """One column of an order, as it is written."""

    text: str


OrderLike: TypeAlias = "str | Column | Order"
"""A column's name, ascending; or :meth:`Column.asc` and :meth:`Column.desc`."""


def col(name: str) -> Column:
    """Return a column by its name in the database, whatever characters that has."""
    return Column(name_of(name))


@attrs.frozen
class Column:
    """A column, or a place inside a JSON column, as it is written; made by :func:`col`."""

    text: str

    # -- inside JSON ---------------------------------------------------------------------------------------------------

    def json(self, *path: str | int) -> Column:
        """Return a place inside a JSON column, to be compared as JSON: numbers as numbers."""
        return Column(self.text + "".join(f"->{_json_key(part)}" for part in path))

    def json_text(self, *path: str | int) -> Column:
        """Return a place inside a JSON column, to be compared as text."""
        if not path:
            message = "A place inside JSON needs a path."
            raise UsageError(message)
        return Column(f"{self.json(*path[:-1]).text}->>{_json_key(path[-1])}")

    # -- comparing -----------------------------------------------------------------------------------------------------

    def eq(self, value: Scalar) -> Filter:
        """Equal."""
        return self._test("eq", text_of(value))

    def neq(self, value: Scalar) -> Filter:
        """Not equal; rows with NULL do not match, see :meth:`is_distinct`."""
        return self._test("neq", text_of(value))

    def is_distinct(self, value: Scalar) -> Filter:
        """Not equal, or NULL."""
        return self._test("isdistinct", text_of(value))

    def gt(self, value: Scalar) -> Filter:
        """Greater."""
        return self._test("gt", text_of(value))

    def gte(self, value: Scalar) -> Filter:
        """Greater or equal."""
        return self._test("gte", text_of(value))

    def lt(self, value: Scalar) -> Filter:
        """Less."""
        return self._test("lt", text_of(value))

    def lte(self, value: Scalar) -> Filter:
        """Less or equal."""
        return self._test("lte", text_of(value))

    def is_null(self) -> Filter:
        """NULL; ``~col(...).is_null()`` for the others."""
        return self._word("null")

    def is_true(self) -> Filter:
        """True, not NULL."""
        return self._word("true")

    def is_false(self) -> Filter:
        """False, not NULL."""
        return self._word("false")

    def is_unknown(self) -> Filter:
        """Neither true nor false: NULL in a boolean column."""
        return self._word("unknown")

    def in_(self, values: Iterable[Scalar]) -> Filter:
        """One of these. An empty list matches nothing, and its opposite everything."""
        given = list(values)
        if len(given) == 1:
            # A list with one empty text is read as the empty list.
            return self.eq(given[0])
        return attrs.evolve(self._test("in", list_of(given), verbatim=True), empty=not given)

    # -- text ----------------------------------------------------------------------------------------------------------

    def like(self, pattern: str) -> Filter:
        r"""Match a pattern: ``%`` any characters, ``_`` one, ``\`` takes the next one literally.

        Raises:
            UsageError: The pattern holds ``*``, which PostgREST cannot take literally.
        """
        return self._test("like", _pattern(pattern))

    def ilike(self, pattern: str) -> Filter:
        """Match a pattern without regard to letter case; see :meth:`like`."""
        return self._test("ilike", _pattern(pattern))

    def like_any(self, *patterns: str, ignore_case: bool = False) -> Filter:
        """Match at least one of these patterns."""
        return self._test(f"{_like(ignore_case)}(any)", array_of(map(_pattern, patterns)))

    def like_all(self, *patterns: str, ignore_case: bool = False) -> Filter:
        """Match all of these patterns."""
        return self._test(f"{_like(ignore_case)}(all)", array_of(map(_pattern, patterns)))

    def match(self, regex: str) -> Filter:
        """Match a regular expression of PostgreSQL."""
        return self._test("match", text_of(regex))

    def imatch(self, regex: str) -> Filter:
        """Match a regular expression without regard to letter case."""
        return self._test("imatch", text_of(regex))

    def starts_with(self, text: str, *, ignore_case: bool = False) -> Filter:
        """Begin with this text, taken literally."""
        return self._literally(text, "", "%", ignore_case)

    def ends_with(self, text: str, *, ignore_case: bool = False) -> Filter:
        """End with this text, taken literally."""
        return self._literally(text, "%", "", ignore_case)

    def has_text(self, text: str, *, ignore_case: bool = False) -> Filter:
        """Hold this text, taken literally."""
        return self._literally(text, "%", "%", ignore_case)

    def same_text(self, text: str) -> Filter:
        """Be this text, without regard to letter case: for e-mail addresses, whose ``_`` is no wildcard."""
        return self._literally(text, "", "", ignore_case=True)

    def search(self, words: str, *, how: Search = "plfts", config: str | None = None) -> Filter:
        """Match a full-text search.

        Args:
            words: What to look for.
            how: How the words are read.
            config: The text search configuration that reads ``words``, such as ``english``; a text column itself is
                read with the database's own.
        """
        if config is not None and not _CONFIG.fullmatch(config):
            message = f"{config!r} is no text search configuration."
            raise UsageError(message)
        return self._test(how if config is None else f"{how}({config})", text_of(words))

    # -- arrays, ranges and JSON ---------------------------------------------------------------------------------------

    def contains(self, value: Iterable[Scalar] | Mapping[str, object] | Json | str) -> Filter:
        """Contain an array's elements, a JSON value, or a range (as text, such as ``[1,5)``)."""
        return self._test("cs", _collection(value))

    def contained_by(self, value: Iterable[Scalar] | Mapping[str, object] | Json | str) -> Filter:
        """Be contained; see :meth:`contains`."""
        return self._test("cd", _collection(value))

    def overlaps(self, value: Iterable[Scalar] | str) -> Filter:
        """Share an element with an array, or a point with a range."""
        return self._test("ov", _collection(value))

    # -- ordering ------------------------------------------------------------------------------------------------------

    def asc(self, *, nulls: Literal["first", "last"] | None = None) -> Order:
        """Ascending; NULLs come last unless it is said."""
        return Order(f"{self.text}.asc{_nulls(nulls)}")

    def desc(self, *, nulls: Literal["first", "last"] | None = None) -> Order:
        """Descending; NULLs come first unless it is said."""
        return Order(f"{self.text}.desc{_nulls(nulls)}")

    # -- small parts ---------------------------------------------------------------------------------------------------

    def _test(self, operator: str, value: str, *, verbatim: bool = False) -> Filter:
        return Filter(column=self.text, operator=operator, value=value, verbatim=verbatim)

    def _word(self, word: str) -> Filter:
        return self._test("is", word, verbatim=True)

    def _literally(self, text: str, before: str, behind: str, ignore_case: bool) -> Filter:  # noqa: FBT001
        pattern = like_pattern(text_of(text))
        if pattern is not None:
            return self._test(_like(ignore_case), f"{before}{pattern}{behind}")
        regex = f"{'' if before else '^'}{regex_of(text)}{'' if behind else '$'}"
        return self._test("imatch" if ignore_case else "match", regex)


def order_text(order: Iterable[OrderLike]) -> str:
    """Return an order as it is written."""
    return ",".join(_ordered(one) for one in order)


def _ordered(one: OrderLike) -> str:
    if isinstance(one, Order):
        return one.text
    return f"{one.text}.asc" if isinstance(one, Column) else f"{name_of(one)}.asc"


def _nulls(nulls: Literal["first", "last"] | None) -> str:
    return "" if nulls is None else f".nulls{nulls}"


def _like(ignore_case: bool) -> str:  # noqa: FBT001
    return "ilike" if ignore_case else "like"


def _pattern(pattern: str) -> str:
    if "*" in pattern:
        message = "PostgREST reads * as %, even behind a backslash."
        raise UsageError(message, advice="Write % for any characters; use match(), or has_text() and the like, for *.")
    return text_of(pattern)


def _collection(value: Iterable[Scalar] | Mapping[str, object] | Json | str) -> str:
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, Json):
        return json_text(value.value)
    return json_text(cast("object", value)) if isinstance(value, Mapping) else array_of(value)


def _json_key(part: str | int) -> str:
    if isinstance(part, int):
        return str(part)
    if not part:
        message = "A place inside JSON needs a key."
        raise UsageError(message)
    return part if _JSON_KEY.fullmatch(part) else quoted(part)
