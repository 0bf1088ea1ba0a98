"""The kinds of record: their names on the wire, and what can be done with them (fact sheet: quickbooks.md, 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Generic, Literal, TypeVar, cast

import attrs

from crosstie.errors import UsageError
from crosstie.systems.quickbooks.models import (
    Account,
    Bill,
    CompanyInfo,
    CreditMemo,
    Customer,
    Entity,
    Estimate,
    Invoice,
    Item,
    Payment,
    SalesReceipt,
    Vendor,
)

__all__ = [
    "ACCOUNT",
    "BILL",
    "COMPANY_INFO",
    "CREDIT_MEMO",
    "CUSTOMER",
    "ESTIMATE",
    "INVOICE",
    "ITEM",
    "PAYMENT",
    "SALES_RECEIPT",
    "VENDOR",
    "Kind",
    "kind_of",
]

R = TypeVar("R", bound=Entity)


@attrs.frozen(kw_only=True, eq=False)
class Kind(Generic[R]):
    """One kind of record.

    Attributes:
        record: Its class.
        name: Its name in bodies and queries; the path is the same in lower case.
        plural: What the client calls the collection.
        unique: The field that holds its unique name, where it has one.
        listed: Whether it is a name of a list, which is made inactive instead of deleted, and hidden then.
        deletes: Whether it can be deleted.
        void: Which of the two forms of void it takes, if any.
        echo: Fields that a sparse update repeats although they have not changed: some companies ask for them.
    """

    record: type[R]
    name: str
    plural: str
    unique: str | None = None
    listed: bool = False
    deletes: bool = False
    void: Literal["operation", "include"] | None = None
    echo: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its path below the company."""
        return f"/{self.name.lower()}"


COMPANY_INFO: Final = Kind(record=CompanyInfo, name="CompanyInfo", plural="company_info")
CUSTOMER: Final = Kind(record=Customer, name="Customer", plural="customers", unique="display_name", listed=True)
VENDOR: Final = Kind(record=Vendor, name="Vendor", plural="vendors", unique="display_name", listed=True)
ITEM: Final = Kind(record=Item, name="Item", plural="items", unique="name", listed=True)
# A recorded deactivation of an account sent its name as well (2.3).
ACCOUNT: Final = Kind(record=Account, name="Account", plural="accounts", unique="name", listed=True, echo=("name",))
# Older reports say that a sparse update of an invoice still wanted its customer (2.3); sales forms are alike.
INVOICE: Final = Kind(
    record=Invoice, name="Invoice", plural="invoices", deletes=True, void="operation", echo=("customer_ref",)
)
ESTIMATE: Final = Kind(record=Estimate, name="Estimate", plural="estimates", deletes=True, echo=("customer_ref",))
CREDIT_MEMO: Final = Kind(
    record=CreditMemo, name="CreditMemo", plural="credit_memos", deletes=True, echo=("customer_ref",)
)
SALES_RECEIPT: Final = Kind(
    record=SalesReceipt,
    name="SalesReceipt",
    plural="sales_receipts",
    deletes=True,
    void="include",
    echo=("customer_ref",),
)
PAYMENT: Final = Kind(
    record=Payment, name="Payment", plural="payments", deletes=True, void="include", echo=("customer_ref",)
)
BILL: Final = Kind(record=Bill, name="Bill", plural="bills", deletes=True)

_KINDS: Final[Mapping[type[Any], Kind[Any]]] = {
    kind.record: kind
    for kind in (
        COMPANY_INFO,
        CUSTOMER,
        VENDOR,
        ITEM,
        ACCOUNT,
        INVOICE,
        ESTIMATE,
        CREDIT_MEMO,
        SALES_RECEIPT,
        PAYMENT,
        BILL,
    )
}


def kind_of(record: type[R]) -> Kind[R]:
    """Return the kind of a record class.

    Raises:
        UsageError: The client does not know it.
    """
    kind = _KINDS.get(record)
    if kind is None:
        known = ", ".join(sorted(one.name for one in _KINDS.values()))
        message = f"{getattr(record, '__name__', record)!r} is no kind of record that can be asked for."
        raise UsageError(message, advice=f"Use one of: {known}.")
    return cast("Kind[R]", kind)
