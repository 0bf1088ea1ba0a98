"""How Lightspeed says no: two shapes of errors, by status alone (fact sheet: lightspeed.md, 1.7, 1.8, 5.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import attrs
import msgspec

from crosstie.core.messages import Response
from crosstie.errors import (
    ApiError,
    Conflict,
    CrosstieError,
    DecodeError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    ReconnectRequired,
    ServerFault,
)
from crosstie.http.headers import retry_after
from crosstie.http.redaction import excerpt, redact
from crosstie.systems.lightspeed.settings import SETTINGS, Settings

__all__ = ["LightspeedDialect"]

_OK, _REDIRECT, _BROKEN = 200, 300, 500
_THROTTLED: Final = 429
_LATER: Final = "please try again later"


@attrs.frozen
class LightspeedDialect:
    """A :class:`~crosstie.core.exchange.Dialect`.

    Attributes:
        settings: How long to pause when throttled.
    """

    settings: Settings = SETTINGS

    def error(self, response: Response) -> CrosstieError | None:
        """Return what the answer complains of; ``None`` when the call was accepted."""
        status = response.status
        if _OK <= status < _REDIRECT:
            return None
        if status == _THROTTLED:
            return self._throttled(response)
        if _REDIRECT <= status < 400:  # noqa: PLR2004 - the end of redirects
            message = f"Lightspeed answered {status}, a redirect, which its API does not document."
            return DecodeError(message, status=status, excerpt=excerpt(response.body))
        said, code = _said(response)
        error = _made(status, said)
        error.status, error.code = status, code
        return error

    def request_id(self, response: Response) -> str | None:
        """Return ``Cf-Ray``, which Lightspeed's support asks for (5.3)."""
        return response.headers.get("cf-ray")

    def _throttled(self, response: Response) -> RateLimited:
        """Read a 429: seconds in ``Retry-After``, one at least; the body is not documented."""
        asked = retry_after(response)
        limiter = response.headers.get("x-ls-api-ratelimit-type")
        return RateLimited(
            "The account's bucket is full." if limiter != "api-burst-limiter" else "Too many calls in one second.",
            code=limiter,
            retry_after=max(self.settings.pause if asked is None else asked, 1.0),
            advice="All calls to this account wait.",
        )


def _made(status: int, said: str) -> ApiError | ReconnectRequired:
    if status >= _BROKEN:
        return ServerFault(
            f"Lightspeed failed on its own side ({status}).",
            advice="Try again later; a read that asks for many relations may need a smaller page.",
        )
    if status == 400 and _LATER in said.lower():  # noqa: PLR2004 - bad request, said of the moment
        return ServerFault(f"Lightspeed cannot do it now: {said}")
    make = _BY_STATUS.get(status, _invalid)
    return make(said)


def _invalid(said: str) -> ApiError:
    return Invalid(f"Lightspeed did not accept it: {said}", fields=(FieldProblem(said),))


def _unprocessable(said: str) -> ApiError:
    error = Invalid(f"Lightspeed did not accept the values: {said}", fields=(FieldProblem(said),))
    error.advice = "Of an item: look whether another one has the same UPC or EAN, even if only its stock was written."
    return error


_BY_STATUS: Final[Mapping[int, Callable[[str], ApiError | ReconnectRequired]]] = {
    401: lambda _: ReconnectRequired(
        "Lightspeed does not accept the session.", reason="refused", advice="Let a person connect again."
    ),
    403: lambda said: Forbidden(
        f"A right is missing: {said}",
        advice="Ask for the scope when connecting, and look at the rights of the person who connected.",
    ),
    404: lambda said: NotFound(f"Lightspeed has no such record or resource: {said}"),
    405: lambda said: Invalid(f"Lightspeed does not offer this: {said}"),
    409: lambda said: Conflict(
        f"Somebody else changed it at the same time: {said}", kind="stale", advice="Read it again, then decide."
    ),
    422: _unprocessable,
}


def _said(response: Response) -> tuple[str, str | None]:
    """Return the service's words and code, whatever the content type claims (5.4); nothing of a page of HTML."""
    if response.body.lstrip()[:1] == b"<":
        return "no reason was given", None
    try:
        found: object = msgspec.json.decode(response.body)
    except (msgspec.MsgspecError, RecursionError):
        return excerpt(response.body) or "no reason was given", None
    if not isinstance(found, dict):
        return "no reason was given", None
    body = cast("dict[str, Any]", found)
    words = [str(body[name]) for name in ("message", "error_description", "hint") if body.get(name)]
    code = body.get("error") or body.get("errorClass")
    text = redact(" ".join(" ".join(words).split()))[:300]
    return text or "no reason was given", redact(str(code)) if code else None
