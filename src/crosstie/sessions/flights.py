"""One running piece of work per key in this process, shared by threads and event loops alike."""

from __future__ import annotations

import asyncio
import copy
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import attrs

from crosstie.core.state import Key
from crosstie.errors import CrosstieError, RenewalUnavailable, UsageError

__all__ = ["Flights"]

T = TypeVar("T")


class _Abandoned(Exception):
    """The leader was stopped before it was done; somebody else may lead."""


@attrs.define(eq=False)
class _Flight:
    """Work under way: its result to come, and the loop it runs on (``None`` for a thread)."""

    result: Future[Any]
    loop: asyncio.AbstractEventLoop | None
    task: asyncio.Task[Any] | None = None


class Flights:
    """Shares running work between all callers of one key.

    The first caller leads, the others follow. A cancelled follower leaves the work alone. In the async world the work
    is a task of its own, so that a cancelled leader loses nothing either. After a fork the child starts clean.

    Args:
        patience: Seconds that a follower waits for the leader, at most; a loop that stopped for good would otherwise
            hold its followers for ever.
    """

    __slots__ = ("_lock", "_patience", "_process", "_under_way")

    def __init__(self, *, patience: float = 90.0) -> None:
        """Start with nothing under way."""
        self._patience = patience
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._under_way: dict[Key, _Flight] = {}

    def under_way(self, key: Key) -> bool:
        """Tell whether somebody in this process is at it."""
        return self._process == os.getpid() and key in self._under_way

    def run(self, key: Key, work: Callable[[], T], *, join: bool = True) -> T | None:
        """Do the work in this thread, or wait for the one that runs.

        Raises:
            UsageError: The work runs on the event loop of this very thread, which waiting would stop.
            RenewalUnavailable: The leader did not come back in time.
        """
        while True:
            flight, leads = self._board(key, None)
            if leads:
                return self._lead(key, flight, work)
            if not join:
                return None
            self._refuse_own_loop(flight)
            try:
                return flight.result.result(self._patience)  # type: ignore[no-any-return]
            except _Abandoned:
                continue
            except TimeoutError:
                raise self._lost_patience() from None
            except CrosstieError as error:
                raise copy.copy(error) from error  # each caller gets an error of its own to annotate

    async def run_async(self, key: Key, work: Callable[[], Awaitable[T]], *, join: bool = True) -> T | None:
        """Do the work as a task of this loop, or wait for the one that runs."""
        while True:
            flight, leads = self._board(key, asyncio.get_running_loop())
            if leads:
                flight.task = asyncio.ensure_future(self._lead_async(key, flight, work))
            elif not join:
                return None
            try:
                async with asyncio.timeout(self._patience):
                    # Shielded: a caller that is cancelled leaves, the work goes on.
                    return await asyncio.shield(asyncio.wrap_future(flight.result))
            except _Abandoned:
                continue
            except TimeoutError:
                raise self._lost_patience() from None
            except CrosstieError as error:
                raise copy.copy(error) from error

    def _board(self, key: Key, loop: asyncio.AbstractEventLoop | None) -> tuple[_Flight, bool]:
        if self._process != os.getpid():
            self._begin()
        with self._lock:
            flight = self._under_way.get(key)
            if flight is not None:
                return flight, False
            flight = self._under_way[key] = _Flight(Future(), loop)
            flight.result.set_running_or_notify_cancel()
            return flight, True

    def _land(self, key: Key, flight: _Flight) -> None:
        with self._lock:
            if self._under_way.get(key) is flight:
                del self._under_way[key]

    def _lead(self, key: Key, flight: _Flight, work: Callable[[], T]) -> T:
        try:
            value = work()
        except BaseException as error:
            self._land(key, flight)
            _fail(flight.result, error)
            raise
        self._land(key, flight)
        flight.result.set_result(value)
        return value

    async def _lead_async(self, key: Key, flight: _Flight, work: Callable[[], Awaitable[T]]) -> None:
        try:
            value = await work()
        except BaseException as error:  # noqa: BLE001 - handed to every caller; the task itself has nobody to raise to
            self._land(key, flight)
            _fail(flight.result, error)
        else:
            self._land(key, flight)
            flight.result.set_result(value)

    @staticmethod
    def _refuse_own_loop(flight: _Flight) -> None:
        if flight.loop is None:
            return
        try:
            here = asyncio.get_running_loop()
        except RuntimeError:
            return
        if here is flight.loop:
            message = "A blocking call would wait for a renewal that runs on this thread's own event loop."
            raise UsageError(message, done="Nothing was sent.", advice="Await the async client here.")

    def _lost_patience(self) -> RenewalUnavailable:
        return RenewalUnavailable(
            "Another caller in this process has been renewing this connection for too long.",
            done=f"Waited {self._patience:g} seconds.",
            advice="Try again.",
        )


def _fail(result: Future[Any], error: BaseException) -> None:
    """Hand an error to the callers; of a leader that was itself stopped, only that it is gone."""
    result.set_exception(error if isinstance(error, Exception) else _Abandoned())
