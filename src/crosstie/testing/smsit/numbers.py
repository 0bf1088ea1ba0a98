"""Phone numbers as the server looks at them (4)."""

from __future__ import annotations

import re

__all__ = ["digits_of", "is_digits"]


def digits_of(number: str) -> str:
    """Strip what this software strips from some numbers: ``- ( ) +`` and blanks."""
    return re.sub(r"[-()+\s]", "", number)


def is_digits(text: str) -> bool:
    """Tell whether a text is ASCII digits and nothing else."""
    return text.isascii() and text.isdigit()
