"""Connections between their stored form, sealed, and the session that requests are signed with."""

from __future__ import annotations

import attrs

from crosstie.core.state import key_of
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens, credentials_from, plain
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys, place_of

__all__ = ["open_session", "seal_credentials", "seal_tokens"]


def open_session(connection: Connection, keys: SealingKeys) -> Session:
    """Return the session of a stored connection.

    Raises:
        SealBroken: Its secrets cannot be opened with these keys.
    """
    sealed_tokens, sealed_credentials = connection.tokens, connection.credentials
    return Session(
        key=key_of(connection),
        account=connection.account,
        settings=connection.settings,
        credentials={}
        if sealed_credentials is None
        else credentials_from(keys.open(sealed_credentials, place_of(connection, "credentials"))),
        tokens=None
        if sealed_tokens is None
        else Tokens.from_bytes(keys.open(sealed_tokens, place_of(connection, "tokens"))),
    )


def seal_tokens(
    connection: Connection, tokens: Tokens, fence: int, policy: RenewalPolicy, keys: SealingKeys
) -> Connection:
    """Return the connection with these tokens in place, and healthy."""
    return attrs.evolve(
        connection,
        tokens=keys.seal(tokens.to_bytes(), place_of(connection, "tokens")),
        tokens_issued=tokens.issued,
        tokens_fence=fence,
        access_expires=tokens.expires,
        refresh_expires=tokens.refresh_expires,
        renew_at=policy.renew_at(tokens),
        renewed=tokens.issued,
        status="connected",
        reason=None,
        error=None,
        error_at=None,
        suspect_until=None,
    )


def seal_credentials(connection: Connection, credentials: dict[str, str], keys: SealingKeys) -> Connection:
    """Return the connection with these keys in place."""
    return attrs.evolve(connection, credentials=keys.seal(plain(credentials), place_of(connection, "credentials")))
