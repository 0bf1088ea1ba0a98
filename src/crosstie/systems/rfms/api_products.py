"""The calls of the catalogue, which can only be read (fact sheet: rfms.md, 3.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosstie.core.exchange import Call
from crosstie.core.paging import Page, PageCall
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.envelope import Envelope, bare_texts, records
from crosstie.systems.rfms.models_products import InventoryHit, Product, ProductCode
from crosstie.systems.rfms.requests import call_of, filled, page_of
from crosstie.systems.rfms.settings import Settings

__all__ = ["check_inventory", "codes", "find", "get"]


def find(text: str | None, settings: Settings, *, filters: Mapping[str, object]) -> PageCall[Product]:
    """Search by style or colour, ten at a time by page index from 0."""

    def page(cursor: str | None) -> Call[Page[Product]]:
        index = int(cursor or 0)

        def decode(answer: Envelope) -> Page[Product]:
            # Documented in `result`, read from `detail` by clients in use: whichever is a list (table, 47).
            found = records("R", Product, answer, settings.zone)
            return page_of(found, str(index + 1), [product.id for product in found])

        body = filled({"searchText": text, **filters, "pageIndex": index})
        return call_of("products.find", routes.FIND_PRODUCTS, decode, body=body)

    return page


def get(product_ids: Sequence[str], settings: Settings) -> Call[list[Product]]:
    """Read products by their ids."""
    body = {"products": list(product_ids)}
    return call_of(
        "products.get", routes.GET_PRODUCTS, lambda answer: records("R", Product, answer, settings.zone), body=body
    )


def codes(settings: Settings) -> Call[list[ProductCode]]:
    """List the product codes."""

    def decode(answer: Envelope) -> list[ProductCode]:
        # No sample shows an entry: an object or a plain text (table, 45).
        if bare_texts(answer.body):
            return [ProductCode(product_code=text) for text in bare_texts(answer.body)]
        return records("B", ProductCode, answer, settings.zone)

    return call_of("products.codes", routes.PRODUCT_CODES, decode)


def check_inventory(
    product_code: str, style_name: str, color_name: str, settings: Settings
) -> Call[list[InventoryHit]]:
    """Look up stock; all three must match exactly."""
    body = {"productCode": product_code, "styleName": style_name, "colorName": color_name}
    return call_of(
        "products.check_inventory",
        routes.CHECK_INVENTORY,
        lambda answer: records("R", InventoryHit, answer, settings.zone),
        body=body,
    )
