"""The statements that read: by key, by query, counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, Table, and_, func, literal, nulls_first, or_, select, tuple_
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from crosstie.core.state import Key, Stored, kind_of
from crosstie.storage.columns import columns_of, decode
from crosstie.storage.questions import Rank, Selection
from crosstie.storage.sql.schema import VERSION

__all__ = ["batches", "count_rows", "find_rows", "get_rows", "keyed"]

R = TypeVar("R")
T = TypeVar("T")

_BATCH = 500
"""Keys in one statement: four parts each stay far below every database's limit of parameters."""


def get_rows(connection: Connection, table: Table, kind: type[R], keys: Sequence[Key]) -> dict[Key, Stored[R]]:
    """Read the records with these keys."""
    found: dict[Key, Stored[R]] = {}
    names = kind_of(kind).key
    for batch in batches(keys):
        for stored in _read(connection, kind, _columns(table, kind).where(keyed(table, names, batch))):
            found[tuple(getattr(stored.record, name) for name in names)] = stored
    return found


def find_rows(connection: Connection, table: Table, selection: Selection, kind: type[R]) -> list[Stored[R]]:
    """Read the records that a query selects, in its order."""
    if selection.impossible:
        return []
    statement = _columns(table, kind).where(*_conditions(table, selection))
    statement = statement.order_by(*_order(connection, table, selection)).limit(selection.limit)
    return _read(connection, kind, statement)


def count_rows(connection: Connection, table: Table, selection: Selection, by: str) -> dict[Any, int]:
    """Count the records that a query selects, by the values of one field."""
    if selection.impossible:
        return {}
    column = table.c[by]
    statement = select(column, func.count()).where(*_conditions(table, selection)).group_by(column)
    return {value: number for value, number in connection.execute(statement)}  # noqa: C416 - rows are not pairs to mypy


def keyed(table: Table, names: Sequence[str], keys: Sequence[Key]) -> ColumnElement[bool]:
    """Return the condition that a row has one of these keys."""
    *front, last = [table.c[name] for name in names]
    groups: dict[Key, list[str]] = {}
    for key in keys:
        groups.setdefault(key[:-1], []).append(key[-1])
    # Most often there is one group, one tenant's records of one pair. Comparing whole keys as rows would be shorter,
    # and SQLite would read the whole table for it.
    return or_(
        *(
            and_(*(column == part for column, part in zip(front, shared, strict=True)), last.in_(ends))
            for shared, ends in groups.items()
        )
    )


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a list into pieces that fit into one statement each."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _columns(table: Table, kind: type[Any]) -> Select[Any]:
    # By name, never "*": a newer release may have added columns that this one does not know.
    return select(*(table.c[column.name] for column in columns_of(kind)), table.c[VERSION])


def _read(connection: Connection, kind: type[R], statement: Select[Any]) -> list[Stored[R]]:
    names = [column.name for column in columns_of(kind)]
    rows = connection.execute(statement)
    return [Stored(decode(kind, dict(zip(names, row, strict=False))), row[-1]) for row in rows]


def _conditions(table: Table, selection: Selection) -> Iterator[ColumnElement[bool]]:
    for name, value in selection.equals:
        yield table.c[name].is_(None) if value is None else table.c[name] == value
    if selection.span is not None:
        name, at_least, below = selection.span
        column = table.c[name]
        if at_least is None and below is None:
            yield column.is_not(None)
        if at_least is not None:
            yield column >= at_least
        if below is not None:
            yield column < below
    if selection.after is not None:
        yield _behind(table, selection, selection.after)


def _behind(table: Table, selection: Selection, after: Rank) -> ColumnElement[bool]:
    (_, value), key = after
    columns = [table.c[name] for name in selection.key]
    ends = [literal(part, column.type) for part, column in zip(key, columns, strict=True)]
    later_key = tuple_(*columns) > tuple_(*ends)
    if selection.order is None:
        return later_key
    column = table.c[selection.order]
    if value is None:
        return or_(column.is_not(None), later_key)
    return and_(column >= value, or_(column > value, later_key))


def _order(connection: Connection, table: Table, selection: Selection) -> Iterator[ColumnElement[Any]]:
    if selection.order is not None:
        column = table.c[selection.order]
        # Only PostgreSQL puts empty values last. Where the range leaves none, the plain order can use the index.
        ranged = selection.span is not None and selection.span[0] == selection.order
        first = connection.dialect.name == "postgresql" and column.nullable and not ranged
        yield nulls_first(column.asc()) if first else column.asc()
    yield from (table.c[name] for name in selection.key)
