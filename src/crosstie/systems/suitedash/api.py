"""The calls of SuiteDash: verb, path, body and decoder of all sixteen operations (fact sheet: suitedash.md, 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast

from crosstie.core.exchange import Call
from crosstie.core.paging import PageCall
from crosstie.errors import DecodeError, UsageError
from crosstie.models import decode_record
from crosstie.models.excerpt import excerpt
from crosstie.systems.suitedash.field_lists import FieldList, Kind
from crosstie.systems.suitedash.models import Project, Subscribed, Subscription, World
from crosstie.systems.suitedash.models_base import SuiteDashRecord
from crosstie.systems.suitedash.naming import as_read, as_sent
from crosstie.systems.suitedash.requests import ListFilter, one, pages, part, plain, read, write
from crosstie.systems.suitedash.settings import Settings

__all__ = [
    "CREATE_ONLY",
    "ProjectSearch",
    "create",
    "fields",
    "get",
    "get_project",
    "listing",
    "subscribe",
    "update",
    "worlds",
]

R = TypeVar("R", bound=SuiteDashRecord)
ProjectSearch: TypeAlias = Literal["uid", "name", "contains_the_following", "most_recent"]

_PLURALS: Final[Mapping[Kind, str]] = {"contact": "contacts", "company": "companies", "project": "projects"}
CREATE_ONLY: Final[Mapping[Kind, frozenset[str]]] = {
    "contact": frozenset({"role"}),
    "company": frozenset({"role", "category"}),
    "project": frozenset(),
}
"""What plugins in use leave out of every update (2.3, 3.2)."""


def get(kind: Kind, record: type[R], identifier: str, settings: Settings) -> Call[R]:
    """Read one contact (by uid or e-mail) or company (by uid or exact name)."""
    return read(f"{_PLURALS[kind]}.get", f"/{kind}/{part(identifier)}", one(record, settings))


def get_project(by: ProjectSearch, identifier: str, settings: Settings) -> Call[Project]:
    """Find one project."""
    return read("projects.get", f"/project/{by}/{part(identifier)}", one(Project, settings))


def listing(kind: Kind, record: type[R], wanted: ListFilter, settings: Settings) -> PageCall[R]:
    """List records."""
    return pages(f"{_PLURALS[kind]}.list", f"/{_PLURALS[kind]}", record, wanted, settings)


def worlds(order_by: str | None, settings: Settings) -> PageCall[World]:
    """List Worlds; they take no bounds (3.5)."""
    return pages("worlds.list", "/worlds", World, ListFilter(order_by=order_by), settings)


def create(kind: Kind, record: type[R], body: Mapping[str, Any], settings: Settings) -> Call[R]:
    """Make a record; the answer has its uid, and perhaps little else."""

    def decode(answer: bytes) -> R:
        made = decode_record(record, answer, ("data",), zone=settings.zone)
        if made.uid is None:
            message = f"SuiteDash made the {kind}, but did not say under which uid."
            raise DecodeError(message, excerpt=excerpt(answer))
        return as_read(made, settings)

    sent = as_sent(body, settings) if kind == "company" else body
    return write(f"{_PLURALS[kind]}.create", "POST", f"/{kind}", sent, decode)


def update(kind: Kind, record: type[R], uid: str, body: Mapping[str, Any], settings: Settings) -> Call[R]:
    """Change a record; projects are named by uid only, because nobody says which of several others would win (2)."""
    path = f"/project/uid/{part(uid)}" if kind == "project" else f"/{kind}/{part(uid)}"
    sent = as_sent(body, settings) if kind == "company" else body
    return write(f"{_PLURALS[kind]}.update", "PUT", path, sent, one(record, settings))


def fields(kind: Kind) -> Call[FieldList]:
    """Read what the account says of its fields."""

    def decode(body: bytes) -> FieldList:
        described = plain(body)
        if isinstance(described, dict):
            return cast("FieldList", described)
        message = "SuiteDash described the fields in a shape that is not known."
        raise DecodeError(message, excerpt=excerpt(body))

    return read(f"{_PLURALS[kind]}.fields", f"/{kind}/meta", decode)


# -- marketing ---------------------------------------------------------------------------------------------------------


def subscribe(people: Sequence[Subscription], settings: Settings) -> Call[list[Subscribed]]:
    """Put people into audiences.

    Raises:
        UsageError: Nobody is named, or the form of body that was chosen cannot say this.
    """
    if not people or any("@" not in person.email or not person.audiences for person in people):
        message = "A subscription needs people with an e-mail address and at least one audience each."
        raise UsageError(message)
    body = _as_array(people) if settings.subscribe_body == "array" else _as_object(people)
    return write("marketing.subscribe", "POST", "/marketing/subscribe", body, _outcomes)


def _as_array(people: Sequence[Subscription]) -> object:
    return [{"email": person.email, "audiences": list(person.audiences)} for person in people]


def _as_object(people: Sequence[Subscription]) -> object:
    audiences = {audience for person in people for audience in person.audiences}
    if len(audiences) != 1:
        message = "In this form of body, all people of one call go into one and the same audience."
        raise UsageError(message, advice='Subscribe audience by audience, or use Settings(subscribe_body="array").')
    return {"contacts": [{"email": person.email} for person in people], "audience": str(audiences.pop())}


def _outcomes(body: bytes) -> list[Subscribed]:
    """Read one outcome for each person; the shape is not documented, so that what is not there stays unknown."""
    told = plain(body)
    return [_outcome(entry) for entry in cast("list[object]", told)] if isinstance(told, list) else []


def _outcome(entry: object) -> Subscribed:
    members = cast("dict[str, object]", entry) if isinstance(entry, dict) else dict[str, object]()
    email, accepted = members.get("email"), members.get("success")
    message = members.get("message") or members.get("error")
    return Subscribed(
        email=email if isinstance(email, str) else None,
        accepted=accepted if isinstance(accepted, bool) else None,
        message=message if isinstance(message, str) else None,
    )
