"""How PostgREST, the database behind it and the gateway before it say no (postgrest.md, 9)."""

from __future__ import annotations

import re
from typing import Any, Final, cast

import attrs
import msgspec

from crosstie.core.messages import Response
from crosstie.errors import CrosstieError
from crosstie.http.headers import retry_after
from crosstie.http.redaction import excerpt, redact
from crosstie.systems.supabase.fault_table import Refusal, refusal_of

__all__ = ["DIALECT", "SupabaseDialect", "is_session_refused"]

_UNAUTHORIZED: Final = 401
_RANGE: Final = 416
_EXPIRED: Final = frozenset({"PGRST301", "PGRST303"})
_PROXY_CODE: Final = re.compile(r"\berror=([\w-]+)")
_QUOTED: Final = re.compile(r""":\s*".*|"[^"]*"\s*\(line.*|\(.*""", re.DOTALL)
_IDS: Final = ("sb-request-id", "x-request-id", "cf-ray")


@attrs.frozen
class SupabaseDialect:
    """Reads refusals: by code and status, never by the words, which change with the version."""

    def error(self, response: Response) -> CrosstieError | None:
        """Return what the answer complains of; ``None`` when the call was accepted.

        A range behind the last row (416) is accepted: it is the end of the data and tells the count.
        """
        if response.status < 300 or response.status == _RANGE:  # noqa: PLR2004 - success
            return None
        body = _members(response)
        code = _code_of(body, response)
        refusal = Refusal(
            status=response.status,
            code=code,
            words=_words(body, code, response),
            hint=_hint(body),
            retry_after=retry_after(response),
        )
        return refusal_of(refusal)

    def request_id(self, response: Response) -> str | None:
        """Return the id that the project's gateway gave the request, where it says one."""
        return next((response.headers[name] for name in _IDS if name in response.headers), None)


DIALECT: Final = SupabaseDialect()


def is_session_refused(response: Response) -> bool:
    """Tell whether a new access token may help: it could not be read, or it has expired.

    A 401 with SQLSTATE 42501 is a missing right of ``anon``, and the gateway's 401 without any code is a wrong key.
    """
    if response.status != _UNAUTHORIZED:
        return False
    if _code_of(_members(response), response) in _EXPIRED:
        return True
    return "invalid_token" in response.headers.get("www-authenticate", "")


def _members(response: Response) -> dict[str, Any]:
    # Whatever the content type says: v12.0 labels errors with the media type that was asked for.
    try:
        found: Any = msgspec.json.decode(response.body)  # Any: an error body, or what a proxy made of it
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _code_of(body: dict[str, Any], response: Response) -> str | None:
    code = body.get("code")
    if isinstance(code, str) and code:
        return code
    # An answer to HEAD has no body; since v13 this header has the code.
    named = _PROXY_CODE.search(response.headers.get("proxy-status", ""))
    return named[1] if named else None


def _words(body: dict[str, Any], code: str | None, response: Response) -> str:
    """Return the message without values: ``details`` repeats the offending row and is never looked at."""
    words = body.get("message") or body.get("msg")
    if not isinstance(words, str) or not words:
        return f"HTTP {response.status}" if body else f"HTTP {response.status}: {excerpt(response.body) or 'no text'}"
    if code is not None and (code.startswith("22") or code == "PGRST100"):
        # Those end in the literal, or repeat the filter, that could not be read.
        words = _QUOTED.sub("", words.strip('"')).strip()
    return redact(words)


def _hint(body: dict[str, Any]) -> str | None:
    hint = body.get("hint")
    return redact(hint) if isinstance(hint, str) and hint else None
