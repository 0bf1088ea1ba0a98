"""Signatures of token-based authentication: OAuth 1, HMAC-SHA256 (fact sheet: netsuite.md, 1.5; RFC 5849).

The protocol's own forms come from authlib, which is loaded when something is signed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final, cast

import attrs

from crosstie.core.messages import Request, quoted

__all__ = ["TokenKeys", "authorization", "signature"]

_METHOD: Final = "HMAC-SHA256"


@attrs.frozen(kw_only=True)
class TokenKeys:
    """The four keys of one login.

    Attributes:
        consumer_key: Names the integration.
        consumer_secret: Its secret. Never shown.
        token_id: Names the token: a user with a role.
        token_secret: Its secret. Never shown.
    """

    consumer_key: str
    consumer_secret: str = attrs.field(repr=False)
    token_id: str = attrs.field(repr=False)
    token_secret: str = attrs.field(repr=False)


def signature(request: Request, keys: TokenKeys, own: Sequence[tuple[str, str]]) -> str:
    """Return the signature of a request, not yet percent-encoded.

    Query parameters are signed, a JSON body is not.

    Args:
        request: What is to be sent, with its whole address.
        keys: Whose.
        own: The ``oauth_`` parameters.
    """
    from authlib.oauth1.rfc5849.signature import (  # noqa: PLC0415 - by need, see above
        normalize_base_string_uri,  # pyright: ignore[reportUnknownVariableType]
        normalize_parameters,  # pyright: ignore[reportUnknownVariableType]
    )

    # Not authlib's construct_base_string: it unescapes oauth_ parameters, as if they had been taken from a header.
    address = cast("str", normalize_base_string_uri(request.url))  # type: ignore[no-untyped-call]
    base = "&".join(map(quoted, (request.method, address, normalize_parameters([*request.params, *own]))))
    secret = f"{quoted(keys.consumer_secret)}&{quoted(keys.token_secret)}"
    return base64.b64encode(hmac.new(secret.encode(), base.encode(), hashlib.sha256).digest()).decode()


def authorization(request: Request, keys: TokenKeys, *, realm: str, nonce: str, timestamp: int) -> str:
    """Return the ``Authorization`` header of one attempt.

    Nonce and timestamp are good for one attempt only, a refused one included.

    Args:
        request: What is to be sent.
        keys: Whose.
        realm: The account id in its original form; in the header, not signed.
        nonce: Fresh and random; at least 6 characters, 20 are advised.
        timestamp: Seconds since 1970; within 5 minutes of the server's clock.
    """
    own = [
        ("oauth_consumer_key", keys.consumer_key),
        ("oauth_token", keys.token_id),
        ("oauth_signature_method", _METHOD),
        ("oauth_timestamp", str(timestamp)),
        ("oauth_nonce", nonce),
        ("oauth_version", "1.0"),
    ]
    signed = [*own, ("oauth_signature", signature(request, keys, own))]
    told = ",".join(f'{name}="{quoted(value)}"' for name, value in signed)
    return f'OAuth realm="{realm}",{told}'
