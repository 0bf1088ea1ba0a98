"""What all QuickBooks records share, and the small types they are made of (fact sheet: quickbooks.md, 3.1)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import Convention, HeadNames, Record, model, wire
from crosstie.models.forms import KEY
from crosstie.models.naming import pascal

__all__ = [
    "CustomField",
    "EmailAddress",
    "Entity",
    "LinkedTxn",
    "MemoRef",
    "MetaData",
    "NameValue",
    "PhysicalAddress",
    "QuickBooksRecord",
    "Ref",
    "TelephoneNumber",
    "WebSiteAddress",
]


@model(kw_only=True)
class QuickBooksRecord(Record):
    """Any QuickBooks record: PascalCase on the wire; a member without a value is left out of answers."""

    convention: ClassVar[Convention] = Convention(system="quickbooks", naming=pascal)


@model
class Ref(QuickBooksRecord):
    """A reference to another record.

    Attributes:
        value: The id of the record it points to; of a currency, its ISO 4217 code. Required when sent.
        name: Its display text; filled in answers, ignored when sent.
        type: The kind of record, where the field allows several.
    """

    value: str | None = wire("value", form=KEY)
    name: str | None = wire("name")
    type: str | None = wire("type")


@model(kw_only=True)
class PhysicalAddress(QuickBooksRecord):
    """A postal address.

    On a transaction the answer may hold free ``line1`` to ``line5`` instead of city and postal code. ``country`` may be
    spelled differently in answers: QuickBooks turns it into a three-letter code in some places.

    Attributes:
        id: Id of the address.
        line1: First line, up to 500 characters, as are the others.
        line2: Second line.
        line3: Third line.
        line4: Fourth line.
        line5: Fifth line.
        city: Up to 255 characters.
        country: Up to 255 characters.
        country_sub_division_code: State or province, up to 255 characters.
        postal_code: Up to 30 characters.
        lat: Latitude as text, ``INVALID`` if unknown; set by QuickBooks.
        long: Longitude as text, ``INVALID`` if unknown; set by QuickBooks.
        country_code: In the schema, rarely seen.
        county: In the schema, rarely seen.
        postal_code_suffix: In the schema, rarely seen.
        note: In the schema, rarely seen.
        tag: In the schema, rarely seen.
    """

    id: str | None = wire(form=KEY)
    line1: str | None = wire(max_length=500)
    line2: str | None = wire(max_length=500)
    line3: str | None = wire(max_length=500)
    line4: str | None = wire(max_length=500)
    line5: str | None = wire(max_length=500)
    city: str | None = wire(max_length=255)
    country: str | None = wire(max_length=255)
    country_sub_division_code: str | None = wire(max_length=255)
    postal_code: str | None = wire(max_length=30)
    lat: str | None = None
    long: str | None = None
    country_code: str | None = None
    county: str | None = None
    postal_code_suffix: str | None = None
    note: str | None = None
    tag: str | None = None


@model
class EmailAddress(QuickBooksRecord):
    """One e-mail address: up to 100 characters, with an at sign and a point."""

    address: str | None = wire(max_length=100, holds="@.")


@model
class TelephoneNumber(QuickBooksRecord):
    """One telephone number as people write it, up to 30 characters."""

    free_form_number: str | None = wire(max_length=30)


@model
class WebSiteAddress(QuickBooksRecord):
    """One web address, up to 1000 characters."""

    uri: str | None = wire("URI", max_length=1000)


@model
class MemoRef(QuickBooksRecord):
    """A note to the customer, printed on the form; up to 1000 characters."""

    value: str | None = wire("value", max_length=1000)


@model(kw_only=True)
class MetaData(QuickBooksRecord):
    """When a record was made and last changed; kept by QuickBooks."""

    create_time: datetime | None = None
    last_updated_time: datetime | None = None
    created_by_ref: Ref | None = None
    last_modified_by_ref: Ref | None = None


@model(kw_only=True)
class CustomField(QuickBooksRecord):
    """A field that the company defined; one of the four values is set, or none.

    Sales forms have at most three of them, text only; the newer platform allows more and other types.
    """

    definition_id: str | None = wire(form=KEY)
    name: str | None = None
    type: str | None = None
    string_value: str | None = None
    boolean_value: bool | None = None
    date_value: date | None = None
    number_value: Decimal | None = None


@model(kw_only=True)
class LinkedTxn(QuickBooksRecord):
    """A link to another transaction.

    On an invoice only an estimate (one) and time activities can be written; payments appear there by themselves,
    because an invoice is paid by creating a payment whose line links to it.
    """

    txn_id: str | None = wire(form=KEY)
    txn_type: str | None = None
    txn_line_id: str | None = wire(form=KEY)


@model
class NameValue(QuickBooksRecord):
    """One flag of a company, such as its subscription."""

    name: str | None = None
    value: str | None = None


@model(kw_only=True)
class Entity(QuickBooksRecord):
    """What every record with an id of its own has.

    Attributes:
        id: Unique per kind of record and company, not beyond.
        sync_token: The version; needed for update, delete and void, refused when stale.
        meta_data: When it was made and last changed.
        custom_field: Fields that the company defined.
        domain: ``QBO``; in answers only.
        sparse: Whether the answer holds a part only; clients set it when they send a part.
        status: ``Deleted`` on the trace of a deleted record; in answers only.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id", "sync_token", "meta_data.last_updated_time")

    id: str | None = wire(form=KEY, identity=True)
    sync_token: str | None = wire(form=KEY, identity=True)
    meta_data: MetaData | None = wire(read_only=True)
    custom_field: tuple[CustomField, ...] = ()
    domain: str | None = wire("domain", read_only=True)
    sparse: bool | None = wire("sparse", identity=True)
    status: str | None = wire("status", read_only=True)

    @property
    def is_deleted(self) -> bool:
        """Whether this is only the trace of a deleted record, as change data and delete answers hold it."""
        return self.status == "Deleted"
