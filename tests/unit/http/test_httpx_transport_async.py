"""The default transport on real sockets: every way in which an answer can fail to come has its own error."""

# ruff: noqa: ANN401 - the peer and its lines are what conftest makes; tests cannot import from there

from __future__ import annotations

import gzip
import socket
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
import respx

from crosstie.core.messages import Request, Response
from crosstie.errors import NotSent, TimedOut, TransportError, UsageError
from crosstie.http.httpx_transport_async import AsyncHttpxTransport
from crosstie.testing import RunningClock

SECRET = "sk-1234567890abcdefghijklmnopqrstuvwxyz"
CLIENTS: dict[str, Callable[[], Any]] = {"ours": lambda: None, "httpx": httpx.AsyncClient, "httpx2": httpx2.AsyncClient}


def get(url: str, *, params: tuple[tuple[str, str], ...] = ()) -> Request:
    """Return a read."""
    return Request(method="GET", url=url, params=params, headers={"Authorization": f"Bearer {SECRET}"})


@asynccontextmanager
async def opened(kind: str) -> AsyncGenerator[AsyncHttpxTransport]:
    """Open a transport on our own client or on one of a host's."""
    client = CLIENTS[kind]()
    transport = AsyncHttpxTransport(client)
    try:
        yield transport
    finally:
        await transport.aclose()
        if client is not None:
            assert not client.is_closed
            await client.aclose()


async def sent(kind: str, request: Request, *, timeout: float = 5) -> Response:  # noqa: ASYNC109 - the seam's own
    """Send one request."""
    async with opened(kind) as transport:
        return await transport.send(request, timeout=timeout)


@pytest.fixture(params=CLIENTS)
def kind(request: pytest.FixtureRequest) -> str:
    """Say which client to send through."""
    name: str = request.param
    return name


# -- what goes out and comes back --------------------------------------------------------------------------------------


async def test_a_request_goes_out_as_it_is(kind: str, peer: Any) -> None:
    """Verb, path, parameters in order and fully escaped, headers and body."""
    request = Request(
        method="POST",
        url=f"{peer.url}/a/b",
        params=(("q", "x & y/ü"), ("q", "2"), ("e", "")),
        headers={"X-One": "1"},
        body=b'{"a":1}',
    )
    await sent(kind, request)
    lines = peer.heads[0].split("\r\n")
    assert lines[0] == "POST /a/b?q=x%20%26%20y%2F%C3%BC&q=2&e= HTTP/1.1"
    assert "x-one: 1" in [line.lower() for line in lines]
    assert peer.bodies == [b'{"a":1}']


async def test_an_answer_comes_back_whole(kind: str, peer: Any) -> None:
    """Status, lower-case headers, a repeated one joined, the body unpacked."""
    packed = gzip.compress(b"body")
    peer.script = lambda line: line.answer(
        packed, "Content-Encoding: gzip", "X-Two: a", "X-Two: b", "X-Text: caf\xe9", status="404 Not Found"
    )
    response = await sent(kind, get(peer.url))
    assert (response.status, response.body) == (404, b"body")
    assert (response.headers["x-two"], response.headers["x-text"]) == ("a, b", "caf\xe9")


async def test_redirects_are_answers(peer: Any) -> None:
    """Credentials never follow a redirect to somewhere else."""
    peer.script = lambda line: line.answer(b"", "Location: /elsewhere", status="302 Found")
    async with opened("ours") as transport:
        assert (await transport.send(get(peer.url), timeout=5)).status == 302
    assert len(peer.heads) == 1


async def test_no_cookie_is_kept(peer: Any) -> None:
    """One client serves all tenants: a cookie would carry one tenant's session into another's call."""
    peer.script = lambda line: line.answer(b"", "Set-Cookie: sid=tenant-a")
    async with opened("ours") as transport:
        for _ in range(2):
            await transport.send(get(peer.url), timeout=5)
    assert "cookie:" not in peer.heads[1].lower()


async def test_respx_works_on_the_default() -> None:
    """A host's tests may answer our calls with respx."""
    with respx.mock() as router:
        router.get("https://api.example.com/a").respond(201, text="mocked")
        response = await sent("ours", get("https://api.example.com/a"))
    assert (response.status, response.body) == (201, b"mocked")


# -- nothing was sent --------------------------------------------------------------------------------------------------


async def test_a_refused_connection_is_proof_that_nothing_was_sent(kind: str) -> None:
    """It is safe to repeat; the error names the address, and no secret."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/a"
    with pytest.raises(NotSent, match=r"127\.0\.0\.1") as caught:
        await sent(kind, get(url, params=(("apikey", SECRET),)), timeout=5)
    assert caught.value.retry == "safe"
    assert SECRET not in str(caught.value)


async def test_a_connection_that_does_not_come_about_is_proof_too(kind: str, deaf_address: str) -> None:
    """Time ran out while connecting: nothing left."""
    with pytest.raises(NotSent):
        await sent(kind, get(deaf_address), timeout=0.2)


@pytest.mark.parametrize("url", ["ftp://example.com/a", "no-address"])
async def test_an_address_of_another_kind_is_not_sent(kind: str, url: str) -> None:
    """A scheme that HTTP does not have goes nowhere."""
    with pytest.raises(NotSent):
        await sent(kind, get(url), timeout=5)


async def test_an_address_that_is_none_is_the_callers_mistake(kind: str) -> None:
    """A base URL with a typing error is found before any I/O."""
    with pytest.raises(UsageError, match="not an address"):
        await sent(kind, get("http://[:::]/a"), timeout=5)


async def test_a_key_that_no_header_can_carry_is_the_callers_mistake(kind: str, peer: Any) -> None:
    """Neither the error nor its chain shows the key."""
    request = Request(method="GET", url=peer.url, headers={"X-Key": f"{SECRET}ключ"})
    with pytest.raises(UsageError, match="header") as caught:
        await sent(kind, request, timeout=5)
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    assert peer.heads == []


@pytest.mark.parametrize(
    ("path", "params", "part"),
    [
        ("/a\ud83d", (), "The address"),
        ("/a", (("q", "Ida \ud83d"),), "The query"),
        ("/a", (("\ud83d", "1"),), "The query"),
    ],
    ids=["address", "value", "name"],
)
async def test_half_a_character_is_found_where_it_stands(
    kind: str, peer: Any, path: str, params: tuple[tuple[str, str], ...], part: str
) -> None:
    """The error sends nobody to the headers, or to the keys, for what is in the address or the query."""
    request = Request(method="GET", url=f"{peer.url}{path}", params=params, headers={"X-Key": SECRET})
    with pytest.raises(UsageError, match=f"{part} holds a character") as caught:
        await sent(kind, request, timeout=5)
    assert "keys" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert peer.heads == []


# -- no answer came ----------------------------------------------------------------------------------------------------


async def test_silence_is_a_time_out(kind: str, peer: Any) -> None:
    """The request went out; whether it was carried out is unknown."""
    peer.script = lambda line: line.wait(5)
    with pytest.raises(TimedOut, match=r"0\.2 seconds") as caught:
        await sent(kind, get(peer.url), timeout=0.2)
    assert caught.value.retry == "unknown"


async def test_a_body_that_drips_for_ever_is_stopped_by_the_deadline(kind: str, peer: Any) -> None:
    """Each drop comes in time, the whole does not."""

    def drip(line: Any) -> None:
        line.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        line.drip(b"x")

    peer.script = drip
    began = time.monotonic()
    with pytest.raises(TimedOut):
        await sent(kind, get(peer.url), timeout=0.3)
    assert time.monotonic() - began < 3


async def test_the_steps_of_an_exchange_share_one_deadline(
    kind: str, peer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A head that comes late leaves the body only the rest of the time."""
    clock = RunningClock()
    monkeypatch.setattr(sys.modules[AsyncHttpxTransport.__module__], "time", clock)

    def late(line: Any) -> None:
        clock.advance(19.8)
        line.say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
        line.wait(30)

    peer.script = late
    began = time.monotonic()
    with pytest.raises(TimedOut):
        await sent(kind, get(peer.url), timeout=20)
    assert time.monotonic() - began < 10


# async-only: begin
async def test_even_a_head_that_drips_is_stopped(kind: str, peer: Any) -> None:
    """The loop cuts off what httpx itself would wait for."""
    peer.script = lambda line: (line.say(b"HTTP/1.1 200 OK\r\nX-Slow: "), line.drip(b"x"))
    with pytest.raises(TimedOut):
        await sent(kind, get(peer.url), timeout=0.2)


async def test_the_client_of_a_host_must_be_of_the_same_world() -> None:
    """A sync client cannot send for async code."""
    with httpx.Client() as client, pytest.raises(UsageError, match="AsyncClient"):
        AsyncHttpxTransport(client)


def test_every_loop_has_its_own_sockets(peer: Any) -> None:
    """One transport serves loop after loop: a kept connection of a loop that has ended is not touched again."""
    import asyncio  # noqa: PLC0415 - no other test here runs a loop of its own

    def keep(line: Any) -> None:
        line.say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        line.wait(30)

    peer.script = keep
    transport = AsyncHttpxTransport()

    async def call() -> bytes:
        try:
            return (await transport.send(get(peer.url), timeout=5)).body
        finally:
            await transport.aclose()

    assert [asyncio.run(call()) for _ in range(2)] == [b"ok", b"ok"]
    clients = []

    async def client() -> None:
        clients.append(transport._clients.get())
        assert transport._clients.get() is clients[-1]
        await transport.aclose()

    for _ in range(2):
        asyncio.run(client())
    assert clients[0] is not clients[1]


# async-only: end
# -- the connection broke ----------------------------------------------------------------------------------------------


def _truncate(line: Any) -> None:
    line.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def _no_http(line: Any) -> None:
    line.say(b"SSH-2.0-OpenSSH\r\n\r\n")


BREAKS: dict[str, Callable[[Any], None]] = {
    "reset": lambda line: line.reset(),
    "closed": lambda _: None,
    "truncated": _truncate,
    "broken gzip": lambda line: line.answer(b"no gzip", "Content-Encoding: gzip"),
    "another protocol": _no_http,
}


@pytest.mark.parametrize("how", BREAKS)
async def test_a_broken_connection_leaves_the_outcome_unknown(kind: str, peer: Any, how: str) -> None:
    """Something may have left: it is neither "not sent" nor a time-out, and not an answer."""
    peer.script = BREAKS[how]
    with pytest.raises(TransportError) as caught:
        await sent(kind, get(peer.url), timeout=5)
    assert type(caught.value) is TransportError
    assert caught.value.retry == "unknown"
    assert caught.value.__cause__ is not None


# -- whose client ------------------------------------------------------------------------------------------------------


async def test_ours_is_opened_again_after_it_was_closed(peer: Any) -> None:
    """Closing twice is fine, and so is going on afterwards."""
    async with AsyncHttpxTransport() as transport:
        await transport.send(get(peer.url), timeout=5)
        await transport.aclose()
        await transport.aclose()
        assert (await transport.send(get(peer.url), timeout=5)).status == 200


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
async def test_a_client_that_its_host_closed_is_the_hosts_mistake(name: str) -> None:
    """The error says whose client it is."""
    client = CLIENTS[name]()
    await client.aclose()
    with pytest.raises(UsageError, match="closed"):
        await AsyncHttpxTransport(client).send(get("http://127.0.0.1:1/"), timeout=5)


async def test_an_error_that_is_not_ours_to_explain_passes() -> None:
    """A RuntimeError of the host's own hook stays what it is."""

    async def hook(_: object) -> None:
        raise RuntimeError("of the host")  # noqa: EM101, TRY003 - a host's own words

    client = httpx.AsyncClient(event_hooks={"request": [hook]})
    with pytest.raises(RuntimeError, match="of the host"):
        await AsyncHttpxTransport(client).send(get("http://127.0.0.1:1/"), timeout=5)
    await client.aclose()


@pytest.mark.parametrize("client", [object(), "https://example.com", httpx, respx])
def test_something_else_is_refused_as_a_client(client: object) -> None:
    """The mistake is found when it is made, with the way out."""
    with pytest.raises(UsageError, match="not a client"):
        AsyncHttpxTransport(client)


async def test_a_key_in_an_address_stays_out_of_the_log(kind: str, peer: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The library writes every address into its log; of one with a key only the path is left, of others everything."""
    caplog.set_level("DEBUG")
    params = (("apikey", "Zx9-kq.Tr4"), ("to", "12025550123"), ("message", "See you"))
    await sent(kind, get(f"{peer.url}/secret", params=params))
    await sent(kind, get(f"{peer.url}/open", params=(("page", "2"),)))
    assert "Zx9-kq.Tr4" not in caplog.text
    assert "12025550123" not in caplog.text
    assert "/secret?•••" in caplog.text
    assert "/open?page=2" in caplog.text
    assert [line.split(" ")[1] for line in (head.split("\r\n")[0] for head in peer.heads)] == [
        "/secret?apikey=Zx9-kq.Tr4&to=12025550123&message=See%20you",
        "/open?page=2",
    ]
