"""What type checkers must know about the QuickBooks client; nothing here runs."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime
from typing import assert_type

from crosstie.core.calls import Answer
from crosstie.core.endpoint import BatchEndpoint, HasEndpoint
from crosstie.core.paging import Page
from crosstie.systems import quickbooks
from crosstie.systems.listing import Listing
from crosstie.systems.quickbooks import Customer, Deleted, Invoice


def sync_client(qbo: quickbooks.Client, draft: Invoice) -> None:
    """Collections are of their own class of record, and have the operations that their kind supports."""
    assert_type(qbo.customers.get("1"), Customer)
    assert_type(qbo.customers.list(), Listing[Customer])
    assert_type(qbo.customers.page(), Page[Customer])
    assert_type(qbo.customers.raw.get("1"), Answer[Customer])
    assert_type(qbo.customers.raw.deactivate(qbo.customers.get("1")), Answer[Customer])
    assert_type(qbo.invoices.create(draft), Invoice)
    assert_type(qbo.invoices.raw.void(draft), Answer[Invoice])
    assert_type(qbo.invoices.pdf("1"), bytes)
    assert_type(qbo.query(Customer), Listing[Customer])
    assert_type(qbo.changes(Invoice, since=datetime.now(UTC)).all(), list[Invoice | Deleted])
    assert_type(qbo.customers.endpoint(), quickbooks.CollectionEndpoint[Customer])
    side: BatchEndpoint = qbo.customers.endpoint()
    offered: HasEndpoint = qbo.invoices
    assert_type((side.name, offered.endpoint().name), tuple[str, str])
    qbo.customers.delete(draft)  # type: ignore[attr-defined]
    qbo.estimates.void(draft)  # type: ignore[attr-defined]
    qbo.bills.pdf("1")  # type: ignore[attr-defined]
    qbo.company_info.create(draft)  # type: ignore[attr-defined]
    qbo.customers.create(draft)  # type: ignore[arg-type]


def results(batch: Sequence[quickbooks.BatchResult]) -> Sequence[Customer]:
    """Results of a batch are told apart by class."""
    return [result for result in batch if isinstance(result, Customer)]


def async_client(qbo: quickbooks.AsyncClient) -> Awaitable[Customer]:
    """The same names, awaited."""
    side: BatchEndpoint = qbo.customers.endpoint()
    assert_type(side.name, str)
    return qbo.customers.get("1")
