# @generated from src/crosstie/systems/quickbooks/collections_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The collections of a client: what every kind of record can do, and names of lists beyond that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from crosstie.core.paging import Page
from crosstie.models import Head
from crosstie.systems.listing import Listing
from crosstie.systems.quickbooks.api import Include, checked_size
from crosstie.systems.quickbooks.api_writes import activate, create, replace, update
from crosstie.systems.quickbooks.books import Books
from crosstie.systems.quickbooks.endpoint import CollectionEndpoint
from crosstie.systems.quickbooks.kinds import COMPANY_INFO, Kind
from crosstie.systems.quickbooks.models import CompanyInfo, Entity
from crosstie.systems.quickbooks.query import WhereLike
from crosstie.systems.quickbooks.raw import RawCompany, RawNames
from crosstie.systems.quickbooks.sides import KEYS_LAST, ChangeFeed, SideOptions
from crosstie.systems.quickbooks.statements import LARGEST_PAGE, selection

__all__ = ["Company", "Names", "Records", "Writable"]

R = TypeVar("R", bound=Entity)


class Records(Generic[R]):
    """Records of one kind: read them."""

    __slots__ = ("_books", "_kind")

    def __init__(self, books: Books, kind: Kind[R]) -> None:
        """Take what calls are made with; nothing is sent."""
        self._books = books
        self._kind = kind

    def get(self, record_id: str, *, include: Sequence[Include] = ()) -> R:
        """Read one record; an inactive one too.

        Args:
            record_id: Its id.
            include: What the answer should add.

        Raises:
            NotFound: There is none.
        """
        return self._books.value(self._books.api.get(self._kind, record_id, include))

    def list(
        self,
        *,
        where: WhereLike | None = None,
        updated_since: datetime | None = None,
        active: bool | None = True,
        order_by: str | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> Listing[R]:
        """List records, page by page while they are looked at.

        Without ``updated_since`` pages go by position: a record that disappears meanwhile can make another one be
        passed over. With it they go by time of change, oldest first, and nothing is passed over.

        Args:
            where: Conditions, see :mod:`crosstie.systems.quickbooks.query`.
            updated_since: Only what changed at or after this. Deleted transactions do not show; see
                :meth:`Client.changes`.
            active: For names (customers, items, vendors, accounts): the active ones, the inactive ones (``False``), or
                both (``None``). A reading of changes wants both.
            order_by: A field, with a minus before it for descending order; by id when not given.
            page_size: Up to 1000.

        Raises:
            UsageError: A field or value does not fit.
        """
        chosen = selection(self._kind, where, updated_since=updated_since, active=active, order_by=order_by)
        return Listing(self._books.caller, self._books.api.pages(self._kind, chosen, page_size))

    def page(
        self,
        *,
        limit: int = 100,
        after: str | None = None,
        where: WhereLike | None = None,
        updated_since: datetime | None = None,
        active: bool | None = True,
        order_by: str | None = None,
    ) -> Page[R]:
        """Read one page; ``after`` is the ``next`` of the page before it. The rest is as for :meth:`list`."""
        chosen = selection(self._kind, where, updated_since=updated_since, active=active, order_by=order_by)
        return self._books.value(self._books.api.pages(self._kind, chosen, limit)(after))

    def count(
        self,
        where: WhereLike | None = None,
        *,
        updated_since: datetime | None = None,
        active: bool | None = True,
    ) -> int:
        """Count records; the arguments are those of :meth:`list`."""
        chosen = selection(self._kind, where, updated_since=updated_since, active=active)
        return self._books.value(self._books.api.count(self._kind, chosen))

    def heads(
        self,
        *,
        where: WhereLike | None = None,
        updated_since: datetime | None = None,
        active: bool | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> Listing[Head]:
        """List ids, versions and times of change alone, active or not: the cheap way to see what is new.

        The answers are as large as those of :meth:`list`, but are decoded three to four times as fast.
        """
        chosen = selection(self._kind, where, updated_since=updated_since, active=active)
        return Listing(self._books.caller, self._books.api.head_pages(self._kind, chosen, page_size))


class Writable(Records[R]):
    """Records of one kind: read and write them.

    Every write carries a ``requestid``: sent again with the same one, QuickBooks answers the first result. It is made
    anew for each call, unless the caller gives one, and is the same for every attempt of the call.
    """

    __slots__ = ()

    def create(self, draft: R, *, idempotency_key: str | None = None, include: Sequence[Include] = ()) -> R:
        """Create a record.

        Args:
            draft: The record, without id.
            idempotency_key: Up to 50 printable characters; the same key answers the same record.
            include: What to allow or add.

        Returns:
            The record as QuickBooks has it now.

        Raises:
            UsageError: QuickBooks would refuse it; nothing was sent.
            Invalid: It did refuse it.
            Conflict: ``duplicate``: a name or document number is taken.
            OutcomeUnknown: It may have been created; nothing more was tried.
        """
        return self._books.value(create(self._books.api, self._kind, draft, key=idempotency_key, include=include))

    def update(
        self, record: R, base: R | None = None, *, idempotency_key: str | None = None, include: Sequence[Include] = ()
    ) -> R:
        """Change a part of a record (a sparse update).

        Args:
            record: The record as it should be.
            base: The record as it was read: only what differs is sent, and a text that is gone is cleared. Without it
                every field that is set is sent, and nothing is cleared.
            idempotency_key: Up to 50 printable characters.
            include: What to allow or add.

        Raises:
            UsageError: It has no id or version, breaks a limit, or clears what only :meth:`replace` can clear.
            Conflict: ``stale``: somebody changed it since ``base`` was read.
            NotFound: It is gone.
        """
        call = update(self._books.api, self._kind, record, base, key=idempotency_key, include=include)
        return self._books.value(call)

    def replace(self, record: R, *, idempotency_key: str | None = None, include: Sequence[Include] = ()) -> R:
        """Send a whole record (a full update): what is not set in it is wiped.

        Unknown fields are sent back, read-only ones and subtotal lines are left out.

        Raises:
            UsageError: It has no id or version, or breaks a limit.
            Conflict: ``stale``: somebody changed it since it was read.
            NotFound: It is gone.
        """
        return self._books.value(
            replace(self._books.api, self._kind, record, key=idempotency_key, include=include)
        )

    def endpoint(
        self,
        *,
        feed: ChangeFeed = "query",
        finds: frozenset[str] | None = None,
        batch_creations: bool = False,
        page_size: int = LARGEST_PAGE,
        keys_last: timedelta = KEYS_LAST,
    ) -> CollectionEndpoint[R]:
        """Return this collection as a side of two-way sync.

        Args:
            feed: ``query``, or ``change_data`` to learn of deleted transactions, 30 days back.
            finds: Paths that are looked up by a query; see :class:`SideOptions`.
            batch_creations: Whether creations go in batches too, at the price of a key of their own.
            page_size: Records of one page, up to 1000.
            keys_last: How long a repeated creation is trusted to answer the first result.

        Raises:
            UsageError: The size does not fit.
        """
        options = SideOptions(
            feed=feed,
            finds=finds,
            batch_creations=batch_creations,
            page_size=checked_size(page_size),
            keys_last=keys_last,
        )
        return CollectionEndpoint(self._books, self._kind, options)


class Names(Writable[R]):
    """Names of a list: customers, items, vendors, accounts. They cannot be deleted, only made inactive."""

    __slots__ = ()

    def deactivate(self, record: R, *, idempotency_key: str | None = None) -> R:
        """Make a record inactive; its name gets a suffix, and lists leave it out.

        Raises:
            Conflict: ``stale``: somebody changed it since it was read.
            Invalid: It has a balance (6220).
        """
        call = activate(self._books.api, self._kind, record, active=False, key=idempotency_key)
        return self._books.value(call)

    def reactivate(self, record: R, *, idempotency_key: str | None = None) -> R:
        """Make an inactive record active again, under its name without the suffix.

        Raises:
            Conflict: ``stale``: somebody changed it since it was read; ``duplicate``: the name was taken meanwhile.
        """
        call = activate(self._books.api, self._kind, record, active=True, key=idempotency_key)
        return self._books.value(call)

    @property
    def raw(self) -> RawNames[R]:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawNames(self)


class Company:
    """The company's own record: there is one."""

    __slots__ = ("_books",)

    def __init__(self, books: Books) -> None:
        """Take what calls are made with; nothing is sent."""
        self._books = books

    def get(self) -> CompanyInfo:
        """Read it."""
        return self._books.value(self._books.api.company())

    def update(
        self, record: CompanyInfo, base: CompanyInfo | None = None, *, idempotency_key: str | None = None
    ) -> CompanyInfo:
        """Change a part of it; the arguments are those of :meth:`Writable.update`."""
        call = update(self._books.api, COMPANY_INFO, record, base, key=idempotency_key)
        return self._books.value(call)

    @property
    def raw(self) -> RawCompany:
        """The same methods, answering the value with status, headers, body, request id and attempts."""
        return RawCompany(self)
