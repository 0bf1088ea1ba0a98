"""The vendor's ways to write a date: one function per form, because each field has its own (3.0)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

__all__ = [
    "day_iso",
    "day_packed",
    "day_us",
    "expiry_old",
    "expiry_rfc1123",
    "hour_wide",
    "in_range",
    "minute_us",
    "moment_iso",
    "read_day",
    "read_day_dashed",
    "second_us",
]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_US = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{2}|\d{4})")
_DASHED = re.compile(r"(\d{2})-(\d{2})-(\d{4})")
_CENTURY = 100


def day_iso(day: date | None) -> str:
    """Write ``YYYY-MM-DD``, empty when unset: documents and payments."""
    return day.isoformat() if day else ""


def moment_iso(moment: datetime | None) -> str | None:
    """Write ``YYYY-MM-DDTHH:MM:SS`` without a zone, null when unset: customers and find results."""
    return moment.isoformat(timespec="seconds") if moment else None


def day_us(day: date) -> str:
    """Write ``M/d/yyyy``: an opportunity's ``dateCreated``."""
    return f"{day.month}/{day.day}/{day.year}"


def minute_us(moment: datetime) -> str:
    """Write ``M/d/yyyy h:mm AM``: an opportunity's ``lastModified``."""
    return f"{day_us(moment)} {moment.hour % 12 or 12}:{moment.minute:02} {_half(moment)}"


def second_us(moment: datetime) -> str:
    """Write ``M/d/yyyy h:mm:ss AM``: an event's ``eventTime``."""
    return f"{day_us(moment)} {moment.hour % 12 or 12}:{moment.minute:02}:{moment.second:02} {_half(moment)}"


def _half(moment: datetime) -> str:
    return "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004 - noon


def day_packed(day: date | None) -> str:
    """Write ``YYYYMMDD``: jobs in lists."""
    return f"{day.year:04}{day.month:02}{day.day:02}" if day else ""


def hour_wide(moment: time) -> str:
    """Write a time with four-digit hours, like ``0008:30:00``: job lines and time slots."""
    return f"{moment.hour:04}:{moment.minute:02}:{moment.second:02}"


def expiry_rfc1123(moment: datetime) -> str:
    """Write ``sessionExpires`` as today, such as ``Thu, 19 Feb 2026 14:10:33 GMT``."""
    at = moment.astimezone(UTC)
    day = f"{_WEEKDAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04}"
    return f"{day} {at.hour:02}:{at.minute:02}:{at.second:02} GMT"


def expiry_old(moment: datetime) -> str:
    """Write ``sessionExpires`` as in 2018, such as ``3/5/2018 7:00:39 PM +00:00``."""
    return f"{second_us(moment.astimezone(UTC))} +00:00"


def _day(year: str, month: str, day: str) -> date | None:
    century = 2000 if int(year) < _CENTURY else 0
    try:
        return date(century + int(year), int(month), int(day))
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """Read a day in any of the forms that requests were seen to use; ``None`` if it is none of them."""
    if found := _ISO.fullmatch(text.strip()):
        return _day(found[1], found[2], found[3])
    if found := _US.fullmatch(text.strip()):
        return _day(found[3], found[1], found[2])
    return None


def read_day_dashed(text: str) -> date | None:
    """Read ``MM-DD-YYYY``, the one form of ``jobs/find``; ``None`` if it is another."""
    found = _DASHED.fullmatch(text.strip())
    return _day(found[3], found[1], found[2]) if found else None


def in_range(day: date | None, first: date | None, last: date | None) -> bool:
    """Tell whether a day lies in a range, both ends included; an unset day is only in the open range."""
    if day is None:
        return first is None and last is None
    return (first is None or day >= first) and (last is None or day <= last)
