"""The client of one company: a small object that holds no connection of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Self, TypeVar

from crosstie.core.exchange import RetryPolicy
from crosstie.sessions.manager_async import AsyncSessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import account_of, app_of
from crosstie.systems.caller_async import AsyncCaller, async_entered, async_left
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.options import CallOptions
from crosstie.systems.quickbooks import kinds
from crosstie.systems.quickbooks.api import Api
from crosstie.systems.quickbooks.api_batch import BatchResult
from crosstie.systems.quickbooks.app import App
from crosstie.systems.quickbooks.batch_async import async_batch
from crosstie.systems.quickbooks.batch_items import BatchItem
from crosstie.systems.quickbooks.books_async import AsyncBooks
from crosstie.systems.quickbooks.changes_async import AsyncChanges
from crosstie.systems.quickbooks.collections_async import AsyncCompany, AsyncNames
from crosstie.systems.quickbooks.dialect import QuickBooksDialect
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
from crosstie.systems.quickbooks.settings import OPTIONS, SETTINGS, Settings
from crosstie.systems.quickbooks.statements import LARGEST_PAGE, selection
from crosstie.systems.quickbooks.transactions_async import AsyncForms, AsyncTransactions, AsyncVoidableForms

__all__ = ["AsyncClient"]

R = TypeVar("R", bound=Entity)

_API: Final = Api()
_DIALECT: Final = QuickBooksDialect()


class AsyncClient:
    """QuickBooks Online, one company.

    Small, and made whenever one is needed. All clients of a process share the transport, sessions and limits of the
    ``AsyncSessionManager``, so closing one closes nothing.

    Args:
        sessions: The host's AsyncSessionManager, with a ``quickbooks.App`` among its apps.
        connection: Which company. Of a key alone the company is not known, so its limits are those of the connection.
        settings: How fast to call, and what QuickBooks leaves open.
        options: Timeout, headers and retries of every call.

    Raises:
        UsageError: The connection is of another system, or no ``quickbooks.App`` was given to ``sessions``.

    Example:
        ``customer = await AsyncClient(sessions, connection).customers.get("42")``
    """

    __slots__ = ("_books", "_connection")

    def __init__(
        self,
        sessions: AsyncSessionManager,
        connection: Connection | ConnectionKey,
        *,
        settings: Settings = SETTINGS,
        options: CallOptions = OPTIONS,
    ) -> None:
        """Keep what every call needs; nothing is sent or opened."""
        auth = sessions.authenticator(connection)
        app_of(auth, App)
        account = account_of(connection, auth)
        self._connection = connection
        caller = AsyncCaller(
            sessions=sessions,
            auth=auth,
            dialect=_DIALECT if settings is SETTINGS else QuickBooksDialect(settings),
            pace=settings.pace(account),
            options=options,
        )
        api = _API if settings is SETTINGS else Api(settings)
        self._books = AsyncBooks(caller, api, settings.batch_pace(account))

    # -- collections ---------------------------------------------------------------------------------------------------

    @property
    def customers(self) -> AsyncNames[Customer]:
        """Customers, sub-customers and projects."""
        return AsyncNames(self._books, kinds.CUSTOMER)

    @property
    def items(self) -> AsyncNames[Item]:
        """What is sold and bought."""
        return AsyncNames(self._books, kinds.ITEM)

    @property
    def vendors(self) -> AsyncNames[Vendor]:
        """Vendors."""
        return AsyncNames(self._books, kinds.VENDOR)

    @property
    def accounts(self) -> AsyncNames[Account]:
        """The chart of accounts."""
        return AsyncNames(self._books, kinds.ACCOUNT)

    @property
    def invoices(self) -> AsyncVoidableForms[Invoice]:
        """Invoices. One is paid by creating a payment whose line links to it."""
        return AsyncVoidableForms(self._books, kinds.INVOICE)

    @property
    def payments(self) -> AsyncVoidableForms[Payment]:
        """Payments of customers."""
        return AsyncVoidableForms(self._books, kinds.PAYMENT)

    @property
    def sales_receipts(self) -> AsyncVoidableForms[SalesReceipt]:
        """Sales that were paid at once."""
        return AsyncVoidableForms(self._books, kinds.SALES_RECEIPT)

    @property
    def estimates(self) -> AsyncForms[Estimate]:
        """Offers to customers; they cannot be voided."""
        return AsyncForms(self._books, kinds.ESTIMATE)

    @property
    def credit_memos(self) -> AsyncForms[CreditMemo]:
        """What customers get back. That the API can void one is not documented, so it is not offered."""
        return AsyncForms(self._books, kinds.CREDIT_MEMO)

    @property
    def bills(self) -> AsyncTransactions[Bill]:
        """What the company owes to vendors."""
        return AsyncTransactions(self._books, kinds.BILL)

    @property
    def company_info(self) -> AsyncCompany:
        """The company's own record."""
        return AsyncCompany(self._books)

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
        return AsyncListing(self._books.caller, self._books.api.pages(kind, chosen, page_size))

    def changes(self, record: type[R], *, since: datetime) -> AsyncChanges[R]:
        """List what changed since a time, deletions too (change data capture).

        QuickBooks answers at most 1000 records at once, the deleted ones last, and has no pages; a full answer is
        followed by a question from its newest record on. Deletions from before that time can then be missing, so ask
        often enough that fewer change in between.

        Args:
            record: The class of the records; one class per call.
            since: At or after this, up to 30 days ago.

        Returns:
            A lazy listing of records and :class:`~crosstie.systems.quickbooks.Deleted`. Inactive names are among them.
        """
        return AsyncChanges(self._books, kinds.kind_of(record), since)

    async def batch(self, items: Sequence[BatchItem], *, idempotency_key: str | None = None) -> list[BatchResult]:
        """Do several things in few calls: up to 30 in each, every item for itself.

        Batches have a rate limit of their own. The order in which items are carried out is not promised.

        Args:
            items: Such as ``BatchCreate(draft)``, ``BatchUpdate(record, base)``, ``BatchQuery(record=Customer)``.
            idempotency_key: Up to 36 printable characters. The same items with the same key answer the same results;
                it stands for the batch, not for an item, so send the same items in the same order.

        Returns:
            For each item, in order: the record, the records of a query, or the typed error. Where a later call fails as
            a whole, its items have that error, and those behind it have ``NotSent``.

        Raises:
            UsageError: An item cannot be sent; nothing was.
            CrosstieError: The first call failed as a whole.
        """
        return await async_batch(self._books, items, key=idempotency_key)

    # -- options -------------------------------------------------------------------------------------------------------

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
    ) -> Self:
        """Return a client of the same company with other options; what is not given stays, headers are added.

        Args:
            timeout: Seconds for one attempt.
            headers: Added to every request.
            retry: How often and how patiently a call is repeated where that is safe.
        """
        caller = self._books.caller
        return type(self)(
            caller.sessions,
            self._connection,
            settings=self._books.api.settings,
            options=caller.options.changed(timeout=timeout, headers=headers, retry=retry),
        )

    __aenter__ = async_entered
    __aexit__ = async_left

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._books.label})"
