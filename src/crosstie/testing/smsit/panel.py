"""The control panel's account (surface A): contacts in groups, numbers, credits, texts and what waits to go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.smsit.credits import Chooser, credits_for, spun
from crosstie.testing.smsit.rules import SmsItRules
from crosstie.testing.smsit.schedules import Schedule
from crosstie.testing.smsit.texts import Dispatch, Plan, Text

__all__ = ["Appointment", "Contact", "Membership", "Panel", "Source"]

Source: TypeAlias = Literal["Import", "SMS", "Widget", "Kiosk"]


@attrs.define(kw_only=True, eq=False)
class Membership:
    """A person's place in a group; one row of ``getcontacts``.

    Attributes:
        row: The number of the row.
        joined: When the person was put into the group.
        subscribed: Whether texts may be sent to the person through it.
    """

    row: int
    joined: datetime
    subscribed: bool = True


@attrs.define(kw_only=True, eq=False)
class Contact:
    """A person.

    Attributes:
        id: The person's number in the account.
        number: Digits with country code, no plus.
        name: May be empty.
        email: May be empty.
        birthday: ``YYYY-MM-DD``, or empty.
        source: How the person came into the account.
        carrier: May be empty.
        groups: The person's groups by name.
    """

    id: int
    number: str
    name: str = ""
    email: str = ""
    birthday: str = ""
    source: Source = "Import"
    carrier: str = ""
    groups: dict[str, Membership] = attrs.field(factory=dict[str, Membership])

    @property
    def subscribed(self) -> bool:
        """Whether any group lets texts through."""
        return any(place.subscribed for place in self.groups.values())


@attrs.frozen(kw_only=True)
class Appointment:
    """An appointment.

    Attributes:
        number: The person's number.
        at: When, on the account's wall clock.
        status: 0 unconfirmed, 1 confirmed, 2 cancelled, 3 rescheduled (2.1).
    """

    number: str
    at: datetime
    status: int


@attrs.define(kw_only=True, eq=False)
class Panel:
    """The records of one account.

    Attributes:
        clock: The time.
        rules: What it plays by.
        choose: Picks an alternative of a spin text.
        groups: The names of the groups; only the web panel makes them (2.1).
        contacts: People by number.
        appointments: Oldest first.
        texts: What was sent, oldest first, with no delivery status; see :meth:`looked_at`.
        plans: What waits for its time, by number.
        credits: The balance by type: 1 for texts, 2 for voice.
        codes: One-time codes that are still good, and when they were made.
        unreachable: Why texts to these numbers fail.
        reported: Delivery statuses that were set by hand, by text.
        writes: How many calls took effect, by name.
    """

    clock: MovableClock
    rules: SmsItRules
    choose: Chooser
    groups: list[str] = attrs.field(factory=list[str])
    contacts: dict[str, Contact] = attrs.field(factory=dict[str, Contact])
    appointments: list[Appointment] = attrs.field(factory=list[Appointment])
    texts: list[Text] = attrs.field(factory=list[Text])
    plans: dict[int, Plan] = attrs.field(factory=dict[int, Plan])
    credits: dict[int, int] = attrs.field(factory=lambda: {1: 1000, 2: 100})
    codes: dict[str, datetime] = attrs.field(factory=dict[str, datetime], repr=False)
    unreachable: dict[str, str] = attrs.field(factory=dict[str, str])
    reported: dict[int, tuple[str, str]] = attrs.field(factory=dict[int, tuple[str, str]])
    writes: Counter[str] = attrs.field(factory=Counter[str])
    _numbers: Counter[str] = attrs.field(factory=Counter[str])

    def next_number(self, kind: str) -> int:
        """Draw the next number of a kind, from 1."""
        self._numbers[kind] += 1
        return self._numbers[kind]

    # -- people --------------------------------------------------------------------------------------------------------

    def join(self, number: str, group: str, *, source: Source) -> Contact:
        """Put a number into a group, or subscribe it there again."""
        contact = self.contacts.get(number)
        if contact is None:
            contact = Contact(id=self.next_number("contact"), number=number, source=source)
            self.contacts[number] = contact
        place = contact.groups.get(group)
        if place is None:
            contact.groups[group] = Membership(row=self.next_number("row"), joined=self.clock.now())
        else:
            place.subscribed = True
        return contact

    def subscribers(self, group: str) -> list[Contact]:
        """Return whom a send to a group reaches, oldest first."""
        return [
            contact
            for contact in self.contacts.values()
            if group in contact.groups and contact.groups[group].subscribed
        ]

    def leave(self, number: str) -> None:
        """Unsubscribe a person from all groups, as the word STOP does (6.3)."""
        contact = self.contacts.get(number)
        for place in contact.groups.values() if contact is not None else ():
            place.subscribed = False

    # -- sending -------------------------------------------------------------------------------------------------------

    def send(self, dispatch: Dispatch, *, planned: datetime | None = None) -> int | None:
        """Send the text as it is, whatever the credits are; return the id of a group send."""
        group_send = self.next_number("group send") if dispatch.group else None
        senders = self.rules.senders if dispatch.rotate else (dispatch.sender,)
        begin = self.clock.now() if planned is None else planned
        for place, number in enumerate(self._recipients(dispatch)):
            # Each of the account's numbers waits between its own texts.
            pause = timedelta(seconds=dispatch.throttle * (place // len(senders)))
            one = Text(
                id=self.next_number("text"),
                surface="panel",
                sender=senders[place % len(senders)],
                to=number,
                text=dispatch.text,
                credits=credits_for(dispatch.text),
                at=begin + pause,
                planned=planned,
                group_send=group_send,
            )
            self.texts.append(one)
            self.credits[1] -= one.credits
        return group_send

    def expanded(self, dispatch: Dispatch) -> Dispatch:
        """Return what goes out: one choice for all recipients."""
        return attrs.evolve(dispatch, text=spun(dispatch.text, self.choose))

    def affords(self, dispatch: Dispatch) -> bool:
        """Tell whether the credits last for sending the text as it is, now."""
        return credits_for(dispatch.text) * len(self._recipients(dispatch)) <= self.credits[1]

    def _recipients(self, dispatch: Dispatch) -> list[str]:
        if dispatch.to:
            return [dispatch.to]
        return [contact.number for contact in self.subscribers(dispatch.group)]

    def plan(self, dispatch: Dispatch, schedule: Schedule) -> Plan:
        """Keep a send for later."""
        plan = Plan(id=self.next_number("plan"), dispatch=dispatch, schedule=schedule)
        self.plans[plan.id] = plan
        return plan

    def catch_up(self) -> None:
        """Send what is due by now, in the order of its times."""
        now = self.clock.now()
        while due := [plan for plan in self.plans.values() if plan.due <= now]:
            self._run(min(due, key=lambda plan: (plan.due, plan.id)))

    def _run(self, plan: Plan) -> None:
        moment, following = plan.due, attrs.evolve(plan, runs=plan.runs + 1)
        if plan.schedule.repeat is not None and plan.schedule.has(following.runs):
            self.plans[plan.id] = following
        else:
            del self.plans[plan.id]
        dispatch = self.expanded(plan.dispatch)
        if self.affords(dispatch) and self._lets_out(dispatch.to):
            self.send(dispatch, planned=moment)

    def _lets_out(self, to: str) -> bool:
        contact = self.contacts.get(to)
        known = not to or (contact is not None and contact.subscribed)
        return known or self.rules.scheduled_to_strangers == "sent"

    # -- delivery ------------------------------------------------------------------------------------------------------

    def looked_at(self, text: Text) -> Text:
        """Return a text with its delivery status at this moment."""
        status, error = self.reported.get(text.id) or self._status(text)
        return attrs.evolve(text, status=status, error=error)

    def _status(self, text: Text) -> tuple[str, str]:
        if self.clock.now() < text.at + timedelta(seconds=self.rules.delivery_seconds):
            return self.rules.waiting_status, ""
        if text.to in self.unreachable:
            return self.rules.failed_status, self.unreachable[text.to]
        return "delivered", ""

    def gone_out(self) -> list[Text]:
        """Return what went out by now."""
        now = self.clock.now()
        return [self.looked_at(text) for text in self.texts if text.at <= now]

    def latest_to(self, number: str) -> Text | None:
        """Return the latest text to a number."""
        return next((text for text in reversed(self.texts) if text.to == number), None)

    def of_group_send(self, number: str) -> Iterator[Text]:
        """Return the texts of one group send."""
        return (self.looked_at(text) for text in self.texts if str(text.group_send) == number)
