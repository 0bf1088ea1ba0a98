"""What the SQL store makes of drivers' errors and of databases that are not at hand here."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import attrs
import psycopg.errors
import pytest
from sqlalchemy import Table
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import (
    CompileError,
    DataError,
    DBAPIError,
    IntegrityError,
    InvalidRequestError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.schema import CreateTable

from crosstie.errors import StorageError, StorageUnavailable, UsageError
from crosstie.storage import Connection, record
from crosstie.storage.sql import metadata, metadata_for
from crosstie.storage.sql.faults import cause_of, fault_of, is_contention
from crosstie.storage.sql.types import Instant, Words


class _MysqlError(Exception):
    """What PyMySQL and asyncmy raise: a number and a text."""


@record("parcels", key=("tenant", "id"))
@attrs.frozen
class Parcel:
    """A kind of the host with truth values."""

    tenant: str
    id: str
    sent: bool = False
    fragile: bool = True


@pytest.mark.parametrize(
    ("origin", "kind", "words"),
    [
        (psycopg.errors.DeadlockDetected(), StorageUnavailable, "dead-lock"),
        (psycopg.errors.SerializationFailure(), StorageUnavailable, "dead-lock"),
        (psycopg.errors.LockNotAvailable(), StorageUnavailable, "locked"),
        (psycopg.errors.DiskFull(), StorageUnavailable, "full"),
        (psycopg.errors.TooManyConnections(), StorageUnavailable, "no connection to spare"),
        (psycopg.errors.QueryCanceled(), StorageUnavailable, "cancelled"),
        (psycopg.errors.ReadOnlySqlTransaction(), StorageUnavailable, "only be read"),
        (psycopg.errors.AdminShutdown(), StorageUnavailable, "cannot be reached"),
        (psycopg.errors.InvalidPassword(), StorageUnavailable, "cannot be reached"),
        (psycopg.OperationalError("server closed the connection"), StorageUnavailable, "cannot be reached"),
        (psycopg.errors.InsufficientPrivilege(), StorageError, "Grant it"),
        (psycopg.errors.UndefinedTable(), StorageError, r"Call setup\(\)"),
        (psycopg.errors.SyntaxError(), StorageError, r"refused the statement \(42601\)"),
        (psycopg.ProgrammingError("odd"), StorageError, "refused the statement"),
        (_MysqlError(1213, "Deadlock found"), StorageUnavailable, "dead-lock"),
        (_MysqlError(1205, "Lock wait timeout"), StorageUnavailable, "locked"),
        (_MysqlError(1114, "The table is full"), StorageUnavailable, "full"),
        (_MysqlError(2003, "Can't connect"), StorageUnavailable, "cannot be reached"),
        (_MysqlError(1146, "Table doesn't exist"), StorageError, r"Call setup\(\)"),
        (_MysqlError(1064, "syntax"), StorageError, "refused the statement"),
        (_MysqlError(), StorageError, "refused the statement"),
        (sqlite3.OperationalError("made by hand, without a code"), StorageError, "refused the statement"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_drivers_error_gets_its_meaning(origin: Exception, kind: type[StorageError], words: str) -> None:
    """What passes by itself is unavailable and safe to retry; what somebody must mend is told with the way out."""
    fault = fault_of(OperationalError("UPDATE", {}, origin))
    assert type(fault) is kind
    assert fault.retry == ("safe" if kind is StorageUnavailable else "unsafe")
    with pytest.raises(kind, match=words):
        raise fault


def test_a_hosts_own_table_is_the_hosts_to_mend() -> None:
    """No setup() of ours makes it or grants it; what concerns the whole database is said as ever."""
    lacking = fault_of(OperationalError("SELECT", {}, psycopg.errors.UndefinedTable()), table="people")
    assert "lacks the table people, or one of its columns (42P01). " in str(lacking)
    assert "setup()" not in str(lacking)
    forbidden = fault_of(OperationalError("SELECT", {}, psycopg.errors.InsufficientPrivilege()), table="people")
    assert "Grant it the rights on the table people" in str(forbidden)
    assert (lacking.retry, forbidden.retry) == ("unsafe", "unsafe")
    assert "full" in str(fault_of(OperationalError("UPDATE", {}, psycopg.errors.DiskFull()), table="people"))


def test_trouble_without_a_driver_has_a_meaning_too() -> None:
    """An exhausted pool, a broken connection and a closed one are told apart."""
    assert "no connection to spare" in str(fault_of(PoolTimeout("QueuePool limit")))
    assert "refused" in str(fault_of(CompileError("no such construct")))
    assert "closed" in str(fault_of(InvalidRequestError("This connection is closed")))
    broken = DBAPIError("SELECT", {}, Exception("odd"), connection_invalidated=True)
    assert "cannot be reached" in str(fault_of(broken))


def test_only_a_lost_commit_is_of_unknown_outcome() -> None:
    """A full disk in the commit itself has undone it; a lost connection has left it open."""
    lost = OperationalError("COMMIT", {}, psycopg.OperationalError("gone"))
    assert fault_of(lost, committing=True).retry == "unknown"
    assert fault_of(lost).retry == "safe"
    assert fault_of(OperationalError("COMMIT", {}, psycopg.errors.DiskFull()), committing=True).retry == "safe"


def test_only_contention_is_tried_again() -> None:
    """A dead-lock is worth another try; nothing else is."""
    assert is_contention(OperationalError("UPDATE", {}, psycopg.errors.DeadlockDetected()))
    assert not is_contention(OperationalError("UPDATE", {}, psycopg.errors.LockNotAvailable()))


def test_a_cause_never_quotes_a_row() -> None:
    """Drivers quote values in constraint and data errors; those stay out of tracebacks, and parameters always do."""
    for quoting in (IntegrityError, DataError):
        assert cause_of(quoting("INSERT", {"name": "private"}, Exception("Key (name)=(private) exists"))) is None
    harmless = ProgrammingError("SELECT", {"name": "private"}, Exception("no such table"))
    assert cause_of(harmless) is harmless
    assert "private" not in str(harmless)


def _described(dialect: Dialect) -> str:
    tables = metadata_for(kinds=[Connection, Parcel], prefix="").sorted_tables
    return "\n".join(str(CreateTable(table).compile(dialect=dialect)) for table in tables)


def test_text_is_compared_by_code_points_in_every_database() -> None:
    """Keys are told apart by case, accents and trailing blanks, whatever the database's default is."""
    mariadb = mysql.dialect(is_mariadb=True)  # type: ignore[no-untyped-call]
    assert 'tenant VARCHAR COLLATE "C" NOT NULL' in _described(postgresql.dialect())  # type: ignore[no-untyped-call]
    assert "tenant VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL" in _described(mysql.dialect())  # type: ignore[no-untyped-call]
    assert "tenant VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL" in _described(mariadb)


def test_mysql_keeps_microseconds_and_whole_documents() -> None:
    """Times, JSON and sealed values have types that do not cut them."""
    described = _described(mysql.dialect())  # type: ignore[no-untyped-call]
    assert "lease_ends DATETIME(6)" in described
    assert "settings MEDIUMTEXT" in described
    assert "tokens MEDIUMBLOB" in described


def test_moments_are_the_same_in_every_database() -> None:
    """A moment goes in as each database keeps it, and comes out aware and in UTC."""
    moment = datetime(2024, 3, 31, 3, 0, 0, 7, tzinfo=timezone(timedelta(hours=2)))
    in_utc = datetime(2024, 3, 31, 1, 0, 0, 7, tzinfo=UTC)
    for dialect, kept in (
        (mysql.dialect(), in_utc.replace(tzinfo=None)),  # type: ignore[no-untyped-call]
        (sqlite.dialect(), "2024-03-31T01:00:00.000007+00:00"),  # type: ignore[no-untyped-call]
        (postgresql.dialect(), in_utc),  # type: ignore[no-untyped-call]
    ):
        assert Instant().process_bind_param(moment, dialect) == kept
        back = Instant().process_result_value(kept, dialect)
        assert back == in_utc
        assert back is not None
        assert back.tzinfo is UTC


def test_truth_values_have_defaults() -> None:
    """An older release that writes without the field leaves the field's default."""
    described = _described(postgresql.dialect())  # type: ignore[no-untyped-call]
    assert "sent BOOLEAN DEFAULT false NOT NULL" in described
    assert "fragile BOOLEAN DEFAULT true NOT NULL" in described


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_indexes_fit_into_every_database(table: Table) -> None:
    """No key or index has more than four texts, which is what fits into one index of InnoDB."""
    for columns in (table.primary_key.columns, *(index.columns for index in table.indexes)):
        assert sum(isinstance(column.type, Words) for column in columns) <= 4
        assert all(column.type.short for column in columns if isinstance(column.type, Words))


def test_a_field_cannot_be_named_like_the_stores_own() -> None:
    """The column for the version is the store's."""

    @record("broken", key=("tenant",))
    @attrs.frozen
    class Versioned:
        tenant: str
        version: int = 1

    with pytest.raises(UsageError, match="named version"):
        metadata_for(kinds=[Versioned])


def test_what_came_later_has_a_default() -> None:
    """Fields that every row must fill are those of the first release; a later one would stop older releases."""
    required = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if not column.nullable and column.server_default is None and not column.primary_key and column.name != "version"
    }
    assert required == {
        "crosstie_authorizations.system",
        "crosstie_authorizations.name",
        "crosstie_authorizations.expires",
        "crosstie_conflicts.link_id",
        "crosstie_conflicts.field",
        "crosstie_cursors.fingerprint",
        "crosstie_intents.link_id",
        "crosstie_intents.side",
        "crosstie_intents.action",
        "crosstie_jobs.task",
        "crosstie_link_ends.link_id",
        "crosstie_runs.subject",
    }
