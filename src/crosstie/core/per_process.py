"""State that belongs to one process: what a fork copies is not carried on."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["PerProcess"]

T = TypeVar("T")


class PerProcess(Generic[T]):
    """Keeps a value for this process; a forked child begins with a value of its own.

    A fork copies locks in whatever state other threads left them, work that nobody in the child goes on with, and
    sockets whose answers both sides would read.

    Args:
        make: Makes the value, when it is first asked for in a process.
    """

    __slots__ = ("_inherited", "_make", "_values")

    def __init__(self, make: Callable[[], T]) -> None:
        """Make nothing yet."""
        self._make = make
        self._values: dict[int, T] = {}
        self._inherited: list[T] = []

    def here(self) -> T:
        """Return this process's value."""
        value = self._values.get(os.getpid())
        return self._begin() if value is None else value

    def _begin(self) -> T:
        process = os.getpid()
        # One step of the dictionary, so that two threads of a fresh child agree on one value without a lock.
        value = self._values.setdefault(process, self._make())
        for other in [number for number in self._values if number != process]:
            # Out of reach, in case a number is given out again, but not destroyed: the parent still uses its sockets.
            self._inherited.append(self._values.pop(other))
        return value
