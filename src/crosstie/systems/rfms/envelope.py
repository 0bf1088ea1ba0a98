"""What stands around every answer: status, result and detail, and where the payload is (fact sheet: rfms.md, 1.5)."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any, TypeVar

import attrs
import msgspec

from crosstie.errors import DecodeError
from crosstie.models import Record, decode_list, decode_record
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms.routes import Placement

__all__ = ["Envelope", "bare_texts", "opened", "records", "single", "words"]

R = TypeVar("R", bound=Record)

_NOTHING = msgspec.Raw(b"null")
_STATUSES = (None, "success", "failed", "waiting")
_OBJECT = re.compile(rb"\s*\{")
_LIST = re.compile(rb"\s*\[(\s*\])?")
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Members(msgspec.Struct):
    status: Any = None  # Any, here and below: whatever stands there is looked at before it is believed
    result: msgspec.Raw = _NOTHING
    detail: msgspec.Raw = _NOTHING
    accepted: Any = None
    messages: Any = None
    fault: Any = msgspec.field(name="Message", default=None)


_decode = msgspec.json.Decoder(_Members).decode


@attrs.frozen(kw_only=True)
class Envelope:
    """An answer, its payload not looked at yet.

    Attributes:
        body: All of it.
        status: ``success``, ``failed`` or ``waiting``; missing in answers without an envelope.
        result: A text, an object, a list, or nothing.
        detail: The same.
        accepted: ``false`` in the one refusal that comes without the envelope (``POST /opportunity``).
        messages: The words of that refusal.
        fault: The ``Message`` of the server itself.
    """

    body: bytes = attrs.field(repr=False)
    status: str | None = None
    result: msgspec.Raw = _NOTHING
    detail: msgspec.Raw = _NOTHING
    accepted: object = None
    messages: object = None
    fault: object = None


def opened(body: bytes) -> Envelope:
    """Read an answer whatever its content type says: RFMS calls some of its JSON HTML.

    Raises:
        DecodeError: It is empty, no JSON object or array, or of a status nobody knows; what was asked for may have
            happened nevertheless.
    """
    try:
        if body.lstrip()[:1] == b"[":
            msgspec.json.decode(body, type=list[msgspec.Raw])
            return Envelope(body=body)
        found = _decode(body)
    except _UNREADABLE as error:
        message = "RFMS answered with something that is not JSON." if body.strip() else "RFMS answered with nothing."
        raise DecodeError(message, excerpt=excerpt(body), retry="unknown") from error
    status = found.status.casefold() if isinstance(found.status, str) else found.status
    if status not in _STATUSES:
        message = "RFMS answered with a status that is not documented."
        raise DecodeError(message, excerpt=excerpt(body), retry="unknown")
    return Envelope(
        body=body,
        status=status,
        result=found.result,
        detail=found.detail,
        accepted=found.accepted,
        messages=found.messages,
        fault=found.fault,
    )


def records(out: Placement, kind: type[R], answer: Envelope, zone: tzinfo) -> list[R]:
    """Return the records of a list, wherever it is.

    The documented place is looked at first; where the documents are wrong about it, or about each other, the one that
    holds a list is taken, and one with entries before an empty one.

    Raises:
        DecodeError: There is no list, or a record has not the documented shape.
    """
    places = _places(out, answer)
    lists = [(raw, found[1] is None) for raw in places if (found := _LIST.match(memoryview(raw)))]
    chosen = next((raw for raw, filled in lists if filled), lists[0][0] if lists else None)
    if chosen is not None:
        return decode_list(kind, chosen, zone=zone)
    if any(map(_holds_object, places)):
        message = f"RFMS answered one {kind.__name__} where a list is documented."
        raise DecodeError(message, excerpt=excerpt(answer.body))
    return []


def single(out: Placement, kind: type[R], answer: Envelope, zone: tzinfo) -> R | None:
    """Return the one record of an answer, ``None`` where there is none.

    Raises:
        DecodeError: It has not the documented shape.
    """
    chosen = next(filter(_holds_object, _places(out, answer)), None)
    return None if chosen is None else decode_record(kind, chosen, zone=zone)


def words(raw: msgspec.Raw) -> str | None:
    """Return a text or number as text; ``None`` for anything else, for an empty text, and for nothing."""
    value: object = msgspec.json.decode(raw)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def bare_texts(body: bytes) -> list[str]:
    """Return a list of texts, from an answer or a part of one; empty when it is anything else."""
    try:
        return msgspec.json.decode(body, type=list[str])
    except _UNREADABLE:
        return []


def _places(out: Placement, answer: Envelope) -> tuple[msgspec.Raw, ...]:
    if out == "B":
        return (msgspec.Raw(answer.body),)
    if answer.status is None and not _has(answer.result) and not _has(answer.detail):
        # Nothing of an envelope at all: taken for an empty one, it would make records look deleted.
        message = "RFMS answered without status, result or detail."
        raise DecodeError(message, excerpt=excerpt(answer.body), retry="unknown")
    return (answer.detail, answer.result) if out == "D" else (answer.result, answer.detail)


def _has(raw: msgspec.Raw) -> bool:
    return memoryview(raw) != memoryview(_NOTHING)


def _holds_object(raw: msgspec.Raw) -> bool:
    return _OBJECT.match(memoryview(raw)) is not None
