"""Serve simulators over real HTTP on loopback: from a test, a script, or a process of their own.

::

    with serve(QuickBooksSimulator()) as url: ...
    with serve_all({"rfms": rfms, "quickbooks": quickbooks}) as urls: ...

    python -m crosstie.testing.serve quickbooks rfms --customers 300
    python -m crosstie.testing.serve lightspeed --customers 300 --items 20
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import signal
import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Final, Protocol, cast

import attrs

from crosstie.errors import MissingExtra, UsageError
from crosstie.testing.clock import MovableClock, RunningClock
from crosstie.testing.simulator import Simulator

try:
    from crosstie.testing.http_server import Connection
except ImportError as _error:
    _message = "Serving simulators over HTTP needs httptools."
    raise MissingExtra(_message, advice="Install crosstie[testing].") from _error

__all__ = ["build", "main", "serve", "serve_all"]

_BUILDERS: Final[Mapping[str, tuple[str, str]]] = {
    "lightspeed": ("crosstie.testing.lightspeed", "LightspeedSimulator"),
    "netsuite": ("crosstie.testing.netsuite", "NetSuiteSimulator"),
    "quickbooks": ("crosstie.testing.quickbooks", "QuickBooksSimulator"),
    "rfms": ("crosstie.testing.rfms", "RfmsSimulator"),
    "smsit": ("crosstie.testing.smsit", "SmsItSimulator"),
    "suitedash": ("crosstie.testing.suitedash", "SuiteDashSimulator"),
    "supabase": ("crosstie.testing.supabase", "SupabaseSimulator"),
}
_STOCKED: Final = ("lightspeed",)
"""Systems whose simulators compose items with stock."""
_BACKLOG = 512
_START_SECONDS = 10.0


@contextmanager
def serve(simulator: Simulator, *, port: int = 0, host: str = "127.0.0.1") -> Generator[str]:
    """Serve one simulator from a thread for as long as the block lasts.

    Args:
        simulator: What to serve; it stays usable from the outside meanwhile.
        port: The port, 0 for any free one.
        host: The address to listen on.

    Yields:
        The base address, such as ``http://127.0.0.1:40123``, without a slash at the end.

    Raises:
        UsageError: The port cannot be had.
    """
    with serve_all({"it": simulator}, ports={"it": port}, host=host) as urls:
        yield urls["it"]


@contextmanager
def serve_all(
    simulators: Mapping[str, Simulator], *, ports: Mapping[str, int] | None = None, host: str = "127.0.0.1"
) -> Generator[dict[str, str]]:
    """Serve several simulators from one thread, each on a port of its own.

    Yields:
        The base address of each, by its name in ``simulators``.

    Raises:
        UsageError: A port cannot be had.
    """
    house = _House(host=host, simulators=dict(simulators), ports=dict(ports or {}))
    thread = threading.Thread(target=house.live, name="crosstie-simulators", daemon=True)
    thread.start()
    house.ready.wait(_START_SECONDS)
    if house.failure is not None:
        thread.join()
        message = f"The simulators cannot be served: {house.failure}."
        raise UsageError(message, advice="Choose another port, or 0 for any free one.") from house.failure
    try:
        yield house.urls
    finally:
        house.leave()
        thread.join()


@attrs.define(kw_only=True, eq=False)
class _House:
    """The event loop, in a thread, under whose roof the simulators are served."""

    host: str
    simulators: dict[str, Simulator]
    ports: dict[str, int]
    urls: dict[str, str] = attrs.field(factory=dict[str, str])
    ready: threading.Event = attrs.field(factory=threading.Event)
    failure: OSError | None = None
    _leave: Callable[[], None] | None = None

    def live(self) -> None:
        try:
            asyncio.run(self._live())
        except OSError as error:
            self.failure = error
        finally:
            self.ready.set()

    async def _live(self) -> None:
        loop = asyncio.get_running_loop()
        over = asyncio.Event()

        def leave() -> None:
            loop.call_soon_threadsafe(over.set)

        self._leave = leave
        peers: set[Connection] = set()
        servers = [await self._open(name, peers) for name in self.simulators]
        self.ready.set()
        await over.wait()
        for server in servers:
            server.close()
        for peer in tuple(peers):
            peer.shut()

    async def _open(self, name: str, peers: set[Connection]) -> asyncio.Server:
        simulator = self.simulators[name]
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(simulator, peers), self.host, self.ports.get(name, 0), backlog=_BACKLOG
        )
        port = cast("int", server.sockets[0].getsockname()[1])
        self.urls[name] = f"http://{self.host}:{port}"
        return server

    def leave(self) -> None:
        if self._leave is not None:
            self._leave()


class _Stocked(Protocol):
    def seed_items(self, number: int) -> None: ...


def build(name: str, *, clock: MovableClock | None = None, customers: int = 0, items: int = 0) -> Simulator:
    """Make a simulator by the name of its system, with so many composed customers.

    Args:
        name: The system.
        clock: The time it lives by; a fake one if none is given.
        customers: How many customers.
        items: How many items with stock (Lightspeed).

    Raises:
        UsageError: There is no simulator of that name, or it composes no items with stock.
    """
    if name not in _BUILDERS:
        message = f"There is no simulator named {name}."
        raise UsageError(message, advice=f"Choose from: {', '.join(sorted(_BUILDERS))}.")
    if items and name not in _STOCKED:
        message = f"The simulator of {name} composes no items with stock."
        raise UsageError(message, advice=f"There are some of: {', '.join(_STOCKED)}.")
    module, attribute = _BUILDERS[name]
    made = getattr(importlib.import_module(module), attribute)(clock=clock)
    simulator = cast("Simulator", made)
    if customers:
        simulator.seed(customers)
    if items:
        cast("_Stocked", made).seed_items(items)
    return simulator


def _asked(name: str, options: argparse.Namespace) -> Simulator:
    items = options.items if name in _STOCKED else 0
    return build(name, clock=RunningClock(), customers=options.customers, items=items)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve simulators until interrupted; the first line of output is a JSON object of their addresses."""
    parser = argparse.ArgumentParser(prog="python -m crosstie.testing.serve", description=__doc__)
    parser.add_argument("systems", nargs="+", choices=sorted(_BUILDERS))
    parser.add_argument("--port", type=int, default=0, help="port of the first one; the others follow it; 0 for any")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--customers", type=int, default=0, help="composed customers in each")
    parser.add_argument("--items", type=int, default=0, help=f"composed items with stock: {', '.join(_STOCKED)} only")
    options = parser.parse_args(arguments)
    if options.items and not {*_STOCKED} & {*options.systems}:
        parser.error(f"--items is for: {', '.join(_STOCKED)}")
    simulators = {name: _asked(name, options) for name in options.systems}
    ports = {name: options.port + place if options.port else 0 for place, name in enumerate(simulators)}
    over = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with serve_all(simulators, ports=ports, host=options.host) as urls:
        sys.stdout.write(json.dumps(urls) + "\n")
        sys.stdout.flush()
        over.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
