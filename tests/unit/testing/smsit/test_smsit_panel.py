"""The control panel's front door: the key, HTTP 200 for everything, shapes that differ by call (1, 3.2, 3.3)."""

from __future__ import annotations

import json
from collections.abc import Callable

import attrs
import pytest

from crosstie.core.messages import Request
from crosstie.errors import UsageError
from crosstie.testing.smsit import API_KEY, SENDER, SmsItCaller, SmsItSimulator

ADA = "12025550100"
IN_ARRAY = ("addcontact", "smscontact", "smsgroup", "addappointment", "getcreditbalance")
PLAIN = ("getcontacts", "getbulksmsdeliveryreport", "getcontactsmsdeliveryreport", "generateOTP", "validateOtp")


@pytest.mark.parametrize("key", ["", "wrong", API_KEY.upper()])
@pytest.mark.parametrize("call", [*IN_ARRAY, *PLAIN])
def test_a_bad_key_is_status_minus_one_with_http_200(caller: SmsItCaller, call: str, key: str) -> None:
    """0, point 5: the status of HTTP tells nothing."""
    response = caller.panel_response(call, {"apikey": key})
    assert response.status == 200
    told = json.loads(response.body)
    assert (told[0] if isinstance(told, list) else told)["status"] == "-1"


@pytest.mark.parametrize("call", [*IN_ARRAY, *PLAIN])
def test_a_plan_without_api_is_refused_in_every_call(opened: Callable[..., SmsItCaller], call: str) -> None:
    """1: the lowest level has no API; -20 is the one code, besides -1, that means the same everywhere."""
    told = opened(plan_has_api=False).panel(call)
    assert (told[0] if isinstance(told, list) else told)["status"] == "-20"


def test_a_bad_key_comes_before_the_plan(opened: Callable[..., SmsItCaller]) -> None:
    """Who has no key learns nothing about the account."""
    assert opened(plan_has_api=False).panel("smscontact", {"apikey": "wrong"})[0]["status"] == "-1"


@pytest.mark.parametrize("call", IN_ARRAY)
def test_some_calls_answer_an_array_with_one_object(caller: SmsItCaller, call: str) -> None:
    """3.2: so the server's source has it, for refusals as well."""
    told = caller.panel(call)
    assert isinstance(told, list)
    assert set(told[0]) == {"status", "msg"}


@pytest.mark.parametrize("call", [*IN_ARRAY, *PLAIN])
def test_the_documents_show_plain_objects_for_all(opened: Callable[..., SmsItCaller], call: str) -> None:
    """3.2: a client must take both, and the rules can play either."""
    assert isinstance(opened(answer_shape="documents").panel(call), dict)


@pytest.mark.parametrize("call", PLAIN)
def test_other_calls_answer_a_plain_object(caller: SmsItCaller, call: str) -> None:
    """3.2: reads answer an object in the source as well."""
    assert isinstance(caller.panel(call), dict)


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_a_call_is_a_query_or_a_form(caller: SmsItCaller, verb: str) -> None:
    """1: GET with a query, or POST with a form, do the same."""
    assert caller.panel("getcreditbalance", {"type": "2"}, verb=verb) == [{"creditbalancenumber": "100", "msg": "ok"}]


def test_a_json_body_is_not_looked_at(simulator: SmsItSimulator) -> None:
    """1: what stands in JSON is missing, even the key."""
    body = json.dumps({"apikey": API_KEY, "type": "1"}).encode()
    url = "https://controlpanel.smsit.ai/apis/getcreditbalance/"
    request = Request(method="POST", url=url, headers={"content-type": "application/json"}, body=body)
    assert json.loads(simulator.handle(request).body)[0]["status"] == "-1"


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "HEAD"])
def test_other_verbs_are_refused(caller: SmsItCaller, verb: str) -> None:
    """1: GET and POST only."""
    assert caller.panel_response("getcontacts", verb=verb).status == 405


@pytest.mark.parametrize("call", ["generateotp", "validateOTP", "AddContact", "addcontact/x", "getgroups", ""])
def test_letter_case_of_a_path_matters_and_unknown_paths_are_pages(caller: SmsItCaller, call: str) -> None:
    """2.1: the vendor spells generateOTP and validateOtp differently; there is no call for groups."""
    response = caller.panel_response(call)
    assert (response.status, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert caller.simulator.counts == {"unknown": 1}


def test_the_slash_at_the_end_may_be_left_out(caller: SmsItCaller) -> None:
    """2.1: the documents have it, clients in use do not agree."""
    caller.panel("getcontacts")
    logged = caller.simulator.log[-1].request
    response = caller.simulator.handle(attrs.evolve(logged, url=logged.url.removesuffix("/")))
    assert json.loads(response.body)["status"] == "0"


def test_the_decentralized_panel_takes_the_same_calls(simulator: SmsItSimulator) -> None:
    """1: another host, and nothing else."""
    told = SmsItCaller(simulator, host="decontrolpanel.smsit.ai").panel("getcreditbalance", {"type": "1"})
    assert told == [{"creditbalancenumber": "1000", "msg": "ok"}]


@pytest.mark.parametrize("host", ["aicpanel.smsit.ai", "www.smsit.ai", "app.smsit.ai"])
def test_a_vendor_host_has_only_its_own_product(simulator: SmsItSimulator, host: str) -> None:
    """0, point 1: three products that are never mixed."""
    assert SmsItCaller(simulator, host=host).panel_response("getcontacts").status == 404


@pytest.mark.parametrize(("form", "element"), [("object", {}), ("list", [])])
def test_a_save_that_fails_inside_leaves_an_answer_without_a_status(
    caller: SmsItCaller, simulator: SmsItSimulator, form: str, element: object
) -> None:
    """4: the outcome is unknown; nothing tells whether the text went out."""
    fields = {"from": SENDER, "to": ADA, "message": "hi"}
    simulator.lose_next_save("smscontact", form=form)  # type: ignore[arg-type]
    assert caller.panel("smscontact", fields) == [element]
    assert simulator.sent == ()
    simulator.lose_next_save("smscontact", after_effect=True, form=form)  # type: ignore[arg-type]
    assert caller.panel("smscontact", fields) == [element]
    assert len(simulator.sent) == 1
    assert caller.panel("smscontact", fields)[0]["status"] == "0"


def test_only_calls_that_save_can_fail_to(simulator: SmsItSimulator) -> None:
    """A test that asks for anything else is told at once."""
    with pytest.raises(UsageError, match="no call getcontacts that saves"):
        simulator.lose_next_save("getcontacts")


def test_effects_are_counted_by_call(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """Refusals and reads count nowhere."""
    caller.panel("smscontact", {"from": SENDER, "to": ADA, "message": "hi"})
    caller.panel("smscontact", {"from": SENDER, "to": "1", "message": "hi"})
    caller.panel("getcontacts")
    assert simulator.writes == {"smscontact": 1}


def test_secrets_stay_out_of_reprs(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """A log in a test's output holds no key."""
    caller.panel("getcontacts", verb="GET")
    shown = f"{simulator.rules!r} {simulator.log!r} {simulator.panel!r}"
    assert API_KEY not in shown
    assert simulator.rules.crm_key not in shown
