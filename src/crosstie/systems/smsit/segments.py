"""How long a text is for the network, and what it costs by SMS-iT's own count (fact sheet: smsit.md, 6.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import attrs

from crosstie.core.checks import sendable

__all__ = ["Encoding", "Size", "credits_estimate", "measure"]

Encoding = Literal["gsm7", "ucs2"]

# GSM 03.38: the basic alphabet without its escape character, and what stands behind an escape.
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")

_ROOM: Final[dict[Encoding, tuple[int, int]]] = {"gsm7": (160, 153), "ucs2": (70, 67)}
"""Units of a text in one segment, and of each segment of a longer one, whose header takes the rest."""

_CREDIT_ASCII: Final = 160
_CREDIT_OTHER: Final = 70
_CREDIT_CUT: Final = 1600
_ASTRAL: Final = 0xFFFF


@attrs.frozen(kw_only=True)
class Size:
    """How long a text is.

    Attributes:
        encoding: ``gsm7`` where the GSM alphabet holds every character, else ``ucs2``.
        units: Septets or UTF-16 units; characters of the GSM extension table and most emoji take two.
        segments: How many messages the network carries.
        credits: What SMS-iT's control panel counts for one recipient; see :func:`credits_estimate`.
        foreign: The characters outside the GSM alphabet that made it ``ucs2``, each once, in their order.
    """

    encoding: Encoding
    units: int
    segments: int
    credits: int
    foreign: str = ""


def measure(text: str) -> Size:
    r"""Count the segments of a text exactly.

    A pair that belongs together, an escape and its character or two surrogates, is never split over two segments, so
    that a segment may hold one unit less than it has room for.

    Raises:
        UsageError: It is no text, or holds half of a surrogate pair, which no encoding can carry.

    Example:
        >>> measure("Your appointment is confirmed.").segments
        1
        >>> measure("See you at 5 \N{EN DASH} bring a friend").encoding
        'ucs2'
    """
    sendable("The text", text)
    foreign = "".join(dict.fromkeys(one for one in text if one not in _BASIC and one not in _EXTENSION))
    encoding: Encoding = "ucs2" if foreign else "gsm7"
    widths = [_width(character, encoding) for character in text]
    return Size(
        encoding=encoding,
        units=sum(widths),
        segments=_packed(widths, *_ROOM[encoding]),
        credits=credits_estimate(text),
        foreign=foreign,
    )


def credits_estimate(text: str) -> int:
    """Return the credits for one recipient as the control panel counts them.

    It divides flatly by 160, or by 70 where any character is not ASCII, does not know the shorter segments of long
    texts, and counts no further than 1,600 characters. That is seen in code of the same software family only (4, 6.2),
    so that it is an estimate.
    """
    room = _CREDIT_ASCII if text.isascii() else _CREDIT_OTHER
    return -(-min(len(text), _CREDIT_CUT) // room)


def _width(character: str, encoding: Encoding) -> int:
    wide = character in _EXTENSION if encoding == "gsm7" else ord(character) > _ASTRAL
    return 2 if wide else 1


def _packed(widths: Iterable[int], single: int, split: int) -> int:
    """Fill segment after segment; what does not fit as a whole begins the next."""
    every = list(widths)
    if sum(every) <= single:
        return 1 if every else 0
    segments, room = 1, split
    for width in every:
        if width > room:
            segments, room = segments + 1, split
        room -= width
    return segments
