"""What a request carried that must not show, and texts without it: some servers quote in errors what they were sent."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast
from urllib.parse import parse_qsl, unquote

import attrs

from crosstie.core.messages import Request
from crosstie.errors import CrosstieError, FieldProblem

__all__ = ["MASK", "carried", "clean", "without"]

MASK: Final = "•••"

_PIECE: Final = 12
"""A piece of a secret this long is masked; shorter ones occur by chance, and help nobody."""
_SHORTEST: Final = 6
"""What is shorter is no secret, and would be found in the middle of words."""

_PLAIN_HEADERS: Final = frozenset({"accept", "content-type", "user-agent"})
_PRECIOUS: Final = frozenset(
    {
        "access_token",
        "assertion",
        "client_assertion",
        "client_secret",
        "code",
        "code_verifier",
        "password",
        "refresh_token",
        "token",
    }
)
_SIGNATURE: Final = re.compile(r'oauth_(?:consumer_key|nonce|signature|token)="([^"]*)"')


def carried(request: Request, unsigned: Request | None = None) -> frozenset[str]:
    """Return the secrets that a request carries, in every form that a server could quote them in.

    Args:
        request: The request as it was sent.
        unsigned: The same before it was signed: what the signature added is secret. Without it every header but the
            common ones is, and the members of the body that logins have.
    """
    found = {secret for value in _headers(request, unsigned) for secret in _forms(value)}
    found.update(_of_body(request.body) if unsigned is None else _members(request, unsigned))
    plain = {unquote(secret) for secret in found}
    return frozenset(secret for secret in found | plain if len(secret) >= _SHORTEST)


def clean(error: BaseException | None, secrets: Iterable[str]) -> None:
    """Take secrets out of everything that an error of ours, and those that it came from, say."""
    known = tuple(secrets)
    while isinstance(error, CrosstieError):
        for name, value in vars(error).items():
            setattr(error, name, _cleaned(value, known))
        error.args = (error.message,)
        error = error.__cause__


def without(text: str, secrets: Iterable[str]) -> str:
    """Return a text with the secrets masked, and with what is left of them where only a part is shown."""
    for secret in secrets:
        text = _masked(text, secret)
    return text


# -- what is carried ---------------------------------------------------------------------------------------------------


def _members(request: Request, unsigned: Request) -> Iterator[str]:
    """Return what signing added to the address, or to a form: some systems take their key there."""
    yield from (value for name, value in request.params if (name, value) not in unsigned.params)
    if request.body != unsigned.body:
        before = _pairs(unsigned.body)
        yield from (value for name, value in _pairs(request.body) if (name, value) not in before)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def _headers(request: Request, unsigned: Request | None) -> Iterator[str]:
    before: Mapping[str, str] = {} if unsigned is None else unsigned.headers
    for name, value in request.headers.items():
        if name.lower() not in _PLAIN_HEADERS and before.get(name) != value:
            yield value


def _forms(value: str) -> Iterator[str]:
    """Take a header apart: the scheme is no secret, and Basic and OAuth hold several."""
    scheme, blank, held = value.partition(" ")
    if not blank:
        yield value
    elif scheme.lower() == "basic":
        yield held
        yield _behind_colon(held)
    elif scheme.lower() == "oauth":
        yield from _SIGNATURE.findall(held)
    else:
        yield held


def _behind_colon(held: str) -> str:
    try:
        return base64.b64decode(held).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _of_body(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8", "replace")
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        found = dict(parse_qsl(text))
    if isinstance(found, dict):
        members = cast("Mapping[str, object]", found)
        yield from (str(value) for name, value in members.items() if name in _PRECIOUS)


# -- what is said ------------------------------------------------------------------------------------------------------


def _cleaned(value: Any, secrets: tuple[str, ...]) -> Any:  # noqa: ANN401 - a field of an error, of any type
    if isinstance(value, str):
        return without(value, secrets)
    if isinstance(value, FieldProblem):
        texts = attrs.asdict(value)
        return FieldProblem(**{name: _cleaned(text, secrets) for name, text in texts.items()})
    if isinstance(value, tuple):
        return tuple(_cleaned(part, secrets) for part in cast("tuple[object, ...]", value))
    return value


def _masked(text: str, secret: str) -> str:
    if not secret:
        return text
    text = text.replace(secret, MASK)
    pieces = {secret[at : at + _PIECE] for at in range(len(secret) - _PIECE + 1)}
    at = 0
    while at <= len(text) - _PIECE:
        if text[at : at + _PIECE] not in pieces:
            at += 1
            continue
        end = at + _PIECE
        while text[end - _PIECE + 1 : end + 1] in pieces:
            end += 1
        text = text[:at] + MASK + text[end:]
        at += len(MASK)
    return text
