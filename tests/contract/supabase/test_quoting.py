"""Every quoting trap of PostgREST, on the simulated server and on a real one."""

from __future__ import annotations

from typing import Any

import pytest

import crosstie
from crosstie.systems import supabase
from crosstie.systems.supabase import Json, all_of, any_of, col

HOSTILE = (
    "plain",
    "a,b",
    'say "hi"',
    "back\\slash",
    "(paren)",
    "end)",
    "{brace}",
    " edge ",
    "",
    "null",
    "NULL",
    "100%",
    "a_b",
    "aXb",
    "st*r",
    "line\nbreak",
    "not.eq.x",
    "eq.1",
    "trail\\",
    '"',
    "+6681",
    "a&b=c#d?e",
    "žluťoučký 漢字 🙂",
    "::text",
    "->x",
    "a.b",
)


@pytest.fixture
def names(crm: supabase.Client) -> supabase.Table[dict[str, Any]]:
    """Give the table of people, one for each hostile name and one without any."""
    table: supabase.Table[dict[str, Any]] = crm.table("folk")
    table.silent.insert_many([{"id": number, "name": name} for number, name in enumerate(HOSTILE, 1)])
    table.silent.insert_many([{"id": 900, "name": None}])
    return table


def found(table: supabase.Table[dict[str, Any]], *filters: supabase.Filter) -> list[str | None]:
    """Return the names of the rows that fit."""
    return [row["name"] for row in table.list(*filters)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_plain_filter_takes_the_value_literally(names: supabase.Table[dict[str, Any]], name: str) -> None:
    """Whatever the text holds, exactly its own row comes back: quotes would have become part of it."""
    assert found(names, col("name").eq(name)) == [name]


@pytest.mark.parametrize("name", HOSTILE)
def test_in_a_logic_tree_the_value_is_quoted(names: supabase.Table[dict[str, Any]], name: str) -> None:
    """No comma, quote or parenthesis ends the value or drops what stands behind it."""
    assert found(names, any_of(col("name").eq(name), col("id").eq(-1))) == [name]
    both = any_of(col("name").eq(name), col("id").eq(900))
    assert found(names, both) == [name, None]
    assert found(names, any_of(all_of(col("name").eq(name), col("id").lt(900)), col("id").eq(-1))) == [name]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_list_of_one_is_that_value(names: supabase.Table[dict[str, Any]], name: str) -> None:
    """A list with one empty text would be read as the empty list."""
    assert found(names, col("name").in_([name])) == [name]
    assert found(names, any_of(col("name").in_([name]), col("id").eq(-1))) == [name]


def test_a_list_of_everything(names: supabase.Table[dict[str, Any]]) -> None:
    """Every element is quoted: none is split, none is lost."""
    assert found(names, col("name").in_(HOSTILE)) == list(HOSTILE)
    assert found(names, any_of(col("name").in_(HOSTILE), col("id").eq(-1))) == list(HOSTILE)
    assert found(names, ~col("name").in_(HOSTILE[1:])) == [HOSTILE[0]]


def test_an_empty_list_matches_nothing_and_its_opposite_everything(names: supabase.Table[dict[str, Any]]) -> None:
    """As in Python; rows with NULL are among everything."""
    assert found(names, col("name").in_([])) == []
    assert found(names, ~col("name").in_([])) == [*HOSTILE, None]
    assert found(names, any_of(col("name").in_([]), col("id").eq(900))) == [None]


def test_null_is_asked_for_by_a_word(names: supabase.Table[dict[str, Any]]) -> None:
    """``eq.null`` is the text "null"; NULL is neither equal nor unequal to anything, but distinct."""
    assert found(names, col("name").is_null()) == [None]
    assert found(names, ~col("name").is_null()) == list(HOSTILE)
    assert found(names, col("name").eq("null")) == ["null"]
    assert None not in found(names, col("name").neq("plain"))
    assert found(names, col("name").is_distinct("plain")) == [*HOSTILE[1:], None]


@pytest.mark.parametrize("name", HOSTILE)
def test_text_is_taken_literally_by_the_text_conditions(names: supabase.Table[dict[str, Any]], name: str) -> None:
    """``%``, ``_``, ``*`` and backslashes are no wildcards, on their own and in a tree."""
    starts = [one for one in HOSTILE if one.startswith(name)]
    assert found(names, col("name").starts_with(name)) == starts
    assert found(names, any_of(col("name").starts_with(name), col("id").eq(-1))) == starts
    assert found(names, col("name").ends_with(name)) == [one for one in HOSTILE if one.endswith(name)]
    assert found(names, col("name").has_text(name)) == [one for one in HOSTILE if name in one]
    same = [one for one in HOSTILE if one.lower() == name.lower()]
    assert found(names, col("name").same_text(name)) == same


def test_like_has_its_wildcards(names: supabase.Table[dict[str, Any]]) -> None:
    """``%`` and ``_`` are wildcards, and literal behind a backslash; letter case counts or not."""
    assert found(names, col("name").like("a_b")) == ["a,b", "a_b", "aXb", "a.b"]
    assert found(names, col("name").like(r"a\_b")) == ["a_b"]
    assert found(names, col("name").ilike("NULL")) == ["null", "NULL"]
    assert found(names, col("name").like_any("pl%", "100\\%")) == ["plain", "100%"]
    assert found(names, col("name").like_all("a%", "%b")) == ["a,b", "a_b", "aXb", "a.b"]
    assert found(names, any_of(col("name").like_any("a,b", "x"), col("id").eq(-1))) == ["a,b"]


def test_an_asterisk_in_a_pattern_is_refused(names: supabase.Table[dict[str, Any]]) -> None:
    """PostgREST makes ``%`` of it even behind a backslash; texts with one are found by a regular expression."""
    with pytest.raises(crosstie.UsageError, match=r"\* as %"):
        col("name").like("st*r")
    assert found(names, col("name").has_text("t*")) == ["st*r"]
    assert found(names, col("name").match(r"^st\*r$")) == ["st*r"]
    assert found(names, col("name").imatch("^PLAIN$")) == ["plain"]


def test_a_plus_sign_arrives(names: supabase.Table[dict[str, Any]]) -> None:
    """In an address it would be a blank; phone numbers begin with it."""
    assert found(names, col("name").starts_with("+66")) == ["+6681"]


def test_unusual_column_names_are_quoted(crm: supabase.Client) -> None:
    """Dots, quotes, commas, reserved words and letters beyond ASCII in conditions, orders, selections and writes."""
    table = crm.table("odd")
    columns = ("a.b", "order", 'qu"o,t)e', "ünï")
    table.insert({"id": 1, **{name: f"<{name}>" for name in columns}})
    table.insert({"id": 2, **dict.fromkeys(columns, "other")})
    for name in columns:
        assert [row["id"] for row in table.list(col(name).eq(f"<{name}>"))] == [1]
        assert [row["id"] for row in table.list(any_of(col(name).eq(f"<{name}>"), col("id").eq(9)))] == [1]
        rows = table.selecting(dict, "id", name).select(order=[col(name).desc()])
        assert [row["id"] for row in rows] == [2, 1]
        assert rows.items[1] == {"id": 1, name: f"<{name}>"}
        assert table.update({name: "new"}, col("id").eq(1))[0][name] == "new"


def test_arrays_are_quoted_twice_in_a_tree(crm: supabase.Client) -> None:
    """Each element by the array's rule, the whole by the tree's."""
    table = crm.table("folk")
    tags = ["a", "b,c", 'q"u', "back\\s", "{x}", "NULL", "", " sp "]
    table.insert_many([{"id": 1, "tags": tags}, {"id": 2, "tags": ["a"]}, {"id": 3, "tags": []}])
    for tag in tags[1:]:
        assert [row["id"] for row in table.list(col("tags").contains([tag]))] == [1]
        assert [row["id"] for row in table.list(any_of(col("tags").contains([tag]), col("id").eq(9)))] == [1]
    assert [row["id"] for row in table.list(col("tags").overlaps(["zzz", "a"]))] == [1, 2]
    assert [row["id"] for row in table.list(col("tags").contained_by(["a", "b"]))] == [2, 3]
    assert [row["id"] for row in table.list(~col("tags").contains(["a"]))] == [3]


def test_places_inside_json_are_reached_as_text_and_as_json(crm: supabase.Client) -> None:
    """Text compares as text, JSON numbers as numbers; keys are quoted where they must be."""
    table = crm.table("folk")
    table.insert_many(
        [
            {"id": 1, "data": {"n": 20, "k": {"j": "v", "a.b": "w", 'q"u': "x", "12": "y"}, "many": [1, 2]}},
            {"id": 2, "data": {"n": 9}},
        ]
    )
    data = col("data")
    for condition in (
        data.json("n").gt(19),
        data.json_text("k", "j").eq("v"),
        data.json_text("k", "a.b").eq("w"),
        data.json_text("k", 'q"u').eq("x"),
        data.json_text("k", "12").eq("y"),
        data.json("many", 0).eq(1),
        data.contains({"k": {"j": "v"}}),
        data.contains(Json({"many": [2]})),
    ):
        assert [row["id"] for row in table.list(condition)] == [1]
        assert [row["id"] for row in table.list(any_of(condition, col("id").eq(9)))] == [1]


def test_words_are_searched(crm: supabase.Client) -> None:
    """Plain words, on their own and in a tree, with the configuration named."""
    table = crm.table("folk")
    table.insert_many([{"id": 1, "name": "maple floor, oak stair"}, {"id": 2, "name": "tile"}])
    for condition in (
        col("name").search("oak maple", config="english"),
        col("name").search("oak", how="wfts"),
        any_of(col("name").search("oak maple", config="english"), col("id").eq(9)),
    ):
        assert [row["id"] for row in table.list(condition)] == [1]


def test_the_same_column_twice_means_both(names: supabase.Table[dict[str, Any]]) -> None:
    """Conditions are sent as a list of pairs; none replaces another."""
    assert [row["id"] for row in names.list(col("id").gt(2), col("id").lt(5))] == [3, 4]


def test_negation_goes_everywhere(names: supabase.Table[dict[str, Any]]) -> None:
    """Of a comparison, of a tree, inside a tree, and twice."""
    assert [row["id"] for row in names.list(~all_of(col("id").gt(1), col("name").neq("")))] == [1, 9]
    assert [row["id"] for row in names.list(~any_of(col("id").gt(2), col("id").lt(2)))] == [2]
    assert [row["id"] for row in names.list(any_of(~col("id").gt(1), ~all_of(col("id").lt(900))))] == [1, 900]
    assert [row["id"] for row in names.list(~~col("id").eq(3))] == [3]
