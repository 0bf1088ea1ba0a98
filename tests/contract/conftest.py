"""Real databases, empty ones for each test: PostgreSQL, and a MariaDB or MySQL where one is given.

Set ``CROSSTIE_TEST_MYSQL`` to the URL of a server whose user may make databases, such as ``mysql://root@/``, and the
tests that say ``mysql`` run as well.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url

_databases = itertools.count(1)
_mysql = os.environ.get("CROSSTIE_TEST_MYSQL")


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Make an empty database on the server; give its address."""
    name = f"test_{next(_databases)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres_server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def mysql_url() -> Generator[str]:
    """Make an empty database on the server that was named; give its address."""
    assert _mysql is not None
    name = f"crosstie_test_{os.getpid()}_{next(_databases)}"
    server = create_engine(make_url(_mysql).set(drivername="mysql+pymysql"))
    with server.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(_mysql).set(drivername="mysql", database=name).render_as_string(hide_password=False)
    with server.begin() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql", *(["mysql"] if _mysql else [])])
def host_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, without a driver."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/a.db"
    address: str = request.getfixturevalue("postgres_url" if request.param == "postgresql" else "mysql_url")
    return address


@pytest.fixture
def engine(host_address: str) -> Generator[Engine]:
    """Make an engine of the host on an empty database."""
    drivers = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
    url = make_url(host_address)
    made = create_engine(url.set(drivername=drivers[url.drivername]))
    yield made
    made.dispose()
