"""The ways into a simulator for code that speaks httpx: ``httpx.MockTransport`` and respx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from crosstie.core.messages import Request
from crosstie.errors import MissingExtra, NotSent, TimedOut, TransportError

if TYPE_CHECKING:
    import respx

    from crosstie.testing.simulator import Simulator

__all__ = ["answer", "mount", "router"]

_PATIENCE = 30.0


def answer(simulator: Simulator, request: httpx.Request) -> httpx.Response:
    """Answer one httpx request; faults raise httpx's own errors."""
    try:
        response = simulator.handle(_ours(request), timeout=_patience(request))
    except NotSent as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except TimedOut as error:
        raise httpx.ReadTimeout(str(error), request=request) from error
    except TransportError as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error
    return httpx.Response(response.status, headers=dict(response.headers), content=response.body, request=request)


def mount(simulator: Simulator, router: respx.MockRouter, base_url: str | None) -> respx.Route:
    """Answer a respx router's calls, all or those under one address."""
    route = router.route() if base_url is None else router.route(url__startswith=base_url)
    return route.mock(side_effect=simulator.httpx_handler)


def router(simulator: Simulator) -> respx.MockRouter:
    """Return a router that ends at the simulator and does not mind being unused.

    Raises:
        MissingExtra: respx is not installed.
    """
    try:
        import respx  # noqa: PLC0415 - whoever does not ask for a router does without
    except ImportError as error:
        message = "A respx router needs respx."
        raise MissingExtra(message, advice="Install crosstie[testing].") from error
    made = respx.MockRouter(assert_all_called=False)
    mount(simulator, made, None)
    return made


def _ours(request: httpx.Request) -> Request:
    return Request(
        method=request.method,
        url=str(request.url.copy_with(query=None, fragment=None)),
        params=tuple(request.url.params.multi_items()),
        headers=dict(request.headers),
        body=request.read(),
    )


def _patience(request: httpx.Request) -> float:
    limits: dict[str, Any] = request.extensions.get("timeout", {})  # Any: httpx leaves extensions untyped
    seconds = limits.get("read")
    return _PATIENCE if seconds is None else float(seconds)
