"""How NetSuite says no: ``o:errorDetails`` and their codes (fact sheet: netsuite.md, 1.6 and 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import attrs
import msgspec

from crosstie.core.messages import Response
from crosstie.errors import (
    Conflict,
    CredentialsRejected,
    CrosstieError,
    DecodeError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    ServerFault,
)
from crosstie.http.headers import retry_after
from crosstie.http.redaction import redact
from crosstie.models.excerpt import excerpt

__all__ = ["NetSuiteDialect"]

_MOST_WORDS: Final = 300
_LOOK: Final = 64
_DUPLICATES: Final = frozenset({"DUP_RCRD", "UNIQUE_CUST_ID_REQD", "DUP_ENTITY"})
_BLOCKED: Final = "CONCURRENCY_LIMIT_EXCEEDED"
_PLACES: Final = ("o:errorPath", "o:errorQueryParam", "o:errorHeader", "o:errorUrl", "o:urlPath")


@attrs.frozen
class _Told:
    code: str | None
    words: str
    fields: tuple[FieldProblem, ...]


@attrs.frozen
class NetSuiteDialect:
    """Reads the errors of NetSuite; a :class:`~crosstie.core.exchange.Dialect`."""

    def error(self, response: Response) -> CrosstieError | None:
        """Return what an answer complains of; ``None`` when the call was accepted."""
        status = response.status
        if 200 <= status < 300:  # noqa: PLR2004 - success
            return _page(response)
        if 300 <= status < 400:  # noqa: PLR2004 - a redirect
            message = f"NetSuite answered {status}."
            return DecodeError(message, advice="Check the account.", excerpt=excerpt(response.body))
        return _by_status(response, _told(response.body))

    def request_id(self, response: Response) -> None:
        """Return nothing: NetSuite gives no ids to requests."""
        del response


def _page(response: Response) -> DecodeError | None:
    """Refuse the page of a web site: most writes answer nothing, and it would count as that.

    It is not NetSuite's word on the call: a read may ask again, and of a write nothing is known.
    """
    if not response.body[:_LOOK].lstrip().startswith(b"<"):
        return None
    return DecodeError(
        f"NetSuite answered {response.status} with a page of a web site.",
        advice="A proxy or a maintenance page may stand where the API should be.",
        excerpt=excerpt(response.body),
        retry="unknown",
    )


def _by_status(response: Response, told: _Told) -> CrosstieError:
    status = response.status
    if status == 429 or told.code == _BLOCKED:  # noqa: PLR2004 - blocked before any work, whatever the verb
        return RateLimited(
            "Too many calls to this NetSuite account are under way.",
            code=told.code,
            retry_after=retry_after(response),
            advice="The limit is shared by everything that speaks with the account; lower Settings.concurrent.",
        )
    if status == 401:  # noqa: PLR2004 - unauthorized
        return _login_refused(told)
    if status == 408 or status >= 500:  # noqa: PLR2004 - the server's own
        return ServerFault(
            f"NetSuite failed with {status}: {told.words}", code=told.code, retry_after=retry_after(response)
        )
    return _by_code(status, told)


def _by_code(status: int, told: _Told) -> CrosstieError:
    if status == 403:  # noqa: PLR2004 - forbidden
        return Forbidden(f"The role may not do this: {told.words}", code=told.code, advice="Add the permission.")
    if status == 404:  # noqa: PLR2004 - not found
        return NotFound(f"NetSuite has no such record, or the role does not see it: {told.words}", code=told.code)
    if status == 409 or told.code in _DUPLICATES:  # noqa: PLR2004 - conflict
        return Conflict(f"NetSuite has one like it already: {told.words}", kind="duplicate", code=told.code)
    # Scripts of an account refuse with codes and words of their own: whatever is not known is one of those.
    return Invalid(f"NetSuite refused the call: {told.words}", code=told.code, fields=told.fields)


def _login_refused(told: _Told) -> CredentialsRejected:
    return CredentialsRejected(
        "NetSuite did not accept the login.",
        code=told.code,
        done="The same login was not tried again: five failures lock its user for half an hour.",
        advice=(
            "The true cause is only in the Login Audit Trail of the account. Too many calls at once have been reported"
            " to look like this too: if the trail shows no failure, lower Settings.concurrent."
        ),
    )


def _told(body: bytes) -> _Told:
    """Read a problem document, of whatever shape. Its title and type may say something else than its status."""
    try:
        found: Any = msgspec.json.decode(body)  # Any: whatever a server or proxy answered
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        found = None
    members: Mapping[str, Any] = cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
    details: Any = members.get("o:errorDetails")
    entries = [_entry(one) for one in cast("list[object]", details)] if isinstance(details, list) else []
    code = next((code for code, _ in entries if code), None)
    words = "; ".join(problem.message for _, problem in entries) or redact(str(members.get("title") or ""))
    return _Told(code, _short(words or "it gave no reason"), tuple(problem for _, problem in entries))


def _entry(one: object) -> tuple[str | None, FieldProblem]:
    said = cast("Mapping[str, object]", one) if isinstance(one, dict) else {"detail": one}
    code = said.get("o:errorCode")
    place = next((str(said[name]) for name in _PLACES if said.get(name)), None)
    words = redact(str(said.get("detail") or code or "it gave no reason"))
    return (code if isinstance(code, str) else None), FieldProblem(message=words, field=place)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _MOST_WORDS else plain[:_MOST_WORDS] + "…"
