# @generated from src/crosstie/storage/sql/sql_storage_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The store in a SQL database, as hosts use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from crosstie.core.state import Key, Query, Stored, Write
from crosstie.errors import UsageError
from crosstie.storage.questions import changes_of, keys_sought, selection_of
from crosstie.storage.records import KINDS
from crosstie.storage.sealing import SealingKeys
from crosstie.storage.sql.connecting import checked_dialect
from crosstie.storage.sql.engines import Engines
from crosstie.storage.sql.faults import cause_of, fault_of
from crosstie.storage.sql.schema import metadata_for, tables_of
from crosstie.storage.sql.statements import count_rows, find_rows, get_rows
from crosstie.storage.sql.transactions import reading, writing, writing_within
from crosstie.storage.sql.upgrade import is_current, upgrade
from crosstie.storage.sql.writing import carry_out

__all__ = ["SqlStorage"]

R = TypeVar("R")
T = TypeVar("T")


class SqlStorage:
    """Keeps the library's records in SQLite, PostgreSQL, MySQL or MariaDB.

    With a URL or an engine every call is a transaction of its own. With the host's open connection every call joins the
    host's transaction behind a savepoint: the library's state is committed together with the host's own rows, or rolled
    back with them, and a ``StaleWrite`` leaves the host's transaction usable.

    Example:
        >>> from crosstie.storage import SealingKeys
        >>> from crosstie.storage.sql import SqlStorage
        >>> storage = SqlStorage("sqlite:///crosstie.db", keys=SealingKeys.generate())

    Attributes:
        keys: What secrets are sealed with; the store itself never opens one.
    """

    __slots__ = ("_database", "_described", "_prefix", "_tables", "keys")

    def __init__(
        self,
        database: str | URL | Engine | Connection,
        *,
        keys: SealingKeys | None = None,
        schema: str | None = None,
        prefix: str = "crosstie_",
        kinds: Sequence[type[Any]] = KINDS,
        lock_timeout: float = 10.0,
    ) -> None:
        """Say where the records are; nothing is connected yet.

        Args:
            database: A URL (``sqlite:///file.db``, ``postgresql://user@host/name``, ``mysql://``), an engine, or an
                open connection whose transaction is to be joined.
            keys: What secrets are sealed with.
            schema: The database schema the tables stand in; the connection's own one if ``None``.
            prefix: What every table's name starts with.
            kinds: The kinds of record to keep; more than the library's own if the host declares some.
            lock_timeout: Seconds to wait for another process's lock on a SQLite file; with a URL only.

        Raises:
            UsageError: The URL is malformed, or the database is not supported.
            MissingExtra: The database's driver is not installed.
        """
        self.keys: SealingKeys | None = keys
        self._prefix = prefix
        self._described = metadata_for(prefix=prefix, schema=schema, kinds=kinds)
        self._tables = tables_of(self._described, prefix, kinds)
        self._database: Engines | Engine | Connection
        if isinstance(database, Engine):
            checked_dialect(database.dialect.name, database.url.database)
            self._database = database
        elif isinstance(database, Connection):
            checked_dialect(database.dialect.name, "joined")
            self._database = database
        else:
            self._database = Engines(database, lock_timeout)

    def get(self, kind: type[R], keys: Sequence[Key]) -> Mapping[Key, Stored[R]]:
        """Return the records with these keys; missing ones are absent.

        Raises:
            UsageError: A key does not have the parts that this kind is keyed by.
            StorageUnavailable: The database cannot be reached or is locked.
        """
        wanted = keys_sought(kind, keys)
        table = self._table(kind)
        return self._read(lambda connection: get_rows(connection, table, kind, wanted))

    def find(self, query: Query[R]) -> Sequence[Stored[R]]:
        """Return the records that match, in the query's order.

        Raises:
            UsageError: The query names an unknown field, or a value does not fit its field.
            StorageUnavailable: The database cannot be reached or is locked.
        """
        selection = selection_of(query)
        kind, table = query.kind, self._table(query.kind)
        return self._read(lambda connection: find_rows(connection, table, selection, kind))

    def count(self, query: Query[Any], by: str) -> Mapping[Any, int]:
        """Count the matching records, grouped by one field; order, limit and ``after`` are ignored.

        Raises:
            UsageError: The query or ``by`` names an unknown field, or a value does not fit its field.
            StorageUnavailable: The database cannot be reached or is locked.
        """
        selection = selection_of(query, by)
        table = self._table(query.kind)
        return self._read(lambda connection: count_rows(connection, table, selection, by))

    def commit(self, writes: Sequence[Write]) -> Sequence[int]:
        """Carry out all writes or none; return the new version of each (0 for a deletion).

        Raises:
            StaleWrite: An expected version did not hold; nothing was written.
            UsageError: A value does not fit its field, or a record is written twice.
            StorageUnavailable: The database cannot be reached, is locked or full; ``retry`` tells whether anything may
                be stored.
        """
        changes = changes_of(writes)
        tables = {change.kind: self._table(change.kind) for change in changes}
        if not changes:
            return []
        return self._write(lambda connection: carry_out(connection, tables, changes))

    def setup(self) -> None:
        """Create the missing tables, columns and indexes; nothing is ever changed or removed.

        Raises:
            StorageUnavailable: The database cannot be reached or is locked.
            StorageError: The user may not create tables.
        """
        described = self._described
        if not self._read(lambda connection: is_current(connection, described)):
            self._write(lambda connection: upgrade(connection, described))

    def close(self) -> None:
        """Close the connections of an engine made from a URL; the host's own engine or connection stays open."""
        if isinstance(self._database, Engines):
            self._database.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Name the database without user and password."""
        url = self._database.engine.url if isinstance(self._database, Connection) else self._database.url
        place = ", ".join(part for part in (url.get_backend_name(), url.host, url.database) if part)
        return f"SqlStorage({place}, prefix={self._prefix!r})"

    def _table(self, kind: type[Any]) -> Table:
        try:
            return self._tables[kind]
        except KeyError:
            message = f"This store keeps no {kind.__name__} records."
            raise UsageError(message, advice="Name the kind in kinds= when you make the store.") from None

    def _read(self, work: Callable[[Connection], T]) -> T:
        return self._perform(lambda connection: reading(connection, work), work)

    def _write(self, work: Callable[[Connection], T]) -> T:
        return self._perform(
            lambda connection: writing(connection, work), lambda connection: writing_within(connection, work)
        )

    def _perform(self, alone: Callable[[Connection], T], within: Callable[[Connection], T]) -> T:
        """Run the one on a connection of our own, or the other on the host's."""
        database = self._database
        try:
            if isinstance(database, Connection):
                return _run(database, within)
            engine = database.current() if isinstance(database, Engines) else database
            with engine.connect() as connection:
                return _run(connection, alone)
        except SQLAlchemyError as error:
            raise fault_of(error) from cause_of(error)


def _run(connection: Connection, work: Callable[[Connection], T]) -> T:
    return work(connection)
