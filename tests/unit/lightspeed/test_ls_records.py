"""Lightspeed records: texts for everything, wrapped relations, references, contacts (fact sheet 2.6, 3)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import DecodeError, UsageError
from crosstie.models import decode_page, decode_record, heads
from crosstie.systems.lightspeed import (
    Category,
    Contact,
    ContactAddress,
    ContactAddresses,
    ContactEmail,
    ContactEmails,
    ContactPhone,
    ContactPhones,
    ContactWebsite,
    ContactWebsites,
    Customer,
    Item,
    ItemShop,
    Sale,
    SaleLine,
    SaleLines,
    Settings,
    Shop,
    kinds,
)
from crosstie.systems.lightspeed.api_writes import create, update
from crosstie.systems.lightspeed.contacts import contact_changes, contact_with, value_at
from crosstie.testing.lightspeed.contacts import empty_contact, shown_contact, write_contact


def _read(kind: type[Any], **members: Any) -> Any:  # noqa: ANN401 - JSON in, a record of the kind out
    return decode_record(kind, json.dumps({kind.__name__: members}).encode(), (kind.__name__,))


def test_texts_become_what_they_mean() -> None:
    """Numbers exact, flags, times; JSON numbers and flags do no harm (2.6)."""
    item = _read(Item, itemID="7", defaultCost="11.4860025", tax="true", archived="false", modelYear="2024")
    assert (item.item_id, item.default_cost, item.tax, item.archived, item.model_year) == (
        "7",
        Decimal("11.4860025"),
        True,
        False,
        2024,
    )
    assert _read(Item, itemID=7, defaultCost=1.10, tax=True).default_cost == Decimal("1.1")
    assert _read(Item, timeStamp="2026-04-01T00:00:00+00:00").time_stamp == datetime(2026, 4, 1, tzinfo=UTC)


def test_empty_is_missing_and_zero_points_nowhere() -> None:
    """``""`` for any field, ``"0"`` for a reference; an id of 0 is kept: it is the summary row (2.6)."""
    item = _read(Item, avgCost="", modelYear="", timeStamp="", upc="", tax="", categoryID="0", itemMatrixID="", odd="")
    assert (item.avg_cost, item.model_year, item.time_stamp, item.upc, item.tax) == (None, None, None, None, None)
    assert (item.category_id, item.item_matrix_id) == (None, None)
    assert item.extra == {"odd": ""}
    row = _read(ItemShop, shopID="0", qoh="5")
    assert (row.shop_id, row.is_summary, row.qoh) == ("0", True, 5)
    assert _read(Shop, shopID="1", gatewayConfigID="").gateway_config_id is None


def test_a_customer_named_null_keeps_the_name() -> None:
    """A text that spells nothing is a text."""
    assert _read(Customer, lastName="null", firstName="true").last_name == "null"
    assert _read(Customer, lastName="12").last_name == "12"


def test_relations_are_one_many_or_empty() -> None:
    """One alone, several, an empty text, or not there (2.6)."""
    row = {"itemShopID": "1", "shopID": "1", "qoh": "2", "novelty": "x"}
    alone = _read(Item, ItemShops={"ItemShop": row}).item_shops
    several = _read(Item, ItemShops={"ItemShop": [row, row]}).item_shops
    assert [one.qoh for one in alone.item_shop] == [2]
    assert alone.item_shop[0].extra == {"novelty": "x"}
    assert [one.qoh for one in several.item_shop] == [2, 2]
    assert several.item_shop[1].extra == {"novelty": "x"}
    assert _read(Item, ItemShops="").item_shops is None
    assert _read(Item).item_shops is None
    assert _read(Customer, Contact={"Phones": "", "Emails": {"ContactEmail": ""}}).contact.emails.contact_email == ()


@pytest.mark.parametrize(
    "members",
    [
        {"defaultCost": "cheap"},
        {"modelYear": "2024.5"},
        {"tax": "perhaps"},
        {"timeStamp": "2026-04-01"},
        {"ItemShops": "many"},
        {"ItemShops": {"ItemShop": "x"}},
        {"ItemShops": {"ItemShop": [1]}},
        {"itemID": {}},
    ],
)
def test_what_is_not_as_documented_is_a_decode_error(members: dict[str, Any]) -> None:
    """When the page is read, not when the attribute is; texts are not shown."""
    with pytest.raises(DecodeError) as caught:
        _read(Item, **members)
    assert "cheap" not in str(caught.value)


def test_pages_isolate_what_cannot_be_read() -> None:
    """Of one, of several, of none."""
    one = b'{"@attributes":{"next":"","previous":""},"Item":{"itemID":"1","avgCost":"x"}}'
    page = decode_page(Item, one, ("Item",), beside=("@attributes",), isolate=True)
    assert (page.records, len(page.unreadable), page.beside["@attributes"]["next"]) == ([], 1, "")
    several = b'{"Item":[{"itemID":"1","avgCost":""},{"itemID":"2","avgCost":"x"}]}'
    page = decode_page(Item, several, ("Item",), isolate=True)
    assert ([item.item_id for item in page.records], page.unreadable[0][0]) == (["1"], 1)
    assert decode_page(Item, b'{"Item":null}', ("Item",)).records == []
    assert decode_page(Item, b'{"Item":[]}', ("Item",)).records == []
    assert [head.id for head in heads(Item, one, ("Item",))] == ["1"]


def test_two_spellings_of_one_time_are_both_known() -> None:
    """``updatetime`` in samples, ``updateTime`` in the tutorial (2.6)."""
    moment = "2026-04-01T00:00:00+00:00"
    assert _read(Sale, updatetime=moment).changed_at == _read(Sale, updateTime=moment).changed_at
    assert _read(Sale, timeStamp=moment).changed_at is not None


def test_unknown_fields_go_back_with_the_record() -> None:
    """Kept by place, and not among the changes (2.6)."""
    item = _read(Item, itemID="1", MetaData={"a": "1"}, laborDurationMinutes="5")
    assert item.extra == {"MetaData": {"a": "1"}, "laborDurationMinutes": "5"}
    assert item.to_wire()["laborDurationMinutes"] == "5"


def test_drafts_are_checked_before_they_leave() -> None:
    """What needs a name, what exists already, what does not differ."""
    for kind, draft in ((kinds.ITEM, Item()), (kinds.CATEGORY, Category()), (kinds.ITEM, Item(item_id="1"))):
        with pytest.raises(UsageError):
            create(kind, draft)
    two = SaleLine(discount_amount=Decimal(1), discount_percent=Decimal("0.1"))
    with pytest.raises(UsageError):
        create(kinds.SALE_LINE, two)
    with pytest.raises(UsageError, match="does not differ"):
        update(kinds.ITEM, Item(item_id="1"), Item(item_id="1"), Settings())
    with pytest.raises(UsageError):
        update(kinds.ITEM, Item(description="x"), None, Settings())
    with pytest.raises(UsageError):
        update(kinds.ITEM, Item(item_id="1", avg_cost=Decimal(1)), Item(item_id="1"), Settings())


def test_amounts_leave_as_texts() -> None:
    """As they come: a JSON number might be read as a float on the way."""
    line = SaleLine(item_id="1", unit_price=Decimal("19.10"))
    body = json.loads(create(kinds.SALE, Sale(sale_lines=SaleLines(sale_line=(line,)))).request.body)
    assert body == {"SaleLines": {"SaleLine": [{"itemID": "1", "unitPrice": "19.10"}]}}


def test_half_a_character_is_refused() -> None:
    """A lone surrogate, as of an emoji that was cut, has no form on the wire; nothing is sent."""
    with pytest.raises(UsageError, match="Item holds half a character"):
        create(kinds.ITEM, Item(description="oak \ud83d"))


def test_repeating_updates_is_a_setting() -> None:
    """By default an update is sent again when no answer came; it can be left in doubt instead."""
    new, base = Item(item_id="1", description="b"), Item(item_id="1", description="a")
    assert update(kinds.ITEM, new, base, Settings()).kind == "keyed"
    assert update(kinds.ITEM, new, base, Settings(repeat_updates=False)).kind == "write"


# -- contacts ----------------------------------------------------------------------------------------------------------

_EMAIL = ContactEmail(address="a@example.com", use_type="Primary")
_PHONE = ContactPhone(number="555-0100", use_type="Mobile")
_HOME = ContactAddress(address1="1 Harbor Lane", city="Salem")
BASE = Contact(
    no_email=True,
    emails=ContactEmails(contact_email=(_EMAIL,)),
    phones=ContactPhones(contact_phone=(_PHONE,)),
    addresses=ContactAddresses(contact_address=(_HOME, ContactAddress(city="Dover"))),
    websites=ContactWebsites(contact_website=(ContactWebsite(url="https://a.example.com"),)),
    custom="x",
)


def test_only_what_differs_of_a_contact_is_written() -> None:
    """Nothing for the same one; entries that are gone are emptied (3.3)."""
    assert contact_changes(BASE, BASE) == {}
    assert contact_changes(None, None) == {}
    gone = contact_changes(Contact(), BASE)
    assert gone["Emails"] == {"ContactEmail": [{"address": "", "useType": "Primary"}]}
    assert gone["Phones"] == {"ContactPhone": [{"number": "", "useType": "Mobile"}]}
    assert set(gone["Addresses"]["ContactAddress"][0].values()) == {""}
    assert gone["Websites"] == {"ContactWebsite": [{"url": ""}]}
    assert gone["custom"] is None
    moved = attrs.evolve(
        BASE, phones=ContactPhones(contact_phone=(ContactPhone(number="555-0111", use_type="Mobile"),))
    )
    assert contact_changes(moved, BASE) == {"Phones": {"ContactPhone": [{"number": "555-0111", "useType": "Mobile"}]}}


def test_short_paths_write_an_address_whole() -> None:
    """Its other fields, and the other addresses, come from the contact as it was read."""
    body = contact_with({"city": "Albany", "no_mail": False}, BASE)
    first, second = body["Addresses"]["ContactAddress"]
    assert (first["city"], first["address1"], second) == ("Albany", "1 Harbor Lane", {"city": "Dover"})
    assert body["noMail"] is False
    assert "Emails" not in body


_TEXT = st.text(alphabet="abc 19@.-", min_size=1, max_size=6).map(str.strip).filter(bool)


@given(st.none() | _TEXT, st.none() | _TEXT, st.none() | st.booleans())
def test_a_contact_that_is_written_reads_the_same(email: str | None, city: str | None, no_email: bool | None) -> None:  # noqa: FBT001
    """What short paths write is what they read, through the simulated rules."""
    stored = empty_contact(datetime(2026, 11, 2, tzinfo=UTC))
    write_contact(stored, contact_with({"email": email, "city": city, "no_email": no_email}), stored["timeStamp"])
    shown = shown_contact(stored, blank=True, single=True)
    read = _read(Customer, Contact=shown).contact
    assert (value_at(read, "email"), value_at(read, "city")) == (email, city)
    assert value_at(read, "no_email") is (True if no_email is None else no_email)
