"""Customers, quotes and orders of a store as sides of a sync: what they promise, and what they keep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import crosstie
from crosstie.core.endpoint import AtDate
from crosstie.systems import rfms
from crosstie.testing import Answer, FakeClock, Timeout
from crosstie.testing.rfms import RfmsSimulator

_PATHS = frozenset({"email", "phone1", "phone2", "customer_address.last_name", "customer_address.city"})


async def test_customers_promise_what_rfms_can_do(async_client: rfms.AsyncClient) -> None:
    """No feed, no versions, no keys; address lines and cities come back in capitals; some fields are read only."""
    endpoint = async_client.customers.endpoint()
    abilities = endpoint.abilities
    assert (endpoint.name, endpoint.tenant) == ("rfms.customers", "acme")
    assert (abilities.feed, abilities.checks_version, abilities.honours_keys) == ("scan", False, False)
    assert abilities.finds == {"email"}
    assert {"phone3", "notes", "active", "customer_id", "terms"} <= abilities.cannot_hold
    assert "ship_to_address.address2" in abilities.recases
    assert async_client.customers.endpoint(find_phones=True).abilities.finds == {"email", "phone1"}


async def test_paths_that_not_every_answer_shows_are_refused(async_client: rfms.AsyncClient) -> None:
    """The advanced search has no tax fields: synced from there, they would seem to come and go."""
    endpoint = async_client.customers.endpoint()
    endpoint.check(_PATHS)
    with pytest.raises(crosstie.UsageError, match="tax_status"):
        endpoint.check({"email", "tax_status"})
    with pytest.raises(crosstie.UsageError, match="nickname"):
        endpoint.check({"nickname"})
    paged = async_client.customers.endpoint(scan="find", search_text="example.com")
    paged.check({"email", "tax_status"})
    with pytest.raises(crosstie.UsageError, match="date_updated"):
        paged.check({"date_updated"})


async def test_everybody_is_listed_alive_with_the_time_of_the_last_change(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """``active`` is not believed unless the host says so: false was seen for everybody."""
    clock.advance(60)
    simulator.edit_customer(4711, {"active": False, "email": "n@example.com"})
    page = await async_client.customers.endpoint().changes(None, None)
    assert (len(page.changes), page.next_page) == (25, None)
    changed = next(change for change in page.changes if change.id == "4711")
    assert (changed.state, changed.time, changed.version) == ("live", clock.now(), None)
    believing = await async_client.customers.endpoint(trust_active=True).changes(None, None)
    assert [change.id for change in believing.changes if change.state == "inactive"] == ["4711"]


async def test_a_store_of_any_tier_can_be_listed_page_by_page(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """Through the text search, with a text that finds everybody."""
    endpoint = async_client.customers.endpoint(scan="find", search_text="example.com")
    seen: list[str] = []
    page: str | None = None
    while True:
        found = await endpoint.changes(None, page)
        seen.extend(change.id for change in found.changes)
        page = found.next_page
        if page is None:
            break
    assert (len(set(seen)), simulator.count("POST customers/find")) == (25, 3)


async def test_a_customer_has_the_same_values_wherever_it_is_read(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """List, single read, search and save agree, with empty texts as nothing: else everything would seem to change."""
    simulator.edit_customer(4712, {"phone2": "503-555-0188", "customerAddress": {"address2": "Unit 4"}})
    endpoint = async_client.customers.endpoint()
    listed = next(change for change in (await endpoint.changes(None, None)).changes if change.id == "4712")
    (read,) = await endpoint.read(["4712"])
    (found,) = await endpoint.find({"email": "edgar.brook1@example.com"})
    saved = await endpoint.update("4712", {"phone1": "503-555-0101"}, version=None, base=None)
    paths = _PATHS | {"phone3", "store_number", "customer_type", "ship_to_address.city", "customer_address.address2"}
    spelled = [dict(endpoint.values_of(change.record, paths)) for change in (listed, read, found, saved)]
    assert spelled[0] == spelled[1] == spelled[2] == spelled[3]
    assert (spelled[0]["phone2"], spelled[0]["phone3"]) == ("503-555-0188", None)


async def test_missing_customers_are_absent_and_searches_exact(async_client: rfms.AsyncClient) -> None:
    """One search by e-mail, one by phone; all given values must agree."""
    endpoint = async_client.customers.endpoint(find_phones=True)
    assert [change.id for change in await endpoint.read(["4711", "999999"])] == ["4711"]
    assert [change.id for change in await endpoint.find({"phone1": "503-555-0103"})] == ["4714"]
    assert await endpoint.find({"email": "nora.maple0@example.com", "phone1": "503-555-0103"}) == []


async def test_customers_are_made_and_changed_through_the_endpoint(async_client: rfms.AsyncClient) -> None:
    """A creation says what kind of entry it is; an update of some values leaves the others, and ``None`` empties."""
    endpoint = async_client.customers.endpoint()
    values = {"customer_type": "RESIDENTIAL", "customer_address.last_name": "Fern", "phone1": "503-555-0190"}
    made = await endpoint.create({**values, "email": "fern@example.com"}, key="k1")
    assert endpoint.values_of(made.record, {"entry_type"}) == {"entry_type": "Customer"}
    changed = await endpoint.update(
        made.id, {"email": None, "customer_address.city": "Salem"}, version=None, base=made.record
    )
    assert endpoint.values_of(changed.record, {"email", "phone1", "customer_address.city"}) == {
        "email": None,
        "phone1": "503-555-0190",
        "customer_address.city": "SALEM",
    }
    with pytest.raises(crosstie.UsageError):
        await endpoint.update(made.id, {"store_number": None}, version=None, base=None)


async def test_a_duplicate_creation_is_a_conflict_and_one_in_doubt_is_not_repeated(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """The engine finds the other one by the id, or by looking."""
    values = {"customer_type": "RESIDENTIAL", "customer_address.last_name": "Fern", "phone1": "503-555-0190"}
    slow = async_client.with_options(timeout=0.7).customers.endpoint(find_phones=True)
    simulator.faults.add(Timeout(after_effect=True), route="POST customer")
    with pytest.raises(crosstie.OutcomeUnknown):
        await slow.create(values, key="k1")
    (found,) = await slow.find({"phone1": "503-555-0190"})
    with pytest.raises(crosstie.Conflict) as caught:
        await slow.create(values, key="k1")
    assert (caught.value.kind, caught.value.existing_id) == ("duplicate", found.id)


# -- quotes and orders -------------------------------------------------------------------------------------------------


async def test_orders_tell_what_changed_by_day_as_heads(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """The heads tell what is voided; documents that changed are read whole, by number."""
    clock.advance(3 * 24 * 3600)
    simulator.edit_document("CG600002", {"jobNumber": "J-2"})
    simulator.edit_document("CG600003", {"voided": True})
    endpoint = async_client.orders.endpoint()
    assert (endpoint.name, endpoint.tenant, endpoint.abilities.feed) == ("rfms.orders", "acme", "date")
    assert endpoint.abilities.overlap == timedelta(days=1)
    assert len((await endpoint.changes(None, None)).changes) == 3
    page = await endpoint.changes(AtDate(date(2026, 11, 5)), None)
    assert [(change.id, change.state, change.record) for change in page.changes] == [
        ("CG600002", "live", None),
        ("CG600003", "inactive", None),
    ]
    (whole,) = await endpoint.read(["CG600002", "CG999999"])
    assert endpoint.values_of(whole.record, {"job_number", "sold_to.customer_id"}) == {
        "job_number": "J-2",
        "sold_to.customer_id": "4712",
    }
    assert await endpoint.find({"po_number": "PO-00001"}) == ()


async def test_quotes_are_made_and_their_headers_changed(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """Lines and notes are not the endpoint's to write; what RFMS made of it is read back."""
    endpoint = async_client.quotes.endpoint()
    endpoint.check({"po_number", "sold_to.customer_id"})
    assert {"lines", "public_notes", "totals"} <= endpoint.abilities.cannot_hold
    made = await endpoint.create({"sold_to.customer_id": "4711", "po_number": "EXT-1"}, key="k1")
    changed = await endpoint.update(made.id, {"po_number": None, "job_number": "J-1"}, version=None, base=made.record)
    assert endpoint.values_of(changed.record, {"po_number", "job_number", "sold_to.last_name"}) == {
        "po_number": None,
        "job_number": "J-1",
        "sold_to.last_name": "Maple",
    }
    assert simulator.store.document("quote", made.id).customer_id == 4711


async def test_a_quote_that_cannot_be_read_back_is_made_all_the_same(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """A pause that is asked for behind the creation is no proof that there was none: sync would make another quote."""
    before = simulator.count("POST quote/create")
    simulator.faults.add(Answer(status=429), route="GET quote/*", times=None)
    made = await async_client.quotes.endpoint().create({"sold_to.customer_id": "4711"}, key="k1")
    assert (made.record, simulator.count("POST quote/create") - before) == (None, 1)
    simulator.faults.clear()
    (read,) = await async_client.quotes.endpoint().read([made.id])
    assert read.id == made.id
