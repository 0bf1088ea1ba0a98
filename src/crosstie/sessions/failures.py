"""The errors of sessions, each with what happened and what to do, written once."""

from __future__ import annotations

from crosstie.errors import (
    CredentialsRejected,
    ReconnectRequired,
    RenewalUnavailable,
    SessionError,
    TokensNotSaved,
    UsageError,
)
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection

__all__ = [
    "another_start",
    "check_alive",
    "ended",
    "never_connected",
    "no_such",
    "not_connected",
    "not_saved",
    "not_told",
    "rejected",
    "unavailable",
]

_WHY = {
    "denied": "the provider no longer accepts its grant",
    "lost": "a renewal broke off, and the grant that it bought is lost",
    "disconnected": "it was disconnected",
}


def check_alive(record: Connection) -> None:
    """Raise where a connection has ended.

    Raises:
        ReconnectRequired: It is expired or disconnected.
    """
    if record.status in ("expired", "disconnected"):
        raise ended((record.tenant, record.system, record.name), record.reason or record.status, record.error)


def ended(key: ConnectionKey, reason: str, detail: str | None = None) -> ReconnectRequired:
    """Say that only a person can help now."""
    return ReconnectRequired(
        f"The connection {'/'.join(key)} has ended: {_WHY.get(reason, reason)}.",
        reason=reason,
        connection="/".join(key),
        done=f"The provider said: {detail}" if detail else None,
        advice="Let a person connect again.",
    )


def never_connected(key: ConnectionKey) -> ReconnectRequired:
    """Say that there is no such connection."""
    return ReconnectRequired(
        f"There is no connection {'/'.join(key)}.",
        reason="never_connected",
        connection="/".join(key),
        advice="Connect first.",
    )


def no_such(key: ConnectionKey) -> UsageError:
    """Say that a connection that is to be ended does not exist."""
    return UsageError(f"There is no connection {'/'.join(key)}.", connection="/".join(key))


def unavailable(key: ConnectionKey, message: str, retry_after: float | None = None) -> RenewalUnavailable:
    """Say that it did not work just now, and that nothing is lost."""
    return RenewalUnavailable(
        message,
        connection="/".join(key),
        retry_after=retry_after,
        done="The grant is intact.",
        advice="Try again shortly.",
    )


def rejected(key: ConnectionKey, detail: str) -> CredentialsRejected:
    """Say that the keys themselves are wrong."""
    return CredentialsRejected(
        f"The credentials of {'/'.join(key)} were rejected: {detail}",
        connection="/".join(key),
        advice="Correct the keys, or the app's id and secret.",
    )


def not_saved(key: ConnectionKey) -> TokensNotSaved:
    """Say that the only copy of a grant is in this process."""
    return TokensNotSaved(
        f"New tokens for {'/'.join(key)} were granted, but the storage did not take them.",
        connection="/".join(key),
        done="They are kept in this process, and saved before its next call.",
        advice="Restore the storage while this process lives; if it ends first, a person may have to connect again.",
    )


def another_start(message: str) -> SessionError:
    """Say that a callback cannot be used."""
    return SessionError(message, done="Nothing was exchanged.", advice="Begin again with authorize().")


def not_connected(key: ConnectionKey, detail: str, *, person: bool) -> SessionError:
    """Say that a connection could not be made just now.

    Args:
        key: Which one.
        detail: Why.
        person: Whether a person must begin again; keys can simply be tried once more.
    """
    message = f"{'/'.join(key)} could not be connected: {detail}"
    if person:
        return SessionError(
            message, connection="/".join(key), done="Nothing was stored.", advice="Begin again with authorize()."
        )
    return RenewalUnavailable(message, connection="/".join(key), done="Nothing was stored.", advice="Try again.")


def not_told(key: ConnectionKey, detail: str) -> RenewalUnavailable:
    """Say that a connection was ended on one side only."""
    return RenewalUnavailable(
        f"The provider could not be told that {'/'.join(key)} was disconnected: {detail}",
        connection="/".join(key),
        done="The connection is ended here.",
        advice="Disconnect again later.",
    )
