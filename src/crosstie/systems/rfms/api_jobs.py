"""The calls of jobs: searches, saving with overridden checks, status, notes (fact sheet: rfms.md, 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, TypeVar

import attrs

from crosstie.core.exchange import Call
from crosstie.errors import DecodeError, FieldProblem, NotFound, UsageError
from crosstie.models import Record
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.api_document_edits import nothing
from crosstie.systems.rfms.api_documents import doc_id, number_of
from crosstie.systems.rfms.envelope import Envelope, records, single, words
from crosstie.systems.rfms.models_base import write_id
from crosstie.systems.rfms.models_jobs import Crew, Job, JobStatus, JobTypes, Statuses, TimeSlot, TrackLists
from crosstie.systems.rfms.models_saved import SavedJob
from crosstie.systems.rfms.requests import call_of, filled, us_day
from crosstie.systems.rfms.routes import Route
from crosstie.systems.rfms.settings import Settings

__all__ = [
    "JobFilter",
    "by_crew",
    "crews",
    "delete",
    "find",
    "from_order",
    "get",
    "identified",
    "job_types",
    "named_statuses",
    "notes",
    "of_order",
    "save",
    "set_status",
    "status_ids",
    "time_slots",
    "track_lists",
]

R = TypeVar("R", bound=Record)

_LONG_AGO: Final = date(2000, 1, 1)
_FAR_AHEAD: Final = date(2099, 12, 31)
_NOT_IN_A_PATH: Final = frozenset("&.*(),[]/\\?#%")
_OTHER_PATHS: Final = frozenset({"find", "crew"})


@attrs.frozen(kw_only=True)
class JobFilter:
    """What a search of jobs is limited to; days are inclusive, and open ends reach from 2000 to 2099.

    Attributes:
        changed: First and last day on which the record was made or changed.
        scheduled: First and last day of the schedule.
        installed: First and last day of the installation; not sent unless given.
        crews: Names.
        secondary_crews: Names.
        statuses: Names, as of ``jobs.status_names()``.
        record_status: What ``changed`` is about.
    """

    changed: tuple[date | None, date | None] = (None, None)
    scheduled: tuple[date | None, date | None] = (None, None)
    installed: tuple[date | None, date | None] = (None, None)
    crews: Sequence[str] = ()
    secondary_crews: Sequence[str] = ()
    statuses: Sequence[str] = ()
    record_status: Literal["Inserted", "Updated", "Both"] = "Both"

    def to_wire(self) -> dict[str, object]:
        """Return it as RFMS spells it; both ranges are always there, because one client found both to be needed."""
        return filled(
            {
                "startDate": us_day(self.changed[0] or _LONG_AGO),
                "endDate": us_day(self.changed[1] or _FAR_AHEAD),
                "scheduledStartDate": us_day(self.scheduled[0] or _LONG_AGO),
                "scheduledEndDate": us_day(self.scheduled[1] or _FAR_AHEAD),
                "installStartDate": us_day(self.installed[0]),
                "installEndDate": us_day(self.installed[1]),
                "crews": tuple(self.crews),
                "secondaryCrews": tuple(self.secondary_crews),
                "jobStatus": tuple(self.statuses),
                "recordStatus": self.record_status,
            }
        )


# -- reading -----------------------------------------------------------------------------------------------------------


def find(wanted: JobFilter, settings: Settings) -> Call[list[Job]]:
    """Search; everything comes in one answer."""
    return _jobs("jobs.find", routes.FIND_JOBS, settings, body=wanted.to_wire())


def by_crew(name: str, settings: Settings) -> Call[list[Job]]:
    """List a crew's jobs; names that cannot stand in a path are posted."""
    if not name.strip():
        message = "Crews are named by their name, and none was given."
        raise UsageError(message)
    if _NOT_IN_A_PATH & set(name) or name.strip().casefold() in _OTHER_PATHS:
        return _jobs("jobs.by_crew", routes.JOBS_OF_CREW_POSTED, settings, body={"crew": name})
    return _jobs("jobs.by_crew", routes.JOBS_OF_CREW, settings, crew=name)


def of_order(number: str, settings: Settings) -> Call[list[Job]]:
    """List the jobs of an order; there can be many."""
    return _jobs("jobs.of_order", routes.JOBS_OF_ORDER, settings, number=number_of(number))


def _jobs(
    operation: str,
    route: Route,
    settings: Settings,
    *,
    body: object = None,
    crew: str | None = None,
    number: str | None = None,
) -> Call[list[Job]]:
    path = {name: value for name, value in (("crew", crew), ("number", number)) if value is not None}
    return call_of(
        operation, route, lambda answer: records(route.out, Job, answer, settings.zone), path=path, body=body
    )


def get(job_id: str, settings: Settings) -> Call[Job]:
    """Read one job."""

    def decode(answer: Envelope) -> Job:
        job = single("D", Job, answer, settings.zone)
        if job is None or job.job_id in {None, "0"}:
            message = f"RFMS has no job {job_id}."
            raise NotFound(message)
        return job

    return call_of("jobs.get", routes.GET_JOB, decode, path={"id": job_id})


# -- writing -----------------------------------------------------------------------------------------------------------


def save(job: Job, settings: Settings, *, override: Sequence[FieldProblem], resume: str | None) -> Call[SavedJob]:
    """Write a job: a new one without ``job_id``, an update with it."""
    body = job.to_wire(writable=True)
    if job.labor_total is not None:
        body["laborTotal"] = str(job.labor_total)  # text, where reads have a number (3.4)
    if override:
        # Refused in Pascal case, sent back in camel case (3.4).
        body["jobChecks"] = [
            {"jobCheckType": check.field, "restrictLevel": check.code, "message": check.message, "override": True}
            for check in override
        ]
    return call_of("jobs.save", routes.SAVE_JOB, saved_job, body=body, resume=resume, settings=settings)


def identified(job: Job, statuses: Sequence[JobStatus], slots: Sequence[TimeSlot]) -> Job:
    """Return a job as it is saved: status and slot are read by name and written by id."""
    status = next((entry.id for entry in statuses if entry.description == job.job_status), None)
    slot = next((entry.id for entry in slots if job.time_slot in {entry.slot, entry.id}), None)
    return attrs.evolve(job, job_status_id=job.job_status_id or status, time_slot_id=job.time_slot_id or slot)


def from_order(order_id: str, line_ids: Sequence[str], settings: Settings, resume: str | None) -> Call[SavedJob]:
    """Make a job of an order, which is named by its database id here."""
    body = {"orderNumber": write_id(order_id), "orderLines": [write_id(name) for name in line_ids]}
    return call_of("jobs.create_from_order", routes.CREATE_JOB, saved_job, body=body, resume=resume, settings=settings)


def saved_job(answer: Envelope) -> SavedJob:
    """Read the answer of a save.

    Raises:
        DecodeError: It names neither the job nor its order.
    """
    saved = SavedJob(id=doc_id(answer.detail), document_number=words(answer.result))
    if saved.id is None and saved.document_number is None:
        message = "RFMS saved the job, but did not say which one it is."
        raise DecodeError(message, excerpt=excerpt(answer.body))
    return saved


def set_status(job_id: str, status: str) -> Call[None]:
    """Set the status by its name."""
    body = {"jobId": write_id(job_id), "status": status}
    return call_of("jobs.set_status", routes.SET_JOB_STATUS, nothing, body=body)


def notes(operation: str, job_id: str, *, work_order: str | None, work_ticket: str | None) -> Call[None]:
    """Replace one kind of notes."""
    fields = filled({"workOrderNotes": work_order, "workTicketNotes": work_ticket})
    if len(fields) != 1:
        message = "RFMS takes either work order notes or work ticket notes in one call."
        raise UsageError(message)
    return call_of(operation, routes.SET_JOB_NOTES, nothing, body={"id": write_id(job_id), **fields})


def delete(job_id: str) -> Call[None]:
    """Delete a job."""
    return call_of("jobs.delete", routes.DELETE_JOB, nothing, path={"id": job_id})


# -- value lists -------------------------------------------------------------------------------------------------------


def crews(settings: Settings) -> Call[list[Crew]]:
    """List the crews."""
    return _list("jobs.crews", routes.CREWS, Crew, settings)


def time_slots(settings: Settings) -> Call[list[TimeSlot]]:
    """List the slots of a day."""
    return _list("jobs.time_slots", routes.TIME_SLOTS, TimeSlot, settings)


def status_ids(settings: Settings) -> Call[list[JobStatus]]:
    """List the statuses with their ids."""
    return _list("jobs.status_ids", routes.JOB_STATUSES, JobStatus, settings)


def _list(operation: str, route: Route, kind: type[R], settings: Settings) -> Call[list[R]]:
    return call_of(operation, route, lambda answer: records(route.out, kind, answer, settings.zone))


def named_statuses(settings: Settings) -> Call[list[str]]:
    """List the names of the statuses in use."""

    def decode(answer: Envelope) -> list[str]:
        return list((single("B", Statuses, answer, settings.zone) or Statuses()).active_statuses)

    return call_of("jobs.status_names", routes.STATUS_NAMES, decode)


def job_types(settings: Settings) -> Call[list[str]]:
    """List the kinds of job."""

    def decode(answer: Envelope) -> list[str]:
        return list((single("B", JobTypes, answer, settings.zone) or JobTypes()).job_types)

    return call_of("jobs.job_types", routes.JOB_TYPES, decode)


def track_lists(settings: Settings) -> Call[TrackLists]:
    """List the entries of both tracks."""

    def decode(answer: Envelope) -> TrackLists:
        return single("D", TrackLists, answer, settings.zone) or TrackLists()

    return call_of("jobs.track_lists", routes.TRACK_LISTS, decode)
