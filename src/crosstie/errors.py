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
from typing import Any, Literal, TypeAlias

import attrs

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

Retry: TypeAlias = Literal["safe", "unsafe", "unknown"]
"""Whether the same call may be made again: ``safe``, ``unsafe`` (it would repeat or fail again), ``unknown``."""


@attrs.frozen
class FieldProblem:
    """One reason for which values were refused.

    Attributes:
        message: The system's own words, redacted.
        field: The field as the system names it, if it said.
        code: The system's code, if it has one.
    """

    message: str
    field: str | None = None
    code: str | None = None


def _rebuild(cls: type[CrosstieError], state: dict[str, Any]) -> CrosstieError:
    error = cls.__new__(cls)
    error.__dict__.update(state)
    error.args = (state["message"],)
    return error


@attrs.define(eq=False, slots=False, str=False, repr=False, kw_only=True)
class CrosstieError(Exception):
    """Something went wrong in crosstie.

    Attributes:
        message: What happened, to what. The class's own sentence when not given.
        connection: The connection, as ``tenant/system/name``.
        operation: What was being done, such as ``customers.get``.
        done: What was already done about it.
        advice: What to do next.
        request_id: The remote system's id of the request, for its support.
        status: The HTTP status of the answer, if there was one.
        code: The remote system's own error code.
        attempts: How often the call was sent.
        retry: Whether the same call may be made again.
        retry_after: Seconds to wait before that, if known.
    """

    message: str = attrs.field(default="", kw_only=False)
    connection: str | None = None
    operation: str | None = None
    done: str | None = None
    advice: str | None = None
    request_id: str | None = None
    status: int | None = None
    code: str | None = None
    attempts: int = 0
    retry: Retry = "unsafe"
    retry_after: float | None = None

    def __attrs_post_init__(self) -> None:
        """Fall back to the first line of the class's docstring as the message."""
        if not self.message:
            self.message = (type(self).__doc__ or type(self).__name__).strip().splitlines()[0]
        self.args: tuple[Any, ...] = (self.message,)

    def __str__(self) -> str:
        """Read as sentences: what happened, what was done, what to do next, where."""
        sentences = [part for part in (self.message, self.done, self.advice) if part]
        where = [
            f"{label} {value}"
            for label, value in (
                ("operation", self.operation),
                ("connection", self.connection),
                ("status", self.status),
                ("code", self.code),
                ("request id", self.request_id),
            )
            if value is not None
        ]
        text = " ".join(sentence if sentence.endswith((".", "?", ":")) else sentence + "." for sentence in sentences)
        return f"{text} ({', '.join(where)})" if where else text

    def __repr__(self) -> str:
        """Name the class and the message; the fields are attributes."""
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by field values, so that keyword-only errors cross process borders."""
        return _rebuild, (type(self), dict(self.__dict__))


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
            holder of the renewal died between the provider's answer and the save), ``never_connected``.
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
