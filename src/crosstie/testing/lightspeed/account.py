"""One account: its records, their numbers and stamps, and its stock (fact sheet 2.7, 3.2, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.lightspeed.entities import ENTITIES, Entity
from crosstie.testing.lightspeed.fields import Value
from crosstie.testing.lightspeed.refusals import refuse, refuse_missing

__all__ = ["NO_CAUSE", "Account", "Contact", "Record", "WriteNote"]

NO_CAUSE: Final[Mapping[str, int]] = MappingProxyType({})
"""Nothing but a person moved the stock."""

_SALE_PARTS: Final = ("SaleLine", "SalePayment")

Contact: TypeAlias = dict[str, Any]  # Any: lists of small texts, and flags


@attrs.define(kw_only=True, eq=False)
class Record:
    """One record: field values, and its Contact where the resource has one."""

    id: int
    values: dict[str, Value]
    contact: Contact = attrs.field(factory=dict[str, Any])
    prices: dict[str, Decimal] = attrs.field(factory=dict[str, Decimal])

    def number(self, name: str) -> int:
        """Return the value of an id or a whole number."""
        return int(cast("int", self.values[name] or 0))

    def amount(self, name: str) -> Decimal:
        """Return the value of a decimal."""
        return Decimal(cast("Decimal", self.values[name] or 0))


@attrs.frozen(kw_only=True)
class WriteNote:
    """One write that took effect, by the API."""

    method: str
    entity: str
    id: int
    at: datetime


class Account:
    """The records of one merchant.

    Attributes:
        id: The account's id.
        name: Its name.
        records: Records by resource and id.
        writes: The writes that took effect, oldest first.
    """

    def __init__(self, account_id: str, name: str, *, clock: MovableClock) -> None:
        """Begin empty."""
        self.id = account_id
        self.name = name
        self.records: dict[str, dict[int, Record]] = {kind: {} for kind in ENTITIES}
        self.writes: list[WriteNote] = []
        self._numbers = dict.fromkeys(ENTITIES, 0)
        self._levels: dict[int, dict[int, Record]] = {}
        self._clock = clock

    def now(self) -> datetime:
        """Return the time to the second."""
        return self._clock.now().replace(microsecond=0)

    # -- records -------------------------------------------------------------------------------------------------------

    def all(self, kind: str) -> list[Record]:
        """Return the records of a resource in the order of their ids."""
        return list(self.records[kind].values())

    def need(self, kind: str, identity: object) -> Record:
        """Return a record.

        Raises:
            Refusal: 404.
        """
        text = str(identity)
        found = self.records[kind].get(int(text)) if text.isascii() and text.isdigit() else None
        if found is None:
            refuse_missing(f"{kind} {text}")
        return found

    def related(self, kind: str, by: str, identity: int) -> list[Record]:
        """Return the records whose field points to an id."""
        return [record for record in self.records[kind].values() if record.values[by] == identity]

    def insert(self, entity: Entity, values: dict[str, Value]) -> Record:
        """Store a new record; defaults fill what is missing."""
        self._numbers[entity.name] += 1
        number = self._numbers[entity.name]
        whole = {name: values.get(name, field.default) for name, field in entity.fields.items()}
        record = Record(id=number, values={**whole, entity.key: number})
        if "createTime" in entity.fields:
            record.values["createTime"] = self.now()
        self.records[entity.name][number] = record
        self.touch(entity.name, record)
        return record

    def forget(self, kind: str, record: Record) -> None:
        """Drop a record for good, with its parts."""
        del self.records[kind][record.id]
        if kind == "Item":
            for row in self._levels.pop(record.id, {}).values():
                del self.records["ItemShop"][row.id]
        if kind == "Sale":
            self.keep_parts(record, set())

    def parts(self, sale: Record) -> set[tuple[str, int]]:
        """Return the lines and payments of a sale, as (resource, id)."""
        return {(kind, one.id) for kind in _SALE_PARTS for one in self.related(kind, "saleID", sale.id)}

    def keep_parts(self, sale: Record, kept: set[tuple[str, int]]) -> None:
        """Drop the lines and payments of a sale but for these."""
        for kind, identity in self.parts(sale) - kept:
            del self.records[kind][identity]

    def touch(self, kind: str, record: Record) -> None:
        """Move the stamps of a record to now."""
        for name in ("timeStamp", "updatetime"):
            if name in ENTITIES[kind].fields:
                record.values[name] = self.now()

    def note(self, method: str, kind: str, record: Record) -> None:
        """Remember a write by the API."""
        self.writes.append(WriteNote(method=method, entity=kind, id=record.id, at=self._clock.now()))

    # -- stock ---------------------------------------------------------------------------------------------------------

    def levels(self, item: int) -> list[Record]:
        """Return the stock rows of an item, the summary row first."""
        rows = self._levels.get(item, {})
        return [rows[shop] for shop in sorted(rows)]

    def level(self, item: int, shop: int) -> Record:
        """Return the stock row of an item in a shop, made when needed (3.2)."""
        rows = self._levels.setdefault(item, {})
        if shop not in rows:
            rows[shop] = self.insert(ENTITIES["ItemShop"], {"itemID": item, "shopID": shop})
        return rows[shop]

    def set_stock(self, item: int, shop: int, quantity: int, reason: str, cause: Mapping[str, int] = NO_CAUSE) -> None:
        """Put the stock of an item in a shop to a number, log it, and sum up; the item's own stamp stays (3.2, 4).

        Args:
            item: Which item.
            shop: Which shop.
            quantity: What is on hand from now on.
            reason: Goes into the log.
            cause: Fields of the log that say what moved it, such as ``saleID``.

        Raises:
            Refusal: There is no such shop, or it is the summary of all.
        """
        if not shop:
            refuse("The summary of all shops cannot be written.")
        self.need("Shop", shop)
        row = self.level(item, shop)
        change = quantity - row.number("qoh")
        if not change:
            return
        summary = self.level(item, 0)
        for level, qoh in ((row, quantity), (summary, summary.number("qoh") + change)):
            level.values.update({"qoh": qoh, "sellable": max(qoh, 0)})
            self.touch("ItemShop", level)
        log: dict[str, Value] = {"itemID": item, "shopID": shop, "qohChange": change, "reason": reason, **cause}
        self.insert(ENTITIES["InventoryLog"], log)

    def move_stock(self, item: int, shop: int, change: int, reason: str, cause: Mapping[str, int] = NO_CAUSE) -> None:
        """Add to the stock of an item in a shop."""
        self.set_stock(item, shop, self.level(item, shop).number("qoh") + change, reason, cause)
