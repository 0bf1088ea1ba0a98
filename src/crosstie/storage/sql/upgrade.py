"""Create what is missing in the database, and never change or remove what is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, func, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateSchema, CreateTable, ExecutableDDLElement
from sqlalchemy.sql import text
from sqlalchemy.sql.elements import TextClause

from crosstie.errors import StorageUnavailable, UsageError

__all__ = ["is_current", "upgrade"]

_LOCK = 4_717_220_156
"""Any number that nobody else uses; one for all schemas and prefixes, because setting up is rare and short."""
_LOCK_NAME = "crosstie.setup"
_WAIT = 60


def is_current(connection: Connection, described: MetaData) -> bool:
    """Tell whether every table, column and index is there."""
    return next(_missing(connection, described), None) is None


def upgrade(connection: Connection, described: MetaData) -> None:
    """Create the missing tables, columns and indexes inside the open transaction.

    Processes that start together wait for each other; who comes second finds nothing left to do. Columns that a newer
    release has added are left alone.

    Raises:
        StorageUnavailable: Another process kept the lock for a minute (MySQL).
        UsageError: The transaction is the host's, and making tables would commit it (MySQL).
    """
    match connection.dialect.name:
        case "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            _complete(connection, described)
        case "mysql" | "mariadb":
            _upgrade_mysql(connection, described)
        case _:  # SQLite: the transaction itself keeps everybody else out
            _complete(connection, described)


def _upgrade_mysql(connection: Connection, described: MetaData) -> None:
    if connection.in_nested_transaction():
        message = "Making tables would commit your transaction, because every such statement does so on MySQL."
        raise UsageError(message, advice="Call setup() on a storage with the engine.")
    # For the same reason the lock cannot belong to the transaction.
    if connection.execute(select(func.get_lock(_LOCK_NAME, _WAIT))).scalar() != 1:
        message = "Another process has been upgrading the tables for a minute."
        raise StorageUnavailable(message, advice="Try again.", retry="safe")
    try:
        _complete(connection, described)
    finally:
        connection.execute(select(func.release_lock(_LOCK_NAME)))


def _complete(connection: Connection, described: MetaData) -> None:
    for statement in list(_missing(connection, described)):
        connection.execute(statement)


def _missing(connection: Connection, described: MetaData) -> Iterator[ExecutableDDLElement | TextClause]:
    inspector = inspect(connection)
    schema = described.schema
    if schema is not None and not inspector.has_schema(schema):
        yield CreateSchema(schema)
        yield from (statement for table in described.sorted_tables for statement in _whole(table))
        return
    names = [table.name for table in described.sorted_tables]
    columns = inspector.get_multi_columns(schema=schema, filter_names=names)
    indexes = inspector.get_multi_indexes(schema=schema, filter_names=names)
    for table in described.sorted_tables:
        place = (schema, table.name)
        if place not in columns:
            yield from _whole(table)
            continue
        known = {column["name"] for column in columns[place]}
        yield from (_added(connection, table, column) for column in table.c if column.name not in known)
        present = {index["name"] for index in indexes.get(place, [])}
        yield from (CreateIndex(index) for index in _sorted_indexes(table) if index.name not in present)


def _whole(table: Table) -> Iterator[ExecutableDDLElement]:
    yield CreateTable(table)
    yield from (CreateIndex(index) for index in _sorted_indexes(table))


def _added(connection: Connection, table: Table, column: Column[Any]) -> TextClause:
    dialect = connection.dialect
    place = dialect.identifier_preparer.format_table(table)
    return text(f"ALTER TABLE {place} ADD COLUMN {CreateColumn(column).compile(dialect=dialect)}")


def _sorted_indexes(table: Table) -> list[Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))
