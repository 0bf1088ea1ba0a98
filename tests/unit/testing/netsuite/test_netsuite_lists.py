"""Lists, pages and ``q=`` filters against fact sheet sections 2.1, 2.3 and 2.4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.testing import FakeClock

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office

PATH = "/services/rest/record/v1/customer"


def _ids(netsuite: Caller, query: str, kind: str = "customer") -> list[str]:
    answer = netsuite.get(kind, ("q", query))
    assert answer.status == 200, answer.response.body
    return [item["id"] for item in answer.items]


def _refused(netsuite: Caller, query: str, kind: str = "customer") -> str:
    answer = netsuite.get(kind, ("q", query))
    assert answer.status == 400, answer.response.body
    assert answer.error["o:errorQueryParam"] == "q"
    return answer.code


# -- pages -------------------------------------------------------------------------------------------------------------


def test_list_tells_ids_and_links_only(netsuite: Caller) -> None:
    """Fact 4: never fields (2.1)."""
    identity = netsuite.customer(email="a@example.com")
    (item,) = netsuite.get("customer").items
    assert set(item) == {"id", "links"}
    assert item["id"] == identity
    assert item["links"][0]["href"].endswith(f"{PATH}/{identity}")


def test_envelope_of_a_page(netsuite: Caller) -> None:
    """2.3: links, items, count, offset, hasMore, totalResults; the next link leads on."""
    netsuite.simulator.seed(5)
    first = netsuite.get("customer", ("limit", "2")).body
    assert {name: first[name] for name in ("count", "offset", "hasMore", "totalResults")} == {
        "count": 2,
        "offset": 0,
        "hasMore": True,
        "totalResults": 5,
    }
    links = {entry["rel"]: entry["href"] for entry in first["links"]}
    assert links["next"].endswith(f"{PATH}?limit=2&offset=2")
    last = netsuite.get("customer", ("limit", "2"), ("offset", "4")).body
    assert (last["count"], last["hasMore"]) == (1, False)
    assert {entry["rel"] for entry in last["links"]} == {"self", "first", "prev"}


def test_links_keep_the_filter(netsuite: Caller) -> None:
    """2.3: whoever follows the next link asks for the same."""
    netsuite.simulator.seed(3)
    body = netsuite.get("customer", ("q", 'email CONTAIN "@"'), ("limit", "1")).body
    links = {entry["rel"]: entry["href"] for entry in body["links"]}
    assert links["next"].endswith("?q=email%20CONTAIN%20%22%40%22&limit=1&offset=1")


def test_links_to_the_edges_hold_odd_limits(netsuite: Caller, office: Office) -> None:
    """2.3: do not parse ``first`` and ``last``."""
    netsuite.simulator.seed(3)
    links = {entry["rel"]: entry["href"] for entry in netsuite.get("customer", ("limit", "1")).body["links"]}
    assert "limit=22" in links["last"]
    plain = office.open(odd_edge_links=False)
    plain.simulator.seed(3)
    links = {entry["rel"]: entry["href"] for entry in plain.get("customer", ("limit", "1")).body["links"]}
    assert links["last"].endswith("limit=1&offset=2")


def test_list_shifts_while_it_is_read(netsuite: Caller) -> None:
    """2.3: no snapshot: a record that goes meanwhile draws another one over the edge of a page, unseen."""
    netsuite.simulator.seed(5)
    first = netsuite.get("customer", ("limit", "2"))
    netsuite.delete("customer/801")
    second = netsuite.get("customer", ("limit", "2"), ("offset", "2"))
    assert [[row["id"] for row in page.items] for page in (first, second)] == [["801", "802"], ["804", "805"]]


def test_default_limit_is_1000_and_an_empty_page_is_a_page(netsuite: Caller) -> None:
    """2.2, 2.3: without parameters."""
    body = netsuite.get("customer").body
    assert (body["count"], body["totalResults"], body["hasMore"], body["items"]) == (0, 0, False, [])
    netsuite.simulator.seed(1001)
    body = netsuite.get("customer").body
    assert (body["count"], body["hasMore"]) == (1000, True)


@pytest.mark.parametrize(
    ("limit", "offset", "wrong"),
    [
        ("1001", "0", "limit"),
        ("0", "0", "limit"),
        ("x", "0", "limit"),
        ("-1", "0", "limit"),
        ("3", "4", "offset"),
        ("10", "x", "offset"),
        ("10", "10000", "offset"),
        ("1000", "100000", "offset"),
    ],
)
def test_offset_is_a_multiple_of_limit_and_within_reach(netsuite: Caller, limit: str, offset: str, wrong: str) -> None:
    """Fact 8: at most 1000 pages of at most 1000, 100,000 results; a small limit reaches less far (2.3)."""
    answer = netsuite.get("customer", ("limit", limit), ("offset", offset))
    assert (answer.status, answer.code) == (400, "INVALID_PARAMETER")
    assert answer.error["o:errorQueryParam"] == wrong


def test_reach_is_a_million_with_analytics_connect(office: Office) -> None:
    """2.3: the same page is within reach there."""
    netsuite = office.open(million=True)
    assert netsuite.get("customer", ("offset", "100000")).status == 200


@pytest.mark.parametrize(("beyond", "total", "more"), [("end", 4, False), ("refusal", 6, True)])
def test_list_beyond_the_cap_ends_silently_or_is_refused(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    beyond: str,
    total: int,
    more: bool,  # noqa: FBT001 - expected
) -> None:
    """2.3: what the last page within reach shows is a rule; the next one is refused either way."""
    monkeypatch.setattr("crosstie.testing.netsuite.rules.NetSuiteRules.cap", property(lambda _: 4))
    netsuite = office.open(beyond_cap=beyond)
    netsuite.simulator.seed(6)
    for ask in (
        lambda *window: netsuite.get("customer", *window).body,
        lambda *window: (
            netsuite.send(
                "POST", "query/v1/suiteql", {"q": "SELECT id FROM customer ORDER BY id"}, window, prefer="transient"
            ).body
        ),
    ):
        body = ask(("limit", "2"), ("offset", "2"))
        assert (body["count"], body["totalResults"], body["hasMore"]) == (2, total, more)
        assert ask(("limit", "2"), ("offset", "4"))["status"] == 400


def test_keyset_goes_past_the_cap(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """4.2: ``WHERE id > :last ORDER BY id`` reads everything, whatever the cap is."""
    monkeypatch.setattr("crosstie.testing.netsuite.rules.NetSuiteRules.cap", property(lambda _: 4))
    netsuite = office.open()
    netsuite.simulator.seed(11)
    seen: list[str] = []
    while rows := netsuite.rows("SELECT id FROM customer WHERE id > ? ORDER BY id", seen[-1] if seen else "0"):
        assert len(rows) <= 4
        seen += [row["id"] for row in rows]
    assert seen == [str(number) for number in range(801, 812)]


# -- filters -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(netsuite: Caller) -> Caller:
    """Four customers: 801 to 804."""
    netsuite.customer("Alpha Tile", email="a@example.com", creditLimit=100, category={"id": "1"})
    netsuite.customer("Beta Tile", email="b@example.com", creditLimit=200, isInactive=True, category={"id": "2"})
    netsuite.customer("Gamma Wood", creditLimit=300)
    netsuite.customer('Say "AND"', externalId="A|B")
    return netsuite


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('companyName IS "alpha tile"', [801]),
        ('companyName IS_NOT "alpha tile"', [802, 803, 804]),
        ("companyName CONTAIN tile", [801, 802]),
        ("companyName CONTAIN_NOT tile", [803, 804]),
        ("companyName START_WITH Beta", [802]),
        ("companyName START_WITH_NOT Beta", [801, 803, 804]),
        ("companyName ENDWITH wood", [803]),
        ("companyName END_WITH_NOT wood", [801, 802, 804]),
        ("companyname IS Nobody", []),
        ('companyName IS "Say \\"AND\\""', [804]),
        ("email EMPTY", [803, 804]),
        ("email EMPTY_NOT", [801, 802]),
        ("isInactive IS true", [802]),
        ("isInactive IS_NOT true", [801, 803, 804]),
        ("creditLimit EQUAL 200", [802]),
        ("creditLimit EQUAL_NOT 200", [801, 803, 804]),
        ("creditLimit GREATER 100", [802, 803]),
        ("creditLimit GREATER_OR_EQUAL 100", [801, 802, 803]),
        ("creditLimit LESS 200", [801]),
        ("creditLimit LESS_NOT 200", [802, 803, 804]),
        ("creditLimit LESS_OR_EQUAL 200", [801, 802]),
        ("creditLimit BETWEEN [100, 200]", [801, 802]),
        ("creditLimit WITHIN [150, 400]", [802, 803]),
        ("creditLimit WITHIN_NOT [150, 400]", [801, 804]),
        ("creditLimit ANY_OF [100, 300]", [801, 803]),
        ("creditLimit ANY_OF_NOT [100, 300]", [802, 804]),
        ("category ANY_OF [1, 2]", [801, 802]),
        ("category IS 2", [802]),
        ("id ANY_OF [801, 804]", [801, 804]),
        ("id GREATER 802 AND email EMPTY", [803, 804]),
        ('externalId IS "A|B"', [804]),
        ('externalId IS "nobody"', []),
        ("email EMPTY AND creditLimit EQUAL 300 OR companyName START_WITH Alpha", [801, 803]),
        ("companyName START_WITH Alpha OR email EMPTY AND creditLimit EQUAL 300", [801, 803]),
        ("(companyName START_WITH Alpha OR email EMPTY) AND creditLimit EQUAL 300", [803]),
    ],
)
def test_filters_select(crowd: Caller, query: str, ids: list[int]) -> None:
    """2.4: every operator with its _NOT form, case-insensitive names, AND before OR, parentheses, quotes."""
    assert _ids(crowd, query) == [str(identity) for identity in ids]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "INVALID_PARAMETER"),
        ("companyName", "INVALID_PARAMETER"),
        ("companyName IS", "INVALID_PARAMETER"),
        ("companyName LIKE x", "INVALID_PARAMETER"),
        ("companyName is x", "INVALID_PARAMETER"),
        ("companyName IS Castillo Homes", "INVALID_PARAMETER"),
        ('companyName IS "open', "INVALID_PARAMETER"),
        ("companyName IS AND", "INVALID_PARAMETER"),
        ("(companyName IS x", "INVALID_PARAMETER"),
        ("companyName GREATER 5", "INVALID_PARAMETER"),
        ("creditLimit CONTAIN 5", "INVALID_PARAMETER"),
        ("creditLimit EQUAL much", "INVALID_PARAMETER"),
        ("creditLimit BETWEEN [1]", "INVALID_PARAMETER"),
        ("creditLimit ANY_OF 1", "INVALID_PARAMETER"),
        ("isInactive IS maybe", "INVALID_PARAMETER"),
        ("colour IS blue", "NONEXISTENT_FIELD"),
        ("addressBook EMPTY", "NONEXISTENT_FIELD"),
    ],
)
def test_filters_that_are_refused(crowd: Caller, query: str, code: str) -> None:
    """2.4, 5.2: 400 with ``o:errorQueryParam`` q; only body fields that are filterable."""
    assert _refused(crowd, query) == code


def test_subrecords_cannot_be_filtered(netsuite: Caller) -> None:
    """2.4: only fields with ``x-ns-filterable``."""
    assert _refused(netsuite, "billingAddress EMPTY", "invoice") == "NONEXISTENT_FIELD"


def test_employee_cannot_be_filtered_by_its_last_change(netsuite: Caller) -> None:
    """2.4: it lists lastModifiedDate, and 400 NONEXISTENT_FIELD is the answer; a customer can."""
    assert _refused(netsuite, "lastModifiedDate AFTER 1/1/2026", "employee") == "NONEXISTENT_FIELD"
    assert _ids(netsuite, "lastModifiedDate AFTER 1/1/2026") == []


def test_dates_follow_the_users_format_and_never_iso(crowd: Caller, office: Office) -> None:
    """Fact 7: an ISO date is refused with the format and the zone in the text (2.4)."""
    answer = crowd.get("customer", ("q", "lastModifiedDate AFTER 2026-11-01"))
    assert answer.status == 400
    assert "M/D/YYYY" in answer.error["detail"]
    assert "zone" in answer.error["detail"]
    german = office.open(date_format="D.M.YYYY")
    german.customer()
    assert _ids(german, "lastModifiedDate ON 2.11.2026") == ["801"]
    assert _refused(german, "lastModifiedDate ON 11/2/2026") == "INVALID_PARAMETER"


@pytest.mark.parametrize(
    ("preference", "day"),
    [
        ("M/D/YYYY", "11/2/2026"),
        ("MM/DD/YYYY", "11/02/26"),
        ("D/M/YYYY", "2/11/2026"),
        ("DD/MM/YYYY", "02/11/2026"),
        ("DD/MM/YY", "02/11/26"),
        ("D.M.YYYY", "2.11.2026"),
        ("YYYY-MM-DD", "2026-11-02"),
    ],
)
def test_formats_are_read_and_written_alike(office: Office, preference: str, day: str) -> None:
    """2.4, 4.1: the preference rules filters and plain SuiteQL dates alike."""
    netsuite = office.open(date_format=preference)
    netsuite.customer()
    assert _ids(netsuite, f"lastModifiedDate ON {day}") == ["801"]
    (row,) = netsuite.rows("SELECT lastmodifieddate FROM customer")
    assert _ids(netsuite, f"lastModifiedDate ON {row['lastmodifieddate']}") == ["801"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ON 11/2/2026", True),
        ("ON_NOT 11/2/2026", False),
        ("ON 11/3/2026", False),
        ("AFTER 11/1/2026", True),
        ("AFTER 11/2/2026", False),
        ("AFTER_NOT 11/2/2026", True),
        ("BEFORE 11/2/2026", False),
        ("BEFORE 11/3/2026", True),
        ("ON_OR_AFTER 11/2/2026", True),
        ("ON_OR_BEFORE 11/2/2026", True),
        ("ON_OR_BEFORE 11/1/2026", False),
        ('ON_OR_AFTER "11/2/2026 01:00 AM"', True),
        ('ON_OR_AFTER "11/2/2026 01:01 AM"', False),
        ('AFTER "11/02/26 12:59 am"', True),
        ('AFTER "11/2/2026 1:00"', False),
    ],
)
def test_dates_are_whole_days_or_minutes_of_a_local_zone(netsuite: Caller, query: str, found: bool) -> None:  # noqa: FBT001 - expected
    """2.4: 09:00 UTC is 1 AM in the account's zone; a time of day is accepted."""
    netsuite.customer()
    assert _ids(netsuite, f"dateCreated {query}") == (["801"] if found else [])


def test_filter_zone_may_be_another_one(office: Office, clock: FakeClock) -> None:
    """Open question 1: SuiteQL and filters need not agree on the zone."""
    netsuite = office.open(filter_zone=timezone(timedelta(hours=10)))
    clock.advance(8 * 3600)
    netsuite.customer()
    assert _ids(netsuite, "dateCreated ON 11/3/2026") == ["801"]
    assert netsuite.rows("SELECT datecreated FROM customer") == [{"datecreated": "11/2/2026"}]


def test_plain_dates_are_filtered(netsuite: Caller) -> None:
    """A date without time has no zone."""
    invoice = netsuite.document("invoice", netsuite.customer(), ("INSTALL", 1), tranDate="2026-10-31")
    assert _ids(netsuite, "tranDate ON 10/31/2026", "invoice") == [invoice]
    assert _ids(netsuite, "tranDate AFTER 10/31/2026", "invoice") == []
    assert _refused(netsuite, "tranDate ON 13/31/2026", "invoice") == "INVALID_PARAMETER"


@given(text=st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=10))
def test_any_quoted_text_finds_its_record(make_caller: Callable[[], Any], text: str) -> None:
    """A value is found by IS, however hostile, when it is quoted and its quotes and backslashes are escaped."""
    netsuite = make_caller()
    netsuite.customer("other")
    identity = netsuite.customer(f"x{text}y")
    quoted = f"x{text}y".replace("\\", "\\\\").replace('"', '\\"')
    assert _ids(netsuite, f'companyName IS "{quoted}"') == [identity]
