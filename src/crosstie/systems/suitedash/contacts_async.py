"""Contacts: ``client.contacts``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from crosstie.errors import NotFound
from crosstie.models import check_record
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.suitedash import api
from crosstie.systems.suitedash.caller_async import AsyncAccountCaller
from crosstie.systems.suitedash.endpoint_async import AsyncContactsEndpoint
from crosstie.systems.suitedash.field_lists import FieldList
from crosstie.systems.suitedash.hints_async import AsyncHints
from crosstie.systems.suitedash.models_contacts import Contact
from crosstie.systems.suitedash.raw_async import AsyncRawContacts
from crosstie.systems.suitedash.requests import ListFilter
from crosstie.systems.suitedash.updates import additions, created_by
from crosstie.systems.suitedash.writing_async import async_fields, async_read_back, async_updated

__all__ = ["AsyncContacts"]


@attrs.frozen
class AsyncContacts:
    """People. There is no deletion in the API, and no upsert: look a person up by e-mail first."""

    _caller: AsyncAccountCaller

    async def get(self, identifier: str) -> Contact:
        """Read one contact.

        Args:
            identifier: Its uid or e-mail address.

        Raises:
            NotFound: There is none.
        """
        return await self._caller.value(api.get("contact", Contact, identifier, self._caller.settings))

    async def find(self, email: str) -> Contact | None:
        """Return the contact with this e-mail address, if there is one; one call."""
        try:
            return await self.get(email.strip())
        except NotFound:
            return None

    def list(
        self,
        *,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        order_by: str | None = None,
    ) -> AsyncListing[Contact]:
        """List contacts; every ten of them cost a call of the month.

        SuiteDash cannot be asked what changed, only what was made.

        Args:
            created_after: Only what was made after this; exclusive.
            created_before: Only what was made before this; exclusive.
            order_by: One of ``Settings.order_by``.

        Raises:
            UsageError: A bound has no time zone, or the order is not known.
        """
        wanted = ListFilter(created_after=created_after, created_before=created_before, order_by=order_by)
        return AsyncListing(self._caller, api.listing("contact", Contact, wanted, self._caller.settings))

    async def create(
        self,
        contact: Contact,
        *,
        company: str | None = None,
        create_company: bool = False,
        add_circles: Sequence[str] = (),
        send_welcome_email: bool = False,
    ) -> Contact:
        """Make a contact.

        Args:
            contact: The person, without uid.
            company: The name of a company to link.
            create_company: Whether to make that company if there is none of the name.
            add_circles: Names of circles.
            send_welcome_email: Whether SuiteDash mails an invitation to the portal; a real e-mail to a real person.

        Returns:
            The contact as it is now; read again after the creation, unless the settings say otherwise.

        Raises:
            UsageError: SuiteDash would refuse it; nothing was sent.
            Conflict: ``duplicate``: the e-mail address is taken.
            Invalid: SuiteDash refused it.
            OutcomeUnknown: It may have been made. It is not sent again: look it up by e-mail first.
        """
        check_record(Contact, contact)
        body = {
            **created_by(contact),
            **additions(company, add_circles, create_company=create_company),
            "send_welcome_email": send_welcome_email,
        }
        settings = self._caller.settings
        made = await self._caller.value(api.create("contact", Contact, body, settings))
        return await async_read_back(self._caller, api.get("contact", Contact, made.uid or "", settings), made, contact)

    async def update(
        self,
        uid: str,
        contact: Contact,
        base: Contact | None = None,
        *,
        company: str | None = None,
        create_company: bool = False,
        add_circles: Sequence[str] = (),
    ) -> Contact:
        """Change a contact. SuiteDash has no versions: what somebody else changes at the same time may be lost.

        Args:
            uid: Which one; its e-mail address will do.
            contact: The contact as it should be.
            base: The contact as it was read: only what differs is sent, and what is gone is emptied. Without it every
                field that is set is sent, but for the role. Tags and custom fields are replaced as a whole.
            company: The name of a company to link beside those that it has.
            create_company: Whether to make that company if there is none of the name.
            add_circles: Names of circles to add.

        Raises:
            UsageError: A field differs that cannot be changed, such as the role.
            NotFound: There is none.
            Invalid: SuiteDash refused it.
            OutcomeUnknown: It may have been changed.
        """
        check_record(Contact, contact, base)
        return await async_updated(
            self._caller,
            "contact",
            api.get("contact", Contact, uid, self._caller.settings),
            uid,
            contact,
            base=base,
            beside=additions(company, add_circles, create_company=create_company),
        )

    async def fields(self, *, refresh: bool = False) -> FieldList:
        """Return the account's description of contact fields, its own ones by uid; kept, because it costs a call."""
        return await async_fields(self._caller, "contact", refresh=refresh)

    def endpoint(
        self, *, hints: AsyncHints | None = None, role: str = "Lead", create_companies: bool = True
    ) -> AsyncContactsEndpoint:
        """Return contacts as a side of sync; see :class:`AsyncContactsEndpoint` for the arguments."""
        return AsyncContactsEndpoint(
            contacts=AsyncContacts(self._caller.reading_back()),
            tenant=self._caller.tenant,
            hints=hints,
            role=role,
            create_companies=create_companies,
        )

    @property
    def raw(self) -> AsyncRawContacts:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawContacts(self)
