"""What writes send: drafts, sparse and full updates (fact sheet: quickbooks.md, 2.3 and 2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

import attrs

from crosstie.errors import UsageError
from crosstie.models import changes, check_draft, check_record, encode
from crosstie.models.codec import json_body
from crosstie.models.fields import Field
from crosstie.models.forms import KEY, TEXT
from crosstie.models.plan import plan_of
from crosstie.systems.quickbooks.kinds import Kind
from crosstie.systems.quickbooks.models import (
    EmailAddress,
    Entity,
    Line,
    MemoRef,
    PhysicalAddress,
    TelephoneNumber,
    WebSiteAddress,
)

__all__ = ["DELETED_SUFFIX", "activity", "body_of", "clears_more_than_texts", "draft", "full", "identity", "sparse"]

R = TypeVar("R", bound=Entity)

DELETED_SUFFIX: Final = " (deleted)"
"""What QuickBooks puts behind the name of an inactive record (7.1)."""

_OF_TEXTS: Final = (EmailAddress, TelephoneNumber, WebSiteAddress, MemoRef, PhysicalAddress)
"""Records that hold texts alone: emptying each text empties them."""


def body_of(values: Mapping[str, Any]) -> bytes:
    """Encode a body; amounts are JSON numbers with the digits they have.

    Raises:
        UsageError: It holds what JSON cannot say.
    """
    return json_body("The record", values)


def draft(kind: Kind[R], record: R) -> bytes:
    """Return the body of a creation.

    Raises:
        UsageError: It is no record of the kind, has an id already, or QuickBooks would refuse it.
    """
    check_record(kind.record, record)
    if record.id is not None or record.sync_token is not None:
        message = f"A {kind.name} that is to be created has no id and no sync_token yet."
        raise UsageError(message, advice="Use update() or replace(), or leave both out.")
    check_draft(record)
    return encode(without_subtotals(record), writable=True)


def full(kind: Kind[R], record: R) -> bytes:
    """Return the body of a full update: everything, unknown fields included, but for what is read-only.

    Raises:
        UsageError: It is no record of the kind, id or version are missing, or the values break a limit.
    """
    check_record(kind.record, record)
    identity(kind, record.id, record.sync_token)
    check_draft(record, base=kind.record())
    return encode(attrs.evolve(without_subtotals(record), sparse=False), writable=True)


def sparse(kind: Kind[R], record: R, base: R | None) -> bytes:
    """Return the body of a sparse update: what differs from ``base``, or every field that is set without one.

    Unknown fields are never sent. A text that was cleared goes as an empty one, which is the only documented way;
    whether null clears anything differs from field to field.

    Raises:
        UsageError: Something is no record of the kind, id or version are missing, the values break a limit, or a field
            that holds no text was cleared.
    """
    check_record(kind.record, record, base)
    named = identity(kind, record.id, record.sync_token if base is None else base.sync_token)
    check_draft(record, base=kind.record() if base is None else base)
    sent = without_subtotals(record)
    if base is None:
        found = _settable(sent)
    else:
        found = dict(_cleared(kind, sent, base, changes(sent, _comparable(base, record))))
    return body_of({**_echoed(kind, sent), **found, **named, "sparse": True})


def clears_more_than_texts(kind: Kind[R], record: R, base: R) -> bool:
    """Tell whether a change empties a field that a sparse update cannot; the unique name cannot be emptied at all."""
    fields = {field.wire: field for field in plan_of(kind.record).fields}
    gone = [fields[name] for name, value in changes(record, _comparable(base, record)).items() if value is None]
    return any(not _is_textual(field) and field.name != kind.unique for field in gone)


def activity(kind: Kind[R], record: R, *, active: bool) -> bytes:
    """Return the body that makes a name inactive, or active again.

    A name that comes back keeps the suffix it got, unless it is sent without it (7.1).

    Raises:
        UsageError: It is no record of the kind, or id or version are missing.
    """
    check_record(kind.record, record)
    values: dict[str, Any] = {**_echoed(kind, record), **identity(kind, record.id, record.sync_token)}
    if active and kind.unique is not None:
        field = plan_of(kind.record).field(kind.unique)
        name = field.get(record)
        if name is not None and name.endswith(DELETED_SUFFIX):
            values[field.wire] = name.removesuffix(DELETED_SUFFIX)
    return body_of({**values, "Active": active, "sparse": True})


def identity(kind: Kind[Any], record_id: str | None, sync_token: str | None) -> dict[str, Any]:
    """Return the two members that every change of a record needs.

    Raises:
        UsageError: One is missing.
    """
    if not record_id or not sync_token:
        message = f"A {kind.name} is changed by its id and sync_token, and one of them is missing."
        raise UsageError(message, advice="Read it first, and change what was read.")
    return {"Id": record_id, "SyncToken": sync_token}


def without_subtotals(record: R) -> R:
    """Return the record without the subtotal lines that QuickBooks adds to answers: sent back, they would be added."""
    lines: tuple[Line, ...] = getattr(record, "line", ())
    kept = tuple(line for line in lines if line.id is not None or line.detail_type != "SubTotalLineDetail")
    if len(kept) == len(lines):
        return record
    unlined: Any = record  # Any: only kinds with lines come here
    return attrs.evolve(unlined, line=kept)  # type: ignore[no-any-return]


def _comparable(base: R, record: R) -> R:
    """Return the base with the record's flags of the answer, which are no change."""
    return attrs.evolve(without_subtotals(base), sparse=record.sparse, sync_token=record.sync_token)


def _settable(record: Entity) -> dict[str, Any]:
    return {
        field.wire: field.to_wire(value)
        for field, value in plan_of(type(record)).values(record)
        if not (field.rule.read_only or field.rule.identity)
    }


def _echoed(kind: Kind[R], record: R) -> dict[str, Any]:
    fields = [plan_of(kind.record).field(name) for name in kind.echo]
    return {field.wire: field.to_wire(field.get(record)) for field in fields if field.get(record) is not None}


def _cleared(kind: Kind[R], record: R, base: R, found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    fields = {field.wire: field for field in plan_of(kind.record).fields}
    for name, value in found.items():
        field = fields[name]
        if value is None:
            yield name, _emptied(kind, field, base)
        elif field.kind in _OF_TEXTS and not field.many:
            yield name, {**_blanks(field, base, record), **value}
        else:
            yield name, value


def _emptied(kind: Kind[R], field: Field, base: R) -> Any:  # noqa: ANN401 - JSON
    if field.name == kind.unique:
        message = f"{kind.record.__name__}.{field.name} cannot be cleared."
        raise UsageError(message)
    if _is_textual(field):
        return "" if field.kind is None else _blanks(field, base, None)
    message = f"{kind.record.__name__}.{field.name} cannot be cleared by a sparse update: only texts can."
    raise UsageError(message, advice="Use replace(), which sends the whole record.")


def _is_textual(field: Field) -> bool:
    return not field.many and (field.kind in _OF_TEXTS or field.form in (TEXT, KEY))


def _blanks(field: Field, base: Entity, record: Entity | None) -> dict[str, str]:
    """Return an empty text for each text of a nested record that ``base`` has and ``record`` has not."""
    before = field.get(base)
    after = None if record is None else field.get(record)
    if before is None or field.kind is None:
        return {}
    return {
        inner.wire: ""
        for inner, _ in plan_of(field.kind).values(before)
        if inner.name not in ("id", "lat", "long") and (after is None or inner.get(after) is None)
    }
