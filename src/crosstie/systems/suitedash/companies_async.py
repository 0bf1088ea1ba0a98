"""Companies: ``client.companies``."""

from __future__ import annotations

from datetime import datetime

import attrs

from crosstie.errors import NotFound
from crosstie.models import check_record
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.suitedash import api
from crosstie.systems.suitedash.caller_async import AsyncAccountCaller
from crosstie.systems.suitedash.endpoint_companies_async import AsyncCompaniesEndpoint
from crosstie.systems.suitedash.field_lists import FieldList
from crosstie.systems.suitedash.hints_async import AsyncHints
from crosstie.systems.suitedash.models_contacts import Company
from crosstie.systems.suitedash.raw_async import AsyncRawCompanies
from crosstie.systems.suitedash.requests import ListFilter
from crosstie.systems.suitedash.updates import PrimaryContact, created_by
from crosstie.systems.suitedash.writing_async import async_fields, async_read_back, async_updated

__all__ = ["AsyncCompanies"]


@attrs.frozen
class AsyncCompanies:
    """Companies. Lists leave idle ones out, so that a name can be taken and yet not be listed."""

    _caller: AsyncAccountCaller

    async def get(self, identifier: str) -> Company:
        """Read one company.

        Args:
            identifier: Its uid or exact name.

        Raises:
            NotFound: There is none.
        """
        return await self._caller.value(api.get("company", Company, identifier, self._caller.settings))

    async def find(self, name: str) -> Company | None:
        """Return the company of exactly this name, if there is one; one call, idle ones included."""
        try:
            return await self.get(name.strip())
        except NotFound:
            return None

    def list(
        self,
        *,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        order_by: str | None = None,
    ) -> AsyncListing[Company]:
        """List companies that are not idle; every ten of them cost a call of the month.

        Args:
            created_after: Only what was made after this; exclusive.
            created_before: Only what was made before this; exclusive.
            order_by: One of ``Settings.order_by``.

        Raises:
            UsageError: A bound has no time zone, or the order is not known.
        """
        wanted = ListFilter(created_after=created_after, created_before=created_before, order_by=order_by)
        return AsyncListing(self._caller, api.listing("company", Company, wanted, self._caller.settings))

    async def create(self, company: Company, *, primary_contact: PrimaryContact | None = None) -> Company:
        """Make a company. Further people are linked from their own side: ``contacts.update(..., company=name)``.

        Args:
            company: The company, without uid.
            primary_contact: Its first person, found by e-mail or made.

        Raises:
            UsageError: SuiteDash would refuse it; nothing was sent.
            Conflict: ``duplicate``: the name is taken, perhaps by an idle company.
            Invalid: SuiteDash refused it.
            OutcomeUnknown: It may have been made. It is not sent again: look it up by name first.
        """
        check_record(Company, company)
        body = created_by(company)
        if primary_contact is not None:
            body["primaryContact"] = primary_contact.to_wire()
        settings = self._caller.settings
        made = await self._caller.value(api.create("company", Company, body, settings))
        return await async_read_back(self._caller, api.get("company", Company, made.uid or "", settings), made, company)

    async def update(self, uid: str, company: Company, base: Company | None = None) -> Company:
        """Change a company; role, category and primary contact stay as they are.

        Args:
            uid: Which one; its exact name will do.
            company: The company as it should be.
            base: The company as it was read: only what differs is sent, and what is gone is emptied. Without it every
                field that is set is sent. Tags and custom fields are replaced as a whole.

        Raises:
            UsageError: A field differs that cannot be changed.
            NotFound: There is none.
            Conflict: ``duplicate``: the new name is taken.
            OutcomeUnknown: It may have been changed.
        """
        check_record(Company, company, base)
        read = api.get("company", Company, uid, self._caller.settings)
        return await async_updated(self._caller, "company", read, uid, company, base=base, beside={})

    async def fields(self, *, refresh: bool = False) -> FieldList:
        """Return the account's description of company fields, its own ones by uid; kept, because it costs a call."""
        return await async_fields(self._caller, "company", refresh=refresh)

    def endpoint(self, *, hints: AsyncHints | None = None, role: str = "Lead") -> AsyncCompaniesEndpoint:
        """Return companies as a side of sync; see :class:`AsyncCompaniesEndpoint` for the arguments."""
        return AsyncCompaniesEndpoint(
            companies=AsyncCompanies(self._caller.reading_back()), tenant=self._caller.tenant, hints=hints, role=role
        )

    @property
    def raw(self) -> AsyncRawCompanies:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawCompanies(self)
