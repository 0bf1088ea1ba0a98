"""The base of every simulator: a machine that takes requests and answers, in process or behind any transport."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections import Counter, deque
from datetime import datetime
from email.utils import format_datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.clock import FakeClock, MovableClock
from crosstie.testing.delivery import Delivery, arrive, spoil
from crosstie.testing.faults import Answer, Faults

if TYPE_CHECKING:
    import httpx
    import respx

__all__ = ["AsyncSimulatorTransport", "Exchange", "Simulator", "SimulatorTransport"]

_PATIENCE = 30.0


@attrs.frozen(kw_only=True, eq=False)
class Exchange:
    """One call as it was received and answered. Its repr shows no header, parameter or body.

    Attributes:
        number: Its place among all calls, from 1.
        at: When it was received.
        route: The simulator's name for what was called.
        request: The whole request, secrets included.
        status: The status that was answered, 0 if there was no answer.
        fault: The class name of the fault that struck it, if one did.
    """

    number: int
    at: datetime
    route: str
    request: Request
    status: int
    fault: str | None = None

    def __repr__(self) -> str:
        """Show route and outcome only."""
        outcome = f"{self.status}" if self.fault is None else f"{self.status}, {self.fault}"
        return f"Exchange({self.number}: {self.route} -> {outcome})"


class Simulator(ABC):
    """A simulated system.

    A subclass says what a call is named (:meth:`route_of`), carries it out (:meth:`answer`) and shapes its own errors
    (:meth:`refusal`); the base adds the lock, the clock, the faults, the log and the ways in.

    Args:
        clock: The time it lives by.
        keep: How many of the latest calls the log keeps.

    Attributes:
        clock: The time it lives by; share it with the client under test.
        faults: What is to go wrong.
        latency: Seconds that every answer takes over HTTP, on the real clock; none in process.
    """

    def __init__(self, *, clock: MovableClock | None = None, keep: int = 1000) -> None:
        """Begin with an empty log."""
        self.clock: MovableClock = clock if clock is not None else FakeClock()
        self.faults: Faults = Faults()
        self._lock = threading.RLock()
        self._log: deque[Exchange] = deque(maxlen=keep)
        self._counts: Counter[tuple[str, int]] = Counter()
        self._number = 0
        self.latency: float = 0.0
        self._gate = threading.Lock()
        self._in_flight = 0
        self._turned_away = 0

    # -- what a system defines ----------------------------------------------------------------------------------------

    @abstractmethod
    def route_of(self, request: Request) -> str:
        """Name what is called, such as ``POST invoice``; must not fail, whatever the request is."""

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """Carry out one call; runs under the lock."""

    @abstractmethod
    def refusal(self, fault: Answer) -> Response:
        """Make the system's own error answer for a fault, with its body where one is given."""

    @abstractmethod
    def seed(self, customers: int) -> None:
        """Add so many composed customers, the same ones every time."""

    # -- the machine --------------------------------------------------------------------------------------------------

    def handle(self, request: Request, *, timeout: float = _PATIENCE) -> Response:
        """Take a request and give the answer.

        Raises:
            TransportError: A fault struck that leaves no answer: ``NotSent``, ``TimedOut`` or the base class.
        """
        self.enter()
        try:
            return arrive(self.deliver(request), request, clock=self.clock, timeout=timeout)
        finally:
            self.leave()

    def deliver(self, request: Request) -> Delivery:
        """Take a request, and say what is answered and in which manner it arrives; what every way in goes through."""
        with self._lock:
            route = self.route_of(request)
            rule = self.faults.strike(request, route)
            if rule is None:
                delivery = Delivery(manner="whole", response=self.answer(request))
            else:
                delivery = spoil(rule, lambda: self.answer(request), self.refusal)
            self._record(request, route, delivery, None if rule is None else type(rule.fault).__name__)
            return self._dated(delivery)

    def _dated(self, delivery: Delivery) -> Delivery:
        """Put the simulator's clock on the answer, as every server does that has one (RFC 9110 §6.6.1)."""
        response = delivery.response
        if "date" in response.headers:
            return delivery
        date = format_datetime(self.clock.now().replace(microsecond=0), usegmt=True)
        return attrs.evolve(delivery, response=attrs.evolve(response, headers={**response.headers, "date": date}))

    @property
    def in_flight(self) -> int:
        """How many calls are under way: sent, and not yet answered in full."""
        return self._in_flight

    @property
    def at_work(self) -> int:
        """How many calls under way take a place of a limit on concurrency: all but those that were turned away."""
        return self._in_flight - self._turned_away

    def turn_away(self) -> None:
        """Note that the call being answered was one too many, so that it takes no place from the others meanwhile."""
        with self._gate:
            self._turned_away += 1

    def enter(self) -> None:
        """Count a call as under way; for ways in that call :meth:`deliver` themselves."""
        with self._gate:
            self._in_flight += 1

    def leave(self) -> None:
        """Count a call as over; those that were turned away are over first."""
        with self._gate:
            self._in_flight -= 1
            self._turned_away = max(self._turned_away - 1, 0)

    def _record(self, request: Request, route: str, delivery: Delivery, fault: str | None) -> None:
        status = 0 if delivery.manner in {"silent", "reset", "refused"} else delivery.response.status
        self._number += 1
        self._counts[route, status] += 1
        self._log.append(
            Exchange(number=self._number, at=self.clock.now(), route=route, request=request, status=status, fault=fault)
        )

    # -- what happened ------------------------------------------------------------------------------------------------

    @property
    def log(self) -> tuple[Exchange, ...]:
        """The latest calls, oldest first."""
        with self._lock:
            return tuple(self._log)

    @property
    def counts(self) -> dict[str, int]:
        """How often each route was called."""
        with self._lock:
            totals: Counter[str] = Counter()
            for (route, _), number in self._counts.items():
                totals[route] += number
            return dict(totals)

    def count(self, route: str = "*", *, status: int | None = None) -> int:
        """Count the calls of some routes (``*`` is a wildcard), and of one status if given."""
        with self._lock:
            return sum(
                number
                for (known, outcome), number in self._counts.items()
                if fnmatchcase(known, route) and status in {None, outcome}
            )

    def forget_calls(self) -> None:
        """Empty the log and the counts; the records stay."""
        with self._lock:
            self._log.clear()
            self._counts.clear()
            self._number = 0

    # -- the ways in --------------------------------------------------------------------------------------------------

    def transport(self) -> SimulatorTransport:
        """Return a crosstie transport that ends here, without a socket."""
        return SimulatorTransport(self)

    def async_transport(self) -> AsyncSimulatorTransport:
        """Return an async crosstie transport that ends here, without a socket."""
        return AsyncSimulatorTransport(self)

    def httpx_handler(self, request: httpx.Request) -> httpx.Response:
        """Answer an httpx request: for ``httpx.MockTransport(simulator.httpx_handler)``, sync and async."""
        from crosstie.testing import httpx_doors  # noqa: PLC0415 - httpx only when it is asked for

        return httpx_doors.answer(self, request)

    def mount(self, router: respx.MockRouter, *, base_url: str | None = None) -> respx.Route:
        """Answer the calls of a respx router: all of them, or those under ``base_url``."""
        from crosstie.testing import httpx_doors  # noqa: PLC0415 - respx only when it is asked for

        return httpx_doors.mount(self, router, base_url)

    def respx_router(self) -> respx.MockRouter:
        """Return a new respx router that ends here: ``with simulator.respx_router(): ...``."""
        from crosstie.testing import httpx_doors  # noqa: PLC0415 - respx only when it is asked for

        return httpx_doors.router(self)


class SimulatorTransport:
    """A :class:`crosstie.core.ports.Transport` into one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        """Lead to this simulator."""
        self.simulator = simulator

    def send(self, request: Request, *, timeout: float) -> Response:
        """Hand the request over; faults raise what the real transport would."""
        return self.simulator.handle(request, timeout=timeout)

    def close(self) -> None:
        """Do nothing: there is no connection."""


class AsyncSimulatorTransport:
    """A :class:`crosstie.core.ports.AsyncTransport` into one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        """Lead to this simulator."""
        self.simulator = simulator

    async def send(self, request: Request, *, timeout: float) -> Response:  # noqa: ASYNC109 - the seam's own contract
        """Hand the request over; other tasks run before it arrives and before its answer does, as on a network."""
        self.simulator.enter()
        try:
            await asyncio.sleep(0)
            delivery = self.simulator.deliver(request)
            await asyncio.sleep(0)
            return arrive(delivery, request, clock=self.simulator.clock, timeout=timeout)
        finally:
            self.simulator.leave()

    async def aclose(self) -> None:
        """Do nothing: there is no connection."""
