"""Customers and the three documents of a sale, with their item lines (fact sheet: netsuite.md, 3.2 to 3.4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.models.forms import KEY
from crosstie.systems.netsuite.models_base import AddressBook, NetSuiteRecord, Ref, WireRecord

__all__ = ["Customer", "Estimate", "Invoice", "Item", "Items", "SalesDocument", "SalesOrder"]


@model(kw_only=True)
class Customer(NetSuiteRecord):
    """A customer: a company by ``company_name``, a person (``is_person``) by first and last name.

    Attributes:
        entity_id: The number or name that NetSuite shows.
        alt_name: Its name beside that.
        subsidiary: Needed in accounts with several.
        date_created: When it was made, in UTC.
        last_modified_date: When it was changed last, in UTC, to the minute.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id", updated="last_modified_date")

    entity_id: str | None = None
    alt_name: str | None = None
    is_person: bool | None = None
    company_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    comments: str | None = None
    subsidiary: Ref | None = None
    category: Ref | None = None
    currency: Ref | None = None
    terms: Ref | None = None
    sales_rep: Ref | None = None
    credit_limit: Decimal | None = None
    balance: Decimal | None = wire(read_only=True)
    is_inactive: bool | None = None
    address_book: AddressBook | None = None
    date_created: datetime | None = wire(read_only=True)
    last_modified_date: datetime | None = wire(read_only=True)


@model(kw_only=True)
class Item(WireRecord):
    """One line of goods or work.

    Attributes:
        line: Names the line in updates; without it a line that is sent is a new one.
        item: What is sold.
        rate: The price of one; ``rate`` times ``quantity`` is not always ``amount``.
        order_line: The line of the order that it was made from.
    """

    line: int | None = None
    item: Ref | None = None
    description: str | None = None
    quantity: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    is_closed: bool | None = None
    order_line: str | None = wire(form=KEY)


@model(kw_only=True)
class Items(WireRecord):
    """The lines of a document."""

    items: tuple[Item, ...] = ()


@model(kw_only=True)
class SalesDocument(NetSuiteRecord):
    """What estimates, sales orders and invoices share.

    Attributes:
        tran_id: The number that people see.
        entity: The customer; required.
        status: A label that is translated; query SuiteQL for the letter before deciding by it.
        item: The lines.
        created_from: The document that it was made from.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id", updated="last_modified_date")

    tran_id: str | None = None
    entity: Ref | None = None
    tran_date: date | None = None
    memo: str | None = None
    other_ref_num: str | None = None
    subsidiary: Ref | None = None
    currency: Ref | None = None
    status: Ref | None = wire(read_only=True)
    item: Items | None = None
    subtotal: Decimal | None = wire(read_only=True)
    total: Decimal | None = wire(read_only=True)
    created_from: Ref | None = wire(read_only=True)
    created_date: datetime | None = wire(read_only=True)
    last_modified_date: datetime | None = wire(read_only=True)


@model(kw_only=True)
class Estimate(SalesDocument):
    """An estimate."""

    title: str | None = None
    expected_close_date: date | None = None


@model(kw_only=True)
class SalesOrder(SalesDocument):
    """A sales order.

    Attributes:
        order_status: ``A`` pending approval, ``B`` pending fulfillment; the later ones follow by themselves.
    """

    order_status: Ref | None = None
    ship_date: date | None = None


@model(kw_only=True)
class Invoice(SalesDocument):
    """An invoice.

    Attributes:
        amount_remaining: What is still to be paid.
    """

    due_date: date | None = None
    amount_paid: Decimal | None = wire(read_only=True)
    amount_remaining: Decimal | None = wire(read_only=True)
