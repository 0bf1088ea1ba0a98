"""The kinds of API key of a project, told by their look, and the headers that each one asks for (postgrest.md, 2)."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from crosstie.errors import UsageError
from crosstie.sessions.claims import claims_of

__all__ = ["Key", "KeyKind", "key_headers", "key_of"]

KeyKind = Literal["publishable", "secret", "legacy"]
"""``publishable`` and ``secret`` are opaque; ``legacy`` is a long-lived JWT with a role of its own."""

_OPAQUE: Final[dict[str, KeyKind]] = {"sb_publishable_": "publishable", "sb_secret_": "secret"}
_ROLES: Final[dict[KeyKind, str]] = {"publishable": "anon", "secret": "service_role"}


@attrs.frozen
class Key:
    """An API key whose kind is known.

    Attributes:
        text: The key itself; never shown.
        kind: What kind it is.
        role: The database role that calls with this key alone run as.
    """

    text: str = attrs.field(repr=False)
    kind: KeyKind
    role: str


def key_of(text: str) -> Key:
    """Recognise an API key.

    Raises:
        UsageError: It is none; the message does not repeat it.
    """
    for prefix, kind in _OPAQUE.items():
        if text.startswith(prefix) and len(text) > len(prefix) and text.isascii() and text.isprintable():
            return Key(text, kind, _ROLES[kind])
    role = _role_of(text)
    if role is None:
        message = "The key is no API key of a project."
        raise UsageError(
            message, advice="Pass one that begins with sb_secret_ or sb_publishable_, or a legacy key (a JWT)."
        )
    return Key(text, "legacy", role)


def key_headers(key: str, access: str | None = None) -> dict[str, str]:
    """Return the headers of a call.

    A new key goes alone: it is no JWT, and the gateway makes the token for its role. A legacy key must be sent twice,
    because PostgREST reads only ``Authorization``: with ``apikey`` alone even a ``service_role`` key is treated as
    ``anon``.

    Args:
        key: An API key that :func:`key_of` recognised when it was given.
        access: The access token of a signed-in user, which goes before the key's own role.
    """
    if access is None and not key.startswith(tuple(_OPAQUE)):
        access = key
    return {"apikey": key} if access is None else {"apikey": key, "Authorization": f"Bearer {access}"}


def _role_of(text: str) -> str | None:
    """Return the role claim of a JWT; ``None`` for everything else. The signature is the server's to check."""
    role = claims_of(text).get("role")
    return role if isinstance(role, str) else None
