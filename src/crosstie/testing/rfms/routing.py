"""Endpoints: how a path finds its handler, and what is said when it does not (1.1, 1.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias
from urllib.parse import unquote

import attrs

from crosstie.testing.rfms.rules import Tier
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Call, RefusedError, Reply, message, page_not_found

__all__ = ["Handler", "Route", "Router", "covers"]

Handler: TypeAlias = Callable[[Store, Call], Reply]

_PREFIX = "v2"
_RANK = {"S": 0, "P": 1, "E": 2}


@attrs.frozen
class Route:
    """One endpoint.

    Attributes:
        verb: GET, POST or DELETE; the vendor uses no other.
        path: The path under ``/v2/``, with ``{placeholders}``.
        tier: The lowest tier that has it.
        handle: What answers it.
    """

    verb: str
    path: str
    tier: Tier
    handle: Handler

    @property
    def name(self) -> str:
        """How logs, faults and holds call it, such as ``GET customer/{id}``."""
        return f"{self.verb} {self.path}"


def covers(bought: Tier, needed: Tier) -> bool:
    """Tell whether one tier includes another."""
    return _RANK[bought] >= _RANK[needed]


class Router:
    """All endpoints; paths are compared without case and without a slash at the end (1.1, 3.1)."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Learn the endpoints."""
        self.routes: tuple[Route, ...] = tuple(routes)
        self._by_length: dict[int, list[tuple[Route, tuple[str, ...]]]] = {}
        for route in self.routes:
            parts = tuple(route.path.split("/"))
            self._by_length.setdefault(len(parts), []).append((route, parts))

    def find(self, verb: str, path: str) -> tuple[Route, dict[str, str]]:
        """Return the endpoint and the placeholders' values.

        Literal paths win over placeholders whatever the verb, so that ``GET /jobs/find`` is a wrong verb and not a
        crew of that name.

        Raises:
            RefusedError: 404 with a page for an unknown path, 405 with a message for a wrong verb.
        """
        parts = path.strip("/").split("/")
        if parts[0].casefold() != _PREFIX:
            raise RefusedError(page_not_found())
        fits = self._fitting(parts[1:])
        if not fits:
            raise RefusedError(page_not_found())
        fewest = min(len(values) for _, values in fits)
        for route, values in fits:
            if route.verb == verb and len(values) == fewest:
                return route, values
        raise RefusedError(message(405, f"The requested resource does not support http method '{verb}'."))

    def _fitting(self, parts: list[str]) -> list[tuple[Route, dict[str, str]]]:
        fits: list[tuple[Route, dict[str, str]]] = []
        for route, pattern in self._by_length.get(len(parts), ()):
            values = _match(pattern, parts)
            if values is not None:
                fits.append((route, values))
        return fits


def _match(pattern: tuple[str, ...], parts: list[str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{") and part:
            values[wanted[1:-1]] = unquote(part)
        elif wanted != part.casefold():
            return None
    return values
