"""Lists: ten rows a page, bounds on the time of creation, and what stands around the rows (2.1, 2.2)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from crosstie.core.messages import Request
from crosstie.testing.reading import param_of
from crosstie.testing.suitedash.account import Account, Stored
from crosstie.testing.suitedash.wire import Json, invalid

__all__ = ["listed"]


def listed(
    account: Account, request: Request, path: str, records: Iterable[Stored], row: Callable[[Stored], Json]
) -> Json:
    """Answer one page. Unknown parameters (``limit``, ``updated_after`` and so on) mean nothing.

    Raises:
        RefusedError: 422 for bounds without an offset, or that exclude everything.
    """
    chosen = _ordered(account, request, _within(request, records))
    size = account.rules.page_size
    number = _page_number(request)
    rows = [row(record) for record in chosen[(number - 1) * size : number * size]]
    return {"success": True, "data": rows, "meta": {"pagination": _pagination(account, request, path, len(chosen))}}


def _page_number(request: Request) -> int:
    text = param_of(request, "page") or "1"
    return int(text) if text.isascii() and text.isdigit() and int(text) > 0 else 1


def _within(request: Request, records: Iterable[Stored]) -> list[Stored]:
    least, most = _bound(request, "createdMin"), _bound(request, "createdMax")
    if least is not None and most is not None and least >= most:
        raise invalid({"createdMin": ["must be below createdMax"]})
    return [
        record
        for record in records
        # Both bounds are exclusive (2.1).
        if (least is None or record.created > least) and (most is None or record.created < most)
    ]


def _bound(request: Request, name: str) -> datetime | None:
    text = param_of(request, name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid({name: ["is not RFC 3339"]}) from None
    if moment.utcoffset() is None:
        raise invalid({name: ["must have an offset"]})
    return moment


def _ordered(account: Account, request: Request, records: list[Stored]) -> Sequence[Stored]:
    # The tokens of orderBy are not known (8, question 1): "name" is one that this simulator takes, others mean nothing.
    if param_of(request, "orderBy") == "name":
        return sorted(records, key=lambda record: str(record.values.get("name") or record.values.get("last_name")))
    return list(reversed(records)) if account.rules.newest_first else records


def _pagination(account: Account, request: Request, path: str, total: int) -> Json:
    rules, number = account.rules, _page_number(request)
    pages = max(math.ceil(total / rules.page_size), 1)

    def address(page: int) -> str | None:
        kept = [(name, value) for name, value in request.params if name != "page"]
        query = urlencode([*kept, ("page", str(page))])
        return f"{rules.host}/{path}?{query}" if 1 <= page <= pages else None

    short = rules.pagination == "short"
    body: Json = {
        "pageSize": rules.page_size,
        "total" if short else "totalItems": total,
        "currentPage" if short else "currentPageNumber": number,
        "previousPage": address(number - 1),
        "nextPage": address(number + 1),
    }
    return {**body, "totalPages": pages} if rules.total_pages else body
