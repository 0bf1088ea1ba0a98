"""Transforms against fact sheet section 2.5: from customer to estimate, order, invoice and payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crosstie.errors import UsageError

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office


def test_estimate_becomes_an_order_that_links_back(netsuite: Caller) -> None:
    """Lines and header are copied, ``createdFrom`` leads back, the estimate is processed (2.5, 3.3, 3.5)."""
    customer = netsuite.customer()
    estimate = netsuite.document("estimate", customer, ("TILE-98", 2), ("INSTALL", 3), memo="Kitchen")
    order = netsuite.post(f"estimate/{estimate}/!transform/salesOrder").made
    body = netsuite.whole(f"salesOrder/{order}")
    assert (body["createdFrom"]["id"], body["entity"]["id"], body["memo"]) == (estimate, customer, "Kitchen")
    assert [line["quantity"] for line in body["item"]["items"]] == [2, 3]
    assert body["total"] == 275
    assert netsuite.whole(f"estimate/{estimate}")["status"]["id"] == "Processed"


def test_body_fields_override_the_copied_ones(netsuite: Caller) -> None:
    """2.5: memo, tranDate and an external id of its own."""
    estimate = netsuite.document("estimate", netsuite.customer(), ("INSTALL", 1), memo="old", externalId="est-1")
    body = {"memo": "new", "tranDate": "2026-12-01", "externalId": "so-1"}
    netsuite.post("estimate/eid:est-1/!transform/salesOrder", body)
    shown = netsuite.get("salesOrder/eid:so-1").body
    assert (shown["memo"], shown["tranDate"], shown["createdFrom"]["id"]) == ("new", "2026-12-01", estimate)


def test_repeating_a_transform_makes_a_second_document(netsuite: Caller) -> None:
    """2.5: after a timeout, look for the external id before repeating."""
    estimate = netsuite.document("estimate", netsuite.customer(), ("INSTALL", 1))
    first = netsuite.post(f"estimate/{estimate}/!transform/salesOrder").made
    assert netsuite.post(f"estimate/{estimate}/!transform/salesOrder").made != first
    named = netsuite.post(f"estimate/{estimate}/!transform/salesOrder", {"externalId": "so-1"})
    assert named.status == 204
    again = netsuite.post(f"estimate/{estimate}/!transform/salesOrder", {"externalId": "so-1"})
    assert (again.status, again.error["o:errorPath"]) == (400, "externalId")


def test_processed_estimates_may_be_refused(office: Office) -> None:
    """The other way, by rule."""
    netsuite = office.open(repeat_transforms=False)
    estimate = netsuite.document("estimate", netsuite.customer(), ("INSTALL", 1))
    order = netsuite.post(f"estimate/{estimate}/!transform/salesOrder").made
    assert netsuite.post(f"estimate/{estimate}/!transform/salesOrder").status == 400
    netsuite.delete(f"salesOrder/{order}")
    assert netsuite.whole(f"estimate/{estimate}")["status"]["id"] == "Open"
    assert netsuite.post(f"estimate/{estimate}/!transform/salesOrder").status == 204


def test_invoice_with_an_empty_body_bills_what_was_fulfilled(netsuite: Caller) -> None:
    """2.5: goods are billed after they were shipped, services at once; then nothing is left."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 4), ("INSTALL", 2))
    first = netsuite.post(f"salesOrder/{order}/!transform/invoice").made
    assert [line["item"]["refName"] for line in netsuite.whole(f"invoice/{first}")["item"]["items"]] == ["INSTALL"]
    nothing = netsuite.post(f"salesOrder/{order}/!transform/invoice")
    assert (nothing.status, nothing.error["o:errorPath"]) == (400, "item")
    netsuite.simulator.fulfil(order, 1)
    second = netsuite.whole(f"invoice/{netsuite.post(f'salesOrder/{order}/!transform/invoice').made}")
    assert [(line["item"]["refName"], line["quantity"]) for line in second["item"]["items"]] == [("TILE-98", 1)]
    netsuite.simulator.fulfil(order)
    netsuite.post(f"salesOrder/{order}/!transform/invoice")
    assert netsuite.whole(f"salesOrder/{order}")["status"]["id"] == "Billed"


def test_invoice_in_advance_of_fulfilment(office: Office) -> None:
    """By rule, an empty body bills all that is open."""
    netsuite = office.open(fulfilled_only=False)
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 4))
    invoice = netsuite.post(f"salesOrder/{order}/!transform/invoice").made
    assert netsuite.whole(f"invoice/{invoice}")["total"] == 160


def test_partial_invoice_names_order_lines_and_quantities(netsuite: Caller) -> None:
    """2.5, 7.3: ``orderLine`` with ``quantity``; the invoice's lines lead back to the order's (3.4)."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 4))
    body = {"externalId": "shop-1-inv1", "item": {"items": [{"orderLine": 1, "quantity": 1}]}}
    invoice = netsuite.post(f"salesOrder/{order}/!transform/invoice", body).made
    (line,) = netsuite.whole(f"invoice/{invoice}")["item"]["items"]
    assert (line["quantity"], line["amount"], line["orderLine"], line["orderDoc"]["id"]) == (1, 40, 1, order)
    assert netsuite.whole(f"salesOrder/{order}")["item"]["items"][0]["quantityBilled"] == 1


def test_quantity_zero_leaves_a_line_out_and_unnamed_lines_stay_in(netsuite: Caller) -> None:
    """2.5: only a 0 leaves a line out; with ``replace=item`` only the lines named are made."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("INSTALL", 4), ("MEASURE", 2))

    def made(items: list[dict[str, int]], *params: tuple[str, str]) -> list[str]:
        path = f"salesOrder/{order}/!transform/invoice"
        invoice = netsuite.post(path, {"item": {"items": items}}, *params).made
        return [line["item"]["refName"] for line in netsuite.whole(f"invoice/{invoice}")["item"]["items"]]

    assert made([{"orderLine": 1, "quantity": 1}]) == ["INSTALL", "MEASURE"]
    assert made([{"orderLine": 1, "quantity": 1}, {"orderLine": 2, "quantity": 0}]) == ["INSTALL"]
    assert made([{"orderLine": 1, "quantity": 1}], ("replace", "item")) == ["INSTALL"]


def test_more_than_is_open_cannot_be_billed(netsuite: Caller) -> None:
    """The path of the refused quantity names the line (5.2)."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("INSTALL", 4))
    for quantity in (5, -1):
        body = {"item": {"items": [{"orderLine": 1, "quantity": quantity}]}}
        refused = netsuite.post(f"salesOrder/{order}/!transform/invoice", body)
        assert (refused.status, refused.error["o:errorPath"]) == (400, "item.items[0].quantity")
    missing = netsuite.post(f"salesOrder/{order}/!transform/invoice", {"item": {"items": [{"orderLine": 9}]}})
    assert missing.status == 400
    nameless = netsuite.post(f"salesOrder/{order}/!transform/invoice", {"item": {"items": [{"quantity": 1}]}})
    assert nameless.error["o:errorPath"] == "item.items[0].orderLine"


def test_closed_lines_are_not_billed(netsuite: Caller) -> None:
    """2.5: a closed line is out of the order's hands."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("INSTALL", 4), ("MEASURE", 2))
    netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": 1, "isClosed": True}]}})
    invoice = netsuite.post(f"salesOrder/{order}/!transform/invoice").made
    assert [line["orderLine"] for line in netsuite.whole(f"invoice/{invoice}")["item"]["items"]] == [2]


@pytest.mark.parametrize("state", ["pending", "voided"])
def test_order_that_waits_or_is_void_cannot_be_billed(netsuite: Caller, state: str) -> None:
    """An unapproved or void order makes no invoice."""
    status = {"orderStatus": {"id": "A"}} if state == "pending" else {}
    order = netsuite.document("salesOrder", netsuite.customer(), ("INSTALL", 4), **status)
    if state == "voided":
        netsuite.simulator.void("salesOrder", order)
    assert netsuite.post(f"salesOrder/{order}/!transform/invoice").status == 400


def test_customer_becomes_documents(netsuite: Caller) -> None:
    """2.5: the customer is the entity, the body brings the lines."""
    customer = netsuite.customer()
    body = {"item": {"items": [{"item": netsuite.item("INSTALL")}]}}
    for kind in ("estimate", "salesOrder", "invoice"):
        made = netsuite.post(f"customer/{customer}/!transform/{kind}", body).made
        assert netsuite.whole(f"{kind}/{made}")["entity"]["id"] == customer
    payment = netsuite.post(f"customer/{customer}/!transform/customerPayment", {"payment": 10}).made
    assert netsuite.whole(f"customerPayment/{payment}")["customer"]["id"] == customer


def test_invoice_is_paid_by_transform(netsuite: Caller) -> None:
    """2.5: part of it, then what remains; more is refused; the status follows (3.5)."""
    invoice = netsuite.document("invoice", netsuite.customer(), ("INSTALL", 2))
    netsuite.post(f"invoice/{invoice}/!transform/customerPayment", {"payment": 30})
    body = netsuite.whole(f"invoice/{invoice}")
    assert (body["amountPaid"], body["amountRemaining"], body["status"]["id"]) == (30, 100, "Open")
    assert netsuite.post(f"invoice/{invoice}/!transform/customerPayment", {"payment": 101}).status == 400
    payment = netsuite.post(f"invoice/{invoice}/!transform/customerPayment").made
    assert netsuite.whole(f"invoice/{invoice}")["status"]["id"] == "Paid In Full"
    assert netsuite.whole(f"customerPayment/{payment}")["payment"] == 100
    assert netsuite.delete(f"invoice/{invoice}").status == 400
    netsuite.delete(f"customerPayment/{payment}")
    assert netsuite.whole(f"invoice/{invoice}")["amountRemaining"] == 100


def test_impossible_transforms_are_refused(netsuite: Caller) -> None:
    """An invoice makes no estimate, and there is no such target as a moon."""
    invoice = netsuite.document("invoice", netsuite.customer(), ("INSTALL", 2))
    assert netsuite.post(f"invoice/{invoice}/!transform/estimate").status == 404
    assert netsuite.post(f"invoice/{invoice}/!transform/moon").status == 404


def test_transform_may_answer_without_location(office: Office) -> None:
    """Open question 7: the header is not documented."""
    netsuite = office.open(location_on_transform=False)
    estimate = netsuite.document("estimate", netsuite.customer(), ("INSTALL", 1))
    answer = netsuite.post(f"estimate/{estimate}/!transform/salesOrder")
    assert (answer.status, "location" in answer.headers) == (204, False)


def test_deleted_invoice_gives_its_quantities_back(netsuite: Caller) -> None:
    """The order can be billed again; while the invoice is there the order cannot be deleted."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("INSTALL", 4))
    invoice = netsuite.post(f"salesOrder/{order}/!transform/invoice").made
    assert netsuite.delete(f"salesOrder/{order}").status == 400
    netsuite.delete(f"invoice/{invoice}")
    assert netsuite.whole(f"salesOrder/{order}")["item"]["items"][0]["quantityBilled"] == 0
    assert netsuite.post(f"salesOrder/{order}/!transform/invoice").status == 204


def test_people_transform_too(netsuite: Caller) -> None:
    """What a person makes says so in ``source``; what cannot be made is the test's own error."""
    estimate = netsuite.document("estimate", netsuite.customer(), ("INSTALL", 1))
    made = netsuite.simulator.transform("estimate", estimate, "salesOrder")
    assert made["source"]["id"] == "userInterface"
    with pytest.raises(UsageError):
        netsuite.simulator.transform("estimate", estimate, "moon")


def test_status_of_an_order_follows_shipping_and_billing(netsuite: Caller) -> None:
    """3.5: B, D, E, F and G in their turn."""
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 4), ("OAK-12", 4))

    def status() -> str:
        return str(netsuite.whole(f"salesOrder/{order}")["orderStatus"]["id"])

    def bill(quantity: int) -> None:
        lines = [{"orderLine": line, "quantity": quantity} for line in (1, 2)]
        netsuite.post(f"salesOrder/{order}/!transform/invoice", {"item": {"items": lines}})

    seen = [status()]
    netsuite.simulator.fulfil(order, 2)
    seen.append(status())
    bill(2)
    seen.append(status())
    netsuite.simulator.fulfil(order)
    seen.append(status())
    bill(2)
    assert [*seen, status()] == ["B", "E", "D", "F", "G"]
