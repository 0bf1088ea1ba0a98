"""Sublists against fact sheet section 2.5: change, add, the append trap, replace, empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.testing.netsuite.fields import Sublist
from crosstie.testing.netsuite.sublists import merged

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office


@pytest.fixture
def order(netsuite: Caller) -> str:
    """An order with two lines."""
    return netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 2), ("INSTALL", 3))


def _lines(netsuite: Caller, order: str) -> list[tuple[int, str, int]]:
    shown = netsuite.whole(f"salesOrder/{order}")["item"]["items"]
    return [(line["line"], line["item"]["refName"], int(line["quantity"])) for line in shown]


def test_line_without_its_key_is_added_again_on_every_repetition(netsuite: Caller, order: str) -> None:
    """The append trap: the same PATCH twice leaves the line there twice (2.5)."""
    more = {"item": {"items": [{"item": netsuite.item("TRIM-1"), "quantity": 5}]}}
    for _ in range(2):
        assert netsuite.patch(f"salesOrder/{order}", more).status == 204
    assert _lines(netsuite, order) == [(1, "TILE-98", 2), (2, "INSTALL", 3), (3, "TRIM-1", 5), (4, "TRIM-1", 5)]


def test_line_with_its_key_is_changed_on_every_repetition(netsuite: Caller, order: str) -> None:
    """``line`` makes a PATCH repeatable; the other lines stay (2.5)."""
    for _ in range(2):
        netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": 2, "quantity": 7}]}})
    assert _lines(netsuite, order) == [(1, "TILE-98", 2), (2, "INSTALL", 7)]


def test_unknown_key_adds_a_line(netsuite: Caller, order: str) -> None:
    """Matching keys update, others are added (2.5)."""
    netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": 9, "item": netsuite.item("TRIM-1")}]}})
    assert _lines(netsuite, order)[-1] == (9, "TRIM-1", 1)


def test_replace_makes_the_lines_sent_the_whole_sublist(netsuite: Caller, order: str) -> None:
    """``?replace=item`` with the lines to keep removes the others, and answers 201 (2.1, 2.5)."""
    kept = {"item": {"items": [{"line": 2}]}}
    answer = netsuite.patch(f"salesOrder/{order}", kept, ("replace", "item"))
    assert answer.status == 201
    assert _lines(netsuite, order) == [(2, "INSTALL", 3)]


def test_replace_may_answer_204(office: Office) -> None:
    """Accept either (2.1)."""
    netsuite = office.open(replace_answers_201=False)
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 2))
    body = {"item": {"items": [{"item": netsuite.item("TRIM-1")}]}}
    assert netsuite.patch(f"salesOrder/{order}", body, ("replace", "item")).status == 204


def test_replace_of_other_sublists_leaves_this_one_alone(netsuite: Caller, order: str) -> None:
    """Only the sublists named are replaced (2.2)."""
    body = {"item": {"items": [{"item": netsuite.item("TRIM-1")}]}}
    netsuite.patch(f"salesOrder/{order}", body, ("replace", "salesTeam"))
    assert len(_lines(netsuite, order)) == 3


def test_mandatory_sublist_cannot_be_emptied_and_others_can(netsuite: Caller, order: str) -> None:
    """A sublist set to null is emptied, or fails if it is mandatory (2.5)."""
    refused = netsuite.patch(f"salesOrder/{order}", {"item": None})
    assert (refused.status, refused.error["o:errorPath"]) == (400, "item")
    customer = netsuite.customer("Two", addressBook={"items": [{"label": "Home"}]})
    netsuite.patch(f"customer/{customer}", {"addressBook": None})
    assert netsuite.whole(f"customer/{customer}")["addressBook"]["totalResults"] == 0


def test_unkeyed_sublist_is_always_appended_to(netsuite: Caller, order: str) -> None:
    """Lines without any key are added on PATCH, whatever they hold; replace makes them the whole (2.5)."""
    team = {"salesTeam": {"items": [{"employee": {"id": "17"}, "contribution": 100}]}}
    for _ in range(2):
        netsuite.patch(f"salesOrder/{order}", team)
    shown = netsuite.whole(f"salesOrder/{order}")["salesTeam"]
    assert shown["totalResults"] == 2
    assert shown["items"][0]["links"] == []
    netsuite.patch(f"salesOrder/{order}", team, ("replace", "salesTeam"))
    assert netsuite.whole(f"salesOrder/{order}")["salesTeam"]["totalResults"] == 1


def test_closing_every_line_closes_the_order(netsuite: Caller, order: str) -> None:
    """``isClosed: true`` on every line (2.5); the status follows (3.5)."""
    lines = [{"line": 1, "isClosed": True}, {"line": 2, "isClosed": True}]
    netsuite.patch(f"salesOrder/{order}", {"item": {"items": lines}})
    assert netsuite.whole(f"salesOrder/{order}")["status"]["id"] == "Closed"


def test_null_in_a_line_clears_its_field(netsuite: Caller, order: str) -> None:
    """A null clears within a line too; what the system fills comes back."""
    netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": 1, "custcol_room": "Kitchen"}]}})
    assert netsuite.whole(f"salesOrder/{order}")["item"]["items"][0]["custcol_room"] == "Kitchen"
    netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": 1, "custcol_room": None}]}})
    assert "custcol_room" not in netsuite.whole(f"salesOrder/{order}")["item"]["items"][0]


@pytest.mark.parametrize("key", ["x", True, -1, 1.5])
def test_key_that_is_none_is_refused(netsuite: Caller, order: str, key: object) -> None:
    """A line's key is a number."""
    answer = netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": key, "quantity": 1}]}})
    assert (answer.status, answer.error["o:errorPath"]) == (400, "item.items[0].line")


def test_sublists_and_lines_have_addresses(netsuite: Caller, order: str) -> None:
    """``GET /{type}/{id}/{sublist}[/{line}]``; a single line cannot be deleted there (2.1)."""
    listed = netsuite.get(f"salesOrder/{order}/item").body
    assert listed["totalResults"] == 2
    assert [set(entry) for entry in listed["items"]] == [{"links"}, {"links"}]
    expanded = netsuite.get(f"salesOrder/{order}/item", ("expandSubResources", "true")).body
    assert expanded["items"][1]["item"]["refName"] == "INSTALL"
    assert netsuite.get(f"salesOrder/{order}/item/2").body["quantity"] == 3
    assert netsuite.get(f"salesOrder/{order}/item/3").status == 404
    assert netsuite.get(f"salesOrder/{order}/nothing").status == 404
    assert netsuite.delete(f"salesOrder/{order}/item/2").status == 400


_KEYED = Sublist(fields={})
_ENTRY = st.fixed_dictionaries({"value": st.none() | st.integers(0, 3)}, optional={"line": st.integers(1, 5)})


@given(sent=st.lists(_ENTRY, max_size=6), replace=st.booleans())
def test_keys_stay_unique_and_old_lines_stay_unless_replaced(sent: list[dict[str, Any]], replace: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever is sent, no key appears twice, no null stays, and without replace no old line is lost."""
    old = [{"line": 1, "value": 1}, {"line": 3, "value": 3}]
    found = merged(_KEYED, old, [dict(line) for line in sent], replace=replace)
    keys = [line["line"] for line in found]
    assert len(set(keys)) == len(keys)
    assert all(value is not None for line in found for value in line.values())
    known = {line.get("line") for line in sent} & {1, 3}
    assert {1, 3} & set(keys) >= (known if replace else {1, 3})
    added = [line for line in sent if line.get("line") not in {1, 3}]
    assert len(found) == (len(known) if replace else 2) + len(added)
