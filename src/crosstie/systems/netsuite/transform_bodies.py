"""What a transform sends: fields that override what is copied, and how much of an order to bill (fact sheet, 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crosstie.errors import UsageError
from crosstie.systems.netsuite.api import by_external_id
from crosstie.systems.netsuite.bodies import Members, made
from crosstie.systems.netsuite.models import SalesDocument

__all__ = ["billed", "body_of"]


def body_of(kind: type[SalesDocument], draft: SalesDocument | Members | None, external_id: str) -> dict[str, Any]:
    """Return the members that override what is copied.

    Args:
        kind: What is to be made.
        draft: What should differ.
        external_id: By which it is to be found again.

    Raises:
        UsageError: The draft is another document, has lines or another external id, or the external id is none.
    """
    by_external_id(external_id)
    if isinstance(draft, SalesDocument) and not isinstance(draft, kind):
        message = f"A draft of a {kind.__name__} is needed, not one of a {type(draft).__name__}."
        raise UsageError(message)
    members = made(draft or {})
    if "item" in members:
        message = "The lines of a transform are copied."
        raise UsageError(
            message, advice="Pass quantities to bill a part, or use transform() of the records for other changes."
        )
    if members.get("externalId") not in {None, external_id}:
        message = "The draft has another external id."
        raise UsageError(message)
    return {**members, "externalId": external_id}


def billed(quantities: Mapping[int, Decimal | int] | None) -> dict[str, Any]:
    """Return the lines that bill so much of each line of an order.

    Raises:
        UsageError: There are none, or a quantity is not more than nothing.
    """
    if quantities is None:
        return {}
    if not quantities or not all(_billable(quantity) for quantity in quantities.values()):
        message = "At least one line, and more than nothing of each, is needed to bill a part of an order."
        raise UsageError(message, advice="Leave out the lines that are not to be billed.")
    lines = [{"orderLine": line, "quantity": quantity} for line, quantity in quantities.items()]
    return {"item": {"items": lines}}


def _billable(quantity: Decimal | int) -> bool:
    return Decimal(quantity).is_finite() and quantity > 0
