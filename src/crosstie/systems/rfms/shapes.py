"""How sync reaches the fields of customers and documents, and what RFMS can and cannot do with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Final, Literal, TypeVar

import attrs

from crosstie.core.endpoint import Abilities, Values
from crosstie.core.shapes import Shape
from crosstie.errors import UsageError
from crosstie.models import Record
from crosstie.models.plan import plan_of
from crosstie.systems.rfms.exact import same_email, same_phone
from crosstie.systems.rfms.models_customers import Customer
from crosstie.systems.rfms.models_documents import Document, Order, Quote

__all__ = [
    "CUSTOMER",
    "ORDER",
    "QUOTE",
    "changed_customer",
    "check_customer_paths",
    "customer_abilities",
    "document_abilities",
    "has_values",
    "new_customer",
    "sparse",
    "values_of",
]

D = TypeVar("D", bound=Document)
R = TypeVar("R", bound=Record)

CUSTOMER: Final = Shape(Customer, id="customer_id", time="date_updated")
QUOTE: Final = Shape(Quote, id="number")
ORDER: Final = Shape(Order, id="number")

_ADDRESSES: Final = ("customer_address", "ship_to_address")
_IN_CAPITALS: Final = ("address1", "address2", "city")
_ALWAYS_SHOWN: Final = frozenset(
    {
        *_ADDRESSES,
        "customer_id",
        "customer_type",
        "entry_type",
        "phone1",
        "phone2",
        "phone3",
        "email",
        "preferred_salesperson1",
        "preferred_salesperson2",
        "store_number",
        "referral_type",
        "referral_member_id",
        "referral_member_name",
    }
)
"""What every answer about a customer holds: a field that only some hold would seem to come and go (3.1)."""
_FLAT_ONLY: Final = frozenset(
    {
        "tax_status",
        "tax_method",
        "lms_id",
        "internal_notes",
        "tax_id",
        "preferred_price_level",
        "terms",
        "term_days",
        "credit_limit",
    }
)
"""What the advanced search leaves out."""
_NOTES: Final = frozenset({"public_notes", "private_notes", "work_order_notes"})


def _not_writable(kind: type[Record]) -> frozenset[str]:
    return frozenset(field.name for field in plan_of(kind).fields if field.rule.read_only or field.rule.identity)


# -- customers ---------------------------------------------------------------------------------------------------------


@cache
def customer_abilities(*, find_phones: bool, query: str) -> Abilities:
    """Return what customers can do (3.0, 3.1)."""
    return Abilities(
        feed="scan",
        finds=frozenset({"email", "phone1"} if find_phones else {"email"}),
        cannot_hold=_not_writable(Customer),
        recases=frozenset(f"{address}.{line}" for address in _ADDRESSES for line in _IN_CAPITALS),
        reads=1,
        query=query,
    )


def check_customer_paths(paths: Collection[str], scan: Literal["advanced", "find"]) -> None:
    """Refuse paths that customers do not have, or that not every answer shows.

    Raises:
        UsageError: The message names them.
    """
    CUSTOMER.check(paths)
    shown = _ALWAYS_SHOWN | (_FLAT_ONLY if scan == "find" else frozenset[str]())
    hidden = sorted({path for path in paths if path.split(".")[0] not in shown})
    if hidden:
        message = f"Not every answer of RFMS about a customer holds {', '.join(hidden)}, so it cannot be synced."
        advice = 'Use endpoint(scan="find") for tax and terms; notes and dates can only be read one by one.'
        raise UsageError(message, advice=advice)


def new_customer(values: Values) -> Customer:
    """Return the customer to make; RFMS wants to know what kind of entry it is."""
    return CUSTOMER.build({"entry_type": "Customer", **values})


def changed_customer(record_id: str, values: Values) -> Customer:
    """Return the wishes for a customer, with ``""`` for what is to be emptied.

    Raises:
        UsageError: A field that is no text cannot be emptied.
    """
    wishes = {path: "" if value is None else value for path, value in values.items()}
    return CUSTOMER.build({**wishes, "customer_id": record_id})


def has_values(customer: Customer, values: Values) -> bool:
    """Tell whether a customer that a search has found has these values indeed."""
    held = CUSTOMER.values_of(customer, values.keys())
    same = {"email": same_email, "phone1": same_phone}
    return all(path in same and same[path](_text(held[path]), str(value)) for path, value in values.items())


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def values_of(shape: Shape[R], record: R, paths: Collection[str]) -> Values:
    """Return values by path, with empty texts as what they mean: nothing."""
    return {path: None if value == "" else value for path, value in shape.values_of(record, paths).items()}


# -- documents ---------------------------------------------------------------------------------------------------------


@cache
def document_abilities() -> Abilities:
    """Return what quotes and orders can do: told apart by the day of their last change (3.0)."""
    return Abilities(
        feed="date",
        cannot_hold=_not_writable(Document) | _NOTES | {"lines"},
        reads=1,
        overlap=timedelta(days=1),
    )


def sparse(shape: Shape[D], number: str, values: Values) -> D:
    """Return a draft with only these values, as an update of the header takes them.

    Raises:
        UsageError: A field that is no text cannot be emptied.
    """
    wishes: Mapping[str, Any] = {path: "" if value is None else value for path, value in values.items()}
    return attrs.evolve(shape.build(wishes), number=number)
