"""Conditions on rows, built from values and never from strings: ``col("paid").is_true() & ~col("name").like("A%")``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import attrs

from crosstie.errors import UsageError
from crosstie.systems.supabase.literals import name_of, quoted

__all__ = ["Filter", "Params", "all_of", "any_of", "binds", "params_of", "within"]

Params: TypeAlias = tuple[tuple[str, str], ...]
"""Query parameters in order, not yet encoded."""


@attrs.frozen(kw_only=True)
class Filter:
    """A condition. Combine with ``&``, ``|`` and ``~``; as in SQL, a comparison with NULL is neither true nor false.

    Attributes:
        kind: A comparison, or what joins the parts.
        column: What is compared, as it is written.
        operator: How, with its modifiers.
        value: With what: the plain text.
        verbatim: Whether the value is written as it is everywhere: words such as ``null``, and lists.
        parts: What is joined.
        negated: Whether the opposite is meant.
        empty: Whether it is a choice from an empty list, which holds for no row.
        embed: The embedded relation whose rows it limits, instead of the table's own.
    """

    kind: Literal["test", "and", "or"] = "test"
    column: str = ""
    operator: str = ""
    value: str = attrs.field(default="", repr=False)
    verbatim: bool = False
    parts: tuple[Filter, ...] = ()
    negated: bool = False
    empty: bool = False
    embed: str = ""

    def __and__(self, other: Filter) -> Filter:
        """Both."""
        return all_of(self, other)

    def __or__(self, other: Filter) -> Filter:
        """At least one."""
        return any_of(self, other)

    def __invert__(self) -> Filter:
        """The opposite; rows for which neither is known (NULL) match neither."""
        if self.embed:
            message = "A condition on embedded rows is negated inside."
            raise UsageError(message, advice='Write within("packages", ~condition).')
        return attrs.evolve(self, negated=not self.negated)

    def __bool__(self) -> bool:
        """Refuse ``and``, ``or`` and ``not``, which cannot be told what they should mean.

        Raises:
            UsageError: Always.
        """
        message = "A condition on rows is neither true nor false."
        raise UsageError(message, advice="Use &, | and ~ between conditions, each in parentheses.")


def all_of(*parts: Filter) -> Filter:
    """Return the condition that all of these hold; none at all holds for every row."""
    return Filter(kind="and", parts=tuple(_flat("and", parts)))


def any_of(*parts: Filter) -> Filter:
    """Return the condition that at least one of these holds.

    Raises:
        UsageError: There is none, or one is about embedded rows.
    """
    if not parts:
        message = "any_of needs at least one condition."
        raise UsageError(message)
    if any(part.embed for part in _leaves(parts)):
        message = "Conditions on embedded rows stand beside others, not in an alternative."
        raise UsageError(message, advice='Put the alternative inside: within("packages", a | b).')
    return Filter(kind="or", parts=tuple(_flat("or", parts)))


def within(relation: str, *parts: Filter) -> Filter:
    """Return a condition on the rows of an embedded relation, named as in the selection (its alias, if it has one).

    It limits the embedded rows only; the rows of the table itself are limited when the relation is embedded with
    ``inner=True``.
    """
    return attrs.evolve(all_of(*parts), embed=name_of(relation))


def _flat(kind: Literal["and", "or"], parts: Iterable[Filter]) -> Iterator[Filter]:
    for part in parts:
        if part.kind == kind and not part.negated and not part.embed:
            yield from part.parts
        else:
            yield part


def _leaves(parts: Iterable[Filter]) -> Iterator[Filter]:
    for part in parts:
        yield part
        yield from _leaves(part.parts)


# -- on the wire -------------------------------------------------------------------------------------------------------


def params_of(filters: Iterable[Filter], prefix: str = "") -> Params:
    """Return the query parameters of some conditions, all of which must hold.

    Args:
        filters: The conditions.
        prefix: The embedded relations that they are about, each with a dot behind it.

    Raises:
        UsageError: One is no condition.
    """
    return tuple(pair for one in filters for pair in _params(_checked(one), prefix))


def _checked(one: object) -> Filter:
    if not isinstance(one, Filter):
        message = f"A {type(one).__name__} is no condition on rows."
        raise UsageError(message, advice='Build conditions with col("name").eq(...) and the like.')
    return one


def _params(one: Filter, prefix: str) -> Iterator[tuple[str, str]]:
    if one.embed:
        yield from params_of(one.parts, f"{prefix}{one.embed}.")
    elif one.kind == "test":
        yield prefix + one.column, f"{_not(one)}{one.operator}.{one.value}"
    elif one.kind == "and" and not one.negated:
        yield from params_of(one.parts, prefix)
    elif one.parts:
        yield f"{prefix}{_not(one)}{one.kind}", f"({_joined(one)})"
    elif one.negated:
        message = "The opposite of no condition at all is no condition."
        raise UsageError(message)


def _tree(one: Filter) -> str:
    if one.kind != "test":
        if not one.parts or one.embed:
            message = "An empty condition, or one on embedded rows, cannot stand inside an alternative."
            raise UsageError(message)
        return f"{_not(one)}{one.kind}({_joined(one)})"
    value = one.value if one.verbatim else quoted(one.value)
    return f"{one.column}.{_not(one)}{one.operator}.{value}"


def _joined(one: Filter) -> str:
    return ",".join(map(_tree, one.parts))


def _not(one: Filter) -> str:
    return "not." if one.negated else ""


# -- before a write ----------------------------------------------------------------------------------------------------


def binds(filters: Iterable[Filter]) -> bool:
    """Tell whether some conditions limit the rows of the table at all, as far as can be told from here.

    Conditions on embedded rows do not, and neither does ``not in`` an empty list.

    Raises:
        UsageError: One is no condition.
    """
    return any(_binds(_checked(one)) for one in filters)


def _binds(one: Filter) -> bool:
    if one.embed:
        return False
    if one.kind == "test":
        return not (one.empty and one.negated)
    parts = [attrs.evolve(part, negated=part.negated is not one.negated) for part in one.parts if not part.embed]
    # The opposite of "both" is "either", and the other way round.
    both = (one.kind == "and") is not one.negated
    return any(map(_binds, parts)) if both else bool(parts) and all(map(_binds, parts))
