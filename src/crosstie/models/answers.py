"""An answer's bytes before they are records: what counts as readable, and the error when they are not."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from crosstie.errors import DecodeError
from crosstie.models.envelope import Envelope, Path
from crosstie.models.excerpt import excerpt

__all__ = ["UNREADABLE", "Body", "nothing_at", "proven", "raw_records", "refused"]

Body: TypeAlias = bytes | bytearray | memoryview | msgspec.Raw

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ArithmeticError)
"""What decoding raises for an answer that is not what it should be."""

_REASONS: dict[type[Exception], str] = {
    UnicodeDecodeError: "it is not UTF-8",
    RecursionError: "it is nested too deeply",
}


def proven(kind: type[Any], body: Body) -> bytes:
    """Return the body as bytes, proven UTF-8: msgspec skips unknown members without looking at their text.

    Raises:
        DecodeError: It is not UTF-8.
    """
    data = body if isinstance(body, bytes) else bytes(body)
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise refused(kind, error, data) from error
    return data


def raw_records(kind: type[Any], envelope: Envelope, outer: object, data: bytes) -> list[msgspec.Raw]:
    """Return the bytes of each record; none when the last member of the path is missing or null.

    Raises:
        DecodeError: A member before the last is missing.
    """
    raws: list[msgspec.Raw] | None = envelope.records(outer)
    if raws is not None:
        return raws
    if not envelope.path or envelope.leaf(outer, short_of_the_end=1) is None:
        raise nothing_at(kind, envelope.path, data)
    return []


def refused(kind: type[Any], error: Exception, data: bytes) -> DecodeError:
    """Say that an answer could not be read as records of a model; msgspec's reasons hold names and places only."""
    reason = _REASONS.get(type(error)) or str(error)
    message = f"The answer is not a readable {kind.convention.system} {kind.__name__}: {reason}."
    return DecodeError(message, excerpt=excerpt(data))


def nothing_at(kind: type[Any], path: Path, data: bytes) -> DecodeError:
    """Say that an answer has no records where they should be."""
    where = ".".join(map(str, path)) or "its top"
    message = f"The answer holds no {kind.convention.system} {kind.__name__} at {where}."
    return DecodeError(message, excerpt=excerpt(data))
