"""The kinds of record that running the library leaves behind: jobs, webhook events, the history of runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from crosstie.core.state import record
from crosstie.storage.columns import Json

__all__ = ["Event", "Job", "Run"]


@record(
    "jobs",
    key=("tenant", "id"),
    indexes=(("state", "priority", "due"), ("tenant", "state"), ("state", "lease_ends"), ("state", "finished")),
)
@attrs.frozen(kw_only=True)
class Job:
    """Work that a worker step claims.

    Attributes:
        tenant: The host's customer.
        id: The job's own id; a dedupe key becomes the id, so that a repeat is a stale write.
        task: What is to be done, by name.
        system: The system it concerns, if one.
        connection: The connection's name within that system.
        payload: What the task needs to know; never a secret.
        priority: 0 urgent, 1 high, 2 normal, 3 low.
        state: ``pending``, ``running``, ``done``, ``failed`` or ``dead``.
        due: Not before this time.
        attempts: How often it was begun.
        max_attempts: After so many it is dead.
        error: The last error, in words.
        result: What the task reported.
        lease_owner: Who is working on it.
        lease_fence: Grows with every claim; a late worker is recognised by its lower number.
        lease_ends: When another worker may take over.
        created: When it was put in the queue.
        started: When it was last begun.
        finished: When it ended for good.
    """

    tenant: str
    id: str
    task: str
    system: str | None = None
    connection: str | None = None
    payload: Mapping[str, Json] = attrs.field(factory=dict[str, Json], repr=False)
    priority: int = 2
    state: str = "pending"
    due: datetime | None = None
    attempts: int = 0
    max_attempts: int = 5
    error: str | None = None
    result: Json = None
    lease_owner: str | None = None
    lease_fence: int = 0
    lease_ends: datetime | None = None
    created: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None


@record("events", key=("tenant", "system", "id"), indexes=(("tenant", "state"), ("state", "received")))
@attrs.frozen(kw_only=True)
class Event:
    """A webhook that was received.

    Attributes:
        tenant: The host's customer.
        system: Who sent it.
        id: The dedupe key: the sender's id of the event, or a hash of its body.
        account: The remote account it is about.
        topic: What happened, in the sender's word.
        record_id: To which record.
        body: The sender's body, as received.
        state: ``received``, ``queued``, ``ignored`` or ``failed``.
        error: Why it failed, in words.
        happened: When the sender says it happened.
        received: When it arrived here.
        handled: When jobs were made of it.
    """

    tenant: str
    system: str
    id: str
    account: str | None = None
    topic: str | None = None
    record_id: str | None = None
    body: bytes | None = attrs.field(default=None, repr=False)
    state: str = "received"
    error: str | None = None
    happened: datetime | None = None
    received: datetime | None = None
    handled: datetime | None = None


@record(
    "runs",
    key=("tenant", "id"),
    indexes=(("tenant", "subject", "started"), ("tenant", "started"), ("state", "finished")),
)
@attrs.frozen(kw_only=True)
class Run:
    """One run of a sync, a sweep or a flow, for the history.

    Attributes:
        tenant: The host's customer.
        id: The run's own id.
        subject: What ran: a pair, a flow or a sweep, by name.
        cause: What started it: ``call``, ``schedule``, ``webhook`` or ``job``.
        state: ``running``, ``done``, ``failed`` or ``stopped``.
        counts: How many records per direction and action.
        succeeded: Records that are settled.
        failed: Records with an error.
        calls: Remote calls used.
        error: The first error, in words.
        cursors: The positions before and after, by side.
        started: When it began.
        finished: When it ended.
    """

    tenant: str
    id: str
    subject: str
    cause: str = "call"
    state: str = "running"
    counts: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    succeeded: int = 0
    failed: int = 0
    calls: int = 0
    error: str | None = None
    cursors: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    started: datetime | None = None
    finished: datetime | None = None
