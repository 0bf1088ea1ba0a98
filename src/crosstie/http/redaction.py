"""Take secrets out of text that people or logs will see."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["MASK", "excerpt", "redact"]

MASK = "•••"

_NAMED = re.compile(
    r"""(?ix)
    (?P<name> ["']? (?: access_?token | refresh_?token | id_?token | client_?secret | api_?key | apikey | session_?token
        | password | authorization | secret | assertion | code_?verifier | x-secret-key ) ["']? \s* [:=] \s* ["']? )
    (?P<value> (?: (?:bearer|basic) \s+ )? [^\s"'&,;}]+ )
    """
)
_SCHEME = re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}")
# What no word of a message is: forty and more letters and digits in one piece, or a JWT.
_OPAQUE = re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|(?<![\w-])(?=[\w-]*\d)[\w+/=-]{32,}")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text with everything masked that is, or looks like, a secret.

    Args:
        text: Words of a vendor, an address, a header.
        secrets: Values known to be secret; each is masked wherever it stands, and so is any long piece of it.
    """
    for secret in secrets:
        if secret:
            text = text.replace(secret, MASK)
    text = _NAMED.sub(lambda found: found["name"] + MASK, text)
    text = _SCHEME.sub(lambda found: f"{found[1]} {MASK}", text)
    return _OPAQUE.sub(MASK, text)


def excerpt(body: bytes, limit: int = 200) -> str:
    """Return the start of a body as one redacted line, for errors."""
    text = " ".join(body[: limit * 4].decode("utf-8", "replace").split())
    short = redact(text)
    return short if len(short) <= limit else short[:limit] + "…"
