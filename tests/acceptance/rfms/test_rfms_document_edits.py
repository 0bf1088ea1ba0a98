# @generated from tests/acceptance/rfms/test_rfms_document_edits_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Changing quotes and orders of a store: headers, lines, and notes with two meanings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.systems import rfms
from crosstie.testing import Timeout
from crosstie.testing.rfms import RfmsRules, RfmsSimulator

_LINE = rfms.Line(
    product_code="01", style_name="Moorland", color_name="Sand", quantity=Decimal(40), unit_price=Decimal("3.25")
)
_ORDER = rfms.Order(sold_to=rfms.Party(customer_id="4711"), store_number=12, lines=(_LINE,))


def test_only_what_differs_from_the_base_is_sent(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """A header update of a whole order that was read touches neither lines nor notes."""
    base = client.orders.get("CG600001")
    client.orders.update(attrs.evolve(base, job_number="J-1"), base=base)
    assert simulator.log[-1].request.body == b'{"number":"CG600001","jobNumber":"J-1"}'
    assert client.orders.get("CG600001").job_number == "J-1"


def test_an_update_that_would_not_do_what_it_says_is_refused(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """Null empties nothing, lines have methods of their own, and there must be something to change."""
    base = client.orders.get("CG600001")
    for draft, held in (
        (attrs.evolve(base, po_number=None), base),
        (attrs.evolve(base, lines=()), base),
        (base, base),
        (base, None),
        (rfms.Order(po_number="X"), None),
    ):
        with pytest.raises(crosstie.UsageError):
            client.orders.update(draft, base=held)
    assert simulator.count("POST order") == 0


def test_notes_are_added_and_never_replaced_by_accident(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The same body appends when it is alone and replaces in company, so notes in an update must be meant."""
    simulator.edit_document("CG600001", {"publicNotes": "First.", "status": "Job Costed"})
    client.orders.add_notes("cg600001", public="Second.", of_lines={"1": "Third."})
    order = client.orders.get("CG600001")
    assert (order.public_notes, order.lines[0].notes) == ("First.\nSecond.", "Third.")
    for draft in (
        rfms.Order(number="CG600002", public_notes="Only."),
        rfms.Order(number="CG600002", public_notes="Only.", job_number="J"),
    ):
        with pytest.raises(crosstie.UsageError, match="appends notes"):
            client.orders.update(draft)
    with pytest.raises(crosstie.UsageError, match="appends notes"):
        client.orders.update(rfms.Order(number="CG600002", public_notes="Only."), replace_notes=True)
    with pytest.raises(crosstie.UsageError, match="no notes"):
        client.orders.add_notes("CG600002")


def test_notes_are_replaced_where_that_is_meant(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """With another field beside them, RFMS replaces notes."""
    simulator.edit_document("CG600001", {"publicNotes": "First."})
    draft = rfms.Order(number="CG600001", public_notes="Only.", job_number="J-1")
    client.orders.update(draft, replace_notes=True)
    assert client.orders.get("CG600001").public_notes == "Only."


def test_notes_of_a_quote_are_appended(client: rfms.Client) -> None:
    """Quotes have no endpoint for notes; a body of nothing else does it."""
    draft = rfms.Quote(sold_to=rfms.Party(customer_id="4711"), private_notes="First.")
    made = client.quotes.create(draft)
    client.quotes.add_notes(made.number, private="Second.")
    assert client.quotes.get(made.number).private_notes == "First.\nSecond."


def test_quotes_can_be_searched_and_changed_like_orders(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """The same methods, on quotes alone; a claim search can be asked for as well."""
    quotes = client.quotes
    made = quotes.create(rfms.Quote(sold_to=rfms.Party(customer_id="4711"), lines=(_LINE,)), reference="Q-1")
    assert [head.document_number for head in quotes.find_by_reference("q-1")] == [made.number]
    assert [head.document_number for head in quotes.updated_since(date(2026, 11, 2))] == [made.number]
    assert [hit.document_number for hit in quotes.find("Maple").all()] == [made.number]
    assert quotes.find(exported_only=True).all() == []
    assert client.orders.find(billed_only=True).all() == []
    assert quotes.find_advanced(rfms.DocumentFilter(kind="Claim")) == []
    quotes.add_lines(made.number, [_LINE])
    (first, second) = quotes.get(made.number).lines
    quotes.change_lines(made.number, [rfms.Line(id=first.id, quantity=Decimal(3))])
    quotes.remove_lines(made.number, [str(second.id)])
    assert [line.quantity for line in quotes.get(made.number).lines] == [Decimal(3)]
    assert quotes.values().user_order_type_id[0].name == "Retail"
    document = simulator.store.document("quote", made.number)
    simulator.store.put_document(attrs.evolve(document, lock_id=78))
    with pytest.raises(crosstie.Invalid, match="locked"):
        quotes.update(rfms.Quote(number=made.number, job_number="J"))
    quotes.unlock("78")
    quotes.update(rfms.Quote(number=made.number, job_number="J"))
    assert quotes.get(made.number).job_number == "J"


def test_a_document_without_a_number_is_refused(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """``GET /order/`` would be the value lists; nothing to add is refused as well."""
    with pytest.raises(crosstie.UsageError, match="number"):
        client.orders.get(" ")
    with pytest.raises(crosstie.UsageError, match="no notes"):
        client.quotes.add_notes("ES1")
    with pytest.raises(crosstie.UsageError, match="gets its number"):
        client.orders.create(attrs.evolve(_ORDER, number="CG1"))
    assert [route for route in simulator.counts if route != "POST session/begin"] == []


def test_lines_are_added_changed_and_removed_by_id(client: rfms.Client) -> None:
    """A line without an id would be added, so changing one without is refused, and the other way round."""
    client.orders.add_lines("CG600001", [_LINE])
    first, second = client.orders.get("CG600001").lines
    client.orders.change_lines("CG600001", [rfms.Line(id=second.id, quantity=Decimal(7))])
    client.orders.remove_lines("CG600001", [str(first.id)])
    (left,) = client.orders.get("CG600001").lines
    assert (left.id, left.quantity, left.style_name) == (second.id, Decimal(7), "Moorland")
    with pytest.raises(crosstie.UsageError, match="must not have an id"):
        client.orders.add_lines("CG600001", [left])
    with pytest.raises(crosstie.UsageError, match="need the ids"):
        client.orders.change_lines("CG600001", [_LINE])
    with pytest.raises(crosstie.UsageError, match="No line"):
        client.orders.remove_lines("CG600001", [])


def test_changing_lines_needs_another_tier_than_changing_the_header(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """Plus may write the header; lines are for Enterprise, and the refusal says so."""
    simulator.rules = RfmsRules(tier="P")
    client.orders.update(rfms.Order(number="CG600001", job_number="J-1"))
    with pytest.raises(crosstie.Forbidden, match="tier"):
        client.orders.add_lines("CG600001", [_LINE])


def test_a_quote_is_exported_once_and_says_where_to(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """An export in doubt is not repeated, because RFMS would make a second order; the quote itself tells."""
    made = client.quotes.create(rfms.Quote(sold_to=rfms.Party(customer_id="4711"), lines=(_LINE,)))
    simulator.faults.add(Timeout(after_effect=True), route="POST quote/{number}/export")
    with pytest.raises(crosstie.OutcomeUnknown):
        client.with_options(timeout=0.7).quotes.export(made.number)
    quote = client.quotes.get(made.number)
    assert (quote.is_exported_to_order, quote.order_number) == (True, "CG600004")
    assert client.orders.history("CG600004") == made.number
    assert client.orders.history("CG600001") is None
    assert client.quotes.export(made.number) == "CG600005"


def test_releasing_a_lock_is_a_write_although_it_is_a_get(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """It is not repeated when its outcome is unknown."""
    document = simulator.store.document("order", "CG600001")
    simulator.store.put_document(attrs.evolve(document, lock_id=77))
    assert client.orders.get("CG600001").lock_id == "77"
    simulator.faults.add(Timeout(), route="GET unlock/{lockId}")
    with pytest.raises(crosstie.OutcomeUnknown):
        client.with_options(timeout=0.7).orders.unlock("77")
    assert simulator.count("GET unlock/{lockId}") == 1
    client.orders.unlock("77")
    assert simulator.store.document("order", "CG600001").lock_id == 0


def test_job_costed_orders_are_listed(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """Delivered lately and touched just now."""
    simulator.edit_document("CG600003", {"status": "Job Costed", "deliveryDate": "2026-10-30"})
    assert [head.document_number for head in client.orders.job_costed()] == ["CG600003"]
