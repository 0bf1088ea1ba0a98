"""The entities: which fields they have (fact sheet 3) and what can be done with them (2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.testing.quickbooks.fields import COMMON, Access, Field, Shape
from crosstie.testing.quickbooks.form_fields import BILL, CREDIT_MEMO, ESTIMATE, INVOICE, PAYMENT, SALES_RECEIPT

__all__ = ["BY_PATH", "ENTITIES", "PEOPLE", "Entity", "Operation"]

Operation: TypeAlias = Literal["create", "update", "delete", "void", "include_void", "send", "pdf"]


@attrs.frozen(kw_only=True)
class Entity:
    """One kind of object.

    Attributes:
        name: As in bodies and queries; the path is the same in lower case.
        fields: Its properties.
        operations: What can be done besides reading and querying.
        name_field: The unique name of a list entity.
        listed: Whether it is a list entity, which is made inactive instead of deleted (7.1).
        closed: Whether unknown properties are refused (2010): only where the fact sheet lists them all.
    """

    name: str
    fields: Mapping[str, Field]
    operations: frozenset[Operation]
    name_field: str | None = None
    listed: bool = False
    closed: bool = True


def _many(names: str, shape: Shape, access: Access = "write", most: int | None = None) -> dict[str, Field]:
    return dict.fromkeys(names.split(), Field(shape, access, most))


_CONTACT: Final[Mapping[str, Field]] = {
    **COMMON,
    "DisplayName": Field("text", most=500),
    **_many("Title Suffix", "text", most=16),
    **_many("GivenName MiddleName FamilyName CompanyName", "text", most=100),
    "PrintOnCheckName": Field("text", most=110),
    "Active": Field("flag"),
    **_many("PrimaryPhone AlternatePhone Mobile Fax", "phone"),
    "PrimaryEmailAddr": Field("email"),
    "WebAddr": Field("web"),
    "Balance": Field("number", "create"),
    "CurrencyRef": Field("ref", "create"),
}

_CUSTOMER: Final[Mapping[str, Field]] = {
    **_CONTACT,
    "FullyQualifiedName": Field("text", "read"),
    **_many("Taxable Job BillWithParent IsCISContractor", "flag"),
    "TaxExemptionReasonId": Field("text", most=15),
    **_many("DefaultTaxCodeRef ParentRef CustomerTypeRef SalesTermRef PaymentMethodRef ARAccountRef", "ref"),
    **_many("BillAddr ShipAddr", "address"),
    "Notes": Field("text", most=2000),
    "Level": Field("number", "read"),
    "IsProject": Field("flag", "read"),
    "PreferredDeliveryMethod": Field("text", choices=("Print", "Email", "None")),
    "OpenBalanceDate": Field("date", "create"),
    "BalanceWithJobs": Field("number", "read"),
    "ResaleNum": Field("text", most=16),
    **_many("PrimaryTaxIdentifier SecondaryTaxIdentifier GSTRegistrationType TaxRegime", "text"),
    "BusinessNumber": Field("text", most=10),
    "GSTIN": Field("text", most=15),
    **_many("CustomField OtherAddr", "any"),
    **_many("Source V4IDPseudonym ClientCompanyId ClientEntityId", "any", "read"),
    **_many("RootCustomerRef SalesRepRef PriceLevelRef", "ref"),
    "AcctNum": Field("text", most=100),
    **_many("CreditLimit OverDueBalance", "number"),
}

_ITEM: Final[Mapping[str, Field]] = {
    **COMMON,
    **_many("Name Sku", "text", most=100),
    "Type": Field(
        "text",
        "create",
        choices=(
            "Inventory",
            "Service",
            "NonInventory",
            "Category",
            "Group",
            "Assembly",
            "Fixed Asset",
            "Other Charge",
            "Payment",
            "Subtotal",
            "Discount",
            "Tax",
            "Tax Group",
            "Bundle",
        ),
    ),
    "Description": Field("text", most=4000),
    "PurchaseDesc": Field("text", most=1000),
    **_many("Active SubItem Taxable SalesTaxIncluded PurchaseTaxIncluded DeferredRevenue", "flag"),
    **_many("ParentRef IncomeAccountRef ExpenseAccountRef AssetAccountRef PrefVendorRef", "ref"),
    **_many("SalesTaxCodeRef PurchaseTaxCodeRef TaxClassificationRef ClassRef", "ref"),
    **_many("UnitPrice PurchaseCost QtyOnHand ReorderPoint AbatementRate ReverseChargeRate", "number"),
    "TrackQtyOnHand": Field("flag", "create"),
    "InvStartDate": Field("date"),
    "Level": Field("number", "read"),
    **_many("FullyQualifiedName Source", "text", "read"),
    **_many("AvgCost QtyOnPurchaseOrder QtyOnSalesOrder", "number", "read"),
    "ItemGroupDetail": Field("any", "read"),
    **_many("ManPartNum ItemCategoryType ServiceType UQCId UQCDisplayText", "text"),
    "CustomExtensions": Field("any"),
}

_ACCOUNT: Final[Mapping[str, Field]] = {
    **COMMON,
    "Name": Field("text", most=100),
    **_many("AccountType AccountSubType Classification AcctNum Description", "text"),
    **_many("Active SubAccount", "flag"),
    **_many("ParentRef CurrencyRef", "ref"),
    "FullyQualifiedName": Field("text", "read"),
    **_many("CurrentBalance CurrentBalanceWithSubAccounts", "number", "read"),
}

_COMPANY: Final[Mapping[str, Field]] = {
    **COMMON,
    **_many("CompanyName LegalName EmployerId FiscalYearStartMonth Country", "text"),
    **_many("SupportedLanguages DefaultTimeZone", "text"),
    **_many("CompanyAddr LegalAddr CustomerCommunicationAddr", "address"),
    **_many("Email CustomerCommunicationEmailAddr", "email"),
    "PrimaryPhone": Field("phone"),
    "WebAddr": Field("web"),
    "CompanyStartDate": Field("date"),
    "NameValue": Field("any", "read"),
}

_PREFERENCES: Final[Mapping[str, Field]] = {
    **COMMON,
    **_many("AccountingInfoPrefs SalesFormsPrefs TaxPrefs CurrencyPrefs", "any", "read"),
}


def _listed(name: str, fields: Mapping[str, Field], name_field: str, *, closed: bool) -> Entity:
    writes: frozenset[Operation] = frozenset({"create", "update"})
    return Entity(name=name, fields=fields, operations=writes, name_field=name_field, listed=True, closed=closed)


def _form(name: str, fields: Mapping[str, Field], *further: Operation, closed: bool) -> Entity:
    operations: frozenset[Operation] = frozenset({"create", "update", "delete", *further})
    return Entity(name=name, fields=fields, operations=operations, closed=closed)


ENTITIES: Final[Mapping[str, Entity]] = {
    entity.name: entity
    for entity in (
        Entity(name="CompanyInfo", fields=_COMPANY, operations=frozenset({"update"})),
        Entity(name="Preferences", fields=_PREFERENCES, operations=frozenset()),
        _listed("Customer", _CUSTOMER, "DisplayName", closed=True),
        _listed("Vendor", _CONTACT, "DisplayName", closed=False),
        _listed("Employee", _CONTACT, "DisplayName", closed=False),
        _listed("Item", _ITEM, "Name", closed=True),
        _listed("Account", _ACCOUNT, "Name", closed=False),
        _form("Estimate", ESTIMATE, "send", "pdf", closed=False),
        _form("Invoice", INVOICE, "void", "send", "pdf", closed=True),
        _form("SalesReceipt", SALES_RECEIPT, "include_void", "send", "pdf", closed=False),
        _form("CreditMemo", CREDIT_MEMO, "send", "pdf", closed=False),
        _form("Payment", PAYMENT, "include_void", "send", "pdf", closed=True),
        _form("Bill", BILL, closed=False),
    )
}
"""All entities by name, list entities before what refers to them."""

BY_PATH: Final[Mapping[str, Entity]] = {name.lower(): entity for name, entity in ENTITIES.items()}
"""All entities by the lower-case name of their path."""

PEOPLE: Final = ("Customer", "Vendor", "Employee")
"""The entities that share one space of names (3.2, 7.2)."""
