"""SuiteQL: queries with parameters, page by page, and by id beyond what pages reach (fact sheet: netsuite.md, 4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec

from crosstie.core.checks import sendable
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, UsageError
from crosstie.models.excerpt import excerpt
from crosstie.systems.netsuite.paging import Row, offset_pages, read_page
from crosstie.systems.netsuite.settings import Settings

__all__ = ["Parameter", "by_id", "statement"]

Parameter: TypeAlias = str | int | Decimal | None
"""What a ``?`` stands for. Times are text with TO_TIMESTAMP around the ``?``: their zone is the account's."""

_PATH: Final = "/services/rest/query/v1/suiteql"
_COLUMN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?")
_PIECE: Final = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|\?", re.DOTALL)
_MOST_COLUMNS: Final = 100
_DIGITS: Final = re.compile(r"[0-9]+")


def statement(query: str, params: Sequence[Parameter], settings: Settings) -> PageCall[Row]:
    """Return what reads the rows of a query.

    Raises:
        UsageError: It is empty, has another number of ``?`` than there are parameters, or holds half a character.
    """
    request = _request(query, params, settings)
    return offset_pages("suiteql", request, settings, _row)


def by_id(
    table: str, columns: Sequence[str], *, where: str, params: Sequence[Parameter], settings: Settings
) -> PageCall[Row]:
    """Return what reads the rows of a table in the order of their ids, however many there are.

    Raises:
        UsageError: A name is none, or there are more columns than NetSuite answers.
    """
    asked = ["id", *(name for name in columns if name.lower() != "id")]
    if not all(map(_COLUMN.fullmatch, [table, *asked])):
        message = "Table and columns are plain names."
        raise UsageError(message, advice="Use client.suiteql.rows() for expressions.")
    if len(asked) > _MOST_COLUMNS:
        message = f"NetSuite is said to answer no rows at all to more than {_MOST_COLUMNS} columns."
        raise UsageError(message)
    begin = f"SELECT {', '.join(asked)} FROM {table}"  # noqa: S608 - names that were checked
    size = settings.page_size

    def page(cursor: str | None) -> Call[Page[Row]]:
        bounds = [f"({where})"] if where else []
        if cursor is not None:
            bounds.append("id > ?")
        limited = f" WHERE {' AND '.join(bounds)}" if bounds else ""
        values = [*params] if cursor is None else [*params, _id(cursor)]
        request = _request(f"{begin}{limited} ORDER BY id", values, settings)
        return Call(
            operation="suiteql.by_id",
            request=request.with_params(("limit", str(size)), ("offset", "0")),
            decode=lambda response: _page_by_id(response, size),
        )

    page(None)  # so that a mistake shows before anything is sent
    return page


def _page_by_id(response: Response, size: int) -> Page[Row]:
    found = read_page(response)
    rows = [_row(row) for row in found.items]
    last = str(rows[-1].get("id")) if rows else None
    more = found.goes_on(0, size)
    if more and (last is None or not _DIGITS.fullmatch(last)):
        message = "NetSuite says that there are more rows, and the last one has no id to go on from."
        raise DecodeError(message, excerpt=excerpt(response.body))
    return Page(items=rows, next=last if more else None, mark=last)


def _id(cursor: str) -> str:
    if not _DIGITS.fullmatch(cursor):
        message = "This is not where a page of this query ended."
        raise UsageError(message, advice="Pass the next of a page as it is.")
    return cursor


def _row(row: Row) -> Row:
    """Leave out the links, which are always empty. Values stay texts; what is null is not there (4.1)."""
    row.pop("links", None)
    return row


def _request(query: str, params: Sequence[Parameter], settings: Settings) -> Request:
    places = sum(found.group() == "?" for found in _PIECE.finditer(query))
    if not query.strip() or places != len(params):
        message = f"The query has {places} places for parameters, and {len(params)} were given."
        raise UsageError(message)
    body: dict[str, Any] = {"q": sendable("The query", query)}
    if params and settings.bound_parameters:
        body["params"] = [_text(value) for value in params]
    elif params:
        body["q"] = _inlined(query, params)
    headers = {"accept": "application/json", "content-type": "application/json", "prefer": "transient"}
    return Request(method="POST", url=_PATH, headers=headers, body=msgspec.json.encode(body))


def _text(value: Parameter) -> str:
    """Return a parameter as text, as in the vendor's example; an empty one is null, as in Oracle."""
    if value is None:
        return ""
    if isinstance(value, str):
        return sendable("A parameter", value)
    if type(value) not in {int, Decimal} or not Decimal(value).is_finite():
        message = f"A parameter cannot be a {type(value).__name__} such as this."
        raise UsageError(
            message, advice="Use text, a whole number, a Decimal or None; T and F stand for true and false."
        )
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _inlined(query: str, params: Sequence[Parameter]) -> str:
    """Write parameters into the query as literals; what is quoted or a comment is left alone."""
    rest = iter(params)
    return _PIECE.sub(lambda found: _literal(next(rest)) if found.group() == "?" else found.group(), query)


def _literal(value: Parameter) -> str:
    text = _text(value)
    if not text:
        return "NULL"
    if isinstance(value, str):
        return "'" + text.replace("'", "''") + "'"
    return text
