"""Requests and clients in the form of the library that a transport sends with: httpx, or the host's httpx2."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from http.cookiejar import CookieJar
from types import ModuleType
from typing import Any, Literal, TypeAlias

from crosstie.core.messages import Request
from crosstie.errors import UsageError

__all__ = ["HttpxForm"]

# Any: clients are httpx's or httpx2's, which no signature of ours may name.

_Kind: TypeAlias = Literal["Client", "AsyncClient"]
_Defaults: TypeAlias = "tuple[tuple[str, tuple[bytes, bytes]], ...]"
"""The headers that a client adds to everything: each name in lower case, and the header as it is sent."""


class HttpxForm:
    """Builds what the library needs.

    Args:
        kind: The name of the client's class in either library.
        client: The host's own client; ``None`` where clients of ours are made.

    Raises:
        UsageError: The client is of neither library, or of the other kind.
    """

    __slots__ = ("_defaults", "_hosts", "_kind", "_library")

    def __init__(self, kind: _Kind, client: Any) -> None:  # noqa: ANN401
        """Find out the library of a host's client; ours is imported on first use."""
        self._kind: _Kind = kind
        self._hosts = client is not None
        self._library = None if client is None else _library_of(client, kind)
        self._defaults: _Defaults = ()

    @property
    def library(self) -> Any:  # noqa: ANN401 - a module whose errors are looked up by name
        """The module that the client, and the errors it raises, come from."""
        if self._library is None:
            self._library = importlib.import_module("httpx")
        return self._library

    def client(self) -> Any:  # noqa: ANN401
        """Make a client of ours."""
        made = getattr(self.library, self._kind)(follow_redirects=False, cookies=_NoCookies())
        self._defaults = _defaults_of(made)
        return made

    def request(self, client: Any, request: Request, address: str, timeout: Mapping[str, float]) -> Any:  # noqa: ANN401
        """Return the library's own form of a request."""
        if self._hosts:
            return _built_by(client, request, address, timeout)
        return _built(self._library, self._defaults, request, address, timeout)


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
