"""The typed records of Lightspeed Retail (R-Series); field tables with sources are in the modules beside this one."""

from __future__ import annotations

from crosstie.systems.lightspeed.models_base import (
    Contact,
    ContactAddress,
    ContactAddresses,
    ContactEmail,
    ContactEmails,
    ContactPhone,
    ContactPhones,
    ContactWebsite,
    ContactWebsites,
    LightspeedRecord,
)
from crosstie.systems.lightspeed.models_items import Item, ItemPrice, ItemPrices, ItemShop, ItemShops
from crosstie.systems.lightspeed.models_names import Account, Category, Customer, Shop, Vendor
from crosstie.systems.lightspeed.models_sales import Sale, SaleLine, SaleLines, SalePayment, SalePayments
from crosstie.systems.lightspeed.models_stock import (
    InventoryCount,
    InventoryCountItem,
    InventoryCountReconcile,
    InventoryLog,
    Order,
    OrderLine,
    OrderLines,
)

__all__ = [
    "Account",
    "Category",
    "Contact",
    "ContactAddress",
    "ContactAddresses",
    "ContactEmail",
    "ContactEmails",
    "ContactPhone",
    "ContactPhones",
    "ContactWebsite",
    "ContactWebsites",
    "Customer",
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
    "Sale",
    "SaleLine",
    "SaleLines",
    "SalePayment",
    "SalePayments",
    "Shop",
    "Vendor",
]
