"""How many calls an account allows at once (fact sheet: netsuite.md, 5.1)."""

from __future__ import annotations

from typing import Final

from crosstie.core.exchange import Call
from crosstie.core.messages import Request
from crosstie.models import decode_record, model
from crosstie.systems.netsuite.models_base import WireRecord

__all__ = ["LIMITS", "GovernanceLimits"]


@model(kw_only=True)
class GovernanceLimits(WireRecord):
    """What an account allows at once, over SOAP, REST and RESTlets together.

    Attributes:
        account_concurrency_limit: In all.
        account_unallocated_concurrency_limit: What no integration has a share reserved of.
        integration_concurrency_limit: The share of the integration that asks, if it has one.
        integration_limit_type: ``integrationSpecific``, ``accountLimit`` or ``internal``.
    """

    account_concurrency_limit: int | None = None
    account_unallocated_concurrency_limit: int | None = None
    integration_concurrency_limit: int | None = None
    integration_limit_type: str | None = None


LIMITS: Final[Call[GovernanceLimits]] = Call(
    operation="governance_limits",
    request=Request(
        method="GET", url="/services/rest/system/v1/governanceLimits", headers={"accept": "application/json"}
    ),
    decode=lambda response: decode_record(GovernanceLimits, response.body),
)
"""Asks for them; answered to administrators only."""
