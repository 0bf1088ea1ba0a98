"""The two sides of a pair, by name."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

__all__ = ["SIDES", "Side", "other"]

Side: TypeAlias = Literal["left", "right"]

SIDES: Final[tuple[Side, Side]] = ("left", "right")


def other(side: Side) -> Side:
    """Return the side across."""
    return "right" if side == "left" else "left"
