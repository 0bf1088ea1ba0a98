"""What a text costs, and what becomes of braces in it (4, 6.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

__all__ = ["Chooser", "credits_for", "first_of", "spun"]

Chooser: TypeAlias = Callable[[Sequence[str]], str]
"""Picks one of the alternatives of a spin text."""

_COUNTED: Final = 1600
_PLAIN: Final = 160
_OTHER: Final = 70
_INNERMOST: Final = re.compile(r"\{([^{}]*)\}")


def credits_for(text: str) -> int:
    """Return the credits that one recipient costs.

    A flat division, without the smaller parts of a split text: by 160, or by 70 as soon as one character is not ASCII,
    even one that GSM 7-bit has. What is beyond 1600 characters is not counted. Characters are code points; in which
    units the server counts, the sheet does not say.
    """
    size = _PLAIN if text.isascii() else _OTHER
    return -(-min(len(text), _COUNTED) // size)


def spun(text: str, choose: Chooser) -> str:
    """Expand ``{hello|hi}`` to one of its alternatives, from the inside out; lone braces are lost as well."""
    while found := _INNERMOST.search(text):
        text = text[: found.start()] + choose(found[1].split("|")) + text[found.end() :]
    return text


def first_of(alternatives: Sequence[str]) -> str:
    """Choose the first alternative, so that tests repeat."""
    return alternatives[0]
