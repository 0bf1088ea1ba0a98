"""The few headers that every system shares: Basic credentials, the provider's clock, ``Retry-After``."""

from __future__ import annotations

import base64
from datetime import datetime
from email.utils import parsedate_to_datetime

from crosstie.core.messages import Response

__all__ = ["basic", "provider_time", "retry_after"]


def basic(user: str, password: str) -> str:
    """Return the value of a Basic ``Authorization`` header (RFC 7617, UTF-8)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def provider_time(response: Response) -> datetime | None:
    """Return the provider's clock at the time of the answer, from its ``Date`` header."""
    try:
        return parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError):
        return None


def retry_after(response: Response) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for (RFC 9110 §10.2.3: seconds or a date)."""
    value = response.headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(float(value), 0.0)
    except ValueError:
        pass
    sent = provider_time(response)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max((until - sent).total_seconds(), 0.0) if sent is not None else None
