"""Datetimes in the host's row classes: aware, always, or refused."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Final, get_args, get_type_hints

import attrs

__all__ = ["instants_of", "settle"]

_DEEPEST: Final = 8


def instants_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the fields of an attrs class that hold datetimes, in them or below."""
    return _fields_with_instants(kind, 0)


def _fields_with_instants(kind: type[Any], depth: int) -> tuple[str, ...]:
    hints = get_type_hints(kind)
    return tuple(field.name for field in attrs.fields(kind) if _holds(hints.get(field.name), depth))


def _holds(hint: Any, depth: int) -> bool:  # noqa: ANN401 - a type expression
    if depth > _DEEPEST:
        return True  # a class that holds itself: look at the values
    parts = get_args(hint)
    if parts or not isinstance(hint, type):
        return any(_holds(part, depth + 1) for part in parts)
    return _class_holds(hint, depth)


def _class_holds(kind: type[Any], depth: int) -> bool:
    return issubclass(kind, datetime) or (attrs.has(kind) and bool(_fields_with_instants(kind, depth + 1)))


def settle(row: Any, names: tuple[str, ...], zone: tzinfo | None) -> str | None:  # noqa: ANN401 - any attrs object
    """Give every datetime without a zone the declared one.

    Args:
        row: The row, just decoded and in nobody else's hands yet.
        names: The fields that hold datetimes.
        zone: The zone of ``timestamp`` columns, which have none.

    Returns:
        The first field that has no zone where none was declared, or ``None``.
    """
    for name in names:
        value = getattr(row, name)
        try:
            settled = _settled(value, zone)
        except ValueError:
            return name
        if settled is not value:
            # Frozen for everybody but its maker.
            object.__setattr__(row, name, settled)
    return None


def _settled(value: Any, zone: tzinfo | None) -> Any:  # noqa: ANN401 - any value of a field
    if isinstance(value, datetime):
        if value.utcoffset() is not None:
            return value
        if zone is None:
            raise ValueError
        return value.replace(tzinfo=zone)
    if _is_many(value):
        return _each_settled(value, zone)
    if _is_record(value) and settle(value, instants_of(value.__class__), zone) is not None:
        raise ValueError
    return value


def _is_many(value: object) -> bool:
    # A plain answer, so that checkers keep taking the value for what it is: anything.
    return isinstance(value, (list, tuple))


def _is_record(value: object) -> bool:
    return attrs.has(value.__class__)


def _each_settled(many: list[Any] | tuple[Any, ...], zone: tzinfo | None) -> Any:  # noqa: ANN401 - as it came in
    settled = [_settled(one, zone) for one in many]
    changed = any(new is not old for new, old in zip(settled, many, strict=True))
    return type(many)(settled) if changed else many
