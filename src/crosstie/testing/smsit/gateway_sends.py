"""The device gateway's ``send.php``: one message, many, to a list; and the balance (2.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

import attrs

from crosstie.testing.smsit.credits import Chooser
from crosstie.testing.smsit.gateway import Gateway, Message, Slot
from crosstie.testing.smsit.wire import Json, fail

__all__ = ["resend", "send"]

_OPTIONS: Final = frozenset("012")
_KINDS: Final = frozenset({"sms", "mms"})


@attrs.frozen(kw_only=True)
class _Wanted:
    """One message of a call."""

    number: str
    text: str
    kind: str = "sms"
    attachments: str = ""


def send(gateway: Gateway, fields: Mapping[str, str], choose: Chooser) -> Json:
    """Send what the fields ask for; the key alone asks for the balance, null for unlimited.

    Raises:
        FailedError: Something is missing, unreadable or not there.
    """
    if not fields.keys() - {"key"}:
        return {"credits": gateway.credits}
    wanted, several = _wanted(gateway, fields)
    slots = _slots(gateway, fields)
    planned = _schedule(fields.get("schedule", ""))
    _check_credits(gateway, len(wanted))
    group = gateway.new_group() if several else None
    turns = fields.get("useRandomDevice") != "1"
    made = [
        gateway.keep(
            Message(
                id=0,
                number=one.number,
                text=one.text,
                slot=slots[place % len(slots)] if turns else slots[_chosen(slots, choose)],
                at=planned or gateway.clock.now(),
                kind=one.kind,
                attachments=one.attachments,
                group=group,
                planned=planned,
            )
        )
        for place, one in enumerate(wanted)
    ]
    for message in made:
        gateway.dispatch(message)
    return {"messages": [gateway.shown(message) for message in made]}


def _chosen(slots: Sequence[Slot], choose: Chooser) -> int:
    names = [f"{slot.device}/{slot.sim}" for slot in slots]
    return names.index(choose(names))


def resend(gateway: Gateway, messages: Sequence[Message]) -> Json:
    """Send messages again, under their old numbers; what came in is left out.

    Raises:
        FailedError: The credits do not last.
    """
    again = [message for message in messages if not message.incoming]
    _check_credits(gateway, len(again))
    for message in again:
        message.at, message.planned, message.reported = gateway.clock.now(), None, ""
        gateway.dispatch(message)
    return {"messages": [gateway.shown(message) for message in again]}


def _check_credits(gateway: Gateway, needed: int) -> None:
    if gateway.credits is not None and gateway.credits < needed:
        fail("Not enough credits.")


def _wanted(gateway: Gateway, fields: Mapping[str, str]) -> tuple[list[_Wanted], bool]:
    """Return the messages of a call, and whether they make a group."""
    if "messages" in fields:
        return [_one(item) for item in _array(fields["messages"], "messages")], True
    name = gateway.rules.gateway_list_field
    if name in fields:
        people = gateway.lists.get(fields[name])
        if people is None:
            fail("List does not exist.")
        return [_one({**fields, "number": person.number}) for person in people.values() if person.subscribed], True
    return [_one(fields)], False


def _one(fields: object) -> _Wanted:
    given: Mapping[str, Any] = {}  # Any: JSON of any shape
    if isinstance(fields, Mapping):
        given = cast("Mapping[str, Any]", fields)
    number, text, kind = (str(given.get(name) or "") for name in ("number", "message", "type"))
    if not number or not text:
        fail("Number and message are needed.")
    if (kind or "sms") not in _KINDS:
        fail("Type must be sms or mms.")
    return _Wanted(number=number, text=text, kind=kind or "sms", attachments=str(given.get("attachments") or ""))


def _array(text: str, name: str) -> list[object]:
    try:
        found: object = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list):
        fail(f"{name} must be a JSON array.")
    return cast("list[object]", found)


def _slots(gateway: Gateway, fields: Mapping[str, str]) -> list[Slot]:
    """Return the SIM cards that take turns: of the given phones (0), of all phones (1), or all cards (2)."""
    option = fields.get("option") or "0"
    if option not in _OPTIONS:
        fail("Option must be 0, 1 or 2.")
    devices = list(gateway.devices.values())
    if option == "2":
        slots = [Slot(device.id, sim) for device in devices for sim in range(device.sims)]
    elif option == "1" or not fields.get("devices"):
        slots = [Slot(device.id) for device in (devices if option == "1" else devices[:1])]
    else:
        slots = _given(gateway, fields["devices"])
    if not slots:
        fail("There is no device.")
    return slots


def _given(gateway: Gateway, text: str) -> list[Slot]:
    names = _array(text, "devices") if text.startswith("[") else [text]
    known = {str(number): number for number in gateway.devices}
    if not all(str(name) in known for name in names):
        fail("Device does not exist.")
    return [Slot(known[str(name)]) for name in names]


def _schedule(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        fail("Schedule must be a unix time.")
