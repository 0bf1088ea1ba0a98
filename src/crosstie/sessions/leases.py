"""Leases and verdicts as values: what becomes of a connection's record at each turn of its renewal. Pure.

A lease is a row value: an owner, a fence that grows, an end. Whoever finishes clears the owner. An owner that is still
there when somebody else takes the lease means that a renewal broke off, and nobody knows what the provider answered:
the lease is *orphaned*. That mark stays until a renewal ends with a clear answer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import attrs

from crosstie.core.state import Stored
from crosstie.sessions.apps import Denied
from crosstie.sessions.failures import rejected, unavailable
from crosstie.sessions.tokens import ConnectionKey, RenewalPolicy, Session
from crosstie.storage.records import Connection

__all__ = [
    "Lease",
    "expired",
    "given_back",
    "healthy",
    "hindrance",
    "is_refused",
    "key_of_connection",
    "leased",
    "refused",
    "resting",
    "suspected",
]


_REFUSED: Final = "refused"


@attrs.frozen(kw_only=True)
class Lease:
    """A lease that this process holds.

    Attributes:
        stored: The connection with the lease in it.
        posted: The session whose tokens are going to be posted.
        orphaned: The renewal before this one broke off: its holder died, is merely slow, or got no answer.
    """

    stored: Stored[Connection]
    posted: Session
    orphaned: bool

    @property
    def fence(self) -> int:
        """The number that tells this lease from those before and after it."""
        return self.stored.record.lease_fence


def key_of_connection(record: Connection) -> ConnectionKey:
    """Return the key of a connection."""
    return (record.tenant, record.system, record.name)


def leased(record: Connection, owner: str, at: datetime, policy: RenewalPolicy) -> Connection:
    """Return the connection with the lease taken."""
    return attrs.evolve(
        record,
        lease_owner=owner,
        lease_fence=record.lease_fence + 1,
        lease_ends=at + timedelta(seconds=policy.lease),
    )


def hindrance(record: Connection, owner: str, at: datetime, policy: RenewalPolicy, *, patient: bool) -> float:
    """Return the seconds to wait before the lease can be taken, 0 for none.

    Raises:
        RenewalUnavailable: Another process renews and the caller has no time, or the last attempt failed just now.
        CredentialsRejected: The last attempt was refused for the app's own id or keys, just now.
    """
    key = key_of_connection(record)
    if record.lease_owner not in (None, owner) and _ahead(record.lease_ends, at, policy.lease):
        if not patient:
            raise unavailable(key, "Another process is renewing this connection.", policy.poll)
        return policy.poll
    rest = _ahead(record.suspect_until, at, policy.suspect)
    if not rest and record.status == "error" and record.reason != _REFUSED and record.error_at is not None:
        rest = _ahead(record.error_at + timedelta(seconds=policy.rest), at, policy.rest)
    if rest and record.reason == "credentials":
        raise rejected(key, record.error or "")
    if rest:
        raise unavailable(key, f"The last renewal failed: {record.error}", rest)
    return 0.0


def given_back(lease: Lease, at: datetime, *, reason: str | None = None, detail: str | None = None) -> Connection:
    """Return the connection with the lease released.

    Args:
        lease: What is given back.
        at: Now.
        reason: What went wrong, in one word; ``None`` when nothing did.
        detail: The same in the provider's words.
    """
    record = attrs.evolve(lease.stored.record, lease_ends=None)
    if not lease.orphaned and reason != "unanswered":
        record = attrs.evolve(record, lease_owner=None)
    if reason is None:
        return record
    return attrs.evolve(record, status="error", reason=reason, error=detail, error_at=at)


def suspected(record: Connection, denied: Denied, at: datetime, policy: RenewalPolicy) -> Connection:
    """Return the connection after a denial that is not yet believed."""
    until = at + timedelta(seconds=policy.suspect)
    return attrs.evolve(
        _released(record), status="error", reason="suspect", error=denied.detail, error_at=at, suspect_until=until
    )


def expired(record: Connection, denied: Denied, at: datetime) -> Connection:
    """Return the connection after a denial that is believed."""
    # After a renewal that broke off, the likely truth is that its answer was the grant we now lack.
    reason = "lost" if record.suspect_until is not None else "denied"
    return attrs.evolve(
        _released(record), status="expired", reason=reason, error=denied.detail, error_at=at, renew_at=None
    )


def refused(record: Connection, detail: str, at: datetime) -> Connection:
    """Return the connection after the system refused tokens that it had granted just before."""
    return attrs.evolve(record, status="error", reason=_REFUSED, error=detail, error_at=at)


def healthy(record: Connection) -> Connection:
    """Return the connection after the system took its tokens again."""
    return attrs.evolve(record, status="connected", reason=None, error=None, error_at=None)


def resting(record: Connection, at: datetime, policy: RenewalPolicy) -> bool:
    """Tell whether it was so lately that the tokens of a refused connection were renewed that it is no use again."""
    since = record.error_at
    return since is not None and _ahead(since + timedelta(seconds=policy.refused), at, policy.refused) > 0


def is_refused(record: Connection) -> bool:
    """Tell whether the system refused the current tokens fresh from their renewal."""
    return record.status == "error" and record.reason == _REFUSED


def _released(record: Connection) -> Connection:
    return attrs.evolve(record, lease_owner=None, lease_ends=None)


def _ahead(moment: datetime | None, at: datetime, longest: float) -> float:
    """Return the seconds until a moment; 0 when it is over, or so far off that only a clock that jumped explains it."""
    seconds = (moment - at).total_seconds() if moment is not None else 0.0
    return seconds if 0 < seconds <= 2 * longest else 0.0
