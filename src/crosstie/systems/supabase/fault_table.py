"""Codes and statuses to errors, as a table: what each means, and whether the call may be made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.errors import (
    ApiError,
    Conflict,
    CredentialsRejected,
    CrosstieError,
    FieldProblem,
    Forbidden,
    Invalid,
    QuotaExhausted,
    RateLimited,
    Retry,
    ServerFault,
)

__all__ = ["Refusal", "refusal_of"]


@attrs.frozen(kw_only=True)
class Refusal:
    """What an error answer says, redacted.

    Attributes:
        status: The HTTP status.
        code: PostgREST's own code or the database's SQLSTATE; ``None`` where a gateway answered.
        words: The message.
        hint: What the server advises.
        retry_after: Seconds that it asks to wait.
    """

    status: int
    code: str | None
    words: str
    hint: str | None
    retry_after: float | None


Maker: TypeAlias = Callable[[Refusal], CrosstieError]

_DEPLOYED: Final = "After a change of the schema, let PostgREST reload it: NOTIFY pgrst, 'reload schema'."
_PAUSE: Final = "Wait a moment and try again."
_KEYS: Final = "Check the key, its kind and the project's address."


def _fault(retry: Retry, advice: str | None = None) -> Maker:
    def make(refusal: Refusal) -> CrosstieError:
        return ServerFault(
            _said("The database behind the project failed", refusal),
            code=refusal.code,
            retry=retry,
            retry_after=refusal.retry_after,
            advice=advice or refusal.hint,
        )

    return make


def _invalid(refusal: Refusal) -> CrosstieError:
    problem = FieldProblem(refusal.words, code=refusal.code)
    return Invalid(
        _said("The values were not accepted", refusal), code=refusal.code, fields=(problem,), advice=refusal.hint
    )


def _refused(refusal: Refusal) -> CrosstieError:
    return ApiError(_said("The call was not understood", refusal), code=refusal.code, advice=refusal.hint)


def _unknown(refusal: Refusal) -> CrosstieError:
    # No NotFound: a table that the server does not know must never be taken for a row that was deleted.
    advice = " ".join(part for part in (refusal.hint, _DEPLOYED) if part)
    return ApiError(_said("The API has no such thing", refusal), code=refusal.code, advice=advice)


def _conflict(kind: Literal["stale", "duplicate"]) -> Maker:
    def make(refusal: Refusal) -> CrosstieError:
        return Conflict(_said("Another row stands in the way", refusal), code=refusal.code, kind=kind)

    return make


def _forbidden(refusal: Refusal) -> CrosstieError:
    if refusal.status == 401:  # noqa: PLR2004 - the server's way of saying that the role was anon
        advice = "The call went out as anon: check which key the connection has, or sign a service user in."
    else:
        advice = "Grant the right to the role, or give the row security policy a look; another token cannot help."
    hinted = " ".join(part for part in (advice, refusal.hint) if part)
    return Forbidden(_said("The role may not do this", refusal), code=refusal.code, advice=hinted)


def _rejected(refusal: Refusal) -> CrosstieError:
    return CredentialsRejected(_said("The project did not accept the key", refusal), code=refusal.code, advice=_KEYS)


def _limited(refusal: Refusal) -> CrosstieError:
    return RateLimited(
        _said("Too many calls", refusal), code=refusal.code, retry_after=refusal.retry_after, advice=_PAUSE
    )


def _exhausted(refusal: Refusal) -> CrosstieError:
    return QuotaExhausted(
        _said("The project is restricted", refusal), code=refusal.code, advice="Look at the organisation's billing."
    )


_NOT_STARTED: Final = _fault("safe", _PAUSE)
_BROKEN_OFF: Final = _fault("unknown", _PAUSE)
_FAILED: Final = _fault("unsafe")

# Longest first: an entry holds for every code that begins with it.
_CODES: Final[dict[str, Maker]] = {
    # PostgREST itself. Without a database connection or a schema, nothing was begun; a "client error" says only that
    # the connection failed, which it may have done in the middle of a statement.
    "PGRST000": _NOT_STARTED,
    "PGRST001": _BROKEN_OFF,
    "PGRST002": _NOT_STARTED,
    "PGRST003": _BROKEN_OFF,
    "PGRST106": _unknown,
    "PGRST1": _refused,
    "PGRST2": _unknown,
    "PGRST300": _fault("unsafe", "The server has no JWT secret; its operator must give it one."),
    "PGRST3": _rejected,
    # The database. What it refused was rolled back as a whole.
    "08": _BROKEN_OFF,
    "21000": _invalid,
    "22023": _invalid,
    "22": _invalid,
    "23505": _conflict("duplicate"),
    "23": _invalid,
    "25006": _refused,
    "28": _forbidden,
    "0L": _forbidden,
    "0P": _forbidden,
    # Servers before v16 repeat a serialisation failure themselves, without end: nobody should add to that.
    "40001": _fault("unsafe", "Read again what the write was based on, then write again."),
    "40P01": _BROKEN_OFF,
    "55P03": _BROKEN_OFF,
    "42501": _forbidden,
    "42P01": _unknown,
    "42703": _unknown,
    "42883": _unknown,
    "42P10": _refused,
    "42": _refused,
    "53400": _FAILED,
    "53": _NOT_STARTED,
    "57014": _fault("unsafe", "The statement took too long: ask for smaller pages or batches, or fewer columns."),
    "57P01": _BROKEN_OFF,
    "P0001": _invalid,
}
_STATUSES: Final[dict[int, Maker]] = {
    401: _rejected,
    402: _exhausted,
    403: _forbidden,
    # Missing rows are never answered with 404: it is the table, or the address.
    404: _unknown,
    409: _conflict("stale"),
    429: _limited,
    540: _fault("unsafe", "The project is paused: resume it on its dashboard."),
}
_LONGEST: Final = max(map(len, _CODES))


def refusal_of(refusal: Refusal) -> CrosstieError:
    """Return the error for an answer: by its code if that is known, else by its status."""
    code = refusal.code or ""
    for length in range(min(len(code), _LONGEST), 1, -1):
        maker = _CODES.get(code[:length])
        if maker is not None:
            return maker(refusal)
    by_status = _STATUSES.get(refusal.status)
    if by_status is not None:
        return by_status(refusal)
    if refusal.status >= 500:  # noqa: PLR2004 - with a SQLSTATE the database rolled back; without, nobody knows
        return (_FAILED if code else _BROKEN_OFF)(refusal)
    return _refused(refusal)


def _said(what: str, refusal: Refusal) -> str:
    return f"{what}: {refusal.words}"
