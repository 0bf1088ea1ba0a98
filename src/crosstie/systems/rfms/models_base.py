"""What all RFMS records share: lenient forms, because one field comes in several (fact sheet: rfms.md, 3.0 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal, TypeVar

from crosstie.core.checks import sendable
from crosstie.models import Convention, Form, Record, instants, model, money, wire
from crosstie.models.forms import AMOUNT, COUNT, DAY, FLAG, INSTANT, KEY, TEXT
from crosstie.models.naming import camel

__all__ = [
    "ID",
    "JOB_DAY",
    "PADDED",
    "SLASH_DAY",
    "SLASH_INSTANT",
    "Address",
    "NamedId",
    "RfmsRecord",
    "write_id",
    "write_slash_day",
]

T = TypeVar("T")


def _unless_blank(parse: Callable[[str], T]) -> Callable[[Any], T | None]:
    """Make a parser take only text, and empty text as missing: RFMS sends ``""`` for a date that is not set."""

    def read(value: Any) -> T | None:  # noqa: ANN401 - whatever JSON held
        if not isinstance(value, str):
            reason = f"is {type(value).__name__}, expected text"
            raise TypeError(reason)
        return parse(value.strip()) if value.strip() else None

    return read


def _read_flag(value: Any) -> bool | None:  # noqa: ANN401 - whatever JSON held
    if isinstance(value, bool):
        return value
    known = {"true": True, "false": False, "": None}
    if isinstance(value, str) and value.strip().lower() in known:
        return known[value.strip().lower()]
    reason = "is neither true nor false"
    raise ValueError(reason)


def _read_amount(value: Any) -> Decimal | None:  # noqa: ANN401 - whatever JSON held
    if value.__class__ is int or value.__class__ is Decimal:  # as it nearly always is
        return Decimal(value)
    if isinstance(value, str):
        return money.from_text(value) if value.strip() else None
    if isinstance(value, (bool, list, dict)):
        reason = "is not a number"
        raise TypeError(reason)
    return Decimal(value)


def _read_count(value: Any) -> int | None:  # noqa: ANN401 - whatever JSON held
    if value.__class__ is int:  # as it nearly always is
        return int(value)
    amount = _read_amount(value)
    if amount is not None and amount != amount.to_integral_value():
        reason = "is not a whole number"
        raise ValueError(reason)
    return None if amount is None else int(amount)


def _day_of_stamp(text: str) -> date:
    return instants.local_iso(text).date()


def write_id(value: str) -> int | str:
    """Write an id as the number it is; a leading zero means that it is none.

    Raises:
        UsageError: It is no text.
    """
    sendable("An id", value)
    return int(value) if value.isascii() and value.isdigit() and value == str(int(value)) else value


def write_slash_day(value: date) -> str:
    """Write ``10/31/2026``, without leading zeros."""
    return f"{value.month}/{value.day}/{value.year:04d}"


def _write_slash_stamp(value: datetime) -> str:
    moment = value.astimezone(UTC)
    half, hour = "AM" if moment.hour < 12 else "PM", moment.hour % 12 or 12  # noqa: PLR2004 - a twelve-hour clock
    return f"{write_slash_day(moment)} {hour}:{moment.minute:02d}:{moment.second:02d} {half} +00:00"


ID = Form(accepts=int | str, check=KEY.check, read=str, reads_all=True, write=write_id)
"""An id: a number or text, depending on the endpoint."""

PADDED = Form(accepts=str, check=TEXT.check, read=str.strip, reads_all=True)
"""Text that RFMS fills up with spaces to a fixed width, as in jobs and file extensions."""

JOB_DAY = Form(
    accepts=Any,
    check=DAY.check,
    read=_unless_blank(instants.first_of(instants.compact_day, instants.iso_day, _day_of_stamp)),
    write=DAY.write,
)
"""A day of the schedule: ``YYYYMMDD`` in lists, ISO in single jobs."""

SLASH_DAY = Form(accepts=Any, check=DAY.check, read=_unless_blank(instants.slash_day), write=write_slash_day)
"""A day as ``M/d/yyyy``, as in opportunities."""

SLASH_INSTANT = Form(
    accepts=Any, check=INSTANT.check, read=_unless_blank(instants.slash_stamp), write=_write_slash_stamp
)
"""An instant as ``M/d/yyyy h:mm:ss AM``, seconds optional, as in opportunities."""

_CONVENTION = Convention(
    system="rfms",
    naming=camel,
    forms={
        bool: Form(accepts=Any, check=FLAG.check, read=_read_flag, swift=bool | Literal["true", "false", ""]),
        int: Form(accepts=Any, check=COUNT.check, read=_read_count, swift=int | Literal[""]),
        Decimal: Form(accepts=Any, check=AMOUNT.check, read=_read_amount),
        date: Form(
            accepts=Any,
            check=DAY.check,
            read=_unless_blank(instants.first_of(instants.iso_day, _day_of_stamp)),
            write=DAY.write,
        ),
        datetime: Form(
            accepts=Any,
            check=INSTANT.check,
            read=_unless_blank(instants.local_iso),
            write=INSTANT.write,
            swift=datetime,
            local=True,
        ),
    },
)


@model(kw_only=True)
class RfmsRecord(Record):
    """Any RFMS record: camelCase on the wire.

    A field may be ``""``, null or missing in the same place: text keeps ``""``, other fields read it as missing.
    Timestamps carry no zone and are read in the zone that the connection declares.
    """

    convention: ClassVar[Convention] = _CONVENTION


@model(kw_only=True)
class Address(RfmsRecord):
    """A name with a postal address. RFMS turns address lines and cities into capitals when it saves them."""

    business_name: str | None = None
    last_name: str | None = None
    first_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    county: str | None = None
    country: str | None = None


@model
class NamedId(RfmsRecord):
    """An entry of a value list; names may end with spaces."""

    id: str | None = wire(form=ID)
    name: str | None = wire(form=PADDED)
