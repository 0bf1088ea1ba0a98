"""Commits that meet each other, and the host, at the same rows."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import OperationalError

from crosstie.core.state import ABSENT, ANY, Put, Query
from crosstie.errors import StorageError, StorageUnavailable
from crosstie.storage import Job
from crosstie.storage.sql import SqlStorage
from crosstie.storage.sql.connecting import with_driver

_JOB = Job(tenant="acme", id="1", task="sync")
_JOBS = Query(kind=Job, tenant="acme")


def _jobs(*names: str) -> list[Job]:
    return [Job(tenant="acme", id=name, task="sync") for name in names]


def _waiting(connection: Connection) -> int:
    return connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar() or 0


def _started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_new_records_are_made_in_the_order_of_their_keys(postgres_url: str) -> None:
    """Two commits that create the same records wait for each other, whatever order their callers named them in."""
    engine = create_engine(with_driver(postgres_url).update_query_dict({"options": "-c deadlock_timeout=5ms"}))
    storage = SqlStorage(engine)
    storage.setup()
    dead_locks: list[ExceptionContext] = []

    @event.listens_for(engine, "handle_error")
    def _(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, psycopg.errors.DeadlockDetected):
            dead_locks.append(context)

    upwards, downwards = _jobs("1", "2", "3"), _jobs("3", "2", "1")
    with engine.connect() as blocker, engine.connect() as watch:
        watch.execution_options(isolation_level="AUTOCOMMIT")
        SqlStorage(blocker).commit([Put(_jobs("2")[0], ABSENT)])
        first = _started(lambda: storage.commit([Put(job, ANY) for job in upwards]))
        while _waiting(watch) < 1:
            pass
        second = _started(lambda: storage.commit([Put(job, ANY) for job in downwards]))
        while _waiting(watch) < 2:
            pass
        blocker.rollback()
        first.join()
        second.join()
    assert dead_locks == []
    assert [stored.record.id for stored in storage.find(_JOBS)] == ["1", "2", "3"]
    engine.dispose()


def test_a_dead_lock_is_tried_again(postgres_url: str) -> None:
    """A commit that the database sacrifices to end a dead-lock succeeds on its next try."""
    assert _dead_lock(postgres_url, joined=False) is None


def test_a_dead_lock_in_the_hosts_transaction_is_told(postgres_url: str) -> None:
    """Inside the host's transaction only the host can start over; it is told so, and the transaction is usable."""
    error = _dead_lock(postgres_url, joined=True)
    assert isinstance(error, StorageUnavailable)
    assert "Roll back your own transaction" in str(error)


def test_a_commit_that_loses_at_the_last_moment_is_tried_again(postgres_url: str) -> None:
    """Clusters give up a transaction only when it commits; nothing of it is stored, and the next try succeeds."""
    engine = create_engine(with_driver(postgres_url))
    storage = SqlStorage(engine)
    storage.setup()
    tries: list[int] = []

    @event.listens_for(engine, "commit")
    def _(_connection: Connection) -> None:
        tries.append(len(tries))
        if len(tries) < 3:
            statement = "COMMIT"
            raise OperationalError(statement, {}, psycopg.errors.SerializationFailure())

    storage.commit([Put(_JOB, ABSENT)])
    assert len(tries) == 3
    assert len(storage.find(_JOBS)) == 1
    engine.dispose()


def _dead_lock(address: str, *, joined: bool) -> BaseException | None:
    """Let a commit of rows 1, 2, 3 meet a host that holds 3 and wants 1; return what became of the commit.

    A third session holds row 2, so that the commit is stuck between 1 and 3 until the host waits for 1. Who waits last
    finds the dead-lock, and that is the commit: the others look only after a minute.
    """
    url = with_driver(address)
    patient = create_engine(url.update_query_dict({"options": "-c deadlock_timeout=60s"}))
    hasty = create_engine(url.update_query_dict({"options": "-c deadlock_timeout=5ms"}))
    storage = SqlStorage(hasty)
    storage.setup()
    versions = storage.commit([Put(job, ABSENT) for job in _jobs("1", "2", "3")])
    writes = [Put(job, version) for job, version in zip(_jobs("1", "2", "3"), versions, strict=True)]
    lock = text("SELECT 1 FROM crosstie_jobs WHERE id = :id FOR UPDATE")
    outcome: list[BaseException | None] = []

    def commit() -> None:
        with hasty.connect() as connection:
            try:
                (SqlStorage(connection) if joined else storage).commit(writes)
            except StorageError as error:
                outcome.append(error)
                assert connection.execute(text("SELECT 1")).scalar() == 1
            else:
                outcome.append(None)

    with patient.connect() as second, patient.connect() as host, patient.connect() as watch:
        watch.execution_options(isolation_level="AUTOCOMMIT")
        second.execute(lock, {"id": "2"})
        host.execute(lock, {"id": "3"})
        committing = _started(commit)
        while _waiting(watch) < 1:
            pass
        wanting = _started(lambda: host.execute(lock, {"id": "1"}))
        while _waiting(watch) < 2:
            pass
        second.rollback()
        wanting.join()
        host.rollback()
        committing.join()
    patient.dispose()
    hasty.dispose()
    return outcome[0]
