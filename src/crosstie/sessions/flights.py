"""One running piece of work per key in this process, shared by threads and event loops alike."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, InvalidStateError, wait
from functools import partial
from typing import Any, Final, TypeVar

import attrs

from crosstie.core.per_process import PerProcess
from crosstie.core.state import Key
from crosstie.errors import CrosstieError, RenewalUnavailable, UsageError

__all__ = ["Flights"]

T = TypeVar("T")

_GLANCE: Final = 1.0
"""Seconds after which a follower looks whether the leader's loop is still there."""


class _Abandoned(Exception):
    """The leader was stopped before it was done; somebody else may lead."""


@attrs.define(eq=False)
class _Flight:
    """Work under way: its result to come, and the thread or loop it runs on."""

    result: Future[Any]
    thread: int
    loop: asyncio.AbstractEventLoop | None
    task: asyncio.Task[None] | None = None

    @property
    def stranded(self) -> bool:
        """Whether nobody goes on with it: its loop was closed under it."""
        return self.loop is not None and self.loop.is_closed()


@attrs.define(eq=False)
class _Board:
    lock: threading.Lock = attrs.field(factory=threading.Lock)
    flights: dict[Key, _Flight] = attrs.field(factory=dict[Key, _Flight])


class Flights:
    """Shares running work between all callers of one key.

    The first caller leads, the others follow. A cancelled follower leaves the work alone. In the async world the work
    is a task of its own, so that a cancelled leader loses nothing either. After a fork the child starts clean.

    Args:
        patience: Seconds that a follower waits for the leader, at most; a loop that stopped for good would otherwise
            hold its followers for ever.
    """

    __slots__ = ("_board", "_patience")

    def __init__(self, *, patience: float = 90.0) -> None:
        """Start with nothing under way."""
        self._patience = patience
        self._board = PerProcess(_Board)

    def under_way(self, key: Key) -> bool:
        """Tell whether somebody in this process is at it."""
        return key in self._board.here().flights

    def run(self, key: Key, work: Callable[[], T], *, join: bool = True) -> T | None:
        """Do the work in this thread, or wait for the one that runs.

        Raises:
            UsageError: The work runs on this very thread or its event loop, which waiting would stop.
            RenewalUnavailable: The leader did not come back in time.
        """
        give_up = time.monotonic() + self._patience
        while True:
            flight, leads = self._take_off(key, None)
            if leads:
                return self._lead(key, flight, work)
            if not join:
                return None
            _refuse_own(flight)
            while not flight.result.done():
                wait([flight.result], timeout=self._next_look(flight, give_up))
                self._look_after(key, flight)
            try:
                return _landed(flight)  # type: ignore[no-any-return]
            except _Abandoned:
                continue

    async def run_async(self, key: Key, work: Callable[[], Awaitable[T]], *, join: bool = True) -> T | None:
        """Do the work as a task of this loop, or wait for the one that runs.

        Raises:
            RenewalUnavailable: The leader did not come back in time.
        """
        give_up = time.monotonic() + self._patience
        while True:
            flight, leads = self._take_off(key, asyncio.get_running_loop())
            if leads:
                flight.task = asyncio.ensure_future(self._lead_async(key, flight, work))
                # A task that is cancelled before its first step never runs a line of its own.
                flight.task.add_done_callback(partial(self._ended, key, flight))
            elif not join:
                return None
            # Work that runs cannot be cancelled through this future: a caller that is cancelled just leaves.
            coming = asyncio.wrap_future(flight.result)
            try:
                while not flight.result.done():
                    await asyncio.wait([coming], timeout=self._next_look(flight, give_up))
                    self._look_after(key, flight)
            finally:
                with contextlib.suppress(RuntimeError):  # a loop that was closed under its caller takes no callbacks
                    coming.cancel()
            try:
                return _landed(flight)  # type: ignore[no-any-return]
            except _Abandoned:
                continue

    def _take_off(self, key: Key, loop: asyncio.AbstractEventLoop | None) -> tuple[_Flight, bool]:
        board = self._board.here()
        with board.lock:
            flight = board.flights.get(key)
            if flight is not None and not flight.stranded:
                return flight, False
            flight = board.flights[key] = _Flight(Future(), threading.get_ident(), loop)
            flight.result.set_running_or_notify_cancel()
            return flight, True

    def _land(self, key: Key, flight: _Flight) -> None:
        board = self._board.here()
        with board.lock:
            if board.flights.get(key) is flight:
                del board.flights[key]

    def _abandon(self, key: Key, flight: _Flight) -> None:
        """Let somebody else lead, unless the work is done."""
        self._land(key, flight)
        with contextlib.suppress(InvalidStateError):
            flight.result.set_exception(_Abandoned())

    def _ended(self, key: Key, flight: _Flight, _task: asyncio.Task[None]) -> None:
        self._abandon(key, flight)

    def _next_look(self, flight: _Flight, give_up: float) -> float:
        left = give_up - time.monotonic()
        if left <= 0 and not flight.result.done():
            raise self._lost_patience()
        return min(left, _GLANCE)

    def _look_after(self, key: Key, flight: _Flight) -> None:
        if flight.stranded:
            self._abandon(key, flight)

    def _lead(self, key: Key, flight: _Flight, work: Callable[[], T]) -> T:
        try:
            value = work()
        except BaseException as error:
            self._fail(key, flight, error)
            raise
        self._land(key, flight)
        flight.result.set_result(value)
        return value

    async def _lead_async(self, key: Key, flight: _Flight, work: Callable[[], Awaitable[T]]) -> None:
        try:
            value = await work()
        except BaseException as error:  # noqa: BLE001 - handed to every caller; the task itself has nobody to raise to
            self._fail(key, flight, error)
        else:
            self._land(key, flight)
            flight.result.set_result(value)

    def _fail(self, key: Key, flight: _Flight, error: BaseException) -> None:
        """Hand an error to the callers; of a leader that was itself stopped, only that it is gone."""
        if not isinstance(error, Exception):
            self._abandon(key, flight)
            return
        self._land(key, flight)
        flight.result.set_exception(error)

    def _lost_patience(self) -> RenewalUnavailable:
        return RenewalUnavailable(
            "Another caller in this process has been renewing this connection for too long.",
            done=f"Waited {self._patience:g} seconds.",
            advice="Try again.",
        )


def _refuse_own(flight: _Flight) -> None:
    """Refuse to wait for what only this thread could go on with."""
    if flight.loop is None:
        blocked, where = flight.thread == threading.get_ident(), "this very thread"
    else:
        blocked, where = flight.loop is _running_loop(), "this thread's own event loop"
    if blocked:
        message = f"A blocking call would wait for a renewal that runs on {where}."
        raise UsageError(message, done="Nothing was sent.", advice="Await the async client here.")


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _landed(flight: _Flight) -> Any:  # noqa: ANN401 - the work's own value
    """Return the result of work that is done; of an error each caller gets a copy of its own to annotate."""
    try:
        return flight.result.result()
    except CrosstieError as error:
        raise copy.copy(error) from error
