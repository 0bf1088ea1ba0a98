"""Setting up on MySQL, where making a table commits and so cannot be guarded by the transaction itself.

A SQLite file stands in for the server: it calls itself MySQL, and has the two functions of named locks. With
``CROSSTIE_TEST_MYSQL`` the tests of the store itself run on a real one.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import attrs
import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, event, inspect, text

from crosstie.errors import StorageUnavailable, UsageError
from crosstie.storage.sql.upgrade import is_current, upgrade

described = MetaData()
Table("crosstie_things", described, Column("id", Integer, primary_key=True))


@attrs.define
class NamedLocks:
    """The server's named locks: whether ours is free, and what was asked."""

    free: bool = True
    asked: list[str] = attrs.field(factory=list[str])

    def get_lock(self, name: str, seconds: int) -> int:
        """Give the lock; 0 says that it did not become free in time."""
        self.asked.append(f"get {name} within {seconds}")
        return int(self.free)

    def release_lock(self, name: str) -> int:
        """Take it back."""
        self.asked.append(f"release {name}")
        return 1


@pytest.fixture
def locks() -> NamedLocks:
    """Make the locks of the server."""
    return NamedLocks()


@pytest.fixture
def server(tmp_path: Path, locks: NamedLocks) -> Generator[Engine]:
    """Make the stand-in."""
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")

    @event.listens_for(engine, "connect")
    def offer(connection: object, _: object) -> None:
        connection.create_function("get_lock", 2, locks.get_lock)  # type: ignore[attr-defined]
        connection.create_function("release_lock", 1, locks.release_lock)  # type: ignore[attr-defined]

    engine.dialect.name = "mysql"
    yield engine
    engine.dispose()


def test_tables_are_made_under_a_named_lock(server: Engine, locks: NamedLocks) -> None:
    """Processes that start together wait a minute for each other; the lock is given back."""
    with server.begin() as connection:
        upgrade(connection, described)
        assert is_current(connection, described)
    assert locks.asked == ["get crosstie.setup within 60", "release crosstie.setup"]


def test_a_lock_that_does_not_become_free_ends_the_setup(server: Engine, locks: NamedLocks) -> None:
    """Nothing was made, so it may be tried again; a lock that is another's is not given back."""
    locks.free = False
    with server.begin() as connection, pytest.raises(StorageUnavailable, match="for a minute") as refused:
        upgrade(connection, described)
    assert refused.value.retry == "safe"
    assert inspect(server).get_table_names() == []
    assert locks.asked == ["get crosstie.setup within 60"]


def test_the_lock_is_given_back_when_a_table_cannot_be_made(server: Engine, locks: NamedLocks) -> None:
    """It belongs to the connection, which goes back to its pool: kept there it would shut everybody out."""
    with server.begin() as connection:
        connection.execute(text("CREATE TABLE hosts (id INTEGER)"))
        connection.execute(text("CREATE INDEX crosstie_things ON hosts (id)"))
        with pytest.raises(Exception, match="there is already an index"):
            upgrade(connection, described)
    assert locks.asked[-1] == "release crosstie.setup"


def test_a_hosts_transaction_is_not_committed_behind_its_back(server: Engine, locks: NamedLocks) -> None:
    """Each statement that makes a table would; so it is refused before anything is asked."""
    with server.begin() as connection:
        connection.begin_nested()
        with pytest.raises(UsageError, match="would commit your transaction"):
            upgrade(connection, described)
    assert (locks.asked, inspect(server).get_table_names()) == ([], [])
