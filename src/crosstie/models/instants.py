"""Instants and days: aware datetimes and plain dates, and the forms in which systems write them.

Each parser takes exactly one form and raises ``ValueError`` for any other, because forms differ per field and a guess
between them would be a wrong date. Timestamps without a zone are read in the zone that the connection declares
(:func:`reading_in`); UTC when none is declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import TypeVar

__all__ = [
    "aware",
    "compact_day",
    "day",
    "declared",
    "first_of",
    "iso",
    "iso_day",
    "local_iso",
    "placed",
    "reading_in",
    "rfc1123",
    "slash_day",
    "slash_stamp",
]

T = TypeVar("T")

_ZONE: ContextVar[tzinfo] = ContextVar("crosstie_declared_zone", default=UTC)
_UNCHANGED = nullcontext()
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SLASH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_SLASH_STAMP = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))? (AM|PM)( \+00:00)?", re.ASCII | re.IGNORECASE
)
_NOON = 12


def reading_in(zone: tzinfo | None) -> AbstractContextManager[None]:
    """Read timestamps that carry no zone as local to ``zone`` while the context lasts; ``None`` changes nothing."""
    return _UNCHANGED if zone is None else _declared(zone)


@contextmanager
def _declared(zone: tzinfo) -> Generator[None]:
    token = _ZONE.set(zone)
    try:
        yield
    finally:
        _ZONE.reset(token)


def aware(value: object) -> datetime:
    """Take a datetime that knows its zone.

    Raises:
        TypeError: It is no datetime.
        ValueError: It has no zone.
    """
    if not isinstance(value, datetime):
        reason = f"must be a datetime, not {type(value).__name__}"
        raise TypeError(reason)
    if value.utcoffset() is None:
        reason = "must have a time zone; a naive datetime means different instants on different machines"
        raise ValueError(reason)
    return value


def day(value: object) -> date:
    """Take a calendar date; a datetime is refused, because its day depends on the zone.

    Raises:
        TypeError: It is not a plain date.
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        reason = f"must be a date, not {type(value).__name__}"
        raise TypeError(reason)
    return value


def iso(text: str) -> datetime:
    """Read ISO 8601 with an offset: ``2026-03-18T13:39:32-07:00``.

    Raises:
        ValueError: Another form, or no offset.
    """
    value = datetime.fromisoformat(text)
    if value.utcoffset() is None:
        reason = "has no offset"
        raise ValueError(reason)
    return value


def local_iso(text: str) -> datetime:
    """Read ISO 8601 without a zone, as local to the declared zone: ``2026-03-18T13:39:32``; an offset is honoured.

    Raises:
        ValueError: Another form.
    """
    value = datetime.fromisoformat(text)
    return placed(value, _ZONE.get()) if value.utcoffset() is None else value


def declared() -> tzinfo:
    """Return the zone that timestamps without one are read in now."""
    return _ZONE.get()


def placed(value: datetime, zone: tzinfo) -> datetime:
    """Return an instant that carries no zone as local to ``zone``."""
    return datetime.combine(value.date(), value.time(), zone)  # a quarter of what replace() takes


def iso_day(text: str) -> date:
    """Read ``2026-03-18``.

    Raises:
        ValueError: Another form.
    """
    if not _ISO_DAY.fullmatch(text):
        reason = "is not YYYY-MM-DD"
        raise ValueError(reason)
    return date.fromisoformat(text)


def compact_day(text: str) -> date:
    """Read ``20260318``.

    Raises:
        ValueError: Another form.
    """
    match = _COMPACT_DAY.fullmatch(text)
    if not match:
        reason = "is not YYYYMMDD"
        raise ValueError(reason)
    year, month, number = match.groups()
    return date(int(year), int(month), int(number))


def slash_day(text: str) -> date:
    """Read the American ``3/18/2026``.

    Raises:
        ValueError: Another form.
    """
    match = _SLASH_DAY.fullmatch(text)
    if not match:
        reason = "is not M/D/YYYY"
        raise ValueError(reason)
    month, number, year = match.groups()
    return date(int(year), int(month), int(number))


def slash_stamp(text: str) -> datetime:
    """Read the American ``3/5/2026 7:00:39 PM``, local to the declared zone unless ``+00:00`` follows.

    The seconds may be missing.

    Raises:
        ValueError: Another form.
    """
    match = _SLASH_STAMP.fullmatch(text)
    if not match:
        reason = "is not M/D/YYYY h:mm:ss AM"
        raise ValueError(reason)
    month, number, year, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    if not 1 <= hour <= _NOON:
        reason = "has an hour that no twelve-hour clock shows"
        raise ValueError(reason)
    hour = hour % _NOON + (_NOON if match[7].upper() == "PM" else 0)
    zone = UTC if match[8] else _ZONE.get()
    return datetime(year, month, number, hour, minute, second, tzinfo=zone)


def rfc1123(text: str) -> datetime:
    """Read ``Thu, 19 Feb 2026 14:10:33 GMT``.

    Raises:
        ValueError: Another form.
    """
    value = parsedate_to_datetime(text)
    return value.replace(tzinfo=UTC) if value.utcoffset() is None else value


def first_of(*parsers: Callable[[str], T]) -> Callable[[str], T]:
    """Return a parser that takes any of several forms, for a field that is documented with more than one."""

    def parse(text: str) -> T:
        for parser in parsers:
            try:
                return parser(text)
            except ValueError:
                continue
        reason = "is in none of the documented forms"
        raise ValueError(reason)

    return parse
