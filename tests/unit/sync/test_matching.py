"""Matching: exact keys, strongest first, and never by luck."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie import sync
from crosstie.errors import UsageError
from crosstie.sync.matching import Group, check_keys, key_digests, pair_up

FIELDS = {
    "name": sync.both("name", "name"),
    "email": sync.both("email", "email", as_=sync.email),
    "phone": sync.both("phone", "phone", as_=sync.phone_digits),
}
NOBODY: frozenset[tuple[sync.Side, str]] = frozenset()
ids = st.sets(st.sampled_from(["1", "2", "3"]), max_size=2)
groups = st.dictionaries(st.binary(min_size=1, max_size=1), st.builds(Group, ids, ids), max_size=3)


def keys(*names: str) -> list[sync.Exact]:
    """Make one key of each field."""
    return [sync.exact(name) for name in names]


def test_a_key_is_all_of_its_fields() -> None:
    """Equal up to the form, and empty fields make no key."""
    key = [sync.exact("email", "name")]
    one = key_digests(key, FIELDS, {"email": "Nora@example.com", "name": "Maple"})
    assert one == key_digests(key, FIELDS, {"email": "nora@example.com", "name": "Maple"})
    assert one != key_digests(key, FIELDS, {"email": "nora@example.com", "name": "maple"})
    assert key_digests(key, FIELDS, {"email": "nora@example.com", "name": None}) == (None,)


def test_equal_values_of_different_keys_are_different() -> None:
    """A phone that reads as another record's code is no match."""
    first, second = key_digests(keys("email", "phone"), FIELDS, {"email": "555", "phone": "555"})
    assert first != second


def test_a_name_alone_is_no_key() -> None:
    """Unless the host vouches for it."""
    with pytest.raises(UsageError, match="identifies nobody"):
        check_keys(keys("name"), FIELDS)
    check_keys([sync.exact("name", trusted=True), sync.exact("name", "phone")], FIELDS)


def test_unknown_fields_are_refused() -> None:
    """Before any I/O, with what there is."""
    with pytest.raises(UsageError, match="mail"):
        check_keys(keys("mail"), FIELDS)
    with pytest.raises(UsageError, match="no field"):
        check_keys([sync.exact()], FIELDS)


def test_one_on_each_side_belong_together() -> None:
    """The strongest key that finds somebody decides; a weaker one is not asked."""
    strong = {b"e": Group({"1"}, {"9"})}
    weak = {b"p": Group({"1"}, {"8"})}
    paired = pair_up([strong, weak], NOBODY, NOBODY)
    assert list(paired.matches) == [("1", "9", 0)]
    assert not paired.doubtful


@pytest.mark.parametrize(
    "group",
    [Group({"1", "2"}, {"9"}), Group({"1"}, {"8", "9"}), Group({"1", "2"}, {"8", "9"})],
    ids=["left", "right", "both"],
)
def test_two_candidates_are_never_resolved_by_luck(group: Group) -> None:
    """Everybody with the key is doubtful, and each is told its rivals."""
    paired = pair_up([{b"e": group}], NOBODY, NOBODY)
    assert not paired.matches
    assert set(paired.doubtful) == {("left", one) for one in group.left} | {("right", one) for one in group.right}
    assert paired.doubtful["left", "1"] == tuple(sorted(group.right))


def test_somebody_linked_already_is_nobodys_match() -> None:
    """But who has the same key may be the same thing: doubtful, and the linked one is left alone."""
    paired = pair_up([{b"e": Group({"1"}, {"9"})}], frozenset({("right", "9")}), NOBODY)
    assert not paired.matches
    assert dict(paired.doubtful) == {("left", "1"): ("9",)}


def test_who_was_doubtful_stays_so() -> None:
    """Others with the key may be out of sight in this run; only a decision makes it certain."""
    paired = pair_up([{b"e": Group({"1"}, {"9"})}], NOBODY, frozenset({("right", "9")}))
    assert not paired.matches
    assert set(paired.doubtful) == {("left", "1"), ("right", "9")}


@given(st.lists(groups, max_size=3), st.sets(st.tuples(st.sampled_from(sync.SIDES), st.sampled_from("123"))))
def test_every_record_gets_one_answer(
    given_groups: list[dict[bytes, Group]], linked: set[tuple[sync.Side, str]]
) -> None:
    """Nobody is matched twice, nobody is matched and doubtful, and the linked are neither."""
    paired = pair_up(given_groups, frozenset(linked), NOBODY)
    matched = [("left", left) for left, _, _ in paired.matches] + [("right", right) for _, right, _ in paired.matches]
    answered = [*matched, *paired.doubtful]
    assert len(answered) == len(set(answered))
    assert not set(answered) & linked
