"""The CRM: the one call that was recorded, and those that are served on request only (2.3, 3.5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from crosstie.core.messages import Request, Response
from crosstie.testing.smsit import CRM_KEY, SENDER, SmsItCaller, SmsItSimulator

ADA = "12025550100"
ONE = {"from": SENDER, "to": ADA, "message": "hi"}


def _body(response: Response) -> Any:  # noqa: ANN401 - the wire
    return json.loads(response.body)


# -- smscontact --------------------------------------------------------------------------------------------------------


def test_a_text_has_the_recorded_answer(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """3.5: success, a status text, the contact and the id of the message."""
    response = caller.crm(ONE)
    assert response.status == 200
    assert _body(response) == {
        "success": True,
        "msg": "sent",
        "json_arr": {"message": "queued", "contact": {"id": 501}, "log_id": 9001},
    }
    [text] = simulator.sent
    assert (text.surface, text.id, text.sender, text.to, text.text) == ("crm", 9001, SENDER, ADA, "hi")
    assert (text.credits, simulator.crm.credits, simulator.balance()) == (1, 999, 1000)


def test_a_contact_is_made_once_and_matched_then(caller: SmsItCaller) -> None:
    """3.5: the answer names the contact it created or matched; every message has its own log id."""
    told = [_body(caller.crm(ONE | {"to": to}))["json_arr"] for to in (ADA, ADA, "12025550101")]
    assert [(one["contact"]["id"], one["log_id"]) for one in told] == [(501, 9001), (501, 9002), (502, 9003)]


def test_ids_may_be_text(opened: Callable[..., SmsItCaller]) -> None:
    """3.5: number or string, both were seen."""
    told = _body(opened(crm_ids="text").crm(ONE))["json_arr"]
    assert (told["contact"]["id"], told["log_id"]) == ("501", "9001")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"from": "12025550111"}, {"from": ["number not found"]}),
        ({"from": "", "to": "", "message": ""}, {name: ["is required"] for name in ("from", "to", "message")}),
        ({"message": ""}, {"message": ["is required"]}),
        ({"to": f"+{ADA}"}, {"to": ["must have digits only"]}),
        ({"message": "x" * 161}, "not enough credits"),
    ],
    ids=range(5),
)
@pytest.mark.parametrize("status", [200, 422])
def test_a_text_that_is_refused_says_so_in_the_body(
    opened: Callable[..., SmsItCaller], change: dict[str, str], reason: object, status: int
) -> None:
    """3.5: success is false, and the reason is an object or a text; the status of HTTP is not known."""
    caller = opened(crm_failure_status=status)
    caller.simulator.crm.credits = 1
    response = caller.crm(ONE | change)
    assert (response.status, _body(response)) == (status, {"success": False, "json_arr": {"message": reason}})
    assert (caller.simulator.sent, caller.simulator.crm.people) == ((), {})


def test_strangers_may_be_refused(opened: Callable[..., SmsItCaller]) -> None:
    """8, question 6: whether the CRM makes contacts on its own is not known."""
    caller = opened(crm_strangers="refused")
    assert _body(caller.crm(ONE))["json_arr"]["message"] == {"to": ["number not found"]}
    caller.simulator.crm.add({"phone": f"+{ADA}"})
    assert _body(caller.crm(ONE))["success"] is True


@pytest.mark.parametrize(("rule", "success"), [("ignored", True), ("refused", False)])
def test_nobody_knows_whether_stop_is_honoured(opened: Callable[..., SmsItCaller], rule: str, *, success: bool) -> None:
    """8, question 9: unless the rules say so, a person who answered STOP is texted again."""
    caller = opened(crm_stop=rule)
    caller.simulator.inbound(ADA, "STOP")
    assert _body(caller.crm(ONE))["success"] is success


def test_the_body_is_not_looked_at(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.3: every field stands in the query; the same fields as JSON are missing."""
    caller.crm(ONE)
    request = simulator.log[-1].request
    sent = attrs.evolve(request, params=request.params[:1], body=json.dumps(ONE).encode())
    assert _body(simulator.handle(sent))["success"] is False


@pytest.mark.parametrize("key", ["", "wrong", CRM_KEY.lower()])
def test_a_bad_key_is_401(caller: SmsItCaller, key: str) -> None:
    """3.5: a single member, as recorded."""
    response = caller.crm(ONE | {"apikey": key})
    assert (response.status, _body(response)) == (401, {"message": "Unauthenticated."})


@pytest.mark.parametrize(("rule", "query", "bearer"), [("query", 200, 401), ("bearer", 401, 200), ("either", 200, 200)])
def test_sources_disagree_about_where_the_key_goes(
    opened: Callable[..., SmsItCaller], rule: str, query: int, bearer: int
) -> None:
    """1: in the query, as seen in production, or as a Bearer token."""
    caller = opened(crm_auth=rule)
    assert caller.crm(ONE).status == query
    request = attrs.evolve(caller.simulator.log[-1].request, params=tuple(ONE.items()))
    signed = request.with_headers({"authorization": f"Bearer {CRM_KEY}"})
    assert caller.simulator.handle(signed).status == bearer


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_the_user_is_401_whatever_is_sent(caller: SmsItCaller, verb: str) -> None:
    """0, point 4: recorded with four styles of header."""
    response = caller.crm_unverified(verb, "user", None, apikey=CRM_KEY)
    assert (response.status, _body(response)) == (401, {"message": "Unauthenticated."})


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "v2/smscontact"), ("POST", "v2/addcontact"), ("POST", "v2/getcontacts"), ("POST", "v3/smscontact")],
)
def test_other_calls_are_not_there(opened: Callable[..., SmsItCaller], verb: str, path: str) -> None:
    """2.3: that the panel's names exist here is only plausible."""
    response = opened(crm_unverified=True).crm_unverified(verb, path, {})
    assert (response.status, _body(response)) == (404, {"message": "Not Found."})


# -- calls that no recorded answer backs -------------------------------------------------------------------------------

UNVERIFIED: list[tuple[str, dict[str, object]]] = [
    ("v2/contacts", {"phone": "+12025550100"}),
    ("v2/group", {"contact_id": 501, "group_name": "VIP"}),
    ("v2/tags", {"contact_id": "501", "tag": "hot"}),
    ("v2/messages", {"to": ADA, "message": "hi"}),
    ("v2/campaign", {"to": ADA, "message": "hi", "campaign_name": "spring"}),
    ("v2/sms/send", {"recipient": ADA, "message": "hi"}),
    ("v2/send", {"to": ADA, "message": "hi", "from": SENDER}),
    ("v2/upload-mms", {"media_url": "https://example.com/a.png", "media_type": "image/png"}),
    ("v2/voice", {"to": ADA, "message": "hi"}),
    ("v2/tasks", {"title": "Call back", "contact_id": 501}),
    ("v2/opportunities", {"contact_id": 501, "title": "Floor"}),
    ("v2/pipelines", {"contact_id": 501, "stage": "won"}),
    ("v2/trigger-links", {"link_name": "offer", "destination_url": "https://example.com"}),
    ("v1/send-message", {"receiver": ADA, "body": "hi"}),
    ("v1/check-credit-balance", {}),
    ("v1/contacts", {"phone": "+12025550100"}),
]
PATHS = [path for path, _ in UNVERIFIED]


@pytest.fixture
def trying(opened: Callable[..., SmsItCaller]) -> SmsItCaller:
    """Call an account that serves the unverified calls, with one contact."""
    caller = opened(crm_unverified=True)
    caller.simulator.crm.add({"phone": "+12025550100", "email": "ada@example.com"})
    return caller


@pytest.mark.parametrize(("path", "body"), UNVERIFIED, ids=PATHS)
def test_unverified_calls_are_only_there_on_request(
    caller: SmsItCaller, trying: SmsItCaller, path: str, body: dict[str, object]
) -> None:
    """2.3: 404 unless the rules say so, since nobody recorded a success."""
    assert caller.crm_unverified("POST", path, body).status == 404
    assert _body(trying.crm_unverified("POST", path, body))["success"] is True
    assert trying.simulator.counts == {f"api/{path}": 1}


@pytest.mark.parametrize("path", PATHS)
def test_unverified_calls_want_a_bearer_token(trying: SmsItCaller, path: str) -> None:
    """2.3: the projects that call them send the key in a header."""
    url = f"https://aicpanel.smsit.ai/api/{path}"
    request = Request(method="POST", url=url, params=(("apikey", CRM_KEY),), body=b"{}")
    assert trying.simulator.handle(request).status == 401


@pytest.mark.parametrize("path", [path for path in PATHS if path != "v1/check-credit-balance"])
@pytest.mark.parametrize("body", [{}, [], None], ids=["empty", "array", "nothing"])
def test_unverified_calls_name_what_is_missing(trying: SmsItCaller, path: str, body: object) -> None:
    """The shape of these refusals is composed, as servers of this kind write it."""
    response = trying.crm_unverified("POST", path, body)
    assert response.status == 422
    assert _body(response)["errors"]


def test_a_contact_is_created_or_updated(trying: SmsItCaller) -> None:
    """2.3: by phone, however it is written, or by e-mail where there is no phone."""

    def saved(**fields: object) -> dict[str, Any]:
        data: dict[str, Any] = _body(trying.crm_unverified("POST", "v2/contacts", fields))["data"]
        return data

    assert saved(phone=ADA, first_name="Ada")["id"] == 501
    assert saved(email="ADA@example.com", last_name="Byron") == {
        "id": 501,
        "phone": ADA,
        "email": "ADA@example.com",
        "first_name": "Ada",
        "last_name": "Byron",
    }
    assert saved(phone="+12025550101")["id"] == 502
    assert saved(email="new@example.com")["id"] == 503


def test_tags_and_groups_gather(trying: SmsItCaller) -> None:
    """2.3: one tag for each call; the same one again changes nothing."""
    for tag in ("hot", "new", "hot"):
        told = _body(trying.crm_unverified("POST", "v2/tags", {"contact_id": 501, "tag": tag}))
    assert told["data"]["tags"] == ["hot", "new"]


@pytest.mark.parametrize("path", ["v2/tags", "v2/group", "v2/tasks", "v2/opportunities", "v2/pipelines"])
@pytest.mark.parametrize("id_", [7, "x"])
def test_a_contact_of_a_call_must_exist(trying: SmsItCaller, path: str, id_: object) -> None:
    """Whatever it is that hangs on it."""
    body = dict(UNVERIFIED)[path] | {"contact_id": id_}
    response = trying.crm_unverified("POST", path, body)
    assert (response.status, _body(response)["errors"]) == (422, {"contact_id": ["does not exist"]})


def test_records_are_kept_by_kind(trying: SmsItCaller) -> None:
    """A test can look at what its code made."""
    trying.crm_unverified("POST", "v2/tasks", {"title": "Call back", "priority": "high"})
    assert trying.simulator.crm.records == {"tasks": [{"title": "Call back", "priority": "high", "id": 1}]}


@pytest.mark.parametrize("path", ["v2/messages", "v2/campaign", "v2/sms/send", "v2/send", "v1/send-message"])
def test_every_way_to_send_sends(trying: SmsItCaller, path: str) -> None:
    """2.3: the projects contradict each other about the path; each costs a credit."""
    trying.crm_unverified("POST", path, dict(UNVERIFIED)[path])
    [text] = trying.simulator.sent_to(ADA)
    assert (text.text, text.sender, trying.simulator.crm.credits) == ("hi", SENDER, 999)
    trying.simulator.report(text, "delivered")
    assert [one.status for one in trying.simulator.sent] == ["delivered"]
    balance = _body(trying.crm_unverified("POST", "v1/check-credit-balance", {}))["data"]
    assert balance["sms_credit"] == 999


def test_contacts_are_listed_in_pages(trying: SmsItCaller) -> None:
    """2.3: page, per_page and search, as one project has them."""
    for place in range(1, 4):
        trying.simulator.crm.add({"phone": f"+1202555010{place}", "first_name": f"Person {place}"})

    def ids(**params: str) -> list[int]:
        return [row["id"] for row in _body(trying.crm_unverified("GET", "v1/contacts", None, **params))["data"]]

    assert ids() == [501, 502, 503, 504]
    assert ids(page="2", per_page="3") == [504]
    assert ids(search="PERSON 2") == [503]
    assert ids(per_page="x") == [501, 502, 503, 504]


def test_there_are_no_templates_until_a_test_makes_some(trying: SmsItCaller) -> None:
    """2.3: a list, and nothing is known of its members."""
    assert _body(trying.crm_unverified("GET", "v1/message-templates"))["data"] == []
    trying.simulator.crm.records["message-templates"] = [{"id": 1}]
    assert _body(trying.crm_unverified("GET", "v1/message-templates"))["data"] == [{"id": 1}]
