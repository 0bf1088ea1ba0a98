"""Databases and drivers that do not say how many rows a write has touched, or have left some out."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import attrs
import pytest
from sqlalchemy import Engine, create_engine, event, text

from crosstie.core.state import ABSENT, Put
from crosstie.errors import StorageError
from crosstie.storage import Run
from crosstie.storage.sql import SqlStorage

RUNS = [Run(tenant="acme", id=str(number), subject="p") for number in range(3)]
KEYS = [("acme", run.id) for run in RUNS]


@pytest.fixture
def engine(tmp_path: Path) -> Generator[Engine]:
    """Make a host's engine whose driver counts no rows where one statement writes several."""
    made = create_engine(f"sqlite:///{tmp_path}/a.db")
    made.dialect.supports_sane_multi_rowcount = False

    @event.listens_for(made, "after_cursor_execute")
    def forget(*call: Any) -> None:  # noqa: ANN401 - what the event hands over
        context, many = call[4:]
        if many:
            context._rowcount = -1

    yield made
    made.dispose()


def test_a_driver_that_counts_only_single_writes_is_believed(engine: Engine) -> None:
    """Several rows at once are written and not counted; it is no error that nobody knows their number."""
    storage = SqlStorage(engine)
    storage.setup()
    versions = storage.commit([Put(run, ABSENT) for run in RUNS])
    storage.commit([Put(attrs.evolve(run, state="done"), version) for run, version in zip(RUNS, versions, strict=True)])
    assert {stored.record.state for stored in storage.get(Run, KEYS).values()} == {"done"}


def test_a_single_write_that_was_left_out_is_noticed(engine: Engine) -> None:
    """A trigger swallows it without an error: the commit fails, and the record is as it was."""
    storage = SqlStorage(engine)
    storage.setup()
    (version,) = storage.commit([Put(RUNS[0], ABSENT)])
    with engine.begin() as connection:
        swallow = "CREATE TRIGGER swallow BEFORE UPDATE ON crosstie_runs BEGIN SELECT RAISE(IGNORE); END"
        connection.execute(text(swallow))
    with pytest.raises(StorageError, match="wrote 0 of 1 rows"):
        storage.commit([Put(attrs.evolve(RUNS[0], state="done"), version)])
    assert storage.get(Run, KEYS[:1])[KEYS[0]].record == RUNS[0]
