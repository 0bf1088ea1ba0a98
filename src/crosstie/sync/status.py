"""How one record of the host stands in every pair that syncs it: read off the links, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias, cast

import attrs

from crosstie.core.effects import Flow
from crosstie.storage import Link
from crosstie.sync.bonds import id_on, links_by_record
from crosstie.sync.pair import Pair
from crosstie.sync.sides import other

__all__ = ["Standing", "SyncStatus", "statuses_of"]

Standing: TypeAlias = Literal["synced", "pending", "failed", "conflict", "unresolved", "deleted", "not synced"]
"""How a record stands: in step; not across yet, or still to be written; failed, with an error; waiting for somebody's
decision; made across perhaps; gone on one side; or unknown to the pair."""


@attrs.frozen(kw_only=True)
class SyncStatus:
    """How one record stands in one pair.

    Attributes:
        pair: The pair's name.
        name: What the side across is called, such as ``quickbooks.customers``.
        state: How it stands.
        record_id: Its counterpart across, once there is one.
        at: When both sides were last known to agree; of an error when that was.
        error: The last error, in words.
    """

    pair: str
    name: str
    state: Standing
    record_id: str | None = None
    at: datetime | None = None
    error: str | None = None


def statuses_of(pairs: Sequence[tuple[Pair, str]], record_id: str) -> Flow[list[SyncStatus]]:
    """Look one record up in several pairs, each with its tenant, on the side that is the host's own."""
    found: list[SyncStatus] = []
    for pair, tenant in pairs:
        links = yield from links_by_record(tenant, pair.name, pair.home, [record_id])
        stored = links.get(record_id)
        found.append(_status(pair, None if stored is None else stored.record))
    return found


def _status(pair: Pair, link: Link | None) -> SyncStatus:
    across = other(pair.home)
    name = pair.endpoint(across).name
    if link is None:
        return SyncStatus(pair=pair.name, name=name, state="not synced")
    return SyncStatus(
        pair=pair.name,
        name=name,
        state=cast("Standing", link.status),
        record_id=id_on(link, across),
        at=link.synced if link.error is None else link.error_at,
        error=link.error,
    )
