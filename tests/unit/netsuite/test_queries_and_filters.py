"""SuiteQL statements and filters, as they are sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.messages import Request, Response
from crosstie.errors import DecodeError, Invalid, OutcomeUnknown, UsageError
from crosstie.systems.netsuite import Settings, condition
from crosstie.systems.netsuite.api import checked_type, get, id_made, id_told, ids, segment
from crosstie.systems.netsuite.bodies import changed, made, repeatable
from crosstie.systems.netsuite.models import Customer, Items
from crosstie.systems.netsuite.models_base import NetSuiteRecord, Ref
from crosstie.systems.netsuite.places import since_utc
from crosstie.systems.netsuite.statements import Parameter, by_id, statement

PLAIN = Settings(bound_parameters=False)


def _body(request: Request) -> dict[str, object]:
    return msgspec.json.decode(request.body, type=dict[str, object])


@pytest.mark.parametrize(
    ("value", "literal"),
    [("O'Hara", "'O''Hara'"), (7, "7"), (Decimal("1E+2"), "100"), (None, "NULL"), ("?", "'?'"), ("--", "'--'")],
)
def test_parameters_become_literals_where_none_can_be_bound(value: Parameter, literal: str) -> None:
    """Only the places are replaced: not what stands in quotes or comments."""
    query = "SELECT '?', \"?\" /* ? */ FROM t WHERE a = ? -- ?"
    call = statement(query, [value], PLAIN)(None)
    assert _body(call.request) == {"q": query.replace("= ?", f"= {literal}")}


@given(st.text(min_size=1))
def test_no_text_ends_its_own_literal(text: str) -> None:
    """Taken apart again, the literal is the text."""
    sent = str(_body(statement("SELECT ?", [text], PLAIN)(None).request)["q"]).removeprefix("SELECT ")
    assert (sent[0], sent[-1]) == ("'", "'")
    assert "'" not in sent[1:-1].replace("''", "")
    assert sent[1:-1].replace("''", "'") == text


@pytest.mark.parametrize(("query", "params"), [("", []), ("SELECT ?", []), ("SELECT '?'", ["a"])])
def test_places_and_values_must_agree(query: str, params: list[Parameter]) -> None:
    """Found before anything is sent."""
    with pytest.raises(UsageError):
        statement(query, params, Settings())(None)


def test_by_id_refuses_what_netsuite_answers_without_rows() -> None:
    """More than 100 columns; and names that are expressions."""
    for columns in ([f"c{number}" for number in range(100)], ["a b"], ["a;b"]):
        with pytest.raises(UsageError):
            by_id("customer", columns, where="", params=(), settings=Settings())


def test_by_id_goes_on_behind_the_last_id() -> None:
    """The condition of the caller stays in parentheses."""
    pages = by_id("customer", ["email", "ID"], where="a = ? OR b = ?", params=["x", 2], settings=Settings())
    assert _body(pages("801").request) == {
        "q": "SELECT id, email FROM customer WHERE (a = ? OR b = ?) AND id > ? ORDER BY id",
        "params": ["x", "2", "801"],
    }


def test_a_list_never_ends_silently_where_netsuite_stops() -> None:
    """100,000 results; fewer with small pages."""
    for settings, offset in ((Settings(), "100000"), (Settings(page_size=10), "10000")):
        with pytest.raises(Invalid, match="no more than"):
            statement("SELECT 1", [], settings)(offset)


def test_filters_join_without_depending_on_precedence() -> None:
    """Each side is in parentheses."""
    both = condition("email", "IS", "ada@example.com") | condition("creditLimit", "ANY_OF", 1, Decimal("2.50"))
    assert (both & condition("phone", "EMPTY")).text == (
        '((email IS "ada@example.com") OR (creditLimit ANY_OF [1, 2.50])) AND (phone EMPTY)'
    )


@pytest.mark.parametrize(
    ("field", "operator", "values"),
    [
        ("a b", "IS", ("x",)),
        ("a", "is", ("x",)),
        ("a", "IS", ()),
        ("a", "EMPTY", ("x",)),
        ("a", "IS", ('x" OR b IS "y',)),
        ("a", "IS", ("x\n",)),
        ("a", "EQUAL", (Decimal("NaN"),)),
    ],
)
def test_filters_that_cannot_be_spelled_are_refused(
    field: str, operator: str, values: tuple[str | Decimal, ...]
) -> None:
    """A quote in a value would end it, and what follows would be a condition."""
    with pytest.raises(UsageError):
        condition(field, operator, *values)


@pytest.mark.parametrize("bound", [True, False])
def test_half_a_character_is_refused(bound: bool) -> None:  # noqa: FBT001
    """No encoding can carry a lone surrogate, neither as a parameter nor in the query itself."""
    settings = Settings(bound_parameters=bound)
    with pytest.raises(UsageError, match="A parameter holds half a character"):
        statement("SELECT id FROM customer WHERE companyname = ?", ["\ud83d"], settings)(None)
    with pytest.raises(UsageError, match="The query holds half a character"):
        statement("SELECT '\ud83d' FROM customer", [], settings)(None)


@pytest.mark.parametrize("since", ["2026-01-01", date(2026, 1, 1), 1735689600])
def test_changes_are_asked_for_since_a_time(since: Any) -> None:  # noqa: ANN401 - what callers might pass
    """A text or a day is the caller's mistake."""
    with pytest.raises(UsageError, match="since is a datetime with a time zone"):
        since_utc(since)


def test_a_change_sends_what_differs_without_links() -> None:
    """Nothing of what only answers hold."""
    base = Customer(id="1", email="a@example.com", phone="1", subsidiary=Ref(id="1", extra={"links": []}))
    new = Customer(id="1", email="b@example.com", phone="1", subsidiary=Ref(id="2", extra={"links": []}))
    assert changed(new, base) == ({"email": "b@example.com", "subsidiary": {"id": "2"}}, frozenset())


def test_a_record_without_base_is_no_update() -> None:
    """Nobody could tell what differs."""
    with pytest.raises(UsageError):
        changed(Customer(email="a@example.com"), None)


def test_a_draft_has_no_id() -> None:
    """It would be another record's."""
    with pytest.raises(UsageError):
        made(NetSuiteRecord(id="1"))


def test_lines_that_are_not_replaced_must_not_be_sent_twice() -> None:
    """NetSuite appends them each time."""
    assert repeatable({"memo": "x"}, ())
    line = {"item": {"id": "91"}}
    assert not repeatable({"item": {"items": [line]}}, ())
    assert repeatable({"item": {"items": [line]}}, ["item"])
    assert repeatable({"item": {"items": [{"line": 1, **line}]}}, ())
    assert Items().to_wire() == {}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_a_number_that_is_none_clears_no_field(value: float | Decimal) -> None:
    """It would be written as null; deep inside a line too."""
    with pytest.raises(UsageError):
        made({"item": {"items": [{"rate": value}]}})


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("http://other.example.com/services/rest/record/v1/customer/831", "831"),
        ("/services/rest/record/v1/customer/831/", "831"),
        ("https://h/customer/831?x=1", "831"),
        ("", None),
        ("https://h/customer/..", None),
    ],
)
def test_the_id_is_the_last_part_of_location(location: str, told: str | None) -> None:
    """Its host means nothing; without an id, a creation is in doubt."""
    answer = Response(status=204, headers={"location": location} if location else {})
    assert id_told(answer) == told
    if told is None:
        with pytest.raises(OutcomeUnknown):
            id_made(answer)
    else:
        assert id_made(answer) == told


@pytest.mark.parametrize("name", ["", "../x", "1/2", "eid:a|b", "eid:", "a b", "1?x"])
def test_what_is_no_id_becomes_no_part_of_an_address(name: str) -> None:
    """A | breaks the reading of an address, a slash means another one."""
    with pytest.raises(UsageError):
        segment(name)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"items":1}', b'{"items":[1]}', b"<html>"])
def test_a_page_that_is_none_is_said_to_be_none(body: bytes) -> None:
    """And may be asked for again."""
    with pytest.raises(DecodeError) as caught:
        statement("SELECT 1", [], Settings())(None).decode(Response(status=200, body=body))
    assert caught.value.retry == "unknown"


def test_links_of_an_answer_are_not_sent_back() -> None:
    """They are no property of the record."""
    assert made(NetSuiteRecord(external_id="H-1", extra={"links": [], "custentity_x": "y"})) == {
        "externalId": "H-1",
        "custentity_x": "y",
    }


def test_a_list_that_netsuite_cut_off_says_that_it_ends_nowhere() -> None:
    """It says that there is no more, just where it stops to show any."""
    page = statement("SELECT 1", [], Settings(page_size=2, reach=4))("2")
    answer = Response(status=200, body=b'{"items":[{"a":"1"},{"a":"2"}],"hasMore":false}')
    assert page.decode(answer).next == "4"
    assert page.decode(Response(status=200, body=b'{"items":[{"a":"1"}],"hasMore":false}')).next is None


@pytest.mark.parametrize(
    ("told", "first", "by_id_first"),
    [
        (b'"hasMore":true', "2", "8"),
        (b'"hasMore":false', None, None),
        (b'"hasMore":true,"totalResults":2', "2", "8"),
        (b'"totalResults":3', "2", "8"),
        (b'"totalResults":2', None, None),
        (b'"count":2', "2", "8"),
    ],
    ids=["more", "no more", "more, whatever the total", "by the total", "by the total no more", "full"],
)
def test_a_page_goes_on_although_it_does_not_say_so(told: bytes, first: str | None, by_id_first: str | None) -> None:
    """``hasMore`` is missing from the vendor's sample (4.1): without it the total decides, else whether it is full."""
    answer = Response(status=200, body=b'{"items":[{"id":"7"},{"id":"8"}],' + told + b"}")
    settings = Settings(page_size=2)
    assert statement("SELECT id FROM customer", [], settings)(None).decode(answer).next == first
    by_ids = by_id("customer", ["id"], where="", params=[], settings=settings)
    assert by_ids(None).decode(answer).next == by_id_first


def test_a_page_that_is_not_full_is_the_last_where_nothing_else_says_so() -> None:
    """And the total counts what stood before the page."""
    page = statement("SELECT id FROM customer", [], Settings(page_size=2))
    assert page(None).decode(Response(status=200, body=b'{"items":[{"id":"7"}]}')).next is None
    assert page("2").decode(Response(status=200, body=b'{"items":[{"id":"7"}],"totalResults":3}')).next is None


@pytest.mark.parametrize("cursor", ["x", "3", "-2", "\u0662"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    """An offset that is no multiple of the size, or anything that no page ended with, is asked of nobody (2.3)."""
    with pytest.raises(UsageError):
        statement("SELECT 1", [], Settings(page_size=2))(cursor)


def test_reading_on_by_id_needs_an_id() -> None:
    """A cursor is one, and so is that of the last row where there are more; a list's items all have one."""
    by_ids = by_id("customer", ["id"], where="", params=[], settings=Settings())
    with pytest.raises(UsageError):
        by_ids("1 OR 1 = 1")
    for body in (b'{"items":[{"name":"x"}],"hasMore":true}', b'{"items":[],"hasMore":true}'):
        with pytest.raises(DecodeError, match="no id to go on from"):
            by_ids(None).decode(Response(status=200, body=body))
    listed = ids("customer", None, Settings())(None)
    with pytest.raises(DecodeError, match="has no id"):
        listed.decode(Response(status=200, body=b'{"items":[{"links":[]}]}'))


@pytest.mark.parametrize("value", [True, 1.5, Decimal("NaN"), date(2026, 11, 20), ["1"]])
def test_a_parameter_is_text_a_number_or_nothing(value: Any) -> None:  # noqa: ANN401 - what it must not be
    """A float is not exact, T and F stand for true and false, and nobody knows the zone of a time (4.1, 4.4)."""
    with pytest.raises(UsageError, match="parameter cannot be"):
        statement("SELECT ?", [value], Settings())


@pytest.mark.parametrize("name", ["", "customer/1", "1customer", "a-b", "../x"])
def test_a_record_type_has_a_name(name: str) -> None:
    """It becomes a part of an address."""
    with pytest.raises(UsageError):
        checked_type(name)


def test_an_answer_without_an_id_is_no_record() -> None:
    """Whatever a proxy makes of a call, it is not taken for an empty customer."""
    call = get("customer", Customer, "801")
    for body in (b"{}", b'{"links":[]}', b'{"companyName":"Acme"}'):
        with pytest.raises(DecodeError):
            call.decode(Response(status=200, body=body))
