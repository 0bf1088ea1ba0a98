"""Items and accounts (fact sheet: quickbooks.md, 2.3 and 3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from crosstie.models import model, wire
from crosstie.models.forms import KEY
from crosstie.systems.quickbooks.models_base import Entity, QuickBooksRecord, Ref

__all__ = ["Account", "Item", "ItemGroupDetail", "ItemGroupLine"]

_NOT_IN_NAMES = ":\t\n"
_LARGEST_PRICE = 99_999_999_999


@model(kw_only=True)
class ItemGroupLine(QuickBooksRecord):
    """One part of a bundle."""

    item_ref: Ref | None = None
    qty: Decimal | None = None
    uom_ref: Ref | None = wire("UOMRef")


@model(kw_only=True)
class ItemGroupDetail(QuickBooksRecord):
    """The parts of a bundle; kept by QuickBooks."""

    item_group_line: tuple[ItemGroupLine, ...] = ()


@model(kw_only=True)
class Item(Entity):
    """Something that is sold or bought. Cannot be deleted, only made inactive.

    Attributes:
        name: Up to 100 characters, unique among items; no colon, tab or newline. Required.
        sku: Up to 100 characters.
        type: ``Inventory``, ``Service``, ``NonInventory`` or ``Category``; ``Group`` is a bundle and can only be read.
            Set on create; the schema lists more.
        description: Text for sales forms, up to 4000 characters.
        active: Inactive items are left out of queries that do not ask for them.
        sub_item: True with ``parent_ref``.
        parent_ref: The item or category above.
        level: Depth; set by QuickBooks.
        fully_qualified_name: ``Parent:Child``; set by QuickBooks.
        taxable: United States.
        sales_tax_included: Outside the United States.
        purchase_tax_included: Outside the United States.
        unit_price: Up to 99,999,999,999; 0 when not given.
        rate_percent: In the schema: price as a percentage.
        purchase_desc: Text for purchase forms, up to 1000 characters.
        purchase_cost: Up to 99,999,999,999.
        income_account_ref: Required for Inventory and Service.
        expense_account_ref: Required for Inventory (cost of goods), NonInventory, and Service that is bought.
        asset_account_ref: Required for Inventory.
        track_qty_on_hand: True for Inventory; cannot go back to false.
        qty_on_hand: Required for Inventory; changing it posts an adjustment.
        inv_start_date: Required for Inventory; on update the date of the adjustment.
        reorder_point: Can be cleared only in a full update.
        avg_cost: Kept by QuickBooks.
        qty_on_purchase_order: Kept by QuickBooks.
        qty_on_sales_order: Kept by QuickBooks.
        pref_vendor_ref: Preferred vendor.
        sales_tax_code_ref: Outside the United States.
        purchase_tax_code_ref: Outside the United States.
        tax_classification_ref: Category under automated sales tax.
        class_ref: Class.
        item_group_detail: Parts of a bundle; kept by QuickBooks.
        man_part_num: Part number of the maker.
        deferred_revenue: In the schema.
        item_category_type: France.
        abatement_rate: India.
        reverse_charge_rate: India.
        service_type: India.
        uqc_id: India.
        uqc_display_text: India.
        source: Where the record was made; set by QuickBooks.
        custom_extensions: Dimensions of enterprise companies; shape not documented.
    """

    name: str | None = wire(max_length=100, forbids=_NOT_IN_NAMES)
    sku: str | None = wire(max_length=100)
    type: str | None = None
    description: str | None = wire(max_length=4000)
    active: bool | None = None
    sub_item: bool | None = None
    parent_ref: Ref | None = None
    level: int | None = wire(read_only=True)
    fully_qualified_name: str | None = wire(read_only=True)
    taxable: bool | None = None
    sales_tax_included: bool | None = None
    purchase_tax_included: bool | None = None
    unit_price: Decimal | None = wire(at_most=_LARGEST_PRICE)
    rate_percent: Decimal | None = None
    purchase_desc: str | None = wire(max_length=1000)
    purchase_cost: Decimal | None = wire(at_most=_LARGEST_PRICE)
    income_account_ref: Ref | None = None
    expense_account_ref: Ref | None = None
    asset_account_ref: Ref | None = None
    track_qty_on_hand: bool | None = None
    qty_on_hand: Decimal | None = None
    inv_start_date: date | None = None
    reorder_point: Decimal | None = None
    avg_cost: Decimal | None = wire(read_only=True)
    qty_on_purchase_order: Decimal | None = wire(read_only=True)
    qty_on_sales_order: Decimal | None = wire(read_only=True)
    pref_vendor_ref: Ref | None = None
    sales_tax_code_ref: Ref | None = None
    purchase_tax_code_ref: Ref | None = None
    tax_classification_ref: Ref | None = None
    class_ref: Ref | None = None
    item_group_detail: ItemGroupDetail | None = wire(read_only=True)
    man_part_num: str | None = None
    deferred_revenue: bool | None = None
    item_category_type: str | None = None
    abatement_rate: Decimal | None = None
    reverse_charge_rate: Decimal | None = None
    service_type: str | None = None
    uqc_id: str | None = wire("UQCId", form=KEY)
    uqc_display_text: str | None = wire("UQCDisplayText")
    source: str | None = wire(read_only=True)
    custom_extensions: Any = None

    def draft_problems(self) -> Iterator[str]:
        """Yield what QuickBooks would refuse about a new item as a whole."""
        if not self.name:
            yield "name must be given"
        if self.type == "Group":
            yield "type Group is a bundle, and bundles can only be read"
        if self.type == "Inventory":
            needed = ("income_account_ref", "expense_account_ref", "asset_account_ref", "qty_on_hand", "inv_start_date")
            yield from (f"{name} must be given for Inventory" for name in needed if getattr(self, name) is None)
            if not self.track_qty_on_hand:
                yield "track_qty_on_hand must be true for Inventory"
        if self.type == "Service" and self.income_account_ref is None:
            yield "income_account_ref must be given for Service"


@model(kw_only=True)
class Account(Entity):
    """An account of the chart of accounts. Cannot be deleted, only made inactive.

    Attributes:
        name: Up to 100 characters.
        acct_num: Number of the account.
        description: Text.
        active: Inactive accounts are left out of queries that do not ask for them.
        sub_account: True with ``parent_ref``.
        parent_ref: The account above.
        fully_qualified_name: ``Parent:Child``; set by QuickBooks.
        classification: ``Asset``, ``Equity``, ``Expense``, ``Liability`` or ``Revenue``.
        account_type: Kind of account, such as ``Bank``.
        account_sub_type: Finer kind.
        current_balance: Kept by QuickBooks.
        current_balance_with_sub_accounts: Kept by QuickBooks.
        currency_ref: Currency.
        tax_code_ref: Outside the United States.
    """

    name: str | None = wire(max_length=100)
    acct_num: str | None = None
    description: str | None = None
    active: bool | None = None
    sub_account: bool | None = None
    parent_ref: Ref | None = None
    fully_qualified_name: str | None = wire(read_only=True)
    classification: str | None = None
    account_type: str | None = None
    account_sub_type: str | None = None
    current_balance: Decimal | None = wire(read_only=True)
    current_balance_with_sub_accounts: Decimal | None = wire(read_only=True)
    currency_ref: Ref | None = None
    tax_code_ref: Ref | None = None
