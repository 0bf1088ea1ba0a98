"""Lines of quotes and orders: from the catalogue or free, added, edited, deleted (3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from crosstie.testing.rfms.paperwork import Line, WorkLine
from crosstie.testing.rfms.records import ColorOption, Product
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, RefusedError, failed

__all__ = ["merged_lines"]

_TEXTS: Mapping[str, str] = {
    "productCode": "product_code",
    "styleName": "style_name",
    "colorName": "color_name",
    "supplierName": "supplier_name",
    "saleUnits": "sale_units",
    "notes": "notes",
    "priceLevel": "price_level",
    "lineStatus": "line_status",
}
_AMOUNTS: Mapping[str, str] = {
    "quantity": "quantity",
    "unitPrice": "unit_price",
    "unitCost": "unit_cost",
    "width": "width",
}

# What .NET says about any product, colour or price level that it does not know; useless to a client (3.3).
_NO_KEY = "The given key was not present in the dictionary."


def merged_lines(store: Store, lines: tuple[Line, ...], bodies: tuple[Body, ...]) -> tuple[Line, ...]:
    """Apply line bodies: with ``id`` edit, without add, with ``delete`` remove.

    Raises:
        RefusedError: A line or product is unknown, or work-order quantities do not add up.
    """
    kept = {line.id: line for line in lines}
    for body in bodies:
        wanted = body.number("id")
        if not wanted:
            line = _checked(_filled(store, Line(id=store.draw("line"), number=_next_number(kept)), body))
            kept[line.id] = line
        elif wanted not in kept:
            raise RefusedError(failed(f"There is no line {wanted} on this document."))
        elif body.flag("delete"):
            del kept[wanted]
        else:
            kept[wanted] = _checked(_filled(store, kept[wanted], body))
    return tuple(kept.values())


def _next_number(kept: Mapping[int, Line]) -> int:
    return max((line.number for line in kept.values()), default=0) + 1


def _filled(store: Store, line: Line, body: Body) -> Line:
    # Any: which field gets which type is in the two tables.
    sent: dict[str, Any] = {name: body.text(key) for key, name in _TEXTS.items() if body.has(key)}
    sent |= {name: body.amount(key) for key, name in _AMOUNTS.items() if body.has(key)}
    filled = attrs.evolve(
        _referenced(store, line, body),
        work=_merged_work(line.work, body.children("workOrderLines")),
        line_group_id=body.number("lineGroupId") or line.line_group_id,
        **sent,
    )
    # A line with a width of its own is no longer the catalogue's (3.3).
    return attrs.evolve(filled, product_id=0, color_id=0) if filled.width is not None else filled


def _referenced(store: Store, line: Line, body: Body) -> Line:
    """Fill a line from the catalogue, if its body names a product or another price level."""
    product_id = body.number("productId") or line.product_id
    if not product_id or body.has("width") or not body.has("productId", "colorId", "priceLevel"):
        return line
    product, color = _product(store, product_id, body.number("colorId") or line.color_id)
    return attrs.evolve(
        line,
        product_id=product.id,
        color_id=color.id,
        product_code=product.product_code,
        style_name=product.style_name,
        color_name=color.name,
        supplier_name=product.supplier_name,
        sale_units=product.sale_units,
        unit_cost=product.unit_cost,
        unit_price=_price(product, line, body),
    )


def _product(store: Store, product_id: int, color_id: int) -> tuple[Product, ColorOption]:
    product = store.products.get(product_id)
    color = next((color for color in product.colors if color.id == color_id), None) if product else None
    if product is None or color is None:
        raise RefusedError(failed(_NO_KEY))
    return product, color


def _price(product: Product, line: Line, body: Body) -> Decimal:
    if (sent := body.amount("unitPrice")) is not None:
        return sent
    if not body.has("priceLevel"):
        if line.product_id:
            return line.unit_price
        raise RefusedError(failed("A line needs a unit price or a price level."))
    price = product.prices.get(body.text("priceLevel"))
    if price is None:
        raise RefusedError(failed(_NO_KEY))
    return price


def _merged_work(work: tuple[WorkLine, ...], bodies: tuple[Body, ...]) -> tuple[WorkLine, ...]:
    kept = {line.id: line for line in work}
    for body in bodies:
        wanted = body.number("id") or max(kept, default=0) + 1
        if body.flag("delete"):
            kept.pop(wanted, None)
            continue
        base = kept.get(wanted, WorkLine(id=wanted, number=len(kept) + 1))
        quantity, rate = body.amount("quantity"), body.amount("rate")
        kept[wanted] = attrs.evolve(
            base,
            area=body.text("areaName", base.area),
            notes=body.text("notes", base.notes),
            quantity=base.quantity if quantity is None else quantity,
            rate=base.rate if rate is None else rate,
        )
    return tuple(kept.values())


def _checked(line: Line) -> Line:
    if line.work and sum(work.quantity for work in line.work) != line.quantity:
        raise RefusedError(failed("The work order quantities do not add up to the line's quantity."))
    return line
