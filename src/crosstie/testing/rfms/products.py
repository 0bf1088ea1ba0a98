"""The catalogue, which is read-only (3.5)."""

from __future__ import annotations

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.customer_search import PAGE, contains
from crosstie.testing.rfms.records import ColorOption, Product
from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, JsonObject, Reply, bare, failed, in_both, in_detail, in_result

__all__ = ["ROUTES"]

_SEARCHES = ("searchText", "productCode", "colorSKU")


def codes(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /product/get/productcodes``; two digits, the zero counts. The shape is this simulator's own."""
    return bare([{"productCode": f"{code.id:02}", "description": code.name} for code in lists.PRODUCT_CODES])


def find(store: Store, call: Call) -> Reply:
    """Answer ``POST /product/find``: pages of ten from 0, ids as strings; where the hits are is a rule."""
    if not call.body.has(*_SEARCHES):
        return failed("A search text is required.")
    start = max(call.body.number("pageIndex") or 0, 0) * PAGE
    hits = [product for product in store.products if product.active and _passes(product, call.body)]
    written = [_hit(product) for product in hits[start : start + PAGE]]
    return in_result(written) if store.rules.product_hits == "result" else in_detail(written)


def _passes(product: Product, body: Body) -> bool:
    sku, code, store_number = body.text("colorSKU"), body.text("productCode"), body.number("storeNumber")
    return (
        contains(body.text("searchText"), (product.style_name, *(color.name for color in product.colors)))
        and (not code or product.product_code == code)
        and (not store_number or product.store_number in {0, store_number})
        and (not sku or any(color.sku == sku for color in product.colors))
    )


def _hit(product: Product) -> JsonObject:
    return {
        "id": str(product.id),
        "productCode": product.product_code,
        "storeNumber": product.store_number,
        "styleName": product.style_name,
        "styleNumber": product.style_number,
        "defaultPrice": product.default_price,
        "saleUnits": product.sale_units,
        "rollWidthInInches": product.roll_width,
        "patternWidthInInches": 0,
        "patternLengthInInches": 0,
        "colorOptions": [_color(color) for color in product.colors],
    }


def _color(color: ColorOption) -> JsonObject:
    return {"id": str(color.id), "colorName": color.name, "colorNumber": color.number, "SKU": color.sku}


def get(store: Store, call: Call) -> Reply:
    """Answer ``POST /product/get``: a richer record in ``result``, a second model in ``detail``.

    Ids that do not exist are left out.
    """
    wanted = call.body.numbers("products")
    found = [product for product in store.products if product.id in wanted]
    return in_both([_rich(product) for product in found], [_second_model(product) for product in found])


def _rich(product: Product) -> JsonObject:
    return {
        **_hit(product),
        "rollNumber": "",
        "supplierName": product.supplier_name,
        "privateSupplierName": "",
        "manufacturerName": product.manufacturer_name,
        "rollLengthInches": 0,
        "activeProduct": product.active,
        "sellByQuantity": False,
        "notes": product.notes,
        "inventoryUnits": product.sale_units,
        "priceListings": product.prices,
        "attachments": [],
        # Misspelt by the vendor (3.5).
        "attactments": [],
        "relatedProductAvailable": False,
        "colorOptions": [{**_color(color), "activeColor": color.active} for color in product.colors],
    }


def _second_model(product: Product) -> JsonObject:
    return {
        "id": product.id,
        "styleName": product.style_name,
        "prices": product.prices,
        "colors": [{"id": color.id, "name": color.name} for color in product.colors],
        "unitCost": product.unit_cost,
        "active": product.active,
    }


def inventory(store: Store, call: Call) -> Reply:
    """Answer ``POST /product/inventorycheck``: code, style and colour must match exactly."""
    wanted = tuple(call.body.text(key) for key in ("productCode", "styleName", "colorName"))
    return in_result(
        [
            _stock(product, color)
            for product in store.products
            for color in product.colors
            if (product.product_code, product.style_name, color.name) == wanted and color.on_hand
        ]
    )


def _stock(product: Product, color: ColorOption) -> JsonObject:
    return {
        "storeId": product.store_number or lists.STORES[0].id,
        "productCode": product.product_code,
        "styleName": product.style_name,
        "colorName": color.name,
        "lotName": "",
        "availableQuantity": color.on_hand,
        "unitPrice": product.default_price,
        "saleUnits": product.sale_units,
        "location": "A1",
        "availableLengthInInches": 0,
        "isOnOrder": False,
        "rollWidth": product.roll_width,
        "inventoryLink": {"inventoryId": color.id, "rollNumber": f"R{color.id}"},
    }


ROUTES = (
    Route("GET", "product/get/productcodes", "P", codes),
    Route("POST", "product/get", "P", get),
    Route("POST", "product/find", "P", find),
    Route("POST", "product/inventorycheck", "P", inventory),
)
