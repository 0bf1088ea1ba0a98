# @generated from src/crosstie/systems/rfms/raw_jobs_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Jobs, with status, headers, body and attempts of each call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

import attrs

from crosstie.core.exchange import Answer
from crosstie.errors import FieldProblem
from crosstie.systems.caller import raw
from crosstie.systems.rfms.api_jobs import JobFilter
from crosstie.systems.rfms.models_jobs import Crew, Job, JobStatus, TimeSlot, TrackLists
from crosstie.systems.rfms.models_saved import SavedJob

if TYPE_CHECKING:
    from crosstie.systems.rfms.jobs import Jobs

__all__ = ["RawJobs"]


@attrs.frozen
class RawJobs:
    """The calls of ``client.jobs``, answered with the exchange they came from."""

    _plain: Jobs

    def get(self, job_id: str) -> Answer[Job]:
        """Call ``get``."""
        return raw(self._plain.get)(job_id)

    def find(self, wanted: JobFilter | None = None) -> Answer[list[Job]]:
        """Call ``find``."""
        return raw(self._plain.find)(wanted)

    def updated_since(
        self, day: date, *, which: Literal["Inserted", "Updated", "Both"] = "Both"
    ) -> Answer[list[Job]]:
        """Call ``updated_since``."""
        return raw(self._plain.updated_since)(day, which=which)

    def by_crew(self, name: str) -> Answer[list[Job]]:
        """Call ``by_crew``."""
        return raw(self._plain.by_crew)(name)

    def of_order(self, number: str) -> Answer[list[Job]]:
        """Call ``of_order``."""
        return raw(self._plain.of_order)(number)

    def save(
        self, job: Job, *, base: Job | None = None, override: Sequence[FieldProblem] = (), resume: str | None = None
    ) -> Answer[SavedJob]:
        """Call ``save``."""
        return raw(self._plain.save)(job, base=base, override=override, resume=resume)

    def create_from_order(
        self, order_id: str, line_ids: Sequence[str], *, resume: str | None = None
    ) -> Answer[SavedJob]:
        """Call ``create_from_order``."""
        return raw(self._plain.create_from_order)(order_id, line_ids, resume=resume)

    def set_status(self, job_id: str, status: str) -> Answer[None]:
        """Call ``set_status``."""
        return raw(self._plain.set_status)(job_id, status)

    def set_notes(
        self, job_id: str, *, work_order: str | None = None, work_ticket: str | None = None
    ) -> Answer[None]:
        """Call ``set_notes``."""
        return raw(self._plain.set_notes)(job_id, work_order=work_order, work_ticket=work_ticket)

    def append_work_order_notes(self, job_id: str, text: str) -> Answer[str]:
        """Call ``append_work_order_notes``."""
        return raw(self._plain.append_work_order_notes)(job_id, text)

    def delete(self, job_id: str) -> Answer[None]:
        """Call ``delete``."""
        return raw(self._plain.delete)(job_id)

    def crews(self) -> Answer[list[Crew]]:
        """Call ``crews``."""
        return raw(self._plain.crews)()

    def time_slots(self) -> Answer[list[TimeSlot]]:
        """Call ``time_slots``."""
        return raw(self._plain.time_slots)()

    def status_ids(self) -> Answer[list[JobStatus]]:
        """Call ``status_ids``."""
        return raw(self._plain.status_ids)()

    def status_names(self) -> Answer[list[str]]:
        """Call ``status_names``."""
        return raw(self._plain.status_names)()

    def job_types(self) -> Answer[list[str]]:
        """Call ``job_types``."""
        return raw(self._plain.job_types)()

    def track_lists(self) -> Answer[TrackLists]:
        """Call ``track_lists``."""
        return raw(self._plain.track_lists)()
