"""Jobs of the installation schedule and their value lists (fact sheet: rfms.md, 3.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.rfms.models_base import ID, JOB_DAY, PADDED, RfmsRecord

__all__ = ["Availability", "Crew", "Job", "JobLine", "JobStatus", "JobTypes", "Statuses", "TimeSlot", "TrackLists"]


@model(kw_only=True)
class JobLine(RfmsRecord):
    """One line of an order as part of a job; times are kept as RFMS writes them (``0008:30:00``)."""

    line_id: str | None = wire(form=ID)
    job_id: str | None = wire(form=ID)
    document_number: str | None = wire(form=ID)
    line_number: int | None = None
    line_group: str | None = wire(form=ID)
    line_status: str | None = wire(form=PADDED)
    crew_name: str | None = wire(form=PADDED)
    product_code: str | None = wire(form=PADDED)
    material: Any = None
    style_name: str | None = wire(form=PADDED)
    color_name: str | None = wire(form=PADDED)
    quantity: Decimal | None = None
    units: str | None = wire(form=PADDED)
    length: Decimal | None = None
    width: Decimal | None = None
    labor_total: Decimal | None = None
    display_color: str | None = wire(form=ID)
    roll_number: str | None = wire(form=ID)
    notes: str | None = None
    notes_work_order: str | None = None
    notes_work_ticket: str | None = None
    order_line_note: str | None = None
    wo_line_note: str | None = None
    scheduled_date: date | None = wire(form=JOB_DAY)
    scheduled_start_time: str | None = wire(form=PADDED)
    scheduled_end_time: str | None = wire(form=PADDED)
    areas: Any = None
    attached_files: Any = None
    delete: bool | None = None


@model(kw_only=True)
class Job(RfmsRecord):
    """One job; an order can have several, and crews are addressed by name. Without ``job_id`` a save creates it.

    Attributes:
        job_id: Id of the job.
        job_name: Name.
        job_number: Number.
        job_number_caption: How the store calls that number.
        document_number: The order.
        document_is_claim: Whether it is a claim.
        customer_name: Customer.
        address: First line.
        address2: Second line.
        city: City.
        state: State.
        zip: Postal code, as single jobs and saves spell it.
        list_zip: Postal code, as lists spell it.
        phone1: Telephone.
        phone2: Telephone.
        salesperson: Name.
        job_status: Name of the status.
        job_status_id: Id of the status, when saving.
        available_statuses: What it may become.
        crew_name: Crew.
        secondary_crew: Second crew, as single jobs and saves spell it.
        secondary_crew_name: Second crew, as lists spell it.
        unassigned: No crew yet.
        depot_name: Depot.
        scheduled_start: First day.
        scheduled_end: Last day.
        start_time: A time, or the name of a slot.
        end_time: A time.
        time_slot: Slot.
        time_slot_id: Slot, when saving.
        labor_total: Sum of labour.
        balance_due: What is not paid.
        store_number: Number of the store.
        skip_saturday: Whether Saturdays count.
        skip_sunday: Whether Sundays count.
        notes: HTML.
        work_ticket_notes: HTML.
        work_order_note: Notes.
        order_internal_note: Notes.
        order_custom_note: Notes.
        certificate_of_completion: Shape not documented.
        job_lock: Shape not documented.
        order_lock: Shape not documented.
        track1_description: First track.
        track2_description: Second track.
        deduct_capacity: When saving.
        attached_files: Shape not documented.
        lines: Lines of the order.
    """

    head: ClassVar[HeadNames | None] = HeadNames("job_id")

    job_id: str | None = wire(form=ID, identity=True)
    job_name: str | None = wire(form=PADDED)
    job_number: str | None = wire(form=ID)
    job_number_caption: str | None = wire(form=PADDED, read_only=True)
    document_number: str | None = wire(form=ID)
    document_is_claim: bool | None = wire(read_only=True)
    customer_name: str | None = wire(form=PADDED)
    address: str | None = wire(form=PADDED)
    address2: str | None = wire(form=PADDED)
    city: str | None = wire(form=PADDED)
    state: str | None = wire(form=PADDED)
    zip: str | None = wire(form=PADDED)
    list_zip: str | None = wire("ZIP", form=PADDED, read_only=True)
    phone1: str | None = wire(form=PADDED)
    phone2: str | None = wire(form=PADDED)
    salesperson: str | None = wire(form=PADDED)
    job_status: str | None = wire(form=PADDED, read_only=True)
    job_status_id: str | None = wire(form=ID)
    available_statuses: Any = wire(read_only=True)
    crew_name: str | None = wire(form=PADDED)
    secondary_crew: str | None = wire(form=PADDED)
    secondary_crew_name: str | None = wire(form=PADDED, read_only=True)
    unassigned: bool | None = None
    depot_name: str | None = wire(form=PADDED)
    scheduled_start: date | None = wire(form=JOB_DAY)
    scheduled_end: date | None = wire(form=JOB_DAY)
    start_time: str | None = wire(form=PADDED, read_only=True)
    end_time: str | None = wire(form=PADDED, read_only=True)
    time_slot: str | None = wire(form=ID, read_only=True)
    time_slot_id: str | None = wire(form=ID)
    labor_total: Decimal | None = None
    balance_due: Decimal | None = wire(read_only=True)
    store_number: int | None = None
    skip_saturday: bool | None = wire(read_only=True)
    skip_sunday: bool | None = wire(read_only=True)
    notes: str | None = None
    work_ticket_notes: str | None = wire(read_only=True)
    work_order_note: str | None = wire(read_only=True)
    order_internal_note: str | None = wire(read_only=True)
    order_custom_note: str | None = wire(read_only=True)
    certificate_of_completion: Any = wire(read_only=True)
    job_lock: Any = wire(read_only=True)
    order_lock: Any = wire(read_only=True)
    track1_description: str | None = wire(form=PADDED)
    track2_description: str | None = wire(form=PADDED)
    deduct_capacity: bool | None = None
    attached_files: Any = wire(read_only=True)
    lines: tuple[JobLine, ...] = ()

    @property
    def postal_code(self) -> str | None:
        """The postal code, whichever way this answer spells it."""
        return self.zip if self.zip is not None else self.list_zip


@model(kw_only=True)
class Availability(RfmsRecord):
    """The weekdays on which a crew works."""

    sunday: bool | None = wire("Sunday")
    monday: bool | None = wire("Monday")
    tuesday: bool | None = wire("Tuesday")
    wednesday: bool | None = wire("Wednesday")
    thursday: bool | None = wire("Thursday")
    friday: bool | None = wire("Friday")
    saturday: bool | None = wire("Saturday")


@model(kw_only=True)
class Crew(RfmsRecord):
    """A crew; jobs name it by ``name``."""

    id: str | None = wire(form=ID)
    name: str | None = wire(form=PADDED)
    description: str | None = wire(form=PADDED)
    depot: str | None = wire(form=PADDED)
    nickname: str | None = wire(form=PADDED)
    rfms_name: str | None = wire(form=PADDED)
    telephone1: str | None = wire(form=PADDED)
    telephone1_description: str | None = wire(form=PADDED)
    telephone2: str | None = wire(form=PADDED)
    telephone2_description: str | None = wire(form=PADDED)
    availability: Availability | None = None


@model(kw_only=True)
class TimeSlot(RfmsRecord):
    """A slot of the day; hours have four digits (``0008:30:00``)."""

    id: str | None = wire(form=ID)
    slot: str | None = wire(form=PADDED)
    start_time: str | None = wire(form=PADDED)
    end_time: str | None = wire(form=PADDED)


@model(kw_only=True)
class JobStatus(RfmsRecord):
    """A status, or an entry of a track list."""

    id: str | None = wire(form=ID)
    description: str | None = wire(form=PADDED)


@model(kw_only=True)
class Statuses(RfmsRecord):
    """The names of the statuses in use."""

    active_statuses: tuple[str, ...] = wire(default=(), form=PADDED)


@model(kw_only=True)
class JobTypes(RfmsRecord):
    """The names of the kinds of job."""

    job_types: tuple[str, ...] = wire(default=(), form=PADDED)


@model(kw_only=True)
class TrackLists(RfmsRecord):
    """The entries of both tracks."""

    track1_listings: tuple[JobStatus, ...] = ()
    track2_listings: tuple[JobStatus, ...] = ()
