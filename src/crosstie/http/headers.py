"""The few headers that every system shares: Basic credentials, the provider's clock, ``Retry-After``."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crosstie.core.messages import Response

__all__ = ["basic", "provider_time", "retry_after"]

_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)


def basic(user: str, password: str) -> str:
    """Return the value of a Basic ``Authorization`` header (RFC 7617, UTF-8)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def provider_time(response: Response) -> datetime | None:
    """Return the provider's clock at the time of the answer, from its ``Date`` header."""
    return _moment(response.headers.get("date", ""))


def retry_after(response: Response) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for (RFC 9110 §10.2.3: seconds or a date).

    A date is counted from the answer's own ``Date``, so that this machine's clock does not matter.
    """
    value = response.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    until, sent = _moment(value), provider_time(response)
    if until is None or sent is None:
        return None
    return max((until - sent).total_seconds(), 0.0)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        # A zone of -0000 is read as none at all; HTTP dates are UTC by definition.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
