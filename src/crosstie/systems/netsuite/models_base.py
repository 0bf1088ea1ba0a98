"""What all NetSuite records share, and the small types they are made of (fact sheet: netsuite.md, 3.1)."""

from __future__ import annotations

from typing import Any, ClassVar

from crosstie.models import Convention, HeadNames, Record, model, wire
from crosstie.models.forms import KEY
from crosstie.models.naming import camel

__all__ = ["Address", "AddressBook", "AddressBookEntry", "NetSuiteRecord", "Ref", "WireRecord"]


@model(kw_only=True)
class WireRecord(Record):
    """Anything NetSuite sends: camelCase on the wire; what is null is left out."""

    convention: ClassVar[Convention] = Convention(system="netsuite", naming=camel)


@model
class Ref(WireRecord):
    """Another record, or one of a list of values.

    Attributes:
        id: Its id. The id of a status may be its label: see the how-to page.
        ref_name: Its text; translated, so nothing to decide by.
        external_id: Names a record by the host's own id, in writes. Unproven: no document and no recording that we know
            of shows a reference by external id (netsuite.md, 3.1), so try it on a sandbox, or look the id up first.
    """

    id: str | None = wire(form=KEY)
    ref_name: str | None = None
    external_id: str | None = None


@model(kw_only=True)
class NetSuiteRecord(WireRecord):
    """A record of any type; what the type has besides is in ``extra``, custom fields included.

    Attributes:
        id: The internal id, given by NetSuite.
        external_id: The host's own id: letters, digits, ``_`` and ``-``.
    """

    head: ClassVar[HeadNames | None] = HeadNames("id")

    id: str | None = wire(form=KEY, identity=True)
    external_id: str | None = None


@model(kw_only=True)
class Address(WireRecord):
    """A postal address.

    Attributes:
        state: Text in recordings, a reference for other clients: as NetSuite sends it.
        addr_text: The address as a label shows it.
        override: Whether ``addr_text`` is what counts.
    """

    addressee: str | None = None
    attention: str | None = None
    addr1: str | None = None
    addr2: str | None = None
    addr3: str | None = None
    city: str | None = None
    state: Any = None
    zip: str | None = None
    country: Ref | None = None
    addr_phone: str | None = None
    addr_text: str | None = None
    override: bool | None = None


@model(kw_only=True)
class AddressBookEntry(WireRecord):
    """One address of a customer."""

    id: str | None = wire(form=KEY)
    label: str | None = None
    default_billing: bool | None = None
    default_shipping: bool | None = None
    address: Address | None = wire("addressBookAddress")


@model(kw_only=True)
class AddressBook(WireRecord):
    """The addresses of a customer; an unkeyed sublist would get a copy of each line that is sent again."""

    items: tuple[AddressBookEntry, ...] = ()
