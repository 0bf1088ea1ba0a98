# @generated from tests/acceptance/quickbooks/test_quickbooks_reads_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Reading the books: records, listings of every size, counts, the language, and pages that do not end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

import crosstie
from crosstie.core.calls import Answer as Exchange
from crosstie.core.calls import RetryPolicy
from crosstie.systems import quickbooks
from crosstie.systems.quickbooks import Customer, Item, Settings, field
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Stuck
from crosstie.testing.quickbooks import QuickBooksSimulator


def _ids(records: list[Customer]) -> list[int]:
    return [int(record.id or "0") for record in records]


def test_a_customer_is_read_with_exact_amounts_and_aware_times(client: quickbooks.Client) -> None:
    """Typed fields, and those below nested records."""
    customer = client.customers.get("1")
    assert customer.display_name == "Jansen Tile & Stone 1"
    assert customer.primary_email_addr is not None
    assert customer.primary_email_addr.address == "cora.1@example.com"
    assert customer.balance == Decimal(0)
    assert customer.meta_data is not None
    assert customer.meta_data.last_updated_time is not None
    assert customer.meta_data.last_updated_time.utcoffset() == timedelta(hours=-8)


def test_a_missing_record_is_not_found(client: quickbooks.Client) -> None:
    """HTTP 400 with code 610 (5.4); the error says where and under which transaction id."""
    with pytest.raises(crosstie.NotFound) as caught:
        client.customers.get("999")
    error = caught.value
    assert (error.status, error.code, error.operation, error.connection, error.attempts) == (
        400,
        "610",
        "customers.get",
        "acme/quickbooks/default",
        1,
    )
    assert (error.request_id or "").endswith("-simulated")


# -- listings ----------------------------------------------------------------------------------------------------------


def test_a_listing_sends_nothing_before_it_is_looked_at(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """And only as many pages as are looked at."""
    simulator.forget_calls()
    listing = client.customers.list(page_size=10)
    assert simulator.count() == 0
    assert (listing.first() or Customer()).id == "1"
    assert simulator.count() == 1


def test_a_listing_stops_at_a_short_page(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """25 in pages of ten take three calls (4.1)."""
    assert _ids(client.customers.list(page_size=10).all()) == list(range(1, 26))
    assert simulator.count("GET query") == 3


def test_a_full_last_page_is_followed_by_an_empty_one(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """25 in pages of five take six calls: the last answer has no customers at all (4.2)."""
    assert _ids(client.customers.list(page_size=5).all()) == list(range(1, 26))
    assert simulator.count("GET query") == 6


def test_pages_can_be_read_one_by_one(client: quickbooks.Client) -> None:
    """A page names what is behind it; a host may keep that between two requests of its own."""
    first = client.customers.page(limit=20)
    assert (len(first.items), first.next) == (20, "21")
    last = client.customers.page(limit=20, after=first.next)
    assert (_ids(list(last.items)), last.next) == ([21, 22, 23, 24, 25], None)


def test_a_page_that_repeats_for_ever_ends_with_an_error(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Books that answer every page with the first one do not keep their reader: by position, by time, heads."""
    simulator.faults.add(Stuck(), route="GET query", times=None)
    for listing in (
        client.customers.list(page_size=10),
        client.customers.list(page_size=10, updated_since=simulator.clock.now() - timedelta(days=1)),
        client.customers.heads(page_size=10),
    ):
        with pytest.raises(crosstie.DecodeError, match="repeats a page") as repeated:
            listing.all()
        assert (repeated.value.operation, repeated.value.connection) == ("customers.list", "acme/quickbooks/default")
    assert simulator.count("GET query") <= 9


def test_inactive_names_are_read_where_they_are_asked_for(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Queries hide them, reading by id does not (7.1)."""
    simulator.edit("Customer", "3", {"Active": False})
    customers = client.customers
    assert 3 not in _ids(customers.list().all())
    assert 3 in _ids(customers.list(active=None).all())
    assert _ids(customers.list(active=False).all()) == [3]
    assert (customers.count(), customers.count(active=None), customers.count(active=False)) == (
        24,
        25,
        1,
    )
    assert customers.get("3").active is False
    assert len(customers.heads().all()) == 25


def test_changes_are_listed_oldest_first_and_inclusive(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """What changed at the very moment is among them; inactive names only if asked for."""
    for place, name in enumerate(("7", "2", "9")):
        clock.advance(60)
        simulator.edit("Customer", name, {"Notes": f"edit {place}"})
    clock.advance(60)
    simulator.edit("Customer", "3", {"Active": False})
    since = clock.now() - timedelta(seconds=180)
    assert _ids(client.customers.list(updated_since=since).all()) == [7, 2, 9]
    assert _ids(client.customers.list(updated_since=since, active=None).all()) == [7, 2, 9, 3]
    assert _ids(client.customers.list(updated_since=since + timedelta(seconds=1)).all()) == [2, 9]
    assert client.customers.count(updated_since=since) == 3
    heads = client.customers.heads(updated_since=since).all()
    assert [(head.id, head.version) for head in heads] == [("7", "1"), ("2", "1"), ("9", "1"), ("3", "1")]


def test_a_reading_of_changes_passes_nothing_over_while_records_change(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """Each page begins at the newest time seen: an edit meanwhile moves a record to the end, and hides no other."""
    since = clock.now()
    for number in range(1, 26):
        clock.advance(1)
        simulator.edit("Customer", str(number), {"Notes": "first"})
    seen: list[str] = []
    for page in client.customers.list(updated_since=since + timedelta(seconds=1), page_size=10).pages():
        seen += [f"{customer.id}:{customer.sync_token}" for customer in page.items]
        if len(seen) == 10:
            clock.advance(1)
            simulator.edit("Customer", "1", {"Notes": "second"})
    assert seen == [*(f"{number}:1" for number in range(1, 26)), "1:2"]


def test_records_of_one_second_are_all_read(client: quickbooks.Client) -> None:
    """An import gives a thousand records one time: the pages then go by position."""
    since = client.customers.get("1").meta_data
    assert since is not None
    assert since.last_updated_time is not None
    found = client.customers.list(updated_since=since.last_updated_time, page_size=7).all()
    assert sorted(_ids(found)) == list(range(1, 26))


def test_a_listing_can_be_limited_and_ordered(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Conditions by Python names, in either direction."""
    name = "Sam O'Hara \\ 50% & Sons"
    simulator.add("Customer", {"DisplayName": name, "Notes": "x"})
    customers = client.customers
    assert [one.display_name for one in customers.list(where={"display_name": name}).all()] == [name]
    assert customers.count(field("display_name").starts_with("Sam O'H")) == 1
    assert _ids(customers.list(where={"id": ["5", "4"]}).all()) == [4, 5]
    assert _ids(customers.list(where=field("display_name").equals(name) & field("notes").equals("y")).all()) == []
    backwards = customers.list(order_by="-display_name", page_size=1000).all()
    names = [one.display_name or "" for one in backwards]
    assert names == sorted(names, reverse=True)


def test_any_class_of_record_can_be_queried(client: quickbooks.Client) -> None:
    """The class says what is asked for, and what comes back."""
    items = client.query(Item, {"name": "Oak plank"}).all()
    assert [(item.name, item.unit_price) for item in items] == [("Oak plank", Decimal(5))]
    assert len(client.query(quickbooks.CompanyInfo).all()) == 1


def test_a_long_question_goes_by_post(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """A thousand ids do not fit an address (2.1)."""
    ids = [str(number) for number in range(1, 1001)]
    assert len(client.customers.list(where={"id": ids}).all()) == 25
    assert (simulator.count("POST query"), simulator.count("GET query")) == (1, 0)


def test_a_misspelt_field_is_refused_before_anything_is_sent(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Where the call is made, not where the listing is read."""
    simulator.forget_calls()
    with pytest.raises(crosstie.UsageError, match="dislay_name"):
        client.customers.list(where={"dislay_name": "x"})
    with pytest.raises(crosstie.UsageError, match="1000"):
        client.customers.list(page_size=1001)
    assert simulator.count() == 0


def test_a_record_that_cannot_be_asked_for_is_an_error_of_the_vendor(
    client: quickbooks.Client,
) -> None:
    """What the library lets through and QuickBooks does not: 4001 is Invalid."""
    with pytest.raises(crosstie.Invalid) as caught:
        client.customers.list(where={"meta_data.created_by_ref": "1"}).all()
    assert caught.value.code == "4001"


# -- the whole exchange ------------------------------------------------------------------------------------------------


def test_raw_answers_the_whole_exchange(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Value, status, headers, body, transaction id, and every attempt with its pause."""
    simulator.faults.add(Answer(status=503), route="GET customer")
    answer: Exchange[Customer] = client.customers.raw.get("1")
    assert (answer.value.id, answer.status, answer.request_id) == ("1", 200, answer.headers["intuit_tid"])
    assert answer.body.startswith(b'{"Customer":{')
    assert [(attempt.status, attempt.error) for attempt in answer.attempts] == [(503, "ServerFault"), (200, None)]
    assert answer.attempts[0].waited > 0
    page = client.customers.raw.page(limit=5)
    assert len(page.value.items) == 5
    assert client.customers.raw.count().value == 25
    assert client.company_info.raw.get().value.company_name == "Composed Flooring Supply"


# -- trouble -----------------------------------------------------------------------------------------------------------


def test_a_throttle_is_waited_for_a_minute(
    client: quickbooks.Client, simulator: QuickBooksSimulator, clock: FakeClock
) -> None:
    """Without Retry-After the pause is 60 seconds (5.1); with one it is obeyed."""
    simulator.faults.add(Answer(status=429), route="GET customer")
    client.customers.get("1")
    assert 60.0 in clock.sleeps
    simulator.faults.add(Answer(status=429, retry_after="7"), route="GET customer")
    answer = client.customers.raw.get("1")
    assert 7.0 <= answer.attempts[0].waited < 9.0


def test_a_pause_of_hours_is_the_callers_to_know(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """It is not waited for."""
    simulator.faults.add(Answer(status=429, retry_after="86400"), route="GET customer")
    with pytest.raises(crosstie.QuotaExhausted) as caught:
        client.customers.get("1")
    assert (caught.value.retry_after, caught.value.attempts) == (86_400.0, 1)


def test_the_documented_limits_are_kept_without_being_told(
    sessions: crosstie.SessionManager, client: quickbooks.Client, clock: FakeClock
) -> None:
    """Two hundred calls in a row never exceed ten a second or 500 a minute."""
    del sessions
    begun = clock.monotonic()
    moments: list[float] = []
    for _ in range(200):
        client.customers.get("1")
        moments.append(clock.monotonic())
    assert max(sum(moment <= other < moment + 1 for other in moments) for moment in moments) <= 10
    assert 200 / 8 - 1 <= clock.monotonic() - begun <= 200 / 8


def test_the_pace_can_be_another_or_none(
    sessions: crosstie.SessionManager, clock: FakeClock, client: quickbooks.Client
) -> None:
    """Zeros are no limit."""
    del client
    free = Settings(per_second=0, concurrent=0, batches_per_minute=0)
    qbo = quickbooks.Client(sessions, ("acme", "quickbooks", "default"), settings=free)
    before = clock.sleeps
    for _ in range(30):
        qbo.customers.get("1")
    assert clock.sleeps == before


@pytest.mark.parametrize("fault", [Html(status=200), BrokenJson()], ids=["html", "broken"])
def test_an_answer_that_is_no_json_is_a_decode_error(
    client: quickbooks.Client, simulator: QuickBooksSimulator, fault: Html | BrokenJson
) -> None:
    """With a redacted look at what came, for a record and for a page."""
    simulator.faults.add(fault, route="GET *", times=2)
    with pytest.raises(crosstie.DecodeError) as caught:
        client.customers.get("1")
    assert caught.value.status == 200
    with pytest.raises(crosstie.DecodeError):
        client.customers.list().all()


def test_a_server_that_stays_broken_is_a_typed_error(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """After the tries the policy allows."""
    simulator.faults.add(Answer(status=503), route="GET customer", times=None)
    with pytest.raises(crosstie.ServerFault) as caught:
        client.with_options(retry=RetryPolicy(attempts=3)).customers.get("1")
    assert (caught.value.attempts, caught.value.status) == (3, 503)


def test_a_fault_with_http_200_is_an_error(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """A success that is none (5.3)."""
    body = (
        b'{"Fault":{"Error":[{"Message":"Gone","Detail":"Gone","code":"610","element":""}],"type":"ValidationFault"}}'
    )
    simulator.faults.add(Answer(status=200, body=body), route="GET customer")
    with pytest.raises(crosstie.NotFound):
        client.customers.get("1")


def test_records_keep_what_the_model_does_not_know(
    client: quickbooks.Client, simulator: QuickBooksSimulator
) -> None:
    """Unknown members are reachable."""
    simulator.add("Vendor", {"DisplayName": "Oak Mill", "LaterField": {"deep": [1]}})
    vendor = client.vendors.get("1")
    assert vendor.extra["LaterField"] == {"deep": [1]}
