"""How QuickBooks says no: faults and statuses to typed errors (fact sheet: quickbooks.md, 5.1 to 5.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from crosstie.core.messages import Response
from crosstie.errors import (
    ApiError,
    Conflict,
    CrosstieError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    QuotaExhausted,
    RateLimited,
    ReconnectRequired,
    ServerFault,
)
from crosstie.http.headers import retry_after
from crosstie.http.redaction import excerpt, redact
from crosstie.systems.quickbooks.fault_codes import Effect, Meaning, meaning_of
from crosstie.systems.quickbooks.faults import Fault, Problem, fault_of
from crosstie.systems.quickbooks.settings import SETTINGS, Settings

__all__ = ["QuickBooksDialect", "request_id_of"]

_CONNECT_AGAIN: Final = "Let a person connect again."
_OK: Final = 200
_REDIRECT, _REFUSED, _BROKEN = 300, 400, 500

_BY_STATUS: Final[Mapping[int, Meaning]] = {
    401: Meaning("session", "The session was not accepted"),
    403: Meaning("forbidden", "QuickBooks did not allow the call", "Ask who connected whether they may do this."),
    404: Meaning("not_found", "There is nothing at this address", "Check the API's base address."),
    408: Meaning("failed", "QuickBooks gave up waiting"),
    413: Meaning("invalid", "The call is too large", "Split it."),
    429: Meaning("throttled", "QuickBooks asked for a pause"),
}
_BY_CLASS: Final[tuple[tuple[int, Meaning], ...]] = (
    (_REFUSED, Meaning("invalid", "QuickBooks sent the call elsewhere", "Check the API's base address.")),
    (_BROKEN, Meaning("invalid", "QuickBooks refused the call")),
)
_SERVER: Final = Meaning("failed", "QuickBooks failed on its own side")


@attrs.frozen
class QuickBooksDialect:
    """A :class:`~crosstie.core.exchange.Dialect`.

    Attributes:
        settings: How long to pause when throttled, and from when on a pause means that the allowance is used up.
    """

    settings: Settings = SETTINGS

    def error(self, response: Response) -> CrosstieError | None:
        """Return what the answer complains of, also with HTTP 200; ``None`` when the call was accepted."""
        fault = fault_of(response)
        if fault is not None:
            return self.fault_error(fault, response)
        if _OK <= response.status < _REDIRECT:
            return None
        meaning = _BY_STATUS.get(response.status) or next(
            (meaning for end, meaning in _BY_CLASS if response.status < end), _SERVER
        )
        return self._typed(meaning, (), _words(response), response)

    def fault_error(self, fault: Fault, response: Response) -> CrosstieError:
        """Return the typed error of a fault; ``response`` is the answer that it came in.

        Several problems come at once; the first whose code is known says what kind of refusal it is.
        """
        read = [(problem, meaning_of(problem.code, problem.detail or problem.message)) for problem in fault.problems]
        problem, meaning = next(((one, known) for one, known in read if known is not None), (None, None))
        if meaning is None:
            problem = fault.problems[0] if fault.problems else Problem()
            meaning = _BY_STATUS.get(response.status) or (_SERVER if response.status >= _BROKEN else _BY_CLASS[-1][1])
        words = _own_words(problem) if problem is not None and meaning.effect != "session" else ""
        error = self._typed(meaning, fault.problems, words, response)
        error.code = problem.code if problem is not None and problem.code else None
        return error

    def request_id(self, response: Response) -> str | None:
        """Return ``intuit_tid``, which Intuit's support asks for (1.8)."""
        return request_id_of(response)

    def _typed(self, meaning: Meaning, problems: tuple[Problem, ...], words: str, response: Response) -> CrosstieError:
        message = f"{meaning.says}: {words}" if words else f"{meaning.says}."
        if meaning.effect == "throttled":
            error: CrosstieError = self._throttled(message, response)
        elif meaning.effect == "invalid":
            error = Invalid(message, fields=tuple(map(_field, problems)))
        else:
            error = _MAKE[meaning.effect](message)
        error.advice = meaning.advice or error.advice
        error.status, error.request_id = response.status, request_id_of(response)
        return error

    def _throttled(self, message: str, response: Response) -> ApiError:
        asked = retry_after(response)
        if asked is not None and asked > self.settings.quota_after:
            return QuotaExhausted(
                "The month's allowance of calls seems to be used up: QuickBooks asks for a long pause.",
                retry_after=asked,
                advice="Wait for the next month, or raise the plan in the developer portal.",
            )
        return RateLimited(
            message,
            retry_after=self.settings.pause if asked is None else asked,
            advice="Slow down; all calls here wait.",
        )


_MAKE: Final[Mapping[Effect, Callable[[str], CrosstieError]]] = {
    # A call says so only when the token was renewed before, or just now: the grant is good, the session is not.
    "session": lambda message: ReconnectRequired(message, reason="refused", advice=_CONNECT_AGAIN),
    "forbidden": Forbidden,
    # Refused before anything was done: the same call may be made again, a write too.
    "later": lambda message: ServerFault(message, retry="safe"),
    "failed": lambda message: ServerFault(message, advice="Try again later."),
    "not_found": NotFound,
    "stale": lambda message: Conflict(message, kind="stale"),
    "duplicate": lambda message: Conflict(message, kind="duplicate"),
}


def request_id_of(response: Response) -> str | None:
    """Return the transaction id of an answer; two spellings of the header were seen (1.8)."""
    return response.headers.get("intuit_tid") or response.headers.get("intuit-tid")


def _own_words(problem: Problem) -> str:
    """Return QuickBooks's words about a problem: the detail, unless only the title says something."""
    return redact(" ".join((problem.detail or problem.message).split()))


def _field(problem: Problem) -> FieldProblem:
    return FieldProblem(_own_words(problem), field=problem.element, code=problem.code or None)


def _words(response: Response) -> str:
    return "" if _is_html(response) else excerpt(response.body)


def _is_html(response: Response) -> bool:
    return "html" in response.headers.get("content-type", "") or response.body[:64].lstrip()[:1] == b"<"
