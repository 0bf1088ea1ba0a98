"""Which time zone SuiteQL speaks in, learned from records whose time is known (fact sheet: netsuite.md, 4.4).

A value such as ``2026-11-01 01:30:00`` tells no zone, and none is documented. The record API tells the same moment in
UTC, so that every record is a sample. A sample leaves those zones of the tz database that were at that time where the
sample says; what all of them agree about is known, around changes of the clock too, and what they do not agree about
needs another sample. So nothing is ever guessed: neither a zone from one offset, nor which of two hours it was when the
clocks went back.
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Final

import attrs

from crosstie.errors import DecodeError, UsageError

__all__ = ["Zones"]

_COARSE: Final = timedelta(minutes=1)
"""The record API shows minutes, as recorded, and SuiteQL may show seconds (3.1)."""
_AROUND: Final = timedelta(days=2)
"""More than a day is away from UTC; no zone changes its clocks twice within four days."""
_MOST_KEPT: Final = 10_000
_STEP: Final = timedelta(minutes=15)
_STEPS: Final = 9
"""Two hours in quarters: no zone puts its clocks back by more."""


@cache
def _every_zone() -> tuple[tzinfo, ...]:
    """Return all zones of the tz database; a fifth of a second, once."""
    names = sorted(zoneinfo.available_timezones())
    if not names:
        message = "There is no time zone database on this machine, and NetSuite does not tell its zone."
        raise UsageError(message, advice="Install the package tzdata, or pass the account's zone.")
    return tuple(zoneinfo.ZoneInfo(name) for name in names)


@attrs.define(eq=False)
class Zones:
    """The zones that the account can be in.

    Attributes:
        possible: Those that agree with every sample.
        samples: How many samples there were.
    """

    possible: tuple[tzinfo, ...]
    samples: int = 0
    _days: dict[date, timedelta | None] = attrs.field(factory=dict[date, timedelta | None])
    _minutes: dict[datetime, datetime | None] = attrs.field(factory=dict[datetime, datetime | None])

    @classmethod
    def all_or(cls, zone: tzinfo | None) -> Zones:
        """Begin with every zone, or with the one that the host knows.

        Raises:
            UsageError: No zone is given, and this machine has no database of them.
        """
        return cls(_every_zone() if zone is None else (zone,))

    def learn(self, local: datetime, moment: datetime) -> None:
        """Take in what SuiteQL and the record API say of the same moment.

        Args:
            local: As SuiteQL tells it, without a zone.
            moment: The same in UTC.

        Raises:
            DecodeError: No zone that was possible agrees; nothing was changed.
        """
        left = tuple(zone for zone in self.possible if abs(_local(moment, zone) - local) < _COARSE)
        if not left:
            message = f"NetSuite's times fit no zone: SuiteQL says {local}, and the record API {moment}."
            advice = "Check the zone that was passed, or whether somebody changed the account's just now."
            raise DecodeError(message, advice=advice)
        if len(left) < len(self.possible):
            self._days.clear()
            self._minutes.clear()
        self.possible = left
        self.samples += 1

    def moment(self, local: datetime) -> datetime | None:
        """Return a moment of SuiteQL in UTC; ``None`` where the possible zones do not agree on one."""
        offset = self._offset_of_day(local.date())
        if offset is not None:
            return (local - offset).replace(tzinfo=UTC)
        if local not in self._minutes:
            if len(self._minutes) >= _MOST_KEPT:
                self._minutes.clear()
            moments = {moment for zone in self.possible for moment in _moments(local, zone)}
            self._minutes[local] = moments.pop() if len(moments) == 1 else None
        return self._minutes[local]

    def earliest(self, since: datetime) -> datetime:
        """Return what SuiteQL cannot have fallen behind since a moment, without a zone.

        Where the clocks go back soon afterwards, that is earlier than the moment itself was on them.
        """
        moments = [since + _STEP * step for step in range(_STEPS)]
        lowest = min(moment.astimezone(zone).utcoffset() or timedelta() for zone in self.possible for moment in moments)
        # Changes are told by the minute that they were made in (3.1).
        return since.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0) + lowest

    def _offset_of_day(self, day: date) -> timedelta | None:
        """Return the offset that every possible zone has all day; kept, for days come a thousand times."""
        if day not in self._days:
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            around = (noon - _AROUND, noon, noon + _AROUND)
            offsets = {moment.astimezone(zone).utcoffset() for zone in self.possible for moment in around}
            self._days[day] = offsets.pop() if len(offsets) == 1 else None
        return self._days[day]


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _moments(local: datetime, zone: tzinfo) -> set[datetime]:
    """Return the moments that a zone calls so: two when its clocks go back, none when they leap over it."""
    both = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {moment for moment in both if _local(moment, zone) == local}
