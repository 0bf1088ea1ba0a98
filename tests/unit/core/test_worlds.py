"""A storage belongs to one of the two worlds, whatever its class; the methods tell."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crosstie.core.worlds import check_world
from crosstie.errors import UsageError
from crosstie.sessions import AsyncSessionManager, SessionManager
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.storage.sql.sql_storage import SqlStorage
from crosstie.storage.sql.sql_storage_async import AsyncSqlStorage
from crosstie.sync import AsyncEngine, Engine


class Passing:
    """A host's storage that hands everything on."""

    def __init__(self, inner: object) -> None:
        """Hand on to this one."""
        self.inner = inner

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the inner one has
        """Return what the inner one has."""
        return getattr(self.inner, name)


def traced(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a plain function around a method, as a host's tracing makes it."""

    @functools.wraps(method)
    def call(*given: Any) -> Any:  # noqa: ANN401 - whatever the method takes and returns
        return method(*given)

    return call


class Traced(Passing):
    """A host's storage that watches every call."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the inner one has
        """Return what the inner one has, watched."""
        return traced(super().__getattr__(name))


class Mixed(MemoryStorage):
    """One method of the wrong world."""

    async def find(self, query: Any) -> Any:  # type: ignore[override]  # noqa: ANN401 - the mistake
        """Be awaited."""


def test_a_storage_of_this_world_is_taken(tmp_path: Path) -> None:
    """In memory, in a database, or a host's own wrapper."""
    inner = MemoryStorage()
    for fitting in (inner, Passing(inner), Traced(inner), SqlStorage(f"sqlite:///{tmp_path / 'a.db'}")):
        check_world(fitting, awaits=False)
    other = AsyncMemoryStorage()
    for awaited in (other, Passing(other), Traced(other), AsyncSqlStorage(f"sqlite+aiosqlite:///{tmp_path / 'b.db'}")):
        check_world(awaited, awaits=True)


def test_a_storage_of_the_other_world_is_refused(tmp_path: Path) -> None:
    """With its class and what to do; one method of the other world is enough."""
    for plain in (MemoryStorage(), Passing(MemoryStorage()), SqlStorage(f"sqlite:///{tmp_path / 'a.db'}"), Mixed()):
        with pytest.raises(UsageError, match=f"{type(plain).__name__} is no async storage") as refused:
            check_world(plain, awaits=True)
        assert "sync class" in str(refused.value.advice)
    database = AsyncSqlStorage(f"sqlite+aiosqlite:///{tmp_path / 'b.db'}")
    inner = AsyncMemoryStorage()
    for awaited in (inner, Passing(inner), Traced(inner), database, Mixed()):
        with pytest.raises(UsageError, match=f"{type(awaited).__name__} is an async storage") as refused:
            check_world(awaited, awaits=False)
        assert "Async class" in str(refused.value.advice)


def _session_manager(storage: Any) -> object:  # noqa: ANN401 - of either world
    return SessionManager(storage, [])


def _async_session_manager(storage: Any) -> object:  # noqa: ANN401 - of either world
    return AsyncSessionManager(storage, [])


@pytest.mark.parametrize(
    ("make", "fitting", "other"),
    [
        (Engine, MemoryStorage, AsyncMemoryStorage),
        (AsyncEngine, AsyncMemoryStorage, MemoryStorage),
        (_session_manager, MemoryStorage, AsyncMemoryStorage),
        (_async_session_manager, AsyncMemoryStorage, MemoryStorage),
    ],
    ids=["Engine", "AsyncEngine", "SessionManager", "AsyncSessionManager"],
)
def test_a_mistake_is_told_where_it_is_made(
    make: Callable[[Any], object], fitting: type[Any], other: type[Any]
) -> None:
    """Not at the first call, where nobody could tell what had gone wrong."""
    assert make(fitting())
    with pytest.raises(UsageError, match=other.__name__):
        make(other())
