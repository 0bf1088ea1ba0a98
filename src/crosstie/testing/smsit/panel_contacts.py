"""The control panel's calls about people: ``addcontact``, ``getcontacts``, ``addappointment`` (2.1, 3.1, 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import attrs

from crosstie.testing.smsit.numbers import digits_of, is_digits
from crosstie.testing.smsit.panel import Appointment, Contact, Membership, Panel
from crosstie.testing.smsit.schedules import read_date
from crosstie.testing.smsit.wire import Json, RefusedError

__all__ = ["add_appointment", "add_contact", "get_contacts"]

_LIMIT: Final = 50
_SOURCES: Final = {"0": "Import", "1": "SMS", "2": "Widget", "3": "Kiosk"}
_SUBSCRIBED: Final = {"0": "Yes", "1": "No"}
_SORT: Final[Mapping[str, str]] = {"name": "name", "phone_number": "number", "created": "date"}
_STATUSES: Final = frozenset("0123")


def add_contact(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Put a number into a group; one that left it is subscribed again.

    Raises:
        RefusedError: -2 to -7.
    """
    number, group = fields.get("number", ""), fields.get("group", "")
    if not number or not group:
        raise _missing(number, group)
    if group not in panel.groups:
        raise RefusedError(-5, "group does not exist")
    number = digits_of(number)
    if not is_digits(number) or not _is_day(fields.get("bday", "")):
        raise RefusedError(-6, "contact could not be saved")
    known = panel.contacts.get(number)
    if known is not None and group in known.groups and known.groups[group].subscribed:
        raise RefusedError(-7, f"already subscribed to {group}")
    contact = panel.join(number, group, source="Import")
    contact.name = fields.get("name") or contact.name
    contact.email = fields.get("email") or contact.email
    contact.birthday = fields.get("bday") or contact.birthday
    return {"status": "0", "msg": "contact saved"}


def _missing(number: str, group: str) -> RefusedError:
    if not number and not group:
        return RefusedError(-3, "group and number are missing")
    return RefusedError(-2, "number is missing") if not number else RefusedError(-4, "group is missing")


def _is_day(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@attrs.frozen(kw_only=True)
class _Order:
    """How rows are sorted, and which of them are shown."""

    key: str
    descending: bool
    limit: int
    page: int


def get_contacts(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Search contacts: one row for each group of each person.

    Raises:
        RefusedError: -2 to -6 for bad filters, -7 when there is none.
    """
    fits = _filters(panel, fields)
    order = _order(fields)
    rows = [
        (place.row, _row(panel, contact, group, place))
        for contact in panel.contacts.values()
        for group, place in contact.groups.items()
    ]
    found = [row for _, row in sorted(rows, key=lambda pair: pair[0]) if fits(row)]
    found.sort(key=lambda row: str(row[order.key]).casefold())
    if order.descending:
        found.reverse()
    shown = found[(order.page - 1) * order.limit : order.page * order.limit]
    if not shown:
        raise RefusedError(-7, "no contacts found")
    return {"status": "0", "contacts": shown}


def _filters(panel: Panel, fields: Mapping[str, str]) -> Callable[[Json], bool]:
    group, source, subscribed = (fields.get(name, "") for name in ("group", "source", "subscribed"))
    if group and group not in panel.groups:
        raise RefusedError(-2, "group does not exist")
    if source and source not in _SOURCES:
        raise RefusedError(-3, "source must be 0, 1, 2 or 3")
    if subscribed and subscribed not in _SUBSCRIBED:
        raise RefusedError(-4, "subscribed must be 0 or 1")
    # These four only have to occur in the row (4).
    parts = {name: fields[name].casefold() for name in ("name", "email", "number", "group") if fields.get(name)}
    exact = {"source": _SOURCES.get(source), "subscriber": _SUBSCRIBED.get(subscribed)}

    def fits(row: Json) -> bool:
        return all(part in row[name].casefold() for name, part in parts.items()) and all(
            value is None or row[name] == value for name, value in exact.items()
        )

    return fits


def _order(fields: Mapping[str, str]) -> _Order:
    by, direction = fields.get("sortby") or "created", fields.get("sortdir") or "desc"
    if by not in _SORT:
        raise RefusedError(-5, "sortby must be name, phone_number or created")
    if direction not in {"asc", "desc"}:
        raise RefusedError(-6, "sortdir must be asc or desc")
    return _Order(
        key=_SORT[by],
        descending=direction == "desc",
        limit=_positive(fields.get("limit", ""), _LIMIT),
        page=_positive(fields.get("page", ""), 1),
    )


def _positive(text: str, default: int) -> int:
    # No code exists for a bad limit or page (3.3), so that it counts as absent.
    return int(text) if is_digits(text) and int(text) > 0 else default


def _row(panel: Panel, contact: Contact, group: str, place: Membership) -> Json:
    local = place.joined.astimezone(panel.rules.zone)
    return {
        "id": str(contact.id if panel.rules.row_id == "person" else place.row),
        "name": contact.name,
        "birthday": contact.birthday,
        "email": contact.email,
        "number": contact.number,
        "group": group,
        "subscriber": "Yes" if place.subscribed else "No",
        "source": contact.source,
        "carrier": contact.carrier,
        "date": f"{local:%Y-%m-%d %H:%M:%S}",
    }


def add_appointment(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Add an appointment.

    Raises:
        RefusedError: -2 to -9.
    """
    number, day, status = (fields.get(name, "") for name in ("number", "apptdate", "status"))
    if not number:
        raise RefusedError(-2, "number is missing")
    if not is_digits(digits_of(number)):
        raise RefusedError(-3, "number must have digits only")
    if not day:
        raise RefusedError(-4, "apptdate is missing")
    if not status:
        raise RefusedError(-5, "status is missing")
    if status not in _STATUSES:
        raise RefusedError(-6, "status must be 0, 1, 2 or 3")
    return _appointed(panel, digits_of(number), day, int(status))


def _appointed(panel: Panel, number: str, day: str, status: int) -> Json:
    if number not in panel.contacts:
        raise RefusedError(-7, "contact does not exist")
    at = read_date(day)
    if at is None:
        raise RefusedError(-9, "apptdate must be DD-MM-YYYY HH:MM")
    if any((known.number, known.at) == (number, at) for known in panel.appointments):
        raise RefusedError(-8, "appointment already exists")
    panel.appointments.append(Appointment(number=number, at=at, status=status))
    return {"status": "0", "msg": "appointment saved"}
