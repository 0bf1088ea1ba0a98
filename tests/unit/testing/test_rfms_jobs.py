"""The RFMS simulator's jobs and lookups (3.4, 3.8)."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator

JOB: dict[str, Any] = {
    "jobName": "Maple",
    "documentNumber": "CG600001",
    "crewName": "CREW A",
    "scheduledStart": "2026-11-12",
    "scheduledEnd": "2026-11-13",
    "timeSlotId": 1,
    "lines": [{"productCode": "01", "styleName": "Driftwood", "quantity": 40, "units": "SF"}],
}
RANGES = {
    "startDate": "11-02-2026",
    "endDate": "11-02-2026",
    "scheduledStartDate": "11-01-2026",
    "scheduledEndDate": "11-30-2026",
}


@pytest.fixture
def simulator() -> RfmsSimulator:
    """Return a store with three orders."""
    made = RfmsSimulator()
    made.seed(3)
    made.seed_orders(3)
    return made


@pytest.fixture
def caller(simulator: RfmsSimulator) -> RfmsCaller:
    """Return a caller with a session."""
    return RfmsCaller.begun(simulator)


def _saved(caller: RfmsCaller, **fields: object) -> int:
    answer = caller.post("job", {**JOB, **fields})
    assert answer["status"] == "success", answer
    return int(answer["detail"]["docId"])


def test_a_saved_job_answers_its_document_and_id(caller: RfmsCaller) -> None:
    """3.4 and example 6.6: the order's number, and the job id as a string."""
    answer = caller.post("job", JOB)
    assert answer == {"status": "success", "result": "CG600001", "detail": {"docId": "5566"}}


def test_each_view_of_a_job_has_its_own_dates(caller: RfmsCaller) -> None:
    """3.0 and 3.4: packed in lists, ISO in the single job, four-digit hours in lines, a slot's name as a time."""
    job = _saved(caller)
    listed = caller.get("jobs/CREW A")["detail"][0]
    whole = caller.get(f"job/{job}")["detail"]
    ordered = caller.get("order/jobs/CG600001")["detail"][0]
    assert (listed["scheduledStart"], listed["startTime"]) == ("20261112", "Morning")
    assert (whole["scheduledStart"], whole["scheduledEnd"]) == ("2026-11-12", "2026-11-13")
    assert (whole["lines"][0]["scheduledDate"], whole["lines"][0]["scheduledEndTime"]) == ("2026-11-12", "0012:00:00")
    assert ordered["lines"][0]["scheduledEndTime"] == "0012:00:00"
    assert ordered["balanceDue"] == 32.5
    assert whole["lines"][0]["scheduledStartTime"] == ordered["lines"][0]["scheduledStartTime"] == "0008:30:00"
    _saved(caller, timeSlotId=0)
    assert caller.get("jobs/CREW A")["detail"][1]["startTime"] == "08:00:00"


def test_strings_in_jobs_are_padded(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.4: fixed width, so clients strip; the padding can be turned off."""
    job = _saved(caller)
    padded = caller.get(f"job/{job}")["detail"]["jobName"]
    assert (padded.strip(), len(padded)) == ("Maple", 30)
    simulator.rules = attrs.evolve(simulator.rules, padded=False)
    assert caller.get(f"job/{job}")["detail"]["jobName"] == "Maple"


def test_find_answers_the_same_list_twice(caller: RfmsCaller) -> None:
    """Table 73: ``result`` and ``detail`` are identical."""
    job = _saved(caller)
    answer = caller.post("jobs/find", RANGES)
    assert answer["result"] == answer["detail"]
    assert [row["jobId"] for row in answer["result"]] == [job]


@pytest.mark.parametrize("date", ["2026-11-02", "11/02/2026", "02-30-2026"])
def test_find_takes_dashed_american_dates_only(caller: RfmsCaller, date: str) -> None:
    """3.0: ``MM-DD-YYYY``."""
    assert caller.post("jobs/find", {**RANGES, "startDate": date})["status"] == "failed"


def test_find_needs_both_ranges_unless_told_otherwise(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.4: one client's finding, on by default so that clients send both."""
    one = {key: RANGES[key] for key in ("startDate", "endDate")}
    assert caller.post("jobs/find", one)["status"] == "failed"
    simulator.rules = attrs.evolve(simulator.rules, jobs_find_needs_both_ranges=False)
    assert caller.post("jobs/find", one)["status"] == "success"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 1),
        ({"crews": ["CREW B"]}, 0),
        ({"crews": ["CREW A", "CREW B"]}, 1),
        ({"secondaryCrews": ["CREW B"]}, 0),
        ({"jobStatus": ["Scheduled"]}, 1),
        ({"jobStatus": ["Complete"]}, 0),
        ({"scheduledEndDate": "11-11-2026"}, 0),
        ({"installStartDate": "11-13-2026", "installEndDate": "11-20-2026"}, 0),
    ],
)
def test_find_filters(caller: RfmsCaller, filters: dict[str, object], count: int) -> None:
    """3.4: crews, states and the three ranges."""
    _saved(caller)
    assert len(caller.post("jobs/find", {**RANGES, **filters})["result"]) == count


def test_find_tells_inserted_from_updated(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.0: ``recordStatus`` is the change feed of jobs; there is no stamp on the job itself."""
    first, second = _saved(caller), _saved(caller)
    simulator.clock.advance(24 * 3600)
    caller.begin()
    caller.post("job/status", {"jobId": first, "status": "Complete"})

    def found(day: str, status: str) -> list[int]:
        body = {**RANGES, "startDate": day, "endDate": day, "recordStatus": status}
        return [row["jobId"] for row in caller.post("jobs/find", body)["result"]]

    assert found("11-02-2026", "Inserted") == [first, second]
    assert found("11-03-2026", "Updated") == [first]
    assert found("11-02-2026", "Updated") == []
    assert found("11-03-2026", "Both") == [first]


def test_a_crew_with_odd_characters_needs_the_posted_form(caller: RfmsCaller) -> None:
    """Table 68: such a name does not pass through a path."""
    crew = "STONE & TILE (NORTH)"
    job = _saved(caller, crewName=crew)
    assert caller.send("GET", "jobs/STONE%20%26%20TILE%20(NORTH)").status == 404
    assert [row["jobId"] for row in caller.post("jobs/crew", {"crew": crew})["detail"]] == [job]
    assert caller.get("jobs/CREW B")["detail"] == []
    assert caller.get("jobs/NOBODY")["status"] == "failed"


def test_an_update_replaces_or_merges_and_addresses_lines(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.4: ``lineId`` edits, none adds, ``delete`` removes; the header is replaced unless the rules say merge."""
    job = _saved(caller, notes="bring the long ladder")
    lines = [{"lineId": 1, "quantity": 44}, {"styleName": "Base", "quantity": 3}]
    caller.post("job", {"jobId": job, "crewName": "CREW B", "lines": lines})
    whole = caller.get(f"job/{job}")["detail"]
    assert (whole["crewName"].strip(), whole["notes"], whole["scheduledStart"]) == ("CREW B", "", "")
    assert [(line["lineId"], line["quantity"]) for line in whole["lines"]] == [(1, 44), (2, 3)]
    caller.post("job", {"jobId": job, **JOB, "crewName": "CREW B", "lines": []})
    simulator.rules = attrs.evolve(simulator.rules, job_update="merge")
    caller.post("job", {"jobId": job, "unassigned": True, "lines": [{"lineId": 1, "delete": True}]})
    whole = caller.get(f"job/{job}")["detail"]
    assert (whole["jobName"].strip(), whole["crewName"].strip()) == ("Maple", "")
    assert (whole["scheduledStart"], whole["scheduledEnd"], whole["timeSlotId"]) == ("2026-11-12", "2026-11-13", 1)
    assert [line["lineId"] for line in whole["lines"]] == [2]
    assert caller.post("job", {"jobId": job, "lines": [{"lineId": 9}]})["status"] == "failed"


@pytest.mark.parametrize("change", [{"crewName": "NOBODY"}, {"documentNumber": "CG1"}, {"jobStatusId": 77}])
def test_a_job_with_unknown_names_is_refused(
    simulator: RfmsSimulator, caller: RfmsCaller, change: dict[str, object]
) -> None:
    """3.4: crews go by name; nothing is saved."""
    assert caller.post("job", {**JOB, **change})["status"] == "failed"
    assert len(simulator.store.jobs) == 0


def test_a_job_check_refuses_and_is_overridden_in_another_case() -> None:
    """3.4 and example 6.6: Pascal case comes back, camel case goes out, HTTP is 200 throughout."""
    simulator = RfmsSimulator(rules=RfmsRules(require_track1=True))
    simulator.seed(1)
    simulator.seed_orders(1)
    caller = RfmsCaller.begun(simulator)
    refused = caller.post("job", JOB)
    assert refused["status"] == "failed"
    assert [check["JobCheckType"] for check in refused["detail"]] == ["Track1NoSelection"]
    assert set(refused["detail"][0]) == {"JobCheckType", "RestrictLevel", "Message", "Override"}
    as_received = [{**refused["detail"][0], "Override": True}]
    assert caller.post("job", {**JOB, "jobChecks": as_received})["status"] == "failed"
    as_wanted = [{"jobCheckType": "Track1NoSelection", "restrictLevel": "Warning", "override": True}]
    not_overridden = [{**as_wanted[0], "override": False}]
    another = [{**as_wanted[0], "jobCheckType": "CrewBooked"}]
    for checks in (not_overridden, another):
        assert caller.post("job", {**JOB, "jobChecks": checks})["status"] == "failed"
    simulator.rules = attrs.evolve(simulator.rules, override_still_refused=True)
    assert caller.post("job", {**JOB, "jobChecks": as_wanted})["status"] == "failed"
    simulator.rules = attrs.evolve(simulator.rules, override_still_refused=False)
    assert caller.post("job", {**JOB, "jobChecks": as_wanted})["status"] == "success"
    assert caller.post("job", {**JOB, "track1Description": "Carpet"})["status"] == "success"


def test_a_job_from_an_order_takes_the_database_id(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.4: ``orderNumber`` is not the number; the chosen lines come along."""
    order = simulator.store.document("order", "CG600002")
    line = order.lines[0].id
    answer = caller.post("job/create", {"orderNumber": order.id, "orderLines": [line]})
    assert answer["result"] == "CG600002"
    whole = caller.get(f"job/{answer['detail']['docId']}")["detail"]
    assert [row["lineId"] for row in whole["lines"]] == [line]
    assert caller.post("job/create", {"orderNumber": order.id, "orderLines": [line, 999]})["status"] == "failed"
    assert caller.post("job/create", {"orderNumber": 1, "orderLines": []})["status"] == "failed"


def test_a_job_goes_to_the_ship_to_and_knows_its_labor(caller: RfmsCaller) -> None:
    """3.4: the address block of a new job is the order's; ``laborTotal`` is a string in the single job."""
    ship_to = {"address1": "4 Quarry Way", "city": "Albany"}
    order = {"category": "Order", "soldTo": {"customerId": 4711}}
    shipped = caller.post("order/create", {**order, "shipTo": ship_to})["result"]
    alone = caller.post("order/create", {**order, "soldTo": {"lastName": "Ober", "address1": "1 Mill St"}})["result"]
    for number, address in ((shipped, "4 Quarry Way"), (alone, "1 Mill St")):
        job = _saved(caller, documentNumber=number, laborTotal="120.50")
        whole = caller.get(f"job/{job}")["detail"]
        assert (whole["address"].strip(), whole["laborTotal"]) == (address, "120.50")
        assert caller.post("job", {"jobId": job, "laborTotal": "99"})["status"] == "success"
        assert caller.get(f"job/{job}")["detail"]["laborTotal"] == "99"


def test_status_goes_by_a_name_of_the_list(caller: RfmsCaller) -> None:
    """3.4: one of ``/statuses``, which is bare; ids are in another list."""
    job = _saved(caller)
    names = caller.get("statuses")["activeStatuses"]
    assert caller.post("job/status", {"jobId": job, "status": names[2]})["status"] == "success"
    assert caller.get(f"job/{job}")["detail"]["jobStatus"] == names[2]
    assert caller.post("job/status", {"jobId": job, "status": "Dancing"})["status"] == "failed"
    assert {"id": 3, "description": names[2]} in caller.get("jobstatusids")["detail"]


def test_job_notes_are_replaced(caller: RfmsCaller) -> None:
    """3.8: unlike the notes of orders; the other kind of note stays."""
    job = _saved(caller)
    caller.post("job/notes", {"id": job, "workOrderNotes": "one"})
    caller.post("job/notes", {"id": job, "workTicketNotes": "ticket"})
    caller.post("job/notes", {"id": job, "workOrderNotes": "two"})
    row = caller.get("order/jobs/CG600001")["detail"][0]
    assert (row["notes"], row["workTicketNotes"]) == ("<p>two</p>", "<p>ticket</p>")
    assert caller.post("job/notes", {"id": job})["status"] == "failed"


def test_a_deleted_job_is_gone(caller: RfmsCaller) -> None:
    """Table 78: delete, then it is unknown."""
    job = _saved(caller)
    assert caller.send("DELETE", f"job/{job}").status == 200
    assert caller.get(f"job/{job}")["status"] == "failed"
    assert caller.get("order/jobs/CG600001")["detail"] == []


def test_lookups_are_where_the_table_puts_them(caller: RfmsCaller) -> None:
    """Table 69 to 82: statuses and job types are bare, the others are in ``detail``."""
    assert caller.get("jobtypes") == {"jobTypes": ["Install", "Measure", "Repair"]}
    crews = caller.get("crews")["detail"]
    assert crews[0]["availability"]["Sunday"] is False
    assert caller.get("timeslots")["detail"][0] == {
        "id": 1,
        "slot": "Morning",
        "startTime": "0008:30:00",
        "endTime": "0012:00:00",
    }
    tracks = caller.get("job/tracklist")["detail"]
    assert set(tracks) == {"track1Listings", "track2Listings"}
    assert [store["isDefault"] for store in caller.get("stores/Alma Reyes")] == [True, False, False]
    assert caller.get("stores/NOBODY") == []


def test_remarks_are_added_by_database_id(simulator: RfmsSimulator, caller: RfmsCaller) -> None:
    """3.8: Header means an order; there is no way to read a remark."""
    order = simulator.store.document("order", "CG600001").id
    kind = caller.get("remark/types")["detail"][0]
    body = {"id": order, "entityType": "Header", "remarkType": kind, "isPublicRemark": "true", "remark": "called"}
    assert caller.post("remark", body)["result"] == {
        "remarkId": 701,
        "isPublic": True,
        "remarkType": kind,
        "remark": "called",
    }
    assert caller.post("remark", {**body, "entityType": "Customer", "id": 4711})["status"] == "success"
    for wrong in ({"entityType": "Quote"}, {"entityType": "Order"}, {"remarkType": "Song"}, {"id": 1}):
        assert caller.post("remark", {**body, **wrong})["status"] == "failed"
    assert len(simulator.store.remarks) == 2
