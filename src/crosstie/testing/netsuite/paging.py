"""Pages of lists and queries: where they begin, how far they reach, how they are put together (fact sheet 2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

import attrs

from crosstie.core.messages import Request
from crosstie.testing.netsuite.codec import Json, encode
from crosstie.testing.netsuite.refusals import refuse
from crosstie.testing.netsuite.rules import NetSuiteRules
from crosstie.testing.reading import param_of

__all__ = ["Window", "page", "window_of"]

_LARGEST: Final = 1000
_MOST_PAGES: Final = 1000
_ODD_LIMIT: Final = 22


@attrs.frozen
class Window:
    """The part of a list that was asked for."""

    limit: int
    offset: int


def window_of(request: Request, rules: NetSuiteRules) -> Window:
    """Read ``limit`` and ``offset``.

    Raises:
        Refusal: 400 for a limit beyond 1000, an offset that is no multiple of the limit, or one out of reach.
    """
    limit = _whole(request, "limit", _LARGEST)
    offset = _whole(request, "offset", 0)
    if not 1 <= limit <= _LARGEST:
        refuse("INVALID_PARAMETER", f"The limit is from 1 to {_LARGEST}.", query="limit")
    if offset % limit:
        refuse("INVALID_PARAMETER", "The offset must be divisible by the limit.", query="offset")
    # A smaller limit reaches less far: there are at most 1000 pages, and 100,000 results in all.
    if offset >= min(rules.cap, limit * _MOST_PAGES):
        refuse("INVALID_PARAMETER", "The offset is beyond what can be reached with this limit.", query="offset")
    return Window(limit, offset)


def page(
    request: Request,
    rules: NetSuiteRules,
    window: Window,
    path: str,
    bodies: Sequence[bytes],
    found: int,
    *,
    has_more: bool = True,
) -> bytes:
    """Put a page together from encoded items.

    Args:
        request: The call, for its other parameters.
        rules: The account's rules.
        window: The part asked for.
        path: The path for links.
        bodies: The items of this part.
        found: How many items there are in all.
        has_more: Whether ``hasMore`` is told.
    """
    total = found if rules.beyond_cap == "refusal" else min(found, rules.cap)
    more = window.offset + len(bodies) < total
    pieces = [b","] * (2 * len(bodies) - 1) if bodies else []
    pieces[::2] = bodies
    links = encode(_links(request, rules, window, path, total, more=more))
    going_on = f'"hasMore":{"true" if more else "false"},' if has_more else ""
    told = f',"count":{len(bodies)},{going_on}"items":['.encode()
    end = f'],"offset":{window.offset},"totalResults":{total}}}'.encode()
    return b"".join((b'{"links":', links, told, *pieces, end))


def _links(request: Request, rules: NetSuiteRules, window: Window, path: str, total: int, *, more: bool) -> list[Json]:
    kept = [(name, value) for name, value in request.params if name not in {"limit", "offset"}]

    def at(rel: str, offset: int, limit: int) -> Json:
        query = urlencode([*kept, ("limit", limit), ("offset", offset)], quote_via=quote)
        return {"rel": rel, "href": f"{rules.base}{path}?{query}"}

    # Printed examples show another limit in the links to the edges; nothing may depend on it (2.3).
    edge = _ODD_LIMIT if rules.odd_edge_links else window.limit
    last = max(total - 1, 0) // window.limit * window.limit
    links = [at("self", window.offset, window.limit)]
    if more:
        links = [at("next", window.offset + window.limit, window.limit), at("last", last, edge), *links]
    if window.offset:
        links = [at("first", 0, edge), at("prev", window.offset - window.limit, window.limit), *links]
    return links


def _whole(request: Request, name: str, default: int) -> int:
    said = param_of(request, name)
    if said is None:
        return default
    if not said.isascii() or not said.isdecimal():
        refuse("INVALID_PARAMETER", f"{name} is not a whole number.", query=name)
    return int(said)
