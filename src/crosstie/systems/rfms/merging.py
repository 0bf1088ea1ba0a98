"""Read, merge, write: for records of which nobody knows whether an update merges or replaces (fact sheet: 3.1, 3.4)."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from crosstie.models import Record
from crosstie.models.plan import plan_of

__all__ = ["merged"]

R = TypeVar("R", bound=Record)


def merged(current: R, wanted: R, base: R | None = None) -> R:
    """Return the current record with the wanted changes; nested records are merged field by field, lists replaced.

    Args:
        current: What RFMS holds now.
        wanted: What is to be; fields that are ``None`` stay as they are, an empty text empties one.
        base: What the wishes were made from: fields that still agree with it are no wishes.
    """
    wishes: dict[str, Any] = {}  # Any: a value of the field
    for field, value in plan_of(type(current)).values(wanted):
        if field.rule.read_only or (base is not None and field.get(base) == value):
            continue
        held = field.get(current)
        if isinstance(value, Record) and isinstance(held, Record):
            value = merged(held, value, None if base is None else field.get(base))  # noqa: PLW2901 - the same wish
        wishes[field.alias] = value
    extra = {name: value for name, value in wanted.extra.items() if base is None or base.extra.get(name) != value}
    return attrs.evolve(current, **wishes, extra={**current.extra, **extra})
