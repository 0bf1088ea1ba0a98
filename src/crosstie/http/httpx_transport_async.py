"""The default transport: httpx, or any client of the host with the same interface (``httpx2``)."""

from __future__ import annotations

import asyncio  # async-only
import time
from io import BytesIO
from itertools import chain
from typing import Any, Final, Self

from crosstie.core.messages import Request, Response, quoted
from crosstie.errors import CrosstieError, NotSent, TimedOut, TransportError, UsageError
from crosstie.http.httpx_clients import AsyncHttpxClients
from crosstie.http.log_masking import keep_out_of_log
from crosstie.http.redaction import redact

__all__ = ["AsyncHttpxTransport"]

# By class name, because httpx and httpx2 have classes of their own with the same names.
_NEVER_SENT: Final = frozenset(
    {"ConnectError", "ConnectTimeout", "LocalProtocolError", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}
)
# async-only: begin
_LATE: Final = 0.25
"""Seconds after which the loop cuts an exchange off that httpx, who knows how far it came, did not end itself."""
# async-only: end


class AsyncHttpxTransport:
    """Sends requests through one ``httpx.AsyncClient``, shared by every tenant and client of a process.

    Args:
        client: The host's own ``httpx.AsyncClient`` or ``httpx2.AsyncClient``, with its proxies, certificates, hooks
            and limits; it is never closed here. When not given, one is made on first use (in a forked child another,
            and one for each event loop), which keeps no cookies and is closed by :meth:`aclose`.

    Raises:
        UsageError: The client is none of these.
    """

    __slots__ = ("_clients",)

    def __init__(self, client: Any = None) -> None:  # noqa: ANN401 - httpx or httpx2; no type of theirs in our signatures
        """Keep the client; nothing is opened yet."""
        self._clients = AsyncHttpxClients(client)

    async def send(self, request: Request, *, timeout: float) -> Response:  # noqa: ASYNC109 - the Transport contract
        """Send one request and read the answer to its end; ``timeout`` seconds in all.

        Raises:
            NotSent: No connection could be made.
            TimedOut: No complete answer in time.
            TransportError: The connection broke after something may have left.
            UsageError: The address is not one, a character cannot be sent, or the host's client was closed.
        """
        client = self._clients.get()
        library = self._clients.form.library
        keep_out_of_log(library.__name__, request)
        try:
            # async-only: begin
            async with asyncio.timeout(timeout + _LATE):
                return await _exchange(self._clients, client, request, timeout)
            # async-only: end
            # sync-only: return _exchange(self._clients, client, request, timeout)
        except library.HTTPError as error:
            raise _translated(error, request, timeout) from error
        except library.InvalidURL as error:
            message = f"{redact(request.url)} is not an address."
            raise UsageError(message, advice="Correct the base URL.") from error
        # async-only: begin
        except TimeoutError as error:
            raise _too_slow(request, timeout) from error
        # async-only: end
        except UnicodeEncodeError:
            raise _unsendable(request) from None  # its text and its chain hold the value, which may be a key
        except RuntimeError as error:
            if not client.is_closed:
                raise
            message = "The HTTP client that was given to crosstie is closed."
            raise UsageError(message, done="Nothing was sent.", advice="Keep it open as long as it is used.") from error

    async def aclose(self) -> None:
        """Close what this transport opened itself; the next call would open it anew."""
        await self._clients.aclose()

    async def __aenter__(self) -> Self:
        """Use as a context manager that closes at its end."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.aclose()


class _Remaining(dict[str, float]):
    """The seconds that are left, whenever httpx looks.

    It limits each step (finding a connection, connecting, writing, each wait for bytes) by itself; so that they do not
    add up, each step gets what the ones before it left.
    """

    __slots__ = ("_deadline",)

    def __init__(self, timeout: float) -> None:
        super().__init__(dict.fromkeys(("connect", "pool", "read", "write"), timeout))
        self._deadline = time.monotonic() + timeout

    def __getitem__(self, key: str) -> float:
        return max(self._deadline - time.monotonic(), 0.001)

    def get(self, key: str, default: object = None) -> float:
        del key, default
        return max(self._deadline - time.monotonic(), 0.001)

    @property
    def over(self) -> bool:
        return time.monotonic() > self._deadline


async def _exchange(clients: AsyncHttpxClients, client: Any, request: Request, timeout: float) -> Response:  # noqa: ANN401, ASYNC109
    remaining = _Remaining(timeout)
    outgoing = clients.form.request(client, request, _address(request), remaining)
    answer = await client.send(outgoing, stream=True)
    try:
        body = BytesIO()  # shows nothing of what it holds, should a traceback be printed with its locals
        async for chunk in answer.aiter_bytes():
            body.write(chunk)
            del chunk  # the same
            if remaining.over:  # httpx would wait for each further drop of a body that drips for ever
                raise _too_slow(request, timeout)
    finally:
        await answer.aclose()
    return Response(status=answer.status_code, headers=_headers(answer.headers), body=body.getvalue())


def _address(request: Request) -> str:
    if not request.params:
        return request.url
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in request.params)
    return f"{request.url}?{query}"


def _headers(headers: Any) -> dict[str, str]:  # noqa: ANN401 - httpx.Headers
    found: dict[str, str] = {}
    for raw_name, raw_value in headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _translated(error: Exception, request: Request, timeout: float) -> CrosstieError:
    what = f"{request.method} {redact(request.url)}"
    names = {base.__name__ for base in type(error).__mro__}
    reason = redact(str(error)) or type(error).__name__
    if names & _NEVER_SENT:
        return NotSent(f"{what} was not sent: {reason}", advice="Check the network, the proxy and the base URL.")
    if "TimeoutException" in names:
        return _too_slow(request, timeout)
    return TransportError(f"The connection broke during {what}: {reason}")


def _unsendable(request: Request) -> UsageError:
    """Say in which part of a request a character is that cannot be sent; addresses take all but half characters."""
    if not _whole(request.url):
        part, advice = "The address", "Look for it in the base URL and in the id."
    elif not all(map(_whole, chain.from_iterable(request.params))):
        part, advice = "The query", "Look for it in what is searched for."
    else:
        part, advice = "A header", "Look for it in the keys, and in headers of your own."
    return UsageError(f"{part} holds a character that HTTP cannot carry.", done="Nothing was sent.", advice=advice)


def _whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _too_slow(request: Request, timeout: float) -> TimedOut:
    return TimedOut(f"{request.method} {redact(request.url)} was not answered within {timeout:g} seconds.")
