"""The catalogue, payments, files, opportunities and remarks of a store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import attrs
import pytest

import crosstie
from crosstie.systems import rfms
from crosstie.testing import FakeClock, Stuck, Timeout
from crosstie.testing.rfms import RfmsSimulator

_PAYMENT = rfms.Payment(
    document_number="cg600001",
    payment_method="creditcard",
    payment_amount=Decimal("10.25"),
    receipt_account_id="2",
    payment_reference="PAY-1",
)

# -- products ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["result", "detail"])
async def test_products_are_found_wherever_the_hits_are(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, place: Literal["result", "detail"]
) -> None:
    """The documents say one place, clients in use read another; pages are counted from 0."""
    simulator.rules = attrs.evolve(simulator.rules, product_hits=place)
    found = await async_client.products.find("Sand").all()
    assert [product.id for product in found] == [str(1001 + number) for number in range(12)]
    assert (found[0].product_code, simulator.count("POST product/find")) == ("01", 2)


async def test_a_catalogue_that_repeats_its_page_ends_with_an_error(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """The third paging scheme is watched like the others."""
    simulator.faults.add(Stuck(), route="POST product/find", times=None)
    with pytest.raises(crosstie.DecodeError, match="repeats a page"):
        await async_client.products.find("Sand").all()


async def test_products_are_read_by_id_with_prices(async_client: rfms.AsyncClient) -> None:
    """The first of two models is taken; unknown ids are left out."""
    (product,) = await async_client.products.get(["1001", "999"])
    assert product.price_listings is not None
    assert product.price_listings["Price1"] == Decimal("2.49")
    codes = await async_client.products.codes()
    assert (codes[0].product_code, codes[0].description) == ("01", "CARPET")


async def test_stock_is_looked_up_by_exact_names(async_client: rfms.AsyncClient) -> None:
    """A word that is nearly right finds nothing."""
    (hit,) = await async_client.products.check_inventory(
        product_code="01", style_name="Driftwood 1", color_name="Slate"
    )
    assert (hit.available_quantity, hit.inventory_link) == (
        Decimal(100),
        {"inventoryId": 10011, "rollNumber": "R10011"},
    )
    assert not await async_client.products.check_inventory(
        product_code="1", style_name="Driftwood 1", color_name="Slate"
    )


# -- payments ----------------------------------------------------------------------------------------------------------


async def test_a_payment_is_recorded_and_listed(async_client: rfms.AsyncClient) -> None:
    """The answer has the balance; the reference is in the list."""
    accounts = await async_client.payments.accounts()
    assert (accounts[0].name, accounts[1].credit_card_prefixes) == ("Main till", (4, 5))
    result = await async_client.payments.record(_PAYMENT)
    assert (result.invoice_number, result.balance) == ("CG600001", Decimal("22.25"))
    (payment,) = await async_client.payments.of_order("CG600001")
    assert (payment.payment_reference, payment.payment_amount) == ("PAY-1", Decimal("10.25"))


@pytest.mark.parametrize("effect", ["at_once", "on_resume"])
async def test_a_payment_that_waits_is_resumed_and_received_once(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, effect: Literal["at_once", "on_resume"]
) -> None:
    """Its message id stands in ``detail`` itself."""
    simulator.hold("POST payment", effect=effect)
    with pytest.raises(crosstie.Pending) as caught:
        await async_client.payments.record(_PAYMENT)
    assert caught.value.token == simulator.message_ids[0]
    result = await async_client.payments.record(_PAYMENT, resume=caught.value.token)
    assert result.balance == Decimal("22.25")
    assert len(await async_client.payments.of_order("CG600001")) == 1


async def test_a_payment_in_doubt_can_be_looked_up_by_its_reference(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """It is not sent again: called twice, it would be received twice."""
    simulator.faults.add(Timeout(after_effect=True), route="POST payment")
    with pytest.raises(crosstie.OutcomeUnknown):
        await async_client.with_options(timeout=0.7).payments.record(_PAYMENT)
    assert [one.payment_reference for one in await async_client.payments.of_order("CG600001")] == ["PAY-1"]


async def test_a_payment_without_its_essentials_is_not_sent(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """Order, method, amount and account are needed."""
    for missing in ("document_number", "payment_method", "payment_amount", "receipt_account_id"):
        with pytest.raises(crosstie.UsageError):
            await async_client.payments.record(attrs.evolve(_PAYMENT, **{missing: None}))
    assert simulator.count("POST payment") == 0


# -- files -------------------------------------------------------------------------------------------------------------


async def test_a_file_is_added_listed_read_and_deleted(async_client: rfms.AsyncClient) -> None:
    """It travels as base64; the list carries every file whole; a point before the extension would be refused."""
    order = rfms.to_document("Order", "cg600001")
    await async_client.attachments.add(order, b"\x00measure\xff", extension=".pdf", description="Measure sheet")
    (listed,) = await async_client.attachments.list(order)
    assert (listed.file_extension, listed.description) == ("pdf", "Measure sheet")
    assert await async_client.attachments.get(str(listed.id)) == b"\x00measure\xff"
    described = (await async_client.orders.get("CG600001", attachments=True)).attachments
    assert [attachment.id for attachment in described] == [listed.id]
    await async_client.attachments.delete(str(listed.id))
    with pytest.raises(crosstie.NotFound):
        await async_client.attachments.get(str(listed.id))


async def test_a_file_belongs_to_a_product_as_well(async_client: rfms.AsyncClient) -> None:
    """Products are named by id, and one of their colours if need be."""
    product = rfms.to_product("1001", color_id="10010")
    await async_client.attachments.add(product, b"swatch", extension="png")
    assert len(await async_client.attachments.list(product)) == 1
    with pytest.raises(crosstie.UsageError):
        await async_client.attachments.add(product, b"", extension="png")


@pytest.mark.parametrize("address", ["in process"], indirect=True)  # over HTTP two real minutes would pass
async def test_files_have_more_time_than_other_calls(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """Two minutes by default, and a setting."""
    simulator.faults.add(Timeout(), route="POST attachments", times=None)
    before = clock.monotonic()
    with pytest.raises(crosstie.TimedOut):
        await async_client.attachments.list(rfms.to_document("Order", "CG600001"))
    assert clock.monotonic() - before >= 5 * 120


# -- opportunities -----------------------------------------------------------------------------------------------------


async def test_an_opportunity_for_somebody_known_is_a_duplicate_outside_the_envelope(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """``accepted: false`` names the customer, which is then sent instead of the rest."""
    known = await async_client.customers.get("4711")
    draft = rfms.OpportunityDraft(customer=attrs.evolve(known, customer_id=None), measure_date=date(2026, 11, 9))
    with pytest.raises(crosstie.Conflict) as caught:
        await async_client.opportunities.create(draft)
    assert (caught.value.kind, caught.value.existing_id) == ("duplicate", "4711")
    existing = rfms.Customer(customer_id=caught.value.existing_id)
    made = await async_client.opportunities.create(attrs.evolve(draft, customer=existing))
    assert simulator.log[-1].request.body == b'{"customerId":4711,"measureDate":"11/9/2026","useCRM":true}'
    opportunity = await async_client.opportunities.get(str(made))
    assert (opportunity.customer_id, opportunity.stage) == ("4711", "To Do")


@pytest.mark.parametrize("form", ["not_accepted", "failed"])
async def test_both_forms_of_a_duplicate_mean_the_same(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, form: Literal["not_accepted", "failed"]
) -> None:
    """Documents show one, a client in use handles the other."""
    simulator.rules = attrs.evolve(simulator.rules, opportunity_duplicate=form)
    known = await async_client.customers.get("4712")
    with pytest.raises(crosstie.Conflict) as caught:
        await async_client.opportunities.create(
            rfms.OpportunityDraft(customer=attrs.evolve(known, customer_id=None), makes="order")
        )
    assert caught.value.existing_id == "4712"


async def test_what_an_opportunity_answers_is_an_id_or_nothing(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator
) -> None:
    """No sample shows it; a zero is no id. An order answers with its number."""
    simulator.rules = attrs.evolve(simulator.rules, opportunity_answer="zero")
    customer = rfms.Customer(customer_id="4711")
    assert await async_client.opportunities.create(rfms.OpportunityDraft(customer=customer)) is None
    draft = rfms.OpportunityDraft(customer=customer, makes="order", po_number="EXT-1")
    assert await async_client.opportunities.create(draft) == "CG600004"
    assert [head.document_number for head in await async_client.orders.find_by_reference("EXT-1")] == ["CG600004"]


async def test_the_feeds_of_opportunities_forget_after_a_week(
    async_client: rfms.AsyncClient, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """Everything is found stage by stage; the generic names count, and nothing else does."""
    old = simulator.open_opportunity(4711)
    clock.advance(8 * 24 * 3600)
    new = simulator.open_opportunity(4712)
    simulator.move_opportunity(new.id, "Won")
    assert [one.id for one in await async_client.opportunities.changed()] == [new.id]
    assert [event.detail for event in await async_client.opportunities.events()] == ["To Do", "To Do -> Won"]
    assert {one.id for one in await async_client.opportunities.everything()} == {old.id, new.id}
    with pytest.raises(crosstie.UsageError, match="stage"):
        await async_client.opportunities.in_stage("lastmodified")
    with pytest.raises(crosstie.NotFound):
        await async_client.opportunities.get("NOSUCH")


# -- remarks -----------------------------------------------------------------------------------------------------------


async def test_a_remark_is_added_by_database_id(async_client: rfms.AsyncClient, simulator: RfmsSimulator) -> None:
    """An order is called Header there; remarks cannot be read back."""
    assert await async_client.remarks.types() == ["Call", "Note", "Visit"]
    order = await async_client.orders.get("CG600001")
    remark = await async_client.remarks.add("order", str(order.id), "Called back.", remark_type="Call")
    assert (remark.remark, remark.is_public) == ("Called back.", False)
    assert [held.entity_type for held in simulator.store.remarks] == ["Header"]
    with pytest.raises(crosstie.UsageError):
        await async_client.remarks.add("order", str(order.id), " ", remark_type="Call")
