"""JSON that was made from XML: the same records whatever form it gives a value."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, ClassVar

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from crosstie.models import Convention, Record, decode_list, decode_record, model
from crosstie.models.from_xml import split, without_blanks
from crosstie.models.naming import camel

_CONVENTION = Convention(system="example", naming=camel, from_xml=True)


@model(kw_only=True)
class Leaf(Record):
    """A part of a record."""

    convention: ClassVar[Convention] = _CONVENTION

    size: int | None = None
    tags: tuple[str, ...] = ()


@model(kw_only=True)
class Tree(Record):
    """A record with one part, and with many."""

    convention: ClassVar[Convention] = _CONVENTION

    name: str | None = None
    price: Decimal | None = None
    tall: bool | None = None
    top: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()


_LEAVES = st.builds(
    Leaf,
    size=st.none() | st.integers(-(2**53), 2**53),
    tags=st.lists(st.text("abc", min_size=1), max_size=3).map(tuple),
)
_TREES = st.builds(
    Tree,
    name=st.none() | st.text(min_size=1),
    price=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    tall=st.none() | st.booleans(),
    top=st.none() | _LEAVES.filter(lambda leaf: leaf != Leaf()),
    leaves=st.lists(_LEAVES, max_size=3).map(tuple),
)


def _as_from_xml(value: Any, *, blanks: bool) -> Any:  # noqa: ANN401 - JSON of any shape
    """Spell JSON as a converter from XML does."""
    if isinstance(value, dict):
        spelled = {name: _as_from_xml(member, blanks=blanks) for name, member in value.items()}
        of_a_leaf = value.keys() <= {"size", "tags"}
        empty = dict.fromkeys(("size", "tags") if of_a_leaf else ("price", "tall", "top", "leaves"), "")
        return {**empty, **spelled} if blanks and value else spelled
    if isinstance(value, list):
        entries = [_as_from_xml(one, blanks=blanks) for one in value]
        return entries[0] if len(entries) == 1 else entries
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(_TREES, st.booleans())
def test_records_read_the_same_in_both_spellings(tree: Tree, blanks: bool) -> None:  # noqa: FBT001
    """Texts for numbers, one for a list of one, empty texts for what is missing: the same record."""
    spelled = json.dumps(_as_from_xml(tree.to_wire(), blanks=blanks)).encode()
    plain = msgspec.json.encode(tree.to_wire())
    assert decode_record(Tree, spelled) == decode_record(Tree, plain) == tree


@given(st.lists(_TREES, max_size=3))
def test_lists_read_the_same_in_both_spellings(trees: list[Tree]) -> None:
    """None, one and many, with their unknown members in their places."""
    wires = [{**tree.to_wire(), "odd": "x"} for tree in trees]
    spelled = json.dumps({"Tree": _as_from_xml(wires, blanks=False)} if wires else {}).encode()
    read = decode_list(Tree, spelled, ("Tree",))
    assert [(one.name, one.leaves, one.extra) for one in read] == [
        (tree.name, tree.leaves, {"odd": "x"}) for tree in trees
    ]


def test_blanks_are_dropped_on_every_level() -> None:
    """Numbers keep their digits, and empty texts in lists stay where they are."""
    data = b'{"a":"","b":{"c":"","d":1.10},"e":["",{"f":""}]}'
    assert without_blanks(data) == b'{"b":{"d":1.10},"e":["",{}]}'


def test_raw_records_are_split() -> None:
    """A list, one alone, nothing."""
    assert split(msgspec.Raw(b'[{"a":1},{}]')) == [msgspec.Raw(b'{"a":1}'), msgspec.Raw(b"{}")]
    assert split(msgspec.Raw(b'{"a":1}')) == [msgspec.Raw(b'{"a":1}')]
    assert split(msgspec.Raw(b"null")) is None
