"""Small value lists, and remarks (3.4, 3.8)."""

from __future__ import annotations

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.dates import hour_wide
from crosstie.testing.rfms.records import Remark
from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Call, JsonObject, Reply, bare, failed, in_detail, in_result

__all__ = ["ROUTES"]

_WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_ENTITIES = {"Customer": "customer", "Header": "order", "Quote": "quote"}


def crews(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /crews``."""
    return in_detail([_crew(crew) for crew in lists.CREWS])


def _crew(crew: lists.Crew) -> JsonObject:
    week = {"Sunday": False, **dict.fromkeys(_WORKDAYS, True), "Saturday": False}
    return {
        "id": crew.id,
        "name": crew.name,
        "description": "",
        "depot": crew.depot,
        "nickname": "",
        "rfmsName": crew.name,
        "telephone1": crew.phone,
        "telephone1Description": "Mobile",
        "telephone2": "",
        "telephone2Description": "",
        "availability": week,
    }


def timeslots(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /timeslots``; hours have four digits."""
    return in_detail(
        [
            {"id": slot.id, "slot": slot.name, "startTime": hour_wide(slot.start), "endTime": hour_wide(slot.end)}
            for slot in lists.SLOTS
        ]
    )


def statuses(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /statuses``: names, without the envelope."""
    return bare({"activeStatuses": [status.name for status in lists.JOB_STATUSES]})


def status_ids(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /jobstatusids``."""
    return in_detail([{"id": status.id, "description": status.name} for status in lists.JOB_STATUSES])


def job_types(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /jobtypes``: names, without the envelope."""
    return bare({"jobTypes": lists.JOB_TYPES})


def tracks(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /job/tracklist``."""
    series = {"track1Listings": lists.TRACK1, "track2Listings": lists.TRACK2}
    return in_detail(
        {key: [{"id": entry.id, "description": entry.name} for entry in entries] for key, entries in series.items()}
    )


def stores_of(_store: Store, call: Call) -> Reply:
    """Answer ``GET /stores/{salesperson}``: everybody sees every shop, the first is the default."""
    known = call.path["salesperson"].casefold() in {name.casefold() for name in lists.SALESPEOPLE}
    shops = lists.STORES if known else ()
    return bare([{"storeId": shop.id, "isDefault": place == 0} for place, shop in enumerate(shops)])


def remark_types(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /remark/types``."""
    return in_detail(lists.REMARK_TYPES)


def add_remark(store: Store, call: Call) -> Reply:
    """Answer ``POST /remark``: by database id; remarks cannot be read back."""
    entity, wanted = call.body.text("entityType"), call.body.number("id")
    if entity not in _ENTITIES:
        return failed("The entity type is Customer, Header or Quote.")
    if call.body.text("remarkType") not in lists.REMARK_TYPES:
        return failed("There is no such remark type.")
    document = store.documents.get(wanted)
    is_there = (
        store.customers.get(wanted) is not None
        if entity == "Customer"
        else document is not None and document.kind == _ENTITIES[entity]
    )
    if wanted is None or not is_there:
        store.refuse_missing(_ENTITIES[entity])
    remark = store.remarks.put(
        Remark(
            id=store.remarks.new_id(),
            record_id=wanted,
            entity_type=entity,
            remark_type=call.body.text("remarkType"),
            public=call.body.flag("isPublicRemark"),
            text=call.body.text("remark"),
        )
    )
    written = {"remarkId": remark.id, "isPublic": remark.public, "remarkType": remark.remark_type}
    return in_result({**written, "remark": remark.text})


ROUTES = (
    Route("GET", "crews", "P", crews),
    Route("GET", "timeslots", "P", timeslots),
    Route("GET", "statuses", "S", statuses),
    Route("GET", "jobstatusids", "P", status_ids),
    Route("GET", "jobtypes", "P", job_types),
    Route("GET", "job/tracklist", "P", tracks),
    Route("GET", "stores/{salesperson}", "P", stores_of),
    Route("GET", "remark/types", "P", remark_types),
    Route("POST", "remark", "P", add_remark),
)
