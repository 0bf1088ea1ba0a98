"""Jobs as they are read: three views with two date forms and padded strings (3.0, 3.4)."""

from __future__ import annotations

from collections.abc import Mapping

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.dates import day_iso, day_packed, hour_wide
from crosstie.testing.rfms.paperwork import Job, JobLine
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import JsonObject

__all__ = ["in_list", "of_order", "whole"]

_WIDTHS: Mapping[str, int] = {
    "jobName": 30,
    "address": 40,
    "address2": 40,
    "city": 30,
    "salesperson": 25,
    "crewName": 25,
    "secondaryCrewName": 25,
    "secondaryCrew": 25,
    "customerName": 40,
    "styleName": 30,
    "colorName": 30,
    "depotName": 20,
}


def _padded(store: Store, written: JsonObject) -> JsonObject:
    """Fill strings with spaces to their fixed width, as the vendor's database does."""
    if not store.rules.padded:
        return written
    return {
        key: value.ljust(_WIDTHS[key]) if key in _WIDTHS and isinstance(value, str) else value
        for key, value in written.items()
    }


def _slot(job: Job) -> lists.Slot | None:
    return next((slot for slot in lists.SLOTS if slot.id == job.slot_id), None)


def in_list(store: Store, job: Job) -> JsonObject:
    """Write a job of ``/jobs/find`` and ``/jobs/{crew}``: packed dates, and a time that may be a slot's name."""
    slot = _slot(job)
    return _padded(
        store,
        {
            "jobId": job.id,
            "jobName": job.name,
            "documentNumber": job.document_number,
            **{key: job.place.get(key, "") for key in ("address", "address2", "city", "state")},
            "ZIP": job.place.get("zip", ""),
            "phone1": job.place.get("phone1", ""),
            "phone2": job.place.get("phone2", ""),
            "salesperson": job.salesperson,
            "jobStatus": lists.named(lists.JOB_STATUSES, job.status_id),
            "availableStatuses": [status.name for status in lists.JOB_STATUSES],
            "crewName": job.crew,
            "secondaryCrewName": job.secondary_crew,
            "scheduledStart": day_packed(job.start),
            "scheduledEnd": day_packed(job.end),
            "startTime": slot.name if slot else "08:00:00",
            "endTime": slot.end.isoformat() if slot else "17:00:00",
            "laborTotal": job.labor_total,
            "storeNumber": job.store_number,
            "skipSaturday": True,
            "skipSunday": True,
        },
    )


def of_order(store: Store, job: Job) -> JsonObject:
    """Write a job of ``/order/jobs/{number}``: the list's fields and more."""
    document = store.find_document("order", job.document_number)
    return {
        **in_list(store, job),
        "documentIsClaim": False,
        "notes": f"<p>{job.work_order_notes}</p>" if job.work_order_notes else "",
        "workTicketNotes": f"<p>{job.work_ticket_notes}</p>" if job.work_ticket_notes else "",
        "certificateOfCompletion": False,
        "balanceDue": store.balance(document) if document else 0,
        "jobNumber": job.job_number,
        "jobNumberCaption": "Job Number",
        "attachedFiles": [],
        "lines": [_order_line(store, job, line) for line in job.lines],
    }


def _order_line(store: Store, job: Job, line: JobLine) -> JsonObject:
    slot = _slot(job)
    return _padded(
        store,
        {
            "lineId": line.id,
            "lineNumber": line.number,
            "lineGroup": 0,
            "material": line.product_code,
            "styleName": line.style_name,
            "colorName": line.color_name,
            "quantity": line.quantity,
            "units": line.units,
            "length": 0,
            "width": 0,
            "laborTotal": 0,
            "displayColor": line.color_name,
            "notesWorkOrder": line.work_notes,
            "notesWorkTicket": line.notes,
            "rollNumber": "",
            "scheduledStartTime": hour_wide(slot.start) if slot else "",
            "scheduledEndTime": hour_wide(slot.end) if slot else "",
            "areas": [],
            "attachedFiles": [],
        },
    )


def whole(store: Store, job: Job) -> JsonObject:
    """Write the one job of ``/job/{id}``: ISO dates and other names."""
    slot = _slot(job)
    return _padded(
        store,
        {
            "jobId": job.id,
            "jobName": job.name,
            "jobNumber": job.job_number,
            "documentNumber": job.document_number,
            "customerName": job.customer_name,
            **{key: job.place.get(key, "") for key in ("address", "address2", "city", "state", "zip")},
            "phone1": job.place.get("phone1", ""),
            "phone2": job.place.get("phone2", ""),
            "salesperson": job.salesperson,
            "depotName": job.depot,
            "crewName": job.crew,
            "secondaryCrew": job.secondary_crew,
            "jobStatus": lists.named(lists.JOB_STATUSES, job.status_id),
            "jobStatusId": job.status_id,
            "timeSlot": slot.name if slot else "",
            "timeSlotId": job.slot_id,
            "scheduledStart": day_iso(job.start),
            "scheduledEnd": day_iso(job.end),
            "orderInternalNote": "",
            "orderCustomNote": "",
            "workOrderNote": job.work_order_notes,
            "notes": job.notes,
            "track1Description": job.track1,
            "track2Description": job.track2,
            "laborTotal": str(job.labor_total),
            "storeNumber": job.store_number,
            "jobLock": False,
            "orderLock": False,
            "lines": [_job_line(store, job, line) for line in job.lines],
        },
    )


def _job_line(store: Store, job: Job, line: JobLine) -> JsonObject:
    slot = _slot(job)
    return _padded(
        store,
        {
            "jobId": job.id,
            "lineId": line.id,
            "lineNumber": line.number,
            "documentNumber": job.document_number,
            "crewName": job.crew,
            "productCode": line.product_code,
            "lineStatus": "None",
            "scheduledDate": day_iso(line.scheduled or job.start),
            "orderLineNote": line.notes,
            "woLineNote": line.work_notes,
            "notes": line.notes,
            "delete": False,
            "material": line.product_code,
            "styleName": line.style_name,
            "colorName": line.color_name,
            "units": line.units,
            "quantity": line.quantity,
            "scheduledStartTime": hour_wide(slot.start) if slot else "",
            "scheduledEndTime": hour_wide(slot.end) if slot else "",
        },
    )
