"""The laws of the three-way merge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.storage.columns import Json
from crosstie.sync.merge import Bases, Verdict, merge
from crosstie.sync.sides import Side

# Few values, so that equal ones are common.
values: st.SearchStrategy[Json] = st.sampled_from([None, "a", "b", "c"])
bases = st.none() | st.builds(Bases, values, values)
owners: st.SearchStrategy[Side | None] = st.sampled_from([None, "left", "right"])
MIRRORED = {
    Verdict.LEFT: Verdict.RIGHT,
    Verdict.RIGHT: Verdict.LEFT,
    Verdict.SAME: Verdict.SAME,
    Verdict.CLASH: Verdict.CLASH,
}


def applied(verdict: Verdict, left: Json, right: Json) -> tuple[Json, Json]:
    """Return both sides after a verdict was carried out; a clash is decided for the left."""
    match verdict:
        case Verdict.SAME:
            return left, right
        case Verdict.RIGHT:
            return right, right
        case Verdict.LEFT | Verdict.CLASH:
            return left, left


@given(values, values, owners)
def test_one_change_wins(base: Json, new: Json, owner: Side | None) -> None:
    """Where one side kept what both had, the other side's change goes across, unless only the keeper may change it."""
    known = Bases(base, base)
    assert merge(known, base, base, owner) is Verdict.SAME
    if new != base:
        assert merge(known, new, base) is Verdict.LEFT
        assert merge(known, base, new) is Verdict.RIGHT
        assert merge(known, base, new, "left") is Verdict.LEFT
        assert merge(known, new, base, "right") is Verdict.RIGHT


@given(bases, values, owners)
def test_equal_is_settled(known: Bases | None, new: Json, owner: Side | None) -> None:
    """The same change on both sides is no conflict, whatever was before."""
    assert merge(known, new, new, owner) is Verdict.SAME


@given(bases, values, values, owners)
def test_it_is_symmetric(known: Bases | None, left: Json, right: Json, owner: Side | None) -> None:
    """Swapping the sides swaps the verdict."""
    swapped = None if known is None else Bases(known.right, known.left)
    across: Side | None = None if owner is None else ("right" if owner == "left" else "left")
    assert merge(swapped, right, left, across) is MIRRORED[merge(known, left, right, owner)]


@given(bases, values, values, owners)
def test_once_applied_there_is_nothing_left(known: Bases | None, left: Json, right: Json, owner: Side | None) -> None:
    """After a verdict was carried out and both sides are the base, merging again says nothing."""
    after = applied(merge(known, left, right, owner), left, right)
    assert merge(Bases(*after), *after, owner) is Verdict.SAME


@given(values, values, values, owners)
def test_a_clash_needs_two_changes(base: Json, left: Json, right: Json, owner: Side | None) -> None:
    """Only when both sides differ from what they had, and from each other, and nobody owns the field."""
    if merge(Bases(base, base), left, right, owner) is Verdict.CLASH:
        assert left not in (base, right)
        assert right != base
        assert owner is None


@given(values, values)
def test_a_side_that_holds_an_agreed_value_in_its_own_form_has_not_changed_it(left: Json, right: Json) -> None:
    """Each side is measured against what it held itself: a value cut short is no change, and goes nowhere."""
    assert merge(Bases(left, right), left, right) is Verdict.SAME


@given(values, values, owners)
def test_without_a_base_nothing_that_is_there_is_emptied(left: Json, right: Json, owner: Side | None) -> None:
    """When two records meet for the first time, an empty field is filled, never the other way round."""
    result = applied(merge(None, left, right, owner), left, right)
    if left is not None or right is not None:
        assert None not in result


@pytest.mark.parametrize(
    ("owner", "verdict"), [(None, Verdict.CLASH), ("left", Verdict.LEFT), ("right", Verdict.RIGHT)]
)
def test_without_a_base_two_values_clash_unless_somebody_owns_the_field(owner: Side | None, verdict: Verdict) -> None:
    """Nobody knows which one is newer."""
    assert merge(None, "a", "b", owner) is verdict
