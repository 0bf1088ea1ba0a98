"""What the RFMS documents leave open, as settings with safe defaults (fact sheet: rfms.md, sections 3, 4 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Final, Literal

import attrs

from crosstie.core.checks import amount, count, one_of, switch
from crosstie.core.exchange import RetryPolicy
from crosstie.systems.options import CallOptions

__all__ = ["OPTIONS", "SETTINGS", "Settings"]


@attrs.frozen(kw_only=True)
class Settings:
    """How to speak with one store.

    Attributes:
        zone: The zone of the store's clock; no timestamp of RFMS carries one.
        concurrent: How many calls of this process may be under way to the store; 0 for no limit. RFMS publishes no
            rate limit, but heavy callers are said to have brought stores down.
        find_dates: How dates are written in document and customer searches: ``iso`` (2026-10-31), as the tables say,
            or ``us`` (10-31-2026), as one sample does. Searches of jobs always take the second.
        page_parameter: The name of the page number in quote and order searches; one sample has the other name.
        first_page: The number of their first page.
        stores: The store numbers that advanced order searches are limited to; they are documented as needed, but
            leaving them out was seen to work.
        customer_update: ``whole`` reads the customer before an update and sends every field, because it is not known
            whether RFMS merges or replaces; ``as_given`` sends what it is given.
        job_update: The same for jobs.
        resume_with_body: Whether the body is sent again when a waiting call is resumed. Not by default: a system that
            overlooked the message id would carry the call out twice.
        attachment_timeout: Seconds for calls that carry files, which stand in the answers as base64.

    Raises:
        UsageError: A word is none of those above, or a number is out of its range.
    """

    zone: tzinfo = UTC
    concurrent: int = attrs.field(default=2, validator=count(0))
    find_dates: Literal["iso", "us"] = attrs.field(default="iso", validator=one_of("iso", "us"))
    page_parameter: Literal["resultPageNumber", "pageResultNumber"] = attrs.field(
        default="resultPageNumber", validator=one_of("resultPageNumber", "pageResultNumber")
    )
    first_page: int = attrs.field(default=1, validator=count(0))
    stores: Sequence[int] = ()
    customer_update: Literal["whole", "as_given"] = attrs.field(default="whole", validator=one_of("whole", "as_given"))
    job_update: Literal["whole", "as_given"] = attrs.field(default="whole", validator=one_of("whole", "as_given"))
    resume_with_body: bool = attrs.field(default=False, validator=switch)
    attachment_timeout: float = attrs.field(default=120.0, validator=amount(above=True))


SETTINGS: Final = Settings()

OPTIONS: Final = CallOptions(timeout=30.0, retry=RetryPolicy(attempts=5, base=1.0, cap=10.0))
"""Reads took up to 7 seconds when measured, and a store that is slow to answer is asked again after 1, 2, 4, 8."""
