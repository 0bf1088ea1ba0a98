# @generated from src/crosstie/systems/rfms/endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Customers as a side of two-way sync; ``sync.Pair(left=client.customers, ...)`` makes this of the collection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Literal

import attrs

from crosstie.core.endpoint import Abilities, Change, ChangePage, Position, Values
from crosstie.errors import NotFound
from crosstie.systems.rfms import shapes
from crosstie.systems.rfms.models_customers import Customer

if TYPE_CHECKING:
    from crosstie.systems.rfms.customers import Customers

__all__ = ["CustomersEndpoint"]


@attrs.frozen(kw_only=True)
class CustomersEndpoint:
    """All customers of a store: an :class:`~crosstie.core.endpoint.Endpoint`.

    RFMS cannot be asked what changed, so every reading lists everybody. It knows no versions and no idempotency keys:
    an update reads the customer directly before it writes, and a creation is never repeated.

    Attributes:
        customers: The collection.
        tenant: Whose customers they are.
        scan: ``advanced`` lists all in one call (Plus tier), without tax and terms; ``find`` pages through the text
            search, ten at a time (any tier), without the time of the last change.
        search_text: For ``find``: a text that finds everybody. Whether an empty one does depends on the store.
        find_phones: Whether partners are looked up by ``phone1`` too. Only where both sides write phones alike: RFMS
            is asked for the number as the other side has it.
        trust_active: Whether ``active`` of the advanced search is believed. In every other answer that was recorded
            it was false for everybody, and believing that would switch off all customers on the other side.
    """

    customers: Customers = attrs.field(repr=False)
    tenant: str | None = None
    scan: Literal["advanced", "find"] = "advanced"
    search_text: str = ""
    find_phones: bool = False
    trust_active: bool = False

    @property
    def name(self) -> str:
        """``rfms.customers``."""
        return "rfms.customers"

    @property
    def abilities(self) -> Abilities:
        """What customers of RFMS can do."""
        return shapes.customer_abilities(find_phones=self.find_phones, query=f"{self.scan}:{self.search_text}")

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that customers do not have, or that the chosen listing does not show.

        Raises:
            UsageError: See above.
        """
        shapes.check_customer_paths(paths, self.scan)

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List everybody, whatever the position."""
        del since
        if self.scan == "advanced":
            found = self.customers.find_advanced()
            return ChangePage(changes=[self._listed(customer) for customer in found])
        rows = self.customers.find(self.search_text, inactive=True).page(page)
        return ChangePage(changes=[shapes.CUSTOMER.change_of(row) for row in rows.items], next_page=rows.next)

    def _listed(self, customer: Customer) -> Change:
        off = self.trust_active and customer.active is False
        return shapes.CUSTOMER.change_of(customer, state="inactive" if off else "live")

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Read customers one by one; missing ones are absent."""
        found: list[Change] = []
        for name in ids:
            try:
                found.append(shapes.CUSTOMER.change_of(self.customers.get(name)))
            except NotFound:
                continue
        return found

    def find(self, values: Values) -> Sequence[Change]:
        """Look customers up by e-mail or phone, and keep those that have exactly these values."""
        email, phone, customers = values.get("email"), values.get("phone1"), self.customers
        found = customers.with_email(str(email)) if email else customers.with_phone(str(phone))
        return [shapes.CUSTOMER.change_of(customer) for customer in found if shapes.has_values(customer, values)]

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - a Customer
        """Return the values at these paths; RFMS writes missing texts as empty ones."""
        return shapes.values_of(shapes.CUSTOMER, record, paths)

    def create(self, values: Values, *, key: str) -> Change:
        """Make a customer; the key goes nowhere.

        Raises:
            Conflict: ``kind="duplicate"``: somebody has this name and phone (``existing_id``).
            Invalid: The store refused.
            OutcomeUnknown: It may have been made.
        """
        del key
        return shapes.CUSTOMER.change_of(self.customers.save(shapes.new_customer(values)))

    def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - a Customer
    ) -> Change:
        """Change a customer: read, merged and written whole.

        Raises:
            NotFound: There is none.
            Invalid: The store refused.
            OutcomeUnknown: It may have been changed.
        """
        del version, base
        return shapes.CUSTOMER.change_of(self.customers.save(shapes.changed_customer(record_id, values)))
