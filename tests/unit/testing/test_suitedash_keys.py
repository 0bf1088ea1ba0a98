"""The SuiteDash simulator's front door: two static headers, the monthly allowance, paths and verbs (1, 2, 4)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.testing import Answer, FakeClock
from crosstie.testing.suitedash import (
    DUMMY_PUBLIC_ID,
    DUMMY_SECRET,
    SECRET_KEY,
    SuiteDashCaller,
    SuiteDashRules,
    SuiteDashSimulator,
)


@pytest.fixture
def simulator() -> SuiteDashSimulator:
    """Return an account with 25 contacts."""
    made = SuiteDashSimulator()
    made.seed(25)
    return made


@pytest.fixture
def caller(simulator: SuiteDashSimulator) -> SuiteDashCaller:
    """Return a caller with the account's keys."""
    return SuiteDashCaller(simulator)


@pytest.mark.parametrize("wrong", [{"public_id": "unknown"}, {"secret": "wrong"}, {"public_id": "", "secret": ""}])
def test_a_pair_that_is_not_the_accounts_own_is_refused(simulator: SuiteDashSimulator, wrong: dict[str, str]) -> None:
    """4: 401, with nothing that could be renewed."""
    response = SuiteDashCaller(simulator, **wrong).send("GET", "contacts")
    assert response.status == 401
    assert json.loads(response.body) == {"success": False, "message": "Unauthorized"}


def test_several_secret_keys_are_good_side_by_side(simulator: SuiteDashSimulator) -> None:
    """1: so that one can be replaced without a gap."""
    simulator.replace_secret(SECRET_KEY, "second")
    assert SuiteDashCaller(simulator, secret="second").send("GET", "contacts").status == 200
    simulator.replace_secret("second")
    assert SuiteDashCaller(simulator, secret=SECRET_KEY).send("GET", "contacts").status == 401


def test_the_dummy_pair_reads_dummy_data_and_writes_nothing(simulator: SuiteDashSimulator) -> None:
    """1: accepted on every GET, refused on writes, and it shows nobody of the account."""
    dummy = SuiteDashCaller(simulator, public_id=DUMMY_PUBLIC_ID, secret=DUMMY_SECRET)
    assert len(dummy.told("GET", "contacts")["data"]) == 3
    assert dummy.send("GET", "company/meta").status == 200
    assert dummy.send("POST", "contact", {}).status == 401


def test_the_calls_of_a_month_run_out_and_the_next_month_brings_new_ones() -> None:
    """1: the allowance is monthly; 429 comes without Retry-After."""
    clock = FakeClock(datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    simulator = SuiteDashSimulator(clock=clock, rules=SuiteDashRules(allowance=2))
    caller = SuiteDashCaller(simulator)
    assert [caller.send("GET", "contacts").status for _ in range(3)] == [200, 200, 429]
    assert "retry-after" not in caller.send("GET", "contacts").headers
    clock.advance(3600)
    assert caller.send("GET", "contacts").status == 200
    assert simulator.calls_used == 1


@pytest.mark.parametrize(("counts", "used"), [(True, 1), (False, 0)])
def test_refused_calls_use_up_the_allowance_unless_the_rules_say_otherwise(*, counts: bool, used: int) -> None:
    """8, question 8: not known, so that a client must be ready for the worse."""
    simulator = SuiteDashSimulator(rules=SuiteDashRules(refused_calls_count=counts))
    SuiteDashCaller(simulator).send("GET", "contact/nobody@example.com")
    assert simulator.calls_used == used


def test_others_can_use_up_the_allowance(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """1: the product itself and other apps spend the same calls."""
    simulator.use_up(leaving=1)
    assert [caller.send("GET", "contacts").status for _ in range(2)] == [200, 429]
    simulator.rules = attrs.evolve(simulator.rules, allowance=None)
    with pytest.raises(UsageError, match="no allowance"):
        simulator.use_up()


@pytest.mark.parametrize("path", ["contacts", "companies", "projects"])
def test_a_plural_path_takes_no_post(caller: SuiteDashCaller, path: str) -> None:
    """0, point 5: singular for one record, plural for lists."""
    assert caller.send("POST", path, {}).status == 405


@pytest.mark.parametrize(
    ("verb", "path"),
    [("POST", "project"), ("GET", "tasks"), ("GET", "audiences"), ("PUT", "contacts/1/2"), ("GET", "/contacts")],
)
def test_what_the_api_does_not_have_is_not_found(caller: SuiteDashCaller, verb: str, path: str) -> None:
    """2 and 4: no making of projects, no tasks, and a doubled slash is another path."""
    assert caller.send(verb, path, {}).status == 404


@pytest.mark.parametrize(("verb", "path"), [("DELETE", "contact/1"), ("PATCH", "company/1"), ("POST", "contact/1")])
def test_verbs_that_a_path_does_not_have_are_refused(caller: SuiteDashCaller, verb: str, path: str) -> None:
    """2: there is no deletion at all."""
    assert caller.send(verb, path, {}).status == 405


def test_an_address_outside_the_api_is_a_page() -> None:
    """4: what is not JSON is a portal, a proxy or a login page."""
    simulator = SuiteDashSimulator()
    request = attrs.evolve(_request(simulator), url="https://app.suitedash.com/contacts")
    response = simulator.handle(request)
    assert (response.status, response.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_faults_are_answered_in_the_shape_of_the_system(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """4: JSON for the documented ones, a page for the server's own, a given body as it is."""
    simulator.faults.add(Answer(status=429))
    simulator.faults.add(Answer(status=503))
    simulator.faults.add(Answer(status=200, body=b'{"success": false}'))
    assert b"Monthly request limit reached" in caller.send("GET", "contacts").body
    assert caller.send("GET", "contacts").body.startswith(b"<!DOCTYPE")
    assert caller.send("GET", "contacts").body == b'{"success": false}'


def test_calls_are_logged_by_operation(simulator: SuiteDashSimulator, caller: SuiteDashCaller) -> None:
    """Every call has a name to hang faults on; secrets stay out of the log's repr."""
    caller.send("GET", "contact/nobody@example.com")
    caller.send("PUT", "project/uid/1", {})
    caller.send("GET", "nothing")
    assert simulator.counts == {
        "GET contact/{identifier}": 1,
        "PUT project/{type}/{identifier}": 1,
        "unknown": 1,
    }
    assert SECRET_KEY not in repr(simulator.log)


def _request(simulator: SuiteDashSimulator):  # noqa: ANN202 - the request of an earlier call
    SuiteDashCaller(simulator).send("GET", "contacts")
    return simulator.log[-1].request
