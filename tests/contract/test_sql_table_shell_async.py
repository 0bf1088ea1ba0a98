"""A host's table as a side of sync: what its methods answer, on an engine and within the host's own transaction."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from crosstie import sync
from crosstie.core.endpoint import Change, Creation, Revision
from crosstie.errors import Conflict, Invalid, NotFound, StorageError, UsageError

metadata = sa.MetaData()
people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), nullable=False),
    sa.Column("email", sa.String(100), unique=True),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[AsyncEngine]:
    """Make the host's database, with the table."""
    driver = "aiosqlite"  # async-only
    # sync-only: driver = "pysqlite"
    engine = create_async_engine(f"sqlite+{driver}:///{tmp_path / 'host.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)  # async-only
        # sync-only: metadata.create_all(connection)
    yield engine
    await engine.dispose()


async def test_rows_are_made_changed_read_and_found(database: AsyncEngine) -> None:
    """Each answer is the row as it is now, with its version."""
    table = sync.AsyncSqlTable(database, people, version="version")
    made = await table.create({"name": "Ash", "email": "Ash@example.com"}, key="k")
    assert [change.id for change in (await table.changes(None, None)).changes] == [made.id]
    changed = await table.update(made.id, {"name": "Birch"}, version=made.version, base=made.record)
    assert table.values_of(changed.record, {"name", "email"}) == {"name": "Birch", "email": "Ash@example.com"}
    assert changed.version != made.version
    assert [change.id for change in await table.read([made.id, "99"])] == [made.id]
    assert [change.id for change in await table.find({"email": "ash@EXAMPLE.com"})] == [made.id]
    with pytest.raises(Conflict) as stale:
        await table.update(made.id, {"name": "Cedar"}, version=made.version, base=made.record)
    assert stale.value.kind == "stale"
    with pytest.raises(NotFound):
        await table.update("99", {"name": "Cedar"}, version=None, base=None)


async def test_a_batch_answers_each_write_on_its_own(database: AsyncEngine) -> None:
    """One that is refused takes no other along."""
    table = sync.AsyncSqlTable(database, people, version="version")
    first = await table.create({"name": "Ash", "email": "a@example.com"}, key="k")
    answers = await table.write(
        [
            Creation(values={"name": "Birch", "email": "a@example.com"}, key="l"),
            Creation(values={"name": None}, key="m"),
            Revision(id=first.id, values={"name": "Cedar"}, version=first.version, base=None),
        ]
    )
    assert [type(answer) for answer in answers] == [Conflict, Invalid, Change]
    assert [change.record["name"] for change in (await table.changes(None, None)).changes] == ["Cedar"]


async def test_writes_belong_to_the_hosts_open_transaction(database: AsyncEngine) -> None:
    """What the host rolls back was never there; a refused row costs nothing that came before it."""
    async with database.connect() as connection:
        table = sync.AsyncSqlTable(connection, people)
        made = await table.create({"name": "Ash"}, key="k")
        with pytest.raises(Invalid):
            await table.create({"name": None}, key="l")
        assert [change.id for change in await table.read([made.id])] == [made.id]
        await connection.rollback()
    assert (await sync.AsyncSqlTable(database, people).changes(None, None)).changes == []


async def test_a_column_that_is_not_there_is_named(database: AsyncEngine) -> None:
    """Before anything is read, with those there are."""
    with pytest.raises(UsageError, match="people has no column changed") as refused:
        sync.AsyncSqlTable(database, people, updated="changed")
    assert "email" in str(refused.value.advice)


async def test_a_table_that_is_not_there_is_a_failing_storage(database: AsyncEngine) -> None:
    """Reading and writing say so with one of crosstie's errors, which ends a run; it is the host who makes it."""
    async with database.begin() as connection:
        await connection.run_sync(metadata.drop_all)  # async-only
        # sync-only: metadata.drop_all(connection)
    table = sync.AsyncSqlTable(database, people)
    with pytest.raises(StorageError, match="lacks the table people") as missing:
        await table.changes(None, None)
    assert "setup()" not in str(missing.value)
    with pytest.raises(StorageError, match="run your own migrations"):
        await table.create({"name": "Ash"}, key="k")
