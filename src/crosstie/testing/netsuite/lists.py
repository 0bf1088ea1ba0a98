"""The small lists that references point at: set-up data of the account, the same ones everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["LISTS", "NET_DAYS"]

LISTS: Final[Mapping[str, Mapping[str, str]]] = {
    "currency": {"1": "US Dollar", "2": "Euro"},
    "subsidiary": {"1": "Composed Holding", "2": "Composed West"},
    "term": {"1": "Net 15", "2": "Net 30", "3": "Due on receipt"},
    "location": {"1": "Main Warehouse", "2": "Showroom"},
    "department": {"1": "Sales", "2": "Installation"},
    "classification": {"1": "Residential", "2": "Commercial"},
    "priceLevel": {"1": "Base Price", "5": "Online Price", "-1": "Custom"},
    "customerCategory": {"1": "Builder", "2": "Homeowner"},
    "customerStatus": {"7": "LEAD-Qualified", "10": "PROSPECT-Proposal", "13": "CUSTOMER-Closed Won"},
    "account": {"119": "Accounts Receivable", "54": "Sales", "213": "Inventory Asset", "214": "Cost of Goods Sold"},
    "accountingPeriod": {"301": "Nov 2026", "302": "Dec 2026"},
    "taxItem": {"-7": "-Not Taxable-", "11": "Composed County"},
}
"""By the name of the list: ids and names."""

NET_DAYS: Final[Mapping[str, int]] = {"1": 15, "2": 30, "3": 0}
"""By the id of the terms: days from the date of an invoice to its due date."""
