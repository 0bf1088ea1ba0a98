# @generated from tests/acceptance/quickbooks/test_quickbooks_writes_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Writing the books: nothing twice, nothing wiped, nobody overwritten."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.core.calls import RetryPolicy
from crosstie.systems import quickbooks
from crosstie.systems.quickbooks import (
    Bill,
    CreditMemo,
    Customer,
    EmailAddress,
    Estimate,
    Invoice,
    Item,
    Line,
    LinkedTxn,
    Payment,
    Ref,
    SalesItemLineDetail,
    SalesReceipt,
    Vendor,
)
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Reset, Timeout, Truncated
from crosstie.testing.faults import Fault
from crosstie.testing.quickbooks import QuickBooksSimulator


def _line(amount: str = "11.00") -> Line:
    detail = SalesItemLineDetail(item_ref=Ref("1"), qty=Decimal(2), unit_price=Decimal(amount) / 2)
    return Line(amount=Decimal(amount), detail_type="SalesItemLineDetail", sales_item_line_detail=detail)


def _invoice(**members: object) -> Invoice:
    return attrs.evolve(Invoice(customer_ref=Ref("1"), line=(_line(),)), **members)


# -- creations happen once ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Timeout(),
        Timeout(after_effect=True),
        Reset(),
        Reset(after_effect=True),
        Answer(status=503),
        Answer(status=429),
        Html(status=200, after_effect=True),
        Html(status=502, after_effect=True),
        BrokenJson(),
        Truncated(),
    ],
    ids=repr,
)
def test_a_creation_that_goes_wrong_underway_happens_once(
    client: quickbooks.Client, simulator: QuickBooksSimulator, fault: Fault
) -> None:
    """Before or after the effect, whatever breaks: it is sent again under the same requestid (2.5)."""
    simulator.faults.add(fault, route="POST customer")
    made = client.with_options(timeout=0.3).customers.create(Customer(display_name="Oak & Sons"))
    names = [record["DisplayName"] for record in simulator.records("Customer")]
    assert names.count("Oak & Sons") == 1
    assert made.id == "26"
    keys = [dict(call.request.params)["requestid"] for call in simulator.log if call.route == "POST customer"]
    assert len(keys) >= 2
    assert len(set(keys)) == 1


def test_a_creation_in_doubt_says_so(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """When every try breaks, the caller learns the key; the same key later brings the same record."""
    rule = simulator.faults.add(Timeout(after_effect=True), route="POST customer", times=None)
    hasty = client.with_options(timeout=0.05, retry=RetryPolicy(attempts=2))
    draft = Customer(display_name="Oak & Sons")
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        hasty.customers.create(draft, idempotency_key="order-7")
    assert (caught.value.idempotency_key, caught.value.attempts) == ("order-7", 2)
    simulator.faults.remove(rule)
    made = client.customers.create(draft, idempotency_key="order-7")
    assert (made.id, len(simulator.writes("Customer"))) == ("26", 1)


def test_a_session_that_ends_before_a_creation_costs_no_second_one(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Refused, renewed, sent again: once."""
    simulator.expire_access_tokens()
    client.customers.create(Customer(display_name="Oak & Sons"))
    assert (len(simulator.writes("Customer")), simulator.grants.renewals) == (1, 1)


def test_the_same_key_brings_the_same_record(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """And another key another one."""
    drafts = [_invoice(private_note="a"), _invoice(private_note="a"), _invoice(private_note="b")]
    keys = ["k-1", "k-1", "k-2"]
    made = [
        client.invoices.create(draft, idempotency_key=key) for draft, key in zip(drafts, keys, strict=True)
    ]
    assert [invoice.id for invoice in made] == ["1", "1", "2"]
    assert [note.request_id for note in simulator.writes("Invoice")] == ["k-1", "k-2"]


def test_a_draft_that_would_be_refused_is_not_sent(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Limits and required fields are known here."""
    simulator.forget_calls()
    with pytest.raises(crosstie.UsageError, match="customer_ref"):
        client.invoices.create(Invoice(line=(_line(),)))
    with pytest.raises(crosstie.UsageError, match="colon"):
        client.customers.create(Customer(display_name="a:b"))
    assert simulator.count() == 0


def test_what_only_quickbooks_can_know_is_an_invalid(client: quickbooks.Client) -> None:
    """With the field that is wrong, and its code."""
    wrong = attrs.evolve(_line(), amount=Decimal(12))
    with pytest.raises(crosstie.Invalid) as caught:
        client.invoices.create(_invoice(line=(wrong,)))
    assert caught.value.code == "6070"
    assert caught.value.fields


def test_a_taken_name_is_a_duplicate(client: quickbooks.Client) -> None:
    """6240 (7.2), also across kinds."""
    client.vendors.create(Vendor(display_name="Oak Mill"))
    with pytest.raises(crosstie.Conflict) as caught:
        client.customers.create(Customer(display_name="oak mill"))
    assert (caught.value.kind, caught.value.code) == ("duplicate", "6240")


# -- updates -----------------------------------------------------------------------------------------------------------


def test_an_update_changes_what_differs_and_nothing_else(client: quickbooks.Client) -> None:
    """Texts that are gone are cleared; the rest is as it was."""
    base = client.customers.get("1")
    wanted = attrs.evolve(base, notes=None, primary_email_addr=None, company_name="Jansen & Co")
    client.customers.update(wanted, base)
    now = client.customers.get("1")
    assert (now.notes, now.primary_email_addr, now.company_name) == (None, None, "Jansen & Co")
    same = attrs.evolve(now, notes=base.notes, primary_email_addr=base.primary_email_addr)
    assert (same.bill_addr, same.mobile, same.given_name) == (base.bill_addr, base.mobile, base.given_name)
    assert now.sync_token == "1"


def test_an_update_without_a_base_changes_what_is_set(client: quickbooks.Client) -> None:
    """A record of three fields is enough."""
    client.customers.update(Customer(id="1", sync_token="0", notes="Evenings"))
    now = client.customers.get("1")
    assert (now.notes, now.given_name) == ("Evenings", "Cora")


def test_a_stale_version_is_a_conflict(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Somebody saved first: nothing is overwritten, by any kind of write (2.4)."""
    base = client.customers.get("1")
    simulator.edit("Customer", "1", {"Notes": "by a person"})
    edited = attrs.evolve(base, notes="by us")
    with pytest.raises(crosstie.Conflict) as caught:
        client.customers.update(edited, base)
    assert (caught.value.kind, caught.value.code) == ("stale", "5010")
    with pytest.raises(crosstie.Conflict):
        client.customers.replace(edited)
    with pytest.raises(crosstie.Conflict):
        client.customers.deactivate(base)
    assert simulator.read("Customer", "1")["Notes"] == "by a person"


def test_unknown_fields_outlive_every_update(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """A sparse update leaves them alone, a full one sends them back."""
    simulator.add("Vendor", {"DisplayName": "Oak Mill", "LaterField": {"deep": [1]}})
    base = client.vendors.get("1")
    once = client.vendors.update(attrs.evolve(base, company_name="Oak"), base)
    twice = client.vendors.replace(attrs.evolve(once, company_name="Mill"))
    assert (twice.company_name, twice.extra["LaterField"]) == ("Mill", {"deep": [1]})
    assert simulator.read("Vendor", "1")["LaterField"] == {"deep": [1]}


def test_a_full_update_wipes_what_is_not_set(client: quickbooks.Client) -> None:
    """That is what it is for (2.3)."""
    base = client.customers.get("1")
    now = client.customers.replace(attrs.evolve(base, taxable=None, ship_addr=None, mobile=None))
    assert (now.ship_addr, now.mobile, now.given_name) == (None, None, "Cora")


def test_lines_are_changed_added_and_removed(client: quickbooks.Client) -> None:
    """By id (2.3); the system's subtotal is neither sent back nor doubled."""
    base = client.invoices.create(_invoice())
    more = client.invoices.update(attrs.evolve(base, line=(*base.line, _line("4.00"))), base)
    assert [(line.id, line.amount) for line in more.line] == [
        ("1", Decimal(11)),
        ("2", Decimal(4)),
        (None, Decimal(15)),
    ]
    fewer = client.invoices.update(attrs.evolve(more, line=more.line[1:2]), more)
    assert [line.id for line in fewer.line] == ["2", None]
    noted = client.invoices.replace(attrs.evolve(fewer, private_note="x"))
    assert [line.id for line in noted.line] == ["2", None]
    assert noted.total_amt == Decimal(4)


def test_the_company_itself_can_be_changed(client: quickbooks.Client) -> None:
    """There is one, and it is updated sparsely as well."""
    base = client.company_info.get()
    now = client.company_info.update(attrs.evolve(base, legal_name="Composed LLC"), base)
    assert (now.legal_name, now.company_name) == ("Composed LLC", base.company_name)


# -- names, forms, payments --------------------------------------------------------------------------------------------


def test_a_name_goes_and_comes_back(client: quickbooks.Client) -> None:
    """With the suffix of an inactive one, and without it (7.1)."""
    made = client.items.create(Item(name="Pine", type="Service", income_account_ref=Ref("2")))
    gone = client.items.deactivate(made)
    assert (gone.active, gone.name) == (False, "Pine (deleted)")
    back = client.items.reactivate(gone)
    assert (back.active, back.name) == (True, "Pine")


def test_a_customer_who_owes_cannot_be_made_inactive(client: quickbooks.Client) -> None:
    """6220 is Invalid."""
    client.invoices.create(_invoice())
    with pytest.raises(crosstie.Invalid) as caught:
        client.customers.deactivate(client.customers.get("1"))
    assert caught.value.code == "6220"


def test_each_form_is_voided_in_its_own_way(client: quickbooks.Client) -> None:
    """Invoices, receipts and payments (2.2); amounts become zero, the record stays."""
    invoice = client.invoices.void(client.invoices.create(_invoice()))
    assert (invoice.total_amt, invoice.balance, invoice.private_note) == (Decimal(0), Decimal(0), "Voided")
    made = client.sales_receipts.create(SalesReceipt(customer_ref=Ref("1"), line=(_line(),)))
    receipt = client.sales_receipts.void(made)
    assert receipt.total_amt == Decimal(0)
    paid = client.payments.create(Payment(customer_ref=Ref("1"), total_amt=Decimal(5)))
    payment = client.payments.void(paid.id or "", paid.sync_token)
    assert (payment.total_amt, payment.unapplied_amt) == (Decimal(0), Decimal(0))


def test_a_deleted_transaction_leaves_a_trace_only(client: quickbooks.Client) -> None:
    """The answer holds id and status; reading it again finds nothing (7.1)."""
    made = client.estimates.create(Estimate(customer_ref=Ref("1"), line=(_line(),)))
    gone = client.estimates.delete(made)
    assert (gone.id, gone.is_deleted, gone.sync_token) == (made.id, True, None)
    with pytest.raises(crosstie.NotFound):
        client.estimates.get(made.id or "")


def test_a_repeated_deletion_is_answered_from_memory(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """The second attempt carries the same requestid, so it is no NotFound."""
    made = client.invoices.create(_invoice())
    simulator.faults.add(Reset(after_effect=True), route="POST invoice delete")
    assert client.invoices.delete(made).is_deleted


def test_an_invoice_is_paid_by_a_payment(client: quickbooks.Client) -> None:
    """Its line links to the invoice; the balance follows (3.7)."""
    invoice = client.invoices.create(_invoice())
    line = Line(amount=Decimal(11), linked_txn=(LinkedTxn(txn_id=invoice.id, txn_type="Invoice"),))
    payment = client.payments.create(
        Payment(customer_ref=Ref("1"), total_amt=Decimal("11.00"), line=(line,))
    )
    assert client.invoices.get(invoice.id or "").balance == Decimal(0)
    client.payments.update(attrs.evolve(payment, line=()), payment)
    assert client.invoices.get(invoice.id or "").balance == Decimal(11)


def test_a_form_is_sent_and_printed(client: quickbooks.Client) -> None:
    """The address becomes the form's own (2.8)."""
    with client as qbo:
        made = qbo.credit_memos.create(CreditMemo(customer_ref=Ref("1"), line=(_line(),)))
    sent = client.credit_memos.send(made.id or "", "ana@example.com")
    assert (sent.email_status, sent.bill_email) == ("EmailSent", EmailAddress("ana@example.com"))
    assert client.credit_memos.pdf(made.id or "").startswith(b"%PDF")
    assert client.credit_memos.raw.get(made.id or "").value.email_status == "EmailSent"
    with pytest.raises(crosstie.NotFound):
        client.invoices.pdf("999")


def test_a_mail_in_doubt_is_not_sent_again(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """Nobody promises that a repeat would not be a second mail."""
    made = client.invoices.create(_invoice())
    simulator.faults.add(Reset(after_effect=True), route="POST invoice send")
    clock.advance(1)
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        client.invoices.send(made.id or "", "ana@example.com")
    assert (caught.value.attempts, simulator.count("POST invoice send")) == (1, 1)


def test_a_bill_of_a_vendor_is_kept(client: quickbooks.Client) -> None:
    """Bills and vendors can be written too (2.3)."""
    vendor = client.vendors.create(Vendor(display_name="Oak Mill"))
    detail = quickbooks.AccountBasedExpenseLineDetail(account_ref=Ref("1"))
    line = Line(
        amount=Decimal(7), detail_type="AccountBasedExpenseLineDetail", account_based_expense_line_detail=detail
    )
    bill = client.bills.create(Bill(vendor_ref=Ref(vendor.id), line=(line,)))
    assert bill.total_amt == Decimal(7)
    assert client.bills.raw.delete(bill).value.is_deleted
    assert [account.name for account in client.accounts.list(where={"id": "1"}).all()]


def test_raw_writes_answer_the_whole_exchange(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Every operation has its raw form."""
    simulator.faults.add(Answer(status=503), route="POST customer")
    created = client.customers.raw.create(Customer(display_name="Oak & Sons"), idempotency_key="k")
    assert [attempt.status for attempt in created.attempts] == [503, 200]
    record = created.value
    updated = client.customers.raw.update(attrs.evolve(record, notes="x"), record)
    replaced = client.customers.raw.replace(attrs.evolve(updated.value, notes="y"))
    gone = client.customers.raw.deactivate(replaced.value)
    back = client.customers.raw.reactivate(gone.value)
    assert [answer.status for answer in (updated, replaced, gone, back)] == [200] * 4
    invoice = client.invoices.raw.create(_invoice()).value
    sent = client.invoices.raw.send(invoice.id or "", "ana@example.com")
    assert client.invoices.raw.pdf(invoice.id or "").headers["content-type"] == "application/pdf"
    voided = client.invoices.raw.void(sent.value)
    deleted = client.invoices.raw.delete(voided.value)
    assert (deleted.value.is_deleted, deleted.request_id) == (True, deleted.headers["intuit_tid"])
    company = client.company_info.raw.get().value
    changed = client.company_info.raw.update(attrs.evolve(company, legal_name="L"), company)
    assert changed.value.legal_name == "L"
