# @generated from tests/acceptance/netsuite/test_netsuite_deferred_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Synchronous requests and batches: once for a key, resumed after whatever happens, an outcome for every part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import attrs
import pytest

import crosstie
from crosstie.systems.netsuite import Client, Customer, Estimate, Item, Items, Ref
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Reset, Timeout
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator

Connect: TypeAlias = Callable[[NetSuiteSimulator], Client]
Busy: TypeAlias = Callable[[float], NetSuiteSimulator]

KEY = "0d7f2f5e-0000-4000-8000-00000000000a"
OTHER = "0d7f2f5e-0000-4000-8000-00000000000b"
ACME = Customer(company_name="Acme Tile", subsidiary=Ref(id="1"))
JOB = "GET job/{id}"
RESULT = "GET job/{id}/task/{id}/result"


# -- single requests (2.6) ---------------------------------------------------------------------------------------------


def test_a_record_is_made_later_and_once_for_its_key(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """The key was used: NetSuite says 400, and names the first job, which is success."""
    made = client.customers.deferred.create(ACME, key=KEY)
    assert client.customers.get(made).company_name == "Acme Tile"
    assert client.customers.deferred.create(ACME, key=KEY.upper()) == made
    assert len(simulator.writes("customer")) == 1
    assert simulator.count("POST customer", status=400) == 1


@pytest.mark.parametrize("location", ["relative", "absolute"])
def test_the_job_is_found_however_it_is_named(connect: Connect, clock: FakeClock, location: str) -> None:
    """The pages disagree; only the path counts."""
    rules = NetSuiteRules(job_location=location, service_url="http://elsewhere.example")
    client = connect(NetSuiteSimulator(clock=clock, rules=rules))
    assert client.customers.deferred.create(ACME, key=KEY)


def test_waiting_is_on_the_clock_that_was_given(connect: Connect, busy: Busy, clock: FakeClock) -> None:
    """Nothing sleeps for real; the pauses grow to ten seconds and end with the wait."""
    account = busy(60)
    client = connect(account)
    assert client.customers.deferred.create(ACME, key=KEY)
    assert clock.sleeps[0] == 0.5
    assert max(clock.sleeps) <= 10
    assert account.count(JOB) < 15


def test_a_job_that_takes_longer_is_resumed(connect: Connect, busy: Busy, clock: FakeClock) -> None:
    """The token asks on; nothing is sent a second time, and the wait is kept to the second."""
    account = busy(300)
    client = connect(account)
    before = clock.monotonic()
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.deferred.create(ACME, key=KEY, wait=45)
    assert clock.monotonic() - before == pytest.approx(45)
    assert caught.value.token is not None
    clock.advance(300)
    made = client.customers.deferred.create(ACME, key=KEY, resume=caught.value.token)
    assert (len(account.writes("customer")), account.count("POST customer")) == (1, 1)
    assert made == account.records("customer")[-1]["id"]


@pytest.mark.parametrize("kind", [Timeout, Reset])
@pytest.mark.parametrize("after_effect", [False, True])
def test_a_submission_in_doubt_is_sent_again_under_its_key(
    client: Client, simulator: NetSuiteSimulator, kind: type[Timeout | Reset], *, after_effect: bool
) -> None:
    """Whether or not the first one arrived, there is one customer."""
    simulator.faults.add(kind(after_effect=after_effect), route="POST customer")
    made = client.with_options(timeout=0.3).customers.deferred.create(ACME, key=KEY)
    assert [note.id for note in simulator.writes("customer")] == [made]


def test_a_submission_that_stays_in_doubt_is_resumed_by_its_key(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """Every answer was lost, the first one after its effect; the next day's call with the key finds the customer."""
    simulator.faults.add(Reset(after_effect=True), route="POST customer", times=4)
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        client.customers.deferred.create(ACME, key=KEY)
    assert caught.value.idempotency_key == KEY
    made = client.customers.deferred.create(ACME, key=caught.value.idempotency_key)
    assert [note.id for note in simulator.writes("customer")] == [made]


@pytest.mark.parametrize("route", [JOB, "GET job/{id}/task", RESULT])
def test_a_job_that_cannot_be_asked_about_is_pending(
    client: Client, simulator: NetSuiteSimulator, route: str
) -> None:
    """It goes on at NetSuite whether anybody asks or not, so it is neither failed nor in doubt."""
    simulator.faults.add(Answer(status=503), route=route, times=4)
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.deferred.create(ACME, key=KEY)
    made = client.customers.deferred.create(ACME, key=KEY, resume=caught.value.token)
    assert [note.id for note in simulator.writes("customer")] == [made]


@pytest.mark.parametrize(
    ("fault", "route"), [(Html(), JOB), (Html(), "GET job/{id}/task"), (Html(), RESULT), (BrokenJson(), JOB)]
)
def test_a_job_that_is_told_of_unreadably_is_pending(
    client: Client, simulator: NetSuiteSimulator, fault: Html | BrokenJson, route: str
) -> None:
    """The request was taken; whoever has its token asks again, and nothing is made twice."""
    simulator.faults.add(fault, route=route, times=4)
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.deferred.create(ACME, key=KEY)
    simulator.faults.clear()
    made = client.customers.deferred.create(ACME, key=KEY, resume=caught.value.token)
    assert [note.id for note in simulator.writes("customer")] == [made]


def test_a_server_is_free_to_answer_at_once(client: Client, simulator: NetSuiteSimulator) -> None:
    """Whoever prefers to wait may be answered now (RFC 7240): that is the outcome; too little of one is a doubt."""
    at_once = Answer(status=204, body=b"", headers=(("location", "http://elsewhere.example/record/v1/customer/901"),))
    simulator.faults.add(at_once, route="POST customer")
    assert client.customers.deferred.create(ACME, key=KEY) == "901"
    simulator.faults.add(Answer(status=204, body=b""), route="POST customer", times=2)
    with pytest.raises(crosstie.OutcomeUnknown):
        client.customers.deferred.create(ACME, key=KEY)
    with pytest.raises(crosstie.OutcomeUnknown, match="as no batch is answered"):
        client.customers.batches.create([ACME, ACME], key=OTHER)
    assert simulator.count(JOB) == 0


def test_a_login_that_is_refused_while_a_result_is_read_is_no_outcome(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """It says nothing of the write; the same key asks again when the login is mended."""
    simulator.faults.add(Answer(status=401), route=RESULT)
    with pytest.raises(crosstie.CredentialsRejected):
        client.customers.batches.create([ACME], key=KEY)
    made = client.customers.batches.create([ACME], key=KEY)
    assert made == [note.id for note in simulator.writes("customer")]


def test_a_result_that_is_blocked_for_long_is_pending(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """The account is busy: the write was made, and its result waits."""
    simulator.faults.add(Answer(status=429), route=RESULT, times=4)
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.deferred.create(ACME, key=KEY)
    made = client.customers.deferred.create(ACME, key=KEY, resume=caught.value.token)
    assert [note.id for note in simulator.writes("customer")] == [made]


def test_a_refusal_is_that_of_the_plain_call(client: Client, simulator: NetSuiteSimulator) -> None:
    """The result is what the synchronous call would have answered, its errors too."""
    simulator.reject_saves("customer", code="ACME_RULE", detail="A phone number is needed.")
    with pytest.raises(crosstie.Invalid, match=r"A phone number is needed\.") as caught:
        client.customers.deferred.create(ACME, key=KEY)
    assert caught.value.code == "ACME_RULE"
    with pytest.raises(crosstie.NotFound):
        client.customers.deferred.delete("999", key=OTHER)


def test_a_job_that_netsuite_forgot_is_in_doubt(connect: Connect, busy: Busy, clock: FakeClock) -> None:
    """Results are kept for a time that nobody documents; after it, nobody can tell what became of the write."""
    account = busy(500)
    client = connect(account)
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.deferred.create(ACME, key=KEY, wait=1)
    clock.advance(2 * 86_400)
    with pytest.raises(crosstie.OutcomeUnknown, match="remember"):
        client.customers.deferred.create(ACME, key=KEY, resume=caught.value.token)


TASK = "GET job/{id}/task/{id}"


@pytest.mark.parametrize("state", [None, 404])
def test_a_result_that_is_kept_no_longer_is_in_doubt(
    client: Client, simulator: NetSuiteSimulator, state: int | None
) -> None:
    """It can go between the list of parts and the reading: a 404 for it says nothing of the record, which was made."""
    simulator.faults.add(Answer(status=404), route=RESULT)
    if state is not None:
        simulator.faults.add(Answer(status=state), route=TASK)
    with pytest.raises(crosstie.OutcomeUnknown, match="does not remember") as caught:
        client.customers.deferred.create(ACME, key=KEY)
    assert caught.value.idempotency_key == KEY
    assert len(simulator.writes("customer")) == 1


def test_a_part_whose_result_is_kept_no_longer_is_in_doubt(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """The other parts have their results all the same; so it is where a failure cannot be looked into."""
    simulator.faults.add(Answer(status=404), route=RESULT, nth=2)
    made = client.customers.batches.create([ACME, ACME], key=KEY)
    assert made[0] == simulator.writes("customer")[0].id
    assert isinstance(made[1], crosstie.OutcomeUnknown)
    simulator.faults.add(Answer(status=500), route=RESULT, times=4)
    simulator.faults.add(Answer(status=404), route=TASK)
    with pytest.raises(crosstie.OutcomeUnknown, match="does not remember"):
        client.customers.deferred.create(ACME, key=OTHER)


def test_a_missing_result_whose_part_cannot_be_asked_about_is_pending(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """Its token asks again; whether the record or the result is missing is not known yet."""
    simulator.faults.add(Answer(status=404), route=RESULT)
    simulator.faults.add(Answer(status=503), route=TASK, times=4)
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.deferred.create(ACME, key=KEY)
    made = client.customers.deferred.create(ACME, key=KEY, resume=caught.value.token)
    assert [note.id for note in simulator.writes("customer")] == [made]


def test_a_write_that_netsuite_failed_at_is_in_doubt(
    client: Client, simulator: NetSuiteSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 500 as the result of a part tells as little as a 500 at once; the state of the part tells the two apart."""
    from crosstie.testing.netsuite import api as simulated  # noqa: PLC0415 - only this test reaches into it

    fault = simulated.problem(simulated.Refusal(simulated.Problem("UNEXPECTED_ERROR", "Composed."), status=500))
    monkeypatch.setattr(simulated._Later, "__call__", lambda _: fault)
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        client.customers.deferred.create(ACME, key=KEY)
    assert caught.value.idempotency_key == KEY
    assert not simulator.writes("customer")


def test_every_write_can_be_deferred(client: Client, simulator: NetSuiteSimulator) -> None:
    """Lines that are added are added once, and an estimate becomes one order, whatever is sent again."""
    keys = [f"0d7f2f5e-0000-4000-8000-0000000000{number:02d}" for number in range(10, 15)]
    line = {"item": {"id": "91"}, "quantity": 1}
    before = len(client.estimates.get("60001").item.items)
    simulator.faults.add(Reset(after_effect=True), route="PATCH estimate/{id}")
    client.estimates.deferred.update("60001", {"item": {"items": [line]}}, append=["item"], key=keys[0])
    estimate = client.estimates.get("60001")
    assert len(estimate.item.items) == before + 1
    simulator.faults.add(Reset(after_effect=True), route="POST estimate/{id}/!transform/salesOrder")
    order = client.estimates.deferred.transform("60001", "salesOrder", {"externalId": "SO-1"}, key=keys[1])
    assert [record["id"] for record in simulator.records("salesOrder")] == [order]
    client.customers.deferred.upsert("H-1", ACME, key=keys[2])
    known = client.customers.get("eid:H-1")
    client.customers.deferred.update("eid:H-1", attrs.evolve(known, phone="1"), known, key=keys[3])
    assert client.customers.get("eid:H-1").phone == "1"
    client.customers.deferred.update("eid:H-1", known, known, key="not needed: nothing differs")
    client.customers.deferred.delete("eid:H-1", key=keys[4])
    assert len(simulator.records("customer")) == 25


@pytest.mark.parametrize("key", ["", "order-5521", "0d7f2f5e"])
def test_a_key_is_a_uuid(client: Client, simulator: NetSuiteSimulator, key: str) -> None:
    """NetSuite takes no other; found before anything is sent."""
    with pytest.raises(crosstie.UsageError, match="UUID"):
        client.customers.deferred.create(ACME, key=key)
    with pytest.raises(crosstie.UsageError, match="token"):
        client.customers.deferred.create(ACME, key=KEY, resume="5501/task/1")
    assert not simulator.log


# -- batches (2.7) -----------------------------------------------------------------------------------------------------


def test_one_refused_record_stops_none_of_the_others(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """Each has its own outcome, in the order given; under the same key again they are the same ones."""
    records = [ACME, Customer(company_name="No subsidiary"), {"companyName": "Beech", "subsidiary": {"id": "1"}}]
    first, refused, third = client.customers.batches.create(records, key=KEY)
    assert isinstance(refused, crosstie.Invalid)
    names = [client.customers.get(str(one)).company_name for one in (first, third)]
    assert names == ["Acme Tile", "Beech"]
    again = client.customers.batches.create(records, key=KEY)
    assert (again[0], again[2], type(again[1])) == (first, third, crosstie.Invalid)
    assert len(simulator.writes("customer")) == 2


def test_results_keep_their_places_though_the_order_of_work_is_free(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """In parallel the last may be done first; and there are more than nine, which text would sort wrong."""
    records = [{"companyName": f"Company {number}", "subsidiary": {"id": "1"}} for number in range(12)]
    made = client.customers.batches.create(records, key=KEY, parallel=True)
    names = [client.customers.get(str(one)).company_name for one in made]
    assert names == [record["companyName"] for record in records]
    assert [note.id for note in simulator.writes("customer")] != made


def test_records_are_changed_put_read_and_deleted_in_batches(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """By internal ids and external ones; what is not there is its own part's error."""
    keys = [f"0d7f2f5e-0000-4000-8000-0000000000{number:02d}" for number in range(20, 24)]
    batches = client.customers.batches
    put = batches.upsert({"H-1": ACME, "H-2": {"companyName": "Beech", "subsidiary": {"id": "1"}}}, key=keys[0])
    assert put == [None, None]  # which ids they got is not documented to be told
    changed = batches.update(
        {"801": {"phone": "1"}, "999": {"phone": "2"}, "eid:H-2": {"phone": "3"}}, key=keys[1]
    )
    assert [type(one) for one in changed] == [type(None), crosstie.NotFound, type(None)]
    read = batches.get(["801", "eid:H-1", "998", "eid:H-2"], key=keys[2])
    shown = [one.phone if isinstance(one, Customer) else type(one) for one in read]
    assert shown == ["1", None, crosstie.NotFound, "3"]
    assert read[0].address_book.items
    simulator.seed_documents("estimate", 0)
    deleted = batches.delete(["eid:H-1", "997", "824"], key=keys[3])
    assert [type(one) for one in deleted] == [type(None), crosstie.NotFound, type(None)]
    assert len(simulator.records("customer")) == 25


def test_a_batch_whose_answer_is_lost_is_not_made_twice(
    client: Client, simulator: NetSuiteSimulator
) -> None:
    """Sent again under its key, or resumed when its results could not be read."""
    simulator.faults.add(Timeout(after_effect=True), route="POST customer")
    simulator.faults.add(Answer(status=503), route=RESULT, nth=3, times=4)
    records = [attrs.evolve(ACME, company_name=f"Company {number}") for number in range(4)]
    client = client.with_options(timeout=0.3)
    with pytest.raises(crosstie.Pending) as caught:
        client.customers.batches.create(records, key=KEY)
    made = client.customers.batches.create(records, key=KEY, resume=caught.value.token)
    assert [note.id for note in simulator.writes("customer")] == made


def test_what_the_job_does_not_tell_is_in_doubt(
    client: Client, simulator: NetSuiteSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of parts that lacks one: nobody knows what became of it, and the others have their results."""
    from crosstie.testing.netsuite.jobs import Jobs  # noqa: PLC0415 - only this test reaches into it

    whole = Jobs._task_list

    def shortened(jobs: Jobs, job: Any) -> Any:  # noqa: ANN401 - JSON
        told = whole(jobs, job)
        told["items"][0]["links"].pop()
        return told

    monkeypatch.setattr(Jobs, "_task_list", shortened)
    first, second = client.customers.batches.create([ACME, ACME], key=KEY)
    assert first == simulator.writes("customer")[0].id
    assert isinstance(second, crosstie.OutcomeUnknown)
    assert second.idempotency_key == KEY


@pytest.mark.parametrize("count", [0, 101])
def test_a_batch_has_a_hundred_records_at_most(
    client: Client, simulator: NetSuiteSimulator, count: int
) -> None:
    """Found before anything is sent; so is an id that comes twice, or is none."""
    with pytest.raises(crosstie.UsageError, match="1 to 100"):
        client.customers.batches.create([ACME] * count, key=KEY)
    with pytest.raises(crosstie.UsageError, match="1 to 100"):
        client.customers.batches.delete([str(number) for number in range(count)], key=KEY)
    for ids in (["801", "801"], ["80 1"]):
        with pytest.raises(crosstie.UsageError):
            client.customers.batches.delete(ids, key=KEY)
    assert not simulator.log


def test_a_batch_adds_no_lines_by_accident(client: Client, simulator: NetSuiteSimulator) -> None:
    """Lines without keys would be added to those of a document that is there; keyed ones change theirs."""
    line = {"items": [{"item": {"id": "91"}, "quantity": 1}]}
    with pytest.raises(crosstie.UsageError, match="would be added"):
        client.estimates.batches.update({"60001": {"item": line}}, key=KEY)
    with pytest.raises(crosstie.UsageError, match="would be added"):
        client.estimates.batches.upsert({"E-1": {"entity": {"id": "801"}, "item": line}}, key=KEY)
    with pytest.raises(crosstie.UsageError, match="cannot hold lines"):
        client.estimates.batches.upsert({"E-1": Estimate(item=Items(items=(Item(quantity=1),)))}, key=KEY)
    assert not simulator.log
    keyed = {"items": [{"line": 1, "quantity": 7}]}
    assert client.estimates.batches.update({"60001": {"item": keyed}}, key=KEY) == [None]
    assert client.estimates.get("60001").item.items[0].quantity == 7
