"""Lightspeed Retail (R-Series, V3): typed clients, sync and async, for the shops of one account.

::

    app = lightspeed.App(client_id=..., client_secret=...)
    with crosstie.SessionManager(storage, [app]) as sessions:
        shop = lightspeed.Client(sessions, connection)
        for item in shop.items.list(updated_since=since, archived=True):
            ...
        shop.stock.adjust("42", shop_id="1", by=-2)
"""

from __future__ import annotations

from crosstie.systems.lightspeed.api import Archived
from crosstie.systems.lightspeed.api_stock import StockChange
from crosstie.systems.lightspeed.app import EVERYTHING, App
from crosstie.systems.lightspeed.client import Client
from crosstie.systems.lightspeed.client_async import AsyncClient
from crosstie.systems.lightspeed.collections import Archivable, Creatable, Deletable, Records, Writable
from crosstie.systems.lightspeed.collections_async import (
    AsyncArchivable,
    AsyncCreatable,
    AsyncDeletable,
    AsyncRecords,
    AsyncWritable,
)
from crosstie.systems.lightspeed.endpoint import CollectionEndpoint
from crosstie.systems.lightspeed.endpoint_async import AsyncCollectionEndpoint
from crosstie.systems.lightspeed.models import (
    Account,
    Category,
    Contact,
    ContactAddress,
    ContactAddresses,
    ContactEmail,
    ContactEmails,
    ContactPhone,
    ContactPhones,
    ContactWebsite,
    ContactWebsites,
    Customer,
    InventoryCount,
    InventoryCountItem,
    InventoryCountReconcile,
    InventoryLog,
    Item,
    ItemPrice,
    ItemPrices,
    ItemShop,
    ItemShops,
    LightspeedRecord,
    Order,
    OrderLine,
    OrderLines,
    Sale,
    SaleLine,
    SaleLines,
    SalePayment,
    SalePayments,
    Shop,
    Vendor,
)
from crosstie.systems.lightspeed.query import Field, Value, Where, WhereLike, either, field
from crosstie.systems.lightspeed.settings import Settings
from crosstie.systems.lightspeed.stock import Stock
from crosstie.systems.lightspeed.stock_async import AsyncStock
from crosstie.systems.lightspeed.stock_endpoint import StockEndpoint
from crosstie.systems.lightspeed.stock_endpoint_async import AsyncStockEndpoint

__all__ = [
    "EVERYTHING",
    "Account",
    "App",
    "Archivable",
    "Archived",
    "AsyncArchivable",
    "AsyncClient",
    "AsyncCollectionEndpoint",
    "AsyncCreatable",
    "AsyncDeletable",
    "AsyncRecords",
    "AsyncStock",
    "AsyncStockEndpoint",
    "AsyncWritable",
    "Category",
    "Client",
    "CollectionEndpoint",
    "Contact",
    "ContactAddress",
    "ContactAddresses",
    "ContactEmail",
    "ContactEmails",
    "ContactPhone",
    "ContactPhones",
    "ContactWebsite",
    "ContactWebsites",
    "Creatable",
    "Customer",
    "Deletable",
    "Field",
    "InventoryCount",
    "InventoryCountItem",
    "InventoryCountReconcile",
    "InventoryLog",
    "Item",
    "ItemPrice",
    "ItemPrices",
    "ItemShop",
    "ItemShops",
    "LightspeedRecord",
    "Order",
    "OrderLine",
    "OrderLines",
    "Records",
    "Sale",
    "SaleLine",
    "SaleLines",
    "SalePayment",
    "SalePayments",
    "Settings",
    "Shop",
    "Stock",
    "StockChange",
    "StockEndpoint",
    "Value",
    "Vendor",
    "Where",
    "WhereLike",
    "Writable",
    "either",
    "field",
]
