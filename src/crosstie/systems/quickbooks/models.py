"""The typed records of QuickBooks Online; field tables with sources are in the modules beside this one."""

from __future__ import annotations

from crosstie.systems.quickbooks.models_base import (
    CustomField,
    EmailAddress,
    Entity,
    LinkedTxn,
    MemoRef,
    MetaData,
    NameValue,
    PhysicalAddress,
    QuickBooksRecord,
    Ref,
    TelephoneNumber,
    WebSiteAddress,
)
from crosstie.systems.quickbooks.models_items import (
    Account,
    Item,
    ItemGroupDetail,
    ItemGroupLine,
)
from crosstie.systems.quickbooks.models_lines import (
    AccountBasedExpenseLineDetail,
    DescriptionLineDetail,
    DiscountLineDetail,
    GroupLineDetail,
    ItemBasedExpenseLineDetail,
    Line,
    MarkupInfo,
    SalesItemLineDetail,
    SubTotalLineDetail,
    TaxLineDetail,
    TxnTaxDetail,
)
from crosstie.systems.quickbooks.models_names import (
    CompanyInfo,
    Customer,
    Vendor,
)
from crosstie.systems.quickbooks.models_payments import (
    Bill,
    Payment,
)
from crosstie.systems.quickbooks.models_sales import (
    CreditMemo,
    DeliveryInfo,
    Estimate,
    Invoice,
    SalesForm,
    SalesReceipt,
    TxnRetainageDetail,
)

__all__ = [
    "Account",
    "AccountBasedExpenseLineDetail",
    "Bill",
    "CompanyInfo",
    "CreditMemo",
    "CustomField",
    "Customer",
    "DeliveryInfo",
    "DescriptionLineDetail",
    "DiscountLineDetail",
    "EmailAddress",
    "Entity",
    "Estimate",
    "GroupLineDetail",
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
    "Payment",
    "PhysicalAddress",
    "QuickBooksRecord",
    "Ref",
    "SalesForm",
    "SalesItemLineDetail",
    "SalesReceipt",
    "SubTotalLineDetail",
    "TaxLineDetail",
    "TelephoneNumber",
    "TxnRetainageDetail",
    "TxnTaxDetail",
    "Vendor",
    "WebSiteAddress",
]
