"""What changed and what was deleted since a time: ``client.customers.changes(since)``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Generic, TypeVar

import attrs

from crosstie.errors import NotFound
from crosstie.systems.netsuite import api
from crosstie.systems.netsuite.deletions import Deleted
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.places import Head, Place
from crosstie.systems.netsuite.watch_async import AsyncWatch

__all__ = ["AsyncChanges"]

R = TypeVar("R", bound=NetSuiteRecord)


@attrs.frozen(eq=False)
class AsyncChanges(Generic[R]):
    """The records of a type that were changed at or after a time; nothing is sent before it is iterated.

    Iterating yields whole records, each read by a call of its own; those that are gone by then are left out. Where
    less is enough, :meth:`heads` yields ids and times, a thousand with each call::

        async for customer in client.customers.changes(since):
            ...
        async for head in client.customers.changes(since).heads():
            ...
        async for gone in client.customers.changes(since).deleted():
            ...

    Times of SuiteQL name no zone, so that every iteration first learns the account's from its records, and takes as
    many samples as a change of the clock needs. For the next reading, begin where this one began, less a quarter of an
    hour: NetSuite tells changes to the minute, and a long one is told with the time that it was begun at.
    """

    _watch: AsyncWatch
    _model: type[R]
    _since: datetime | None

    async def __aiter__(self) -> AsyncIterator[R]:
        """Iterate over the records as they are now, by id."""
        kind = self._watch.table.kind
        async for head in self.heads():
            try:
                yield await self._watch.caller.value(api.get(kind, self._model, head.id))
            except NotFound:
                continue

    async def heads(self) -> AsyncIterator[Head]:
        """Iterate over ids and times, by id.

        Documents whose lines changed are among them, and their own time can be earlier.

        Raises:
            Invalid: NetSuite does not know the table or one of its columns.
        """
        place: Place | None = await self._watch.begin(self._since)
        while place is not None:
            heads, place = await self._watch.heads(place)
            for head in heads:
                if self._concerns(head):
                    yield head

    async def deleted(self) -> AsyncIterator[Deleted]:
        """Iterate over what was deleted, oldest first.

        Raises:
            Forbidden: The role does not see deletions.
        """
        place: Place | None = await self._watch.begin(self._since)
        seen: set[tuple[str, datetime | None]] = set()
        while place is not None:
            found, place = await self._watch.deletions(place)
            for gone in found:
                if (gone.id, gone.at) not in seen:
                    seen.add((gone.id, gone.at))
                    yield gone

    async def all(self) -> list[R]:
        """Read everything into one list."""
        return [record async for record in self]

    def _concerns(self, head: Head) -> bool:
        """Leave out what was only read because clocks are put back, unless its lines may have brought it here."""
        by_lines = self._watch.lines and self._watch.table.lined
        return self._since is None or head.at is None or by_lines or head.at >= _minute(self._since)


def _minute(moment: datetime) -> datetime:
    """Return the beginning of the minute: changes are told by it."""
    return moment.replace(second=0, microsecond=0)
