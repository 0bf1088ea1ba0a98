# @generated from tests/acceptance/rfms/test_rfms_jobs_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Jobs of a store: two date forms, padded texts, checks that a person may overrule."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Literal

import attrs
import pytest

import crosstie
from crosstie.systems import rfms
from crosstie.systems.rfms.api_jobs import identified
from crosstie.testing import FakeClock
from crosstie.testing.rfms import RfmsSimulator

_JOB = rfms.Job(
    document_number="CG600001",
    job_name="Maple",
    crew_name="CREW A",
    scheduled_start=date(2026, 11, 9),
    scheduled_end=date(2026, 11, 10),
    job_status_id="2",
    time_slot_id="1",
    notes="Ring twice.",
    labor_total=Decimal("120.50"),
)


def test_a_job_is_made_and_read_without_its_padding(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """Texts are filled up to a fixed width in RFMS; single jobs and lists have dates of different forms."""
    saved = client.jobs.save(_JOB)
    assert saved == rfms.SavedJob(id="5566", document_number="CG600001")
    assert b'"laborTotal":"120.50"' in simulator.log[-1].request.body
    job = client.jobs.get("5566")
    assert (job.job_name, job.crew_name, job.scheduled_start) == ("Maple", "CREW A", date(2026, 11, 9))
    (listed,) = client.jobs.by_crew("CREW A")
    assert (listed.job_name, listed.scheduled_start, listed.start_time) == ("Maple", date(2026, 11, 9), "Morning")
    (of_order,) = client.jobs.of_order("cg600001")
    assert (of_order.job_id, of_order.scheduled_start) == ("5566", date(2026, 11, 9))


def test_an_unknown_job_is_not_found(client: rfms.Client) -> None:
    """As with every record."""
    with pytest.raises(crosstie.NotFound):
        client.jobs.get("9")


@pytest.mark.parametrize("semantics", ["replace", "merge"])
def test_an_update_keeps_the_rest_of_a_job_whether_rfms_merges_or_replaces(
    client: rfms.Client, simulator: RfmsSimulator, semantics: Literal["replace", "merge"]
) -> None:
    """The job is read, merged and sent whole, without its lines."""
    simulator.rules = attrs.evolve(simulator.rules, job_update=semantics)
    client.jobs.save(_JOB)
    before = client.jobs.get("5566")
    client.jobs.save(rfms.Job(job_id="5566", job_name="Maple, hall"))
    after = client.jobs.get("5566")
    assert after == attrs.evolve(before, job_name="Maple, hall")
    (save,) = [call for call in simulator.log if b"Maple, hall" in call.request.body]
    assert "lines" not in json.loads(save.request.body)


def test_status_and_slot_that_are_read_by_name_are_written_by_id(client: rfms.Client) -> None:
    """Reads are documented to name them; the ids come from the value lists."""
    statuses, slots = client.jobs.status_ids(), client.jobs.time_slots()
    assert (statuses[1].description, slots[0].start_time) == ("In Progress", "0008:30:00")
    job = rfms.Job(job_id="5566", job_status="On Hold", time_slot="Afternoon")
    known = identified(job, statuses, slots)
    assert (known.job_status_id, known.time_slot_id) == ("4", "2")


def test_a_job_that_the_checks_object_to_can_be_overruled(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The checks come in Pascal case and go back in camel case."""
    simulator.rules = attrs.evolve(simulator.rules, require_track1=True)
    with pytest.raises(crosstie.Invalid) as caught:
        client.jobs.save(_JOB)
    (check,) = caught.value.fields
    assert (check.field, check.code) == ("Track1NoSelection", "Warning")
    saved = client.jobs.save(_JOB, override=caught.value.fields)
    assert saved.document_number == "CG600001"
    sent = json.loads(simulator.log[-1].request.body)["jobChecks"]
    assert sent == [
        {
            "jobCheckType": "Track1NoSelection",
            "restrictLevel": "Warning",
            "message": "No track was chosen.",
            "override": True,
        }
    ]


def test_an_override_that_rfms_refuses_again_is_an_error_and_no_loop(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """In the vendor's sample even the overruled request is answered with ``failed``."""
    simulator.rules = attrs.evolve(simulator.rules, require_track1=True, override_still_refused=True)
    checks = [crosstie.FieldProblem(message="No track.", field="Track1NoSelection", code="Warning")]
    with pytest.raises(crosstie.Invalid):
        client.jobs.save(_JOB, override=checks)
    assert simulator.count("POST job") == 1


def test_a_crew_of_an_odd_name_is_posted(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """Names with ``& . * ( ) , [ ]`` do not pass a path."""
    client.jobs.save(attrs.evolve(_JOB, crew_name="STONE & TILE (NORTH)"))
    (job,) = client.jobs.by_crew("STONE & TILE (NORTH)")
    assert job.crew_name == "STONE & TILE (NORTH)"
    assert (simulator.count("POST jobs/crew"), simulator.count("GET jobs/{crew}")) == (1, 0)


def test_a_crew_that_is_called_like_an_endpoint_is_posted_too(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """``GET /jobs/find`` is a wrong verb, not a crew."""
    with pytest.raises(crosstie.Invalid):
        client.jobs.by_crew("Find")
    with pytest.raises(crosstie.UsageError):
        client.jobs.by_crew(" ")
    assert simulator.count("POST jobs/crew") == 1


def test_a_search_sends_both_ranges_in_the_one_form_that_is_taken(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """One client found both to be needed, so open ranges are sent wide."""
    client.jobs.save(_JOB)
    assert [job.job_id for job in client.jobs.find()] == ["5566"]
    assert b'"startDate":"01-01-2000","endDate":"12-31-2099"' in simulator.log[-1].request.body
    later = rfms.JobFilter(scheduled=(date(2026, 12, 1), None))
    assert client.jobs.find(later) == []
    assert client.jobs.find(rfms.JobFilter(crews=["CREW B"])) == []


def test_jobs_that_changed_are_found_by_day(client: rfms.Client, clock: FakeClock) -> None:
    """Inserted and updated are told apart, with a day to spare."""
    client.jobs.save(_JOB)
    clock.advance(2 * 24 * 3600)
    client.jobs.set_status("5566", "Complete")
    assert [job.job_status for job in client.jobs.updated_since(date(2026, 11, 5))] == ["Complete"]
    assert client.jobs.updated_since(date(2026, 11, 5), which="Inserted") == []


def test_notes_of_a_job_are_replaced_one_kind_at_a_time(client: rfms.Client) -> None:
    """Adding to them is reading, joining and replacing; nothing safer is to be had."""
    client.jobs.save(_JOB)
    client.jobs.set_notes("5566", work_order="First.")
    client.jobs.set_notes("5566", work_order="Instead.")
    assert client.jobs.append_work_order_notes("5566", "Second.") == "Instead.\nSecond."
    assert client.jobs.get("5566").work_order_note == "Instead.\nSecond."
    with pytest.raises(crosstie.UsageError):
        client.jobs.set_notes("5566")
    with pytest.raises(crosstie.UsageError):
        client.jobs.set_notes("5566", work_order="a", work_ticket="b")


def test_a_job_is_made_of_lines_of_an_order_and_deleted(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The order is named by its database id here."""
    order = client.orders.get("CG600001")
    saved = client.jobs.create_from_order(str(order.id), [str(line.id) for line in order.lines])
    (job,) = client.jobs.of_order("CG600001")
    assert (job.job_id, len(job.lines)) == (saved.id, 1)
    client.jobs.delete(str(saved.id))
    assert len(simulator.store.jobs) == 0


def test_a_job_that_waits_is_resumed_and_made_once(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """Where the message id of a job stands is not documented; it is found in either place."""
    simulator.rules = attrs.evolve(simulator.rules, waiting_id_elsewhere="docId")
    simulator.hold("POST job")
    with pytest.raises(crosstie.Pending) as caught:
        client.jobs.save(_JOB)
    assert client.jobs.save(_JOB, resume=caught.value.token).id == "5566"
    assert len(simulator.store.jobs) == 1


def test_value_lists_of_jobs_are_read(client: rfms.Client) -> None:
    """Some come bare, some in the envelope."""
    assert [crew.name for crew in client.jobs.crews()] == ["CREW A", "CREW B", "STONE & TILE (NORTH)"]
    assert client.jobs.status_names() == ["Scheduled", "In Progress", "Complete", "On Hold"]
    assert client.jobs.job_types() == ["Install", "Measure", "Repair"]
    tracks = client.jobs.track_lists()
    assert [entry.description for entry in tracks.track1_listings] == ["Carpet", "Hard Surface"]
