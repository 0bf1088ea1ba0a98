"""Databases that are locked, full, damaged, gone or not set up: a typed error, and nothing lost."""

from __future__ import annotations

import pickle
import sqlite3
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import attrs
import psycopg
import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection as SqlConnection

from crosstie.core.state import ABSENT, ANY, Put, Query
from crosstie.errors import StaleWrite, StorageError, StorageUnavailable
from crosstie.storage import Connection, Job, Link, SealingKeys, place_of
from crosstie.storage.sql import AsyncSqlStorage, SqlStorage
from crosstie.testing.storage_access import OpenStorage, opened

_JOB = Job(tenant="acme", id="1", task="sync")
_PRIVATE = "A-PRIVATE-VALUE".lower()  # so that no line of this file, shown in a traceback, contains it

both_worlds = pytest.mark.parametrize("world", [SqlStorage, AsyncSqlStorage], ids=["sync", "async"])


def _set_up(open_storage: OpenStorage) -> int:
    with opened(open_storage) as storage:
        storage.setup()
        return storage.commit([Put(_JOB, ABSENT)])[0]


def _check_intact(open_storage: OpenStorage, version: int) -> None:
    """The record is as it was, and can be written again."""
    with opened(open_storage) as storage:
        assert storage.get(Job, [("acme", "1")])["acme", "1"].version == version
        storage.commit([Put(_JOB, version)])


@both_worlds
def test_a_locked_sqlite_file_is_unavailable(world: Callable[..., SqlStorage], tmp_path: Path) -> None:
    """While another program writes, a commit waits its time and says that it is locked; reading goes on."""
    path = tmp_path / "a.db"
    open_storage = partial(world, f"sqlite:///{path}", lock_timeout=0.05)
    version = _set_up(open_storage)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with opened(open_storage) as storage:
        with pytest.raises(StorageUnavailable, match=r"locked by somebody else \(SQLITE_BUSY\)") as caught:
            storage.commit([Put(_JOB, version)])
        assert caught.value.retry == "safe"
        assert len(storage.find(Query(kind=Job, tenant="acme"))) == 1
    blocker.execute("ROLLBACK")
    blocker.close()
    _check_intact(open_storage, version)


@both_worlds
def test_a_full_disk_is_unavailable(world: Callable[..., SqlStorage], tmp_path: Path) -> None:
    """When no page can be added, the whole commit is undone and the error says to make room."""
    open_storage = partial(world, f"sqlite:///{tmp_path}/a.db")
    version = _set_up(open_storage)
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    large = [Put(Job(tenant="acme", id=f"large-{n}", task="t", error="x" * 5_000), ABSENT) for n in range(50)]
    storage = SqlStorage(engine)
    with pytest.raises(StorageUnavailable, match=r"full \(SQLITE_FULL\)") as caught:
        storage.commit([Put(_JOB, version), *large])
    assert "Make room" in str(caught.value)
    assert [stored.version for stored in storage.find(Query(kind=Job, tenant="acme"))] == [version]
    engine.dispose()
    _check_intact(open_storage, version)


@both_worlds
def test_a_store_that_was_not_set_up_says_so(world: Callable[..., SqlStorage], tmp_path: Path) -> None:
    """A missing table is answered with the call that makes it."""
    with opened(partial(world, f"sqlite:///{tmp_path}/a.db")) as storage:
        with pytest.raises(StorageError, match=r"Call setup\(\) on the storage") as caught:
            storage.find(Query(kind=Job, tenant="acme"))
        with pytest.raises(StorageError, match=r"Call setup\(\) on the storage"):
            storage.commit([Put(_JOB, ABSENT)])
    assert caught.value.retry == "unsafe"


@both_worlds
def test_a_missing_column_or_table_on_postgresql_says_so(world: Callable[..., SqlStorage], postgres_url: str) -> None:
    """The same on PostgreSQL, also for one column that an upgrade has yet to add."""
    with opened(partial(world, postgres_url)) as storage:
        with pytest.raises(StorageError, match=r"\(42P01\).*Call setup"):
            storage.commit([Put(_JOB, ABSENT)])
        storage.setup()
        with psycopg.connect(postgres_url) as connection:
            connection.execute("ALTER TABLE crosstie_jobs DROP COLUMN result")
        with pytest.raises(StorageError, match=r"\(42703\).*Call setup"):
            storage.find(Query(kind=Job, tenant="acme"))
        storage.setup()
        assert list(storage.find(Query(kind=Job, tenant="acme"))) == []


def test_a_file_that_is_no_database_is_told_apart(tmp_path: Path) -> None:
    """A damaged file is no passing trouble."""
    (tmp_path / "a.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StorageError, match="damaged") as caught:
        SqlStorage(f"sqlite:///{tmp_path}/a.db").setup()
    assert not isinstance(caught.value, StorageUnavailable)


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    """A missing folder is told as an unreachable database."""
    with pytest.raises(StorageUnavailable, match=r"cannot be reached \(SQLITE_CANTOPEN\)"):
        SqlStorage(f"sqlite:///{tmp_path}/none/a.db").setup()


def test_a_database_that_can_only_be_read_is_unavailable(tmp_path: Path) -> None:
    """Writing to a read-only connection fails with the way out, and reading goes on."""
    open_storage = partial(SqlStorage, f"sqlite:///{tmp_path}/a.db")
    version = _set_up(open_storage)
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
    storage = SqlStorage(engine)
    with pytest.raises(StorageUnavailable, match="can only be read"):
        storage.commit([Put(_JOB, version)])
    engine.dispose()
    _check_intact(open_storage, version)


@both_worlds
def test_a_server_that_is_not_there_is_unavailable(world: Callable[..., SqlStorage], tmp_path: Path) -> None:
    """A refused connection is a typed error that can be retried, without a password in it."""
    address = f"postgresql://user:s3cret@/books?host={tmp_path}"
    with opened(partial(world, address)) as storage:
        with pytest.raises(StorageUnavailable, match="cannot be reached") as caught:
            storage.get(Job, [("acme", "1")])
        assert caught.value.retry == "safe"
        assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_connection_lost_while_committing_leaves_the_outcome_open(postgres_url: str) -> None:
    """Only in the commit itself the answer can be lost after the work was done; then nobody is told to repeat."""
    engine = create_engine(postgres_url.replace("://", "+psycopg://"))
    storage = SqlStorage(engine)
    storage.setup()

    def cut(connection: SqlConnection) -> None:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with psycopg.connect(postgres_url) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    event.listen(engine, "commit", cut)
    with pytest.raises(StorageUnavailable, match="may be stored or not") as caught:
        storage.commit([Put(_JOB, ABSENT)])
    assert caught.value.retry == "unknown"
    event.remove(engine, "commit", cut)
    assert storage.get(Job, [("acme", "1")]) == {}
    storage.commit([Put(_JOB, ABSENT)])
    engine.dispose()


@both_worlds
def test_a_hosts_constraint_that_refuses_a_row_is_told(world: Callable[..., SqlStorage], postgres_url: str) -> None:
    """A record that the host's own rules keep out is an error after a few tries, and does not quote the row."""
    open_storage = partial(world, postgres_url)
    version = _set_up(open_storage)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE UNIQUE INDEX one_owner ON crosstie_jobs (lease_owner)")
    writes = [Put(Job(tenant="acme", id=name, task="t", lease_owner=_PRIVATE), ANY) for name in "23"]
    with opened(open_storage) as storage:
        with pytest.raises(StorageError, match="constraints of your own") as caught:
            storage.commit([*writes, Put(_JOB, version)])
        assert _PRIVATE not in "".join(traceback.format_exception(caught.value))
        assert len(storage.find(Query(kind=Job, tenant="acme"))) == 1
    _check_intact(open_storage, version)


def test_a_row_that_the_database_leaves_out_in_silence_is_noticed(tmp_path: Path) -> None:
    """A trigger that swallows a write cannot make a commit look like a success."""
    path = tmp_path / "a.db"
    open_storage = partial(SqlStorage, f"sqlite:///{path}")
    version = _set_up(open_storage)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TRIGGER no BEFORE UPDATE ON crosstie_jobs BEGIN SELECT RAISE(IGNORE); END")
    with SqlStorage(f"sqlite:///{path}") as storage, pytest.raises(StorageError, match="wrote 0 of 1 rows"):
        storage.commit([Put(_JOB, version)])
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER no")
    _check_intact(open_storage, version)


def test_errors_keep_nothing_of_the_driver(tmp_path: Path) -> None:
    """A storage error pickles, and neither it nor its traceback quotes a row."""
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    link = Link(tenant="acme", pair="p", id="1", base={"name": _PRIVATE}, error=_PRIVATE)
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE crosstie_links (tenant, pair, id, version)")
    with pytest.raises(StorageError) as caught:
        SqlStorage(engine).commit([Put(link, ABSENT)])
    engine.dispose()
    assert "crosstie_links" in "".join(traceback.format_exception(caught.value))
    assert _PRIVATE not in "".join(traceback.format_exception(caught.value))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own pickle
    assert (str(again), again.retry) == (str(caught.value), caught.value.retry)


def test_a_sealed_secret_is_nowhere_in_the_file(tmp_path: Path) -> None:
    """Searched byte by byte, the database and its log hold the envelope and not the secret."""
    keys = SealingKeys.generate()
    secret = b"refresh-token-0123456789"
    plain = Connection(tenant="acme", system="quickbooks")
    sealed = attrs.evolve(plain, tokens=keys.seal(secret, place_of(plain, "tokens")))
    assert sealed.tokens is not None
    with SqlStorage(f"sqlite:///{tmp_path}/a.db", keys=keys) as storage:
        storage.setup()
        storage.commit([Put(sealed, ABSENT)])
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert sealed.tokens in held
    assert secret not in held


@both_worlds
def test_a_stale_write_is_no_driver_error(world: Callable[..., SqlStorage], tmp_path: Path) -> None:
    """A lost race is told as such, and the store goes on."""
    open_storage = partial(world, f"sqlite:///{tmp_path}/a.db")
    version = _set_up(open_storage)
    with opened(open_storage) as storage, pytest.raises(StaleWrite):
        storage.commit([Put(_JOB, ABSENT)])
    _check_intact(open_storage, version)
