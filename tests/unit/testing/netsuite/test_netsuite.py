# @generated from tests/unit/testing/netsuite/test_netsuite_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Synchronous requests and batches against fact sheet sections 2.6 and 2.7."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crosstie.testing import FakeClock

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office, Reply

KEY = "0d7f2f5e-0000-4000-8000-00000000000a"
COLLECTION = "application/vnd.oracle.resource+json; type=collection"
CUSTOMER = {"companyName": "Castillo Homes", "subsidiary": {"id": "1"}}


def _later(netsuite: Caller, *, key: str | None = KEY, body: object = CUSTOMER) -> Reply:
    headers = {"prefer": "respond-async"} | ({} if key is None else {"x_netsuite_idempotency_key": key})
    return netsuite.post("customer", body, **headers)


def _batch(
    netsuite: Caller, method: str, items: list[dict[str, Any]], prefer: str = "respond-async", path: str = "customer"
) -> Reply:
    return netsuite.send(method, f"record/v1/{path}", {"items": items}, prefer=prefer, content_type=COLLECTION)


def _job(netsuite: Caller, answer: Reply, rest: str = "") -> Reply:
    assert answer.status == 202, answer.response.body
    return netsuite.send("GET", answer.headers["location"].partition("/services/rest/")[2] + rest)


def _named(count: int) -> list[dict[str, Any]]:
    return [{**CUSTOMER, "companyName": f"Number {place}", "externalId": f"crm-{place}"} for place in range(count)]


def test_request_is_taken_and_carried_out_later(netsuite: Caller, clock: FakeClock) -> None:
    """2.6: 202 with Preference-Applied and Location; nothing is there until the job's time has come."""
    taken = _later(netsuite)
    assert (taken.status, taken.headers["preference-applied"]) == (202, "respond-async")
    assert taken.headers["location"] == "/services/rest/async/v1/job/5501"
    waiting = _job(netsuite, taken).body
    assert (waiting["completed"], waiting["progress"]) == (False, "pending")
    assert netsuite.get("customer").body["totalResults"] == 0
    clock.advance(1)
    done = _job(netsuite, taken).body
    assert (done["id"], done["completed"], done["progress"]) == ("5501", True, "succeeded")
    assert netsuite.get("customer").body["totalResults"] == 1


def test_result_is_what_the_synchronous_call_would_have_answered(netsuite: Caller, clock: FakeClock) -> None:
    """2.6: status, Location and body; before it is done there is none."""
    taken = _later(netsuite)
    assert _job(netsuite, taken, "/task/1/result").status == 404
    clock.advance(1)
    assert _job(netsuite, taken, "/task/1/result").made == "801"


def test_refused_request_fails_as_its_result(netsuite: Caller, clock: FakeClock) -> None:
    """2.6: the error body comes as the result of the task."""
    taken = _later(netsuite, body={"subsidiary": {"id": "1"}})
    clock.advance(1)
    assert _job(netsuite, taken).body["progress"] == "failed"
    result = _job(netsuite, taken, "/task/1/result")
    assert (result.status, result.error["o:errorPath"]) == (400, "companyName")


def test_task_tells_its_times(netsuite: Caller, clock: FakeClock) -> None:
    """2.6: completed, progress, startTime and, once it is over, endTime."""
    taken = _later(netsuite)
    before = _job(netsuite, taken, "/task/1").body
    assert (before["completed"], "endTime" in before) == (False, False)
    clock.advance(1)
    after = _job(netsuite, taken, "/task/1").body
    assert (after["progress"], after["startTime"], after["endTime"]) == (
        "succeeded",
        "2026-11-02T09:00:00Z",
        "2026-11-02T09:00:01Z",
    )


def test_location_of_a_job_may_be_absolute(office: Office) -> None:
    """2.6: relative in one page, absolute in others."""
    answer = _later(office.open(job_location="absolute"))
    assert answer.headers["location"].startswith("https://9990001-sb1.suitetalk.api.netsuite.com/services/rest/async/")


def test_used_idempotency_key_is_400_conflict_with_the_first_job(netsuite: Caller, clock: FakeClock) -> None:
    """2.6: title Conflict, IDEMPOTENCY_ERROR, and the Location to follow; whatever the case of the key."""
    first = _later(netsuite)
    again = _later(netsuite, key=KEY.upper())
    assert (again.status, again.body["title"], again.code) == (400, "Conflict", "IDEMPOTENCY_ERROR")
    assert again.headers["location"] == first.headers["location"]
    clock.advance(1)
    assert len(netsuite.simulator.records("customer")) == 1


def test_idempotency_key_is_ignored_on_synchronous_calls(netsuite: Caller) -> None:
    """2.2: the same key twice makes two records."""
    for name in ("One", "Two"):
        assert (
            netsuite.post("customer", {**CUSTOMER, "companyName": name}, x_netsuite_idempotency_key=KEY).status == 204
        )


def test_idempotency_key_is_a_uuid(netsuite: Caller) -> None:
    """2.2: anything else is refused; none at all is fine."""
    assert _later(netsuite, key="crm-1").error["o:errorHeader"] == "X-NetSuite-Idempotency-Key"
    assert _later(netsuite, key=None).status == 202


def test_results_and_keys_are_kept_for_a_while(office: Office, clock: FakeClock) -> None:
    """Open question 9: by rule; afterwards the job is gone and the key is free."""
    netsuite = office.open(results_kept=timedelta(hours=1))
    taken = _later(netsuite)
    clock.advance(3601)
    assert _job(netsuite, taken).status == 404
    assert _later(netsuite).status == 202


def test_suiteql_cannot_run_asynchronously(netsuite: Caller) -> None:
    """4.2: refused."""
    body = {"q": "SELECT id FROM customer"}
    answer = netsuite.send("POST", "query/v1/suiteql", body, prefer="transient, respond-async")
    assert (answer.status, answer.error["o:errorHeader"]) == (400, "Prefer")


def test_unknown_jobs_and_tasks_are_404(netsuite: Caller) -> None:
    """There is none of that number, or beyond."""
    taken = _later(netsuite)
    for rest in ("/task/2", "/task/x/result", "/other"):
        assert _job(netsuite, taken, rest).status == 404
    assert netsuite.send("GET", "async/v1/job/9").status == 404


# -- batches -----------------------------------------------------------------------------------------------------------


def test_batch_upsert_has_a_task_for_each_record(netsuite: Caller, clock: FakeClock) -> None:
    """7.6: one job, one task and one result per record."""
    taken = _batch(netsuite, "PUT", _named(2))
    clock.advance(1)
    assert _job(netsuite, taken).body["progress"] == "succeeded"
    for number in (1, 2):
        assert _job(netsuite, taken, f"/task/{number}/result").status == 204
    assert [record["externalId"] for record in netsuite.simulator.records("customer")] == ["crm-0", "crm-1"]


def test_task_list_is_irregular(netsuite: Caller) -> None:
    """2.7: several tasks stand in the links of one item."""
    taken = _batch(netsuite, "POST", _named(3))
    (item,) = _job(netsuite, taken, "/task").items
    assert [entry["href"].rsplit("/", 1)[-1] for entry in item["links"]] == ["1", "2", "3"]


def test_one_failed_record_leaves_the_others_alone(netsuite: Caller, clock: FakeClock) -> None:
    """Each record succeeds or fails for itself."""
    taken = _batch(netsuite, "POST", [*_named(1), {"externalId": "x"}, *_named(2)[1:]])
    clock.advance(1)
    statuses = [_job(netsuite, taken, f"/task/{number}/result").status for number in (1, 2, 3)]
    assert (statuses, _job(netsuite, taken).body["progress"]) == ([204, 400, 204], "failed")


def test_batch_update_names_records_by_id_or_external_id(netsuite: Caller, clock: FakeClock) -> None:
    """2.7: ``id`` wins over ``externalId``."""
    first = netsuite.customer("One", externalId="crm-1")
    second = netsuite.customer("Two", externalId="crm-2")
    items = [{"id": first, "externalId": "renamed"}, {"externalId": "crm-2", "email": "b@example.com"}]
    _batch(netsuite, "PATCH", items)
    clock.advance(1)
    assert netsuite.get(f"customer/{first}").body["externalId"] == "renamed"
    assert netsuite.get(f"customer/{second}").body["email"] == "b@example.com"
    nameless = _batch(netsuite, "PATCH", [{"email": "x@example.com"}])
    assert (nameless.status, nameless.error["o:errorPath"]) == (400, "items[0]")
    assert _batch(netsuite, "PUT", [{"id": first}]).status == 400


def test_batch_read_and_delete_by_ids(netsuite: Caller, clock: FakeClock) -> None:
    """2.7: ``ids=`` takes internal and external ids; reading needs expandRecords."""
    first, second = netsuite.customer("One"), netsuite.customer("Two", externalId="crm-2")
    ids = ("ids", f"{first},eid:crm-2")
    taken = netsuite.get("customer", ids, ("expandRecords", "true"), ("fields", "companyName"), prefer="respond-async")
    clock.advance(1)
    results = [_job(netsuite, taken, f"/task/{number}/result").body["companyName"] for number in (1, 2)]
    assert results == ["One", "Two"]
    assert netsuite.get("customer", ids, prefer="respond-async").error["o:errorQueryParam"] == "expandRecords"
    netsuite.delete("customer", ("ids", f"{first},{second}"), prefer="respond-async")
    clock.advance(1)
    assert netsuite.simulator.records("customer") == []


def test_batch_is_asynchronous_and_of_100_records_at_most(netsuite: Caller) -> None:
    """2.7: anything else is refused, and nothing is done."""
    assert _batch(netsuite, "POST", _named(1), prefer="transient").error["o:errorHeader"] == "Prefer"
    assert netsuite.delete("customer", ("ids", "1")).status == 400
    assert _batch(netsuite, "POST", _named(100)).status == 202
    assert _batch(netsuite, "POST", _named(101)).status == 400
    assert _batch(netsuite, "POST", []).status == 400
    assert _batch(netsuite, "POST", _named(1), path="unheardOf").status == 404
    assert _batch(netsuite, "POST", _named(1), path="customer/801").status == 400


@pytest.mark.parametrize(("prefer", "ids"), [("", ["801", "802"]), (', batch-processing="parallel"', ["802", "801"])])
def test_parallel_batches_have_no_order(netsuite: Caller, clock: FakeClock, prefer: str, ids: list[str]) -> None:
    """2.7: sequential by default; with parallel the records are not made in the order they were sent in."""
    taken = _batch(netsuite, "POST", _named(2), prefer=f"respond-async{prefer}")
    clock.advance(1)
    made = [_job(netsuite, taken, f"/task/{number}/result").made for number in (1, 2)]
    assert made == ids


def test_jobs_run_even_if_nobody_polls(netsuite: Caller, clock: FakeClock) -> None:
    """Whoever looks after the time has come sees what was done."""
    _later(netsuite)
    clock.advance(1)
    assert [note.operation for note in netsuite.simulator.writes("customer")] == ["create"]
    assert len(netsuite.simulator.records("customer")) == 1
