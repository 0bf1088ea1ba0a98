"""One store serves forked children and several event loops, each with connections of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from pathlib import Path

from crosstie.core.state import ABSENT, Put, Query
from crosstie.storage import Job
from crosstie.storage.sql import AsyncSqlStorage, SqlStorage

_JOBS = Query(kind=Job, tenant="acme")


def test_a_forked_child_leaves_its_parents_connection_alone(postgres_url: str) -> None:
    """Child and parent both go on using the store they shared before the fork."""
    program = f"""
        import os, sys
        from crosstie.storage import Job, Query
        from crosstie.storage.sql import SqlStorage

        storage = SqlStorage({postgres_url!r})
        storage.setup()
        child = os.fork()
        for _ in range(20):
            assert storage.find(Query(kind=Job, tenant="acme")) == []
        if child:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)})  # noqa: S603 - our own program
    assert done.returncode == 0, done.stderr


def test_each_loop_has_connections_of_its_own(postgres_url: str) -> None:
    """A store that was used in one event loop works in the next, and in two at the same time."""
    storage = AsyncSqlStorage(postgres_url)

    async def use(number: int) -> int:
        async with storage:
            await storage.setup()
            await storage.commit([Put(Job(tenant="acme", id=str(number), task="t"), ABSENT)])
            return len(await asyncio.gather(*(storage.find(_JOBS) for _ in range(8))))

    async def both() -> list[int]:
        return list(await asyncio.gather(use(1), asyncio.to_thread(lambda: asyncio.run(use(2)))))

    assert asyncio.run(use(0)) == 8
    assert asyncio.run(both()) == [8, 8]


def test_a_closed_store_opens_again(tmp_path: Path) -> None:
    """Closing gives connections back; the next call opens new ones."""
    storage = SqlStorage(f"sqlite:///{tmp_path}/a.db")
    for number in range(2):
        with storage:
            storage.setup()
            storage.commit([Put(Job(tenant="acme", id=str(number), task="t"), ABSENT)])
    with storage:
        assert len(storage.find(_JOBS)) == 2
