"""What SMS-iT posts to a host: inbound texts of the gateway, and events in the form that one client expects (5)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import attrs

from crosstie.testing.smsit.wire import Json

__all__ = ["Webhook", "crm_event", "gateway_webhook"]


@attrs.frozen(kw_only=True)
class Webhook:
    """A POST to a host, for the host's test to hand to its own route. Its repr shows sizes and names only.

    Attributes:
        body: The body, as on the wire.
        headers: Lower-case header names to values.
    """

    body: bytes = attrs.field(repr=lambda body: f"<{len(body)} bytes>")
    headers: Mapping[str, str] = attrs.field(repr=lambda headers: f"<{', '.join(headers)}>")


def gateway_webhook(messages: Sequence[Json], *, to: str, key: str) -> Webhook:
    """Make the form that the gateway posts: ``messages`` is JSON text, and the signature is over that text.

    ``X-SG-SIGNATURE`` is Base64 of HMAC-SHA256 with the gateway's key, over the decoded value (5).
    """
    text = json.dumps(messages, separators=(",", ":"))
    mark = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return Webhook(
        body=urlencode({"to": to, "messages": text}).encode(),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "x-sg-signature": base64.b64encode(mark).decode(),
        },
    )


def crm_event(event_type: str, members: Mapping[str, object], *, secret: str) -> Webhook:
    """Make an event as one public project expects it: no vendor text backs its form or its signature (5)."""
    body = json.dumps({"event_type": event_type, **members}).encode()
    mark = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Webhook(body=body, headers={"content-type": "application/json", "x-smsit-signature": mark})
