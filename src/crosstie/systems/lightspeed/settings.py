"""What a host may set for an account's client, and why it would (fact sheet: lightspeed.md, 2.3, 5)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

import attrs

from crosstie.core.checks import amount, count, one_of, switch
from crosstie.core.messages import Response
from crosstie.core.pace import Pace
from crosstie.systems.options import CallOptions

__all__ = ["LARGEST_PAGE", "OPTIONS", "SETTINGS", "Settings", "rest"]

LARGEST_PAGE: Final = 100
"""The most records of a page (2.3)."""


@attrs.frozen(kw_only=True)
class Settings:
    """How one account is called.

    There is no rate to set: every answer tells how full the account's bucket is, how fast it empties and what the call
    cost, and the clients of this process hold back when the next call would not fit. The bucket belongs to the account
    and the app together, so other processes of the host draw on it too.

    Attributes:
        concurrent: Calls in flight; 0 for no limit.
        repeat_updates: Whether updates and archivings are sent again when no answer came: they name values, not
            changes, so a repeat does no harm. Changes of stock are never repeated: where one was surely turned away,
            the stock is read and decided again.
        sale_clock: What tells when a sale was changed: ``time_stamp``, which is documented as legacy but filters for
            certain, or ``updatetime``, whose filtering is not documented.
        confirm_stock: Whether a change of stock is read back.
        pause: Seconds to wait when throttled without being told how long.

    Raises:
        UsageError: A word is none of those above, or a number is out of its range.
    """

    concurrent: int = attrs.field(default=8, validator=count(0))
    repeat_updates: bool = attrs.field(default=True, validator=switch)
    sale_clock: Literal["time_stamp", "updatetime"] = attrs.field(
        default="time_stamp", validator=one_of("time_stamp", "updatetime")
    )
    confirm_stock: bool = attrs.field(default=True, validator=switch)
    pause: float = attrs.field(default=1.0, validator=amount())

    def pace(self, account: str) -> Pace:
        """Return the pace of the calls to an account."""
        return _pace(f"lightspeed/{account}", self.concurrent)


@lru_cache(maxsize=4096)
def _pace(key: str, concurrent: int) -> Pace:
    return Pace(key, concurrent=concurrent, rest=rest)


def rest(response: Response, calls: int = 1) -> float:
    """Return for how many seconds nobody should call: until another call like this one fits (5.1, 5.3).

    Levels are floats, and headers may be missing: then nothing is known, and nobody waits.

    Args:
        response: The answer, which tells.
        calls: How many such calls have to fit.
    """
    headers = response.headers
    level = _level(headers.get("x-ls-api-bucket-level", ""))
    drip, cost = _number(headers.get("x-ls-api-drip-rate")), _number(headers.get("x-ls-api-request-cost"))
    seconds = 0.0
    if level is not None and drip:
        used, size = level
        seconds = max((used + calls * (cost or 1.0) - size) / drip, 0.0)
    burst = _level(headers.get("x-ls-api-burst-level", ""))
    if burst is not None and burst[0] >= burst[1]:
        # The window is the running second; the end of it is not told (5.1).
        seconds = max(seconds, 1.0)
    return seconds


def _level(text: str) -> tuple[float, float] | None:
    used, slash, size = text.partition("/")
    first, second = _number(used), _number(size)
    return (first, second) if slash and first is not None and second is not None else None


def _number(text: str | None) -> float | None:
    try:
        found = float(text) if text else None
    except ValueError:
        return None
    return found if found is not None and 0 <= found < float("inf") else None


# One of each for all clients that do not ask for others, so that a client costs next to nothing.
SETTINGS: Final = Settings()
OPTIONS: Final = CallOptions()
