"""Limits of a system, checked before anything is sent. Reading never checks them: what a system holds, it holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from crosstie.errors import UsageError
from crosstie.models.fields import Field
from crosstie.models.plan import plan_of
from crosstie.models.record import Record

__all__ = ["check_draft", "check_record"]

_SHOWN = 5


def check_record(kind: type[Record], given: object, base: object = None) -> None:
    """Refuse what is no record where one is expected, such as a mapping, or a record of another kind.

    Args:
        kind: The class of the records.
        given: What was given; not repeated in the error.
        base: For an update, what it was made from, if that was given.

    Raises:
        UsageError: It is something else.
    """
    for one in (given,) if base is None else (given, base):
        if not isinstance(one, kind):
            message = f"A {kind.__name__} of {kind.convention.system} is expected here, not {type(one).__name__}."
            raise UsageError(message, advice=f"Make one: {kind.__name__}(...).")


def check_draft(draft: Record, base: Record | None = None) -> None:
    """Refuse a record that the system would refuse, before any I/O.

    Args:
        draft: What is to be written.
        base: For an update, what the system holds: only fields that differ from it are checked, so that an old
            record that breaks today's limits can still be changed elsewhere. Without it the draft is to be created.

    Raises:
        UsageError: One sentence for each problem, by Python field name; values are not repeated.
    """
    problems = list(_problems(draft, base, ""))
    if base is None:
        problems.extend(draft.draft_problems())
    if problems:
        more = f" And {len(problems) - _SHOWN} more." if len(problems) > _SHOWN else ""
        kind = f"{draft.convention.system} {type(draft).__name__}"
        message = f"This {kind} cannot be sent: {'; '.join(problems[:_SHOWN])}.{more}"
        raise UsageError(message)


def _problems(draft: Record, base: Record | None, prefix: str) -> Iterator[str]:
    for field, value in plan_of(type(draft)).values(draft):
        if base is not None and field.get(base) == value:
            continue
        where = f"{prefix}{field.name}"
        yield from (f"{where} {problem}" for problem in _limits(field, value))
        if field.kind is not None:
            yield from _nested(field, value, where)


def _nested(field: Field, value: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - a value of the field
    if not field.many:
        yield from _problems(value, None, f"{where}.")
        return
    for index, item in enumerate(value):
        yield from _problems(item, None, f"{where}[{index}].")


def _limits(field: Field, value: Any) -> Iterator[str]:  # noqa: ANN401 - a value of the field
    rule = field.rule
    if rule.max_length is not None and len(value) > rule.max_length:
        unit = "entries" if field.many else "characters"
        yield f"has {len(value)} {unit}, the limit is {rule.max_length}"
    if rule.at_most is not None and Decimal(value) > rule.at_most:
        yield f"is more than {rule.at_most}"
    if rule.forbids and any(character in value for character in rule.forbids):
        yield f"holds a character that is not allowed there ({_spoken(rule.forbids)})"
    if rule.holds and not all(character in value for character in rule.holds):
        yield f"lacks a character that must be there ({_spoken(rule.holds)})"


def _spoken(characters: str) -> str:
    names = {"\t": "tab", "\n": "newline", "\r": "carriage return", ":": "colon", "@": "at sign", ".": "point"}
    return ", ".join(names.get(character, repr(character)) for character in characters)
