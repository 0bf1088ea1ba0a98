"""Reading jobs, and the table of their endpoints (3.4)."""

from __future__ import annotations

from datetime import date

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.dates import in_range, read_day_dashed
from crosstie.testing.rfms.job_shapes import in_list, of_order, whole
from crosstie.testing.rfms.job_writes import delete, from_order, job_with, replace_notes, save, set_status
from crosstie.testing.rfms.paperwork import Job
from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, RefusedError, Reply, failed, in_both, in_detail, page_not_found

__all__ = ["ROUTES"]

_IMPOSSIBLE_IN_PATH = frozenset("&.*(),[]")


def get(store: Store, call: Call) -> Reply:
    """Answer ``GET /job/{id}``."""
    text = call.path["id"]
    return in_detail(whole(store, job_with(store, int(text) if text.isdecimal() else None)))


def jobs_of_order(store: Store, call: Call) -> Reply:
    """Answer ``GET /order/jobs/{number}``; one order can have many."""
    number = store.document("order", call.path["number"]).number
    return in_detail([of_order(store, job) for job in store.jobs if job.document_number == number])


def jobs_of_crew(store: Store, call: Call) -> Reply:
    """Answer ``GET /jobs/{crew}``; a name with one of ``& . * ( ) , [ ]`` does not pass a path, a 404 here."""
    if _IMPOSSIBLE_IN_PATH & set(call.path["crew"]):
        raise RefusedError(page_not_found())
    return _of_crew(store, call.path["crew"])


def jobs_of_crew_posted(store: Store, call: Call) -> Reply:
    """Answer ``POST /jobs/crew``; there is no sample, so the answer is that of the path form."""
    return _of_crew(store, call.body.text("crew"))


def _of_crew(store: Store, name: str) -> Reply:
    crew = lists.crew_named(name)
    if crew is None:
        store.refuse_missing("crew")
    return in_detail([in_list(store, job) for job in store.jobs if lists.crew_named(job.crew) == crew])


def find(store: Store, call: Call) -> Reply:
    """Answer ``POST /jobs/find``: all hits at once, the same list in ``result`` and ``detail``.

    Dates are ``MM-DD-YYYY`` and nothing else (3.0).
    """
    body = call.body
    ranges = {name: (_day(body, first), _day(body, last)) for name, (first, last) in _RANGES.items()}
    complete = all(body.has(key) for name in ("record", "scheduled") for key in _RANGES[name])
    if store.rules.jobs_find_needs_both_ranges and not complete:
        return failed("Both the record range and the scheduled range are required.")
    hits = [in_list(store, job) for job in store.jobs if _passes(job, body) and _in_ranges(job, body, ranges)]
    return in_both(hits, hits)


_RANGES = {
    "record": ("startDate", "endDate"),
    "scheduled": ("scheduledStartDate", "scheduledEndDate"),
    "install": ("installStartDate", "installEndDate"),
}


def _day(body: Body, key: str) -> date | None:
    if not body.has(key):
        return None
    day = read_day_dashed(body.text(key))
    if day is None:
        raise RefusedError(failed(f"{key} is not a date like 10-31-2026."))
    return day


def _in_ranges(job: Job, body: Body, ranges: dict[str, tuple[date | None, date | None]]) -> bool:
    state = body.text("recordStatus", "Both")
    inserted = in_range(job.created.date(), *ranges["record"])
    updated = job.updated > job.created and in_range(job.updated.date(), *ranges["record"])
    touched = {"Inserted": inserted, "Updated": updated}.get(state, inserted or updated)
    # A job without a date cannot be outside the schedule asked for: unscheduled jobs would never be found otherwise.
    planned = job.start is None or in_range(job.start, *ranges["scheduled"])
    return touched and planned and (job.start is None or in_range(job.start, *ranges["install"]))


def _passes(job: Job, body: Body) -> bool:
    status = lists.named(lists.JOB_STATUSES, job.status_id)
    wanted = {"crews": job.crew, "secondaryCrews": job.secondary_crew, "jobStatus": status}
    return all(not body.texts(key) or value in body.texts(key) for key, value in wanted.items())


ROUTES = (
    Route("GET", "job/{id}", "P", get),
    Route("GET", "order/jobs/{number}", "P", jobs_of_order),
    Route("GET", "jobs/{crew}", "P", jobs_of_crew),
    Route("POST", "jobs/crew", "P", jobs_of_crew_posted),
    Route("POST", "jobs/find", "P", find),
    Route("POST", "job/create", "E", from_order),
    Route("POST", "job", "E", save),
    Route("POST", "job/status", "P", set_status),
    Route("POST", "job/notes", "P", replace_notes),
    Route("DELETE", "job/{id}", "P", delete),
)
