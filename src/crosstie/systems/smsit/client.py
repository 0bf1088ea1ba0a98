# @generated from src/crosstie/systems/smsit/client_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The client of one account, whichever of SMS-iT's products it is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from crosstie.core.exchange import RetryPolicy
from crosstie.errors import UsageError
from crosstie.sessions.manager import SessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import app_of
from crosstie.systems.caller import entered, left
from crosstie.systems.options import CallOptions
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.app import App, dialect_of
from crosstie.systems.smsit.caller import SmsItCaller
from crosstie.systems.smsit.consents import ConsentStore
from crosstie.systems.smsit.contacts import Contacts, Groups
from crosstie.systems.smsit.crm import Crm
from crosstie.systems.smsit.dialect import SmsItDialect
from crosstie.systems.smsit.gateway import Gateway
from crosstie.systems.smsit.messages import Messages
from crosstie.systems.smsit.reports import Balances, Deliveries
from crosstie.systems.smsit.routes import Dialect
from crosstie.systems.smsit.services import Appointments, Codes
from crosstie.systems.smsit.settings import OPTIONS, SETTINGS, Settings

__all__ = ["Client"]


class Client:
    """Speaks with one account; small, and made whenever one is needed.

    What the account's dialect does not offer is refused before anything is sent, with the dialects that do.

    Args:
        sessions: The host's SessionManager, with ``smsit.App()`` among its apps.
        connection: Which account; best the connection itself, which knows its dialect and its number.
        consents: Who may be texted; without it nothing is sent and nobody is added.
        dialect: The dialect, where only the key of a connection is given.
        settings: What the host decides, and what the documents leave open.
        options: Timeout, headers and retries of every call.

    Raises:
        UsageError: The connection is of another system, or its dialect is not known.

    Example:
        ``Client(sessions, connection, consents=store).messages.send("+12025550123", "…", zone=zone)``
    """

    __slots__ = ("_caller", "_connection")

    def __init__(
        self,
        sessions: SessionManager,
        connection: Connection | ConnectionKey,
        *,
        consents: ConsentStore | None = None,
        dialect: Dialect | None = None,
        settings: Settings = SETTINGS,
        options: CallOptions = OPTIONS,
    ) -> None:
        """Keep what every call needs; nothing is sent."""
        auth = sessions.authenticator(connection)
        app = app_of(auth, App)
        known: Mapping[str, str] = connection.settings if isinstance(connection, Connection) else {}
        account = Account(
            dialect=_dialect(known.get("dialect"), dialect),
            sender=known.get("sender"),
            routes=app.routes,
            settings=settings,
        )
        self._connection = connection
        self._caller = SmsItCaller(
            sessions=sessions,
            auth=auth,
            dialect=SmsItDialect(product=account.dialect),
            pace=settings.pace(auth.label),
            options=options,
            account=account,
            consents=consents,
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
            retry: How often and how patiently a call is repeated where that is safe; sends never are.
            settings: Other settings.
        """
        return type(self)(
            self._caller.sessions,
            self._connection,
            consents=self._caller.consents,
            dialect=self.dialect,
            settings=settings or self._caller.account.settings,
            options=self._caller.options.changed(timeout=timeout, headers=headers, retry=retry),
        )

    @property
    def dialect(self) -> Dialect:
        """Which of SMS-iT's products the account is of."""
        return self._caller.account.dialect

    @property
    def contacts(self) -> Contacts:
        """People in groups: cloud and decentralized."""
        return Contacts(self._caller)

    @property
    def groups(self) -> Groups:
        """Groups, as contacts show them: cloud and decentralized."""
        return Groups(self._caller)

    @property
    def messages(self) -> Messages:
        """Texts: every dialect sends one; schedules and groups are not everywhere."""
        return Messages(self._caller)

    @property
    def delivery(self) -> Deliveries:
        """Delivery reports: cloud and decentralized."""
        return Deliveries(self._caller)

    @property
    def balance(self) -> Balances:
        """Credits: every dialect but the CRM."""
        return Balances(self._caller)

    @property
    def appointments(self) -> Appointments:
        """Appointments: cloud and decentralized."""
        return Appointments(self._caller)

    @property
    def codes(self) -> Codes:
        """One-time codes: cloud and decentralized."""
        return Codes(self._caller)

    @property
    def gateway(self) -> Gateway:
        """Devices, their messages and lists: the gateway alone."""
        return Gateway(self._caller)

    @property
    def crm(self) -> Crm:
        """Experimental calls of the CRM."""
        return Crm(self._caller)

    __enter__ = entered
    __exit__ = left

    def __repr__(self) -> str:
        """Name the connection and its dialect."""
        return f"{type(self).__name__}({self._caller.auth.label}, {self.dialect})"


def _dialect(connected: str | None, given: str | None) -> Dialect:
    if connected is not None and given is not None and connected != given:
        message = f"The connection speaks {connected}, not {given}."
        raise UsageError(message, advice="Leave dialect= out.")
    named = connected or given
    if named is None:
        message = "The dialect of the account is not known."
        raise UsageError(message, advice="Pass the connection itself, or dialect= with its key.")
    return dialect_of(named)
