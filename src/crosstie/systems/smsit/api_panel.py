"""The calls of the control panel, cloud and decentralized (fact sheet: smsit.md, 2.1, 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

import attrs

from crosstie.core.checks import known_word, sendable, whole
from crosstie.core.exchange import Call
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, UsageError
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.answers import said, status_of, text_of
from crosstie.systems.smsit.codes import ALREADY_THERE, NOBODY
from crosstie.systems.smsit.models import Contact
from crosstie.systems.smsit.outcomes import Balance, Delivery, GroupDelivery, OneTimeCode, Recurrence, Sent
from crosstie.systems.smsit.outgoing import Outgoing
from crosstie.systems.smsit.phones import digits_of
from crosstie.systems.smsit.requests import panel_call, panel_list

__all__ = [
    "APPOINTMENT_STATUSES",
    "SLOWEST",
    "AppointmentStatus",
    "ContactFilter",
    "Credits",
    "SortBy",
    "Source",
    "add_appointment",
    "add_contact",
    "balance",
    "contacts",
    "generate_code",
    "group_delivery",
    "group_name",
    "latest_delivery",
    "send",
    "send_to_group",
    "validate_code",
]

Source = Literal["Import", "SMS", "Widget", "Kiosk"]
SortBy = Literal["name", "phone_number", "created"]
Credits = Literal["sms", "voice"]
AppointmentStatus = Literal["unconfirmed", "confirmed", "cancelled", "rescheduled"]

_SOURCES: Final[Mapping[Source, str]] = {"Import": "0", "SMS": "1", "Widget": "2", "Kiosk": "3"}
_CREDITS: Final[Mapping[Credits, str]] = {"sms": "1", "voice": "2"}
APPOINTMENT_STATUSES: Final[Mapping[AppointmentStatus, str]] = {
    "unconfirmed": "0",
    "confirmed": "1",
    "cancelled": "2",
    "rescheduled": "3",
}


# -- contacts ----------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class ContactFilter:
    """What a list is limited to, and its order; texts only have to occur in the field (4).

    Attributes:
        name: Part of the name.
        email: Part of the address.
        number: Part of the number, in digits; a plus before it is left out.
        group: Part of the group's name, though a group of exactly this name must exist.
        source: Where contacts came from.
        subscribed: Whether SMS-iT sends to them.
        sort_by: The order.
        descending: Whether it is turned round.
    """

    name: str | None = None
    email: str | None = None
    number: str | None = None
    group: str | None = None
    source: Source | None = None
    subscribed: bool | None = None
    sort_by: SortBy = "created"
    descending: bool = False

    def fields(self) -> dict[str, str | None]:
        """Return the form's fields.

        Raises:
            UsageError: The source or the order is not known, or a text is none or holds half a character.
        """
        if self.source is not None:
            known_word("source", self.source, tuple(_SOURCES))
        known_word("sort_by", self.sort_by, _SORTS)
        return {
            "name": _part("name", self.name),
            "email": _part("email", self.email),
            "number": digits_of(_part("number", self.number) or "") or None,
            "group": _part("group", self.group),
            "source": None if self.source is None else _SOURCES[self.source],
            # Turned round: 0 is subscribed, 1 is not (2.1).
            "subscribed": None if self.subscribed is None else str(int(not self.subscribed)),
            "sortby": self.sort_by,
            "sortdir": "desc" if self.descending else "asc",
        }


_SORTS: Final = ("name", "phone_number", "created")


def _part(what: str, text: str | None) -> str | None:
    return None if text is None else sendable(what, text) or None


def group_name(name: str) -> str:
    """Return a group's name, if it may be one.

    Raises:
        UsageError: It is blank, no text, or holds half a character.
    """
    if not sendable("A group's name", name).strip():
        message = "A group has a name."
        raise UsageError(message)
    return name


def contacts(
    account: Account, wanted: ContactFilter, keep: Callable[[Contact], bool] | None = None
) -> PageCall[Contact]:
    """List contacts, oldest first by default, so that what is made meanwhile shifts nobody onto another page.

    A page is the last when it is empty, which SMS-iT calls -7: a short one may be short because the account's limit is
    lower than the one that was asked for.

    Args:
        account: Whose contacts.
        wanted: What SMS-iT is to look for.
        keep: What of it is really wanted, because SMS-iT looks for parts of texts; all of it without one.

    Raises:
        UsageError: The dialect has no contacts, or a filter is not known.
    """
    account.route("contacts.list")
    fields = {**wanted.fields(), "limit": str(account.settings.page_size)}

    def page(cursor: str | None) -> Call[Page[Contact]]:
        number = cursor or "1"
        if not (number.isascii() and number.isdigit()):
            message = "This is not where a page of contacts ended."
            raise UsageError(message, advice="Pass the next of a page as it is.")

        def decode(rows: list[Contact]) -> Page[Contact]:
            return Page(
                items=rows if keep is None else list(filter(keep, rows)),
                next=str(int(number) + 1) if rows else None,
                # Nobody is twice in a group, so that pages with the same ends are the same page.
                mark=(_mark(rows[0]), _mark(rows[-1]), len(rows)) if rows else None,
            )

        page_fields = {**fields, "page": number}
        return panel_list(account, "contacts.list", page_fields, (Contact, "contacts"), decode, empty=NOBODY)

    return page


def _mark(contact: Contact) -> tuple[str | None, ...]:
    return contact.id, contact.number, contact.group


def add_contact(account: Account, contact: Contact) -> Call[bool]:
    """Put a number into a group that exists; the value is whether it was not there yet (-7, which is no error)."""

    def decode(answer: Mapping[str, Any]) -> bool:
        return _accepted(answer, also=ALREADY_THERE) != ALREADY_THERE

    fields = {
        "group": contact.group,
        "number": digits_of(contact.number or ""),
        "name": contact.name or None,
        "email": contact.email or None,
        "bday": contact.birthday.isoformat() if isinstance(contact.birthday, date) else None,
    }
    return panel_call(account, "contacts.add", fields, decode, "write", tolerates=ALREADY_THERE)


def _accepted(answer: Mapping[str, Any], *, also: int = 0) -> int:
    """Return the status of a write that was accepted: 0, or the other one that its call has for it (3.2).

    Raises:
        DecodeError: There is none, as after a failure within SMS-iT (4), or another one, which no document has.
    """
    status = status_of(answer)
    if status not in {0, also}:
        raise DecodeError(_UNSAID)
    return status


_UNSAID: Final = "SMS-iT answered without saying whether it did what was asked."


# -- messages ----------------------------------------------------------------------------------------------------------


def send(account: Account, message: Outgoing) -> Call[Sent]:
    """Send or schedule a text to one contact."""

    def decode(answer: Mapping[str, Any]) -> Sent:
        _accepted(answer)
        return message.sent()

    operation = "messages.send" if message.at is None else "messages.schedule"
    return panel_call(account, operation, _message_fields(account, message, digits_of(message.to)), decode, "write")


def send_to_group(
    account: Account, message: Outgoing, *, rotate: bool = False, throttle: int | None = None
) -> Call[Sent]:
    """Send or schedule a text to everybody who is subscribed to a group.

    Args:
        account: Whose call it is.
        message: To the group's name.
        rotate: Whether the account's numbers take turns.
        throttle: Seconds between two messages of a number, 1 to 6.

    Raises:
        UsageError: The throttle is out of range, or the dialect has no groups.
    """
    if throttle is not None:
        whole("throttle", throttle, 1, SLOWEST)

    def decode(answer: Mapping[str, Any]) -> Sent:
        status = status_of(answer)
        if status is None or status < 0:
            raise DecodeError(_UNSAID)
        return message.sent(group_send_id=str(status) if status else None)

    operation = "messages.send_to_group" if message.at is None else "messages.schedule_to_group"
    fields = {
        **_message_fields(account, message, message.to),
        "rotate": "1" if rotate else None,
        "throttle": None if throttle is None else str(throttle),
    }
    return panel_call(account, operation, fields, decode, "write")


SLOWEST: Final = 6
"""Seconds between two messages of a number, at most (1)."""


def _message_fields(account: Account, message: Outgoing, to: str) -> dict[str, str | None]:
    return {
        "from": account.sender_of(message.sender),
        "to": to,
        "message": message.text,
        "alphasender": message.alpha_sender,
        **({} if message.at is None else _schedule_fields(account, message.at, message.recurrence)),
    }


def _schedule_fields(account: Account, at: datetime, recurrence: Recurrence | None) -> dict[str, str | None]:
    if recurrence is None:
        return {"sendondate": account.wall_clock(at)}
    return {
        "sendondate": account.wall_clock(at),
        "recurring": "1",
        "repeat": recurrence.repeat,
        "frequency": str(recurrence.every),
        "enddate": account.wall_clock(recurrence.until),
    }


# -- delivery and credits ----------------------------------------------------------------------------------------------


def latest_delivery(account: Account, number: str) -> Call[Delivery]:
    """Ask what became of the latest message to a number."""

    def decode(answer: Mapping[str, Any]) -> Delivery:
        status, error = answer.get("smsstatus"), answer.get("errormsg")
        if not isinstance(status, str):
            message = "The delivery report holds no status."
            raise DecodeError(message)
        return Delivery(status=status, error=said(error) if error else "")

    return panel_call(account, "delivery.latest", {"number": digits_of(number)}, decode)


def group_delivery(account: Account, send_id: str) -> Call[GroupDelivery]:
    """Ask for the totals of one group send."""

    def decode(answer: Mapping[str, Any]) -> GroupDelivery:
        return GroupDelivery(successful=int(_amount(answer, "successful")), failed=int(_amount(answer, "failed")))

    return panel_call(account, "delivery.of_group", {"groupsmsid": sendable("group_send_id", send_id)}, decode)


def balance(account: Account, kind: Credits) -> Call[Balance]:
    """Ask for the credits; a good answer has no status (3.2).

    Raises:
        UsageError: The kind is not known.
    """
    known_word("kind", kind, tuple(_CREDITS))
    return panel_call(
        account,
        "balance.get",
        {"type": _CREDITS[kind]},
        lambda answer: Balance(credits=_amount(answer, "creditbalancenumber")),
    )


def _amount(answer: Mapping[str, Any], name: str) -> Decimal:
    """Read a number that comes as text (3.1)."""
    try:
        amount = Decimal(text_of(answer.get(name)) or "nothing")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        message = f"The answer of SMS-iT holds no number in {name}."
        raise DecodeError(message)
    return amount


# -- appointments and one-time codes -----------------------------------------------------------------------------------


def add_appointment(account: Account, number: str, at: datetime, status: AppointmentStatus) -> Call[None]:
    """Add an appointment for a contact.

    Raises:
        UsageError: The status is not known, or the moment cannot be told on the account's clock.
    """
    known_word("status", status, tuple(APPOINTMENT_STATUSES))
    fields = {
        "number": digits_of(number),
        "apptdate": account.wall_clock(at),
        "status": APPOINTMENT_STATUSES[status],
    }

    def decode(answer: Mapping[str, Any]) -> None:
        _accepted(answer)

    return panel_call(account, "appointments.add", fields, decode, "write")


def generate_code(account: Account) -> Call[OneTimeCode]:
    """Make a one-time code."""

    def decode(answer: Mapping[str, Any]) -> OneTimeCode:
        code = text_of(answer.get("otp"))
        if code is None:
            message = "SMS-iT made no one-time code."
            raise DecodeError(message)
        return OneTimeCode(code=code)

    return panel_call(account, "codes.generate", {}, decode, "write")


def validate_code(account: Account, code: str) -> Call[bool]:
    """Check a one-time code; only the form of a success is known, so that anything else is none (3.2)."""

    def decode(answer: Mapping[str, Any]) -> bool:
        if "status" not in answer:
            message = "SMS-iT did not say whether the code is good."
            raise DecodeError(message)
        return str(answer["status"]).strip().casefold() in {"success", "0"}

    return panel_call(account, "codes.validate", {"otp": sendable("The code", code)}, decode, "write", any_status=True)
