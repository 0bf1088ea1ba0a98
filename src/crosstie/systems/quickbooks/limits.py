"""How fast one company may be called (fact sheet: quickbooks.md, 5.1)."""

from __future__ import annotations

from functools import lru_cache

import attrs

from crosstie.core.pace import UNLIMITED, Pace

__all__ = ["LARGEST_BATCH", "Limits"]

LARGEST_BATCH = 30
"""The most items of one batch (4.4)."""

_BURST = 2
_BATCH_BURST = 4
_BATCHES_AT_ONCE = 2


@attrs.frozen(kw_only=True)
class Limits:
    """The pace of all clients of a company in this process, and what to do when QuickBooks asks for a pause.

    The defaults keep below what Intuit documents: 500 calls a minute, 10 a second and 10 in flight for each company and
    app; 40 batches a minute (a newer notice says 120). Other processes of the host share the same allowance.

    Attributes:
        per_second: Calls a second; 0 for no limit.
        concurrent: Calls in flight; 0 for no limit.
        batches_per_minute: Batches in any minute, counted apart; 0 for no limit.
        pause: Seconds to wait when throttled without being told how long.
        quota_after: A pause that is asked for and longer than these seconds means that the month's allowance is used
            up. Intuit documents no way to tell that apart; see :class:`~crosstie.errors.QuotaExhausted`.
    """

    per_second: float = attrs.field(default=8.0, validator=attrs.validators.ge(0))
    concurrent: int = attrs.field(default=8, validator=attrs.validators.ge(0))
    batches_per_minute: int = attrs.field(default=40, validator=attrs.validators.ge(0))
    pause: float = attrs.field(default=60.0, validator=attrs.validators.ge(0))
    quota_after: float = attrs.field(default=600.0, validator=attrs.validators.gt(0))

    def pace(self, account: str) -> Pace:
        """Return the pace of ordinary calls to a company."""
        if not (self.per_second or self.concurrent):
            return UNLIMITED
        # Two at once after a rest, so that no second sees more than per_second + 2.
        return _pace(f"quickbooks/{account}", self.per_second, _BURST, self.concurrent)

    def batch_pace(self, account: str) -> Pace:
        """Return the pace of batches, which are counted apart."""
        if not self.batches_per_minute:
            return UNLIMITED
        # What may start at once counts against the same minute as what follows it.
        sustained = max(self.batches_per_minute - _BATCH_BURST, 1) / 60.0
        return _pace(f"quickbooks/{account}/batch", sustained, _BATCH_BURST, _BATCHES_AT_ONCE)


@lru_cache(maxsize=4096)
def _pace(key: str, per_second: float, burst: int, concurrent: int) -> Pace:
    return Pace(key, per_second=per_second, burst=burst, concurrent=concurrent)
