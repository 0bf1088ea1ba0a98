"""Every exception that crosstie raises.

::

    CrosstieError
    ├─ UsageError                the caller's mistake, found before any I/O
    │  ├─ MissingExtra           an optional dependency is not installed
    │  └─ Withheld               a message that consent or the hour forbids (``reason``)
    ├─ TransportError            no usable answer arrived
    │  ├─ NotSent                proven: the request never left
    │  ├─ TimedOut               the answer did not come in time
    │  └─ OutcomeUnknown         a write may or may not have happened
    ├─ ApiError                  the system answered, and refused
    │  ├─ Invalid                the values are not acceptable (``fields``)
    │  ├─ NotFound               there is no such record
    │  ├─ Conflict               somebody else was first (stale version, duplicate)
    │  ├─ Forbidden              the credentials are fine, the right is missing
    │  ├─ RateLimited            too many calls now
    │  ├─ QuotaExhausted         too many calls in this period; waiting minutes will not help
    │  ├─ ServerFault            the system failed on its own
    │  └─ Pending                the system has not finished; can be resumed (``token``)
    ├─ SessionError              there is no usable session
    │  ├─ CredentialsRejected    keys or client secret are wrong: somebody must correct them
    │  ├─ ReconnectRequired      the grant is gone: a person must connect again
    │  ├─ RenewalUnavailable     could not renew just now; nothing is lost
    │  └─ TokensNotSaved         renewed, but the new tokens are only in this process
    ├─ DecodeError               the answer did not have the documented shape
    ├─ StorageError              the host's storage
    │  ├─ StaleWrite             a record changed since it was read (``keys``)
    │  ├─ StorageUnavailable     it cannot be reached, is locked or full
    │  └─ SealBroken             a sealed secret cannot be opened
    ├─ SyncError
    │  ├─ Unresolved             an earlier write may have happened and cannot be found again
    │  └─ PlanStale              what the plan was made from has changed
    └─ WebhookError
       ├─ BadSignature
       ├─ Replayed
       └─ Malformed

All of them pickle, hold plain values only, and never hold a secret. ``str(error)`` reads as: what
happened, what was done about it, what to do next, and where.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import attrs

from crosstie.errors.base import CrosstieError, FieldProblem, Retry

__all__ = [
    "ApiError",
    "BadSignature",
    "Conflict",
    "CredentialsRejected",
    "CrosstieError",
    "DecodeError",
    "FieldProblem",
    "Forbidden",
    "Invalid",
    "Malformed",
    "MissingExtra",
    "NotFound",
    "NotSent",
    "OutcomeUnknown",
    "Pending",
    "PlanStale",
    "QuotaExhausted",
    "RateLimited",
    "ReconnectRequired",
    "RenewalUnavailable",
    "Replayed",
    "Retry",
    "SealBroken",
    "ServerFault",
    "SessionError",
    "StaleWrite",
    "StorageError",
    "StorageUnavailable",
    "SyncError",
    "TimedOut",
    "TokensNotSaved",
    "TransportError",
    "Unresolved",
    "UsageError",
    "WebhookError",
    "Withheld",
]

# -- the caller's mistakes ---------------------------------------------------------------------------------------------


class UsageError(CrosstieError):
    """The call cannot be made like this; nothing was sent or stored."""


class MissingExtra(UsageError):
    """An optional dependency is not installed."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class Withheld(UsageError):
    """The message may not be sent to this person, or not now; nothing was sent.

    Attributes:
        reason: ``opted_out``, ``no_consent``, ``quiet_hours`` or ``unsubscribed`` (by the remote system's word).
        numbers: Whom it concerns, in E.164; not shown in the text.
        allowed_from: When it may be sent, where it is only too early or too late.
    """

    reason: Literal["opted_out", "no_consent", "quiet_hours", "unsubscribed"] = "opted_out"
    numbers: tuple[str, ...] = ()
    allowed_from: datetime | None = None


# -- no usable answer --------------------------------------------------------------------------------------------------


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class TransportError(CrosstieError):
    """The connection failed while the request was under way."""

    retry: Retry = "unknown"


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class NotSent(TransportError):
    """The request was never sent."""

    retry: Retry = "safe"


class TimedOut(TransportError):
    """No answer came in time; the request may have been carried out."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class OutcomeUnknown(TransportError):
    """The write may or may not have been carried out, and repeating it could do it twice.

    Attributes:
        idempotency_key: The key that was sent with the write, if the system honours one.
    """

    idempotency_key: str | None = None


# -- refused by the system ---------------------------------------------------------------------------------------------


class ApiError(CrosstieError):
    """The system refused the call."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class Invalid(ApiError):
    """The system did not accept the values.

    Attributes:
        fields: One entry for each reason the system gave.
    """

    fields: tuple[FieldProblem, ...] = ()


class NotFound(ApiError):
    """There is no such record."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class Conflict(ApiError):
    """The record was changed by somebody else, or one like it exists.

    Attributes:
        kind: ``stale`` when the version sent is not the current one, ``duplicate`` when a unique value is taken.
        existing_id: The id of the record that stands in the way, where the system tells it.
    """

    kind: Literal["stale", "duplicate"] = "stale"
    existing_id: str | None = None


class Forbidden(ApiError):
    """The credentials were accepted, but they do not allow this."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class RateLimited(ApiError):
    """The system asked for a pause."""

    retry: Retry = "safe"


class QuotaExhausted(ApiError):
    """The allowance of this period is used up."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class ServerFault(ApiError):
    """The system failed on its own side."""

    retry: Retry = "unknown"


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class Pending(ApiError):
    """The system accepted the call and has not finished it.

    Attributes:
        token: What resumes the same call; ``None`` when the system gave nothing to resume with.
    """

    token: str | None = None
    retry: Retry = "unknown"


# -- no usable session -------------------------------------------------------------------------------------------------


class SessionError(CrosstieError):
    """There is no usable session."""


class CredentialsRejected(SessionError):
    """The system does not accept these credentials."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class ReconnectRequired(SessionError):
    """The connection has ended; a person must connect again.

    Attributes:
        reason: Why, in one word the host can switch on: ``denied``, ``revoked``, ``disconnected``, ``lost`` (the
            holder of the renewal died between the provider's answer and the save), ``never_connected``; ``refused``
            where the connection still renews, and the system takes not even the renewed session.
    """

    reason: str = "denied"


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class RenewalUnavailable(SessionError):
    """The session could not be renewed just now; the grant is intact."""

    retry: Retry = "safe"


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class TokensNotSaved(SessionError):
    """The session was renewed, but the new tokens could not be stored; only this process has them."""

    retry: Retry = "safe"


# -- shapes, storage, sync, webhooks -----------------------------------------------------------------------------------


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class DecodeError(CrosstieError):
    """The answer did not have the documented shape.

    Attributes:
        excerpt: The start of the body, redacted.
    """

    excerpt: str = ""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class StorageError(CrosstieError):
    """The storage failed."""

    retry: Retry = "unknown"


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class StaleWrite(StorageError):
    """A record changed since it was read; nothing was written.

    Attributes:
        keys: ``(kind name, key)`` of each record whose expected version did not hold.
    """

    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    retry: Retry = "safe"


class StorageUnavailable(StorageError):
    """The storage cannot be reached, is locked, or is full."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class SealBroken(StorageError):
    """A sealed secret cannot be opened with the keys at hand."""

    retry: Retry = "unsafe"


class SyncError(CrosstieError):
    """The sync cannot go on."""


class Unresolved(SyncError):
    """An earlier write may have happened, and there is no way to find out."""


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class PlanStale(SyncError):
    """What the plan was made from has changed since."""

    retry: Retry = "safe"


class WebhookError(CrosstieError):
    """The webhook was not accepted."""


class BadSignature(WebhookError):
    """The signature does not belong to this body."""


class Replayed(WebhookError):
    """This webhook was received before."""


class Malformed(WebhookError):
    """The body is not a webhook of this system."""
