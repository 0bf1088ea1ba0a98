"""Dates of the control panel, and the scheduling fields of its sends (2.1)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, Literal, TypeAlias, cast

import attrs

from crosstie.testing.smsit.wire import RefusedError

__all__ = ["Repeat", "Schedule", "ScheduleCodes", "read_date", "read_schedule"]

Repeat: TypeAlias = Literal["Daily", "Weekly", "Monthly", "Yearly"]

_FORM: Final = re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{4} [0-9]{2}:[0-9]{2}")
_DAYS: Final[Mapping[str, int]] = {"Daily": 1, "Weekly": 7}
_MONTHS: Final[Mapping[str, int]] = {"Monthly": 1, "Yearly": 12}
_FREQUENCIES: Final = frozenset(str(number) for number in range(1, 31))
_YEAR: Final = 12


@attrs.frozen(kw_only=True)
class Schedule:
    """When a send goes out.

    Attributes:
        first: The first time, on the account's wall clock.
        zone: The account's time zone.
        repeat: How it recurs, if it does.
        frequency: Every so many days, weeks, months or years.
        end: The last moment at which it may still go out, on the account's wall clock.
    """

    first: datetime
    zone: tzinfo
    repeat: Repeat | None = None
    frequency: int = 1
    end: datetime | None = None

    def run(self, number: int) -> datetime:
        """Return the moment of a run, from 0, in UTC; wall-clock time stays the same over a change of the clocks."""
        return self._local(number).replace(tzinfo=self.zone).astimezone(UTC)

    def has(self, number: int) -> bool:
        """Tell whether there is such a run."""
        return number == 0 or (self.end is not None and self._local(number) <= self.end)

    def _local(self, number: int) -> datetime:
        steps = number * self.frequency
        if self.repeat is None:
            return self.first
        if self.repeat in _MONTHS:
            return _months_later(self.first, steps * _MONTHS[self.repeat])
        return self.first + timedelta(days=steps * _DAYS[self.repeat])


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * _YEAR + moment.month - 1 + months, _YEAR)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


@attrs.frozen(kw_only=True)
class ScheduleCodes:
    """The negative statuses that one call has for its scheduling fields (3.3).

    Attributes:
        recurring: ``recurring`` is neither 0 nor 1.
        repeat: ``repeat`` is none of the four words.
        frequency: ``frequency`` is not from 1 to 30.
        end: ``enddate`` is missing.
        other: Anything else, such as a date of another form.
    """

    recurring: int
    repeat: int
    frequency: int
    end: int
    other: int = -16


def read_date(text: str) -> datetime | None:
    """Read ``DD-MM-YYYY HH:MM``; ``None`` for anything else."""
    if not _FORM.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%d-%m-%Y %H:%M")  # noqa: DTZ007 - wall-clock time of the account
    except ValueError:
        return None


def read_schedule(fields: Mapping[str, str], codes: ScheduleCodes, zone: tzinfo) -> Schedule | None:
    """Read the scheduling fields; ``None`` for a send at once.

    Raises:
        RefusedError: A field has no good value.
    """
    recurring = fields.get("recurring", "") or "0"
    if recurring not in {"0", "1"}:
        raise RefusedError(codes.recurring, "recurring must be 0 or 1")
    repetition = _repetition(fields, codes) if recurring == "1" else None
    if not fields.get("sendondate"):
        if repetition is not None:
            raise RefusedError(codes.other, "sendondate is missing")
        return None
    first = _date(fields, "sendondate", codes)
    if repetition is None:
        return Schedule(first=first, zone=zone)
    repeat, frequency, end = repetition
    return Schedule(first=first, zone=zone, repeat=repeat, frequency=frequency, end=end)


def _repetition(fields: Mapping[str, str], codes: ScheduleCodes) -> tuple[Repeat, int, datetime]:
    repeat, frequency = fields.get("repeat", ""), fields.get("frequency", "")
    if repeat not in _DAYS and repeat not in _MONTHS:
        raise RefusedError(codes.repeat, "repeat must be Daily, Weekly, Monthly or Yearly")
    if frequency not in _FREQUENCIES:
        raise RefusedError(codes.frequency, "frequency must be from 1 to 30")
    if not fields.get("enddate"):
        raise RefusedError(codes.end, "enddate is missing")
    return cast("Repeat", repeat), int(frequency), _date(fields, "enddate", codes)


def _date(fields: Mapping[str, str], name: str, codes: ScheduleCodes) -> datetime:
    found = read_date(fields[name])
    if found is None:
        raise RefusedError(codes.other, f"{name} must be DD-MM-YYYY HH:MM")
    return found
