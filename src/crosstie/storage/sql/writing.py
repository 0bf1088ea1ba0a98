"""One commit: lock what is written, compare versions, then write, a few statements for any number of records."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

import attrs
from sqlalchemy import Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.exc import IntegrityError

from crosstie.core.state import Key, kind_of
from crosstie.errors import StorageError
from crosstie.storage.columns import Row
from crosstie.storage.questions import Change, stale_write
from crosstie.storage.sql.schema import VERSION
from crosstie.storage.sql.statements import batches, keyed

__all__ = ["Raced", "carry_out"]

_Tables: TypeAlias = Mapping[type[Any], Table]
_Versions: TypeAlias = Mapping[tuple[str, Key], int]

_FIRST = 2**40


class Raced(Exception):
    """Somebody else created one of the records between the look and the write; look again."""


@attrs.frozen
class _Group:
    """The changes of one kind, in the order of their keys."""

    table: Table
    key: tuple[str, ...]
    changes: Sequence[Change]


def carry_out(connection: Connection, tables: _Tables, changes: Sequence[Change]) -> list[int]:
    """Carry out all changes inside the open transaction; return their new versions.

    Rows are locked kind by kind and key by key, so that two commits that touch the same records wait for each other
    instead of dead-locking. New rows come after all locks, in the same order.

    Raises:
        StaleWrite: An expected version does not hold; the transaction must be rolled back.
        Raced: The same, and the commit must be tried again.
        StorageError: The database left out a write without an error.
    """
    groups = list(_grouped(tables, changes))
    versions = {name: version for group in groups for name, version in _locked(connection, group)}
    stale = [change for change in changes if not change.holds(versions.get(change.name))]
    if stale:
        raise stale_write(stale, changes)
    after = {change.name: _next(change, versions) for change in changes}
    try:
        for group in groups:
            _insert(connection, group, versions, after)
    except IntegrityError as error:
        raise Raced from error
    for group in groups:
        _update(connection, group, versions, after)
        _delete(connection, group, versions)
    return [after[change.name] for change in changes]


def _grouped(tables: _Tables, changes: Sequence[Change]) -> Iterator[_Group]:
    ordered = sorted(changes, key=lambda change: change.name)
    for kind, group in groupby(ordered, key=lambda change: change.kind):
        yield _Group(tables[kind], kind_of(kind).key, list(group))


def _locked(connection: Connection, group: _Group) -> Iterator[tuple[tuple[str, Key], int]]:
    """Read the stored versions, and keep everybody else from changing them until the transaction ends."""
    columns = [group.table.c[name] for name in group.key]
    statement = select(*columns, group.table.c[VERSION]).order_by(*columns).with_for_update()
    for batch in batches(group.changes):
        name = batch[0].name[0]
        for row in connection.execute(statement.where(keyed(group.table, group.key, [one.key for one in batch]))):
            yield (name, tuple(row[:-1])), row[-1]


def _next(change: Change, versions: _Versions) -> int:
    if change.row is None:
        return 0
    before = versions.get(change.name)
    # A new record starts anywhere, so that a version read before a deletion never fits the record made afterwards.
    return secrets.randbelow(_FIRST) + 1 if before is None else before + 1


def _insert(connection: Connection, group: _Group, versions: _Versions, after: _Versions) -> None:
    new = [change for change in group.changes if change.row is not None and change.name not in versions]
    rows = [{**change.row, VERSION: after[change.name]} for change in new if change.row is not None]
    if rows:
        connection.execute(insert(group.table), rows)


def _update(connection: Connection, group: _Group, versions: _Versions, after: _Versions) -> None:
    changed = [change for change in group.changes if change.row is not None and change.name in versions]
    if not changed:
        return
    table = group.table
    same = [table.c[name] == bindparam(f"old_{name}") for name in (*group.key, VERSION)]
    written = [column.name for column in table.c if column.name not in group.key]
    statement = update(table).where(and_(*same)).values({name: bindparam(f"new_{name}") for name in written})
    rows = [_bound(group, change, versions[change.name], after[change.name]) for change in changed]
    _check(connection, connection.execute(statement, rows), len(rows))


def _bound(group: _Group, change: Change, before: int, after: int) -> Row:
    assert change.row is not None  # noqa: S101 - only puts are updates
    old: Row = {f"old_{name}": change.row[name] for name in group.key}
    new: Row = {f"new_{name}": value for name, value in change.row.items() if name not in group.key}
    return {**old, **new, f"old_{VERSION}": before, f"new_{VERSION}": after}


def _delete(connection: Connection, group: _Group, versions: _Versions) -> None:
    gone = [change.key for change in group.changes if change.row is None and change.name in versions]
    for batch in batches(gone):
        result = connection.execute(delete(group.table).where(keyed(group.table, group.key, batch)))
        _check(connection, result, len(batch), many=False)


def _check(connection: Connection, result: CursorResult[Any], expected: int, *, many: bool = True) -> None:
    """Make sure that locked rows were really written: a trigger or a row policy can leave them out in silence."""
    if many and expected > 1 and not connection.dialect.supports_sane_multi_rowcount:
        return
    if result.rowcount != expected:
        message = f"The database wrote {result.rowcount} of {expected} rows and gave no error."
        raise StorageError(
            message,
            done="Nothing was written.",
            advice="Look for triggers or row policies on the tables.",
            retry="unsafe",
        )
