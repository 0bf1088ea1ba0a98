# @generated from src/crosstie/systems/lightspeed/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
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
from crosstie.systems.caller import raw
from crosstie.systems.lightspeed.api import Archived
from crosstie.systems.lightspeed.api_stock import StockChange
from crosstie.systems.lightspeed.models import InventoryCount, InventoryCountReconcile, ItemShop, LightspeedRecord
from crosstie.systems.lightspeed.query import WhereLike

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.lightspeed.collections import Archivable, Deletable, Records, Writable
    from crosstie.systems.lightspeed.stock import Stock

__all__ = [
    "RawArchivable",
    "RawDeletable",
    "RawRecords",
    "RawStock",
    "RawWritable",
]

R = TypeVar("R", bound=LightspeedRecord)


class RawRecords(Generic[R]):
    """As :class:`Records`, answering the whole exchange."""

    __slots__ = ("_records",)

    def __init__(self, plain: Records[R]) -> None:
        """Take the collection."""
        self._records = plain

    def get(self, record_id: str, *, relations: Sequence[str]=()) -> Answer[R]:
        """Read one record; an archived one too."""
        return raw(self._records.get)(record_id, relations=relations)

    def page(self, *, limit: int=100, after: str | None=None, where: WhereLike | None=None, relations: Sequence[str]=(), updated_since: datetime | None=None, sort: str | None=None, archived: Archived=False) -> Answer[Page[R]]:
        """Read one page; ``after`` is the ``next`` of the page before it, which keeps to that page's conditions."""
        return raw(self._records.page)(limit=limit, after=after, where=where, relations=relations, updated_since=updated_since, sort=sort, archived=archived)

    def count(self, where: WhereLike | None=None, *, archived: Archived=False) -> Answer[int]:
        """Count records; costs ten drips, as much as listing a thousand."""
        return raw(self._records.count)(where, archived=archived)


class RawWritable(RawRecords[R]):
    """As :class:`Writable`, answering the whole exchange."""

    __slots__ = ("_writable",)

    def __init__(self, plain: Writable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._writable = plain

    def update(self, record: R, base: R | None=None) -> Answer[R]:
        """Change a part of a record."""
        return raw(self._writable.update)(record, base)

    def create(self, draft: R) -> Answer[R]:
        """Create a record."""
        return raw(self._writable.create)(draft)


class RawStock:
    """As :class:`Stock`, answering the whole exchange."""

    __slots__ = ("_stock",)

    def __init__(self, plain: Stock) -> None:
        """Take the collection."""
        self._stock = plain

    def levels(self, item_id: str) -> Answer[Sequence[ItemShop]]:
        """Return the stock of an item in each shop that has a row for it, without the row that sums them up."""
        return raw(self._stock.levels)(item_id)

    def level(self, item_id: str, *, shop_id: str) -> Answer[ItemShop | None]:
        """Return the stock of an item in one shop; ``None`` where there was never any."""
        return raw(self._stock.level)(item_id, shop_id=shop_id)

    def set(self, item_id: str, *, shop_id: str, quantity: int, expected: int) -> Answer[StockChange]:
        """Put the stock of an item in a shop to a number, if it still is what the caller takes it for."""
        return raw(self._stock.set)(item_id, shop_id=shop_id, quantity=quantity, expected=expected)

    def adjust(self, item_id: str, *, shop_id: str, by: int, verify: bool=False) -> Answer[StockChange]:
        """Add to the stock of an item in a shop, or take away, from what is on hand at this moment."""
        return raw(self._stock.adjust)(item_id, shop_id=shop_id, by=by, verify=verify)

    def count(self, name: str, *, shop_id: str, counted: Mapping[str, int], employee_id: str | None=None) -> Answer[InventoryCount]:
        """Write down what was counted in a shop; nothing moves before :meth:`reconcile`."""
        return raw(self._stock.count)(name, shop_id=shop_id, counted=counted, employee_id=employee_id)

    def reconcile(self, count_id: str, *, item_id: str | None=None) -> Answer[InventoryCountReconcile]:
        """Make a count the stock of its shop. Cannot be undone; costs ten drips."""
        return raw(self._stock.reconcile)(count_id, item_id=item_id)


class RawArchivable(RawWritable[R]):
    """As :class:`Archivable`, answering the whole exchange."""

    __slots__ = ("_archivable",)

    def __init__(self, plain: Archivable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._archivable = plain

    def archive(self, record_id: str) -> Answer[R]:
        """Archive a record; lists hide it then. An item loses its stock in all shops, which cannot be undone."""
        return raw(self._archivable.archive)(record_id)

    def unarchive(self, record_id: str) -> Answer[R]:
        """Bring an archived record back."""
        return raw(self._archivable.unarchive)(record_id)


class RawDeletable(RawWritable[R]):
    """As :class:`Deletable`, answering the whole exchange."""

    __slots__ = ("_deletable",)

    def __init__(self, plain: Deletable[R]) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._deletable = plain

    def delete(self, record_id: str) -> Answer[R]:
        """Delete a record for good."""
        return raw(self._deletable.delete)(record_id)
