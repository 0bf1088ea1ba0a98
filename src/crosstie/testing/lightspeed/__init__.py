"""A simulator of Lightspeed Retail R-Series (V3): OAuth, the API with its rules and quirks, faults on demand."""

from __future__ import annotations

from crosstie.testing.lightspeed.account import WriteNote
from crosstie.testing.lightspeed.grants import Grant, Grants, TokenPair
from crosstie.testing.lightspeed.settings import ACCOUNT, CLIENT_ID, CLIENT_SECRET, Costs, Limits, Rules
from crosstie.testing.lightspeed.simulator import LightspeedSimulator

__all__ = [
    "ACCOUNT",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "Costs",
    "Grant",
    "Grants",
    "LightspeedSimulator",
    "Limits",
    "Rules",
    "TokenPair",
    "WriteNote",
]
