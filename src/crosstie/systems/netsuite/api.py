"""The calls of the record API: path, parameters, and how answers are taken apart (fact sheet: netsuite.md, 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeVar

from crosstie.core.checks import sendable
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.core.paging import PageCall
from crosstie.errors import DecodeError, OutcomeUnknown, UsageError
from crosstie.models import decode_record
from crosstie.models.excerpt import excerpt
from crosstie.systems.netsuite.bodies import Members, encoded, repeatable
from crosstie.systems.netsuite.filters import Filter, condition
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.paging import offset_pages
from crosstie.systems.netsuite.settings import Settings

__all__ = [
    "by_external_id",
    "checked_type",
    "create",
    "delete",
    "find",
    "get",
    "id_made",
    "id_told",
    "ids",
    "segment",
    "transform",
    "update",
    "upsert",
]

T = TypeVar("T")
R = TypeVar("R", bound=NetSuiteRecord)

RECORDS: Final = "/services/rest/record/v1"
_ACCEPT: Final[Mapping[str, str]] = {"accept": "application/json"}
_TYPE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_EXTERNAL: Final = re.compile(r"[A-Za-z0-9_-]+")


def checked_type(name: str) -> str:
    """Return the name of a record type, such as ``customer`` or ``customrecord_sample``.

    Raises:
        UsageError: It cannot be one.
    """
    if not _TYPE.fullmatch(sendable("The name of a record type", name)):
        message = f"{name!r} is not the name of a record type."
        raise UsageError(message)
    return name


def by_external_id(external_id: str) -> str:
    """Return what names a record by the host's own id, wherever an id is asked for.

    Raises:
        UsageError: It holds something else than letters, digits, ``_`` and ``-``: in an address that is misread.
    """
    if not _EXTERNAL.fullmatch(sendable("An external id", external_id)):
        message = "An external id has letters, digits, _ and - only."
        raise UsageError(message, advice="Look other ones up with a filter on externalId.")
    return f"eid:{external_id}"


def segment(record_id: str) -> str:
    """Return an internal id, or ``eid:`` and an external one, as a part of an address.

    Raises:
        UsageError: It is neither, such as a number: ids are text.
    """
    if sendable("An id", record_id).startswith("eid:"):
        return by_external_id(record_id[4:])
    if not _EXTERNAL.fullmatch(record_id):
        message = f"{record_id!r} is not an id."
        raise UsageError(message, advice="Use the internal id, or eid: and the external one.")
    return record_id


def get(kind: str, model: type[R], record_id: str) -> Call[R]:
    """Read one record with its sublists."""

    def decode(response: Response) -> R:
        found = decode_record(model, response.body)
        if found.id is None:
            message = f"The answer is no {kind}: it has no id."
            raise DecodeError(message, excerpt=excerpt(response.body))
        return found

    request = Request(
        method="GET",
        url=f"{RECORDS}/{kind}/{segment(record_id)}",
        params=(("expandSubResources", "true"),),
        headers=_ACCEPT,
    )
    return Call(operation=f"{kind}.get", request=request, decode=decode)


def create(kind: str, members: Members, settings: Settings) -> Call[str]:
    """Make a record; never sent twice, because it would be made twice."""
    return _save(f"{kind}.create", "POST", kind, members, settings, (), id_made)


def update(
    kind: str, record_id: str, members: Members, settings: Settings, *, replace: Collection[str] = ()
) -> Call[None]:
    """Change some fields, and put the lines of the sublists in ``replace`` in the place of those that are there."""
    path = f"{kind}/{segment(record_id)}"
    return _save(f"{kind}.update", "PATCH", path, members, settings, replace, lambda _: None)


def upsert(
    kind: str, external_id: str, members: Members, settings: Settings, *, replace: Collection[str] = ()
) -> Call[str | None]:
    """Make the record with this external id, or change the one there is; whether its id is told is not documented."""
    path = f"{kind}/{by_external_id(external_id)}"
    return _save(f"{kind}.upsert", "PUT", path, members, settings, replace, id_told)


def transform(
    source: str, record_id: str, target: str, members: Members, settings: Settings, *, replace: Collection[str] = ()
) -> Call[str | None]:
    """Make another record of one; never sent twice, because it would be made twice.

    Of the sublists in ``replace`` the new record has no lines but those given.
    """
    path = f"{source}/{segment(record_id)}/!transform/{checked_type(target)}"
    return _save(f"{source}.transform", "POST", path, members, settings, replace, id_told)


def _save(
    operation: str,
    verb: str,
    path: str,
    members: Members,
    settings: Settings,
    replace: Collection[str],
    decode: Callable[[Response], T],
) -> Call[T]:
    """Write a record. It is sent again after a doubt only where a second time changes nothing."""
    headers = {
        **_ACCEPT,
        "content-type": "application/json",
        "x-netsuite-propertynamevalidation": settings.property_names,
    }
    params = (("replace", ",".join(map(checked_type, sorted(replace)))),) if replace else ()
    request = Request(method=verb, url=f"{RECORDS}/{path}", params=params, headers=headers, body=encoded(members))
    again = verb in {"PATCH", "PUT"} and repeatable(members, replace)
    return Call(operation=operation, request=request, decode=decode, kind="keyed" if again else "write")


def delete(kind: str, record_id: str) -> Call[None]:
    """Delete a record; never sent twice, because the second answer would be that there is none."""
    request = Request(method="DELETE", url=f"{RECORDS}/{kind}/{segment(record_id)}", headers=_ACCEPT)
    return Call(operation=f"{kind}.delete", request=request, decode=lambda _: None, kind="write")


def id_made(response: Response) -> str:
    """Return the id that a write made, which is in ``Location`` only.

    Raises:
        OutcomeUnknown: It is not there: something was made, and nobody knows what.
    """
    found = id_told(response)
    if found is None:
        message = "NetSuite made the record, and did not say which one it is."
        raise OutcomeUnknown(message, advice="Look it up before you write it again.")
    return found


def id_told(response: Response) -> str | None:
    """Return the id of ``Location``, where there is one; its host means nothing."""
    last = response.headers.get("location", "").split("?")[0].rstrip("/").rpartition("/")[2]
    return last if _EXTERNAL.fullmatch(last) else None


def ids(kind: str, wanted: Filter | str | None, settings: Settings) -> PageCall[str]:
    """List the ids of records; a list holds nothing else (2.3)."""
    text = wanted.text if isinstance(wanted, Filter) else wanted
    params = (("q", text),) if text else ()
    request = Request(method="GET", url=f"{RECORDS}/{kind}", params=params, headers=_ACCEPT)
    return offset_pages(f"{kind}.list", request, settings, lambda row: str(row["id"]))


def find(kind: str, external_id: str, settings: Settings) -> Call[str | None]:
    """Look for a record by the host's own id, whatever characters it holds (2.1)."""
    page = ids(kind, condition("externalId", "IS", external_id), settings)(None)

    def decode(response: Response) -> str | None:
        return next(iter(page.decode(response).items), None)

    return Call(operation=f"{kind}.find", request=page.request, decode=decode)
