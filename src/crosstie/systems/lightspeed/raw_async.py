# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from crosstie.core.exchange import Answer
from crosstie.core.paging import Page
from crosstie.systems.caller_async import async_raw
from crosstie.systems.lightspeed.api import Archived
from crosstie.systems.lightspeed.api_stock import StockChange
from crosstie.systems.lightspeed.models import InventoryCount, InventoryCountReconcile, ItemShop, LightspeedRecord
from crosstie.systems.lightspeed.query import WhereLike

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.lightspeed.collections_async import AsyncArchivable
    from crosstie.systems.lightspeed.collections_async import AsyncDeletable
    from crosstie.systems.lightspeed.collections_async import AsyncRecords
    from crosstie.systems.lightspeed.collections_async import AsyncWritable
    from crosstie.systems.lightspeed.stock_async import AsyncStock

__all__ = [
    "AsyncRawArchivable",
    "AsyncRawDeletable",
    "AsyncRawRecords",
    "AsyncRawStock",
    "AsyncRawWritable",
]

R = TypeVar("R", bound=LightspeedRecord)


class AsyncRawRecords(Generic[R]):
    """As :class:`AsyncRecords`, answering the whole exchange."""

    __slots__ = ("_records",)

    def __init__(self, plain: AsyncRecords[R]) -> None:
        """Take the collection."""
        self._records = plain

    async def get(self, record_id: str, *, relations: Sequence[str]=()) -> Answer[R]:
        """Read one record; an archived one too."""
        return await async_raw(self._records.get)(record_id, relations=relations)

    async def page(self, *, limit: int=100, after: str | None=None, where: WhereLike | None=None, relations: Sequence[str]=(), updated_since: datetime | None=None, sort: str | None=None, archived: Archived=False) -> Answer[Page[R]]:
        """Read one page; ``after`` is the ``next`` of the page before it, which keeps to that page's conditions."""
        return await async_raw(self._records.page)(limit=limit, after=after, where=where, relations=relations, updated_since=updated_since, sort=sort, archived=archived)

    async def count(self, where: WhereLike | None=None, *, archived: Archived=False) -> Answer[int]:
        """Count records; costs ten drips, as much as listing a thousand."""
        return await async_raw(self._records.count)(where, archived=archived)


class AsyncRawWritable(AsyncRawRecords[R]):
    """As :class:`AsyncWritable`, answering the whole exchange."""

    __slots__ = ("_writable",)

    def __init__(self, plain: AsyncWritable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._writable = plain

    async def update(self, record: R, base: R | None=None) -> Answer[R]:
        """Change a part of a record."""
        return await async_raw(self._writable.update)(record, base)

    async def create(self, draft: R) -> Answer[R]:
        """Create a record."""
        return await async_raw(self._writable.create)(draft)


class AsyncRawStock:
    """As :class:`AsyncStock`, answering the whole exchange."""

    __slots__ = ("_stock",)

    def __init__(self, plain: AsyncStock) -> None:
        """Take the collection."""
        self._stock = plain

    async def levels(self, item_id: str) -> Answer[Sequence[ItemShop]]:
        """Return the stock of an item in each shop that has a row for it, without the row that sums them up."""
        return await async_raw(self._stock.levels)(item_id)

    async def level(self, item_id: str, *, shop_id: str) -> Answer[ItemShop | None]:
        """Return the stock of an item in one shop; ``None`` where there was never any."""
        return await async_raw(self._stock.level)(item_id, shop_id=shop_id)

    async def set(self, item_id: str, *, shop_id: str, quantity: int, expected: int) -> Answer[StockChange]:
        """Put the stock of an item in a shop to a number, if it still is what the caller takes it for."""
        return await async_raw(self._stock.set)(item_id, shop_id=shop_id, quantity=quantity, expected=expected)

    async def adjust(self, item_id: str, *, shop_id: str, by: int, verify: bool=False) -> Answer[StockChange]:
        """Add to the stock of an item in a shop, or take away, from what is on hand at this moment."""
        return await async_raw(self._stock.adjust)(item_id, shop_id=shop_id, by=by, verify=verify)

    async def count(self, name: str, *, shop_id: str, counted: Mapping[str, int], employee_id: str | None=None) -> Answer[InventoryCount]:
        """Write down what was counted in a shop; nothing moves before :meth:`reconcile`."""
        return await async_raw(self._stock.count)(name, shop_id=shop_id, counted=counted, employee_id=employee_id)

    async def reconcile(self, count_id: str, *, item_id: str | None=None) -> Answer[InventoryCountReconcile]:
        """Make a count the stock of its shop. Cannot be undone; costs ten drips."""
        return await async_raw(self._stock.reconcile)(count_id, item_id=item_id)


class AsyncRawArchivable(AsyncRawWritable[R]):
    """As :class:`AsyncArchivable`, answering the whole exchange."""

    __slots__ = ("_archivable",)

    def __init__(self, plain: AsyncArchivable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._archivable = plain

    async def archive(self, record_id: str) -> Answer[R]:
        """Archive a record; lists hide it then. An item loses its stock in all shops, which cannot be undone."""
        return await async_raw(self._archivable.archive)(record_id)

    async def unarchive(self, record_id: str) -> Answer[R]:
        """Bring an archived record back."""
        return await async_raw(self._archivable.unarchive)(record_id)


class AsyncRawDeletable(AsyncRawWritable[R]):
    """As :class:`AsyncDeletable`, answering the whole exchange."""

    __slots__ = ("_deletable",)

    def __init__(self, plain: AsyncDeletable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._deletable = plain

    async def delete(self, record_id: str) -> Answer[R]:
        """Delete a record for good."""
        return await async_raw(self._deletable.delete)(record_id)
