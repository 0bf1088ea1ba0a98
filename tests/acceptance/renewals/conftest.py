"""What the tests of renewals by many processes stand on: databases that processes share, and quick forks."""

from __future__ import annotations

import itertools
import os
import sys
from multiprocessing import forkserver
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from renewal_host import FORKS

_databases = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _forks() -> None:
    """Start the server of forks, which imports the worker and the drivers once for all of them.

    It takes no ``sys.path`` from us, and passes in silence over what it cannot import: each worker would then import
    everything anew.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
        FORKS.set_forkserver_preload(
            ["renewal_worker", "aiosqlite", "psycopg", "sqlalchemy.dialects.postgresql.psycopg"]
        )
        forkserver.ensure_running()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/host.db"
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{next(_databases)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")
