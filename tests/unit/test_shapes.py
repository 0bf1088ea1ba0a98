"""Typed records, read and written by path."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.shapes import Shape
from crosstie.errors import UsageError
from crosstie.systems.quickbooks.models import Customer, EmailAddress, MetaData


@attrs.frozen(kw_only=True)
class Address:
    """A nested record."""

    city: str | None = None
    lines: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Person:
    """A record with everything that sync looks for."""

    id: int | None = None
    name: str | None = None
    home: Address | None = None
    active: bool | None = None
    changed: datetime | None = None


@attrs.frozen(kw_only=True)
class Household:
    """A record whose nested record has one of its own."""

    id: int | None = None
    head: Person | None = None


PERSON = Shape(Person, time="changed", active="active")
MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
texts = st.none() | st.text(max_size=5)


def test_a_record_becomes_a_change() -> None:
    """Id as text, time and state are read off the record, which travels along."""
    person = Person(id=7, changed=MOMENT, active=False)
    change = PERSON.change_of(person)
    assert (change.id, change.version, change.time, change.state) == ("7", None, MOMENT, "inactive")
    assert change.record is person
    assert PERSON.change_of(Person(id=7), state="deleted").state == "deleted"


@pytest.mark.parametrize("person", [Person(), Person(id=1, changed=datetime(2026, 1, 1))])  # noqa: DTZ001 - naive on purpose
def test_a_record_that_cannot_be_placed_is_refused(person: Person) -> None:
    """Without an id, or with a time that no zone belongs to, a record cannot be synced."""
    with pytest.raises(UsageError):
        PERSON.change_of(person)


def test_paths_lead_into_nested_records() -> None:
    """What lies below a missing nested record is empty."""
    assert PERSON.values_of(Person(home=Address(city="Salem")), {"home.city", "name"}) == {
        "home.city": "Salem",
        "name": None,
    }
    assert PERSON.values_of(Person(), {"home.city"}) == {"home.city": None}


def test_unknown_paths_are_refused_with_what_there_is() -> None:
    """A misspelt path is found before anything is sent."""
    PERSON.check({"home.city", "home", "name"})
    with pytest.raises(UsageError, match="has no field nane") as refused:
        PERSON.check({"nane"})
    assert "name" in str(refused.value.advice)
    with pytest.raises(UsageError, match="no nested record"):
        PERSON.check({"name.first"})


@given(texts, texts, texts, texts)
def test_what_was_put_in_is_read_back(name: str | None, city: str | None, new: str | None, town: str | None) -> None:
    """Building and changing are inverse to reading; empty values make no empty nested records."""
    built = PERSON.build({"name": name, "home.city": city})
    assert built == Person(name=name, home=None if city is None else Address(city=city))
    changed = PERSON.changed(built, {"name": new, "home.city": town})
    assert PERSON.values_of(changed, {"name", "home.city"}) == {"name": new, "home.city": town}
    assert PERSON.changed(built, {"name": new}).home == built.home


def test_clearing_below_a_missing_nested_record_makes_none() -> None:
    """Emptying what is empty changes nothing."""
    assert PERSON.changed(Person(), {"home.city": None}) == Person()


def test_nested_records_are_made_on_every_level() -> None:
    """As far down as there is a value to put in; nothing but empty values makes none at all."""
    shape = Shape(Household)
    city = {"head.home.city": "Salem"}
    whole = Household(head=Person(home=Address(city="Salem")))
    assert shape.build(city) == shape.changed(Household(), city) == whole
    assert shape.changed(Household(), {"head.home.city": None, "head.name": "Nora"}) == Household(
        head=Person(name="Nora")
    )
    assert shape.changed(Household(), {"head.home.city": None}) == Household()


@pytest.mark.parametrize(
    ("path", "words"), [("nane", "Person has no field nane"), ("name.first", "Person.name is not a nested record")]
)
def test_values_at_unknown_paths_are_refused(path: str, words: str) -> None:
    """Whether a record is made or changed."""
    with pytest.raises(UsageError, match=words):
        PERSON.build({path: "Nora"})
    with pytest.raises(UsageError, match=words):
        PERSON.changed(Person(), {path: "Nora"})


def test_it_reads_real_models() -> None:
    """A QuickBooks customer needs one line."""
    shape = Shape(Customer, version="sync_token", time="meta_data.last_updated_time", active="active")
    customer = Customer(
        id="42",
        sync_token="3",
        display_name="Maple",
        primary_email_addr=EmailAddress(address="nora@example.com"),
        meta_data=MetaData(last_updated_time=MOMENT),
    )
    change = shape.change_of(customer)
    assert (change.id, change.version, change.time, change.state) == ("42", "3", MOMENT, "live")
    paths = {"display_name", "primary_email_addr.address", "bill_addr.city"}
    shape.check(paths)
    assert shape.values_of(customer, paths) == {
        "display_name": "Maple",
        "primary_email_addr.address": "nora@example.com",
        "bill_addr.city": None,
    }
    moved = shape.changed(customer, {"bill_addr.city": "Salem"})
    assert moved.bill_addr is not None
    assert (moved.bill_addr.city, moved.display_name) == ("Salem", "Maple")
