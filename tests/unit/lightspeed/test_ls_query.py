"""Filters, with encoding in one place (fact sheet: lightspeed.md, 2.3 and 2.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.systems.lightspeed import kinds
from crosstie.systems.lightspeed.api import checked_id, selection
from crosstie.systems.lightspeed.query import Where, either, field, where
from crosstie.testing.lightspeed import LightspeedSimulator
from crosstie.testing.lightspeed.entities import ENTITIES
from crosstie.testing.lightspeed.filters import alternatives, condition, matches

_SIMULATOR = LightspeedSimulator()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (field("description").equals("Oak"), ("description", "Oak")),
        (field("item_id").above(3), ("itemID", ">,3")),
        (field("item_id").at_least(3), ("itemID", ">=,3")),
        (field("default_cost").below(Decimal("1.50")), ("defaultCost", "<,1.50")),
        (field("default_cost").at_most(2), ("defaultCost", "<=,2")),
        (field("tax").differs(value=True), ("tax", "!=,true")),
        (field("item_id").between(1, 10), ("itemID", "><,1,10")),
        (field("description").like("%br,ake%"), ("description", "~,%br,ake%")),
        (field("description").unlike("x"), ("description", "!~,x")),
        (field("item_id").one_of(["1", "2"]), ("itemID", "IN,[1,2]")),
        (field("item_shops.qoh").above(1), ("ItemShops.qoh", ">,1")),
        (field("category.name").equals("Parts"), ("Category.name", "Parts")),
        (field("item_code").equals("1"), ("itemCode", "1")),
    ],
)
def test_conditions_are_written_as_documented(asked: Where, wanted: tuple[str, str]) -> None:
    """Python names become the vendor's, operators stand before the value (2.4)."""
    assert asked.params(kinds.ITEM) == (wanted,)


def test_times_are_in_utc_to_the_second() -> None:
    """A plus sign is the transport's to encode; a naive time is refused (2.7)."""
    moment = datetime(2026, 11, 2, 9, 0, 0, 500, tzinfo=timezone(timedelta(hours=-5)))
    assert field("time_stamp").at_least(moment).params(kinds.ITEM) == (("timeStamp", ">=,2026-11-02T14:00:00+00:00"),)
    with pytest.raises(UsageError):
        field("time_stamp").at_least(datetime(2026, 11, 2, 9, 0)).params(kinds.ITEM)  # noqa: DTZ001 - the mistake


@given(
    st.datetimes(datetime(2026, 11, 2), datetime(2026, 11, 2, 0, 0, 3), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.sampled_from(["above", "at_least", "below", "at_most"]),
    st.integers(0, 4),
)
def test_a_fraction_of_a_second_leaves_nothing_out(bound: datetime, method: str, second: int) -> None:
    """Stamps are whole seconds (2.7): one that fits the bound is found, and one a second or more beyond it is not."""
    stamp = datetime(2026, 11, 2, 0, 0, second, tzinfo=UTC)
    account = _SIMULATOR.account()
    if not account.all("Item"):
        _SIMULATOR.seed_items(1)
    item = account.all("Item")[0]
    item.values["timeStamp"] = stamp
    asked: Where = getattr(field("time_stamp"), method)(bound)
    ((name, text),) = asked.params(kinds.ITEM)
    found = matches(account, ENTITIES["Item"], item, condition(name, text))
    beyond = bound - stamp if method in {"above", "at_least"} else stamp - bound
    if beyond < timedelta() or (beyond == timedelta() and method in {"at_least", "at_most"}):
        assert found
    if beyond >= timedelta(seconds=1):
        assert not found


def test_both_ends_of_a_range_are_widened() -> None:
    """The lower end to the second before, the upper one to the second after; a whole second, and the last one, stay."""
    low, high = datetime(2026, 11, 2, 0, 0, 1, 500, tzinfo=UTC), datetime(2026, 11, 2, 0, 0, 3, 500, tzinfo=UTC)
    wanted = "><,2026-11-02T00:00:01+00:00,2026-11-02T00:00:04+00:00"
    assert field("time_stamp").between(low, high).params(kinds.ITEM) == (("timeStamp", wanted),)
    whole = datetime(2026, 11, 2, tzinfo=UTC)
    for bound in (whole, datetime.max.replace(tzinfo=UTC)):
        wanted = f"<,{bound.replace(microsecond=0).isoformat()}"
        assert field("time_stamp").below(bound).params(kinds.ITEM) == (("timeStamp", wanted),)


def test_contacts_have_searches_of_their_own() -> None:
    """By e-mail and by each kind of number; the relation is loaded with it (3.3)."""
    asked = where({"contact.email": "a@example.com", "contact.phone_home": "555-0100"})
    assert asked.params(kinds.CUSTOMER) == (("Contact.email", "a@example.com"), ("Contact.phoneHome", "555-0100"))
    assert asked.relations == ("contact",)


def test_a_mapping_is_short_for_equals_and_one_of() -> None:
    """What was a condition already stays as it is."""
    asked = field("tax").equals(value=False)
    assert where(asked) is asked
    assert where({"item_id": ["1", "2"], "tax": False}).params(kinds.ITEM) == (("itemID", "IN,[1,2]"), ("tax", "false"))
    assert where(None).params(kinds.ITEM) == ()


@pytest.mark.parametrize(
    "asked",
    [
        field("colour").equals("red"),
        field("prices").equals("1"),
        field("contact.email").equals("a"),
        field("item_shops.colour").equals("a"),
        field("description").equals("IN,[1]"),
        field("description").equals(">,x"),
        field("item_id").one_of([]),
        field("item_id").one_of([str(number) for number in range(101)]),
        field("description").one_of(["a,b"]),
        field("description").between("a,b", "c"),
        field("item_id").above(1) & field("item_id").below(5),
    ],
)
def test_questions_that_would_mean_something_else_are_refused(asked: Where) -> None:
    """Unknown fields, values that look like operators, two conditions of which one would count."""
    with pytest.raises(UsageError):
        asked.params(kinds.ITEM)


@pytest.mark.parametrize("value", [None, 1.5, b"oak", ("a", None)], ids=str)
def test_values_that_cannot_be_compared_are_refused_by_name(value: object) -> None:
    """Nothing, floats and bytes would be asked for as their Python texts, and match nothing without a word."""
    given: Any = {"description": value}
    with pytest.raises(UsageError, match="description is compared with"):
        where(given).params(kinds.ITEM)


@pytest.mark.parametrize("method", ["equals", "like"])
def test_half_a_character_is_refused(method: str) -> None:
    """A lone surrogate has no form in an address, alone or in an alternative."""
    asked: Where = getattr(field("description"), method)("oak \ud83d")
    for question in (asked, either(asked)):
        with pytest.raises(UsageError, match="half a character"):
            question.params(kinds.ITEM)


def test_changes_are_listed_since_a_time() -> None:
    """A date as text would be compared as it is written, in nobody's zone."""
    with pytest.raises(UsageError, match="aware datetime"):
        selection(kinds.ITEM, Where(), updated_since="2026-11-02")


@pytest.mark.parametrize("wrong", [7, None, "", "abc", "1/2", "\u0661"], ids=repr)
def test_ids_are_numbers_as_text(wrong: object) -> None:
    """Nothing else becomes a part of an address; a number itself is told what it should be."""
    with pytest.raises(UsageError, match="as text"):
        checked_id(wrong)


def test_a_contact_is_not_searched_by_everything() -> None:
    """The message says by what it can be."""
    with pytest.raises(UsageError, match="zip"):
        field("contact.zip").equals("1").params(kinds.CUSTOMER)


def test_alternatives_are_single_conditions_and_one_set() -> None:
    """More than that Lightspeed cannot say."""
    one, two = field("upc").equals("1"), field("ean").equals("1")
    with pytest.raises(UsageError):
        either()
    with pytest.raises(UsageError):
        either(one & two)
    with pytest.raises(UsageError):
        either(one, two) & either(one, two)
    both = either(one, two) & field("tax").equals(value=True)
    assert [name for name, _ in both.params(kinds.ITEM)] == ["tax", "or"]


@given(st.lists(st.text(min_size=1).filter(lambda text: text.strip() == text), min_size=1, max_size=4))
def test_alternatives_survive_their_two_levels_of_encoding(values: list[str]) -> None:
    """Bars, signs of equality and percent signs in values separate nothing (2.4)."""
    asked = either(*(field("description").like(value) for value in values))
    ((name, text),) = asked.params(kinds.ITEM)
    assert name == "or"
    assert [(one.field, one.operator, one.text) for one in alternatives(text)] == [
        ("description", "~", value) for value in values
    ]
    assert all("|" not in unquote(operand) or "%7C" in operand for operand in text.split("|"))


@given(st.text(max_size=12), st.sampled_from(["equals", "like", "above", "at_most", "differs"]))
def test_what_is_asked_is_what_the_system_understands(value: str, method: str) -> None:
    """Field, operator and value arrive as they were meant, whatever the value is."""
    asked: Where = getattr(field("description"), method)(value)
    try:
        ((name, text),) = asked.params(kinds.ITEM)
    except UsageError:
        assert method == "equals"
        return
    understood = condition(name, text)
    operators = {"equals": "=", "like": "~", "above": ">", "at_most": "<=", "differs": "!="}
    assert (understood.field, understood.operator, understood.text) == ("description", operators[method], value)


def test_the_simulator_agrees_with_python_about_numbers() -> None:
    """Comparisons of numbers are by value, not by letters."""
    account = _SIMULATOR.account()
    _SIMULATOR.seed_items(3)
    item = account.need("Item", 3)
    for asked, wanted in ((field("item_id").above(10), False), (field("item_id").below(10), True)):
        ((name, text),) = asked.params(kinds.ITEM)
        assert matches(account, ENTITIES["Item"], item, condition(name, text)) is wanted
