"""Lines of writes: none is ever added by accident, none twice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.models import decode_record
from crosstie.systems.netsuite import Address, Customer, Invoice, Item, Items, Ref, SalesOrder
from crosstie.systems.netsuite.bodies import changed, encoded, made, repeatable, upserted

LINE = {"item": {"id": "91"}, "quantity": 1}
ORDER = decode_record(
    SalesOrder,
    b"""{"links":[],"id":"60120","memo":"m","custbody_project":"P-1","custbody_colors":{"items":[{"id":"1"}]},
    "billingAddress":{"links":[{"rel":"self","href":"x"}],"addr1":"1 Oak","addr2":"Door 2","city":"Riverton",
      "state":"UT","country":{"id":"US","refName":"United States"}},
    "item":{"links":[],"totalResults":2,"items":[
      {"links":[],"line":1,"item":{"id":"98","refName":"TILE-98"},"quantity":2.0,"rate":40.0,"amount":80.0,
       "custcol_room":"Bath","quantityBilled":0.0},
      {"links":[],"line":2,"item":{"id":"91","refName":"OAK-12"},"quantity":1.0,"rate":5.5,"amount":5.5}]}}""",
)


def _lines(order: SalesOrder = ORDER) -> tuple[Item, ...]:
    assert order.item is not None
    return order.item.items


def _with(*lines: Item) -> SalesOrder:
    return attrs.evolve(ORDER, item=Items(items=lines))


@pytest.mark.parametrize(
    "members",
    [
        {"item": {"items": [LINE]}},
        {"item": {"items": [{"line": 1, **LINE}, LINE]}},
        {"item": [LINE]},
        {"salesTeam": {"items": [{"employee": {"id": "17"}}]}},
        {"addressBook": {"items": [{"id": "1", "defaultBilling": True}]}},
    ],
    ids=["no key", "one without", "a bare list", "no keys at all", "keys that are not documented"],
)
def test_the_append_trap_lines_are_never_added_by_accident(members: dict[str, Any]) -> None:
    """PATCH and PUT append what has no key, each time; so that has to be said, or the whole sublist given (2.5)."""
    (name,) = members
    with pytest.raises(UsageError, match=name):
        changed(members, None)
    with pytest.raises(UsageError, match=name):
        upserted(members, (), ())
    assert changed(members, None, replace=[name])[1] == upserted(members, [name], ())[1] == {name}
    assert not repeatable(changed(members, None, append=[name])[0], ())
    assert not repeatable(upserted(members, (), [name])[0], ())


def test_lines_that_name_what_they_change_may_be_sent_twice() -> None:
    """They change the same lines again."""
    members, whole = changed({"item": {"items": [{"line": 2, "quantity": 3}]}}, None)
    assert whole == frozenset()
    assert repeatable(members, whole)


def test_a_field_with_several_values_is_no_sublist() -> None:
    """Custom sublists are not shown by the API, so a custom field with items is a choice of several (3.1)."""
    members = {"custbody_colors": {"items": [{"id": "1"}]}}
    assert changed(members, None) == (members, frozenset())
    assert repeatable(members, ())


@pytest.mark.parametrize(
    ("replace", "append"), [(["item"], ["item"]), (["items"], []), ([], ["other"])], ids=["both", "unknown", "absent"]
)
def test_what_is_to_be_done_with_lines_is_said_once_and_about_lines_that_are_there(
    replace: list[str], append: list[str]
) -> None:
    """A misspelt name would be a trap again."""
    with pytest.raises(UsageError):
        changed({"item": {"items": [LINE]}}, None, replace=replace, append=append)


@pytest.mark.parametrize("lines", ["x", [1], {"a": 1}], ids=["text", "numbers", "an object"])
def test_lines_are_a_list_of_mappings(lines: object) -> None:
    """Anything else was meant otherwise."""
    with pytest.raises(UsageError):
        changed({"item": {"items": lines}}, None, replace=["item"])


def test_of_changed_lines_only_what_differs_is_sent() -> None:
    """By key, so that what others changed meanwhile on the other lines stays; the amount is computed anew."""
    first, second = _lines()
    members, whole = changed(_with(attrs.evolve(first, quantity=Decimal(3)), second), ORDER)
    assert (members, whole) == ({"item": {"items": [{"line": 1, "quantity": Decimal(3)}]}}, frozenset())


def test_custom_columns_and_cleared_fields_are_differences_too() -> None:
    """``custcol_`` is in extra; what is gone is sent as null."""
    first, second = _lines()
    new = attrs.evolve(first, extra={**first.extra, "custcol_room": "Hall"}, rate=None)
    assert changed(_with(new, second), ORDER)[0]["item"]["items"] == [{"line": 1, "custcol_room": "Hall", "rate": None}]


def test_lines_that_were_taken_away_or_added_replace_the_old_ones() -> None:
    """There is no other way to take a line away; and a line without key is safe only where it replaces (2.5)."""
    first, _ = _lines()
    added = Item(item=Ref(id="94", ref_name="MEASURE"), quantity=Decimal(1))
    members, whole = changed(_with(attrs.evolve(first, quantity=Decimal(5)), added), ORDER)
    assert whole == {"item"}
    assert repeatable(members, whole)
    assert members["item"]["items"] == [
        {"line": 1, "item": {"id": "98"}, "quantity": Decimal(5), "rate": Decimal(40), "custcol_room": "Bath"},
        {"item": {"id": "94"}, "quantity": Decimal(1)},
    ]


def test_an_amount_of_its_own_is_kept_when_lines_are_replaced() -> None:
    """Rate times quantity is not always the amount; only one that belongs to the old quantity is left out."""
    first, _ = _lines()
    members, _ = changed(_with(attrs.evolve(first, quantity=Decimal(5), amount=Decimal(190))), ORDER)
    assert members["item"]["items"][0]["amount"] == Decimal(190)
    members, _ = changed(_with(first), ORDER)
    assert members["item"]["items"][0]["amount"] == Decimal(80)


def test_lines_in_another_order_are_the_same_lines() -> None:
    """Nothing is sent for it."""
    assert changed(_with(*reversed(_lines())), ORDER) == ({}, frozenset())


def test_two_lines_with_one_key_are_refused() -> None:
    """Copied lines keep the key of the first."""
    first, _ = _lines()
    with pytest.raises(UsageError, match="same key"):
        changed(_with(first, first), ORDER)


def test_what_netsuite_computes_cannot_be_changed_on_a_line() -> None:
    """It would be ignored there."""
    first, second = _lines()
    with pytest.raises(UsageError, match="quantity_billed"):
        changed(_with(attrs.evolve(first, quantity_billed=Decimal(1)), second), ORDER)


def test_an_upserted_record_has_the_lines_it_should_have() -> None:
    """A draft says what all of them are; appended to it would have them twice after the second time."""
    draft = Invoice(entity=Ref(id="801"), item=Items(items=(Item(item=Ref(id="91")),)))
    members, whole = upserted(draft, (), ())
    assert whole == {"item"}
    assert repeatable(members, whole)
    assert upserted(draft, (), ["item"])[1] == frozenset()


def test_custom_fields_of_a_record_are_sent_where_they_differ() -> None:
    """They are in extra, and are set, changed and cleared like the others."""
    extra = {**ORDER.extra, "custbody_new": "n", "custbody_project": "P-2"}
    del extra["custbody_colors"]
    assert changed(attrs.evolve(ORDER, extra=extra), ORDER)[0] == {
        "custbody_colors": None,
        "custbody_new": "n",
        "custbody_project": "P-2",
    }


def test_a_part_of_an_address_that_is_gone_is_sent_as_null() -> None:
    """Nobody knows whether a part that is left out would stay."""
    assert ORDER.billing_address is not None
    new = attrs.evolve(ORDER, billing_address=attrs.evolve(ORDER.billing_address, addr2=None, city="Lakewood"))
    assert changed(new, ORDER)[0] == {
        "billingAddress": {
            "addr1": "1 Oak",
            "addr2": None,
            "city": "Lakewood",
            "state": "UT",
            "country": {"id": "US"},
        }
    }


def test_a_reference_is_sent_by_its_id_alone() -> None:
    """The text beside it is that of what it named before."""
    base = Customer(id="1", terms=Ref(id="1", ref_name="Net 15"))
    new = attrs.evolve(base, terms=attrs.evolve(base.terms or Ref(), id="2"))
    assert changed(new, base)[0] == {"terms": {"id": "2"}}
    assert made(Customer(category=Ref(ref_name="Trade")))["category"] == {"refName": "Trade"}
    assert made(Customer(parent=Ref(external_id="H-1")))["parent"] == {"externalId": "H-1"}
    for other, sent in ((Ref(external_id="H-1"), {"externalId": "H-1"}), (Ref(ref_name="Trade"), {"refName": "Trade"})):
        assert changed(attrs.evolve(base, terms=other), base)[0] == {"terms": sent}
    assert changed(attrs.evolve(base, terms=None), base)[0] == {"terms": None}


def test_an_address_that_is_new_is_sent_as_it_is() -> None:
    """There is nothing to clear."""
    base = SalesOrder(id="1")
    new = SalesOrder(id="1", shipping_address=Address(city="Riverton"))
    assert changed(new, base)[0] == {"shippingAddress": {"city": "Riverton"}}


def test_what_json_cannot_say_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(UsageError, match="JSON"):
        encoded(made({"memo": object()}))


@given(
    st.lists(
        st.fixed_dictionaries({"quantity": st.integers(1, 9)}, optional={"line": st.none() | st.integers(1, 4)}),
        max_size=4,
    )
)
def test_whatever_is_let_through_without_a_word_can_be_sent_twice(lines: list[dict[str, Any]]) -> None:
    """So that a retry after a doubt never adds a line."""
    try:
        members, whole = changed({"item": {"items": lines}}, None)
    except UsageError:
        keys = [line.get("line") for line in lines]
        assert None in keys or len({*keys}) < len(keys)
    else:
        assert repeatable(members, whole)
