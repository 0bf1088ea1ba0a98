"""The query language: what is written is what the simulator's parser reads (fact sheet: quickbooks.md, 4.1)."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstie
from crosstie.core.messages import Request
from crosstie.systems.quickbooks import Customer, Invoice, Value, Where, field
from crosstie.systems.quickbooks.kinds import CUSTOMER, INVOICE
from crosstie.systems.quickbooks.query import literal, where, wire_path
from crosstie.systems.quickbooks.statements import Keyset, selection
from crosstie.testing.quickbooks import REALM, QuickBooksSimulator
from crosstie.testing.quickbooks.codec import decode
from crosstie.testing.quickbooks.statement import Predicate, parse

# Letters with all that hurts: quotes, backslashes, wildcards, operators, words of the language.
HOSTILE = st.lists(
    st.sampled_from(["'", "\\", "\\'", "%", "&", " AND ", " OR ", "--", ";", "O", "é", "名", "\u2028", "(", ")", "="])
    | st.text(st.characters(exclude_characters=":\t\n\r", exclude_categories=("Cs", "Cc")), max_size=3),
    max_size=6,
).map("".join)


# -- literals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("O'Hara Floors", r"'O\'Hara Floors'"),
        ("back\\", r"'back\\'"),
        (True, "true"),
        (False, "false"),
        (7, "'7'"),
        (Decimal("12.50"), "'12.50'"),
        (Decimal("1E+3"), "'1000'"),
        (date(2026, 11, 18), "'2026-11-18'"),
        (datetime(2026, 11, 18, 9, 0, tzinfo=UTC), "'2026-11-18T09:00:00+00:00'"),
        (
            datetime(2026, 11, 18, 9, 0, 0, 5000, tzinfo=timezone(timedelta(hours=-8))),
            "'2026-11-18T09:00:00.005-08:00'",
        ),
    ],
)
def test_values_are_spelled_as_the_language_wants_them(value: Value, text: str) -> None:
    """Text, dates and numbers stand in quotes, booleans bare; amounts keep their digits."""
    assert literal(value) == text


@pytest.mark.parametrize(
    "value",
    [1.5, None, b"x", Decimal("NaN"), Decimal("Infinity"), datetime(2026, 11, 18), ["x"]],  # noqa: DTZ001
)
def test_what_cannot_be_compared_with_is_refused(value: Any) -> None:  # noqa: ANN401 - anything a caller may pass
    """Floats, nothing, and times without a zone never reach the system."""
    with pytest.raises(crosstie.UsageError):
        literal(value)


@given(HOSTILE)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    """Escaping and parsing are inverse: no text ends its quotes early, whatever it holds."""
    chosen = selection(CUSTOMER, field("display_name").equals(text) & field("notes").equals("x"))
    read = parse(chosen.page(start=1, size=10))
    assert read.where == (Predicate("DisplayName", "=", (text,)), Predicate("Notes", "=", ("x",)))
    assert (read.entity, read.start, read.limit) == ("Customer", 1, 10)


@given(st.lists(HOSTILE, min_size=1, max_size=4))
def test_any_list_of_texts_is_read_back_as_it_was(texts: list[str]) -> None:
    """The same for each value of IN."""
    chosen = selection(CUSTOMER, {"display_name": texts})
    assert parse(chosen.count()).where == (Predicate("DisplayName", "IN", tuple(texts)),)


class _Names:
    """A simulated company, and which names its rules let in."""

    def __init__(self, names: list[str]) -> None:
        self.simulator = QuickBooksSimulator()
        self.token = self.simulator.connect().access
        self.known: set[str] = set()
        for name in names:
            with suppress(crosstie.UsageError):  # blank, or the same but for letter case
                self.simulator.add("Customer", {"DisplayName": name})
                self.known.add(name)

    def asked(self, condition: Where) -> list[str]:
        statement = selection(CUSTOMER, condition).page(start=1, size=1000)
        url = f"https://qb.example.com/v3/company/{REALM}/query"
        headers = {"authorization": f"Bearer {self.token}", "accept": "application/json"}
        sent = Request(method="GET", url=url, params=(("query", statement),), headers=headers)
        answer = self.simulator.handle(sent)
        assert answer.status == 200, answer.body
        found: list[dict[str, Any]] = decode(answer.body)["QueryResponse"].get("Customer", [])
        return [one["DisplayName"] for one in found]


@given(st.lists(HOSTILE, max_size=4), HOSTILE)
def test_the_same_condition_finds_the_same_records_there_and_here(names: list[str], sought: str) -> None:
    """What a query answers is what the same predicate selects in Python, for hostile names and hostile questions."""
    company = _Names([*names, sought])
    known = company.known
    assert set(company.asked(field("display_name").equals(sought))) == {name for name in known if name == sought}
    assert set(company.asked(field("display_name").one_of([*names, sought]))) == known & {*names, sought}
    assert set(company.asked(field("display_name").at_least(sought))) == {name for name in known if name >= sought}
    assert set(company.asked(field("display_name").below(sought))) == {name for name in known if name < sought}
    if "%" not in sought:
        starting = {name for name in known if name.startswith(sought)}
        assert set(company.asked(field("display_name").starts_with(sought))) == starting
        assert set(company.asked(field("display_name").contains(sought))) == {name for name in known if sought in name}


# -- fields ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "wire"),
    [
        ("display_name", "DisplayName"),
        ("DisplayName", "DisplayName"),
        ("id", "Id"),
        ("primary_email_addr.address", "PrimaryEmailAddr"),
        ("primary_email_addr", "PrimaryEmailAddr"),
        ("primary_phone.free_form_number", "PrimaryPhone"),
        ("web_addr.uri", "WebAddr"),
        ("parent_ref.value", "ParentRef"),
        ("meta_data.last_updated_time", "MetaData.LastUpdatedTime"),
        ("meta_data.create_time", "MetaData.CreateTime"),
        ("ar_account_ref", "ARAccountRef"),
    ],
)
def test_fields_go_by_their_python_names(path: str, wire: str) -> None:
    """Records of one value go by the field that holds them, times by their path."""
    assert wire_path(Customer, path) == wire


@pytest.mark.parametrize(
    "path",
    ["", "nothing", "display_name.x", "bill_addr", "bill_addr.city", "parent_ref.name", "meta_data", "meta_data.x"],
)
def test_what_cannot_be_asked_for_is_refused(path: str) -> None:
    """A misspelt field, a record of several values, a part of one: refused before any I/O."""
    with pytest.raises(crosstie.UsageError, match="cannot be asked for"):
        selection(CUSTOMER, field(path).equals("x"))


def test_lines_cannot_be_asked_for() -> None:
    """Fields of lines are not filterable (4.1)."""
    with pytest.raises(crosstie.UsageError):
        wire_path(Invoice, "line")


def test_ids_are_compared_for_equality_only() -> None:
    """The language has nothing else for them."""
    assert selection(CUSTOMER, {"id": ["1", "2"]}).conditions == ("Id IN ('1', '2')",)
    with pytest.raises(crosstie.UsageError, match="id"):
        selection(CUSTOMER, field("id").above("5"))


def test_an_empty_list_is_refused() -> None:
    """``IN ()`` is no query; the answer would be empty anyway."""
    with pytest.raises(crosstie.UsageError, match="nothing to compare"):
        selection(CUSTOMER, {"id": []})


def test_a_wildcard_in_a_text_must_be_meant() -> None:
    r"""``100%`` as a beginning would stand for anything; an escape is the caller's own experiment ([?] in 4.1)."""
    with pytest.raises(crosstie.UsageError, match="stands for anything"):
        field("notes").starts_with("100%")
    with pytest.raises(crosstie.UsageError):
        field("notes").contains("%")
    assert field("notes").contains("100%", escape="\\").conditions[0].values == ("%100\\%%",)
    assert selection(CUSTOMER, field("notes").like("100%")).conditions == ("Notes LIKE '100%'",)


def test_conditions_are_joined_by_and() -> None:
    """``&`` keeps the order; a mapping and nothing are short forms."""
    asked = field("balance").above(Decimal(5)) & field("balance").at_most(9) & where({"taxable": True})
    assert selection(CUSTOMER, asked).conditions == ("Balance > '5'", "Balance <= '9'", "Taxable = true")
    assert where(None) == Where()


# -- statements --------------------------------------------------------------------------------------------------------


def test_a_listing_is_ordered_so_that_pages_do_not_overlap() -> None:
    """By id unless something else is asked for."""
    assert selection(CUSTOMER, None).page(start=11, size=10) == (
        "SELECT * FROM Customer ORDERBY Id STARTPOSITION 11 MAXRESULTS 10"
    )
    assert selection(INVOICE, None, order_by="-txn_date").order == "TxnDate DESC"
    assert selection(INVOICE, None, order_by="doc_number").order == "DocNumber ASC"


def test_a_listing_of_changes_is_ordered_by_time_and_includes_its_beginning() -> None:
    """``>=`` and ascending: nothing is passed over (4.2)."""
    since = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    chosen = selection(CUSTOMER, {"taxable": True}, updated_since=since, active=None)
    later = datetime(2026, 11, 19, tzinfo=UTC)
    assert chosen.page_since(Keyset(since), size=1000) == (
        "SELECT * FROM Customer WHERE Taxable = true AND Active IN (true, false) "
        "AND MetaData.LastUpdatedTime >= '2026-11-18T09:00:00+00:00' "
        "ORDERBY MetaData.LastUpdatedTime ASC STARTPOSITION 1 MAXRESULTS 1000"
    )
    assert ">= '2026-11-19T00:00:00+00:00'" in chosen.page_since(Keyset(later), size=1000)
    assert chosen.count().endswith("AND MetaData.LastUpdatedTime >= '2026-11-18T09:00:00+00:00'")
    with pytest.raises(crosstie.UsageError, match="order of change"):
        selection(CUSTOMER, None, updated_since=since, order_by="display_name")
    with pytest.raises(crosstie.UsageError, match="zone"):
        selection(CUSTOMER, None, updated_since=datetime(2026, 11, 18))  # noqa: DTZ001 - what is refused


def test_only_names_are_asked_for_by_activity() -> None:
    """Active ones are what a query answers anyway; transactions have no such field."""
    assert selection(CUSTOMER, None).conditions == ()
    assert selection(CUSTOMER, None, active=None).conditions == ("Active IN (true, false)",)
    assert selection(CUSTOMER, None, active=False).conditions == ("Active = false",)
    assert selection(CUSTOMER, {"active": [True]}, active=None).conditions == ("Active IN (true)",)
    assert selection(INVOICE, None, active=None).conditions == ()
