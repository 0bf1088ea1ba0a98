"""What a token says about itself, where it is a JWT. Nothing is verified: that is for whoever takes the token."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, cast

import msgspec

__all__ = ["claims_of"]

_PARTS = 3


def claims_of(token: str) -> Mapping[str, Any]:
    """Return the claims of a JWT; nothing of a token that is none.

    >>> claims_of("e30.eyJyb2xlIjogImFub24ifQ.c2ln"), claims_of("opaque")
    ({'role': 'anon'}, {})
    """
    parts = token.split(".")
    if len(parts) != _PARTS or not token.isascii():
        return {}
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        found: object = msgspec.json.decode(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
