"""Lines of transactions, their details, and tax (fact sheet: quickbooks.md, 3.5 and 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from crosstie.models import model, wire
from crosstie.models.forms import KEY
from crosstie.systems.quickbooks.models_base import CustomField, LinkedTxn, QuickBooksRecord, Ref

__all__ = [
    "AccountBasedExpenseLineDetail",
    "DescriptionLineDetail",
    "DiscountLineDetail",
    "GroupLineDetail",
    "ItemBasedExpenseLineDetail",
    "Line",
    "MarkupInfo",
    "SalesItemLineDetail",
    "SubTotalLineDetail",
    "TaxLineDetail",
    "TxnTaxDetail",
    "line_problems",
]

_DETAILS = {
    "SalesItemLineDetail": "sales_item_line_detail",
    "GroupLineDetail": "group_line_detail",
    "DiscountLineDetail": "discount_line_detail",
    "TaxLineDetail": "tax_line_detail",
    "ItemBasedExpenseLineDetail": "item_based_expense_line_detail",
    "AccountBasedExpenseLineDetail": "account_based_expense_line_detail",
}
"""Detail type to the field that must be filled with it; the other types carry no detail that has to be there."""


@model(kw_only=True)
class MarkupInfo(QuickBooksRecord):
    """How much was added to the cost of something billed on."""

    percent_based: bool | None = None
    value: Decimal | None = None
    percent: Decimal | None = None
    price_level_ref: Ref | None = None
    mark_up_income_account_ref: Ref | None = None


@model(kw_only=True)
class SalesItemLineDetail(QuickBooksRecord):
    """What is sold on a line.

    Attributes:
        item_ref: The item; ``SHIPPING_ITEM_ID`` is the shipping line, ``GRATUITY_ITEM_ID`` a tip. Without it the line
            is text, and its amount is ignored.
        qty: Quantity.
        unit_price: Price of one; a fraction such as 0.4 when it stands for a percentage.
        tax_code_ref: In the United States only ``TAX`` and ``NON``; elsewhere the id of a tax code.
        class_ref: Class of the line.
        service_date: Day of service.
        tax_inclusive_amt: Amount with tax.
        item_account_ref: Account of the item.
        tax_classification_ref: Set by QuickBooks.
        markup_info: Markup.
        discount_rate: Regional.
        discount_amt: Regional.
        deferred_revenue: In the schema.
        retainage_amount: In the schema.
        unit_cost_price: Cost of one, on project estimates.
    """

    item_ref: Ref | None = None
    qty: Decimal | None = None
    unit_price: Decimal | None = None
    tax_code_ref: Ref | None = None
    class_ref: Ref | None = None
    service_date: date | None = None
    tax_inclusive_amt: Decimal | None = None
    item_account_ref: Ref | None = None
    tax_classification_ref: Ref | None = None
    markup_info: MarkupInfo | None = None
    discount_rate: Decimal | None = None
    discount_amt: Decimal | None = None
    deferred_revenue: bool | None = None
    retainage_amount: Decimal | None = None
    unit_cost_price: Decimal | None = None


@model(kw_only=True)
class GroupLineDetail(QuickBooksRecord):
    """A bundle that is sold; ``line`` holds its parts."""

    group_item_ref: Ref | None = None
    quantity: Decimal | None = None
    line: tuple[Line, ...] = ()


@model(kw_only=True)
class DescriptionLineDetail(QuickBooksRecord):
    """A line of text; a description of exactly ``Subtotal:`` makes a subtotal."""

    service_date: date | None = None
    tax_code_ref: Ref | None = None


@model(kw_only=True)
class DiscountLineDetail(QuickBooksRecord):
    """The discount of a form, one line at most; ``discount_percent`` 10 is ten percent."""

    percent_based: bool | None = None
    discount_percent: Decimal | None = None
    discount_account_ref: Ref | None = None
    class_ref: Ref | None = None
    tax_code_ref: Ref | None = None


@model(kw_only=True)
class SubTotalLineDetail(QuickBooksRecord):
    """A subtotal that QuickBooks adds to answers; the line has no id."""

    item_ref: Ref | None = None


@model(kw_only=True)
class TaxLineDetail(QuickBooksRecord):
    """One tax of a form; ``tax_percent`` 8.25 is 8.25 percent."""

    tax_rate_ref: Ref | None = None
    percent_based: bool | None = None
    tax_percent: Decimal | None = None
    net_amount_taxable: Decimal | None = None
    tax_inclusive_amount: Decimal | None = None
    override_delta_amount: Decimal | None = None


@model(kw_only=True)
class ItemBasedExpenseLineDetail(QuickBooksRecord):
    """An item that is bought."""

    item_ref: Ref | None = None
    qty: Decimal | None = None
    unit_price: Decimal | None = None
    customer_ref: Ref | None = None
    billable_status: str | None = None
    tax_code_ref: Ref | None = None
    class_ref: Ref | None = None
    markup_info: MarkupInfo | None = None


@model(kw_only=True)
class AccountBasedExpenseLineDetail(QuickBooksRecord):
    """An expense that is booked to an account."""

    account_ref: Ref | None = None
    customer_ref: Ref | None = None
    billable_status: str | None = None
    tax_code_ref: Ref | None = None
    class_ref: Ref | None = None
    tax_amount: Decimal | None = None
    markup_info: MarkupInfo | None = None


@model(kw_only=True)
class Line(QuickBooksRecord):
    """One line of a transaction; ``detail_type`` names the one detail that is filled.

    Attributes:
        id: A known id changes that line, none adds a line; a line left out of an update is removed.
        line_num: Order.
        description: Up to 4000 characters.
        amount: Up to ten digits before and five after the point; equals quantity times price where both are given.
        detail_type: Which detail is filled, such as ``SalesItemLineDetail`` or ``DescriptionOnly``.
        linked_txn: Links of this line to an estimate or time activity; on payments, to what is paid.
        sales_item_line_detail: For sales of items.
        group_line_detail: For bundles.
        description_line_detail: For text.
        discount_line_detail: For the discount.
        sub_total_line_detail: For subtotals, in answers.
        tax_line_detail: Inside the tax of a form.
        item_based_expense_line_detail: For items bought.
        account_based_expense_line_detail: For expenses.
        project_ref: Project; rarely seen.
        received: Rarely seen; shape not documented.
        custom_field: Fields that the company defined.
        custom_extensions: Rarely seen; shape not documented.
        line_ex: Internal names and values on payments; nothing to rely on.
    """

    id: str | None = wire(form=KEY)
    line_num: int | None = None
    description: str | None = wire(max_length=4000)
    amount: Decimal | None = wire(at_most=9_999_999_999)
    detail_type: str | None = None
    linked_txn: tuple[LinkedTxn, ...] = ()
    sales_item_line_detail: SalesItemLineDetail | None = None
    group_line_detail: GroupLineDetail | None = None
    description_line_detail: DescriptionLineDetail | None = None
    discount_line_detail: DiscountLineDetail | None = None
    sub_total_line_detail: SubTotalLineDetail | None = None
    tax_line_detail: TaxLineDetail | None = None
    item_based_expense_line_detail: ItemBasedExpenseLineDetail | None = None
    account_based_expense_line_detail: AccountBasedExpenseLineDetail | None = None
    project_ref: Ref | None = None
    received: Any = None
    custom_field: tuple[CustomField, ...] = ()
    custom_extensions: Any = None
    line_ex: Any = None


@model(kw_only=True)
class TxnTaxDetail(QuickBooksRecord):
    """The tax of a form.

    Outside the United States, leave it out when a line amount changes, or the old tax stays.

    Attributes:
        txn_tax_code_ref: Tax code of the whole form; replaced by QuickBooks under automated sales tax.
        default_tax_code_ref: In the schema.
        total_tax: Send it to override the calculation.
        tax_line: One line per tax.
        use_automated_sales_tax: In the schema.
        tax_review_status: In the schema.
    """

    txn_tax_code_ref: Ref | None = None
    default_tax_code_ref: Ref | None = None
    total_tax: Decimal | None = None
    tax_line: tuple[Line, ...] = ()
    use_automated_sales_tax: bool | None = None
    tax_review_status: str | None = None


def line_problems(lines: Iterable[Line]) -> Iterable[str]:
    """Yield what QuickBooks would refuse about the lines of a new form."""
    for index, line in enumerate(lines):
        if not line.detail_type:
            yield f"line[{index}] needs detail_type"
        detail = _DETAILS.get(line.detail_type or "")
        if detail is not None and getattr(line, detail) is None:
            yield f"line[{index}] says {line.detail_type}, so {detail} must be given"
