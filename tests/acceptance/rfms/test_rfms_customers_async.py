"""Customers of a store: both shapes, fuzzy searches, saves that nobody knows the semantics of."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import attrs
import pytest

import crosstie
from crosstie.systems import rfms
from crosstie.testing import FakeClock, Stuck
from crosstie.testing.rfms import RfmsSimulator


def _draft(last_name: str = "Fern", phone: str = "503-555-0190") -> rfms.Customer:
    address = rfms.Address(last_name=last_name, first_name="Ida", address1="9 Harbor Ln", city="Salem")
    return rfms.Customer(
        customer_type="RESIDENTIAL", entry_type="Customer", customer_address=address, phone1=phone, store_number=12
    )


async def test_a_customer_is_read_from_both_halves_of_the_answer(async_client: rfms.AsyncClient) -> None:
    """The nested half is the record; what only the flat half has (terms) is filled in."""
    customer = await async_client.customers.get("4711")
    assert (customer.customer_id, customer.email, customer.terms) == ("4711", "nora.maple0@example.com", "NET 30DAYS")
    assert customer.customer_address is not None
    assert customer.customer_address.city == "SALEM"


@pytest.mark.parametrize("answer", ["failed", "empty", "not_found"])
async def test_an_unknown_id_is_not_found_however_rfms_says_so(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, answer: Literal["failed", "empty", "not_found"]
) -> None:
    """A refusal with HTTP 200, an empty success and a page of HTML all mean the same here."""
    simulator.rules = attrs.evolve(simulator.rules, unknown_record=answer)
    with pytest.raises(crosstie.NotFound) as caught:
        await async_client.customers.get("999999")
    assert (caught.value.operation, caught.value.connection) == ("customers.get", "acme/rfms/default")


async def test_an_empty_id_is_refused_before_it_names_another_endpoint(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """``GET /customer/`` would be something else."""
    for name in ("", " ", ".."):
        with pytest.raises(crosstie.UsageError):
            await async_client.customers.get(name)
    assert simulator.count("GET *") == 0


# -- searches ----------------------------------------------------------------------------------------------------------


async def test_a_search_is_read_ten_by_ten_until_a_short_page(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """25 hits take three calls, by row number; prospects are among them unless unwanted."""
    found = await async_client.customers.find("example.com").all()
    assert [customer.customer_id for customer in found] == [str(4711 + place) for place in range(25)]
    assert simulator.count("POST customers/find") == 3
    assert len(await async_client.customers.find("example.com", prospects=False).all()) == 23


async def test_a_full_last_page_is_followed_by_an_empty_one(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """Twenty hits take three calls: nothing in the answer tells that the second page was the last."""
    listing = async_client.customers.find("HARBOR")
    simulator.seed(75)
    assert (len(await listing.all()), simulator.count("POST customers/find")) == (20, 3)


async def test_a_listing_whose_pages_repeat_for_ever_ends_with_an_error(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """A store that answers every page with the first one does not keep its caller for ever."""
    simulator.faults.add(Stuck(), route="POST customers/find", times=None)
    with pytest.raises(crosstie.DecodeError, match="repeats a page"):
        await async_client.customers.find("example.com").all()
    assert simulator.count("POST customers/find") == 2


async def test_no_hit_is_an_empty_list(async_client: rfms.AsyncClient) -> None:
    """A success with an empty list is no error."""
    assert await async_client.customers.find("nobody of this name").all() == []


async def test_hits_of_the_fuzzy_search_are_verified(async_client: rfms.AsyncClient, simulator: RfmsSimulator) -> None:
    """The search finds parts of words; the look-ups by e-mail and phone keep exact hits only, whatever their case."""
    simulator.edit_customer(4712, {"email": "Other.NORA.Maple0@example.com"})
    assert len(await async_client.customers.find("nora.maple0@example.com").all()) == 2
    found = await async_client.customers.with_email(" NORA.MAPLE0@EXAMPLE.COM")
    assert [customer.customer_id for customer in found] == ["4711"]
    assert [hit.customer_id for hit in await async_client.customers.with_phone("(503) 555-0103")] == ["4714"]
    assert await async_client.customers.with_phone("555-0103") == []


async def test_exact_look_ups_find_inactive_customers_too(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """Whoever is about to make a customer must know of them: RFMS would call it a duplicate."""
    simulator.edit_customer(4711, {"active": False})
    assert await async_client.customers.find("nora.maple0@example.com").first() is None
    assert len(await async_client.customers.with_email("nora.maple0@example.com")) == 1
    assert len(await async_client.customers.with_phone("503-555-0100")) == 1


async def test_active_of_the_flat_rows_is_not_taken_over(async_client: rfms.AsyncClient) -> None:
    """Rows say false for everybody; a customer therefore says nothing instead."""
    customer = await async_client.customers.find("Maple").first()
    assert customer is not None
    assert customer.active is None
    assert customer.row is not None
    assert customer.row.active is False


async def test_the_advanced_search_comes_in_one_answer(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """Filters are combined; dates are sent as the settings say."""
    assert len(await async_client.customers.find_advanced()) == 25
    wanted = rfms.CustomerFilter(customer_types=["COMMERCIAL"], stores=[12], created_from=simulator.store.today())
    assert await async_client.customers.find_advanced(wanted) == []
    assert b'"dateCreatedFrom":"2026-11-02"' in simulator.log[-1].request.body
    american = async_client.with_options(settings=rfms.Settings(find_dates="us"))
    assert await american.customers.find_advanced(wanted) == []
    assert b'"dateCreatedFrom":"11-02-2026"' in simulator.log[-1].request.body


async def test_what_changed_since_is_found_by_reading_everybody(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """RFMS cannot be asked for changed customers; the stamps are compared, with a day to spare for its naive clock."""
    moment = clock.now()
    clock.advance(3600)
    simulator.edit_customer(4720, {"email": "new@example.com"})
    found = await async_client.customers.updated_since(moment)
    assert [customer.customer_id for customer in found] == ["4720"]
    assert len(await async_client.customers.updated_since(clock.now() + timedelta(hours=20))) == 1
    assert await async_client.customers.updated_since(moment + timedelta(days=2)) == []


async def test_the_display_code_of_a_store_is_not_trimmed(async_client: rfms.AsyncClient) -> None:
    """It is one character, and a space is one."""
    values = await async_client.customers.allowed_values()
    assert [store.display_code for store in values.stores] == ["H", " ", "C"]
    assert "RESIDENTIAL" in values.customer_type


# -- saves -------------------------------------------------------------------------------------------------------------


async def test_a_new_customer_comes_back_with_its_id_and_in_capitals(async_client: rfms.AsyncClient) -> None:
    """RFMS turns address lines and cities into capitals, and leaves names alone."""
    saved = await async_client.customers.save(_draft())
    assert saved.customer_id == "4736"
    assert saved.customer_address is not None
    assert (saved.customer_address.last_name, saved.customer_address.address1) == ("Fern", "9 HARBOR LN")


async def test_the_same_name_and_phone_again_is_a_duplicate_that_names_the_other(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """RFMS says ``failed`` with HTTP 200 and the existing id, which is all a program needs."""
    first = await async_client.customers.save(_draft())
    with pytest.raises(crosstie.Conflict) as caught:
        await async_client.customers.save(_draft())
    assert (caught.value.kind, caught.value.existing_id) == ("duplicate", first.customer_id)
    assert len(simulator.store.customers) == 26


@pytest.mark.parametrize("semantics", ["replace", "merge"])
async def test_an_update_loses_nothing_whether_rfms_merges_or_replaces(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, semantics: Literal["replace", "merge"]
) -> None:
    """Nobody knows which it does, so the whole record is sent: one wish changes one field."""
    simulator.rules = attrs.evolve(simulator.rules, customer_update=semantics)
    before = await async_client.customers.get("4711")
    wish = rfms.Customer(customer_id="4711", customer_address=rfms.Address(postal_code="97302"))
    after = await async_client.customers.save(wish)
    assert before.customer_address is not None
    expected = attrs.evolve(before, customer_address=attrs.evolve(before.customer_address, postal_code="97302"))
    assert attrs.evolve(after, row=None) == attrs.evolve(expected, row=None)


async def test_fields_that_agree_with_the_base_are_no_wishes(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """A record that was read, changed and saved does not undo what somebody else changed meanwhile."""
    base = await async_client.customers.get("4711")
    simulator.edit_customer(4711, {"phone2": "503-555-0188"})
    saved = await async_client.customers.save(attrs.evolve(base, email="nora@example.com"), base=base)
    assert (saved.email, saved.phone2) == ("nora@example.com", "503-555-0188")


async def test_an_empty_text_empties_a_field(async_client: rfms.AsyncClient) -> None:
    """``None`` means: as it is; ``""`` means: nothing."""
    saved = await async_client.customers.save(rfms.Customer(customer_id="4711", email=""))
    assert (saved.email, saved.phone1) == ("", "503-555-0100")


async def test_an_update_can_be_sent_as_it_is_given(async_client: rfms.AsyncClient, simulator: RfmsSimulator) -> None:
    """A host that knows what its store does saves the reading; what is not sent may then be gone."""
    as_given = async_client.with_options(settings=rfms.Settings(customer_update="as_given"))
    saved = await as_given.customers.save(rfms.Customer(customer_id="4711", email="nora@example.com"))
    assert (saved.email, saved.phone1) == ("nora@example.com", "")
    assert simulator.count("GET customer/{id}") == 0


async def test_a_save_that_answers_with_an_id_of_zero_is_in_doubt(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """It was carried out, but the answer cannot be believed: nothing is repeated, somebody has to look."""
    simulator.spoil_saves()
    with pytest.raises(crosstie.OutcomeUnknown):
        await async_client.customers.save(_draft())
    assert (simulator.count("POST customer"), len(simulator.store.customers)) == (1, 26)
    assert [found.customer_id for found in await async_client.customers.with_phone("503-555-0190")] == ["4736"]


async def test_a_store_that_misses_a_field_is_heard(async_client: rfms.AsyncClient) -> None:
    """A refusal with HTTP 200 is an error, with the store's words."""
    with pytest.raises(crosstie.Invalid, match="customerType"):
        await async_client.customers.save(rfms.Customer(customer_address=rfms.Address(last_name="Fern")))
