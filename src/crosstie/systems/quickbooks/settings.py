"""What a host may set for a company's client, and why it would (fact sheet: quickbooks.md, 2.6, 4 and 5)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import attrs

from crosstie.core.checks import amount, count, optional
from crosstie.core.pace import UNLIMITED, Pace
from crosstie.systems.options import CallOptions

__all__ = ["LARGEST_BATCH", "OPTIONS", "SETTINGS", "Settings"]

LARGEST_BATCH: Final = 30
"""The most items of one batch (4.4)."""

_BURST: Final = 2
_BATCH_BURST: Final = 4
_BATCHES_AT_ONCE: Final = 2


@attrs.frozen(kw_only=True)
class Settings:
    """How one company is called.

    The pace holds for all clients of a company in this process. The defaults keep below what Intuit documents: 500
    calls a minute, 10 a second and 10 in flight for each company and app; 40 batches a minute (a newer notice says
    120). Other processes of the host draw on the same allowance.

    Attributes:
        minor_version: Sent with every call; ``None`` leaves it out. Values up to 74 are ignored since August 2025, none
            above 75 was seen (2.6).
        longest_query: A statement that is longer than this, as it stands in an address, goes in the body instead.
        per_second: Calls a second; 0 for no limit.
        concurrent: Calls in flight; 0 for no limit. With this and ``per_second`` at 0 calls know nothing of each other:
            the pause that QuickBooks asks one of them for is that one's alone.
        batches_per_minute: Batches in any minute, counted apart; 0 for no limit.
        pause: Seconds to wait when throttled without being told how long.
        quota_after: A pause that is asked for and is longer than these seconds means that the month's allowance is used
            up: :class:`~crosstie.errors.QuotaExhausted`. Intuit documents no way to tell it from a throttle (5.2).
        change_days: How many days back changes are remembered (4.3).

    Raises:
        UsageError: A number is out of its range.
    """

    minor_version: int | None = attrs.field(default=75, validator=optional(count(1)))
    longest_query: int = attrs.field(default=4000, validator=count(0))
    per_second: float = attrs.field(default=8.0, validator=amount())
    concurrent: int = attrs.field(default=8, validator=count(0))
    batches_per_minute: int = attrs.field(default=40, validator=count(0))
    pause: float = attrs.field(default=60.0, validator=amount())
    quota_after: float = attrs.field(default=600.0, validator=amount(above=True))
    change_days: int = attrs.field(default=30, validator=count(1))

    @property
    def params(self) -> tuple[tuple[str, str], ...]:
        """The parameters of every call."""
        return () if self.minor_version is None else (("minorversion", str(self.minor_version)),)

    def pace(self, account: str) -> Pace:
        """Return the pace of ordinary calls to a company."""
        if not (self.per_second or self.concurrent):
            return UNLIMITED
        # Two at once after a rest: then no second sees more than per_second + 2.
        return _pace(f"quickbooks/{account}", self.per_second, _BURST, self.concurrent)

    def batch_pace(self, account: str) -> Pace:
        """Return the pace of batches, which are counted apart."""
        if not self.batches_per_minute:
            return UNLIMITED
        # What may start at once counts in the same minute as what follows it.
        sustained = max(self.batches_per_minute - _BATCH_BURST, 1) / 60.0
        return _pace(f"quickbooks/{account}/batch", sustained, _BATCH_BURST, _BATCHES_AT_ONCE)


@lru_cache(maxsize=4096)
def _pace(key: str, per_second: float, burst: int, concurrent: int) -> Pace:
    return Pace(key, per_second=per_second, burst=burst, concurrent=concurrent)


# One of each for all clients that do not ask for others, so that a client costs next to nothing.
SETTINGS: Final = Settings()
OPTIONS: Final = CallOptions()
