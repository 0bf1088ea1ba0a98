# @generated from tests/acceptance/rfms/test_rfms_sessions_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Sessions with a store: begun, aged, refused and healed, without a call too many (requirements R1 and R2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import pytest

import crosstie
from crosstie.systems import rfms
from crosstie.testing import FakeClock
from crosstie.testing.rfms import RfmsRules, RfmsSimulator

_KEYS: Mapping[str, str] = {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"}


def test_connecting_begins_a_session_and_names_the_store(
    sessions: crosstie.SessionManager, simulator: RfmsSimulator
) -> None:
    """The keys are proved good by a first session, and the store queue is the account."""
    connection = sessions.connect("rfms", tenant="acme", **_KEYS)
    assert (connection.account, connection.status, simulator.sessions_begun) == ("store-EXAMPLE0001", "connected", 1)


def test_a_wrong_key_is_rejected_and_nothing_is_stored(
    sessions: crosstie.SessionManager,
) -> None:
    """The empty 403 becomes an error that says what to look at."""
    with pytest.raises(crosstie.CredentialsRejected, match="store queue or the key"):
        sessions.connect("rfms", tenant="acme", store_queue="store-EXAMPLE0001", api_key="KEY-OTHER")
    assert sessions.status("acme") == []


def test_a_queue_without_its_prefix_is_refused_before_anything_is_sent(
    sessions: crosstie.SessionManager, simulator: RfmsSimulator
) -> None:
    """RFMS would answer an empty 403, which could mean anything."""
    with pytest.raises(crosstie.UsageError, match="prefix"):
        sessions.connect("rfms", tenant="acme", store_queue="EXAMPLE0001", api_key="KEY-EXAMPLE")
    assert simulator.counts == {}


@pytest.mark.parametrize("status", [401, 403])
def test_a_session_that_ends_in_the_middle_of_a_listing_heals_with_exactly_one_begin(
    client: rfms.Client, simulator: RfmsSimulator, status: int
) -> None:
    """Whichever way RFMS refuses an expired session, the page is asked for once more with a new one."""
    simulator.rules = attrs.evolve(simulator.rules, expired_status=status)
    found: list[str | None] = []
    for customer in client.customers.find("example.com", inactive=True):
        found.append(customer.customer_id)
        if len(found) == 10:
            simulator.expire_sessions()
    assert (len(set(found)), simulator.sessions_begun, simulator.refusals["expired"]) == (25, 2, 1)


@pytest.mark.parametrize("status", [401, 403])
def test_a_write_that_meets_an_expired_session_is_carried_out_once(
    client: rfms.Client, simulator: RfmsSimulator, status: int
) -> None:
    """A refused call was not executed, so that any verb may be repeated after it."""
    simulator.rules = attrs.evolve(simulator.rules, expired_status=status)
    simulator.expire_sessions()
    draft = rfms.Customer(
        customer_type="RESIDENTIAL", entry_type="Customer", customer_address=rfms.Address(last_name="Fern")
    )
    answer = client.customers.raw.save(draft)
    assert [attempt.status for attempt in answer.attempts] == [status, 200]
    assert (len(simulator.store.customers), simulator.sessions_begun) == (26, 2)


def test_a_session_in_use_is_not_begun_anew(
    client: rfms.Client, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """The session slides: each use keeps it alive, although no answer tells the new end."""
    for _ in range(8):
        clock.advance(600)
        client.customers.get("4711")
    assert (simulator.sessions_begun, simulator.refusals.total()) == (1, 0)


def test_an_unused_session_is_replaced_before_it_is_refused(
    client: rfms.Client, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """After 14 idle minutes a new one is begun; the store never has to say no."""
    client.customers.get("4711")
    clock.advance(14 * 60 + 1)
    client.customers.get("4711")
    assert (simulator.sessions_begun, simulator.refusals.total()) == (2, 0)


def test_a_longest_life_beyond_which_even_a_used_session_ends_is_healed_too(
    client: rfms.Client, simulator: RfmsSimulator, clock: FakeClock
) -> None:
    """Should RFMS have an absolute maximum, which is unknown, the refusal is healed like any other."""
    simulator.rules = RfmsRules(absolute_max=clock.now() - clock.now().replace(hour=8))
    for _ in range(8):
        clock.advance(600)
        client.customers.get("4711")
    assert (simulator.sessions_begun, simulator.refusals["expired"]) == (2, 1)


def test_a_maximum_age_of_the_host_is_kept(
    app: rfms.App,
    simulator: RfmsSimulator,
    clock: FakeClock,
    make_sessions: Callable[[rfms.App], crosstie.SessionManager],
) -> None:
    """A host that trusts sessions for less time says so in seconds, counted from their begin (R1)."""
    short = attrs.evolve(app, policy=attrs.evolve(rfms.SESSION_POLICY, max_age=300))
    sessions = make_sessions(short)
    client = rfms.Client(sessions, sessions.connect("rfms", tenant="acme", **_KEYS))
    for _ in range(5):
        clock.advance(100)
        client.customers.get("4711")
    assert (simulator.sessions_begun, simulator.refusals.total()) == (2, 0)


@pytest.mark.parametrize("status", [401, 403, None])
def test_a_tier_refusal_is_forbidden_after_one_renewal_and_does_not_loop(
    client: rfms.Client, simulator: RfmsSimulator, status: int | None
) -> None:
    """Expired and not entitled look alike: one new session, one more try, then the truth."""
    simulator.rules = attrs.evolve(simulator.rules, tier="S", tier_status=status)
    with pytest.raises(crosstie.Forbidden, match="Permission denied") as caught:
        client.customers.find_advanced()
    assert (caught.value.attempts, caught.value.operation) == (2, "customers.find_advanced")
    assert (simulator.sessions_begun, simulator.count("POST customers/find/advanced")) == (2, 2)


def test_a_key_that_was_withdrawn_ends_in_rejected_credentials(
    client: rfms.Client, simulator: RfmsSimulator
) -> None:
    """When no new session can be begun, somebody must correct the keys; the call is not tried again."""
    simulator.rules = attrs.evolve(simulator.rules, api_key="KEY-NEW")
    simulator.expire_sessions()
    with pytest.raises(crosstie.CredentialsRejected):
        client.customers.get("4711")
    assert simulator.count("GET customer/{id}") == 1


def test_what_counts_as_a_refusal_can_be_narrowed(
    app: rfms.App,
    simulator: RfmsSimulator,
    make_sessions: Callable[[rfms.App], crosstie.SessionManager],
) -> None:
    """A host that knows its store answers 401 to expired sessions need not renew for every missing right."""
    strict = attrs.evolve(app, refusal_statuses=(401,))
    sessions = make_sessions(strict)
    client = rfms.Client(sessions, sessions.connect("rfms", tenant="acme", **_KEYS))
    simulator.rules = attrs.evolve(simulator.rules, tier="S", tier_status=403)
    with pytest.raises(crosstie.Forbidden):
        client.customers.find_advanced()
    assert simulator.sessions_begun == 1


@pytest.mark.parametrize("rules", [RfmsRules(old_expiry_format=True), RfmsRules(tell_store_id=False)])
def test_the_older_forms_of_a_session_begin_are_understood(
    sessions: crosstie.SessionManager, simulator: RfmsSimulator, clock: FakeClock, rules: RfmsRules
) -> None:
    """The expiry of 2018 is read, and a missing store id is no error: the session is used until it is too old."""
    simulator.rules = rules
    client = rfms.Client(sessions, sessions.connect("rfms", tenant="acme", **_KEYS))
    clock.advance(13 * 60)
    client.customers.get("4711")
    assert simulator.sessions_begun == 1


def test_no_secret_shows_in_errors_or_reprs(
    client: rfms.Client, simulator: RfmsSimulator, app: rfms.App
) -> None:
    """Neither key nor token stands in anything that a log could catch."""
    simulator.rules = attrs.evolve(simulator.rules, tier="S")
    with pytest.raises(crosstie.Forbidden) as caught:
        client.orders.get("CG600001")
    shown = f"{client!r} {app!r} {caught.value} {caught.value!r} {caught.value.__dict__}"
    assert "KEY-EXAMPLE" not in shown
    assert "rfmsapi-" not in shown
