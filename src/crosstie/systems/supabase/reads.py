"""The calls that read a table: one answer, a listing by key, one row, a count."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, get_args

import msgspec

from crosstie.core.checks import known_word, whole
from crosstie.core.exchange import Call
from crosstie.core.messages import Response
from crosstie.core.paging import Page, PageCall
from crosstie.errors import ApiError, NotFound, UsageError
from crosstie.systems.supabase.bodies import Rows, affected, last_key, read_rows, total_of
from crosstie.systems.supabase.columns import Column, OrderLike, col, order_text
from crosstie.systems.supabase.filters import Filter, Params, all_of, any_of, params_of
from crosstie.systems.supabase.target import Counting, Target

__all__ = ["behind", "count_call", "key_filters", "maybe_call", "one_call", "page_calls", "select_call"]

T = TypeVar("T")

_END_OF_DATA: Final = 416


def select_call(
    target: Target[T],
    filters: Sequence[Filter],
    *,
    order: Sequence[OrderLike] = (),
    limit: int | None = None,
    offset: int | None = None,
    count: Counting | None = None,
) -> Call[Rows[T]]:
    """Read one answer, which the server's row cap may cut short.

    Raises:
        UsageError: A negative limit or offset, or no way of counting.
    """
    if count is not None:
        known_word("count", count, get_args(Counting))
    params = (*params_of(filters), *_ordered(order), *_window(limit, offset))
    prefer = () if count is None else (f"count={count}",)

    def decode(response: Response) -> Rows[T]:
        if response.status == _END_OF_DATA:  # behind the last row: the count is told all the same
            return Rows(items=(), total=total_of(response))
        return Rows(items=read_rows(response, target.plan, target.zone), total=total_of(response))

    return Call(operation=f"{target.name}.select", request=target.request("GET", params, prefer=prefer), decode=decode)


def page_calls(target: Target[T], filters: Sequence[Filter], *, limit: int, descending: bool = False) -> PageCall[T]:
    """List by key: each page asks for what is behind the last row of the one before.

    A page with fewer rows than were asked for is no end, because the server's cap may be lower: the end is an empty
    page. Rows that are inserted or deleted meanwhile shift nothing.

    Raises:
        UsageError: The table has no key, the rows do not hold it, or the limit is not positive.
    """
    whole("The size of a page", limit, 1)
    columns = [col(name) for name in _key_of(target)]
    names = [target.plan.answered_as(name) for name in target.key]
    if target.plan.kind is not None and target.plan.unknown is None:
        _check_known(target, names)
    order = [column.desc() if descending else column.asc() for column in columns]

    def build(cursor: str | None) -> Call[Page[T]]:
        place = () if cursor is None else (behind(columns, _read_cursor(cursor, len(columns)), descending=descending),)
        params = (*params_of((*filters, *place)), *_ordered(order), ("limit", str(limit)))
        return Call(operation=f"{target.name}.list", request=target.request("GET", params), decode=decode)

    def decode(response: Response) -> Page[T]:
        items = read_rows(response, target.plan, target.zone)
        if not items:
            return Page(items=items)
        cursor = _cursor(last_key(response, names))
        return Page(items=items, next=cursor, mark=cursor)

    return build


def behind(columns: Sequence[Column], values: Sequence[Any], *, descending: bool = False) -> Filter:
    """Return the condition for rows behind a key: ``a > x or (a = x and b > y)``."""
    choices: list[Filter] = []
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        further = column.lt(value) if descending else column.gt(value)
        same = [one.eq(other) for one, other in zip(columns[:place], values[:place], strict=True)]
        choices.append(all_of(*same, further))
    return choices[0] if len(choices) == 1 else any_of(*choices)


def maybe_call(target: Target[T], filters: Sequence[Filter]) -> Call[T | None]:
    """Read the one row that fits, or ``None``."""
    return _only_call(target, filters, "maybe_one", lambda response: _only(response, target))


def one_call(target: Target[T], filters: Sequence[Filter], operation: str = "one") -> Call[T]:
    """Read the one row that fits."""

    def decode(response: Response) -> T:
        row = _only(response, target)
        if row is None:
            message = f"No row of {target.name} fits."
            raise NotFound(message, advice="A row security policy may hide it.")
        return row

    return _only_call(target, filters, operation, decode)


def _only_call(
    target: Target[Any], filters: Sequence[Filter], operation: str, decode: Callable[[Response], T]
) -> Call[T]:
    # Two are asked for, because one would hide that there are many.
    request = target.request("GET", (*params_of(filters), ("limit", "2")))
    return Call(operation=f"{target.name}.{operation}", request=request, decode=decode)


def _only(response: Response, target: Target[T]) -> T | None:
    rows = read_rows(response, target.plan, target.zone)
    if len(rows) > 1:
        message = f"More than one row of {target.name} fits."
        raise ApiError(message, advice="Ask for a column, or several, whose values are unique.")
    return rows[0] if rows else None


def count_call(target: Target[T], filters: Sequence[Filter], how: Counting) -> Call[int]:
    """Count rows; none are sent.

    Raises:
        UsageError: ``how`` is no way of counting.
    """
    known_word("how", how, get_args(Counting))
    request = target.request("HEAD", params_of(filters), prefer=(f"count={how}",), selects=False)
    return Call(operation=f"{target.name}.count", request=request, decode=affected)


def key_filters(target: Target[Any], key: object) -> Sequence[Filter]:
    """Return the conditions that name one row.

    Args:
        target: The table.
        key: The value of its key column; a tuple of values where it has several.

    Raises:
        UsageError: The key does not fit.
    """
    names = _key_of(target)
    values: list[Any] = [*key] if isinstance(key, tuple) else [key]  # Any: values of any column
    if len(values) != len(names):
        message = f"A row of {target.name} is named by {', '.join(names)}: {len(names)} values, not {len(values)}."
        raise UsageError(message)
    return [col(name).eq(value) for name, value in zip(names, values, strict=True)]


def _key_of(target: Target[Any]) -> tuple[str, ...]:
    if not target.key:
        message = f"{target.name} has no key to find or list rows by."
        raise UsageError(message, advice='Name it: table("customers", Customer, key="id").')
    return target.key


def _check_known(target: Target[Any], names: Sequence[str]) -> None:
    missing = sorted(set(names) - {field.name for field in target.plan.fields})
    if missing:
        message = f"{target.plan.label} has no field for {', '.join(missing)}, which {target.name} is listed by."
        raise UsageError(message, advice="Add the field, or name another key.")


def _ordered(order: Sequence[OrderLike]) -> Params:
    return (("order", order_text(order)),) if order else ()


def _window(limit: int | None, offset: int | None) -> Params:
    given = [(name, value) for name, value in (("limit", limit), ("offset", offset)) if value is not None]
    for name, value in given:
        whole(f"The {name}", value, 0)
    return tuple((name, str(value)) for name, value in given)


def _cursor(values: Sequence[object]) -> str:
    # Opaque on purpose, and free of anything that a URL or a log would trip over.
    text = msgspec.json.encode([value if isinstance(value, bool) else str(value) for value in values])
    return base64.urlsafe_b64encode(text).decode("ascii")


def _read_cursor(cursor: str, width: int) -> list[Any]:
    try:
        values: list[Any] = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=list[str | bool])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        message = "This is no place in a listing."
        raise UsageError(message, advice="Pass a page's next, as it came.") from error
    if len(values) != width:
        message = "This place belongs to a listing by another key."
        raise UsageError(message)
    return values
