"""What every test stands on: no network but the machine itself, one loop library, repeatable examples."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from typing import Final

import pytest
from hypothesis import settings

_LOCAL_NAMES: Final = frozenset({"", "0.0.0.0", "localhost"})  # noqa: S104 - a name to compare with, nothing is bound

# The same examples every time, and no deadline: the machine may be busy. HYPOTHESIS_PROFILE=explore looks further.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


class NetworkBlocked(RuntimeError):
    """A test reached for the network; no library code takes this for a transport error."""


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what leaves the machine; an audit hook sees every socket of the process, asyncio's too."""
    if event in ("socket.connect", "socket.sendto"):
        opened, address = arguments
        assert isinstance(opened, socket.socket)  # noqa: S101 - what the interpreter documents
        unix = getattr(socket, "AF_UNIX", None)
        host = address[0] if isinstance(address, tuple) else None
        allowed = opened.family == unix or _is_local(host)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        allowed = _is_local(host)
    else:
        return
    if not allowed:
        message = f"A test may speak to this machine only, not to {host!r}."
        raise NetworkBlocked(message)


sys.addaudithook(_guard)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, the one loop that the library is made for."""
    return "asyncio"
