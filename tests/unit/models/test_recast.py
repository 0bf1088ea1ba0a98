"""Records that are made of other records, in another shape."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pytest

from crosstie.errors import UsageError
from crosstie.models import Convention, Record, decode_record, encode, model
from crosstie.models.naming import camel
from crosstie.models.recast import Recast

_CONVENTION = Convention(system="example", naming=camel)


@model(kw_only=True)
class Flat(Record):
    """All in one."""

    convention: ClassVar[Convention] = _CONVENTION

    number: int | None = None
    town: str | None = None
    owed: Decimal | None = None


@model(kw_only=True)
class Place(Record):
    """Where somebody lives."""

    convention: ClassVar[Convention] = _CONVENTION

    city: str | None = None


@model(kw_only=True)
class Person(Record):
    """The same in parts."""

    convention: ClassVar[Convention] = _CONVENTION

    id: int | None = None
    balance: Decimal | None = None
    home: Place | None = None
    flat: Flat | None = None


PERSON = Recast(
    Flat,
    Person,
    {"id": "number", "balance": "owed"},
    nested={"home": Recast(Flat, Place, {"city": "town"})},
    keep="flat",
)


def test_the_new_record_is_the_one_that_could_be_made_by_hand() -> None:
    """Values, nested records and the old record itself."""
    flat = decode_record(Flat, b'{"number":7,"town":"Salem","owed":1.50,"odd":true}')
    person = PERSON(flat)
    assert person == Person(id=7, balance=Decimal("1.50"), home=Place(city="Salem"), flat=flat)
    assert person.flat is flat


def test_unknown_members_stay_with_the_old_record() -> None:
    """The new shape has no place for them, and must not send them."""
    flat = decode_record(Flat, b'{"number":7,"odd":true}')
    person = PERSON(flat)
    assert (person.extra, person.home and person.home.extra, flat.extra) == ({}, {}, {"odd": True})
    assert b"odd" not in encode(PERSON(Flat(number=7)))


def test_what_is_missing_stays_missing() -> None:
    """And a record made by hand can be recast like one that was read."""
    person = PERSON(Flat(number=7))
    assert (person.id, person.balance, person.home) == (7, None, Place())


def test_the_new_record_is_as_frozen_as_any() -> None:
    """Its constructor was not run, and nothing else can set a field."""
    with pytest.raises((AttributeError, UsageError)):
        PERSON(Flat(number=7)).id = 8  # type: ignore[misc]


@pytest.mark.parametrize(("new", "old"), [("balance", "number"), ("home", "town")])
def test_fields_that_are_not_written_alike_are_refused(new: str, old: str) -> None:
    """A number is no amount, and a text is no record."""
    with pytest.raises(TypeError, match=f"Person.{new} and Flat.{old} are not written alike"):
        Recast(Flat, Person, {new: old})(Flat())
