"""OAuth 2 as values: the requests of the code grant and its refresh, and what the token endpoint's answers mean.

The protocol's own forms come from authlib; its HTTP clients are not used, because they renew without a lock.
It is loaded when a person is sent to a provider: most processes of a host never do that, and it costs them time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import urlencode

import msgspec

from crosstie.core.messages import Request, Response
from crosstie.errors import SessionError
from crosstie.http.headers import basic, provider_time, retry_after
from crosstie.http.redaction import excerpt, redact
from crosstie.sessions.apps import Denied, Granted, Misconfigured, Unanswered, Unavailable, Verdict
from crosstie.sessions.tokens import Tokens

__all__ = [
    "authorization_url",
    "code_from",
    "judge_token_answer",
    "s256_challenge",
    "token_request",
]

_DID_NOTHING: Final = frozenset({408, 429, 503})
"""Statuses by which a server, or what stands before it, turns a call away undone."""
_SERVER: Final = 500
_LONGEST: Final = 100 * 365 * 86_400.0
"""No provider grants for longer than a hundred years; a larger number is garbage."""


def authorization_url(
    endpoint: str, *, client_id: str, redirect_uri: str, scope: str, state: str, challenge: str | None = None
) -> str:
    """Return the address to send the person to (RFC 6749 §4.1.1, RFC 7636 §4.3)."""
    from authlib.oauth2.rfc6749.parameters import (  # noqa: PLC0415 - by need, see above
        prepare_grant_uri,  # pyright: ignore[reportUnknownVariableType]
    )

    extra = {} if challenge is None else {"code_challenge": challenge, "code_challenge_method": "S256"}
    uri: object = prepare_grant_uri(  # pyright: ignore[reportUnknownVariableType]
        endpoint,
        client_id=client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope=scope,
        state=state,
        **extra,
    )
    return str(uri)  # pyright: ignore[reportUnknownArgumentType]


def s256_challenge(verifier: str) -> str:
    """Return the challenge of a verifier (RFC 7636 §4.2)."""
    from authlib.oauth2.rfc7636 import (  # noqa: PLC0415 - by need, see above
        create_s256_code_challenge,  # pyright: ignore[reportUnknownVariableType]
    )

    challenge: object = create_s256_code_challenge(verifier)  # type: ignore[no-untyped-call]  # its stubs leave it out
    return str(challenge)  # pyright: ignore[reportUnknownArgumentType]


def code_from(params: Mapping[str, str]) -> str:
    """Return the code of a redirect.

    Raises:
        SessionError: The redirect carries an error, or no code.
    """
    if "error" in params:
        message = f"The connection was not allowed: {redact(params.get('error_description') or params['error'])}."
        raise SessionError(message, code=redact(params["error"]), advice="Ask the person to connect again.")
    if not params.get("code"):
        message = "The redirect carries no code."
        raise SessionError(message, advice="Pass the whole address that the provider redirected to.")
    return params["code"]


def token_request(
    endpoint: str,
    form: Mapping[str, str],
    *,
    client_id: str,
    client_secret: str,
    headers: Mapping[str, str] | None = None,
) -> Request:
    """Return a call of the token endpoint, the client authenticated by HTTP Basic (RFC 6749 §2.3.1)."""
    return Request(
        method="POST",
        url=endpoint,
        headers={
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": basic(client_id, client_secret),
            **(headers or {}),
        },
        body=urlencode(dict(form)).encode(),
    )


def judge_token_answer(
    response: Response, at: datetime, *, before: Tokens | None = None, refresh_life: str = "refresh_token_expires_in"
) -> Verdict:
    """Say what the token endpoint's answer means. Only a complete answer is a grant.

    Args:
        response: The answer.
        at: When it arrived.
        before: The grant that was renewed: its refresh token stays where the answer brings no new one.
        refresh_life: The member that holds the refresh token's life in seconds, where the provider sends it.
    """
    body = _members(response.body)
    if response.status < 300:  # noqa: PLR2004 - success
        return _grant(body, response, at, before, refresh_life)
    detail = _detail(body, response)
    if response.status in _DID_NOTHING:
        return Unavailable(detail, retry_after(response))
    if response.status >= _SERVER:
        return Unanswered(detail, retry_after(response))
    if body.get("error") == "invalid_grant":
        return Denied(detail)
    return Misconfigured(detail)


def _grant(
    body: Mapping[str, Any], response: Response, at: datetime, before: Tokens | None, refresh_life: str
) -> Verdict:
    access, life = body.get("access_token"), _seconds(body.get("expires_in"))
    refresh = body.get("refresh_token") or (before.refresh if before is not None else None)
    if not isinstance(access, str) or not access or life is None or not isinstance(refresh, str | None):
        return Unanswered("The token endpoint's answer was incomplete.")
    rest = _seconds(body.get(refresh_life))
    scope = body.get("scope")
    return Granted(
        tokens=Tokens(
            access=access,
            refresh=refresh,
            issued=at,
            expires=at + timedelta(seconds=life),
            refresh_expires=None if rest is None else at + timedelta(seconds=rest),
            granted_at=provider_time(response),
            scope=scope if isinstance(scope, str) else None,
        )
    )


def _seconds(value: object) -> float | None:
    """Return a life in seconds; ``None`` for what cannot be one. Some servers write the number as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST:
        return None
    return float(value)


def _members(body: bytes) -> Mapping[str, Any]:
    try:
        found: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _detail(body: Mapping[str, Any], response: Response) -> str:
    named = ": ".join(str(body[name]) for name in ("error", "error_description") if body.get(name))
    return redact(named) if named else f"HTTP {response.status}: {excerpt(response.body) or 'no text'}"
