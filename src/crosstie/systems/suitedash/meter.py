"""The calls of a month, counted here because SuiteDash tells nobody but a person at its screen (suitedash.md, 1)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, tzinfo

import attrs

from crosstie.errors import QuotaExhausted, UsageError

__all__ = ["Meter", "Usage", "month_at"]


def month_at(moment: datetime, zone: tzinfo) -> str:
    """Return the month of a moment, such as ``2026-11``."""
    return f"{moment.astimezone(zone):%Y-%m}"


@attrs.frozen(kw_only=True)
class Usage:
    """How much of a month's allowance is used up, as far as this process knows.

    Attributes:
        month: Such as ``2026-11``.
        calls: How often something was sent, refused calls and repetitions included.
        allowance: The calls of the plan, where the settings tell.
        exhausted: Whether SuiteDash said in this month that there are none left.
    """

    month: str
    calls: int
    allowance: int | None = None
    exhausted: bool = False

    @property
    def left(self) -> int | None:
        """How many calls are left; ``None`` where the allowance is not known."""
        if self.exhausted:
            return 0
        return None if self.allowance is None else max(self.allowance - self.calls, 0)


class Meter:
    """Counts the calls of all accounts of one process; safe to use from many threads.

    It belongs to the :class:`~crosstie.systems.suitedash.App`. A host with several processes, or one that restarts,
    keeps :meth:`counts` where it likes and hands it back with :meth:`start_from`.
    """

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self._calls: dict[tuple[str, str], int] = {}
        self._exhausted: set[tuple[str, str]] = set()

    def add(self, account: str, month: str, calls: int) -> None:
        """Count calls; a negative number takes back what was counted and not sent."""
        with self._lock:
            self._calls[account, month] = self._calls.get((account, month), 0) + calls

    def exhaust(self, account: str, month: str) -> None:
        """Note that the account said it has no calls left."""
        with self._lock:
            self._exhausted.add((account, month))

    def usage(self, account: str, month: str, allowance: int | None = None) -> Usage:
        """Return how much of a month is used up."""
        with self._lock:
            place = (account, month)
            return Usage(
                month=month, calls=self._calls.get(place, 0), allowance=allowance, exhausted=place in self._exhausted
            )

    def admit(self, account: str, month: str, allowance: int | None) -> None:
        """Count a call that is about to be made, or refuse it because the plan has no room.

        It is counted before it is sent, so that calls at the same time do not take one place twice.

        Raises:
            QuotaExhausted: As many calls as the plan has were counted; nothing was sent.
        """
        with self._lock:
            used = self._calls.get((account, month), 0)
            if allowance is None or used < allowance:
                self._calls[account, month] = used + 1
                return
        message = f"The {allowance} calls of {month} are used up, by the count of this process."
        raise QuotaExhausted(message, done="Nothing was sent.", advice=_ADVICE)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Return the calls by account and month."""
        with self._lock:
            return dict(self._calls)

    def start_from(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Begin from calls that were counted elsewhere; what this process counted is added to them.

        Raises:
            UsageError: A count is negative.
        """
        if any(calls < 0 for calls in counts.values()):
            message = "A count of calls is negative."
            raise UsageError(message)
        for (account, month), calls in counts.items():
            self.add(account, month, calls)


_ADVICE = "Wait for the next month, or take a larger plan; the product shows the use under Integrations, Secure API."
