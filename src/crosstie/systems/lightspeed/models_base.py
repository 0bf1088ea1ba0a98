"""What all Lightspeed records share: texts for everything, wrapped relations (fact sheet: lightspeed.md, 2.6, 3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from crosstie.models import Convention, Form, Record, model, wire
from crosstie.models.forms import KEY, TEXT
from crosstie.models.naming import camel

__all__ = [
    "ID",
    "REF",
    "Contact",
    "ContactAddress",
    "ContactAddresses",
    "ContactEmail",
    "ContactEmails",
    "ContactPhone",
    "ContactPhones",
    "ContactWebsite",
    "ContactWebsites",
    "LightspeedRecord",
]


def _filled(value: Any) -> str | None:  # noqa: ANN401 - text, or a number where the documents show one
    return str(value) or None


def _pointing(value: Any) -> str | None:  # noqa: ANN401 - as above
    text = str(value)
    return None if text in {"", "0"} else text


_TEXT = Form(accepts=str, check=TEXT.check, read=_filled, reads_all=True)

ID = Form(accepts=int | str, check=KEY.check, read=_filled, reads_all=True)
"""An id; empty is missing."""

REF = Form(accepts=int | str, check=KEY.check, read=_pointing, reads_all=True)
"""The id of another record; ``"0"`` and empty both mean that there is none (2.6)."""


def _name(name: str) -> str:
    """Spell ``customer_id`` as ``customerID``: camel case, but ``ID`` in capitals."""
    spelled = camel(name)
    return f"{spelled[:-2]}ID" if name.endswith("_id") else spelled


@model(kw_only=True)
class LightspeedRecord(Record):
    """Any Lightspeed record: camelCase on the wire, every scalar a text.

    Empty texts are read as missing. To clear a field, change it to ``None``.
    """

    convention: ClassVar[Convention] = Convention(system="lightspeed", naming=_name, forms={str: _TEXT}, from_xml=True)


@model(kw_only=True)
class ContactAddress(LightspeedRecord):
    """A postal address."""

    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    state_code: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = None


@model(kw_only=True)
class ContactAddresses(LightspeedRecord):
    """The addresses of a contact."""

    contact_address: tuple[ContactAddress, ...] = wire("ContactAddress", default=())


@model(kw_only=True)
class ContactPhone(LightspeedRecord):
    """One number; there is one of each use type.

    Attributes:
        number: As people write it.
        use_type: ``Home``, ``Work``, ``Mobile``, ``Pager`` or ``Fax``.
    """

    number: str | None = None
    use_type: str | None = None


@model(kw_only=True)
class ContactPhones(LightspeedRecord):
    """The numbers of a contact."""

    contact_phone: tuple[ContactPhone, ...] = wire("ContactPhone", default=())


@model(kw_only=True)
class ContactEmail(LightspeedRecord):
    """One e-mail address; there is one of each use type, ``Primary`` and ``Secondary``."""

    address: str | None = None
    use_type: str | None = None


@model(kw_only=True)
class ContactEmails(LightspeedRecord):
    """The e-mail addresses of a contact."""

    contact_email: tuple[ContactEmail, ...] = wire("ContactEmail", default=())


@model(kw_only=True)
class ContactWebsite(LightspeedRecord):
    """One web address."""

    url: str | None = None


@model(kw_only=True)
class ContactWebsites(LightspeedRecord):
    """The web addresses of a contact."""

    contact_website: tuple[ContactWebsite, ...] = wire("ContactWebsite", default=())


@model(kw_only=True)
class Contact(LightspeedRecord):
    """How somebody is reached; a relation that is read and written with its customer, vendor or shop.

    Attributes:
        custom: Free text.
        no_email: Wants no e-mail. On create these three are true unless they are sent as false.
        no_phone: Wants no calls.
        no_mail: Wants no letters.
        addresses: Postal addresses.
        phones: Numbers.
        emails: E-mail addresses.
        websites: Web addresses.
        time_stamp: When it was last changed; whether the customer's own moves with it is not documented.
    """

    contact_id: str | None = wire(form=ID, read_only=True)
    custom: str | None = None
    no_email: bool | None = None
    no_phone: bool | None = None
    no_mail: bool | None = None
    addresses: ContactAddresses | None = wire("Addresses")
    phones: ContactPhones | None = wire("Phones")
    emails: ContactEmails | None = wire("Emails")
    websites: ContactWebsites | None = wire("Websites")
    time_stamp: datetime | None = wire(read_only=True)

    def phone(self, use_type: str = "Mobile") -> str | None:
        """Return the number of a use type."""
        found = self.phones.contact_phone if self.phones else ()
        return next((one.number for one in found if one.use_type == use_type), None)

    def email(self, use_type: str = "Primary") -> str | None:
        """Return the e-mail address of a use type."""
        found = self.emails.contact_email if self.emails else ()
        return next((one.address for one in found if one.use_type == use_type), None)
