"""What the answers of the sign-in service mean (GoTrue; postgrest.md, 11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast

import msgspec

from crosstie.core.messages import Response
from crosstie.http.headers import retry_after
from crosstie.http.redaction import excerpt, redact
from crosstie.sessions.apps import Denied, Misconfigured, Unavailable, Verdict
from crosstie.sessions.oauth import judge_token_answer
from crosstie.sessions.tokens import Session

__all__ = ["judge_grant"]

_OK: Final = 300
_CONFLICT: Final = 409
_TOO_MANY: Final = 429
_SERVER: Final = 500
_STORM: Final = 1.0
"""Seconds after which a refresh that met too many others is worth another try."""

_GONE: Final = frozenset(
    {"refresh_token_not_found", "refresh_token_already_used", "session_not_found", "session_expired"}
)


def judge_grant(response: Response, session: Session, at: datetime) -> Verdict:
    """Read the answer to a sign-in or a refresh.

    A refresh token is never given up for an answer that does not say that it is gone: the service hands out the active
    token once more to whoever repeats the refresh that got lost.
    """
    if response.status < _OK:
        return judge_token_answer(response, at, before=session.tokens)
    code, words = _complaint(response)
    detail = redact(words)
    if response.status == _CONFLICT:
        return Unavailable(detail, retry_after(response) or _STORM)
    if response.status == _TOO_MANY or response.status >= _SERVER:
        return Unavailable(detail, retry_after(response))
    refreshing = session.tokens is not None and session.tokens.refresh is not None
    # A malformed refresh token is as useless as one that is gone; a malformed password is a wrong one.
    if refreshing and (code in _GONE or code == "validation_failed"):
        return Denied(detail)
    return Misconfigured(detail)


def _complaint(response: Response) -> tuple[str | None, str]:
    """Return code and words of an error; three body shapes are known, and gateways have their own."""
    try:
        found: Any = msgspec.json.decode(response.body)  # Any: an error body of whatever shape
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = None
    body = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    candidates = (body.get("error_code"), response.headers.get("x-sb-error-code"), body.get("code"), body.get("error"))
    code = next((one for one in candidates if isinstance(one, str) and one), None)
    words = next(
        (body[name] for name in ("msg", "message", "error_description") if isinstance(body.get(name), str)), ""
    )
    text = ": ".join(part for part in (code, words) if part)
    return code, text or f"HTTP {response.status}: {excerpt(response.body) or 'no text'}"
