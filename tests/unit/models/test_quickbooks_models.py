"""QuickBooks records: the documented fields, and the limits that are checked before anything is sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.models import Record, check_draft, decode_record
from crosstie.models.plan import plan_of
from crosstie.systems.quickbooks import models
from crosstie.systems.quickbooks.models import (
    Customer,
    EmailAddress,
    Estimate,
    Invoice,
    Item,
    Line,
    LinkedTxn,
    MemoRef,
    Payment,
    PhysicalAddress,
    Ref,
    SalesItemLineDetail,
    TelephoneNumber,
)

# Field names of the fact sheet, section 3.4, as they stand on the wire.
INVOICE_FIELDS = """Id SyncToken MetaData domain sparse status CustomField DocNumber AutoDocNumber TxnDate
DepartmentRef ClassRef CurrencyRef ExchangeRate PrivateNote CustomerMemo TxnStatus TxnSource
TxnSubType LinkedTxn Line TxnTaxDetail GlobalTaxCalculation ApplyTaxAfterDiscount CustomerRef
BillAddr ShipAddr ShipFromAddr FreeFormAddress SalesTermRef DueDate ShipMethodRef ShipDate
TrackingNum PONumber FOB TotalAmt HomeTotalAmt Balance HomeBalance Deposit DepositToAccountRef
DiscountRate DiscountAmt PrintStatus EmailStatus BillEmail BillEmailCc BillEmailBcc
DeliveryInfo AllowOnlineCreditCardPayment AllowOnlineACHPayment AllowOnlinePayPalPayment
AllowOnlineAffirmPayment AllowIPNPayment AllowOnlinePayment InvoiceLink InvoiceLinkSecurityCode
InvoiceLinkExpiryDate invoiceStatus callToAction invoiceStatusLog EInvoiceStatus
ECloudStatusTimeStamp TemplateRef RemitToRef SalesRepRef ARAccountRef FinanceCharge
PaymentMethodRef PaymentRefNum PaymentType CheckPayment CreditCardPayment RecurDataRef
RecurringInfo ProjectRef TotalCostAmount HomeTotalCostAmount TaxExemptionRef
ShippingTaxIncludedInTotalTax TransactionLocationType GovtTxnRefIdentifier TaxFormType
TaxFormNum CfdiUse Exportation GlobalInfo LessCIS Tag TxnApprovalInfo AttachableRef
PaymentDetailsMessage ConvenienceFeeDetail EnabledSurchargeInfo AutoPayEligible
SchedulePayEligible ScheduledPaymentId GratuityEnabled FinancingProductType
SubscriptionPaymentsSetting TxnRetainageDetail"""

CUSTOMER_FIELDS = """Id SyncToken DisplayName Title Suffix GivenName MiddleName FamilyName FullyQualifiedName
CompanyName PrintOnCheckName Active PrimaryPhone AlternatePhone Mobile Fax PrimaryEmailAddr
WebAddr Taxable TaxExemptionReasonId DefaultTaxCodeRef BillAddr ShipAddr Notes Job
BillWithParent ParentRef Level IsProject CustomerTypeRef SalesTermRef PaymentMethodRef
PreferredDeliveryMethod Balance OpenBalanceDate BalanceWithJobs CurrencyRef ARAccountRef
ResaleNum PrimaryTaxIdentifier SecondaryTaxIdentifier BusinessNumber GSTIN GSTRegistrationType
TaxRegime IsCISContractor Source CustomField MetaData V4IDPseudonym ClientCompanyId
ClientEntityId RootCustomerRef OtherAddr AcctNum CreditLimit OverDueBalance SalesRepRef
PriceLevelRef"""

ITEM_FIELDS = """Id SyncToken MetaData Name Sku Type Description Active SubItem ParentRef Level
FullyQualifiedName Taxable SalesTaxIncluded PurchaseTaxIncluded UnitPrice PurchaseDesc
PurchaseCost IncomeAccountRef ExpenseAccountRef AssetAccountRef TrackQtyOnHand QtyOnHand
InvStartDate ReorderPoint AvgCost QtyOnPurchaseOrder QtyOnSalesOrder PrefVendorRef
SalesTaxCodeRef PurchaseTaxCodeRef TaxClassificationRef ClassRef ItemGroupDetail ManPartNum
DeferredRevenue ItemCategoryType AbatementRate ReverseChargeRate ServiceType UQCId
UQCDisplayText Source CustomExtensions"""

PAYMENT_FIELDS = """Id SyncToken MetaData CustomerRef TotalAmt Line UnappliedAmt TxnDate CurrencyRef ExchangeRate
PaymentMethodRef PaymentRefNum DepositToAccountRef ARAccountRef PrivateNote ProcessPayment
CreditCardPayment PaymentType CheckPayment PaymentExtendedType TxnSource ProjectRef
TransactionLocationType TaxExemptionRef"""

LINE_FIELDS = """Id LineNum Description Amount DetailType LinkedTxn ProjectRef CustomExtensions Received
SalesItemLineDetail GroupLineDetail DescriptionLineDetail DiscountLineDetail SubTotalLineDetail
TaxLineDetail ItemBasedExpenseLineDetail AccountBasedExpenseLineDetail LineEx"""

COMPANY_FIELDS = """CompanyName LegalName CompanyAddr LegalAddr CustomerCommunicationAddr Email
CustomerCommunicationEmailAddr PrimaryPhone WebAddr CompanyStartDate EmployerId
FiscalYearStartMonth Country SupportedLanguages DefaultTimeZone NameValue MetaData"""


@pytest.mark.parametrize(
    ("kind", "documented"),
    [
        (Invoice, INVOICE_FIELDS),
        (Customer, CUSTOMER_FIELDS),
        (Item, ITEM_FIELDS),
        (Payment, PAYMENT_FIELDS),
        (Line, LINE_FIELDS),
        (models.CompanyInfo, COMPANY_FIELDS),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_every_documented_field_is_typed(kind: type[Record], documented: str) -> None:
    """Each field of the fact sheet's table is a field of the model, none of them left to ``extra``."""
    assert set(documented.split()) - kind.known_names().names == set()


def test_public_models_are_documented_field_by_field() -> None:
    """Every model has a docstring, and the large ones describe each of their own fields."""
    for kind in (Customer, Item, Invoice, models.SalesForm, Payment, models.Bill, models.Vendor, Line):
        own = {field.name for field in attrs.fields(kind) if not field.inherited}
        text = kind.__doc__ or ""
        assert [name for name in own if f"    {name}:" not in text] == []


def test_an_invoice_reads_as_composed() -> None:
    """An invoice with lines, tax and links reads into typed records to the last level."""
    body = b"""{"Invoice":{"Id":"130","SyncToken":"0","DocNumber":"1037","TxnDate":"2026-10-01","DueDate":"2026-10-31",
      "Line":[{"Id":"1","LineNum":1,"Amount":275.00,"DetailType":"SalesItemLineDetail","SalesItemLineDetail":
      {"ItemRef":{"value":"5","name":"Oak"},"Qty":11,"UnitPrice":25,"TaxCodeRef":{"value":"TAX"}}},
      {"Amount":275.00,"DetailType":"SubTotalLineDetail","SubTotalLineDetail":{}}],
      "TxnTaxDetail":{"TotalTax":22.69,"TaxLine":[{"Amount":22.69,"DetailType":"TaxLineDetail",
      "TaxLineDetail":{"TaxPercent":8.25}}]},"TotalAmt":297.69,"Balance":297.69,"invoiceStatus":"SENT",
      "LinkedTxn":[{"TxnId":"100","TxnType":"Estimate"}],"BillEmail":{"Address":"nora@example.com"}},"time":"now"}"""
    invoice = decode_record(Invoice, body, ("Invoice",))
    assert invoice.due_date == date(2026, 10, 31)
    detail = invoice.line[0].sales_item_line_detail
    assert detail is not None
    assert (detail.item_ref, detail.qty, detail.unit_price) == (Ref("5", "Oak"), Decimal(11), Decimal(25))
    assert invoice.line[1].sub_total_line_detail is not None
    assert invoice.txn_tax_detail is not None
    assert invoice.txn_tax_detail.tax_line[0].tax_line_detail is not None
    assert invoice.txn_tax_detail.tax_line[0].tax_line_detail.tax_percent == Decimal("8.25")
    assert invoice.linked_txn == (LinkedTxn(txn_id="100", txn_type="Estimate"),)
    assert invoice.invoice_status == "SENT"


def test_bundles_hold_lines() -> None:
    """A bundle's line holds the lines of its parts, which are lines as well."""
    body = b'{"Line":[{"GroupLineDetail":{"Quantity":1,"Line":[{"Amount":3.5,"Novelty":1}]}}]}'
    group = decode_record(Invoice, body).line[0].group_line_detail
    assert group is not None
    assert group.line[0].amount == Decimal("3.5")
    assert group.line[0].extra == {"Novelty": 1}


def test_the_trace_of_a_deleted_record_reads() -> None:
    """Change data holds deleted records as an id, a status and a time."""
    gone = decode_record(
        Invoice,
        b'{"domain":"QBO","status":"Deleted","Id":"9","MetaData":{"LastUpdatedTime":"2026-01-01T00:00:00Z"}}',
    )
    assert gone.is_deleted
    assert not decode_record(Invoice, b'{"Id":"9"}').is_deleted


def test_company_flags() -> None:
    """The flags of a company are found by name."""
    company = decode_record(models.CompanyInfo, b'{"NameValue":[{"Name":"OfferingSku","Value":"Plus"}]}')
    assert company.flag("OfferingSku") == "Plus"
    assert company.flag("Other") is None


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (Customer(), "display_name or at least one part"),
        (Customer(display_name="a" * 501), "display_name has 501 characters, the limit is 500"),
        (Customer(display_name="Maple: Oak"), "display_name holds a character that is not allowed there (colon"),
        (Customer(given_name="Nora\tAnn"), "given_name holds"),
        (Customer(given_name="a" * 101), "given_name has 101"),
        (Customer(display_name="Oak", title="a" * 17), "title has 17"),
        (Customer(display_name="Oak", job=True), "job needs parent_ref"),
        (Customer(display_name="Oak", notes="a" * 2001), "notes has 2001"),
        (Customer(display_name="Oak", primary_email_addr=EmailAddress("nora")), "primary_email_addr.address lacks"),
        (Customer(display_name="Oak", fax=TelephoneNumber("5" * 31)), "fax.free_form_number has 31"),
        (Customer(display_name="Oak", bill_addr=PhysicalAddress(postal_code="9" * 31)), "bill_addr.postal_code has 31"),
        (Item(name="a" * 101, type="NonInventory"), "name has 101"),
        (Item(type="NonInventory"), "name must be given"),
        (Item(name="Oak", type="Inventory"), "asset_account_ref must be given for Inventory"),
        (Item(name="Oak", type="Service"), "income_account_ref must be given for Service"),
        (Item(name="Oak", type="Group"), "bundles can only be read"),
        (Item(name="Oak", type="NonInventory", unit_price=Decimal(100_000_000_000)), "unit_price is more than"),
        (Invoice(line=(Line(detail_type="DescriptionOnly"),)), "customer_ref must be given"),
        (Invoice(customer_ref=Ref("1")), "line must hold at least one line"),
        (Invoice(customer_ref=Ref("1"), line=(Line(),)), "line[0] needs detail_type"),
        (
            Invoice(customer_ref=Ref("1"), line=(Line(detail_type="SalesItemLineDetail"),)),
            "line[0] says SalesItemLineDetail, so sales_item_line_detail must be given",
        ),
        (
            Invoice(customer_ref=Ref("1"), line=(Line(description="a" * 4001, detail_type="DescriptionOnly"),)),
            "line[0].description has 4001",
        ),
        (
            Estimate(customer_ref=Ref("1"), line=(Line(detail_type="DescriptionOnly"),), email_status="NeedToSend"),
            "bill_email must be given",
        ),
        (
            Invoice(
                customer_ref=Ref("1"), line=(Line(detail_type="DescriptionOnly"),), customer_memo=MemoRef("a" * 1001)
            ),
            "customer_memo.value has 1001",
        ),
        (Invoice(doc_number="1" * 22), "doc_number has 22"),
        (Payment(customer_ref=Ref("1")), "total_amt must be given"),
        (
            Payment(customer_ref=Ref("1"), total_amt=Decimal(5), line=(Line(amount=Decimal(5)),)),
            "exactly one linked_txn",
        ),
        (models.Bill(line=(Line(detail_type="DescriptionOnly"),)), "vendor_ref must be given"),
    ],
)
def test_documented_limits_are_checked_before_io(draft: Record, problem: str) -> None:
    """What QuickBooks is documented to refuse is a UsageError that names the field and the limit, not the value."""
    with pytest.raises(UsageError) as caught:
        check_draft(draft)
    assert problem in str(caught.value)
    assert "aaaa" not in str(caught.value)


def test_good_drafts_pass() -> None:
    """Drafts within the limits are left alone, at the limits too."""
    check_draft(Customer(display_name="a" * 500, given_name="b" * 100))
    check_draft(Customer(family_name="Maple"))
    detail = SalesItemLineDetail(item_ref=Ref("5"), qty=Decimal(2), unit_price=Decimal("1.25"))
    line = Line(amount=Decimal("2.50"), detail_type="SalesItemLineDetail", sales_item_line_detail=detail)
    check_draft(Invoice(customer_ref=Ref("1"), line=(line,)))
    paid = Line(amount=Decimal(5), linked_txn=(LinkedTxn(txn_id="9", txn_type="Invoice"),))
    check_draft(Payment(customer_ref=Ref("1"), total_amt=Decimal(5), line=(paid,)))
    check_draft(Payment(customer_ref=Ref("1"), total_amt=Decimal(5)))


def test_reading_tolerates_what_writing_refuses() -> None:
    """A record that breaks today's limits still reads, and can still be changed elsewhere."""
    old = decode_record(Customer, b'{"Id":"1","DisplayName":"Maple: Oak"}')
    check_draft(attrs.evolve(old, notes="Prefers mornings"), base=old)
    with pytest.raises(UsageError, match="display_name"):
        check_draft(attrs.evolve(old, display_name="Maple: Ash"), base=old)


def test_many_problems_are_summed_up() -> None:
    """A draft with many problems names the first ones and counts the others."""
    names = ("title", "given_name", "middle_name", "family_name", "suffix", "display_name")
    with pytest.raises(UsageError, match="And 1 more"):
        check_draft(Customer(**dict.fromkeys(names, "a:b")))


def test_every_model_can_be_planned() -> None:
    """Each public model resolves to wire Structs with distinct wire names."""
    for name in models.__all__:
        kind = getattr(models, name)
        fields = plan_of(kind).fields
        assert len({field.wire for field in fields}) == len(fields)
