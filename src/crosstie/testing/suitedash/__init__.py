"""A simulated SuiteDash account: keys, the monthly allowance, the sixteen operations and their quirks."""

from __future__ import annotations

from crosstie.testing.suitedash.caller import SuiteDashCaller
from crosstie.testing.suitedash.fields import CustomField
from crosstie.testing.suitedash.rules import DUMMY_PUBLIC_ID, DUMMY_SECRET, PUBLIC_ID, SECRET_KEY, SuiteDashRules
from crosstie.testing.suitedash.simulator import SuiteDashSimulator

__all__ = [
    "DUMMY_PUBLIC_ID",
    "DUMMY_SECRET",
    "PUBLIC_ID",
    "SECRET_KEY",
    "CustomField",
    "SuiteDashCaller",
    "SuiteDashRules",
    "SuiteDashSimulator",
]
