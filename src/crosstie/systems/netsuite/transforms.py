# @generated from src/crosstie/systems/netsuite/transforms_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""From estimate to sales order to invoice, each made once: ``client.transforms``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import attrs

from crosstie.errors import Conflict, CrosstieError, Invalid, OutcomeUnknown
from crosstie.systems.netsuite import api
from crosstie.systems.netsuite.bodies import Members
from crosstie.systems.netsuite.caller import AccountCaller
from crosstie.systems.netsuite.models import Invoice, SalesOrder
from crosstie.systems.netsuite.sublists import sublists_of
from crosstie.systems.netsuite.transform_bodies import billed, body_of

__all__ = ["Transforms"]


@attrs.frozen
class Transforms:
    """Makes one document of another, once.

    NetSuite makes a second document when a transform is sent again, and has no key against that (fact sheet, 2.5). So
    what is made gets an external id, which is looked for before anything is sent, and again after a doubt. A call can
    be repeated with the same external id at any time; it answers the same document.

    Permissions: the source to be viewed, the target to be created.
    """

    _caller: AccountCaller

    def estimate_to_sales_order(
        self, estimate_id: str, *, external_id: str, draft: SalesOrder | Members | None = None
    ) -> str:
        """Make a sales order of an estimate, and return its id.

        Args:
            estimate_id: The estimate's internal id.
            external_id: Of the sales order, in your own numbering: letters, digits, ``_`` and ``-``. If there is one by
                this id already, whatever it was made from, it is the answer.
            draft: Fields that should differ from those that are copied.

        Raises:
            UsageError: The external id holds something else, or the draft has lines.
            NotFound: There is no such estimate.
            Invalid: NetSuite refused it.
            OutcomeUnknown: It may have been made, and is not to be found yet; repeat the call later.
        """
        members = body_of(SalesOrder, draft, external_id)
        return self._made("estimate", estimate_id, "salesOrder", external_id, members)

    def estimate_to_invoice(
        self, estimate_id: str, *, external_id: str, draft: Invoice | Members | None = None
    ) -> str:
        """Make an invoice of an estimate, and return its id; for the rest see :meth:`estimate_to_sales_order`."""
        members = body_of(Invoice, draft, external_id)
        return self._made("estimate", estimate_id, "invoice", external_id, members)

    def sales_order_to_invoice(
        self,
        order_id: str,
        *,
        external_id: str,
        draft: Invoice | Members | None = None,
        quantities: Mapping[int, Decimal | int] | None = None,
    ) -> str:
        """Make an invoice of a sales order, and return its id.

        Args:
            order_id: The order's internal id.
            external_id: Of the invoice; as for :meth:`estimate_to_sales_order`.
            draft: Fields that should differ from those that are copied.
            quantities: How much of which line of the order, by its ``line``; no other line is billed. Without them all
                is billed that was fulfilled and not yet billed.

        Raises:
            UsageError: The external id holds something else, the draft has lines, or a quantity is none.
            NotFound: There is no such order.
            Invalid: NetSuite refused it, such as for more than is open.
            OutcomeUnknown: It may have been made, and is not to be found yet; repeat the call later.
        """
        members = {**body_of(Invoice, draft, external_id), **billed(quantities)}
        return self._made("salesOrder", order_id, "invoice", external_id, members)

    def _made(self, source: str, record_id: str, target: str, external_id: str, members: Members) -> str:
        caller = self._caller
        # Lines that are given are all that the new document has: NetSuite would bill the others too.
        call = api.transform(source, record_id, target, members, caller.settings, replace=sublists_of(members))
        found = self._found(target, external_id)
        if found is not None:
            return found
        try:
            told = caller.value(call)
        except (OutcomeUnknown, Invalid, Conflict) as error:
            # Made after all, or by somebody else in the same moment, so that the external id was taken.
            return self._found_after(error, target, external_id)
        return told or self._found_after(None, target, external_id)

    def _found(self, target: str, external_id: str) -> str | None:
        return self._caller.value(api.find(target, external_id, self._caller.settings))

    def _found_after(self, error: CrosstieError | None, target: str, external_id: str) -> str:
        try:
            found = self._found(target, external_id)
        except CrosstieError:
            found = None
        if found is not None:
            return found
        if error is not None:
            raise error
        message = f"NetSuite made the {target}, and it is not to be found by its external id."
        raise OutcomeUnknown(message, advice="Repeat the call later with the same external id.")
