"""What makes a hit of a fuzzy search an exact one: RFMS answers more than was asked (fact sheet: rfms.md, 3.1, 3.3)."""

from __future__ import annotations

__all__ = ["same_email", "same_phone", "same_text"]

_WITH_COUNTRY = 11


def same_text(held: str | None, wanted: str) -> bool:
    """Compare without regard to surrounding blanks and letter case: RFMS saves some texts in capitals."""
    return held is not None and held.strip().casefold() == wanted.strip().casefold() != ""


def same_email(held: str | None, wanted: str) -> bool:
    """Compare e-mail addresses."""
    return same_text(held, wanted)


def same_phone(held: str | None, wanted: str) -> bool:
    """Compare telephone numbers by their digits; North American ones with and without the leading 1."""
    digits = _digits(wanted)
    return digits != "" and held is not None and _digits(held) == digits


def _digits(text: str) -> str:
    digits = "".join(mark for mark in text if mark.isdecimal() and mark.isascii())
    return digits[1:] if len(digits) == _WITH_COUNTRY and digits.startswith("1") else digits
