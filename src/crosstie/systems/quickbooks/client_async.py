"""The client of one company: a small object that holds no connection of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import TracebackType
from typing import Final, Self, TypeVar

from crosstie.core.exchange import RetryPolicy
from crosstie.errors import UsageError
from crosstie.sessions.manager_async import AsyncSessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.options import CallOptions
from crosstie.systems.quickbooks import kinds
from crosstie.systems.quickbooks.api import Api
from crosstie.systems.quickbooks.collections_async import AsyncCompany, AsyncNames
from crosstie.systems.quickbooks.dialect import QuickBooksDialect
from crosstie.systems.quickbooks.limits import Limits
from crosstie.systems.quickbooks.models import (
    Account,
    Bill,
    CreditMemo,
    Customer,
    Entity,
    Estimate,
    Invoice,
    Item,
    Payment,
    SalesReceipt,
    Vendor,
)
from crosstie.systems.quickbooks.query import WhereLike
from crosstie.systems.quickbooks.statements import LARGEST_PAGE, selection
from crosstie.systems.quickbooks.transactions_async import AsyncForms, AsyncTransactions, AsyncVoidableForms

__all__ = ["AsyncClient"]

R = TypeVar("R", bound=Entity)

# Shared by all clients with the same settings, so that a client costs next to nothing.
_api: Final = lru_cache(maxsize=32)(Api)
_dialect: Final = lru_cache(maxsize=32)(QuickBooksDialect)
_LIMITS: Final = Limits()
_OPTIONS: Final = CallOptions()


class AsyncClient:
    """QuickBooks Online, one company.

    A client is cheap: it opens nothing, and holds nothing but its settings. All clients of a company in one process
    keep to one rate limit.

    Args:
        sessions: The host's AsyncSessionManager.
        connection: Whose books.
        timeout: Seconds for one attempt of a call.
        headers: Added to every request.
        retry: How often and how patiently a call is repeated where that is safe.
        minor_version: Sent with every call; ``None`` leaves it out.
        longest_query: A longer statement goes in the body instead of the address.
        limits: How fast to call, and how long to pause.

    Raises:
        UsageError: The connection is of another system, or the sessions have no QuickBooks app.

    Example:
        ``async with AsyncClient(sessions, connection) as qbo: customer = await qbo.customers.get("42")``
    """

    __slots__ = ("_api", "_caller", "_limits")

    def __init__(
        self,
        sessions: AsyncSessionManager,
        connection: Connection | ConnectionKey,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
        minor_version: int | None = 75,
        longest_query: int = 4000,
        limits: Limits = _LIMITS,
    ) -> None:
        """Take what calls are made with; nothing is sent or opened."""
        auth = sessions.authenticator(connection)
        if auth.app.system != "quickbooks":
            message = f"The connection {auth.label} is of {auth.app.system}, not of quickbooks."
            raise UsageError(message)
        changed = timeout is not None or headers is not None or retry is not None
        self._api = _api(minor_version=minor_version, longest_query=longest_query)
        self._limits = limits
        self._caller = AsyncCaller(
            sessions=sessions,
            auth=auth,
            dialect=_dialect(pause=limits.pause, quota_after=limits.quota_after),
            pace=limits.pace(_account(connection, auth.label)),
            options=_OPTIONS.changed(timeout=timeout, headers=headers, retry=retry) if changed else _OPTIONS,
        )

    # -- collections ---------------------------------------------------------------------------------------------------

    @property
    def customers(self) -> AsyncNames[Customer]:
        """Customers, sub-customers and projects."""
        return AsyncNames(self._caller, self._api, kinds.CUSTOMER)

    @property
    def items(self) -> AsyncNames[Item]:
        """What is sold and bought."""
        return AsyncNames(self._caller, self._api, kinds.ITEM)

    @property
    def vendors(self) -> AsyncNames[Vendor]:
        """Vendors."""
        return AsyncNames(self._caller, self._api, kinds.VENDOR)

    @property
    def accounts(self) -> AsyncNames[Account]:
        """The chart of accounts."""
        return AsyncNames(self._caller, self._api, kinds.ACCOUNT)

    @property
    def invoices(self) -> AsyncVoidableForms[Invoice]:
        """Invoices. One is paid by creating a payment whose line links to it."""
        return AsyncVoidableForms(self._caller, self._api, kinds.INVOICE)

    @property
    def payments(self) -> AsyncVoidableForms[Payment]:
        """Payments of customers."""
        return AsyncVoidableForms(self._caller, self._api, kinds.PAYMENT)

    @property
    def sales_receipts(self) -> AsyncVoidableForms[SalesReceipt]:
        """Sales that were paid at once."""
        return AsyncVoidableForms(self._caller, self._api, kinds.SALES_RECEIPT)

    @property
    def estimates(self) -> AsyncForms[Estimate]:
        """Offers to customers; they cannot be voided."""
        return AsyncForms(self._caller, self._api, kinds.ESTIMATE)

    @property
    def credit_memos(self) -> AsyncForms[CreditMemo]:
        """What customers get back. That the API can void one is not documented, so it is not offered."""
        return AsyncForms(self._caller, self._api, kinds.CREDIT_MEMO)

    @property
    def bills(self) -> AsyncTransactions[Bill]:
        """What the company owes to vendors."""
        return AsyncTransactions(self._caller, self._api, kinds.BILL)

    @property
    def company_info(self) -> AsyncCompany:
        """The company's own record."""
        return AsyncCompany(self._caller, self._api)

    # -- over all kinds ------------------------------------------------------------------------------------------------

    def query(
        self,
        record: type[R],
        where: WhereLike | None = None,
        *,
        updated_since: datetime | None = None,
        active: bool | None = True,
        order_by: str | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> AsyncListing[R]:
        """List records of any class; the arguments are those of :meth:`AsyncRecords.list`.

        Raises:
            UsageError: The class, a field or a value does not fit.
        """
        kind = kinds.kind_of(record)
        chosen = selection(kind, where, updated_since=updated_since, active=active, order_by=order_by)
        return AsyncListing(self._caller, self._api.pages(kind, chosen, page_size))

    # -- options -------------------------------------------------------------------------------------------------------

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
    ) -> Self:
        """Return a client of the same company with other options; what is not given stays, headers are added."""
        other = object.__new__(type(self))
        other._api, other._limits = self._api, self._limits
        other._caller = self._caller.with_options(timeout=timeout, headers=headers, retry=retry)
        return other

    async def __aenter__(self) -> Self:
        """Use as a context manager, as clients of other libraries are; there is nothing to close."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing: the sessions own the transport."""

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._caller.auth.label})"


def _account(connection: Connection | ConnectionKey, label: str) -> str:
    """Return whom the rate limit belongs to: the company, or the connection where only its key was given."""
    return connection.account or label if isinstance(connection, Connection) else label
