"""Finding customers: the fuzzy text search in pages of ten, and the filtered one without pages (3.0, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from crosstie.testing.rfms.customer_shapes import flat, listed
from crosstie.testing.rfms.dates import in_range
from crosstie.testing.rfms.records import Address, Customer
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, Reply, failed, in_both, in_result

__all__ = ["PAGE", "contains", "digits", "find", "find_advanced"]

PAGE = 10
"""The length of every page, in all three paging schemes (3.0)."""

_SHORTEST_PHONE = 4


def digits(text: str) -> str:
    """Return the digits of a phone number."""
    return "".join(character for character in text if character.isdigit())


def contains(wanted: str, texts: Iterable[str], phones: Iterable[str] = ()) -> bool:
    """Tell whether every word is somewhere in the texts, or the whole is part of a phone number; case is ignored."""
    haystack = " ".join(texts).casefold()
    if all(word in haystack for word in wanted.casefold().split()):
        return True
    number = digits(wanted)
    is_phone = len(number) >= _SHORTEST_PHONE and not any(character.isalpha() for character in wanted)
    return is_phone and any(number in digits(phone) for phone in phones)


def _words_of(address: Address) -> tuple[str, ...]:
    names = (address.business_name, address.first_name, address.last_name)
    return (*names, address.address1, address.address2, address.city)


def find(store: Store, call: Call) -> Reply:
    """Answer ``POST /customers/find``: name, address, phone, e-mail and city of customer and ship-to."""
    wanted = call.body.text("searchText").strip()
    if not wanted and store.rules.empty_customer_search == "failed":
        return failed("A search text is required.")
    kinds = {
        "Customer": call.body.flag("includeCustomers", default=True),
        "Prospect": call.body.flag("includeProspects", default=True),
    }
    inactive = call.body.flag("includeInactive")
    start = max(call.body.number("startIndex") or 0, 0)
    hits = [
        customer
        for customer in store.customers
        if kinds.get(customer.entry_type, True) and (customer.active or inactive) and _hit(customer, wanted)
    ]
    return in_both([], [flat(customer) for customer in hits[start : start + PAGE]])


def _hit(customer: Customer, wanted: str) -> bool:
    texts = (*_words_of(customer.sold_to), *_words_of(customer.ship_to), customer.email)
    return contains(wanted, texts, (customer.phone1, customer.phone2, customer.phone3))


def find_advanced(store: Store, call: Call) -> Reply:
    """Answer ``POST /customers/find/advanced``: everything that passes all filters, in one answer."""
    return in_result([listed(customer) for customer in store.customers if _passes(customer, call.body)])


def _passes(customer: Customer, body: Body) -> bool:
    sold, ship = customer.sold_to, customer.ship_to
    salesperson = body.text("salespersonName").casefold()
    stores, types = body.numbers("stores"), body.texts("customerTypes")
    return (
        contains(body.text("searchText"), (sold.business_name, sold.first_name, sold.last_name))
        and (not stores or customer.store_number in stores)
        and (not types or customer.customer_type in types)
        and (not salesperson or salesperson in {customer.salesperson1.casefold(), customer.salesperson2.casefold()})
        and (customer.active or not body.flag("activeOnly"))
        and contains(body.text("businessSoldName"), (sold.business_name,))
        and contains(body.text("businessShipName"), (ship.business_name,))
        and _dates_pass(customer, body)
    )


def _dates_pass(customer: Customer, body: Body) -> bool:
    created = (body.day("dateCreatedFrom"), body.day("dateCreatedTo"))
    bought = (body.day("lastPurchaseFrom"), body.day("lastPurchaseTo"))
    return in_range(customer.created.date(), *created) and in_range(customer.last_purchase, *bought)
