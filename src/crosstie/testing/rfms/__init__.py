"""A simulated RFMS store: sessions, the envelope, the resources and their quirks, for tests without the vendor."""

from __future__ import annotations

from crosstie.testing.rfms.caller import RfmsCaller
from crosstie.testing.rfms.rules import RfmsRules, Tier
from crosstie.testing.rfms.simulator import RfmsSimulator

__all__ = ["RfmsCaller", "RfmsRules", "RfmsSimulator", "Tier"]
