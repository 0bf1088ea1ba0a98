"""The base of all simulators: faults, log, counts and the ways in, each without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest
import respx

from crosstie.core.messages import Request, Response
from crosstie.core.ports import AsyncTransport, Transport
from crosstie.errors import NotSent, TimedOut, TransportError
from crosstie.testing import (
    Answer,
    BrokenJson,
    FakeClock,
    Html,
    Refused,
    Reset,
    Simulator,
    Slow,
    Stuck,
    Timeout,
    Truncated,
)
from crosstie.testing.faults import Fault


class Counter(Simulator):
    """Counts up with every call and answers the number."""

    def __init__(self, clock: FakeClock | None = None, *, keep: int = 1000) -> None:
        """Begin at nought."""
        super().__init__(clock=clock, keep=keep)
        self.value = 0

    def route_of(self, request: Request) -> str:
        """Name a call by its verb and the last part of its path."""
        return f"{request.method} {request.url.rpartition('/')[2]}"

    def answer(self, request: Request) -> Response:  # noqa: ARG002 - the base gives it
        """Count."""
        self.value += 1
        return Response(status=200, headers={"content-type": "application/json"}, body=b'{"value": %d}' % self.value)

    def refusal(self, fault: Answer) -> Response:
        """Answer an error."""
        return Response(status=fault.status, body=fault.body or b'{"error": true}')

    def seed(self, customers: int) -> None:
        """Count customers."""
        self.value += customers


COUNT = Request(method="GET", url="https://counter.example.com/count", headers={"authorization": "Bearer s3cret"})


def test_fault_strikes_the_nth_call_and_so_many_after_it() -> None:
    """Both nth and times pick the calls; those before and after are answered."""
    counter = Counter()
    rule = counter.faults.add(Answer(status=503), nth=2, times=2)
    assert [counter.handle(COUNT).status for _ in range(5)] == [200, 503, 503, 200, 200]
    assert (rule.seen, rule.fired) == (5, 2)
    assert counter.value == 3


def test_fault_strikes_by_route_and_by_condition() -> None:
    """A route pattern and a predicate both narrow the calls down."""
    counter = Counter()
    counter.faults.add(Answer(status=418), route="* tea", times=None)
    counter.faults.add(Answer(status=413), when=lambda request: len(request.body) > 3, times=None)
    tea = Request(method="GET", url="https://counter.example.com/tea")
    heavy = Request(method="POST", url="https://counter.example.com/count", body=b"12345")
    assert [counter.handle(request).status for request in (COUNT, tea, heavy)] == [200, 418, 413]


def test_faults_for_the_same_call_queue_up() -> None:
    """Of two rules that are due the earlier one strikes, the other strikes the calls after it."""
    counter = Counter()
    first = counter.faults.add(Answer(status=503))
    second = counter.faults.add(Answer(status=429), times=2)
    assert [counter.handle(COUNT).status for _ in range(4)] == [503, 429, 429, 200]
    assert (first.fired, second.fired, second.seen) == (1, 2, 4)


def test_faults_can_be_taken_back() -> None:
    """A removed rule strikes no more, and clear removes all."""
    counter = Counter()
    rule = counter.faults.add(Answer(status=503), times=None)
    counter.faults.add(Answer(status=429), times=None)
    counter.faults.remove(rule)
    assert counter.handle(COUNT).status == 429
    counter.faults.clear()
    assert counter.handle(COUNT).status == 200


@pytest.mark.parametrize(
    ("fault", "error", "effects"),
    [
        (Timeout(), TimedOut, 0),
        (Timeout(after_effect=True), TimedOut, 1),
        (Reset(), TransportError, 0),
        (Reset(after_effect=True), TransportError, 1),
        (Refused(), NotSent, 0),
        (Truncated(), TransportError, 1),
        (Slow(seconds=60), TimedOut, 1),
    ],
)
def test_broken_calls_raise_what_the_real_transport_would(
    fault: Fault, error: type[TransportError], effects: int
) -> None:
    """Each failure is the typed error of its kind, in both worlds, with or without the effect."""
    counter = Counter()
    counter.faults.add(fault, times=2)
    sync: Transport = counter.transport()
    with pytest.raises(error) as caught:
        sync.send(COUNT, timeout=30)
    assert type(caught.value) is error
    assert counter.value == effects
    waiting: AsyncTransport = counter.async_transport()
    with pytest.raises(error):
        asyncio.run(waiting.send(COUNT, timeout=30))
    assert counter.value == 2 * effects
    assert sync.send(COUNT, timeout=30).status == 200


def test_waiting_passes_on_the_clock_only() -> None:
    """A time-out takes the caller's patience off the clock, a slow answer its seconds; nobody really waits."""
    clock = FakeClock()
    counter = Counter(clock)
    counter.faults.add(Timeout())
    with pytest.raises(TimedOut):
        counter.transport().send(COUNT, timeout=12)
    assert clock.monotonic() == 12
    counter.faults.add(Slow(seconds=5))
    assert counter.transport().send(COUNT, timeout=12).body == b'{"value": 1}'
    assert clock.monotonic() == 17


def test_spoilt_answers_arrive_whole_and_are_no_json() -> None:
    """Half a JSON text, and HTML with or without the effect, come as complete answers."""
    counter = Counter()
    counter.faults.add(BrokenJson())
    assert counter.handle(COUNT).body == b'{"valu'
    counter.faults.add(Html())
    counter.faults.add(Html(status=502, after_effect=True), nth=2)
    first, second = counter.handle(COUNT), counter.handle(COUNT)
    assert (first.status, second.status, counter.value) == (200, 502, 2)
    for answer in (first, second):
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.body.startswith(b"<!DOCTYPE html>")


def test_answers_may_ask_for_patience() -> None:
    """An error answer takes Retry-After and further headers, and its own body where given."""
    counter = Counter()
    counter.faults.add(Answer(status=429, retry_after="2", body=b"slow down", headers=(("x-limit", "9"),)))
    answer = counter.handle(COUNT)
    assert (answer.status, answer.body) == (429, b"slow down")
    assert (answer.headers["retry-after"], answer.headers["x-limit"]) == ("2", "9")


def test_stuck_cursor_answers_the_first_page_for_ever() -> None:
    """From its first call on, every answer is the same one."""
    counter = Counter()
    counter.faults.add(Stuck(), nth=2, times=None)
    assert [counter.handle(COUNT).body[-2:-1] for _ in range(4)] == [b"1", b"2", b"2", b"2"]


def test_log_tells_what_happened_and_no_secret() -> None:
    """Route, outcome and fault of each call are on record; its repr shows no header."""
    counter = Counter(keep=2)
    counter.faults.add(Reset(), nth=2)
    counter.handle(COUNT)
    with pytest.raises(TransportError):
        counter.handle(COUNT)
    counter.handle(COUNT)
    assert [(one.number, one.status, one.fault) for one in counter.log] == [(2, 0, "Reset"), (3, 200, None)]
    assert counter.log[0].request.headers["authorization"] == "Bearer s3cret"
    assert "s3cret" not in repr(counter.log)
    assert repr(counter.log[0]) == "Exchange(2: GET count -> 0, Reset)"


def test_calls_are_counted_by_route_and_status() -> None:
    """Counts go on when the log forgets, by route pattern and status, until they are told to start anew."""
    counter = Counter(keep=1)
    for name in ("a", "a", "b"):
        counter.handle(Request(method="GET", url=f"https://counter.example.com/{name}"))
    counter.faults.add(Answer(status=503))
    counter.handle(COUNT)
    assert counter.counts == {"GET a": 2, "GET b": 1, "GET count": 1}
    assert (counter.count(), counter.count("GET a"), counter.count(status=503)) == (4, 2, 1)
    assert counter.count("GET [ab]", status=200) == 3
    counter.forget_calls()
    assert (counter.counts, counter.log, counter.value) == ({}, (), 3)


def test_httpx_reaches_the_simulator_through_a_mock_transport() -> None:
    """Verb, address, query, headers and body arrive; the answer comes back, for sync and async clients."""
    counter = Counter()
    with httpx.Client(transport=httpx.MockTransport(counter.httpx_handler)) as client:
        answer = client.post("https://counter.example.com/count?a=1&a=%26", content=b"body", headers={"x-id": "7"})
    assert answer.json() == {"value": 1}
    seen = counter.log[0].request
    assert (seen.method, seen.url, seen.body) == ("POST", "https://counter.example.com/count", b"body")
    assert seen.params == (("a", "1"), ("a", "&"))
    assert seen.headers["x-id"] == "7"

    async def call() -> object:
        async with httpx.AsyncClient(transport=httpx.MockTransport(counter.httpx_handler)) as client:
            return (await client.get("https://counter.example.com/count")).json()

    assert asyncio.run(call()) == {"value": 2}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Refused(), httpx.ConnectError),
        (Timeout(), httpx.ReadTimeout),
        (Slow(seconds=6), httpx.ReadTimeout),
        (Reset(), httpx.RemoteProtocolError),
        (Truncated(), httpx.RemoteProtocolError),
    ],
)
def test_httpx_meets_its_own_errors(fault: Fault, error: type[Exception]) -> None:
    """Code on plain httpx sees the httpx error of each failure, measured by its own time-out."""
    counter = Counter()
    counter.faults.add(fault)
    with (
        httpx.Client(transport=httpx.MockTransport(counter.httpx_handler), timeout=5) as client,
        pytest.raises(error),
    ):
        client.get("https://counter.example.com/count")


def test_respx_ends_at_the_simulator() -> None:
    """A router of its own takes every call; mounted on another's router it takes those under its address."""
    counter = Counter()
    with counter.respx_router():
        assert httpx.get("https://anywhere.example.com/count").json() == {"value": 1}
    with respx.mock(assert_all_called=False) as router:
        counter.mount(router, base_url="https://counter.example.com")
        router.get("https://other.example.com/").respond(204)
        assert httpx.get("https://counter.example.com/count").json() == {"value": 2}
        assert httpx.get("https://other.example.com/").status_code == 204


def test_async_calls_interleave() -> None:
    """Calls of several tasks are under way together, as on a network."""
    counter = Counter()
    peaks: list[int] = []
    answer: Callable[[Request], Response] = counter.answer

    def watched(request: Request) -> Response:
        peaks.append(counter.in_flight)
        return answer(request)

    counter.answer = watched  # type: ignore[method-assign] - to look at the moment of the effect

    async def call() -> None:
        transport = counter.async_transport()
        await asyncio.gather(*(transport.send(COUNT, timeout=1) for _ in range(5)))

    asyncio.run(call())
    assert max(peaks) == 5
    assert counter.in_flight == 0
