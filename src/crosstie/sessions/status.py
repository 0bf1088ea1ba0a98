"""The state of connections in words, for status pages and operators; no secret in sight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from crosstie.core import effects
from crosstie.core.checks import sendable
from crosstie.core.effects import Flow
from crosstie.core.state import Query
from crosstie.sessions.refusals import Refusals
from crosstie.storage.records import Connection

__all__ = ["ConnectionStatus", "status_of", "statuses"]

_PAGE = 500


@attrs.frozen(kw_only=True)
class ConnectionStatus:
    """How one connection is.

    Attributes:
        tenant: The host's customer.
        system: Which system.
        name: Which of the tenant's connections to it.
        account: The remote account.
        state: ``connected``, ``expired``, ``error`` or ``disconnected``.
        reason: Why it is not connected, in one word.
        access_expires: When the session ends.
        refresh_expires: When the grant ends if nobody uses it, where the provider says so.
        renewed: The last successful renewal.
        error: The last error, in words.
        error_at: When that was.
    """

    tenant: str
    system: str
    name: str
    account: str | None
    state: str
    reason: str | None
    access_expires: datetime | None
    refresh_expires: datetime | None
    renewed: datetime | None
    error: str | None
    error_at: datetime | None

    def minutes_left(self, at: datetime) -> float | None:
        """Return the minutes until the session ends; negative when it has ended."""
        return None if self.access_expires is None else (self.access_expires - at).total_seconds() / 60


def status_of(connection: Connection) -> ConnectionStatus:
    """Return what a person may see of a stored connection."""
    return ConnectionStatus(
        tenant=connection.tenant,
        system=connection.system,
        name=connection.name,
        account=connection.account,
        state=connection.status,
        reason=connection.reason,
        access_expires=connection.access_expires,
        refresh_expires=connection.refresh_expires,
        renewed=connection.renewed,
        error=connection.error,
        error_at=connection.error_at,
    )


def statuses(refusals: Refusals, tenant: str) -> Flow[Sequence[ConnectionStatus]]:
    """Return the state of every connection of a tenant, by system and name.

    Args:
        refusals: Learns which are refused: the next call that goes through here takes that back.
        tenant: Whose.

    Raises:
        UsageError: It is no text; ``None`` would be everybody.
    """
    sendable("tenant", tenant)
    found: list[ConnectionStatus] = []
    last: Connection | None = None
    while True:
        page = yield from effects.find(Query(kind=Connection, tenant=tenant, limit=_PAGE, after=last))
        for stored in page:
            refusals.saw(stored.record)
            found.append(status_of(stored.record))
        if len(page) < _PAGE:
            return found
        last = page[-1].record
