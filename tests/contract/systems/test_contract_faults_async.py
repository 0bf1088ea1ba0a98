"""Every client: what it makes of silence, broken connections, failing servers and unreadable answers."""

# ruff: noqa: ANN401 - clients and simulators of all systems

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from subjects import Absent, Subject

import crosstie
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Refused, Reset, Stuck, Timeout, Truncated
from crosstie.testing.faults import Fault

MOST = 6
"""No call is sent more often than this, whatever happens."""

PASSING: tuple[Fault, ...] = (
    Timeout(),
    Timeout(after_effect=True),
    Reset(),
    Reset(after_effect=True),
    Refused(),
    Truncated(),
    Answer(status=500),
    Answer(status=502),
    Answer(status=503),
    Answer(status=504),
)
UNREADABLE: tuple[Fault, ...] = (
    Html(),
    BrokenJson(),
    Answer(status=200, body=b""),
    Answer(status=200, body=b"12"),
    Answer(status=200, body=b'"secret text"'),
    Answer(status=200, body=b"{}"),
    Answer(status=200, body=b"[]"),
    Answer(status=200, body=b'{"ok": true}'),
    Answer(status=200, body=b'["secret text"]'),
    Answer(status=200, body=b"\xff\xfe\x00{"),
)
WITHOUT_EFFECT: tuple[Fault, ...] = (
    Timeout(),
    Reset(),
    Html(),
    Html(status=502),
    Answer(status=200, body=b""),
    Answer(status=200, body=b"12"),
    Answer(status=500),
    Answer(status=502),
    Answer(status=503),
    Answer(status=504),
)
AFTER_EFFECT: tuple[Fault, ...] = (
    Timeout(after_effect=True),
    Reset(after_effect=True),
    Html(after_effect=True),
    Html(status=502, after_effect=True),
    Truncated(),
    BrokenJson(),
)


@pytest.mark.parametrize("fault", PASSING, ids=repr)
async def test_a_read_survives_what_passes(
    subject: Subject, async_client: Any, simulator: Any, clock: FakeClock, fault: Fault
) -> None:
    """It is asked once more, after a pause on the injected clock."""
    simulator.faults.add(fault, route=subject.read_route)
    assert await subject.get(async_client) is not None
    assert simulator.count(subject.read_route) == 2
    assert clock.sleeps


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Timeout(), crosstie.TimedOut),
        (Timeout(after_effect=True), crosstie.TimedOut),
        (Reset(), crosstie.TransportError),
        (Refused(), crosstie.NotSent),
        (Truncated(), crosstie.TransportError),
        (Answer(status=500), crosstie.ServerFault),
        (Answer(status=502), crosstie.ServerFault),
        (Answer(status=503), crosstie.ServerFault),
        (Answer(status=504), crosstie.ServerFault),
    ],
    ids=repr,
)
async def test_a_read_that_keeps_failing_ends_in_the_typed_error(
    subject: Subject, async_client: Any, simulator: Any, fault: Fault, error: type[crosstie.CrosstieError]
) -> None:
    """After a bounded number of attempts, which it tells, and it crosses process borders."""
    simulator.faults.add(fault, route=subject.read_route, times=None)
    with pytest.raises(error) as caught:
        await subject.get(async_client)
    assert 2 <= simulator.count(subject.read_route) == caught.value.attempts <= MOST
    there = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - just written
    assert (type(there), there.operation, there.connection) == (
        type(caught.value),
        caught.value.operation,
        f"acme/{subject.system}/default",
    )


def _reads(subject: Subject) -> Iterator[Any]:
    """Yield the read of one record, and that of a whole list where there are lists."""
    yield subject.get
    listing = subject.listing
    if not isinstance(listing, Absent):
        yield lambda client: listing(client).all()


@pytest.mark.parametrize("fault", UNREADABLE, ids=repr)
async def test_an_answer_that_cannot_be_read_is_no_record_and_no_end_of_a_list(
    subject: Subject, async_client: Any, async_attempt: Any, simulator: Any, fault: Fault
) -> None:
    """A proxy's page taken for an empty list would look as if everything had been deleted."""
    simulator.faults.add(fault, times=None)
    if subject.nothing is not None and fault == Answer(status=200, body=subject.nothing):
        assert await subject.listing(async_client).all() == []
        return
    for call in _reads(subject):
        simulator.forget_calls()
        error = await async_attempt(call, async_client)
        assert isinstance(error, crosstie.DecodeError)
        assert simulator.count() == error.attempts <= MOST
        assert "secret text" not in f"{vars(error)}{error}"


# -- writes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", WITHOUT_EFFECT, ids=repr)
async def test_a_write_that_was_lost_on_its_way_is_never_made_twice(
    subject: Subject, async_client: Any, simulator: Any, fault: Fault
) -> None:
    """It is in doubt and sent once; or repeated, where its key or the system's word makes that safe."""
    simulator.faults.add(fault, route=subject.write_route)
    never_begun = isinstance(fault, Answer) and fault.status in subject.never_begun
    if subject.keyed or never_begun:
        await subject.create(async_client)
        assert (simulator.count(subject.write_route), subject.count(simulator)) == (2, 26)
        return
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        await subject.create(async_client)
    assert (simulator.count(subject.write_route), subject.count(simulator)) == (1, 25)
    assert (caught.value.retry, caught.value.attempts) == ("unknown", 1)
    assert caught.value.advice


@pytest.mark.parametrize("fault", AFTER_EFFECT, ids=repr)
async def test_a_write_whose_answer_was_lost_is_never_made_twice(
    subject: Subject, async_client: Any, simulator: Any, fault: Fault
) -> None:
    """Whether it is repeated with its key or said to be in doubt: there is one record."""
    simulator.faults.add(fault, route=subject.write_route)
    if subject.keyed or (isinstance(fault, BrokenJson) and subject.told_in_body is not None):
        await subject.create(async_client)
        assert (simulator.count(subject.write_route), subject.count(simulator)) == (1 + subject.keyed, 26)
        return
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        await subject.create(async_client)
    assert (simulator.count(subject.write_route), subject.count(simulator)) == (1, 26)
    assert caught.value.operation


@pytest.mark.parametrize(
    "fault", [Timeout(after_effect=True), Reset(after_effect=True), Html(after_effect=True)], ids=repr
)
async def test_a_write_whose_answers_are_all_lost_is_in_doubt_and_made_once(
    subject: Subject, async_client: Any, simulator: Any, fault: Fault
) -> None:
    """However often a key lets it be sent."""
    simulator.faults.add(fault, route=subject.write_route, times=None)
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        await subject.create(async_client)
    assert simulator.count(subject.write_route) == caught.value.attempts <= (MOST if subject.keyed else 1)
    assert subject.count(simulator) == 26
    assert (caught.value.idempotency_key is not None) is subject.keyed


async def test_a_write_that_never_left_is_sent_again(subject: Subject, async_client: Any, simulator: Any) -> None:
    """Nothing was sent, so nothing can happen twice."""
    simulator.faults.add(Refused(), route=subject.write_route)
    await subject.create(async_client)
    assert (simulator.count(subject.write_route), subject.count(simulator)) == (2, 26)


# -- lists -------------------------------------------------------------------------------------------------------------


async def test_a_list_hands_over_every_record_once(subject: Subject, async_client: Any, simulator: Any) -> None:
    """Over several pages."""
    if isinstance(subject.listing, Absent):
        assert subject.listing.proof(), subject.listing.reason
        return
    assert len(await subject.listing(async_client).all()) == 25
    assert simulator.count(subject.list_route) >= 3


async def test_a_cursor_that_does_not_move_ends_the_list(subject: Subject, async_client: Any, simulator: Any) -> None:
    """In an error: neither an endless loop, nor a list that looks whole."""
    if isinstance(subject.listing, Absent):
        assert not hasattr(await subject.unknown.read(async_client), "pages")
        return
    simulator.faults.add(Stuck(), route=subject.list_route, times=None)
    with pytest.raises(crosstie.DecodeError):
        await subject.listing(async_client).all()
    assert simulator.count(subject.list_route) <= 3


async def test_a_list_survives_what_passes_between_its_pages(
    subject: Subject, async_client: Any, simulator: Any
) -> None:
    """No record is passed over, and none comes twice."""
    if isinstance(subject.listing, Absent):
        assert subject.listing.proof(), subject.listing.reason
        return
    simulator.faults.add(Reset(), route=subject.list_route, nth=2)
    simulator.faults.add(Answer(status=502), route=subject.list_route, nth=4)
    found = await subject.listing(async_client).all()
    assert len(found) == len({repr(one) for one in found}) == 25
