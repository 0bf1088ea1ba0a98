"""A host in small around one simulated system, in both worlds: in process, on a clock that only tests move."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from subjects import SUBJECTS, AsyncTapped, Subject, Tap, Tapped

import crosstie
from crosstie import SealingKeys
from crosstie.core.messages import Request
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.testing import FakeClock, Simulator


@pytest.fixture(autouse=True)
def _nobody_really_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail whatever would wait on the machine's clock."""
    let_others_run = asyncio.sleep

    def refuse(seconds: float) -> None:
        pytest.fail(f"Somebody really waited for {seconds} seconds.")

    async def yield_only(seconds: float, *rest: Any) -> Any:  # noqa: ANN401 - as asyncio has it
        if seconds:
            refuse(seconds)
        return await let_others_run(0, *rest)

    monkeypatch.setattr(time, "sleep", refuse)
    monkeypatch.setattr(asyncio, "sleep", yield_only)


@pytest.fixture(params=SUBJECTS, ids=lambda subject: subject.name.replace(" ", "-"))
def subject(request: pytest.FixtureRequest) -> Subject:
    """The system that the contract is held against."""
    found: Subject = request.param
    return found


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of system and client."""
    return FakeClock()


@pytest.fixture
def simulator(subject: Subject, clock: FakeClock) -> Simulator:
    """The simulated system, with 25 records."""
    return subject.simulate(clock)


@pytest.fixture
def tap() -> Tap:
    """What goes over the wire."""
    return Tap()


@pytest.fixture
def events() -> list[Any]:
    """What the observer was told."""
    return []


@pytest.fixture
def app(subject: Subject, simulator: Simulator) -> Any:  # noqa: ANN401 - each system's own
    """The host's registration."""
    return subject.app(simulator)


@pytest.fixture
def visit(simulator: Simulator) -> Callable[[str], str]:
    """A person at a browser: opens an address and returns where it led."""

    def browse(url: str) -> str:
        parts = urlsplit(url)
        params = tuple(parse_qsl(parts.query, keep_blank_values=True))
        address = f"{parts.scheme}://{parts.netloc}{parts.path}"
        return simulator.handle(Request(method="GET", url=address, params=params)).headers["location"]

    return browse


@pytest.fixture
def sessions(
    app: Any,  # noqa: ANN401 - each system's own
    simulator: Simulator,
    clock: FakeClock,
    tap: Tap,
    events: list[Any],
) -> Generator[crosstie.SessionManager]:
    """The sessions of a host without asyncio."""
    storage = MemoryStorage(keys=SealingKeys.generate())
    transport = Tapped(tap, simulator.transport())
    with crosstie.SessionManager(storage, [app], transport=transport, clock=clock, observer=events.append) as made:
        yield made


@pytest.fixture
async def async_sessions(
    app: Any,  # noqa: ANN401 - each system's own
    simulator: Simulator,
    clock: FakeClock,
    tap: Tap,
    events: list[Any],
) -> AsyncGenerator[crosstie.AsyncSessionManager]:
    """The sessions of a host with asyncio."""
    storage = AsyncMemoryStorage(keys=SealingKeys.generate())
    transport = AsyncTapped(tap, simulator.async_transport())
    async with crosstie.AsyncSessionManager(
        storage, [app], transport=transport, clock=clock.as_async, observer=events.append
    ) as made:
        yield made


@pytest.fixture
def client(
    subject: Subject, sessions: crosstie.SessionManager, simulator: Simulator, tap: Tap, visit: Callable[[str], str]
) -> Any:  # noqa: ANN401 - each system's own
    """A client of the connected account; what connecting took is forgotten."""
    if subject.keys is None:
        start = sessions.authorize(subject.system, tenant="acme")
        connection = sessions.complete(start, visit(start.url))
    else:
        connection = sessions.connect(subject.system, tenant="acme", **subject.keys(simulator))
    simulator.forget_calls()
    tap.forget()
    return subject.client(sessions, connection)


@pytest.fixture
async def async_client(
    subject: Subject,
    async_sessions: crosstie.AsyncSessionManager,
    simulator: Simulator,
    tap: Tap,
    visit: Callable[[str], str],
) -> Any:  # noqa: ANN401 - each system's own
    """The same, for asyncio."""
    if subject.keys is None:
        start = await async_sessions.authorize(subject.system, tenant="acme")
        connection = await async_sessions.complete(start, visit(start.url))
    else:
        connection = await async_sessions.connect(subject.system, tenant="acme", **subject.keys(simulator))
    simulator.forget_calls()
    tap.forget()
    return subject.async_client(async_sessions, connection)


@pytest.fixture
def attempt() -> Callable[..., Any]:
    """Make a call, and return its error; whatever stands before the call counts as part of it."""

    def run(call: Callable[..., Any], *arguments: Any) -> crosstie.CrosstieError:  # noqa: ANN401 - any call
        with pytest.raises(crosstie.CrosstieError) as caught:
            call(*arguments)
        return caught.value

    return run


@pytest.fixture
def async_attempt() -> Callable[..., Awaitable[Any]]:
    """The same, for asyncio."""

    async def run(call: Callable[..., Any], *arguments: Any) -> crosstie.CrosstieError:  # noqa: ANN401 - any call
        with pytest.raises(crosstie.CrosstieError) as caught:
            await call(*arguments)
        return caught.value

    return run
