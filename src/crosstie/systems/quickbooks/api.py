"""Calls that read: records, pages, counts, PDFs (fact sheet: quickbooks.md, 2.2 and 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, TypeVar

import attrs
import msgspec

from crosstie.core.checks import sendable, whole
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response, quoted, quoted_length
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, UsageError
from crosstie.http.redaction import excerpt
from crosstie.models import Head, decode_list, decode_record, heads
from crosstie.models.answers import UNREADABLE
from crosstie.systems.quickbooks.kinds import COMPANY_INFO, Kind
from crosstie.systems.quickbooks.models import CompanyInfo, Entity
from crosstie.systems.quickbooks.settings import SETTINGS, Settings
from crosstie.systems.quickbooks.statements import LARGEST_PAGE, Keyset, Selection

__all__ = ["JSON", "Api", "Include", "checked_id", "checked_size", "included"]

R = TypeVar("R", bound=Entity)
T = TypeVar("T")

Include: TypeAlias = Literal["invoiceLink", "allowduplicatedocnum", "enhancedAllCustomFields"]
"""What an answer adds or a write allows (2.7): the address where an invoice is paid; a document number that repeats;
all custom fields of the newer platform."""

JSON: Final[Mapping[str, str]] = {"Accept": "application/json"}
_PDF: Final[Mapping[str, str]] = {"Accept": "application/pdf"}
_STATEMENT: Final[Mapping[str, str]] = {"Accept": "application/json", "Content-Type": "application/text"}
_PDF_START: Final = b"%PDF"


class _Count(msgspec.Struct, gc=False, rename={"total": "totalCount"}):
    total: int


class _CountAnswer(msgspec.Struct, gc=False, rename={"inner": "QueryResponse"}):
    inner: _Count


_count_answer: Final = msgspec.json.Decoder(_CountAnswer)


@attrs.frozen
class Api:
    """How calls are put together. Pure: every method returns a call.

    Attributes:
        settings: What the host set.
    """

    settings: Settings = SETTINGS

    @property
    def params(self) -> tuple[tuple[str, str], ...]:
        """The parameters of every call."""
        return self.settings.params

    def get(self, kind: Kind[R], record_id: str, include: Sequence[Include] = ()) -> Call[R]:
        """Read one record."""
        return Call(
            operation=f"{kind.plural}.get",
            request=Request(
                method="GET",
                url=f"{kind.path}/{checked_id(record_id)}",
                params=(*self.params, *included(include)),
                headers=JSON,
            ),
            decode=lambda response: decode_record(kind.record, response.body, (kind.name,)),
        )

    def pdf(self, kind: Kind[Any], record_id: str) -> Call[bytes]:
        """Read a form as PDF."""
        return Call(
            operation=f"{kind.plural}.pdf",
            request=Request(
                method="GET", url=f"{kind.path}/{checked_id(record_id)}/pdf", params=self.params, headers=_PDF
            ),
            decode=_pdf,
        )

    def company(self) -> Call[CompanyInfo]:
        """Read the company's own record: by a query, because its path would need the realm id (4.1)."""
        text = f"SELECT * FROM {COMPANY_INFO.name}"  # noqa: S608 - a constant
        return self.statement("company_info.get", text, _company)

    def count(self, kind: Kind[Any], chosen: Selection) -> Call[int]:
        """Count records."""
        return self.statement(f"{kind.plural}.count", chosen.count(), _total)

    def pages(self, kind: Kind[R], chosen: Selection, size: int) -> PageCall[R]:
        """Return what builds the calls of a listing."""
        path = ("QueryResponse", kind.name)
        return self._listing(kind, chosen, size, lambda response: decode_list(kind.record, response.body, path))

    def head_pages(self, kind: Kind[Any], chosen: Selection, size: int) -> PageCall[Head]:
        """Return what builds the calls of a listing that decodes ids, versions and times only."""
        path = ("QueryResponse", kind.name)
        return self._listing(kind, chosen, size, lambda response: heads(kind.record, response.body, path))

    def statement(self, operation: str, text: str, decode: Callable[[Response], T]) -> Call[T]:
        """Ask a statement: in the address, or in the body where it is too long for one."""
        if quoted_length(text) > self.settings.longest_query:
            request = Request(method="POST", url="/query", params=self.params, headers=_STATEMENT, body=text.encode())
        else:
            request = Request(method="GET", url="/query", params=(*self.params, ("query", text)), headers=JSON)
        return Call(operation=operation, request=request, decode=decode)

    def _listing(
        self, kind: Kind[Any], chosen: Selection, size: int, read: Callable[[Response], list[T]]
    ) -> PageCall[T]:
        asked = checked_size(size)
        build = self._by_time if chosen.timed else self._by_position
        return lambda cursor: build(kind, chosen, asked, cursor, read)

    def _by_position(
        self, kind: Kind[Any], chosen: Selection, size: int, cursor: str | None, read: Callable[[Response], list[T]]
    ) -> Call[Page[T]]:
        start = _start(cursor)

        def decode(response: Response) -> Page[T]:
            items = read(response)
            # A last page that is exactly full is followed by an empty one (4.2).
            more = len(items) >= size
            return Page(items=items, next=str(start + len(items)) if more else None, mark=_mark(items))

        return self.statement(f"{kind.plural}.list", chosen.page(start=start, size=size), decode)

    def _by_time(
        self, kind: Kind[Any], chosen: Selection, size: int, cursor: str | None, read: Callable[[Response], list[T]]
    ) -> Call[Page[T]]:
        key = Keyset(chosen.since) if cursor is None else Keyset.parse(cursor)

        def decode(response: Response) -> Page[T]:
            items, known = read(response), heads(kind.record, response.body, ("QueryResponse", kind.name))
            further = key.after(known, size)
            fresh = [item for item, head in zip(items, known, strict=True) if key.fresh(head)]
            return Page(items=fresh, next=None if further is None else further.text(), mark=_mark(known))

        return self.statement(f"{kind.plural}.list", chosen.page_since(key, size=size), decode)


def checked_id(record_id: str) -> str:
    """Return an id as part of a path.

    Raises:
        UsageError: It is no text or empty, or would lead to another address.
    """
    if not sendable("The id", record_id).strip(" ."):
        message = "A record is asked for by its id, and this is none."
        raise UsageError(message)
    return quoted(record_id)


def checked_size(size: int) -> int:
    """Return the size of a page.

    Raises:
        UsageError: It is no whole number between 1 and 1000.
    """
    return whole("The size of a page", size, 1, LARGEST_PAGE)


def included(include: Sequence[Include]) -> tuple[tuple[str, str], ...]:
    """Return the parameter that asks for more (2.7)."""
    return (("include", ",".join(include)),) if include else ()


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 1
    if not (cursor.isascii() and cursor.isdecimal()) or cursor == "0":
        message = "This is not a cursor of a listing by position."
        raise UsageError(message, advice="Pass a page's own next.")
    return int(cursor)


def _mark(items: Sequence[Any]) -> object:
    return (items[0].id, items[-1].id, len(items)) if items else None


def _total(response: Response) -> int:
    try:
        return _count_answer.decode(response.body).inner.total
    except UNREADABLE as error:
        message = "The answer to a count holds no number."
        raise DecodeError(message, excerpt=excerpt(response.body)) from error


def _company(response: Response) -> CompanyInfo:
    found = decode_list(CompanyInfo, response.body, ("QueryResponse", COMPANY_INFO.name))
    if not found:
        message = "The answer holds no CompanyInfo."
        raise DecodeError(message, excerpt=excerpt(response.body))
    return found[0]


def _pdf(response: Response) -> bytes:
    if not response.body.startswith(_PDF_START):
        message = "The answer is no PDF."
        raise DecodeError(message, excerpt=excerpt(response.body))
    return response.body
