"""Webhooks of SuiteDash, as far as there is anything to know: JSON of the administrator's own making (suitedash.md, 5).

There is no signature and no delivery id, so that a webhook is believed for one thing only: that a record is worth
reading again. Keep the address unguessable, or let the template carry a word that only you know.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import attrs
import msgspec

from crosstie.errors import BadSignature, Malformed, UsageError
from crosstie.models.excerpt import excerpt

__all__ = ["EVENTS", "Hinted", "Notice", "Template", "read_notice"]

EVENTS: Final = (
    "contact.created",
    "contact.updated",
    "project.created",
    "project.started",
    "project.completed",
    "project.cancelled",
    "project.milestone_reached",
    "project.delayed",
    "project.invoice_sent",
    "project.notes_added",
)
"""The events that crosstie gives a meaning to. They are crosstie's own names: the administrator writes them into the
template of the automation or webhook that is to send them (5.1)."""


@attrs.frozen(kw_only=True)
class Template:
    """Where a template puts things, as dotted paths; the first that holds a text is taken.

    Attributes:
        event: Where the name of the event is.
        contact: Where the contact's uid is.
        project: Where the project's uid is.
        data: Where the fields are; the whole body where there is no such object.
        secret: Where the shared word is, if the template has one.
        default_event: The event of bodies that do not name theirs.
    """

    event: Sequence[str] = ("event",)
    contact: Sequence[str] = ("data.contact_id", "client.uid", "contact_uid", "uid")
    project: Sequence[str] = ("data.project_id", "project_uid")
    data: str = "data"
    secret: str | None = None
    default_event: str | None = None


@attrs.frozen(kw_only=True)
class Notice:
    """What a webhook says.

    Attributes:
        event: Its name; not necessarily one of :data:`EVENTS`.
        contact_id: The contact's uid.
        project_id: The project's uid.
        data: All its fields, as they came; not to be believed without reading the record.
        digest: The same for the same event, record and body: deliveries may repeat, and have no id of their own.
    """

    event: str | None
    contact_id: str | None
    project_id: str | None
    data: Mapping[str, Any] = attrs.field(repr=False)
    digest: str


@attrs.frozen(kw_only=True)
class Hinted:
    """Records that webhooks have named since a token.

    Attributes:
        ids: Their uids; repeats do no harm.
        token: What asks for those after these.
    """

    ids: Sequence[str] = ()
    token: str


_TEMPLATE: Final = Template()


def read_notice(body: bytes, template: Template = _TEMPLATE, *, secret: str | None = None) -> Notice:
    """Read the body of a webhook; unknown fields, nulls and a missing event are normal.

    Args:
        body: The bytes as they came.
        template: Where the administrator's template puts things.
        secret: The shared word; ``template.secret`` says where it stands.

    Raises:
        BadSignature: The shared word is missing or another one.
        Malformed: It is no JSON object.
        UsageError: A secret without a place for it.
    """
    try:
        members = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = f"The body is no JSON object: {excerpt(body)}"
        raise Malformed(message) from error
    _check_secret(members, template, secret)
    event = _first(members, template.event) or template.default_event
    data = members.get(template.data)
    contact, project = _first(members, template.contact), _first(members, template.project)
    return Notice(
        event=event,
        contact_id=contact,
        project_id=project,
        data=cast("Mapping[str, Any]", data) if isinstance(data, dict) else members,
        digest=hashlib.sha256(msgspec.json.encode([event, contact, project, body])).hexdigest(),
    )


def _check_secret(members: Mapping[str, Any], template: Template, secret: str | None) -> None:
    if secret is None:
        return
    if template.secret is None or not secret:
        message = "A shared word needs to be said, and a place in the template."
        raise UsageError(message, advice="Set Template(secret=...) to the name of its field.")
    given = _first(members, (template.secret,)) or ""
    if not hmac.compare_digest(given.encode(), secret.encode()):
        message = "The webhook does not carry the shared word."
        raise BadSignature(message)


def _first(members: Mapping[str, Any], paths: Sequence[str]) -> str | None:
    for path in paths:
        value: object = members
        for name in path.split("."):
            value = cast("Mapping[str, object]", value).get(name) if isinstance(value, dict) else None
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None
