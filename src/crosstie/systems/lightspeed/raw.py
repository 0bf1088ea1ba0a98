# @generated from src/crosstie/systems/lightspeed/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The methods of a collection in a form that answers the value with status, headers, body, request id and attempts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from crosstie.core.exchange import Answer
from crosstie.core.paging import Page
from crosstie.systems.caller import raw
from crosstie.systems.lightspeed.api import Archived
from crosstie.systems.lightspeed.models import LightspeedRecord
from crosstie.systems.lightspeed.query import WhereLike

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.lightspeed.collections import Archivable, Deletable, Records, Writable

__all__ = ["RawArchivable", "RawDeletable", "RawRecords", "RawWritable"]

R = TypeVar("R", bound=LightspeedRecord)


class RawRecords(Generic[R]):
    """As :class:`Records`, answering the whole exchange."""

    __slots__ = ("_plain",)

    def __init__(self, plain: Records[R]) -> None:
        """Take the collection."""
        self._plain = plain

    def get(self, record_id: str, *, relations: Sequence[str] = ()) -> Answer[R]:
        """Read one record."""
        return raw(self._plain.get)(record_id, relations=relations)

    def page(
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
        return raw(self._plain.page)(
            limit=limit,
            after=after,
            where=where,
            relations=relations,
            updated_since=updated_since,
            sort=sort,
            archived=archived,
        )

    def count(self, where: WhereLike | None = None, *, archived: Archived = False) -> Answer[int]:
        """Count records."""
        return raw(self._plain.count)(where, archived=archived)


class RawWritable(RawRecords[R]):
    """As :class:`Writable`, answering the whole exchange."""

    __slots__ = ("_writes",)

    def __init__(self, plain: Writable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._writes = plain

    def create(self, draft: R) -> Answer[R]:
        """Create a record."""
        return raw(self._writes.create)(draft)

    def update(self, record: R, base: R | None = None) -> Answer[R]:
        """Change a part of a record."""
        return raw(self._writes.update)(record, base)


class RawArchivable(RawWritable[R]):
    """As :class:`Archivable`, answering the whole exchange."""

    __slots__ = ("_archives",)

    def __init__(self, plain: Archivable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._archives = plain

    def archive(self, record_id: str) -> Answer[R]:
        """Archive a record."""
        return raw(self._archives.archive)(record_id)

    def unarchive(self, record_id: str) -> Answer[R]:
        """Bring an archived record back."""
        return raw(self._archives.unarchive)(record_id)


class RawDeletable(RawWritable[R]):
    """As :class:`Deletable`, answering the whole exchange."""

    __slots__ = ("_deletes",)

    def __init__(self, plain: Deletable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._deletes = plain

    def delete(self, record_id: str) -> Answer[R]:
        """Delete a record for good."""
        return raw(self._deletes.delete)(record_id)
