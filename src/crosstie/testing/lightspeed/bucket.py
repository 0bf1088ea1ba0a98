"""The leaky bucket and the burst limiter of one account and app, and what requests cost (fact sheet 5.1, 5.2)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, cast

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.lightspeed.settings import Costs, Limits

__all__ = ["Ask", "Bucket", "Throttled", "cost_of"]

_LEAKY: Final = "api-leaky-bucket"
_BURST: Final = "api-burst-limiter"
_SALES: Final = frozenset({"Sale", "SaleLine"})


@attrs.frozen(kw_only=True)
class Ask:
    """What a request asks for, as far as it matters for its price.

    Attributes:
        method: The verb.
        resource: Such as ``Item``.
        single: Whether it names one record.
        to_one: How many relations to one record it loads.
        to_many: How many relations to many records it loads.
        count: Whether it asks for the number of records only.
        alternatives: The fields of an ``or``, with their operators.
        body: The decoded body.
    """

    method: str
    resource: str
    single: bool
    to_one: int = 0
    to_many: int = 0
    count: bool = False
    alternatives: Sequence[tuple[str, str]] = ()
    body: Mapping[str, object] = attrs.field(factory=dict[str, object])


def cost_of(ask: Ask, costs: Costs) -> float:
    """Return the drips that a request costs."""
    if costs == "classic":
        return 1.0 if ask.method == "GET" else 10.0
    if ask.count:
        return 10.0
    relations = 0.1 * ask.to_one + 0.2 * ask.to_many
    return _base(ask) + relations * (1 if ask.single else 2) + _for_alternatives(ask) + 0.5 * _nested(ask.body)


def _base(ask: Ask) -> float:
    if ask.method == "GET":
        return 1.0
    if ask.resource in _SALES:
        return 2.0 + (3.0 if str(ask.body.get("completed", "")).lower() == "true" else 0.0)
    return 10.0 if ask.resource in {"Category", "InventoryCountReconcile"} else 1.0


def _for_alternatives(ask: Ask) -> float:
    fields = [name for name, _ in ask.alternatives]
    if len(set(fields)) <= 1:
        return 0.0
    entities = {name.rpartition(".")[0] for name in fields}
    ranges = sum(operator in {">", ">=", "<", "<=", "><"} for _, operator in ask.alternatives)
    if len(entities) == 1 and ranges <= 1:
        return float(len(fields))
    return 10.0 * len(entities) + max(len(fields) - 1, 0)


def _nested(value: Mapping[str, object]) -> int:
    """Count the records below the outermost one, written or not."""
    found = 0
    for member in value.values():
        for inner in cast("Mapping[str, object]", member).values() if isinstance(member, Mapping) else ():
            held = cast("Sequence[object]", inner) if isinstance(inner, list) else (inner,)
            records = [cast("Mapping[str, object]", entry) for entry in held if isinstance(entry, Mapping)]
            found += sum(1 + _nested(record) for record in records)
    return found


class Throttled(Exception):
    """One of the limiters refuses."""

    def __init__(self, limiter: str, seconds: float) -> None:
        """Refuse by the limiter of this name, for so long."""
        super().__init__(limiter)
        self.limiter = limiter
        self.seconds: int = max(math.ceil(seconds), 1)


class Bucket:
    """Counts the drips of an account.

    Attributes:
        refused: How many calls were refused.
    """

    def __init__(self, clock: MovableClock, limits: Limits) -> None:
        """Begin empty."""
        self.refused: int = 0
        self._clock = clock
        self._limits = limits
        self._level = 0.0
        self._at = clock.monotonic()
        self._second = -1
        self._in_second = 0

    @property
    def level(self) -> float:
        """The drips in the bucket now."""
        now = self._clock.monotonic()
        self._level = max(self._level - (now - self._at) * self._limits.drip, 0.0)
        self._at = now
        return self._level

    def fill(self, level: float) -> None:
        """Put the bucket to a level, as other work of the same app would."""
        self._level, self._at = level, self._clock.monotonic()

    def admit(self, cost: float) -> None:
        """Let a call in: the first that overflows is still served, those behind it are not (5.1).

        Raises:
            Throttled: The bucket, or the second, is full.
        """
        self._admit_in_second()
        if self.level >= self._limits.size:
            self.refused += 1
            raise Throttled(_LEAKY, (self._level - self._limits.size) / self._limits.drip)
        self._level += cost

    def _admit_in_second(self) -> None:
        second = int(self._clock.monotonic())
        if second != self._second:
            self._second, self._in_second = second, 0
        if self._limits.burst is not None and self._in_second >= self._limits.burst:
            self.refused += 1
            raise Throttled(_BURST, 1.0)
        self._in_second += 1

    def headers(self, cost: float) -> dict[str, str]:
        """Return what every answer says about the limits (5.3); the level is a float."""
        limits = self._limits
        found = {
            "x-ls-api-bucket-level": f"{self.level:g}/{limits.size:g}",
            "x-ls-api-drip-rate": f"{limits.drip:g}",
            "x-ls-api-request-cost": f"{cost:g}",
        }
        if limits.burst is not None:
            found["x-ls-api-burst-level"] = f"{self._in_second}/{limits.burst}"
        return found
