# @generated from src/crosstie/systems/smsit/clearing_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What stands between a message and its sending: the hour, the consent and, for schedules, the contact.

SMS-iT refuses some of it itself, but not on every surface and not for schedules (4), so that all of it is looked at
here, and again when the turn of a message comes: behind others it can wait until it is night, or until somebody has
opted out. Every send goes by here, repeated ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Final, TypeVar

import attrs

from crosstie.core import effects
from crosstie.core.calls import Call
from crosstie.core.effects import Flow
from crosstie.errors import NotFound, UsageError, Withheld
from crosstie.systems.smsit.caller import SmsItCaller
from crosstie.systems.smsit.consent import Consent, check_consent, check_hours
from crosstie.systems.smsit.outgoing import Outgoing
from crosstie.systems.smsit.people import in_group, with_number

__all__ = ["cleared", "members", "require_contact"]

T = TypeVar("T")

_FRESH: Final = timedelta(seconds=1)
"""What was looked at so long ago is as good as now."""


def cleared(
    caller: SmsItCaller,
    call: Call[T],
    message: Outgoing,
    numbers: Sequence[str],
    *,
    zone: tzinfo | None,
    transactional: bool,
    also: Sequence[str] = (),
) -> Call[T]:
    """Keep a message back that may not be sent to all of these people, or not at its time.

    Args:
        caller: Whose account it is sent from.
        call: What would send it.
        message: The message; what it is scheduled for is what is looked at.
        numbers: Everybody it goes to, in E.164.
        zone: The time zone where they are.
        transactional: Whether quiet hours do not hold for it. Opt-outs do.
        also: Numbers that some of these may mean as well; an opt-out of one of them counts.

    Returns:
        The call, which is looked at again where it had to wait for its turn.

    Raises:
        Withheld: Somebody does not want it, or it is too early or too late.
        UsageError: There is no store of consents, no zone, or the schedule is in the past or not allowed.
    """
    store = caller.consent_store()
    settings = caller.account.settings
    if message.lasting > settings.hours.length and not transactional:
        text = f"Sending to {len(numbers)} people takes {message.lasting}, longer than texts may be sent on a day."
        raise UsageError(text, done="Nothing was sent.", advice="Give a shorter throttle, or send to smaller groups.")
    on_record: Callable[[], Any] = partial(store.held, [*numbers, *also])  # awaited by the driver where it has to be

    def look() -> Flow[datetime]:
        now = yield from effects.now()
        for begin in _moments(caller, message, now):
            for moment in {begin, begin + message.lasting}:
                check_hours(moment, zone, settings.hours, numbers, transactional=transactional)
        held: Mapping[str, Consent] = yield from effects.ask(on_record)
        check_consent(also, held, recorded=False)
        check_consent(numbers, held, recorded=settings.consent == "recorded")
        return now

    def look_again() -> Flow[None]:
        if (yield from effects.now()) - looked > _FRESH:
            yield from look()

    looked = caller.sessions.run(look())
    return attrs.evolve(call, check=look_again)


def _moments(caller: SmsItCaller, message: Outgoing, now: datetime) -> Sequence[datetime]:
    """Return when the message goes out, every run of a schedule included, in UTC, so that time can be added to it."""
    if message.at is None:
        return [now]
    if message.at <= now:
        text = "A message is scheduled for a moment to come."
        raise UsageError(text)
    if message.recurrence is None:
        return [message.at.astimezone(UTC)]
    if not caller.account.settings.recurring:
        text = "Recurring messages cannot be taken back, and do not stop when the person opts out."
        raise UsageError(text, advice="Schedule each from your own program, or allow it with Settings(recurring=True).")
    return message.recurrence.moments(message.at, caller.account.zone())


def require_contact(caller: SmsItCaller, number: str) -> None:
    """Keep back what is scheduled for a number that SMS-iT has no subscriber for: it would say 0 all the same (4).

    Raises:
        NotFound: The number is in no group.
        Withheld: ``unsubscribed``: it is, and has unsubscribed from all of them.
    """
    places = with_number(caller, number).all()
    if not places:
        message = "The number is not in the contact list."
        raise NotFound(message, done="Nothing was scheduled.", advice="Add it to a group first.")
    if not any(place.subscribed for place in places):
        message = "The number has unsubscribed, by SMS-iT's own list."
        raise Withheld(message, reason="unsubscribed", numbers=(number,), done="Nothing was scheduled.")


def members(caller: SmsItCaller, group: str) -> list[str]:
    """Return the numbers that a send to a group would reach.

    Raises:
        NotFound: There is no such group.
        UsageError: Nobody is subscribed to it.
    """
    found = [one.number for one in in_group(caller, group, subscribed=True) if one.number]
    if not found:
        message = f"Nobody is subscribed to the group {group!r}."
        raise UsageError(message, done="Nothing was sent.")
    return list(dict.fromkeys(found))
