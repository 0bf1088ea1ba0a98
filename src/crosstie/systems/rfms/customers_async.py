"""Customers and prospects of one store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import attrs

from crosstie.models import check_record
from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.rfms import api_customers as api
from crosstie.systems.rfms.api_customers import CustomerFilter
from crosstie.systems.rfms.endpoint_async import AsyncCustomersEndpoint
from crosstie.systems.rfms.exact import same_email, same_phone
from crosstie.systems.rfms.lookup_async import async_looked_up
from crosstie.systems.rfms.merging import merged
from crosstie.systems.rfms.models_customers import AllowedValues, Customer
from crosstie.systems.rfms.raw_async import AsyncRawCustomers
from crosstie.systems.rfms.settings import Settings

__all__ = ["AsyncCustomers"]


@attrs.frozen
class AsyncCustomers:
    """Customers and prospects: ``client.customers``.

    The searches of RFMS are fuzzy; :meth:`with_email` and :meth:`with_phone` compare the hits. Nothing says whether a
    customer is in use except, perhaps, the advanced search: everywhere else ``active`` was false for everybody.
    """

    _caller: AsyncCaller
    _settings: Settings

    async def get(self, customer_id: str) -> Customer:
        """Read one customer, with what only the flat half of the answer holds.

        Raises:
            NotFound: There is none with this id.
        """
        return await async_looked_up(self._caller, api.get(customer_id, self._settings))

    def find(
        self,
        text: str,
        *,
        customers: bool = True,
        prospects: bool = True,
        inactive: bool = False,
        referral_type: str | None = None,
    ) -> AsyncListing[Customer]:
        """Search names, addresses, cities, phones and e-mails of sold-to and ship-to, ten at a time.

        Args:
            text: What to look for; the hits need not hold it literally.
            customers: Whether to list customers.
            prospects: Whether to list prospects.
            inactive: Whether to list inactive ones as well.
            referral_type: ``member`` or ``client``, for stores that have such.
        """
        pages = api.find(
            text,
            self._settings,
            customers=customers,
            prospects=prospects,
            inactive=inactive,
            referral_type=referral_type,
        )
        return AsyncListing(self._caller, pages)

    async def with_email(self, email: str) -> list[Customer]:
        """Return the customers with exactly this e-mail address, without regard to letter case."""
        found = await self.find(email.strip(), inactive=True).all()
        return [customer for customer in found if same_email(customer.email, email)]

    async def with_phone(self, phone: str) -> list[Customer]:
        """Return the customers one of whose numbers has exactly these digits; punctuation and a leading 1 are nothing.

        RFMS is asked for the number as it is written here.
        """
        found = await self.find(phone.strip(), inactive=True).all()
        return [
            customer
            for customer in found
            if any(same_phone(held, phone) for held in (customer.phone1, customer.phone2, customer.phone3))
        ]

    async def find_advanced(self, wanted: CustomerFilter | None = None) -> list[Customer]:
        """Search by filters (Plus tier); everything comes in one answer, without tax fields.

        Args:
            wanted: The filters; everybody when not given.
        """
        return await self._caller.value(api.find_advanced(wanted or CustomerFilter(), self._settings))

    async def updated_since(self, moment: datetime) -> list[Customer]:
        """Return the customers that changed at or after a moment, or that do not say when they did (Plus tier).

        RFMS cannot be asked for changes of customers: all are read, and compared by ``date_updated``, one day back,
        because its clock is naive.
        """
        since = moment - timedelta(days=1)
        found = await self.find_advanced()
        return [customer for customer in found if customer.date_updated is None or customer.date_updated >= since]

    async def save(self, customer: Customer, *, base: Customer | None = None, resume: str | None = None) -> Customer:
        """Write a customer: a new one without ``customer_id``, an update with it.

        It is not known whether RFMS merges an update or replaces the record by it. So the customer is read first, the
        wishes are put on top, and everything is sent; ``Settings.customer_update`` can switch that off. A change that
        somebody else makes between the two calls is lost.

        Args:
            customer: The wishes. ``None`` leaves a field as it is, an empty text empties it.
            base: What the wishes were made from: fields that still agree with it are no wishes.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that save.

        Returns:
            The customer as RFMS has it now, with address lines and cities in capitals.

        Raises:
            UsageError: It is no customer, or its id is none, such as ``0``; nothing was sent.
            Conflict: ``kind="duplicate"``: somebody has this name and phone already (``existing_id``).
            Invalid: The store refused.
            OutcomeUnknown: It may have been saved; it is not sent again. Look it up by phone or e-mail first.
        """
        check_record(Customer, customer, base)
        api.check_id(customer)
        if customer.customer_id is not None and resume is None and self._settings.customer_update == "whole":
            customer = merged(await self.get(customer.customer_id), customer, base)
        return await self._caller.value(api.save(customer, self._settings, resume))

    async def allowed_values(self) -> AllowedValues:
        """Read what the fields may hold in this store, and its stores with their numbers and display codes."""
        return await self._caller.value(api.allowed_values(self._settings))

    def endpoint(
        self,
        *,
        scan: Literal["advanced", "find"] = "advanced",
        search_text: str = "",
        find_phones: bool = False,
        trust_active: bool = False,
    ) -> AsyncCustomersEndpoint:
        """Return the customers as a side of two-way sync.

        Args:
            scan: How everybody is listed; see :class:`AsyncCustomersEndpoint`, as for the rest.
            search_text: For ``find``: a text that finds everybody.
            find_phones: Whether partners are looked up by ``phone1`` too.
            trust_active: Whether ``active`` of the advanced search is believed.
        """
        return AsyncCustomersEndpoint(
            customers=self,
            tenant=self._caller.auth.key[0],
            scan=scan,
            search_text=search_text,
            find_phones=find_phones,
            trust_active=trust_active,
        )

    @property
    def raw(self) -> AsyncRawCustomers:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawCustomers(self)
