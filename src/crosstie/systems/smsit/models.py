"""The typed records of SMS-iT (fact sheet: smsit.md, 3 and 2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Final, Literal

from crosstie.models import Convention, Form, HeadNames, Record, instants, model, wire
from crosstie.models.forms import DAY, FLAG, INSTANT, KEY, TEXT
from crosstie.models.naming import snake
from crosstie.systems.smsit.phones import digits_of, e164, shown

__all__ = ["Contact", "CrmContact", "CrmTask", "Device", "GatewayMessage"]

_YES: Final = {"yes": True, "no": False, "": None}


def _read_yes(value: Any) -> bool | None:  # noqa: ANN401 - whatever JSON held
    """Read ``Yes`` or ``No``."""
    if value.__class__ is bool:  # read before
        return bool(value)
    word = str(value).strip().lower()
    if word in _YES:
        return _YES[word]
    reason = "is neither Yes nor No"
    raise ValueError(reason)


def _write_yes(value: bool) -> str:  # noqa: FBT001 - the one argument of a form
    return "Yes" if value else "No"


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON held
    if not isinstance(value, str):
        reason = f"is {type(value).__name__}, expected text"
        raise TypeError(reason)
    return value.strip()


def _read_day(value: Any) -> date | None:  # noqa: ANN401 - whatever JSON held
    text = _text(value)
    return instants.iso_day(text) if text else None


def _read_days(values: Sequence[str | None]) -> list[date | None]:
    return [
        None if not value else date.fromisoformat(value) if _dashed(value) else _read_day(value) for value in values
    ]


def _dashed(text: str) -> bool:
    return len(text) == len("2026-03-18") and text[5] != "W"  # of the ISO forms of that length, the other is a week's


def _read_instant(value: Any) -> datetime | None:  # noqa: ANN401 - whatever JSON held
    text = _text(value)
    return instants.local_iso(text) if text else None


def _check_number(value: object) -> str:
    return e164(TEXT.check(value))


_CONVENTION: Final = Convention(
    system="smsit",
    naming=snake,
    forms={
        bool: Form(accepts=Any, check=FLAG.check, read=_read_yes, write=_write_yes, swift=Literal["Yes", "No", ""]),
        date: Form(accepts=Any, check=DAY.check, read=_read_day, write=DAY.write, swift=str, settle=_read_days),
        datetime: Form(
            accepts=Any,
            check=INSTANT.check,
            read=_read_instant,
            write=INSTANT.write,
            swift=datetime,
            local=True,
        ),
    },
)
_NUMBER: Final = Form(accepts=str, check=_check_number, read=shown, reads_all=True, write=digits_of)
"""E.164 in records, digits without a plus on the wire."""


@model(kw_only=True)
class Contact(Record):
    """A person's place in one group of the control panel; who is in two groups has two of these (3.1).

    Attributes:
        id: Its number; whether it is the person's or the row's is not known.
        name: May be empty.
        email: May be empty.
        birthday: Where it is known.
        number: In E.164. What the panel holds in another form than digits is shown as it is.
        group: The group's name.
        subscribed: Whether SMS-iT sends to it; can only be read.
        source: ``Import``, ``SMS``, ``Widget`` or ``Kiosk``; can only be read.
        carrier: May be empty; can only be read.
        created: When it was made, read in ``Settings.zone``; can only be read.
    """

    convention: ClassVar[Convention] = _CONVENTION
    head: ClassVar[HeadNames | None] = HeadNames("number")

    id: str | None = wire(form=KEY, identity=True)
    name: str | None = None
    email: str | None = None
    birthday: date | None = None
    number: str | None = wire(form=_NUMBER)
    group: str | None = None
    subscribed: bool | None = wire("subscriber", read_only=True)
    source: str | None = wire(read_only=True)
    carrier: str | None = wire(read_only=True)
    created: datetime | None = wire("date", read_only=True)

    def draft_problems(self) -> Iterable[str]:
        """Yield what SMS-iT would refuse."""
        if not self.number:
            yield "number is needed"
        if not self.group:
            yield "group is needed"


# -- the device gateway ------------------------------------------------------------------------------------------------


@model(kw_only=True)
class GatewayMessage(Record):
    """A message of the device gateway (3.4).

    Attributes:
        id: Its id.
        number: In E.164.
        message: What it says.
        device_id: The device.
        sim_slot: The SIM of the device.
        user_id: The account's user.
        status: ``Pending``, ``Received`` and others; the whole list is not known.
        type: ``sms`` or ``mms``.
        attachments: Links, separated by commas.
        sent: When it was sent.
        delivered: When it was delivered.
        group_id: Messages that were sent together share it.
    """

    convention: ClassVar[Convention] = _CONVENTION
    head: ClassVar[HeadNames | None] = HeadNames("id")

    id: str | None = wire("ID", form=KEY, identity=True)
    number: str | None = wire(form=_NUMBER)
    message: str | None = wire(repr=False)
    device_id: str | None = wire("deviceID", form=KEY)
    sim_slot: str | None = wire("simSlot", form=KEY)
    user_id: str | None = wire("userID", form=KEY)
    status: str | None = None
    type: str | None = None
    attachments: str | None = None
    sent: datetime | None = wire("sentDate")
    delivered: datetime | None = wire("deliveredDate")
    group_id: str | None = wire("groupID", form=KEY)


@model(kw_only=True)
class Device(Record):
    """A device of the gateway. Which members it has is not known but for its id: see ``extra`` (2.2).

    Attributes:
        id: Its id.
    """

    convention: ClassVar[Convention] = _CONVENTION

    id: str | None = wire("ID", form=KEY, identity=True)


# -- the CRM, experimental ---------------------------------------------------------------------------------------------


@model(kw_only=True)
class CrmContact(Record):
    """A contact of the CRM, as unverified client code sends it: experimental (2.3).

    Attributes:
        first_name: Given name.
        last_name: Family name.
        email: E-mail address.
        phone: In E.164, sent with its plus.
        address: In one line.
        tags: Names of tags.
        custom_fields: Values by field.
    """

    convention: ClassVar[Convention] = _CONVENTION

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = wire(form=Form(accepts=str, check=_check_number))
    address: str | None = None
    tags: tuple[str, ...] = ()
    custom_fields: Mapping[str, Any] | None = None


@model(kw_only=True)
class CrmTask(Record):
    """A task of the CRM, as unverified client code sends it: experimental (2.3).

    Attributes:
        title: What is to be done.
        description: More of it.
        priority: ``high`` or ``medium``.
        due_date: Until when.
        status: The CRM's own word.
        contact_id: For whom.
    """

    convention: ClassVar[Convention] = _CONVENTION

    title: str | None = None
    description: str | None = None
    priority: str | None = None
    due_date: datetime | None = None
    status: str | None = None
    contact_id: str | None = None
