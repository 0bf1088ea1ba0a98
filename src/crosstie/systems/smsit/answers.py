"""What stands in an answer: SMS-iT says no with HTTP 200 and a negative status (fact sheet: smsit.md, 3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec

from crosstie.errors import DecodeError
from crosstie.http.redaction import redact
from crosstie.models.excerpt import excerpt

__all__ = ["BAD_KEY", "NO_API", "alone", "key_refused", "member", "opened", "said", "status_of", "text_of"]

BAD_KEY: Final = -1
NO_API: Final = -20

_LOOK: Final = 4096
_MOST_WORDS: Final = 300


def opened(body: bytes) -> Mapping[str, Any]:
    """Return the object that an answer is, or that a list of one holds; an empty list is an empty object.

    Several calls of the control panel answer an array around their one object, where the documents show the object
    alone (3.2); an empty one is possible after a failure within (4).

    Raises:
        DecodeError: It is neither.
    """
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = "SMS-iT answered with something that is no JSON."
        advice = "A page of the web site may stand where the API should be: check the base URL."
        raise DecodeError(message, advice=advice, excerpt=excerpt(body)) from error
    if found == []:
        return {}
    if isinstance(found, list) and len(cast("list[object]", found)) == 1:
        found = cast("list[object]", found)[0]
    if isinstance(found, dict):
        return cast("Mapping[str, Any]", found)
    message = "SMS-iT answered with something else than one object."
    raise DecodeError(message, excerpt=excerpt(body))


def alone(body: bytes) -> bytes:
    """Return the bytes of the one entry of an answer that is a list of one, and of any other answer as they are."""
    if not body.lstrip().startswith(b"["):
        return body
    try:
        entries = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return body
    return bytes(entries[0]) if len(entries) == 1 else body


def status_of(answer: Mapping[str, Any]) -> int | None:
    """Return the status as a number; ``None`` where there is none, or it is a word such as ``Success``."""
    status = answer.get("status")
    if isinstance(status, bool) or not isinstance(status, (int, str)):
        return None
    try:
        return int(status)
    except ValueError:
        return None


def key_refused(body: bytes) -> bool:
    """Tell whether an answer is the control panel's word for a bad key, which is the same in every call."""
    # Looked for before it is decoded: every answer comes by here, and long ones are lists of contacts.
    if len(body) > _LOOK or b"-1" not in body:
        return False
    try:
        return status_of(opened(body)) == BAD_KEY
    except DecodeError:
        return False


def said(value: object) -> str:
    """Return the vendor's words, whatever shape they have, on one line and without secrets."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode() if value else ""
    words = redact(" ".join(text.split())) or "it gave no reason"
    return words if len(words) <= _MOST_WORDS else words[:_MOST_WORDS] + "…"


def member(answer: Mapping[str, Any], *names: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return what stands at a path of objects; ``None`` where there is nothing, or something else on the way."""
    found: object = answer
    for name in names:
        found = cast("Mapping[str, object]", found).get(name) if isinstance(found, dict) else None
    return found


def text_of(value: object) -> str | None:
    """Return an id or a word as text, whether it came as a number or as text."""
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "" else None
