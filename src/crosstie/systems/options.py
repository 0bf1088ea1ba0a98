"""What a caller may set for its calls."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from crosstie.core.checks import amount
from crosstie.core.exchange import RetryPolicy
from crosstie.core.messages import NO_HEADERS

__all__ = ["CallOptions"]


@attrs.frozen(kw_only=True)
class CallOptions:
    """Options of every call of a client.

    Attributes:
        timeout: Seconds for one attempt, connection and body included.
        headers: Added to every request.
        retry: How often and how patiently a call is repeated where that is safe.

    Raises:
        UsageError: The timeout is no number above 0.
    """

    timeout: float = attrs.field(default=30.0, validator=amount(above=True))
    headers: Mapping[str, str] = NO_HEADERS
    retry: RetryPolicy = attrs.field(factory=RetryPolicy)

    def changed(
        self, *, timeout: float | None, headers: Mapping[str, str] | None, retry: RetryPolicy | None
    ) -> CallOptions:
        """Return options with what is given in place of its own; headers are added."""
        return CallOptions(
            timeout=self.timeout if timeout is None else timeout,
            headers=self.headers if headers is None else {**self.headers, **headers},
            retry=self.retry if retry is None else retry,
        )
