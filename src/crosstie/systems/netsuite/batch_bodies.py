"""What batches send: up to 100 records of one type in one request (fact sheet: netsuite.md, 2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from crosstie.core.messages import Request
from crosstie.errors import UsageError
from crosstie.systems.netsuite.api import RECORDS, by_external_id, segment
from crosstie.systems.netsuite.bodies import Members, encoded, upserted
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.settings import Settings

__all__ = ["LARGEST_BATCH", "by_ids", "collection", "named", "whole"]

LARGEST_BATCH: Final = 100
"""Records of one batch."""


def collection(verb: str, kind: str, items: Sequence[Members], settings: Settings) -> Request:
    """Return the request that writes these records.

    Raises:
        UsageError: There are none or too many, or one holds what JSON cannot say.
    """
    _check(len(items))
    headers = {
        "accept": "application/json",
        "content-type": "application/vnd.oracle.resource+json; type=collection",
        "x-netsuite-propertynamevalidation": settings.property_names,
    }
    return Request(method=verb, url=f"{RECORDS}/{kind}", headers=headers, body=encoded({"items": list(items)}))


def by_ids(verb: str, kind: str, ids: Sequence[str], further: Sequence[tuple[str, str]] = ()) -> Request:
    """Return the request that reads or deletes records by their ids, internal or ``eid:`` and external.

    Raises:
        UsageError: There are none or too many, one is no id, or one comes twice.
    """
    _check(len(ids))
    if len(set(ids)) < len(ids):
        message = "An id comes twice in the batch."
        raise UsageError(message)
    params = (("ids", ",".join(map(segment, ids))), *further)
    return Request(method=verb, url=f"{RECORDS}/{kind}", params=params, headers={"accept": "application/json"})


def named(record_id: str, members: Members) -> Mapping[str, Any]:
    """Return the members of a change with what names their record: ``id``, or ``externalId``."""
    checked = segment(record_id)
    if checked.startswith("eid:"):
        return {**members, "externalId": checked[4:]}
    return {**members, "id": checked}


def whole(external_id: str, record: NetSuiteRecord | Members) -> Mapping[str, Any]:
    """Return the members of a record that may be there already, with its external id.

    Raises:
        UsageError: It has lines.
    """
    members, replaced = upserted(record, (), ())
    if replaced:
        message = "A batch of upserts cannot hold lines, which could be added a second time."
        raise UsageError(message, advice="Write documents one by one.")
    return {**members, "externalId": by_external_id(external_id)[4:]}


def _check(count: int) -> None:
    if not 1 <= count <= LARGEST_BATCH:
        message = f"A batch has 1 to {LARGEST_BATCH} records, and this one has {count}."
        raise UsageError(message, advice="Send several, each under a key of its own.")
