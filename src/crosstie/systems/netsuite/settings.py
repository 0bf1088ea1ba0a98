"""What the NetSuite documents leave open, as settings with safe defaults (fact sheet: netsuite.md, 2.2, 4 and 5)."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from crosstie.core.checks import count, one_of, switch
from crosstie.core.exchange import RetryPolicy
from crosstie.systems.options import CallOptions

__all__ = ["OPTIONS", "SETTINGS", "Settings"]


@attrs.frozen(kw_only=True)
class Settings:
    """How to speak with one account.

    Attributes:
        concurrent: How many calls of this process may be under way to the account, through all its connections and
            clients; 0 for no limit. The smallest accounts allow five at once, shared by everything that speaks with
            them; ``client.governance_limits()`` tells administrators how many yours does.
        property_names: What a write with a property that the type does not have ends in. NetSuite's own default,
            ``warning``, loses such a value silently.
        bound_parameters: Whether SuiteQL takes parameters, as it does since 2026.2. Without, they are written into the
            query as literals.
        page_size: Records of one page, 1 to 1000; a smaller page also lowers how far a list reaches.
        reach: Results of one list or query; a million with SuiteAnalytics Connect.

    Raises:
        UsageError: A word is none of those above, or a number is out of its range.
    """

    concurrent: int = attrs.field(default=3, validator=count(0))
    property_names: Literal["error", "warning", "ignore"] = attrs.field(
        default="error", validator=one_of("error", "warning", "ignore")
    )
    bound_parameters: bool = attrs.field(default=True, validator=switch)
    page_size: int = attrs.field(default=1000, validator=count(1, 1000))
    reach: int = attrs.field(default=100_000, validator=count(1))

    @property
    def farthest(self) -> int:
        """The first offset that cannot be asked for: a list has a thousand pages at most."""
        return min(self.reach, self.page_size * 1000)


SETTINGS: Final = Settings()

OPTIONS: Final = CallOptions(timeout=120.0, retry=RetryPolicy(attempts=4, base=1.0, cap=30.0))
"""Scripts of an account run inside its writes, so that many seconds are normal."""
