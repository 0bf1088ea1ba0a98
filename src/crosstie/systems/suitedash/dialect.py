"""How SuiteDash says no: by status, or by ``success: false`` whatever the status is (fact sheet: suitedash.md, 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    QuotaExhausted,
    ServerFault,
)
from crosstie.http.headers import retry_after
from crosstie.http.redaction import redact
from crosstie.models.excerpt import excerpt

__all__ = ["SuiteDashDialect"]

_MOST_WORDS: Final = 300
_EXISTS: Final = "already exists"


class _Fault(msgspec.Struct):
    success: Any = None  # Any, here and below: whatever stands there is looked at before it is believed
    message: Any = None
    error: Any = None
    errors: Any = None


_decode = msgspec.json.Decoder(_Fault).decode


@attrs.frozen
class SuiteDashDialect:
    """Reads the errors of SuiteDash; a :class:`~crosstie.core.exchange.Dialect`."""

    def error(self, response: Response) -> CrosstieError | None:
        """Return what an answer complains of; ``None`` when the call was accepted."""
        fault = _fault(response.body)
        if 200 <= response.status < 300:  # noqa: PLR2004 - success
            if fault is None:
                return _unreadable(response)
            return _refused(fault, "success") if fault.success is False else None
        return _by_status(response, fault)

    def request_id(self, response: Response) -> None:
        """Return nothing: SuiteDash gives no ids to requests."""
        del response


def _by_status(response: Response, fault: _Fault | None) -> CrosstieError:
    status = response.status
    if status == 401:  # noqa: PLR2004 - unauthorized
        return CredentialsRejected(
            "SuiteDash does not accept the keys.",
            done="The call was not repeated with the same keys.",
            advice="Copy the public id and a secret key from Integrations, Secure API, and connect again.",
        )
    if status == 429:  # noqa: PLR2004 - the month's calls, not too many at once
        return QuotaExhausted(
            "The calls of this month are used up.",
            done="The call was not repeated: only the next month or a larger plan helps.",
            advice="The product shows the use under Integrations, Secure API.",
        )
    if status == 408 or status >= 500:  # noqa: PLR2004 - the server's own
        return ServerFault(f"SuiteDash failed with {status}.", retry_after=retry_after(response), code=str(status))
    if status < 400:  # noqa: PLR2004 - a redirect
        return DecodeError(
            f"SuiteDash answered {status}.", advice="Check the base URL.", excerpt=excerpt(response.body)
        )
    return _by_words(status, fault)


def _by_words(status: int, fault: _Fault | None) -> CrosstieError:
    if status == 403:  # noqa: PLR2004 - forbidden; not documented
        return Forbidden("SuiteDash does not allow this with these keys.", advice="Check the key in the product.")
    if status == 404:  # noqa: PLR2004 - not found
        advice = None if fault is not None else "The answer was no JSON: check that the base URL ends in /secure-api."
        return NotFound("SuiteDash has no such record.", advice=advice)
    return _refused(fault or _Fault(), str(status))


def _refused(fault: _Fault, code: str) -> CrosstieError:
    problems = tuple(_problems(fault.errors))
    text = next((words for words in (fault.message, fault.error) if isinstance(words, str) and words.strip()), "")
    said = _sentence(text or "; ".join(problem.message for problem in problems))
    if _EXISTS in said.casefold():
        # The status of this answer is not certain; the words are what clients go by (2.3).
        return Conflict(
            f"SuiteDash has one like it already: {said}",
            kind="duplicate",
            code=code,
            done="Nothing was written.",
            advice="Read the one there is by its e-mail address or name: lists leave idle companies out.",
        )
    return Invalid(f"SuiteDash refused the call: {_explained(text, problems)}", code=code, fields=problems)


def _explained(text: str, problems: Sequence[FieldProblem]) -> str:
    """Name the fields as well: of "Validation failed" alone nobody learns what to correct."""
    reasons = "; ".join(f"{problem.field or ''} {problem.message}".strip() for problem in problems)
    return _sentence(f"{text.strip().rstrip('.')}: {reasons}" if text and reasons else text or reasons)


def _sentence(words: str) -> str:
    whole = redact(" ".join(words.split())) or "it gave no reason"
    return whole if len(whole) <= _MOST_WORDS else whole[:_MOST_WORDS] + "…"


def _problems(errors: object) -> Iterator[FieldProblem]:
    """Read ``errors``, an object of words by field or an array of anything; its schema is not known (2.2)."""
    if isinstance(errors, dict):
        for name, words in cast("Mapping[str, object]", errors).items():
            entries = cast("list[object]", words) if isinstance(words, list) else [words]
            yield from (FieldProblem(message=redact(str(entry)), field=name) for entry in entries)
    elif isinstance(errors, list):
        for entry in cast("list[object]", errors):
            members = cast("Mapping[str, object]", entry) if isinstance(entry, dict) else {"message": entry}
            if not {"message", "field"} & set(members):
                yield from _problems(members)
                continue
            field = members.get("field")
            said = redact(str(members.get("message") or "it gave no reason"))
            yield FieldProblem(message=said, field=str(field) if field is not None else None)


def _fault(body: bytes) -> _Fault | None:
    try:
        return _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _unreadable(response: Response) -> DecodeError:
    message = "SuiteDash answered with something that is no JSON object."
    advice = "A proxy or a login page may stand before the API: check the base URL."
    return DecodeError(message, advice=advice, excerpt=excerpt(response.body), retry="unknown")
