"""Customers, in both shapes in which RFMS sends them (fact sheet: rfms.md, 3.1)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from crosstie.models import HeadNames, completed, model, wire
from crosstie.models.recast import Recast
from crosstie.systems.rfms.models_base import ID, Address, RfmsRecord

__all__ = ["AllowedValues", "Customer", "CustomerRow", "Store"]


@model
class Store(RfmsRecord):
    """One store; ``display_code`` is one character and may be a space, so it is never trimmed."""

    id: str | None = wire(form=ID)
    name: str | None = None
    display_code: str | None = None


@model(kw_only=True)
class AllowedValues(RfmsRecord):
    """The values that a customer's fields may take in this installation; customer types are defined by the store."""

    customer_type: tuple[str, ...] = ()
    entry_type: tuple[str, ...] = ()
    tax_status: tuple[str, ...] = ()
    tax_method: tuple[str, ...] = ()
    preferred_salesperson1: tuple[str, ...] = ()
    preferred_salesperson2: tuple[str, ...] = ()
    stores: tuple[Store, ...] = ()


@model(kw_only=True)
class CustomerRow(RfmsRecord):
    """The flat shape of a customer: rows of a find, and the ``detail`` of get and save."""

    head: ClassVar[HeadNames | None] = HeadNames("customer_source_id")

    customer_source: str | None = None
    customer_source_id: str | None = wire(form=ID)
    sales_lead_id: str | None = wire(form=ID)
    lms_id: str | None = wire(form=ID)
    entry_type: str | None = None
    customer_type: str | None = None
    customer_name: str | None = None
    customer_first_name: str | None = None
    actual_customer_first_name: str | None = None
    customer_last_name: str | None = None
    customer_business_name: str | None = None
    customer_address: str | None = None
    customer_address2: str | None = None
    customer_city: str | None = None
    customer_state: str | None = None
    customer_zip: str | None = wire("customerZIP")
    customer_county: str | None = None
    customer_country: str | None = None
    customer_phone: str | None = None
    customer_phone2: str | None = None
    customer_phone3: str | None = None
    customer_email: str | None = None
    use_sold_to_business_name: bool | None = None
    ship_to_name: str | None = None
    ship_to_first_name: str | None = None
    actual_ship_to_first_name: str | None = None
    ship_to_last_name: str | None = None
    ship_to_business_name: str | None = None
    ship_to_address: str | None = None
    ship_to_address2: str | None = None
    ship_to_city: str | None = None
    ship_to_state: str | None = None
    ship_to_zip: str | None = wire("shipToZIP")
    ship_to_county: str | None = None
    ship_to_country: str | None = None
    use_ship_to_business_name: bool | None = None
    tax_status: str | None = None
    tax_method: str | None = None
    tax_id: str | None = wire(form=ID, repr=False)
    preferred_price_level: int | None = None
    preferred_salesperson1: str | None = None
    preferred_salesperson2: str | None = None
    job_number_override: Any = None
    terms: str | None = None
    term_days: int | None = None
    credit_limit: Decimal | None = None
    default_store: int | None = None
    internal_notes: str | None = None
    remarks: Any = None
    referral_type: str | None = None
    referral_member_id: str | None = wire(form=ID)
    referral_member_name: str | None = None
    contact1: Any = None
    contact2: Any = None
    active: bool | None = None
    created_date: datetime | None = None
    created_by: str | None = None
    updated_date: datetime | None = None
    updated_by: str | None = None

    def customer(self) -> Customer:
        """Return the customer in the one public shape; the row stays reachable as ``customer.row``."""
        return _CUSTOMER(self)

    def complete(self, customer: Customer) -> Customer:
        """Return the customer with what only the flat shape holds.

        ``active`` is not taken over: rows say false for every customer.
        """
        return completed(
            customer,
            phone3=self.customer_phone3 if customer.phone3 is None else customer.phone3,
            tax_id=self.tax_id,
            preferred_price_level=self.preferred_price_level,
            terms=self.terms,
            term_days=self.term_days,
            credit_limit=self.credit_limit,
            internal_notes=self.internal_notes,
            row=self,
        )


@model(kw_only=True)
class Customer(RfmsRecord):
    """A customer or prospect, in the nested shape of get, save and the advanced find.

    A company is often in ``customer_address.last_name`` with an empty first name. RFMS turns address lines and cities
    into capitals; compare without regard to case. Whether a save merges or replaces is not known, so the whole record
    is sent.

    Attributes:
        customer_id: Missing on create.
        customer_type: One of the store's own types; see :class:`AllowedValues`.
        entry_type: ``Customer`` or ``Prospect``.
        customer_address: Name and address.
        ship_to_address: Where goods go.
        phone1: First telephone; with the name, what RFMS looks at for duplicates.
        phone2: Second telephone.
        phone3: Third; can only be read.
        email: E-mail.
        tax_status: ``Tax``, ``Exempt`` or ``Resale``.
        tax_method: ``SalesTax``, ``UseTax`` or ``LineTax``.
        preferred_salesperson1: Name.
        preferred_salesperson2: Name.
        store_number: Number of the store, not its id or display code.
        referral_type: ``Standalone``, ``member`` or ``client``.
        referral_member_id: Required for ``client``.
        referral_member_name: Can only be read.
        lms_id: Id in another system.
        notes: HTML; can only be read, as can everything below.
        internal_notes: HTML.
        active: From the advanced find only; elsewhere it means nothing.
        date_created: When it was made.
        created_by: By whom.
        date_updated: When it was last changed.
        updated_by: By whom.
        contact1: Shape not documented.
        contact2: Shape not documented.
        tax_id: Tax number.
        preferred_price_level: Price level.
        terms: Such as ``NET 30DAYS``.
        term_days: Days of the terms.
        credit_limit: Credit limit.
        row: The flat shape, where the customer was read from one.
    """

    head: ClassVar[HeadNames | None] = HeadNames("customer_id", updated="date_updated")

    customer_id: str | None = wire(form=ID, identity=True)
    customer_type: str | None = None
    entry_type: str | None = None
    customer_address: Address | None = None
    ship_to_address: Address | None = None
    phone1: str | None = None
    phone2: str | None = None
    phone3: str | None = wire(read_only=True)
    email: str | None = None
    tax_status: str | None = None
    tax_method: str | None = None
    preferred_salesperson1: str | None = None
    preferred_salesperson2: str | None = None
    store_number: int | None = None
    referral_type: str | None = None
    referral_member_id: str | None = wire(form=ID)
    referral_member_name: str | None = wire(read_only=True)
    lms_id: str | None = wire(form=ID)
    notes: str | None = wire(read_only=True)
    internal_notes: str | None = wire(read_only=True)
    active: bool | None = wire(read_only=True)
    date_created: datetime | None = wire(read_only=True)
    created_by: str | None = wire(read_only=True)
    date_updated: datetime | None = wire(read_only=True)
    updated_by: str | None = wire(read_only=True)
    contact1: Any = wire(read_only=True)
    contact2: Any = wire(read_only=True)
    tax_id: str | None = wire(form=ID, read_only=True, repr=False)
    preferred_price_level: int | None = wire(read_only=True)
    terms: str | None = wire(read_only=True)
    term_days: int | None = wire(read_only=True)
    credit_limit: Decimal | None = wire(read_only=True)
    row: CustomerRow | None = wire(read_only=True, repr=False)


# -- from the flat shape to the public one -----------------------------------------------------------------------------

_SOLD_TO: Final = Recast(
    CustomerRow,
    Address,
    {
        "business_name": "customer_business_name",
        "last_name": "customer_last_name",
        "first_name": "customer_first_name",
        "address1": "customer_address",
        "address2": "customer_address2",
        "city": "customer_city",
        "state": "customer_state",
        "postal_code": "customer_zip",
        "county": "customer_county",
        "country": "customer_country",
    },
)
_SHIP_TO: Final = Recast(
    CustomerRow,
    Address,
    {
        "business_name": "ship_to_business_name",
        "last_name": "ship_to_last_name",
        "first_name": "ship_to_first_name",
        "address1": "ship_to_address",
        "address2": "ship_to_address2",
        "city": "ship_to_city",
        "state": "ship_to_state",
        "postal_code": "ship_to_zip",
        "county": "ship_to_county",
        "country": "ship_to_country",
    },
)
_SAME_NAMES: Final = (
    "entry_type",
    "customer_type",
    "tax_status",
    "tax_method",
    "preferred_salesperson1",
    "preferred_salesperson2",
    "referral_type",
    "lms_id",
    "referral_member_id",
    "referral_member_name",
    "tax_id",
    "preferred_price_level",
    "terms",
    "term_days",
    "credit_limit",
    "internal_notes",
)
_CUSTOMER: Final = Recast(
    CustomerRow,
    Customer,
    {
        **dict(zip(_SAME_NAMES, _SAME_NAMES, strict=True)),
        "customer_id": "customer_source_id",
        "phone1": "customer_phone",
        "phone2": "customer_phone2",
        "phone3": "customer_phone3",
        "email": "customer_email",
        "store_number": "default_store",
    },
    nested={"customer_address": _SOLD_TO, "ship_to_address": _SHIP_TO},
    keep="row",
)
