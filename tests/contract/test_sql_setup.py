"""Setting up creates what is missing, from nothing or from an older release, and leaves the rest alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, event, inspect, text
from sqlalchemy.engine import Engine

from crosstie.core.state import ABSENT, Put, Query, Span
from crosstie.storage import KINDS, Connection, Intent, Job, Json, Link, Run, record
from crosstie.storage.sql import SqlStorage, metadata

_NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
_LINK = Link(tenant="a", pair="p", id="1")
_JOB = Job(tenant="acme", id="1", task="sync", due=datetime(2024, 1, 1, tzinfo=UTC))


@record("parcels", key=("tenant", "id"))
@attrs.frozen(kw_only=True)
class OldParcel:
    """A kind as an older release of a host declared it."""

    tenant: str
    id: str
    label: str | None = None


@record("parcels", key=("tenant", "id"), indexes=(("tenant", "state"),))
@attrs.frozen(kw_only=True)
class NewParcel:
    """The same kind in a newer release: more fields, and an index."""

    tenant: str
    id: str
    label: str | None = None
    state: str = "packed"
    pieces: int = 7
    fragile: bool = True
    weighed: datetime | None = None
    photo: bytes | None = None
    contents: Json = None
    extra: dict[str, str] = attrs.field(factory=dict[str, str])


def test_an_older_table_gets_what_is_missing(engine: Engine) -> None:
    """Rows of the older release are read with the new fields' defaults, and found by them."""
    old = SqlStorage(engine, kinds=[OldParcel])
    old.setup()
    old.commit([Put(OldParcel(tenant="acme", id="1", label="x"), ABSENT)])
    new = SqlStorage(engine, kinds=[NewParcel])
    new.setup()
    expected = NewParcel(tenant="acme", id="1", label="x")
    for query in (
        Query(kind=NewParcel, tenant="acme"),
        Query(kind=NewParcel, tenant="acme", where={"pieces": 7, "fragile": True, "state": "packed"}),
    ):
        assert [stored.record for stored in new.find(query)] == [expected]
    assert [index["name"] for index in inspect(engine).get_indexes("crosstie_parcels")] == [
        "crosstie_parcels_tenant_state"
    ]


def test_an_older_release_goes_on_beside_a_newer_one(engine: Engine) -> None:
    """The older release reads, writes and sets up on tables that have more columns than it knows."""
    new, old = SqlStorage(engine, kinds=[NewParcel]), SqlStorage(engine, kinds=[OldParcel])
    new.setup()
    (version,) = new.commit([Put(NewParcel(tenant="acme", id="1", pieces=3), ABSENT)])
    old.setup()
    old.commit(
        [Put(OldParcel(tenant="acme", id="1", label="x"), version), Put(OldParcel(tenant="acme", id="2"), ABSENT)]
    )
    assert [stored.record for stored in new.find(Query(kind=NewParcel, tenant="acme"))] == [
        NewParcel(tenant="acme", id="1", label="x", pieces=3),
        NewParcel(tenant="acme", id="2"),
    ]


def test_the_hosts_own_migrations_make_the_same_tables(engine: Engine) -> None:
    """Tables made from the public metadata need no further setup and work."""
    metadata.create_all(engine)
    before = _picture(engine)
    storage = SqlStorage(engine)
    storage.setup()
    assert _picture(engine) == before
    storage.commit([Put(_JOB, ABSENT)])
    assert storage.get(Job, [("acme", "1")])["acme", "1"].record == _JOB


def test_setup_leaves_the_hosts_tables_alone(engine: Engine) -> None:
    """Tables, columns and indexes of the host survive, also those it added to the library's own."""
    own = MetaData()
    Table("projects", own, Column("id", String(9), primary_key=True))
    own.create_all(engine)
    SqlStorage(engine, prefix="").setup()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE jobs ADD COLUMN note TEXT"))
    SqlStorage(engine, prefix="").setup()
    names = {column["name"] for column in inspect(engine).get_columns("jobs")}
    assert {"note", "version", "task"} <= names
    assert inspect(engine).has_table("projects")


def test_many_may_set_up_at_once(engine: Engine) -> None:
    """Workers that start together all succeed, on a database where nothing is there yet."""
    stores = [SqlStorage(engine) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda storage: storage.setup(), stores))
    assert len(inspect(engine).get_table_names()) == len(KINDS)


def test_a_schema_is_made_when_it_is_missing(postgres_url: str) -> None:
    """On PostgreSQL the tables stand in the schema that was named, and nowhere else."""
    engine = create_engine(postgres_url.replace("://", "+psycopg://"))
    storage = SqlStorage(engine, schema="library", prefix="")
    storage.setup()
    storage.setup()
    assert "jobs" in inspect(engine).get_table_names(schema="library")
    assert inspect(engine).get_table_names() == []
    storage.commit([Put(_JOB, ABSENT)])
    assert storage.count(Query(kind=Job, tenant="acme"), "state") == {"pending": 1}
    engine.dispose()


def test_operators_can_read_the_tables(tmp_path: Path) -> None:
    """Times are text that sorts, JSON and states are text, and the version stands behind the key."""
    with SqlStorage(f"sqlite:///{tmp_path}/a.db") as storage:
        storage.setup()
        storage.commit([Put(attrs.evolve(_JOB, payload={"entity": "müller"}), ABSENT)])
    with sqlite3.connect(tmp_path / "a.db") as connection:
        row = connection.execute("SELECT due, payload, state FROM crosstie_jobs").fetchone()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(crosstie_jobs)")]
    assert row == ("2024-01-01T00:00:00.000000+00:00", '{"entity":"müller"}', "pending")
    assert columns[:4] == ["tenant", "id", "version", "task"]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (Query(kind=Link, tenant="a", where={"pair": "p", "left_id": "1"}), "crosstie_links_tenant_pair_left_id"),
        (Query(kind=Link, tenant="a", where={"pair": "p", "right_id": "1"}), "crosstie_links_tenant_pair_right_id"),
        (Query(kind=Link, tenant="a", where={"pair": "p"}, after=_LINK), "sqlite_autoindex_crosstie_links_1"),
        (
            Query[Connection].across_tenants(
                Connection, where={"status": "connected"}, span=Span("renew_at", below=_NOON), order="renew_at"
            ),
            "crosstie_connections_status_renew_at",
        ),
        (
            Query[Job].across_tenants(
                Job, where={"state": "pending", "priority": 1}, span=Span("due", below=_NOON), order="due"
            ),
            "crosstie_jobs_state_priority_due",
        ),
        (
            Query(kind=Intent, tenant="a", where={"pair": "p", "state": "announced"}, order="created"),
            "crosstie_intents_tenant_pair_state_created",
        ),
        (Query(kind=Run, tenant="a", where={"subject": "p"}, order="started"), "crosstie_runs_tenant_subject_started"),
    ],
)
def test_queries_use_an_index_and_sort_nothing(query: Query[Any], index: str, tmp_path: Path) -> None:
    """What sessions, sync and workers ask most is one walk through an index, in its order."""
    plan = _plan(tmp_path, lambda storage: storage.find(query))
    assert f"INDEX {index} " in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_look_ups_by_key_use_the_key(tmp_path: Path) -> None:
    """Getting many records is one search per key, whether they belong together or not."""
    for keys in ([("a", "p", "1"), ("a", "p", "2")], [("a", "p", "1"), ("b", "q", "2")]):
        plan = _plan(tmp_path, lambda storage, keys=keys: storage.get(Link, keys))  # type: ignore[misc]
        assert "SEARCH crosstie_links USING INDEX sqlite_autoindex_crosstie_links_1" in plan
        assert "SCAN crosstie_links" not in plan


def _plan(folder: Path, ask: Callable[[SqlStorage], object]) -> str:
    """Ask a storage, and let SQLite explain each statement that this made."""
    engine = create_engine(f"sqlite:///{folder}/a.db")
    storage = SqlStorage(engine)
    storage.setup()
    statements: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))
    ask(storage)
    with engine.connect() as connection:
        rows = [
            row
            for statement, values in list(statements)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    engine.dispose()
    return "\n".join(row[-1] for row in rows)


def _picture(engine: Engine) -> dict[str, object]:
    inspector = inspect(engine)
    return {
        name: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)],
            sorted(str(index["name"]) for index in inspector.get_indexes(name)),
        )
        for name in inspector.get_table_names()
    }
