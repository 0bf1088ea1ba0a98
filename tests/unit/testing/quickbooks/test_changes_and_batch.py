"""Change data capture and batch against fact sheet sections 4.3 and 4.4."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import Rules

if TYPE_CHECKING:
    from tests.unit.testing.quickbooks.conftest import Books, Caller

DAY = 86_400


def _changes(caller: Caller, entities: str, since: str) -> list[dict[str, Any]]:
    answer = caller.get("cdc", ("entities", entities), ("changedSince", since))
    assert answer.status == 200, answer.response.body
    (response,) = answer.body["CDCResponse"]
    found: list[dict[str, Any]] = response["QueryResponse"]
    return found


def _batch(
    caller: Caller, *items: dict[str, Any], params: tuple[tuple[str, str], ...] = ()
) -> dict[str, dict[str, Any]]:
    answer = caller.post("batch", {"BatchItemRequest": list(items)}, *params)
    assert answer.status == 200, answer.response.body
    return {item.pop("bId"): item for item in answer.body["BatchItemResponse"]}


def test_each_asked_entity_has_its_place(shop: Caller) -> None:
    """One element per entity in the order asked, full objects, and an empty object where nothing changed (4.3)."""
    customers, bills, items = _changes(shop, "Customer,Bill,Item", "2026-11-02")
    assert customers["Customer"] == [shop.read("customer/1")]
    assert (customers["startPosition"], customers["maxResults"]) == (1, 1)
    assert bills == {}
    assert [found["Name"] for found in items["Item"]] == ["Oak plank"]


def test_only_what_changed_since_is_answered(qbo: Caller, clock: FakeClock) -> None:
    """A date or a time with offset is taken; older records are left out, inactive ones are in (4.3)."""
    for name in ("A", "B", "C"):
        qbo.made("customer", {"DisplayName": name})
    clock.advance(3600)
    qbo.made("customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    (page,) = _changes(qbo, "Customer", "2026-11-02T01:30:00-08:00")
    assert [(found["Id"], found["Active"]) for found in page["Customer"]] == [("2", False)]
    (page,) = _changes(qbo, "Customer", "2026-11-02")
    assert [found["Id"] for found in page["Customer"]] == ["1", "3", "2"]


def test_deleted_rows_come_after_the_live_ones(shop: Caller, clock: FakeClock) -> None:
    """A deleted transaction shows as domain, status, Id and LastUpdatedTime, behind the live ones (4.3)."""
    for _ in range(3):
        shop.sell()
    shop.post("invoice", {"Id": "1", "SyncToken": "0"}, ("operation", "delete"))
    clock.advance(60)
    shop.sell()
    (page,) = _changes(shop, "Invoice", "2026-11-02")
    assert [found["Id"] for found in page["Invoice"]] == ["2", "3", "4", "1"]
    assert page["Invoice"][-1] == {
        "domain": "QBO",
        "status": "Deleted",
        "Id": "1",
        "MetaData": {"LastUpdatedTime": "2026-11-02T01:00:00-08:00"},
    }
    assert page["maxResults"] == 4


def test_answer_stops_at_1000_and_has_no_second_page(books: Books, clock: FakeClock) -> None:
    """1,000 objects at most, the oldest changes first; per response or per entity, the sources disagree (4.3)."""
    for cap, vendors in (("response", 0), ("entity", 1)):
        caller = books.open(Rules(cdc_cap=cap))
        caller.simulator.seed(999)
        clock.advance(1)
        caller.simulator.seed(2)
        caller.simulator.add("Vendor", {"DisplayName": "Mill"})
        first, second = _changes(caller, "Customer,Vendor", "2026-11-02")
        assert [found["Id"] for found in first["Customer"]] == [str(number) for number in range(1, 1001)]
        assert len(second.get("Vendor", [])) == vendors


def test_look_back_is_30_days(books: Books, clock: FakeClock) -> None:
    """Beyond 30 days nothing can be relied on (4.3): clipped by default, refused or answered by setting."""
    since = (clock.now() - timedelta(days=1)).date().isoformat()
    callers = {beyond: books.open(Rules(cdc_beyond=beyond)) for beyond in ("clip", "refuse", "answer")}
    for caller in callers.values():
        caller.made("customer", {"DisplayName": "A"})
    clock.advance(31 * DAY)
    assert _changes(callers["clip"], "Customer", since) == [{}]
    assert len(_changes(callers["answer"], "Customer", since)[0]["Customer"]) == 1
    params = (("entities", "Customer"), ("changedSince", since))
    assert callers["refuse"].get("cdc", *params).codes == ["2110"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ((("changedSince", "2026-11-02"),), "2020"),
        ((("entities", "Customer"),), "2020"),
        ((("entities", "Customer"), ("changedSince", "lately")), "2060"),
        ((("entities", "TaxRate"), ("changedSince", "2026-11-02")), "2110"),
    ],
)
def test_change_calls_are_checked(qbo: Caller, params: tuple[tuple[str, str], ...], code: str) -> None:
    """Both arguments are needed and must make sense; TaxRate and its like are not covered (4.3)."""
    assert qbo.get("cdc", *params).codes == [code]


def test_batch_items_stand_alone(shop: Caller) -> None:
    """HTTP 200 with one answer per bId, each the entity, a QueryResponse or a Fault (4.4)."""
    stale = {"Id": "1", "SyncToken": "9", "sparse": True, "Notes": "x"}
    found = _batch(
        shop,
        {"bId": "a", "operation": "create", "Customer": {"DisplayName": "New"}},
        {"bId": "b", "operation": "update", "Customer": stale},
        {"bId": "c", "Query": "SELECT * FROM Customer WHERE DisplayName = 'New'"},
        {"bId": "d", "operation": "delete", "Customer": {"Id": "1", "SyncToken": "0"}},
        {"bId": "e", "Query": "nonsense"},
    )
    assert found["a"]["Customer"]["Id"] == "2"
    assert found["b"]["Fault"]["Error"][0]["code"] == "5010"
    assert found["c"]["QueryResponse"]["Customer"] == [found["a"]["Customer"]]
    assert found["d"]["Fault"]["Error"][0]["code"] == "500"
    assert found["e"]["Fault"]["Error"][0]["code"] == "4000"


def test_batch_voids_and_deletes(shop: Caller) -> None:
    """Update with optionsData void voids, delete answers status Deleted (4.4)."""
    shop.sell()
    shop.sell()
    found = _batch(
        shop,
        {"bId": "1", "operation": "update", "optionsData": "void", "Invoice": {"Id": "1", "SyncToken": "0"}},
        {"bId": "2", "operation": "delete", "Invoice": {"Id": "2", "SyncToken": "0"}},
    )
    assert (found["1"]["Invoice"]["TotalAmt"], found["1"]["Invoice"]["PrivateNote"]) == (0, "Voided")
    assert found["2"]["Invoice"] == {"domain": "QBO", "status": "Deleted", "Id": "2"}


def test_batch_holds_30_items(qbo: Caller) -> None:
    """Thirty operations work, thirty-one are 1040 and none of them is done (4.4)."""
    items = [{"bId": str(n), "operation": "create", "Customer": {"DisplayName": f"C{n}"}} for n in range(31)]
    assert qbo.post("batch", {"BatchItemRequest": items}).codes == ["1040"]
    assert qbo.simulator.records("Customer") == []
    assert len(_batch(qbo, *items[:30])) == 30


def test_batch_repeats_by_requestid_with_shorter_ids(qbo: Caller) -> None:
    """In a batch a requestid has at most 36 characters and each bId at most 10 (2.5); a repeat writes nothing again."""
    item = {"bId": "1", "operation": "create", "Customer": {"DisplayName": "A"}}
    uuid = "7a3c2b1e-0000-4000-8000-000000000001"
    first = _batch(qbo, item, params=(("requestid", uuid),))
    assert _batch(qbo, item, params=(("requestid", uuid),)) == first
    assert len(qbo.simulator.writes()) == 1
    assert qbo.post("batch", {"BatchItemRequest": [item]}, ("requestid", "x" * 37)).codes == ["2130"]
    long = {**item, "bId": "x" * 11}
    assert qbo.post("batch", {"BatchItemRequest": [long]}, ("requestid", "other")).codes == ["2130"]
    assert set(_batch(qbo, long)) == {"x" * 11}


def test_batch_answers_1000_objects_at_most(qbo: Caller) -> None:
    """The objects of all queries in a batch number at most 1,000; the query beyond is 10100 (4.4, 5.4)."""
    qbo.simulator.seed(600)
    query = "SELECT * FROM Customer MAXRESULTS 600"
    found = _batch(qbo, {"bId": "1", "Query": query}, {"bId": "2", "Query": query})
    assert found["1"]["QueryResponse"]["maxResults"] == 600
    assert found["2"]["Fault"]["Error"][0]["code"] == "10100"


@pytest.mark.parametrize(
    ("body", "codes"),
    [({}, ["2020"]), ({"BatchItemRequest": []}, ["2020"])],
)
def test_empty_batch_is_refused(qbo: Caller, body: dict[str, Any], codes: list[str]) -> None:
    """A batch without items is 2020."""
    assert qbo.post("batch", body).codes == codes


def test_batch_item_must_say_what_it_wants(qbo: Caller) -> None:
    """An item without entity, or with an unknown operation, has a Fault of its own."""
    found = _batch(qbo, {"bId": "1"}, {"bId": "2", "operation": "upsert", "Customer": {"DisplayName": "A"}})
    assert [found[key]["Fault"]["Error"][0]["code"] for key in ("1", "2")] == ["500", "500"]
