"""A host's own table as a side of sync, on real databases."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from crosstie import sync
from crosstie.core.endpoint import Abilities, AtTime, Creation, Revision
from crosstie.errors import Conflict, Invalid, NotFound, StorageUnavailable, UsageError
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.sync import table_rows
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Shelf

metadata = sa.MetaData()
people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), nullable=False),
    sa.Column("email", sa.String(100), unique=True),
    sa.Column("owed", sa.Numeric(10, 2)),
    sa.Column("changed", sa.DateTime(timezone=True)),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("tenant_id", sa.Integer, nullable=False, server_default="1"),
    sa.Column("made_by", sa.String(40), unique=True),
)
things = sa.Table(
    "things",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, default=uuid.uuid4),
    sa.Column("name", sa.String(20)),
)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def database(engine: sa.Engine) -> sa.Engine:
    """Make the host's tables."""
    metadata.create_all(engine)
    return engine


def insert(database: sa.Engine, *rows: dict[str, Any]) -> None:
    """Add rows as the host does."""
    with database.begin() as connection:
        for row in rows:
            connection.execute(people.insert().values(**row))


def row(database: sa.Engine, record_id: int) -> dict[str, Any]:
    """Look at a row as the host does."""
    with database.connect() as connection:
        return dict(connection.execute(people.select().where(people.c.id == record_id)).mappings().one())


def test_columns_are_checked_before_anything_is_read(engine: sa.Engine) -> None:
    """A misspelt one is named, with those there are; the table need not exist yet."""
    for mistake in ({"id": "key"}, {"updated": "key"}, {"version": "key"}, {"active": "key"}, {"keys": "key"}):
        with pytest.raises(UsageError, match="no column key") as refused:
            sync.SqlTable(engine, people, **mistake)  # type: ignore[arg-type]
        assert "made_by" in str(refused.value.advice)
    with pytest.raises(UsageError, match="no column nobody"):
        sync.SqlTable(engine, people, only={"nobody": 1})
    with pytest.raises(UsageError, match="no column nane"):
        sync.SqlTable(engine, people).check({"name", "nane"})


def test_it_says_what_it_can(database: sa.Engine) -> None:
    """By which columns it was told about."""
    plain = sync.SqlTable(database, people)
    assert (plain.name, plain.tenant, plain.abilities.feed, plain.abilities.honours_keys) == (
        "people",
        None,
        "scan",
        False,
    )
    told = sync.SqlTable(
        database, people, updated="changed", keys="made_by", only={"tenant_id": 7}, tenant="acme", name="ours"
    )
    assert (told.name, told.tenant, told.abilities.feed, told.abilities.honours_keys) == ("ours", "acme", "time", True)
    assert told.abilities.cannot_hold == {"id", "changed", "made_by", "tenant_id"}
    assert isinstance(told.abilities, Abilities)
    assert told.abilities.query == "tenant_id=7"


def test_changes_come_in_pages_and_by_time(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Oldest first and inclusive since a time; rows without a time come last, every time."""
    monkeypatch.setattr(table_rows, "PAGE", 2)
    times = [NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=1), None, NOON - timedelta(hours=1)]
    insert(database, *({"id": number, "name": f"n{number}", "changed": at} for number, at in enumerate(times, 1)))
    table = sync.SqlTable(database, people, updated="changed")

    def listed(since: AtTime | None) -> list[str]:
        found: list[str] = []
        page: str | None = None
        while True:
            answer = table.changes(since, page)
            found += [change.id for change in answer.changes]
            page = answer.next_page
            if page is None:
                return found

    assert listed(None) == ["1", "2", "3", "4", "5"]
    assert listed(AtTime(NOON)) == ["1", "2", "3", "4"]
    assert listed(AtTime(NOON + timedelta(seconds=1))) == ["2", "3", "4"]
    insert(database, *({"id": number, "name": f"n{number}"} for number in range(6, 10)))
    assert listed(AtTime(NOON)) == ["1", "2", "3", "4", "6", "7", "8", "9"]
    assert listed(AtTime(NOON + timedelta(seconds=1))) == ["2", "3", "4", "6", "7", "8", "9"]
    assert listed(AtTime(NOON + timedelta(days=1))) == ["4", "6", "7", "8", "9"]
    change = table.read(["2"])[0]
    assert change.time == NOON + timedelta(hours=1)
    assert (change.record["name"], change.state) == ("n2", "live")


def test_rows_are_found_and_read(database: sa.Engine) -> None:
    """Text without regard to case and blanks; switched-off rows are no partners; odd ids are nobody's."""
    insert(
        database,
        {"id": 1, "name": "Ash", "email": "Ash@Example.com"},
        {"id": 2, "name": "Ash", "email": "b@example.com", "active": False},
        {"id": 3, "name": "Ash", "email": "c@example.com", "tenant_id": 2},
    )
    table = sync.SqlTable(database, people, active="active", only={"tenant_id": 1})
    assert [change.id for change in table.find({"email": " ash@example.com "})] == ["1"]
    assert [change.id for change in table.find({"name": "ash", "version": 1})] == ["1"]
    assert [(change.id, change.state) for change in table.read(["1", "2", "3", "no number"])] == [
        ("1", "live"),
        ("2", "inactive"),
    ]


@pytest.mark.parametrize(
    ("held", "sought"),
    [
        ("Ärzte & Co", "Ärzte & Co"),
        ("Ärzte & Co", " ärzte & CO "),
        ("École 50%_/", "ÉCOLE 50%_/"),
        ("Île", unicodedata.normalize("NFD", "Île")),
    ],
    ids=["as it is", "in other letters", "with signs of patterns", "composed otherwise"],
)
def test_letters_beyond_ascii_are_found(database: sa.Engine, held: str, sought: str) -> None:
    """Databases differ in what a small letter is; whoever is not found would be made a second time."""
    table = sync.SqlTable(database, people)
    made = table.create({"name": held}, key="k")
    table.create({"name": "cole 50x/"}, key="l")
    assert [change.id for change in table.find({"name": sought})] == [made.id]


@pytest.mark.parametrize("version", [None, "version"])
def test_a_row_is_written_only_while_it_is_what_was_read(database: sa.Engine, version: str | None) -> None:
    """By a version column, or by the values; a stale one is refused, a row that is gone is told."""
    insert(database, {"id": 1, "name": "Ash", "changed": NOON})
    clock = FakeClock()
    table = sync.SqlTable(database, people, updated="changed", version=version, clock=clock)
    before = table.read(["1"])[0]
    after = table.update("1", {"name": "Birch"}, version=before.version, base=None)
    assert after.version != before.version
    assert row(database, 1)["name"] == "Birch"
    assert after.time == clock.now()
    with pytest.raises(Conflict, match="changed since") as stale:
        table.update("1", {"name": "Cedar"}, version=before.version, base=None)
    assert stale.value.kind == "stale"
    with pytest.raises(NotFound):
        table.update("9", {"name": "Cedar"}, version=None, base=None)


def test_two_writers_of_one_version_are_told_apart(database: sa.Engine) -> None:
    """Both read the same; one of them writes, the other is refused, at the same moment too."""
    insert(database, {"id": 1, "name": "Ash", "changed": NOON})
    table = sync.SqlTable(database, people, updated="changed")
    version = table.read(["1"])[0].version
    start = threading.Barrier(4)

    def write(number: int) -> str:
        start.wait()
        try:
            return str(table.update("1", {"name": f"n{number}"}, version=version, base=None).record["name"])
        except Conflict as conflict:
            return conflict.kind

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(write, range(4)))
    assert answers == [row(database, 1)["name"], "stale", "stale", "stale"]


def test_rows_are_made_once_for_each_key(database: sa.Engine) -> None:
    """With a column for keys; the tenant's column is filled by itself."""
    table = sync.SqlTable(database, people, updated="changed", version="version", keys="made_by", only={"tenant_id": 7})
    first = table.create({"name": "Ash", "email": None}, key="k1")
    again = table.create({"name": "Other"}, key="k1")
    assert first.id == again.id
    assert row(database, int(first.id))["tenant_id"] == 7
    assert table.create({"name": "Birch"}, key="k2").id != first.id


def test_what_the_database_refuses_is_typed(database: sa.Engine) -> None:
    """A taken value is a duplicate, a missing one is invalid; in a batch the others are written."""
    insert(database, {"id": 1, "name": "Ash", "email": "a@example.com"})
    table = sync.SqlTable(database, people)
    with pytest.raises(Conflict) as taken:
        table.create({"name": "Birch", "email": "a@example.com"}, key="k")
    assert taken.value.kind == "duplicate"
    with pytest.raises(Invalid):
        table.create({"email": "b@example.com"}, key="k")
    answers = table.write(
        [
            Creation(values={"name": "Cedar", "email": "a@example.com"}, key="k"),
            Creation(values={"name": "Dogwood", "email": "d@example.com"}, key="k"),
            Revision(id="1", values={"name": "Elm"}, version="stale"),
            Revision(id="77", values={"name": "Elm"}),
            Revision(id="1", values={"name": "Fir"}),
        ]
    )
    assert [type(answer).__name__ for answer in answers] == ["Conflict", "Change", "Conflict", "NotFound", "Change"]
    assert row(database, 1)["name"] == "Fir"


@pytest.mark.parametrize(
    ("kind", "words", "params", "told"),
    [
        (
            IntegrityError,
            """(1062, "Duplicate entry 'nora@x.test-1' for key 'people.email'")""",
            {"email": "nora@x.test", "tenant_id": 1, "owed": None},
            """(1062, "Duplicate entry '…-1' for key 'people.email'")""",
        ),
        (DataError, 'invalid input syntax for type integer: "7x"', ("7x", "Ash"), 'type integer: "…"'),
        (IntegrityError, "Duplicate entry 'Nora O'Neil' for key 'name'", ("Nora O'Neil",), "entry '…' for key 'name'"),
        (IntegrityError, "UNIQUE constraint failed: people.email", None, "UNIQUE constraint failed: people.email"),
    ],
    ids=["mysql", "postgresql", "a quote inside", "sqlite"],
)
def test_what_the_database_says_of_a_row_does_not_quote_it(
    kind: type[IntegrityError | DataError], words: str, params: dict[str, object] | tuple[object, ...] | None, told: str
) -> None:
    """Errors are stored with the link and shown in reports; constraint and column are named, values are not."""
    error = table_rows.refused("people", kind("INSERT", params, Exception(words)))
    assert told in str(error)


def test_a_database_that_quotes_a_value_is_not_repeated(database: sa.Engine) -> None:
    """Whatever real databases say of a value that does not fit, it is not in the error."""
    table = sync.SqlTable(database, people)
    with pytest.raises(Invalid) as refused:
        table.create({"name": None, "email": "nora@example.com"}, key="k")
    assert "nora" not in str(refused.value)
    assert "name" in str(refused.value)


def test_writes_are_part_of_the_hosts_transaction(database: sa.Engine) -> None:
    """On an open connection the host decides whether they stay; a refused one does not spoil the rest."""
    with database.connect() as connection:
        transaction = connection.begin()
        table = sync.SqlTable(connection, people)
        made = table.create({"name": "Ash", "email": "a@example.com"}, key="k")
        with pytest.raises(Conflict):
            table.create({"name": "Birch", "email": "a@example.com"}, key="k")
        assert [change.id for change in table.changes(None, None).changes] == [made.id]
        transaction.rollback()
    assert sync.SqlTable(database, people).changes(None, None).changes == []


def test_ids_may_be_of_any_type(database: sa.Engine) -> None:
    """UUIDs that the table makes itself."""
    table = sync.SqlTable(database, things)
    made = table.create({"name": "Chair"}, key="k")
    assert uuid.UUID(made.id)
    assert [change.record["name"] for change in table.read([made.id, "nonsense"])] == ["Chair"]
    assert table.update(made.id, {"name": "Table"}, version=made.version, base=None).record["name"] == "Table"


def test_a_database_that_is_not_there_stops_the_run(tmp_path: Path) -> None:
    """It is an error of storage, typed, on reading and on writing."""
    missing = sa.create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'a.db'}")
    table = sync.SqlTable(missing, people)
    with pytest.raises(StorageUnavailable):
        table.changes(None, None)
    with pytest.raises(StorageUnavailable, match="cannot be reached") as unreachable:
        table.create({"name": "Ash"}, key="k")
    assert unreachable.value.retry == "safe"
    missing.dispose()


# -- through the engine ------------------------------------------------------------------------------------------------


def sides(database: sa.Engine) -> tuple[Shelf, sync.Pair, FakeClock]:
    """Pair a side in memory with the table."""
    clock = FakeClock()
    able = Abilities(feed="time", checks_version=True)
    shelf = Shelf(name="remote", clock=clock, abilities=able, paths=("name", "email", "owed"))
    table = sync.SqlTable(database, people, updated="changed", active="active", tenant="acme", clock=clock)
    fields = [
        sync.both("name", "name"),
        sync.both("email", "email", as_=sync.email),
        sync.both("owed", "owed", as_=sync.money(2)),
    ]
    pair = sync.Pair("people", left=MemoryEndpoint(shelf), right=table, fields=fields, match=["email"])
    return shelf, pair, clock


def test_a_table_is_synced_both_ways(database: sa.Engine) -> None:
    """Rows and records flow, edits of the host too; then it is quiet, and money is exact."""
    shelf, pair, clock = sides(database)
    engine = sync.Engine(MemoryStorage(), clock=clock)
    shelf.add({"name": "Ash", "email": "a@example.com", "owed": "12.5"})
    insert(database, {"id": 50, "name": "Birch", "email": "b@example.com", "owed": 7, "changed": clock.now()})
    assert engine.run(pair).counts == sync.Counts(imported=1, exported=1)
    assert engine.run(pair).counts == sync.Counts()
    clock.advance(60)
    with database.begin() as connection:
        connection.execute(people.update().where(people.c.id == 50).values(name="Cedar", changed=clock.now()))
    assert engine.run(pair).updated == {"left": 1}
    assert {values.values["name"] for values in shelf.rows.values()} == {"Ash", "Cedar"}
    assert engine.run(pair).counts == sync.Counts()


def test_rows_without_a_time_are_synced_as_well(database: sa.Engine) -> None:
    """Also those that come after the first run, and their edits; unchanged ones are not news."""
    shelf, pair, clock = sides(database)
    engine = sync.Engine(MemoryStorage(), clock=clock)
    insert(database, {"id": 50, "name": "Ash", "email": "a@example.com", "changed": clock.now()})
    assert engine.run(pair).counts == sync.Counts(exported=1)
    clock.advance(3600)
    insert(database, {"id": 51, "name": "Birch", "email": "b@example.com"})
    assert engine.run(pair).counts == sync.Counts(exported=1)
    clock.advance(3600)
    assert engine.run(pair).counts == sync.Counts()
    with database.begin() as connection:
        connection.execute(people.update().where(people.c.id == 51).values(name="Cedar"))
    assert engine.run(pair).updated == {"left": 1}
    assert {values.values["name"] for values in shelf.rows.values()} == {"Ash", "Cedar"}
    assert engine.run(pair).counts == sync.Counts()


def test_a_column_that_is_never_empty_costs_no_second_question(database: sa.Engine) -> None:
    """Where the table is declared so, nothing looks for rows without a time."""
    always = sa.Table(
        "people",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
    )
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database, "before_cursor_execute", note)
    assert sync.SqlTable(database, always, updated="changed").changes(AtTime(NOON), None).changes == []
    assert len(asked) == 1
    assert "IS NULL" not in asked[0]


def test_one_refused_row_does_not_stop_the_others(database: sa.Engine) -> None:
    """A name that is missing concerns that record alone."""
    shelf, pair, clock = sides(database)
    for name in ("Ash", None, "Cedar"):
        shelf.add({"name": name, "email": f"{name}@example.com"})
    report = sync.Engine(MemoryStorage(), clock=clock).run(pair)
    assert (report.counts.imported, report.counts.errors) == (2, 1)
    assert isinstance(report.errors[0].error, Invalid)


def test_an_async_table_is_the_same(tmp_path: Path) -> None:
    """On an async engine, and on the host's open async connection."""
    clock = FakeClock()
    shelf = Shelf(name="remote", clock=clock, abilities=Abilities(feed="time"), paths=("name", "email"))
    shelf.add({"name": "Ash", "email": "a@example.com"})

    async def both() -> tuple[sync.Counts, sync.Counts, list[str]]:
        database = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'host.db'}")
        async with database.begin() as connection:
            await connection.run_sync(metadata.create_all)
        table = sync.AsyncSqlTable(database, people, tenant="acme", clock=clock.as_async)
        fields = [sync.both("name", "name"), sync.both("email", "email", as_=sync.email)]
        pair = sync.Pair("people", left=MemoryEndpoint(shelf), right=table, fields=fields, match=["email"])
        engine = sync.AsyncEngine(AsyncMemoryStorage(), clock=clock.as_async)
        first, second = await engine.run(pair), await engine.run(pair)
        async with database.connect() as connection:
            inside = sync.AsyncSqlTable(connection, people)
            await inside.create({"name": "Birch"}, key="k")
            with pytest.raises(Invalid):
                await inside.create({"name": None}, key="k")
            held = [change.record["name"] for change in (await inside.changes(None, None)).changes]
            await connection.rollback()
        await database.dispose()
        return first.counts, second.counts, held

    assert asyncio.run(both()) == (sync.Counts(imported=1), sync.Counts(), ["Ash", "Birch"])
