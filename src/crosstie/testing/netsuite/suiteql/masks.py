"""Date masks of ``TO_CHAR``, ``TO_DATE`` and ``TO_TIMESTAMP``: the common Oracle ones, both ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from crosstie.testing.netsuite.refusals import refuse_query

__all__ = ["read_moment", "show_moment"]

_PIECE: Final = re.compile(
    r"(YYYY|YY|MONTH|MON|MM|DD|DY|HH24|HH12|HH|MI|SSSSS|SS|FF\d?|AM|PM|TZH|TZM)|\"([^\"]*)\"|([^A-Za-z0-9\"]+)",
    re.IGNORECASE,
)
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SHOWN: Final[Mapping[str, Callable[[datetime], str]]] = {
    "YYYY": lambda moment: f"{moment.year:04d}",
    "YY": lambda moment: f"{moment.year % 100:02d}",
    "MONTH": lambda moment: moment.strftime("%B").upper().ljust(9),
    "MON": lambda moment: _MONTHS[moment.month - 1],
    "MM": lambda moment: f"{moment.month:02d}",
    "DD": lambda moment: f"{moment.day:02d}",
    "DY": lambda moment: moment.strftime("%a").upper(),
    "HH24": lambda moment: f"{moment.hour:02d}",
    "HH12": lambda moment: f"{(moment.hour - 1) % 12 + 1:02d}",
    "HH": lambda moment: f"{(moment.hour - 1) % 12 + 1:02d}",
    "MI": lambda moment: f"{moment.minute:02d}",
    "SSSSS": lambda moment: f"{moment.hour * 3600 + moment.minute * 60 + moment.second:05d}",
    "SS": lambda moment: f"{moment.second:02d}",
    "FF": lambda _moment: "000000",
    "AM": lambda moment: "AM" if moment.hour < 12 else "PM",  # noqa: PLR2004 - noon
    "PM": lambda moment: "AM" if moment.hour < 12 else "PM",  # noqa: PLR2004 - noon
    "TZH": lambda moment: _offset(moment)[:3],
    "TZM": lambda moment: _offset(moment)[3:],
}
_READ: Final[Mapping[str, str]] = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MON": r"(?P<name>[A-Za-z]{3})",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "HH24": r"(?P<hour>\d{1,2})",
    "HH12": r"(?P<hour>\d{1,2})",
    "HH": r"(?P<hour>\d{1,2})",
    "MI": r"(?P<minute>\d{1,2})",
    "SS": r"(?P<second>\d{1,2})",
    "FF": r"\d{1,9}",
    "AM": r"(?P<half>[AaPp][Mm])",
    "PM": r"(?P<half>[AaPp][Mm])",
    "TZH": r"(?P<zone>[+-]\d{2})",
    "TZM": r"(?P<zonemin>\d{2})",
}
_NOON: Final = 12


@lru_cache(maxsize=4096)
def show_moment(moment: datetime, mask: str) -> str:
    """Write a moment by a mask.

    Raises:
        Refusal: 400 for a mask that is not known.
    """
    return "".join(piece(moment) if callable(piece) else piece for piece in _pieces(mask))


def read_moment(text: str, mask: str) -> datetime:
    """Read a moment by a mask; aware if the mask has a zone.

    Raises:
        Refusal: 400 for a text that does not fit, or a mask that is not known.
    """
    match = _pattern(mask).fullmatch(text.strip())
    if match is None:
        refuse_query(f"the date {text!r} does not fit the format {mask!r}")
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    try:
        return _moment(parts)
    except ValueError:
        refuse_query(f"{text!r} is no date")


def _moment(parts: dict[str, str]) -> datetime:
    year = int(parts["year"]) if "year" in parts else 2000 + int(parts.get("short", "0"))
    month = _MONTHS.index(parts["name"].upper()) + 1 if "name" in parts else int(parts.get("month", "1"))
    hour = int(parts.get("hour", "0"))
    if "half" in parts:
        hour = hour % _NOON + (_NOON if parts["half"].upper() == "PM" else 0)
    zone = None
    if "zone" in parts:
        minutes = int(parts["zone"][1:]) * 60 + int(parts.get("zonemin", "0"))
        zone = timezone(timedelta(minutes=minutes if parts["zone"][0] == "+" else -minutes))
    minute, second = int(parts.get("minute", "0")), int(parts.get("second", "0"))
    return datetime(year, month, int(parts.get("day", "1")), hour, minute, second, tzinfo=zone)


@lru_cache(maxsize=64)
def _pieces(mask: str) -> tuple[Callable[[datetime], str] | str, ...]:
    return tuple(_SHOWN.get(word, word) for word in _split(mask, _SHOWN))


@lru_cache(maxsize=64)
def _pattern(mask: str) -> re.Pattern[str]:
    return re.compile("".join(_READ[word] if word in _READ else re.escape(word) for word in _split(mask, _READ)))


def _split(mask: str, known: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(mask):
        match = _PIECE.match(mask, place)
        word = None if match is None else _word(match[1])
        if match is None or (word is not None and word not in known):
            refuse_query(f"the date format {mask!r} is not known")
        found.append(word or match[2] or match[3] or "")
        place = match.end()
    return found


def _word(said: str | None) -> str | None:
    """Return a mask's word in upper case; the number of digits after FF does not matter."""
    if said is None:
        return None
    return "FF" if said.upper().startswith("FF") else said.upper()


def _offset(moment: datetime) -> str:
    return moment.strftime("%z") or "+0000"
