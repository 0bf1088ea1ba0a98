"""The guard of conftest.py keeps tests on this machine."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

ELSEWHERE = ("192.0.2.1", 80)  # an address reserved for documentation


def test_a_connection_to_elsewhere_is_refused() -> None:
    """A test cannot open a connection that leaves the machine."""
    with socket.socket() as opened, pytest.raises(RuntimeError, match=r"not to '192\.0\.2\.1'"):
        opened.connect(ELSEWHERE)


def test_a_datagram_to_elsewhere_is_refused() -> None:
    """A test cannot send a datagram that leaves the machine."""
    with socket.socket(type=socket.SOCK_DGRAM) as opened, pytest.raises(RuntimeError, match="this machine only"):
        opened.sendto(b"", ELSEWHERE)


def test_names_are_not_looked_up() -> None:
    """A test cannot ask a name server, and an HTTP client does not take the refusal for a broken network."""
    with pytest.raises(RuntimeError, match=r"not to 'example\.com'"):
        httpx.get("http://example.com/", trust_env=False)


def test_the_event_loop_is_guarded_too() -> None:
    """Connections of asyncio are refused like any other."""
    with pytest.raises(RuntimeError, match="this machine only"):
        asyncio.run(asyncio.wait_for(asyncio.open_connection(*ELSEWHERE), 5))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_machine_itself_is_reachable(host: str) -> None:
    """Servers of the tests on loopback are reachable by address and by name."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as opened:
        opened.connect((host, server.getsockname()[1]))


def test_unix_sockets_are_open() -> None:
    """Databases that listen on a path are reachable; a path where nobody listens says so itself."""
    with socket.socket(socket.AF_UNIX) as opened, pytest.raises(FileNotFoundError):
        opened.connect("/nonexistent/socket")
