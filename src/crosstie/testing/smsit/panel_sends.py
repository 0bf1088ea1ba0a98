"""The control panel's two sends: ``smscontact`` and ``smsgroup`` (2.1, 3.3, 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from crosstie.testing.smsit.numbers import is_digits
from crosstie.testing.smsit.panel import Panel
from crosstie.testing.smsit.schedules import Schedule, ScheduleCodes, read_schedule
from crosstie.testing.smsit.texts import Dispatch
from crosstie.testing.smsit.wire import Json, RefusedError

__all__ = ["send_to_contact", "send_to_group"]

_TO_CONTACT: Final = ScheduleCodes(recurring=-8, repeat=-9, frequency=-10, end=-11)
_TO_GROUP: Final = ScheduleCodes(recurring=-10, repeat=-11, frequency=-12, end=-13)
_ALPHA: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}")
_THROTTLES: Final = frozenset("123456")


def send_to_contact(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Send or schedule a text to one contact.

    ``to`` must be the stored digits exactly: nothing is stripped from it. Only a send at once looks whether the number
    is a contact and subscribed.

    Raises:
        RefusedError: -1 to -16.
    """
    sender = _sender(panel, fields)
    text, to = fields.get("message", ""), fields.get("to", "")
    if not text:
        raise RefusedError(-4, "message is missing")
    if not to:
        raise RefusedError(-5, "to is missing")
    if not _reaches(panel, to, at_once=not fields.get("sendondate")):
        raise RefusedError(-6, "not in the contact list, or unsubscribed")
    sender = _alpha_sender(panel, fields) or sender
    schedule = read_schedule(fields, _TO_CONTACT, panel.rules.zone)
    dispatch = Dispatch(sender=sender, to=to, text=text)
    return _sent_or_planned(panel, dispatch, schedule, short=-12)


def send_to_group(panel: Panel, fields: Mapping[str, str]) -> Json:
    """Send or schedule a text to the subscribers of a group.

    Raises:
        RefusedError: -1 to -16.
    """
    sender = _sender(panel, fields)
    text, group = fields.get("message", ""), fields.get("to", "")
    if not text:
        raise RefusedError(-4, "message is missing")
    if not group:
        raise RefusedError(-5, "group is missing")
    if group not in panel.groups:
        raise RefusedError(-6, "group does not exist")
    sender = _alpha_sender(panel, fields) or sender
    rotate, throttle = _pace(fields)
    schedule = read_schedule(fields, _TO_GROUP, panel.rules.zone)
    dispatch = Dispatch(sender=sender, group=group, text=text, rotate=rotate, throttle=throttle)
    return _sent_or_planned(panel, dispatch, schedule, short=-14)


def _sender(panel: Panel, fields: Mapping[str, str]) -> str:
    if not panel.rules.may_send:
        raise RefusedError(-1, "account is not allowed to send")
    sender = fields.get("from", "")
    if not sender:
        raise RefusedError(-2, "from is missing")
    if sender not in panel.rules.senders:
        raise RefusedError(-3, "from is not a number of this account that can send texts")
    return sender


def _reaches(panel: Panel, to: str, *, at_once: bool) -> bool:
    contact = panel.contacts.get(to)
    known = contact is not None and contact.subscribed
    return is_digits(to) and (known or not at_once)


def _alpha_sender(panel: Panel, fields: Mapping[str, str]) -> str:
    name = fields.get("alphasender", "")
    if name and not (panel.rules.alpha_sender_allowed and _ALPHA.fullmatch(name)):
        raise RefusedError(-7, "alphasender is not valid or not allowed")
    return name


def _pace(fields: Mapping[str, str]) -> tuple[bool, int]:
    rotate, throttle = fields.get("rotate") or "0", fields.get("throttle") or "1"
    if rotate not in {"0", "1"}:
        raise RefusedError(-8, "rotate must be 0 or 1")
    if throttle not in _THROTTLES:
        raise RefusedError(-9, "throttle must be from 1 to 6")
    return rotate == "1", int(throttle)


def _sent_or_planned(panel: Panel, dispatch: Dispatch, schedule: Schedule | None, *, short: int) -> Json:
    """Send or plan; ``short`` is the call's code for too few credits."""
    ready = panel.expanded(dispatch)
    if (schedule is None or panel.rules.scheduled_checks_credits) and not panel.affords(ready):
        raise RefusedError(short, "not enough credits")
    if dispatch.group and not panel.subscribers(dispatch.group):
        raise RefusedError(-15, "no subscribers in the group")
    if schedule is not None:
        panel.plan(dispatch, schedule)
        return {"status": "0", "msg": "message scheduled"}
    group_send = panel.send(ready)
    return {"status": str(group_send or 0), "msg": "message sent"}
