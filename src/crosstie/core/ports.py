"""What the host provides, as protocols: a transport, a storage, a clock; sync and async alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from crosstie.core.messages import Request, Response
from crosstie.core.state import Key, Query, Stored, Write

__all__ = ["AsyncClock", "AsyncStorage", "AsyncTransport", "Clock", "Observer", "Storage", "Transport"]

R = TypeVar("R")

Observer = Callable[[Any], None]
"""Receives events (attrs values); must return quickly, must not raise. What it raises is ignored."""


class Transport(Protocol):
    """Sends one request and reads the answer to its end."""

    def send(self, request: Request, *, timeout: float) -> Response:
        """Send it; ``timeout`` is in seconds and covers the whole exchange.

        Raises:
            NotSent: Proven that nothing left.
            TimedOut: No complete answer in time.
            TransportError: The connection broke after something may have left.
        """
        ...


class AsyncTransport(Protocol):
    """The async twin of :class:`Transport`."""

    async def send(self, request: Request, *, timeout: float) -> Response:  # noqa: ASYNC109 - the seam's own contract
        """Send it; see :meth:`Transport.send`."""
        ...


class Clock(Protocol):
    """The time, injected wherever something waits or ages."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump, for pacing and durations."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class AsyncClock(Protocol):
    """The async twin of :class:`Clock`."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump, for pacing and durations."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Storage(Protocol):
    """Where the library keeps its records. Hosts implement it; ``crosstie.testing.StorageContract`` checks it."""

    def get(self, kind: type[R], keys: Sequence[Key]) -> Mapping[Key, Stored[R]]:
        """Return the records with these keys; missing ones are absent."""
        ...

    def find(self, query: Query[R]) -> Sequence[Stored[R]]:
        """Return the records that match, in the query's order."""
        ...

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Carry out all writes or none; return the new version of each (0 for a deletion).

        Raises:
            StaleWrite: An expected version did not hold; nothing was written.
            StorageUnavailable: It cannot be reached, is locked or full.
        """
        ...

    def count(self, query: Query[Any], by: str) -> Mapping[Any, int]:
        """Count the matching records, grouped by one field; order, limit and ``after`` are ignored."""
        ...

    def setup(self) -> None:
        """Create or upgrade what the store needs; additive, repeatable, safe to race."""
        ...


class AsyncStorage(Protocol):
    """The async twin of :class:`Storage`."""

    async def get(self, kind: type[R], keys: Sequence[Key]) -> Mapping[Key, Stored[R]]:
        """Return the records with these keys; missing ones are absent."""
        ...

    async def find(self, query: Query[R]) -> Sequence[Stored[R]]:
        """Return the records that match, in the query's order."""
        ...

    async def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Carry out all writes or none; see :meth:`Storage.commit`."""
        ...

    async def count(self, query: Query[Any], by: str) -> Mapping[Any, int]:
        """Count the matching records, grouped by one field."""
        ...

    async def setup(self) -> None:
        """Create or upgrade what the store needs."""
        ...
