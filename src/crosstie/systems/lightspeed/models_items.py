"""Items, their stock and their prices (fact sheet: lightspeed.md, 3.1, 3.2, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.lightspeed.models_base import ID, REF, LightspeedRecord
from crosstie.systems.lightspeed.models_names import Category

__all__ = ["Item", "ItemPrice", "ItemPrices", "ItemShop", "ItemShops"]

_SUMMARY = "0"


@model(kw_only=True)
class ItemShop(LightspeedRecord):
    """The stock of one item in one shop; rows are made as needed, so not every pair has one.

    Only the two reorder fields can be written here. Quantities are changed through ``client.stock``.

    Attributes:
        item_shop_id: Its id.
        item_id: The item.
        shop_id: The shop; ``"0"`` is the row that sums up all shops.
        qoh: On hand; may be negative.
        sellable: On hand, but not below 0.
        reorder_point: Order again at this quantity.
        reorder_level: Order up to this quantity.
        average_cost: On the summary row only.
        time_stamp: Moves with every change of stock; the item's own does not.
    """

    head: ClassVar[HeadNames | None] = HeadNames("item_shop_id", None, "time_stamp")

    item_shop_id: str | None = wire(form=ID, identity=True)
    item_id: str | None = wire(form=REF, identity=True)
    shop_id: str | None = wire(form=ID, identity=True)
    qoh: int | None = wire(read_only=True)
    sellable: int | None = wire(read_only=True)
    backorder: int | None = wire(read_only=True)
    component_qoh: int | None = wire(read_only=True)
    component_backorder: int | None = wire(read_only=True)
    reorder_point: int | None = None
    reorder_level: int | None = None
    on_layaway: int | None = wire(read_only=True)
    on_special_order: int | None = wire(read_only=True)
    on_work_order: int | None = wire(read_only=True)
    on_workorder: int | None = wire(read_only=True)
    on_transfer_out: int | None = wire(read_only=True)
    on_transfer_in: int | None = wire(read_only=True)
    average_cost: Decimal | None = wire(read_only=True)
    total_value_fifo: Decimal | None = wire(read_only=True)
    total_value_avg_cost: Decimal | None = wire(read_only=True)
    total_value_negative_inventory: Decimal | None = wire(read_only=True)
    last_received_cost: Decimal | None = wire(read_only=True)
    last_received_lot_id: str | None = wire(form=REF, read_only=True)
    next_fifo_lot_cost: Decimal | None = wire(read_only=True)
    next_fifo_lot_id: str | None = wire(form=REF, read_only=True)
    time_stamp: datetime | None = wire(read_only=True)

    @property
    def is_summary(self) -> bool:
        """Whether this row sums up all shops."""
        return self.shop_id == _SUMMARY


@model(kw_only=True)
class ItemShops(LightspeedRecord):
    """The stock rows of an item."""

    item_shop: tuple[ItemShop, ...] = wire("ItemShop", default=())


@model(kw_only=True)
class ItemPrice(LightspeedRecord):
    """One price of an item.

    Attributes:
        amount: The price.
        use_type_id: Id of its use.
        use_type: ``Default``, ``MSRP``, ``Online`` and so on.
    """

    amount: Decimal | None = None
    use_type_id: str | None = wire(form=ID)
    use_type: str | None = None


@model(kw_only=True)
class ItemPrices(LightspeedRecord):
    """The prices of an item."""

    item_price: tuple[ItemPrice, ...] = wire("ItemPrice", default=())


@model(kw_only=True)
class Item(LightspeedRecord):
    """Something that is sold. Deleting one archives it and zeroes its stock, which cannot be undone.

    A write is refused while the item shares its UPC or EAN with another one, whatever is written.

    Attributes:
        item_id: Its id.
        system_sku: Twelve digits for labels; set by Lightspeed.
        description: Required.
        default_cost: Usual cost.
        avg_cost: Deprecated; the summary row of the stock has it.
        tax: Whether it is taxed.
        discountable: Whether discounts apply.
        archived: Whether it is out of use.
        item_type: ``default``, ``non_inventory``, ``box`` or ``assembly``.
        serialized: Deprecated.
        upc: UPC, 11 to 14 digits.
        ean: EAN, 11 to 14 digits.
        custom_sku: The shop's own number.
        manufacturer_sku: The maker's number.
        publish_to_ecom: Whether it is sold online.
        category_id: Its category.
        tax_class_id: Its tax class.
        item_matrix_id: The matrix that it is a variant of.
        manufacturer_id: Its maker.
        default_vendor_id: Its usual vendor.
        department_id: Old accounts only, as are the next two.
        season_id: See above.
        model_year: See above.
        create_time: When it was made.
        time_stamp: When it was last changed; does not move with stock.
        prices: Always there.
        item_shops: Stock per shop; loaded on request.
        category: The category itself; loaded on request.
    """

    head: ClassVar[HeadNames | None] = HeadNames("item_id", None, "time_stamp")

    item_id: str | None = wire(form=ID, identity=True)
    system_sku: str | None = wire(read_only=True)
    description: str | None = None
    default_cost: Decimal | None = None
    avg_cost: Decimal | None = wire(read_only=True)
    tax: bool | None = None
    discountable: bool | None = None
    archived: bool | None = wire(read_only=True)
    item_type: str | None = None
    serialized: bool | None = None
    upc: str | None = None
    ean: str | None = None
    custom_sku: str | None = None
    manufacturer_sku: str | None = None
    publish_to_ecom: bool | None = None
    category_id: str | None = wire(form=REF)
    tax_class_id: str | None = wire(form=REF)
    item_matrix_id: str | None = wire(form=REF)
    manufacturer_id: str | None = wire(form=REF)
    default_vendor_id: str | None = wire(form=REF)
    department_id: str | None = wire(form=REF)
    season_id: str | None = wire(form=REF)
    model_year: int | None = None
    create_time: datetime | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)
    prices: ItemPrices | None = wire("Prices")
    item_shops: ItemShops | None = wire("ItemShops", read_only=True)
    category: Category | None = wire("Category", read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a new item."""
        if not self.description:
            yield "description must be given"

    def price(self, use_type: str = "Default") -> Decimal | None:
        """Return the price of a use."""
        found = self.prices.item_price if self.prices else ()
        return next((one.amount for one in found if one.use_type == use_type), None)
