"""Nothing is lost and nothing is invented between bytes and records, for every model there is."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import ModuleType
from typing import Any

import attrs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstie.models import Record, changes, decode_list, decode_record, encode
from crosstie.models import forms as standard
from crosstie.models.fields import Field
from crosstie.models.plan import plan_of
from crosstie.systems.quickbooks import models as quickbooks
from crosstie.systems.rfms import models as rfms
from crosstie.systems.rfms import models_base as rfms_forms


def _models(module: ModuleType) -> list[type[Record]]:
    return [getattr(module, name) for name in module.__all__]


# There are eighty models, so each gets its share of the examples.
_FEW = settings(max_examples=max(20, settings.default.max_examples // 5))
QUICKBOOKS, RFMS = _models(quickbooks), _models(rfms)

_text = st.text(max_size=12)
_amounts = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
    st.sampled_from([Decimal("0.1"), Decimal("1E-7"), Decimal("12345678901234567890.12"), Decimal("100.00")]),
)
_days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))
_zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_moments = {"min_value": datetime(1990, 1, 1), "max_value": datetime(2100, 1, 1)}  # noqa: DTZ001 - hypothesis adds zones
_instants = st.datetimes(**_moments, timezones=_zones)
_seconds = st.datetimes(**_moments, timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), _text, _amounts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_text, inner, max_size=3)),
    max_leaves=6,
)

_BY_FORM: dict[int, st.SearchStrategy[Any]] = {
    id(standard.TEXT): _text,
    id(standard.KEY): _text,
    id(standard.FLAG): st.booleans(),
    id(standard.COUNT): st.integers(),
    id(standard.AMOUNT): _amounts,
    id(standard.DAY): _days,
    id(standard.INSTANT): _instants,
    id(standard.OPEN): _json,
    id(rfms_forms.ID): st.one_of(_text, st.integers().map(str)),
    id(rfms_forms.PADDED): _text.map(str.strip),
    id(rfms_forms.JOB_DAY): _days,
    id(rfms_forms.SLASH_DAY): _days,
    id(rfms_forms.SLASH_INSTANT): _seconds,
}
for _type, _values in ((bool, st.booleans()), (int, st.integers()), (Decimal, _amounts), (date, _days)):
    _BY_FORM[id(rfms.Customer.convention.forms[_type])] = _values
_BY_FORM[id(rfms.Customer.convention.forms[datetime])] = _instants


def _value(field: Field, depth: int) -> st.SearchStrategy[Any]:
    one = records(field.kind, depth - 1) if field.kind is not None else _BY_FORM[id(field.form)]
    return st.lists(one, max_size=2).map(tuple) if field.many else one


@st.composite
def records(draw: st.DrawFn, kind: type[Record], depth: int = 2) -> Record:
    """Draw a record of a model with a few of its fields set, nested ones and unknown ones among them."""
    fields = [field for field in plan_of(kind).fields if depth or field.kind is None]
    chosen = draw(st.lists(st.sampled_from(fields), max_size=6, unique_by=lambda field: field.name)) if fields else []
    values = {field.alias: draw(_value(field, depth)) for field in chosen}
    unknown = _text.filter(lambda name: name not in kind.known_names().names)
    return kind(**values, extra=draw(st.dictionaries(unknown, _json, max_size=2)))


def _digits(body: bytes) -> object:
    """Read JSON so that numbers compare by their digits, not only by value."""
    return json.loads(body, parse_float=lambda text: ("number", Decimal(text).as_tuple()))


@pytest.mark.parametrize("kind", [*QUICKBOOKS, *RFMS], ids=lambda kind: f"{kind.convention.system}-{kind.__name__}")
def test_a_record_comes_back_from_its_own_bytes(kind: type[Record]) -> None:
    """Encoding and decoding a record gives an equal one, unknown fields and exact amounts included."""

    @_FEW
    @given(records(kind))
    def check(record: Record) -> None:
        back = decode_record(kind, encode(record))
        assert back == record
        assert hash(back) == hash(record)
        assert back.extra == record.extra

    check()


@pytest.mark.parametrize("kind", [*QUICKBOOKS, *RFMS], ids=lambda kind: f"{kind.convention.system}-{kind.__name__}")
def test_bytes_come_back_with_every_member_and_every_digit(kind: type[Record]) -> None:
    """Decoding and encoding gives the same JSON: no member lost, none invented, each number with the digits it had."""

    @_FEW
    @given(records(kind))
    def check(record: Record) -> None:
        body = encode(record)
        assert _digits(encode(decode_record(kind, body))) == _digits(body)

    check()


@given(st.lists(records(quickbooks.Invoice), max_size=4))
def test_a_page_holds_what_its_records_held(invoices: list[Record]) -> None:
    """Records of one page do not mix: each has its own fields, nested records and unknown fields."""
    body = msgspec.json.Encoder(decimal_format="number").encode(
        {"QueryResponse": {"Invoice": [invoice.to_wire() for invoice in invoices]}}
    )
    assert decode_list(quickbooks.Invoice, body, ("QueryResponse", "Invoice")) == invoices


@given(records(quickbooks.Invoice))
def test_copies_are_equal_and_pickles_too(record: Record) -> None:
    """A decoded record copies and pickles as any attrs object, whether or not its attributes were used."""
    fresh = decode_record(quickbooks.Invoice, encode(record))
    for copied in (pickle.loads(pickle.dumps(fresh)), copy.copy(fresh), copy.deepcopy(fresh), attrs.evolve(fresh)):  # noqa: S301
        assert copied == record
        assert copied.extra == record.extra


@given(records(quickbooks.Customer), records(quickbooks.Customer))
def test_changes_hold_what_differs_and_nothing_else(new: Record, base: Record) -> None:
    """Laying the changes over the base gives the new record; fields that only the system may change never appear."""
    fixed = {
        field.alias: field.get(base)
        for field in plan_of(quickbooks.Customer).fields
        if field.rule.read_only or field.rule.identity
    }
    wanted = attrs.evolve(new, **fixed, extra=base.extra)
    sent = changes(wanted, base)
    assert sent.keys() & base.extra.keys() == set()
    merged = {**base.to_wire(), **sent}
    body = msgspec.json.Encoder(decimal_format="number").encode(merged)
    assert decode_record(quickbooks.Customer, body) == wanted
    assert changes(base, base) == {}


@pytest.mark.parametrize("text", ["0.1", "1e-7", "12345678901234567890", "12345678901234567890.123", "100.00", "-0.05"])
def test_amounts_keep_their_digits(text: str) -> None:
    """An amount is exactly the digits that were sent, in known and in unknown fields."""
    body = f'{{"Balance":{text},"Novelty":{text}}}'.encode()
    customer = decode_record(quickbooks.Customer, body)
    assert customer.balance is not None
    assert customer.balance.as_tuple() == Decimal(text).as_tuple()
    assert Decimal(customer.extra["Novelty"]).as_tuple() == Decimal(text).as_tuple()
    assert _digits(encode(customer)) == _digits(body)
