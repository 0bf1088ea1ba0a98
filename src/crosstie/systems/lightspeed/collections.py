# @generated from src/crosstie/systems/lightspeed/collections_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The collections of a client: reading, writing, archiving, deleting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

from crosstie.core.paging import Page
from crosstie.models import Head
from crosstie.systems.lightspeed import api, api_writes
from crosstie.systems.lightspeed.api import Archived
from crosstie.systems.lightspeed.calls import Calls
from crosstie.systems.lightspeed.endpoint import CollectionEndpoint
from crosstie.systems.lightspeed.kinds import SALE, Kind
from crosstie.systems.lightspeed.models import LightspeedRecord
from crosstie.systems.lightspeed.query import WhereLike, where
from crosstie.systems.lightspeed.raw import RawArchivable, RawDeletable, RawRecords, RawWritable
from crosstie.systems.listing import Listing

__all__ = ["Archivable", "Creatable", "Deletable", "Records", "Writable"]

R = TypeVar("R", bound=LightspeedRecord)


class Records(Generic[R]):
    """Records of one kind: read them."""

    __slots__ = ("_calls", "_kind")

    def __init__(self, calls: Calls, kind: Kind[R]) -> None:
        """Take what calls are made with; nothing is sent."""
        self._calls = calls
        self._kind = kind

    def get(self, record_id: str, *, relations: Sequence[str] = ()) -> R:
        """Read one record; an archived one too.

        Args:
            record_id: Its id.
            relations: What to load with it, such as ``contact`` or ``item_shops``.

        Raises:
            NotFound: There is none.
        """
        return self._calls.value(api.get(self._kind, record_id, relations))

    def list(
        self,
        *,
        where: WhereLike | None = None,
        relations: Sequence[str] = (),
        updated_since: datetime | None = None,
        sort: str | None = None,
        archived: Archived = False,
        page_size: int = 100,
    ) -> Listing[R]:
        """List records, page by page while they are looked at.

        Args:
            where: Conditions, see :mod:`crosstie.systems.lightspeed.query`.
            relations: What to load with each record; costs extra, and too much of it may be refused.
            updated_since: Only what changed at or after this, oldest first. Archived records show only where
                ``archived`` lets them, so a reading of changes wants ``archived=True``.
            sort: A field, with a minus before it for descending order; by id when not given.
            archived: ``False`` for active records, ``True`` for both, ``"only"`` for archived ones.
            page_size: Up to 100.

        Raises:
            UsageError: A field, relation or value does not fit.
        """
        chosen = self._chosen(where, relations, updated_since, sort, archived, page_size)
        return Listing(self._calls.caller, api.pages(self._kind, chosen))

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
    ) -> Page[R]:
        """Read one page; ``after`` is the ``next`` of the page before it, which keeps to that page's conditions."""
        chosen = self._chosen(where, relations, updated_since, sort, archived, limit)
        return self._calls.value(api.pages(self._kind, chosen)(after))

    def heads(
        self, *, updated_since: datetime | None = None, archived: Archived = True, page_size: int = 100
    ) -> Listing[Head]:
        """List ids and times of change alone: the answers are as large, but are decoded several times as fast."""
        chosen = self._chosen(None, (), updated_since, None, archived, page_size)
        return Listing(self._calls.caller, api.head_pages(self._kind, chosen))

    def count(self, where: WhereLike | None = None, *, archived: Archived = False) -> int:
        """Count records; costs ten drips, as much as listing a thousand."""
        chosen = self._chosen(where, (), None, None, archived, 100)
        return self._calls.value(api.count(self._kind, chosen))

    def _chosen(
        self,
        given: WhereLike | None,
        relations: Sequence[str],
        updated_since: datetime | None,
        sort: str | None,
        archived: Archived,
        size: int,
    ) -> api.Selection:
        clock = self._calls.settings.sale_clock if self._kind is SALE else "time_stamp"
        return api.selection(
            self._kind,
            where(given),
            relations=relations,
            updated_since=updated_since,
            clock=clock,
            sort=sort,
            archived=archived,
            size=size,
        )

    def endpoint(self, *, page_size: int = 100) -> CollectionEndpoint[R]:
        """Return this collection as a side of two-way sync.

        Args:
            page_size: Records of one page, up to 100.

        Raises:
            UsageError: The size does not fit.
        """
        return CollectionEndpoint(self._calls, self._kind, page_size=page_size)

    @property
    def raw(self) -> RawRecords[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawRecords(self)


class Creatable(Records[R]):
    """Records of one kind: read and make them."""

    __slots__ = ()

    def create(self, draft: R) -> R:
        """Create a record.

        Lightspeed has no idempotency keys: when no answer comes, nobody knows whether it was made.

        Returns:
            The record as Lightspeed has it now, without relations.

        Raises:
            UsageError: Lightspeed would refuse it; nothing was sent.
            Invalid: It did refuse it.
            OutcomeUnknown: It may have been made: look it up before making it again.
        """
        return self._calls.value(api_writes.create(self._kind, draft))


class Writable(Creatable[R]):
    """Records of one kind: read, make and change them."""

    __slots__ = ()

    def update(self, record: R, base: R | None = None) -> R:
        """Change a part of a record.

        There are no versions: whoever writes last wins, field by field, so send what differs only.

        Args:
            record: The record as it should be.
            base: The record as it was read: only what differs is sent, and what is gone is cleared. Without it every
                field that is set is sent, and nothing is cleared.

        Returns:
            The record as Lightspeed has it now, without relations.

        Raises:
            UsageError: It has no id, breaks a limit, or does not differ.
            NotFound: It is gone.
            Invalid: Lightspeed refused it.
        """
        return self._calls.value(api_writes.update(self._kind, record, base, self._calls.settings))

    @property
    def raw(self) -> RawWritable[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawWritable(self)


class Archivable(Writable[R]):
    """Records of one kind that are archived, not deleted."""

    __slots__ = ()

    def archive(self, record_id: str) -> R:
        """Archive a record; lists hide it then. An item loses its stock in all shops, which cannot be undone.

        Raises:
            NotFound: There is none.
            Invalid: It cannot be archived, as a completed sale.
        """
        return self._calls.value(api_writes.remove(self._kind, record_id, self._calls.settings))

    def unarchive(self, record_id: str) -> R:
        """Bring an archived record back.

        Raises:
            NotFound: There is none.
        """
        return self._calls.value(api_writes.unarchive(self._kind, record_id, self._calls.settings))

    @property
    def raw(self) -> RawArchivable[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawArchivable(self)


class Deletable(Writable[R]):
    """Records of one kind that are deleted for good."""

    __slots__ = ()

    def delete(self, record_id: str) -> R:
        """Delete a record for good.

        Raises:
            NotFound: There is none.
            Invalid: It cannot be deleted, as a category with children.
            OutcomeUnknown: It may be gone: read it to find out.
        """
        return self._calls.value(api_writes.remove(self._kind, record_id, self._calls.settings))

    @property
    def raw(self) -> RawDeletable[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawDeletable(self)
