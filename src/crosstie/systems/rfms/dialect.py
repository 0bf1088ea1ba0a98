"""How RFMS says no: an envelope that failed, an HTTP status, or nothing at all (fact sheet: rfms.md, 1.4 to 1.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

import attrs
import msgspec

from crosstie.core.messages import Response
from crosstie.errors import (
    Conflict,
    CrosstieError,
    DecodeError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    Pending,
    RateLimited,
    ServerFault,
)
from crosstie.http.headers import retry_after
from crosstie.http.redaction import redact
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms.envelope import Envelope, opened, words

__all__ = ["REFUSED", "RfmsDialect", "missing"]

REFUSED: Final = "failed"
"""The code of errors that stand for an envelope with this status."""

_MOST_WORDS = 300
_EXISTING = re.compile(r"existingCustomerId:\s*(\d+)")


@attrs.frozen
class RfmsDialect:
    """Reads the errors of RFMS; a :class:`~crosstie.core.exchange.Dialect`."""

    def error(self, response: Response) -> CrosstieError | None:
        """Return what an answer complains of; ``None`` when the call was accepted."""
        if not 200 <= response.status < 300:  # noqa: PLR2004 - success
            return _by_status(response)
        try:
            return _by_envelope(opened(response.body))
        except DecodeError:
            return None  # whoever decodes it says so, and knows what that means for a write

    def request_id(self, response: Response) -> None:
        """Return nothing: RFMS gives no ids to requests."""
        del response


def missing(refused: Invalid) -> NotFound:
    """Say that a store which refused to read one record does not have it."""
    return NotFound(
        refused.message,
        code=refused.code,
        operation=refused.operation,
        connection=refused.connection,
        status=refused.status,
        attempts=refused.attempts,
    )


# -- by the body -------------------------------------------------------------------------------------------------------


def _by_envelope(envelope: Envelope) -> CrosstieError | None:
    if envelope.accepted is False:
        return _not_accepted(envelope.messages)
    if envelope.status == "waiting":
        # Decided by the body alone: whether the HTTP status is 200 or 202 was never recorded (1.5).
        return _pending(envelope.detail)
    return _failed(envelope) if envelope.status == "failed" else None


def _pending(detail: msgspec.Raw) -> Pending:
    token = _message_id(msgspec.json.decode(detail))
    return Pending(
        "RFMS took the request, but the store has not answered it yet.",
        token=token,
        advice="Call the same method again with resume=token to collect the outcome."
        if token
        else "There is nothing to resume it with: look the record up before you write it again.",
    )


def _message_id(detail: object) -> str | None:
    """Return what a waiting call is resumed with: on its own, or where a finished one has the database id (1.6)."""
    if isinstance(detail, dict):
        members = cast("Mapping[str, object]", detail)
        detail = members.get("docId") or members.get("messageId")
    return detail.strip() or None if isinstance(detail, str) else None


def _failed(envelope: Envelope) -> CrosstieError:
    said = _said(words(envelope.result))
    detail: object = msgspec.json.decode(envelope.detail)
    if isinstance(detail, dict):
        existing = cast("Mapping[str, object]", detail).get("existingCustomerId")
        if existing:
            return _duplicate(said, str(existing))
    fields = _problems(cast("list[object]", detail)) if isinstance(detail, list) else ()
    return Invalid(f"RFMS refused the call: {said}", code=REFUSED, fields=fields)


def _problems(checks: list[object]) -> tuple[FieldProblem, ...]:
    """Read job checks, which come in Pascal case and go back in camel case (3.4)."""
    found = [cast("Mapping[str, Any]", check) for check in checks if isinstance(check, dict)]
    return tuple(
        FieldProblem(
            message=str(check.get("Message") or ""),
            field=str(check.get("JobCheckType") or "") or None,
            code=str(check.get("RestrictLevel") or "") or None,
        )
        for check in found
    )


def _not_accepted(messages: object) -> CrosstieError:
    texts = [str(text) for text in cast("list[object]", messages)] if isinstance(messages, list) else []
    existing = next((found[1] for found in map(_EXISTING.search, texts) if found), None)
    said = _said("; ".join(text for text in texts if not _EXISTING.search(text)))
    if existing is not None:
        return _duplicate(said, existing)
    return Invalid(f"RFMS did not accept it: {said}", code=REFUSED)


def _duplicate(said: str, existing: str) -> Conflict:
    return Conflict(
        f"RFMS has a customer with this name and phone already: {said}",
        kind="duplicate",
        existing_id=existing,
        code=REFUSED,
        done="Nothing was written.",
        advice="Use the existing customer, or tell the two apart by name or phone.",
    )


def _said(text: str | None) -> str:
    # The store's words are for people only; they are too vague to decide anything by (3.3).
    words = redact(" ".join((text or "").split())) or "it gave no reason"
    return words if len(words) <= _MOST_WORDS else words[:_MOST_WORDS] + "…"


# -- by the status -----------------------------------------------------------------------------------------------------


def _by_status(response: Response) -> CrosstieError:
    status, said = response.status, _said(_message(response.body))
    if status in {401, 403}:
        return Forbidden(
            "Permission denied: the credentials are not good for this, or the store's tier does not include it.",
            advice="Check the API user's rights in RFMS, and whether the store has the Plus or Enterprise tier.",
        )
    if status == 404:  # noqa: PLR2004 - not found
        return NotFound("RFMS has nothing there: the record or the path does not exist.")
    if status == 429:  # noqa: PLR2004 - too many requests
        return RateLimited("RFMS asked for a pause.", retry_after=retry_after(response))
    if status >= 500:  # noqa: PLR2004 - the server's own
        advice = "Look at the arguments too: RFMS answers some wrong ones like this."
        return ServerFault(
            f"RFMS failed with {status}: {said}", advice=advice, retry_after=retry_after(response), code=str(status)
        )
    if status < 400:  # noqa: PLR2004 - a redirect
        return DecodeError(f"RFMS answered {status}.", advice="Check the base URL.", excerpt=excerpt(response.body))
    return Invalid(f"RFMS does not take this call: {said}", code=str(status))


def _message(body: bytes) -> str | None:
    """Return the ``{"Message": ...}`` of the server; anything else may be a page of HTML, and is not shown."""
    try:
        fault = opened(body).fault
    except DecodeError:
        return None
    return fault if isinstance(fault, str) else None
