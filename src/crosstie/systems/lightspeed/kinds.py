"""The kinds of record the client knows: names, relations, sorting, removal (fact sheet: lightspeed.md, 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Generic, Literal, TypeVar

import attrs

from crosstie.systems.lightspeed.models import (
    Category,
    Customer,
    InventoryCount,
    InventoryCountItem,
    InventoryCountReconcile,
    InventoryLog,
    Item,
    ItemShop,
    LightspeedRecord,
    Order,
    OrderLine,
    Sale,
    SaleLine,
    SalePayment,
    Shop,
    Vendor,
)

__all__ = [
    "CATEGORY",
    "CUSTOMER",
    "INVENTORY_COUNT",
    "INVENTORY_COUNT_ITEM",
    "INVENTORY_COUNT_RECONCILE",
    "INVENTORY_LOG",
    "ITEM",
    "ITEM_SHOP",
    "ORDER",
    "ORDER_LINE",
    "SALE",
    "SALE_LINE",
    "SALE_PAYMENT",
    "SHOP",
    "VENDOR",
    "Kind",
]

R = TypeVar("R", bound=LightspeedRecord)

_CONTACT: Final[Mapping[str, str]] = {"contact": "Contact"}


@attrs.frozen(kw_only=True, eq=False)
class Kind(Generic[R]):
    """One kind of record.

    Attributes:
        record: Its class.
        name: Its name in addresses and bodies.
        plural: What the client calls the collection.
        key: The field that holds its id.
        relations: What can be loaded with it: field to the name on the wire.
        sortable: The fields that a list can be sorted by.
        archives: Whether lists hide archived records unless asked.
        removal: What a DELETE does.
    """

    record: type[R]
    name: str
    plural: str
    key: str
    relations: Mapping[str, str] = attrs.field(factory=dict[str, str])
    sortable: tuple[str, ...] = ()
    archives: bool = False
    removal: Literal["archive", "delete"] | None = None

    @property
    def path(self) -> str:
        """Its address below the account."""
        return f"/{self.name}"

    def id_of(self, record: R) -> str | None:
        """Return a record's id."""
        found: str | None = getattr(record, self.key)
        return found

    @property
    def timed(self) -> bool:
        """Whether it can be listed by the time of its last change."""
        return "time_stamp" in self.sortable


def _kind(
    record: type[R],
    plural: str,
    *,
    sortable: tuple[str, ...] = (),
    relations: Mapping[str, str] | None = None,
    archives: bool = False,
    removal: Literal["archive", "delete"] | None = None,
) -> Kind[R]:
    head: Any = record.head  # Any: every kind has one, but its type says that some models have none
    key = head.id if head is not None else f"{plural[:-1]}_id"
    return Kind(
        record=record,
        name=record.__name__,
        plural=plural,
        key=key,
        sortable=(key, *sortable),
        relations=relations or {},
        archives=archives,
        removal=removal,
    )


SHOP: Final = _kind(Shop, "shops", relations=_CONTACT, archives=True)
ITEM: Final = _kind(
    Item,
    "items",
    sortable=("time_stamp", "description"),
    relations={"item_shops": "ItemShops", "category": "Category"},
    archives=True,
    removal="archive",
)
ITEM_SHOP: Final = _kind(ItemShop, "item_shops", sortable=("time_stamp",))
CATEGORY: Final = _kind(Category, "categories", sortable=("time_stamp", "left_node", "right_node"), removal="delete")
VENDOR: Final = _kind(
    Vendor, "vendors", sortable=("time_stamp", "name"), relations=_CONTACT, archives=True, removal="archive"
)
CUSTOMER: Final = _kind(
    Customer,
    "customers",
    sortable=("time_stamp", "first_name", "last_name"),
    relations=_CONTACT,
    archives=True,
    removal="archive",
)
SALE: Final = _kind(
    Sale,
    "sales",
    sortable=("time_stamp", "complete_time", "updatetime"),
    relations={"sale_lines": "SaleLines", "sale_payments": "SalePayments", "customer": "Customer"},
    archives=True,
    removal="archive",
)
SALE_LINE: Final = _kind(SaleLine, "sale_lines", sortable=("time_stamp", "sale_id"), removal="delete")
SALE_PAYMENT: Final = _kind(SalePayment, "sale_payments", sortable=("time_stamp", "sale_id"))
ORDER: Final = _kind(
    Order,
    "orders",
    sortable=("time_stamp",),
    relations={"order_lines": "OrderLines"},
    archives=True,
    removal="archive",
)
ORDER_LINE: Final = _kind(OrderLine, "order_lines", sortable=("time_stamp", "order_id"), removal="delete")
INVENTORY_COUNT: Final = _kind(InventoryCount, "inventory_counts", removal="delete")
INVENTORY_COUNT_ITEM: Final = _kind(
    InventoryCountItem, "inventory_count_items", sortable=("item_id",), removal="delete"
)
INVENTORY_COUNT_RECONCILE: Final = _kind(InventoryCountReconcile, "inventory_count_reconciles", sortable=("item_id",))
INVENTORY_LOG: Final = _kind(InventoryLog, "inventory_logs", sortable=("item_id",))
