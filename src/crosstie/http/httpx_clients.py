"""Which httpx client a transport sends through: the host's own, or ours for this process and event loop."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from http.cookiejar import CookieJar
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from crosstie.core.per_process import PerProcess
from crosstie.errors import UsageError

__all__ = ["AsyncHttpxClients", "HttpxClients"]

# Any: clients are httpx's or httpx2's, which no signature of ours may name.


class HttpxClients:
    """Gives the client to send through; one of our own is opened on first use, and anew in a forked child.

    Args:
        client: The host's own ``httpx.Client`` or ``httpx2.Client``; ``None`` for ours.

    Raises:
        UsageError: The client is none of these.
    """

    __slots__ = ("_given", "_library", "_opened")

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401
        """Keep the client; nothing is opened yet."""
        self._given = client
        self._library = None if client is None else _library_of(client, "Client")
        self._opened = PerProcess(_Opened)

    @property
    def library(self) -> Any:  # noqa: ANN401 - a module whose errors are looked up by name
        """The module that the client, and the errors it raises, come from."""
        if self._library is None:
            self._library = importlib.import_module("httpx")
        return self._library

    def get(self) -> Any:  # noqa: ANN401
        """Return the client."""
        if self._given is not None:
            return self._given
        opened = self._opened.here()
        with opened.lock:
            if opened.client is None:
                opened.client = self.library.Client(follow_redirects=False, cookies=_NoCookies())
            return opened.client

    def close(self) -> None:
        """Close what was opened here; it would be opened anew. A host's client stays open."""
        opened = self._opened.here()
        with opened.lock:
            client, opened.client = opened.client, None
        if client is not None:
            client.close()


class AsyncHttpxClients:
    """Gives the client to send through; of our own there is one per event loop, because sockets belong to a loop.

    Args:
        client: The host's own ``httpx.AsyncClient`` or ``httpx2.AsyncClient``; ``None`` for ours.

    Raises:
        UsageError: The client is none of these.
    """

    __slots__ = ("_given", "_library", "_opened")

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401
        """Keep the client; nothing is opened yet."""
        self._given = client
        self._library = None if client is None else _library_of(client, "AsyncClient")
        self._opened = PerProcess(_OpenedByLoop)

    @property
    def library(self) -> Any:  # noqa: ANN401 - a module whose errors are looked up by name
        """The module that the client, and the errors it raises, come from."""
        if self._library is None:
            self._library = importlib.import_module("httpx")
        return self._library

    def get(self) -> Any:  # noqa: ANN401
        """Return the client for the running loop."""
        if self._given is not None:
            return self._given
        loop = asyncio.get_running_loop()
        opened = self._opened.here()
        with opened.lock:
            client = opened.clients.get(loop)
            if client is None:
                client = self.library.AsyncClient(follow_redirects=False, cookies=_NoCookies())
                opened.clients[loop] = client
        return client

    async def aclose(self) -> None:
        """Close what was opened for the running loop; it would be opened anew. A host's client stays open."""
        opened = self._opened.here()
        with opened.lock:
            client = opened.clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()


class _Opened:
    """The client of one process."""

    __slots__ = ("client", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.client: Any = None


class _OpenedByLoop:
    """The clients of one process, by event loop; a loop that is gone takes its client along."""

    __slots__ = ("clients", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()


class _NoCookies(CookieJar):
    """A jar that stays empty: one client serves all tenants, and a cookie would mix their sessions.

    A policy that allows none would do as well, but would have every answer searched for them first.
    """

    def extract_cookies(self, response: object, request: object) -> None:
        """Take none."""


def _library_of(client: object, kind: str) -> ModuleType:
    """Return the library that the client's class comes from, so that its errors can be told apart."""
    for base in type(client).__mro__:
        module = sys.modules.get(base.__module__.partition(".")[0])
        if module is not None and hasattr(module, "InvalidURL") and base is getattr(module, kind, None):
            return module
    message = f"A {type(client).__name__} is not a client that crosstie can send with here."
    raise UsageError(message, advice=f"Pass the {kind} of httpx or httpx2, or write a Transport: one method.")
