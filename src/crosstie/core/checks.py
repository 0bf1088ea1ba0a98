"""What settings are checked with when they are made, and arguments before anything is sent.

A misspelt word must not count as another one later. The checks of settings are validators of attrs, so that fields and
checks stand side by side::

    update: Literal["whole", "as_given"] = attrs.field(default="whole", validator=one_of("whole", "as_given"))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import attrs

from crosstie.errors import UsageError

__all__ = ["Check", "amount", "aware", "count", "known_word", "one_of", "optional", "sendable", "switch", "whole"]

_ENDLESS: Final = float("inf")

Check: TypeAlias = Callable[[object, "attrs.Attribute[Any]", Any], None]
"""A validator of attrs."""


def one_of(*words: str) -> Check:
    """Return a check that a field is one of these words, letter by letter.

    Args:
        words: Every word that is known.
    """

    def check(instance: object, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or value not in words:
            raise _wrong(instance, field, _list(words), value)

    return check


def known_word(name: str, value: object, words: Sequence[str]) -> None:
    """Check an argument that is one of some words, as :func:`one_of` checks a field.

    Args:
        name: The argument's name, for the error.
        value: What was given.
        words: Every word that is known.

    Raises:
        UsageError: It is none of them.
    """
    if not isinstance(value, str) or value not in words:
        message = f"{name} is {_list(words)}, not {value!r}."
        raise UsageError(message)


def aware(what: str, value: object) -> datetime:
    """Return a moment that was given, if it is one and the same everywhere.

    Args:
        what: What it is, for the error, such as the argument's name.
        value: What was given.

    Raises:
        UsageError: It is no datetime, or has no time zone.
    """
    if not isinstance(value, datetime) or value.utcoffset() is None:
        message = f"{what} is a datetime with a time zone, not {value!r}."
        raise UsageError(message, advice="Pass an aware datetime, such as datetime.now(UTC).")
    return value


def sendable(what: str, text: object) -> str:
    """Return a text that was given, if it is one and UTF-8 can carry it.

    Args:
        what: What it is, for the error.
        text: What was given.

    Raises:
        UsageError: It is something else, such as a number or ``None``, or holds half a character, as of an emoji that
            was cut.
    """
    if not isinstance(text, str):
        message = f"{what} is text, not {'None' if text is None else type(text).__name__}."
        raise UsageError(message)
    try:
        text.encode()
    except UnicodeEncodeError:
        message = f"{what} holds half a character (a lone surrogate)."
        raise UsageError(message) from None  # the cause would hold the whole text
    return text


def whole(what: str, value: object, least: int | None = None, most: int | None = None) -> int:
    """Return an argument that is a whole number within bounds, as :func:`count` checks a field.

    Args:
        what: What it is, for the error, such as the argument's name.
        value: What was given.
        least: The smallest; ``None`` for any.
        most: The largest; ``None`` for no end.

    Raises:
        UsageError: It is no whole number, or one beyond the bounds.
    """
    start, end = -_ENDLESS if least is None else least, _ENDLESS if most is None else most
    if isinstance(value, bool) or not isinstance(value, int) or not start <= value <= end:
        bounds = "" if least is None else f" from {least} {'on' if most is None else f'to {most}'}"
        message = f"{what} is a whole number{bounds}, not {value!r}."
        raise UsageError(message)
    return value


def count(least: int, most: int | None = None) -> Check:
    """Return a check that a field is a whole number within bounds, which are allowed themselves.

    Args:
        least: The smallest.
        most: The largest; ``None`` for no end.
    """

    def check(instance: object, field: attrs.Attribute[Any], value: object) -> None:
        whole(f"{field.name} of {type(instance).__name__}", value, least, most)

    return check


def amount(least: float = 0.0, *, above: bool = False) -> Check:
    """Return a check that a field is a finite number of at least some size.

    Args:
        least: The smallest.
        above: Whether the smallest itself is too small.
    """
    wanted = f"a number above {least:g}" if above else f"a number from {least:g} on"

    def check(instance: object, field: attrs.Attribute[Any], value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _fits(value, least, above=above):
            raise _wrong(instance, field, wanted, value)

    return check


def optional(check: Check) -> Check:
    """Return a check that lets ``None`` pass; that of attrs, with a type that fits a default of any kind.

    Args:
        check: What any other value must pass.
    """
    return attrs.validators.optional(check)


def switch(instance: object, field: attrs.Attribute[Any], value: object) -> None:
    """Check that a field is ``True`` or ``False``: the word "no" would count as yes.

    Raises:
        UsageError: It is anything else.
    """
    if not isinstance(value, bool):
        raise _wrong(instance, field, "True or False", value)


def _fits(value: float, least: float, *, above: bool) -> bool:
    # NaN is neither above nor below anything.
    return (least < value if above else least <= value) and value < _ENDLESS


def _list(words: Sequence[str]) -> str:
    return f"one of {', '.join(words)}"


def _wrong(instance: object, field: attrs.Attribute[Any], wanted: str, value: object) -> UsageError:
    return UsageError(f"{field.name} of {type(instance).__name__} is {wanted}, not {value!r}.")
