"""The fields of transactions (fact sheet 3.4, 3.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crosstie.testing.quickbooks.fields import COMMON, Access, Field, Shape

__all__ = ["BILL", "CREDIT_MEMO", "ESTIMATE", "INVOICE", "PAYMENT", "SALES_RECEIPT"]


def _many(names: str, shape: Shape, access: Access = "write", most: int | None = None) -> dict[str, Field]:
    return dict.fromkeys(names.split(), Field(shape, access, most))


INVOICE: Final[Mapping[str, Field]] = {
    **COMMON,
    "CustomField": Field("any"),
    "DocNumber": Field("text", most=21),
    **_many("AutoDocNumber ApplyTaxAfterDiscount AllowOnlineCreditCardPayment AllowOnlineACHPayment", "flag"),
    **_many("AllowOnlinePayPalPayment AllowOnlineAffirmPayment AllowIPNPayment AllowOnlinePayment", "flag"),
    "ShippingTaxIncludedInTotalTax": Field("flag"),
    **_many("TxnDate DueDate ShipDate", "date"),
    **_many("DepartmentRef ClassRef CurrencyRef CustomerRef SalesTermRef ShipMethodRef DepositToAccountRef", "ref"),
    **_many("TemplateRef RemitToRef SalesRepRef ARAccountRef PaymentMethodRef ProjectRef", "ref"),
    **_many("ExchangeRate Deposit DiscountRate DiscountAmt TotalCostAmount HomeTotalCostAmount", "number"),
    "PrivateNote": Field("text", most=4000),
    "CustomerMemo": Field("memo"),
    **_many("LinkedTxn TxnTaxDetail", "any"),
    "Line": Field("lines"),
    "GlobalTaxCalculation": Field("text", choices=("TaxExcluded", "TaxInclusive", "NotApplicable")),
    **_many("BillAddr ShipAddr ShipFromAddr", "address"),
    "TrackingNum": Field("text"),
    "PONumber": Field("text", most=15),
    "FOB": Field("text"),
    "PrintStatus": Field("text", choices=("NotSet", "NeedToPrint", "PrintComplete")),
    "EmailStatus": Field("text", choices=("NotSet", "NeedToSend", "EmailSent")),
    "BillEmail": Field("email"),
    **_many("BillEmailCc BillEmailBcc", "email", most=200),
    **_many("TxnStatus TxnSource TxnSubType InvoiceLink InvoiceLinkSecurityCode invoiceStatus", "text", "read"),
    **_many("TotalAmt HomeTotalAmt Balance HomeBalance LessCIS", "number", "read"),
    **_many("FreeFormAddress FinanceCharge", "flag", "read"),
    **_many("DeliveryInfo InvoiceLinkExpiryDate callToAction invoiceStatusLog EInvoiceStatus", "any", "read"),
    **_many("ECloudStatusTimeStamp RecurDataRef TaxExemptionRef Tag TxnApprovalInfo AttachableRef", "any", "read"),
    **_many("AutoPayEligible SchedulePayEligible ScheduledPaymentId GratuityEnabled", "any", "read"),
    **_many("FinancingProductType SubscriptionPaymentsSetting TxnRetainageDetail", "any", "read"),
    **_many("PaymentRefNum PaymentType TransactionLocationType GovtTxnRefIdentifier", "text"),
    **_many("TaxFormType TaxFormNum CfdiUse Exportation", "text"),
    **_many("CheckPayment CreditCardPayment RecurringInfo GlobalInfo PaymentDetailsMessage", "any"),
    **_many("ConvenienceFeeDetail EnabledSurchargeInfo", "any"),
}

SALES_RECEIPT: Final[Mapping[str, Field]] = INVOICE
CREDIT_MEMO: Final[Mapping[str, Field]] = {**INVOICE, "RemainingCredit": Field("number", "read")}
ESTIMATE: Final[Mapping[str, Field]] = {
    **INVOICE,
    "TxnStatus": Field("text", choices=("Pending", "Accepted", "Closed", "Rejected", "Converted")),
    **_many("ExpirationDate AcceptedDate", "date"),
    "AcceptedBy": Field("text"),
}

PAYMENT: Final[Mapping[str, Field]] = {
    **COMMON,
    **_many("CustomerRef CurrencyRef PaymentMethodRef DepositToAccountRef ARAccountRef ProjectRef", "ref"),
    "TaxExemptionRef": Field("any", "read"),
    **_many("TotalAmt ExchangeRate", "number"),
    "Line": Field("lines"),
    "UnappliedAmt": Field("number", "read"),
    "TxnDate": Field("date"),
    "PaymentRefNum": Field("text", most=21),
    "PrivateNote": Field("text", most=4000),
    "ProcessPayment": Field("flag"),
    **_many("CreditCardPayment CheckPayment", "any"),
    **_many("PaymentType PaymentExtendedType TransactionLocationType", "text"),
    **_many("TxnSource LinkedTxn DeliveryInfo", "any", "read"),
}

BILL: Final[Mapping[str, Field]] = {
    **COMMON,
    **_many("VendorRef APAccountRef CurrencyRef SalesTermRef DepartmentRef", "ref"),
    "Line": Field("lines"),
    **_many("TxnDate DueDate", "date"),
    "DocNumber": Field("text", most=21),
    "PrivateNote": Field("text", most=4000),
    "ExchangeRate": Field("number"),
    **_many("TotalAmt Balance", "number", "read"),
    **_many("LinkedTxn TxnTaxDetail", "any"),
}
