"""Estimate, sales order, invoice: each made of the other once, whatever happens on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import crosstie
from crosstie.systems.netsuite import AsyncClient, Invoice, Item, Items, SalesOrder
from crosstie.testing import Answer, Reset, Timeout
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator

TO_ORDER = "POST estimate/{id}/!transform/salesOrder"
TO_INVOICE = "POST salesOrder/{id}/!transform/invoice"


async def test_an_estimate_becomes_an_order_and_an_invoice_with_what_should_differ(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """Lines and customer are copied, fields of the draft override; typed and exact from end to end."""
    made = async_client.transforms
    estimate = await async_client.estimates.get("60001")
    order_id = await made.estimate_to_sales_order("60001", external_id="SO-1", draft=SalesOrder(memo="For the hall"))
    order = await async_client.sales_orders.get(order_id)
    assert (order.memo, order.external_id, order.entity, order.total) == (
        "For the hall",
        "SO-1",
        estimate.entity,
        estimate.total,
    )
    simulator.fulfil(order_id)
    draft = Invoice(tran_date=date(2026, 12, 1), extra={"custbody_project": "P-1"})
    invoice_id = await made.sales_order_to_invoice(order_id, external_id="INV-1", draft=draft)
    invoice = await async_client.invoices.get(invoice_id)
    assert (invoice.tran_date, invoice.extra["custbody_project"]) == (date(2026, 12, 1), "P-1")
    assert invoice.created_from is not None
    assert (invoice.created_from.id, invoice.total, invoice.amount_remaining) == (
        order_id,
        estimate.total,
        estimate.total,
    )


async def test_an_estimate_can_be_billed_at_once(async_client: AsyncClient) -> None:
    """Without an order between."""
    invoice_id = await async_client.transforms.estimate_to_invoice("60001", external_id="INV-1")
    assert (await async_client.invoices.get("eid:INV-1")).id == invoice_id


async def test_an_order_is_billed_in_parts_by_its_lines(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """Only the lines that are named, by ``orderLine``; the rest stays open, and no more than that can be billed."""
    made = async_client.transforms
    order_id = await made.estimate_to_sales_order("60001", external_id="SO-1")
    simulator.fulfil(order_id)
    order = await async_client.sales_orders.get(order_id)
    assert order.item is not None
    first = order.item.items[0]
    assert first.quantity is not None
    assert first.quantity > 1
    part = await made.sales_order_to_invoice(order_id, external_id="INV-1", quantities={1: Decimal(1)})
    lines = (await async_client.invoices.get(part)).item
    assert lines is not None
    assert [(line.order_line, line.quantity, line.amount) for line in lines.items] == [(1, Decimal(1), first.rate)]
    rest = await made.sales_order_to_invoice(order_id, external_id="INV-2")
    lines = (await async_client.invoices.get(rest)).item
    assert lines is not None
    assert [(line.order_line, line.quantity) for line in lines.items] == [
        (1, first.quantity - 1),
        (2, order.item.items[1].quantity),
    ]
    with pytest.raises(crosstie.Invalid):
        await made.sales_order_to_invoice(order_id, external_id="INV-3", quantities={1: 1})


async def test_a_transform_is_made_once_however_often_it_is_called(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """NetSuite would make a second order of the same estimate; the external id tells that there is one."""
    made = async_client.transforms
    first = await made.estimate_to_sales_order("60001", external_id="SO-1")
    assert await made.estimate_to_sales_order("60001", external_id="SO-1") == first
    assert simulator.count(TO_ORDER) == 1
    assert await async_client.estimates.transform("60001", "salesOrder") != first
    assert len(simulator.records("salesOrder")) == 2


@pytest.mark.parametrize("fault", [Timeout, Reset])
async def test_a_transform_in_doubt_is_settled_by_looking(
    async_client: AsyncClient, simulator: NetSuiteSimulator, fault: type[Timeout | Reset]
) -> None:
    """It was made, and only the answer was lost: there is one, and its id comes back."""
    simulator.faults.add(fault(after_effect=True), route=TO_ORDER)
    client = async_client.with_options(timeout=0.5)
    order_id = await client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    assert [record["id"] for record in simulator.records("salesOrder")] == [order_id]
    assert simulator.count(TO_ORDER) == 1


@pytest.mark.parametrize("fault", [Timeout(), Reset(), Answer(status=500)], ids=["timeout", "reset", "500"])
async def test_a_transform_that_cannot_be_found_stays_in_doubt(
    async_client: AsyncClient, simulator: NetSuiteSimulator, fault: Timeout | Reset | Answer
) -> None:
    """It may still be at work: that is told, nothing is sent again, and the same call later makes it once."""
    simulator.faults.add(fault, route=TO_ORDER)
    client = async_client.with_options(timeout=0.5)
    with pytest.raises(crosstie.OutcomeUnknown):
        await client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    assert simulator.count(TO_ORDER) == 1
    order_id = await client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    assert [record["id"] for record in simulator.records("salesOrder")] == [order_id]


async def test_when_looking_fails_too_the_doubt_is_what_is_told(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """Not the smaller trouble of the look-up."""
    simulator.faults.add(Reset(after_effect=True), route=TO_ORDER)
    simulator.faults.add(Answer(status=403), route="GET salesOrder", nth=2)
    with pytest.raises(crosstie.OutcomeUnknown):
        await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1")


async def test_a_transform_that_is_refused_says_why(async_client: AsyncClient, simulator: NetSuiteSimulator) -> None:
    """A look-up afterwards finds nothing, so that the refusal is what it was."""
    simulator.reject_saves("salesOrder", code="ACME_RULE", detail="A project is needed.")
    with pytest.raises(crosstie.Invalid, match=r"A project is needed\."):
        await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1")


@pytest.mark.parametrize("rules", [NetSuiteRules(location_on_transform=False)], indirect=True, ids=["no Location"])
async def test_an_id_that_is_not_told_is_looked_up(async_client: AsyncClient) -> None:
    """``Location`` is not documented for transforms."""
    order_id = await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    assert (await async_client.sales_orders.get(order_id)).external_id == "SO-1"
    assert await async_client.estimates.transform("60002", "salesOrder") is None


@pytest.mark.parametrize("rules", [NetSuiteRules(location_on_transform=False)], indirect=True, ids=["no Location"])
async def test_what_was_made_and_cannot_be_found_is_in_doubt(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """Nobody knows its id; the same call finds it later."""
    simulator.faults.add(Answer(status=403), route="GET salesOrder", nth=2)
    with pytest.raises(crosstie.OutcomeUnknown, match="external id"):
        await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    order_id = await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1")
    assert [record["id"] for record in simulator.records("salesOrder")] == [order_id]


async def test_what_is_not_there_is_not_transformed(async_client: AsyncClient) -> None:
    """A wrong id is told as such."""
    with pytest.raises(crosstie.NotFound):
        await async_client.transforms.estimate_to_invoice("99999", external_id="INV-1")


@pytest.mark.parametrize(
    "draft",
    [
        Invoice(),
        SalesOrder(external_id="SO-2"),
        SalesOrder(id="7"),
        SalesOrder(item=Items(items=(Item(quantity=Decimal(1)),))),
        {"item": {"items": [{"quantity": 1}]}},
    ],
    ids=["another document", "another id", "one that is there", "lines", "members with lines"],
)
async def test_a_draft_that_means_something_else_is_refused(
    async_client: AsyncClient, simulator: NetSuiteSimulator, draft: SalesOrder
) -> None:
    """Before anything is sent."""
    with pytest.raises(crosstie.UsageError):
        await async_client.transforms.estimate_to_sales_order("60001", external_id="SO-1", draft=draft)
    with pytest.raises(crosstie.UsageError):
        await async_client.transforms.estimate_to_sales_order("60001", external_id="SO|1")
    assert simulator.count() == 0


@pytest.mark.parametrize("quantities", [{}, {1: 0}, {1: Decimal("NaN")}, {1: -1}])
async def test_a_part_is_more_than_nothing(async_client: AsyncClient, quantities: dict[int, Decimal | int]) -> None:
    """An empty part would be read as all."""
    with pytest.raises(crosstie.UsageError):
        await async_client.transforms.sales_order_to_invoice("1", external_id="INV-1", quantities=quantities)


async def test_a_record_is_found_by_an_external_id_of_any_kind(
    async_client: AsyncClient, simulator: NetSuiteSimulator
) -> None:
    """A bar breaks ``eid:``; the filter takes it (2.1)."""
    simulator.edit("customer", "801", {"externalId": "A|B (1)"})
    assert await async_client.customers.find("A|B (1)") == "801"
    assert await async_client.customers.find("A|C") is None
    with pytest.raises(crosstie.UsageError):
        await async_client.customers.get("eid:A|B (1)")
