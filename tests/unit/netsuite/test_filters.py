"""Filters against the simulated parser of ``q=``: what is meant is what is read, whatever a value holds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.systems.netsuite import Filter, condition
from crosstie.systems.netsuite.filters import Value
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator
from crosstie.testing.netsuite.filter_grammar import Both, Condition, Either, Node, parse_filter
from crosstie.testing.netsuite.filters import select

DAY = date(2026, 2, 9)
FORMATS = ("M/D/YYYY", "MM/DD/YYYY", "D/M/YYYY", "DD/MM/YYYY", "DD/MM/YY", "D.M.YYYY", "YYYY-MM-DD")

FORMS: dict[str, tuple[str, tuple[Value, ...]]] = {
    "EMPTY": ("email", ()),
    "IS": ("email", ("jon.1@example.com",)),
    "CONTAIN": ("email", (".1",)),
    "START_WITH": ("email", ("jon",)),
    "EQUAL": ("balance", (Decimal("0.00"),)),
    "GREATER": ("balance", (10,)),
    "GREATER_OR_EQUAL": ("balance", (0,)),
    "LESS": ("balance", (Decimal("100.5"),)),
    "LESS_OR_EQUAL": ("balance", (0,)),
    "BETWEEN": ("balance", (0, 1000)),
    "WITHIN": ("id", (803, 806)),
    "ANY_OF": ("id", (803, 806, 1)),
    "ON": ("dateCreated", (DAY,)),
    "AFTER": ("dateCreated", (DAY,)),
    "BEFORE": ("dateCreated", (DAY,)),
    "ON_OR_AFTER": ("dateCreated", (DAY,)),
    "ON_OR_BEFORE": ("dateCreated", (DAY,)),
}


@pytest.fixture(scope="module")
def simulator() -> NetSuiteSimulator:
    """An account with customers, whose user writes dates as one does in Germany."""
    account = NetSuiteSimulator(rules=NetSuiteRules(date_format="D.M.YYYY"))
    account.seed(12)
    return account


def _found(simulator: NetSuiteSimulator, wanted: Filter) -> set[int]:
    kind = simulator.account.type_named("customer")
    assert kind is not None
    return {record.id for record in select(simulator.account, kind, wanted.text)}


@pytest.mark.parametrize("operator", FORMS)
def test_every_operator_is_read_and_its_contrary_finds_the_others(simulator: NetSuiteSimulator, operator: str) -> None:
    """Each with its values, and with ``_NOT`` behind it."""
    field, values = FORMS[operator]
    some = _found(simulator, condition(field, operator, *values, date_format="D.M.YYYY"))
    others = _found(simulator, condition(field, f"{operator}_NOT", *values, date_format="D.M.YYYY"))
    assert some | others == set(range(801, 813))
    assert not some & others


def test_ends_with_has_a_spelling_for_each_form(simulator: NetSuiteSimulator) -> None:
    """``ENDWITH`` and ``END_WITH_NOT``, as printed; what one would expect instead does not exist."""
    assert _found(simulator, condition("email", "ENDWITH", "11@example.com")) == {811}
    assert len(_found(simulator, condition("email", "END_WITH_NOT", "11@example.com"))) == 11
    for operator in ("END_WITH", "ENDWITH_NOT"):
        with pytest.raises(UsageError):
            condition("email", operator, "x")


def test_true_and_false_are_words(simulator: NetSuiteSimulator) -> None:
    """And no texts."""
    yes, no = True, False
    people = _found(simulator, condition("isPerson", "IS", yes))
    assert people == _found(simulator, condition("isPerson", "IS_NOT", no)) == {805, 810}


@pytest.mark.parametrize("style", FORMATS)
def test_dates_are_written_as_the_user_of_the_login_prefers(style: str) -> None:
    """ISO is refused where the user prefers something else; so the format is asked for, and every one is written."""
    rules = NetSuiteRules(date_format=style)  # type: ignore[arg-type]  # one of its literals
    account = NetSuiteSimulator(rules=rules)
    account.seed(1)
    created = account.clock.now().astimezone(rules.zone).date()
    assert _found(account, condition("dateCreated", "ON", created, date_format=style)) == {801}
    assert _found(account, condition("dateCreated", "AFTER", created, date_format=style)) == set()


@pytest.mark.parametrize(
    ("value", "style"),
    [
        (DAY, None),
        (DAY, "YYYY"),
        (DAY, "DD/MM"),
        (DAY, "DD/DD/YYYY"),
        (DAY, "D M YYYY"),
        (DAY, 'D/M/YYYY" OR id IS "1'),
        (date(1999, 1, 1), "DD/MM/YY"),
        (datetime(2026, 2, 9, 12, 0), "M/D/YYYY"),  # noqa: DTZ001 - what is to be refused
    ],
)
def test_a_date_that_nobody_knows_how_to_write_is_refused(value: date, style: str | None) -> None:
    """Without a format, with one that is none, and with a time of day, whose zone is not documented."""
    with pytest.raises(UsageError):
        condition("tranDate", "ON", value, date_format=style)


@pytest.mark.parametrize(
    ("operator", "values"),
    [
        ("CONTAIN", (1,)),
        ("EQUAL", ("1",)),
        ("EQUAL", (True,)),
        ("GREATER", (DAY,)),
        ("ON", ("2026-02-09",)),
        ("IS", (1,)),
        ("BETWEEN", (1,)),
        ("BETWEEN", (1, 2, 3)),
        ("ANY_OF", ()),
        ("ANY_OF", (True,)),
        ("NOT_IS", ("x",)),
        ("LIKE", ("x",)),
        ("EMPTY", ("x",)),
    ],
)
def test_an_operator_takes_its_own_kind_of_values_only(operator: str, values: tuple[Value, ...]) -> None:
    """NetSuite would refuse the call, or compare something else."""
    with pytest.raises(UsageError):
        condition("email", operator, *values, date_format="M/D/YYYY")


@pytest.mark.parametrize("field", ["AND", "OR", "", "a b", 'a"', "a)", "1a", "a.b", "email IS x OR a"])
def test_a_field_is_one_name(field: str) -> None:
    """Whatever else would be read as a part of the filter."""
    with pytest.raises(UsageError):
        condition(field, "EMPTY")


HOSTILE = st.one_of(st.text(max_size=20), st.text('"\\[](),ANDOR EMPTYISx\t\n%?&+', max_size=20))


@given(HOSTILE)
def test_no_text_is_read_as_anything_but_itself(text: str) -> None:
    """Blanks, words of the grammar, brackets, any script: the value comes out as it went in, or is refused."""
    try:
        told = condition("companyName", "IS", text).text
    except UsageError:
        assert any(
            character in '"\\' or ord(character) < 160 or 0xD800 <= ord(character) < 0xE000 for character in text
        )
    else:
        assert parse_filter(told) == Condition("companyName", "IS", (text,))


@given(st.lists(HOSTILE, min_size=1, max_size=4))
def test_no_text_leaves_its_list(texts: list[str]) -> None:
    """Nor becomes two."""
    try:
        told = condition("category", "ANY_OF", *texts).text
    except UsageError:
        return
    assert parse_filter(told) == Condition("category", "ANY_OF", tuple(texts))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.integers())
def test_no_number_changes_on_its_way(value: Decimal | int) -> None:
    """Never in the form with an exponent."""
    parsed = parse_filter(condition("creditLimit", "EQUAL", value).text)
    assert isinstance(parsed, Condition)
    assert Decimal(parsed.values[0]) == value
    assert "E" not in parsed.values[0]


LEAVES = st.text("ab ()[],ANDOR").map(lambda text: condition("a", "IS", text))


@given(st.recursive(LEAVES, lambda inner: st.tuples(inner, st.booleans(), inner).map(lambda it: _joined(*it))))
def test_joined_filters_mean_what_was_joined(whole: Filter) -> None:
    """Read back, the tree is fully in parentheses: written again it is the same text."""
    assert _text(parse_filter(whole.text)) == whole.text


def _joined(left: Filter, both: bool, right: Filter) -> Filter:  # noqa: FBT001 - a drawn value
    return left & right if both else left | right


def _text(node: Node) -> str:
    if isinstance(node, Condition):
        return condition(node.field, node.operator, *node.values).text
    word = {Both: "AND", Either: "OR"}[type(node)]
    return f"({_text(node.left)}) {word} ({_text(node.right)})"
