"""The sweep: renew whatever ends soon, soonest first, each connection on its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import attrs

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.state import Query, Span, key_of
from crosstie.errors import CrosstieError, ReconnectRequired
from crosstie.sessions.renewal import Renewal
from crosstie.sessions.sealed import open_session
from crosstie.storage.records import Connection

__all__ = ["Sweep", "SweepRow", "sweep"]


@attrs.frozen(kw_only=True)
class SweepRow:
    """What became of one connection.

    Attributes:
        connection: Whose.
        outcome: ``renewed``; ``expired``, a person must connect again; ``failed``, to be tried again.
        error: Why not.
        access_expires: When the session ends now, where it was renewed.
    """

    connection: str
    outcome: Literal["renewed", "expired", "failed"]
    error: CrosstieError | None = None
    access_expires: datetime | None = None


@attrs.frozen
class Sweep:
    """One row for each connection that was due, in the order they were tried."""

    rows: Sequence[SweepRow]

    @property
    def renewed(self) -> int:
        """How many were renewed."""
        return sum(row.outcome == "renewed" for row in self.rows)

    @property
    def failures(self) -> Sequence[SweepRow]:
        """The rows of those that were not."""
        return [row for row in self.rows if row.outcome != "renewed"]


def sweep(renewal: Renewal, *, within: float, limit: int, pause: float) -> Flow[Sweep]:
    """Renew the connections of all tenants whose time comes within so many seconds.

    Args:
        renewal: The protocol.
        within: Seconds to look ahead.
        limit: At most this many connections in one sweep.
        pause: Seconds between two calls, to go easy on the provider.
    """
    due = yield from _due(renewal, within, limit)
    rows: list[SweepRow] = []
    for connection in due:
        if rows:
            yield from effects.sleep(pause)
        rows.append((yield from _renew(renewal, connection)))
    return Sweep(rows)


def _due(renewal: Renewal, within: float, limit: int) -> Flow[list[Connection]]:
    horizon = (yield from effects.now()) + timedelta(seconds=within)
    found: list[Connection] = []
    # Asked for by system: those of systems that this manager has no app for must not use up the limit.
    for system, status in itertools.product(sorted(renewal.apps), ("connected", "error")):
        query = Query[Connection].across_tenants(
            Connection,
            where={"status": status, "system": system},
            span=Span("renew_at", below=horizon),
            order="renew_at",
            limit=limit,
        )
        found += [stored.record for stored in (yield from effects.find(query))]
    return sorted(found, key=lambda connection: (connection.renew_at or horizon, key_of(connection)))[:limit]


def _renew(renewal: Renewal, connection: Connection) -> Flow[SweepRow]:
    key = key_of(connection)
    try:
        found = open_session(connection, renewal.keys)
        lent = yield from effects.share(key, lambda: renewal.renewed(key, found))
    except ReconnectRequired as error:
        return SweepRow(connection=connection.label, outcome="expired", error=error)
    except CrosstieError as error:
        return SweepRow(connection=connection.label, outcome="failed", error=error)
    tokens = lent.session.tokens
    return SweepRow(
        connection=connection.label, outcome="renewed", access_expires=tokens.expires if tokens is not None else None
    )
