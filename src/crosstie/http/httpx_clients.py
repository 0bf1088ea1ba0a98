"""Which httpx client a transport sends through: the host's own, or ours for this process and event loop."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from collections.abc import Mapping
from http.cookiejar import CookieJar
from types import ModuleType
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from crosstie.core.messages import Request
from crosstie.core.per_process import PerProcess
from crosstie.errors import UsageError

__all__ = ["AsyncHttpxClients", "HttpxClients"]

# Any: clients are httpx's or httpx2's, which no signature of ours may name.

_Defaults: TypeAlias = "tuple[tuple[str, tuple[bytes, bytes]], ...]"
"""The headers that a client adds to everything: each name in lower case, and the header as it is sent."""


class HttpxClients:
    """Gives the client to send through; one of our own is opened on first use, and anew in a forked child.

    Args:
        client: The host's own ``httpx.Client`` or ``httpx2.Client``; ``None`` for ours.

    Raises:
        UsageError: The client is none of these.
    """

    __slots__ = ("_defaults", "_given", "_library", "_opened")

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401
        """Keep the client; nothing is opened yet."""
        self._given = client
        self._library = None if client is None else _library_of(client, "Client")
        self._defaults: _Defaults = ()
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
                self._defaults = _defaults_of(opened.client)
            return opened.client

    def build(self, client: Any, request: Request, address: str, timeout: Mapping[str, float]) -> Any:  # noqa: ANN401
        """Return the library's own form of a request."""
        if self._given is not None:
            return _built_by(client, request, address, timeout)
        return _built(self._library, self._defaults, request, address, timeout)

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

    __slots__ = ("_defaults", "_given", "_library", "_opened")

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401
        """Keep the client; nothing is opened yet."""
        self._given = client
        self._library = None if client is None else _library_of(client, "AsyncClient")
        self._defaults: _Defaults = ()
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
                self._defaults = _defaults_of(client)
                opened.clients[loop] = client
        return client

    def build(self, client: Any, request: Request, address: str, timeout: Mapping[str, float]) -> Any:  # noqa: ANN401
        """Return the library's own form of a request."""
        if self._given is not None:
            return _built_by(client, request, address, timeout)
        return _built(self._library, self._defaults, request, address, timeout)

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


def _built_by(client: Any, request: Request, address: str, timeout: Mapping[str, float]) -> Any:  # noqa: ANN401
    """Let a host's client build the request: it may add headers, or a part of the address."""
    return client.build_request(
        request.method,
        address,
        headers=request.headers,
        content=request.body or None,
        extensions={"timeout": timeout},
    )


def _built(library: Any, defaults: _Defaults, request: Request, address: str, timeout: Mapping[str, float]) -> Any:  # noqa: ANN401
    """Build what a client of ours would, at a third less of the cost: its few headers are merged here."""
    given = {name.lower() for name in request.headers}
    return library.Request(
        request.method,
        address,
        headers=[*(header for name, header in defaults if name not in given), *request.headers.items()],
        content=request.body or None,
        extensions={"timeout": timeout},
    )


def _defaults_of(client: Any) -> _Defaults:  # noqa: ANN401
    return tuple((name.decode("latin-1").lower(), (name, value)) for name, value in client.headers.raw)


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
