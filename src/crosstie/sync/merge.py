"""The three-way merge of one field, and nothing else: pure, on canonical values.

Each side has its own base, because a side may hold an agreed value in its own form (cut short, re-cased): what counts
as a change of a side is measured against what that side held when the two last agreed.
"""

from __future__ import annotations

from enum import Enum

import attrs

from crosstie.storage.columns import Json
from crosstie.sync.sides import Side

__all__ = ["Bases", "Verdict", "merge"]


class Verdict(Enum):
    """What is to happen with one field.

    Attributes:
        SAME: Nothing: the sides agree, or nobody changed anything.
        LEFT: The left value is to go to the right.
        RIGHT: The right value is to go to the left.
        CLASH: Both changed it, to different values.
    """

    SAME = "same"
    LEFT = "left"
    RIGHT = "right"
    CLASH = "clash"


@attrs.frozen
class Bases:
    """What each side held when the two last agreed on a field.

    Attributes:
        left: The left side's value, folded.
        right: The right side's value, folded.
    """

    left: Json
    right: Json


def merge(bases: Bases | None, left: Json, right: Json, owner: Side | None = None) -> Verdict:
    """Decide about one field.

    Args:
        bases: What the sides last agreed on; ``None`` when they never did. Then an empty value never wins over a
            value that is there.
        left: The left side's value now, folded.
        right: The right side's value now, folded.
        owner: The side whose value counts, when only one may change the field.
    """
    if left == right:
        return Verdict.SAME
    if bases is None:
        return _without_base(left, right, owner)
    left_changed, right_changed = left != bases.left, right != bases.right
    if not (left_changed or right_changed):
        return Verdict.SAME
    if owner is not None:
        return Verdict.LEFT if owner == "left" else Verdict.RIGHT
    if left_changed and right_changed:
        return Verdict.CLASH
    return Verdict.LEFT if left_changed else Verdict.RIGHT


def _without_base(left: Json, right: Json, owner: Side | None) -> Verdict:
    if left is None:
        return Verdict.RIGHT
    if right is None:
        return Verdict.LEFT
    if owner is not None:
        return Verdict.LEFT if owner == "left" else Verdict.RIGHT
    return Verdict.CLASH
