"""The value lists of a composed store: what an administrator would have set up (3.1, 3.3, 3.4, 3.7, 3.8)."""

from __future__ import annotations

from datetime import time

import attrs

__all__ = [
    "AD_SOURCES",
    "CONTRACT_TYPES",
    "CREWS",
    "CUSTOMER_TYPES",
    "ENTRY_TYPES",
    "JOB_STATUSES",
    "JOB_TYPES",
    "ORDER_TYPES",
    "PRODUCT_CODES",
    "RECEIPT_ACCOUNTS",
    "REMARK_TYPES",
    "SALESPEOPLE",
    "SERVICE_TYPES",
    "SLOTS",
    "STAGES",
    "STORES",
    "TAX_METHODS",
    "TAX_STATUSES",
    "TRACK1",
    "TRACK2",
    "Crew",
    "Named",
    "Shop",
    "Slot",
    "crew_named",
    "named",
]


@attrs.frozen
class Named:
    """An id and what it is called."""

    id: int
    name: str


@attrs.frozen
class Shop:
    """One shop of the company; the display code is one character and may be a space (1.8)."""

    id: int
    name: str
    code: str


@attrs.frozen
class Slot:
    """A time slot of the calendar."""

    id: int
    name: str
    start: time
    end: time


@attrs.frozen
class Crew:
    """A crew; other calls address it by name only."""

    id: int
    name: str
    depot: str
    phone: str


CUSTOMER_TYPES = ("BUILDER", "CASH & CARRY", "COMMERCIAL", "INSURANCE", "REAL ESTATE", "RESIDENTIAL")
ENTRY_TYPES = ("Customer", "Prospect")
TAX_STATUSES = ("Tax", "Exempt", "Resale")
TAX_METHODS = ("SalesTax", "UseTax", "LineTax")
SALESPEOPLE = ("ALMA REYES", "BRUNO KELLER", "CORA LINDQVIST")
STORES = (Shop(12, "Harbor Lane", "H"), Shop(32, "Mill Street", " "), Shop(50, "Contract Office", "C"))
# Names of the document lists may end in spaces (3.3): they do, in one of each.
ORDER_TYPES = (Named(1, "Retail "), Named(2, "Builder"), Named(3, "Replacement"))
SERVICE_TYPES = (Named(1, "Supply and install "), Named(2, "Supply only"))
CONTRACT_TYPES = (Named(1, "Standard "), Named(2, "Framework"))
AD_SOURCES = ("REFERRAL", "WEB", "WALK IN")
RECEIPT_ACCOUNTS = (Named(1, "Main till"), Named(2, "Card terminal"), Named(3, "Web payments"))
REMARK_TYPES = ("Call", "Note", "Visit")
CREWS = (
    Crew(1, "CREW A", "HARBOR", "503-555-0171"),
    Crew(2, "CREW B", "HARBOR", "503-555-0172"),
    Crew(3, "STONE & TILE (NORTH)", "MILL", "503-555-0173"),
)
SLOTS = (Slot(1, "Morning", time(8, 30), time(12, 0)), Slot(2, "Afternoon", time(13, 0), time(17, 0)))
JOB_STATUSES = (Named(1, "Scheduled"), Named(2, "In Progress"), Named(3, "Complete"), Named(4, "On Hold"))
JOB_TYPES = ("Install", "Measure", "Repair")
TRACK1 = (Named(1, "Carpet"), Named(2, "Hard Surface"))
TRACK2 = (Named(1, "New Build"), Named(2, "Occupied Home"))
PRODUCT_CODES = (Named(1, "CARPET"), Named(2, "VINYL PLANK"), Named(3, "TILE"), Named(9, "LABOR"))
STAGES = ("To Do", "Contact", "Products", "Measure", "Quote", "Won", "Lost")


def named(entries: tuple[Named, ...], wanted: int) -> str:
    """Return the name for an id, empty when there is none (0 means unset)."""
    return next((entry.name for entry in entries if entry.id == wanted), "")


def crew_named(name: str) -> Crew | None:
    """Return the crew of this name; padding and case do not matter."""
    wanted = name.strip().casefold()
    return next((crew for crew in CREWS if crew.name.casefold() == wanted), None)
