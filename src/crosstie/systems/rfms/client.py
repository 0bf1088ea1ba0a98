# @generated from src/crosstie/systems/rfms/client_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The client of one store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from crosstie.core.exchange import RetryPolicy
from crosstie.core.pace import Pace
from crosstie.sessions.manager import SessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import account_of, app_of
from crosstie.systems.caller import Caller, entered, left
from crosstie.systems.options import CallOptions
from crosstie.systems.rfms.api_documents import ORDER, QUOTE
from crosstie.systems.rfms.app import App
from crosstie.systems.rfms.attachments import Attachments
from crosstie.systems.rfms.customers import Customers
from crosstie.systems.rfms.dialect import RfmsDialect
from crosstie.systems.rfms.jobs import Jobs
from crosstie.systems.rfms.opportunities import Opportunities
from crosstie.systems.rfms.orders import Orders
from crosstie.systems.rfms.payments import Payments
from crosstie.systems.rfms.products import Products
from crosstie.systems.rfms.quotes import Quotes
from crosstie.systems.rfms.remarks import Remarks
from crosstie.systems.rfms.settings import OPTIONS, SETTINGS, Settings

__all__ = ["Client"]

_DIALECT: Final = RfmsDialect()


class Client:
    """Speaks with the store of one connection; small, and made whenever one is needed.

    All clients of a process share the transport, sessions and limits of the ``SessionManager``, so closing one
    closes nothing.

    Args:
        sessions: The host's SessionManager, with ``rfms.App()`` among its apps.
        connection: Which store.
        settings: What RFMS leaves open: time zone, date forms, and so on.
        options: Timeout, headers and retries of every call.

    Raises:
        UsageError: No ``rfms.App`` was given to ``sessions``, or the connection is of another system.

    Example:
        ``customer = Client(sessions, connection).customers.get("4711")``
    """

    __slots__ = ("_caller", "_connection", "_settings")

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
        app_of(auth, App)
        self._connection = connection
        self._settings = settings
        self._caller = Caller(
            sessions=sessions,
            auth=auth,
            dialect=_DIALECT,
            pace=Pace(f"rfms/{account_of(connection, auth)}", concurrent=settings.concurrent),
            options=options,
        )

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
        settings: Settings | None = None,
    ) -> Self:
        """Return a client for the same store with other options; what is not given stays.

        Args:
            timeout: Seconds for one attempt.
            headers: Added to every request.
            retry: How often and how patiently a call is repeated where that is safe.
            settings: Other settings.
        """
        return type(self)(
            self._caller.sessions,
            self._connection,
            settings=settings or self._settings,
            options=self._caller.options.changed(timeout=timeout, headers=headers, retry=retry),
        )

    @property
    def pace(self) -> Pace:
        """How fast the store may be called; shared by all clients of the connection in this process."""
        return self._caller.pace

    @property
    def customers(self) -> Customers:
        """Customers and prospects."""
        return Customers(self._caller, self._settings)

    @property
    def quotes(self) -> Quotes:
        """Quotes."""
        return Quotes(self._caller, self._settings, QUOTE)

    @property
    def orders(self) -> Orders:
        """Orders, which are the invoices too."""
        return Orders(self._caller, self._settings, ORDER)

    @property
    def jobs(self) -> Jobs:
        """Jobs of the installation schedule."""
        return Jobs(self._caller, self._settings)

    @property
    def products(self) -> Products:
        """The catalogue."""
        return Products(self._caller, self._settings)

    @property
    def opportunities(self) -> Opportunities:
        """CRM opportunities."""
        return Opportunities(self._caller, self._settings)

    @property
    def payments(self) -> Payments:
        """Payments on orders."""
        return Payments(self._caller, self._settings)

    @property
    def attachments(self) -> Attachments:
        """Files."""
        return Attachments(self._caller, self._settings)

    @property
    def remarks(self) -> Remarks:
        """Remarks."""
        return Remarks(self._caller, self._settings)

    __enter__ = entered
    __exit__ = left

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._caller.auth.label})"
