"""The engines of a store: the host's own, or ours, one for each process and event loop."""

from __future__ import annotations

# async-only: begin
import asyncio

# async-only: end
# sync-only: import os
from collections.abc import MutableMapping
from typing import Any
from weakref import WeakKeyDictionary  # async-only

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool  # async-only

from crosstie.storage.sql.connecting import engine_options, missing_driver, use_wal, with_async_driver

__all__ = ["AsyncEngines"]


class AsyncEngines:
    """Makes engines for one URL where they are needed.

    A pooled connection belongs to the event loop it was opened in, and must not be used by a forked child; so each of
    them gets an engine of its own, and one store can serve them all.
    """

    __slots__ = ("_made", "_options", "url")

    def __init__(self, url: str | URL, lock_timeout: float) -> None:
        """Check the URL and its driver; nothing is connected.

        Raises:
            UsageError: It is no database URL, or one of a database that is not supported.
            MissingExtra: The driver is not installed.
        """
        self.url: URL = with_async_driver(url)
        self._options = engine_options(self.url, lock_timeout)
        if self.url.get_backend_name() == "sqlite":  # async-only
            # An idle connection of this driver is a thread that keeps the process from ending.  # async-only
            self._options["poolclass"] = NullPool  # async-only
            del self._options["pool_pre_ping"]  # async-only
        self._made: MutableMapping[Any, AsyncEngine] = WeakKeyDictionary()  # async-only
        # sync-only: self._made: MutableMapping[Any, Engine] = {}
        self._create()

    def current(self) -> AsyncEngine:
        """Return the engine for where this call runs."""
        place = asyncio.get_running_loop()  # async-only
        # sync-only: place = os.getpid()
        engine = self._made.get(place)
        # Two threads may both make one; only one of the two is kept, and the other has opened nothing yet.
        return engine if engine is not None else self._made.setdefault(place, self._create())

    async def aclose(self) -> None:
        """Close the pooled connections of where this call runs; a later call opens new ones."""
        await self.current().dispose()

    def _create(self) -> AsyncEngine:
        try:
            engine = create_async_engine(self.url, **self._options)
        except ModuleNotFoundError:
            raise missing_driver(self.url) from None
        if self.url.get_backend_name() == "sqlite":
            event.listen(engine.sync_engine, "connect", use_wal)  # async-only
            # sync-only: event.listen(engine, "connect", use_wal)
        return engine
