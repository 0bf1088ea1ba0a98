"""The methods of a collection in a form that answers the value with status, headers, body, request id and attempts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from crosstie.core.exchange import Answer
from crosstie.core.paging import Page
from crosstie.systems.caller_async import async_raw
from crosstie.systems.lightspeed.api import Archived
from crosstie.systems.lightspeed.models import LightspeedRecord
from crosstie.systems.lightspeed.query import WhereLike

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.lightspeed.collections_async import (
        AsyncArchivable,
        AsyncDeletable,
        AsyncRecords,
        AsyncWritable,
    )

__all__ = ["AsyncRawArchivable", "AsyncRawDeletable", "AsyncRawRecords", "AsyncRawWritable"]

R = TypeVar("R", bound=LightspeedRecord)


class AsyncRawRecords(Generic[R]):
    """As :class:`AsyncRecords`, answering the whole exchange."""

    __slots__ = ("_plain",)

    def __init__(self, plain: AsyncRecords[R]) -> None:
        """Take the collection."""
        self._plain = plain

    async def get(self, record_id: str, *, relations: Sequence[str] = ()) -> Answer[R]:
        """Read one record."""
        return await async_raw(self._plain.get)(record_id, relations=relations)

    async def page(
        self,
        *,
        limit: int = 100,
        after: str | None = None,
        where: WhereLike | None = None,
        relations: Sequence[str] = (),
        updated_since: datetime | None = None,
        sort: str | None = None,
        archived: Archived = False,
    ) -> Answer[Page[R]]:
        """Read one page."""
        return await async_raw(self._plain.page)(
            limit=limit,
            after=after,
            where=where,
            relations=relations,
            updated_since=updated_since,
            sort=sort,
            archived=archived,
        )

    async def count(self, where: WhereLike | None = None, *, archived: Archived = False) -> Answer[int]:
        """Count records."""
        return await async_raw(self._plain.count)(where, archived=archived)


class AsyncRawWritable(AsyncRawRecords[R]):
    """As :class:`AsyncWritable`, answering the whole exchange."""

    __slots__ = ("_writes",)

    def __init__(self, plain: AsyncWritable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._writes = plain

    async def create(self, draft: R) -> Answer[R]:
        """Create a record."""
        return await async_raw(self._writes.create)(draft)

    async def update(self, record: R, base: R | None = None) -> Answer[R]:
        """Change a part of a record."""
        return await async_raw(self._writes.update)(record, base)


class AsyncRawArchivable(AsyncRawWritable[R]):
    """As :class:`AsyncArchivable`, answering the whole exchange."""

    __slots__ = ("_archives",)

    def __init__(self, plain: AsyncArchivable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._archives = plain

    async def archive(self, record_id: str) -> Answer[R]:
        """Archive a record."""
        return await async_raw(self._archives.archive)(record_id)

    async def unarchive(self, record_id: str) -> Answer[R]:
        """Bring an archived record back."""
        return await async_raw(self._archives.unarchive)(record_id)


class AsyncRawDeletable(AsyncRawWritable[R]):
    """As :class:`AsyncDeletable`, answering the whole exchange."""

    __slots__ = ("_deletes",)

    def __init__(self, plain: AsyncDeletable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._deletes = plain

    async def delete(self, record_id: str) -> Answer[R]:
        """Delete a record for good."""
        return await async_raw(self._deletes.delete)(record_id)
