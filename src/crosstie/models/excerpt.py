"""A short, redacted look at a body that could not be read, for error messages."""

from __future__ import annotations

import re

__all__ = ["excerpt"]

_LIMIT = 200
_LOOK = 4000
_JSON_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)("?)(\s*:)?')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
_DIGITS = re.compile(r"\d{5,}")
_MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_NAMED_SECRET = re.compile(
    r"((?:token|secret|password|passwd|key|authorization|bearer|basic|session|code|state)\b\s*[=:]?\s*)\S+",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"\S*(?:[A-Za-z0-9+/=_~.-]{20,}|\S+@\S+)\S*")


def excerpt(body: bytes | bytearray | memoryview) -> str:
    """Show the start of a body without its values.

    Of JSON the structure and the field names stay, texts and long numbers become ``…``; of HTML or plain text the
    words stay, but for what looks like a secret or an address.
    """
    text = bytes(body[:_LOOK]).decode("utf-8", "replace").strip()
    shown = _structure(text) if text[:1] in ("{", "[", '"') else _words(text)
    return shown if len(shown) <= _LIMIT else shown[: _LIMIT - 1] + "…"


def _structure(text: str) -> str:
    def veil(match: re.Match[str]) -> str:
        if match[3] and _NAME.fullmatch(match[1]):
            return f'"{match[1]}":'
        return '"…":' if match[3] else '"…"'

    return _DIGITS.sub("…", " ".join(_JSON_TEXT.sub(veil, text).split()))


def _words(text: str) -> str:
    plain = " ".join(_MARKUP.sub(" ", text).split())
    return _DIGITS.sub("…", _LONG_WORD.sub("…", _NAMED_SECRET.sub(r"\1…", plain)))
