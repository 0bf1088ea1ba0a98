"""Take secrets out of text that people or logs will see."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crosstie.core.echoes import MASK, without

__all__ = ["MASK", "excerpt", "redact"]

_NAMED = re.compile(
    r"""(?ix)
    (?P<name> ["']? (?<![a-z0-9]) (?: (?:access|refresh|id|session|oauth|bearer|auth)?[_-]?token(?:_?secret)?
        | token \s+ (?:(?:has|is|was)\s+)? (?:expired|invalid|revoked|rejected|refused|unknown)
        | (?:client|consumer|x|token)?[_-]?secret(?:[_-]?key)? | (?:x[_-])?api[_-]?key | consumer[_-]?key
        | oauth_(?:signature|consumer_key|nonce) | pass(?:word|wd) | authorization | assertion | client_assertion
        | code_?verifier | sig(?:nature)? | (?<=[?&])(?:key|code|state)
        | \b key (?= =[^\s&]*&) ) ["']? \s* (?:[:=]|%3[ad]) \s* )
    (?P<value> "(?:[^"\\]|\\.)*"? | '(?:[^'\\]|\\.)*'? | (?: (?:bearer|basic|oauth) \s+ )? [^\s"'&,;}<]+ )
    """
)
_SCHEME = re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}")
_SPOKEN = re.compile(r"(?i)\b(api[ _-]?key\s+)(?=[\w.-]*\d)[\w.-]{8,}")
_USERINFO = re.compile(r"(?<=://)[^/\s@?#]+@")
# What no word of a message is: thirty-two and more letters and digits in one piece, or a JWT. A piece with slashes is
# Base64 only where it does not stand in an address.
_OPAQUE = re.compile(
    r"""(?x)
    \beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?
    | (?<![\w-]) (?=[\w-]*\d) [\w+=-]{32,}
    | (?<![\w./:+-]) (?=[\w-]*\d) [\w+/=-]{32,}
    """
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text with everything masked that is, or looks like, a secret.

    Args:
        text: Words of a vendor, an address, a header.
        secrets: Values known to be secret; each is masked wherever it stands, and so is any piece of it that is
            twelve characters or longer.
    """
    text = without(text, secrets)
    text = _USERINFO.sub(f"{MASK}@", text)
    text = _NAMED.sub(_masked, text)
    text = _SCHEME.sub(lambda found: f"{found[1]} {MASK}", text)
    text = _SPOKEN.sub(lambda found: found[1] + MASK, text)
    return _OPAQUE.sub(MASK, text)


def excerpt(body: bytes, limit: int = 200) -> str:
    """Return the start of a body as one redacted line, for errors."""
    words = body[: limit * 4].decode("utf-8", "replace").split()
    if len(body) > limit * 4 and len(words) > 1:
        words.pop()  # cut in the middle: a secret might no longer look like one
    short = redact(" ".join(words))
    return short if len(short) <= limit else short[:limit] + "…"


def _masked(found: re.Match[str]) -> str:
    quote = found["value"][0] if found["value"][0] in "\"'" else ""
    return f"{found['name']}{quote}{MASK}{quote}"
