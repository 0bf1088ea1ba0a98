"""Customers (fact sheet: netsuite.md, 3.2)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.netsuite.models_base import AddressBook, NetSuiteRecord, Ref

__all__ = ["Customer"]


@model(kw_only=True)
class Customer(NetSuiteRecord):
    """A customer: a company by ``company_name``, a person (``is_person``) by first and last name.

    Custom fields (``custentity_…``) and what else the account has are in ``extra``. Sublists other than the address
    book are as NetSuite sends them: their lines are not in the facts this was built on.

    Attributes:
        entity_id: The number or name that NetSuite shows.
        alt_name: Its name beside that.
        parent: The customer that it belongs to.
        subsidiary: Needed in accounts with several.
        entity_status: Such as a won or lost lead; one of the account's customer statuses.
        search_stage: Lead, prospect or customer.
        credit_hold_override: ``AUTO``, ``ON`` or ``OFF``.
        aging: What is owed and not yet due; ``aging1`` to ``aging4`` for how long it has been.
        date_created: When it was made, in UTC.
        last_modified_date: When it was changed last, in UTC, to the minute.
        address_book: The addresses.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id", updated="last_modified_date")

    entity_id: str | None = None
    alt_name: str | None = None
    is_person: bool | None = None
    company_name: str | None = None
    salutation: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    parent: Ref | None = None
    is_inactive: bool | None = None
    email: str | None = None
    alt_email: str | None = None
    phone: str | None = None
    alt_phone: str | None = None
    mobile_phone: str | None = None
    home_phone: str | None = None
    fax: str | None = None
    comments: str | None = None
    subsidiary: Ref | None = None
    category: Ref | None = None
    entity_status: Ref | None = None
    search_stage: Ref | None = None
    sales_rep: Ref | None = None
    territory: Ref | None = None
    lead_source: Ref | None = None
    partner: Ref | None = None
    currency: Ref | None = None
    currency_list: Any = None
    terms: Ref | None = None
    price_level: Ref | None = None
    credit_limit: Decimal | None = None
    credit_hold_override: Ref | None = None
    balance: Decimal | None = wire(read_only=True)
    overdue_balance: Decimal | None = wire(read_only=True)
    deposit_balance: Decimal | None = wire(read_only=True)
    aging: Decimal | None = wire(read_only=True)
    aging1: Decimal | None = wire(read_only=True)
    aging2: Decimal | None = wire(read_only=True)
    aging3: Decimal | None = wire(read_only=True)
    aging4: Decimal | None = wire(read_only=True)
    receivables_account: Ref | None = None
    taxable: bool | None = None
    tax_item: Ref | None = None
    default_tax_reg: Ref | None = None
    resale_number: str | None = None
    custom_form: Ref | None = None
    date_created: datetime | None = wire(read_only=True)
    last_modified_date: datetime | None = wire(read_only=True)
    first_order_date: date | None = wire(read_only=True)
    last_order_date: date | None = wire(read_only=True)
    last_sale_date: date | None = wire(read_only=True)
    address_book: AddressBook | None = None
    contact_roles: Any = None
    sales_team: Any = None
    tax_registration: Any = None
    group_pricing: Any = None
    item_pricing: Any = None
