"""What a driver's error means, in our own words: unavailable, locked, full, not set up, or a defect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InvalidRequestError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crosstie.errors import StorageError, StorageUnavailable

__all__ = ["cause_of", "fault_of", "is_contention"]


@attrs.frozen
class _Meaning:
    """What happened, what to do, and whether it passes by itself."""

    message: str
    advice: str
    passing: bool = True


_LOCKED = _Meaning("The database is locked by somebody else.", "Try again; keep other programs' transactions short.")
_CONTENDED = _Meaning("The database stopped a dead-lock again and again.", "Roll back your own transaction; try again.")
_FULL = _Meaning("The database or its disk is full.", "Make room, then try again.")
_READ_ONLY = _Meaning("The database can only be read.", "Check the file's rights, or connect to the primary server.")
_UNREACHABLE = _Meaning("The database cannot be reached.", "Check that it runs and that the address is right.")
_BUSY = _Meaning("The database has no connection to spare.", "Raise its limit, or use fewer workers.")
_CANCELLED = _Meaning("The database cancelled the statement.", "Try again; check its statement time-out.")
_NOT_SET_UP = _Meaning(
    "The database lacks a table or column of the library.", "Call setup() on the storage.", passing=False
)
_FORBIDDEN = _Meaning("The database user lacks a right.", "Grant it the rights on the library's tables.", passing=False)
_DAMAGED = _Meaning("The database file is damaged or no database.", "Restore it from a backup.", passing=False)
_CLOSED = _Meaning("The connection is closed, or its transaction has failed.", "Begin a new one.", passing=False)
_UNKNOWN = _Meaning("The database refused the statement.", "See the cause of this error.", passing=False)

# https://sqlite.org/rescode.html; longer names begin with these
_SQLITE: Mapping[str, _Meaning] = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": _UNREACHABLE,
    "SQLITE_IOERR": _UNREACHABLE,
    "SQLITE_PERM": _FORBIDDEN,
    "SQLITE_AUTH": _FORBIDDEN,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html; the first that fits, whole codes before classes
_POSTGRESQL: Mapping[str, _Meaning] = {
    "40001": _CONTENDED,
    "40P01": _CONTENDED,
    "55P03": _LOCKED,
    "53100": _FULL,
    "53300": _BUSY,
    "57014": _CANCELLED,
    "25006": _READ_ONLY,
    "42P01": _NOT_SET_UP,
    "42703": _NOT_SET_UP,
    "3F000": _NOT_SET_UP,
    "42501": _FORBIDDEN,
    "08": _UNREACHABLE,
    "28": _UNREACHABLE,
    "3D": _UNREACHABLE,
    "53": _BUSY,
    "57P": _UNREACHABLE,
}
# https://dev.mysql.com/doc/mysql-errors/8.0/en/
_MYSQL: Mapping[int, _Meaning] = {
    1205: _LOCKED,
    1213: _CONTENDED,
    1021: _FULL,
    1114: _FULL,
    1040: _BUSY,
    1290: _READ_ONLY,
    1836: _READ_ONLY,
    1045: _UNREACHABLE,
    1049: _UNREACHABLE,
    2002: _UNREACHABLE,
    2003: _UNREACHABLE,
    2006: _UNREACHABLE,
    2013: _UNREACHABLE,
    1054: _NOT_SET_UP,
    1146: _NOT_SET_UP,
    1142: _FORBIDDEN,
    1143: _FORBIDDEN,
}


def fault_of(error: SQLAlchemyError, *, committing: bool = False, table: str | None = None) -> StorageError:
    """Translate an error; it is to be raised ``from`` :func:`cause_of` it.

    Args:
        error: What SQLAlchemy raised.
        committing: Whether it came from the commit itself; then a lost connection leaves the outcome open.
        table: The host's own table that was asked; one of the library's when not given.

    Returns:
        ``StorageUnavailable`` for what can pass by itself, else a plain ``StorageError``. No object of the driver or of
        SQLAlchemy is kept in it.
    """
    meaning = _meaning(error) if table is None else _of_host(_meaning(error), table)
    if not meaning.passing:
        return StorageError(
            _with_code(meaning.message, error), done="Nothing was written.", advice=meaning.advice, retry="unsafe"
        )
    if committing and meaning is _UNREACHABLE:
        return StorageUnavailable(
            "The database was lost while it committed; what was written may be stored or not.",
            advice="Read the records again before you repeat the write.",
            retry="unknown",
        )
    return StorageUnavailable(
        _with_code(meaning.message, error), done="Nothing was written.", advice=meaning.advice, retry="safe"
    )


def cause_of(error: SQLAlchemyError) -> SQLAlchemyError | None:
    """Return what may stand as the cause in a traceback: never an error whose text quotes values of a row."""
    if isinstance(error, StatementError):
        error.hide_parameters = True
    quotes = isinstance(error, IntegrityError | DataError) or type(error) is StatementError
    return None if quotes else error


def is_contention(error: SQLAlchemyError) -> bool:
    """Tell whether the database gave up this transaction in favour of another one; nothing of it is stored."""
    return _meaning(error) is _CONTENDED


def _meaning(error: SQLAlchemyError) -> _Meaning:
    if isinstance(error, PoolTimeout):
        return _BUSY
    if isinstance(error, InvalidRequestError):
        return _CLOSED
    if not isinstance(error, DBAPIError):
        return _UNKNOWN
    origin: Any = error.orig  # Any: each driver has its own errors
    # MySQL's own numbers say more than the standard's states, which its newer drivers carry as well.
    found = _of_mysql(origin) or _of_sqlite(origin) or _of_postgresql(origin)
    if found is None and error.connection_invalidated:
        return _UNREACHABLE
    return found or _UNKNOWN


def _of_host(meaning: _Meaning, table: str) -> _Meaning:
    """Say it of a table that is the host's: no setup() of ours makes it, and its rights are not the library's."""
    if meaning is _NOT_SET_UP:
        message = f"The database lacks the table {table}, or one of its columns."
        return _Meaning(message, "Create it, or run your own migrations.", passing=False)
    if meaning is _FORBIDDEN:
        return attrs.evolve(meaning, advice=f"Grant it the rights on the table {table}.")
    return meaning


def _of_sqlite(origin: Any) -> _Meaning | None:  # noqa: ANN401 - each driver has its own errors
    name = getattr(origin, "sqlite_errorname", None)
    if not isinstance(name, str):
        return None
    if name == "SQLITE_ERROR" and str(origin).startswith(("no such table", "no such column", "table ")):
        return _NOT_SET_UP  # the only ones without a code of their own; "table x has no column named y"
    return next((meaning for known, meaning in _SQLITE.items() if name.startswith(known)), None)


def _of_postgresql(origin: Any) -> _Meaning | None:  # noqa: ANN401 - each driver has its own errors
    if not hasattr(origin, "sqlstate"):
        return None
    code = origin.sqlstate
    if code is None:  # the driver's own: no connection, or it broke
        return _UNREACHABLE if type(origin).__name__ in {"OperationalError", "ConnectionTimeout"} else None
    return next((meaning for known, meaning in _POSTGRESQL.items() if str(code).startswith(known)), None)


def _of_mysql(origin: Any) -> _Meaning | None:  # noqa: ANN401 - each driver has its own errors
    code: Any = next(iter(getattr(origin, "args", ())), None)
    return _MYSQL.get(code) if isinstance(code, int) else None


def _with_code(message: str, error: SQLAlchemyError) -> str:
    origin: Any = getattr(error, "orig", None)
    code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    return f"{message[:-1]} ({code})." if isinstance(code, str) else message
