"""Calls that write: create, update, archive or delete (fact sheet: lightspeed.md, 2.1, 2.2, 5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar

import msgspec

from crosstie.core.exchange import Call
from crosstie.core.messages import Request
from crosstie.errors import UsageError
from crosstie.models import changes, check_draft, check_record, decode_record
from crosstie.systems.doubt import surely_done
from crosstie.systems.lightspeed.api import checked_id
from crosstie.systems.lightspeed.contacts import contact_changes
from crosstie.systems.lightspeed.kinds import Kind
from crosstie.systems.lightspeed.models import LightspeedRecord
from crosstie.systems.lightspeed.settings import Settings

__all__ = ["create", "post", "put", "remove", "revision_of", "unarchive", "update"]

R = TypeVar("R", bound=LightspeedRecord)

_BODY: Final[Mapping[str, str]] = {"Accept": "application/json", "Content-Type": "application/json"}
_encode = msgspec.json.Encoder(decimal_format="string").encode
"""Amounts go as text, as they come: a JSON number might be read as a float on the way."""


def create(kind: Kind[R], draft: R) -> Call[R]:
    """Create a record. There is no idempotency key, so an unanswered one is never repeated (5.4).

    Raises:
        UsageError: It is no record of the kind, has an id, or Lightspeed would refuse it.
    """
    check_record(kind.record, draft)
    if kind.id_of(draft) is not None:
        message = f"This {kind.name} has an id, so it exists already."
        raise UsageError(message, advice="Use update().")
    check_draft(draft)
    return post(kind, draft.to_wire(writable=True))


def post(kind: Kind[R], body: Mapping[str, Any], *, operation: str = "create") -> Call[R]:
    """Create a record from a body."""
    return _write(kind, operation, "POST", f"{kind.path}.json", body)


def update(kind: Kind[R], record: R, base: R | None, settings: Settings) -> Call[R]:
    """Change what differs from ``base``, or every field that is set.

    Raises:
        UsageError: It has no id, breaks a limit, or nothing differs.
    """
    body = revision_of(kind, record, base)
    if not body:
        message = f"This {kind.name} does not differ from its base, so there is nothing to write."
        raise UsageError(message)
    return put(kind, _id_of(kind, record), body, settings=settings)


def revision_of(kind: Kind[R], record: R, base: R | None) -> dict[str, Any]:
    """Return the body of an update; empty when nothing differs.

    Raises:
        UsageError: Something is no record of the kind, or breaks a limit.
    """
    check_record(kind.record, record, base)
    check_draft(record, base if base is not None else type(record)())
    if base is None:
        body = record.to_wire(writable=True)
        body.pop(_wire_id(kind), None)
        return body
    body = changes(record, base)
    if "Contact" in body:
        new, old = getattr(record, "contact", None), getattr(base, "contact", None)
        body["Contact"] = contact_changes(new, old)
    return body


def put(
    kind: Kind[R], record_id: str, body: Mapping[str, Any], *, settings: Settings, operation: str = "update"
) -> Call[R]:
    """Send a partial body: what is not in it stays; empty texts and nulls clear."""
    repeats: Literal["keyed", "write"] = "keyed" if settings.repeat_updates else "write"
    return _write(kind, operation, "PUT", f"{kind.path}/{checked_id(record_id)}.json", body, repeats)


def unarchive(kind: Kind[R], record_id: str, settings: Settings) -> Call[R]:
    """Bring an archived record back (2.2)."""
    return put(kind, record_id, {"archived": "false"}, settings=settings, operation="unarchive")


def remove(kind: Kind[R], record_id: str, settings: Settings) -> Call[R]:
    """Archive or delete a record, whichever this kind does; the answer is the record (2.1)."""
    archives = kind.removal == "archive"
    return _write(
        kind,
        "archive" if archives else "delete",
        "DELETE",
        f"{kind.path}/{checked_id(record_id)}.json",
        None,
        "keyed" if archives and settings.repeat_updates else "write",
    )


def _write(
    kind: Kind[R],
    operation: str,
    method: str,
    path: str,
    body: Mapping[str, Any] | None,
    repeats: Literal["keyed", "write"] = "write",
) -> Call[R]:
    try:
        content = b"" if body is None else _encode(body)
    except UnicodeEncodeError:
        message = f"A text of this {kind.name} holds half a character (a lone surrogate)."
        raise UsageError(message) from None
    return Call(
        operation=f"{kind.plural}.{operation}",
        request=Request(method=method, url=path, headers=_BODY, body=content),
        decode=surely_done(lambda response: decode_record(kind.record, response.body, (kind.name,))),
        kind=repeats,
    )


def _id_of(kind: Kind[R], record: R) -> str:
    found = kind.id_of(record)
    if found is None:
        message = f"This {kind.name} has no id."
        raise UsageError(message, advice="Read it first, or use create().")
    return found


def _wire_id(kind: Kind[Any]) -> str:
    return f"{kind.name[0].lower()}{kind.name[1:]}ID"
