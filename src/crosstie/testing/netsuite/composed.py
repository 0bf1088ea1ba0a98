"""Composed data: the same customers, items and documents every time, of about the size real ones have."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json
from crosstie.testing.netsuite.documents import complete_document
from crosstie.testing.netsuite.records import Record

__all__ = ["add_customers", "add_documents", "furnish"]

_FIRST: Final = ("Ada", "Ben", "Cora", "Dan", "Eva", "Finn", "Gail", "Hugo", "Ines", "Jon", "Kaya", "Liam")
_LAST: Final = ("O'Hara", "Berg", "Castillo", "Dahl", "Engel", "Fuchs", "Grant", "Holm", "Ito", "Jansen", "Müller")
_TRADE: Final = ("Flooring", "Tile & Stone", "Carpets", "Interiors", "Builders", "Homes", "Properties", "Hotels")
_STREET: Final = ("Oak", "Maple", "Cedar", "Elm", "Walnut", "Birch", "Ash", "Pine")
_TOWN: Final = (("Springfield", "IL", "627"), ("Riverton", "UT", "840"), ("Lakewood", "CO", "802"))
_ITEMS: Final = (
    ("inventoryItem", "TILE-98", "Porcelain tile, slate", "40.00"),
    ("inventoryItem", "OAK-12", "Oak plank, brushed", "5.50"),
    ("nonInventorySaleItem", "TRIM-1", "Trim piece", "3.25"),
    ("serviceSaleItem", "INSTALL", "Installation, per hour", "65.00"),
    ("serviceSaleItem", "MEASURE", "Measuring visit", "120.00"),
)


def furnish(account: Account) -> None:
    """Give a new account its items and one employee."""
    for kind, name, description, price in _ITEMS:
        data = {"itemId": name, "displayName": description, "salesDescription": description, "isInactive": False}
        account.insert(account.types[kind], {**data, "basePrice": Decimal(price)}, quietly=True)
    person = {"entityId": "Gail Holm", "firstName": "Gail", "lastName": "Holm", "email": "gail@example.com"}
    account.insert(account.types["employee"], {**person, "subsidiary": "1", "isInactive": False}, quietly=True)
    account.last_ids["entity"] = 800  # customers are numbered from 801


def add_customers(account: Account, count: int) -> None:
    """Add composed customers, going on where the last call ended."""
    for _ in range(count):
        account.numbers["customer"] += 1
        account.insert(account.types["customer"], _customer(account.numbers["customer"]), quietly=True)


def _customer(number: int) -> Json:
    draw = random.Random(number)  # noqa: S311 - the same customer for the same number, nothing secret
    family, given = draw.choice(_LAST), draw.choice(_FIRST)
    person = number % 5 == 0
    business = f"{family} {draw.choice(_TRADE)} {number}"
    named: Json = {"firstName": given, "lastName": family} if person else {"companyName": business}
    return {
        "entityId": f"C{number:04d}",
        "isPerson": person,
        **named,
        "altName": f"{given} {family}" if person else business,
        "email": f"{given.lower()}.{number}@example.com",
        "phone": f"(555) 555-01{number % 100:02d}",
        "comments": f"Composed customer {number}; prefers mornings.",
        "subsidiary": "1",
        "currency": "1",
        "entityStatus": "13",
        "searchStage": "Customer",
        "terms": draw.choice(("1", "2")),
        "category": draw.choice(("1", "2")),
        "isInactive": False,
        "taxable": number % 3 == 0,
        "balance": Decimal(draw.randrange(0, 500_000)) / 100 if number % 4 == 0 else Decimal(0),
        "overdueBalance": Decimal(0),
        "depositBalance": Decimal(0),
        "addressBook": [_address(draw, named.get("companyName") or f"{given} {family}")],
    }


def _address(draw: random.Random, addressee: str) -> Json:
    town, state, code = draw.choice(_TOWN)
    inner = {
        "addressee": addressee,
        "addr1": f"{draw.randrange(1, 9999)} {draw.choice(_STREET)} Street",
        "city": town,
        "state": state,
        "zip": f"{code}{draw.randrange(100):02d}",
        "country": "US",
    }
    return {"id": 1, "addressBookAddress": inner, "defaultBilling": True, "defaultShipping": True}


def add_documents(account: Account, kind: str, count: int) -> None:
    """Add composed estimates, orders or invoices of two lines, spread over the customers there are."""
    customers = account.shelves["customer"].all()
    goods = account.families["item"].all()
    for place in range(count):
        number = account.numbers["composed"] = account.numbers["composed"] + 1
        data = _document(number, customers[place % len(customers)], goods)
        complete_document(account, account.types[kind], data, {})
        account.insert(account.types[kind], data, quietly=True)


def _document(number: int, customer: Record, goods: Sequence[Record]) -> Json:
    draw = random.Random(number)  # noqa: S311 - as above
    lines = [
        {"line": place, "item": str(draw.choice(goods).id), "quantity": Decimal(draw.randrange(1, 20))}
        for place in (1, 2)
    ]
    return {"entity": str(customer.id), "memo": f"Composed document {number}", "item": lines}
