"""One call of SuiteDash: path, body, and how its answer is taken apart (fact sheet: suitedash.md, 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import attrs
import msgspec

from crosstie.core.checks import aware, sendable
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, quoted
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, UsageError
from crosstie.models import Record, decode_page, decode_record
from crosstie.models.codec import json_body
from crosstie.models.excerpt import excerpt
from crosstie.systems.doubt import surely_done
from crosstie.systems.suitedash.models_base import SuiteDashRecord
from crosstie.systems.suitedash.naming import as_read
from crosstie.systems.suitedash.settings import Settings

__all__ = ["ListFilter", "one", "pages", "part", "plain", "read", "write"]

T = TypeVar("T")
R = TypeVar("R", bound=SuiteDashRecord)

_ACCEPT: Final[Mapping[str, str]] = {"accept": "application/json"}
_JSON: Final[Mapping[str, str]] = {**_ACCEPT, "content-type": "application/json"}


def part(value: str) -> str:
    """Return a uid, e-mail address or name as one part of a path (2.3).

    Raises:
        UsageError: It is no text or empty, or means another path.
    """
    if not sendable("An id or address", value).strip() or value in {".", "..", "meta"}:
        message = f"{value!r} is no uid, address or name that SuiteDash could be asked for."
        raise UsageError(message)
    return quoted(value)


def read(operation: str, path: str, decode: Callable[[bytes], T], params: Sequence[tuple[str, str]] = ()) -> Call[T]:
    """Build a call that changes nothing; its address is completed when it is signed."""
    request = Request(method="GET", url=path, params=tuple(params), headers=_ACCEPT)
    return Call(operation=operation, request=request, decode=lambda response: decode(response.body))


def write(operation: str, verb: str, path: str, body: object, decode: Callable[[bytes], T]) -> Call[T]:
    """Build a call that changes something; SuiteDash has no idempotency keys, so that it is never sent twice."""
    request = Request(method=verb, url=path, headers=_JSON, body=json_body(operation, body))
    return Call(
        operation=operation, request=request, decode=surely_done(lambda response: decode(response.body)), kind="write"
    )


def one(kind: type[R], settings: Settings) -> Callable[[bytes], R]:
    """Return what reads the one record of an answer."""
    return lambda body: as_read(decode_record(kind, body, ("data",), zone=settings.zone), settings)


def plain(body: bytes) -> Any:  # noqa: ANN401 - JSON whose shape is not known
    """Return ``data`` as it is.

    Raises:
        DecodeError: There is none.
    """
    data = _open(body).data
    if data is msgspec.UNSET:
        message = "The answer of SuiteDash has no data."
        raise DecodeError(message, excerpt=excerpt(body))
    return data


# -- lists -------------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class ListFilter:
    """What a list is limited to, and its order (2.1).

    Attributes:
        created_after: Exclusive.
        created_before: Exclusive. With both, the list does not shift while records are made.
        order_by: One of ``Settings.order_by``.
    """

    created_after: datetime | None = None
    created_before: datetime | None = None
    order_by: str | None = None

    def params(self, settings: Settings) -> list[tuple[str, str]]:
        """Return it as query parameters.

        Raises:
            UsageError: A bound has no offset, the bounds exclude everything, or the order is not known.
        """
        after, before = self.created_after, self.created_before
        for name, bound in (("created_after", after), ("created_before", before)):
            if bound is not None:
                aware(name, bound)
        if after is not None and before is not None and after >= before:
            message = "created_after must be before created_before."
            raise UsageError(message)
        if self.order_by is not None and self.order_by not in settings.order_by:
            message = f"{self.order_by!r} is not among the orders that the settings name."
            raise UsageError(message, advice="SuiteDash's words are not documented: put yours into Settings.order_by.")
        named = (("createdMin", after), ("createdMax", before))
        bounds = [(name, bound.isoformat()) for name, bound in named if bound is not None]
        return bounds if self.order_by is None else [*bounds, ("orderBy", self.order_by)]


class _Paging(msgspec.Struct):
    pages: Any = msgspec.field(name="totalPages", default=None)  # Any: clients in use disagree about these members
    number: Any = msgspec.field(name="currentPageNumber", default=None)
    other_number: Any = msgspec.field(name="currentPage", default=None)
    following: Any = msgspec.field(name="nextPage", default=msgspec.UNSET)


class _Meta(msgspec.Struct):
    pagination: _Paging = msgspec.field(default_factory=_Paging)


class _Opened(msgspec.Struct):
    data: Any = msgspec.UNSET


def _open(body: bytes) -> _Opened:
    try:
        return msgspec.json.decode(body, type=_Opened)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = "SuiteDash answered with something that is not readable."
        raise DecodeError(message, excerpt=excerpt(body)) from error


def _paging(meta: object) -> _Paging:
    try:
        return msgspec.convert(meta, type=_Meta).pagination
    except msgspec.ValidationError:
        return _Paging()  # a list without a pagination is read until it is empty


def pages(operation: str, path: str, kind: type[R], wanted: ListFilter, settings: Settings) -> PageCall[R]:
    """Return what reads a list, ten rows at a time.

    Pages are asked for by number: ``nextPage`` names another host than a portal's own, and the keys must not go where
    an answer points. What shifted from one page onto the next because something was made meanwhile is left out there.

    Raises:
        UsageError: See :meth:`ListFilter.params`.
    """
    params = wanted.params(settings)

    def page(cursor: str | None) -> Call[Page[R]]:
        number, before = _read_cursor(cursor)

        def decode(body: bytes) -> Page[R]:
            page_read = decode_page(kind, body, ("data",), beside=("meta",), zone=settings.zone)
            if not page_read.records:
                plain(body)  # an empty list is an empty array; without data it is somebody else's answer
            found = [as_read(record, settings) for record in page_read.records]
            uids = [record.uid or "" for record in found]
            following = _following(_paging(page_read.beside.get("meta")), number, found, body)
            return Page(
                items=[record for record in found if record.uid is None or record.uid not in before],
                next=None if following is None else " ".join([str(following), *filter(None, uids)]),
                mark=tuple(uids) or None,
            )

        return read(operation, path, decode, [*params, ("page", str(number))])

    return page


def _read_cursor(cursor: str | None) -> tuple[int, frozenset[str]]:
    number, *before = (cursor or "1").split(" ")
    if not (number.isascii() and number.isdigit()):
        message = "This is not where a page of SuiteDash ended."
        raise UsageError(message, advice="Pass the next of a page as it is.")
    return int(number), frozenset(before)


def _following(paging: _Paging, number: int, found: Sequence[Record], body: bytes) -> int | None:
    """Return the number of the next page: by whichever rule the answer allows, and never behind an empty page (2.2)."""
    told = paging.number if isinstance(paging.number, int) else paging.other_number
    if isinstance(told, int) and told != number:
        message = f"SuiteDash was asked for page {number} and answered page {told}."
        raise DecodeError(message, excerpt=excerpt(body))
    if not found:
        return None
    if isinstance(paging.pages, int):
        return number + 1 if number < paging.pages else None
    return None if paging.following is None else number + 1
