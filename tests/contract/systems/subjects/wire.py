"""A tap on the wire: sees and keeps what goes over it, and can change an answer."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

import attrs

from crosstie.core.messages import Request, Response
from crosstie.core.ports import AsyncTransport, Transport

__all__ = ["AsyncTapped", "Tap", "Tapped", "secrets_in"]

_TOKENS = ("access_token", "refresh_token", "sessionToken")
_PRECIOUS = (
    "refresh_token",
    "code",
    "code_verifier",
    "client_assertion",
    "client_secret",
    "password",
    "apikey",
    "key",
)


@attrs.define
class Tap:
    """What went over the wire.

    Attributes:
        sent: The requests, oldest first.
        secrets: The tokens and credentials that were seen on it.
        forward: Changes requests on their way there.
        rewrite: Changes answers on their way back.
    """

    sent: list[Request] = attrs.field(factory=list)
    secrets: set[str] = attrs.field(factory=set, repr=False)
    forward: Callable[[Request], Request] | None = None
    rewrite: Callable[[Request, Response], Response] | None = None

    def forget(self) -> None:
        """Forget the requests, not the secrets."""
        self.sent.clear()

    def went(self, request: Request) -> Request:
        """Note a request; return what the system gets to see."""
        self.sent.append(request)
        self.secrets.update(secrets_in(request))
        return request if self.forward is None else self.forward(request)

    def came(self, request: Request, response: Response) -> Response:
        """Note an answer; return what the client gets to see."""
        self.secrets.update(_of_answer(response))
        return response if self.rewrite is None else self.rewrite(request, response)


@attrs.frozen
class Tapped:
    """A transport with a tap on it."""

    tap: Tap
    inner: Transport

    def send(self, request: Request, *, timeout: float) -> Response:
        """Send it, and listen."""
        response = self.inner.send(self.tap.went(request), timeout=timeout)
        return self.tap.came(request, response)


@attrs.frozen
class AsyncTapped:
    """The same for asyncio."""

    tap: Tap
    inner: AsyncTransport

    async def send(self, request: Request, *, timeout: float) -> Response:  # noqa: ASYNC109 - the seam's own contract
        """Send it, and listen."""
        response = await self.inner.send(self.tap.went(request), timeout=timeout)
        return self.tap.came(request, response)


def secrets_in(request: Request) -> Iterator[str]:
    """Find the secrets that a request carries: what it is signed with, and what a login is made with."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    scheme, _, held = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        yield held
        yield _decoded(held).partition(":")[2]
    elif scheme.lower() == "oauth":
        yield held.partition('oauth_signature="')[2].partition('"')[0]
    elif held:
        yield held
    yield from (headers[name] for name in ("apikey", "x-secret-key") if name in headers)
    content = headers.get("content-type", "")
    members = dict(parse_qsl(request.body.decode())) if "form-urlencoded" in content else _members(request.body)
    yield from (members[name] for name in _PRECIOUS if isinstance(members.get(name), str))


def _members(body: bytes) -> dict[str, Any]:
    try:
        found: Any = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _decoded(held: str) -> str:
    try:
        return base64.b64decode(held).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _of_answer(response: Response) -> Iterator[str]:
    """Find the tokens that an answer hands out."""
    members = _members(response.body)
    yield from (members[name] for name in _TOKENS if isinstance(members.get(name), str))
