"""Who is behind a number or a group, by the control panel's contacts."""

from __future__ import annotations

from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.smsit import api_panel
from crosstie.systems.smsit.api_panel import ContactFilter
from crosstie.systems.smsit.caller_async import AsyncSmsItCaller
from crosstie.systems.smsit.models import Contact
from crosstie.systems.smsit.phones import digits_of

__all__ = ["async_in_group", "async_with_email", "async_with_number"]


def async_with_number(caller: AsyncSmsItCaller, number: str) -> AsyncListing[Contact]:
    """List a number's places in groups; SMS-iT finds parts of numbers, so that they are compared here again (4)."""
    wanted = ContactFilter(number=digits_of(number))
    return AsyncListing(caller, api_panel.contacts(caller.account, wanted, lambda one: one.number == number))


def async_with_email(caller: AsyncSmsItCaller, email: str) -> AsyncListing[Contact]:
    """List the contacts with an e-mail address, in any letter case."""
    address = email.strip()

    def fits(contact: Contact) -> bool:
        return (contact.email or "").strip().casefold() == address.casefold()

    return AsyncListing(caller, api_panel.contacts(caller.account, ContactFilter(email=address), fits))


def async_in_group(caller: AsyncSmsItCaller, group: str, *, subscribed: bool | None = None) -> AsyncListing[Contact]:
    """List the contacts of exactly one group; SMS-iT also finds groups whose name holds this one (4)."""
    wanted = ContactFilter(group=api_panel.group_name(group), subscribed=subscribed)
    return AsyncListing(caller, api_panel.contacts(caller.account, wanted, lambda one: one.group == group))
