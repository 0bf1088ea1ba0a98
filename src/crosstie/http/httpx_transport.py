# @generated from src/crosstie/http/httpx_transport_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The default transport: httpx, or any client of the host with the same interface (``httpx2``)."""

from __future__ import annotations

import importlib
import sys
import threading
import time
from typing import Any, Self
from urllib.parse import quote

from crosstie.core.messages import Request, Response
from crosstie.errors import CrosstieError, NotSent, TimedOut, TransportError, UsageError
from crosstie.http.redaction import redact

__all__ = ["HttpxTransport"]

# By class name, because httpx and httpx2 have classes of their own with the same names.
_NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "LocalProtocolError"})


class HttpxTransport:
    """Sends requests through one ``httpx.Client``, shared by every tenant and client of a process.

    Args:
        client: The host's own ``httpx.Client`` or ``httpx2.Client``, with its proxies, certificates, hooks
            and limits; it is never closed here. When not given, one is made on first use and closed by :meth:`close`.
    """

    __slots__ = ("_client", "_library", "_lock", "_owned")

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401 - httpx or httpx2; no type of theirs in our signatures
        """Keep the client; nothing is opened yet."""
        self._lock = threading.Lock()
        self._owned = client is None
        self._client = client
        self._library: Any = None if client is None else _library_of(client)

    def send(self, request: Request, *, timeout: float) -> Response:
        """Send one request and read the answer to its end; ``timeout`` seconds in all.

        Raises:
            NotSent: No connection could be made.
            TimedOut: No complete answer in time.
            TransportError: The connection broke after something may have left.
            UsageError: The address is not one.
        """
        client = self._client
        if client is None:
            client = self._open()
        library = self._library
        try:
            return _exchange(client, request, timeout)
        except library.HTTPError as error:
            raise _translated(error, request, timeout) from error
        except library.InvalidURL as error:
            message = f"{redact(request.url)} is not an address."
            raise UsageError(message, advice="Correct the base URL.") from error

    def close(self) -> None:
        """Close what this transport opened itself; the next call would open it anew."""
        with self._lock:
            client = self._client
            if not self._owned or client is None:
                return
            self._client = None
        client.close()

    def __enter__(self) -> Self:
        """Use as a context manager that closes at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _open(self) -> Any:  # noqa: ANN401 - an httpx client
        with self._lock:
            if self._client is None:
                self._library = importlib.import_module("httpx")
                self._client = self._library.Client(follow_redirects=False)
            return self._client


def _exchange(client: Any, request: Request, timeout: float) -> Response:  # noqa: ANN401
    # httpx limits each wait for bytes; a body that drips for ever is stopped by the deadline here.
    deadline = time.monotonic() + timeout
    outgoing = client.build_request(
        request.method, _address(request), headers=request.headers, content=request.body or None, timeout=timeout
    )
    answer = client.send(outgoing, stream=True)
    try:
        chunks: list[bytes] = []
        for chunk in answer.iter_bytes():
            chunks.append(chunk)
            if time.monotonic() > deadline:
                raise _too_slow(request, timeout)
    finally:
        answer.close()
    return Response(status=answer.status_code, headers=_headers(answer.headers), body=b"".join(chunks))


def _address(request: Request) -> str:
    if not request.params:
        return request.url
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in request.params)
    return f"{request.url}?{query}"


def _headers(headers: Any) -> dict[str, str]:  # noqa: ANN401 - httpx.Headers
    found: dict[str, str] = {}
    for raw_name, raw_value in headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _library_of(client: object) -> Any:  # noqa: ANN401 - a module
    """Return the HTTP library that the client's class comes from, so that its errors can be told apart."""
    for base in type(client).__mro__:
        module = sys.modules.get(base.__module__.partition(".")[0])
        if hasattr(module, "HTTPError") and hasattr(module, "InvalidURL") and hasattr(module, "Client"):
            return module
    message = f"A {type(client).__name__} is not a client that crosstie can send with."
    raise UsageError(message, advice="Pass an httpx or httpx2 client, or write a Transport: one method.")


def _translated(error: Exception, request: Request, timeout: float) -> CrosstieError:
    what = f"{request.method} {redact(request.url)}"
    names = {base.__name__ for base in type(error).__mro__}
    reason = redact(str(error)) or type(error).__name__
    if names & _NEVER_SENT:
        return NotSent(f"{what} was not sent: {reason}", advice="Check the network, the proxy and the base URL.")
    if "TimeoutException" in names:
        return _too_slow(request, timeout)
    return TransportError(f"The connection broke during {what}: {reason}")


def _too_slow(request: Request, timeout: float) -> TimedOut:
    return TimedOut(f"{request.method} {redact(request.url)} was not answered within {timeout:g} seconds.")
