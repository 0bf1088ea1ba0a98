"""Calls that write, with a ``requestid``: a repeat answers the first result (fact sheet: quickbooks.md, 2.2 to 2.8)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from crosstie.core.exchange import Call
from crosstie.core.messages import Request
from crosstie.errors import UsageError
from crosstie.models import check_record, decode_record
from crosstie.systems.doubt import surely_done
from crosstie.systems.quickbooks.api import Api, Include, checked_id, included
from crosstie.systems.quickbooks.bodies import activity, body_of, draft, full, identity, sparse
from crosstie.systems.quickbooks.kinds import Kind
from crosstie.systems.quickbooks.models import Entity

__all__ = [
    "JSON_BODY",
    "activate",
    "checked_key",
    "create",
    "delete",
    "replace",
    "send",
    "update",
    "void",
]

R = TypeVar("R", bound=Entity)

JSON_BODY: Final[Mapping[str, str]] = {"Accept": "application/json", "Content-Type": "application/json"}
_EMPTY: Final[Mapping[str, str]] = {"Accept": "application/json", "Content-Type": "application/octet-stream"}
_KEY: Final = re.compile(r"[!-~]+")
_LONGEST_KEY: Final = 50


def create(api: Api, kind: Kind[R], record: R, *, key: str | None, include: Sequence[Include] = ()) -> Call[R]:
    """Create a record; with the same key again, the first result is answered.

    Raises:
        UsageError: QuickBooks would refuse it.
    """
    return _write(api, kind, "create", draft(kind, record), key=key, params=included(include))


def update(
    api: Api, kind: Kind[R], record: R, base: R | None, *, key: str | None, include: Sequence[Include] = ()
) -> Call[R]:
    """Change what differs from ``base``, or every field that is set."""
    return _write(api, kind, "update", sparse(kind, record, base), key=key, params=included(include))


def replace(api: Api, kind: Kind[R], record: R, *, key: str | None, include: Sequence[Include] = ()) -> Call[R]:
    """Send the whole record: a writable field that is not set is wiped."""
    return _write(api, kind, "replace", full(kind, record), key=key, params=included(include))


def activate(api: Api, kind: Kind[R], record: R, *, active: bool, key: str | None) -> Call[R]:
    """Make a name inactive, or active again."""
    operation = "reactivate" if active else "deactivate"
    return _write(api, kind, operation, activity(kind, record, active=active), key=key)


def delete(api: Api, kind: Kind[R], record: R | str, sync_token: str | None, *, key: str | None) -> Call[R]:
    """Delete a transaction; the answer is its trace: an id and ``is_deleted``."""
    body = body_of(_named(kind, record, sync_token))
    return _write(api, kind, "delete", body, key=key, params=(("operation", "delete"),))


def void(api: Api, kind: Kind[R], record: R | str, sync_token: str | None, *, key: str | None) -> Call[R]:
    """Void a transaction, in the form that its kind takes: amounts become zero, the record stays."""
    named = _named(kind, record, sync_token)
    if kind.void == "operation":
        return _write(api, kind, "void", body_of(named), key=key, params=(("operation", "void"),))
    params = (("operation", "update"), ("include", "void"))
    return _write(api, kind, "void", body_of({**named, "sparse": True}), key=key, params=params)


def send(api: Api, kind: Kind[R], record_id: str, address: str | None) -> Call[R]:
    """Send a form by e-mail. No key makes a repeat harmless here (2.5), so it is never repeated blindly.

    Raises:
        UsageError: The address is none.
    """
    if address is not None and "@" not in address:
        message = "That is no e-mail address to send to."
        raise UsageError(message)
    to = () if address is None else (("sendTo", address),)
    return Call(
        operation=f"{kind.plural}.send",
        request=Request(
            method="POST",
            url=f"{kind.path}/{checked_id(record_id)}/send",
            params=(*api.params, *to, ("requestid", str(uuid.uuid4()))),
            headers=_EMPTY,
        ),
        decode=surely_done(lambda response: decode_record(kind.record, response.body, (kind.name,))),
        kind="write",
    )


def checked_key(key: str | None, longest: int = _LONGEST_KEY) -> str:
    """Return an idempotency key: the caller's, or a new one.

    Raises:
        UsageError: It is too long, or holds blanks or characters beyond ASCII (2.5).
    """
    if key is None:
        return str(uuid.uuid4())
    if len(key) > longest or not _KEY.fullmatch(key):
        message = f"An idempotency key has 1 to {longest} printable ASCII characters here, no blanks."
        raise UsageError(message, advice="A UUID fits everywhere.")
    return key


def _write(
    api: Api,
    kind: Kind[R],
    operation: str,
    body: bytes,
    *,
    key: str | None,
    params: tuple[tuple[str, str], ...] = (),
) -> Call[R]:
    checked = checked_key(key)
    return Call(
        operation=f"{kind.plural}.{operation}",
        request=Request(
            method="POST",
            url=kind.path,
            params=(*api.params, *params, ("requestid", checked)),
            headers=JSON_BODY,
            body=body,
        ),
        decode=surely_done(lambda response: decode_record(kind.record, response.body, (kind.name,))),
        kind="keyed",
        key=checked,
    )


def _named(kind: Kind[Any], record: Entity | str, sync_token: str | None) -> dict[str, Any]:
    if isinstance(record, str):
        return identity(kind, record, sync_token)
    check_record(kind.record, record)
    return identity(kind, record.id, sync_token or record.sync_token)
