"""The shared address object, read and written (3.0)."""

from __future__ import annotations

import attrs

from crosstie.testing.rfms.records import Address
from crosstie.testing.rfms.wire import Body, JsonObject

__all__ = ["address_json", "read_address", "shouted"]

_KEYS = {
    "businessName": "business_name",
    "lastName": "last_name",
    "firstName": "first_name",
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "state": "state",
    "postalCode": "postal_code",
    "county": "county",
    "country": "country",
}


def read_address(body: Body, base: Address) -> Address:
    """Read an address; what was not sent comes from ``base``."""
    return attrs.evolve(base, **{name: body.text(key) for key, name in _KEYS.items() if body.has(key)})


def address_json(address: Address) -> JsonObject:
    """Write all ten fields."""
    return {key: getattr(address, name) for key, name in _KEYS.items()}


def shouted(address: Address) -> Address:
    """Upper-case lines and city as the server does on save; names stay as sent (3.1)."""
    return attrs.evolve(
        address, address1=address.address1.upper(), address2=address.address2.upper(), city=address.city.upper()
    )
