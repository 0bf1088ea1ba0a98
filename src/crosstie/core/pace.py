"""Rate limits as pure arithmetic: when may the next call of a connection start?

A :class:`Pace` is the rule of one remote account; a :class:`Bucket` is the state under that rule (a leaky bucket with
a pause). Who holds the state, and under which lock, is the business of ``http.limiter``.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from crosstie.core.messages import Response

__all__ = ["UNLIMITED", "Bucket", "Pace", "reserve"]


@attrs.frozen
class Pace:
    """How fast one remote account may be called from this process.

    Attributes:
        key: Whom the limit belongs to, such as ``quickbooks/9341…``; all clients with the same key share it.
        per_second: Sustained calls a second; 0 for no limit.
        burst: How many calls may start at once after a rest.
        concurrent: How many may be in flight; 0 for no limit.
        rest: Reads from an answer for how many seconds nobody should call now, for systems that tell how full their
            own bucket is; ``None`` for those that do not.
    """

    key: str
    per_second: float = 0.0
    burst: int = 1
    concurrent: int = 0
    rest: Callable[[Response], float] | None = None


UNLIMITED = Pace("")
"""No limit at all: the driver skips it."""


@attrs.frozen
class Bucket:
    """What has been used up.

    Attributes:
        free_at: The moment (monotonic seconds) at which the bucket would be empty again.
        paused_until: No call starts before this moment.
    """

    free_at: float = float("-inf")
    paused_until: float = float("-inf")


def reserve(bucket: Bucket, pace: Pace, at: float) -> tuple[Bucket, float]:
    """Take the next place in the queue.

    Args:
        bucket: The state so far.
        pace: The rule.
        at: Now, in monotonic seconds.

    Returns:
        The new state, and how many seconds the caller must wait before it starts.
    """
    start = max(at, bucket.paused_until)
    if not pace.per_second:
        return bucket, start - at
    cost = 1.0 / pace.per_second
    # A rested bucket lets `burst` calls start at once: the queue may run ahead of the clock by that much.
    free_at = max(bucket.free_at, start - cost * (pace.burst - 1))
    return attrs.evolve(bucket, free_at=free_at + cost), max(start, free_at) - at
