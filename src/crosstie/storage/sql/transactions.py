"""How a transaction begins and ends: our own on a fresh connection, or a savepoint inside the host's."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from crosstie.errors import StorageError, UsageError
from crosstie.storage.sql.faults import cause_of, fault_of, is_contention
from crosstie.storage.sql.writing import Raced

__all__ = ["reading", "writing", "writing_within"]

T = TypeVar("T")

_ATTEMPTS = 5


def reading(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Read on a fresh connection, each statement for itself, without the round trips of a transaction."""
    return work(connection.execution_options(isolation_level="AUTOCOMMIT"))


def writing(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Write in one transaction on a fresh connection.

    A dead-lock, a serialization failure and a lost race for a new record changed nothing; they are tried again a few
    times.

    Raises:
        StorageUnavailable: The connection broke while committing, so that the outcome is unknown.
    """
    # The host's engine may be set to autocommit, which would tear a commit apart, so we say what we need. SQLite's
    # driver begins late and not exclusively; there we begin ourselves.
    sqlite = connection.dialect.name == "sqlite"
    prepared = connection.execution_options(isolation_level="AUTOCOMMIT" if sqlite else "READ COMMITTED")
    return _repeated(lambda: _run(_transaction, prepared, work), is_contention)


def writing_within(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Write inside the host's open transaction, behind a savepoint: it stays usable whatever happens here.

    Raises:
        UsageError: The connection is in autocommit mode and has no transaction to join.
    """
    sqlite = connection.dialect.name == "sqlite"
    begun = sqlite and _begun(connection)
    if not begun and _autocommits(connection):
        message = "The connection is in autocommit mode, so there is no transaction that the writes could join."
        raise UsageError(message, advice="Begin a transaction on it, or pass the engine instead.")
    if sqlite and not begun:
        # The driver begins late, and until then a savepoint would commit on its own when it is released.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    # A dead-lock is not tried again here: the locks of the host's own statements would still be held.
    return _repeated(lambda: _run(_savepoint, connection, work), lambda _: False)


def _repeated(attempt: Callable[[], T], again: Callable[[DBAPIError], bool]) -> T:
    for _ in range(_ATTEMPTS - 1):
        try:
            return attempt()
        except Raced:
            continue
        except DBAPIError as error:
            if not again(error):
                raise
    try:
        return attempt()
    except Raced:
        message = "The database refuses a new record, although none with its key can be seen."
        raise StorageError(
            message,
            done="Nothing was written.",
            advice="Look for constraints of your own on the tables; inside your own transaction, repeat all of it.",
            retry="unknown",
        ) from None


def _run(
    begin: Callable[[Connection], AbstractContextManager[None]], connection: Connection, work: Callable[[Connection], T]
) -> T:
    with begin(connection):
        return work(connection)


@contextlib.contextmanager
def _transaction(connection: Connection) -> Generator[None]:
    transaction = connection.begin()
    try:
        if connection.dialect.name == "sqlite":
            if _begun(connection):  # by an event of the host's engine, and perhaps only for reading
                connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
    except BaseException:
        # A broken connection cannot roll back, and must not hide what broke it.
        with contextlib.suppress(SQLAlchemyError):
            transaction.rollback()
        raise
    try:
        transaction.commit()
    except DBAPIError as error:
        with contextlib.suppress(SQLAlchemyError):
            transaction.rollback()
        # SQLAlchemy takes a transaction for ended whose commit failed; SQLite may have left it open.
        with contextlib.suppress(Exception):
            connection.connection.rollback()
        if is_contention(error):
            raise
        raise fault_of(error, committing=True) from cause_of(error)


@contextlib.contextmanager
def _savepoint(connection: Connection) -> Generator[None]:
    savepoint = connection.begin_nested()
    try:
        yield
    except BaseException:
        with contextlib.suppress(SQLAlchemyError):
            savepoint.rollback()
        raise
    savepoint.commit()


def _begun(connection: Connection) -> bool:
    return bool(_driver(connection).in_transaction)


def _autocommits(connection: Connection) -> bool:
    driver = _driver(connection)
    if connection.dialect.name == "sqlite":
        return driver.isolation_level is None
    asked = getattr(driver, "get_autocommit", None)
    return bool(asked() if asked is not None else driver.autocommit)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - whichever driver it is
    return connection.connection.driver_connection
