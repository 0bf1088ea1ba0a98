# @generated from src/crosstie/systems/quickbooks/client_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The client of one company: a small object that holds no connection of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import TracebackType
from typing import Final, Self, TypeVar

from crosstie.core.exchange import RetryPolicy
from crosstie.errors import UsageError
from crosstie.sessions.manager import SessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.caller import Caller
from crosstie.systems.listing import Listing
from crosstie.systems.options import CallOptions
from crosstie.systems.quickbooks import kinds
from crosstie.systems.quickbooks.api import Api
from crosstie.systems.quickbooks.collections import Company, Names
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
from crosstie.systems.quickbooks.transactions import Forms, Transactions, VoidableForms

__all__ = ["Client"]

R = TypeVar("R", bound=Entity)

# Shared by all clients with the same settings, so that a client costs next to nothing.
_api: Final = lru_cache(maxsize=32)(Api)
_dialect: Final = lru_cache(maxsize=32)(QuickBooksDialect)
_LIMITS: Final = Limits()
_OPTIONS: Final = CallOptions()


class Client:
    """QuickBooks Online, one company.

    A client is cheap: it opens nothing, and holds nothing but its settings. All clients of a company in one process
    keep to one rate limit.

    Args:
        sessions: The host's SessionManager.
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
        ``with Client(sessions, connection) as qbo: customer = qbo.customers.get("42")``
    """

    __slots__ = ("_api", "_caller", "_limits")

    def __init__(
        self,
        sessions: SessionManager,
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
        self._caller = Caller(
            sessions=sessions,
            auth=auth,
            dialect=_dialect(pause=limits.pause, quota_after=limits.quota_after),
            pace=limits.pace(_account(connection, auth.label)),
            options=_OPTIONS.changed(timeout=timeout, headers=headers, retry=retry) if changed else _OPTIONS,
        )

    # -- collections ---------------------------------------------------------------------------------------------------

    @property
    def customers(self) -> Names[Customer]:
        """Customers, sub-customers and projects."""
        return Names(self._caller, self._api, kinds.CUSTOMER)

    @property
    def items(self) -> Names[Item]:
        """What is sold and bought."""
        return Names(self._caller, self._api, kinds.ITEM)

    @property
    def vendors(self) -> Names[Vendor]:
        """Vendors."""
        return Names(self._caller, self._api, kinds.VENDOR)

    @property
    def accounts(self) -> Names[Account]:
        """The chart of accounts."""
        return Names(self._caller, self._api, kinds.ACCOUNT)

    @property
    def invoices(self) -> VoidableForms[Invoice]:
        """Invoices. One is paid by creating a payment whose line links to it."""
        return VoidableForms(self._caller, self._api, kinds.INVOICE)

    @property
    def payments(self) -> VoidableForms[Payment]:
        """Payments of customers."""
        return VoidableForms(self._caller, self._api, kinds.PAYMENT)

    @property
    def sales_receipts(self) -> VoidableForms[SalesReceipt]:
        """Sales that were paid at once."""
        return VoidableForms(self._caller, self._api, kinds.SALES_RECEIPT)

    @property
    def estimates(self) -> Forms[Estimate]:
        """Offers to customers; they cannot be voided."""
        return Forms(self._caller, self._api, kinds.ESTIMATE)

    @property
    def credit_memos(self) -> Forms[CreditMemo]:
        """What customers get back. That the API can void one is not documented, so it is not offered."""
        return Forms(self._caller, self._api, kinds.CREDIT_MEMO)

    @property
    def bills(self) -> Transactions[Bill]:
        """What the company owes to vendors."""
        return Transactions(self._caller, self._api, kinds.BILL)

    @property
    def company_info(self) -> Company:
        """The company's own record."""
        return Company(self._caller, self._api)

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
    ) -> Listing[R]:
        """List records of any class; the arguments are those of :meth:`Records.list`.

        Raises:
            UsageError: The class, a field or a value does not fit.
        """
        kind = kinds.kind_of(record)
        chosen = selection(kind, where, updated_since=updated_since, active=active, order_by=order_by)
        return Listing(self._caller, self._api.pages(kind, chosen, page_size))

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

    def __enter__(self) -> Self:
        """Use as a context manager, as clients of other libraries are; there is nothing to close."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing: the sessions own the transport."""

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._caller.auth.label})"


def _account(connection: Connection | ConnectionKey, label: str) -> str:
    """Return whom the rate limit belongs to: the company, or the connection where only its key was given."""
    return connection.account or label if isinstance(connection, Connection) else label
