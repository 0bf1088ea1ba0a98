"""The RFMS simulator lets callers in and refuses them as sections 1.1 to 1.4 and 1.7 of the fact sheet say."""

from __future__ import annotations

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

import attrs
import pytest

from crosstie.core.messages import Request
from crosstie.testing.clock import FakeClock
from crosstie.testing.faults import Answer
from crosstie.testing.rfms import RfmsCaller, RfmsRules, RfmsSimulator, Tier


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock the test moves."""
    return FakeClock()


@pytest.fixture
def simulator(clock: FakeClock) -> RfmsSimulator:
    """Return a store with a few customers."""
    made = RfmsSimulator(clock=clock)
    made.seed(3)
    return made


def test_session_begin_is_a_bare_object_with_token_expiry_and_store(simulator: RfmsSimulator, clock: FakeClock) -> None:
    """1.2: the answer has no envelope, a prefixed token, an RFC 1123 end 15 minutes away, and the queue."""
    answer = RfmsCaller(simulator).begin()
    assert set(answer) == {"authorized", "sessionToken", "sessionExpires", "storeId"}
    assert answer["authorized"] is True
    assert answer["storeId"] == "store-EXAMPLE0001"
    assert answer["sessionToken"].startswith("rfmsapi-")
    assert len(answer["sessionToken"]) == len("rfmsapi-") + 32
    assert parsedate_to_datetime(answer["sessionExpires"]) == clock.now() + timedelta(minutes=15)


def test_the_old_expiry_format_and_a_missing_store_id(clock: FakeClock) -> None:
    """1.2: the sample of 2018 wrote M/d/yyyy h:mm:ss tt with an offset and did not name the store."""
    rules = RfmsRules(old_expiry_format=True, tell_store_id=False)
    answer = RfmsCaller(RfmsSimulator(clock=clock, rules=rules)).begin()
    assert answer["sessionExpires"] == "11/2/2026 9:15:00 AM +00:00"
    assert "storeId" not in answer


@pytest.mark.parametrize(
    ("user", "password"), [("store-EXAMPLE0001", "KEY-WRONG"), ("EXAMPLE0001", "KEY-EXAMPLE"), ("", "")]
)
def test_wrong_credentials_are_403_with_an_empty_body(simulator: RfmsSimulator, user: str, password: str) -> None:
    """1.4: a wrong key, a queue without its prefix and nothing at all cannot be told apart."""
    response = RfmsCaller(simulator).send("POST", "session/begin", user=user, password=password)
    assert (response.status, response.body) == (403, b"")
    assert simulator.refusals["credentials"] == 1
    assert simulator.sessions_begun == 0


def test_a_call_without_credentials_is_403_with_an_empty_body(simulator: RfmsSimulator) -> None:
    """1.4: no header at all is refused like a bogus one."""
    response = simulator.handle(Request(method="GET", url="https://rfms.example.com/v2/customer/4711"))
    assert (response.status, response.body) == (403, b"")


def test_later_calls_need_the_same_queue_and_the_token(simulator: RfmsSimulator) -> None:
    """1.3: Basic with queue and token; the key, another queue or an invented token are refused."""
    caller = RfmsCaller.begun(simulator)
    assert caller.send("GET", "customer/4711").status == 200
    assert caller.send("GET", "customer/4711", password=simulator.rules.api_key).status == 403
    assert caller.send("GET", "customer/4711", user="store-OTHER").status == 403
    assert caller.send("GET", "customer/4711", password="rfmsapi-invented").status == 403


def test_every_call_slides_the_end_and_nothing_tells_it(simulator: RfmsSimulator, clock: FakeClock) -> None:
    """1.3: a token used every 14 minutes lives on; no answer after the first names an expiry."""
    caller = RfmsCaller.begun(simulator)
    for _ in range(5):
        clock.advance(14 * 60)
        response = caller.send("GET", "customer/4711")
        assert response.status == 200
        assert b"Expires" not in response.body
        assert not any("expires" in name for name in response.headers)


@pytest.mark.parametrize("status", [401, 403])
def test_an_expired_token_is_refused_as_the_rules_say(clock: FakeClock, status: Literal[401, 403]) -> None:
    """1.4: after 15 idle minutes the answer is 401 or 403; which one is not recorded, so both can be played."""
    simulator = RfmsSimulator(clock=clock, rules=RfmsRules(expired_status=status))
    caller = RfmsCaller.begun(simulator)
    clock.advance(15 * 60 - 1)
    assert caller.send("GET", "customers").status == 200
    clock.advance(15 * 60)
    response = caller.send("GET", "customers")
    assert (response.status, response.body) == (status, b"")
    assert simulator.refusals == {"expired": 1}


def test_a_clock_turned_back_does_not_revive_a_refused_token(simulator: RfmsSimulator, clock: FakeClock) -> None:
    """A token that was refused once stays refused."""
    caller = RfmsCaller.begun(simulator)
    clock.advance(20 * 60)
    assert caller.send("GET", "customers").status == 401
    clock.jump(-20 * 60)
    assert caller.send("GET", "customers").status == 401


def test_an_absolute_maximum_ends_a_busy_token(clock: FakeClock) -> None:
    """1.3 leaves open whether there is one; when set, use does not slide past it."""
    simulator = RfmsSimulator(clock=clock, rules=RfmsRules(absolute_max=timedelta(minutes=30)))
    caller = RfmsCaller.begun(simulator)
    for _ in range(2):
        clock.advance(14 * 60)
        assert caller.send("GET", "customers").status == 200
    clock.advance(2 * 60)
    assert caller.send("GET", "customers").status == 401


def test_several_tokens_are_alive_at_once(simulator: RfmsSimulator) -> None:
    """1.3: a new session does not end the old one."""
    first, second = RfmsCaller.begun(simulator), RfmsCaller.begun(simulator)
    assert first.token != second.token
    assert first.send("GET", "customers").status == second.send("GET", "customers").status == 200
    assert (simulator.sessions_begun, simulator.sessions_alive) == (2, 2)


def test_a_test_can_expire_all_sessions_now(simulator: RfmsSimulator) -> None:
    """The tokens of the moment end, later ones work."""
    caller = RfmsCaller.begun(simulator)
    assert simulator.expire_sessions() == 1
    assert caller.send("GET", "customers").status == 401
    assert simulator.sessions_alive == 0
    caller.begin()
    assert caller.send("GET", "customers").status == 200


@pytest.mark.parametrize(
    ("tier", "verb", "path", "allowed"),
    [
        ("S", "GET", "customer/4711", True),
        ("S", "POST", "customers/find/advanced", False),
        ("P", "POST", "customers/find/advanced", True),
        ("P", "POST", "order/create", False),
        ("E", "POST", "order/create", True),
    ],
)
def test_a_call_above_the_tier_is_refused(clock: FakeClock, tier: Tier, verb: str, path: str, *, allowed: bool) -> None:
    """1.7: Plus adds advanced finds, Enterprise adds creating; a refusal looks like an expired token (1.4)."""
    simulator = RfmsSimulator(clock=clock, rules=RfmsRules(tier=tier))
    simulator.seed(1)
    response = RfmsCaller.begun(simulator).send(verb, path, {} if verb == "POST" else None)
    assert (response.status == 200) is allowed
    assert simulator.refusals["tier"] == int(not allowed)
    if not allowed:
        assert (response.status, response.body) == (401, b"")


def test_editing_lines_needs_enterprise(simulator: RfmsSimulator) -> None:
    """Table 16 and 22: the header is Plus, lines are Enterprise."""
    simulator.seed_orders(1)
    simulator.rules = attrs.evolve(simulator.rules, tier="P", tier_status=403)
    caller = RfmsCaller.begun(simulator)
    assert caller.send("POST", "order", {"number": "CG600001", "poNumber": "X"}).status == 200
    assert caller.send("POST", "order", {"number": "CG600001", "lines": [{"quantity": 1}]}).status == 403


@pytest.mark.parametrize("path", ["Customer/4711", "CUSTOMER/4711/", "customer/4711"])
def test_paths_are_compared_without_case(simulator: RfmsSimulator, path: str) -> None:
    """1.1: any case works, and a slash at the end is optional (3.1)."""
    assert RfmsCaller.begun(simulator).send("GET", path).status == 200


@pytest.mark.parametrize("path", ["customers/search", "quotes", "estimates", "schedule/jobs", "jobs", "jobs/"])
def test_paths_that_others_guessed_are_404_with_a_page(simulator: RfmsSimulator, path: str) -> None:
    """Section 2: these do not exist, and the body is HTML."""
    response = RfmsCaller.begun(simulator).send("GET", path)
    assert response.status == 404
    assert response.headers["content-type"] == "text/html"
    assert response.body.startswith(b"<html>")


def test_a_doubled_prefix_is_404(simulator: RfmsSimulator) -> None:
    """1.1: /api/v2 is not the API."""
    response = simulator.handle(Request(method="GET", url="https://rfms.example.com/api/v2/customers"))
    assert response.status == 404


@pytest.mark.parametrize(
    ("verb", "path"),
    [("POST", "customers"), ("POST", "opportunities"), ("GET", "customer"), ("PUT", "customer"), ("GET", "jobs/find")],
)
def test_a_wrong_verb_is_405_with_a_message_that_names_it(simulator: RfmsSimulator, verb: str, path: str) -> None:
    """1.4: plural for singular, PUT, or GET for POST."""
    response = RfmsCaller.begun(simulator).send(verb, path, {})
    assert response.status == 405
    assert list(json.loads(response.body)) == ["Message"]
    assert f"'{verb}'" in json.loads(response.body)["Message"]


def test_an_endpoint_that_is_not_played_says_so(simulator: RfmsSimulator) -> None:
    """An existing endpoint outside the simulator is 501 and not a false 404."""
    assert RfmsCaller.begun(simulator).send("POST", "payables", []).status == 501


def test_broken_json_is_refused_as_a_bad_request(simulator: RfmsSimulator) -> None:
    """A body that is no JSON, and a number that is none, are the caller's bugs."""
    caller = RfmsCaller.begun(simulator)
    caller.send("GET", "customers")
    request = Request(
        method="POST",
        url="https://rfms.example.com/v2/customers/find",
        headers=simulator.log[-1].request.headers,
        body=b'{"searchText"',
    )
    assert simulator.handle(request).status == 400
    assert caller.send("POST", "customers/find", {"searchText": "maple", "startIndex": "ten"}).status == 400
    wrong: dict[str, object] = {"searchText": ["maple"], "includeInactive": "perhaps", "startIndex": "NaN"}
    for key, value in wrong.items():
        assert caller.send("POST", "customers/find", {"searchText": "maple", key: value}).status == 400
    body = {"customerType": "RESIDENTIAL", "entryType": "Customer", "customerAddress": "9 Harbor Ln"}
    assert caller.send("POST", "customer", body).status == 400


@pytest.mark.parametrize(("status", "body"), [(401, b""), (403, b""), (503, b'{"Message":"An error has occurred."}')])
def test_faults_answer_in_the_vendors_shapes(simulator: RfmsSimulator, status: int, body: bytes) -> None:
    """1.4: refusals are empty, server faults have ASP.NET's message."""
    caller = RfmsCaller.begun(simulator)
    simulator.faults.add(Answer(status=status), route="GET customer/{id}")
    assert caller.send("GET", "customers").status == 200
    response = caller.send("GET", "customer/4711")
    assert (response.status, response.body) == (status, body)
    assert simulator.count("GET customer/{id}", status=status) == 1


def test_a_fault_may_bring_its_own_body(simulator: RfmsSimulator) -> None:
    """A test can say what a 404 or 500 contains; a plain 404 is the usual page."""
    caller = RfmsCaller.begun(simulator)
    simulator.faults.add(Answer(status=404))
    simulator.faults.add(Answer(status=500, body=b"{}"), nth=2)
    assert caller.send("GET", "customers").body.startswith(b"<html>")
    assert caller.send("GET", "customers").body == b"{}"


def test_secrets_stay_out_of_reprs(simulator: RfmsSimulator) -> None:
    """Neither the key nor a token shows when rules, callers or sessions are printed."""
    caller = RfmsCaller.begun(simulator)
    shown = f"{simulator.rules!r} {caller!r} {vars(simulator)!r}"
    assert simulator.rules.api_key not in shown
    assert caller.token not in shown
