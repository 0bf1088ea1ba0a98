# @generated from src/crosstie/systems/suitedash/client_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The client of one account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from crosstie.core.exchange import RetryPolicy
from crosstie.core.pace import Pace
from crosstie.sessions.manager import SessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import account_of, app_of
from crosstie.systems.caller import entered, left
from crosstie.systems.options import CallOptions
from crosstie.systems.suitedash.app import App
from crosstie.systems.suitedash.caller import AccountCaller
from crosstie.systems.suitedash.companies import Companies
from crosstie.systems.suitedash.contacts import Contacts
from crosstie.systems.suitedash.dialect import SuiteDashDialect
from crosstie.systems.suitedash.meter import Usage
from crosstie.systems.suitedash.projects import Marketing, Projects, Worlds
from crosstie.systems.suitedash.settings import OPTIONS, SETTINGS, Settings

__all__ = ["Client"]

_DIALECT: Final = SuiteDashDialect()


class Client:
    """Speaks with one account; small, and made whenever one is needed.

    All clients of a process share the transport, keys, limits and counts of the ``SessionManager``, so closing one
    closes nothing.

    Args:
        sessions: The host's SessionManager, with ``suitedash.App()`` among its apps.
        connection: Which account.
        settings: What SuiteDash leaves open, and the plan's calls in a month.
        options: Timeout, headers and retries of every call.

    Raises:
        UsageError: No ``suitedash.App`` was given to ``sessions``, or the connection is of another system.

    Example:
        ``contact = Client(sessions, connection).contacts.get("ada@example.com")``
    """

    __slots__ = ("_caller", "_connection")

    def __init__(
        self,
        sessions: SessionManager,
        connection: Connection | ConnectionKey,
        *,
        settings: Settings = SETTINGS,
        options: CallOptions = OPTIONS,
    ) -> None:
        """Keep what every call needs; nothing is sent."""
        auth = sessions.authenticator(connection)
        app = app_of(auth, App)
        account = account_of(connection, auth)
        self._connection = connection
        self._caller = AccountCaller(
            sessions=sessions,
            auth=auth,
            dialect=_DIALECT,
            pace=Pace(f"suitedash/{account}", per_second=settings.per_second, concurrent=settings.concurrent),
            options=options,
            account=account,
            settings=settings,
            meter=app.meter,
            field_lists=app.field_lists,
        )

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
        settings: Settings | None = None,
    ) -> Self:
        """Return a client for the same account with other options; what is not given stays.

        Args:
            timeout: Seconds for one attempt.
            headers: Added to every request.
            retry: How often and how patiently a call is repeated where that is safe.
            settings: Other settings.
        """
        return type(self)(
            self._caller.sessions,
            self._connection,
            settings=settings or self._caller.settings,
            options=self._caller.options.changed(timeout=timeout, headers=headers, retry=retry),
        )

    @property
    def contacts(self) -> Contacts:
        """People."""
        return Contacts(self._caller)

    @property
    def companies(self) -> Companies:
        """Companies."""
        return Companies(self._caller)

    @property
    def projects(self) -> Projects:
        """Projects."""
        return Projects(self._caller)

    @property
    def worlds(self) -> Worlds:
        """Worlds."""
        return Worlds(self._caller)

    @property
    def marketing(self) -> Marketing:
        """Marketing audiences."""
        return Marketing(self._caller)

    def usage(self) -> Usage:
        """Return how many calls of this month are used up, as far as this process has counted; sends nothing."""
        return self._caller.usage()

    __enter__ = entered
    __exit__ = left

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._caller.auth.label})"
