# @generated from src/crosstie/systems/lightspeed/client_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The client of one account: a small object that holds no connection of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from crosstie.core.exchange import RetryPolicy
from crosstie.sessions.manager import SessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import account_of, app_of
from crosstie.systems.caller import Caller, entered, left
from crosstie.systems.lightspeed import api, kinds
from crosstie.systems.lightspeed.app import App
from crosstie.systems.lightspeed.calls import Calls
from crosstie.systems.lightspeed.collections import Archivable, Creatable, Deletable, Records, Writable
from crosstie.systems.lightspeed.dialect import LightspeedDialect
from crosstie.systems.lightspeed.models import (
    Account,
    Category,
    Customer,
    InventoryCount,
    InventoryCountItem,
    InventoryCountReconcile,
    InventoryLog,
    Item,
    ItemShop,
    Order,
    OrderLine,
    Sale,
    SaleLine,
    SalePayment,
    Shop,
    Vendor,
)
from crosstie.systems.lightspeed.settings import OPTIONS, SETTINGS, Settings
from crosstie.systems.lightspeed.stock import Stock
from crosstie.systems.options import CallOptions

__all__ = ["Client"]

_DIALECT: Final = LightspeedDialect()


class Client:
    """Lightspeed Retail (R-Series, V3), one account.

    A client is cheap: it opens nothing, and holds nothing but its settings. All clients of an account in one process
    hold back together when the account's bucket is full.

    Args:
        sessions: The host's SessionManager, with a ``lightspeed.App`` among its apps.
        connection: Which account.
        settings: What Lightspeed leaves open.
        options: Timeout, headers and retries of every call.

    Raises:
        UsageError: The connection is of another system, or no ``lightspeed.App`` was given to ``sessions``.

    Example:
        ``item = Client(sessions, connection).items.get("42", relations=["item_shops"])``
    """

    __slots__ = ("_calls", "_connection")

    def __init__(
        self,
        sessions: SessionManager,
        connection: Connection | ConnectionKey,
        *,
        settings: Settings = SETTINGS,
        options: CallOptions = OPTIONS,
    ) -> None:
        """Keep what every call needs; nothing is sent or opened."""
        auth = sessions.authenticator(connection)
        app_of(auth, App)
        self._connection = connection
        caller = Caller(
            sessions=sessions,
            auth=auth,
            dialect=_DIALECT if settings is SETTINGS else LightspeedDialect(settings),
            pace=settings.pace(account_of(connection, auth)),
            options=options,
        )
        self._calls = Calls(caller, settings)

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
    ) -> Self:
        """Return a client for the same account with other options; what is not given stays.

        Args:
            timeout: Seconds for one attempt.
            headers: Added to every request.
            retry: How often and how patiently a call is repeated where that is safe.
        """
        caller = self._calls.caller
        return type(self)(
            caller.sessions,
            self._connection,
            settings=self._calls.settings,
            options=caller.options.changed(timeout=timeout, headers=headers, retry=retry),
        )

    # -- people and places ---------------------------------------------------------------------------------------------

    def account(self) -> Account:
        """Read the account itself."""
        return self._calls.value(api.account())

    @property
    def shops(self) -> Writable[Shop]:
        """Shops; they can be neither archived nor deleted through the API."""
        return Writable(self._calls, kinds.SHOP)

    @property
    def customers(self) -> Archivable[Customer]:
        """Customers; load the relation ``contact`` to see how they are reached."""
        return Archivable(self._calls, kinds.CUSTOMER)

    @property
    def vendors(self) -> Archivable[Vendor]:
        """Vendors."""
        return Archivable(self._calls, kinds.VENDOR)

    # -- goods ---------------------------------------------------------------------------------------------------------

    @property
    def items(self) -> Archivable[Item]:
        """What is sold."""
        return Archivable(self._calls, kinds.ITEM)

    @property
    def item_shops(self) -> Records[ItemShop]:
        """Stock rows, to read; :attr:`stock` changes them."""
        return Records(self._calls, kinds.ITEM_SHOP)

    @property
    def categories(self) -> Deletable[Category]:
        """Categories of items; deleted for good."""
        return Deletable(self._calls, kinds.CATEGORY)

    @property
    def stock(self) -> Stock:
        """Stock per shop: read, set, adjusted, counted."""
        return Stock(self._calls)

    @property
    def inventory_counts(self) -> Deletable[InventoryCount]:
        """Counts of stock; nothing moves before one is reconciled."""
        return Deletable(self._calls, kinds.INVENTORY_COUNT)

    @property
    def inventory_count_items(self) -> Deletable[InventoryCountItem]:
        """What was counted of each item."""
        return Deletable(self._calls, kinds.INVENTORY_COUNT_ITEM)

    @property
    def inventory_count_reconciles(self) -> Creatable[InventoryCountReconcile]:
        """When counts became the stock."""
        return Creatable(self._calls, kinds.INVENTORY_COUNT_RECONCILE)

    @property
    def inventory_logs(self) -> Records[InventoryLog]:
        """Every movement of stock; needs the right ``employee:inventory_log``."""
        return Records(self._calls, kinds.INVENTORY_LOG)

    # -- buying and selling --------------------------------------------------------------------------------------------

    @property
    def sales(self) -> Archivable[Sale]:
        """Sales; those that are completed cannot be archived."""
        return Archivable(self._calls, kinds.SALE)

    @property
    def sale_lines(self) -> Records[SaleLine]:
        """Lines of sales; they are made with their sale."""
        return Records(self._calls, kinds.SALE_LINE)

    @property
    def sale_payments(self) -> Records[SalePayment]:
        """Payments of sales; they are made with their sale."""
        return Records(self._calls, kinds.SALE_PAYMENT)

    @property
    def orders(self) -> Archivable[Order]:
        """Purchase orders; a person finishes them in the shop."""
        return Archivable(self._calls, kinds.ORDER)

    @property
    def order_lines(self) -> Deletable[OrderLine]:
        """Lines of purchase orders, each made by a call of its own."""
        return Deletable(self._calls, kinds.ORDER_LINE)

    __enter__ = entered
    __exit__ = left

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._calls.caller.auth.label})"
