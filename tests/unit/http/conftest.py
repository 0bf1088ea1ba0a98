"""A server that does exactly what a test tells it, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Generator

import pytest

Script = Callable[["Line"], None]


class Line:
    """One connection to the peer, after its request was read."""

    def __init__(self, peer: socket.socket, over: threading.Event) -> None:
        """Read the head and the body of the request."""
        self._socket = peer
        self._over = over
        self.head, _, body = self._read_until(b"\r\n\r\n").partition(b"\r\n\r\n")
        self.body = body + self._read_exactly(self._length() - len(body))

    def _read_until(self, end: bytes) -> bytes:
        read = b""
        while end not in read:
            more = self._socket.recv(65536)
            if not more:
                break
            read += more
        return read

    def _read_exactly(self, size: int) -> bytes:
        read = b""
        while len(read) < size:
            read += self._socket.recv(65536)
        return read

    def _length(self) -> int:
        for line in self.head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return int(line.partition(b":")[2])
        return 0

    def say(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendall(data)

    def answer(self, body: bytes = b"", *headers: str, status: str = "200 OK") -> None:
        """Send a whole answer."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
        self.say("\r\n".join(lines).encode("latin-1") + body)

    def wait(self, seconds: float) -> bool:
        """Be silent for a while; tell whether the test is over."""
        return self._over.wait(seconds)

    def drip(self, data: bytes) -> None:
        """Send the same bytes every few milliseconds until nobody listens."""
        with contextlib.suppress(OSError):
            while not self.wait(0.02):
                self.say(data)

    def reset(self) -> None:
        """Break the connection at once."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Peer:
    """Listens on loopback and follows a script with every connection.

    Attributes:
        script: What to do; answers ``200`` with an empty body unless set.
        heads: The head of every request so far.
        bodies: The body of every request so far.
    """

    def __init__(self) -> None:
        """Begin to listen."""
        self.script: Script = Line.answer
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._listening.accept()
                thread = threading.Thread(target=self._serve, args=(peer,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            line = Line(peer, self._over)
            self.heads.append(line.head.decode("latin-1"))
            self.bodies.append(line.body)
            self.script(line)

    def close(self) -> None:
        """Stop listening, end every script."""
        self._over.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def peer() -> Generator[Peer]:
    """Give a server for one test."""
    made = Peer()
    yield made
    made.close()


@pytest.fixture
def deaf_address() -> Generator[str]:
    """Give an address that takes no more connections: its queue is full, and nobody empties it."""
    with socket.socket() as listening, contextlib.ExitStack() as waiting:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            knocking = waiting.enter_context(socket.socket())
            knocking.setblocking(False)  # noqa: FBT003 - the socket's own interface
            knocking.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
