"""The tables, as SQLAlchemy metadata, so that hosts can keep them under their own migrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from sqlalchemy import BigInteger, Boolean, Index, MetaData, Table, false, text, true
from sqlalchemy import Column as SqlColumn
from sqlalchemy.sql.elements import ColumnElement, TextClause
from sqlalchemy.types import TypeEngine

from crosstie.core.state import kind_of
from crosstie.errors import UsageError
from crosstie.storage.columns import Column, columns_of
from crosstie.storage.records import KINDS
from crosstie.storage.sql.types import Instant, Octets, Words

__all__ = ["VERSION", "metadata", "metadata_for", "tables_of"]

VERSION = "version"
"""The column that every table has beside its record's fields."""


def metadata_for(
    *, prefix: str = "crosstie_", schema: str | None = None, kinds: Sequence[type[Any]] = KINDS
) -> MetaData:
    """Describe the library's tables.

    Args:
        prefix: What every table's and index's name starts with.
        schema: The database schema they stand in; the connection's own one if ``None``.
        kinds: The kinds of record to keep; more than the library's own if the host declares some.

    Returns:
        Metadata for ``create_all`` or for Alembic's ``target_metadata``.

    Raises:
        UsageError: A kind cannot be kept in a table.
    """
    described = MetaData(schema=schema)
    for kind in kinds:
        _describe(kind, described, prefix)
    return described


def tables_of(described: MetaData, prefix: str, kinds: Sequence[type[Any]] = KINDS) -> Mapping[type[Any], Table]:
    """Return the table of each kind."""
    by_name = {table.name: table for table in described.tables.values()}
    return {kind: by_name[prefix + kind_of(kind).name] for kind in kinds}


def _describe(kind: type[Any], described: MetaData, prefix: str) -> Table:
    declared = kind_of(kind)
    columns = columns_of(kind)
    if any(column.name == VERSION for column in columns):
        message = f"{kind.__name__} has a field named {VERSION}, which the store keeps for itself."
        raise UsageError(message, advice="Call the field something else.")
    name = prefix + declared.name
    by_name = {column.name: _column(column) for column in columns}
    keyed = [by_name.pop(part) for part in declared.key]
    # The version stands behind the key, where a person who reads the table looks for it.
    version = SqlColumn(VERSION, BigInteger(), nullable=False, autoincrement=False)
    indexes = [Index(f"{name}_{'_'.join(group)}", *_ordered(group, declared.key)) for group in declared.indexes]
    return Table(name, described, *keyed, version, *by_name.values(), *indexes)


def _ordered(group: Sequence[str], key: Sequence[str]) -> list[str]:
    # Every query ends its order with the key. An index that gives this order too is taken for the look-up; without it
    # SQLite walks through the whole key instead, which is in order already.
    return [*group, *(name for name in key if name not in group)]


def _column(column: Column) -> SqlColumn[Any]:
    # An older release writes rows without the columns that came later; so everything but the key and the fields of the
    # first release has a default or may be empty. JSON may always be empty, and then means its default.
    return SqlColumn(
        column.name,
        _type(column),
        primary_key=column.key,
        autoincrement=False,
        nullable=not column.key and (column.optional or column.shape in {"json", "bytes"}),
        server_default=_server_default(column),
    )


def _type(column: Column) -> TypeEngine[Any]:
    match column.shape:
        case "text":
            return Words(short=column.short)
        case "json":
            return Words()
        case "integer":
            return BigInteger()
        case "truth":
            return Boolean()
        case "time":
            return Instant()
        case "bytes":
            return Octets()
        case _:
            assert_never(column.shape)


def _server_default(column: Column) -> str | TextClause | ColumnElement[bool] | None:
    if column.optional or column.default is None:
        return None
    match column.shape:
        case "text":
            return str(column.default)
        case "integer":
            return text(str(column.default))
        case "truth":
            return true() if column.default else false()
        case _:
            return None


metadata: MetaData = metadata_for()
"""The tables with the default prefix, in the connection's own schema."""
