"""The client of one account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from crosstie.core.exchange import RetryPolicy
from crosstie.sessions.manager_async import AsyncSessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import app_of
from crosstie.systems.caller_async import async_entered, async_left
from crosstie.systems.netsuite.app import App
from crosstie.systems.netsuite.caller_async import AsyncAccountCaller
from crosstie.systems.netsuite.dialect import NetSuiteDialect
from crosstie.systems.netsuite.governance import LIMITS, GovernanceLimits
from crosstie.systems.netsuite.models import Customer, Estimate, Invoice, SalesOrder
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.queries_async import AsyncQueries
from crosstie.systems.netsuite.records_async import AsyncRecords
from crosstie.systems.netsuite.settings import OPTIONS, SETTINGS, Settings
from crosstie.systems.netsuite.transforms_async import AsyncTransforms
from crosstie.systems.options import CallOptions

__all__ = ["AsyncClient"]

_DIALECT: Final = NetSuiteDialect()


class AsyncClient:
    """Speaks with one account; small, and made whenever one is needed.

    All clients of a process share the transport, keys and limits of the ``AsyncSessionManager``, so closing one
    closes nothing.

    Args:
        sessions: The host's AsyncSessionManager, with ``netsuite.App()`` among its apps.
        connection: Which account.
        settings: What NetSuite leaves open.
        options: Timeout, headers and retries of every call.

    Raises:
        UsageError: No ``netsuite.App`` was given to ``sessions``, or the connection is of another system.

    Example:
        ``customer = await AsyncClient(sessions, connection).customers.get("801")``
    """

    __slots__ = ("_caller", "_connection")

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
        self._caller = AsyncAccountCaller(
            sessions=sessions,
            auth=auth,
            dialect=_DIALECT,
            options=options,
            account=connection.account if isinstance(connection, Connection) else None,
            settings=settings,
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

    def records(self, kind: str) -> AsyncRecords[NetSuiteRecord]:
        """Return the records of any type by its name, such as ``vendor``; their fields are in ``extra``.

        Raises:
            UsageError: It is no name.
        """
        return AsyncRecords(self._caller, kind, NetSuiteRecord)

    @property
    def customers(self) -> AsyncRecords[Customer]:
        """Customers."""
        return AsyncRecords(self._caller, "customer", Customer)

    @property
    def estimates(self) -> AsyncRecords[Estimate]:
        """Estimates."""
        return AsyncRecords(self._caller, "estimate", Estimate)

    @property
    def sales_orders(self) -> AsyncRecords[SalesOrder]:
        """Sales orders."""
        return AsyncRecords(self._caller, "salesOrder", SalesOrder)

    @property
    def invoices(self) -> AsyncRecords[Invoice]:
        """Invoices."""
        return AsyncRecords(self._caller, "invoice", Invoice)

    @property
    def transforms(self) -> AsyncTransforms:
        """Estimates become sales orders, and those invoices, each once."""
        return AsyncTransforms(self._caller)

    @property
    def suiteql(self) -> AsyncQueries:
        """Queries."""
        return AsyncQueries(self._caller)

    async def governance_limits(self) -> GovernanceLimits:
        """Ask how many calls the account allows at once; ``Settings.concurrent`` is what this process takes of them.

        Raises:
            Forbidden: The role is not one of an administrator.
        """
        return await self._caller.value(LIMITS)

    __aenter__ = async_entered
    __aexit__ = async_left

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._caller.auth.label})"
