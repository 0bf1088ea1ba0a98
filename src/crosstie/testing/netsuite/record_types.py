"""The record types that are played: their properties and sublists (fact sheet 3.2 to 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.testing.netsuite.fields import Field, Shape, Sublist
from crosstie.testing.netsuite.lines import ITEM_LINES
from crosstie.testing.netsuite.rules import NetSuiteRules

__all__ = ["RECORD_TYPES", "Family", "RecordType", "types_of"]

Family: TypeAlias = Literal["entity", "transaction", "item"]
"""Types whose records share one sequence of ids."""


@attrs.frozen(kw_only=True)
class RecordType:
    """One record type.

    Attributes:
        name: Its name in camel case; links show it in lower case, and both are taken (2.1).
        label: Its name for people.
        family: With which types it shares its ids.
        code: The ``type`` of its rows in SuiteQL.
        fields: Its body fields.
        sublists: Its sublists.
        statuses: The letters of ``status``, with their labels (3.5).
        targets: What it can be transformed into (2.5).
    """

    name: str
    label: str
    family: Family
    code: str
    fields: Mapping[str, Field]
    sublists: Mapping[str, Sublist] = attrs.field(factory=dict[str, Sublist])
    statuses: Mapping[str, str] = attrs.field(factory=dict[str, str])
    targets: tuple[str, ...] = ()


def _many(names: str, shape: Shape, *, writable: bool = True, filterable: bool = True) -> dict[str, Field]:
    return dict.fromkeys(names.split(), Field(shape=shape, writable=writable, filterable=filterable))


def _refs(**targets: str) -> dict[str, Field]:
    return {name.rstrip("_"): Field(shape="ref", target=target) for name, target in targets.items()}


_ENTITY: Final[Mapping[str, Field]] = {
    **_many(
        "externalId entityId salutation firstName middleName lastName email phone mobilePhone fax comments", "text"
    ),
    **_many("isInactive", "flag"),
    **_many("dateCreated lastModifiedDate", "moment", writable=False),
    **_refs(subsidiary="subsidiary"),
}

_CUSTOMER: Final[Mapping[str, Field]] = {
    **_ENTITY,
    **_many("companyName altName altEmail altPhone homePhone url accountNumber resaleNumber defaultAddress", "text"),
    **_many("isPerson taxable", "flag"),
    **_refs(parent="customer", salesRep="employee", category="customerCategory", entityStatus="customerStatus"),
    **_refs(currency="currency", terms="term", priceLevel="priceLevel", receivablesAccount="account"),
    **_refs(taxItem="taxItem", territory="territory", leadSource="campaign", partner="partner"),
    **_refs(defaultTaxReg="taxRegistration", customForm="customForm"),
    "searchStage": Field(shape="enum", choices={"Lead": "Lead", "Prospect": "Prospect", "Customer": "Customer"}),
    "creditHoldOverride": Field(shape="enum", choices={"AUTO": "Auto", "ON": "On", "OFF": "Off"}),
    "creditLimit": Field(shape="number"),
    **_many("balance overdueBalance depositBalance aging aging1 aging2 aging3 aging4", "number", writable=False),
    **_many("firstOrderDate lastOrderDate lastSaleDate", "date", writable=False),
}
_ADDRESS_BOOK: Final = Sublist(
    key="id",
    fields={
        "addressBookAddress": Field(shape="address"),
        **_many("defaultBilling defaultShipping isResidential", "flag"),
        "label": Field(shape="text"),
    },
)
_CUSTOMER_SUBLISTS: Final[Mapping[str, Sublist]] = {
    "addressBook": _ADDRESS_BOOK,
    "contactRoles": Sublist(fields={"contact": Field(shape="ref", target="contact"), "email": Field(shape="text")}),
    "salesTeam": Sublist(key=None, fields={**_refs(employee="employee"), **_many("contribution", "number")}),
    "taxRegistration": Sublist(fields={**_many("taxRegistrationNumber", "text"), **_refs(nexus="nexus")}),
    "groupPricing": Sublist(fields=_refs(group="itemGroup", level="priceLevel")),
    "itemPricing": Sublist(fields={**_refs(item="item", level="priceLevel"), "price": Field(shape="number")}),
    "currencyList": Sublist(key="id", fields=_refs(currency="currency")),
}

_DOCUMENT: Final[Mapping[str, Field]] = {
    **_many("externalId tranId memo message otherRefNum email billAddress shipAddress", "text"),
    **_many("transactionNumber", "text", writable=False),
    **_many("tranDate dueDate startDate endDate shipDate", "date"),
    **_many("createdDate lastModifiedDate", "moment", writable=False),
    **_many("toBeEmailed toBePrinted isTaxable taxDetailsOverride", "flag"),
    **_many("exchangeRate discountRate shippingCost handlingCost taxRate", "number"),
    **_many("subtotal discountTotal taxTotal tax2Total total totalAfterTaxes", "number", writable=False),
    **_refs(entity="customer", currency="currency", subsidiary="subsidiary", location="location", terms="term"),
    **_refs(department="department", class_="classification", nexus="nexus", discountItem="item", taxItem="taxItem"),
    **_refs(opportunity="opportunity", job="job", leadSource="campaign", salesRep="employee", customForm="customForm"),
    **_refs(billAddressList="address", shipAddressList="address"),
    "createdFrom": Field(shape="ref", target="transaction", writable=False),
    **_many("billingAddress shippingAddress", "address", filterable=False),
    "source": Field(shape="enum", writable=False),
    "status": Field(shape="enum", writable=False),
}
_DOCUMENT_SUBLISTS: Final[Mapping[str, Sublist]] = {
    "item": Sublist(fields=ITEM_LINES, mandatory=True),
    "salesTeam": Sublist(key=None, fields={**_refs(employee="employee"), **_many("contribution", "number")}),
    "partners": Sublist(key=None, fields={**_refs(partner="partner"), **_many("contribution", "number")}),
    "promotions": Sublist(key=None, fields={"couponCode": Field(shape="text")}),
    "taxDetails": Sublist(
        key=None,
        fields={
            **_many("taxDetailsReference", "text"),
            **_many("taxAmount taxBasis taxRate", "number"),
            **_refs(taxCode="taxItem"),
        },
    ),
    "shipGroup": Sublist(fields={"shippingRate": Field(shape="number")}),
    "accountingBookDetail": Sublist(fields={"exchangeRate": Field(shape="number")}),
}

_ESTIMATE: Final[Mapping[str, Field]] = {
    **_DOCUMENT,
    "title": Field(shape="text"),
    "entityStatus": Field(shape="ref", target="customerStatus"),
    "probability": Field(shape="number"),
    "expectedCloseDate": Field(shape="date"),
    "forecastType": Field(shape="enum"),
    **_many("includeInForecast visibleToCustomer", "flag"),
}
_SALES_ORDER: Final[Mapping[str, Field]] = {
    **_DOCUMENT,
    "orderStatus": Field(shape="enum", choices={"A": "A", "B": "B"}),
    "estimate": Field(shape="ref", target="transaction"),
    "shipComplete": Field(shape="flag"),
    **_many("actualShipDate nextBill", "date", writable=False),
    **_many("amountDeposited", "number", writable=False),
    **_refs(paymentOption="paymentOption"),
    **_many("linkedTrackingNumbers", "text", writable=False),
    "intercoStatus": Field(shape="enum", writable=False),
}
_INVOICE: Final[Mapping[str, Field]] = {
    **_DOCUMENT,
    **_refs(
        account="account", postingPeriod="accountingPeriod", nextApprover="employee", billingAccount="billingAccount"
    ),
    "approvalStatus": Field(
        shape="enum", choices={"1": "Pending Approval", "2": "Approved", "3": "Rejected", "11": "Open"}
    ),
    **_many("amountPaid amountRemaining", "number", writable=False),
    "asOfDate": Field(shape="date"),
}
_PAYMENT: Final[Mapping[str, Field]] = {
    **_many("externalId tranId memo checkNum", "text"),
    "tranDate": Field(shape="date"),
    "payment": Field(shape="number"),
    **_refs(customer="customer", currency="currency", account="account", postingPeriod="accountingPeriod"),
    **_many("createdDate lastModifiedDate", "moment", writable=False),
    "createdFrom": Field(shape="ref", target="transaction", writable=False),
    **_many("status source", "enum", writable=False),
    **_many("total applied", "number", writable=False),
}
_ITEM: Final[Mapping[str, Field]] = {
    **_many("externalId itemId displayName salesDescription upcCode", "text"),
    **_many("basePrice cost", "number"),
    **_many("isInactive", "flag"),
    **_refs(incomeAccount="account"),
    **_many("createdDate lastModifiedDate", "moment", writable=False),
}
_EMPLOYEE: Final[Mapping[str, Field]] = {
    **_ENTITY,
    "title": Field(shape="text"),
    # An employee lists its lastModifiedDate and cannot be filtered by it (2.4).
    "lastModifiedDate": Field(shape="moment", writable=False, filterable=False),
}

_ORDER_STATUSES: Final = {
    "A": "Pending Approval",
    "B": "Pending Fulfillment",
    "C": "Cancelled",
    "D": "Partially Fulfilled",
    "E": "Pending Billing/Partially Fulfilled",
    "F": "Pending Billing",
    "G": "Billed",
    "H": "Closed",
}
_FROM_CUSTOMER: Final = ("estimate", "salesOrder", "invoice", "customerPayment")


def _entity(
    name: str, label: str, code: str, fields: Mapping[str, Field], sublists: Mapping[str, Sublist]
) -> RecordType:
    targets = _FROM_CUSTOMER if name == "customer" else ()
    return RecordType(
        name=name, label=label, family="entity", code=code, fields=fields, targets=targets, sublists=sublists
    )


def _document(
    name: str, label: str, code: str, fields: Mapping[str, Field], statuses: Mapping[str, str], *targets: str
) -> RecordType:
    lists = {} if name == "customerPayment" else _DOCUMENT_SUBLISTS
    return RecordType(
        name=name,
        label=label,
        family="transaction",
        code=code,
        fields=fields,
        sublists=lists,
        statuses=statuses,
        targets=targets,
    )


RECORD_TYPES: Final[Mapping[str, RecordType]] = {
    known.name: known
    for known in (
        _entity("customer", "Customer", "CustJob", _CUSTOMER, _CUSTOMER_SUBLISTS),
        _entity("employee", "Employee", "Employee", _EMPLOYEE, {}),
        RecordType(name="inventoryItem", label="Inventory Item", family="item", code="InvtPart", fields=_ITEM),
        RecordType(
            name="nonInventorySaleItem", label="Non-Inventory Item", family="item", code="NonInvtPart", fields=_ITEM
        ),
        RecordType(name="serviceSaleItem", label="Service", family="item", code="Service", fields=_ITEM),
        _document(
            "estimate",
            "Estimate",
            "Estimate",
            _ESTIMATE,
            {"A": "Open", "B": "Processed", "C": "Closed", "V": "Voided", "X": "Expired"},
            "salesOrder",
            "invoice",
        ),
        _document("salesOrder", "Sales Order", "SalesOrd", _SALES_ORDER, _ORDER_STATUSES, "invoice"),
        _document(
            "invoice",
            "Invoice",
            "CustInvc",
            _INVOICE,
            {"A": "Open", "B": "Paid In Full", "D": "Pending Approval", "E": "Rejected", "V": "Voided"},
            "customerPayment",
        ),
        _document("customerPayment", "Payment", "CustPymt", _PAYMENT, {"C": "Deposited", "V": "Voided"}),
    )
}
"""All record types by name, what is referred to before what refers to it."""

_CUSTOM: Final[Mapping[Family, str]] = {"entity": "custentity", "transaction": "custbody", "item": "custitem"}


def types_of(rules: NetSuiteRules) -> dict[str, RecordType]:
    """Return the record types of an account with its custom fields."""
    custom = {
        **dict.fromkeys(rules.custom_fields, Field(shape="text")),
        **dict.fromkeys(rules.custom_choices, Field(shape="multi", target="customList")),
        **dict.fromkeys(rules.custom_moments, Field(shape="moment")),
    }
    return {name: _with_custom(known, custom) for name, known in RECORD_TYPES.items()}


def _with_custom(known: RecordType, custom: Mapping[str, Field]) -> RecordType:
    def of(prefix: str) -> dict[str, Field]:
        return {name: custom[name] for name in sorted(custom) if name.startswith(prefix)}

    lists = dict(known.sublists)
    if "item" in lists:
        lists["item"] = attrs.evolve(lists["item"], fields={**lists["item"].fields, **of("custcol")})
    return attrs.evolve(known, fields={**known.fields, **of(_CUSTOM[known.family])}, sublists=lists)
