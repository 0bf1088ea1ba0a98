"""Composed companies and customers: the same ones every time, of about the size real ones have."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Final

from crosstie.testing.clock import MovableClock
from crosstie.testing.quickbooks.codec import Json
from crosstie.testing.quickbooks.company import Company
from crosstie.testing.quickbooks.entities import ENTITIES
from crosstie.testing.quickbooks.settings import Rules

__all__ = ["add_customers", "compose_company"]

_FIRST: Final = (
    "Ada",
    "Ben",
    "Cora",
    "Dan",
    "Eva",
    "Finn",
    "Gail",
    "Hugo",
    "Ines",
    "Jon",
    "Kaya",
    "Liam",
    "Mona",
    "Nils",
)
_LAST: Final = (
    "O'Hara",
    "Berg",
    "Castillo",
    "Dahl",
    "Engel",
    "Fuchs",
    "Grant",
    "Holm",
    "Ito",
    "Jansen",
    "Lund",
    "Müller",
)
_TRADE: Final = ("Flooring", "Tile & Stone", "Carpets", "Interiors", "Builders", "Homes", "Properties", "Hotels")
_STREET: Final = ("Oak", "Maple", "Cedar", "Elm", "Walnut", "Birch", "Ash", "Pine")
_TOWN: Final = (
    ("Springfield", "IL", "627"),
    ("Riverton", "UT", "840"),
    ("Lakewood", "CO", "802"),
    ("Dover", "DE", "199"),
)
_ACCOUNTS: Final = (
    ("Services", "Income"),
    ("Sales of Product Income", "Income"),
    ("Cost of Goods Sold", "Cost of Goods Sold"),
    ("Inventory Asset", "Other Current Asset"),
    ("Undeposited Funds", "Other Current Asset"),
    ("Accounts Receivable (A/R)", "Accounts Receivable"),
    ("Accounts Payable (A/P)", "Accounts Payable"),
    ("Checking", "Bank"),
)


def compose_company(realm: str, name: str, *, clock: MovableClock, rules: Rules) -> Company:
    """Make a company with its own record, preferences and a small chart of accounts."""
    company = Company(realm, name, clock=clock, rules=rules)
    company.insert(ENTITIES["CompanyInfo"], _company_info(name))
    company.insert(ENTITIES["Preferences"], _preferences())
    for account, kind in _ACCOUNTS:
        company.insert(
            ENTITIES["Account"],
            {
                "Name": account,
                "FullyQualifiedName": account,
                "AccountType": kind,
                "Active": True,
                "SubAccount": False,
                "CurrentBalance": 0,
                "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
            },
        )
    return company


def add_customers(company: Company, count: int) -> None:
    """Add composed customers, going on where the last call ended; about 1 kB each, like real ones."""
    entity = ENTITIES["Customer"]
    for _ in range(count):
        company.numbers["composed"] += 1
        company.insert(entity, _customer(company, company.numbers["composed"]))


def _customer(company: Company, number: int) -> Json:
    draw = random.Random(number)  # noqa: S311 - the same customer for the same number, nothing secret
    given, family = draw.choice(_FIRST), draw.choice(_LAST)
    business = f"{family} {draw.choice(_TRADE)} {number}"
    balance = Decimal(draw.randrange(0, 500_000)) / 100 if number % 4 == 0 else 0
    company.numbers["address"] += 2
    return {
        "GivenName": given,
        "FamilyName": family,
        "DisplayName": business,
        "FullyQualifiedName": business,
        "CompanyName": f"{family} Company",
        "PrintOnCheckName": business,
        "Active": True,
        "Taxable": number % 3 != 0,
        "Job": False,
        "BillWithParent": False,
        "Level": 0,
        "PrimaryPhone": {"FreeFormNumber": f"(555) 555-01{number % 100:02d}"},
        "Mobile": {"FreeFormNumber": f"(555) 555-01{draw.randrange(100):02d}"},
        "PrimaryEmailAddr": {"Address": f"{given.lower()}.{number}@example.com"},
        "WebAddr": {"URI": f"https://customer-{number}.example.com"},
        "BillAddr": _address(draw, company.numbers["address"] - 1),
        "ShipAddr": _address(draw, company.numbers["address"]),
        "Notes": f"Composed customer {number}; prefers mornings.",
        "PreferredDeliveryMethod": draw.choice(("Print", "Email", "None")),
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
        "Balance": balance,
        "BalanceWithJobs": balance,
    }


def _address(draw: random.Random, identity: int) -> Json:
    town, state, code = draw.choice(_TOWN)
    return {
        "Id": str(identity),
        "Line1": f"{draw.randrange(1, 9999)} {draw.choice(_STREET)} Street",
        "City": town,
        "Country": "USA",
        "CountrySubDivisionCode": state,
        "PostalCode": f"{code}{draw.randrange(100):02d}",
    }


def _company_info(name: str) -> Json:
    address: Json = {"Id": "1", "Line1": "1 Composed Plaza", "City": "Springfield", "Country": "USA"}
    return {
        "CompanyName": name,
        "LegalName": name,
        "CompanyAddr": address,
        "LegalAddr": address,
        "Email": {"Address": "office@example.com"},
        "PrimaryPhone": {"FreeFormNumber": "(555) 555-0100"},
        "WebAddr": {"URI": "https://composed.example.com"},
        "CompanyStartDate": "2020-01-01",
        "FiscalYearStartMonth": "January",
        "Country": "US",
        "SupportedLanguages": "en",
        "NameValue": [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
    }


def _preferences() -> Json:
    return {
        "AccountingInfoPrefs": {"ClassTrackingPerTxn": False, "ClassTrackingPerTxnLine": False},
        "SalesFormsPrefs": {"CustomTxnNumbers": False, "AllowDeposit": True, "AllowDiscount": True},
        "TaxPrefs": {"UsingSalesTax": False},
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
    }
