"""SuiteDash records: what is read leniently, what is kept, what an update sends (suitedash.md, 2 and 3)."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import DecodeError, UsageError
from crosstie.models import decode_record, encode
from crosstie.systems.suitedash import Address, Company, Contact, PrimaryContact, Project
from crosstie.systems.suitedash.requests import ListFilter
from crosstie.systems.suitedash.settings import SETTINGS
from crosstie.systems.suitedash.shapes import COMPANY, CONTACT, built, changed, values_of
from crosstie.systems.suitedash.updates import settled, update_of

CONTACT_BODY = {
    "uid": "c1",
    "role": "Employee",
    "first_name": "Ada",
    "email": None,
    "tags": ["web"],
    "circles": [{"name": "Leads"}],
    "companies": [{"uid": "d1", "name": "Engine Works"}],
    "address": {"city": "Erie", "state": "PA", "plus_code": "x"},
    "created": "2026-01-05T10:00:00+00:00",
    "novelty": 1,
}

_text = st.text(max_size=8)
_addresses = st.builds(Address, city=st.none() | _text, zip=st.none() | _text)
_customs = st.none() | st.dictionaries(_text, st.one_of(_text, st.integers(), st.lists(_text, max_size=2)), max_size=2)
CONTACTS = st.builds(
    Contact,
    uid=st.none() | _text,
    role=st.none() | _text,
    first_name=st.none() | _text,
    phone=st.none() | _text,
    address=st.none() | _addresses,
    tags=st.lists(_text, max_size=2).map(tuple),
    custom_fields=_customs,
)


def _read(kind: Any, body: object) -> Any:  # noqa: ANN401 - a record of the kind
    return decode_record(kind, json.dumps(body).encode())


@given(CONTACTS)
def test_a_contact_survives_the_wire_copying_and_pickling(contact: Contact) -> None:
    """Nothing is lost and nothing is invented; an empty list is as good as none."""
    assert decode_record(Contact, encode(contact)) == contact
    assert pickle.loads(pickle.dumps(contact)) == copy.deepcopy(contact) == contact  # noqa: S301 - our own


@given(CONTACTS, CONTACTS)
def test_an_update_makes_one_record_of_another(base: Contact, wanted: Contact) -> None:
    """What is sent, put over what is held, is what was wanted: nothing more, nothing less."""
    wanted = attrs.evolve(wanted, uid=base.uid, role=base.role)
    sent = update_of(wanted, base, {"role"})
    held = base.to_wire() | sent
    after = decode_record(
        Contact, json.dumps({name: value for name, value in held.items() if value is not None}).encode()
    )
    assert after == wanted
    assert update_of(wanted, wanted, {"role"}) == {}


def test_what_nobody_documented_is_kept() -> None:
    """Roles that cannot be given, members that are not known."""
    contact = _read(Contact, CONTACT_BODY)
    assert (contact.role, contact.email, contact.extra) == ("Employee", None, {"novelty": 1})
    assert contact.address is not None
    assert contact.address.extra == {"plus_code": "x"}
    assert contact.created == datetime(2026, 1, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("active", "read"),
    [
        (True, True),
        (1, True),
        ("1", True),
        ("true", True),
        (0, False),
        ("0", False),
        ("No", False),
        ("", None),
        (None, None),
    ],
)
def test_active_is_read_from_whatever_is_like_a_flag(active: object, read: object) -> None:
    """3.1: bool-like."""
    assert _read(Contact, {"uid": "c1", "active": active}).active is read


@pytest.mark.parametrize("body", [{"active": "perhaps"}, {"created": "yesterday"}, {"created": 5}, {"tags": "web"}])
def test_what_cannot_be_read_is_said(body: dict[str, object]) -> None:
    """A guess would be a wrong value on the other side."""
    with pytest.raises(DecodeError):
        _read(Contact, {"uid": "c1", **body})


@pytest.mark.parametrize(("value", "read"), [(12, "12"), (12.5, "12.5"), ("12.50", "12.50"), ("", None), (None, None)])
def test_amounts_are_exact_from_numbers_and_texts(value: object, read: str | None) -> None:
    """3.3: a number, by one connector's word."""
    amount = _read(Project, {"uid": "f1", "estimated_value": value}).estimated_value
    assert amount == (None if read is None else Decimal(read))


@pytest.mark.parametrize("value", [True, [1], {"amount": 1}])
def test_what_is_no_amount_is_refused(value: object) -> None:
    """Neither a flag nor a structure."""
    with pytest.raises(DecodeError):
        _read(Project, {"uid": "f1", "estimated_value": value})


def test_days_and_half_hours_are_written_as_suitedash_takes_them() -> None:
    """3.3: yyyy-mm-dd and HH:00 or HH:30."""
    assert Project(end_date=date(2026, 12, 1), due_time="09:30").to_wire() == {
        "end_date": "2026-12-01",
        "due_time": "09:30",
    }
    for wrong in ("9:30", "24:00", "17:15"):
        with pytest.raises(UsageError):
            Project(due_time=wrong)


def test_an_account_that_replaces_is_sent_everything() -> None:
    """But for what only a creation can give, and what can only be read."""
    current = _read(Contact, CONTACT_BODY)
    body = settled(current, {"first_name": "Augusta", "tags": []}, {"role"})
    assert (body["first_name"], body["tags"], body["novelty"]) == ("Augusta", [], 1)
    assert not {"uid", "role", "companies", "circles", "created"} & set(body)


def test_a_primary_contact_is_spelled_out() -> None:
    """2.4: the flag is required; what is not given is not sent."""
    assert PrimaryContact(email="a@example.com").to_wire() == {
        "email": "a@example.com",
        "create_primary_contact_if_not_exists": False,
        "send_welcome_email": False,
    }
    worlds = PrimaryContact(email="a@example.com", prevent_individual_mode=True, worlds={"add": ["North"]}).to_wire()
    assert (worlds["prevent_individual_mode"], worlds["worlds"]) == (True, {"add": ["North"]})


def test_values_by_path_reach_into_addresses_and_custom_fields() -> None:
    """Other fields, and other custom fields, stay."""
    contact = built(
        CONTACT, {"first_name": "Ada", "address.city": "Erie", "custom_fields.e1": ("a", "b"), "title": None}
    )
    assert contact == Contact(first_name="Ada", address=Address(city="Erie"), custom_fields={"e1": ["a", "b"]})
    after = changed(CONTACT, contact, {"custom_fields.e2": 4, "address.state": "PA", "first_name": None})
    assert after == Contact(address=Address(city="Erie", state="PA"), custom_fields={"e1": ["a", "b"], "e2": 4})
    assert values_of(CONTACT, after, {"custom_fields.e2", "custom_fields.e3", "first_name"}) == {
        "custom_fields.e2": 4,
        "custom_fields.e3": None,
        "first_name": None,
    }
    assert values_of(COMPANY, Company(phone=""), {"phone"}) == {"phone": None}


def test_bounds_are_written_with_their_offset() -> None:
    """2.1: RFC 3339, mandatory offset."""
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert ListFilter(created_after=noon).params(SETTINGS) == [("createdMin", "2026-11-02T12:00:00+00:00")]
