"""How we connect: the driver for a URL, what an engine of our own is made with, what every connection is told."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from crosstie.errors import MissingExtra, UsageError

__all__ = ["checked_dialect", "engine_options", "missing_driver", "use_wal", "with_async_driver", "with_driver"]

_SYNC: Mapping[str, str] = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_ASYNC: Mapping[str, str] = {
    **_SYNC,
    "sqlite": "sqlite+aiosqlite",
    "mysql": "mysql+asyncmy",
    "mariadb": "mariadb+asyncmy",
}
_EXTRAS: Mapping[str, str] = {"sqlite": "sql", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql"}
_CONNECT_SECONDS = 10


def with_driver(url: str | URL) -> URL:
    """Return the URL with our driver for this database, unless it names one.

    Raises:
        UsageError: It is no database URL, or one of a database that is not supported.
    """
    return _with(url, _SYNC)


def with_async_driver(url: str | URL) -> URL:
    """Return the URL with our async driver for this database, unless it names one.

    Raises:
        UsageError: It is no database URL, or one of a database that is not supported.
    """
    return _with(url, _ASYNC)


def checked_dialect(name: str, database: str | None) -> None:
    """Refuse databases that the statements are not written for.

    Raises:
        UsageError: The database is not supported, or is SQLite in memory.
    """
    if name not in _EXTRAS:
        message = f"The database {name!r} is not supported."
        raise UsageError(message, advice="Use SQLite, PostgreSQL, MySQL or MariaDB.")
    if name == "sqlite" and (not database or ":memory:" in database or "mode=memory" in database):
        message = "A SQLite database in memory exists once per connection, so threads and tasks would not share it."
        raise UsageError(message, advice="Use MemoryStorage, or a file.")


def engine_options(url: URL, lock_timeout: float) -> dict[str, Any]:
    """Return what an engine of our own is created with."""
    options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True, "connect_args": {}}
    match url.get_backend_name():
        case "sqlite":
            options["connect_args"]["timeout"] = lock_timeout
            options["pool_pre_ping"] = False
        case "postgresql" if "connect_timeout" not in url.query:
            options["connect_args"]["connect_timeout"] = _CONNECT_SECONDS
        case "mysql" | "mariadb" if "connect_timeout" not in url.query:
            options["connect_args"]["connect_timeout"] = _CONNECT_SECONDS
        case _:
            pass
    return options


def use_wal(connection: Any, _record: object = None) -> None:  # noqa: ANN401 - the driver's own connection
    """Let readers and the writer of a SQLite file not block each other; the file itself remembers it."""
    cursor = connection.cursor()
    # Only a busy or read-only file refuses, and works without it; the next connection tries again.
    with contextlib.suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def missing_driver(url: URL) -> MissingExtra:
    """Make the error for a driver that is not installed."""
    extra = _EXTRAS[url.get_backend_name()]
    return MissingExtra(
        f"The driver of {url.drivername} is not installed.", advice=f'Install it: pip install "crosstie[{extra}]"'
    )


def _with(url: str | URL, drivers: Mapping[str, str]) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text itself is not quoted: it may hold a password.
        message = "This is no database URL."
        raise UsageError(message, advice="Write it like sqlite:///crosstie.db or postgresql://host/name.") from None
    parsed = parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))
    checked_dialect(parsed.drivername.partition("+")[0], parsed.database)
    return parsed
