"""Quiet hours: texts only from eight in the morning to nine in the evening where the person is (smsit.md, 6.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

import attrs

from crosstie.errors import UsageError

__all__ = ["DAYTIME", "QuietHours", "time_zone"]


def time_zone(what: str, value: object) -> tzinfo:
    """Return a time zone that was given, if it is one.

    Args:
        what: What it is, for the error, such as the argument's name.
        value: What was given.

    Raises:
        UsageError: It is something else, such as the name of one.
    """
    if not isinstance(value, tzinfo):
        message = f"{what} is a time zone, not {value!r}."
        raise UsageError(message, advice='Pass one such as ZoneInfo("America/New_York").')
    return value


@attrs.frozen(kw_only=True)
class QuietHours:
    """When texts may be sent, by the recipient's clock; some states are stricter than the federal rule.

    Attributes:
        opens: From this time on.
        closes: Until just before this time.

    Raises:
        UsageError: One is no time, the day would end before it begins, or the times carry a zone.
    """

    opens: time = time(8)
    closes: time = time(21)

    def __attrs_post_init__(self) -> None:
        """Check that there is a day between the two."""
        if not (_plain(self.opens) and _plain(self.closes)) or self.opens >= self.closes:
            message = "Quiet hours need two times without a zone, the first before the second."
            raise UsageError(message, advice="The zone is the recipient's, and given with each message.")

    def allow(self, moment: datetime, zone: tzinfo) -> bool:
        """Tell whether a text may arrive at a moment where the recipient is."""
        return self.opens <= _shown(moment, zone).time() < self.closes

    @property
    def length(self) -> timedelta:
        """How long the day is."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def next_opening(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the first moment from this one on at which a text may be sent, in the recipient's zone.

        Where the clock leaps over the opening, it is the moment that many minutes behind the leap, or the next day's.
        """
        if self.allow(moment, zone):
            return moment
        for day in _days(_shown(moment, zone).date()):
            opening = _shown(datetime.combine(day, self.opens, tzinfo=zone), zone)
            # By the instant: the same zone on both sides would compare the clocks on the wall.
            if opening.timestamp() > moment.timestamp() and self.allow(opening, zone):
                return opening
        raise AssertionError  # pragma: no cover - no zone skips the same hour on days in a row


def _plain(value: object) -> bool:
    return isinstance(value, time) and value.tzinfo is None


def _shown(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment as the clock of a zone shows it."""
    # Through UTC: a time of that very clock that it leaps over in spring would stay as it is.
    return moment.astimezone(UTC).astimezone(zone)


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(4))


DAYTIME: Final = QuietHours()
"""8:00 to 21:00, as 47 CFR 64.1200(c)(1) has it."""
