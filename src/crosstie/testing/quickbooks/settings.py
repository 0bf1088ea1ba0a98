"""What can be set on the QuickBooks simulator: limits, and what the fact sheet leaves open."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from typing import Final, Literal, TypeAlias

import attrs

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "REALM", "Limits", "Reuse", "Rotation", "Rules"]

CLIENT_ID: Final = "ABcomposedClient"
"""The app's client id, unless set otherwise."""
CLIENT_SECRET: Final = "composed-client-secret"  # noqa: S105 - composed, and of no use anywhere
"""The app's client secret, unless set otherwise."""
REALM: Final = "9341450000000001"
"""The realm id of the first company."""

Rotation: TypeAlias = Literal["always", "daily", "never"]
"""When a refresh returns a new refresh token: every time, when the current one is a day old (fact sheet 1.5), never."""
Reuse: TypeAlias = Literal["refuse", "revoke", "rotate"]
"""What a replaced refresh token causes once its grace is over: ``invalid_grant``; the same and the end of the whole
grant, as against an attack; or yet another rotation, as if nothing had happened."""


@attrs.frozen(kw_only=True)
class Limits:
    """Throttles of one realm (fact sheet 5.1); ``None`` is without limit, which is the default.

    Attributes:
        per_minute: Calls in any 60 seconds; 500 in production.
        per_second: Calls in any second; 10 in production.
        concurrent: Calls in flight at once; 10 in production.
        batches_per_minute: Batch calls in any 60 seconds; 40 or 120 in production, the sources disagree.
        retry_after: The value of a ``Retry-After`` header on a refusal; not documented, so not sent by default.
    """

    per_minute: int | None = None
    per_second: int | None = None
    concurrent: int | None = None
    batches_per_minute: int | None = None
    retry_after: str | None = None

    @classmethod
    def production(cls) -> Limits:
        """Return the documented limits, the stricter number where sources disagree."""
        return cls(per_minute=500, per_second=10, concurrent=10, batches_per_minute=40)


@attrs.frozen(kw_only=True)
class Rules:
    """The app, the lifetimes, and the behaviours that the fact sheet marks as open; each default is its safe reading.

    Attributes:
        client_id: The app's id.
        client_secret: The app's secret.
        redirect_uris: The registered redirect addresses, compared byte for byte; any when ``None``.
        access_seconds: Life of an access token (1.4).
        refresh_seconds: Life of a refresh token from its issue; 101 days as recorded (1.4).
        hard_seconds: Life of a whole grant; five years (1.5).
        code_seconds: Life of an authorization code; "minutes" (1.3).
        zone: The company's time zone, for dates and stamps.
        due_days: Days from the transaction date to the due date without terms.
        unchanged_writes_count: Whether an update that changes nothing raises SyncToken and LastUpdatedTime (2.3).
        payment_raises_token: Whether applying a payment raises the invoice's SyncToken; its LastUpdatedTime always
            moves (4.2).
        null_clears: Whether a null in a sparse update clears the field (2.3).
        sparse_drops_lines: Whether a line that a sparse update's ``Line`` leaves out is removed (2.3).
        ignore_case: Whether ``=``, ``IN`` and ``LIKE`` ignore case; not described (4.1).
        cdc_beyond: What a ``changedSince`` of more than 30 days ago does: answer the 30 days only, be refused, or be
            answered in full as a sandbox once did (4.3).
        cdc_cap: Whether the cap of 1000 counts the response or each entity (4.3).
    """

    client_id: str = CLIENT_ID
    client_secret: str = attrs.field(default=CLIENT_SECRET, repr=False)
    redirect_uris: frozenset[str] | None = None
    access_seconds: int = 3600
    refresh_seconds: int = 8_726_400
    hard_seconds: int = 157_680_000
    code_seconds: int = 600
    zone: tzinfo = timezone(timedelta(hours=-8))
    due_days: int = 30
    unchanged_writes_count: bool = False
    payment_raises_token: bool = True
    null_clears: bool = False
    sparse_drops_lines: bool = True
    ignore_case: bool = False
    cdc_beyond: Literal["clip", "refuse", "answer"] = "clip"
    cdc_cap: Literal["response", "entity"] = "response"
