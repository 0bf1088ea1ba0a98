"""Customers, vendors, shops, categories and the account itself (fact sheet: lightspeed.md, 1.9, 3.3, 3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.lightspeed.models_base import ID, REF, Contact, LightspeedRecord

__all__ = ["Account", "Category", "Customer", "Shop", "Vendor"]


@model(kw_only=True)
class Account(LightspeedRecord):
    """The account that a token belongs to; there is one for each."""

    account_id: str | None = wire(form=ID)
    name: str | None = None


@model(kw_only=True)
class Shop(LightspeedRecord):
    """A shop of the account. The relation CCGateway is never asked for: it has held credentials.

    Attributes:
        shop_id: Its id.
        name: Its name.
        time_zone: Such as ``America/Toronto``; date-only facts are its midnight in UTC.
        service_rate: An hour of labour.
        tax_labor: Whether labour is taxed.
        label_title: What labels show on top.
        label_msrp: Whether labels show the recommended price.
        archived: Whether it is out of use.
        contact: How it is reached; loaded on request.
    """

    head: ClassVar[HeadNames | None] = HeadNames("shop_id", None, "time_stamp")

    shop_id: str | None = wire(form=ID, identity=True)
    name: str | None = None
    time_zone: str | None = None
    service_rate: Decimal | None = None
    tax_labor: bool | None = None
    label_title: str | None = None
    label_msrp: bool | None = None
    archived: bool | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)
    company_registration_number: str | None = None
    vat_number: str | None = None
    contact_id: str | None = wire(form=REF)
    tax_category_id: str | None = wire(form=REF)
    receipt_setup_id: str | None = wire(form=REF)
    cc_gateway_id: str | None = wire(form=REF)
    gateway_config_id: str | None = wire(form=REF)
    price_level_id: str | None = wire(form=REF)
    contact: Contact | None = wire("Contact")


@model(kw_only=True)
class Category(LightspeedRecord):
    """A category of items. Deleting one is for good, and refused while it has children; writes cost 10 drips."""

    head: ClassVar[HeadNames | None] = HeadNames("category_id", None, "time_stamp")

    category_id: str | None = wire(form=ID, identity=True)
    name: str | None = None
    full_path_name: str | None = wire(read_only=True)
    node_depth: int | None = wire(read_only=True)
    left_node: int | None = wire(read_only=True)
    right_node: int | None = wire(read_only=True)
    parent_id: str | None = wire(form=REF)
    create_time: datetime | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a new category."""
        if not self.name:
            yield "name must be given"


@model(kw_only=True)
class Vendor(LightspeedRecord):
    """Somebody that is bought from. Deleting one archives it."""

    head: ClassVar[HeadNames | None] = HeadNames("vendor_id", None, "time_stamp")

    vendor_id: str | None = wire(form=ID, identity=True)
    name: str | None = None
    account_number: str | None = None
    archived: bool | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)
    contact: Contact | None = wire("Contact")

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a new vendor."""
        if not self.name:
            yield "name must be given"


@model(kw_only=True)
class Customer(LightspeedRecord):
    """A customer. Deleting one archives it, with its credit account.

    Attributes:
        customer_id: Its id.
        first_name: First name.
        last_name: Last name.
        title: Title.
        company: Company.
        company_registration_number: Registration of the company.
        vat_number: VAT number.
        dob: Day of birth: midnight of the shop's time zone, in UTC.
        archived: Whether it is out of use; lists leave those out unless asked.
        credit_account_id: Its credit account.
        customer_type_id: Its type.
        discount_id: Its discount.
        tax_category_id: Its tax category.
        create_time: When it was made.
        time_stamp: When it was last changed.
        contact: How it is reached; loaded on request.
    """

    head: ClassVar[HeadNames | None] = HeadNames("customer_id", None, "time_stamp")

    customer_id: str | None = wire(form=ID, identity=True)
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    company: str | None = None
    company_registration_number: str | None = None
    vat_number: str | None = None
    dob: datetime | None = None
    archived: bool | None = wire(read_only=True)
    credit_account_id: str | None = wire(form=REF, read_only=True)
    customer_type_id: str | None = wire(form=REF)
    discount_id: str | None = wire(form=REF)
    tax_category_id: str | None = wire(form=REF)
    create_time: datetime | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)
    contact: Contact | None = wire("Contact")
