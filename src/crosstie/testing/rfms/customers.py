"""Customers: get, save with its duplicate check, and the value lists (3.1)."""

from __future__ import annotations

from typing import Any

import attrs

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.addresses import read_address, shouted
from crosstie.testing.rfms.customer_search import digits, find, find_advanced
from crosstie.testing.rfms.customer_shapes import flat, nested
from crosstie.testing.rfms.records import Address, Customer
from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, RefusedError, Reply, bare, failed, in_both

__all__ = ["DUPLICATE", "ROUTES", "changed", "created", "customer_with", "same_person"]

DUPLICATE = "A lead, prospect or customer with this name and phone exists already."

_TEXTS = {
    "customerType": "customer_type",
    "entryType": "entry_type",
    "phone1": "phone1",
    "phone2": "phone2",
    "email": "email",
    "taxStatus": "tax_status",
    "taxMethod": "tax_method",
    "preferredSalesperson1": "salesperson1",
    "preferredSalesperson2": "salesperson2",
    "referralType": "referral_type",
    "referralMemberId": "referral_member_id",
    "lmsId": "lms_id",
}
"""What save can write as text; ``phone3``, ``active`` and the notes are not writable (3.1)."""

_WHEN_LEFT_OUT = {"tax_status": "Tax", "tax_method": "SalesTax", "referral_type": "Standalone"}
_REQUIRED = ("customerType", "entryType", "customerAddress")


def customer_with(store: Store, wanted: int | None) -> Customer:
    """Return a customer, or end the call with the answer for an unknown one."""
    customer = store.customers.get(wanted)
    if customer is None:
        store.refuse_missing("customer")
    return customer


def get(store: Store, call: Call) -> Reply:
    """Answer ``GET /customer/{id}`` in both shapes."""
    text = call.path["id"]
    customer = customer_with(store, int(text) if text.isdecimal() else None)
    return in_both(nested(customer), flat(customer))


def save(store: Store, call: Call) -> Reply:
    """Answer ``POST /customer/``: an update when there is a ``customerId``, else a new customer."""
    wanted = call.body.number("customerId")
    if wanted:
        before = customer_with(store, wanted)
        customer = store.customers.put(changed(store, before, call.body, merge=store.rules.customer_update == "merge"))
    else:
        customer = _add(store, call.body)
    if store.spoilt_saves:
        store.spoilt_saves -= 1
        return in_both({**nested(customer), "customerId": 0}, {**flat(customer), "customerSourceId": 0})
    return in_both(nested(customer), flat(customer))


def _add(store: Store, body: Body) -> Customer:
    absent = [key for key in _REQUIRED if not body.has(key)]
    if absent and store.rules.strict_customers:
        raise RefusedError(failed(f"Required: {', '.join(absent)}."))
    customer = created(store, body)
    existing = same_person(store, customer)
    if existing is not None:
        raise RefusedError(failed(DUPLICATE, {"existingCustomerId": existing.id}))
    return store.customers.put(customer)


def created(store: Store, body: Body) -> Customer:
    """Make the customer that a body describes, with a new id, not yet in the store."""
    now = store.now()
    blank = Customer(id=store.customers.new_id(), sold_to=Address(), ship_to=Address(), created=now, updated=now)
    return changed(store, blank, body, merge=True)


def changed(store: Store, customer: Customer, body: Body, *, merge: bool) -> Customer:
    """Apply a body to a customer: what was not sent is kept when merging, else blank or the store's default."""
    texts: dict[str, Any] = {  # Any: every one of these fields is a string
        name: body.text(key, _WHEN_LEFT_OUT.get(name, "")) for key, name in _TEXTS.items() if body.has(key) or not merge
    }
    number = body.number("storeNumber")
    sold_to, ship_to = (customer.sold_to, customer.ship_to) if merge else (Address(), Address())
    return attrs.evolve(
        customer,
        sold_to=shouted(read_address(body.child("customerAddress"), sold_to)),
        ship_to=shouted(read_address(body.child("shipToAddress"), ship_to)),
        store_number=number if number is not None else customer.store_number if merge else 0,
        updated=store.now(),
        **texts,
    )


def same_person(store: Store, customer: Customer) -> Customer | None:
    """Return the customer with the same name and phone, where the store checks for it; no phone matches nobody."""
    wanted = _identity(customer)
    if not store.rules.duplicate_check or not wanted[1]:
        return None
    return next((other for other in store.customers if _identity(other) == wanted and other.id != customer.id), None)


def _identity(customer: Customer) -> tuple[str, str]:
    return customer.sold_to.person.casefold(), digits(customer.phone1)


def allowed_values(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /customers``: value lists, whatever the query parameters are."""
    return bare(
        {
            "customerType": lists.CUSTOMER_TYPES,
            "entryType": lists.ENTRY_TYPES,
            "taxStatus": lists.TAX_STATUSES,
            "taxMethod": lists.TAX_METHODS,
            "preferredSalesperson1": lists.SALESPEOPLE,
            "preferredSalesperson2": lists.SALESPEOPLE,
            "stores": [{"id": shop.id, "name": shop.name, "displayCode": shop.code} for shop in lists.STORES],
        }
    )


ROUTES = (
    Route("POST", "customers/find", "S", find),
    Route("POST", "customers/find/advanced", "P", find_advanced),
    Route("GET", "customer/{id}", "S", get),
    Route("GET", "customers", "S", allowed_values),
    Route("POST", "customer", "S", save),
)
