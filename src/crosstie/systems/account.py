"""Which account a client speaks with: checked when the client is made, before anything is sent."""

from __future__ import annotations

from typing import TypeVar

from crosstie.errors import UsageError
from crosstie.sessions.apps import App
from crosstie.sessions.authenticator import SessionAuthenticator
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection

__all__ = ["account_of", "app_of"]

A = TypeVar("A", bound=App)


def app_of(auth: SessionAuthenticator, kind: type[A]) -> A:
    """Return the app of a connection as what it is.

    Raises:
        UsageError: The connection is one to another system.
    """
    if isinstance(auth.app, kind):
        return auth.app
    wanted = f"{kind.__module__.split('.')[-2]}.{kind.__name__}"
    message = f"The connection {auth.label} is one to {auth.app.system}; this client needs one made with {wanted}."
    raise UsageError(message)


def account_of(connection: Connection | ConnectionKey, auth: SessionAuthenticator) -> str:
    """Return the name that limits are shared by: the system's account where it is known, else the connection."""
    return (connection.account if isinstance(connection, Connection) else None) or auth.label
