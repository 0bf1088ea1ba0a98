# @generated from tests/acceptance/rfms/test_rfms_documents_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Quotes and orders of a store: searches that answer too much, creations that wait or are in doubt."""

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

_LINE = rfms.Line(
    product_code="01", style_name="Moorland", color_name="Sand", quantity=Decimal(40), unit_price=Decimal("3.25")
)


def _order(**changes: object) -> rfms.Order:
    order = rfms.Order(sold_to=rfms.Party(customer_id="4711"), store_number=12, lines=(_LINE,))
    return attrs.evolve(order, **changes)


# -- reading -----------------------------------------------------------------------------------------------------------


def test_an_order_is_read_with_its_lines_and_money_and_never_locked(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The number may be in any case, RFMS keeps it in capitals; amounts are exact."""
    order = client.orders.get("cg600001")
    assert (order.number, order.id, order.po_number) == ("CG600001", "90210", "PO-00001")
    assert order.lines[0].unit_price == Decimal("3.25")
    assert order.payment is not None
    assert order.payment.balance_due == Decimal("32.5")
    assert simulator.log[-1].request.params == (("locked", "false"), ("includeAttachments", "false"))
    assert all(not document.lock_id for document in simulator.store.documents)


def test_a_quote_is_read_from_the_newer_half_of_its_answer(client: rfms.Client) -> None:
    """The other half is an older model, which is ignored."""
    made = client.quotes.create(rfms.Quote(sold_to=rfms.Party(customer_id="4711"), lines=(_LINE,)))
    quote = client.quotes.get(made.number)
    assert (quote.number, quote.id, len(quote.lines)) == (made.number, made.id, 1)


@pytest.mark.parametrize("answer", ["failed", "empty", "not_found"])
def test_an_unknown_number_is_not_found(
    client: rfms.Client, simulator: RfmsSimulator, answer: Literal["failed", "empty", "not_found"]
) -> None:
    """However RFMS says so."""
    simulator.rules = attrs.evolve(simulator.rules, unknown_record=answer)
    with pytest.raises(crosstie.NotFound):
        client.orders.get("CG999999")


def test_the_noise_of_the_servers_arithmetic_is_kept_as_it_is(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """A quantity such as 9.9999 is what RFMS said; rounding it is the host's to decide."""
    simulator.rules = attrs.evolve(simulator.rules, float_noise=True)
    quantity = client.orders.get("CG600001").lines[0].quantity
    assert quantity is not None
    assert quantity != 10
    assert round(quantity, 2) == 10


def test_a_search_is_read_page_by_page_newest_first(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """Pages are numbered from 1, and the fuller half of the answer is taken."""
    simulator.seed_orders(20)
    hits = client.orders.find().all()
    assert [hit.document_number for hit in hits] == [f"CG{600023 - place}" for place in range(23)]
    assert (hits[0].po_number, hits[0].document_type) == ("PO-00023", 1)
    assert simulator.count("POST order/find") == 3
    of_one = client.orders.find(customer_id="4711").all()
    assert {hit.customer_last for hit in of_one} == {"Maple"}


def test_a_search_can_speak_the_other_dialect_of_page_numbers(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """One vendor body spells the parameter otherwise, and nobody knows the first number."""
    simulator.seed_orders(20)
    simulator.rules = attrs.evolve(simulator.rules, page_parameter="pageResultNumber", first_page=0)
    other = client.with_options(settings=rfms.Settings(page_parameter="pageResultNumber", first_page=0))
    assert len({hit.document_number for hit in other.orders.find().all()}) == 23


def test_a_parameter_that_rfms_overlooks_is_noticed_as_a_repeated_page(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """With the wrong spelling every page is the first one; the listing ends with an error instead of never."""
    simulator.seed_orders(20)
    simulator.rules = attrs.evolve(simulator.rules, page_parameter="pageResultNumber")
    with pytest.raises(crosstie.DecodeError, match="repeats a page"):
        client.orders.find().all()


def test_pages_of_quotes_that_repeat_for_ever_end_with_an_error(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The same for a store that is stuck."""
    for place in range(11):
        draft = rfms.Quote(sold_to=rfms.Party(customer_id="4711"), po_number=f"Q-{place}")
        client.quotes.create(draft)
    simulator.faults.add(Stuck(), route="POST quote/find", times=None)
    with pytest.raises(crosstie.DecodeError, match="repeats a page"):
        client.quotes.find().all()


def test_a_reference_is_looked_up_exactly_although_the_search_is_fuzzy(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The text search finds PO-00001 in every number that begins so; letter case does not matter, the rest does."""
    simulator.edit_document("CG600002", {"poNumber": "PO-000011"})
    assert len(client.orders.find_advanced(rfms.DocumentFilter(text="PO-00001"))) == 2
    found = client.orders.find_by_reference("po-00001")
    assert [head.document_number for head in found] == ["CG600001"]


@pytest.mark.parametrize("dates", ["iso", "us"])
def test_changes_are_found_by_day_with_one_day_to_spare(
    client: rfms.Client, simulator: RfmsSimulator, clock: FakeClock, dates: Literal["iso", "us"]
) -> None:
    """RFMS compares days of its own clock, so that yesterday's changes come again; both date forms are understood."""
    clock.advance(24 * 3600)
    simulator.edit_document("CG600002", {"jobNumber": "J-2"})
    clock.advance(24 * 3600)
    client = client.with_options(settings=rfms.Settings(find_dates=dates))
    assert [head.document_number for head in client.orders.updated_since(date(2026, 11, 4))] == ["CG600002"]
    assert client.orders.updated_since(date(2026, 11, 5)) == []


def test_the_stores_of_the_settings_are_sent_where_the_search_needs_them(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """Documents call them needed, and a client in use left them out; only the heads tell what is voided."""
    simulator.rules = attrs.evolve(simulator.rules, stores_required=True)
    simulator.edit_document("CG600001", {"voided": True})
    with pytest.raises(crosstie.Invalid, match="store"):
        client.orders.find_advanced()
    client = client.with_options(settings=rfms.Settings(stores=(12, 32, 50)))
    heads = client.orders.find_advanced()
    assert {head.document_number: head.voided for head in heads}["CG600001"] is True


def test_value_lists_lose_their_trailing_blanks(client: rfms.Client) -> None:
    """Names end with blanks in RFMS."""
    values = client.orders.values()
    assert [entry.name for entry in values.service_type_id] == ["Supply and install", "Supply only"]


# -- creating ----------------------------------------------------------------------------------------------------------


def test_an_order_is_made_no_web_order_and_can_be_found_by_its_reference(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The category defaults to what makes a normal order; the reference stands in the PO number."""
    made = client.orders.create(_order(), reference="EXT-78")
    assert made == rfms.SavedDocument(number="CG600004", id="90213")
    assert simulator.store.document("order", made.number).web is False
    found = client.orders.find_by_reference("EXT-78")
    assert [head.document_number for head in found] == [made.number]


def test_a_reference_moves_to_the_job_number_when_the_customer_has_a_po_number(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """With both taken there is no place for it, which is said before anything is sent."""
    made = client.orders.create(_order(po_number="THEIRS"), reference="EXT-79")
    assert client.orders.get(made.number).job_number == "EXT-79"
    assert [head.id for head in client.orders.find_by_reference("EXT-79")] == [made.id]
    with pytest.raises(crosstie.UsageError, match="no place"):
        client.orders.create(_order(po_number="THEIRS", job_number="T"), reference="EXT-80")
    assert simulator.count("POST order/create") == 1


@pytest.mark.parametrize("effect", ["at_once", "on_resume"])
@pytest.mark.parametrize("status", [200, 202])
def test_an_order_that_waits_is_resumed_and_made_once(
    client: rfms.Client,
    simulator: RfmsSimulator,
    effect: Literal["at_once", "on_resume"],
    status: Literal[200, 202],
) -> None:
    """``docId`` is a message id while waiting and a database id afterwards; the two are never mixed up."""
    simulator.rules = attrs.evolve(simulator.rules, waiting_status=status)
    simulator.hold("POST order/create", polls=1, effect=effect)
    with pytest.raises(crosstie.Pending) as first:
        client.orders.create(_order(), reference="EXT-78")
    assert first.value.token == simulator.message_ids[0]
    with pytest.raises(crosstie.Pending) as second:
        client.orders.create(_order(), reference="EXT-78", resume=first.value.token)
    assert second.value.token == first.value.token
    made = client.orders.create(_order(), reference="EXT-78", resume=second.value.token)
    assert made == rfms.SavedDocument(number="CG600004", id="90213")
    assert [head.id for head in client.orders.find_by_reference("EXT-78")] == ["90213"]
    assert simulator.log[-2].request.body == b""


def test_a_store_that_wants_the_body_again_gets_it(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """Nobody says whether the body must be repeated: it is a setting, and without it the refusal is harmless."""
    simulator.rules = attrs.evolve(simulator.rules, resume_needs_body=True)
    simulator.hold("POST order/create")
    with pytest.raises(crosstie.Pending) as waiting:
        client.orders.create(_order())
    with pytest.raises(crosstie.Invalid):
        client.orders.create(_order(), resume=waiting.value.token)
    client = client.with_options(settings=rfms.Settings(resume_with_body=True))
    assert client.orders.create(_order(), resume=waiting.value.token).number == "CG600004"
    assert len(simulator.store.documents) == 4


def test_a_creation_that_times_out_after_its_effect_is_in_doubt_and_not_repeated(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The recipe: look it up by the reference before making it again."""
    simulator.faults.add(Timeout(after_effect=True), route="POST order/create")
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        client.with_options(timeout=0.7).orders.create(_order(), reference="EXT-78")
    assert (caught.value.attempts, simulator.count("POST order/create")) == (1, 1)
    assert [head.document_number for head in client.orders.find_by_reference("EXT-78")] == ["CG600004"]


def test_a_refused_line_is_an_error_although_rfms_says_200(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The store's words about it are of no use, and nobody parses them."""
    wrong = rfms.Line(product_id="1001", color_id="1", quantity=Decimal(1), price_level="10")
    with pytest.raises(crosstie.Invalid) as caught:
        client.orders.create(_order(lines=(wrong,)))
    assert caught.value.status == 200
    assert len(simulator.store.documents) == 3
