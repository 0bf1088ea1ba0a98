"""Which databases can be named, and what is said about those that cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from crosstie.errors import UsageError
from crosstie.storage import Connection, Query
from crosstie.storage.sql import AsyncSqlStorage, SqlStorage, metadata_for
from crosstie.storage.sql.connecting import engine_options, with_async_driver, with_driver


@pytest.mark.parametrize(
    ("url", "sync", "asynchronous"),
    [
        ("sqlite:///a.db", "sqlite+pysqlite", "sqlite+aiosqlite"),
        ("postgres://u@h/d", "postgresql+psycopg", "postgresql+psycopg"),
        ("postgresql://u@h/d", "postgresql+psycopg", "postgresql+psycopg"),
        ("mysql://u@h/d", "mysql+pymysql", "mysql+asyncmy"),
        ("mariadb://u@h/d", "mariadb+pymysql", "mariadb+asyncmy"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg", "postgresql+asyncpg"),
    ],
)
def test_a_plain_url_gets_our_driver(url: str, sync: str, asynchronous: str) -> None:
    """The driver follows from the database and the world; a named one is kept."""
    assert with_driver(url).drivername == sync
    assert with_async_driver(url).drivername == asynchronous


@pytest.mark.parametrize("url", ["not a url with s3cret", "oracle://u:s3cret@h/d", "sqlite://", "sqlite:///:memory:"])
def test_an_unusable_address_is_refused_before_anything_happens(url: str) -> None:
    """No URL, an unknown database, and memory that connections would not share are the caller's mistakes."""
    for storage in (SqlStorage, AsyncSqlStorage):
        with pytest.raises(UsageError) as caught:
            storage(url)
        assert caught.value.advice
        assert "s3cret" not in str(caught.value)


def test_an_engine_in_memory_is_refused() -> None:
    """An engine of the host is checked like a URL."""
    with pytest.raises(UsageError, match="in memory"):
        SqlStorage(create_engine("sqlite://"))


def test_the_repr_shows_no_password() -> None:
    """Logs may name the database, never who gets in and how."""
    text = repr(SqlStorage("postgresql://user:s3cret@db.example.com/books", prefix="x_"))
    assert text == "SqlStorage(postgresql, db.example.com, books, prefix='x_')"
    assert repr(AsyncSqlStorage("sqlite:///a.db")) == "AsyncSqlStorage(sqlite, a.db, prefix='crosstie_')"


def test_a_network_database_is_given_ten_seconds_to_answer() -> None:
    """A dead host is noticed, unless the URL says how long to wait; a SQLite file waits for its lock."""
    assert engine_options(make_url("postgresql://h/d"), 1)["connect_args"] == {"connect_timeout": 10}
    assert engine_options(make_url("postgresql://h/d?connect_timeout=3"), 1)["connect_args"] == {}
    assert engine_options(make_url("mysql://h/d"), 1)["connect_args"] == {"connect_timeout": 10}
    assert engine_options(make_url("sqlite:///a.db"), 1.5)["connect_args"] == {"timeout": 1.5}


def test_a_kind_the_store_was_not_made_for_is_refused() -> None:
    """Asking for a kind without a table is the caller's mistake, found before anything is connected."""
    storage = SqlStorage("sqlite:////nowhere/a.db", kinds=())
    with pytest.raises(UsageError, match="keeps no Connection"):
        storage.find(Query(kind=Connection, tenant="acme"))


async def test_the_async_store_refuses_it_as_well() -> None:
    """The twin checks the kind too, and closes with nothing to close."""
    async with AsyncSqlStorage("sqlite:////nowhere/a.db", kinds=()) as storage:
        with pytest.raises(UsageError, match="keeps no Connection"):
            await storage.find(Query(kind=Connection, tenant="acme"))


def test_tables_stand_in_the_hosts_schema_with_its_prefix() -> None:
    """Prefix and schema reach every table and every index."""
    described = metadata_for(prefix="ct_", schema="lib")
    assert all(name.startswith("lib.ct_") for name in described.tables)
    names = [str(index.name) for table in described.tables.values() for index in table.indexes]
    assert names
    assert all(name.startswith("ct_") for name in names)
    assert max(map(len, names)) <= 63  # what PostgreSQL keeps of a name


@pytest.mark.parametrize(
    ("missing", "call", "extra"),
    [
        ("sqlalchemy", "import crosstie.storage.sql", "sql"),
        ("sqlalchemy", "from crosstie.sync import SqlTable", "sql"),
        ("psycopg", "from crosstie.storage.sql import SqlStorage; SqlStorage('postgresql://h/d')", "postgres"),
        ("aiosqlite", "from crosstie.storage.sql import AsyncSqlStorage; AsyncSqlStorage('sqlite:///a.db')", "sql"),
        ("pymysql", "from crosstie.storage.sql import SqlStorage; SqlStorage('mysql://h/d')", "mysql"),
        ("asyncmy", "from crosstie.storage.sql import AsyncSqlStorage; AsyncSqlStorage('mysql://h/d')", "mysql"),
    ],
)
def test_a_missing_package_names_its_extra(missing: str, call: str, extra: str) -> None:
    """Without an optional package the error says what to install."""
    program = f"""
        import importlib.machinery, sys

        class Hidden(importlib.machinery.PathFinder):
            @classmethod
            def find_spec(cls, name, path=None, target=None):
                if name.partition(".")[0] == {missing!r}:
                    return None
                return super().find_spec(name, path, target)

        sys.meta_path[:] = [f for f in sys.meta_path if f is not importlib.machinery.PathFinder] + [Hidden]
        from crosstie.errors import MissingExtra
        try:
            {call}
        except MissingExtra as error:
            print(error)
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )
    assert f'pip install "crosstie[{extra}]"' in done.stdout


def test_the_vocabulary_is_light() -> None:
    """Importing crosstie.storage loads no database library."""
    program = "import sys, crosstie.storage; print('sqlalchemy' in sys.modules, 'psycopg' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.split() == ["False", "False"]
