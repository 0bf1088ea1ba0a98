"""Which of the three products an address belongs to (1)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import attrs

from crosstie.core.messages import Request
from crosstie.testing.smsit.texts import Surface

__all__ = ["Address", "address_of"]

_HOSTS: Final[dict[str, Surface]] = {
    "controlpanel.smsit.ai": "panel",
    "decontrolpanel.smsit.ai": "panel",
    "www.smsit.ai": "gateway",
    "aicpanel.smsit.ai": "crm",
}
_PREFIXES: Final[tuple[tuple[str, Surface], ...]] = (
    ("/apis/", "panel"),
    ("/smsgateway/services/", "gateway"),
    ("/api/", "crm"),
)


@attrs.frozen
class Address:
    """Where a call goes.

    Attributes:
        surface: The product.
        path: The path below the product's own part.
    """

    surface: Surface
    path: str


def address_of(request: Request) -> Address | None:
    """Find the product by path; one of the vendor's hosts must be that product's own, any other host serves all."""
    parts = urlsplit(request.url)
    host, path = parts.hostname or "", parts.path
    for prefix, surface in _PREFIXES:
        if path.startswith(prefix):
            vendors = host.endswith("smsit.ai")
            return None if vendors and _HOSTS.get(host) != surface else Address(surface, path.removeprefix(prefix))
    return None
