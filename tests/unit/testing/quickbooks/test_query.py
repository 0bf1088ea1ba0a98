"""The simulated query language against fact sheet section 4.1 and 4.2."""

# ruff: noqa: S608 - the query language of a simulator; there is no database

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import QuickBooksSimulator, Rules
from crosstie.testing.quickbooks.refusals import Refusal
from crosstie.testing.quickbooks.search import answer_query
from crosstie.testing.quickbooks.statement import Predicate, parse

if TYPE_CHECKING:
    from tests.unit.testing.quickbooks.conftest import Books, Caller


@pytest.fixture
def three(qbo: Caller) -> Caller:
    """Three customers, the second inactive."""
    for name in ("Alpha Tile", "Beta Tile", "O'Hara & Sons \\ Floors"):
        qbo.made("customer", {"DisplayName": name, "Notes": f"about {name}"})
    qbo.made("customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    return qbo


def test_page_tells_where_it_starts_and_how_many_it_holds(qbo: Caller) -> None:
    """QueryResponse holds the objects, startPosition, and maxResults as the number really returned; time is outside."""
    qbo.simulator.seed(7)
    body = qbo.query("SELECT * FROM Customer STARTPOSITION 6 MAXRESULTS 5").body
    assert (body["QueryResponse"]["startPosition"], body["QueryResponse"]["maxResults"]) == (6, 2)
    assert [found["Id"] for found in body["QueryResponse"]["Customer"]] == ["6", "7"]
    assert body["time"].endswith("-08:00")


def test_page_is_100_unless_asked_and_1000_at_most(qbo: Caller) -> None:
    """The default page has 100, the largest 1,000; more is refused with 4001."""
    qbo.simulator.seed(1001)
    assert qbo.query("SELECT * FROM Customer").body["QueryResponse"]["maxResults"] == 100
    assert qbo.query("SELECT * FROM Customer MAXRESULTS 1000").body["QueryResponse"]["maxResults"] == 1000
    assert qbo.query("SELECT * FROM Customer MAXRESULTS 1001").codes == ["4001"]


def test_pages_hold_every_record_once_and_end_with_an_empty_one(qbo: Caller) -> None:
    """After a last page that is exactly full, one more call comes back without the entity key (4.2)."""
    qbo.simulator.seed(60)
    ids = []
    for start in (1, 21, 41):
        page = qbo.query(f"SELECT * FROM Customer STARTPOSITION {start} MAXRESULTS 20").body["QueryResponse"]
        ids += [found["Id"] for found in page["Customer"]]
    assert ids == [str(number) for number in range(1, 61)]
    assert qbo.query("SELECT * FROM Customer STARTPOSITION 61 MAXRESULTS 20").body["QueryResponse"] == {}


def test_start_position_is_one_based(qbo: Caller) -> None:
    """STARTPOSITION 0 answers 4001, as recorded."""
    assert qbo.query("SELECT * FROM Customer STARTPOSITION 0").codes == ["4001"]


def test_max_results_may_stand_before_start_position(qbo: Caller) -> None:
    """Both orders of the paging clauses are accepted, as recorded."""
    qbo.simulator.seed(5)
    body = qbo.query("select * from Customer maxresults 2 startposition 3").body
    assert [found["Id"] for found in body["QueryResponse"]["Customer"]] == ["3", "4"]


def test_no_hit_is_an_empty_object(qbo: Caller) -> None:
    """Nothing found answers an empty QueryResponse, without the entity key."""
    assert qbo.query("SELECT * FROM Customer WHERE Id = '404'").body["QueryResponse"] == {}


def test_count_answers_a_total(three: Caller) -> None:
    """COUNT(*) answers totalCount and no objects."""
    assert three.query("SELECT COUNT(*) FROM Customer").body["QueryResponse"] == {"totalCount": 2}


def test_inactive_records_are_hidden_unless_asked_for(three: Caller) -> None:
    """List entities return only Active ones; Active IN (true, false) returns all (4.1)."""
    assert three.names("SELECT * FROM Customer") == ["Alpha Tile", "O'Hara & Sons \\ Floors"]
    assert len(three.names("SELECT * FROM Customer WHERE Active IN (true, false)")) == 3
    assert three.names("SELECT * FROM Customer WHERE Active = false") == ["Beta Tile (deleted)"]
    assert three.names("SELECT * FROM Customer WHERE Id = '2'") == []
    assert three.query("SELECT COUNT(*) FROM Customer WHERE Active IN (true, false)").body["QueryResponse"] == {
        "totalCount": 3
    }


def test_apostrophe_is_escaped_by_a_backslash(three: Caller) -> None:
    """The documented escape finds the name; an unescaped apostrophe ends the text and is a parse error (4.1)."""
    assert three.names(r"SELECT * FROM Customer WHERE DisplayName = 'O\'Hara & Sons \\ Floors'") == [
        "O'Hara & Sons \\ Floors"
    ]
    assert three.query("SELECT * FROM Customer WHERE DisplayName = 'O'Hara & Sons'").codes == ["4000"]


def test_like_takes_percent_as_the_wildcard(three: Caller) -> None:
    """LIKE matches whole texts, with % for any part of them."""
    assert three.names("SELECT * FROM Customer WHERE DisplayName LIKE '%Tile'") == ["Alpha Tile"]
    assert three.names("SELECT * FROM Customer WHERE DisplayName LIKE '%a%'") == [
        "Alpha Tile",
        "O'Hara & Sons \\ Floors",
    ]
    assert three.names("SELECT * FROM Customer WHERE DisplayName LIKE 'Tile'") == []
    assert three.names("SELECT * FROM Customer WHERE DisplayName LIKE 'Alpha_Tile'") == []


def test_conditions_are_joined_by_and_only(three: Caller) -> None:
    """AND narrows down; OR and parentheses do not exist (4000)."""
    both = "SELECT * FROM Customer WHERE DisplayName LIKE '%Tile' AND Notes = 'about Alpha Tile'"
    assert three.names(both) == ["Alpha Tile"]
    assert three.query("SELECT * FROM Customer WHERE Id = '1' OR Id = '3'").codes == ["4000"]
    assert three.query("SELECT * FROM Customer WHERE (Id = '1')").codes == ["4000"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM Customer WHERE Id != '1'",
        "SELECT * FROM",
        "SELECT FROM Customer",
        "* FROM Customer",
        "SELECT * FROM Customer WHERE DisplayName",
        "SELECT * FROM Customer WHERE DisplayName = 'open",
        "SELECT * FROM Customer WHERE Id IN ()",
        "SELECT * FROM Customer JOIN Item",
        "SELECT * FROM Customer ORDER DisplayName",
        "SELECT * FROM Customer MAXRESULTS many",
        "SELECT COUNT(DisplayName) FROM Customer",
        "",
    ],
)
def test_what_is_not_of_the_language_is_4000(qbo: Caller, text: str) -> None:
    """A statement that cannot be parsed answers HTTP 400 with code 4000 and a ValidationFault (4.1)."""
    answer = qbo.query(text)
    assert (answer.status, answer.codes, answer.body["Fault"]["type"]) == (400, ["4000"], "ValidationFault")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM Customers",
        "SELECT * FROM customer",
        "SELECT * FROM Customer WHERE Colour = 'red'",
        "SELECT Colour FROM Customer",
        "SELECT * FROM Customer ORDERBY Colour",
        "SELECT * FROM Invoice WHERE Line.Amount > '5'",
        "SELECT * FROM Invoice WHERE Line = '5'",
        "SELECT * FROM Customer WHERE Id > '5'",
        "SELECT * FROM Customer WHERE Balance = 'much'",
        "SELECT * FROM Customer WHERE Active = 'maybe'",
        "SELECT * FROM Customer WHERE MetaData.LastUpdatedTime > 'yesterday'",
        "SELECT * FROM Customer WHERE MetaData.LastUpdatedTime > '2026-11-01T00:00:00 08:00'",
        "SELECT * FROM Customer WHERE Active LIKE 't%'",
    ],
)
def test_what_makes_no_sense_is_4001(qbo: Caller, text: str) -> None:
    """Unknown entities and fields, line-level fields, wrong literals, Id other than by = and IN: 4001 (4.1)."""
    answer = qbo.query(text)
    assert (answer.status, answer.codes) == (400, ["4001"])


def test_field_list_still_returns_whole_objects(three: Caller) -> None:
    """There are no real projections: a field list is checked, and whole objects come back (4.1)."""
    (found, *_) = three.query("SELECT Id, DisplayName FROM Customer").body["QueryResponse"]["Customer"]
    assert found["Notes"] == "about Alpha Tile"


def test_order_has_two_spellings(three: Caller) -> None:
    """ORDERBY and ORDER BY both sort, ascending unless DESC is said (4.1)."""
    expected = ["O'Hara & Sons \\ Floors", "Alpha Tile"]
    assert three.names("SELECT * FROM Customer ORDERBY DisplayName DESC") == expected
    assert three.names("SELECT * FROM Customer ORDER BY DisplayName DESC STARTPOSITION 1") == expected
    assert three.names("SELECT * FROM Customer ORDERBY DisplayName ASC") == expected[::-1]


def test_numbers_may_be_quoted_and_are_compared_as_numbers(qbo: Caller) -> None:
    """'9' is below 10 whether quoted or not, and money is exact (4.1)."""
    for name, balance in (("Nine", 9), ("Ten", 10), ("Tenth", 0)):
        qbo.made("customer", {"DisplayName": name, "Balance": balance})
    assert qbo.names("SELECT * FROM Customer WHERE Balance > '9'") == ["Ten"]
    assert qbo.names("SELECT * FROM Customer WHERE Balance >= 9 AND Balance <= 10.00") == ["Nine", "Ten"]
    assert qbo.names("SELECT * FROM Customer WHERE Balance < '10' ORDERBY Balance") == ["Tenth", "Nine"]


def test_both_spellings_of_metadata_filter_by_time(qbo: Caller, clock: FakeClock) -> None:
    """MetaData and Metadata both work; offsets are honoured, and a date alone is the company's midnight (4.2)."""
    qbo.made("customer", {"DisplayName": "Early"})
    clock.advance(3600)
    qbo.made("customer", {"DisplayName": "Late"})
    for spelling in ("MetaData", "Metadata"):
        for moment in ("2026-11-02T10:00:00Z", "2026-11-02T02:00:00-08:00", "2026-11-02T02:00:00"):
            assert qbo.names(f"SELECT * FROM Customer WHERE {spelling}.LastUpdatedTime >= '{moment}'") == ["Late"]
    assert qbo.names("SELECT * FROM Customer WHERE MetaData.CreateTime < '2026-11-02T10:00:00Z'") == ["Early"]
    assert qbo.names("SELECT * FROM Customer WHERE MetaData.CreateTime > '2026-11-02'") == ["Early", "Late"]


def test_deep_pages_shift_when_rows_change_in_between(qbo: Caller, clock: FakeClock) -> None:
    """Offset pages over LastUpdatedTime skip a row that moves to the end meanwhile (4.2): nobody must rely on them."""
    for name in ("A", "B", "C", "D"):
        clock.advance(60)
        qbo.made("customer", {"DisplayName": name})
    page = "SELECT * FROM Customer WHERE MetaData.LastUpdatedTime > '2026-11-01' ORDERBY MetaData.LastUpdatedTime"
    first = qbo.names(page + " STARTPOSITION 1 MAXRESULTS 2")
    clock.advance(60)
    qbo.simulator.edit("Customer", "1", {"Notes": "moved"})
    second = qbo.names(page + " STARTPOSITION 3 MAXRESULTS 2")
    assert (first, second) == (["A", "B"], ["D", "A"])


def test_query_by_post_takes_the_statement_as_text(three: Caller) -> None:
    """POST /query with the statement as its body answers like GET (2.2)."""
    headers = {"accept": "application/json", "content-type": "application/text"}
    answer = three.send("POST", "query", b"SELECT COUNT(*) FROM Customer", headers=headers)
    assert answer.body["QueryResponse"] == {"totalCount": 2}


def test_reference_is_compared_by_its_value(shop: Caller) -> None:
    """A reference field filters by its Id, an e-mail field by its address."""
    shop.sell()
    assert shop.query("SELECT * FROM Invoice WHERE CustomerRef = '1'").body["QueryResponse"]["maxResults"] == 1
    shop.made("customer", {"DisplayName": "Mail", "PrimaryEmailAddr": {"Address": "mail@example.com"}})
    assert shop.names("SELECT * FROM Customer WHERE PrimaryEmailAddr = 'mail@example.com'") == ["Mail"]


def test_company_and_preferences_are_one_row(qbo: Caller) -> None:
    """CompanyInfo and Preferences are queryable and have one row (4.1)."""
    for name in ("CompanyInfo", "Preferences"):
        (found,) = qbo.query(f"SELECT * FROM {name}").body["QueryResponse"][name]
        assert found["Id"] == "1"


def test_case_counts_unless_set_otherwise(books: Books) -> None:
    """How = treats case is not described (4.1): exact by default, a setting for the other reading."""
    for ignore, expected in ((False, []), (True, ["Alpha"])):
        caller = books.open(Rules(ignore_case=ignore))
        caller.made("customer", {"DisplayName": "Alpha"})
        assert caller.names("SELECT * FROM Customer WHERE DisplayName = 'ALPHA'") == expected
        assert caller.names("SELECT * FROM Customer WHERE Notes LIKE 'x%' AND DisplayName LIKE 'alph%'") == []
        assert caller.names("SELECT * FROM Customer WHERE DisplayName LIKE 'alph%'") == expected


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@given(st.text())
def test_any_text_survives_escaping(text: str) -> None:
    """Backslash and apostrophe escaped, every text comes out of the parser as it went in."""
    found = parse(f"SELECT * FROM Customer WHERE DisplayName = {_quoted(text)}").where
    assert found == (Predicate("DisplayName", "=", (text,)),)


@given(st.text())
def test_parser_answers_or_refuses(text: str) -> None:
    """Whatever is sent, the parser either understands it or refuses it by the book."""
    codes = {"4000"}
    try:
        parse(text)
    except Refusal as refusal:
        codes = {problem.code for problem in refusal.problems}
    assert codes <= {"4000", "4001"}


_NAMES = st.lists(st.sampled_from(["a", "b'", "B", "c%", "d\\", "é"]), max_size=6)


@given(_NAMES, st.sampled_from(["=", "<", ">", "<=", ">="]), st.sampled_from(["a", "b'", "d\\"]))
def test_search_finds_what_a_plain_filter_finds(notes: list[str], operator: str, wanted: str) -> None:
    """With or without an index, a query finds exactly the records that satisfy the condition."""
    simulator = QuickBooksSimulator()
    for number, note in enumerate(notes):
        simulator.add("Customer", {"DisplayName": f"{note}{number}", "Notes": note})
    keep = {
        "=": lambda text: text == wanted,
        "<": lambda text: text < wanted,
        ">": lambda text: text > wanted,
        "<=": lambda text: text <= wanted,
        ">=": lambda text: text >= wanted,
    }[operator]
    text = f"SELECT * FROM Customer WHERE Notes {operator} {_quoted(wanted)}"
    page = json.loads(b"".join(answer_query(simulator.company(), text)))
    assert [found["Notes"] for found in page.get("Customer", [])] == [note for note in notes if keep(note)]
