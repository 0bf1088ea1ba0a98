"""Two tables of two projects kept in step by the sync engine."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from datetime import datetime
from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie import SealingKeys, sync
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import supabase
from crosstie.systems.supabase import Sync, col, column
from crosstie.testing import FakeClock
from crosstie.testing.supabase import SECRET_KEY, SupabaseSimulator


@attrs.frozen(kw_only=True)
class Customer:
    """A customer of either project."""

    id: int | None = column(generated=True, default=None)
    name: str = column("customer_name", default="")
    email: str | None = None
    credit: Decimal | None = None
    updated_at: datetime | None = column(read_only=True, default=None)  # noqa: RUF009 - a field specifier


SYNC = Sync(updated="updated_at", version="updated_at", finds=["email"], creation_key="sync_key")


@attrs.frozen
class House:
    """A simulated project and its table."""

    project: SupabaseSimulator
    table: supabase.Table[Customer]


@pytest.fixture
def clock() -> FakeClock:
    """The one clock of both projects and the engine."""
    return FakeClock()


@pytest.fixture
def houses(clock: FakeClock) -> Generator[tuple[House, House]]:
    """Two projects, the left one with twelve customers."""
    made: list[House] = []
    with ExitStack() as stack:
        for name in ("left", "right"):
            project = SupabaseSimulator(clock=clock, row_cap=5)
            storage = MemoryStorage(keys=SealingKeys.generate())
            sessions = stack.enter_context(
                crosstie.SessionManager(storage, [supabase.App()], transport=project.transport(), clock=clock)
            )
            connection = sessions.connect(
                "supabase", tenant="acme", name=name, url=f"https://{name}.example.com", key=SECRET_KEY
            )
            made.append(House(project, supabase.Client(sessions, connection).table("customers", Customer)))
        made[0].project.seed(12)
        yield made[0], made[1]


def test_two_tables_are_kept_in_step(houses: tuple[House, House], clock: FakeClock) -> None:
    """Made across once, then only what changed goes either way; a second run in a row does nothing."""
    left, right = houses
    pair = sync.Pair(
        "customers",
        left=left.table.endpoint(SYNC),
        right=right.table.endpoint(SYNC),
        match=[sync.exact("email", trusted=True)],
        fields=[sync.both("name", "name"), sync.both("email", "email"), sync.both("credit", "credit")],
        conflicts=sync.newest(),
    )
    engine = sync.Engine(MemoryStorage(keys=SealingKeys.generate()), clock=clock)
    clock.advance(3600)
    assert not engine.run(pair).errors
    assert right.table.count() == 12
    clock.advance(3600)
    left.table.update({"credit": Decimal("99.90")}, col("id").eq(3))
    right.table.update({"name": "Renamed"}, col("email").eq("customer4@example.com"))
    clock.advance(3600)
    assert not engine.run(pair).errors
    assert right.table.one(col("email").eq("customer3@example.com")).credit == Decimal("99.90")
    assert left.table.one(col("email").eq("customer4@example.com")).name == "Renamed"
    writes = left.project.count("P*") + right.project.count("P*")
    clock.advance(3600)
    assert not engine.run(pair).errors
    assert left.project.count("P*") + right.project.count("P*") == writes
