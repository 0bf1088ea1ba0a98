"""The effects a flow may ask for, and the helpers that ask for them with exact types.

A *flow* is a generator that yields effects and returns a value. It decides; a driver performs. Every ``yield`` is a
place where a test can kill the process, and the whole of a protocol exists once for the sync and the async world.

    def renew(...) -> Flow[Tokens]:
        stored = yield from load(Connection, keys)
        answer = yield from send(request, timeout=10)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from crosstie.core.messages import Request, Response
from crosstie.core.pace import Pace
from crosstie.core.state import Key, Query, Stored, Write

__all__ = [
    "Ask",
    "Commit",
    "Count",
    "Draw",
    "Effect",
    "Enter",
    "Find",
    "Flow",
    "Hold",
    "Leave",
    "Load",
    "Now",
    "Send",
    "Share",
    "Sleep",
    "Tell",
    "Tick",
    "ask",
    "commit",
    "count",
    "draw",
    "enter",
    "find",
    "hold",
    "leave",
    "load",
    "now",
    "send",
    "share",
    "share_unless_running",
    "sleep",
    "tell",
    "tick",
]

T = TypeVar("T")
R = TypeVar("R")


@attrs.define(eq=False)
class Send:
    """Send a request through the transport; answers a :class:`Response` or raises a ``TransportError``."""

    request: Request
    timeout: float


@attrs.define(eq=False)
class Load:
    """Get records by key from the storage."""

    kind: type[Any]
    keys: Sequence[Key]


@attrs.define(eq=False)
class Find:
    """Find records in the storage."""

    query: Query[Any]


@attrs.define(eq=False)
class Commit:
    """Carry out writes in the storage, all or none."""

    writes: Sequence[Write]


@attrs.define(eq=False)
class Count:
    """Count records in the storage, grouped by one field."""

    query: Query[Any]
    by: str


@attrs.define(eq=False)
class Now:
    """Read the wall clock."""


@attrs.define(eq=False)
class Tick:
    """Read the clock that never jumps."""


@attrs.define(eq=False)
class Sleep:
    """Wait for some seconds."""

    seconds: float


@attrs.define(eq=False)
class Draw:
    """Draw a number in [0, 1) from the injected source, for jitter."""


@attrs.define(eq=False)
class Share:
    """Run a flow once for everybody in this process who asks for the same key while it runs.

    A caller that is cancelled does not cancel the flow. Answers the flow's result, or raises its error, to each. With
    ``join=False`` a caller who comes second is answered ``None`` at once instead of waiting.
    """

    key: Key
    flow: Callable[[], Flow[Any]]
    join: bool = True


@attrs.define(eq=False)
class Enter:
    """Wait for a place under a rate limit; must be followed by :class:`Leave`."""

    pace: Pace


@attrs.define(eq=False)
class Leave:
    """Give the place back."""

    pace: Pace


@attrs.define(eq=False)
class Hold:
    """Let nobody enter for some seconds: the system asked for a pause."""

    pace: Pace
    seconds: float


@attrs.define(eq=False)
class Ask:
    """Call an endpoint of the host or of a client; in the async world it may answer an awaitable."""

    call: Callable[[], Any]


@attrs.define(eq=False)
class Tell:
    """Hand an event to the observer."""

    event: Any


Effect: TypeAlias = (
    Send | Load | Find | Commit | Count | Now | Tick | Sleep | Draw | Share | Enter | Leave | Hold | Ask | Tell
)

Flow: TypeAlias = Generator[Effect, Any, T]
"""Yields effects, is sent what they answer (typed by the helpers below), returns a ``T``."""

_NOW = Now()
_TICK = Tick()
_DRAW = Draw()


def send(request: Request, *, timeout: float) -> Flow[Response]:
    """Send a request; ``timeout`` in seconds covers the whole exchange."""
    return cast("Response", (yield Send(request, timeout)))


def load(kind: type[R], keys: Sequence[Key]) -> Flow[Mapping[Key, Stored[R]]]:
    """Get records by key; missing ones are absent from the answer."""
    return cast("Mapping[Key, Stored[R]]", (yield Load(kind, keys)))


def find(query: Query[R]) -> Flow[Sequence[Stored[R]]]:
    """Find records."""
    return cast("Sequence[Stored[R]]", (yield Find(query)))


def commit(writes: Sequence[Write]) -> Flow[Sequence[int]]:
    """Carry out writes, all or none; answers the new versions."""
    return cast("Sequence[int]", (yield Commit(writes)))


def count(query: Query[Any], by: str) -> Flow[Mapping[Any, int]]:
    """Count records grouped by one field."""
    return cast("Mapping[Any, int]", (yield Count(query, by)))


def now() -> Flow[datetime]:
    """Read the wall clock (aware, UTC)."""
    return cast("datetime", (yield _NOW))


def tick() -> Flow[float]:
    """Read the monotonic clock (seconds)."""
    return cast("float", (yield _TICK))


def sleep(seconds: float) -> Flow[None]:
    """Wait."""
    yield Sleep(seconds)


def draw() -> Flow[float]:
    """Draw a number in [0, 1)."""
    return cast("float", (yield _DRAW))


def share(key: Key, flow: Callable[[], Flow[T]]) -> Flow[T]:
    """Run a flow once for all who ask for this key meanwhile."""
    return cast("T", (yield Share(key, flow)))


def share_unless_running(key: Key, flow: Callable[[], Flow[T]]) -> Flow[T | None]:
    """Run a flow, unless somebody in this process already does: then answer ``None`` at once."""
    return cast("T | None", (yield Share(key, flow, join=False)))


def enter(pace: Pace) -> Flow[None]:
    """Wait for a place under a rate limit."""
    yield Enter(pace)


def leave(pace: Pace) -> Flow[None]:
    """Give the place back."""
    yield Leave(pace)


def hold(pace: Pace, seconds: float) -> Flow[None]:
    """Let nobody enter for some seconds."""
    yield Hold(pace, seconds)


def ask(call: Callable[[], T | Awaitable[T]]) -> Flow[T]:
    """Call an endpoint, sync or async."""
    return cast("T", (yield Ask(call)))


def tell(event: object) -> Flow[None]:
    """Hand an event to the observer."""
    yield Tell(event)
