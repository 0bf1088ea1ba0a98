"""Which call a request is for: the product by address (1), and within it the call by path (2)."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

import attrs

from crosstie.core.messages import Request
from crosstie.testing.smsit.crm_unverified import is_unverified
from crosstie.testing.smsit.gateway_api import SERVICES
from crosstie.testing.smsit.panel_api import CALLS
from crosstie.testing.smsit.texts import Surface

__all__ = ["Called", "Part", "called"]

Part: TypeAlias = Literal["panel", "gateway", "crm", "crm_user", "crm_unverified", "nothing"]

_HOSTS: Final[dict[str, Surface]] = {
    "controlpanel.smsit.ai": "panel",
    "decontrolpanel.smsit.ai": "panel",
    "www.smsit.ai": "gateway",
    "aicpanel.smsit.ai": "crm",
}
_PREFIXES: Final[dict[str, Surface]] = {"/apis/": "panel", "/smsgateway/services/": "gateway", "/api/": "crm"}


@attrs.frozen(kw_only=True)
class Called:
    """What a request is for.

    Attributes:
        part: Who answers it.
        name: The call within the part.
        route: The name of the call in the log.
        surface: The product at whose address it arrived, if any.
    """

    part: Part
    name: str = ""
    route: str = "unknown"
    surface: Surface | None = None


def called(request: Request, *, unverified: bool) -> Called:
    """Find the call; one of the vendor's hosts must be that product's own, any other host serves all three."""
    url = urlsplit(request.url)
    for prefix, surface in _PREFIXES.items():
        if url.path.startswith(prefix) and _fits(url.hostname or "", surface):
            part, name = _within(surface, url.path.removeprefix(prefix), request.method, unverified=unverified)
            route = "unknown" if part == "nothing" else f"{prefix.removeprefix('/')}{name}"
            return Called(part=part, name=name, route=route, surface=surface)
    return Called(part="nothing")


def _fits(host: str, surface: Surface) -> bool:
    return _HOSTS.get(host) == surface if host.endswith("smsit.ai") else True


def _within(surface: Surface, path: str, verb: str, *, unverified: bool) -> tuple[Part, str]:
    if surface == "panel":
        # A slash at the end does not matter, letter case does.
        name = path.removesuffix("/")
        return ("panel" if name in CALLS else "nothing"), name
    if surface == "gateway":
        return ("gateway" if path in SERVICES else "nothing"), path
    if path == "v2/smscontact" and verb == "POST":
        return "crm", path
    if path == "user":
        return "crm_user", path
    return ("crm_unverified" if unverified and is_unverified(verb, path) else "nothing"), path
