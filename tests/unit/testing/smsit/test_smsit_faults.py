"""Faults of all kinds, in process, through httpx and respx, and over HTTP (4)."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from crosstie.core.messages import Request
from crosstie.errors import NotSent, TimedOut, TransportError
from crosstie.testing import Answer, BrokenJson, FakeClock, Html, Refused, Reset, Slow, Timeout, Truncated
from crosstie.testing.faults import Fault
from crosstie.testing.serve import build, serve
from crosstie.testing.smsit import API_KEY, CRM_KEY, GATEWAY_KEY, SENDER, SmsItCaller, SmsItSimulator

ADA = "12025550100"
ONE = {"from": SENDER, "to": ADA, "message": "hi"}
SEND = "apis/smscontact"
PANEL = "https://controlpanel.smsit.ai/apis"
PATIENCE = 0.25


def _send(caller: SmsItCaller) -> None:
    caller.panel_response("smscontact", ONE)


@pytest.mark.parametrize(
    ("fault", "error", "sent"),
    [
        (Timeout(), TimedOut, 0),
        (Timeout(after_effect=True), TimedOut, 1),
        (Reset(), TransportError, 0),
        (Reset(after_effect=True), TransportError, 1),
        (Refused(), NotSent, 0),
        (Truncated(), TransportError, 1),
        (Slow(seconds=60), TimedOut, 1),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_a_send_may_have_happened_or_not(
    caller: SmsItCaller, simulator: SmsItSimulator, fault: Fault, error: type[Exception], sent: int
) -> None:
    """0, point 6: from outside both look alike, and each text costs credits."""
    simulator.faults.add(fault, route=SEND)
    with pytest.raises(error):
        _send(caller)
    assert (len(simulator.sent), simulator.balance()) == (sent, 1000 - sent)
    _send(caller)
    assert len(simulator.sent) == sent + 1


@pytest.mark.parametrize("retry_after", [None, "7"])
def test_too_many_calls(caller: SmsItCaller, simulator: SmsItSimulator, retry_after: str | None) -> None:
    """4: 429 comes with Retry-After, or without; nothing was sent."""
    simulator.faults.add(Answer(status=429, retry_after=retry_after), route=SEND)
    response = caller.panel_response("smscontact", ONE)
    assert (response.status, response.headers.get("retry-after")) == (429, retry_after)
    assert (json.loads(response.body), simulator.sent) == ({"message": "Too Many Attempts."}, ())


@pytest.mark.parametrize("status", [403, 500, 503])
def test_the_servers_own_failures_are_pages(caller: SmsItCaller, simulator: SmsItSimulator, status: int) -> None:
    """4: also what the guard before the CRM answers."""
    simulator.faults.add(Answer(status=status), route="api/v2/*")
    response = caller.crm(ONE)
    assert (response.status, response.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_answers_can_be_given(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """Any other trouble can be written down by the test."""
    simulator.faults.add(Answer(status=200, body=b'[{"status": "-16", "msg": "other"}]'))
    assert caller.panel("smscontact", ONE) == [{"status": "-16", "msg": "other"}]
    simulator.faults.add(Answer(status=401))
    assert json.loads(caller.crm(ONE).body) == {"message": "Unauthenticated."}


def test_answers_can_be_spoilt_after_the_effect(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """0, point 6: broken JSON, or a page with status 200, hide that the text went out."""
    simulator.faults.add(BrokenJson(), route=SEND)
    with pytest.raises(json.JSONDecodeError):
        caller.panel("smscontact", ONE)
    simulator.faults.add(Html(after_effect=True), route=SEND)
    assert caller.panel_response("smscontact", ONE).body.startswith(b"<!DOCTYPE")
    assert len(simulator.sent) == 2


def test_a_fault_strikes_the_call_that_it_was_made_for(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """Each product's calls have names of their own, even where the vendor's are the same."""
    simulator.faults.add(Answer(status=503), route="api/v2/smscontact")
    assert caller.panel_response("smscontact", ONE).status == 200
    assert caller.gateway("send", {"number": ADA, "message": "hi"})["success"] is True
    assert caller.crm(ONE).status == 503
    assert simulator.counts == {SEND: 1, "smsgateway/services/send.php": 1, "api/v2/smscontact": 1}


def test_through_httpx_and_respx(simulator: SmsItSimulator) -> None:
    """A host's own httpx client meets the same account; faults are httpx's own errors."""
    simulator.faults.add(Timeout(after_effect=True))
    with simulator.respx_router(), httpx.Client() as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post(f"{PANEL}/smscontact/", data={"apikey": API_KEY, **ONE})
        told = client.get(f"{PANEL}/getcontacts/", params={"apikey": API_KEY, "name": "ada"}).json()
    assert [row["number"] for row in told["contacts"]] == [ADA]
    assert len(simulator.sent) == 1


def test_through_the_transports(simulator: SmsItSimulator) -> None:
    """The library's own seam, without a socket, in both worlds."""
    url = f"{PANEL}/getcreditbalance/"
    request = Request(method="GET", url=url, params=(("apikey", API_KEY), ("type", "1")))
    first = simulator.transport().send(request, timeout=1.0)
    second = asyncio.run(simulator.async_transport().send(request, timeout=1.0))
    assert first.body == second.body == b'[{"creditbalancenumber": "1000", "msg": "ok"}]'


def test_over_http_by_path_alone(simulator: SmsItSimulator) -> None:
    """On loopback there is one host for the three products; a stuck answer is really stuck."""
    with serve(simulator) as url, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        text = "é & + %"
        panel = client.post("/apis/smscontact/", data={"apikey": API_KEY, **ONE, "message": text})
        gateway = client.post(
            "/smsgateway/services/send.php", data={"key": GATEWAY_KEY, "number": ADA, "message": text}
        )
        crm = client.post("/api/v2/smscontact", params={"apikey": CRM_KEY, **ONE, "message": text})
        simulator.faults.add(Timeout())
        with pytest.raises(httpx.ReadTimeout):
            client.get("/apis/getcontacts/", params={"apikey": API_KEY})
        assert client.get("/", params={"apikey": API_KEY}).status_code == 404
    assert panel.json() == [{"status": "0", "msg": "message sent"}]
    assert (gateway.json()["success"], crm.json()["success"]) == (True, True)
    assert [(one.surface, one.text) for one in simulator.sent] == [("panel", text), ("gateway", text), ("crm", text)]


def test_it_can_be_built_by_name(clock: FakeClock) -> None:
    """For a process of its own, with composed people; numbers are those set aside for fiction."""
    simulator = build("smsit", clock=clock, customers=250)
    assert isinstance(simulator, SmsItSimulator)
    numbers = [contact.number for contact in simulator.contacts]
    assert len(set(numbers)) == 250
    assert {number[4:9] for number in numbers} == {"55501"}
    other = build("smsit", customers=250)
    assert isinstance(other, SmsItSimulator)
    assert [contact.number for contact in other.contacts] == numbers


def test_more_people_come_after_those_that_are_there(simulator: SmsItSimulator) -> None:
    """Seeding twice repeats nobody; a new text to each of them can be sent."""
    simulator.seed(2)
    assert [contact.email for contact in simulator.contacts][3:] == [
        "deniz.quill3@example.com",
        "elif.tanner4@example.com",
    ]
