"""Every client: what it does when its session or keys are refused, and when it is asked to slow down."""

# ruff: noqa: ANN401 - clients and simulators of all systems

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from subjects import Absent, Subject, Tap

import crosstie
from crosstie.testing import Answer, FakeClock

LONG = 300.0
"""A pause that no client sits out, and that is no sign yet of a month that is used up."""


async def test_a_refused_session_is_renewed_once_and_the_call_goes_on(
    subject: Subject, async_client: Any, simulator: Any, tap: Tap
) -> None:
    """Where sessions are renewed; keys that cannot be renewed end in the typed error after a single call."""
    if isinstance(subject.renewal, Absent):
        simulator.faults.add(Answer(status=401))
        with pytest.raises(crosstie.SessionError) as caught:
            await subject.get(async_client)
        assert (len(tap.sent), caught.value.attempts) == (1, 1)
        assert await subject.get(async_client) is not None
        return
    subject.renewal.expire(simulator)
    assert await subject.get(async_client) is not None
    assert simulator.count(subject.renewal.route) == 1
    assert simulator.count(subject.read_route) == len(tap.sent) - 1 == 2


async def test_a_write_that_was_refused_for_its_session_is_sent_again_and_happens_once(
    subject: Subject, async_client: Any, simulator: Any
) -> None:
    """A refusal comes before any effect; with keys alone nothing is written."""
    if isinstance(subject.renewal, Absent):
        simulator.faults.add(Answer(status=401))
        with pytest.raises(crosstie.SessionError):
            await subject.create(async_client)
        assert subject.count(simulator) == 25
        return
    subject.renewal.expire(simulator)
    await subject.create(async_client)
    assert subject.count(simulator) == 26
    assert simulator.count(subject.write_route) == 2


async def test_a_grant_that_is_gone_is_a_session_error_after_few_requests(
    subject: Subject, async_client: Any, simulator: Any, tap: Tap
) -> None:
    """Nothing loops, and the second call asks no more than the first."""
    subject.end(simulator)
    for _ in range(2):
        tap.forget()
        with pytest.raises(crosstie.SessionError) as caught:
            await subject.get(async_client)
        assert len(tap.sent) <= 3
        assert caught.value.connection == f"acme/{subject.system}/default"
        assert caught.value.operation


async def test_new_sessions_that_are_refused_as_well_end_after_one_renewal(
    subject: Subject, async_client: Any, simulator: Any, tap: Tap
) -> None:
    """The second refusal is the caller's to know."""
    simulator.faults.add(subject.refusal, route=subject.read_route, times=None)
    with pytest.raises(subject.refused) as caught:
        await subject.get(async_client)
    renewed = not isinstance(subject.renewal, Absent) and simulator.count(subject.renewal.route)
    assert renewed == (0 if isinstance(subject.renewal, Absent) else 1)
    assert simulator.count(subject.read_route) == caught.value.attempts <= 2
    assert len(tap.sent) <= 3


async def test_a_session_that_is_refused_for_good_is_the_state_of_the_connection(
    subject: Subject, async_client: Any, async_sessions: Any, simulator: Any
) -> None:
    """With keys or tokens, until a call goes through: a status page must not say that all is well."""
    rule = simulator.faults.add(subject.refusal, route=subject.read_route, times=None)
    with pytest.raises(subject.refused):
        await subject.get(async_client)
    (status,) = await async_sessions.status("acme")
    assert (status.state, status.reason) == ("error", "refused")
    assert status.error
    simulator.faults.remove(rule)
    assert await subject.get(async_client) is not None
    (status,) = await async_sessions.status("acme")
    assert (status.state, status.reason, status.error) == ("connected", None, None)


# -- throttled ---------------------------------------------------------------------------------------------------------


def _seconds(clock: FakeClock) -> str:
    del clock
    return "7"


def _date(clock: FakeClock) -> str:
    return format_datetime(clock.now().replace(microsecond=0) + timedelta(seconds=7), usegmt=True)


@pytest.mark.parametrize("form", [_seconds, _date], ids=["seconds", "date"])
@pytest.mark.parametrize("what", ["get", "create"])
async def test_a_pause_that_is_asked_for_is_kept(
    subject: Subject, async_client: Any, simulator: Any, clock: FakeClock, form: Any, what: str
) -> None:
    """On the injected clock; a throttled write was not begun, so it is sent again and happens once."""
    route = subject.read_route if what == "get" else subject.write_route
    simulator.faults.add(Answer(status=429, retry_after=form(clock)), route=route)
    before = clock.monotonic()
    if isinstance(subject.pauses, Absent):
        with pytest.raises(crosstie.QuotaExhausted):
            await getattr(subject, what)(async_client)
        assert (simulator.count(route), clock.monotonic() - before, subject.count(simulator)) == (1, 0, 25)
        return
    if what == "create" and subject.pauses_of_writes is not None:
        with pytest.raises(crosstie.RateLimited) as caught:
            await subject.create(async_client)
        assert (simulator.count(route), clock.monotonic() - before, subject.count(simulator)) == (1, 0, 25)
        assert (caught.value.retry, caught.value.retry_after) == ("unsafe", 7)
        return
    await getattr(subject, what)(async_client)
    assert 7 <= clock.monotonic() - before < 20
    assert simulator.count(route, status=429) == 1
    assert subject.count(simulator) == (25 if what == "get" else 26)


async def test_a_pause_that_is_too_long_is_told_to_the_caller(
    subject: Subject, async_client: Any, simulator: Any, clock: FakeClock
) -> None:
    """Without waiting, and without a second call."""
    simulator.faults.add(Answer(status=429, retry_after=f"{LONG:g}"), times=None)
    before = clock.monotonic()
    with pytest.raises(crosstie.ApiError) as caught:
        await subject.get(async_client)
    assert (simulator.count(), clock.monotonic() - before) == (1, 0)
    if isinstance(subject.pauses, Absent):
        assert isinstance(caught.value, crosstie.QuotaExhausted)
        return
    assert isinstance(caught.value, crosstie.RateLimited)
    assert (caught.value.retry_after, caught.value.retry) == (LONG, "safe")


async def test_throttling_without_end_ends_in_the_typed_error(
    subject: Subject, async_client: Any, simulator: Any, clock: FakeClock
) -> None:
    """After as many attempts as the client makes, with pauses between them."""
    simulator.faults.add(Answer(status=429), times=None)
    with pytest.raises((crosstie.RateLimited, crosstie.QuotaExhausted)) as caught:
        await subject.get(async_client)
    assert simulator.count() == caught.value.attempts <= 6
    assert isinstance(caught.value, crosstie.QuotaExhausted) is (subject.pauses is not None)
    assert len(clock.sleeps) >= caught.value.attempts - 1
