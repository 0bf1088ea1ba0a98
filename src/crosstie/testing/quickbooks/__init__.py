"""A simulator of QuickBooks Online: OAuth, the accounting API with its rules and quirks, faults on demand."""

from __future__ import annotations

from crosstie.testing.quickbooks.company import WriteNote
from crosstie.testing.quickbooks.grants import Grant, Grants, TokenPair
from crosstie.testing.quickbooks.settings import (
    CLIENT_ID,
    CLIENT_SECRET,
    REALM,
    Limits,
    Reuse,
    Rotation,
    Rules,
)
from crosstie.testing.quickbooks.simulator import QuickBooksSimulator

__all__ = [
    "CLIENT_ID",
    "CLIENT_SECRET",
    "REALM",
    "Grant",
    "Grants",
    "Limits",
    "QuickBooksSimulator",
    "Reuse",
    "Rotation",
    "Rules",
    "TokenPair",
    "WriteNote",
]
