"""Dates as the token's user prefers them: what ``q=`` reads and SuiteQL writes (fact sheet 2.4, 4.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from crosstie.testing.netsuite.rules import DateFormat

__all__ = ["Span", "read_span", "show_date"]

Span = tuple[datetime, datetime]
"""From the first moment to the first one after it; without a zone."""

_ORDER: Final[Mapping[DateFormat, str]] = {
    "M/D/YYYY": r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d)",
    "MM/DD/YYYY": r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d)",
    "D/M/YYYY": r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}|\d\d)",
    "DD/MM/YYYY": r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}|\d\d)",
    "DD/MM/YY": r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}|\d\d)",
    "D.M.YYYY": r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)",
    "YYYY-MM-DD": r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
}
_SHOWN: Final[Mapping[DateFormat, str]] = {
    "M/D/YYYY": "{m}/{d}/{y}",
    "MM/DD/YYYY": "{m:02d}/{d:02d}/{y}",
    "D/M/YYYY": "{d}/{m}/{y}",
    "DD/MM/YYYY": "{d:02d}/{m:02d}/{y}",
    "DD/MM/YY": "{d:02d}/{m:02d}/{yy:02d}",
    "D.M.YYYY": "{d}.{m}.{y}",
    "YYYY-MM-DD": "{y}-{m:02d}-{d:02d}",
}
_TIME: Final = r"(?:\s+(?P<h>\d{1,2}):(?P<min>\d\d)(?:\s*(?P<half>[AaPp][Mm]))?)?"
_NOON: Final = 12


def read_span(text: str, preference: DateFormat) -> Span:
    """Read a day, or a minute of it, in the user's format.

    Raises:
        ValueError: It is none.
    """
    match = re.fullmatch(_ORDER[preference] + _TIME, text.strip())
    if match is None:
        message = f"Unparseable date: {text!r} with format {preference}"
        raise ValueError(message)
    year = int(match["y"])
    start = datetime(year if len(match["y"]) == 4 else 2000 + year, int(match["m"]), int(match["d"]))  # noqa: DTZ001, PLR2004 - without a zone on purpose
    if match["h"] is None:
        return start, start + timedelta(days=1)
    start = start.replace(hour=_hour(int(match["h"]), match["half"]), minute=int(match["min"]))
    return start, start + timedelta(minutes=1)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % _NOON + (_NOON if half.lower() == "pm" else 0)


def show_date(moment: datetime, preference: DateFormat) -> str:
    """Write a date in the user's format; a time of day is left out, as recorded (4.1)."""
    parts = {"d": moment.day, "m": moment.month, "y": moment.year, "yy": moment.year % 100}
    return _SHOWN[preference].format(**parts)
