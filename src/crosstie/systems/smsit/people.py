# @generated from src/crosstie/systems/smsit/people_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Who is behind a number or a group, by the control panel's contacts."""

from __future__ import annotations

from crosstie.systems.listing import Listing
from crosstie.systems.smsit import api_panel
from crosstie.systems.smsit.api_panel import ContactFilter
from crosstie.systems.smsit.caller import SmsItCaller
from crosstie.systems.smsit.models import Contact
from crosstie.systems.smsit.phones import digits_of

__all__ = ["in_group", "with_email", "with_number"]


def with_number(caller: SmsItCaller, number: str) -> Listing[Contact]:
    """List a number's places in groups; SMS-iT finds parts of numbers, so that they are compared here again (4)."""
    wanted = ContactFilter(number=digits_of(number))
    return Listing(caller, api_panel.contacts(caller.account, wanted, lambda one: one.number == number))


def with_email(caller: SmsItCaller, email: str) -> Listing[Contact]:
    """List the contacts with an e-mail address, in any letter case."""
    address = email.strip()

    def fits(contact: Contact) -> bool:
        return (contact.email or "").strip().casefold() == address.casefold()

    return Listing(caller, api_panel.contacts(caller.account, ContactFilter(email=address), fits))


def in_group(caller: SmsItCaller, group: str, *, subscribed: bool | None = None) -> Listing[Contact]:
    """List the contacts of exactly one group; SMS-iT also finds groups whose name holds this one (4)."""
    wanted = ContactFilter(group=api_panel.group_name(group), subscribed=subscribed)
    return Listing(caller, api_panel.contacts(caller.account, wanted, lambda one: one.group == group))
