"""Products (fact sheet: rfms.md, 3.5). The catalogue can only be read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.rfms.models_attachments import Attachment
from crosstie.systems.rfms.models_base import ID, RfmsRecord

__all__ = ["ColorOption", "InventoryHit", "Product", "ProductCode"]


@model(kw_only=True)
class ColorOption(RfmsRecord):
    """One colour of a product."""

    id: str | None = wire(form=ID)
    color_name: str | None = None
    color_number: str | None = wire(form=ID)
    sku: str | None = wire("SKU", form=ID)
    active_color: bool | None = None


@model(kw_only=True)
class Product(RfmsRecord):
    """One product, from a search or read by id; the second has more fields.

    Attributes:
        id: Text here, a number in the lines of documents.
        product_code: Category, such as ``01``; the zero counts.
        store_number: Number of the store.
        style_name: Style.
        style_number: Number of the style.
        default_price: Price.
        sale_units: Unit of sale.
        roll_width_in_inches: Width of the roll.
        pattern_width_in_inches: Pattern.
        pattern_length_in_inches: Pattern.
        color_options: Colours.
        roll_number: Roll.
        supplier_name: Supplier.
        private_supplier_name: Supplier as customers see it.
        manufacturer_name: Maker.
        roll_length_inches: Length of the roll.
        active_product: In use.
        sell_by_quantity: Sold by quantity.
        notes: Notes.
        inventory_units: Unit of stock.
        price_listings: Prices by level (``Price1`` to ``Price12``, ``Cut``, ``Roll``); only those that are set.
        attachments: Files.
        related_product_available: Has related products.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id")

    id: str | None = wire(form=ID)
    product_code: str | None = None
    store_number: int | None = None
    style_name: str | None = None
    style_number: str | None = wire(form=ID)
    default_price: Decimal | None = None
    sale_units: str | None = None
    roll_width_in_inches: Decimal | None = None
    pattern_width_in_inches: Decimal | None = None
    pattern_length_in_inches: Decimal | None = None
    color_options: tuple[ColorOption, ...] = ()
    roll_number: str | None = wire(form=ID)
    supplier_name: str | None = None
    private_supplier_name: str | None = None
    manufacturer_name: str | None = None
    roll_length_inches: Decimal | None = None
    active_product: bool | None = None
    sell_by_quantity: bool | None = None
    notes: str | None = None
    inventory_units: str | None = None
    price_listings: Mapping[str, Any] | None = None
    attachments: tuple[Attachment, ...] = ()
    related_product_available: bool | None = None


@model(kw_only=True)
class InventoryHit(RfmsRecord):
    """Stock of one product and colour; ``inventory_link`` is passed back as it is to reserve it."""

    store_id: str | None = wire(form=ID)
    product_code: str | None = None
    style_name: str | None = None
    color_name: str | None = None
    lot_name: str | None = None
    available_quantity: Decimal | None = None
    unit_price: Decimal | None = None
    sale_units: str | None = None
    location: str | None = None
    available_length_in_inches: Decimal | None = None
    is_on_order: bool | None = None
    roll_width: Decimal | None = None
    inventory_link: Any = None


@model(kw_only=True)
class ProductCode(RfmsRecord):
    """A category of the catalogue; its shape is not documented beyond the code, whose zero counts (``01``)."""

    product_code: str | None = None
    description: str | None = None
