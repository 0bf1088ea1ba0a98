"""Composed data: shops, categories, items with stock, customers; the same every time."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from crosstie.testing.clock import MovableClock
from crosstie.testing.lightspeed.account import Account
from crosstie.testing.lightspeed.entities import ENTITIES
from crosstie.testing.lightspeed.writes import create

__all__ = ["add_customers", "add_items", "compose_account"]

_FIRST: Final = ("Nora", "Omar", "Priya", "Quinn", "Rosa", "Sven", "Tilda", "Umar", "Vera", "Wim")
_LAST: Final = ("Maple", "Harbor", "Castillo", "Lindqvist", "Okafor", "Petrov", "Quist")
_CITIES: Final = (("Salem", "OR", "97301"), ("Dover", "DE", "19901"), ("Albany", "NY", "12207"))
_THINGS: Final = ("Trail helmet", "Brake pad", "Road tyre", "Bottle cage", "Chain", "Saddle bag", "Bell", "Rear light")


def compose_account(account_id: str, name: str, *, clock: MovableClock) -> Account:
    """Make an account with two shops, a vendor and two categories."""
    account = Account(account_id, name, clock=clock)
    create(account, ENTITIES["Shop"], {"name": "Main", "timeZone": "America/Toronto"})
    create(account, ENTITIES["Shop"], {"name": "Harbor", "timeZone": "US/Pacific"})
    create(account, ENTITIES["Vendor"], {"name": "Composed Parts"})
    create(account, ENTITIES["Category"], {"name": "Bikes"})
    create(account, ENTITIES["Category"], {"name": "Parts", "parentID": 1})
    return account


def add_items(account: Account, number: int) -> None:
    """Add items with prices and stock in both shops."""
    first = len(account.all("Item"))
    for place in range(first, first + number):
        cost = Decimal(250 + place * 15) / 100
        body = {
            "description": f"{_THINGS[place % len(_THINGS)]} {place + 1}",
            "customSku": f"SKU-{place + 1:05d}",
            "upc": f"{400_000_000_000 + place}",
            "defaultCost": cost,
            "categoryID": 2,
            "defaultVendorID": 1,
            "Prices": {"ItemPrice": [{"useType": "Default", "amount": cost * 2}]},
        }
        item = create(account, ENTITIES["Item"], body)
        for shop in (1, 2):
            account.set_stock(item.id, shop, (place * 7 + shop * 3) % 20 + 1, "Initial")


def add_customers(account: Account, number: int) -> None:
    """Add customers with an e-mail address, a mobile number and an address."""
    first = len(account.all("Customer"))
    for place in range(first, first + number):
        name, family = _FIRST[place % len(_FIRST)], _LAST[place % len(_LAST)]
        city, state, code = _CITIES[place % len(_CITIES)]
        email = f"{name}.{family}.{place + 1}@example.com".lower()
        contact = {
            "Emails": {"ContactEmail": {"address": email, "useType": "Primary"}},
            "Phones": {"ContactPhone": {"number": f"555-01{place % 100:02d}", "useType": "Mobile"}},
            "Addresses": {
                "ContactAddress": {"address1": f"{place + 1} Harbor Lane", "city": city, "state": state, "zip": code}
            },
            "noEmail": False,
        }
        create(account, ENTITIES["Customer"], {"firstName": name, "lastName": family, "Contact": contact})
