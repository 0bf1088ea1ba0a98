# @generated from src/crosstie/systems/rfms/jobs_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Jobs of the installation schedule of one store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import attrs

from crosstie.errors import FieldProblem
from crosstie.models import check_record
from crosstie.systems.caller import Caller
from crosstie.systems.rfms import api_jobs as api
from crosstie.systems.rfms.api_jobs import JobFilter
from crosstie.systems.rfms.lookup import looked_up
from crosstie.systems.rfms.merging import merged
from crosstie.systems.rfms.models_jobs import Crew, Job, JobStatus, TimeSlot, TrackLists
from crosstie.systems.rfms.models_saved import SavedJob
from crosstie.systems.rfms.raw import RawJobs
from crosstie.systems.rfms.settings import Settings

__all__ = ["Jobs"]


@attrs.frozen
class Jobs:
    """Jobs (Schedule Pro): ``client.jobs``. One order can have many; crews are addressed by name only."""

    _caller: Caller
    _settings: Settings

    def get(self, job_id: str) -> Job:
        """Read one job.

        Raises:
            NotFound: There is none with this id.
        """
        return looked_up(self._caller, api.get(job_id, self._settings))

    def find(self, wanted: JobFilter | None = None) -> list[Job]:
        """Search; everything comes in one answer, without lines.

        Args:
            wanted: The filters; every job when not given.
        """
        return self._caller.value(api.find(wanted or JobFilter(), self._settings))

    def updated_since(self, day: date, *, which: Literal["Inserted", "Updated", "Both"] = "Both") -> list[Job]:
        """Return the jobs that were made or changed on or after a day.

        Jobs have no stamp of their own to compare, and days are the store's: one day more is asked for.
        """
        since = day - timedelta(days=1)
        return self.find(JobFilter(changed=(since, None), record_status=which))

    def by_crew(self, name: str) -> list[Job]:
        """List a crew's jobs; any name will do, odd ones are sent in another way."""
        return self._caller.value(api.by_crew(name, self._settings))

    def of_order(self, number: str) -> list[Job]:
        """List the jobs of an order, with their lines."""
        return self._caller.value(api.of_order(number, self._settings))

    def save(
        self,
        job: Job,
        *,
        base: Job | None = None,
        override: Sequence[FieldProblem] = (),
        resume: str | None = None,
    ) -> SavedJob:
        """Write a job (Enterprise tier): a new one without ``job_id``, an update with it.

        As with customers, nobody knows whether an update merges or replaces: the job is read first and sent whole,
        unless ``Settings.job_update`` says otherwise. Lines are sent only where the wishes have some: RFMS changes
        those with ``line_id``, adds those without, and removes those with ``delete``.

        Where the store's checks object, :class:`~crosstie.errors.Invalid` lists them; a person may overrule them::

            try:
                saved = client.jobs.save(job)
            except crosstie.Invalid as refusal:
                saved = client.jobs.save(job, override=refusal.fields)

        Args:
            job: The wishes. ``None`` leaves a field as it is, an empty text empties it.
            base: What the wishes were made from: fields that still agree with it are no wishes.
            override: The checks to overrule.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that save.

        Raises:
            UsageError: Something else than a job was given; nothing was sent.
            Invalid: The store refused, or its checks object (``fields``).
            OutcomeUnknown: It may have been saved.
        """
        check_record(Job, job, base)
        if job.job_id is not None and resume is None and self._settings.job_update == "whole":
            job = self._whole(job.job_id, job, base)
        return self._caller.value(api.save(job, self._settings, override=override, resume=resume))

    def _whole(self, job_id: str, wanted: Job, base: Job | None) -> Job:
        current = attrs.evolve(self.get(job_id), lines=())
        job = merged(current, wanted, base)
        statuses = [] if job.job_status_id or not job.job_status else self.status_ids()
        slots = [] if job.time_slot_id or not job.time_slot else self.time_slots()
        return api.identified(job, statuses, slots)

    def create_from_order(self, order_id: str, line_ids: Sequence[str], *, resume: str | None = None) -> SavedJob:
        """Make a job of lines of an order (Enterprise tier).

        Args:
            order_id: The order's database id (``Order.id``), not its number.
            line_ids: Ids of its lines.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that creation.
        """
        return self._caller.value(api.from_order(order_id, line_ids, self._settings, resume))

    def set_status(self, job_id: str, status: str) -> None:
        """Set the status, by one of the names of :meth:`status_names`."""
        self._caller.value(api.set_status(job_id, status))

    def set_notes(self, job_id: str, *, work_order: str | None = None, work_ticket: str | None = None) -> None:
        """Replace one kind of notes: what was there is gone.

        Raises:
            UsageError: None or both were given; RFMS takes one in a call.
        """
        self._caller.value(api.notes("jobs.set_notes", job_id, work_order=work_order, work_ticket=work_ticket))

    def append_work_order_notes(self, job_id: str, text: str) -> str:
        """Add a line to the work order notes, by reading, joining and replacing them.

        RFMS offers no safe way: what somebody else writes between the two calls is lost.

        Returns:
            The notes as they were written.
        """
        held = self.get(job_id).work_order_note
        joined = f"{held}\n{text}" if held else text
        self._caller.value(api.notes("jobs.append_work_order_notes", job_id, work_order=joined, work_ticket=None))
        return joined

    def delete(self, job_id: str) -> None:
        """Delete a job; there is no way back."""
        self._caller.value(api.delete(job_id))

    # -- value lists ---------------------------------------------------------------------------------------------------

    def crews(self) -> list[Crew]:
        """List the crews."""
        return self._caller.value(api.crews(self._settings))

    def time_slots(self) -> list[TimeSlot]:
        """List the slots of a day; hours have four digits."""
        return self._caller.value(api.time_slots(self._settings))

    def status_ids(self) -> list[JobStatus]:
        """List the statuses with the ids that saving wants."""
        return self._caller.value(api.status_ids(self._settings))

    def status_names(self) -> list[str]:
        """List the names of the statuses in use."""
        return self._caller.value(api.named_statuses(self._settings))

    def job_types(self) -> list[str]:
        """List the kinds of job."""
        return self._caller.value(api.job_types(self._settings))

    def track_lists(self) -> TrackLists:
        """List the entries of both tracks."""
        return self._caller.value(api.track_lists(self._settings))

    @property
    def raw(self) -> RawJobs:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawJobs(self)
