"""The library's state joins the host's transaction, and never disturbs it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.ext.asyncio import create_async_engine

from crosstie.core.state import ABSENT, Put, Query
from crosstie.errors import StaleWrite, StorageError, UsageError
from crosstie.storage import Job
from crosstie.storage.sql import AsyncSqlStorage, SqlStorage
from crosstie.storage.sql.connecting import with_async_driver

_JOB = Job(tenant="acme", id="1", task="sync")
_JOBS = Query(kind=Job, tenant="acme")
_INSERT = text("INSERT INTO projects VALUES (:id)")


@pytest.fixture
def ready(engine: Engine) -> Engine:
    """Give the host's engine, with a table of its own and the library's."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE projects (id VARCHAR(9) PRIMARY KEY)"))
    SqlStorage(engine).setup()
    return engine


def _projects(ready: Engine) -> list[str]:
    with ready.connect() as connection:
        return list(connection.execute(text("SELECT id FROM projects ORDER BY id")).scalars())


@pytest.mark.parametrize("own_first", [True, False])
def test_both_are_committed_together(ready: Engine, own_first: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Nothing of the library's is visible before the host commits, and then all of it is."""
    with ready.connect() as connection:
        if own_first:
            connection.execute(_INSERT, {"id": "p"})
        joined = SqlStorage(connection)
        joined.commit([Put(_JOB, ABSENT)])
        if not own_first:
            connection.execute(_INSERT, {"id": "p"})
        assert len(joined.find(_JOBS)) == 1
        assert SqlStorage(ready).find(_JOBS) == []
        connection.commit()
    assert len(SqlStorage(ready).find(_JOBS)) == 1
    assert _projects(ready) == ["p"]


@pytest.mark.parametrize("own_first", [True, False])
def test_both_are_rolled_back_together(ready: Engine, own_first: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """When the host rolls back, the library's writes are gone with the host's."""
    with ready.connect() as connection:
        if own_first:
            connection.execute(_INSERT, {"id": "p"})
        SqlStorage(connection).commit([Put(_JOB, ABSENT)])
        SqlStorage(connection).close()
        connection.rollback()
    assert SqlStorage(ready).find(_JOBS) == []
    assert _projects(ready) == []


def test_a_stale_write_leaves_the_transaction_usable(ready: Engine) -> None:
    """After a lost race the host goes on in the same transaction and loses nothing of its own."""
    SqlStorage(ready).commit([Put(_JOB, ABSENT)])
    with ready.begin() as connection:
        connection.execute(_INSERT, {"id": "before"})
        joined = SqlStorage(connection)
        with pytest.raises(StaleWrite):
            joined.commit([Put(Job(tenant="acme", id="2", task="sync"), ABSENT), Put(_JOB, ABSENT)])
        assert [stored.record.id for stored in joined.find(_JOBS)] == ["1"]
        connection.execute(_INSERT, {"id": "after"})
        (stored,) = joined.find(_JOBS)
        joined.commit([Put(stored.record, stored.version)])
    assert _projects(ready) == ["after", "before"]


def test_setup_joins_too(ready: Engine) -> None:
    """Tables made inside the host's transaction vanish with it, or are refused where making them would commit it."""
    with ready.connect() as connection:
        joined = SqlStorage(connection, prefix="later_")
        if ready.dialect.name == "mysql":
            with pytest.raises(UsageError, match="would commit your transaction"):
                joined.setup()
            return
        joined.setup()
        joined.commit([Put(_JOB, ABSENT)])
        connection.rollback()
    with pytest.raises(StorageError, match="Call setup"):
        SqlStorage(ready, prefix="later_").find(_JOBS)


def test_autocommit_has_no_transaction_to_join(ready: Engine) -> None:
    """A connection that commits every statement would tear a commit apart, and is refused."""
    with ready.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        with pytest.raises(UsageError, match="autocommit"):
            SqlStorage(connection).commit([Put(_JOB, ABSENT)])
        assert SqlStorage(connection).find(_JOBS) == []


def test_an_autocommit_engine_still_commits_all_or_nothing(ready: Engine) -> None:
    """The host's engine may be set to autocommit; a commit of ours is one transaction all the same."""
    storage = SqlStorage(ready.execution_options(isolation_level="AUTOCOMMIT"))
    storage.commit([Put(_JOB, ABSENT)])
    with pytest.raises(StaleWrite):
        storage.commit([Put(Job(tenant="acme", id="2", task="t"), ABSENT), Put(_JOB, ABSENT)])
    _break_second_insert(ready)
    with pytest.raises(StorageError):
        storage.commit([Put(Job(tenant="acme", id=name, task="t"), ABSENT) for name in ("8", "9")])
    assert [stored.record.id for stored in storage.find(_JOBS)] == ["1"]


def _break_second_insert(ready: Engine) -> None:
    """Let the host's own rule refuse the second of two rows."""
    with ready.begin() as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_each ON crosstie_jobs (task)"))


def test_a_closed_connection_is_told(ready: Engine) -> None:
    """A connection that the host has closed is a typed error."""
    connection = ready.connect()
    storage = SqlStorage(connection)
    connection.close()
    with pytest.raises(StorageError, match="closed"):
        storage.find(_JOBS)


def test_an_engine_that_begins_by_itself_is_no_trouble(tmp_path: Path) -> None:
    """Hosts follow SQLAlchemy's recipe and begin SQLite transactions in an event; ours are exclusive all the same."""
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")

    @event.listens_for(engine, "connect")
    def _(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    storage = SqlStorage(engine)
    storage.setup()
    (version,) = storage.commit([Put(_JOB, ABSENT)])
    with engine.begin() as connection:
        SqlStorage(connection).commit([Put(_JOB, version)])
    assert storage.find(_JOBS)[0].version == version + 1
    engine.dispose()


def test_the_async_store_joins_as_well(host_address: str) -> None:
    """An async connection of the host takes the library's writes with it, or back."""
    address = with_async_driver(host_address)

    async def run() -> list[int]:
        engine = create_async_engine(address)
        storage = AsyncSqlStorage(engine)
        await storage.setup()
        seen: list[int] = []
        async with engine.connect() as connection:
            joined = AsyncSqlStorage(connection)
            await joined.commit([Put(_JOB, ABSENT)])
            with pytest.raises(StaleWrite):
                await joined.commit([Put(_JOB, ABSENT)])
            await connection.rollback()
            seen.append(len(await storage.find(_JOBS)))
            await joined.commit([Put(_JOB, ABSENT)])
            await joined.aclose()
            seen.append(len(await joined.find(_JOBS)))
            await connection.commit()
        seen.append(len(await storage.find(_JOBS)))
        assert repr(joined) == repr(storage)
        await storage.aclose()
        await engine.dispose()
        return seen

    assert asyncio.run(run()) == [0, 1, 1]
