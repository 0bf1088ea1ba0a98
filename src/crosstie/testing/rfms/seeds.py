"""Composed data, the same every time: people, a catalogue, orders (example.com, 555-01xx)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.paperwork import Document, Line
from crosstie.testing.rfms.records import Address, ColorOption, Customer, Product
from crosstie.testing.rfms.store import Store

__all__ = ["composed_customer", "composed_order", "composed_product"]

_FIRST = ("Nora", "Edgar", "Lucia", "Milan", "Greta", "Ravi", "Selma", "Tomas", "Ines", "Hugo", "Petra", "Omar")
_LAST = ("Maple", "Brook", "Hollis", "Tanner", "Quill", "Marsh", "Fenwick", "Alder", "Sutton", "Birch", "Lowell")
_STREETS = ("HARBOR LN", "MILL ST", "ORCHARD AVE", "STATION RD", "QUARRY WAY")
_CITIES = (("SALEM", "OR", "97301"), ("EUGENE", "OR", "97401"), ("ALBANY", "OR", "97321"))
_STYLES = ("Driftwood", "Moorland", "Pebble Bay", "Old Mill", "Lantern")
_COLORS = ("Sand", "Slate", "Ember")
_PROSPECT_EVERY = 10
_BUSINESS_EVERY = 7


def composed_customer(store: Store, place: int) -> Customer:
    """Compose the customer with this place in the series, from 0; some are prospects, some businesses."""
    first, last = _FIRST[place % len(_FIRST)], _LAST[place % len(_LAST)]
    business = f"{last} Interiors {place}" if place % _BUSINESS_EVERY == _BUSINESS_EVERY - 1 else ""
    city, state, postal_code = _CITIES[place % len(_CITIES)]
    address = Address(
        # Companies often have their name as the last name, too, and no first name (3.1).
        business_name=business,
        last_name=business or last,
        first_name="" if business else first,
        address1=f"{1 + place} {_STREETS[place % len(_STREETS)]}",
        city=city,
        state=state,
        postal_code=postal_code,
    )
    created = store.now() - timedelta(days=400 - place % 365)
    return Customer(
        id=store.customers.new_id(),
        sold_to=address,
        ship_to=address,
        customer_type="COMMERCIAL" if business else "RESIDENTIAL",
        entry_type="Prospect" if place % _PROSPECT_EVERY == _PROSPECT_EVERY - 1 else "Customer",
        phone1=f"{503 + place // 100}-555-01{place % 100:02}",
        email=f"{first.lower()}.{last.lower()}{place}@example.com",
        salesperson1=lists.SALESPEOPLE[place % len(lists.SALESPEOPLE)],
        store_number=lists.STORES[place % len(lists.STORES)].id,
        created=created,
        updated=created,
    )


def composed_product(store: Store, place: int) -> Product:
    """Compose the product with this place in the series, from 0: three colours, three price levels."""
    code = lists.PRODUCT_CODES[place % 3]
    price = Decimal("2.49") + Decimal(place % 20) / 10
    number = store.products.new_id()
    return Product(
        id=number,
        product_code=f"{code.id:02}",
        style_name=f"{_STYLES[place % len(_STYLES)]} {place + 1}",
        style_number=f"ST{place + 1:04}",
        supplier_name="Harbor Mills",
        manufacturer_name="Harbor Mills",
        default_price=price,
        unit_cost=(price / 2).quantize(Decimal("0.01")),
        prices={"Price1": price, "Price2": price - Decimal("0.10"), "Price3": price - Decimal("0.20")},
        colors=tuple(
            ColorOption(
                id=number * 10 + shade,
                name=name,
                number=f"{shade + 1:02}",
                sku=f"SKU-{number}-{shade + 1}",
                on_hand=Decimal(100 * shade),
            )
            for shade, name in enumerate(_COLORS)
        ),
    )


def composed_order(store: Store, customer: Customer, place: int) -> Document:
    """Compose an order of one unreferenced line for a customer, entered a minute after the one before."""
    entered = store.now() - timedelta(days=30) + timedelta(minutes=place)
    number = store.draw_number("order")
    line = Line(
        id=store.draw("line"),
        number=1,
        product_code="01",
        style_name=_STYLES[place % len(_STYLES)],
        color_name=_COLORS[place % len(_COLORS)],
        supplier_name="Harbor Mills",
        quantity=Decimal(10 + place % 90),
        sale_units="SF",
        unit_price=Decimal("3.25"),
    )
    return Document(
        kind="order",
        id=store.documents.new_id(),
        number=number,
        customer_id=customer.id,
        sold_to=customer.sold_to,
        ship_to=customer.ship_to,
        phone1=customer.phone1,
        email=customer.email,
        customer_type=customer.customer_type,
        store_number=customer.store_number,
        header={"poNumber": f"PO-{place + 1:05}", "salesperson1": customer.salesperson1, "taxStatus": "Tax"},
        dates={"orderDate": entered.date(), "enteredDate": entered.date()},
        lines=(line,),
        created=entered,
        updated=entered,
    )
