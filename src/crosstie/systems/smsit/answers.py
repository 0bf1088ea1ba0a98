"""What stands in an answer: SMS-iT says no with HTTP 200 and a negative status (fact sheet: smsit.md, 3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, cast

import msgspec

from crosstie.errors import DecodeError
from crosstie.http.redaction import redact
from crosstie.models.excerpt import excerpt

__all__ = ["BAD_KEY", "NO_API", "account_refused", "encoded", "member", "opened", "said", "status_of", "text_of"]

BAD_KEY: Final = -1
NO_API: Final = -20

_LOOK: Final = 4096
_REFUSAL: Final = re.compile(rb'"status"\s*:\s*"?\s*-\s*(?:1|20)\b')
_MOST_WORDS: Final = 300

_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode
encoded: Final = msgspec.json.Encoder(decimal_format="number").encode
"""Writes JSON with numbers as exact as :func:`opened` reads them."""


def opened(body: bytes) -> Mapping[str, Any]:
    """Return the object that an answer is, or that a list of one holds; an empty list is an empty object.

    Several calls of the control panel answer an array around their one object, where the documents show the object
    alone (3.2); an empty one is possible after a failure within (4).

    Raises:
        DecodeError: It is neither.
    """
    try:
        found = _decode(body)
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


def status_of(answer: Mapping[str, Any]) -> int | None:
    """Return the status as a number; ``None`` where there is none, or it is a word such as ``Success``."""
    status = answer.get("status")
    if isinstance(status, bool) or not isinstance(status, (int, str)):
        return None
    try:
        return int(status)
    except ValueError:
        return None


def account_refused(body: bytes) -> int | None:
    """Return the status that refuses the account, in every call the same: a bad key, or a plan without API."""
    # Looked for before it is decoded: every answer comes by here, and long ones are lists of contacts.
    if len(body) > _LOOK or not _REFUSAL.search(body):
        return None
    try:
        status = status_of(opened(body))
    except DecodeError:
        return None  # the call knows whether that is in doubt
    return status if status in {BAD_KEY, NO_API} else None


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
