# @generated from src/crosstie/systems/lightspeed/stock_endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The stock of one shop as a side of two-way sync."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crosstie.core.endpoint import Abilities, AtTime, Change, ChangePage, Position, Values
from crosstie.errors import Invalid, NotFound, UsageError
from crosstie.http.headers import provider_time
from crosstie.systems.lightspeed import api, sides
from crosstie.systems.lightspeed.api_writes import put
from crosstie.systems.lightspeed.calls import Calls
from crosstie.systems.lightspeed.kinds import ITEM_SHOP
from crosstie.systems.lightspeed.models import ItemShop
from crosstie.systems.lightspeed.query import where

if TYPE_CHECKING:
    from crosstie.systems.lightspeed.stock import Stock

__all__ = ["StockEndpoint"]

_MOST = 100
_QUANTITY = "qoh"


class StockEndpoint:
    """Stock rows of one shop as an :class:`~crosstie.core.endpoint.Endpoint`; the id of a record is that of its item.

    The quantity is the version: a new one is written only where the row still holds what the engine read. Rows appear
    with their items and are not created here.
    """

    __slots__ = ("_calls", "_shop_id", "_stock")

    def __init__(self, calls: Calls, stock: Stock, *, shop_id: str) -> None:
        """Take what calls are made with; nothing is sent.

        Raises:
            UsageError: The shop is no id, or 0.
        """
        if api.checked_id(shop_id) == "0":
            message = "Shop 0 sums up all shops; stock belongs to one of them."
            raise UsageError(message)
        self._calls = calls
        self._stock = stock
        self._shop_id = shop_id

    @property
    def name(self) -> str:
        """``lightspeed.stock``."""
        return "lightspeed.stock"

    @property
    def tenant(self) -> str | None:
        """The connection's tenant."""
        return self._calls.caller.auth.key[0]

    @property
    def abilities(self) -> Abilities:
        """What it can do."""
        known = sides.abilities(ITEM_SHOP)
        return Abilities(
            feed="time",
            checks_version=True,
            cannot_hold=known.cannot_hold - {_QUANTITY},
            overlap=timedelta(seconds=60),
            calls_per_minute=known.calls_per_minute,
            query=f"ItemShop of shop {self._shop_id}",
        )

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that stock rows do not have.

        Raises:
            UsageError: A path is unknown.
        """
        sides.check(ITEM_SHOP, paths)

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List the rows that moved at or after a time, oldest first; all of them without one.

        Raises:
            UsageError: The position is not a time.
        """
        if since is not None and not isinstance(since, AtTime):
            message = f"{self.name} tells changes by time, not by {type(since).__name__}."
            raise UsageError(message)
        asked = where({"shop_id": self._shop_id})
        at = None if since is None else since.at
        chosen = api.selection(ITEM_SHOP, asked, updated_since=at, sort="time_stamp")
        answer = self._calls.answer(api.pages(ITEM_SHOP, chosen)(page))
        return ChangePage(
            changes=[_change(row) for row in answer.value.items],
            next_page=answer.value.next,
            clock=provider_time(answer.response),
        )

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Return the rows of these items; those that have none are absent."""
        found: list[Change] = []
        for start in range(0, len(ids), _MOST):
            asked = where({"shop_id": self._shop_id, "item_id": list(ids[start : start + _MOST])})
            page = self._calls.value(api.pages(ITEM_SHOP, api.selection(ITEM_SHOP, asked))(None))
            found += [_change(row) for row in page.items]
        return found

    def find(self, values: Values) -> Sequence[Change]:
        """Find nothing: stock is linked by its item."""
        del values
        return []

    def values_of(self, record: ItemShop, paths: Collection[str]) -> Values:
        """Return the values at these paths."""
        return sides.values_of(ITEM_SHOP, record, paths)

    def create(self, values: Values, *, key: str) -> Change:
        """Refuse: a stock row comes with its item.

        Raises:
            Invalid: Always.
        """
        del values, key
        message = "A stock row of Lightspeed is made with its item, not on its own."
        raise Invalid(message, advice="Create the item, or link the record to one.")

    def update(self, record_id: str, values: Values, *, version: str | None, base: ItemShop | None) -> Change:
        """Write a new quantity if the row still is as it was read, and the reorder fields.

        Raises:
            Conflict: ``stale``: the stock moved since; nothing was written.
            NotFound: The item has no row in this shop.
            UsageError: A value does not fit.
        """
        row = base or self._need(record_id)
        expected = row.qoh or 0 if version is None else int(version)
        limits = {path: value for path, value in values.items() if path != _QUANTITY}
        if values.get(_QUANTITY) is not None:
            quantity: Any = values[_QUANTITY]  # Any: checked here
            if isinstance(quantity, bool) or not isinstance(quantity, int):
                message = "qoh must be a whole number."
                raise UsageError(message)
            self._stock.set(record_id, shop_id=self._shop_id, quantity=quantity, expected=expected)
        body = sides.body_of(ITEM_SHOP, limits)
        if body:
            settings = self._calls.settings
            self._calls.value(put(ITEM_SHOP, row.item_shop_id or "", body, settings=settings))
        return _change(self._need(record_id))

    def _need(self, item_id: str) -> ItemShop:
        row = self._stock.level(item_id, shop_id=self._shop_id)
        if row is None:
            message = f"Item {item_id} has no stock row in shop {self._shop_id}."
            raise NotFound(message)
        return row


def _change(row: ItemShop) -> Change:
    return Change(
        id=row.item_id or "", version=None if row.qoh is None else str(row.qoh), time=row.time_stamp, record=row
    )
