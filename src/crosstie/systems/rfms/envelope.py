"""What stands around every answer: status, result and detail, and where the payload is (fact sheet: rfms.md, 1.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo
from typing import Any, TypeVar

import msgspec

from crosstie.errors import DecodeError
from crosstie.models import Record, decode_list, decode_record
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms.routes import Placement

__all__ = ["Envelope", "bare_texts", "opened", "records", "single", "single_in", "words"]

R = TypeVar("R", bound=Record)

_NOTHING = msgspec.Raw(b"null")
_STATUSES = (None, "success", "failed", "waiting")
_OBJECT = re.compile(rb"\s*\{")
_LIST = re.compile(rb"\s*\[(\s*\])?")
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Envelope(msgspec.Struct):
    """An answer, its payload not looked at yet.

    Attributes:
        status: ``success``, ``failed`` or ``waiting``; missing in answers without an envelope.
        result: A text, an object, a list, or nothing.
        detail: The same.
        accepted: ``false`` in the one refusal that comes without the envelope (``POST /opportunity``).
        messages: The words of that refusal.
        fault: The ``Message`` of the server itself.
    """

    status: Any = None  # Any, here and below: whatever stands there is looked at before it is believed
    result: msgspec.Raw = _NOTHING
    detail: msgspec.Raw = _NOTHING
    accepted: Any = None
    messages: Any = None
    fault: Any = msgspec.field(name="Message", default=None)


_decode = msgspec.json.Decoder(Envelope).decode


def opened(body: bytes) -> Envelope:
    """Read an answer whatever its content type says: RFMS calls some of its JSON HTML.

    Raises:
        DecodeError: It is empty, no JSON object or array, or of a status nobody knows; what was asked for may have
            happened nevertheless.
    """
    try:
        if body.lstrip()[:1] == b"[":
            msgspec.json.decode(body, type=list[msgspec.Raw])
            return Envelope()
        envelope = _decode(body)
    except _UNREADABLE as error:
        message = "RFMS answered with something that is not JSON." if body.strip() else "RFMS answered with nothing."
        raise DecodeError(message, excerpt=excerpt(body), retry="unknown") from error
    envelope.status = envelope.status.casefold() if isinstance(envelope.status, str) else envelope.status
    if envelope.status not in _STATUSES:
        message = "RFMS answered with a status that is not documented."
        raise DecodeError(message, excerpt=excerpt(body), retry="unknown")
    return envelope


def records(out: Placement, kind: type[R], body: bytes, zone: tzinfo) -> list[R]:
    """Return the records of a list, wherever it is.

    The documented place is looked at first; where the documents are wrong about it, or about each other, the one that
    holds a list is taken, and one with entries before an empty one.

    Raises:
        DecodeError: There is no list, or a record has not the documented shape.
    """
    places = _places(out, body)
    lists = [(raw, found[1] is None) for raw in places if (found := _LIST.match(memoryview(raw)))]
    chosen = next((raw for raw, filled in lists if filled), lists[0][0] if lists else None)
    if chosen is not None:
        return decode_list(kind, chosen, zone=zone)
    if any(map(_holds_object, places)):
        message = f"RFMS answered one {kind.__name__} where a list is documented."
        raise DecodeError(message, excerpt=excerpt(body))
    return []


def single(out: Placement, kind: type[R], body: bytes, zone: tzinfo) -> R | None:
    """Return the one record of an answer, ``None`` where there is none.

    Raises:
        DecodeError: It has not the documented shape.
    """
    return _one_of(kind, _places(out, body), zone)


def single_in(envelope: Envelope, out: Placement, kind: type[R], body: bytes, zone: tzinfo) -> R | None:
    """Return the one record as :func:`single` does, of an answer that is open already."""
    return _one_of(kind, _halves(envelope, out, body), zone)


def _one_of(kind: type[R], places: Iterable[msgspec.Raw], zone: tzinfo) -> R | None:
    chosen = next(filter(_holds_object, places), None)
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


def _places(out: Placement, body: bytes) -> tuple[msgspec.Raw, ...]:
    return (msgspec.Raw(body),) if out == "B" else _halves(opened(body), out, body)


def _halves(envelope: Envelope, out: Placement, body: bytes) -> tuple[msgspec.Raw, msgspec.Raw]:
    if envelope.status is None and not _has(envelope.result) and not _has(envelope.detail):
        # Nothing of an envelope at all: taken for an empty one, it would make records look deleted.
        message = "RFMS answered without status, result or detail."
        raise DecodeError(message, excerpt=excerpt(body), retry="unknown")
    return (envelope.detail, envelope.result) if out == "D" else (envelope.result, envelope.detail)


def _has(raw: msgspec.Raw) -> bool:
    return memoryview(raw) != memoryview(_NOTHING)


def _holds_object(raw: msgspec.Raw) -> bool:
    return _OBJECT.match(memoryview(raw)) is not None
