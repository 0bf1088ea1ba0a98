"""The kinds of record that the library keeps; each is one table with named columns, because operators read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from crosstie.core.state import record
from crosstie.storage.sync_records import Conflict, Cursor, Intent, Link, LinkEnd
from crosstie.storage.work_records import Event, Job, Run

__all__ = [
    "KINDS",
    "SEALED",
    "Authorization",
    "Conflict",
    "Connection",
    "Cursor",
    "Event",
    "Intent",
    "Job",
    "Link",
    "LinkEnd",
    "Run",
]


@record("connections", key=("tenant", "system", "name"), indexes=(("status", "renew_at"),))
@attrs.frozen(kw_only=True)
class Connection:
    """Who we are connected as, in one system, for one tenant.

    Attributes:
        tenant: The host's customer.
        system: ``quickbooks``, ``rfms`` and so on.
        name: Tells several connections of one tenant to one system apart.
        account: The remote account: realm, store queue, account id.
        status: ``connected``, ``expired``, ``error`` or ``disconnected``.
        reason: Why it is not connected, in one word.
        settings: What is not secret: environment, dialect, store number.
        credentials: Sealed keys, for systems with keys.
        tokens: Sealed tokens, for systems with tokens.
        tokens_issued: When the tokens were issued.
        tokens_fence: The fence of the lease under which they were minted; a later grant has a higher one.
        access_expires: When the access token ends.
        refresh_expires: When the refresh token ends, if ever.
        renew_at: When the sweep should renew; empty for sessions that nothing is lost by letting go.
        renewed: The last successful renewal.
        error: The last renewal error, in words.
        error_at: When that was.
        suspect_until: While set, a denial may be the trace of a renewer that died; see ``sessions``.
        lease_owner: Who is renewing now.
        lease_fence: Grows with every lease; a late holder is recognised by its lower number.
        lease_ends: When the lease may be taken over.
        created: When the connection was first made.
    """

    tenant: str
    system: str
    name: str = "default"
    account: str | None = None
    status: str = "connected"
    reason: str | None = None
    settings: Mapping[str, str] = attrs.field(factory=dict[str, str])
    credentials: bytes | None = attrs.field(default=None, repr=False)
    tokens: bytes | None = attrs.field(default=None, repr=False)
    tokens_issued: datetime | None = None
    tokens_fence: int = 0
    access_expires: datetime | None = None
    refresh_expires: datetime | None = None
    renew_at: datetime | None = None
    renewed: datetime | None = None
    error: str | None = None
    error_at: datetime | None = None
    suspect_until: datetime | None = None
    lease_owner: str | None = None
    lease_fence: int = 0
    lease_ends: datetime | None = None
    created: datetime | None = None

    @property
    def label(self) -> str:
        """The connection in words, as errors and reports name it."""
        return f"{self.tenant}/{self.system}/{self.name}"


@record("authorizations", key=("tenant", "state"))
@attrs.frozen(kw_only=True)
class Authorization:
    """A person was sent to the provider and has not come back yet; deleted by the first use."""

    tenant: str
    state: str = attrs.field(repr=False)
    system: str
    name: str
    settings: Mapping[str, str] = attrs.field(factory=dict[str, str])
    verifier: bytes | None = attrs.field(default=None, repr=False)
    expires: datetime


KINDS: Final[tuple[type[Any], ...]] = (
    Connection,
    Authorization,
    Link,
    LinkEnd,
    Cursor,
    Intent,
    Conflict,
    Job,
    Event,
    Run,
)
"""Every kind the library keeps."""

SEALED: Final[Mapping[type[Any], tuple[str, ...]]] = {
    Connection: ("credentials", "tokens"),
    Authorization: ("verifier",),
}
"""The fields that hold sealed secrets, by kind."""
