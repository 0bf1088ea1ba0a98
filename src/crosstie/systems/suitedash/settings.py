"""What the SuiteDash documents leave open, as settings with safe defaults (fact sheet: suitedash.md, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Final, Literal

import attrs

from crosstie.core.checks import amount, count, one_of, optional, switch
from crosstie.core.exchange import RetryPolicy
from crosstie.systems.options import CallOptions

__all__ = ["OPTIONS", "SETTINGS", "Settings"]


@attrs.frozen(kw_only=True)
class Settings:
    """How to speak with one account.

    Attributes:
        allowance: The calls of the plan in a month: 80 (trial), 400 (Start), 2000 (Thrive), 20000 (Pinnacle). When
            this process has counted as many, calls are refused here, before they are sent. ``None`` only counts.
        month_zone: Where a month begins; neither the zone nor whether it is the calendar's month is documented.
        zone: The zone of timestamps that carry none.
        concurrent: How many calls of this process may be under way to the account; 0 for no limit.
        per_second: Sustained calls a second; 0 for no limit, as none is documented.
        update: ``as_given`` sends only what changes, as a published connector does; ``whole`` reads the record first
            and sends every field, which costs a call more, for accounts that turn out to replace records.
        read_back: Whether records are read again after a write, because its answer may hold a few fields only.
        order_by: The words that ``orderBy`` may be; they are not known, so that none can be asked for by default.
        company_custom_key: The name of a company's custom fields.
        subscribe_body: The body of a subscription: public clients disagree. Try it on one address of your own.

    Raises:
        UsageError: A word is none of those above, or a number is out of its range.
    """

    allowance: int | None = attrs.field(default=None, validator=optional(count(0)))
    month_zone: tzinfo = UTC
    zone: tzinfo = UTC
    concurrent: int = attrs.field(default=2, validator=count(0))
    per_second: float = attrs.field(default=0.0, validator=amount())
    update: Literal["as_given", "whole"] = attrs.field(default="as_given", validator=one_of("as_given", "whole"))
    read_back: bool = attrs.field(default=True, validator=switch)
    order_by: Sequence[str] = ()
    company_custom_key: str = "custom_fields"
    subscribe_body: Literal["array", "object"] = attrs.field(default="array", validator=one_of("array", "object"))


SETTINGS: Final = Settings()

OPTIONS: Final = CallOptions(timeout=30.0, retry=RetryPolicy(attempts=2, base=1.0, cap=10.0))
"""Every attempt costs a call of the month, so that reads are repeated once only."""
