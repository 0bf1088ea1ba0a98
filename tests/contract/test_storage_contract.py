"""Our own stores keep the contract that hosts' stores are held to."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest

from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.storage.sql import AsyncSqlStorage, SqlStorage
from crosstie.testing import StorageContract
from crosstie.testing.storage_access import OpenStorage


class TestMemory(StorageContract):
    """The store in memory, for the sync world."""

    shared = False

    @pytest.fixture
    def open_storage(self) -> OpenStorage:
        """Open the same memory each time."""
        storage = MemoryStorage()
        return lambda: storage


class TestAsyncMemory(StorageContract):
    """The store in memory, for the async world."""

    shared = False

    @pytest.fixture
    def open_storage(self) -> OpenStorage:
        """Open the same memory each time."""
        storage = AsyncMemoryStorage()
        return lambda: storage


class TestSqlite(StorageContract):
    """The SQL store on a SQLite file."""

    @pytest.fixture
    def open_storage(self, tmp_path: Path) -> OpenStorage:
        """Open the file."""
        return functools.partial(SqlStorage, f"sqlite:///{tmp_path}/records.db")


class TestAsyncSqlite(StorageContract):
    """The async SQL store on a SQLite file."""

    @pytest.fixture
    def open_storage(self, tmp_path: Path) -> OpenStorage:
        """Open the file."""
        return functools.partial(AsyncSqlStorage, f"sqlite:///{tmp_path}/records.db")


class TestPostgres(StorageContract):
    """The SQL store on a real PostgreSQL."""

    @pytest.fixture
    def open_storage(self, postgres_server: str) -> OpenStorage:
        """Connect to the server's own database."""
        return functools.partial(SqlStorage, postgres_server)


class TestAsyncPostgres(StorageContract):
    """The async SQL store on a real PostgreSQL, in a schema of its own."""

    @pytest.fixture
    def open_storage(self, postgres_server: str) -> OpenStorage:
        """Connect to the server's own database."""
        return functools.partial(AsyncSqlStorage, postgres_server, schema="library", prefix="")


if "CROSSTIE_TEST_MYSQL" in os.environ:

    class TestMysql(StorageContract):
        """The SQL store on a MariaDB or MySQL that was named."""

        @pytest.fixture
        def open_storage(self, mysql_url: str) -> OpenStorage:
            """Connect to an empty database."""
            return functools.partial(SqlStorage, mysql_url)

    class TestAsyncMysql(StorageContract):
        """The async SQL store on a MariaDB or MySQL that was named."""

        @pytest.fixture
        def open_storage(self, mysql_url: str) -> OpenStorage:
            """Connect to an empty database."""
            return functools.partial(AsyncSqlStorage, mysql_url)
