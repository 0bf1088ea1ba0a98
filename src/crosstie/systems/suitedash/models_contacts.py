"""Contacts and companies (fact sheet: suitedash.md, 3.1 and 3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from crosstie.models import Convention, HeadNames, Record, model, wire
from crosstie.systems.suitedash.models_base import Address, Link, SuiteDashRecord

__all__ = ["ROLES", "Category", "Circle", "Company", "Contact", "Person"]

ROLES: Final = ("Lead", "Client", "Prospect")
"""The roles that a creation may give; reads may show others (2.5)."""


@model(kw_only=True)
class Circle(Record):
    """A circle that a contact belongs to."""

    convention: ClassVar[Convention] = SuiteDashRecord.convention

    name: str | None = None


@model(kw_only=True)
class Category(Record):
    """A company's category; only the name is sent."""

    convention: ClassVar[Convention] = SuiteDashRecord.convention

    name: str | None = None
    color: str | None = wire(read_only=True)
    is_default: bool | None = wire("isDefault", read_only=True)


@model(kw_only=True)
class Person(SuiteDashRecord):
    """The primary contact, as its company shows it."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


@model(kw_only=True)
class Contact(SuiteDashRecord):
    """A person.

    Attributes:
        role: ``Lead``, ``Client`` or ``Prospect``; given on creation, and then only read.
        first_name: Needed.
        last_name: Needed.
        email: Needed, except for a ``Lead``: keep the uid.
        name_prefix: Such as ``Dr``.
        home_email: E-mail.
        work_email: E-mail.
        phone: Any text; no form is documented.
        home_phone: As above.
        work_phone: As above.
        shop_phone: As above.
        title: Such as ``Partner``.
        website: With its scheme, to be safe.
        background_info: The nearest thing to notes.
        address: Postal address.
        full_address: In one line; can only be read.
        tags: An update replaces them all.
        circles: Can only be read here; they are added with ``add_circles``.
        companies: Can only be read here; one is linked with ``company``.
        custom_fields: Values by the uid of the field; an update replaces them all.
        active: Whether it is in use; can only be read.
        created: Can only be read.
    """

    head: ClassVar[HeadNames | None] = HeadNames("uid")

    role: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    name_prefix: str | None = None
    home_email: str | None = None
    work_email: str | None = None
    phone: str | None = None
    home_phone: str | None = None
    work_phone: str | None = None
    shop_phone: str | None = None
    title: str | None = None
    website: str | None = None
    background_info: str | None = None
    address: Address | None = None
    full_address: str | None = wire(read_only=True)
    tags: tuple[str, ...] = ()
    circles: tuple[Circle, ...] = wire(default=(), read_only=True)
    companies: tuple[Link, ...] = wire(default=(), read_only=True)
    custom_fields: Mapping[str, Any] | None = None
    active: bool | None = wire(read_only=True)
    created: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterable[str]:
        """Yield what SuiteDash would refuse."""
        yield from _role_problems(self.role)
        yield from _needed(("first_name", self.first_name), ("last_name", self.last_name))
        if self.role != "Lead":
            yield from _needed(("email", self.email))


@model(kw_only=True)
class Company(SuiteDashRecord):
    """A company.

    Attributes:
        name: Needed, and unique; idle companies, which lists leave out, count too.
        role: As for contacts.
        primary_contact: Can only be read here; it is named on creation.
        category: Given on creation, and then only read.
        phone: Any text.
        home_phone: As above.
        work_phone: As above.
        shop_phone: As above.
        website: With its scheme, to be safe.
        background_info: The nearest thing to notes.
        address: Postal address.
        full_address: In one line; can be changed, but not given on creation.
        tags: An update replaces them all.
        custom_fields: Values by the uid of the field; an update replaces them all.
        created: Can only be read.
    """

    head: ClassVar[HeadNames | None] = HeadNames("uid")

    name: str | None = None
    role: str | None = None
    primary_contact: Person | None = wire("primaryContact", read_only=True)
    category: Category | None = None
    phone: str | None = None
    home_phone: str | None = None
    work_phone: str | None = None
    shop_phone: str | None = None
    website: str | None = None
    background_info: str | None = None
    address: Address | None = None
    full_address: str | None = None
    tags: tuple[str, ...] = ()
    custom_fields: Mapping[str, Any] | None = None
    created: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterable[str]:
        """Yield what SuiteDash would refuse."""
        yield from _role_problems(self.role)
        yield from _needed(("name", self.name))
        if self.full_address is not None:
            yield "full_address can be changed later, but not given on creation"


def _role_problems(role: str | None) -> Iterable[str]:
    if role not in ROLES:
        yield f"role must be one of {', '.join(ROLES)}"


def _needed(*values: tuple[str, str | None]) -> Iterable[str]:
    yield from (f"{name} is needed" for name, value in values if not value)
