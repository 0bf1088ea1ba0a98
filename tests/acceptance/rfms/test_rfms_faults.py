# @generated from tests/acceptance/rfms/test_rfms_faults_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What goes wrong on the way: reads are asked again, writes never blindly, and every answer has its typed error."""

from __future__ import annotations

import attrs
import pytest

import crosstie
from crosstie.systems import rfms
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Refused, Reset, Timeout, Truncated
from crosstie.testing.faults import Fault
from crosstie.testing.rfms import RfmsSimulator

_DRAFT = rfms.Customer(
    customer_type="RESIDENTIAL",
    entry_type="Customer",
    customer_address=rfms.Address(last_name="Fern", first_name="Ida"),
    phone1="503-555-0190",
)

_NO_USABLE_ANSWER: list[Fault] = [
    Timeout(),
    Timeout(after_effect=True),
    Reset(),
    Reset(after_effect=True),
    Truncated(),
    BrokenJson(),
    Html(),
    Html(after_effect=True),
    Answer(status=200, body=b""),
    Answer(status=200, body=b"12"),
    Answer(status=200, body=b'{"status":"thinking"}'),
    Answer(status=500),
    Answer(status=502, body=b"<html>Bad gateway</html>"),
    Answer(status=503, retry_after="2"),
    Answer(status=504),
]


def _impatient(client: rfms.Client, fault: Fault) -> rfms.Client:
    """Wait briefly for what never comes, and as long as it takes for everything else: the machine may be busy."""
    return client.with_options(timeout=0.7) if isinstance(fault, Timeout) else client


@pytest.mark.parametrize("fault", _NO_USABLE_ANSWER, ids=repr)
def test_a_read_without_a_usable_answer_is_asked_again(
    client: rfms.Client, simulator: RfmsSimulator, clock: FakeClock, fault: Fault
) -> None:
    """Searches count as reads although they are posted."""
    simulator.faults.add(fault, route="POST customers/find")
    found = _impatient(client, fault).customers.find("Maple").first()
    assert found is not None
    assert (simulator.count("POST customers/find"), len(clock.sleeps)) == (2, 1)


@pytest.mark.parametrize("fault", _NO_USABLE_ANSWER, ids=repr)
def test_a_write_without_a_usable_answer_is_in_doubt_and_never_repeated(
    client: rfms.Client, simulator: RfmsSimulator, fault: Fault
) -> None:
    """Nobody knows whether it was carried out; the advice is to look."""
    simulator.faults.add(fault, route="POST customer")
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        _impatient(client, fault).customers.save(_DRAFT)
    assert simulator.count("POST customer") == 1
    assert (caught.value.retry, caught.value.operation) == ("unknown", "customers.save")
    assert "Look the record up" in str(caught.value)


def test_a_throttled_write_is_repeated(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """It was not carried out."""
    simulator.faults.add(Answer(status=429, retry_after="7"), route="POST customer")
    saved = client.customers.save(_DRAFT)
    assert (saved.customer_id, len(simulator.store.customers)) == ("4736", 26)


@pytest.mark.parametrize("address", ["in process"], indirect=True)  # over HTTP a call has arrived before it is refused
def test_a_write_that_never_left_is_repeated(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """No connection came about, so nothing was carried out."""
    simulator.faults.add(Refused(), route="POST customer")
    saved = client.customers.save(_DRAFT)
    assert (saved.customer_id, len(simulator.store.customers)) == ("4736", 26)


def test_a_pause_that_rfms_asks_for_is_kept(
    client: rfms.Client, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """No such answer was ever recorded, but it would be obeyed."""
    simulator.faults.add(Answer(status=429, retry_after="7"), route="GET customer/{id}")
    before = clock.monotonic()
    client.customers.get("4711")
    assert clock.monotonic() - before >= 7


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Html(), crosstie.DecodeError),
        (Answer(status=200, body=b""), crosstie.DecodeError),
        (Answer(status=500), crosstie.ServerFault),
        (Answer(status=400), crosstie.Invalid),
        (Answer(status=404), crosstie.NotFound),
        (Answer(status=405), crosstie.Invalid),
        (Answer(status=302), crosstie.DecodeError),
        (Timeout(), crosstie.TimedOut),
    ],
    ids=repr,
)
def test_a_fault_that_stays_ends_in_its_typed_error(
    client: rfms.Client, simulator: RfmsSimulator, fault: Fault, error: type[crosstie.CrosstieError]
) -> None:
    """With operation, connection and number of attempts."""
    simulator.faults.add(fault, route="GET customer/{id}", times=None)
    with pytest.raises(error) as caught:
        _impatient(client, fault).customers.get("4711")
    assert (caught.value.operation, caught.value.connection) == ("customers.get", "acme/rfms/default")
    assert caught.value.attempts == (5 if caught.value.retry == "unknown" else 1)


def test_json_that_is_called_html_is_read(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """The vendor's own payment sample has that content type: the body decides."""
    assert simulator.rules.payment_content_type.startswith("text/html")
    order = client.orders.find_by_reference("PO-00001")[0]
    payment = rfms.Payment(
        document_number=order.document_number, payment_method="check", payment_amount=10, receipt_account_id="1"
    )
    answer = client.payments.raw.record(payment)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.value.invoice_number == "CG600001"


def test_the_servers_own_message_is_told(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """ASP.NET says ``{"Message": ...}`` outside the envelope; a page of HTML is not quoted."""
    simulator.faults.add(Answer(status=405, body=b'{"Message":"Use POST."}'), route="GET customer/{id}")
    with pytest.raises(crosstie.Invalid, match="Use POST") as caught:
        client.customers.get("4711")
    assert caught.value.code == "405"
    simulator.faults.add(Html(status=405), route="GET customer/{id}")
    with pytest.raises(crosstie.Invalid, match="no reason"):
        client.customers.get("4711")


def test_a_read_that_waits_is_polled(
    client: rfms.Client, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """The store is asked again after about 1, 2 and 4 seconds."""
    simulator.hold("GET customer/{id}", times=3)
    assert client.customers.get("4711").customer_id == "4711"
    assert simulator.count("GET customer/{id}") == 4
    assert 3.5 <= sum(clock.sleeps) <= 7


def test_a_read_that_waits_for_ever_is_pending(client: rfms.Client, simulator: RfmsSimulator) -> None:
    """After five times the caller is told that the store does not answer."""
    simulator.hold("GET customer/{id}", times=9)
    with pytest.raises(crosstie.Pending):
        client.customers.get("4711")
    assert simulator.count("GET customer/{id}") == 5


@pytest.mark.parametrize("place", ["absent", "detail", "docId"])
def test_any_write_can_wait_and_says_whether_it_can_be_resumed(
    client: rfms.Client, simulator: RfmsSimulator, place: str
) -> None:
    """Only two endpoints document a message id; wherever else one stands, it is found."""
    simulator.rules = attrs.evolve(simulator.rules, waiting_id_elsewhere=place)
    simulator.hold("POST customer")
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.save(_DRAFT)
    assert simulator.count("POST customer") == 1
    if place == "absent":
        assert caught.value.token is None
        assert "look the record up" in str(caught.value)
    else:
        saved = client.customers.save(_DRAFT, resume=caught.value.token)
        assert saved.customer_id == "4736"
    assert len(simulator.store.customers) == 26


def test_at_most_two_calls_are_under_way_to_a_store(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """All clients of a connection share the limit, also those with other options."""
    other = client.with_options(headers={"x-test": "1"})
    assert client.pace == other.pace
    assert (client.pace.concurrent, client.pace.key) == (2, "rfms/store-EXAMPLE0001")
    assert other.with_options(settings=rfms.Settings(concurrent=1)).pace.concurrent == 1
    other.customers.get("4711")
    assert simulator.log[-1].request.headers["x-test"] == "1"
