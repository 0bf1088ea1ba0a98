"""NetSuite's REST record API and SuiteQL: app, clients, records."""

from __future__ import annotations

from crosstie.systems.netsuite.app import App
from crosstie.systems.netsuite.client import Client
from crosstie.systems.netsuite.client_async import AsyncClient
from crosstie.systems.netsuite.deletions import Deleted
from crosstie.systems.netsuite.filters import Filter, condition
from crosstie.systems.netsuite.governance import GovernanceLimits
from crosstie.systems.netsuite.models import Customer, Estimate, Invoice, Item, Items, SalesDocument, SalesOrder
from crosstie.systems.netsuite.models_base import Address, AddressBook, AddressBookEntry, NetSuiteRecord, Ref
from crosstie.systems.netsuite.places import Head
from crosstie.systems.netsuite.settings import Settings
from crosstie.systems.netsuite.sides import SideOptions

__all__ = [
    "Address",
    "AddressBook",
    "AddressBookEntry",
    "App",
    "AsyncClient",
    "Client",
    "Customer",
    "Deleted",
    "Estimate",
    "Filter",
    "GovernanceLimits",
    "Head",
    "Invoice",
    "Item",
    "Items",
    "NetSuiteRecord",
    "Ref",
    "SalesDocument",
    "SalesOrder",
    "Settings",
    "SideOptions",
    "condition",
]
