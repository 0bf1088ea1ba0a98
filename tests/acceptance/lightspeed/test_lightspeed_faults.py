# @generated from tests/acceptance/lightspeed/test_lightspeed_faults_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What goes wrong between a client and an account, and what the caller is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import crosstie
from crosstie.systems import lightspeed
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Reset, Timeout
from crosstie.testing.lightspeed import LightspeedSimulator


def test_the_bucket_is_never_overfilled(
    client: lightspeed.Client, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """The answers tell how full it is; the client waits for the next drip instead of being refused (5.1, 5.3)."""
    for number in range(100):
        assert client.shops.get("1").name == "Main", number
    assert simulator.throttled == 0
    assert sum(clock.sleeps) == pytest.approx(10.0, abs=1.5)


def test_a_full_bucket_is_waited_for(
    client: lightspeed.Client, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """Another process filled it: the 429 says how long, and the call is made again then (5.4)."""
    simulator.fill_bucket(95)
    assert client.shops.get("1").name == "Main"
    assert simulator.count("GET Shop one", status=429) == 1
    assert max(clock.sleeps) >= 5


def test_a_429_without_a_pause_is_a_second(
    client: lightspeed.Client, simulator: LightspeedSimulator, clock: FakeClock
) -> None:
    """At least a second, also where the header is missing or zero."""
    simulator.faults.add(Answer(status=429, retry_after="0"))
    client.shops.get("1")
    assert max(clock.sleeps) >= 1


def test_reads_are_repeated_and_creations_are_not(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """A read goes on over a bad gateway; a creation that may have happened is said to be in doubt (5.4)."""
    simulator.faults.add(Answer(status=502), route="GET Customer one")
    assert client.customers.raw.get("1").attempts[0].status == 502
    for fault in (Timeout(after_effect=True), Reset(after_effect=True), Answer(status=503), BrokenJson()):
        simulator.forget_calls()
        simulator.faults.add(fault, route="POST Customer")
        with pytest.raises(crosstie.OutcomeUnknown):
            client.customers.create(lightspeed.Customer(first_name="Ida"))
        assert simulator.count("POST Customer") == 1


def test_updates_are_repeated_because_they_name_values(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """The same values twice are the same values (5.4)."""
    simulator.faults.add(Timeout(after_effect=True), route="PUT Customer one")
    changed = client.customers.update(lightspeed.Customer(customer_id="1", company="Maple Homes"))
    assert (changed.company, simulator.count("PUT Customer one")) == ("Maple Homes", 2)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, crosstie.Invalid),
        (403, crosstie.Forbidden),
        (404, crosstie.NotFound),
        (405, crosstie.Invalid),
        (409, crosstie.Conflict),
        (422, crosstie.Invalid),
    ],
)
def test_refusals_are_typed(
    client: lightspeed.Client, simulator: LightspeedSimulator, status: int, error: type[crosstie.ApiError]
) -> None:
    """By status alone: bodies claim to be HTML while holding JSON (5.4)."""
    simulator.faults.add(Answer(status=status))
    with pytest.raises(error) as caught:
        client.customers.get("1")
    assert (caught.value.status, caught.value.attempts) == (status, 1)
    assert caught.value.request_id is not None
    assert caught.value.operation == "customers.get"


def test_a_page_of_html_is_no_record(
    client: lightspeed.Client, simulator: LightspeedSimulator
) -> None:
    """A proxy's page with status 200 is a decode error, never an empty list."""
    simulator.faults.add(Html(), times=None)
    with pytest.raises(crosstie.DecodeError):
        client.customers.list().all()


def test_a_missing_right_is_no_dead_session(
    sessions: crosstie.SessionManager, browse: Callable[[str], str], simulator: LightspeedSimulator
) -> None:
    """A scope that was not asked for is a 403: nothing is renewed (1.4)."""
    start = sessions.authorize("lightspeed", tenant="acme")
    connection = sessions.complete(start, browse(start.url))
    for grant in simulator.grants.of():
        grant.scopes = ("employee:customers_read",)
    shop = lightspeed.Client(sessions, connection)
    assert shop.customers.get("1").first_name == "Nora"
    with pytest.raises(crosstie.Forbidden):
        shop.items.get("1")
    assert simulator.grants.renewals == 0


def test_nothing_secret_is_shown(client: lightspeed.Client, simulator: LightspeedSimulator) -> None:
    """Tokens appear in no error and no repr."""
    client.shops.get("1")
    token = simulator.log[-1].request.headers
    held = next(value for name, value in token.items() if name.lower() == "authorization").removeprefix("Bearer ")
    simulator.faults.add(Answer(status=400, body=f'{{"message":"bad {held}"}}'.encode()))
    with pytest.raises(crosstie.Invalid) as caught:
        client.customers.get("1")
    shown = f"{caught.value!s} {caught.value!r} {client!r}"
    assert held not in shown


def test_many_calls_in_flight_keep_to_the_limit(
    client: lightspeed.Client,
    together: Callable[..., list[lightspeed.Customer]],
    simulator: LightspeedSimulator,
) -> None:
    """Sixteen callers at once: all are answered, whatever had to wait."""
    found = together(client.customers.get, [str(number) for number in range(1, 17)])
    assert [one.customer_id for one in found] == [str(number) for number in range(1, 17)]
    assert simulator.throttled == 0
