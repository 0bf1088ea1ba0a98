"""A small HTTP/1.1 server for simulators on httptools: keep-alive, pipelining, as cheap as Python allows.

Benchmarks compare clients against it, so it must cost less than any client; measured on one core it answers well over
5,000 small requests a second. It serves loopback tests and is no server for the open net.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qsl

import httptools

from crosstie.core.messages import Request
from crosstie.testing.delivery import Delivery
from crosstie.testing.simulator import Simulator

__all__ = ["Connection"]

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_BODILESS = frozenset({204, 304})


class Connection(asyncio.Protocol):
    """One client's connection to a simulator."""

    def __init__(self, simulator: Simulator, peers: set[Connection]) -> None:
        """Serve this simulator; ``peers`` holds the open connections of the server."""
        self._simulator = simulator
        self._peers = peers
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[tuple[Request, bool]] = deque()
        self._busy = False
        self._owed = 0
        self._target = b""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []

    # -- what asyncio calls -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the open connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._peers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the connection and what still waited on it."""
        self._peers.discard(self)
        self._waiting.clear()
        while self._owed:
            self._settle()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived; answer broken HTTP with 400 and close."""
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._transport.write(_head(400, {}, 0, keep_alive=False))
            self._transport.close()

    def eof_received(self) -> bool:
        """Close when the client has."""
        return False

    # -- what the parser calls ----------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._target = b""
        self._headers = {}
        self._body = []

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a repeated one is joined with a comma."""
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        """Let a client that asked first send its body."""
        if self._headers.get("expect", "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Answer now, or after the one that is still under way."""
        path, _, query = self._target.partition(b"?")
        request = Request(
            method=self._parser.get_method().decode("latin-1"),
            url=f"http://{self._headers.get('host', 'localhost')}{path.decode('latin-1')}",
            params=tuple(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else (),
            headers=self._headers,
            body=b"".join(self._body),
        )
        self._waiting.append((request, self._parser.should_keep_alive()))
        self._owed += 1
        self._simulator.enter()
        self._next()

    # -- answering ----------------------------------------------------------------------------------------------------

    def _next(self) -> None:
        while self._waiting and not self._busy and not self._transport.is_closing():
            request, keep_alive = self._waiting.popleft()
            if self._simulator.latency > 0:
                self._busy = True
                self._later(self._simulator.latency, partial(self._answer, request, keep_alive=keep_alive))
            else:
                self._answer(request, keep_alive=keep_alive)

    def _later(self, seconds: float, step: Callable[[], None]) -> None:
        """Take a step after some seconds, then go on with what waits; unless the client is gone by then."""

        def resume() -> None:
            if not self._transport.is_closing():
                self._busy = False
                step()
                self._next()

        asyncio.get_running_loop().call_later(seconds, resume)

    def _answer(self, request: Request, *, keep_alive: bool) -> None:
        try:
            delivery = self._simulator.deliver(request)
        except Exception as error:
            self._transport.write(_head(500, {"x-simulator-error": type(error).__name__}, 0, keep_alive=False))
            self._transport.close()
            raise
        self._busy = self._write(delivery, keep_alive=keep_alive, head_only=request.method == "HEAD")
        if not self._busy:
            self._settle()

    def _settle(self) -> None:
        self._owed -= 1
        self._simulator.leave()

    def _write(self, delivery: Delivery, *, keep_alive: bool, head_only: bool) -> bool:
        """Put the answer on the wire; true if the connection has to wait before the next one."""
        manner = delivery.manner
        if manner == "silent":
            return True
        if manner in {"reset", "refused"}:
            self._break()
            return False
        response = delivery.response
        body = b"" if head_only else response.body
        self._transport.write(_head(response.status, response.headers, len(response.body), keep_alive=keep_alive))
        if manner == "slow":
            self._write_slowly(body, delivery.seconds, keep_alive=keep_alive)
            return True
        if body:
            self._transport.write(body[: delivery.keep] if manner == "truncated" else body)
        if manner == "truncated" or not keep_alive:
            self._transport.close()
        return False

    def _write_slowly(self, body: bytes, seconds: float, *, keep_alive: bool) -> None:
        half = len(body) // 2
        self._transport.write(body[:half])

        def finish() -> None:
            self._transport.write(body[half:])
            self._settle()
            if not keep_alive:
                self._transport.close()

        self._later(seconds, finish)

    def _break(self) -> None:
        """Reset the connection: with no time to linger, closing sends RST instead of FIN."""
        raw = cast("socket.socket", self._transport.get_extra_info("socket"))
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def shut(self) -> None:
        """Close at once."""
        self._transport.abort()


def _head(status: int, headers: Mapping[str, str], length: int, *, keep_alive: bool) -> bytes:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if status not in _BODILESS:
        lines.append(f"content-length: {length}")
    if not keep_alive:
        lines.append("connection: close")
    return "\r\n".join([*lines, "\r\n"]).encode("latin-1")
