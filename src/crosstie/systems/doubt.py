"""What an answer to a write means that cannot be read: the write was accepted, and nobody knows what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from crosstie.core.messages import Response
from crosstie.errors import DecodeError, OutcomeUnknown

__all__ = ["surely_done"]

T = TypeVar("T")


def surely_done(decode: Callable[[Response], T]) -> Callable[[Response], T]:
    """Return a decoder for the answer to a write: where it cannot be read, the write is in doubt."""

    def read(response: Response) -> T:
        try:
            return decode(response)
        except DecodeError as error:
            raise OutcomeUnknown(error.message, advice="Look the record up before you write it again.") from error

    return read
