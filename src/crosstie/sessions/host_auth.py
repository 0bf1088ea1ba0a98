"""Sessions for a host's own httpx calls: an ``httpx.Auth`` that signs, renews and retries once as our clients do."""

from __future__ import annotations

import importlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any, NoReturn

from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.sessions.authenticator import SessionAuthenticator
from crosstie.sessions.renewal import Lent

__all__ = ["host_auth"]

# Any: requests and responses here are the library's own (httpx or httpx2), which no signature of ours may name.


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
    """

    class HostAuth(importlib.import_module(library).Auth):  # type: ignore[misc]  # the base is chosen at run time
        """Signs each request of the host's own client."""

        requires_response_body = True

        def sync_auth_flow(self, request: Any) -> Generator[Any, Any, None]:  # noqa: ANN401
            if run is None:
                _refuse_world("an AsyncClient")
            lent = run(auth.grant())
            response = yield _signed(auth, request, lent)
            response.read()
            if auth.is_refusal(_plain(response)):
                other = run(auth.refused(lent))
                if other is not None:
                    yield _signed(auth, request, other)
                return
            run(auth.accepted())

        async def async_auth_flow(self, request: Any) -> AsyncGenerator[Any, Any]:  # noqa: ANN401
            if run_async is None:
                _refuse_world("a Client")
            lent = await run_async(auth.grant())
            response = yield _signed(auth, request, lent)
            await response.aread()
            if auth.is_refusal(_plain(response)):
                other = await run_async(auth.refused(lent))
                if other is not None:
                    yield _signed(auth, request, other)
                return
            await run_async(auth.accepted())

    return HostAuth()


def _signed(auth: SessionAuthenticator, request: Any, lent: Lent) -> Any:  # noqa: ANN401
    plain = Request(
        method=request.method,
        url=str(request.url).partition("?")[0],
        params=tuple(request.url.params.multi_items()),
        headers=dict(request.headers),
        body=request.content if hasattr(request, "_content") else b"",
    )
    signed = auth.sign(plain, lent)
    request.headers.update(signed.headers)
    if signed.params != plain.params:
        request.url = request.url.copy_with(params=list(signed.params))
    return request


def _plain(response: Any) -> Response:  # noqa: ANN401
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Response(status=response.status_code, headers=headers, body=response.content)


def _refuse_world(client: str) -> NoReturn:
    message = f"This auth belongs to {client}."
    raise UsageError(message, advice="Take it from the SessionManager of the same world.")
