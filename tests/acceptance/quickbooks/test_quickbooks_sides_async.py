"""Collections as sides of two-way sync: what they promise is what they do."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

import crosstie
from crosstie.core.endpoint import AtDate, AtTime, Change, Creation, Revision
from crosstie.systems import quickbooks
from crosstie.systems.quickbooks import Customer, Invoice, Line, Ref, SalesItemLineDetail
from crosstie.testing import Answer, FakeClock
from crosstie.testing.quickbooks import QuickBooksSimulator

EMAIL = "primary_email_addr.address"


async def _everything(side: quickbooks.AsyncCollectionEndpoint[Customer], since: AtTime | None = None) -> list[Change]:
    found: list[Change] = []
    page = await side.changes(since, None)
    found += page.changes
    while page.next_page is not None:
        page = await side.changes(since, page.next_page)
        found += page.changes
    return found


def _invoice() -> Invoice:
    detail = SalesItemLineDetail(item_ref=Ref("1"))
    line = Line(amount=Decimal(11), detail_type="SalesItemLineDetail", sales_item_line_detail=detail)
    return Invoice(customer_ref=Ref("1"), line=(line,))


# -- what it promises --------------------------------------------------------------------------------------------------


async def test_a_collection_says_what_it_can_do(async_client: quickbooks.AsyncClient) -> None:
    """Time feed, checked versions, honoured keys, batches of thirty; what only QuickBooks sets cannot be written."""
    side = async_client.customers.endpoint()
    can = side.abilities
    assert (side.name, side.tenant) == ("quickbooks.customers", "acme")
    assert (can.feed, can.checks_version, can.honours_keys, can.batch) == ("time", True, True, 30)
    assert (can.finds, can.look_back, can.calls_per_minute) == (frozenset({"display_name"}), None, 480)
    assert {"id", "balance", "meta_data", "meta_data.last_updated_time", "fully_qualified_name"} <= can.cannot_hold
    assert not {"display_name", EMAIL, "notes"} & can.cannot_hold
    forms = async_client.invoices.endpoint(feed="change_data", batch_creations=True, finds=frozenset({"doc_number"}))
    assert (forms.abilities.look_back, forms.abilities.honours_keys) == (timedelta(days=30), False)
    assert forms.abilities.finds == {"doc_number"}


async def test_paths_are_checked_before_a_run(async_client: quickbooks.AsyncClient) -> None:
    """A misspelt path is the host's mistake."""
    side = async_client.customers.endpoint()
    side.check(["display_name", EMAIL, "bill_addr.city"])
    with pytest.raises(crosstie.UsageError, match="dislay_name"):
        side.check(["dislay_name"])
    with pytest.raises(crosstie.UsageError, match="1000"):
        async_client.customers.endpoint(page_size=2000)


# -- reading -----------------------------------------------------------------------------------------------------------


async def test_everything_is_listed_active_or_not(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """With id, version, time, state and the whole record, page by page."""
    simulator.edit("Customer", "3", {"Active": False})
    side = async_client.customers.endpoint(page_size=10)
    found = {change.id: change for change in await _everything(side)}
    assert sorted(map(int, found)) == list(range(1, 26))
    assert (found["3"].state, found["3"].version, found["1"].state) == ("inactive", "1", "live")
    assert found["1"].time is not None
    assert side.values_of(found["1"].record, {EMAIL, "parent_ref.value"}) == {
        EMAIL: "cora.1@example.com",
        "parent_ref.value": None,
    }


async def test_changes_since_a_time_include_that_time(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """Repeats are welcome, gaps are not."""
    clock.advance(60)
    simulator.edit("Customer", "7", {"Notes": "x"})
    side = async_client.customers.endpoint()
    assert [change.id for change in await _everything(side, AtTime(clock.now()))] == ["7"]
    assert await _everything(side, AtTime(clock.now() + timedelta(seconds=1))) == []
    with pytest.raises(crosstie.UsageError, match="by time"):
        await side.changes(AtDate(clock.now().date()), None)


async def test_change_data_brings_deletions_as_far_back_as_it_goes(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """Everything, and what is older than 30 days, is asked by queries."""
    kept = await async_client.invoices.create(_invoice())
    gone = await async_client.invoices.create(_invoice())
    clock.advance(60)
    since = AtTime(clock.now())
    await async_client.invoices.void(kept)
    await async_client.invoices.delete(gone)
    side = async_client.invoices.endpoint(feed="change_data")
    changes = (await side.changes(since, None)).changes
    assert [(change.id, change.state) for change in changes] == [(kept.id, "inactive"), (gone.id, "deleted")]
    assert changes[1].record is None
    assert [change.id for change in (await side.changes(None, None)).changes] == [kept.id]
    assert simulator.count("GET cdc") == 1
    clock.advance(31 * 86_400)
    assert [change.id for change in (await side.changes(since, None)).changes] == [kept.id]
    assert simulator.count("GET cdc") == 1


async def test_a_reading_by_change_data_goes_on_as_it_began(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """Beyond a thousand there is a next page of the same kind."""
    since = AtTime(clock.now() + timedelta(seconds=1))
    for _ in range(12):
        clock.advance(1)
        simulator.seed(100)
    found = await _everything(async_client.customers.endpoint(feed="change_data"), since)
    assert sorted(int(change.id) for change in found) == list(range(26, 1226))
    assert simulator.count("GET cdc") == 2


async def test_records_are_read_and_found(async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator) -> None:
    """Many ids in few calls, inactive ones too; finds are of active ones, by all values."""
    simulator.edit("Customer", "3", {"Active": False})
    side = async_client.customers.endpoint(finds=frozenset({"display_name", EMAIL}))
    ids = [str(number) for number in range(1, 150)]
    assert sorted(int(change.id) for change in await side.read(ids)) == list(range(1, 26))
    assert simulator.count("* query") == 2
    found = await side.find({"display_name": "Jansen Tile & Stone 1", EMAIL: "cora.1@example.com"})
    assert [change.id for change in found] == ["1"]
    assert await side.find({"display_name": "Jansen Tile & Stone 1", EMAIL: "other@example.com"}) == []
    assert await side.find({EMAIL: None}) == []
    assert await side.read([]) == []


# -- writing -----------------------------------------------------------------------------------------------------------


async def test_a_creation_under_the_same_key_is_the_same_record(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """What ``honours_keys`` promises."""
    side = async_client.customers.endpoint()
    values = {"display_name": "Oak & Sons", EMAIL: "oak@example.com", "notes": None, "bill_addr.city": "Salem"}
    made = [await side.create(values, key="k" * 32) for _ in range(2)]
    assert [(change.id, change.version) for change in made] == [("26", "0"), ("26", "0")]
    assert side.values_of(made[0].record, values) == values
    assert len(simulator.writes("Customer")) == 1


@pytest.mark.parametrize(("kind", "existing"), [("Customer", "26"), ("Vendor", None), ("Employee", None)])
async def test_a_taken_name_is_a_duplicate_that_says_whose_it_is(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator, kind: str, existing: str | None
) -> None:
    """QuickBooks does not tell (7.2): customers, vendors and employees are asked. Only a customer can be linked."""
    simulator.add(kind, {"DisplayName": "Oak 'n Sons"})
    side = async_client.customers.endpoint()
    with pytest.raises(crosstie.Conflict) as caught:
        await side.create({"display_name": "Oak 'n Sons"}, key="k")
    assert (caught.value.kind, caught.value.existing_id) == ("duplicate", existing)
    assert f"taken by {kind}" in caught.value.message
    with pytest.raises(crosstie.Conflict) as caught:
        await side.update("1", {"display_name": "Oak 'n Sons"}, version="0", base=None)
    assert caught.value.existing_id == existing
    (refused,) = await side.write([Revision(id="2", values={"display_name": "Oak 'n Sons"}, version="0")])
    assert isinstance(refused, crosstie.Conflict)
    assert refused.existing_id == existing


async def test_a_name_taken_by_an_inactive_record_is_found_too(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Inactive records keep a name, the suffixed one (7.2)."""
    gone = simulator.edit("Customer", "3", {"Active": False})
    with pytest.raises(crosstie.Conflict) as caught:
        await async_client.customers.endpoint().create({"display_name": gone["DisplayName"]}, key="k")
    assert caught.value.existing_id == "3"


async def test_the_refusal_reaches_the_caller_even_unexplained(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """A look-up that fails must not hide what it was made for."""
    simulator.faults.add(Answer(status=400), route="GET query", times=None)
    with pytest.raises(crosstie.Conflict) as caught:
        await async_client.items.endpoint().create({"name": "Oak plank", "income_account_ref.value": "2"}, key="k")
    assert (caught.value.kind, caught.value.existing_id) == ("duplicate", None)


async def test_an_update_sends_what_differs_and_checks_the_version(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """With the record at hand, or read first; what ``checks_version`` promises."""
    side = async_client.customers.endpoint()
    (base,) = await side.read(["1"])
    changed = await side.update("1", {"notes": "x", EMAIL: None}, version="0", base=base.record)
    assert (changed.version, side.values_of(changed.record, {"notes", EMAIL})) == ("1", {"notes": "x", EMAIL: None})
    again = await side.update("1", {"bill_addr.city": "Salem"}, version="1", base=None)
    assert side.values_of(again.record, {"bill_addr.city", "notes"}) == {"bill_addr.city": "Salem", "notes": "x"}
    with pytest.raises(crosstie.Conflict) as caught:
        await side.update("1", {"notes": "y"}, version="1", base=again.record)
    assert caught.value.kind == "stale"
    assert simulator.read("Customer", "1")["Notes"] == "x"
    with pytest.raises(crosstie.NotFound):
        await side.update("999", {"notes": "y"}, version="0", base=None)


async def test_a_field_that_no_sparse_update_empties_is_emptied_by_a_whole_one(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Item cost is no text; everything else stays."""
    made = simulator.add(
        "Item",
        {"Name": "Pine", "IncomeAccountRef": {"value": "2"}, "PurchaseCost": 3, "Description": "d", "Sku": "P-1"},
    )
    side = async_client.items.endpoint()
    name = str(made["Id"])
    changed = await side.update(name, {"purchase_cost": None, "sku": None}, version="0", base=None)
    assert side.values_of(changed.record, {"purchase_cost", "sku", "description"}) == {
        "purchase_cost": None,
        "sku": None,
        "description": "d",
    }
    with pytest.raises(crosstie.UsageError, match="cannot be cleared"):
        await side.update(name, {"name": None}, version="1", base=changed.record)


async def test_many_writes_take_few_calls_and_fail_alone(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Revisions in a batch, creations under their own keys; one result for each, in order."""
    side = async_client.customers.endpoint()
    (first,) = await side.read(["1"])
    simulator.forget_calls()
    results = await side.write(
        [
            Revision(id="1", values={"notes": "a"}, version="0", base=first.record),
            Creation(values={"display_name": "Oak & Sons"}, key="k-1"),
            Revision(id="2", values={"notes": "b"}, version="7"),
            Creation(values={"display_name": "a:b"}, key="k-2"),
            Revision(id="999", values={"notes": "c"}, version="0"),
            Revision(id="3", values={"taxable": None}, version="0"),
            Revision(id="4", values={"nothing": "d"}, version="0"),
        ]
    )
    kinds = ["Change", "Change", "Conflict", "UsageError", "NotFound", "Change", "UsageError"]
    assert [type(result).__name__ for result in results] == kinds
    assert simulator.counts == {"GET query": 1, "POST batch": 1, "POST customer": 1}
    assert [note.request_id for note in simulator.writes("Customer") if note.operation == "create"] == ["k-1"]
    again = await side.write([Creation(values={"display_name": "Oak & Sons"}, key="k-1")])
    assert [one.id for one in again if isinstance(one, Change)] == ["26"]


async def test_creations_go_in_batches_where_the_host_prefers_that(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """Two calls instead of forty; the side then no longer promises to honour keys."""
    side = async_client.customers.endpoint(batch_creations=True)
    writes = [Creation(values={"display_name": f"Batch {number}"}, key=f"k-{number}") for number in range(40)]
    simulator.forget_calls()
    results = await side.write(writes)
    assert [one.id for one in results if isinstance(one, Change)] == [str(number) for number in range(26, 66)]
    assert simulator.counts == {"POST batch": 2}


async def test_nothing_more_is_sent_once_the_company_cannot_be_reached(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """A dead session fails the first creation, and keeps the others from trying."""
    simulator.revoke_grants()
    side = async_client.customers.endpoint()
    results = await side.write(
        [Creation(values={"display_name": f"N {number}"}, key=f"k{number}") for number in range(3)]
    )
    assert [type(result).__name__ for result in results] == ["ReconnectRequired", "NotSent", "NotSent"]
    base = Customer(id="1", sync_token="0", display_name="x")
    results = await side.write([Revision(id="1", values={"notes": "x"}, version="0", base=base)])
    assert [type(result).__name__ for result in results] == ["ReconnectRequired"]


async def test_a_company_that_is_closed_to_us_is_not_asked_for_each_record(
    async_client: quickbooks.AsyncClient, simulator: QuickBooksSimulator
) -> None:
    """An ended subscription or a withdrawn authorisation is the same for all of them (5.4)."""
    body = b'{"Fault":{"Error":[{"Message":"Ended","Detail":"Ended","code":"6190"}],"type":"ValidationFault"}}'
    simulator.faults.add(Answer(status=403, body=body), route="POST customer", times=None)
    writes = [Creation(values={"display_name": f"N {number}"}, key=f"k{number}") for number in range(3)]
    results = await async_client.customers.endpoint().write(writes)
    assert [type(result).__name__ for result in results] == ["Forbidden", "NotSent", "NotSent"]
    assert simulator.count("POST customer") == 1
