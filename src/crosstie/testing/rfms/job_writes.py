"""Writing jobs: create and update with their checks, from an order, status, notes, delete (3.4)."""

from __future__ import annotations

from typing import Any

import attrs

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.paperwork import Document, Job, JobLine, Line
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, RefusedError, Reply, failed, in_both, in_result

__all__ = ["delete", "from_order", "job_with", "replace_notes", "save", "set_status"]

_TEXTS = {
    "jobName": "name",
    "jobNumber": "job_number",
    "salesperson": "salesperson",
    "crewName": "crew",
    "secondaryCrew": "secondary_crew",
    "depotName": "depot",
    "customerName": "customer_name",
    "notes": "notes",
    "track1Description": "track1",
    "track2Description": "track2",
}
_PLACE = ("address", "address2", "city", "state", "zip", "phone1", "phone2")
_TRACK_CHECK = "Track1NoSelection"


def job_with(store: Store, wanted: int | None) -> Job:
    """Return a job, or end the call with the answer for an unknown one."""
    job = store.jobs.get(wanted)
    if job is None:
        store.refuse_missing("job")
    return job


def save(store: Store, call: Call) -> Reply:
    """Answer ``POST /job``: an update when there is a ``jobId``, else a new job."""
    body, wanted = call.body, call.body.number("jobId")
    before = job_with(store, wanted) if wanted else _blank(store, _order(store, body))
    merge = not wanted or store.rules.job_update == "merge"
    job = _changed(store, before, body, merge=merge)
    _check(store, job, body)
    store.jobs.put(job)
    return _saved(job)


def _saved(job: Job) -> Reply:
    return in_both(job.document_number, {"docId": str(job.id)})


def _order(store: Store, body: Body) -> Document:
    return store.document("order", body.text("documentNumber"))


def _blank(store: Store, order: Document) -> Job:
    """Begin a job with what its order knows."""
    place, now = order.sold_to if not order.ship_to.address1 else order.ship_to, store.now()
    return Job(
        id=store.jobs.new_id(),
        name=order.sold_to.person,
        document_number=order.number,
        store_number=order.store_number,
        job_number=order.text("jobNumber"),
        customer_name=order.sold_to.person,
        place={
            "address": place.address1,
            "address2": place.address2,
            "city": place.city,
            "state": place.state,
            "zip": place.postal_code,
            "phone1": order.phone1,
            "phone2": order.phone2,
        },
        salesperson=order.text("salesperson1"),
        created=now,
        updated=now,
    )


def _changed(store: Store, job: Job, body: Body, *, merge: bool) -> Job:
    # Any: every one of these fields is a string.
    texts: dict[str, Any] = {name: body.text(key) for key, name in _TEXTS.items() if body.has(key) or not merge}
    place = {key: body.text(key) for key in _PLACE if body.has(key) or not merge}
    status, slot = body.number("jobStatusId"), body.number("timeSlotId")
    changed = attrs.evolve(
        job,
        place={**job.place, **place},
        store_number=body.number("storeNumber") or job.store_number,
        status_id=status or (job.status_id if merge else 1),
        slot_id=slot or (job.slot_id if merge else 0),
        start=body.day("scheduledStart") or (job.start if merge else None),
        end=body.day("scheduledEnd") or (job.end if merge else None),
        labor_total=body.amount("laborTotal") or job.labor_total,
        lines=_merged_lines(job.lines, body.children("lines")),
        updated=store.now(),
        **texts,
    )
    return attrs.evolve(changed, crew="") if body.flag("unassigned") else changed


def _merged_lines(lines: tuple[JobLine, ...], bodies: tuple[Body, ...]) -> tuple[JobLine, ...]:
    kept = {line.id: line for line in lines}
    for body in bodies:
        wanted = body.number("lineId") or max(kept, default=0) + 1
        if body.has("lineId") and wanted not in kept:
            raise RefusedError(failed(f"There is no line {wanted} on this job."))
        if body.flag("delete"):
            kept.pop(wanted, None)
            continue
        line = kept.get(wanted, JobLine(id=wanted, number=len(kept) + 1))
        kept[wanted] = attrs.evolve(
            line,
            product_code=body.text("productCode", line.product_code),
            style_name=body.text("styleName", line.style_name),
            color_name=body.text("colorName", line.color_name),
            units=body.text("units", line.units),
            quantity=body.amount("quantity") or line.quantity,
            notes=body.text("notes", line.notes),
        )
    return tuple(kept.values())


def _check(store: Store, job: Job, body: Body) -> None:
    if job.crew and lists.crew_named(job.crew) is None:
        raise RefusedError(failed(f"There is no crew named {job.crew}."))
    if not lists.named(lists.JOB_STATUSES, job.status_id):
        raise RefusedError(failed("There is no such job status."))
    if not store.rules.require_track1 or job.track1:
        return
    # Sent back in camel case although it came in Pascal case (3.4).
    overridden = any(
        check.text("jobCheckType") == _TRACK_CHECK and check.flag("override") for check in body.children("jobChecks")
    )
    if overridden and not store.rules.override_still_refused:
        return
    check = {"JobCheckType": _TRACK_CHECK, "RestrictLevel": "Warning", "Message": "No track was chosen."}
    raise RefusedError(failed("Error saving job", [{**check, "Override": None}]))


def from_order(store: Store, call: Call) -> Reply:
    """Answer ``POST /job/create``: ``orderNumber`` is the order's database id here, not its number."""
    order = store.documents.get(call.body.number("orderNumber"))
    if order is None or order.kind != "order":
        store.refuse_missing("order")
    wanted = call.body.numbers("orderLines")
    lines = tuple(_job_line(line) for line in order.lines if line.id in wanted)
    if len(lines) != len(set(wanted)):
        return failed(f"{order.number} does not have all of these lines.")
    return _saved(store.jobs.put(attrs.evolve(_blank(store, order), lines=lines)))


def _job_line(line: Line) -> JobLine:
    return JobLine(
        id=line.id,
        number=line.number,
        product_code=line.product_code,
        style_name=line.style_name,
        color_name=line.color_name,
        units=line.sale_units,
        quantity=line.quantity,
        notes=line.notes,
    )


def set_status(store: Store, call: Call) -> Reply:
    """Answer ``POST /job/status``: one of the names of ``/statuses``."""
    job = job_with(store, call.body.number("jobId"))
    wanted = call.body.text("status").strip().casefold()
    status = next((status for status in lists.JOB_STATUSES if status.name.casefold() == wanted), None)
    if status is None:
        return failed("There is no such job status.")
    store.jobs.put(attrs.evolve(job, status_id=status.id, updated=store.now()))
    return in_result(store.rules.unsampled_result)


def replace_notes(store: Store, call: Call) -> Reply:
    """Answer ``POST /job/notes``: what was there before is gone (3.8)."""
    job = job_with(store, call.body.number("id"))
    if not call.body.has("workOrderNotes", "workTicketNotes"):
        return failed("There are no notes in the request.")
    store.jobs.put(
        attrs.evolve(
            job,
            work_order_notes=call.body.text("workOrderNotes", job.work_order_notes),
            work_ticket_notes=call.body.text("workTicketNotes", job.work_ticket_notes),
            updated=store.now(),
        )
    )
    return in_result(store.rules.unsampled_result)


def delete(store: Store, call: Call) -> Reply:
    """Answer ``DELETE /job/{id}``."""
    text = call.path["id"]
    store.jobs.drop(job_with(store, int(text) if text.isdecimal() else None).id)
    return in_result(store.rules.unsampled_result)
