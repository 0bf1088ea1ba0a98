# @generated from tests/acceptance/quickbooks/test_quickbooks_bulk_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Many things at once: change data capture and batches (fact sheet: quickbooks.md, 4.3 and 4.4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

import crosstie
from crosstie.core.calls import RetryPolicy
from crosstie.systems import quickbooks
from crosstie.systems.quickbooks import (
    BatchCreate,
    BatchDelete,
    BatchQuery,
    BatchReplace,
    BatchSetActive,
    BatchUpdate,
    BatchVoid,
    Customer,
    Deleted,
    Invoice,
    Line,
    Payment,
    Ref,
    SalesItemLineDetail,
)
from crosstie.testing import Answer, FakeClock, Html, Timeout
from crosstie.testing.quickbooks import QuickBooksSimulator


def _invoice() -> Invoice:
    detail = SalesItemLineDetail(item_ref=Ref("1"))
    line = Line(amount=Decimal(11), detail_type="SalesItemLineDetail", sales_item_line_detail=detail)
    return Invoice(customer_ref=Ref("1"), line=(line,))


# -- change data -------------------------------------------------------------------------------------------------------


def test_change_data_tells_changes_and_deletions(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """Whole records, and typed traces of what is gone."""
    first = client.invoices.create(_invoice())
    clock.advance(60)
    since = clock.now()
    kept = client.invoices.create(_invoice())
    clock.advance(60)
    client.invoices.delete(first)
    found = client.changes(Invoice, since=since).all()
    assert found == [kept, Deleted(kind="Invoice", id=first.id or "", at=clock.now())]
    assert client.changes(Invoice, since=clock.now() + timedelta(seconds=1)).all() == []
    assert simulator.count("GET cdc") == 2


def test_change_data_tells_inactive_names_too(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """A sync must learn of them."""
    clock.advance(60)
    since = clock.now()
    simulator.edit("Customer", "3", {"Active": False})
    found = client.changes(Customer, since=since).all()
    assert [(one.id, one.active) for one in found if isinstance(one, Customer)] == [("3", False)]


def test_a_full_answer_is_followed_by_another_question(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """There are no pages: after a thousand the question begins at the newest time seen (4.3)."""
    since = clock.now() + timedelta(seconds=1)
    for _ in range(24):
        clock.advance(1)
        simulator.seed(100)
    found = client.changes(Customer, since=since).all()
    ids = [one.id for one in found]
    assert sorted(map(int, ids)) == list(range(26, 2426))
    assert simulator.count("GET cdc") == 3


def test_a_thousand_changes_of_one_moment_cannot_be_told_apart(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """The error names the way that can."""
    clock.advance(1)
    simulator.seed(1000)
    with pytest.raises(crosstie.DecodeError) as caught:
        client.changes(Customer, since=clock.now()).all()
    assert "updated_since" in (caught.value.advice or "")


def test_what_is_longer_ago_is_refused_before_anything_is_sent(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """QuickBooks would answer the last 30 days only, without a word (4.3)."""
    changes = client.changes(Customer, since=clock.now() - timedelta(days=30, seconds=1))
    simulator.forget_calls()
    with pytest.raises(crosstie.UsageError, match="30 days"):
        changes.all()
    with pytest.raises(crosstie.UsageError):
        changes.page()
    assert simulator.count() == 0
    page = client.changes(Customer, since=clock.now() - timedelta(days=30)).page()
    assert len(page.items) == 25


def test_a_cursor_of_another_listing_is_refused(client: quickbooks.Client, clock: FakeClock) -> None:
    """Cursors are opaque: only a page's own is taken."""
    with pytest.raises(crosstie.UsageError, match="cursor"):
        client.changes(Customer, since=clock.now()).page("1001")


# -- batches -----------------------------------------------------------------------------------------------------------


def test_each_item_of_a_batch_has_its_own_result(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Records, lists and typed errors, in the order of the items."""
    first = client.customers.get("1")
    stale = attrs.evolve(client.customers.get("2"), sync_token="7")
    results = client.batch(
        [
            BatchCreate(Customer(display_name="Oak & Sons")),
            BatchUpdate(attrs.evolve(first, notes=None), first),
            BatchUpdate(attrs.evolve(stale, notes="x"), stale),
            BatchCreate(Customer(display_name="Oak & Sons")),
            BatchQuery(record=Customer, where={"id": ["4", "5"]}),
            BatchQuery(record=Invoice),
        ]
    )
    made, changed, conflict, duplicate, found, none = results
    assert isinstance(made, Customer)
    assert made.id == "26"
    assert isinstance(changed, Customer)
    assert (changed.notes, changed.sync_token) == (None, "1")
    assert isinstance(conflict, crosstie.Conflict)
    assert (conflict.kind, conflict.operation, conflict.connection) == ("stale", "batch", "acme/quickbooks/default")
    assert (conflict.request_id or "").endswith("-simulated")
    assert isinstance(duplicate, crosstie.Conflict)
    assert duplicate.kind == "duplicate"
    assert isinstance(found, list)
    assert [one.id for one in found] == ["4", "5"]
    assert none == []
    assert simulator.count("POST batch") == 1


def test_a_batch_replaces_deactivates_voids_and_deletes(client: quickbooks.Client) -> None:
    """All that single calls can do, but for mails."""
    customer = client.customers.get("3")
    vendor = client.vendors.create(quickbooks.Vendor(display_name="Oak Mill"))
    invoice, other = [client.invoices.create(_invoice()) for _ in range(2)]
    payment = client.payments.create(Payment(customer_ref=Ref("2"), total_amt=Decimal(5)))
    results = client.batch(
        [
            BatchReplace(attrs.evolve(customer, notes=None)),
            BatchSetActive(record=vendor, active=False),
            BatchVoid(invoice),
            BatchDelete(other),
            BatchVoid(payment),
        ]
    )
    replaced, inactive, voided, gone, void_payment = results
    assert isinstance(replaced, Customer)
    assert replaced.notes is None
    assert isinstance(inactive, quickbooks.Vendor)
    assert inactive.active is False
    assert isinstance(voided, Invoice)
    assert voided.total_amt == Decimal(0)
    assert isinstance(gone, Invoice)
    assert gone.is_deleted
    assert isinstance(void_payment, Payment)
    assert void_payment.total_amt == Decimal(0)


def test_more_than_thirty_items_take_several_calls(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Thirty in each (4.4), every call with a requestid of its own that follows from the caller's."""
    items = [BatchCreate(Customer(display_name=f"Batch {number}")) for number in range(65)]
    results = client.batch(items, idempotency_key="import-7")
    names = [one.display_name for one in results if isinstance(one, Customer)]
    assert names == [f"Batch {number}" for number in range(65)]
    keys = [dict(call.request.params)["requestid"] for call in simulator.log if call.route == "POST batch"]
    assert len(set(keys)) == len(keys) == 3
    again = client.batch(items, idempotency_key="import-7")
    assert again == results
    assert len(simulator.writes("Customer")) == 65


def test_a_batch_in_doubt_is_sent_again_with_its_key(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Time-outs and pages of HTML after the effect: nothing happens twice."""
    hasty = client.with_options(timeout=0.3)
    for number, fault in enumerate((Timeout(after_effect=True), Html(status=200, after_effect=True))):
        simulator.faults.add(fault, route="POST batch")
        (made,) = hasty.batch([BatchCreate(Customer(display_name=f"Batch {number}"))])
        assert isinstance(made, Customer)
    assert len(simulator.writes("Customer")) == 2


def test_what_was_done_is_not_lost_with_a_later_call(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """The first thirty have results, the next the error, the rest was not sent."""
    simulator.faults.add(Answer(status=503), route="POST batch", nth=2, times=None)
    items = [BatchCreate(Customer(display_name=f"Batch {number}")) for number in range(65)]
    results = client.with_options(retry=RetryPolicy(attempts=1)).batch(items)
    assert [type(result).__name__ for result in results] == ["Customer"] * 30 + ["OutcomeUnknown"] * 30 + [
        "NotSent"
    ] * 5


def test_a_first_call_that_fails_is_an_error(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Nothing was done that could be lost."""
    simulator.revoke_grants()
    simulator.expire_access_tokens()
    with pytest.raises(crosstie.ReconnectRequired):
        client.batch([BatchQuery(record=Customer)])


def test_an_item_that_cannot_be_sent_stops_the_batch_before_it_starts(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Drafts, operations that the kind does not have, and keys are checked first."""
    customer = client.customers.get("1")
    simulator.forget_calls()
    for item in (BatchCreate(Customer()), BatchDelete(customer), BatchVoid(customer)):
        with pytest.raises(crosstie.UsageError):
            client.batch([BatchCreate(Customer(display_name="fine")), item])
    with pytest.raises(crosstie.UsageError, match="cannot be made inactive"):
        client.batch([BatchSetActive(record=Invoice(id="1", sync_token="0"), active=False)])
    with pytest.raises(crosstie.UsageError, match="36"):
        client.batch([BatchQuery(record=Customer)], idempotency_key="x" * 37)
    assert client.batch([]) == []
    assert simulator.count() == 0


def test_batches_keep_to_a_pace_of_their_own(client: quickbooks.Client, clock: FakeClock) -> None:
    """Forty in any minute, counted apart from other calls (5.1)."""
    moments: list[float] = []
    for _ in range(100):
        client.batch([BatchQuery(record=Customer, where={"id": ["1"]})])
        moments.append(clock.monotonic())
    assert max(sum(moment <= other < moment + 60 for other in moments) for moment in moments) <= 40


def test_an_item_without_an_answer_is_in_doubt(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Results are told apart by number; one that is missing or unreadable says nothing about its write."""
    body = b'{"BatchItemResponse":[{"bId":"3","Customer":{"Id":"9","SyncToken":"0"}},{"bId":"2","Customer":"odd"}]}'
    simulator.faults.add(Answer(status=200, body=body), route="POST batch")
    drafts = [BatchCreate(Customer(display_name=f"Batch {number}")) for number in range(3)]
    missing, unreadable, there = client.batch(drafts)
    assert isinstance(missing, crosstie.OutcomeUnknown)
    assert isinstance(unreadable, crosstie.OutcomeUnknown)
    assert isinstance(there, Customer)
    assert there.id == "9"
    simulator.faults.add(Answer(status=200, body=b'{"BatchItemResponse":[]}'), route="POST batch")
    (unread,) = client.batch([BatchQuery(record=Customer)])
    assert isinstance(unread, crosstie.DecodeError)
