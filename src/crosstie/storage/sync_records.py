"""The kinds of record that two-way sync keeps: links, cursors, the journal, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from crosstie.core.state import record
from crosstie.storage.columns import Json

__all__ = ["Conflict", "Cursor", "Intent", "Link", "LinkEnd"]


@record(
    "links",
    key=("tenant", "pair", "id"),
    indexes=(("tenant", "pair", "left_id"), ("tenant", "pair", "right_id"), ("tenant", "pair", "status")),
)
@attrs.frozen(kw_only=True)
class Link:
    """A left record and a right record that are the same thing, and what both sides last agreed on.

    Attributes:
        tenant: The host's customer.
        pair: What is synced, by its name.
        id: The link's own id.
        left_id: The record's id on the left, once it is there.
        right_id: The record's id on the right, once it is there.
        status: ``synced``, ``pending``, ``failed``, ``conflict``, ``unresolved`` or ``deleted``.
        base: The mapped values both sides last agreed on, canonical, by field name.
        right_held: Where the right side holds an agreed value in another form (trimmed, re-cased), that form.
        left_version: The left side's own version token when it was last read or written.
        right_version: The right side's.
        left_hash: Hash of the mapped values as the left side holds them; an echo is recognised by it.
        right_hash: The right side's.
        swings: By field name, how often it went back and forth between two values and since when; too often freezes
            the field.
        error: The last error, in words.
        error_at: When that was.
        attempts: How often in a row it failed.
        created: When the two were linked.
        synced: When both sides were last known to agree.
        run: The run that last touched it.
    """

    tenant: str
    pair: str
    id: str
    left_id: str | None = None
    right_id: str | None = None
    status: str = "pending"
    base: Mapping[str, Json] = attrs.field(factory=dict[str, Json], repr=False)
    right_held: Mapping[str, Json] = attrs.field(factory=dict[str, Json], repr=False)
    left_version: str | None = None
    right_version: str | None = None
    left_hash: str | None = None
    right_hash: str | None = None
    swings: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    error: str | None = None
    error_at: datetime | None = None
    attempts: int = 0
    created: datetime | None = None
    synced: datetime | None = None
    run: str | None = None


@record("link_ends", key=("tenant", "pair", "side", "record_id"))
@attrs.frozen(kw_only=True)
class LinkEnd:
    """Which link a record of one side belongs to.

    Committed together with its :class:`Link`. Because it is keyed by the record, a whole page of changes finds its
    links with one ``get``, and a second link to the same record is a stale write instead of a duplicate.

    Attributes:
        tenant: The host's customer.
        pair: What is synced.
        side: ``left`` or ``right``.
        record_id: The record's id on that side.
        link_id: The link it belongs to.
    """

    tenant: str
    pair: str
    side: str
    record_id: str
    link_id: str


@record("cursors", key=("tenant", "pair", "side"))
@attrs.frozen(kw_only=True)
class Cursor:
    """How far one side of a pair has been read and settled.

    Attributes:
        tenant: The host's customer.
        pair: What is synced.
        side: ``left`` or ``right``.
        fingerprint: Hash of the configuration (query, fields, mapping) it belongs to; another one needs a backfill.
        position: The typed position, with its type named inside; empty before the first page is settled.
        moved: When it last moved.
        run: The run that moved it.
    """

    tenant: str
    pair: str
    side: str
    fingerprint: str
    position: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    moved: datetime | None = None
    run: str | None = None


@record(
    "intents",
    key=("tenant", "pair", "id"),
    indexes=(("tenant", "pair", "state", "created"), ("tenant", "pair", "link_id")),
)
@attrs.frozen(kw_only=True)
class Intent:
    """One entry of the journal: a write announced before it is sent.

    Attributes:
        tenant: The host's customer.
        pair: What is synced.
        id: The entry's own id.
        link_id: The link it is about.
        side: Where the write goes: ``left`` or ``right``.
        action: ``create``, or ``update``: an update's entry goes when its outcome is known.
        record_id: The record to be changed; known for a creation only after it succeeded.
        values: The mapped values to be written, canonical; of an update those that come from the other side.
        expected: The version token the record had when the write was decided.
        idempotency_key: Sent with the write where the system honours one; also what a creation is found again by.
        state: ``announced``, ``done``, ``failed`` or ``unknown`` (it may have happened).
        attempts: How often it was sent.
        error: The last error, in words.
        created: When it was announced.
        settled: When its outcome became known.
        run: The run that announced it.
    """

    tenant: str
    pair: str
    id: str
    link_id: str
    side: str
    action: str
    record_id: str | None = None
    values: Mapping[str, Json] = attrs.field(factory=dict[str, Json], repr=False)
    expected: str | None = None
    idempotency_key: str | None = None
    state: str = "announced"
    attempts: int = 0
    error: str | None = None
    created: datetime | None = None
    settled: datetime | None = None
    run: str | None = None


@record(
    "conflicts",
    key=("tenant", "pair", "id"),
    indexes=(("tenant", "pair", "state", "found"), ("tenant", "pair", "link_id")),
)
@attrs.frozen(kw_only=True)
class Conflict:
    """Both sides changed one field to different values; also the history of what lost.

    Attributes:
        tenant: The host's customer.
        pair: What is synced.
        id: The conflict's own id.
        link_id: The link it is about.
        field: The field, by its name in the mapping.
        base: The value both sides last agreed on, canonical.
        left: The left side's new value.
        right: The right side's new value.
        reason: Why somebody is asked, where it is not that both sides changed the field.
        left_at: When the left side says it changed.
        right_at: When the right side says it changed.
        state: ``open``, ``decided`` (the next run writes it) or ``resolved``.
        resolution: Who won: ``left``, ``right`` or ``value``; for a doubtful match ``link`` or ``apart``.
        chosen: The value that was written, when it is resolved.
        resolved_by: The policy, person or program that decided.
        found: When it was found.
        resolved: When it was decided.
        run: The run that found it.
    """

    tenant: str
    pair: str
    id: str
    link_id: str
    field: str
    base: Json = attrs.field(default=None, repr=False)
    left: Json = attrs.field(default=None, repr=False)
    right: Json = attrs.field(default=None, repr=False)
    reason: str | None = None
    left_at: datetime | None = None
    right_at: datetime | None = None
    state: str = "open"
    resolution: str | None = None
    chosen: Json = attrs.field(default=None, repr=False)
    resolved_by: str | None = None
    found: datetime | None = None
    resolved: datetime | None = None
    run: str | None = None
