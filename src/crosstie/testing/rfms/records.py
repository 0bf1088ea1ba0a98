"""What a simulated store holds about people and goods. Records are frozen: an edit puts a changed copy in the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import attrs

__all__ = [
    "Address",
    "ColorOption",
    "Customer",
    "Event",
    "Opportunity",
    "Product",
    "Remark",
]


@attrs.frozen(kw_only=True)
class Address:
    """A name and a place (3.0)."""

    business_name: str = ""
    last_name: str = ""
    first_name: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    county: str = ""
    country: str = ""

    @property
    def person(self) -> str:
        """First and last name, or the business."""
        return f"{self.first_name} {self.last_name}".strip() or self.business_name


@attrs.frozen(kw_only=True)
class Customer:
    """A customer or prospect; ``active`` is the truth that the flat shape does not tell (3.1)."""

    id: int
    sold_to: Address
    ship_to: Address
    customer_type: str = "RESIDENTIAL"
    entry_type: str = "Customer"
    phone1: str = ""
    phone2: str = ""
    phone3: str = ""
    email: str = ""
    tax_status: str = "Tax"
    tax_method: str = "SalesTax"
    salesperson1: str = ""
    salesperson2: str = ""
    store_number: int = 0
    notes: str = ""
    referral_type: str = "Standalone"
    referral_member_id: str = ""
    lms_id: str = ""
    active: bool = True
    terms: str = "NET 30DAYS"
    term_days: int = 30
    credit_limit: Decimal = Decimal(0)
    last_purchase: date | None = None
    created: datetime
    updated: datetime


@attrs.frozen(kw_only=True)
class Opportunity:
    """A CRM opportunity; the id is ten upper-case alphanumerics (3.2)."""

    id: str
    title: str
    customer_id: int
    salesperson: str = ""
    store_number: int = 0
    total: Decimal = Decimal(0)
    stage: str = "To Do"
    quotes: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    created: datetime
    modified: datetime


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened to an opportunity."""

    opportunity_id: str
    title: str
    name: str
    at: datetime
    user: str
    detail: str


@attrs.frozen(kw_only=True)
class Remark:
    """A remark on a customer or document; the API can add but not read them (3.8)."""

    id: int
    record_id: int
    entity_type: str
    remark_type: str
    public: bool
    text: str


@attrs.frozen(kw_only=True)
class ColorOption:
    """A colour of a product."""

    id: int
    name: str
    number: str = ""
    sku: str = ""
    active: bool = True
    on_hand: Decimal = Decimal(0)


@attrs.frozen(kw_only=True)
class Product:
    """A style of the catalogue with its colours; ``prices`` is sparse, by price level (3.5)."""

    id: int
    product_code: str
    style_name: str
    style_number: str = ""
    supplier_name: str = ""
    manufacturer_name: str = ""
    store_number: int = 0
    default_price: Decimal = Decimal(0)
    unit_cost: Decimal = Decimal(0)
    sale_units: str = "SF"
    roll_width: Decimal = Decimal(0)
    notes: str = ""
    active: bool = True
    prices: Mapping[str, Decimal] = attrs.field(factory=dict[str, Decimal])
    colors: tuple[ColorOption, ...] = ()
