"""Sessions for a host's own httpx calls: an ``httpx.Auth`` that signs, renews and retries once as our clients do."""

from __future__ import annotations

import functools
import importlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any, Final, NoReturn

from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.errors import MissingExtra, UsageError
from crosstie.sessions.authenticator import SessionAuthenticator
from crosstie.sessions.renewal import Lent

__all__ = ["host_auth"]

# Any: requests and responses here are the library's own (httpx or httpx2), which no signature of ours may name.

_LIBRARIES: Final = ("httpx", "httpx2")
_FAILED: Final = 400


def host_auth(
    library: str,
    auth: SessionAuthenticator,
    *,
    run: Callable[[Flow[Any]], Any] | None = None,
    run_async: Callable[[Flow[Any]], Awaitable[Any]] | None = None,
) -> Any:  # noqa: ANN401
    """Return an ``Auth`` object of the library.

    Args:
        library: ``httpx`` or ``httpx2``.
        auth: Signs for one connection.
        run: Runs flows, for a sync client.
        run_async: Runs flows, for an async client.

    Raises:
        UsageError: The library is none of these.
        MissingExtra: It is not installed.
    """
    return _auth_class(library)(auth, run, run_async)


@functools.cache
def _auth_class(library: str) -> type[Any]:  # noqa: C901 - one class with a method for each world
    """Return the class on the library's own base; which that is, is only known at run time."""

    class HostAuth(_base_class(library)):  # type: ignore[misc]  # a base chosen at run time
        """Signs each request of the host's own client."""

        requires_request_body = True  # a refused request is sent again, so its body must be at hand
        requires_response_body = True  # some systems say in the body that they refuse

        def __init__(
            self,
            auth: SessionAuthenticator,
            run: Callable[[Flow[Any]], Any] | None,
            run_async: Callable[[Flow[Any]], Awaitable[Any]] | None,
        ) -> None:
            self._auth = auth
            self._run = run
            self._run_async = run_async

        def __repr__(self) -> str:
            return f"<Auth for {self._auth.label}>"

        def sync_auth_flow(self, request: Any) -> Generator[Any, Any, None]:  # noqa: ANN401
            auth, run = self._auth, self._run
            if run is None:
                _refuse_world("an AsyncClient")
            request.read()
            unsigned = _unsigned(request)
            lent = run(auth.grant())
            response = yield _signed(auth, request, unsigned, lent)
            response.read()
            if auth.is_refusal(_plain(response)):
                other = run(auth.refused(lent))
                if other is None:
                    run(auth.rejected(lent, _refusal(response)))
                    return
                response = yield _signed(auth, request, unsigned, other)
                response.read()
                if auth.is_refusal(_plain(response)):
                    run(auth.rejected(other, _refusal(response)))
            if _was_good(auth, response):
                run(auth.accepted())

        async def async_auth_flow(self, request: Any) -> AsyncGenerator[Any, Any]:  # noqa: ANN401
            auth, run = self._auth, self._run_async
            if run is None:
                _refuse_world("a Client")
            await request.aread()
            unsigned = _unsigned(request)
            lent = await run(auth.grant())
            response = yield _signed(auth, request, unsigned, lent)
            await response.aread()
            if auth.is_refusal(_plain(response)):
                other = await run(auth.refused(lent))
                if other is None:
                    await run(auth.rejected(lent, _refusal(response)))
                    return
                response = yield _signed(auth, request, unsigned, other)
                await response.aread()
                if auth.is_refusal(_plain(response)):
                    await run(auth.rejected(other, _refusal(response)))
            if _was_good(auth, response):
                await run(auth.accepted())

    return HostAuth


def _base_class(library: str) -> Any:  # noqa: ANN401
    if library not in _LIBRARIES:
        message = f"There is no Auth for {library!r}."
        raise UsageError(message, advice=f"Choose from: {', '.join(_LIBRARIES)}.")
    try:
        return importlib.import_module(library).Auth
    except ImportError as error:
        message = f"{library} is not installed."
        raise MissingExtra(message, advice=f"Install {library}.") from error


def _unsigned(request: Any) -> Request:  # noqa: ANN401
    return Request(
        method=request.method,
        url=str(request.url.copy_with(query=None)),
        params=tuple(request.url.params.multi_items()),
        headers=dict(request.headers),
        body=request.content,
    )


def _signed(auth: SessionAuthenticator, request: Any, unsigned: Request, lent: Lent) -> Any:  # noqa: ANN401
    """Put on the signature, in place of one from before."""
    signed = auth.sign(unsigned, lent)
    request.headers.update(signed.headers)
    if signed.params != unsigned.params:
        request.url = request.url.copy_with(params=list(signed.params))
    return request


def _plain(response: Any) -> Response:  # noqa: ANN401
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Response(status=response.status_code, headers=headers, body=response.content)


def _refusal(response: Any) -> str:  # noqa: ANN401
    return f"The system did not accept the session (HTTP {response.status_code})."


def _was_good(auth: SessionAuthenticator, response: Any) -> bool:  # noqa: ANN401
    return response.status_code < _FAILED and not auth.is_refusal(_plain(response))


def _refuse_world(client: str) -> NoReturn:
    message = f"This auth belongs to {client}."
    raise UsageError(message, advice="Take it from the SessionManager of the same world.")
