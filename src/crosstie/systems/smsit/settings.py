"""What the host decides, and what the documents leave open, as settings with safe defaults (smsit.md, 4, 6, 8)."""

from __future__ import annotations

from datetime import tzinfo
from functools import lru_cache
from typing import Any, Final, Literal, get_args

import attrs

from crosstie.core.checks import amount, count, one_of, optional, switch
from crosstie.core.exchange import RetryPolicy
from crosstie.core.pace import Pace
from crosstie.errors import UsageError
from crosstie.systems.options import CallOptions
from crosstie.systems.smsit.hours import DAYTIME, QuietHours, time_zone
from crosstie.systems.smsit.phones import GatewayNumbers, PhoneCheck, country_code, e164, possible

__all__ = ["OPTIONS", "SETTINGS", "ConsentRule", "Settings"]

ConsentRule = Literal["recorded", "unless_opted_out"]
SpinRule = Literal["refuse", "allow"]
ListSpelling = Literal["listID", "listId"]


def _zone(instance: object, field: attrs.Attribute[Any], value: object) -> None:
    time_zone(f"{field.name} of {type(instance).__name__}", value)


def _country(instance: object, field: attrs.Attribute[Any], value: str) -> None:
    del instance, field
    country_code(value)


def _hours(instance: object, field: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, QuietHours):
        message = f"{field.name} of {type(instance).__name__} is a QuietHours, not {value!r}."
        raise UsageError(message)


@attrs.frozen(kw_only=True)
class Settings:
    """How to speak with one account, and what is never sent.

    Attributes:
        zone: The account's time zone: schedules and timestamps carry none. Schedules are refused without it;
            timestamps are then read as UTC.
        country: The country code that numbers of ten digits are completed with, such as ``"1"``; ``None`` refuses them.
        phone_check: ``form`` keeps to the rules of E.164; ``possible`` also asks the numbering plans, with
            ``crosstie[phone]``.
        consent: ``recorded`` sends only to numbers whose consent is on record; ``unless_opted_out`` to all but those
            who opted out, for hosts that keep consent elsewhere.
        hours: When texts may be sent, by the recipient's clock.
        spin: The control panel replaces ``{hello|hi}`` by one of the words, and alters braces in general: ``refuse``
            keeps such texts back, ``allow`` sends them as they are.
        recurring: Whether recurring schedules may be made. No call takes them back, and SMS-iT skips its own checks for
            them, so that a later opt-out does not stop them.
        most_segments: A longer text is refused; the control panel counts credits for 1,600 characters at most.
        page_size: Contacts in a page.
        concurrent: How many calls of this process may be under way to the account; 0 for no limit.
        per_second: Sustained calls a second; 0 for no limit, as none is documented.
        repeat_throttled_sends: Whether a send that was answered with 429 is sent again. Nobody has said that such a
            send was surely not accepted.
        gateway_numbers: How a gateway is told numbers: ``plus``, ``digits`` or the ten ``national`` ones.
        gateway_list: How a gateway's field for a list is spelled; clients in use disagree.
        experimental: Allows calls that nobody is known to have made with success; each says so.

    Raises:
        UsageError: A word is none of those above, a number is out of its range, or the zone is no time zone.
    """

    zone: tzinfo | None = attrs.field(default=None, validator=optional(_zone))
    country: str | None = attrs.field(default=None, validator=optional(_country))
    phone_check: PhoneCheck = attrs.field(default="form", validator=one_of(*get_args(PhoneCheck)))
    consent: ConsentRule = attrs.field(default="recorded", validator=one_of(*get_args(ConsentRule)))
    hours: QuietHours = attrs.field(default=DAYTIME, validator=_hours)
    spin: SpinRule = attrs.field(default="refuse", validator=one_of(*get_args(SpinRule)))
    recurring: bool = attrs.field(default=False, validator=switch)
    most_segments: int = attrs.field(default=10, validator=count(1))
    page_size: int = attrs.field(default=50, validator=count(1))
    concurrent: int = attrs.field(default=2, validator=count(0))
    per_second: float = attrs.field(default=0.0, validator=amount())
    repeat_throttled_sends: bool = attrs.field(default=False, validator=switch)
    gateway_numbers: GatewayNumbers = attrs.field(default="plus", validator=one_of(*get_args(GatewayNumbers)))
    gateway_list: ListSpelling = attrs.field(default="listID", validator=one_of(*get_args(ListSpelling)))
    experimental: bool = attrs.field(default=False, validator=switch)

    def number(self, text: str) -> str:
        """Return a number in E.164.

        Raises:
            UsageError: It is none, or its country is not known.
            MissingExtra: Numbering plans are to be asked, and ``phonenumbers`` is not installed.
        """
        number = e164(text, country=self.country)
        return possible(number) if self.phone_check == "possible" else number

    def pace(self, label: str) -> Pace:
        """Return the pace of the calls of a connection."""
        return _pace(f"smsit/{label}", self.concurrent, self.per_second)


@lru_cache(maxsize=4096)
def _pace(key: str, concurrent: int, per_second: float) -> Pace:
    return Pace(key, per_second=per_second, concurrent=concurrent)


SETTINGS: Final = Settings()

OPTIONS: Final = CallOptions(timeout=30.0, retry=RetryPolicy(attempts=3, base=1.0, cap=20.0))
"""Thirty seconds are what clients in use wait for a send (4)."""
