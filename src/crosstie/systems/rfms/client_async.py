"""The client of one store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from crosstie.core.exchange import RetryPolicy
from crosstie.core.pace import Pace
from crosstie.sessions.manager_async import AsyncSessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import account_of, app_of
from crosstie.systems.caller_async import AsyncCaller, async_entered, async_left
from crosstie.systems.options import CallOptions
from crosstie.systems.rfms.api_documents import ORDER, QUOTE
from crosstie.systems.rfms.app import App
from crosstie.systems.rfms.attachments_async import AsyncAttachments
from crosstie.systems.rfms.customers_async import AsyncCustomers
from crosstie.systems.rfms.dialect import RfmsDialect
from crosstie.systems.rfms.jobs_async import AsyncJobs
from crosstie.systems.rfms.opportunities_async import AsyncOpportunities
from crosstie.systems.rfms.orders_async import AsyncOrders
from crosstie.systems.rfms.payments_async import AsyncPayments
from crosstie.systems.rfms.products_async import AsyncProducts
from crosstie.systems.rfms.quotes_async import AsyncQuotes
from crosstie.systems.rfms.remarks_async import AsyncRemarks
from crosstie.systems.rfms.settings import OPTIONS, SETTINGS, Settings

__all__ = ["AsyncClient"]

_DIALECT: Final = RfmsDialect()


class AsyncClient:
    """Speaks with the store of one connection; small, and made whenever one is needed.

    All clients of a process share the transport, sessions and limits of the ``AsyncSessionManager``, so closing one
    closes nothing.

    Args:
        sessions: The host's AsyncSessionManager, with ``rfms.App()`` among its apps.
        connection: Which store.
        settings: What RFMS leaves open: time zone, date forms, and so on.
        options: Timeout, headers and retries of every call.

    Raises:
        UsageError: No ``rfms.App`` was given to ``sessions``, or the connection is of another system.

    Example:
        ``customer = await AsyncClient(sessions, connection).customers.get("4711")``
    """

    __slots__ = ("_caller", "_connection", "_settings")

    def __init__(
        self,
        sessions: AsyncSessionManager,
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
        self._caller = AsyncCaller(
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
    def customers(self) -> AsyncCustomers:
        """Customers and prospects."""
        return AsyncCustomers(self._caller, self._settings)

    @property
    def quotes(self) -> AsyncQuotes:
        """Quotes."""
        return AsyncQuotes(self._caller, self._settings, QUOTE)

    @property
    def orders(self) -> AsyncOrders:
        """Orders, which are the invoices too."""
        return AsyncOrders(self._caller, self._settings, ORDER)

    @property
    def jobs(self) -> AsyncJobs:
        """Jobs of the installation schedule."""
        return AsyncJobs(self._caller, self._settings)

    @property
    def products(self) -> AsyncProducts:
        """The catalogue."""
        return AsyncProducts(self._caller, self._settings)

    @property
    def opportunities(self) -> AsyncOpportunities:
        """CRM opportunities."""
        return AsyncOpportunities(self._caller, self._settings)

    @property
    def payments(self) -> AsyncPayments:
        """Payments on orders."""
        return AsyncPayments(self._caller, self._settings)

    @property
    def attachments(self) -> AsyncAttachments:
        """Files."""
        return AsyncAttachments(self._caller, self._settings)

    @property
    def remarks(self) -> AsyncRemarks:
        """Remarks."""
        return AsyncRemarks(self._caller, self._settings)

    __aenter__ = async_entered
    __aexit__ = async_left

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._caller.auth.label})"
