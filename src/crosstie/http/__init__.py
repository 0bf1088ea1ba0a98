"""One request: values, redaction, rate limits, and the transport on httpx."""

from crosstie.core.messages import Request, Response
from crosstie.core.ports import AsyncTransport, Transport

__all__ = ["AsyncTransport", "Request", "Response", "Transport"]
