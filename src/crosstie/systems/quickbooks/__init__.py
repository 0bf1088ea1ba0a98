"""QuickBooks Online: typed clients, sync and async, for the books of one company.

::

    app = quickbooks.App(client_id=..., client_secret=..., redirect_uri=..., environment="sandbox")
    with crosstie.SessionManager(storage, [app]) as sessions:
        qbo = quickbooks.Client(sessions, connection)
        for customer in qbo.customers.list(updated_since=since, active=None):
            ...
"""

from __future__ import annotations

from crosstie.systems.quickbooks.api import Include
from crosstie.systems.quickbooks.api_batch import BatchResult
from crosstie.systems.quickbooks.api_changes import Changed, Deleted
from crosstie.systems.quickbooks.app import ACCOUNTING, App, Environment
from crosstie.systems.quickbooks.batch_items import (
    BatchCreate,
    BatchDelete,
    BatchItem,
    BatchQuery,
    BatchReplace,
    BatchSetActive,
    BatchUpdate,
    BatchVoid,
)
from crosstie.systems.quickbooks.changes import Changes
from crosstie.systems.quickbooks.changes_async import AsyncChanges
from crosstie.systems.quickbooks.client import Client
from crosstie.systems.quickbooks.client_async import AsyncClient
from crosstie.systems.quickbooks.collections import Company, Names, Records, Writable
from crosstie.systems.quickbooks.collections_async import AsyncCompany, AsyncNames, AsyncRecords, AsyncWritable
from crosstie.systems.quickbooks.endpoint import CollectionEndpoint
from crosstie.systems.quickbooks.endpoint_async import AsyncCollectionEndpoint
from crosstie.systems.quickbooks.models import (
    Account,
    AccountBasedExpenseLineDetail,
    Bill,
    CompanyInfo,
    CreditMemo,
    Customer,
    CustomField,
    DeliveryInfo,
    DescriptionLineDetail,
    DiscountLineDetail,
    EmailAddress,
    Entity,
    Estimate,
    GroupLineDetail,
    Invoice,
    Item,
    ItemBasedExpenseLineDetail,
    ItemGroupDetail,
    ItemGroupLine,
    Line,
    LinkedTxn,
    MarkupInfo,
    MemoRef,
    MetaData,
    NameValue,
    Payment,
    PhysicalAddress,
    QuickBooksRecord,
    Ref,
    SalesForm,
    SalesItemLineDetail,
    SalesReceipt,
    SubTotalLineDetail,
    TaxLineDetail,
    TelephoneNumber,
    TxnRetainageDetail,
    TxnTaxDetail,
    Vendor,
    WebSiteAddress,
)
from crosstie.systems.quickbooks.query import Field, Value, Where, WhereLike, field
from crosstie.systems.quickbooks.settings import Settings
from crosstie.systems.quickbooks.sides import ChangeFeed, SideOptions
from crosstie.systems.quickbooks.transactions import Forms, Transactions, VoidableForms
from crosstie.systems.quickbooks.transactions_async import AsyncForms, AsyncTransactions, AsyncVoidableForms

__all__ = [
    "ACCOUNTING",
    "Account",
    "AccountBasedExpenseLineDetail",
    "App",
    "AsyncChanges",
    "AsyncClient",
    "AsyncCollectionEndpoint",
    "AsyncCompany",
    "AsyncForms",
    "AsyncNames",
    "AsyncRecords",
    "AsyncTransactions",
    "AsyncVoidableForms",
    "AsyncWritable",
    "BatchCreate",
    "BatchDelete",
    "BatchItem",
    "BatchQuery",
    "BatchReplace",
    "BatchResult",
    "BatchSetActive",
    "BatchUpdate",
    "BatchVoid",
    "Bill",
    "ChangeFeed",
    "Changed",
    "Changes",
    "Client",
    "CollectionEndpoint",
    "Company",
    "CompanyInfo",
    "CreditMemo",
    "CustomField",
    "Customer",
    "Deleted",
    "DeliveryInfo",
    "DescriptionLineDetail",
    "DiscountLineDetail",
    "EmailAddress",
    "Entity",
    "Environment",
    "Estimate",
    "Field",
    "Forms",
    "GroupLineDetail",
    "Include",
    "Invoice",
    "Item",
    "ItemBasedExpenseLineDetail",
    "ItemGroupDetail",
    "ItemGroupLine",
    "Line",
    "LinkedTxn",
    "MarkupInfo",
    "MemoRef",
    "MetaData",
    "NameValue",
    "Names",
    "Payment",
    "PhysicalAddress",
    "QuickBooksRecord",
    "Records",
    "Ref",
    "SalesForm",
    "SalesItemLineDetail",
    "SalesReceipt",
    "Settings",
    "SideOptions",
    "SubTotalLineDetail",
    "TaxLineDetail",
    "TelephoneNumber",
    "Transactions",
    "TxnRetainageDetail",
    "TxnTaxDetail",
    "Value",
    "Vendor",
    "VoidableForms",
    "WebSiteAddress",
    "Where",
    "WhereLike",
    "Writable",
    "field",
]
