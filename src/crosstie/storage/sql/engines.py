# @generated from src/crosstie/storage/sql/engines_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The engines of a store: the host's own, or ours, one for each process and event loop."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from crosstie.storage.sql.connecting import engine_options, missing_driver, use_wal, with_driver

__all__ = ["Engines"]


class Engines:
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
        self.url: URL = with_driver(url)
        self._options = engine_options(self.url, lock_timeout)
        self._made: MutableMapping[Any, Engine] = {}
        self._create()

    def current(self) -> Engine:
        """Return the engine for where this call runs."""
        place = os.getpid()
        engine = self._made.get(place)
        # Two threads may both make one; only one of the two is kept, and the other has opened nothing yet.
        return engine if engine is not None else self._made.setdefault(place, self._create())

    def close(self) -> None:
        """Close the pooled connections of where this call runs; a later call opens new ones."""
        self.current().dispose()

    def _create(self) -> Engine:
        try:
            engine = create_engine(self.url, **self._options)
        except ModuleNotFoundError:
            raise missing_driver(self.url) from None
        if self.url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", use_wal)
        return engine
