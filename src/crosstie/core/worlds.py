"""Which of the two worlds a storage belongs to: a mistake is told where it was made, not where it first hurts."""

from __future__ import annotations

import inspect
from typing import Final

from crosstie.errors import UsageError

__all__ = ["check_world"]

_METHODS: Final = ("get", "find", "commit", "count")
"""What every call of a storage goes through."""


def check_world(storage: object, *, awaits: bool) -> None:
    """Refuse a storage of the other world, whatever its class: its methods tell, by being coroutine functions or not.

    A decorator that names what it wraps, as ``functools.wraps`` does, is looked through.

    Args:
        storage: What a host gave.
        awaits: Whether it is going to be awaited.

    Raises:
        UsageError: It belongs to the other world.
    """
    found = [_awaitable(getattr(storage, name, None)) for name in _METHODS]
    if all(found) if awaits else not any(found):
        return
    kind = type(storage).__name__
    if awaits:
        message = f"{kind} is no async storage: its methods cannot be awaited."
        raise UsageError(message, advice="Give an Async storage here, or use the sync class.")
    message = f"{kind} is an async storage: its methods have to be awaited."
    raise UsageError(message, advice="Give a sync storage here, or use the Async class.")


def _awaitable(method: object) -> bool:
    return callable(method) and inspect.iscoroutinefunction(inspect.unwrap(method))
