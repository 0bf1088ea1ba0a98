# @generated from src/crosstie/sync/sql_table_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A host's own table as a side of two-way sync."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from crosstie.clock import SystemClock
from crosstie.core.endpoint import Abilities, Change, ChangePage, Creation, Position, Revision, Values
from crosstie.core.ports import Clock
from crosstie.errors import CrosstieError, UsageError
from crosstie.storage.sql.faults import cause_of, fault_of
from crosstie.storage.sql.transactions import writing, writing_within
from crosstie.sync.table_rows import Rows, refused

__all__ = ["SqlTable"]

T = TypeVar("T")

_BATCH = 200
_FOR_EVER = timedelta(days=36500)
_READS = 500


class SqlTable:
    """The rows of one table of the host: an :class:`~crosstie.core.endpoint.Endpoint`.

    Paths are column names. With a column for the time of the last change only what changed is read; every program that
    writes to the table must then set it, as an ORM's ``onupdate`` does. Rows in which it is NULL are read every time,
    because nothing tells when they were changed: keep them few, or fill the column and declare it NOT NULL. Without
    such a column every run reads the whole table.

    Args:
        database: The host's engine; or its open connection, then the writes are part of the host's own transaction,
            which the host commits.
        table: The table, as SQLAlchemy Core has it (``Model.__table__`` for an ORM class).
        id: The column that identifies a row.
        updated: The column with the time of the last change; naive times are taken as UTC.
        version: A column that every writer counts up, if there is one; without it versions are told by the values.
        active: A boolean column that is false for rows switched off.
        keys: A text column, unique and empty for other rows, that takes the key under which sync made a row. With it a
            creation whose outcome was lost is repeated safely; without it such a row is found again by its values.
        only: Column values that all rows of this side have, such as ``{"tenant_id": 7}``; new rows get them.
        tenant: Whose rows these are, as crosstie knows them.
        name: What it is called in reports; the table's name when not given.
        clock: The time that is written to ``updated``; the machine's own when not given.

    Raises:
        UsageError: A column is not there.

    Example:
        ``sync.Pair("customers", left=qbo.customers, right=SqlTable(engine, customers, updated="changed"), ...)``
    """

    __slots__ = ("_clock", "_database", "_name", "_rows", "_tenant")

    def __init__(  # noqa: PLR0913 - what the columns of a table may mean, each with a default
        self,
        database: Engine | Connection,
        table: sa.Table,
        *,
        id: str = "id",  # noqa: A002 - the word that hosts use
        updated: str | None = None,
        version: str | None = None,
        active: str | None = None,
        keys: str | None = None,
        only: Mapping[str, Any] | None = None,
        tenant: str | None = None,
        name: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Find the columns; nothing is read yet."""
        self._database = database
        self._name = name or table.name
        self._tenant = tenant
        self._clock = clock or SystemClock()
        self._rows = Rows(
            table=table,
            id=_column(table, id),
            updated=None if updated is None else _column(table, updated),
            version=None if version is None else _column(table, version),
            active=None if active is None else _column(table, active),
            keys=None if keys is None else _column(table, keys),
            only=dict(only or {}),
        )
        self._rows.check(self._rows.only)

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return self._name

    @property
    def tenant(self) -> str | None:
        """Whose rows these are."""
        return self._tenant

    @property
    def abilities(self) -> Abilities:
        """What a table can do."""
        rows = self._rows
        return Abilities(
            feed="scan" if rows.updated is None else "time",
            finds=frozenset(rows.table.c.keys()),
            checks_version=True,
            honours_keys=rows.keys is not None,
            keys_last=_FOR_EVER,
            cannot_hold=rows.own,
            batch=_BATCH,
            reads=_READS,
            query=",".join(f"{name}={value}" for name, value in sorted(rows.only.items())),
        )

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that are no columns.

        Raises:
            UsageError: There is no such column.
        """
        self._rows.check(paths)

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List what changed at or after a position, oldest first, and rows that have no time.

        Everything where there is no column for that.
        """
        return self._reading(lambda connection: self._rows.changes(connection, since, page))

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Return the rows with these ids; missing ones are absent."""
        return self._reading(lambda connection: self._rows.read(connection, ids))

    def find(self, values: Values) -> Sequence[Change]:
        """Return the live rows that have all these values; text without regard to case."""
        return self._reading(lambda connection: self._rows.find(connection, values))

    def values_of(self, record: Mapping[str, Any], paths: Collection[str]) -> Values:
        """Return the values of some columns of a row."""
        return {path: record[path] for path in paths}

    def create(self, values: Values, *, key: str) -> Change:
        """Insert a row; with a column for keys, a repetition answers the row that was made before.

        Raises:
            Invalid: The database did not accept the values.
            Conflict: A unique value is taken (``duplicate``).
        """
        at = self._clock.now()
        return self._writing(lambda connection: self._rows.create(connection, values, key, at))

    def update(self, record_id: str, values: Values, *, version: str | None, base: object) -> Change:
        """Change a row.

        Raises:
            Invalid: The database did not accept the values.
            NotFound: It is gone.
            Conflict: It was changed since (``stale``), or a unique value is taken (``duplicate``).
        """
        del base
        at = self._clock.now()
        return self._writing(lambda connection: self._rows.update(connection, record_id, values, version, at))

    def write(self, writes: Sequence[Creation | Revision]) -> Sequence[Change | CrosstieError]:
        """Carry out writes in one transaction, each on its own, and answer a row or an error for each."""
        at = self._clock.now()
        return self._writing(lambda connection: self._rows.write(connection, writes, at))

    def _reading(self, work: Callable[[Connection], T]) -> T:
        try:
            if isinstance(self._database, Connection):
                return work(self._database)
            with self._database.connect() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise fault_of(error, table=self._rows.table.name) from cause_of(error)

    def _writing(self, work: Callable[[Connection], T]) -> T:
        try:
            if isinstance(self._database, Connection):
                return writing_within(self._database, work)
            with self._database.connect() as connection:
                return writing(connection, work)
        except (IntegrityError, DataError) as error:
            raise refused(self._rows.table.name, error) from cause_of(error)
        except SQLAlchemyError as error:
            # A commit that got lost has said so itself; here nothing was committed.
            raise fault_of(error, table=self._rows.table.name) from cause_of(error)


def _column(table: sa.Table, name: str) -> sa.Column[Any]:
    if name not in table.c:
        message = f"The table {table.name} has no column {name}."
        raise UsageError(message, advice=f"Its columns are: {', '.join(table.c.keys())}.")
    return table.c[name]
