# @generated from src/crosstie/systems/rfms/products_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The catalogue of one store."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from crosstie.systems.caller import Caller
from crosstie.systems.listing import Listing
from crosstie.systems.rfms import api_products as api
from crosstie.systems.rfms.models_products import InventoryHit, Product, ProductCode
from crosstie.systems.rfms.raw import RawProducts
from crosstie.systems.rfms.settings import Settings

__all__ = ["Products"]


@attrs.frozen
class Products:
    """The catalogue: ``client.products``. It can only be read.

    Ids are text here and numbers in the lines of documents; crosstie has text in both.
    """

    _caller: Caller
    _settings: Settings

    def find(
        self,
        text: str | None = None,
        *,
        product_code: str | None = None,
        store_number: int | None = None,
        color_sku: str | None = None,
    ) -> Listing[Product]:
        """Search by style or colour, ten at a time.

        Args:
            text: Part of a style or colour; documented as needed.
            product_code: The category with its zero, such as ``01``.
            store_number: Number of the store.
            color_sku: SKU of a colour.
        """
        filters = {"productCode": product_code, "storeNumber": store_number, "colorSKU": color_sku}
        return Listing(self._caller, api.find(text, self._settings, filters=filters))

    def get(self, product_ids: Sequence[str]) -> list[Product]:
        """Read products by their ids, with prices and suppliers; ids that RFMS does not know are left out."""
        return self._caller.value(api.get(product_ids, self._settings))

    def codes(self) -> list[ProductCode]:
        """List the product codes, which are the categories; the zero in ``01`` counts."""
        return self._caller.value(api.codes(self._settings))

    def check_inventory(self, *, product_code: str, style_name: str, color_name: str) -> list[InventoryHit]:
        """Look up stock; all three must match exactly."""
        return self._caller.value(api.check_inventory(product_code, style_name, color_name, self._settings))

    @property
    def raw(self) -> RawProducts:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawProducts(self)
