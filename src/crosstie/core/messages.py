"""One request and one response, as plain values that no HTTP library appears in."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_letters, digits
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import attrs

__all__ = ["NO_HEADERS", "Request", "Response", "quoted", "quoted_length"]

NO_HEADERS: Mapping[str, str] = MappingProxyType({})

_PLAIN: Final = f"{ascii_letters}{digits}-._~".encode()
"""What stands in an address as it is (RFC 3986, 2.3)."""


def quoted(text: str) -> str:
    """Return a text as it stands in a part of an address, or in a query: other bytes than the plain ones become %XX."""
    return quote(text, safe="") if text.encode().translate(None, _PLAIN) else text


def quoted_length(text: str) -> int:
    """Return how long a text is in an address, without quoting it, which the transport does."""
    plain = text.encode()
    return len(plain) + 2 * len(plain.translate(None, _PLAIN))


@attrs.frozen(kw_only=True, eq=False)
class Request:
    """What is to be sent.

    Attributes:
        method: The HTTP verb, upper-case.
        url: Absolute address without a query.
        params: Query parameters, not yet encoded, in order; a name may repeat.
        headers: Header names (any case) to values.
        body: The encoded body, empty for none.
    """

    method: str
    url: str
    params: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = attrs.field(default=NO_HEADERS, repr=False)
    body: bytes = attrs.field(default=b"", repr=lambda body: f"<{len(body)} bytes>")

    def __repr__(self) -> str:
        """Show verb and address only: parameters, headers and bodies can hold secrets."""
        return f"Request({self.method} {self.url})"

    def with_headers(self, headers: Mapping[str, str]) -> Request:
        """Return a copy with these headers on top of its own."""
        return attrs.evolve(self, headers={**self.headers, **headers})

    def with_params(self, *params: tuple[str, str]) -> Request:
        """Return a copy with these query parameters after its own."""
        return attrs.evolve(self, params=(*self.params, *params))


@attrs.frozen(kw_only=True, eq=False)
class Response:
    """What came back, read to its end.

    Attributes:
        status: The HTTP status.
        headers: Lower-case header names to values; a repeated header is joined with a comma and a blank.
        body: The body, content-decoded.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(default=NO_HEADERS)
    body: bytes = b""

    def __repr__(self) -> str:
        """Show the status and the size; headers and bodies can hold secrets."""
        return f"Response({self.status}, {len(self.body)} bytes)"
