# @generated from src/crosstie/systems/smsit/contacts_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Contacts and groups of the control panel: ``client.contacts``, ``client.groups``."""

from __future__ import annotations

import attrs

from crosstie.core.checks import sendable
from crosstie.errors import UsageError
from crosstie.models import check_draft, check_record
from crosstie.systems.listing import Listing
from crosstie.systems.smsit import api_panel
from crosstie.systems.smsit.api_panel import ContactFilter, SortBy, Source
from crosstie.systems.smsit.caller import SmsItCaller
from crosstie.systems.smsit.consent import check_consent
from crosstie.systems.smsit.endpoint import ContactsEndpoint
from crosstie.systems.smsit.models import Contact
from crosstie.systems.smsit.people import in_group, with_email, with_number
from crosstie.systems.smsit.raw import RawContacts

__all__ = ["Contacts", "Groups"]


@attrs.frozen
class Contacts:
    """People in groups; the control panel's alone. A person in two groups is listed twice, once for each.

    SMS-iT's API can add contacts and find them. It cannot change or delete them, and cannot tell what changed.
    """

    _caller: SmsItCaller

    def list(
        self,
        *,
        name: str | None = None,
        email: str | None = None,
        number: str | None = None,
        group: str | None = None,
        source: Source | None = None,
        subscribed: bool | None = None,
        sort_by: SortBy = "created",
        descending: bool = False,
    ) -> Listing[Contact]:
        """Search contacts; texts only have to occur in the field. For exact ones see :meth:`find`.

        Args:
            name: Part of the name.
            email: Part of the e-mail address.
            number: Part of the number, in digits.
            group: Part of the group's name, though a group of exactly this name must exist.
            source: Where contacts came from.
            subscribed: Whether SMS-iT sends to them.
            sort_by: The order; by the time of creation nobody shifts onto another page.
            descending: Whether it is turned round.

        Raises:
            UsageError: The dialect has no contacts, or a filter is not known, no text or holds half a character.
            NotFound: While iterating: there is no such group.
        """
        wanted = ContactFilter(
            name=name,
            email=email,
            number=number,
            group=group,
            source=source,
            subscribed=subscribed,
            sort_by=sort_by,
            descending=descending,
        )
        return Listing(self._caller, api_panel.contacts(self._caller.account, wanted))

    def find(self, number: str) -> tuple[Contact, ...]:
        """Return the places that exactly this number has in groups; none where it is in none.

        Raises:
            UsageError: It is no number.
        """
        found = with_number(self._caller, self.number_of(number))
        return tuple(found.all())

    def find_by_email(self, email: str) -> tuple[Contact, ...]:
        """Return the places in groups of contacts with this e-mail address, in any letter case.

        Raises:
            UsageError: There is no address.
        """
        if not sendable("The e-mail address", email).strip():
            message = "There is no e-mail address to look for."
            raise UsageError(message)
        return tuple(with_email(self._caller, email).all())

    def get(self, number: str, group: str) -> Contact | None:
        """Return a number's place in one group, if it has one.

        Raises:
            UsageError: It is no number, or the group has no name.
        """
        wanted = api_panel.group_name(group)
        return next((one for one in self.find(number) if one.group == wanted), None)

    def add(self, contact: Contact) -> bool:
        """Put a number into a group that exists. Adding a number that is there is no error.

        It subscribes a number again that had left, so that one that opted out here is not added. Groups are made in
        the web panel only.

        Args:
            contact: With number and group; name, e-mail address and birthday where they are known. What a contact that
                is there already has is not changed.

        Returns:
            Whether it was not subscribed to the group yet.

        Raises:
            UsageError: Number or group is missing, or the client has no store of consents.
            Withheld: The number's owner opted out.
            NotFound: There is no such group.
            OutcomeUnknown: It may have been added; adding it again does no harm.
        """
        caller = self._caller
        caller.account.route("contacts.add")
        check_record(Contact, contact)
        check_draft(contact)
        call = api_panel.add_contact(caller.account, contact)
        numbers = [contact.number or ""]
        check_consent(numbers, caller.consent_store().held(numbers), recorded=False)
        return caller.value(call)

    def number_of(self, text: str) -> str:
        """Return a number in E.164, as the settings complete and check it; sends nothing.

        Raises:
            UsageError: It is none, or its country is not known.
        """
        return self._caller.account.settings.number(text)

    def endpoint(self, *, group: str) -> ContactsEndpoint:
        """Return the contacts of one group as a side of sync; see :class:`ContactsEndpoint`.

        Raises:
            UsageError: The dialect has no contacts, or the group no name.
        """
        self._caller.account.route("contacts.list")
        return ContactsEndpoint(contacts=self, group=api_panel.group_name(group), tenant=self._caller.tenant)

    @property
    def raw(self) -> RawContacts:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawContacts(self)


@attrs.frozen
class Groups:
    """Groups of the control panel, as its contacts show them: there is no call that lists, makes or deletes groups."""

    _caller: SmsItCaller

    def list(self) -> tuple[str, ...]:
        """Return the names of all groups that have contacts, by reading every contact; an empty group does not show.

        Raises:
            UsageError: The dialect has no contacts.
        """
        every = Listing(self._caller, api_panel.contacts(self._caller.account, ContactFilter()))
        return tuple(sorted({one.group for one in every if one.group}))

    def members(self, group: str, *, subscribed: bool | None = None) -> Listing[Contact]:
        """List the contacts of exactly one group.

        Args:
            group: Its name.
            subscribed: Only those that SMS-iT sends to, or only the others.

        Raises:
            UsageError: The dialect has no contacts, or the group no name.
            NotFound: While iterating: there is no such group.
        """
        return in_group(self._caller, group, subscribed=subscribed)
