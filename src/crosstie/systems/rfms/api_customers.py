"""The calls of customers: what is sent, and how the two shapes of the answers are read (fact sheet: rfms.md, 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs

from crosstie.core.exchange import Call
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, NotFound, UsageError
from crosstie.models.excerpt import excerpt
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.envelope import Envelope, records, single
from crosstie.systems.rfms.models_customers import AllowedValues, Customer, CustomerRow
from crosstie.systems.rfms.requests import PAGE_SIZE, call_of, day_in, filled, page_of
from crosstie.systems.rfms.settings import Settings

__all__ = ["CustomerFilter", "allowed_values", "check_id", "find", "find_advanced", "get", "save"]

_NO_ID: Final = frozenset({None, "", "0"})
"""What stands for no id; a save was seen to answer with 0."""


def get(customer_id: str, settings: Settings) -> Call[Customer]:
    """Read one customer."""

    def decode(answer: Envelope) -> Customer:
        customer = _both_shapes(answer, settings)
        if customer is None:
            message = f"RFMS has no customer {customer_id}."
            raise NotFound(message)
        return customer

    return call_of("customers.get", routes.GET_CUSTOMER, decode, path={"id": customer_id})


def _both_shapes(answer: Envelope, settings: Settings) -> Customer | None:
    """Read the nested shape, completed by the flat one beside it."""
    customer = single("R", Customer, answer, settings.zone)
    row = single("D", CustomerRow, answer, settings.zone)
    has_row = row is not None and row.customer_source_id not in _NO_ID
    if customer is None or customer.customer_id in _NO_ID:
        return row.customer() if row is not None and has_row else None
    return row.complete(customer) if row is not None and has_row else customer


def find(
    text: str,
    settings: Settings,
    *,
    customers: bool,
    prospects: bool,
    inactive: bool,
    referral_type: str | None,
) -> PageCall[Customer]:
    """Search by a text, ten rows at a time by row number."""

    def page(cursor: str | None) -> Call[Page[Customer]]:
        start = int(cursor or 0)

        def decode(answer: Envelope) -> Page[Customer]:
            found = [row.customer() for row in records("D", CustomerRow, answer, settings.zone)]
            return page_of(found, str(start + PAGE_SIZE), [customer.customer_id for customer in found])

        fields = {
            "searchText": text,
            "includeCustomers": customers,
            "includeProspects": prospects,
            "includeInactive": inactive,
            "startIndex": start,
            "referralType": referral_type,
        }
        return call_of("customers.find", routes.FIND_CUSTOMERS, decode, body=filled(fields))

    return page


@attrs.frozen(kw_only=True)
class CustomerFilter:
    """What an advanced search of customers is limited to; all of it is optional.

    Attributes:
        text: Part of the name; nothing else is searched.
        stores: Store numbers.
        salesperson: Name.
        active_only: Leave out inactive customers.
        created_from: First day.
        created_to: Last day.
        last_purchase_from: First day.
        last_purchase_to: Last day.
        customer_types: The store's own types.
        business_sold_name: Business name of the address that is sold to.
        business_ship_name: Business name of the address that goods go to.
    """

    text: str | None = None
    stores: Sequence[int] = ()
    salesperson: str | None = None
    active_only: bool | None = None
    created_from: date | None = None
    created_to: date | None = None
    last_purchase_from: date | None = None
    last_purchase_to: date | None = None
    customer_types: Sequence[str] = ()
    business_sold_name: str | None = None
    business_ship_name: str | None = None

    def to_wire(self, settings: Settings) -> dict[str, object]:
        """Return it as RFMS spells it."""
        return filled(
            {
                "searchText": self.text,
                "stores": tuple(self.stores),
                "salespersonName": self.salesperson,
                "activeOnly": self.active_only,
                "dateCreatedFrom": day_in(self.created_from, settings),
                "dateCreatedTo": day_in(self.created_to, settings),
                "lastPurchaseFrom": day_in(self.last_purchase_from, settings),
                "lastPurchaseTo": day_in(self.last_purchase_to, settings),
                "customerTypes": tuple(self.customer_types),
                "businessSoldName": self.business_sold_name,
                "businessShipName": self.business_ship_name,
            }
        )


def find_advanced(wanted: CustomerFilter, settings: Settings) -> Call[list[Customer]]:
    """Search by filters; everything comes in one answer."""
    return call_of(
        "customers.find_advanced",
        routes.FIND_CUSTOMERS_ADVANCED,
        lambda answer: records("R", Customer, answer, settings.zone),
        body=wanted.to_wire(settings),
    )


def allowed_values(settings: Settings) -> Call[AllowedValues]:
    """Read the value lists; the store itself is not asked for them, so this never waits."""

    def decode(answer: Envelope) -> AllowedValues:
        found = single("B", AllowedValues, answer, settings.zone)
        return AllowedValues() if found is None else found

    return call_of("customers.allowed_values", routes.CUSTOMER_VALUES, decode)


# -- saving ------------------------------------------------------------------------------------------------------------


def check_id(customer: Customer) -> None:
    """Refuse to save a customer under what stands for no id.

    Raises:
        UsageError: It has such an id.
    """
    if customer.customer_id is not None and customer.customer_id in _NO_ID:
        message = "A customer is saved with its id, or without one as a new customer; this id is none."
        raise UsageError(message)


def save(customer: Customer, settings: Settings, resume: str | None) -> Call[Customer]:
    """Write a customer: a new one without ``customer_id``, an update with it."""

    def decode(answer: Envelope) -> Customer:
        saved = _both_shapes(answer, settings)
        if saved is None:
            # Seen in the wild (3.1): an id of 0, after which nobody knows what was saved.
            message = "RFMS saved the customer, but did not say under which id."
            raise DecodeError(message, excerpt=excerpt(answer.body))
        return saved

    check_id(customer)
    sent = customer.to_wire(writable=True)
    return call_of("customers.save", routes.SAVE_CUSTOMER, decode, body=sent, resume=resume, settings=settings)
