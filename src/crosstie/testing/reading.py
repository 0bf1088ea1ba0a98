"""Read a request as a server does: its path, headers, credentials and form."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qsl

from crosstie.core.messages import Request

__all__ = ["basic_credentials", "bearer_token", "form_of", "header_of", "param_of", "path_of"]


def path_of(request: Request) -> str:
    """Return the path of the address, still percent-encoded, from its first slash on."""
    url = request.url
    scheme = url.find("://")
    slash = url.find("/", scheme + 3 if scheme >= 0 else 0)
    return url[slash:] if slash >= 0 else "/"


def header_of(request: Request, name: str) -> str | None:
    """Return a header's value; ``name`` in lower case, the request's spelling does not matter."""
    value = request.headers.get(name)
    if value is not None:
        return value
    return next((value for known, value in request.headers.items() if known.lower() == name), None)


def param_of(request: Request, name: str) -> str | None:
    """Return the first query parameter of this name."""
    return next((value for known, value in request.params if known == name), None)


def form_of(request: Request) -> dict[str, str]:
    """Return the form in the body; of a repeated field the last value, of a broken body what can be read."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def bearer_token(request: Request) -> str | None:
    """Return the token of ``Authorization: Bearer ...``."""
    scheme, _, token = (header_of(request, "authorization") or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """Return name and password of ``Authorization: Basic ...``; ``None`` if absent or unreadable."""
    scheme, _, encoded = (header_of(request, "authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None
