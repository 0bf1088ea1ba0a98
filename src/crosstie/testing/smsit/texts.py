"""Texts that went out, texts that wait for their time, and texts that came in."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from crosstie.testing.smsit.schedules import Schedule

__all__ = ["Dispatch", "Plan", "Received", "Surface", "Text"]

Surface: TypeAlias = Literal["panel", "gateway", "crm"]


@attrs.frozen(kw_only=True)
class Text:
    """One text to one phone.

    Attributes:
        id: Its number within the surface.
        surface: Which of the three products sent it.
        sender: The number, or the alphanumeric name, that it comes from; empty for the gateway, whose phones decide.
        to: The number it goes to, as it was given.
        text: What the person reads: spin text is expanded.
        credits: What it cost.
        at: When it goes out, in UTC; in a throttled group send that is later than the call.
        planned: The time it was scheduled for, or ``None`` if it was sent at once.
        group_send: The id of the group send it belongs to.
        status: Its delivery status when it was looked at.
        error: Why it was not delivered.
    """

    id: int
    surface: Surface
    sender: str
    to: str
    text: str
    credits: int
    at: datetime
    planned: datetime | None = None
    group_send: int | None = None
    status: str = ""
    error: str = ""


@attrs.frozen(kw_only=True)
class Dispatch:
    """What the control panel was asked to send, and to whom.

    Attributes:
        sender: The number that it comes from.
        to: The number it is for; empty for a group.
        group: The group it is for; empty for one number.
        text: What was given; spin text is expanded only when it goes out.
        rotate: Whether a group send uses all numbers of the account in turn.
        throttle: Seconds between two texts from one number of the account.
    """

    sender: str
    to: str = ""
    group: str = ""
    text: str
    rotate: bool = False
    throttle: int = 1


@attrs.frozen(kw_only=True)
class Plan:
    """A scheduled send that still waits.

    Attributes:
        id: Its number.
        dispatch: What will be sent.
        schedule: When it goes out, and how often.
        runs: How often it went out already.
    """

    id: int
    dispatch: Dispatch
    schedule: Schedule
    runs: int = 0

    @property
    def due(self) -> datetime:
        """When it goes out next, in UTC."""
        return self.schedule.run(self.runs)


@attrs.frozen(kw_only=True)
class Received:
    """A text that a person sent to the account.

    Attributes:
        id: Its number.
        number: Whose it is, digits with country code.
        text: What was written.
        to: The account's number.
        at: When it came.
        reaction: What the control panel made of it: ``stop``, ``help`` or nothing (6.3).
    """

    id: int
    number: str
    text: str
    to: str
    at: datetime
    reaction: Literal["", "stop", "help"] = ""
