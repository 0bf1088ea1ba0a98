"""The device gateway's account (surface B): phones, messages, and lists of contacts (2.2, 3.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.smsit.rules import SmsItRules
from crosstie.testing.smsit.texts import Text
from crosstie.testing.smsit.wire import Json

__all__ = ["Device", "Gateway", "ListedContact", "Message", "Slot"]

_USER: Final = "1"


@attrs.frozen(kw_only=True)
class Device:
    """A phone that the gateway sends through.

    Attributes:
        id: Its number.
        name: What it is called.
        sims: How many SIM cards it has.
    """

    id: int
    name: str
    sims: int = 1


@attrs.frozen
class Slot:
    """One SIM card of a phone.

    Attributes:
        device: The number of the phone.
        sim: The place of the card, from 0.
    """

    device: int
    sim: int = 0


@attrs.define(kw_only=True, eq=False)
class ListedContact:
    """A person on a list.

    Attributes:
        id: The person's number on the list.
        number: As it was given.
        name: May be empty.
        subscribed: Whether sends to the list reach the person.
    """

    id: int
    number: str
    name: str = ""
    subscribed: bool = True


@attrs.define(kw_only=True, eq=False)
class Message:
    """A message to or from a phone.

    Attributes:
        id: Its number.
        number: Whose it is or was sent to, as it was given.
        text: What it says.
        slot: The SIM card it goes through.
        at: When it goes out, or came in.
        incoming: Whether it came in.
        kind: ``sms`` or ``mms``.
        attachments: Links, with commas between them.
        group: The id that the messages of one call share, if there were several.
        planned: The time it was scheduled for.
        reported: A status that was set by hand.
    """

    id: int
    number: str
    text: str
    slot: Slot
    at: datetime
    incoming: bool = False
    kind: str = "sms"
    attachments: str = ""
    group: str | None = None
    planned: datetime | None = None
    reported: str = ""


@attrs.define(kw_only=True, eq=False)
class Gateway:
    """The records of one account.

    Attributes:
        clock: The time.
        rules: What it plays by.
        devices: Phones by number.
        lists: The people of each list, by number, by the list's id.
        messages: Messages by number, oldest first.
        outgoing: What left or will leave the phones, oldest first; a message that is sent again is here twice.
        credits: The balance, ``None`` for unlimited.
    """

    clock: MovableClock
    rules: SmsItRules
    devices: dict[int, Device] = attrs.field(factory=lambda: {1: Device(id=1, name="Phone 1")})
    lists: dict[str, dict[str, ListedContact]] = attrs.field(factory=lambda: {"1": dict[str, ListedContact]()})
    messages: dict[int, Message] = attrs.field(factory=dict[int, Message])
    outgoing: list[Text] = attrs.field(factory=list[Text])
    credits: int | None = None
    _groups: int = 0

    def new_group(self) -> str:
        """Draw the next id that the messages of one call share."""
        self._groups += 1
        return str(self._groups)

    def keep(self, message: Message) -> Message:
        """Keep a message under the next number."""
        message.id = len(self.messages) + 1
        self.messages[message.id] = message
        return message

    def dispatch(self, message: Message) -> None:
        """Hand a message to its phone, at the price of one credit."""
        if self.credits is not None:
            self.credits -= 1
        self.outgoing.append(
            Text(
                id=message.id,
                surface="gateway",
                sender="",
                to=message.number,
                text=message.text,
                credits=0 if self.credits is None else 1,
                at=message.at,
                planned=message.planned,
            )
        )

    def status_of(self, message: Message) -> str:
        """Return the status at this moment; of the words only ``Pending`` and ``Received`` are known (3.4)."""
        if message.incoming or message.reported:
            return message.reported or "Received"
        return "Delivered" if self._arrived(message) <= self.clock.now() else "Pending"

    def _arrived(self, message: Message) -> datetime:
        return message.at + timedelta(seconds=self.rules.gateway_seconds)

    def shown(self, message: Message) -> Json:
        """Return a message as answers and webhooks have it: ids are text, dates have an offset (3.4)."""
        status = self.status_of(message)
        over = message.at if message.incoming else self._arrived(message) if status == "Delivered" else None
        return {
            "ID": str(message.id),
            "number": message.number,
            "message": message.text,
            "deviceID": str(message.slot.device),
            "simSlot": str(message.slot.sim),
            "userID": _USER,
            "status": status,
            "type": message.kind,
            "attachments": message.attachments,
            "sentDate": self._stamp(message.at),
            "deliveredDate": None if over is None else self._stamp(over),
            "groupID": message.group,
        }

    def _stamp(self, moment: datetime) -> str:
        return moment.astimezone(self.rules.zone).isoformat(timespec="seconds")

    def receive(self, number: str, text: str) -> Message:
        """Take in what a person wrote; numbers come with a plus (5)."""
        slot = Slot(next(iter(self.devices), 1))
        received = Message(id=0, number=f"+{number}", text=text, slot=slot, at=self.clock.now(), incoming=True)
        return self.keep(received)

    def gone_out(self) -> list[Text]:
        """Return what left the phones by now, with its status."""
        return [
            attrs.evolve(text, status=self.status_of(self.messages[text.id]))
            for text in self.outgoing
            if text.at <= self.clock.now()
        ]
